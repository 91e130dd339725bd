//! Facts as lines for people.

use super::super::certificate::{Validity, colons};
use super::{CertificateFacts, Facts, LONGEST, clip, title};
use crate::jose::times;

/// 99991231235959Z: the certificate has no end (RFC 5280 section 4.1.2.5).
const NO_END: i64 = 253_402_300_799;
/// So many alternative names go on a line.
const MOST_NAMES: usize = 16;
/// The longest foreign value of a line, in characters.
const LONGEST_VALUE: usize = 4 * LONGEST;

impl Facts {
    /// What it is, in one breath: "RSA 2048 private key", "256-bit secret".
    pub fn title(&self) -> String {
        title(self.what, self.key_type.as_ref(), self.bits)
    }

    /// Label and value, a line each: ("type", "RSA 2048 private key"), ("encoding", "PKCS#8"), … Only what is known
    /// has a line; foreign values are cut after 320 characters, alternative names after 80 each. Warnings are not
    /// among them.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let foreign = |value: &Option<String>| value.as_deref().map(|value| clip(value, LONGEST_VALUE));
        let label = &self.label;
        let algorithms =
            if self.algorithms.is_empty() { "none that fits".to_owned() } else { self.algorithms.join(", ") };
        let key = [
            ("type", Some(self.title())),
            ("encoding", Some(self.encoding.to_owned())),
            ("encrypted", self.protection.clone()),
            ("kid", foreign(&label.kid)),
            ("alg", foreign(&label.alg)),
            ("use", foreign(&label.usage)),
            ("key_ops", label.operations.as_ref().map(|words| clip(&words.join(", "), LONGEST_VALUE))),
            ("name", foreign(&label.name)),
            ("algorithms", Some(algorithms)),
        ];
        let prints =
            [("thumbprint", self.thumbprint.clone()), ("SPKI SHA-256", self.spki_sha256.map(|digest| colons(&digest)))];
        let known = |(label, value): (&'static str, Option<String>)| value.map(|value| (label, value));
        let mut lines: Vec<_> = key.into_iter().filter_map(known).collect();
        lines.extend(self.certificate.iter().flat_map(CertificateFacts::lines).filter_map(known));
        lines.extend(prints.into_iter().filter_map(known));
        lines
    }
}

impl CertificateFacts {
    fn lines(&self) -> Vec<(&'static str, Option<String>)> {
        let words = |words: String| (!words.is_empty()).then_some(words);
        let issuer =
            if self.self_signed { "itself (self-signed)".to_owned() } else { clip(&self.issuer, LONGEST_VALUE) };
        // The names of some signature algorithms tell the hash already; a second word does no harm.
        let signed = match self.signature_hash {
            Some(hash) => format!("{}, {hash}", self.signature_algorithm),
            None => self.signature_algorithm.clone(),
        };
        vec![
            ("subject", Some(clip(&self.subject, LONGEST_VALUE))),
            ("issuer", Some(issuer)),
            ("serial", Some(self.serial.clone())),
            ("names", words(self.names())),
            ("valid", Some(self.valid())),
            ("not before", Some(times::zulu(self.not_before))),
            ("not after", Some(times::zulu(self.not_after))),
            ("signed with", Some(signed)),
            ("key usage", words(self.key_usage.join(", "))),
            ("CA", self.is_ca.then(|| "yes".to_owned())),
            ("SHA-256", Some(colons(&self.sha256))),
            ("SHA-1", Some(colons(&self.sha1))),
        ]
    }

    /// The first alternative names, those in quotes that could be taken for two.
    fn names(&self) -> String {
        let separate = |name: &String| {
            let name = clip(name, LONGEST);
            if name.contains([',', '"']) || name.contains(char::is_control) { format!("{name:?}") } else { name }
        };
        let mut names: Vec<String> = self.alternative_names.iter().take(MOST_NAMES).map(separate).collect();
        match self.alternative_name_count.saturating_sub(names.len()) {
            0 => {}
            more => names.push(format!("and {more} more")),
        }
        names.join(", ")
    }

    /// "2026-01-01 to 2031-05-02, 4 years left".
    fn valid(&self) -> String {
        let (from, to) = (times::date(self.not_before), times::date(self.not_after));
        let now = match self.validity {
            Validity::NotYet { wait } => format!("begins in {}", times::rough(wait)),
            Validity::Current { .. } if self.not_after == NO_END => "without an end".to_owned(),
            Validity::Current { left } => format!("{} left", times::rough(left)),
            Validity::Over { ago } => format!("ended {} ago", times::rough(ago)),
        };
        format!("{from} to {to}, {now}")
    }
}
