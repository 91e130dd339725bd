//! How many tokens came to what: the exit code of a batch, and the line that sums it up.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::super::exit;
use super::super::verifier::code;
use crate::jose::check::Conclusion;

/// Tokens by what they came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally(BTreeMap<Conclusion, u64>);

impl Tally {
    /// One token more.
    pub(super) fn count(&mut self, conclusion: Conclusion) {
        *self.0.entry(conclusion).or_default() += 1;
    }

    /// The tokens of another one.
    pub(super) fn add(&mut self, other: Self) {
        for (conclusion, tokens) in other.0 {
            *self.0.entry(conclusion).or_default() += tokens;
        }
    }

    /// All tokens.
    pub(super) fn tokens(&self) -> u64 {
        self.0.values().sum()
    }

    /// Those that are not valid.
    pub(super) fn failed(&self) -> u64 {
        self.tokens() - self.0.get(&Conclusion::Valid).copied().unwrap_or_default()
    }

    /// The exit code: where several hold, the first of 5, 1, 3, 4 decides.
    pub(super) fn code(&self) -> u8 {
        let codes = [exit::INPUT, exit::NO, exit::TIME, exit::CLAIM];
        let came = |wanted: &u8| self.0.keys().any(|conclusion| code(*conclusion) == *wanted);
        codes.into_iter().find(came).unwrap_or(exit::DONE)
    }

    /// `1,003 tokens: 1,000 valid, 2 bad_signature, 1 expired`, by the names that the verdicts have in JSON, the
    /// gravest first.
    pub(super) fn words(&self) -> String {
        let valid = self.tokens() - self.failed();
        let mut words = format!("{}: {} valid", tokens(self.tokens()), grouped(valid));
        let mut failed: Vec<(&str, u64)> = Vec::new();
        for (conclusion, tokens) in self.0.iter().filter(|(conclusion, _)| **conclusion != Conclusion::Valid) {
            match failed.iter_mut().find(|(name, _)| *name == conclusion.name()) {
                Some((_, known)) => *known += tokens,
                None => failed.push((conclusion.name(), *tokens)),
            }
        }
        for (name, tokens) in failed {
            let _ = write!(words, ", {} {name}", grouped(tokens));
        }
        words
    }
}

/// `1 token`, `1,000 tokens`.
pub(super) fn tokens(count: u64) -> String {
    format!("{} token{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// A number with its thousands apart: `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(conclusions: &[(Conclusion, u64)]) -> Tally {
        Tally(conclusions.iter().copied().collect())
    }

    #[test]
    fn the_gravest_code_decides() {
        use Conclusion::{BadSignature, ClaimMismatch, Expired, Unreadable, Unsupported, Valid};
        for (came, code) in [
            (&[][..], 0),
            (&[Valid], 0),
            (&[Valid, ClaimMismatch], 4),
            (&[ClaimMismatch, Expired, Valid], 3),
            (&[ClaimMismatch, Expired, BadSignature], 1),
            (&[Expired, BadSignature, Unreadable], 5),
            (&[Unsupported, BadSignature], 5),
        ] {
            let mut all = Tally::default();
            for conclusion in came {
                all.add(tally(&[(*conclusion, 1)]));
            }
            assert_eq!(all.code(), code, "{came:?}");
        }
    }

    #[test]
    fn every_verdict_is_told_with_its_number() {
        use Conclusion::{Expired, NoKey, NoMatchingKey, Valid};
        assert_eq!(tally(&[(Valid, 1)]).words(), "1 token: 1 valid");
        assert_eq!(tally(&[(Expired, 2)]).words(), "2 tokens: 0 valid, 2 expired");
        assert_eq!(
            tally(&[(Valid, 1_000_000), (NoKey, 999), (NoMatchingKey, 1), (Expired, 12)]).words(),
            "1,001,012 tokens: 1,000,000 valid, 1,000 no_matching_key, 12 expired"
        );
    }

    #[test]
    fn thousands_stand_apart() {
        let numbers = [0, 999, 1_000, 12_345, 123_456, 1_234_567, u64::MAX].map(grouped);
        let told = ["0", "999", "1,000", "12,345", "123,456", "1,234,567", "18,446,744,073,709,551,615"];
        assert_eq!(numbers, told);
    }
}
