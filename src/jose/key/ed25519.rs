//! Which 32 bytes are no Ed25519 public key, although AWS-LC takes them.
//!
//! Whether the rest are points on the curve is left to verifying: a signature by what
//! is none is a wrong one.

/// Length of a public key in bytes (RFC 8032 section 5.1.5).
pub(super) const LEN: usize = 32;

/// The coordinates y of the points of order 8, little-endian; those of order 1, 2 and 4 are 1, -1 and 0
/// (RFC 7748 section 4.1 gives the curve).
const ORDER_8: [[u8; LEN]; 2] = [
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
];

/// False for y not below p (RFC 8032 section 5.1.3) and for points of small order, for which anybody can write
/// signatures.
pub(super) fn can_be_key(bytes: &[u8]) -> bool {
    let Ok(mut y) = <[u8; LEN]>::try_from(bytes) else {
        return false;
    };
    // The highest bit is the sign of x.
    if let Some(last) = y.last_mut() {
        *last &= 0x7f;
    }
    let [low, middle @ .., high] = y;
    let all = |byte: u8| middle.iter().all(|&each| each == byte);
    // p = 2^255 - 19 is ed ff … ff 7f; 0 and 1 are below it, and -1 is ec ff … ff 7f.
    let is_zero_or_one = low <= 1 && all(0) && high == 0;
    let is_minus_one_or_more = low >= 0xec && all(0xff) && high == 0x7f;
    !is_zero_or_one && !is_minus_one_or_more && !ORDER_8.contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn y(low: u8, middle: u8, high: u8) -> [u8; LEN] {
        let mut bytes = [middle; LEN];
        (bytes[0], bytes[31]) = (low, high);
        bytes
    }

    #[test]
    fn points_of_small_order_and_coordinates_from_p_on_are_no_keys() {
        let mut none = vec![y(0, 0, 0), y(1, 0, 0), y(0xec, 0xff, 0x7f), y(0xed, 0xff, 0x7f), y(0xff, 0xff, 0x7f)];
        none.extend(ORDER_8);
        for bytes in none {
            let mut signed = bytes;
            signed[31] |= 0x80;
            assert!(!can_be_key(&bytes) && !can_be_key(&signed), "{bytes:02x?}");
        }
        for bytes in [y(2, 0, 0), y(0xeb, 0xff, 0x7f), y(1, 1, 1), y(0, 0, 1)] {
            assert!(can_be_key(&bytes), "{bytes:02x?}");
        }
        assert!(!can_be_key(&[2; 31]));
    }
}
