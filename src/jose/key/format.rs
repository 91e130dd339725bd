//! The key formats: one row each for what can be read, and one for what can only be named.
//!
//! Adding a format is one row and one function.

use super::certificate::Certificate;
use super::family::USE_ANOTHER;
use super::passphrase::Passphrase;
use super::private::PrivateKey;
use super::protected::derive::Budget;
use super::public::PublicKey;
use super::read::{Found, Item, KeyFile};
use super::sniff::{JsonKind, json_kind};
use super::{bare, bundle, jwk, openssh, pkcs12, protected, service_account};
use crate::jose::problem::{Place, Problem};

/// What reading needs beside the bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'p> {
    /// Where the bytes stand, for problems.
    pub(super) place: Place,
    /// What opens encrypted keys, if the user gave it.
    pub(super) passphrase: Option<&'p Passphrase>,
    /// What deriving and checking keys may still cost, for all that is read in one call.
    pub(super) budget: &'p Budget,
}

/// A format of bytes that can be read: DER, or another binary structure.
pub(super) struct KeyFormat {
    /// Its name, and the `encoding` of what is found.
    pub(super) encoding: &'static str,
    /// Its PEM labels (RFC 7468), the usual one first.
    pub(super) labels: &'static [&'static str],
    /// Reads its bytes. `bad_der` means that they are not of this format.
    pub(super) read: fn(&[u8], Context<'_>) -> Result<KeyFile, Problem>,
}

/// Every format of bytes that can be read. No bytes are of two of them.
pub(super) static KEY_FORMATS: [KeyFormat; 11] = [
    KeyFormat {
        encoding: "PKCS#8",
        labels: &["PRIVATE KEY"],
        read: |der, at| private("PKCS#8", PrivateKey::from_pkcs8, der, at),
    },
    KeyFormat {
        encoding: "PKCS#1",
        labels: &["RSA PRIVATE KEY"],
        read: |der, at| private("PKCS#1", PrivateKey::from_pkcs1, der, at),
    },
    KeyFormat {
        encoding: "SEC1",
        labels: &["EC PRIVATE KEY"],
        read: |der, at| private("SEC1", PrivateKey::from_sec1, der, at),
    },
    KeyFormat {
        encoding: "SPKI",
        labels: &["PUBLIC KEY"],
        read: |der, at| one("SPKI", PublicKey::from_spki(der, at.place).map(Item::Public)),
    },
    KeyFormat {
        encoding: "PKCS#1",
        labels: &["RSA PUBLIC KEY"],
        read: |der, at| one("PKCS#1", PublicKey::from_pkcs1(der, at.place).map(Item::Public)),
    },
    KeyFormat {
        encoding: "X.509",
        labels: &["CERTIFICATE", "X509 CERTIFICATE"],
        read: |der, at| one("X.509", Certificate::from_der(der, at.place).map(Item::Certificate)),
    },
    KeyFormat {
        encoding: "X.509",
        labels: &["TRUSTED CERTIFICATE"],
        read: |der, at| bundle::trusted(der, at).map(KeyFile::of),
    },
    KeyFormat {
        encoding: "PKCS#7",
        labels: &["PKCS7", "CMS"],
        read: |der, at| bundle::pkcs7(der, at).map(KeyFile::of),
    },
    KeyFormat {
        encoding: "encrypted PKCS#8",
        labels: &["ENCRYPTED PRIVATE KEY"],
        read: |der, at| protected::pkcs8(der, at).map(KeyFile::of),
    },
    KeyFormat { encoding: "PKCS#12", labels: &["PKCS12"], read: pkcs12::read },
    KeyFormat {
        encoding: "OpenSSH",
        labels: &["OPENSSH PRIVATE KEY"],
        read: |bytes, at| openssh::private(bytes, at).map(KeyFile::of),
    },
];

fn one(encoding: &'static str, item: Result<Item, Problem>) -> Result<KeyFile, Problem> {
    item.map(|item| KeyFile::of(vec![Found::new(item, encoding)]))
}

fn private(
    encoding: &'static str,
    read: fn(&[u8], Place) -> Result<PrivateKey, Problem>,
    der: &[u8],
    at: Context<'_>,
) -> Result<KeyFile, Problem> {
    let key = at.budget.private(der.len(), at.place, || read(der, at.place), |key| key);
    one(encoding, key.map(Item::Private))
}

/// A format of texts without PEM blocks that can be read.
pub(super) struct TextFormat {
    /// Its name, and the `encoding` of what is found.
    pub(super) encoding: &'static str,
    /// True for a text of this format; `text` has no white space around it, and `json` is what [`json_kind`] says of it.
    sniff: fn(text: &str, json: Option<JsonKind>) -> bool,
    /// Reads it.
    pub(super) read: fn(text: &str, at: Context<'_>) -> Result<KeyFile, Problem>,
}

/// Every format of texts that can be read. No text is of two of them.
static TEXT_FORMATS: [TextFormat; 6] = [
    TextFormat { encoding: "JWK", sniff: |_, json| json == Some(JsonKind::Jwk), read: jwk::read },
    TextFormat { encoding: "JWK Set", sniff: |_, json| json == Some(JsonKind::JwkSet), read: jwk::read_set },
    TextFormat {
        encoding: "service account",
        sniff: |text, json| json.is_none() && is_service_account(text),
        read: service_account::read,
    },
    TextFormat { encoding: "OpenSSH", sniff: |text, _| openssh::is_public(text), read: openssh::public },
    TextFormat { encoding: "SSH2", sniff: |text, _| openssh::is_ssh2(text), read: openssh::ssh2 },
    TextFormat { encoding: bare::ENCODING, sniff: |text, _| bare::is_bare(text), read: bare::read },
];

/// The format of a text without white space around it.
pub(super) fn text_format(trimmed: &str) -> Option<&'static TextFormat> {
    let json = json_kind(trimmed);
    TEXT_FORMATS.iter().find(|format| (format.sniff)(trimmed, json))
}

/// The same of a text that base64 stands for: it is not base64 once more.
pub(super) fn unwrapped_format(trimmed: &str) -> Option<&'static TextFormat> {
    let json = json_kind(trimmed);
    let mut unwrapped = TEXT_FORMATS.iter().filter(|format| format.encoding != bare::ENCODING);
    unwrapped.find(|format| (format.sniff)(trimmed, json))
}

/// The words are those of every credential that is known: other JSON is not parsed once more.
fn is_service_account(text: &str) -> bool {
    ["account", "authorized_user", "private_key"].iter().any(|word| text.contains(word))
        && service_account::is_one(text)
}

/// A format that can only be named.
pub(super) struct Foreign {
    /// Its PEM label, or the start of its text or DER.
    pub(super) sign: &'static str,
    /// Code of the problem.
    code: &'static str,
    /// What it is.
    message: &'static str,
    /// How to come to a key that can be read.
    hint: &'static str,
}

impl Foreign {
    /// What to say about it.
    pub(super) fn problem(&self, place: Place) -> Problem {
        Problem::new(self.code, place, self.message).hint(self.hint)
    }
}

const PGP: &str = "this is an OpenPGP key, which cannot be read";
const PGP_HINT: &str = "use a key in PEM; of the public part gpg --export-ssh-key ID! makes one that is read";

/// A certificate request (RFC 2986), in PEM or DER.
pub(super) const REQUEST: Foreign = request("CERTIFICATE REQUEST");

const fn request(sign: &'static str) -> Foreign {
    Foreign {
        sign,
        code: "unusable_key",
        message: "a certificate request is no certificate",
        hint: "use the certificate that was issued for it, or its key: openssl req -in FILE -noout -pubkey",
    }
}

/// PEM labels that are known and not read.
pub(super) static FOREIGN_LABELS: [Foreign; 7] = [
    REQUEST,
    request("NEW CERTIFICATE REQUEST"),
    Foreign {
        sign: "DSA PRIVATE KEY",
        code: "unusable_key",
        message: "DSA is a key type that no JWS algorithm uses",
        hint: USE_ANOTHER,
    },
    Foreign {
        sign: "SSH2 ENCRYPTED PRIVATE KEY",
        code: "unsupported_format",
        message: "this is a private key in the format of ssh.com, which cannot be read",
        hint: "use a PKCS#8 key in PEM",
    },
    Foreign {
        sign: "X509 CRL",
        code: "unusable_key",
        message: "a certificate revocation list holds no key",
        hint: "use the certificate itself",
    },
    Foreign { sign: "PGP PUBLIC KEY BLOCK", code: "unsupported_format", message: PGP, hint: PGP_HINT },
    Foreign { sign: "PGP PRIVATE KEY BLOCK", code: "unsupported_format", message: PGP, hint: PGP_HINT },
];

/// Texts that are keys in other formats, by how they start.
pub(super) static FOREIGN_TEXTS: [Foreign; 1] = [Foreign {
    sign: "PuTTY-User-Key-File",
    code: "unsupported_format",
    message: "this is a private key in PuTTY's own format, which cannot be read",
    hint: "in PuTTYgen choose Conversions, Export OpenSSH key: that file is read",
}];

/// The first four bytes of Java's own key stores.
const KEYSTORES: [([u8; 4], Foreign); 2] = [
    ([0xFE, 0xED, 0xFE, 0xED], keystore("JKS", "this is a Java keystore (JKS), which cannot be read")),
    ([0xCE, 0xCE, 0xCE, 0xCE], keystore("JCEKS", "this is a Java keystore (JCEKS), which cannot be read")),
];

const fn keystore(sign: &'static str, message: &'static str) -> Foreign {
    let hint = "keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12 writes it as \
                PKCS#12, which is read";
    Foreign { sign, code: "unsupported_format", message, hint }
}

/// The Java key store that these bytes are.
pub(super) fn java_keystore(bytes: &[u8]) -> Option<&'static Foreign> {
    static ROWS: &[([u8; 4], Foreign)] = &KEYSTORES;
    ROWS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, foreign)| foreign)
}

/// The foreign format that bytes are in which are no text. Only for such: some bytes of a secret may look alike.
pub(super) fn foreign_bytes(bytes: &[u8]) -> Option<&'static Foreign> {
    let text = || FOREIGN_TEXTS.iter().find(|foreign| bytes.starts_with(foreign.sign.as_bytes()));
    let pgp = || FOREIGN_LABELS.iter().find(|foreign| foreign.message == PGP).filter(|_| is_open_pgp(bytes));
    java_keystore(bytes).or_else(text).or_else(pgp)
}

/// True for an OpenPGP key or subkey packet of version 3 to 6 (RFC 9580 sections 4.2 and 5.5).
fn is_open_pgp(bytes: &[u8]) -> bool {
    let Some((&first, rest)) = bytes.split_first() else { return false };
    let (tag, length_len) = match (first, rest.first()) {
        (0xC0.., Some(0..=191)) => (first & 0x3f, 1),
        (0xC0.., Some(192..=223)) => (first & 0x3f, 2),
        (0xC0.., Some(255)) => (first & 0x3f, 5),
        (0x80..=0xBF, _) if first & 3 < 3 => (first >> 2 & 0xf, 1 << (first & 3)),
        _ => return false,
    };
    // Secret key, public key, secret subkey, public subkey.
    let is_key = [5, 6, 7, 14].contains(&tag);
    is_key && rest.get(length_len).is_some_and(|version| (3..=6).contains(version))
}

#[cfg(test)]
mod tests {
    use super::super::pem;
    use super::*;
    use crate::jose::problem::Part;

    /// A file of the test vectors.
    macro_rules! file {
        ($path:literal) => {
            include_bytes!(concat!("../../../tests/vectors/", $path)).as_slice()
        };
    }

    /// The rows that take these bytes.
    fn takers(bytes: &[u8]) -> Vec<&'static str> {
        let budget = Budget::unasked();
        let at = Context { place: Place::of(Part::Key), passphrase: None, budget: &budget };
        let takes = |format: &&KeyFormat| (format.read)(bytes, at).map_or_else(|p| p.code != "bad_der", |_| true);
        KEY_FORMATS.iter().filter(takes).map(|format| format.labels[0]).collect()
    }

    fn block(text: &[u8]) -> Vec<u8> {
        let text = std::str::from_utf8(text).unwrap();
        pem::blocks(text, Part::Key).into_iter().find_map(Result::ok).unwrap().der.to_vec()
    }

    #[test]
    fn each_sample_of_bytes_is_of_one_row() {
        let samples: [(&str, Vec<u8>); 24] = [
            ("PRIVATE KEY", file!("keys/rsa2048/private.pkcs8.der").to_vec()),
            ("PRIVATE KEY", file!("keys/p521/private.pkcs8.der").to_vec()),
            ("PRIVATE KEY", file!("keys/ed448/private.pkcs8.der").to_vec()),
            ("PRIVATE KEY", file!("keys/mldsa65/private.pkcs8.der").to_vec()),
            ("RSA PRIVATE KEY", file!("keys/rsa4096/private.pkcs1.der").to_vec()),
            ("EC PRIVATE KEY", block(file!("keys/p256/private.sec1.pem"))),
            ("EC PRIVATE KEY", block(file!("keys/secp256k1/private.sec1.pem"))),
            ("PUBLIC KEY", file!("keys/rsa2048/public.spki.der").to_vec()),
            ("PUBLIC KEY", file!("keys/p384/public.spki.der").to_vec()),
            ("PUBLIC KEY", file!("keys/mldsa65/public.spki.der").to_vec()),
            ("RSA PUBLIC KEY", block(file!("keys/rsa2048/public.pkcs1.pem"))),
            ("CERTIFICATE", file!("keys/p256/cert.selfsigned.der").to_vec()),
            ("CERTIFICATE", block(file!("keys/qlik-like/server.pem"))),
            ("TRUSTED CERTIFICATE", block(file!("odd/trusted.pem"))),
            ("PKCS7", file!("odd/chain.p7b").to_vec()),
            ("ENCRYPTED PRIVATE KEY", file!("encrypted/pkcs8/default.der").to_vec()),
            ("ENCRYPTED PRIVATE KEY", file!("encrypted/pkcs8/scrypt.der").to_vec()),
            ("ENCRYPTED PRIVATE KEY", file!("encrypted/pkcs8/v1-sha1-rc2-40.der").to_vec()),
            ("PKCS12", file!("encrypted/pkcs12/default.p12").to_vec()),
            ("PKCS12", file!("encrypted/pkcs12/legacy.p12").to_vec()),
            ("PKCS12", file!("encrypted/pkcs12/java.p12").to_vec()),
            ("PKCS12", file!("encrypted/pkcs12/nss.p12").to_vec()),
            ("OPENSSH PRIVATE KEY", block(file!("openssh/p256"))),
            ("OPENSSH PRIVATE KEY", block(file!("openssh/rsa2048.encrypted"))),
        ];
        for (at, (label, bytes)) in samples.iter().enumerate() {
            assert_eq!(takers(bytes), [*label], "sample {at}");
        }
        let missing: Vec<_> =
            KEY_FORMATS.iter().filter(|row| samples.iter().all(|(l, _)| *l != row.labels[0])).collect();
        assert!(missing.is_empty(), "a row without a sample");
    }

    #[test]
    fn each_sample_of_text_is_of_one_row_and_pem_of_none() {
        let bare = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        let samples: [(&[u8], &[&str]); 12] = [
            (file!("keys/rsa2048/private.jwk.json"), &["JWK"]),
            (file!("keys/mldsa65/public.jwk.json"), &["JWK"]),
            (file!("keys/jwks/public.jwks.json"), &["JWK Set"]),
            (file!("odd/service-account.json"), &["service account"]),
            (file!("openssh/p384.pub"), &["OpenSSH"]),
            (file!("openssh/ed25519.rfc4716"), &["SSH2"]),
            (bare.as_bytes(), &["base64"]),
            (file!("odd/x5c.json"), &["base64"]),
            (file!("keys/rsa2048/private.pkcs8.pem"), &[]),
            (file!("keys/qlik-like/server.pem"), &[]),
            (b"{\"sub\":\"kty\"}", &[]),
            (b"correct horse battery staple", &[]),
        ];
        for (text, expected) in samples {
            let text = std::str::from_utf8(text).unwrap().trim();
            let takers: Vec<_> =
                TEXT_FORMATS.iter().filter(|row| (row.sniff)(text, json_kind(text))).map(|row| row.encoding).collect();
            assert_eq!(takers, expected, "{text:.60}");
        }
    }
}
