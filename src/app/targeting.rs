//! Choosing what a document is made for (F7): the list of profiles and templates, the form, and
//! what the workbench says of the target afterwards.

use std::sync::Arc;

use super::App;
use super::chooser::{Choice, Chooser, Row};
use super::chord::{Chord, Key};
use super::event::Paste;
use super::form::Form;
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::profile::Profile;
use super::target::{self, Target};
use super::template::Template;
use super::template::fill;
use super::template::library::Bad;

impl App {
    /// Lists profiles and templates; a file of the user that is neither says why.
    pub(super) fn choose_template(&mut self) {
        let (library, own) = (&self.setup.library, &self.setup.profiles);
        let profile = |(at, profile): (usize, &Profile)| {
            let template = profile.template.as_deref().and_then(|id| library.find(id));
            let title = template.map_or("keys and what is expected", |template| &template.title);
            let (label, detail) = (profile.name.clone(), format!("profile: {title}"));
            Row { label, detail, refusal: None, choice: Choice::Profile(at) }
        };
        let row = |(at, template): (usize, &Arc<Template>)| Row {
            label: template.title.clone(),
            detail: format!("{}  {}", template.algorithms.first().map_or("", String::as_str), template.id),
            refusal: None,
            choice: Choice::Template(at),
        };
        let bad = |bad: &Bad| Row {
            label: bad.name(),
            detail: String::new(),
            refusal: Some(bad.fault.to_string()),
            choice: Choice::Template(usize::MAX),
        };
        let profiles = own.profiles.iter().enumerate().map(profile).chain(own.bad.iter().map(bad));
        let templates = library.templates.iter().enumerate().map(row).chain(library.bad.iter().map(bad));
        let rows = profiles.chain(templates).collect();
        self.overlay = Some(Overlay::Choose(Chooser::new("Templates · what is the token for", rows)));
    }

    /// Opens the form of a template, with what was typed into it last.
    pub(super) fn open_form(&mut self, at: usize) {
        let Some(template) = self.setup.library.templates.get(at).cloned() else { return };
        let known = self.bench.mark().target.as_ref().filter(|target| target.template.id == template.id);
        let values = match known {
            Some(target) => target.values.clone(),
            None => fill::of_key_file(&template, self.bench.text(Pane::Signing)),
        };
        let form = Form::new(template, &values);
        if form.lines.is_empty() {
            return self.fill_in(form);
        }
        self.overlay = Some(Overlay::Form(form));
    }

    /// A key press in a form.
    pub(super) fn form_key(&mut self, chord: Chord) {
        let Some(Overlay::Form(form)) = &mut self.overlay else { return };
        match chord.key {
            Key::Enter => {
                let Some(Overlay::Form(form)) = self.overlay.take() else { return };
                self.fill_in(form);
            }
            Key::Tab if chord.shift => form.step(-1),
            Key::Tab | Key::Down => form.step(1),
            Key::Up => form.step(-1),
            _ => self.prompt_key(chord),
        }
    }

    /// A pasted text goes into the field under the cursor; at a tab or line break it goes on in the next one, as the
    /// keys would have that arrived in one burst.
    pub(super) fn paste_into_form(&mut self, paste: &Paste) {
        let Some(Overlay::Form(form)) = &mut self.overlay else { return };
        let text = paste.text.trim_matches(['\n', '\r']);
        for (at, part) in text.split(['\t', '\n']).enumerate() {
            if at > 0 {
                form.step(1);
            }
            if form.line().and_then(|line| line.insert(part.trim_end_matches('\r'))).is_some() {
                form.changed();
            }
        }
        if paste.trailing_enter {
            self.form_key(Chord::plain(Key::Enter));
        }
    }

    /// Makes the document one for the form's target, or says which field will not do.
    pub(super) fn fill_in(&mut self, mut form: Form) {
        let facts = target::facts(&self.bench);
        let values = form.values();
        match fill::fill(&form.template, &values, self.seconds(), &facts) {
            Ok(filled) => {
                let template = form.template;
                let facts = facts.known().map(|(hole, fact)| (hole, fact.to_owned())).collect();
                self.bench.aim(Target { template: Arc::clone(&template), values, facts }, &filled);
                self.go_to(Pane::Payload);
                self.pane_level = false;
                let next = if self.bench.derived().unsigned().is_some() || self.bench.mark().throw_away {
                    format!("F2 opens {} to sign it with", template.key_words())
                } else {
                    "F5 copies it".to_owned()
                };
                self.say(Level::Done, format!("{}: the claims are filled in. {next}", template.title));
            }
            Err(refused) => {
                form.refuse(&refused);
                self.overlay = Some(Overlay::Form(form));
            }
        }
    }

    /// What to do at the target, for a notice after a copy.
    pub(super) fn next_step(&self) -> Option<String> {
        let target = self.bench.mark().target.as_ref()?;
        let sent = target.template.call.as_ref().map(|call| {
            let verb = match (call.method.as_str(), call.form.is_empty()) {
                ("GET", _) => "open",
                (_, true) => "POST to",
                (_, false) => "POST the form to",
            };
            let known = target.request(None).is_some();
            let typed = self.address.clone().filter(|_| !known);
            let url = typed.unwrap_or_else(|| fill::sentence(&target.template, &target.values, &call.url));
            format!("{verb} {url}; F1 tells how, and what its answers mean")
        });
        sent.or_else(|| target.next().next())
    }
}
