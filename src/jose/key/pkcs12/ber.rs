//! From BER to DER (X.690): NSS, macOS and old Java write PKCS#12 with indefinite lengths and strings in pieces.
//!
//! Lengths become definite and short, the pieces of an OCTET STRING one. Nothing else is changed: the values of
//! primitive types stay as they are, and so does what stands inside of an OCTET STRING.

use zeroize::Zeroizing;

/// Deeper nesting is no file of anybody's.
const DEEPEST: usize = 32;

const OCTET_STRING: u8 = 0x04;
const CONSTRUCTED: u8 = 0x20;

/// The one element of `ber` as DER; none if it is cut, followed by something, nested too deep, or has tags that no
/// key file has.
pub(super) fn to_der(ber: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // An indefinite length takes three bytes, a definite one up to four: room for one more on each level, for each
    // of the 16 elements of 64 KiB and more that a file can have there. A buffer that grows leaves copies behind.
    let mut der = Zeroizing::new(Vec::with_capacity(ber.len() + 16 * DEEPEST));
    element(ber, &mut der, 0, false)?.is_empty().then_some(der)
}

/// Writes the first element of `input`, without its header if it is a piece of a string, and gives what follows it.
fn element<'b>(input: &'b [u8], der: &mut Vec<u8>, depth: usize, piece: bool) -> Option<&'b [u8]> {
    let (&tag, input) = input.split_first()?;
    let (length, input) = length(input)?;
    let constructed = tag & CONSTRUCTED != 0;
    let is_string = tag & !CONSTRUCTED == OCTET_STRING;
    if depth == DEEPEST || tag & 0x1f == 0x1f || (piece && !is_string) {
        return None;
    }
    let start = der.len();
    let rest = match length {
        Some(length) => {
            let (mut body, rest) = input.split_at_checked(length)?;
            if !constructed {
                der.extend_from_slice(body);
            }
            while constructed && !body.is_empty() {
                body = element(body, der, depth + 1, is_string)?;
            }
            rest
        }
        None if constructed => {
            let mut body = input;
            loop {
                if let Some(rest) = body.strip_prefix(&[0, 0]) {
                    break rest;
                }
                body = element(body, der, depth + 1, is_string)?;
            }
        }
        None => return None,
    };
    if !piece {
        let header = header(if is_string { OCTET_STRING } else { tag }, der.len() - start);
        der.extend_from_slice(&header);
        der.get_mut(start..)?.rotate_right(header.len());
    }
    Some(rest)
}

/// A length (X.690 section 8.1.3), none if it is indefinite, and what follows it.
fn length(input: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let (&first, rest) = input.split_first()?;
    match first {
        0..0x80 => Some((Some(usize::from(first)), rest)),
        0x80 => Some((None, rest)),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            Some((Some(bytes.iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte))), rest))
        }
        _ => None,
    }
}

fn header(tag: u8, length: usize) -> Vec<u8> {
    let bytes = length.to_be_bytes();
    let short: Vec<u8> = bytes.into_iter().skip_while(|&byte| byte == 0).collect();
    match (short.as_slice(), u8::try_from(short.len())) {
        ([], _) => vec![tag, 0],
        (&[one], _) if one < 0x80 => vec![tag, one],
        (many, Ok(count)) => [&[tag, 0x80 | count], many].concat(),
        // A length has eight bytes.
        (_, Err(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(ber: &[u8]) -> Option<Vec<u8>> {
        to_der(ber).map(|der| der.to_vec())
    }

    /// The examples of X.690 sections 8.1.5, 8.9, 8.21 and 8.14 in spirit: one value, many forms.
    #[test]
    fn every_form_of_a_value_becomes_the_one_of_der() {
        let der = [0x30, 0x07, 0x04, 0x02, 0xAB, 0xCD, 0x02, 0x01, 0x03];
        let forms: [&[u8]; 5] = [
            &der,
            &[0x30, 0x81, 0x07, 0x04, 0x02, 0xAB, 0xCD, 0x02, 0x01, 0x03],
            &[0x30, 0x80, 0x04, 0x82, 0x00, 0x02, 0xAB, 0xCD, 0x02, 0x01, 0x03, 0x00, 0x00],
            &[0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0xAB, 0x04, 0x01, 0xCD, 0, 0, 0x02, 0x01, 0x03, 0x00, 0x00],
            &[0x30, 0x0B, 0x24, 0x06, 0x24, 0x04, 0x04, 0x02, 0xAB, 0xCD, 0x02, 0x01, 0x03],
        ];
        for form in forms {
            assert_eq!(converted(form), Some(der.to_vec()), "{form:x?}");
        }
    }

    #[test]
    fn what_stands_in_a_string_is_left_alone() {
        let der = [0x04, 0x04, 0x30, 0x80, 0x00, 0x00];
        assert_eq!(converted(&der), Some(der.to_vec()));
    }

    #[test]
    fn long_lengths_are_written_out() {
        for (length, header) in
            [(127, vec![0x30, 127]), (128, vec![0x30, 0x81, 128]), (70_000, vec![0x30, 0x83, 1, 0x11, 0x70])]
        {
            // NULLs of two bytes, and a BOOLEAN of three where the length is odd.
            let body =
                [if length % 2 == 1 { vec![1, 1, 0] } else { vec![] }, [5, 0].repeat((length - length % 2 * 3) / 2)]
                    .concat();
            let ber = [&[0x30, 0x80], &body[..], &[0, 0]].concat();
            assert_eq!(converted(&ber), Some([&header[..], &body].concat()), "{length}");
        }
    }

    #[test]
    fn what_is_no_single_element_is_refused() {
        let deep = [0x30, 0x80].repeat(100_000);
        let broken: [&[u8]; 10] = [
            &[],
            &[0x30],
            &[0x30, 0x02, 0x05],
            &[0x30, 0x80, 0x05, 0x00],
            &[0x05, 0x00, 0x00],
            &[0x04, 0x80, 0x00, 0x00],
            &[0x24, 0x02, 0x05, 0x00],
            &[0x3F, 0x81, 0x01, 0x00],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &deep,
        ];
        for ber in broken {
            assert_eq!(converted(ber), None, "{:x?}", &ber[..ber.len().min(12)]);
        }
    }
}
