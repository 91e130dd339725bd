//! The key formats: one row each for what can be read, and one for what can only be named.
//!
//! Adding a format is one row and one function.

use super::certificate::Certificate;
use super::family::USE_ANOTHER;
use super::private::PrivateKey;
use super::public::PublicKey;
use super::read::Item;
use crate::jose::problem::{Place, Problem};

/// A format that can be read.
pub(super) struct KeyFormat {
    /// Its PEM label (RFC 7468).
    pub(super) label: &'static str,
    /// Its name.
    pub(super) encoding: &'static str,
    /// Reads its DER. `bad_der` means that the bytes are not of this format.
    pub(super) read: fn(&[u8], Place) -> Result<Item, Problem>,
}

/// Every format that can be read.
pub(super) static KEY_FORMATS: [KeyFormat; 7] = [
    KeyFormat {
        label: "PRIVATE KEY",
        encoding: "PKCS#8",
        read: |der, at| PrivateKey::from_pkcs8(der, at).map(Item::Private),
    },
    KeyFormat {
        label: "RSA PRIVATE KEY",
        encoding: "PKCS#1",
        read: |der, at| PrivateKey::from_pkcs1(der, at).map(Item::Private),
    },
    KeyFormat {
        label: "EC PRIVATE KEY",
        encoding: "SEC1",
        read: |der, at| PrivateKey::from_sec1(der, at).map(Item::Private),
    },
    KeyFormat {
        label: "PUBLIC KEY",
        encoding: "SPKI",
        read: |der, at| PublicKey::from_spki(der, at).map(Item::Public),
    },
    KeyFormat {
        label: "RSA PUBLIC KEY",
        encoding: "PKCS#1",
        read: |der, at| PublicKey::from_pkcs1(der, at).map(Item::Public),
    },
    KeyFormat {
        label: "CERTIFICATE",
        encoding: "X.509",
        read: |der, at| Certificate::from_der(der, at).map(Item::Certificate),
    },
    KeyFormat {
        label: "X509 CERTIFICATE",
        encoding: "X.509",
        read: |der, at| Certificate::from_der(der, at).map(Item::Certificate),
    },
];

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

const SSH_PUBLIC: &str = "this is a public key of OpenSSH, which cannot be read yet";
const SSH_PUBLIC_HINT: &str = "ssh-keygen -e -m PKCS8 -f FILE writes it as PEM";
const SSH2_PUBLIC_HINT: &str = "ssh-keygen -i -f FILE reads it, then ssh-keygen -e -m PKCS8 writes it as PEM";

/// PEM labels that are known and not read.
pub(super) static FOREIGN_LABELS: [Foreign; 11] = [
    Foreign { sign: "ENCRYPTED PRIVATE KEY", code: "encrypted_key", message: ENCRYPTED_PKCS8, hint: DECRYPT },
    Foreign {
        sign: "CERTIFICATE REQUEST",
        code: "unusable_key",
        message: "a certificate request is no certificate",
        hint: "use the certificate that was issued for it, or its key: openssl req -in FILE -noout -pubkey",
    },
    Foreign {
        sign: "NEW CERTIFICATE REQUEST",
        code: "unusable_key",
        message: "a certificate request is no certificate",
        hint: "use the certificate that was issued for it, or its key: openssl req -in FILE -noout -pubkey",
    },
    Foreign {
        sign: "DSA PRIVATE KEY",
        code: "unusable_key",
        message: "DSA is a key type that no JWS algorithm uses",
        hint: USE_ANOTHER,
    },
    Foreign {
        sign: "OPENSSH PRIVATE KEY",
        code: "unsupported_format",
        message: "this is a private key in OpenSSH's own format, which cannot be read yet",
        hint: "ssh-keygen -p -m PKCS8 -f COPY rewrites a copy of an RSA or ECDSA key as PKCS#8",
    },
    Foreign {
        sign: "SSH2 ENCRYPTED PRIVATE KEY",
        code: "unsupported_format",
        message: "this is a private key in the format of ssh.com, which cannot be read",
        hint: "use a PKCS#8 key in PEM",
    },
    Foreign {
        sign: "TRUSTED CERTIFICATE",
        code: "unsupported_format",
        message: "this is a certificate with OpenSSL's trust settings, which cannot be read yet",
        hint: "openssl x509 -in FILE -out cert.pem writes the plain certificate",
    },
    Foreign { sign: "PKCS7", code: "unsupported_format", message: PKCS7, hint: PKCS7_HINT },
    Foreign { sign: "CMS", code: "unsupported_format", message: PKCS7, hint: PKCS7_HINT },
    Foreign {
        sign: "X509 CRL",
        code: "unusable_key",
        message: "a certificate revocation list holds no key",
        hint: "use the certificate itself",
    },
    Foreign {
        sign: "PGP PUBLIC KEY BLOCK",
        code: "unsupported_format",
        message: "this is an OpenPGP key, which cannot be read",
        hint: "use a key in PEM",
    },
];

/// Texts that are keys in other formats, by how they start.
pub(super) static FOREIGN_TEXTS: [Foreign; 6] = [
    Foreign { sign: "ssh-rsa ", code: "unsupported_format", message: SSH_PUBLIC, hint: SSH_PUBLIC_HINT },
    Foreign { sign: "ssh-ed25519 ", code: "unsupported_format", message: SSH_PUBLIC, hint: SSH_PUBLIC_HINT },
    Foreign { sign: "ecdsa-sha2-", code: "unsupported_format", message: SSH_PUBLIC, hint: SSH_PUBLIC_HINT },
    Foreign {
        sign: "ssh-dss ",
        code: "unusable_key",
        message: "DSA is a key type that no JWS algorithm uses",
        hint: USE_ANOTHER,
    },
    Foreign {
        sign: "---- BEGIN SSH2 PUBLIC KEY",
        code: "unsupported_format",
        message: SSH_PUBLIC,
        hint: SSH2_PUBLIC_HINT,
    },
    Foreign {
        sign: "PuTTY-User-Key-File",
        code: "unsupported_format",
        message: "this is a private key in PuTTY's own format, which cannot be read yet",
        hint: "in PuTTYgen choose Conversions, Export OpenSSH key; then ssh-keygen -p -m PKCS8 -f FILE",
    },
];

/// The PEM label that the old OpenSSL encryption (Proc-Type, DEK-Info) is said under.
pub(super) static ENCRYPTED_BLOCK: Foreign = Foreign {
    sign: "",
    code: "encrypted_key",
    message: "the private key is encrypted in the old way of OpenSSL; encrypted keys cannot be read yet",
    hint: "decrypt it with: openssl pkey -in FILE -out key.pem",
};

/// An encrypted PKCS#8 key in DER.
pub(super) static ENCRYPTED_DER: Foreign = Foreign {
    sign: "",
    code: "encrypted_key",
    message: ENCRYPTED_PKCS8,
    hint: "decrypt it with: openssl pkcs8 -inform DER -in FILE -out key.pem",
};

/// A PKCS#12 container.
pub(super) static PKCS12: Foreign = Foreign {
    sign: "",
    code: "unsupported_format",
    message: "this is a PKCS#12 file (.p12, .pfx), which cannot be read yet",
    hint: "openssl pkcs12 -in FILE -nodes -out key.pem writes the key and the certificates as PEM",
};

/// A JWK.
pub(super) static JWK: Foreign = Foreign {
    sign: "",
    code: "unsupported_format",
    message: "this is a JWK, which cannot be read yet",
    hint: "use the same key in PEM",
};

/// A JWK Set.
pub(super) static JWK_SET: Foreign = Foreign {
    sign: "",
    code: "unsupported_format",
    message: "this is a JWK Set, which cannot be read yet",
    hint: "use one of its keys in PEM",
};

const ENCRYPTED_PKCS8: &str = "this is an encrypted PKCS#8 private key; encrypted keys cannot be read yet";
const DECRYPT: &str = "decrypt it with: openssl pkcs8 -in FILE -out key.pem";
const PKCS7: &str = "this is a PKCS#7 container, which cannot be read yet";
const PKCS7_HINT: &str = "openssl pkcs7 -in FILE -print_certs -out certs.pem writes the certificates as PEM";
