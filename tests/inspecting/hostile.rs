//! Names that are made to harm: control characters, direction overrides, great length and number.

use super::made;
use super::{
    Certificate, DAY, Found, Item, KeyFile, NOW, Part, Place, Problem, extension, files, load, look, name, sequence,
    tlv, warnings,
};

/// SubjectAltName.
const ALTERNATIVE: u8 = 17;

fn build(serial: &[u8], subject: &[u8], extensions: &[Vec<u8>]) -> Result<Certificate, Problem> {
    let spki = load("keys/p256/public.spki.pem").first_public().unwrap().spki_der().to_vec();
    Certificate::from_der(&made::certificate(&spki, serial, subject, extensions), Place::of(Part::Key))
}

fn with(subject: &[u8], alternative: &[u8]) -> Certificate {
    build(&[1], subject, &[extension(ALTERNATIVE, alternative)]).unwrap()
}

#[test]
fn names_keep_their_characters_and_stay_of_one_line_where_rfc_4514_escapes() {
    let subject = name(&[(3, 0x0c, "a\x1b[2Jb\nc\u{202e}d".as_bytes())]);
    let certificate = with(&subject, &sequence(&[]));
    assert_eq!(certificate.subject(), "CN=a\\1b[2Jb\\0ac\u{202e}d");
    assert_eq!(certificate.common_name().as_deref(), Some("a\x1b[2Jb\nc\u{202e}d"));
    let older = name(&[(3, 0x1e, &[0, 0x1b, 0x20, 0x2e]), (10, 0x14, &[0x1b, 0xe9])]);
    assert_eq!(with(&older, &sequence(&[])).subject(), "O=\\1bé,CN=\\1b\u{202e}");
}

#[test]
fn strings_that_are_none_are_shown_as_their_bytes() {
    for (tag, bytes, shown) in [
        // Half a character, a lone surrogate, beyond Unicode, no UTF-8.
        (0x1e_u8, &[0, 0x41, 0][..], "2.5.4.3=#1e03004100"),
        (0x1e, &[0xd8, 0x00], "2.5.4.3=#1e02d800"),
        (0x0c, &[0xff], "2.5.4.3=#0c01ff"),
        (0x02, &[7], "2.5.4.3=#020107"),
    ] {
        let certificate = with(&name(&[(3, tag, bytes)]), &sequence(&[]));
        assert_eq!((certificate.subject().as_str(), certificate.common_name()), (shown, None));
    }
    let beyond = with(&name(&[(3, 0x1c, &[0, 0x11, 0, 0])]), &sequence(&[]));
    assert_eq!((beyond.subject().as_str(), beyond.common_name()), ("2.5.4.3=#1b0400110000", None));
    assert_eq!(with(&name(&[]), &sequence(&[])).subject(), "");
}

#[test]
fn long_names_are_kept_and_cut_where_they_are_said() {
    let long = "x".repeat(10_000);
    let certificate = with(&name(&[(3, 0x0c, long.as_bytes())]), &sequence(&[tlv(0x82, long.as_bytes())]));
    assert_eq!(certificate.subject(), format!("CN={long}"));
    assert_eq!(certificate.alternative_names(), [format!("DNS:{}…", "x".repeat(508))]);
    let file = KeyFile::of(vec![Found::new(Item::Certificate(certificate), "X.509")]);
    for now in [0, NOW, NOW + 100 * 365 * DAY] {
        assert!(warnings(&file, now).iter().all(|problem| problem.message.len() < 300), "{now}");
        assert!(look(&file.found[0], now).lines().iter().all(|(_, value)| value.chars().count() <= 321), "{now}");
    }
    assert!(files(&file, &file).sentence.len() < 400);
}

#[test]
fn a_thousand_alternative_names_are_counted_and_some_kept() {
    let names: Vec<Vec<u8>> = (0..1000).map(|at| tlv(0x82, format!("host{at}.example").as_bytes())).collect();
    let certificate = with(&name(&[(3, 0x0c, b"many")]), &sequence(&names));
    assert_eq!((certificate.alternative_names().len(), certificate.alternative_name_count()), (256, 1000));
    assert_eq!(certificate.alternative_names()[255], "DNS:host255.example");
    let facts = look(&Found::new(Item::Certificate(certificate), "X.509"), NOW);
    let line = facts.lines().into_iter().find(|(label, _)| *label == "names").unwrap().1;
    assert!(line.starts_with("DNS:host0.example, ") && line.ends_with(", DNS:host15.example, and 984 more"), "{line}");
}

#[test]
fn alternative_names_of_any_form_are_shown_and_never_taken_for_two() {
    let names = sequence(&[
        tlv(0x82, b"a, DNS:b"),
        tlv(0x82, b"\xff\x1b"),
        tlv(0x87, &[1, 2, 3]),
        tlv(0x88, &[]),
        tlv(0xa4, &[0x30]),
        tlv(0xa0, b"?"),
        tlv(0xa3, b""),
        tlv(0xa5, b""),
        tlv(0x04, b"no name"),
        tlv(0x9e, b"?"),
    ]);
    let certificate = with(&name(&[]), &names);
    let unknown = "unknown kind of name";
    let expected = [
        "DNS:a, DNS:b",
        "DNS:\u{fffd}\x1b",
        "IP:3 bytes",
        "RID",
        "DirName",
        "othername",
        "X400Name",
        "EdiPartyName",
        unknown,
        unknown,
    ];
    assert_eq!(certificate.alternative_names(), expected);
    let facts = look(&Found::new(Item::Certificate(certificate), "X.509"), NOW);
    let line = facts.lines().into_iter().find(|(label, _)| *label == "names").unwrap().1;
    assert!(line.starts_with("\"DNS:a, DNS:b\", \"DNS:\u{fffd}\\u{1b}\", IP:3 bytes,"), "{line}");
}

#[test]
fn broken_extensions_are_passed_over() {
    for value in [&b""[..], b"\x30", b"\x30\x05\x82", b"\x04\x00", &[0xff; 40]] {
        for kind in [ALTERNATIVE, 15, 19] {
            let certificate = build(&[1], &name(&[(3, 0x0c, b"x")]), &[extension(kind, value)]).unwrap();
            assert_eq!(certificate.key_usage(), [""; 0]);
            assert!(!certificate.is_ca());
        }
    }
}

#[test]
fn serial_numbers_are_shown_with_their_sign() {
    for (bytes, shown) in [
        (&[0][..], "00"),
        (&[0x7f], "7F"),
        (&[0, 0x80], "80"),
        (&[0x80], "-80"),
        (&[0xff], "-01"),
        (&[0xff, 0x00], "-01:00"),
        (&[0x12, 0x34, 0x56], "12:34:56"),
    ] {
        assert_eq!(build(bytes, &name(&[]), &[]).unwrap().serial(), shown, "{bytes:?}");
    }
}

#[test]
fn more_strings_of_four_bytes_than_any_name_has_are_refused() {
    let many: Vec<(u8, u8, &[u8])> = (0..17).map(|_| (11, 0x1c, &b"\0\0\0A"[..])).collect();
    assert_eq!(build(&[1], &name(&many[..16]), &[]).unwrap().subject(), ["OU=A"; 16].join(","));
    assert_eq!(build(&[1], &name(&many), &[]).unwrap_err().code, "bad_der");
}
