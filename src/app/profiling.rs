//! Profiles in the workbench: what is on screen becomes one (Ctrl+S), and one that was
//! chosen fills the screen. The files themselves are read and written outside.

use zeroize::Zeroizing;

use super::App;
use super::event::{Effect, Opened, Saved, Saving};
use super::form::Form;
use super::keys::Reading;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::pasting::{certificate_in, list};
use super::profile::{Profile, file_name};
use super::prompt::{Prompt, Purpose};
use super::workbench::{KeyPath, Load};
use crate::jose::base64url;
use crate::jose::key::{KeyFile, SecretEncoding};
use crate::jose::policy::Policy;

/// The key panes.
const PANES: [Pane; 2] = [Pane::Signing, Pane::Public];

/// What is under way with profiles.
#[derive(Debug, Default)]
pub(super) struct Profiling {
    /// The one that was chosen or saved last.
    current: Option<Profile>,
    /// Its files that could not be read: their paths are not forgotten.
    missing: [Option<String>; 2],
    /// The number of the last reading of keys.
    ticket: u64,
    /// What the key panes held when that began, as far as it tells whether they hold something else now.
    before: [PaneState; 2],
    /// What is being written, and what was left out of it.
    saving: Option<(Profile, Vec<String>)>,
}

/// A key pane: how long its text is, and the file that it is from.
type PaneState = (usize, Option<KeyPath>);

impl App {
    /// Whether there is anything to save.
    pub(super) fn can_save_profile(&self) -> Result<(), String> {
        if self.gathered("").0.is_empty() {
            return Err("there is nothing to save yet: F7 chooses what the token is for, F2 opens key files".to_owned());
        }
        Ok(())
    }

    /// Asks for the name of a profile of what is on screen.
    pub(super) fn ask_profile_name(&mut self) {
        let label = "Its name, of a-z, 0-9, - _ and . The profile is a file with the template and what was typed into its form, \
                     paths of keys and what is expected. No key text is in it";
        let current = self.profiling.current.as_ref().map(|profile| profile.name.clone());
        let template = || self.bench.mark().target.as_ref().map(|target| target.template.id.clone());
        let name = file_name(&current.or_else(template).unwrap_or_else(|| "my-profile".to_owned()));
        let prompt = Prompt::new("Save a profile", label, Purpose::Profile { replace: None });
        self.overlay = Some(Overlay::Ask(prompt.with(&name)));
    }

    /// Writes the profile under the name that was typed, over another one only when that was asked.
    pub(super) fn save_profile(&mut self, typed: &str) {
        let name = file_name(typed);
        let (mut profile, mut left_out) = self.gathered(&name);
        let secrets = self.secrets();
        left_out.extend(profile.leave_out(&secrets.iter().map(|secret| secret.as_str()).collect::<Vec<_>>()));
        let exists = self.setup.profiles.find(&name).is_some() || self.setup.profiles.find_bad(&name).is_some();
        let Some(Overlay::Ask(prompt)) = &mut self.overlay else { return };
        let Purpose::Profile { replace } = &mut prompt.purpose else { return };
        if name.is_empty() {
            prompt.refused = Some("type a name of letters and digits, as qlik-prod".to_owned());
            return;
        }
        // Whoever typed something after the question answered another one.
        let agreed = prompt.refused.is_some() && replace.as_deref() == Some(&name);
        if exists && !agreed {
            prompt.refused = Some(question(&name));
            *replace = Some(name);
            return;
        }
        prompt.refused = None;
        prompt.busy = Some("Writing…".to_owned());
        self.effects.push(Effect::SaveProfile(Saving { name, text: profile.written(), replace: agreed }));
        self.profiling.saving = Some((profile, left_out));
    }

    /// The secret in pane 3, in every way that somebody may type it.
    fn secrets(&self) -> Vec<Zeroizing<String>> {
        let signing = &self.bench.keys().signing;
        let typed = matches!(signing, Reading::Secret(_)).then(|| self.bench.text(Pane::Signing).trim().to_owned());
        let secret = match signing {
            Reading::Secret(secret) => secret.as_ref().ok(),
            other => other.file().and_then(KeyFile::first_secret),
        };
        let forms = secret.into_iter().flat_map(|secret| {
            let text = std::str::from_utf8(secret.bytes()).unwrap_or_default().to_owned();
            [text, base64url::encode(secret.bytes()), base64url::standard(secret.bytes())]
        });
        typed.into_iter().chain(forms).map(Zeroizing::new).collect()
    }

    /// A profile was written, or not.
    pub(super) fn profile_saved(&mut self, name: &str, saved: Saved) {
        let Some((profile, left_out)) = self.profiling.saving.take_if(|(profile, _)| profile.name == name) else {
            return;
        };
        let asking = matches!(&self.overlay, Some(Overlay::Ask(Prompt { purpose: Purpose::Profile { .. }, .. })));
        match (saved, &mut self.overlay) {
            (Saved::Written(path), overlay) => {
                if asking {
                    *overlay = None;
                }
                self.setup.profiles.put(profile.clone());
                self.profiling.current = Some(profile);
                let text = format!("Saved the profile as {path}: no key text is in it");
                match list(&left_out) {
                    none if none.is_empty() => self.say(Level::Done, text),
                    left => self.say(Level::Warn, format!("{text}. Left out: {left}")),
                }
            }
            (saved, Some(Overlay::Ask(prompt))) if asking => {
                prompt.busy = None;
                if let (Saved::Exists, Purpose::Profile { replace }) = (&saved, &mut prompt.purpose) {
                    *replace = Some(name.to_owned());
                }
                prompt.refused = Some(refusal(name, saved));
            }
            (saved, _) => self.say(Level::Error, format!("The profile was not saved: {}", refusal(name, saved))),
        }
    }

    /// What is on screen as a profile, and what of it no profile can name.
    fn gathered(&self, name: &str) -> (Profile, Vec<String>) {
        let mark = self.bench.mark();
        let mut left_out = Vec::new();
        let mut paths = PANES.map(|pane| {
            let at = usize::from(pane == Pane::Public);
            let own = !mark.throw_away && !self.bench.text(pane).is_empty();
            let path = mark.paths.get(at).and_then(Option::as_ref).filter(|_| own);
            if own && path.is_none() {
                left_out.push(format!("what is in pane {}, which is from no file (Alt+W writes it)", pane.index() + 1));
            }
            let missing = self.profiling.missing.get(at).cloned().flatten().filter(|_| !own);
            path.map(|path| self.absolute(&path.path)).or(missing)
        });
        if paths[0] == paths[1] {
            // A certificate in the key's own file comes with the key.
            paths[1] = None;
        }
        let [key, certificate] = paths;
        let is_secret = matches!(self.bench.keys().signing, Reading::Secret(_)) && key.is_some();
        let policy = self.bench.policy();
        let mut profile = Profile {
            name: name.to_owned(),
            encoding: Some(mark.encoding).filter(|encoding| is_secret && *encoding != SecretEncoding::Text),
            key,
            certificate,
            url: self.address.clone(),
            expect: policy.expect.clone(),
            leeway: policy.leeway,
            ..Profile::default()
        };
        if let Some(target) = &mark.target {
            profile.template = Some(target.template.id.clone());
            // A blank says something only where there is a default.
            let says = |name: &str, value: &str| {
                !value.is_empty() || target.template.field(name).is_some_and(|field| !field.start().is_empty())
            };
            let typed = target.values.iter().filter(|(name, value)| says(name, value));
            profile.values = typed.map(|(name, value)| (name.clone(), value.clone())).collect();
        }
        (profile, left_out)
    }

    /// A path that means the same in another folder.
    fn absolute(&self, path: &str) -> String {
        std::path::Path::new(&self.setup.folder).join(path).to_string_lossy().into_owned()
    }

    /// Fills the screen with the profile of that name.
    pub(super) fn open_profile(&mut self, name: &str) {
        let Some(profile) = self.setup.profiles.find(name).cloned() else {
            let bad = self.setup.profiles.find_bad(name).map(|bad| format!("{}: {}", bad.name(), bad.fault));
            return self.say(Level::Error, bad.unwrap_or_else(|| format!("there is no profile \"{name}\"")));
        };
        let old = self.bench.policy().clone();
        self.bench.set_policy(Policy { expect: profile.expect.clone(), leeway: profile.leeway, ..old });
        self.address.clone_from(&profile.url);
        let library = &self.setup.library;
        if let Some(template) = profile.template.as_deref().and_then(|id| library.find(id)).cloned() {
            self.fill_in(Form::new(template, &profile.values));
        }
        self.profiling.ticket += 1;
        self.profiling.missing = [None, None];
        self.profiling.before = PANES.map(|pane| self.pane_state(pane));
        let (key, certificate) = (profile.key.clone(), profile.certificate.clone());
        self.profiling.current = Some(profile);
        if key.is_none() && certificate.is_none() {
            return self.opened_profile(Vec::new(), &[]);
        }
        self.effects.push(Effect::ReadKeys { ticket: self.profiling.ticket, key, certificate });
    }

    fn pane_state(&self, pane: Pane) -> PaneState {
        let path = self.bench.mark().paths.get(usize::from(pane == Pane::Public));
        (self.bench.text(pane).len(), path.cloned().flatten())
    }

    /// The files of a profile were read, as far as they could be.
    pub(super) fn keys_read(&mut self, ticket: u64, files: [Option<Opened>; 2]) {
        if ticket != self.profiling.ticket {
            return;
        }
        let Some(profile) = self.profiling.current.clone() else { return };
        let (mut loads, mut said, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        let alone = files.iter().flatten().count() == 1;
        for (at, (pane, file)) in PANES.into_iter().zip(files).enumerate() {
            let Some(file) = file else { continue };
            match self.key_of_profile(pane, &file) {
                Err(problem) => {
                    problems.push(problem);
                    let path = if pane == Pane::Signing { &profile.key } else { &profile.certificate };
                    if let Some(missing) = self.profiling.missing.get_mut(at) {
                        missing.clone_from(path);
                    }
                }
                Ok(load) => {
                    said.push((file.name, pane, file.others_can_read && pane == Pane::Signing));
                    loads.extend(certificate_in(&load).filter(|_| alone));
                    loads.push(load);
                }
            }
        }
        let encoding = profile.encoding.unwrap_or(SecretEncoding::Text);
        if said.iter().any(|(_, pane, _)| *pane == Pane::Signing) && self.bench.mark().encoding != encoding {
            self.bench.set_encoding(encoding);
        }
        if !loads.is_empty() {
            self.bench.load(loads);
        }
        let mut placed = Vec::new();
        for (name, pane, open) in said {
            placed.push(format!("{name} in {} ({})", pane.index() + 1, self.what_is_in(pane)));
            if open {
                problems.push(format!("Other users of this machine can read {name}"));
            }
        }
        self.opened_profile(placed, &problems);
        if self.bench.keys().signing.is_locked() && self.overlay.is_none() {
            self.ask_passphrase(Pane::Signing);
        }
    }

    /// What a key pane gets of a profile's file, or the sentence why nothing.
    fn key_of_profile(&self, pane: Pane, file: &Opened) -> Result<Load, String> {
        let number = pane.index() + 1;
        let state = self.pane_state(pane);
        let before = self.profiling.before.get(usize::from(pane == Pane::Public));
        if state.0 > 0 && before != Some(&state) {
            return Err(format!("{} was left alone: pane {number} got another key meanwhile", file.name));
        }
        let load = Self::read(file, pane == Pane::Signing)?;
        match (pane, load.pane) {
            (wanted, found) if wanted == found => Ok(load),
            (Pane::Signing, _) => Err(format!("{} holds no private key and no secret", file.name)),
            // A certificate may stand in one file with its key.
            _ => certificate_in(&load).ok_or_else(|| format!("{} holds no public key and no certificate", file.name)),
        }
    }

    /// Says what became of a profile.
    fn opened_profile(&mut self, placed: Vec<String>, problems: &[String]) {
        let Some(profile) = &self.profiling.current else { return };
        let target = self.bench.mark().target.as_ref().map(|target| &target.template);
        let template = target.filter(|template| Some(&template.id) == profile.template.as_ref());
        let title = template.map(|template| template.title.clone());
        let parts: Vec<String> = title.into_iter().chain(placed).collect();
        let opened = if parts.is_empty() { "what it expects is set".to_owned() } else { parts.join(", ") };
        let next = match template {
            Some(template) if self.bench.derived().unsigned().is_some() || self.bench.mark().throw_away => {
                format!(". F2 opens {} to sign it with", template.key_words())
            }
            Some(_) if problems.is_empty() => ". F5 copies it".to_owned(),
            _ => String::new(),
        };
        let text = format!("Profile {}: {opened}{next}", profile.name);
        if problems.is_empty() {
            self.say(Level::Done, text);
        } else {
            self.say(Level::Error, format!("{}. {text}", problems.join(". ")));
        }
    }
}

fn question(name: &str) -> String {
    format!("there is a profile {name} already: Enter again replaces it, another name keeps both")
}

fn refusal(name: &str, saved: Saved) -> String {
    match saved {
        Saved::Failed(reason) => reason,
        Saved::Exists | Saved::Written(_) => question(name),
    }
}
