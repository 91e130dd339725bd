//! What `openssl x509` prints of a certificate, and the same of ours.

use jotbench::jose::key::Certificate;
use jotbench::jose::times;

/// The values that both tell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    pub(crate) subject: String,
    pub(crate) issuer: String,
    pub(crate) serial: String,
    pub(crate) not_before: String,
    pub(crate) not_after: String,
    pub(crate) sha1: String,
    pub(crate) sha256: String,
    pub(crate) names: Vec<String>,
    pub(crate) usage: String,
    pub(crate) is_ca: bool,
}

impl Printed {
    /// Ours.
    pub(crate) fn of(certificate: &Certificate) -> Self {
        Self {
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            serial: certificate.serial().to_owned(),
            not_before: times::zulu(certificate.not_before()),
            not_after: times::zulu(certificate.not_after()),
            sha1: colons(&certificate.sha1()),
            sha256: colons(&certificate.sha256()),
            names: certificate.alternative_names().to_vec(),
            usage: certificate.key_usage().join(", "),
            is_ca: certificate.is_ca(),
        }
    }

    /// What openssl printed, its words for kinds of names and uses written as RFC 5280 does.
    pub(crate) fn by_openssl(text: &str) -> Self {
        let after = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_default().to_owned();
        let below = |start: &str| {
            let mut lines = text.lines().skip_while(|line| !line.starts_with(start));
            lines.nth(1).unwrap_or_default().trim().to_owned()
        };
        let names = below("X509v3 Subject Alternative Name");
        let usage: Vec<String> = below("X509v3 Key Usage").split(", ").map(usage).collect();
        Self {
            subject: after("subject="),
            issuer: after("issuer="),
            serial: pairs(&after("serial=")),
            not_before: after("notBefore="),
            not_after: after("notAfter="),
            sha1: after("sha1 Fingerprint="),
            sha256: after("sha256 Fingerprint="),
            names: names.split(", ").filter(|name| !name.is_empty()).map(name).collect(),
            usage: usage.join(", "),
            is_ca: below("X509v3 Basic Constraints").starts_with("CA:TRUE"),
        }
    }
}

/// Hexadecimal digits in pairs.
fn pairs(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let pairs: Vec<&str> = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    format!("{sign}{}", pairs.join(":"))
}

fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

fn name(openssl: &str) -> String {
    if let Some(path) = openssl.strip_prefix("DirName:/") {
        return format!("DirName:{}", path.rsplit('/').collect::<Vec<_>>().join(","));
    }
    let openssl =
        openssl.replace("IP Address:", "IP:").replace("Registered ID:", "RID:").replace("othername: UPN::", "UPN:");
    openssl.replace("othername: ", "othername:").replace("::", ":")
}

fn usage(openssl: &str) -> String {
    let words = [
        ("Digital Signature", "digitalSignature"),
        ("Key Encipherment", "keyEncipherment"),
        ("Certificate Sign", "keyCertSign"),
        ("CRL Sign", "cRLSign"),
    ];
    words.iter().find(|(theirs, _)| *theirs == openssl).map_or(openssl, |(_, ours)| ours).to_owned()
}
