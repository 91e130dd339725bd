//! DER and PEM by hand, for files that no other program makes.
#![allow(dead_code, reason = "each test file uses its part of it")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Tag, length in its shortest form, body.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let short: Vec<u8> = body.len().to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect();
    let head = match body.len() {
        0..128 => vec![tag, u8::try_from(body.len()).unwrap()],
        _ => [vec![tag, 0x80 | u8::try_from(short.len()).unwrap()], short].concat(),
    };
    [head, body].concat()
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// A positive INTEGER, from its highest byte on.
pub(crate) fn number(bytes: &[u8]) -> Vec<u8> {
    let bytes: Vec<u8> = bytes.iter().copied().skip_while(|&byte| byte == 0).collect();
    let sign: &[u8] = if bytes.first().is_some_and(|&first| first < 0x80) { &[] } else { &[0] };
    tlv(2, &[sign, &bytes])
}

/// A block in lines of 64 characters.
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let lines: Vec<&str> = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
