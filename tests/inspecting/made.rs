//! Certificates that no tool makes, built byte by byte. Their signatures are of no key.

/// One DER element.
pub(crate) fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let bytes = u32::try_from(body.len()).unwrap().to_be_bytes();
    let short: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    let length = match body.len() {
        0..128 => vec![bytes[3]],
        _ => [vec![0x80 | u8::try_from(short.len()).unwrap()], short].concat(),
    };
    [vec![tag], length, body.to_vec()].concat()
}

/// A SEQUENCE.
pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// A Name of attributes 2.5.4.x with a string of any tag.
pub(crate) fn name(attributes: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let part =
        |(kind, tag, text): &(u8, u8, &[u8])| tlv(0x31, &sequence(&[tlv(6, &[0x55, 4, *kind]), tlv(*tag, text)]));
    sequence(&attributes.iter().map(part).collect::<Vec<_>>())
}

/// An extension 2.5.29.x.
pub(crate) fn extension(kind: u8, value: &[u8]) -> Vec<u8> {
    sequence(&[tlv(6, &[0x55, 0x1d, kind]), tlv(4, value)])
}

/// ecdsa-with-SHA256.
const ALGORITHM: [u8; 10] = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

/// A certificate for `spki` from 2020 to 2030 with this serial number, subject and extensions.
pub(crate) fn certificate(spki: &[u8], serial: &[u8], subject: &[u8], extensions: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = sequence(&[ALGORITHM.to_vec()]);
    let times = sequence(&[tlv(0x17, b"200101000000Z"), tlv(0x17, b"300101000000Z")]);
    let body = sequence(&[
        tlv(0xa0, &tlv(2, &[2])),
        tlv(2, serial),
        algorithm.clone(),
        name(&[(3, 0x0c, b"issuer")]),
        times,
        subject.to_vec(),
        spki.to_vec(),
        tlv(0xa3, &sequence(extensions)),
    ]);
    sequence(&[body, algorithm, tlv(3, &[0, 1, 2, 3])])
}
