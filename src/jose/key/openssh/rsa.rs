//! An RSA key of OpenSSH as PKCS#1: two of its numbers are not in the file.

use crypto_bigint::{BoxedUint, NonZero};
use der::SecretDocument;
use der::asn1::UintRef;
use pkcs1::RsaPrivateKeyRef;
use zeroize::Zeroizing;

/// The numbers in the file, big-endian, without leading zeros.
pub(super) struct Numbers<'b> {
    /// n
    pub(super) modulus: &'b [u8],
    /// e
    pub(super) exponent: &'b [u8],
    /// d
    pub(super) private: &'b [u8],
    /// p and q
    pub(super) primes: [&'b [u8]; 2],
    /// The inverse of q modulo p
    pub(super) coefficient: &'b [u8],
}

impl Numbers<'_> {
    /// A DER RSAPrivateKey (RFC 8017 appendix A.1.2); `None` if a number is longer than the modulus or no prime.
    ///
    /// The modulus must have been checked: nothing here bounds it.
    pub(super) fn to_pkcs1(&self) -> Option<SecretDocument> {
        let Self { modulus, exponent, private, primes: [p, q], coefficient } = *self;
        if [private, p, q, coefficient].iter().any(|number| number.len() > modulus.len()) {
            return None;
        }
        let [exponent1, exponent2] = [reduced(private, p)?, reduced(private, q)?];
        let key = RsaPrivateKeyRef {
            modulus: UintRef::new(modulus).ok()?,
            public_exponent: UintRef::new(exponent).ok()?,
            private_exponent: UintRef::new(private).ok()?,
            prime1: UintRef::new(p).ok()?,
            prime2: UintRef::new(q).ok()?,
            exponent1: UintRef::new(&exponent1).ok()?,
            exponent2: UintRef::new(&exponent2).ok()?,
            coefficient: UintRef::new(coefficient).ok()?,
            other_prime_infos: None,
        };
        SecretDocument::encode_msg(&key).ok()
    }
}

/// `number` modulo `prime` - 1.
fn reduced(number: &[u8], prime: &[u8]) -> Option<Zeroizing<Box<[u8]>>> {
    let bits = |bytes: &[u8]| u32::try_from(bytes.len()).ok()?.checked_mul(8);
    let number = Zeroizing::new(BoxedUint::from_be_slice(number, bits(number)?).ok()?);
    let mut below = BoxedUint::from_be_slice(prime, bits(prime)?).ok()?;
    if prime.last().is_none_or(|last| last % 2 == 0) {
        return None;
    }
    below.wrapping_sub_assign(BoxedUint::one());
    let below = Zeroizing::new(Option::<NonZero<BoxedUint>>::from(NonZero::new(below))?);
    let rest = Zeroizing::new(number.rem(&*below));
    Some(Zeroizing::new(rest.to_be_bytes()))
}
