//! Finding out why a token fails, and doing what a check offers; what tokens are
//! held against.

use super::App;
use super::keys::{Reading, is_jwk};
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::prompt::{Prompt, Purpose};
use super::verdict;
use super::workbench::{Load, Source, Workbench};
use crate::jose::algorithm::VerifyingKey;
use crate::jose::check::{Check, Status};
use crate::jose::fix::Fix;
use crate::jose::key::{Found, KeyFile};
use crate::jose::keyset;
use crate::jose::policy::{self, Expect, Policy};
use crate::jose::problem::{Part, Place, Problem};
use crate::jose::times;
use crate::jose::why::AtHand;
use crate::text::json;

/// What the panes hold that may tell why a signature does not verify.
pub(super) fn at_hand(bench: &Workbench) -> AtHand {
    if bench.mark().throw_away {
        // Nobody means the sample's keys for a stranger's token.
        return AtHand::default();
    }
    let keys = bench.keys();
    let text = |pane| zeroize::Zeroizing::new(bench.text(pane).to_owned());
    // A secret in pane 4 is what counts, and reading pane 3 in another way mends nothing.
    let in_public = keys.public.file().is_some_and(|file| file.first_secret().is_some());
    let secret = (matches!(keys.signing, Reading::Secret(_)) && !in_public)
        .then(|| (text(Pane::Signing), bench.mark().encoding));
    let public = keys.public.file().filter(|file| !file.found.iter().any(Found::is_private));
    let private = keys.signing.file().and_then(|file| file.first_private());
    let name = bench.mark().names[0]
        .as_ref()
        .map_or("the private key in pane 3".to_owned(), |name| format!("the private key in {name}"));
    let file = bench.mark().names[1].as_deref().unwrap_or("pane 4");
    let beside =
        |keys: &KeyFile| keyset::every(keys, file).into_iter().map(|(name, key)| (name, key, None)).collect::<Vec<_>>();
    let other = private.filter(|_| public.is_some()).and_then(|key| key.public().cloned());
    AtHand {
        secret,
        others: other
            .map(|key| (name, VerifyingKey::Public(key), Some(Fix::VerifyWithSigningKey)))
            .into_iter()
            .chain(keys.public.file().into_iter().flat_map(beside))
            .collect(),
        public_forms: keys.public.file().map(keyset::certificate_forms).unwrap_or_default(),
        public_text: public.map(|_| bench.text(Pane::Public).to_owned()),
    }
}

impl App {
    fn checks_now(&self) -> Vec<Check> {
        verdict::checks(&self.bench, self.seconds(), &self.setup.zone)
    }

    /// Selects a check; a longer one begins at its beginning.
    pub(super) fn select_check(&mut self, at: usize) {
        (self.check, self.check_scroll) = (at.min(self.checks_now().len().saturating_sub(1)), 0);
    }

    /// Selects what failed first.
    pub(super) fn select_failed_check(&mut self) {
        let failed = self.checks_now().iter().position(|check| check.status == Status::Fail);
        self.select_check(failed.unwrap_or_default());
    }

    /// True if a check failed.
    pub(super) fn has_failed(&self) -> bool {
        self.checks_now().iter().any(|check| check.status == Status::Fail)
    }

    /// What the first failed check offers.
    pub(super) fn first_fix(&self) -> Option<Fix> {
        self.checks_now().into_iter().filter(|check| check.status == Status::Fail).find_map(|check| check.fix)
    }

    /// Does what the selected check offers, if it offers something.
    pub(super) fn fix_selected(&mut self) {
        let checks = self.checks_now();
        let selected = self.check.min(checks.len().saturating_sub(1));
        match checks.into_iter().nth(selected).and_then(|check| check.fix) {
            Some(fix) => self.apply(fix),
            None => self.say(Level::Info, "Nothing here can mend that; what the check says tells who can"),
        }
    }

    /// Does it, as one step of the history.
    pub(super) fn apply(&mut self, fix: Fix) {
        let done = fix.title();
        match fix {
            Fix::ReadSecretAs(encoding) => self.bench.set_encoding(encoding),
            Fix::UseSecret { text, .. } => self.load_one(Pane::Signing, text, Vec::new()),
            Fix::OpenNested(token) | Fix::WriteCompact(token) => {
                self.load_one(Pane::Token, zeroize::Zeroizing::new(token), Vec::new());
            }
            Fix::ReplaceToken { token, what } => {
                // Whoever sees it verify must not think that the one that was pasted does.
                let message = format!("it was changed here, to {what}");
                let remark = Problem::new("changed_here", Place::of(Part::Token), message).hint(
                    "the token that was pasted is another one: whoever makes it must make it so; Ctrl+Z brings it back",
                );
                self.load_one(Pane::Token, zeroize::Zeroizing::new(token), vec![remark]);
            }
            Fix::VerifyWithSigningKey => {
                let file = self.bench.keys().signing.file();
                let private = file.and_then(|file| file.first_private());
                let Some(public) = private.and_then(|key| key.public()) else { return };
                let mark = self.bench.mark();
                let name = mark.names[0].as_ref().map(|name| format!("public part of {name}"));
                // Whoever is given the file itself verifies with the certificate in it, or as a JWK says.
                let same = file.is_some_and(|file| file.first_public() == Some(public) && !is_jwk(file));
                let path = mark.paths[0].clone().filter(|_| same);
                let text = zeroize::Zeroizing::new(public.spki_pem());
                self.bench.load(vec![Load { name, path, ..load(Pane::Public, text) }]);
            }
            Fix::SetClaim { name, value } => {
                let scan = json::scan(self.bench.text(Pane::Payload));
                let member = scan.members.iter().rev().find(|member| member.name == name);
                let Some(range) = member.map(|member| member.value.clone()) else { return };
                if self.bench.mark().source == Source::Texts {
                    self.bench.edit(Pane::Payload, |editor| editor.replace_range(range, &value));
                }
            }
        }
        self.say(Level::Done, format!("Done: {done}; Ctrl+Z takes it back"));
    }

    fn load_one(&mut self, pane: Pane, text: zeroize::Zeroizing<String>, remarks: Vec<Problem>) {
        self.bench.load(vec![Load { remarks, ..load(pane, text) }]);
    }

    /// Asks for the moment that times are judged at.
    pub(super) fn ask_moment(&mut self) {
        let label = "Judge exp, nbf and iat as of: 2026-11-22 05:10 (UTC), -2d, +1h, or Unix seconds; empty is now, as it goes by";
        let now = self.bench.policy().at.and_then(times::rfc3339).unwrap_or_default();
        self.overlay = Some(Overlay::Ask(Prompt::new("Judge times as of", label, Purpose::Moment).with(&now)));
    }

    /// Asks how far clocks may differ.
    pub(super) fn ask_leeway(&mut self) {
        let label = "Seconds that clocks may differ by: 60, 60s, 5m; 0 is exact";
        let now = self.bench.policy().leeway.to_string();
        self.overlay = Some(Overlay::Ask(Prompt::new("Leeway for clocks", label, Purpose::Leeway).with(&now)));
    }

    /// Asks for the values that claims must have.
    pub(super) fn ask_expected(&mut self) {
        let label = "Such as: iss=https://issuer.example/ aud=api sub=jde typ=at+jwt require=exp,userId alg=RS256";
        let now = policy::written(&self.bench.policy().expect);
        self.overlay = Some(Overlay::Ask(Prompt::new("Expected claims", label, Purpose::Expected).with(&now)));
    }

    /// Takes the answer to one of these questions in, or says why it will not do.
    pub(super) fn expected(&mut self, answer: &str) {
        let Some(Overlay::Ask(prompt)) = self.overlay.take() else { return };
        if let Err(reason) = self.hold_against(&prompt.purpose, answer) {
            self.overlay = Some(Overlay::Ask(Prompt { refused: Some(reason), ..prompt }));
        }
    }

    fn hold_against(&mut self, purpose: &Purpose, answer: &str) -> Result<(), String> {
        let answer = answer.trim();
        let old = self.bench.policy().clone();
        let (policy, said) = match purpose {
            Purpose::Moment if answer.is_empty() || answer == "now" => {
                (Policy { at: None, ..old }, "Times are judged as of now".to_owned())
            }
            Purpose::Moment => {
                let hint = "type a time as 2026-11-22T05:10:04Z, 2026-11-22 05:10 (UTC), -2d, +1h, or Unix seconds";
                let at = times::typed(answer, self.seconds()).ok_or(hint)?;
                (Policy { at: Some(at), ..old }, format!("Times are judged as of {}", times::utc(at)))
            }
            Purpose::Leeway => {
                let leeway = policy::leeway(answer)?;
                (Policy { leeway, ..old }, format!("Clocks may differ by {leeway} s"))
            }
            _ => {
                let expect = policy::expected(answer)?;
                let said = if expect == Expect::default() {
                    "Nothing is expected of claims"
                } else {
                    "Claims are held against what you expect"
                };
                (Policy { expect, ..old }, said.to_owned())
            }
        };
        self.bench.set_policy(policy);
        self.overlay = None;
        self.say(Level::Done, said);
        Ok(())
    }
}

/// A text that is from no file.
const fn load(pane: Pane, text: zeroize::Zeroizing<String>) -> Load {
    Load { pane, text, name: None, path: None, remarks: Vec::new(), detached: None }
}
