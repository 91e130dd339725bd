//! PKCS#12 files (RFC 7292): private keys and certificates under one passphrase, as `.p12`, `.pfx` and Java key stores.
//!
//! The structure is read here and not by a crate: the bounds on what deriving a key may cost come before it, the
//! schemes of encryption are those of `protected::pbe`, and certificates are read as everywhere. Nothing here writes
//! PKCS#12, and nothing takes a certificate for trusted because it is in one.

mod bags;
mod ber;
mod mac;
mod structure;

use der::Decode as _;
use der::asn1::{ObjectIdentifier, OctetStringRef};

use self::bags::Opening;
use self::mac::Mac;
use self::structure::Pfx;
use super::format::Context;
use super::passphrase::Encoded;
use super::protected::derive::{Budget, damaged};
use super::protected::pbe::oid;
use super::protected::{needed, wrong_passphrase};
use super::read::KeyFile;
use crate::jose::problem::{Place, Problem};

/// id-data and its neighbours (RFC 2315 section 14).
const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");

const COSTLY: &str = "if you trust the file, openssl pkcs12 -in FILE -out NEW reads it, however long that takes";

/// Reads a PFX in BER or DER. Without a passphrase the empty one is tried.
///
/// Codes: `bad_der`, `encrypted_key`, `wrong_passphrase`, `costly_key`, `unsupported_encryption`,
/// `unsupported_format`, `damaged_key`, `no_key`, and those of the only key or certificate inside.
pub(super) fn read(bytes: &[u8], at: Context<'_>) -> Result<KeyFile, Problem> {
    opened(bytes, at).map_err(|problem| match problem.code {
        // `openssl pkcs8`, which the other formats name, does not read this one.
        "costly_key" => problem.hint(COSTLY),
        _ => problem,
    })
}

fn opened(bytes: &[u8], at: Context<'_>) -> Result<KeyFile, Problem> {
    if !is_pfx(bytes) {
        return Err(Problem::new("bad_der", at.place, "this is no PKCS#12 structure")
            .hint("the file is damaged or of another kind: copy it again, whole"));
    }
    let unreadable = || damaged("the PKCS#12 structure was cut or changed", at.place);
    let der = ber::to_der(bytes).ok_or_else(unreadable)?;
    let pfx = Pfx::from_der(&der).map_err(|_| unreadable())?;
    if pfx.safe.content_type == SIGNED_DATA {
        let message = "this is PKCS#12 that is sealed with a signature and no passphrase, which cannot be read";
        return Err(Problem::new("unsupported_format", at.place, message)
            .hint("export the key again and choose a passphrase for it"));
    }
    let content = pfx.safe.content.filter(|_| pfx.safe.content_type == DATA);
    let content = content.and_then(|content| content.decode_as::<&OctetStringRef>().ok()).ok_or_else(unreadable)?;
    let mac = pfx.mac.as_ref().map(|mac| Mac::read(mac, at.place)).transpose()?;
    let file = Sealed { content: content.as_bytes(), mac, place: at.place };
    match at.passphrase {
        Some(passphrase) => file.open(passphrase.text(), at.budget),
        None => file.open("", at.budget).map_err(|problem| match problem.code {
            "wrong_passphrase" | "encrypted_key" => needed(&file.how(), at.place),
            _ => problem,
        }),
    }
}

/// True for what starts as `SEQUENCE { version 3, authSafe SEQUENCE`. No other format does.
fn is_pfx(bytes: &[u8]) -> bool {
    let header = match bytes {
        [0x30, 0..=0x80, ..] => 2,
        [0x30, long @ 0x81..=0x84, ..] => 2 + usize::from(long & 0x7f),
        _ => return false,
    };
    bytes.get(header..).is_some_and(|body| body.starts_with(&[0x02, 0x01, 0x03, 0x30]))
}

/// A file before its passphrase is known.
struct Sealed<'d> {
    /// The AuthenticatedSafe.
    content: &'d [u8],
    mac: Option<Mac<'d>>,
    place: Place,
}

impl Sealed<'_> {
    fn open(&self, passphrase: &str, budget: &Budget) -> Result<KeyFile, Problem> {
        for way in Encoded::ways(passphrase) {
            if let Some(mac) = &self.mac
                && !mac.verifies(self.content, &way, budget, self.place)?
            {
                continue;
            }
            match Opening::new(&way, budget, self.mac.is_some(), self.place).read(self.content) {
                Err(problem) if problem.code == "wrong_passphrase" => {}
                outcome => return outcome,
            }
        }
        // Neither shows in what of the two is wrong.
        let message = "the passphrase does not open it, or the file was changed after it was made";
        Err(Problem { message: message.to_owned(), ..wrong_passphrase(self.place) })
    }

    fn how(&self) -> String {
        self.mac.as_ref().map_or_else(|| "PKCS#12".to_owned(), |mac| format!("PKCS#12, {mac}"))
    }
}
