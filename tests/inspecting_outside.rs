//! Certificates that OpenSSL makes at this moment: what is said of them is what
//! OpenSSL says, and `key match` agrees with how they were made.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jotbench::jose::key::pair::{Match, files};
use jotbench::jose::key::{Certificate, KeyFile, read_bytes};
use jotbench::jose::problem::Part;

#[path = "inspecting/printed.rs"]
mod printed;

use printed::Printed;

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-inspecting-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.config("utf8only", &["CN = made now"]);
        folder
    }

    /// The configuration of `req`: which string types it writes, and the lines of the subject.
    fn config(&self, mask: &str, subject: &[&str]) {
        let names = "subjectAltName = DNS:a.example, IP:192.0.2.7, IP:2001:db8::7, URI:https://b.example/, email:c@d";
        let text = format!(
            "[req]\nprompt = no\nutf8 = yes\nstring_mask = {mask}\ndistinguished_name = dn\n[dn]\n{}\n\
             [leaf]\nbasicConstraints = CA:FALSE\nkeyUsage = digitalSignature, keyEncipherment\n{names}\n",
            subject.join("\n")
        );
        fs::write(self.0.join("req.cnf"), text).unwrap();
    }

    /// Runs openssl in the folder; what it printed.
    fn run(&self, arguments: &str) -> String {
        let arguments = arguments.split_whitespace();
        let output = Command::new("openssl")
            .args(arguments.clone())
            .env("OPENSSL_CONF", "req.cnf")
            .current_dir(&self.0)
            .output();
        let output = output.unwrap();
        assert!(
            output.status.success(),
            "{:?}: {}",
            arguments.collect::<Vec<_>>(),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn read(&self, file: &str) -> KeyFile {
        read_bytes(&fs::read(self.0.join(file)).unwrap(), Part::Key).unwrap()
    }

    fn certificate(&self, file: &str) -> Certificate {
        self.read(file).certificates().next().unwrap().clone()
    }

    /// What openssl says of a certificate.
    fn printed(&self, file: &str) -> Printed {
        let print = |what: &str| self.run(&format!("x509 -in {file} -noout {what}"));
        Printed::by_openssl(
            &[
                print("-nameopt RFC2253,-esc_msb -subject -issuer -serial"),
                print("-dateopt iso_8601 -dates"),
                print("-sha1 -fingerprint"),
                print("-sha256 -fingerprint"),
                print("-ext subjectAltName,keyUsage,basicConstraints"),
            ]
            .concat(),
        )
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

const RSA: &str = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048";
const PSS: &str = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen";

#[test]
fn certificates_of_every_algorithm_are_described_as_openssl_does() {
    let folder = Folder::new("algorithms");
    let mut count = 0;
    for (key, options, hash) in [
        (RSA, "-sha1", Some("SHA-1")),
        (RSA, "-sha224", Some("SHA-224")),
        (RSA, "-sha256", Some("SHA-256")),
        (RSA, "-sha512", Some("SHA-512")),
        (RSA, "-sha3-256", Some("SHA3-256")),
        (RSA, &format!("-sha256 {PSS}:digest"), Some("SHA-256")),
        (RSA, &format!("-sha384 {PSS}:max"), Some("SHA-384")),
        (RSA, &format!("-sha512 {PSS}:20"), Some("SHA-512")),
        ("-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "-sha256", Some("SHA-256")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256", Some("SHA-256")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha512", Some("SHA-512")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha3-384", Some("SHA3-384")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha256", Some("SHA-256")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "-sha256", Some("SHA-256")),
        ("-algorithm ED25519", "", None),
        ("-algorithm ED448", "", None),
    ] {
        folder.run(&format!("genpkey {key} -out key.pem"));
        folder.run(&format!("req -x509 -key key.pem -days 30 -extensions leaf -out cert.pem {options}"));
        let certificate = folder.certificate("cert.pem");
        assert_eq!(Printed::of(&certificate), folder.printed("cert.pem"), "{key} {options}");
        assert_eq!((certificate.signature_hash(), certificate.self_signed), (hash, true), "{key} {options}");
        count += 1;
    }
    assert_eq!(count, 16);
}

#[test]
fn a_certificate_by_another_key_of_the_same_name_is_not_self_signed() {
    let folder = Folder::new("other");
    folder.run(&format!("genpkey {RSA} -out ca.key"));
    folder.run("req -x509 -key ca.key -sha256 -days 30 -out ca.pem");
    for (key, options) in [
        (RSA, "-sha1"),
        (RSA, "-sha256"),
        (RSA, &format!("-sha256 {PSS}:digest")),
        (RSA, &format!("-sha512 {PSS}:max")),
        ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-sha256"),
        ("-algorithm ED25519", "-sha256"),
    ] {
        folder.run(&format!("genpkey {key} -out key.pem"));
        folder.run("req -new -key key.pem -out request.pem");
        folder.run(&format!(
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -out cert.pem {options}"
        ));
        let certificate = folder.certificate("cert.pem");
        assert_eq!(certificate.subject(), certificate.issuer());
        assert!(!certificate.self_signed, "{key} {options}");
        assert_eq!(files(&folder.read("key.pem"), &folder.read("cert.pem")).verdict, Match::Yes, "{key} {options}");
        assert_eq!(files(&folder.read("ca.key"), &folder.read("cert.pem")).verdict, Match::No, "{key} {options}");
    }
}

#[test]
fn names_in_every_string_type_are_written_as_openssl_does() {
    let folder = Folder::new("names");
    folder.run("genpkey -algorithm ED25519 -out key.pem");
    let long = format!("O = {}", "Long Name & Söhne ".repeat(3));
    let subject = ["C = DE", "L = Zürich", &long, "OU = Отдел", "CN = a+b, \\\"c\\\" <d>; e=f"];
    // PrintableString, TeletexString and BMPString; PrintableString and BMPString; UTF8String.
    for mask in ["default", "pkix", "utf8only"] {
        folder.config(mask, &subject);
        folder.run("req -x509 -key key.pem -days 30 -out cert.pem");
        let certificate = folder.certificate("cert.pem");
        assert_eq!(Printed::of(&certificate), folder.printed("cert.pem"), "{mask}");
        assert_eq!(certificate.common_name().as_deref(), Some("a+b, \"c\" <d>; e=f"), "{mask}");
    }
}

#[test]
fn serial_numbers_are_written_as_openssl_does() {
    let folder = Folder::new("serials");
    folder.run("genpkey -algorithm ED25519 -out key.pem");
    for serial in ["0", "1", "128", "-1", "-128", "-256", "0x80", "0x7fffffffffffffff", "0xffffffffffffffffffff"] {
        folder.run(&format!("req -x509 -key key.pem -days 30 -set_serial {serial} -out cert.pem"));
        assert_eq!(folder.certificate("cert.pem").serial(), folder.printed("cert.pem").serial, "{serial}");
    }
}
