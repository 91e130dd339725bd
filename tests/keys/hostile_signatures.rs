//! Signatures that are wrong in the ways that verifiers get wrong, made from the good ones of `keys/cases.json`, and
//! the forged ones of `vectors/forged`.

use jotbench::jose::algorithm::{VerifyingKey, by_name};
use jotbench::jose::key::{PublicKey, read_bytes};
use jotbench::jose::problem::Part;
use serde_json::Value;

use super::laws::split;
use super::{json, load, unhex};

/// The order n of each curve: SEC 2 (version 2.0) sections 2.4.2, 2.5.1, 2.6.1 and 2.4.1.
const ECDSA_ORDERS: [(&str, &str, &str); 4] = [
    ("p256-ES256", "ES256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    (
        "p384-ES384",
        "ES384",
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    ),
    (
        "p521-ES512",
        "ES512",
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa\
         51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    ),
    ("secp256k1-ES256K", "ES256K", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
];

/// The order L of each base point, from its highest byte: RFC 8032 sections 5.1 and 5.2.
const EDDSA_ORDERS: [(&str, &str, &str); 4] = [
    ("ed25519-EdDSA", "EdDSA", ORDER_25519),
    ("ed25519-Ed25519", "Ed25519", ORDER_25519),
    ("ed448-EdDSA", "EdDSA", ORDER_448),
    ("ed448-Ed448", "Ed448", ORDER_448),
];
const ORDER_25519: &str = "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
const ORDER_448: &str = "003fffffffffffffffffffffffffffffffffffffffffffffffffffffff\
                         7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3";

/// A token of the cases with the key that verifies it.
struct Good {
    alg: &'static str,
    key: VerifyingKey,
    input: String,
    signature: Vec<u8>,
}

impl Good {
    fn of(id: &str, alg: &'static str) -> Self {
        let cases = json("cases.json");
        let case = cases["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
        let (input, signature) = split(case["token"].as_str().unwrap());
        let file = case["key"]["files"].as_object().unwrap().values().next().unwrap().as_str().unwrap();
        let key = VerifyingKey::Public(load(file).unwrap().first_public().unwrap().clone());
        let good = Self { alg, key, input: input.to_owned(), signature };
        assert!(good.takes(&good.signature), "{id}");
        good
    }

    fn takes(&self, signature: &[u8]) -> bool {
        by_name(self.alg).unwrap().verify(&self.key, self.input.as_bytes(), signature).unwrap()
    }

    fn halves(&self) -> (&[u8], &[u8]) {
        self.signature.split_at(self.signature.len() / 2)
    }

    fn refuses(&self, what: &str, signature: &[u8]) {
        assert_ne!(signature, self.signature, "{}: {what} is no change", self.alg);
        assert!(!self.takes(signature), "{}: {what}: {signature:02x?}", self.alg);
    }
}

/// The sum of two big-endian numbers of one length, if it fits the length.
fn plus(one: &[u8], two: &[u8]) -> Option<Vec<u8>> {
    let mut sum = vec![0; one.len()];
    let mut carry = 0;
    for at in (0..one.len()).rev() {
        let digit = u16::from(one[at]) + u16::from(two[at]) + carry;
        sum[at] = digit.to_le_bytes()[0];
        carry = digit >> 8;
    }
    (carry == 0).then_some(sum)
}

/// The difference of two big-endian numbers of one length, the second not the larger.
fn minus(one: &[u8], two: &[u8]) -> Vec<u8> {
    let mut difference = vec![0; one.len()];
    let mut borrow = 0;
    for at in (0..one.len()).rev() {
        let digit = 256 + i16::from(one[at]) - i16::from(two[at]) - borrow;
        difference[at] = digit.to_le_bytes()[0];
        borrow = i16::from(digit < 256);
    }
    assert_eq!(borrow, 0);
    difference
}

fn small(number: u8, len: usize) -> Vec<u8> {
    [vec![0; len - 1], vec![number]].concat()
}

fn reversed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().rev().copied().collect()
}

/// SEQUENCE of two INTEGERs (RFC 3279 section 2.2.3), what X.509 and most libraries know as an ECDSA signature.
fn in_der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let zeros = number.iter().take_while(|&&byte| byte == 0).count();
        let pad = if number[zeros] < 0x80 { &[][..] } else { &[0] };
        let value = [pad, &number[zeros..]].concat();
        [&[2, u8::try_from(value.len()).unwrap()], value.as_slice()].concat()
    };
    let body = [integer(r), integer(s)].concat();
    let len = u8::try_from(body.len()).unwrap();
    let head = if len < 0x80 { vec![0x30, len] } else { vec![0x30, 0x81, len] };
    [head, body].concat()
}

#[test]
fn an_ecdsa_signature_has_both_numbers_from_1_to_n_minus_1() {
    for (id, alg, order) in ECDSA_ORDERS {
        let (good, n) = (Good::of(id, alg), unhex(order));
        let (r, s) = good.halves();
        let len = n.len();
        assert_eq!((r.len(), s.len()), (len, len), "{id}");
        let numbers = [
            ("0", small(0, len)),
            ("1", small(1, len)),
            ("n - 1", minus(&n, &small(1, len))),
            ("n", n.clone()),
            ("n + 1", plus(&n, &small(1, len)).unwrap()),
            ("the largest", vec![0xff; len]),
        ];
        for (name, number) in &numbers {
            good.refuses(&format!("r = {name}"), &[number, s].concat());
            good.refuses(&format!("s = {name}"), &[r, number].concat());
            for (other_name, other) in &numbers {
                good.refuses(&format!("r = {name}, s = {other_name}"), &[number.as_slice(), other].concat());
            }
        }
        good.refuses("n - r", &[&minus(&n, r), s].concat());
        // P-521 alone leaves room above n in its bytes, for 126 times n.
        let mut fitting = 0;
        let (mut larger_r, mut larger_s) = (plus(r, &n), plus(s, &n));
        while larger_r.is_some() || larger_s.is_some() {
            if let Some(r) = &larger_r {
                good.refuses("r and a multiple of n", &[r, s].concat());
            }
            if let Some(s) = &larger_s {
                good.refuses("s and a multiple of n", &[r, s].concat());
            }
            larger_r = larger_r.and_then(|r| plus(&r, &n));
            larger_s = larger_s.and_then(|s| plus(&s, &n));
            fitting += 1;
        }
        assert_eq!(fitting > 100, alg == "ES512", "{id}: {fitting}");
    }
}

/// ECDSA (SEC 1 section 4.1.4) holds for -s where it holds for s, and RFC 7518 section 3.4 asks for neither of them: so
/// whoever has a token can write another of the same text, and a token is no name for itself.
#[test]
fn an_ecdsa_signature_with_n_minus_s_is_good_too() {
    for (id, alg, order) in ECDSA_ORDERS {
        let (good, n) = (Good::of(id, alg), unhex(order));
        let (r, s) = good.halves();
        let other = minus(&n, s);
        assert_ne!(other, s);
        assert!(good.takes(&[r, &other].concat()), "{id}");
    }
}

#[test]
fn an_ecdsa_signature_has_one_form() {
    for (id, alg, _) in ECDSA_ORDERS {
        let good = Good::of(id, alg);
        let (r, s) = good.halves();
        good.refuses("r and s swapped", &[s, r].concat());
        good.refuses("DER", &in_der(r, s));
        good.refuses("a zero before each", &[&[0], r, &[0], s].concat());
        good.refuses("no first byte of each", &[&r[1..], &s[1..]].concat());
        good.refuses("each from its lowest byte", &[reversed(r), reversed(s)].concat());
        check_lengths(&good);
    }
}

/// What no signature is, whatever its algorithm.
fn check_lengths(good: &Good) {
    let signature = &good.signature;
    for len in 0..signature.len() {
        good.refuses("the first bytes", &signature[..len]);
        good.refuses("the last bytes", &signature[signature.len() - len..]);
    }
    good.refuses("a zero behind", &[signature, &[0][..]].concat());
    good.refuses("a zero before", &[&[0][..], signature].concat());
    good.refuses("twice", &signature.repeat(2));
    good.refuses("zeros", &vec![0; signature.len()]);
    good.refuses("ones", &vec![0xff; signature.len()]);
}

#[test]
fn an_eddsa_signature_has_an_s_below_l() {
    for (id, alg, order) in EDDSA_ORDERS {
        let (good, order) = (Good::of(id, alg), unhex(order));
        let (r, s) = good.halves();
        assert_eq!(s.len(), order.len(), "{id}");
        // S + L, S + 2 L and so on to the end of the bytes.
        let mut sum = plus(&reversed(s), &order);
        let mut fitting = 0;
        while let Some(larger) = sum {
            good.refuses("S and a multiple of L", &[r, &reversed(&larger)].concat());
            sum = plus(&larger, &order);
            fitting += 1;
        }
        // L has 253 and 446 bits, S has 256 and 456.
        assert_eq!(fitting, if s.len() == 32 { 15 } else { 1023 }, "{id}");
        for (what, number) in [
            ("S = 0", small(0, s.len())),
            ("S = 1", small(1, s.len())),
            ("S = L - 1", minus(&order, &small(1, s.len()))),
            ("S = L", order.clone()),
            ("S = L + 1", plus(&order, &small(1, s.len())).unwrap()),
            ("S = L - S", minus(&order, &reversed(s))),
            ("the largest S", vec![0xff; s.len()]),
        ] {
            good.refuses(what, &[r, &reversed(&number)].concat());
        }
        let top = if s.len() == 32 { 253..256 } else { 446..456 };
        for bit in top {
            let mut changed = good.signature.clone();
            changed[r.len() + bit / 8] ^= 1 << (bit % 8);
            good.refuses("a top bit of S", &changed);
        }
    }
}

#[test]
fn an_eddsa_signature_has_one_form_and_its_own_r() {
    for (id, alg, order) in EDDSA_ORDERS {
        let good = Good::of(id, alg);
        let (r, s) = good.halves();
        good.refuses("R and S swapped", &[s, r].concat());
        good.refuses("both from their highest byte", &[reversed(r), reversed(s)].concat());
        // The sign of x, and in Ed448 the seven bits below it, which mean nothing (RFC 8032 section 5.2.2).
        let bits = if unhex(order).len() == 32 { 255..256 } else { 448..456 };
        for bit in bits {
            let mut changed = good.signature.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            good.refuses("a top bit of R", &changed);
        }
        check_lengths(&good);
    }
}

fn forged() -> Value {
    serde_json::from_str(include_str!("../vectors/forged/forged.json")).unwrap()
}

fn hex_field(value: &Value, name: &str) -> Vec<u8> {
    unhex(value[name].as_str().unwrap())
}

fn public(spki: &[u8]) -> PublicKey {
    read_bytes(spki, Part::VerificationKey).unwrap().first_public().unwrap().clone()
}

/// All are made for a verifier that reads R carelessly, or leaves its small part out of the equation; see
/// `vectors/forged/make.py`. RFC 8032 section 5.1.7 takes the neutral R, which only the owner of the key can write;
/// Ed448 takes no R of small order here.
#[test]
fn an_eddsa_signature_has_no_r_of_small_order_or_of_another_form() {
    let forged = forged();
    let message = forged["message"].as_str().unwrap();
    let mut taken = Vec::new();
    for case in forged["eddsa"].as_array().unwrap() {
        let [name, what] = ["alg", "R"].map(|field| case[field].as_str().unwrap());
        let folder = name.to_lowercase();
        let key = load(&format!("{folder}/public.spki.pem")).unwrap().first_public().unwrap().clone();
        let key = VerifyingKey::Public(key);
        let signature = hex_field(case, "signature");
        let verdicts =
            [name, "EdDSA"].map(|name| by_name(name).unwrap().verify(&key, message.as_bytes(), &signature).unwrap());
        assert_eq!(verdicts[0], verdicts[1], "{name} {what}");
        if verdicts[0] {
            taken.push((name, what));
        }
    }
    assert_eq!(forged["eddsa"].as_array().unwrap().len(), 30);
    assert_eq!(taken, [("Ed25519", "neutral"), ("Ed25519", "known nonce"), ("Ed448", "known nonce")]);
}

/// r is the first coordinate of a point modulo n. Keys made for the signature have a point with a coordinate of a few
/// bits, so that r + n fits too, or with one above n, so that it is r that was reduced.
#[test]
fn an_ecdsa_signature_is_compared_modulo_n_and_read_without() {
    let forged = forged();
    let message = forged["message"].as_str().unwrap().as_bytes();
    let mut checked = Vec::new();
    for case in forged["ecdsa"].as_array().unwrap() {
        let [name, x] = ["alg", "x"].map(|field| case[field].as_str().unwrap());
        let n = unhex(ECDSA_ORDERS.iter().find(|(_, alg, _)| *alg == name).unwrap().2);
        let key = VerifyingKey::Public(public(&hex_field(case, "public_key")));
        let signature = hex_field(case, "signature");
        let verify = |signature: &[u8]| by_name(name).unwrap().verify(&key, message, signature);
        assert_eq!(verify(&signature), Ok(true), "{name} {x}");
        let (r, s) = signature.split_at(n.len());
        assert_eq!(verify(&[&plus(r, &n).unwrap(), s].concat()), Ok(false), "{name} {x}");
        assert_eq!(verify(&[r, &minus(&n, s)].concat()), Ok(true), "{name} {x}");
        checked.push((name, x));
    }
    let expected =
        ["ES256K", "ES256", "ES384", "ES512"].into_iter().flat_map(|name| [(name, "small"), (name, "over n")]);
    assert_eq!(checked, expected.collect::<Vec<_>>());
}

/// With a public key A of small order, R = A and S = 0 are a signature of every text, or of every second or fourth.
/// Ed448 keys of small order are in `ed448.rs` beside this file.
#[test]
fn an_ed25519_key_of_small_order_is_no_key() {
    let neutral = reversed(&small(1, 32));
    let minus_one = [vec![0xec], vec![0xff; 30], vec![0x7f]].concat();
    for y in [neutral, minus_one, vec![0; 32]] {
        let spki = [unhex("302a300506032b6570032100"), y].concat();
        assert_eq!(read_bytes(&spki, Part::VerificationKey).unwrap_err().code, "not_on_curve");
    }
}
