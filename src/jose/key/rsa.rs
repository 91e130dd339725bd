//! Bounds of an RSA key, checked before any arithmetic with it.
//!
//! Sizes that an algorithm asks for are in `algorithm`; here is only what would
//! make any use of the key slow or meaningless.

use der::asn1::UintRef;

use crate::jose::problem::{Place, Problem};

/// Below this many bits a modulus is no key any more.
const MIN_BITS: u32 = 512;
/// From this many bits on arithmetic takes seconds.
const MAX_BITS: u32 = 16384;
/// From this on an exponent serves only to slow a verifier down; AWS-LC has the same bound.
const MAX_EXPONENT: u64 = 1 << 33;

/// Length of the modulus in bits, if modulus and exponent are within bounds.
///
/// Codes: `rsa_size`, `rsa_exponent`, `rsa_modulus`.
pub(super) fn checked_bits(modulus: UintRef<'_>, exponent: UintRef<'_>, place: Place) -> Result<u32, Problem> {
    let bits = bit_len(modulus);
    if !(MIN_BITS..MAX_BITS).contains(&bits) {
        let message = format!("an RSA modulus of {bits} bits is out of bounds");
        return Err(Problem::new("rsa_size", place, message).hint("use an RSA key of 2048 to 8192 bits"));
    }
    if modulus.as_bytes().last().is_none_or(|last| last % 2 == 0) {
        return Err(Problem::new("rsa_modulus", place, "the RSA modulus is even, so it is no product of two primes")
            .hint("the key is damaged: copy it again, whole"));
    }
    check_exponent(exponent, place)?;
    Ok(bits)
}

fn check_exponent(exponent: UintRef<'_>, place: Place) -> Result<(), Problem> {
    let bits = bit_len(exponent);
    let value = exponent.as_bytes().iter().fold(0_u64, |value, &byte| (value << 8) | u64::from(byte));
    let message = if bits > 33 {
        format!("an RSA public exponent of {bits} bits is out of bounds")
    } else if value < 3 || value % 2 == 0 || value >= MAX_EXPONENT {
        format!("{value} is no RSA public exponent: it must be odd, and 3 or more")
    } else {
        return Ok(());
    };
    Err(Problem::new("rsa_exponent", place, message).hint("use an RSA key with the usual exponent, 65537"))
}

/// Number of significant bits.
fn bit_len(number: UintRef<'_>) -> u32 {
    let bytes = number.as_bytes();
    let leading = bytes.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(bytes.len()).map_or(u32::MAX, |len| len.saturating_mul(8).saturating_sub(leading))
}

#[cfg(test)]
mod tests {
    use crate::jose::key::{KeyType, PublicKey};
    use crate::jose::problem::{Part, Place};

    /// One DER element of less than 16 MiB.
    fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
        let [_, high, middle, low] = u32::try_from(body.len()).unwrap().to_be_bytes();
        let length = match (high, middle, low) {
            (0, 0, 0..=127) => vec![low],
            (0, 0, _) => vec![0x81, low],
            (0, ..) => vec![0x82, middle, low],
            _ => vec![0x83, high, middle, low],
        };
        [&[tag], length.as_slice(), body].concat()
    }

    /// An RSAPublicKey with an odd modulus of so many bits (a multiple of 8) and this exponent.
    fn key(bits: usize, exponent: &[u8]) -> Vec<u8> {
        let modulus = [&[0], vec![0xff; bits / 8].as_slice()].concat();
        tlv(0x30, &[tlv(2, &modulus), tlv(2, exponent)].concat())
    }

    fn code(der: &[u8]) -> Result<KeyType, &'static str> {
        let key = PublicKey::from_pkcs1(der, Place::of(Part::Key));
        key.map(|key| key.key_type().clone()).map_err(|problem| problem.code)
    }

    #[test]
    fn sizes_are_bounded_before_any_arithmetic() {
        for (bits, expected) in [
            (504, Err("rsa_size")),
            (512, Ok(KeyType::Rsa { bits: 512 })),
            (1024, Ok(KeyType::Rsa { bits: 1024 })),
            (16376, Ok(KeyType::Rsa { bits: 16376 })),
            (16384, Err("rsa_size")),
            (65536, Err("rsa_size")),
        ] {
            assert_eq!(code(&key(bits, &[1, 0, 1])), expected, "{bits}");
        }
    }

    #[test]
    fn exponents_are_odd_and_from_3_to_33_bits() {
        let rsa = Ok(KeyType::Rsa { bits: 2048 });
        let huge = [vec![0x7f], vec![0xff; 511]].concat();
        for (exponent, expected) in [
            (vec![0], Err("rsa_exponent")),
            (vec![1], Err("rsa_exponent")),
            (vec![2], Err("rsa_exponent")),
            (vec![3], rsa.clone()),
            (vec![1, 0, 0], Err("rsa_exponent")),
            (vec![1, 0xff, 0xff, 0xff, 0xff], rsa),
            (vec![2, 0, 0, 0, 1], Err("rsa_exponent")),
            (huge, Err("rsa_exponent")),
        ] {
            assert_eq!(code(&key(2048, &exponent)), expected, "{exponent:?}");
        }
    }

    #[test]
    fn an_even_modulus_is_no_key() {
        let mut der = key(2048, &[3]);
        let last_of_modulus = der.len() - 4;
        der[last_of_modulus] = 0xfe;
        assert_eq!(code(&der), Err("rsa_modulus"));
    }

    #[test]
    fn negative_numbers_are_no_key() {
        let der = tlv(0x30, &[tlv(2, &[0xff; 256]), tlv(2, &[3])].concat());
        assert_eq!(code(&der), Err("bad_der"));
    }
}
