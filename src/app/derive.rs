//! What follows from what: the single pure place that says it. Texts, direction
//! and keys in; problems, verdict material and the job to run out.

use super::job::Task;
use super::keys::Keys;
use super::template::lint;
use super::workbench::{Mark, Source};
use crate::jose::algorithm::{self, Algorithm, Family, SigningKey};
use crate::jose::check::{self, Check};
use crate::jose::claims::{self, Claims};
use crate::jose::clean;
use crate::jose::decode::{self, Decoded, Kind};
use crate::jose::explain::kinds::{self, TokenKind};
use crate::jose::header::{self, JoseHeader};
use crate::jose::judge;
use crate::jose::key::jwk::clip;
use crate::jose::key::pair::Match;
use crate::jose::keyset::{Candidates, How};
use crate::jose::layout;
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::sign;
use crate::jose::verify;
use crate::jose::why::AtHand;
use crate::text::is_suspicious;

/// Everything that follows from a state of the document without signing or verifying.
#[derive(Debug)]
pub struct Derived {
    /// The pasted token, cleaned (only with the token as source).
    pub token: Option<String>,
    /// The same, taken apart.
    pub decoded: Option<Decoded>,
    /// The JOSE header.
    pub header: Result<JoseHeader, Problem>,
    /// The claims set.
    pub claims: Result<Claims, Problem>,
    /// The row of the header's `alg`.
    pub algorithm: Result<&'static Algorithm, Problem>,
    /// The key to sign with.
    pub signing: Result<SigningKey, Problem>,
    /// What each signature is checked with: one for a token made here, one or more for a pasted one.
    pub checking: Vec<Checking>,
    /// Whether the key to sign with fits the algorithm (only with the texts as source).
    pub fit: Option<Result<(), Problem>>,
    /// A key to sign with that fits and is weak.
    pub weakness: Option<Problem>,
    /// Whether pane 3 and pane 4 belong together.
    pub pair: Option<Match>,
    /// What is unusual about the texts.
    pub notes: Vec<Problem>,
    /// The kind of token that header and payload look like.
    pub kind: Option<TokenKind>,
    /// What the target demands of header and payload, whatever the time.
    pub demands: Vec<Check>,
}

/// What a signature is checked with.
#[derive(Debug)]
pub struct Checking {
    /// The row of its `alg`.
    pub algorithm: Result<&'static Algorithm, Problem>,
    /// The keys that may verify it, or why those that are there may not.
    pub keys: judge::Keys,
    /// What each of them is called: `server.pem, RSA 2048`.
    names: Vec<String>,
    /// The pane that the keys are from.
    pane: u8,
}

impl Checking {
    fn of(header: &Result<JoseHeader, Problem>, mark: &Mark, keys: &Keys) -> Self {
        let mut checking = Self { algorithm: algorithm_of(header), keys: None, names: Vec::new(), pane: 4 };
        let Ok(row) = checking.algorithm else { return checking };
        let kid = header.as_ref().ok().and_then(|header| header.kid.as_deref());
        // Nobody means to check a stranger's token with the sample's throw-away key.
        let stranger = mark.throw_away && mark.source == Source::Token;
        let fits = |keys: &Result<Candidates, Problem>| keys.as_ref().is_ok_and(|keys| fit(row, keys).is_ok());
        let found = keys.verifying(row, kid).filter(|(keys, _)| !stranger || fits(keys));
        if let Some((candidates, pane)) = found {
            checking.names = candidates.as_ref().map(|keys| names(keys, pane, mark)).unwrap_or_default();
            (checking.keys, checking.pane) = (Some(candidates), pane);
        }
        checking
    }

    fn candidates(&self) -> Option<&Candidates> {
        self.keys.as_ref()?.as_ref().ok()
    }

    /// The pane that the keys are from, 3 or 4; none if there are no keys for it.
    pub fn pane(&self) -> Option<u8> {
        self.keys.as_ref().map(|_| self.pane)
    }

    /// Whether one of the keys fits the algorithm, or why the first does not.
    pub fn fit(&self) -> Option<Result<(), Problem>> {
        Some(fit(self.algorithm.as_ref().ok()?, self.candidates()?))
    }

    /// A weakness of the key that verified, or with none of the first.
    pub fn weakness(&self, by: Option<usize>) -> Option<Problem> {
        self.algorithm.as_ref().ok()?.weakness(&self.candidates()?.keys.get(by.unwrap_or_default())?.key)
    }

    /// The key that verified is the public part of a private key that pane 4 holds.
    pub fn is_derived(&self, by: Option<usize>) -> bool {
        let candidate = by.and_then(|by| self.candidates()?.keys.get(by));
        self.pane == 4 && candidate.is_some_and(|candidate| candidate.derived)
    }

    /// The token names a key that the set does not have, so that every fitting one was tried.
    pub fn unknown_kid(&self) -> Option<Problem> {
        let How::Tried { unknown_kid: Some(kid) } = &self.candidates()?.how else { return None };
        let message = format!("the token's kid \"{}\" is not in the set, and every fitting key was tried", clip(kid));
        let problem = Problem::new("unknown_kid", Place::of(Part::VerificationKey), message);
        Some(problem.hint("verifiers that go by kid alone refuse this token: get the issuer's current set"))
    }

    /// What the key that verified is called, or, with none, those that were tried: `server.pem, RSA 2048`.
    pub fn name(&self, by: Option<usize>) -> Option<String> {
        match (by.and_then(|by| self.names.get(by)), self.names.as_slice()) {
            (Some(name), _) | (None, [name]) => Some(name.clone()),
            (None, []) => None,
            (None, names) => Some(format!("any of {} keys: {}", names.len(), names.join("; "))),
        }
    }
}

impl Derived {
    /// Of an empty document.
    pub fn nothing() -> Self {
        let none = || Problem::new("empty_json", Place::of(Part::Header), "is empty");
        Self {
            token: None,
            decoded: None,
            header: Err(none()),
            claims: Err(none()),
            algorithm: Err(none()),
            signing: Err(none()),
            checking: Vec::new(),
            fit: None,
            weakness: None,
            pair: None,
            notes: Vec::new(),
            kind: None,
            demands: Vec::new(),
        }
    }

    /// Of header, payload and token texts with their keys.
    pub fn of([header, payload, token]: [&str; 3], mark: &Mark, keys: &Keys) -> Self {
        let mut derived = match mark.source {
            Source::Texts => Self::of_texts(header, payload),
            Source::Token => Self::of_token(token, mark),
        };
        // Of an SD-JWT what is disclosed counts too.
        let disclosed = derived.decoded.as_ref().filter(|decoded| decoded.sd_jwt.is_some()).map(Decoded::claims_text);
        let payload = disclosed.as_deref().unwrap_or(payload);
        derived.kind = kinds::recognise(header, payload);
        if let (Some(target), Ok(read)) = (&mark.target, &derived.header) {
            derived.demands = lint::demands(&target.template, &target.values, read, [header, payload]);
        }
        let texts = [(Part::Header, header), (Part::Payload, payload)];
        derived
            .notes
            .extend(texts.into_iter().filter_map(|(part, text)| check::hidden_characters(part, text, is_suspicious)));
        let kid = derived.header.as_ref().ok().and_then(|header| header.kid.clone());
        let row = derived.algorithm.as_ref().ok().copied();
        derived.signing =
            derived.header.as_ref().map_or(Ok(()), sign::can_sign).and_then(|()| keys.signing_key(row, kid.as_deref()));
        derived.pair = keys.pair().filter(|_| !(mark.throw_away && mark.source == Source::Token));
        let more = derived.decoded.iter().flat_map(|decoded| &decoded.more);
        let more: Vec<Checking> = more.map(|one| Checking::of(&header_of(one), mark, keys)).collect();
        derived.checking = std::iter::once(Checking::of(&derived.header, mark, keys)).chain(more).collect();
        if let (Source::Texts, Some(row), Ok(key)) = (mark.source, row, &derived.signing) {
            derived.fit = Some(row.fits_signing(key));
            derived.weakness = row.weakness(key);
        }
        derived
    }

    /// What the signature at `at` is checked with; 0 is the first or only one.
    pub fn checking(&self, at: usize) -> Option<&Checking> {
        self.checking.get(at)
    }

    /// A text of pane 5, cleaned and taken apart; `detached` is its payload if it has none.
    pub fn read_token(text: &str, detached: Option<&[u8]>) -> (String, Decoded) {
        let cleaned = clean::clean(text);
        let mut decoded = decode::decode_with(&cleaned.text, detached);
        decoded.notes.extend(cleaned.notes);
        (cleaned.text, decoded)
    }

    /// Header or payload bytes as they are shown: JSON laid out or packed into one line,
    /// other text as it is.
    pub fn shown(bytes: &[u8], packed: bool) -> String {
        let text = decode::text(bytes);
        match (crate::jose::json::is_json(&text), packed) {
            (false, _) => text,
            (true, false) => layout::pretty(&text),
            (true, true) => layout::minify(&text),
        }
    }

    /// The pasted token, if it can be read as one.
    pub fn readable_token(&self) -> Option<&str> {
        self.decoded.as_ref().filter(|decoded| decoded.problems.is_empty())?;
        self.token.as_deref()
    }

    /// True if there is something to sign or verify.
    pub fn can_run(&self, source: Source) -> bool {
        match source {
            Source::Texts => self.unsigned().is_none() && self.editing().is_none(),
            Source::Token => self.decoded.as_ref().is_some_and(|decoded| decoded.kind != Kind::Unreadable),
        }
    }

    /// Why header or payload cannot be signed as they are now.
    pub fn editing(&self) -> Option<&Problem> {
        self.header.as_ref().err().or(self.claims.as_ref().err())
    }

    /// Why the current texts cannot be signed although they are JSON.
    pub fn unsigned(&self) -> Option<&Problem> {
        self.algorithm
            .as_ref()
            .err()
            .or(self.signing.as_ref().err())
            .or(self.fit.as_ref().and_then(|fit| fit.as_ref().err()))
    }

    /// What is to be signed or verified.
    pub fn task(&self, mark: &Mark, [header, payload]: [&str; 2], at_hand: impl FnOnce() -> AtHand) -> Option<Task> {
        let source = mark.source;
        if !self.can_run(source) {
            return None;
        }
        Some(match source {
            Source::Texts => Task::Sign {
                header: header.to_owned(),
                payload: payload.to_owned(),
                algorithm: self.algorithm.as_ref().ok()?,
                key: self.signing.as_ref().ok()?.clone(),
                check: self.checking.first()?.keys.clone(),
            },
            Source::Token => Task::Verify {
                decoded: Box::new(self.decoded.clone()?),
                keys: self.checking.iter().map(|checking| checking.keys.clone()).collect(),
                at_hand: Box::new(at_hand()),
                expect: Box::new(mark.policy.expect.clone()),
            },
        })
    }

    fn of_texts(header: &str, payload: &str) -> Self {
        let mut derived = Self::nothing();
        derived.header = header::read(header);
        derived.claims = claims::read(payload);
        derived.algorithm = algorithm_of(&derived.header);
        let notes = derived.header.iter().flat_map(|header| &header.notes);
        derived.notes = notes.chain(derived.claims.iter().flat_map(|claims| &claims.notes)).cloned().collect();
        derived
    }

    fn of_token(token: &str, mark: &Mark) -> Self {
        let mut derived = Self::nothing();
        let (token, decoded) = Self::read_token(token, mark.detached.as_deref());
        derived.header = header_of(&decoded);
        derived.claims = decoded.claims.clone().unwrap_or_else(|| Err(unread()));
        derived.algorithm = algorithm_of(&derived.header);
        derived.notes = mark.remarks.iter().chain(&decoded.notes).cloned().collect();
        derived.token = Some(token);
        derived.decoded = Some(decoded);
        derived
    }
}

fn unread() -> Problem {
    Problem::new("unreadable", Place::of(Part::Token), "cannot be read")
}

fn header_of(decoded: &Decoded) -> Result<JoseHeader, Problem> {
    decoded.jose.clone().ok_or_else(unread)
}

fn algorithm_of(header: &Result<JoseHeader, Problem>) -> Result<&'static Algorithm, Problem> {
    let alg = header.as_ref().map_err(Clone::clone)?.alg.clone()?;
    let row = algorithm::by_name(&alg).ok_or_else(|| verify::unknown(&alg))?;
    if row.family == Family::None {
        return Err(Problem::new(
            "alg_none",
            Place::of(Part::Header),
            "\"alg\" is \"none\": such a token is not signed at all",
        )
        .hint("F4 chooses an algorithm that fits the key"));
    }
    Ok(row)
}

/// Whether one of the keys fits, or why the first does not.
fn fit(row: &Algorithm, keys: &Candidates) -> Result<(), Problem> {
    let mut fits = keys.keys.iter().map(|candidate| row.fits_verifying(&candidate.key));
    let first = fits.next().unwrap_or(Ok(()));
    if first.is_ok() || fits.any(|fit| fit.is_ok()) { Ok(()) } else { first }
}

fn names(keys: &Candidates, pane: u8, mark: &Mark) -> Vec<String> {
    let [signing, public] = &mark.names;
    let file = match if pane == 3 { signing } else { public } {
        _ if mark.throw_away => "the THROW-AWAY KEY".to_owned(),
        Some(name) => name.clone(),
        None => format!("pane {pane}"),
    };
    keys.keys.iter().map(|candidate| candidate.called(&file)).collect()
}
