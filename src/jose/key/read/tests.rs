//! Files that are no keys, and those that nearly are.

use super::*;

fn code(bytes: &[u8]) -> &'static str {
    read_bytes(bytes, Part::Key).unwrap_err().code
}

/// SEQUENCE in SEQUENCE, so many times.
fn nested(depth: usize) -> Vec<u8> {
    (0..depth).fold(Vec::new(), |inner: Vec<u8>, _| {
        let length = u32::try_from(inner.len()).unwrap().to_be_bytes();
        let short: Vec<u8> = length.into_iter().skip_while(|&byte| byte == 0).collect();
        let head = match inner.len() {
            0..128 => vec![0x30, length[3]],
            _ => [vec![0x30, 0x80 | u8::try_from(short.len()).unwrap()], short].concat(),
        };
        [head, inner].concat()
    })
}

#[test]
fn what_is_no_key_is_named_at_once() {
    let cut = &include_bytes!("../../../../tests/vectors/keys/rsa2048/private.pkcs8.der")[..500];
    let trailing = [include_bytes!("../../../../tests/vectors/keys/rsa2048/public.spki.der").as_slice(), &[0]].concat();
    for (bytes, expected) in [
        (vec![], "no_key"),
        (b" \r\n\t".to_vec(), "no_key"),
        (vec![0; 1_000_000], "no_key"),
        (vec![0; (1 << 20) + 1], "too_large"),
        (vec![0xff; 100], "not_text"),
        (nested(3000), "bad_der"),
        (nested(100_000), "bad_der"),
        (cut.to_vec(), "bad_der"),
        (trailing, "bad_der"),
        (b"\xff\xfe-\0-\0".to_vec(), "utf16"),
        (b"-\0-\0-\0-\0-\0".to_vec(), "utf16"),
        (b"0123 is a text too".to_vec(), "no_key"),
        (b"PuTTY-User-Key-File-3: ssh-rsa".to_vec(), "unsupported_format"),
        (b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n".to_vec(), "no_key"),
    ] {
        assert_eq!(code(&bytes), expected, "{:?}", &bytes[..bytes.len().min(40)]);
    }
}

#[test]
fn text_in_an_old_encoding_beside_a_block_does_no_harm() {
    let pem = include_bytes!("../../../../tests/vectors/keys/p256/private.pkcs8.pem");
    let latin = [b"friendlyName: M\xfcller\n", pem.as_slice()].concat();
    let same = read_bytes(pem, Part::Key).unwrap().found.remove(0).item;
    assert_eq!(read_bytes(&latin, Part::Key).unwrap().found, [Found { line: 2, ..Found::new(same, "PKCS#8") }]);
}

#[test]
fn a_bomb_in_a_block_does_no_harm() {
    use base64::Engine as _;
    let bomb = base64::engine::general_purpose::STANDARD.encode(nested(3000));
    for format in &KEY_FORMATS {
        let label = format.labels[0];
        assert_eq!(code(format!("-----BEGIN {label}-----\n{bomb}\n-----END {label}-----\n").as_bytes()), "bad_der");
    }
}

#[test]
fn the_key_to_verify_with_comes_from_a_certificate_first() {
    let certificate = include_str!("../../../../tests/vectors/keys/p256/cert.selfsigned.pem");
    let private = include_str!("../../../../tests/vectors/keys/rsa2048/private.pkcs1.pem");
    let public = include_str!("../../../../tests/vectors/keys/ed25519/public.spki.pem");
    let first = |text: String| read(&text, Part::Key).unwrap().first_public().unwrap().key_type().to_string();
    assert_eq!(first(format!("{private}{public}{certificate}")), "EC P-256");
    assert_eq!(first(format!("{private}{public}")), "Ed25519");
    assert_eq!(first(private.to_owned()), "RSA 2048");
}
