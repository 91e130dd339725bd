//! base64url as a JWK has it (RFC 7515 section 2), into and out of buffers that are wiped.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::jose::base64url::is_base64url;

/// Why a text is not base64url: code, byte offset, the rest of the sentence, the way out.
pub(super) type Reason = (&'static str, usize, &'static str, &'static str);

/// The bytes of a text; what is wrong is told without quoting the text, which may be secret.
pub(super) fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, Reason> {
    let body = text.trim_end_matches('=');
    let end = body.len().saturating_sub(1);
    if let Some((at, bad)) = body.char_indices().find(|&(_, c)| !is_base64url(c)) {
        return Err(match bad {
            '+' | '/' => (
                "standard_base64",
                at,
                "has a character of plain base64; a JWK is written in base64url",
                "write - for + and _ for /, and leave out the = at the end",
            ),
            _ => (
                "bad_character",
                at,
                "has a character that is not of base64url",
                "only A-Z a-z 0-9 - and _ can stand there: copy the key again, whole",
            ),
        });
    }
    if body.len() < text.len() {
        let message = "ends with \"=\" padding, which base64url in a JWK has not";
        return Err(("base64_padding", body.len(), message, "leave out the = at the end (RFC 7515 section 2)"));
    }
    if body.len() % 4 == 1 {
        let message = "cannot be base64url: at least one character is missing";
        return Err(("base64_length", end, message, "the key was cut: copy it again, whole"));
    }
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(body.len() + 3));
    match URL_SAFE_NO_PAD.decode_vec(body, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err((
            "base64_trailing_bits",
            end,
            "ends with a character that carries bits which no byte uses",
            "the key was cut or changed: copy it again, whole",
        )),
    }
}

/// The text of `bytes`.
pub(super) fn encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(vec![0; bytes.len().div_ceil(3) * 4]);
    // A slice of that length has room, and what is written is ASCII.
    let len = URL_SAFE_NO_PAD.encode_slice(bytes, &mut text).unwrap_or_default();
    text.truncate(len);
    Zeroizing::new(String::from_utf8(std::mem::take(&mut *text)).unwrap_or_default())
}
