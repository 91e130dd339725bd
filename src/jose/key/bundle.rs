//! Certificates with something around them: OpenSSL's trusted certificates and PKCS#7 files (`.p7b`).
//!
//! Of PKCS#7 only the certificates are taken: signatures in it are not looked at,
//! and nothing here trusts any of them.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode as _, Reader as _, SliceReader, Tag, TagNumber, Tagged as _};

use super::certificate::Certificate;
use super::format::Context;
use super::read::{Found, Item};
use crate::jose::problem::{Place, Problem};

/// id-signedData (RFC 5652 section 5.1).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// The other content types of CMS (RFC 5652 sections 4 to 9).
const CMS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7");
const CERTIFICATES: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
/// More certificates are no chain.
const MOST: usize = 64;

/// Reads a certificate that OpenSSL's own X509_CERT_AUX follows (d2i_X509_AUX(3)).
///
/// Codes: `bad_der` for other bytes, and those of [`Certificate::from_der`].
pub(super) fn trusted(der: &[u8], at: Context<'_>) -> Result<Vec<Found>, Problem> {
    let parts = element(der).and_then(|(certificate, rest)| {
        let (settings, rest) = element(rest)?;
        (settings.tag == Tag::Sequence && rest.is_empty()).then_some(certificate)
    });
    let certificate = parts.ok_or_else(|| other("a certificate with OpenSSL's trust settings", at.place))?;
    let certificate = Certificate::from_der(certificate.whole, at.place)?;
    Ok(vec![Found::new(Item::Certificate(certificate), "X.509")])
}

/// Reads the certificates of PKCS#7 or CMS SignedData (RFC 5652 section 5.1). Those that cannot be read are left out
/// if at least one can be.
///
/// Codes: `bad_der` for other bytes, `no_key` without certificates, `unsupported_format` for other kinds of CMS, and
/// those of [`Certificate::from_der`].
pub(super) fn pkcs7(der: &[u8], at: Context<'_>) -> Result<Vec<Found>, Problem> {
    let (content_type, content) = content(der).ok_or_else(|| other("a PKCS#7 container", at.place))?;
    if content_type != SIGNED_DATA {
        return Err(Problem::new(
            "unsupported_format",
            at.place,
            "this PKCS#7 container holds no certificates as they are",
        )
        .hint("use a PKCS#7 file of certificates (.p7b), or the certificate in PEM"));
    }
    let certificates = certificates(content).ok_or_else(|| {
        Problem::new("no_key", at.place, "there are no certificates in this PKCS#7 container").hint(EXPORT)
    })?;
    let (mut found, mut problem, mut rest) = (Vec::new(), None, certificates);
    while let Some((next, after)) = element(rest).filter(|_| found.len() < MOST) {
        match Certificate::from_der(next.whole, at.place) {
            Ok(certificate) => found.push(Found::new(Item::Certificate(certificate), "PKCS#7")),
            Err(error) => problem = problem.or(Some(error)),
        }
        rest = after;
    }
    match problem {
        Some(problem) if found.is_empty() => Err(Problem { code: stopping(problem.code), ..problem }),
        _ if found.is_empty() => {
            Err(Problem::new("no_key", at.place, "there are no certificates in this PKCS#7 container").hint(EXPORT))
        }
        _ => Ok(found),
    }
}

const EXPORT: &str = "export the certificate itself, in PEM or DER";

/// This is PKCS#7: no other format need be tried.
fn stopping(code: &'static str) -> &'static str {
    if code == "bad_der" { "damaged_key" } else { code }
}

/// One DER element.
struct Element<'d> {
    tag: Tag,
    value: &'d [u8],
    whole: &'d [u8],
}

/// The first element of `der`, and what follows it.
fn element(der: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let whole = SliceReader::new(der).ok()?.tlv_bytes().ok()?;
    let any = <AnyRef<'_>>::from_der(whole).ok()?;
    Some((Element { tag: any.tag(), value: any.value(), whole }, der.get(whole.len()..)?))
}

/// Type and content of a ContentInfo (RFC 5652 section 3).
fn content(der: &[u8]) -> Option<(ObjectIdentifier, &[u8])> {
    let (info, rest) = element(der)?;
    let (content_type, content) = element(info.value)?;
    let content_type = ObjectIdentifier::from_der(content_type.whole).ok()?;
    let (content, after) = element(content)?;
    let is_one = info.tag == Tag::Sequence && rest.is_empty() && after.is_empty() && content.tag == CERTIFICATES;
    (is_one && content_type.starts_with(CMS)).then_some((content_type, content.value))
}

/// The certificates of SignedData, one behind the other.
fn certificates(content: &[u8]) -> Option<&[u8]> {
    let (signed, _) = element(content)?;
    let (_version, rest) = element(signed.value)?;
    let (_digests, rest) = element(rest)?;
    let (_content, rest) = element(rest)?;
    let (certificates, _) = element(rest)?;
    (certificates.tag == CERTIFICATES).then_some(certificates.value)
}

fn other(what: &str, place: Place) -> Problem {
    Problem::new("bad_der", place, format!("this is not {what}"))
        .hint("the file is damaged or of another kind: copy it again, whole")
}
