//! OpenSSH itself: what `ssh-keygen` makes is read, and it reads what is written here.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::{Found, KeyFile, Passphrase, read_bytes, unlock};
use jotbench::jose::problem::{Part, Problem};

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-openssh-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Runs ssh-keygen in the folder.
    fn keygen(&self, arguments: &[&str]) -> Output {
        let run = Command::new("ssh-keygen").args(arguments).current_dir(&self.0).output().unwrap();
        assert!(run.status.success(), "ssh-keygen {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
        run
    }

    /// Makes a key pair in the file `key`, which must not be there.
    fn make(&self, passphrase: &str, more: &[&str]) {
        for file in ["key", "key.pub"] {
            drop(fs::remove_file(self.0.join(file)));
        }
        self.keygen(&[&["-q", "-f", "key", "-N", passphrase, "-C", "a comment"], more].concat());
    }

    fn read(&self, file: &str) -> Result<KeyFile, Problem> {
        read_bytes(&fs::read(self.0.join(file)).unwrap(), Part::Key)
    }

    fn unlock(&self, passphrase: &str) -> Result<KeyFile, Problem> {
        unlock(&fs::read(self.0.join("key")).unwrap(), &Passphrase::new(passphrase), Part::Key)
    }

    /// Writes a private text, as ssh-keygen wants it.
    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Arguments of ssh-keygen, the type that they make, and an algorithm to sign with.
const TYPES: [(&[&str], &str, Option<&str>); 7] = [
    (&["-t", "rsa", "-b", "2048"], "RSA 2048", Some("RS256")),
    (&["-t", "rsa", "-b", "3072"], "RSA 3072", Some("PS384")),
    (&["-t", "rsa", "-b", "4096"], "RSA 4096", Some("RS512")),
    (&["-t", "ecdsa", "-b", "256"], "EC P-256", Some("ES256")),
    (&["-t", "ecdsa", "-b", "384"], "EC P-384", Some("ES384")),
    (&["-t", "ecdsa", "-b", "521"], "EC P-521", None),
    (&["-t", "ed25519"], "Ed25519", Some("EdDSA")),
];

#[test]
fn every_type_is_read_both_ways_and_signs() {
    let folder = Folder::new("types");
    for (arguments, key_type, algorithm) in TYPES {
        folder.make("", arguments);
        let file = folder.read("key").unwrap();
        let key = file.first_private().unwrap();
        let public = folder.read("key.pub").unwrap();
        assert_eq!(key.key_type().to_string(), key_type);
        assert_eq!(key.public(), public.first_public(), "{key_type}");
        let names: Vec<_> = file.found.iter().chain(&public.found).map(|found| found.label.name.as_deref()).collect();
        assert_eq!(names, [Some("a comment"); 2]);

        // ssh-keygen says the same of the key that it would of its own copy.
        folder.write("again", &key.pkcs8_pem());
        let line = fs::read_to_string(folder.0.join("key.pub")).unwrap();
        if key_type != "Ed25519" {
            // OpenSSH before 9.6 reads no Ed25519 in PKCS#8.
            let derived = String::from_utf8(folder.keygen(&["-y", "-P", "", "-f", "again"]).stdout).unwrap();
            assert_eq!(derived.split_whitespace().nth(1), line.split_whitespace().nth(1), "{key_type}");
            let exported = folder.keygen(&["-e", "-m", "PKCS8", "-f", "key.pub"]).stdout;
            assert_eq!(exported, key.public().unwrap().spki_pem().into_bytes(), "{key_type}");
        }
        let block = folder.keygen(&["-e", "-m", "RFC4716", "-f", "key.pub"]).stdout;
        assert_eq!(read_bytes(&block, Part::Key).unwrap().first_public(), key.public(), "{key_type}");

        let Some(algorithm) = algorithm.map(|name| by_name(name).unwrap()) else { continue };
        let signature = algorithm.sign(&SigningKey::Private(key.clone()), b"e30.e30").unwrap();
        let verifying = VerifyingKey::Public(public.first_public().unwrap().clone());
        assert_eq!(algorithm.verify(&verifying, b"e30.e30", &signature), Ok(true), "{key_type}");
    }
}

#[test]
fn every_cipher_of_this_ssh_keygen_is_opened() {
    let folder = Folder::new("ciphers");
    let list = Command::new("ssh").args(["-Q", "cipher"]).output().unwrap().stdout;
    let ciphers: Vec<String> = String::from_utf8(list).unwrap().lines().map(str::to_owned).collect();
    assert!(ciphers.len() >= 8, "{ciphers:?}");
    for cipher in &ciphers {
        folder.make("pass ü", &["-t", "ed25519", "-Z", cipher, "-a", "2"]);
        assert_eq!(folder.read("key").unwrap_err().code, "encrypted_key", "{cipher}");
        assert_eq!(folder.unlock("pass u").unwrap_err().code, "wrong_passphrase", "{cipher}");
        let found: Vec<Found> = folder.unlock("pass ü").unwrap().found;
        let public = folder.read("key.pub").unwrap();
        assert_eq!(found.iter().map(Found::public).collect::<Vec<_>>(), [public.first_public()], "{cipher}");
        let protection: Vec<_> = found.into_iter().map(|found| found.protection).collect();
        assert_eq!(protection, [Some(format!("bcrypt, 2 rounds, {cipher}"))]);
    }
}

#[test]
fn what_openssh_converts_to_pem_is_the_same_key() {
    let folder = Folder::new("convert");
    for (arguments, key_type, _) in TYPES.into_iter().filter(|(_, key_type, _)| *key_type != "Ed25519") {
        folder.make("", arguments);
        let before = folder.read("key").unwrap();
        for format in ["PEM", "PKCS8"] {
            folder.keygen(&["-q", "-p", "-P", "", "-N", "", "-m", format, "-f", "key"]);
            let after = folder.read("key").unwrap();
            let [before, after] = [&before, &after].map(|file| file.first_private().unwrap().pkcs8_pem().to_string());
            assert_eq!(before, after, "{key_type} as {format}");
        }
    }
}
