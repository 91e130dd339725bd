//! Copying: only what is current, in the form that was asked for, and what became
//! of it said truthfully.

use zeroize::Zeroizing;

use super::chooser::{Choice, Chooser, Row};
use super::copy::{COPY_FORMS, CopyForm, Made, Request, Wanted, shareable};
use super::event::{Copied, Effect};
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::prompt::{Prompt, Purpose};
use super::workbench::Source;
use super::{App, Ask, Held, Hidden, verdict};
use crate::jose::decode::Kind;

/// Seconds that a copied text stays on the clipboard.
pub(super) const LIVES: i64 = 45;

/// Lists the forms, the one that was last chosen selected.
pub(super) fn list(app: &mut App) {
    let row = |form: &'static CopyForm| Row {
        label: form.title.to_owned(),
        // As `--as` takes it, and what needs a question it does not take.
        detail: if form.question.is_none() { form.name.to_owned() } else { String::new() },
        refusal: None,
        choice: Choice::Copy(form),
    };
    let mut chooser = Chooser::new("Copy as", COPY_FORMS.iter().map(row).collect());
    let last = app.last_form.and_then(|last| COPY_FORMS.iter().position(|form| form.name == last.name));
    chooser.selected = last.unwrap_or_default();
    app.overlay = Some(Overlay::Choose(chooser));
}

/// Copies in a form that was chosen from the list.
pub(super) fn chosen(app: &mut App, form: &'static CopyForm) {
    app.last_form = Some(form);
    copy(app, form);
}

/// Copies the current token in a form, or asks first what the form needs; a stale or unsigned one never.
pub(super) fn copy(app: &mut App, form: &'static CopyForm) {
    if let Err(reason) = can_copy(app) {
        return app.say(Level::Error, reason);
    }
    let is_json = app.bench.derived().decoded.as_ref().is_some_and(|decoded| decoded.kind == Kind::JwsJson);
    if is_json && !form.takes_json() {
        let reason =
            "nothing was copied: a token in JSON serialization does not fit into a header; F6 copies it as it is";
        return app.say(Level::Error, reason);
    }
    let late = app
        .bench
        .derived()
        .claims
        .as_ref()
        .is_ok_and(|claims| !claims.time(app.seconds(), app.bench.policy().leeway).passes());
    let failed = verdict::verdict(&app.bench, app.seconds(), &app.setup.zone).word == verdict::Word::Failed;
    let question = if late {
        "This token is outside its time: the same key again copies it all the same"
    } else {
        "This token FAILED its checks: the same key again copies it all the same"
    };
    if form.carries_token() && (late || failed) && !app.confirmed(Ask::CopyLate, question) {
        return;
    }
    if form.question.is_some_and(|question| !app.confirmed(Ask::CopyUnsecured, question)) {
        return app.ask_copy_again(form);
    }
    let request = app.request();
    if form.sends() && request.is_none() {
        return app.ask_address(form);
    }
    if form.redacts() {
        return app.ask_redacted(form);
    }
    if let Err(reason) = app.copy_made(form, &Wanted { request: request.as_ref(), redact: None }) {
        app.say(Level::Error, format!("nothing was copied: {reason}"));
    }
}

/// Why there is nothing to copy, if there is nothing.
pub(super) fn can_copy(app: &App) -> Result<(), String> {
    if app.bench.current_token().is_some() {
        return Ok(());
    }
    if app.bench.is_pending() {
        return Err("nothing was copied: the token is still being signed".to_owned());
    }
    let verdict = verdict::verdict(&app.bench, app.seconds(), &app.setup.zone);
    let what = match app.bench.mark().source {
        Source::Texts => "there is no token of the current texts",
        Source::Token => "pane 5 holds no token",
    };
    Err(format!("nothing was copied, {what}: {}", verdict.sentence))
}

/// Copies the selected text of the focused pane.
pub(super) fn copy_selection(app: &mut App) {
    let pane = app.focus;
    let selected = app.bench.editor(pane).and_then(|editor| editor.selected()).map(str::to_owned);
    let Some(selected) = selected.map(Zeroizing::new) else {
        let question = "Nothing is selected: F5 copies \"Bearer …\". Ctrl+C again or Ctrl+Q quits";
        if app.bench.has_unsaved() {
            app.quit_unless_unsaved();
        } else if app.confirmed(Ask::Quit, question) {
            app.quit();
        }
        return;
    };
    if app.hidden(pane) != Hidden::No {
        return app.say(Level::Warn, "The text is hidden: F9 reveals it first");
    }
    if pane == Pane::Token && app.bench.current_token().is_none() {
        let reason = can_copy(app).err().unwrap_or_default();
        return app.say(Level::Error, reason);
    }
    let secret = pane == Pane::Signing;
    if secret && !app.confirmed(Ask::CopySecret, "This is key material: Ctrl+C again copies it all the same") {
        return;
    }
    app.copying = Some("the selection");
    app.effects.push(Effect::Copy(selected));
}

impl App {
    /// How the document's token is sent, where that is known.
    #[expect(clippy::unused_self, reason = "no document knows its target yet")]
    pub(super) const fn request(&self) -> Option<Request> {
        None
    }

    /// Makes the form of the current token, and copies it.
    fn copy_made(&mut self, form: &'static CopyForm, wanted: &Wanted<'_>) -> Result<(), String> {
        let token = self.bench.current_token().ok_or("there is no token any more")?;
        let Made { text, remark } = form.of(token, wanted)?;
        (self.copying, self.remark) = (Some(form.quoted), remark);
        self.effects.push(Effect::Copy(text));
        Ok(())
    }

    /// Asks for the address of a request, beginning with the one before.
    fn ask_address(&mut self, form: &'static CopyForm) {
        let label = format!(
            "{}. Its address, as https://host/path/; where {{{{token}}}} stands in it, the token is sent there and in no header",
            form.title
        );
        let prompt = Prompt::new("Address of the request", label, Purpose::Address(form));
        self.overlay = Some(Overlay::Ask(prompt.with(&self.address)));
    }

    /// Asks which claims are redacted, beginning with those that are about a person.
    fn ask_redacted(&mut self, form: &'static CopyForm) {
        let token = self.bench.current_token().unwrap_or_default();
        let names = match shareable::names(token) {
            Ok(names) => names.join(", "),
            Err(reason) => return self.say(Level::Error, format!("nothing was copied: {reason}")),
        };
        let personal = shareable::personal(token).join(", ");
        let label = format!("The claims to redact, of: {names}. The signature is taken off, and the header stays");
        let prompt = Prompt::new("To show around · Enter copies", label, Purpose::Redact(form));
        self.overlay = Some(Overlay::Ask(prompt.with(&personal)));
    }

    /// Takes the answer to one of these questions in, or says why it will not do.
    pub(super) fn asked_for_copy(&mut self, answer: &str) {
        let Some(Overlay::Ask(prompt)) = self.overlay.take() else { return };
        let answer = answer.trim();
        let done = match prompt.purpose {
            Purpose::Address(form) => {
                let request = Request::to(answer);
                self.copy_made(form, &Wanted { request: Some(&request), redact: None })
                    .map(|()| answer.clone_into(&mut self.address))
            }
            Purpose::Redact(form) => {
                let names = shareable::typed(answer);
                self.copy_made(form, &Wanted { request: None, redact: Some(&names) })
            }
            _ => Ok(()),
        };
        if let Err(reason) = done {
            self.overlay = Some(Overlay::Ask(Prompt { refused: Some(reason), ..prompt }));
        }
    }

    /// The same choice once more, for a form that wants a second Enter.
    fn ask_copy_again(&mut self, form: &'static CopyForm) {
        let label = form.title.to_owned();
        let row = Row { label, detail: String::new(), refusal: None, choice: Choice::Copy(form) };
        self.overlay = Some(Overlay::Choose(Chooser::new("Copy all the same?", vec![row])));
    }

    pub(super) fn copied(&mut self, copied: Copied) {
        let what = match self.copying.take().unwrap_or("the text") {
            "the selection" => "the selection".to_owned(),
            quoted => format!("\"{quoted}\""),
        };
        let remark = self.remark.take().map(|remark| format!("; {remark}")).unwrap_or_default();
        let until = self.now.saturating_add(LIVES * 1000);
        match copied {
            Copied::System { confirmed, route } => {
                self.held = Some(Held { until, clearable: true });
                let sure = if confirmed { String::new() } else { " (cannot confirm)".to_owned() };
                self.say(Level::Done, format!("Copied {what} to {route}{sure}; cleared in {LIVES} s{remark}"));
            }
            Copied::Terminal { caution } => {
                self.held = None;
                let caution = caution.map(|caution| format!("; {caution}")).unwrap_or_default();
                let sent = format!(
                    "Sent {what} to your terminal's clipboard (OSC 52): cannot confirm, cannot clear{caution}{remark}"
                );
                self.say(Level::Info, sent);
            }
            Copied::Failed(reason) => {
                self.say(
                    Level::Error,
                    format!("{what} was not copied: {reason}. F12 on pane 5 shows the token to select by hand"),
                );
            }
        }
    }
}
