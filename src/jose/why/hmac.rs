//! HMAC: the secret read in another way, and the forger's way of using a public key as one.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{Case, Why};
use crate::jose::algorithm::{Algorithm, Family, VerifyingKey};
use crate::jose::fix::Fix;
use crate::jose::key::{Secret, SecretEncoding};

/// The text of the public key is the secret (RFC 8725 section 2.1).
pub(super) fn public_key_as_secret(case: &Case<'_>) -> Option<Why> {
    if case.algorithm.family != Family::Hmac {
        return None;
    }
    // A file in DER is no text.
    let text = case.at_hand.public_text.as_deref().unwrap_or_default();
    let trimmed = text.trim();
    let lines = trimmed.replace("\r\n", "\n");
    let crlf = lines.replace('\n', "\r\n");
    let forms = [
        text.to_owned(),
        trimmed.to_owned(),
        format!("{lines}\n"),
        lines.clone(),
        format!("{crlf}\r\n"),
        crlf.clone(),
        lines.replace('\n', ""),
    ];
    let certificates = &case.at_hand.public_forms;
    let what = if certificates.is_empty() { "public key" } else { "certificate" };
    let of_key = |key: &VerifyingKey| match key {
        VerifyingKey::Public(key) => {
            vec![key.spki_pem().into_bytes(), key.spki_pem().trim().as_bytes().to_vec(), key.spki_der().to_vec()]
        }
        VerifyingKey::Secret(_) => Vec::new(),
    };
    let is_base64 = |line: &&str| line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    let body: Vec<&str> = lines.lines().filter(is_base64).collect();
    let bodies = [body.concat(), body.join("\n"), body.join("\n") + "\n"];
    let text = forms.iter().chain(&bodies).map(String::as_str).filter(|form| !form.is_empty());
    let text = text.map(|form| form.as_bytes().to_vec()).any(|form| verifies(case, &form));
    let mut keys = case.at_hand.others.iter().flat_map(|(_, key, _)| of_key(key)).chain(certificates.iter().cloned());
    let forged = text || keys.any(|form| verifies(case, &form));
    let part = if text { "the text of the" } else { "the" };
    forged.then(|| {
        Why::new(
            "public_key_as_secret",
            format!("signed with {part} {what} as the {} secret: everybody who has the {what} can make such a token", case.algorithm.name),
            "refuse it (algorithm confusion, RFC 8725 section 2.1); its maker must sign with the private key, such as RS256",
        )
    })
}

fn verifies(case: &Case<'_>, secret: &[u8]) -> bool {
    let Some(algorithm) = mac(case.algorithm) else { return false };
    hmac::verify(&hmac::Key::new(algorithm, secret), case.input(), case.signature).is_ok()
}

fn mac(algorithm: &Algorithm) -> Option<hmac::Algorithm> {
    match algorithm.hash_bits {
        256 => Some(hmac::HMAC_SHA256),
        384 => Some(hmac::HMAC_SHA384),
        512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

/// The signature is the beginning of the right one.
pub(super) fn cut(case: &Case<'_>) -> Option<Why> {
    let algorithm = mac(case.algorithm).filter(|_| case.algorithm.family == Family::Hmac)?;
    let starts = |key: &VerifyingKey| {
        let VerifyingKey::Secret(secret) = key else { return false };
        let whole = hmac::sign(&hmac::Key::new(algorithm, secret.bytes()), case.input());
        // Enough of it that chance does not do it, and no time that tells how much of it is right.
        let beginning =
            whole.as_ref().get(..case.signature.len()).filter(|part| (8..whole.as_ref().len()).contains(&part.len()));
        beginning.is_some_and(|part| verify_slices_are_equal(part, case.signature).is_ok())
    };
    case.keys.iter().find(|key| starts(key))?;
    let message = format!(
        "the signature was cut: it has {} of the {} bytes of {}",
        case.signature.len(),
        case.algorithm.hash_bits / 8,
        case.algorithm.name
    );
    Some(Why::new("signature_cut", message, "copy the whole token again, from its source"))
}

/// The secret verifies it if it is read in another encoding, or without (or with) the white space at its ends.
pub(super) fn other_reading(case: &Case<'_>) -> Option<Why> {
    let (text, now) = case.at_hand.secret.as_ref().filter(|_| case.algorithm.family == Family::Hmac)?;
    let verifies = |text: &str, encoding| {
        let Ok(secret) = Secret::read(text, encoding).map(VerifyingKey::Secret) else { return false };
        case.algorithm.verify(&secret, case.input(), case.signature) == Ok(true)
    };
    if let Some(encoding) =
        SecretEncoding::ALL.into_iter().find(|encoding| encoding != now && verifies(text, *encoding))
    {
        let message = format!("the secret is not {}: read as {} it verifies", now.name(), encoding.name());
        let hint = format!("say how the secret is written: Alt+S, in the shell --secret-encoding {}", encoding.name());
        return Some(Why::new("secret_encoding", message, hint).fix(Fix::ReadSecretAs(encoding)));
    }
    let trimmed = text.trim();
    let bare = ['"', '\''].into_iter().find_map(|quote| trimmed.strip_prefix(quote)?.strip_suffix(quote));
    let owned = |text: &str| Zeroizing::new(text.to_owned());
    let forms: [(Zeroizing<String>, &str); 6] = [
        (Zeroizing::new(format!("\"{trimmed}\"")), "the secret with quotes around it"),
        (owned(trimmed), "the secret without the white space around it"),
        (owned(bare.unwrap_or(trimmed)), "the secret without the quotes around it"),
        (Zeroizing::new(format!("{trimmed}\n")), "the secret with a line break at its end"),
        (Zeroizing::new(format!("{trimmed}\r\n")), "the secret with a Windows line break at its end"),
        (Zeroizing::new(format!("{trimmed} ")), "the secret with a space at its end"),
    ];
    let (form, what) = forms.into_iter().find(|(form, _)| *form != *text && verifies(form, *now))?;
    let message = format!("made with {what}");
    let hint = "such a character most often comes from a file or from copying: the issuer and you must agree on it";
    Some(Why::new("secret_white_space", message, hint).fix(Fix::UseSecret { text: form, what }))
}
