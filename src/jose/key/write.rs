//! Keys as PEM text (RFC 7468): 64 columns, LF, a line end at the end.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::private::PrivateKey;
use super::public::PublicKey;

impl PrivateKey {
    /// The key as unencrypted PKCS#8 PEM (RFC 7468 section 10).
    pub fn pkcs8_pem(&self) -> Zeroizing<String> {
        armour("PRIVATE KEY", self.pkcs8_der())
    }
}

impl PublicKey {
    /// The key as SPKI PEM (RFC 7468 section 13).
    pub fn spki_pem(&self) -> String {
        armour("PUBLIC KEY", self.spki_der()).to_string()
    }
}

impl Certificate {
    /// The certificate as PEM (RFC 7468 section 5).
    pub fn pem(&self) -> String {
        armour("CERTIFICATE", self.der()).to_string()
    }
}

fn armour(label: &str, der: &[u8]) -> Zeroizing<String> {
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let room = 2 * (label.len() + 32) + der.len().div_ceil(48) * 65;
    let mut text = Zeroizing::new(String::with_capacity(room));
    text.push_str("-----BEGIN ");
    text.push_str(label);
    text.push_str("-----\n");
    // 48 bytes are 64 characters.
    for line in der.chunks(48) {
        STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}
