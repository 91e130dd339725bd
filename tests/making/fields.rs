//! Forms for the fields of other programs, compared with what openssl and the RFCs print.

use jotbench::jose::key::convert::{Wanted, convert, form};
use jotbench::jose::key::generate::{generate, kind};
use jotbench::jose::key::{Found, KeyFile};

use super::convert::{bytes, codes, load, write, write_public};

fn text(file: &KeyFile, name: &str) -> String {
    let written = write(file, name).unwrap_or_else(|problem| panic!("{name}: {problem}"));
    assert!(!written.private && !written.binary, "{name}");
    let text = String::from_utf8(written.bytes.to_vec()).unwrap();
    text.strip_suffix('\n').unwrap().to_owned()
}

/// A pair, what `openssl x509 -fingerprint -sha1` and `-sha256` print of its certificate, the same in base64url, and
/// what `openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | openssl base64` prints of its key.
const OPENSSL: [(&str, [&str; 5]); 3] = [
    (
        "rsa2048",
        [
            "8E:AD:68:10:44:CC:96:67:90:A7:C4:AD:0B:42:58:79:BD:C6:9C:3D",
            "74:A6:7C:BD:5B:E5:22:AB:4C:18:33:F2:BA:06:99:E5:63:44:0C:81:4B:C8:28:D3:14:85:FF:21:8F:D3:AA:EB",
            "jq1oEETMlmeQp8StC0JYeb3GnD0",
            "dKZ8vVvlIqtMGDPyugaZ5WNEDIFLyCjTFIX_IY_Tqus",
            "3PkqFTkvT5+TfhXToVmG1rTIbFcCGe+Iu2TzIuzD10M=",
        ],
    ),
    (
        "p256",
        [
            "1D:22:DC:84:BE:0C:92:5F:4C:6E:33:DB:9C:E9:31:C9:B8:A1:C1:F5",
            "4F:B5:AF:99:EE:3B:56:12:3B:AB:67:5D:B6:18:89:17:98:2D:B6:4E:0A:FD:A8:AA:11:1A:F4:B2:C4:C0:50:A0",
            "HSLchL4Mkl9MbjPbnOkxybihwfU",
            "T7Wvme47VhI7q2ddthiJF5gttk4K_aiqERr0ssTAUKA",
            "mDhgcPNNKZffCY0Whkcfh6N2c5Y6fIj1LV3Nxh28tyU=",
        ],
    ),
    (
        "ed25519",
        [
            "E3:44:4D:EB:C5:BC:12:4E:46:2A:0D:A1:45:C3:2A:8C:71:64:81:B9",
            "5F:1C:E7:EF:A4:5C:DF:2D:53:AB:33:69:96:6F:83:FC:EE:0C:2E:B0:EA:8E:3D:89:03:3F:C3:B8:B9:11:DB:EE",
            "40RN68W8Ek5GKg2hRcMqjHFkgbk",
            "Xxzn76Rc3y1TqzNplm-D_O4MLrDqjj2JAz_DuLkR2-4",
            "f8hCdhlJVGTpAIWbxY21B47c8gXOXLapfPkjPzyGCfs=",
        ],
    ),
];

#[test]
fn fingerprints_and_digests_are_those_that_openssl_prints() {
    for (pair, [sha1, sha256, x5t, x5t_s256, spki]) in OPENSSL {
        let certificate = load(&format!("keys/{pair}/cert.selfsigned.pem"));
        let expected = format!("SHA-1    {sha1}\nSHA-256  {sha256}\nx5t      {x5t}\nx5t#S256 {x5t_s256}");
        assert_eq!(text(&certificate, "fingerprint"), expected, "{pair}");
        // The same of the certificate, of the public key and of the private key.
        for file in ["cert.selfsigned.pem", "public.spki.pem", "private.pkcs8.pem"] {
            assert_eq!(text(&load(&format!("keys/{pair}/{file}")), "spki-sha256"), spki, "{pair} {file}");
        }
    }
}

/// RFC 7638 section 3.1 and RFC 8037 appendix A.3.
#[test]
fn thumbprints_are_those_of_the_rfcs() {
    for (file, print) in [
        ("rfc7638-3.1", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
        ("rfc8037-a1-private", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),
    ] {
        assert_eq!(text(&load(&format!("rfc/keys/{file}.json")), "thumbprint"), print);
    }
}

#[test]
fn a_key_in_one_line_is_what_stands_between_the_lines_of_its_pem() {
    for pair in ["rsa2048", "rsa4096", "p256", "p384", "p521", "secp256k1", "ed25519"] {
        let pem = String::from_utf8(bytes(&format!("keys/{pair}/public.spki.pem"))).unwrap();
        let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        for file in ["public.spki.pem", "private.pkcs8.pem", "private.jwk.json"] {
            assert_eq!(text(&load(&format!("keys/{pair}/{file}")), "spki-line"), body, "{pair} {file}");
        }
    }
}

#[test]
fn a_certificate_in_one_line_is_the_inside_of_a_json_string() {
    for pair in ["rsa2048", "p256", "ed25519"] {
        let pem = bytes(&format!("keys/{pair}/cert.selfsigned.pem"));
        let line = text(&load(&format!("keys/{pair}/cert.selfsigned.pem")), "cert-line");
        assert_eq!(serde_json::from_str::<String>(&format!("\"{line}\"")).unwrap().as_bytes(), pem, "{pair}");
        assert!(!line.contains('\n'));
    }
}

#[test]
fn of_a_chain_the_certificate_of_the_key_is_taken_and_that_is_said() {
    let chain = KeyFile::of([load("encrypted/ca.pem").found, load("encrypted/leaf.pem").found].concat());
    let leaf = load("encrypted/leaf.pem");
    for name in ["cert-line", "fingerprint"] {
        let written = write(&chain, name).unwrap();
        assert_eq!(written.bytes, write(&leaf, name).unwrap().bytes, "{name}");
        assert_eq!(codes(&written), ["several_certificates"], "{name}");
        let said = format!("there are 2 certificates in it, and {name} holds one: this is that of {}", {
            leaf.certificates().next().unwrap().subject()
        });
        assert_eq!(written.notes[0].message, said);
    }
}

#[test]
fn without_a_certificate_it_is_said_how_one_is_made() {
    for name in ["cert-line", "fingerprint"] {
        let problem = write(&load("keys/p384/private.pkcs8.pem"), name).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), ("no_certificate", "there is no certificate in it"));
        let hint = problem.hint.unwrap();
        assert!(hint.contains("jotbench key generate p384 --out NAME --cert \"CN=name\""), "{hint}");
    }
}

#[test]
fn of_a_set_the_kid_picks_and_a_secret_has_none_of_it() {
    let set = load("keys/jwks/public.jwks.json");
    for name in ["spki-line", "spki-sha256", "thumbprint"] {
        let problem = write(&set, name).unwrap_err();
        assert_eq!(problem.code, "several_keys", "{name}");
        let wanted = Wanted { public: false, kid: Some("p256") };
        let written = convert(&set, form(name).unwrap(), &wanted).unwrap();
        assert_eq!(written.bytes, write(&load("keys/p256/public.spki.pem"), name).unwrap().bytes, "{name}");
    }
    let secret = KeyFile::of(vec![Found::new(generate(&kind("hmac:256").unwrap(), None).unwrap().key, "JWK")]);
    for name in ["spki-line", "spki-sha256", "thumbprint", "cert-line", "fingerprint"] {
        for written in [write(&secret, name), write_public(&secret, name)] {
            assert!(["cannot_convert", "no_certificate"].contains(&written.unwrap_err().code), "{name}");
        }
    }
}
