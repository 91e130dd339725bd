//! What is in a PKCS#12 file once its passphrase is known: bags of keys and certificates (RFC 7292 section 4.2), which
//! are put in order.
//!
//! One bag that cannot be used does not spoil the others.

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{AnyRef, Decode as _, Encode as _, Tagged as _};
use zeroize::Zeroizing;

use super::structure::{Attribute, CertBag, ContentInfo, EncryptedData, SafeBag, elements};
use super::{DATA, ber};
use crate::jose::key::certificate::Certificate;
use crate::jose::key::passphrase::Encoded;
use crate::jose::key::private::PrivateKey;
use crate::jose::key::protected::derive::{Budget, damaged};
use crate::jose::key::protected::pbe::{Scheme, oid};
use crate::jose::key::protected::{EncryptedPrivateKeyInfo, opened_key, wrong_passphrase};
use crate::jose::key::read::{Found, Item, KeyFile, Label};
use crate::jose::problem::{Place, Problem};

/// RFC 2315 section 14.
const ENVELOPED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.3");
const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
/// RFC 7292 section 4.2.
const KEY: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
const CRL: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.4");
const SECRET: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.5");
const SAFE_CONTENTS: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.6");
/// RFC 7292 section 4.2.3.
const X509: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
/// RFC 2985 section 5.5.
const FRIENDLY_NAME: ObjectIdentifier = oid("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: ObjectIdentifier = oid("1.2.840.113549.1.9.21");

const SECRET_BAG: &str =
    "the file holds a secret, as keytool -genseckey puts one in; only private keys and certificates are read";
const SECRET_BAG_HINT: &str = "take the value of the secret from the program that uses it, and give it as an HMAC secret \
                               or an oct JWK";

/// More bags than in any store of certificates that systems ship.
const MOST_BAGS: usize = 1024;
/// No program nests bags at all.
const DEEPEST: usize = 8;

/// A key or certificate and what its bag says of it.
struct Bagged<T> {
    item: T,
    name: Option<String>,
    /// localKeyId, the same for a key and its certificate.
    id: Option<Vec<u8>>,
    protection: Option<String>,
}

/// The reading of one file with one passphrase.
pub(super) struct Opening<'p> {
    passphrase: &'p Encoded<'p>,
    budget: &'p Budget,
    /// A MAC has shown that the passphrase is right and the file whole.
    sealed: bool,
    place: Place,
    keys: Vec<Bagged<PrivateKey>>,
    certificates: Vec<Bagged<Certificate>>,
    problems: Vec<Problem>,
    bags: usize,
}

impl<'p> Opening<'p> {
    pub(super) const fn new(passphrase: &'p Encoded<'p>, budget: &'p Budget, sealed: bool, place: Place) -> Self {
        Self {
            passphrase,
            budget,
            sealed,
            place,
            keys: Vec::new(),
            certificates: Vec::new(),
            problems: Vec::new(),
            bags: 0,
        }
    }

    /// Reads an AuthenticatedSafe (RFC 7292 section 4.1).
    pub(super) fn read(mut self, content: &[u8]) -> Result<KeyFile, Problem> {
        let unreadable = || damaged("its AuthenticatedSafe was cut or changed", self.place);
        let der = ber::to_der(content).ok_or_else(unreadable)?;
        let list = AnyRef::from_der(&der).and_then(|list| elements(list.value())).map_err(|_| unreadable())?;
        for info in list {
            let outcome = match info.decode_as::<ContentInfo<'_>>() {
                Ok(info) => self.content(&info),
                Err(_) => Err(damaged("a ContentInfo of it cannot be read", self.place)),
            };
            self.go_on(outcome)?;
        }
        self.finish()
    }

    /// What stops the reading, and what only stands beside the rest.
    fn go_on(&mut self, outcome: Result<(), Problem>) -> Result<(), Problem> {
        let Err(problem) = outcome else { return Ok(()) };
        match problem.code {
            "costly_key" | "encrypted_key" => return Err(problem),
            "wrong_passphrase" if !self.sealed => return Err(problem),
            "wrong_passphrase" => {
                let message = "a part of the file is under another passphrase than the file itself";
                let hint = "openssl pkcs12 -twopass -in FILE -out NEW asks for both and writes PEM";
                self.problems.push(Problem::new("other_passphrase", self.place, message).hint(hint));
            }
            // It is the same for every key behind the first.
            "too_many_keys" if self.problems.iter().any(|other| other.code == problem.code) => {}
            // To other readers that code means that the file is of another format.
            "bad_der" => self.problems.push(Problem { code: "damaged_key", ..problem }),
            _ => self.problems.push(problem),
        }
        Ok(())
    }

    fn content(&mut self, info: &ContentInfo<'_>) -> Result<(), Problem> {
        let unreadable = |place| damaged("the content of a ContentInfo cannot be read", place);
        let content = info.content.ok_or_else(|| unreadable(self.place))?;
        match info.content_type {
            DATA => {
                let bags: &OctetStringRef = content.decode_as().map_err(|_| unreadable(self.place))?;
                self.safe_contents(bags.as_bytes(), None)
            }
            ENCRYPTED_DATA => {
                let data: EncryptedData<'_> = content.decode_as().map_err(|_| unreadable(self.place))?;
                let scheme = Scheme::read(data.info.algorithm, self.place)?;
                let ciphertext = data.info.content.and_then(octets).ok_or_else(|| unreadable(self.place))?;
                let plain = scheme.open(&ciphertext, self.passphrase, self.budget, self.place)?;
                self.safe_contents(&plain, Some(&scheme.to_string()))
            }
            ENVELOPED_DATA => Err(Problem::new(
                "unsupported_encryption",
                self.place,
                "a part of the file is encrypted for the key of a certificate, which cannot be read",
            )),
            _ => Err(Problem::new("unsupported_format", self.place, "a part of the file is of an unknown kind")),
        }
    }

    /// Reads SafeContents (RFC 7292 section 4.2), which were encrypted in that way.
    fn safe_contents(&mut self, contents: &[u8], protection: Option<&str>) -> Result<(), Problem> {
        let der = ber::to_der(contents);
        let list =
            der.as_ref().and_then(|der| AnyRef::from_der(der).ok()).filter(|list| list.tag() == der::Tag::Sequence);
        match list {
            Some(list) => self.bags(list, protection, 0),
            // Some wrong passphrases leave good padding.
            None if protection.is_some() && !self.sealed => Err(wrong_passphrase(self.place)),
            None => Err(damaged("its SafeContents were cut or changed", self.place)),
        }
    }

    fn bags(&mut self, list: AnyRef<'_>, protection: Option<&str>, depth: usize) -> Result<(), Problem> {
        let unreadable = |place| damaged("a bag of it cannot be read", place);
        for bag in elements(list.value()).map_err(|_| unreadable(self.place))? {
            self.bags += 1;
            if self.bags > MOST_BAGS {
                let message = format!("there are more than {MOST_BAGS} bags in the file; the rest is not read");
                return Err(Problem::new("too_many_bags", self.place, message));
            }
            let outcome = match bag.decode_as::<SafeBag<'_>>() {
                Ok(bag) if bag.bag_type == SAFE_CONTENTS && depth < DEEPEST => {
                    self.bags(bag.value, protection, depth + 1)
                }
                Ok(bag) => self.bag(&bag, protection),
                Err(_) => Err(unreadable(self.place)),
            };
            self.go_on(outcome)?;
        }
        Ok(())
    }

    fn bag(&mut self, bag: &SafeBag<'_>, protection: Option<&str>) -> Result<(), Problem> {
        let place = self.place;
        let passed_over = |code, what: &str| Err(Problem::new(code, place, what));
        match bag.bag_type {
            KEY => {
                let der = bag.value.to_der().map(Zeroizing::new).map_err(|_| damaged("a key bag of it", place))?;
                let read = || PrivateKey::from_pkcs8(&der, place);
                let key = self.budget.private(der.len(), place, read, |key| key)?;
                self.keys.push(bagged(key, bag, protection));
                Ok(())
            }
            SHROUDED_KEY => self.shrouded(bag),
            CERTIFICATE => {
                let certificate: Option<CertBag<'_>> = bag.value.decode_as().ok();
                let x509 = certificate.filter(|certificate| certificate.cert_type == X509);
                let Some(der) = x509.and_then(|x509| x509.value.decode_as::<&OctetStringRef>().ok()) else {
                    return passed_over("unsupported_format", "a certificate in the file is no X.509 certificate");
                };
                let certificate = Certificate::from_der(der.as_bytes(), place)?;
                self.certificates.push(bagged(certificate, bag, protection));
                Ok(())
            }
            CRL => passed_over("unusable_key", "a certificate revocation list in the file holds no key"),
            SECRET => Err(Problem::new("unsupported_format", place, SECRET_BAG).hint(SECRET_BAG_HINT)),
            _ => passed_over("unsupported_format", "a bag of the file is of an unknown kind or nested too deep"),
        }
    }

    fn shrouded(&mut self, bag: &SafeBag<'_>) -> Result<(), Problem> {
        let info: Option<EncryptedPrivateKeyInfo<'_>> = bag.value.decode_as().ok();
        let info = info.ok_or_else(|| damaged("an encrypted key of it cannot be read", self.place))?;
        let scheme = Scheme::read(info.algorithm, self.place)?;
        let plain = scheme.open(info.data.as_bytes(), self.passphrase, self.budget, self.place)?;
        let key = opened_key(&plain, self.budget, self.place)?;
        self.keys.push(bagged(key, bag, Some(&scheme.to_string())));
        Ok(())
    }

    /// Each key with its own certificate behind it, then the other certificates in the order of the file.
    fn finish(mut self) -> Result<KeyFile, Problem> {
        let mut file = KeyFile::of(Vec::new());
        for key in self.keys {
            let own = own_certificate(&key, &self.certificates).map(|at| self.certificates.remove(at));
            file.found.push(found(key, Item::Private));
            file.found.extend(own.map(|own| found(own, Item::Certificate)));
        }
        file.found.extend(self.certificates.into_iter().map(|certificate| found(certificate, Item::Certificate)));
        file.problems = self.problems;
        if file.found.is_empty() {
            let empty = || Problem::new("no_key", self.place, "there is no key or certificate in the PKCS#12 file");
            return Err(file.problems.into_iter().next().unwrap_or_else(empty));
        }
        if !self.sealed {
            let message = "the PKCS#12 file has no MAC: nothing shows whether it was changed";
            file.problems.push(Problem::new("no_mac", self.place, message));
        }
        Ok(file)
    }
}

fn bagged<T>(item: T, bag: &SafeBag<'_>, protection: Option<&str>) -> Bagged<T> {
    let value = |wanted| attribute(bag, wanted);
    let name = value(FRIENDLY_NAME).filter(|name| name.tag() == der::Tag::BmpString).map(|name| utf16(name.value()));
    let id = value(LOCAL_KEY_ID).map(|id| id.value().to_vec());
    Bagged { item, name, id, protection: protection.map(str::to_owned) }
}

/// The first value of an attribute.
fn attribute<'d>(bag: &SafeBag<'d>, wanted: ObjectIdentifier) -> Option<AnyRef<'d>> {
    let attributes = elements(bag.attributes?.value()).ok()?;
    let mut attributes = attributes.into_iter().filter_map(|attribute| attribute.decode_as::<Attribute<'_>>().ok());
    let attribute = attributes.find(|attribute| attribute.attribute_type == wanted)?;
    elements(attribute.values.value()).ok()?.into_iter().next()
}

/// A BMPString; some programs put characters beyond its 65536 in as UTF-16.
fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, &byte| unit << 8 | u16::from(byte)));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The certificate of that key: of its public part, before others of that by the same localKeyId. Where the public
/// part is not known the localKeyId decides alone.
fn own_certificate(key: &Bagged<PrivateKey>, certificates: &[Bagged<Certificate>]) -> Option<usize> {
    let same_id = |certificate: &Bagged<Certificate>| key.id.is_some() && certificate.id == key.id;
    let fits = |certificate: &Bagged<Certificate>| match key.item.public() {
        Some(public) => certificate.item.public().matches(public),
        None => same_id(certificate),
    };
    let both = certificates.iter().position(|certificate| fits(certificate) && same_id(certificate));
    both.or_else(|| certificates.iter().position(fits))
}

fn found<T>(bagged: Bagged<T>, item: fn(T) -> Item) -> Found {
    let label = Label { name: bagged.name, ..Label::default() };
    Found { label, protection: bagged.protection, ..Found::new(item(bagged.item), "PKCS#12") }
}

/// The bytes of a `[0] IMPLICIT OCTET STRING`, in one piece or in many.
fn octets(content: AnyRef<'_>) -> Option<Vec<u8>> {
    if !content.tag().is_context_specific() {
        return None;
    }
    if !content.tag().is_constructed() {
        return Some(content.value().to_vec());
    }
    let pieces = elements(content.value()).ok()?;
    pieces.into_iter().try_fold(Vec::new(), |mut bytes, piece| {
        bytes.extend_from_slice(piece.decode_as::<&OctetStringRef>().ok()?.as_bytes());
        Some(bytes)
    })
}
