//! Keys and signatures of the `openssl` program: what it makes is read, what it
//! signs verifies, and it verifies what is signed here.

#![cfg(feature = "outside-tests")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use der::asn1::UintRef;
use der::{Decode as _, Encode as _, Sequence};
use jotbench::jose::algorithm::{SigningKey, VerifyingKey, by_name};
use jotbench::jose::key::pair::{Match, belongs};
use jotbench::jose::key::{KeyFile, PrivateKey, read_bytes};
use jotbench::jose::problem::{Part, Problem};

const INPUT: &[u8] = b"eyJhbGciOiJSUzI1NiJ9.e30";

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("jotbench-openssl-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("input"), INPUT).unwrap();
        Self(path)
    }

    /// Runs openssl in the folder; true if it succeeded.
    fn try_run(&self, arguments: &str) -> bool {
        let run = Command::new("openssl").args(arguments.split_whitespace()).current_dir(&self.0).output();
        run.unwrap().status.success()
    }

    fn run(&self, arguments: &str) {
        assert!(self.try_run(arguments), "openssl {arguments}");
    }

    fn read(&self, file: &str) -> Result<KeyFile, Problem> {
        read_bytes(&self.bytes(file), Part::Key)
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.0.join(file)).unwrap()
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        fs::write(self.0.join(file), bytes).unwrap();
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(self.path()).unwrap();
    }
}

/// The type, encoding and pair of a private key file.
fn private(folder: &Folder, file: &str) -> (String, &'static str, PrivateKey) {
    let key = folder.read(file).unwrap().first_private().unwrap().clone();
    (key.key_type().to_string(), key.encoding(), key)
}

#[test]
fn private_keys_of_every_command_are_read() {
    let folder = Folder::new("private");
    for (arguments, key_type, encoding) in [
        ("genrsa -traditional -out KEY 2048", "RSA 2048", "PKCS#1"),
        ("genrsa -out KEY 3072", "RSA 3072", "PKCS#8"),
        ("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY", "RSA 2048", "PKCS#8"),
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out KEY", "RSA 2048", "PKCS#8"),
        ("genrsa -traditional -out KEY 1024", "RSA 1024", "PKCS#1"),
        ("ecparam -name prime256v1 -genkey -out KEY", "EC P-256", "SEC1"),
        ("ecparam -name secp384r1 -genkey -noout -out KEY", "EC P-384", "SEC1"),
        ("ecparam -name secp521r1 -genkey -noout -out KEY", "EC P-521", "SEC1"),
        ("ecparam -name secp256k1 -genkey -noout -outform DER -out KEY", "EC secp256k1", "SEC1"),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY", "EC P-256", "PKCS#8"),
        ("genpkey -algorithm ED25519 -out KEY", "Ed25519", "PKCS#8"),
        ("genpkey -algorithm ED448 -out KEY", "Ed448", "PKCS#8"),
    ] {
        folder.run(&arguments.replace("KEY", "key"));
        let (is, form, key) = private(&folder, "key");
        assert_eq!((is.as_str(), form), (key_type, encoding), "{arguments}");
        folder.run("pkcs8 -topk8 -nocrypt -in key -outform DER -out key.der");
        assert_eq!(private(&folder, "key.der").2.public(), key.public(), "{arguments}");
        folder.run("pkey -in key -pubout -out public");
        folder.run("pkey -in key -pubout -outform DER -out public.der");
        let public = folder.read("public").unwrap();
        let public = public.first_public().unwrap();
        assert_eq!(public.spki_der(), folder.bytes("public.der"), "{arguments}");
        assert_eq!(belongs(&key, public), Match::Yes, "{arguments}");
        if let Some(derived) = key.public() {
            assert_eq!(derived, public, "{arguments}");
            folder.write("written", derived.spki_pem().as_bytes());
            folder.run("pkey -pubin -in written -pubout -out again");
            assert_eq!(folder.bytes("again"), folder.bytes("written"), "{arguments}");
        }
        folder.write("written", key.pkcs8_pem().as_bytes());
        folder.run("pkey -in written -pubout -out again");
        assert_eq!(folder.bytes("again"), folder.bytes("public"), "{arguments}");
    }
}

#[test]
fn keys_that_cannot_be_used_are_named() {
    let folder = Folder::new("unusable");
    folder.run("genrsa -out plain 2048");
    for (arguments, code) in [
        ("ecparam -name prime256v1 -param_enc explicit -genkey -noout -out key", "explicit_parameters"),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -out key",
            "explicit_parameters",
        ),
        ("ecparam -name brainpoolP256r1 -genkey -noout -out key", "unusable_key"),
        ("genpkey -algorithm X25519 -out key", "unusable_key"),
        ("genpkey -algorithm X448 -out key", "unusable_key"),
        ("pkcs8 -topk8 -in plain -passout pass:x -out key", "encrypted_key"),
        ("pkcs8 -topk8 -in plain -passout pass:x -outform DER -out key", "encrypted_key"),
        ("rsa -aes256 -traditional -in plain -passout pass:x -out key", "encrypted_key"),
        ("pkcs12 -export -nocerts -inkey plain -passout pass:x -out key", "encrypted_key"),
        ("req -new -key plain -subj /CN=x -out key", "unusable_key"),
    ] {
        folder.run(arguments);
        let problem = folder.read("key").unwrap_err();
        assert_eq!((problem.code, problem.hint.is_some()), (code, true), "{arguments}: {problem:?}");
    }
}

#[test]
fn a_certificate_tells_its_own_key() {
    let folder = Folder::new("certificate");
    folder.run("genpkey -algorithm ED25519 -out ca.key");
    folder.run("req -x509 -new -key ca.key -subj /CN=ca -days 1 -out ca.pem");
    folder.run("ecparam -name prime256v1 -genkey -noout -out leaf.key");
    // An x500UniqueIdentifier, whose identifier begins like others that name keys.
    folder.write(
        "names.cnf",
        b"[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nO=Corp\nCN=leaf.example\nx500UniqueIdentifier=0123\n",
    );
    folder.run("req -new -config names.cnf -key leaf.key -out leaf.csr");
    folder.run("x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -text -out leaf.pem");
    let file = folder.read("leaf.pem").unwrap();
    let leaf = file.certificates().next().unwrap();
    assert_eq!(leaf.public().key_type().to_string(), "EC P-256");
    assert_eq!(leaf.common_name(), Some("leaf.example".to_owned()));
    assert!(leaf.subject().ends_with("CN=leaf.example,O=Corp"), "{}", leaf.subject());
    assert_eq!((leaf.issuer().as_str(), leaf.self_signed), ("CN=ca", false));
    assert_eq!(leaf.not_after() - leaf.not_before(), 86_400);
    assert_eq!(belongs(&private(&folder, "leaf.key").2, leaf.public()), Match::Yes);
    let file = folder.read("ca.pem").unwrap();
    assert!(file.certificates().next().unwrap().self_signed);
    // The same name as its issuer, and another key: of another family, and of the same.
    folder.run("genpkey -algorithm ED25519 -out other.key");
    for key in ["leaf.key", "other.key"] {
        folder.run(&format!("req -new -key {key} -subj /CN=ca -out fake.csr"));
        folder.run("x509 -req -in fake.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -out fake.pem");
        let file = folder.read("fake.pem").unwrap();
        let fake = file.certificates().next().unwrap();
        assert_eq!((fake.subject(), fake.self_signed), (fake.issuer(), false), "{key}");
    }
}

/// Signs here, lets openssl verify; lets openssl sign, verifies here.
fn both_ways(
    folder: &Folder,
    alg: &str,
    sign: &str,
    verify: &str,
    into: fn(&[u8]) -> Vec<u8>,
    from: fn(&[u8]) -> Vec<u8>,
) {
    let algorithm = by_name(alg).unwrap();
    let (_, _, key) = private(folder, "key");
    folder.run("pkey -in key -pubout -out public");
    let verifying = VerifyingKey::Public(folder.read("public").unwrap().first_public().unwrap().clone());
    let signature = algorithm.sign(&SigningKey::Private(key), INPUT).unwrap();
    folder.write("signature", &into(&signature));
    folder.run(verify);
    folder.write("signature", &into(&signature.iter().rev().copied().collect::<Vec<_>>()));
    assert!(!folder.try_run(verify), "{alg}");
    folder.run(sign);
    let theirs = from(&folder.bytes("signature"));
    assert_eq!(algorithm.verify(&verifying, INPUT, &theirs), Ok(true), "{alg}");
    assert_eq!(algorithm.verify(&verifying, b"other", &theirs), Ok(false), "{alg}");
}

fn same(signature: &[u8]) -> Vec<u8> {
    signature.to_vec()
}

#[test]
fn rsa_signatures_verify_both_ways() {
    let folder = Folder::new("rsa");
    folder.run("genrsa -traditional -out key 2048");
    for bits in ["256", "384", "512"] {
        let sign = format!("dgst -sha{bits} -sign key -out signature input");
        let verify = format!("dgst -sha{bits} -verify public -signature signature input");
        both_ways(&folder, &format!("RS{bits}"), &sign, &verify, same, same);
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
        let sign = format!("dgst -sha{bits} {pss} -sign key -out signature input");
        let verify = format!("dgst -sha{bits} {pss} -verify public -signature signature input");
        both_ways(&folder, &format!("PS{bits}"), &sign, &verify, same, same);
    }
}

#[test]
fn a_key_restricted_to_pss_serves_pss_alone() {
    let folder = Folder::new("pss");
    let parameters =
        "-pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48";
    for (parameters, expected) in [("", ["PS256", "PS384", "PS512"].as_slice()), (parameters, &["PS384"])] {
        folder.run(&format!("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 {parameters} -out key"));
        let key = SigningKey::Private(private(&folder, "key").2);
        let fitting: Vec<&str> =
            jotbench::jose::algorithm::Algorithm::fitting(&key).iter().map(|fit| fit.name).collect();
        assert_eq!(fitting, expected);
        let problem = by_name("RS256").unwrap().sign(&key, INPUT).unwrap_err();
        assert_eq!(problem.code, "algorithm_key_mismatch");
        let pss = "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest";
        let sign = format!("dgst -sha384 {pss} -sign key -out signature input");
        let verify = format!("dgst -sha384 {pss} -verify public -signature signature input");
        both_ways(&folder, "PS384", &sign, &verify, same, same);
    }
}

#[test]
fn short_rsa_keys_are_read_and_fit_nothing() {
    let folder = Folder::new("short");
    folder.run("genrsa -traditional -out key 1024");
    let problem = by_name("RS256").unwrap().sign(&SigningKey::Private(private(&folder, "key").2), INPUT).unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        ("key_size", "RSA 1024 is too short: RFC 7518 section 3.3 asks for 2048 bits or more")
    );
}

#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

fn to_der(raw: &[u8]) -> Vec<u8> {
    let (r, s) = raw.split_at(raw.len() / 2);
    EcdsaSignature { r: UintRef::new(r).unwrap(), s: UintRef::new(s).unwrap() }.to_der().unwrap()
}

fn to_raw<const LEN: usize>(der: &[u8]) -> Vec<u8> {
    let signature = EcdsaSignature::from_der(der).unwrap();
    let padded = |number: UintRef<'_>| [vec![0; LEN - number.as_bytes().len()], number.as_bytes().to_vec()].concat();
    [padded(signature.r), padded(signature.s)].concat()
}

#[test]
fn ecdsa_signatures_verify_both_ways() {
    let folder = Folder::new("ecdsa");
    let [sign, verify] =
        ["dgst -shaBITS -sign key -out signature input", "dgst -shaBITS -verify public -signature signature input"];
    folder.run("ecparam -name prime256v1 -genkey -out key");
    both_ways(&folder, "ES256", &sign.replace("BITS", "256"), &verify.replace("BITS", "256"), to_der, to_raw::<32>);
    folder.run("ecparam -name secp384r1 -genkey -noout -out key");
    both_ways(&folder, "ES384", &sign.replace("BITS", "384"), &verify.replace("BITS", "384"), to_der, to_raw::<48>);
    folder.run("ecparam -name secp521r1 -genkey -noout -out key");
    both_ways(&folder, "ES512", &sign.replace("BITS", "512"), &verify.replace("BITS", "512"), to_der, to_raw::<66>);
    folder.run("ecparam -name secp256k1 -genkey -noout -out key");
    both_ways(&folder, "ES256K", &sign.replace("BITS", "256"), &verify.replace("BITS", "256"), to_der, to_raw::<32>);
}

#[test]
fn a_compressed_public_key_is_the_same_key() {
    let folder = Folder::new("compressed");
    folder.run("ecparam -name secp384r1 -genkey -noout -out key");
    folder.run("ec -in key -pubout -conv_form compressed -out public");
    let file = folder.read("public").unwrap();
    assert_eq!(belongs(&private(&folder, "key").2, file.first_public().unwrap()), Match::Yes);
}

#[test]
fn edwards_signatures_verify_both_ways() {
    let folder = Folder::new("ed25519");
    folder.run("genpkey -algorithm ED25519 -out key");
    let sign = "pkeyutl -sign -rawin -inkey key -in input -out signature";
    let verify = "pkeyutl -verify -rawin -pubin -inkey public -in input -sigfile signature";
    both_ways(&folder, "EdDSA", sign, verify, same, same);
    both_ways(&folder, "Ed25519", sign, verify, same, same);
    folder.run("genpkey -algorithm ED448 -out key");
    both_ways(&folder, "EdDSA", sign, verify, same, same);
    both_ways(&folder, "Ed448", sign, verify, same, same);
}
