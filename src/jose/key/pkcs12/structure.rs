//! The structures of PKCS#12 (RFC 7292 section 4) as far as keys and certificates need them.
//!
//! Sets and lists are read here and not by `der`, which holds them to the order that DER gives them and few
//! programs keep.

use der::asn1::{ObjectIdentifier, OctetStringRef, UintRef};
use der::{AnyRef, Decode as _, Reader as _, Sequence, SliceReader};
use spki::AlgorithmIdentifierRef;

/// PFX (RFC 7292 section 4).
#[derive(Sequence)]
pub(super) struct Pfx<'d> {
    pub(super) version: u8,
    pub(super) safe: ContentInfo<'d>,
    pub(super) mac: Option<MacData<'d>>,
}

/// ContentInfo (RFC 2315 section 7).
#[derive(Sequence)]
pub(super) struct ContentInfo<'d> {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<AnyRef<'d>>,
}

/// MacData (RFC 7292 section 4).
#[derive(Sequence)]
pub(super) struct MacData<'d> {
    pub(super) mac: DigestInfo<'d>,
    pub(super) salt: &'d OctetStringRef,
    pub(super) rounds: Option<UintRef<'d>>,
}

/// DigestInfo (RFC 2315 section 9.4).
#[derive(Sequence)]
pub(super) struct DigestInfo<'d> {
    pub(super) algorithm: AlgorithmIdentifierRef<'d>,
    pub(super) digest: &'d OctetStringRef,
}

/// PBMAC1-params (RFC 8018 appendix A.5).
#[derive(Sequence)]
pub(super) struct Pbmac1Parameters<'d> {
    pub(super) derivation: AlgorithmIdentifierRef<'d>,
    pub(super) hmac: AlgorithmIdentifierRef<'d>,
}

/// EncryptedData (RFC 2315 section 13).
#[derive(Sequence)]
pub(super) struct EncryptedData<'d> {
    pub(super) version: u8,
    pub(super) info: EncryptedContentInfo<'d>,
    /// unprotectedAttrs (RFC 5652 section 8).
    pub(super) attributes: Option<AnyRef<'d>>,
}

/// EncryptedContentInfo (RFC 2315 section 10.1).
#[derive(Sequence)]
pub(super) struct EncryptedContentInfo<'d> {
    pub(super) content_type: ObjectIdentifier,
    pub(super) algorithm: AlgorithmIdentifierRef<'d>,
    /// `[0] IMPLICIT OCTET STRING`, which BER may write in pieces.
    pub(super) content: Option<AnyRef<'d>>,
}

/// SafeBag (RFC 7292 section 4.2).
#[derive(Sequence)]
pub(super) struct SafeBag<'d> {
    pub(super) bag_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) value: AnyRef<'d>,
    pub(super) attributes: Option<AnyRef<'d>>,
}

/// CertBag (RFC 7292 section 4.2.3).
#[derive(Sequence)]
pub(super) struct CertBag<'d> {
    pub(super) cert_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) value: AnyRef<'d>,
}

/// PKCS12Attribute (RFC 7292 section 4.2).
#[derive(Sequence)]
pub(super) struct Attribute<'d> {
    pub(super) attribute_type: ObjectIdentifier,
    pub(super) values: AnyRef<'d>,
}

/// The elements of the value of a SEQUENCE OF or SET OF, in any order.
pub(super) fn elements(value: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(value)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader)?);
    }
    Ok(elements)
}
