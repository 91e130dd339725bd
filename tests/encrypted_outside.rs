//! Keys under a passphrase that `openssl` and Java's `keytool` make on the spot: every cipher, pseudo-random function
//! and MAC of theirs, and the ways out that the hints name.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use jotbench::jose::key::{Certificate, KeyFile, Passphrase, PrivateKey, PublicKey, read_bytes, unlock};
use jotbench::jose::problem::{Part, Problem};

const PASSPHRASE: &str = "pass:Grüße 🔑 x";
/// Old ciphers are in a part of OpenSSL that must be asked for.
const LEGACY: &str = "-provider default -provider legacy";

/// A folder of its own for each test with a key and its certificate, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-encrypted-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let folder = Self(path);
        folder.run("openssl", "ecparam -name prime256v1 -genkey -noout -out sec1");
        folder.run("openssl", "pkcs8 -topk8 -nocrypt -in sec1 -out key");
        folder.run("openssl", "req -x509 -new -key key -subj /CN=outside -days 9 -out cert");
        folder
    }

    /// Runs a program in the folder. Words are parted by spaces, `PASS` is the passphrase.
    fn run(&self, program: &str, arguments: &str) {
        let arguments = arguments.split_whitespace().map(|word| if word == "PASS" { PASSPHRASE } else { word });
        let output = Command::new(program).args(arguments.clone()).current_dir(&self.0).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{program} {:?}: {told}", arguments.collect::<Vec<_>>());
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap()
    }

    fn unlock(&self, file: &str, passphrase: &str) -> Result<KeyFile, Problem> {
        unlock(&self.bytes(file), &Passphrase::new(passphrase), Part::Key)
    }

    /// The public key of `key`.
    fn public(&self) -> PublicKey {
        public(&read_bytes(&self.bytes("key"), Part::Key).unwrap()).unwrap()
    }

    /// The file `out` opens with its passphrase alone, and holds `key`.
    fn opens(&self, told: &str) {
        let passphrase = PASSPHRASE.strip_prefix("pass:").unwrap();
        let file = self.unlock("out", passphrase).unwrap_or_else(|problem| panic!("{told}: {problem}"));
        assert_eq!(public(&file), Some(self.public()), "{told}");
        assert_eq!(file.problems, [], "{told}");
        assert_eq!(self.unlock("out", "another").unwrap_err().code, "wrong_passphrase", "{told}");
        assert_eq!(read_bytes(&self.bytes("out"), Part::Key).unwrap_err().code, "encrypted_key", "{told}");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn public(file: &KeyFile) -> Option<PublicKey> {
    file.first_private().and_then(PrivateKey::public).cloned()
}

#[test]
fn pkcs8_of_every_cipher_and_function_opens() {
    let folder = Folder::new("pkcs8");
    for cipher in ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des3", "des"] {
        for hash in ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"] {
            let how = format!("-v2 {cipher} -v2prf hmacWith{hash} -iter 1234 {LEGACY}");
            folder.run("openssl", &format!("pkcs8 -topk8 -in key -out out -passout PASS {how}"));
            folder.opens(&how);
        }
    }
    for scrypt in ["", "-scrypt_N 1024 -scrypt_r 3 -scrypt_p 5"] {
        for form in ["PEM", "DER"] {
            let how = format!("-v2 aes-192-cbc -scrypt {scrypt} -outform {form}");
            folder.run("openssl", &format!("pkcs8 -topk8 -in key -out out -passout PASS {how}"));
            folder.opens(&how);
        }
    }
    for scheme in
        ["MD5-DES", "MD5-RC2-64", "SHA1-DES", "SHA1-RC2-64", "SHA1-3DES", "SHA1-2DES", "SHA1-RC2-128", "SHA1-RC2-40"]
    {
        let how = format!("-v1 PBE-{scheme} {LEGACY}");
        folder.run("openssl", &format!("pkcs8 -topk8 -in key -out out -passout PASS {how}"));
        folder.opens(&how);
    }
}

#[test]
fn old_pem_of_every_cipher_opens() {
    let folder = Folder::new("pem");
    folder.run("openssl", "genrsa -traditional -out rsa 2048");
    for cipher in ["aes128", "aes192", "aes256", "des3", "des"] {
        folder.run("openssl", &format!("ec -in key -out out -{cipher} -passout PASS {LEGACY}"));
        folder.opens(cipher);
        folder.run("openssl", &format!("rsa -in rsa -traditional -out out -{cipher} -passout PASS {LEGACY}"));
        let file = folder.unlock("out", PASSPHRASE.strip_prefix("pass:").unwrap()).unwrap();
        assert_eq!(public(&file), public(&read_bytes(&folder.bytes("rsa"), Part::Key).unwrap()), "{cipher}");
    }
}

#[test]
fn pkcs12_of_every_scheme_and_mac_opens() {
    let folder = Folder::new("pkcs12");
    let schemes = ["AES-128-CBC", "AES-256-CBC", "DES-EDE3-CBC", "PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-40"];
    for (at, key) in schemes.iter().enumerate() {
        for certificate in schemes {
            let mac = ["sha1", "sha224", "sha256", "sha384", "sha512"].get(at % 5).unwrap();
            let how = format!("-keypbe {key} -certpbe {certificate} -macalg {mac} -iter 321 {LEGACY}");
            folder.run("openssl", &format!("pkcs12 -export -inkey key -in cert -out out -passout PASS {how}"));
            folder.opens(&how);
            let file = folder.unlock("out", PASSPHRASE.strip_prefix("pass:").unwrap()).unwrap();
            assert_eq!(file.certificates().map(Certificate::subject).collect::<Vec<_>>(), ["CN=outside"], "{how}");
        }
    }
}

#[test]
fn key_stores_of_java_open() {
    let folder = Folder::new("java");
    for (at, settings) in ["", "-J-Dkeystore.pkcs12.legacy"].into_iter().enumerate() {
        for (kind, key_type) in
            [("-keyalg EC -groupname secp384r1", "EC P-384"), ("-keyalg RSA -keysize 2048", "RSA 2048")]
        {
            let store = format!("store-{at}-{}", key_type.replace(' ', ""));
            folder.run(
                "keytool",
                &format!("-genkeypair {settings} {kind} -alias mine -dname CN=java -keystore {store} -storetype PKCS12 -storepass hunter2"),
            );
            folder.run(
                "keytool",
                &format!("-exportcert -alias mine -keystore {store} -storepass hunter2 -file {store}.cer"),
            );
            let file = folder.unlock(&store, "hunter2").unwrap_or_else(|problem| panic!("{store}: {problem}"));
            let key = file.first_private().unwrap();
            assert_eq!((key.key_type().to_string().as_str(), file.found.len()), (key_type, 2), "{store}");
            let certificate = read_bytes(&folder.bytes(&format!("{store}.cer")), Part::Key).unwrap();
            assert_eq!(key.public(), certificate.first_public(), "{store}");
            let names: Vec<_> = file.found.iter().map(|found| found.label.name.as_deref()).collect();
            assert_eq!(names, [Some("mine"), Some("mine")], "{store}");
            assert_eq!(folder.unlock(&store, "hunter3").unwrap_err().code, "wrong_passphrase", "{store}");
        }
    }
}

#[test]
fn the_way_out_of_the_hint_is_one() {
    let folder = Folder::new("hints");
    for made in [
        "pkcs8 -topk8 -in key -out old -passout PASS -v1 PBE-SHA1-RC4-128",
        "pkcs8 -topk8 -in key -out old -passout PASS -v2 camellia-256-cbc",
        "pkcs8 -topk8 -in key -out old -outform DER -passout PASS -v2 rc2",
        "ec -in key -out old -seed -passout PASS",
        "pkcs12 -export -inkey key -in cert -out old -passout PASS -keypbe PBE-SHA1-RC4-128 -certpbe NONE",
    ] {
        folder.run("openssl", &format!("{made} {LEGACY}"));
        let passphrase = PASSPHRASE.strip_prefix("pass:").unwrap();
        let told = match folder.unlock("old", passphrase) {
            Ok(file) => file.problems.into_iter().next().unwrap(),
            Err(problem) => problem,
        };
        assert_eq!(told.code, "unsupported_encryption", "{made}");
        let hint = told.hint.unwrap();
        assert!(hint.contains("openssl pkcs8 -topk8 -in FILE -out NEW") && hint.contains(LEGACY), "{hint}");
        folder.run("openssl", &format!("pkcs8 -topk8 -in old -out out -passin PASS -passout PASS {LEGACY}"));
        folder.opens(made);
    }
}
