//! What reading one file may still cost, whatever is in it: deriving keys from a passphrase, and checking private keys.
//!
//! Each derivation and each key is bounded by itself elsewhere; a file can ask for many.

use std::cell::Cell;

use super::derive::{Derivation, MOST_ROUNDS, costly};
use super::needed;
use crate::jose::key::kind::{Curve, KeyType};
use crate::jose::key::private::PrivateKey;
use crate::jose::problem::{Place, Problem};

/// The most rounds of SHA-256 that are tried without a passphrase, unasked: some hundredths of a second.
const MOST_UNASKED: u64 = 200_000;
/// About so many rounds of SHA-256 take as long as one of bcrypt.
const BCRYPT: u64 = 10_000;
/// The most that checking private keys may take, in checks of an RSA key of 1024 bits: tenths of a second.
const MOST_CHECKS: u64 = 2000;
/// The largest RSA key that is read, in bits.
const LARGEST_RSA: usize = 16384;

/// What is left for one file.
#[derive(Debug)]
pub(in crate::jose::key) struct Budget {
    rounds: Cell<u64>,
    checks: Cell<u64>,
    /// A key was over it.
    is_spent: Cell<bool>,
    asked: bool,
}

impl Budget {
    /// For a user who gave a passphrase and waits.
    pub(in crate::jose::key) const fn asked() -> Self {
        Self { rounds: Cell::new(MOST_ROUNDS), checks: Cell::new(MOST_CHECKS), is_spent: Cell::new(false), asked: true }
    }

    /// For an attempt that nobody asked for.
    pub(in crate::jose::key) const fn unasked() -> Self {
        Self { rounds: Cell::new(MOST_UNASKED), ..Self::look() }
    }

    /// For a look at what something is: nothing is derived.
    pub(in crate::jose::key) const fn look() -> Self {
        Self { rounds: Cell::new(0), checks: Cell::new(MOST_CHECKS), is_spent: Cell::new(false), asked: false }
    }

    /// Takes the cost of a derivation of so many bytes off, before it is made.
    ///
    /// Codes: `costly_key`; `encrypted_key` where nobody asked.
    pub(in crate::jose::key) fn spend(
        &self,
        derivation: &Derivation<'_>,
        lens: &[usize],
        place: Place,
    ) -> Result<(), Problem> {
        let cost = lens.iter().fold(0_u64, |sum, &len| sum.saturating_add(derivation.cost(len)));
        if take(&self.rounds, cost) {
            return Ok(());
        }
        Err(match cost {
            _ if !self.asked => needed(&derivation.to_string(), place),
            0..=MOST_ROUNDS => costly("several key derivations", place),
            _ => costly(&format!("as long as {cost} rounds of SHA-256 ({derivation})"), place),
        })
    }

    /// Takes the cost of so many rounds of bcrypt off; false if it is more than what is left.
    pub(in crate::jose::key) fn spend_bcrypt(&self, rounds: u32) -> bool {
        take(&self.rounds, u64::from(rounds) * BCRYPT)
    }

    /// Takes so many units off before a key is checked. Once a key is over it no other is checked.
    ///
    /// Codes: `too_many_keys`.
    pub(in crate::jose::key) fn spend_check(&self, units: u64, place: Place) -> Result<(), Problem> {
        if take(&self.checks, units) {
            return Ok(());
        }
        self.checks.set(0);
        Err(self.too_long(place))
    }

    /// True once a key was over it: no other is checked.
    pub(in crate::jose::key) const fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// Reads a private key whose type is not known before, of so many bytes, and takes its cost off; also that of one
    /// that was refused after its checks.
    ///
    /// Codes: `too_many_keys`, and those of `read`.
    pub(in crate::jose::key) fn private<T>(
        &self,
        len: usize,
        place: Place,
        read: impl FnOnce() -> Result<T, Problem>,
        key: fn(&T) -> &PrivateKey,
    ) -> Result<T, Problem> {
        if self.checks.get() == 0 {
            return Err(self.too_long(place));
        }
        let outcome = read();
        let units = match &outcome {
            Ok(read) => units(key(read)),
            Err(problem) if problem.code == "bad_der" => 0,
            // The eight numbers of an RSA key are 4.5 times as long as its modulus.
            Err(_) => rsa_units(len.saturating_mul(16) / 9),
        };
        self.checks.set(self.checks.get().saturating_sub(units));
        outcome
    }

    fn too_long(&self, place: Place) -> Problem {
        self.is_spent.set(true);
        let message = "the keys of this file take too long to check; this one and those behind it are not read";
        Problem::new("too_many_keys", place, message).hint("give the key alone")
    }
}

/// What checking an RSA private key of so many bits takes.
pub(in crate::jose::key) fn rsa_units(bits: usize) -> u64 {
    let bits = u64::try_from(bits.min(LARGEST_RSA)).unwrap_or_default();
    ((bits * bits) >> 20).max(1)
}

/// What checking an Ed448 private key takes, which AWS-LC has not.
pub(in crate::jose::key) const ED448_UNITS: u64 = 10;
/// What checking a secp256k1 private key takes.
pub(in crate::jose::key) const SECP256K1_UNITS: u64 = 4;

fn units(key: &PrivateKey) -> u64 {
    match key.key_type() {
        KeyType::Rsa { bits } => rsa_units(usize::try_from(*bits).unwrap_or(LARGEST_RSA)),
        KeyType::Ec(Curve::Secp256k1) => SECP256K1_UNITS,
        KeyType::Ed448 => ED448_UNITS,
        _ => 1,
    }
}

fn take(left: &Cell<u64>, cost: u64) -> bool {
    let rest = left.get().checked_sub(cost);
    left.set(rest.unwrap_or(left.get()));
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::derive::{Function, Hash};
    use super::*;
    use crate::jose::problem::Part;

    const AT: Place = Place::of(Part::Key);

    fn rounds(hash: Hash, rounds: u64) -> Derivation<'static> {
        Derivation::rounds(Function::Pbkdf2(hash), b"", rounds, AT).unwrap()
    }

    #[test]
    fn many_derivations_are_refused_together() {
        let one = rounds(Hash::Sha1, 4_000_000);
        let budget = Budget::asked();
        let spent = [(); 3].map(|()| budget.spend(&one, &[20], AT).map_err(|problem| problem.code));
        assert_eq!(spent, [Ok(()), Ok(()), Err("costly_key")]);
    }

    #[test]
    fn the_rounds_of_today_are_within_the_budget_and_ten_million_of_a_slow_hash_are_not() {
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            assert_eq!(Budget::asked().spend(&rounds(hash, 600_000), &[32], AT), Ok(()), "{hash}");
        }
        let problem = Budget::asked().spend(&rounds(Hash::Sha512, 10_000_000), &[64], AT).unwrap_err();
        let message = "opening it takes as long as 50000000 rounds of SHA-256 (PBKDF2 with HMAC-SHA512, 10000000 \
                       rounds); at most 10000000 rounds are made for one file";
        assert_eq!((problem.code, problem.message.as_str()), ("costly_key", message));
    }

    #[test]
    fn a_key_over_the_budget_ends_it() {
        let budget = Budget::asked();
        let code = |units| budget.spend_check(units, AT).map_err(|problem| problem.code);
        assert_eq!([1999, 2, 1].map(code), [Ok(()), Err("too_many_keys"), Err("too_many_keys")]);
        assert_eq!([1024, 2048, 4096, 8192, 16384, usize::MAX].map(rsa_units), [1, 4, 16, 64, 256, 256]);
    }
}
