//! What is made and written here, read by others: the `openssl` program and Python's
//! cryptography take every key and certificate, and verify what the keys sign.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use jotbench::jose::algorithm::{Algorithm, SigningKey, by_name};
use jotbench::jose::key::convert::{Wanted, convert, form, possible};
use jotbench::jose::key::generate::{Made, Wish, generate, kind};
use jotbench::jose::key::self_signed::self_signed;
use jotbench::jose::key::{Certificate, Found, Item, KeyFile, PrivateKey, read_bytes};
use jotbench::jose::problem::Part;

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-making-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn output(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new(program).args(arguments).current_dir(&self.0).env("TZ", "UTC").output().unwrap()
    }

    /// What openssl prints.
    fn run(&self, arguments: &str) -> String {
        let output = self.output("openssl", &arguments.split_whitespace().collect::<Vec<_>>());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "openssl {arguments}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    fn python(&self, script: &str) -> String {
        let output = self.output("python3", &["-c", script]);
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        fs::write(self.0.join(file), bytes).unwrap();
    }

    /// Writes the file in that form.
    fn convert(&self, file: &KeyFile, name: &str, public: bool) {
        let wanted = Wanted { public, kid: None };
        let written = convert(file, form(name).unwrap(), &wanted).unwrap_or_else(|problem| panic!("{problem}"));
        self.write(name, &written.bytes);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn made(name: &str, wish: Option<&Wish<'_>>) -> (PrivateKey, Option<Certificate>) {
    match generate(&kind(name).unwrap(), wish).unwrap() {
        Made { key: Item::Private(key), certificate } => (key, certificate),
        Made { key, .. } => panic!("{key:?}"),
    }
}

fn certified(name: &str, wish: &Wish<'_>) -> (PrivateKey, Certificate) {
    let (key, certificate) = made(name, Some(wish));
    (key, certificate.unwrap())
}

fn now() -> i64 {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(elapsed.as_secs()).unwrap()
}

/// How openssl prints the key of each kind.
const PRINTED: [(&str, &str); 8] = [
    ("rsa:2048", "Private-Key: (2048 bit, 2 primes)"),
    ("rsa:3072", "Private-Key: (3072 bit, 2 primes)"),
    ("rsa:4096", "Private-Key: (4096 bit, 2 primes)"),
    ("p256", "ASN1 OID: prime256v1"),
    ("p384", "ASN1 OID: secp384r1"),
    ("p521", "ASN1 OID: secp521r1"),
    ("secp256k1", "ASN1 OID: secp256k1"),
    ("ed25519", "ED25519 Private-Key:"),
];

#[test]
fn openssl_reads_a_new_key_in_every_form() {
    let folder = Folder::new("keys");
    for (name, printed) in PRINTED {
        let (key, _) = made(name, None);
        let file = KeyFile::of(vec![Found::new(Item::Private(key.clone()), "PKCS#8")]);
        folder.write("public", key.public().unwrap().spki_pem().as_bytes());
        let public = folder.run("pkey -pubin -in public -pubout");
        let fields = ["spki-line", "spki-sha256", "thumbprint"];
        for form in possible(&file).iter().filter(|form| !form.name.starts_with("jwk") && !fields.contains(&form.name))
        {
            folder.convert(&file, form.name, false);
            let form = form.name;
            let inform = if form == "der" { "DER" } else { "PEM" };
            if form != "spki" {
                let text = folder.run(&format!("pkey -inform {inform} -in {form} -noout -text -check"));
                assert!(text.contains(printed) && text.contains("Key is valid"), "{name} {form}: {text}");
                assert_eq!(folder.run(&format!("pkey -inform {inform} -in {form} -pubout")), public, "{name} {form}");
            }
        }
        for form in ["pem", "spki", "der", "pkcs1"] {
            if form == "pkcs1" && !name.starts_with("rsa") {
                continue;
            }
            folder.convert(&file, form, true);
            let again = match form {
                "der" => folder.run("pkey -pubin -inform DER -in der -pubout"),
                "pkcs1" => folder.run("rsa -RSAPublicKey_in -in pkcs1 -pubout"),
                _ => folder.run(&format!("pkey -pubin -in {form} -pubout")),
            };
            assert_eq!(again, public, "{name} {form}");
        }
    }
    let (key, _) = made("rsa:2048", None);
    folder.write("key", key.pkcs1_pem().unwrap().as_bytes());
    assert!(folder.run("rsa -in key -noout -text -check").contains("publicExponent: 65537 (0x10001)"));
    let (key, _) = made("p384", None);
    folder.write("key", key.sec1_pem().unwrap().as_bytes());
    assert!(folder.run("ec -in key -noout -text -check").contains("ASN1 OID: secp384r1"));
    let (key, _) = made("ed448", None);
    folder.write("key", key.pkcs8_pem().as_bytes());
    assert!(folder.run("pkey -in key -noout -text -check").contains("ED448 Private-Key:"));
}

#[test]
fn openssl_verifies_a_certificate_and_reads_what_it_says() {
    let folder = Folder::new("certificates");
    let wish = Wish { subject: "CN=qlik01.corp.local,O=Corp\\, Inc.,C=DE", days: 365, now: now() };
    for (name, signature) in [
        ("rsa:2048", "sha256WithRSAEncryption"),
        ("p256", "ecdsa-with-SHA256"),
        ("p384", "ecdsa-with-SHA384"),
        ("p521", "ecdsa-with-SHA512"),
        ("secp256k1", "ecdsa-with-SHA256"),
        ("ed25519", "ED25519"),
        ("ed448", "ED448"),
    ] {
        let (key, _) = made(name, None);
        // `making.rs` holds that every key that an algorithm can sign with gets its certificate.
        if name == "ed448" && Algorithm::natural(&SigningKey::Private(key.clone())).is_none() {
            continue;
        }
        let certificate = self_signed(&key, &wish).unwrap();
        folder.write("cert", certificate.pem().as_bytes());
        folder.write("public", key.public().unwrap().spki_pem().as_bytes());
        assert_eq!(folder.run("verify -CAfile cert cert"), "cert: OK\n", "{name}");
        assert_eq!(folder.run("verify -x509_strict -check_ss_sig -CAfile cert cert"), "cert: OK\n", "{name}");
        assert_eq!(folder.run("x509 -in cert -noout -pubkey"), folder.run("pkey -pubin -in public -pubout"), "{name}");
        let text = folder.run("x509 -in cert -noout -text -certopt no_sigdump,no_pubkey");
        let lines: Vec<&str> =
            text.lines().filter_map(|line| line.trim().strip_prefix("Signature Algorithm: ")).collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| *line == signature), "{text}");
        assert!(text.contains("Version: 3 (0x2)"), "{text}");
    }
}

#[test]
fn openssl_and_python_say_the_same_in_the_forms_for_fields() {
    let folder = Folder::new("fields");
    let wish = Wish { subject: "CN=qlik01.corp.local", days: 365, now: now() };
    for name in ["rsa:2048", "p256", "p521", "ed25519"] {
        let (key, certificate) = certified(name, &wish);
        folder.write("cert", certificate.pem().as_bytes());
        let items = [Item::Private(key), Item::Certificate(certificate)];
        let file = KeyFile::of(items.into_iter().map(|item| Found::new(item, "PKCS#8")).collect());
        let of = |form: &str| {
            folder.convert(&file, form, false);
            fs::read_to_string(folder.0.join(form)).unwrap()
        };
        let print = |digest: &str| {
            let line = folder.run(&format!("x509 -in cert -noout -fingerprint -{digest}"));
            line.trim().split_once('=').unwrap().1.to_owned()
        };
        let prints = of("fingerprint");
        let lines: Vec<&str> = prints.lines().take(2).collect();
        assert_eq!(lines, [format!("SHA-1    {}", print("sha1")), format!("SHA-256  {}", print("sha256"))], "{name}");
        folder.run("x509 -in cert -noout -pubkey -out public.pem");
        folder.run("pkey -pubin -in public.pem -outform DER -out public.der");
        assert_eq!(of("spki-line"), folder.run("base64 -A -in public.der") + "\n", "{name}");
        folder.run("dgst -sha256 -binary -out digest public.der");
        assert_eq!(of("spki-sha256"), folder.run("base64 -in digest"), "{name}");
        let string = folder.python("import json; print(json.dumps(open('cert').read())[1:-1])");
        assert_eq!(of("cert-line"), string, "{name}");
    }
}

#[test]
fn openssl_reads_the_extensions_and_dates() {
    let folder = Folder::new("extensions");
    // 2026-11-22T00:00:00Z.
    let wish = Wish { subject: "CN=qlik01.corp.local,O=Corp\\, Inc.,C=DE", days: 9000, now: 1_795_305_600 };
    let (_, certificate) = certified("p256", &wish);
    folder.write("cert", certificate.pem().as_bytes());
    assert_eq!(
        folder.run("x509 -in cert -noout -subject -issuer -nameopt RFC2253 -dates"),
        "subject=CN=qlik01.corp.local,O=Corp\\, Inc.,C=DE\nissuer=CN=qlik01.corp.local,O=Corp\\, Inc.,C=DE\n\
         notBefore=Nov 21 23:55:00 2026 GMT\nnotAfter=Jul 14 00:00:00 2051 GMT\n"
    );
    let extensions = |list: &str| folder.run(&format!("x509 -in cert -noout -ext {list}"));
    assert_eq!(
        extensions("basicConstraints,keyUsage,subjectAltName"),
        "X509v3 Basic Constraints: critical\n    CA:FALSE\nX509v3 Key Usage: critical\n    Digital Signature\n\
         X509v3 Subject Alternative Name: \n    DNS:qlik01.corp.local\n"
    );
    // The identifier that openssl itself gives to this key.
    let subject = extensions("subjectKeyIdentifier");
    let issuer = extensions("authorityKeyIdentifier");
    let value = |text: &str| text.lines().nth(1).unwrap().trim().trim_start_matches("keyid:").to_owned();
    assert_eq!(value(&subject), value(&issuer));
    folder.run("genpkey -algorithm ED25519 -out ca.key");
    folder.run("req -x509 -new -key ca.key -subj /CN=ca -days 1 -out ca.pem");
    folder.run("x509 -in cert -noout -pubkey -out public");
    folder.write("ext", b"subjectKeyIdentifier=hash\n");
    folder.run("req -new -key ca.key -subj /CN=x -out csr");
    folder.run(
        "x509 -req -in csr -force_pubkey public -CA ca.pem -CAkey ca.key -CAcreateserial -extfile ext -days 1 -out theirs",
    );
    assert_eq!(folder.run("x509 -in theirs -noout -ext subjectKeyIdentifier"), subject);
}

#[test]
fn openssl_reads_names_as_it_would_write_them() {
    let folder = Folder::new("names");
    let (key, _) = made("p256", None);
    folder.write("key", key.pkcs8_pem().as_bytes());
    for (subject, san) in [
        ("/O=Corp/CN=qlik", "DNS:qlik"),
        ("/C=DE/ST=Bayern/L=Fürth/O=Corp/OU=IT/CN=192.0.2.7", "IP Address:192.0.2.7"),
        ("/CN=Söhne\\/Töchter/emailAddress=a@b.example", "DirName:"),
        ("/DC=net/DC=example/UID=jsmith", "DirName:"),
        ("/O=Corp/OU=Sales+CN=J. Smith", "DirName:"),
    ] {
        let certificate = self_signed(&key, &Wish { subject, days: 1, now: now() }).unwrap();
        folder.write("ours", certificate.pem().as_bytes());
        let made = [
            "req",
            "-x509",
            "-new",
            "-utf8",
            "-key",
            "key",
            "-multivalue-rdn",
            "-subj",
            subject,
            "-days",
            "1",
            "-out",
            "theirs",
        ];
        assert!(folder.output("openssl", &made).status.success(), "{subject}");
        let name = |file: &str| folder.run(&format!("x509 -in {file} -noout -subject -nameopt RFC2253,-esc_msb,utf8"));
        assert_eq!(name("ours"), name("theirs"));
        assert!(folder.run("x509 -in ours -noout -ext subjectAltName").contains(san), "{subject}");
        assert_eq!(folder.run("verify -x509_strict -CAfile ours ours"), "ours: OK\n", "{subject}");
    }
}

#[test]
fn a_restricted_key_signs_its_certificate_as_openssl_wants_it() {
    let folder = Folder::new("pss");
    for (parameters, hash) in [
        ("", "sha256"),
        (
            "-pkeyopt rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha512 -pkeyopt rsa_pss_keygen_saltlen:64",
            "sha512",
        ),
    ] {
        folder.run(&format!("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 {parameters} -out key"));
        let file = read_bytes(&fs::read(folder.0.join("key")).unwrap(), Part::Key).unwrap();
        let wish = Wish { subject: "qlik", days: 1, now: now() };
        let certificate = self_signed(file.first_private().unwrap(), &wish).unwrap();
        folder.write("cert", certificate.pem().as_bytes());
        assert_eq!(folder.run("verify -check_ss_sig -CAfile cert cert"), "cert: OK\n");
        let text = folder.run("x509 -in cert -noout -text");
        assert!(text.contains("Signature Algorithm: rsassaPss") && text.contains(&format!("Hash Algorithm: {hash}")));
        folder.convert(&file, "pkcs8", false);
        assert_eq!(folder.run("pkey -in pkcs8 -pubout"), folder.run("pkey -in key -pubout"));
        folder.convert(&file, "pkcs1", false);
        assert!(folder.run("rsa -in pkcs1 -noout -check").contains("RSA key ok"));
    }
}

#[test]
fn openssl_verifies_what_new_keys_sign() {
    let folder = Folder::new("tokens");
    let input = b"eyJhbGciOiJSUzI1NiJ9.e30";
    folder.write("input", input);
    for (name, alg, verify) in [
        ("rsa:2048", "RS256", "dgst -sha256 -verify public -signature signature input"),
        (
            "rsa:3072",
            "PS256",
            "dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -verify public -signature signature input",
        ),
        ("ed25519", "EdDSA", "pkeyutl -verify -rawin -pubin -inkey public -in input -sigfile signature"),
    ] {
        let (key, certificate) = certified(name, &Wish { subject: "qlik", days: 1, now: now() });
        folder.write("cert", certificate.pem().as_bytes());
        folder.run("x509 -in cert -noout -pubkey -out public");
        let signature = by_name(alg).unwrap().sign(&SigningKey::Private(key), input).unwrap();
        folder.write("signature", &signature);
        folder.run(verify);
    }
}

const CRYPTOGRAPHY: &str = "
from cryptography import x509
from cryptography.hazmat.primitives.serialization import *
key = load_pem_private_key(open('pkcs8', 'rb').read(), None)
spki = lambda key: key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
public = spki(key.public_key())
assert public == spki(load_der_private_key(open('der', 'rb').read(), None).public_key())
assert public == spki(load_pem_public_key(open('spki', 'rb').read()))
cert = x509.load_pem_x509_certificate(open('cert', 'rb').read())
assert public == spki(cert.public_key())
assert 0 < cert.serial_number < 1 << 159
san = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName)
assert san.value.get_values_for_type(x509.DNSName) == ['qlik01.corp.local'], san
assert cert.extensions.get_extension_for_class(x509.BasicConstraints).critical
ski = x509.SubjectKeyIdentifier.from_public_key(cert.public_key())
assert cert.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value == ski
print(cert.subject.rfc4514_string(), cert.version.name)
";

#[test]
fn cryptography_loads_every_key_and_certificate() {
    let folder = Folder::new("cryptography");
    let wish = Wish { subject: "CN=qlik01.corp.local,O=Corp", days: 365, now: now() };
    for (name, _) in PRINTED {
        let (key, certificate) = certified(name, &wish);
        let found = vec![Found::new(Item::Private(key), "PKCS#8")];
        for form in ["pkcs8", "der", "spki"] {
            folder.convert(&KeyFile::of(found.clone()), form, false);
        }
        folder.convert(&KeyFile::of(vec![Found::new(Item::Certificate(certificate), "X.509")]), "cert", false);
        assert_eq!(folder.python(CRYPTOGRAPHY), "CN=qlik01.corp.local,O=Corp v3\n", "{name}");
    }
}
