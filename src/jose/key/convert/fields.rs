//! The forms that the fields of other programs ask for: a certificate or public key in
//! one line, and the digests that tell which it is. Everything here is public, of a
//! private key too; which key is meant is said by `choose`.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;

use super::{HERE, Source, Written, no_certificate, public_of};
use crate::jose::base64url;
use crate::jose::key::certificate::{Certificate, colons};
use crate::jose::key::jwk;
use crate::jose::key::public::PublicKey;
use crate::jose::problem::Problem;

/// The PEM certificate as the inside of a JSON string: its line ends as backslash and n, nothing else of it needs an
/// escape (RFC 8259 section 7).
pub(super) fn cert_line(source: &Source<'_>) -> Result<Written, Problem> {
    let (certificate, note) = certificate(source, "cert-line")?;
    Ok(line(&certificate.pem().replace('\n', "\\n")).noting(note))
}

/// The base64 between the lines of the SPKI PEM.
pub(super) fn spki_line(source: &Source<'_>) -> Result<Written, Problem> {
    of_key(source, "spki-line", |key| STANDARD.encode(key.spki_der()))
}

/// The digests of the certificate as people compare them, and as `x5t` and `x5t#S256` (RFC 7515 sections 4.1.7, 4.1.8).
pub(super) fn fingerprint(source: &Source<'_>) -> Result<Written, Problem> {
    let (certificate, note) = certificate(source, "fingerprint")?;
    let (sha1, sha256) = (certificate.sha1(), certificate.sha256());
    let lines = [
        ("SHA-1", colons(&sha1)),
        ("SHA-256", colons(&sha256)),
        ("x5t", base64url::encode(&sha1)),
        ("x5t#S256", base64url::encode(&sha256)),
    ];
    let lines: Vec<String> = lines.iter().map(|(label, value)| format!("{label:<9}{value}")).collect();
    Ok(line(&lines.join("\n")).noting(note))
}

/// The digest of the key alone, the same for every certificate of it.
pub(super) fn spki_sha256(source: &Source<'_>) -> Result<Written, Problem> {
    of_key(source, "spki-sha256", |key| STANDARD.encode(key.spki_sha256()))
}

/// The name of the key that needs no agreement.
pub(super) fn thumbprint(source: &Source<'_>) -> Result<Written, Problem> {
    of_key(source, "a thumbprint", jwk::thumbprint)
}

fn line(text: &str) -> Written {
    Written::new(format!("{text}\n").as_bytes(), false)
}

fn of_key(source: &Source<'_>, form: &str, text: impl Fn(&PublicKey) -> String) -> Result<Written, Problem> {
    let (key, note) = source.one(form)?;
    Ok(line(&text(public_of(key.found)?)).noting(note))
}

/// The certificate of the key, else the first; a note where there are others.
fn certificate<'f>(source: &Source<'f>, form: &str) -> Result<(&'f Certificate, Option<Problem>), Problem> {
    let all = source.certificates();
    // Of a set the user picks.
    let (key, _) = source.one(form)?;
    let first = key.certificates.first().or(all.first()).copied().ok_or_else(|| no_certificate(source))?;
    let note = (all.len() > 1).then(|| {
        let message = format!(
            "there are {} certificates in it, and {form} holds one: this is that of {}",
            all.len(),
            first.subject()
        );
        Problem::new("several_certificates", HERE, message).hint("cert takes all of them")
    });
    Ok((first, note))
}
