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
use super::target::{self, Target};
use super::workbench::Source;
use super::{App, Ask, Copying, Held, Hidden, verdict};
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
    // What the target is reached with comes first.
    let target = app.bench.mark().target.as_ref().map(|target| &target.template);
    let place = |form: &CopyForm| target?.copy.iter().position(|name| name == form.name);
    let mut forms: Vec<&'static CopyForm> = COPY_FORMS.iter().collect();
    forms.sort_by_key(|form| place(form).unwrap_or(usize::MAX));
    let last = app.last_form.and_then(|last| forms.iter().position(|form| form.name == last.name));
    let mut chooser = Chooser::new("Copy as", forms.into_iter().map(row).collect());
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
    if app.renews(form) {
        return;
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
    let refusal = target::refusal(&app.bench, app.seconds());
    let what = match &refusal {
        _ if late => "This token is outside its time".to_owned(),
        Some(refusal) => refusal.clone(),
        None => "This token FAILED its checks".to_owned(),
    };
    let question = format!("{what}: the same key again copies it all the same");
    if form.carries_token() && (late || failed || refusal.is_some()) && !app.confirmed(Ask::CopyLate, &question) {
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
    let carrier = app.bench.mark().target.as_ref().and_then(Target::carrier);
    if let Err(reason) =
        app.copy_made(form, &Wanted { request: request.as_ref(), carrier: carrier.as_ref(), redact: None })
    {
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
    let secret = pane == Pane::Signing || app.is_secret(pane);
    if secret && !app.confirmed(Ask::CopySecret, "This is key material: Ctrl+C again copies it all the same") {
        return;
    }
    app.copying = Some(Copying { what: "the selection".to_owned(), secret });
    app.effects.push(Effect::Copy(selected));
}

impl App {
    /// How the document's token is sent, where that is known.
    pub(super) fn request(&self) -> Option<Request> {
        self.bench.mark().target.as_ref()?.request(None)
    }

    /// The same to a typed address.
    fn request_to(&self, address: &str) -> Request {
        let target = self.bench.mark().target.as_ref();
        target.and_then(|target| target.request(Some(address))).unwrap_or_else(|| Request::to(address))
    }

    /// Makes the form of the current token, and copies it.
    fn copy_made(&mut self, form: &'static CopyForm, wanted: &Wanted<'_>) -> Result<(), String> {
        let token = self.bench.current_token().ok_or("there is no token any more")?;
        let Made { text, remark } = form.of(token, wanted)?;
        let own = wanted.carrier.filter(|_| form.name == "header").map(|(name, _)| format!("{name}: …"));
        let what = own.unwrap_or_else(|| form.quoted.to_owned());
        (self.copying, self.remark) = (Some(Copying { what, secret: false }), remark);
        self.renewed = self.used_up();
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
        self.overlay = Some(Overlay::Ask(prompt.with(self.address.as_deref().unwrap_or_default())));
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
                let request = self.request_to(answer);
                self.copy_made(form, &Wanted { request: Some(&request), ..Wanted::default() })
                    .map(|()| self.address = Some(answer.to_owned()))
            }
            Purpose::Redact(form) => {
                let names = shareable::typed(answer);
                self.copy_made(form, &Wanted { redact: Some(&names), ..Wanted::default() })
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
        let copying = self.copying.take();
        let secret = copying.as_ref().is_some_and(|copying| copying.secret);
        let what = match copying.map(|copying| copying.what).as_deref().unwrap_or("the text") {
            "the selection" => "the selection".to_owned(),
            quoted => format!("\"{quoted}\""),
        };
        let next = self.next_step().map(|next| format!(". Next: {next}")).unwrap_or_default();
        let renewed = std::mem::take(&mut self.renewed);
        let remark = self.remark.take().map(|remark| format!("; {remark}")).unwrap_or_default();
        let until = self.now.saturating_add(LIVES * 1000);
        match copied {
            Copied::System { confirmed, route } => {
                self.held = Some(Held { until, clearable: true, secret });
                let end = if secret { ", or when the workbench ends" } else { "" };
                let sure = if confirmed { String::new() } else { " (cannot confirm)".to_owned() };
                self.say(
                    Level::Done,
                    format!("Copied {what} to {route}{sure}{renewed}; cleared in {LIVES} s{end}{remark}{next}"),
                );
            }
            Copied::Terminal { caution } => {
                self.held = None;
                let caution = caution.map(|caution| format!("; {caution}")).unwrap_or_default();
                let sent = format!(
                    "Sent {what} to your terminal's clipboard (OSC 52){renewed}: cannot confirm, cannot clear{caution}{remark}{next}"
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
