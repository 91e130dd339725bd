//! Keys where a secret is asked for, and secrets that are none: every form in which a public key can be used as an
//! HMAC secret, on every command that takes one.

use base64::engine::general_purpose::STANDARD;

use super::*;

const PEM: &str = "keys/rsa2048/public.spki.pem";

/// The public key of the vectors in the forms that it is found in, all of which somebody has used as a secret. Whether
/// `--key` reads the form stands beside.
fn forms() -> Vec<(&'static str, Vec<u8>, bool)> {
    let pem = vector(PEM);
    let der = bytes("keys/rsa2048/public.spki.der");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let pkcs1 = vector("keys/rsa2048/public.pkcs1.pem");
    let pkcs1_body: String = pkcs1.lines().filter(|line| !line.starts_with('-')).collect();
    let certificate = bytes("keys/rsa2048/cert.selfsigned.der");
    let jwk = vector("keys/rsa2048/public.jwk.json");
    let utf16: Vec<u8> = format!("\u{feff}{pem}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex = |bytes: &[u8]| -> Vec<u8> {
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        digits.map(|digit| b"0123456789abcdef"[usize::from(digit)]).collect()
    };
    let wide = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&jwk).unwrap()).unwrap();
    vec![
        ("PEM", pem.clone().into_bytes(), true),
        ("PEM with CRLF", pem.replace('\n', "\r\n").into_bytes(), true),
        ("PEM behind a byte order mark", format!("\u{feff}{pem}").into_bytes(), true),
        ("PEM behind white space", format!(" \n\t{pem}").into_bytes(), true),
        ("PEM without its last line end", pem.trim_end().into(), true),
        ("PEM on one line", pem.replace('\n', "").into_bytes(), true),
        ("PEM with \\n for its line ends", pem.replace('\n', "\\n").into_bytes(), true),
        ("PEM as a JSON string", Value::from(pem.as_str()).to_string().into_bytes(), true),
        ("PEM behind a text", format!("our key:\n{pem}").into_bytes(), true),
        ("PEM in UTF-16", utf16, false),
        ("base64 of PEM", STANDARD.encode(&pem).into_bytes(), true),
        ("hex of PEM", hex(pem.as_bytes()), false),
        ("percent-encoded PEM", pem.replace('+', "%2B").replace('\n', "%0A").into_bytes(), false),
        ("DER", der.clone(), true),
        ("base64 of DER", STANDARD.encode(&der).into_bytes(), true),
        ("base64url of DER", segment(&der).into_bytes(), true),
        ("hex of DER", hex(&der), false),
        ("the body of PEM", body.into_bytes(), true),
        ("PKCS#1 in PEM", pkcs1.into_bytes(), true),
        ("PKCS#1 in DER", STANDARD.decode(pkcs1_body).unwrap(), true),
        ("a certificate", vector("keys/rsa2048/cert.selfsigned.pem").into_bytes(), true),
        ("a certificate in DER", certificate.clone(), true),
        ("a chain", vector("keys/rsa2048/chain.pem").into_bytes(), true),
        ("an exported server.pem", bytes("keys/qlik-like/server.pem"), true),
        ("x5c", format!("[\"{}\"]", STANDARD.encode(&certificate)).into_bytes(), true),
        ("a JWK", jwk.clone().into_bytes(), true),
        ("a JWK in lines", wide.into_bytes(), true),
        ("base64 of a JWK", STANDARD.encode(&jwk).into_bytes(), true),
        ("a JWK Set", bytes("keys/jwks/public.jwks.json"), true),
    ]
}

#[test]
fn a_token_that_a_public_key_made_as_a_secret_is_refused_in_every_form_of_the_key() {
    let folder = Folder::new("confusion");
    for (name, form, is_read) in forms() {
        let file = folder.write("form", &form);
        for key in [form.as_slice(), form.trim_ascii(), vector(PEM).as_bytes()] {
            let token = signed_with(key, "{\"alg\":\"HS256\"}", "{\"admin\":true}");
            let (document, code) = Run::new("verify -k").with(&[&file]).input(token).json();
            assert_eq!(document["valid"], false, "{name}");
            if is_read {
                let verdict = text(&document["verdict"]);
                let failed = &codes(&document)[0];
                assert_eq!(
                    (code, document["unverified_payload"]["admin"].as_bool()),
                    (1, Some(true)),
                    "{name}: {document}"
                );
                assert!(["algorithm_not_allowed", "no_matching_key"].contains(&verdict), "{name}: {verdict}");
                let told = ["public_key_as_secret", "algorithm_confusion", "no_matching_key"];
                assert!(told.contains(&failed.as_str()), "{name}: {failed}");
            } else {
                assert_eq!(code, 5, "{name}: {document}");
            }
        }
    }
}

#[test]
fn a_key_in_any_form_is_no_secret_to_any_command() {
    let folder = Folder::new("no-secret");
    let private: Vec<(&str, Vec<u8>, bool)> = [
        ("a private key", "keys/rsa2048/private.pkcs8.pem"),
        ("an encrypted private key", "keys/rsa2048/private.pkcs8.encrypted.pem"),
        ("a private JWK", "keys/p256/private.jwk.json"),
        ("a PFX", "encrypted/pkcs12/default.p12"),
        ("a key of OpenSSH", "openssh/ed25519.pub"),
    ]
    .map(|(name, file)| (name, bytes(file), true))
    .into();
    for (name, form, _) in forms().into_iter().chain(private) {
        let file = folder.write("form", &form);
        let token = signed_with(&form, "{\"alg\":\"HS256\"}", "{}");
        for words in ["verify", "sign --claim a=b", "key inspect", "key convert --to jwk", "verify --batch"] {
            let run = Run::new(words).with(&["--secret-file", &file]).input(token.clone());
            if words.starts_with("verify --batch") {
                let done = run.done();
                assert_eq!(
                    (done.out.contains("key_as_secret") || done.err.contains("not a secret"), done.code),
                    (true, 5),
                    "{name}"
                );
            } else {
                assert_eq!(run.clone().answer(), (5, vec!["key_as_secret".to_owned()]), "{name}: {words}");
                let done = run.done();
                assert!(words == "verify" || done.out.is_empty(), "{name}: {words}: {}", done.out);
                assert!(
                    done.err.contains("hint: an HMAC over a key or certificate can be forged"),
                    "{name}: {}",
                    done.err
                );
            }
        }
        // An environment variable holds text without NUL.
        if let Some(form) = String::from_utf8(form).ok().filter(|form| !form.contains('\0')) {
            for words in ["verify --secret-env KEY", "sign --claim a=b --secret-env KEY"] {
                let answer = Run::new(words).var("KEY", &form).input(token.clone()).answer();
                assert_eq!(answer, (5, vec!["key_as_secret".to_owned()]), "{name}: {words}");
            }
        }
    }
}

/// RFC 7518 section 3.2: a key of the size of the hash or larger.
#[test]
fn a_short_secret_is_warned_about_with_its_rfc_and_an_empty_one_refused() {
    let folder = Folder::new("short");
    let file = folder.write("secret", "hunter");
    let token = signed_with(b"hunter", "{\"alg\":\"HS256\"}", "{}");
    let done = Run::new("verify --secret-file").with(&[&file]).input(token).both();
    assert_eq!(done.code, 0, "{done:?}");
    assert!(done.out.contains("! WARN") && done.out.contains("RFC 7518 section 3.2"), "{}", done.out);
    let done = Run::new("sign --alg HS256 --claim a=b --secret-file").with(&[&file]).both();
    assert!(done.code == 0 && done.err.contains("RFC 7518 section 3.2"), "{done:?}");
    for empty in ["", "\n", "\r\n"] {
        folder.write("secret", empty);
        for words in ["verify", "sign --claim a=b", "key inspect", "key convert --to jwk"] {
            let run = Run::new(words).with(&["--secret-file", &file]).input(holding("{}"));
            assert_eq!(run.answer(), (5, vec!["empty_secret".to_owned()]), "{words} {empty:?}");
        }
    }
}
