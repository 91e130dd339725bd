//! The name that a certificate is for: from text to a distinguished name.
//!
//! Three forms, told apart by their beginning: `CN=qlik,O=Corp` (RFC 4514, the last
//! part first in the certificate), `/O=Corp/CN=qlik` (OpenSSL, in the order of the
//! certificate), and a text without an equals sign, which is the common name.

use der::asn1::{Any, ObjectIdentifier};
use der::{Decode as _, Encode as _, Tag};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use super::sniff::hex_value;
use crate::jose::problem::{self, Place, Problem};

/// A type of attribute: its names, the form and the greatest length of its values in characters (RFC 5280 appendix A.1).
struct Attribute {
    /// The first one is the usual one; case does not matter.
    names: &'static [&'static str],
    oid: ObjectIdentifier,
    tag: Tag,
    most: usize,
}

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// The types of RFC 4514 section 3, and those of OpenSSL that RFC 5280 section 4.1.2.4 asks every program to know.
static ATTRIBUTES: [Attribute; 14] = [
    utf8(&["CN", "commonName"], COMMON_NAME, 64),
    utf8(&["O", "organizationName"], ObjectIdentifier::new_unwrap("2.5.4.10"), 64),
    utf8(&["OU", "organizationalUnitName"], ObjectIdentifier::new_unwrap("2.5.4.11"), 64),
    of(&["C", "countryName"], ObjectIdentifier::new_unwrap("2.5.4.6"), Tag::PrintableString, 2),
    utf8(&["ST", "S", "stateOrProvinceName"], ObjectIdentifier::new_unwrap("2.5.4.8"), 128),
    utf8(&["L", "localityName"], ObjectIdentifier::new_unwrap("2.5.4.7"), 128),
    utf8(&["STREET", "streetAddress"], ObjectIdentifier::new_unwrap("2.5.4.9"), 128),
    of(&["DC", "domainComponent"], ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.25"), Tag::Ia5String, 63),
    utf8(&["UID", "userId"], ObjectIdentifier::new_unwrap("0.9.2342.19200300.100.1.1"), 256),
    of(&["emailAddress", "E", "email"], ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1"), Tag::Ia5String, 255),
    of(&["serialNumber"], ObjectIdentifier::new_unwrap("2.5.4.5"), Tag::PrintableString, 64),
    utf8(&["title"], ObjectIdentifier::new_unwrap("2.5.4.12"), 64),
    utf8(&["GN", "givenName"], ObjectIdentifier::new_unwrap("2.5.4.42"), 64),
    utf8(&["SN", "surname"], ObjectIdentifier::new_unwrap("2.5.4.4"), 64),
];

/// A name, and its common name if it has one.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) name: Name,
    pub(super) common_name: Option<String>,
}

/// Reads a name. Code: `bad_subject`, with the place in the text.
pub(super) fn subject(text: &str) -> Result<Subject, Problem> {
    let (mut names, mut common_name) = (Vec::<RelativeDistinguishedName>::new(), None);
    let form = Form::of(text);
    for part in parts(text, form)? {
        if part.attribute.oid == COMMON_NAME && common_name.is_none() {
            common_name = Some(part.value.clone());
        }
        let value = part.any(text)?;
        let pair = AttributeTypeAndValue { oid: part.attribute.oid, value };
        let twice = || bad(text, part.at, "this part says the same twice");
        match names.last_mut().filter(|_| part.joined) {
            Some(last) if last.iter().any(|other| *other == pair) => return Err(twice()),
            Some(last) => last.insert(pair).map_err(|_| twice())?,
            None => names.push(RelativeDistinguishedName::try_from(vec![pair]).map_err(|_| twice())?),
        }
    }
    if form == Form::Rfc4514 {
        names.reverse();
    }
    let der = RdnSequence::from(names).to_der();
    let name = der.and_then(|der| Name::from_der(&der)).map_err(|_| bad(text, 0, "this name cannot be written"))?;
    Ok(Subject { name, common_name })
}

const fn utf8(names: &'static [&'static str], oid: ObjectIdentifier, most: usize) -> Attribute {
    of(names, oid, Tag::Utf8String, most)
}

const fn of(names: &'static [&'static str], oid: ObjectIdentifier, tag: Tag, most: usize) -> Attribute {
    Attribute { names, oid, tag, most }
}

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// RFC 4514: the most significant part last.
    Rfc4514,
    /// OpenSSL's, with slashes, in the order of the certificate.
    OpenSsl,
    /// A common name alone.
    Bare,
}

impl Form {
    fn of(text: &str) -> Self {
        match text.trim_start() {
            text if !text.contains('=') => Self::Bare,
            text if text.starts_with('/') => Self::OpenSsl,
            _ => Self::Rfc4514,
        }
    }
}

/// One type and its value.
struct Part<'a> {
    attribute: &'a Attribute,
    value: String,
    /// Its byte offset in the text.
    at: usize,
    /// It stands beside the part before it in one relative name, after a plus sign.
    joined: bool,
}

impl Part<'_> {
    fn any(&self, text: &str) -> Result<Any, Problem> {
        let &Attribute { names, tag, most, .. } = self.attribute;
        let name = names.first().copied().unwrap_or_default();
        let refused = |why: String| Err(bad(text, self.at, &why));
        let length = self.value.chars().count();
        if length == 0 {
            return refused(format!("{name} has no value"));
        }
        if self.value.chars().any(char::is_control) {
            return refused(format!("the value of {name} has a control character in it"));
        }
        if length > most || (name == "C" && length != 2) {
            let exactly = if name == "C" { "two letters" } else { &format!("at most {most} characters") };
            return refused(format!("{name} has {exactly} (RFC 5280 appendix A.1), and this one has {length}"));
        }
        let allowed = match tag {
            Tag::PrintableString => |c: char| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c),
            Tag::Ia5String => |c: char| c.is_ascii(),
            _ => |_: char| true,
        };
        match self.value.chars().find(|&c| !allowed(c)) {
            Some(c) => refused(format!("{name} cannot hold the character {c:?}")),
            None => Any::new(tag, self.value.as_bytes()).or_else(|_| refused(format!("{name} cannot be written"))),
        }
    }
}

fn parts(text: &str, form: Form) -> Result<Vec<Part<'static>>, Problem> {
    let [common_name, ..] = &ATTRIBUTES;
    if form == Form::Bare {
        return Ok(vec![Part { attribute: common_name, value: text.trim().to_owned(), at: 0, joined: false }]);
    }
    let mut scan = Scan { text, form, at: text.len() - text.trim_start().len() };
    if form == Form::OpenSsl {
        scan.at += 1;
    }
    let mut parts = Vec::new();
    let mut joined = false;
    loop {
        let at = scan.at;
        let attribute = scan.attribute()?;
        let (value, end) = scan.value()?;
        parts.push(Part { attribute, value, at, joined });
        joined = match end {
            Some('+') => true,
            Some(_) => false,
            None => return Ok(parts),
        };
    }
}

/// Reads the text from left to right.
struct Scan<'t> {
    text: &'t str,
    form: Form,
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// What stands before the next equals sign.
    fn attribute(&mut self) -> Result<&'static Attribute, Problem> {
        let from = self.at;
        let Some((name, _)) = self.rest().split_once('=') else {
            return Err(bad(
                self.text,
                from,
                "a part without an equals sign; escape a separator that is meant: \\, \\/ \\+",
            ));
        };
        let (length, name) = (name.len(), name.trim().to_owned());
        self.at += length + 1;
        let known = |attribute: &&Attribute| attribute.names.iter().any(|known| known.eq_ignore_ascii_case(&name));
        ATTRIBUTES.iter().find(known).ok_or_else(|| {
            let names: Vec<&str> = ATTRIBUTES.iter().filter_map(|attribute| attribute.names.first().copied()).collect();
            let known = format!("the types are {}; a common name with an equals sign is CN=…", names.join(", "));
            bad(self.text, from, &format!("{name:?} is no type of attribute that is known here")).hint(known)
        })
    }

    /// The value, without its escapes and the spaces around it, and the separator that ends it.
    fn value(&mut self) -> Result<(String, Option<char>), Problem> {
        let mut bytes = Vec::new();
        // Length up to the last character that is no bare space.
        let mut kept = 0;
        let start = self.at;
        let end = loop {
            let at = self.at;
            let separator = if self.form == Form::OpenSsl { '/' } else { ',' };
            match self.next() {
                None => break None,
                Some(c) if c == separator || c == '+' => break Some(c),
                Some('\\') => bytes.extend_from_slice(&self.escaped(at)?),
                Some(' ') if kept == 0 => continue,
                Some(' ') => {
                    bytes.push(b' ');
                    continue;
                }
                Some(c) if self.form == Form::Rfc4514 && ("\";<>".contains(c) || (c == '#' && kept == 0)) => {
                    return Err(bad(
                        self.text,
                        at,
                        &format!("{c} stands for itself only as \\{c} (RFC 4514 section 2.4)"),
                    ));
                }
                Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            kept = bytes.len();
        };
        bytes.truncate(kept);
        let value = String::from_utf8(bytes).map_err(|_| bad(self.text, start, "the escaped bytes are no UTF-8"))?;
        Ok((value, end))
    }

    /// What stands after a backslash: a character, or two hexadecimal digits in RFC 4514.
    fn escaped(&mut self, at: usize) -> Result<Vec<u8>, Problem> {
        if self.form == Form::Rfc4514
            && let Some(byte) = self.rest().get(..2).and_then(|digits| hex(digits.as_bytes()))
        {
            self.at += 2;
            return Ok(vec![byte]);
        }
        match self.next() {
            Some(c) if self.form == Form::OpenSsl || " \"#+,;<=>\\/".contains(c) => Ok(c.to_string().into_bytes()),
            Some(_) => Err(bad(self.text, at, "a backslash before a character that needs none; write \\\\ for itself")),
            None => Err(bad(self.text, at, "a backslash at the end; write \\\\ for itself")),
        }
    }
}

fn hex(digits: &[u8]) -> Option<u8> {
    match digits {
        &[high, low] => Some(hex_value(high)? << 4 | hex_value(low)?),
        _ => None,
    }
}

fn bad(text: &str, at: usize, what: &str) -> Problem {
    let place = Place::of(problem::Part::Key);
    if text.trim().is_empty() {
        return Problem::new("bad_subject", place, "the subject of the certificate is empty").hint(HINT);
    }
    let number = text.get(..at).map_or(1, |before| before.chars().count() + 1);
    Problem::new("bad_subject", place, format!("subject of the certificate, character {number}: {what}")).hint(HINT)
}

const HINT: &str = "write CN=name,O=organisation or the common name alone; \\, is a comma within a value";

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts in the order of the certificate, and the common name.
    fn read(text: &str) -> (Vec<String>, Option<String>) {
        let subject = subject(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        (subject.name.iter_rdn().map(ToString::to_string).collect(), subject.common_name)
    }

    #[test]
    fn the_three_forms_are_read() {
        for (text, names, common_name) in [
            ("qlik", &["CN=qlik"][..], Some("qlik")),
            (" Doe, John + Söhne ", &["CN=Doe\\, John \\+ Söhne"], Some("Doe, John + Söhne")),
            ("CN=qlik,O=Corp", &["O=Corp", "CN=qlik"], Some("qlik")),
            ("cn = qlik , o = Corp ", &["O=Corp", "CN=qlik"], Some("qlik")),
            ("/O=Corp/CN=qlik", &["O=Corp", "CN=qlik"], Some("qlik")),
            ("/CN=a\\/b, \"c\"", &["CN=a/b\\, \\\"c\\\""], Some("a/b, \"c\"")),
            ("O=Corp", &["O=Corp"], None),
            ("C=DE,ST=Bayern,emailAddress=a@b.de", &["EMAIL=a@b.de", "ST=Bayern", "C=DE"], None),
            ("CN=a=b", &["CN=a=b"], Some("a=b")),
        ] {
            let expected = (names.iter().map(|&name| name.to_owned()).collect(), common_name.map(str::to_owned));
            assert_eq!(read(text), expected, "{text}");
        }
    }

    /// RFC 4514 section 4.
    #[test]
    fn the_examples_of_rfc_4514_are_read() {
        for (text, names) in [
            ("UID=jsmith,DC=example,DC=net", &["DC=net", "DC=example", "UID=jsmith"][..]),
            ("OU=Sales+CN=J.  Smith,DC=example,DC=net", &["DC=net", "DC=example", "OU=Sales+CN=J.  Smith"]),
            (
                "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
                &["DC=net", "DC=example", "CN=James \\\"Jim\\\" Smith\\, III"],
            ),
            ("CN=Lu\\C4\\8Di\\C4\\87", &["CN=Lučić"]),
        ] {
            assert_eq!(read(text).0, names, "{text}");
        }
    }

    #[test]
    fn what_is_no_name_is_told_with_its_place() {
        let long = format!("CN={}", "x".repeat(65));
        for (text, message) in [
            ("", "the subject of the certificate is empty"),
            ("  ", "the subject of the certificate is empty"),
            ("CN=", "subject of the certificate, character 1: CN has no value"),
            ("O=ä,CN=", "subject of the certificate, character 5: CN has no value"),
            (
                "O=a,qlik",
                "subject of the certificate, character 5: a part without an equals sign; escape a separator that is meant: \\, \\/ \\+",
            ),
            ("user=5", "subject of the certificate, character 1: \"user\" is no type of attribute that is known here"),
            (
                "CN=a;O=b",
                "subject of the certificate, character 5: ; stands for itself only as \\; (RFC 4514 section 2.4)",
            ),
            (
                "CN=#04",
                "subject of the certificate, character 4: # stands for itself only as \\# (RFC 4514 section 2.4)",
            ),
            ("CN=a\\", "subject of the certificate, character 5: a backslash at the end; write \\\\ for itself"),
            (
                "CN=C:\\x",
                "subject of the certificate, character 6: a backslash before a character that needs none; write \\\\ for itself",
            ),
            ("CN=\\C3", "subject of the certificate, character 4: the escaped bytes are no UTF-8"),
            // RFC 4514's own example of a carriage return in a name; terminals and logs are better off without.
            (
                "CN=Before\\0dAfter",
                "subject of the certificate, character 1: the value of CN has a control character in it",
            ),
            ("a\nb", "subject of the certificate, character 1: the value of CN has a control character in it"),
            (
                "C=Germany",
                "subject of the certificate, character 1: C has two letters (RFC 5280 appendix A.1), and this one has 7",
            ),
            ("C=Ö1", "subject of the certificate, character 1: C cannot hold the character 'Ö'"),
            ("DC=ö", "subject of the certificate, character 1: DC cannot hold the character 'ö'"),
            ("CN=a+CN=a", "subject of the certificate, character 6: this part says the same twice"),
            (
                &long,
                "subject of the certificate, character 1: CN has at most 64 characters (RFC 5280 appendix A.1), and this one has 65",
            ),
        ] {
            let problem = subject(text).unwrap_err();
            assert_eq!((problem.code, problem.message.as_str()), ("bad_subject", message), "{text:?}");
            assert!(problem.hint.is_some());
        }
    }
}
