//! Keys as DER and as PEM text (RFC 7468): 64 columns, LF, a line end at the end.
//!
//! Which form a user may want of which key is in `convert`; here are the bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::asn1::OctetStringRef;
use der::{Decode as _, SecretDocument};
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::format::{Context, KEY_FORMATS};
use super::kind::{Curve, KeyType};
use super::private::PrivateKey;
use super::protected::derive::Budget;
use super::public::PublicKey;
use crate::jose::problem::{Part, Place};

impl PrivateKey {
    /// The key as unencrypted PKCS#8 PEM (RFC 7468 section 10).
    pub fn pkcs8_pem(&self) -> Zeroizing<String> {
        armour("PRIVATE KEY", &self.written_pkcs8())
    }

    /// The key as a DER PrivateKeyInfo (RFC 5208 section 5). An EC key holds its public point, which RFC 5915 section 3
    /// asks for and some libraries refuse a key without.
    pub fn written_pkcs8(&self) -> Zeroizing<Vec<u8>> {
        let with_point = || match self.key_type() {
            KeyType::Ec(curve) => self.with_point(*curve),
            _ => None,
        };
        with_point().unwrap_or_else(|| Zeroizing::new(self.pkcs8_der().to_vec()))
    }

    /// An RSA key as PKCS#1 PEM, without the restriction that its identifier may carry; none for other keys.
    pub fn pkcs1_pem(&self) -> Option<Zeroizing<String>> {
        let is_rsa = matches!(self.key_type(), KeyType::Rsa { .. });
        is_rsa.then(|| armour("RSA PRIVATE KEY", self.signing_material()))
    }

    /// An EC key as SEC1 PEM with curve and public point (RFC 5915 section 3); none for other keys.
    pub fn sec1_pem(&self) -> Option<Zeroizing<String>> {
        let KeyType::Ec(curve) = self.key_type() else {
            return None;
        };
        let named = EcParameters::NamedCurve(curve.oid());
        self.sec1(*curve, Some(named)).map(|document| armour("EC PRIVATE KEY", document.as_bytes()))
    }

    fn with_point(&self, curve: Curve) -> Option<Zeroizing<Vec<u8>>> {
        let inner = self.sec1(curve, None)?;
        let outer = PrivateKeyInfoRef::from_der(self.pkcs8_der()).ok()?;
        let key = OctetStringRef::new(inner.as_bytes()).ok()?;
        let document = SecretDocument::encode_msg(&PrivateKeyInfoRef::new(outer.algorithm, key)).ok()?;
        Some(document.to_bytes())
    }

    /// The ECPrivateKey, its number as long as RFC 5915 section 3 asks for.
    fn sec1(&self, curve: Curve, parameters: Option<EcParameters>) -> Option<SecretDocument> {
        let outer = PrivateKeyInfoRef::from_der(self.pkcs8_der()).ok()?;
        let inner = EcPrivateKey::from_der(outer.private_key.as_bytes()).ok()?;
        let number = padded(inner.private_key, curve.coordinate_len())?;
        let public_key = Some(self.public()?.verifying_material());
        SecretDocument::encode_msg(&EcPrivateKey { private_key: &number, parameters, public_key }).ok()
    }
}

impl PublicKey {
    /// The key as SPKI PEM (RFC 7468 section 13).
    pub fn spki_pem(&self) -> String {
        armour("PUBLIC KEY", self.spki_der()).to_string()
    }

    /// An RSA key as PKCS#1 PEM, without the restriction that its identifier may carry; none for other keys.
    pub fn pkcs1_pem(&self) -> Option<String> {
        let is_rsa = matches!(self.key_type(), KeyType::Rsa { .. });
        is_rsa.then(|| armour("RSA PUBLIC KEY", self.verifying_material()).to_string())
    }
}

impl Certificate {
    /// The certificate as PEM (RFC 7468 section 5).
    pub fn pem(&self) -> String {
        armour("CERTIFICATE", self.der()).to_string()
    }
}

/// The number in exactly `len` bytes; none if it is longer.
fn padded(number: &[u8], len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let start = number.iter().position(|&byte| byte != 0).unwrap_or(number.len());
    let significant = number.get(start..)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(len));
    bytes.resize(len.checked_sub(significant.len())?, 0);
    bytes.extend_from_slice(significant);
    Some(bytes)
}

/// The PEM text of a key file in DER, or of another binary form: the same bytes, under the label of their format.
/// Locked ones too; nothing for anything else.
pub fn armoured(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let at = Context { place: Place::of(Part::Key), passphrase: None, budget: &Budget::unasked() };
    let format = KEY_FORMATS.iter().find(|format| match (format.read)(bytes, at) {
        Ok(_) => true,
        Err(problem) => problem.code != "bad_der",
    })?;
    Some(armour(format.labels.first()?, bytes))
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

#[cfg(test)]
mod tests {
    use der::Encode as _;

    use super::*;
    use crate::jose::problem::{Part, Place};

    #[test]
    fn a_number_without_its_leading_zeros_gets_them_back() {
        assert_eq!(padded(&[7], 3).unwrap().as_slice(), [0, 0, 7]);
        assert_eq!(padded(&[0, 0, 0, 7, 0], 3).unwrap().as_slice(), [0, 7, 0]);
        assert_eq!(padded(&[1, 2, 3, 4], 3), None);
    }

    #[test]
    fn an_ec_key_that_came_without_its_point_is_written_with_it() {
        let parameters = Some(EcParameters::NamedCurve(Curve::P256.oid()));
        let bare = EcPrivateKey { private_key: &[7; 32], parameters, public_key: None }.to_der().unwrap();
        let key = PrivateKey::from_sec1(&bare, Place::of(Part::Key)).unwrap();
        let written = key.written_pkcs8();
        let inner = PrivateKeyInfoRef::from_der(&written).unwrap();
        let inner = EcPrivateKey::from_der(inner.private_key.as_bytes()).unwrap();
        assert_eq!(inner.public_key, Some(key.public().unwrap().verifying_material()));
        let again = PrivateKey::from_pkcs8(&written, Place::of(Part::Key)).unwrap();
        assert_eq!((again.public(), again.written_pkcs8()), (key.public(), written));
    }
}
