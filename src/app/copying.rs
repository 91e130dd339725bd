//! Copying: only what is current, in the form that was asked for, and what became
//! of it said truthfully.

use zeroize::Zeroizing;

use super::chooser::{Choice, Chooser, Row};
use super::copy::{CopyForm, Make};
use super::event::{Copied, Effect};
use super::notice::Level;
use super::overlay::Overlay;
use super::pane::Pane;
use super::target;
use super::workbench::Source;
use super::{App, Ask, Held, Hidden, verdict};
use crate::jose::decode::Kind;

/// Seconds that a copied text stays on the clipboard.
pub(super) const LIVES: i64 = 45;

/// Copies the current token in a form; a stale or unsigned one never.
pub(super) fn copy(app: &mut App, form: &'static CopyForm) {
    if let Err(reason) = can_copy(app) {
        return app.say(Level::Error, reason);
    }
    if app.renews(form) {
        return;
    }
    let is_json = app.bench.derived().decoded.as_ref().is_some_and(|decoded| decoded.kind == Kind::JwsJson);
    if is_json && form.name != "token" {
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
    if (late || failed || refusal.is_some()) && !app.confirmed(Ask::CopyLate, &question) {
        return;
    }
    if form.question.is_some_and(|question| !app.confirmed(Ask::CopyUnsecured, question)) {
        return app.ask_copy_again(form);
    }
    let Some(token) = app.bench.current_token() else { return };
    let Make::Token(make) = form.make else { return };
    let text = Zeroizing::new(make(token));
    app.copying = Some(form.quoted);
    app.renewed = app.used_up();
    app.effects.push(Effect::Copy(text));
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
        let next = self.next_step().map(|next| format!(". Next: {next}")).unwrap_or_default();
        let renewed = std::mem::take(&mut self.renewed);
        let until = self.now.saturating_add(LIVES * 1000);
        match copied {
            Copied::System { confirmed, route } => {
                self.held = Some(Held { until, clearable: true });
                let sure = if confirmed { String::new() } else { " (cannot confirm)".to_owned() };
                self.say(Level::Done, format!("Copied {what} to {route}{sure}{renewed}; cleared in {LIVES} s{next}"));
            }
            Copied::Terminal { caution } => {
                self.held = None;
                let caution = caution.map(|caution| format!("; {caution}")).unwrap_or_default();
                let sent = format!(
                    "Sent {what} to your terminal's clipboard (OSC 52){renewed}: cannot confirm, cannot clear{caution}{next}"
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
