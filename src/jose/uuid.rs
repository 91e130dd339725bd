//! Random identifiers, for `jti` (RFC 7519 section 4.1.7).

use aws_lc_rs::rand;

use super::base64url;
use super::problem::{Part, Place, Problem};

/// A random UUID, version 4 (RFC 9562 section 5.4), in lower case: `919108f7-52d1-4320-9bac-f847db4148a8`.
///
/// Code: `no_randomness`.
pub fn random() -> Result<String, Problem> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    Ok(version_4(bytes))
}

/// 32 random bytes in base64url, 43 characters.
///
/// Code: `no_randomness`.
pub fn random_32() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    fill(&mut bytes)?;
    Ok(base64url::encode(&bytes))
}

fn fill(bytes: &mut [u8]) -> Result<(), Problem> {
    rand::fill(bytes)
        .map_err(|_| Problem::new("no_randomness", Place::of(Part::Payload), "the system gives no random numbers"))
}

fn version_4(bytes: [u8; 16]) -> String {
    let (version, variant) = (0x4 << 76, 0x2 << 62);
    let number = u128::from_be_bytes(bytes) & !(0xF << 76) & !(0x3 << 62) | version | variant;
    let digits = format!("{number:032x}");
    let mut uuid = String::with_capacity(36);
    for (at, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&at) {
            uuid.push('-');
        }
        uuid.push(digit);
    }
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_9562_comes_out_of_its_bits() {
        // Appendix A.3: random_a, random_b and random_c of 919108f7-52d1-4320-9bac-f847db4148a8, other bits set.
        let bytes = 0x9191_08f7_52d1_f320_dbac_f847_db41_48a8_u128.to_be_bytes();
        assert_eq!(version_4(bytes), "919108f7-52d1-4320-9bac-f847db4148a8");
        assert_eq!(version_4([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(version_4([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn no_two_are_equal() {
        let mut made: Vec<String> = (0..100).map(|_| random().unwrap()).collect();
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), 100);
    }
}
