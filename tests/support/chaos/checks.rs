//! What holds at any moment: of a text that was copied, of the token, of the screen.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jotbench::app::Hidden;
use jotbench::app::copy::COPY_FORMS;
use jotbench::app::keys::Reading;
use jotbench::app::overlay::Overlay;
use jotbench::app::pane::Pane;
use jotbench::app::workbench::Source;
use jotbench::jose::algorithm::{VerifyingKey, by_name};
use jotbench::jose::clean::clean;
use jotbench::jose::key::{self, Item, Secret};
use jotbench::jose::problem::Part;

use super::super::raw::is_raw;
use super::super::support::Desk;

/// What an event may have copied from.
pub(super) struct Before {
    pane: Pane,
    selected: Option<String>,
    hidden: bool,
    current: bool,
    list: String,
    asked: bool,
}

impl Before {
    pub(super) fn of(desk: &Desk, asked: bool) -> Self {
        let app = &desk.app;
        let pane = app.focus;
        let list = match &app.overlay {
            Some(Overlay::Choose(chooser)) => chooser.title.to_string(),
            Some(Overlay::Shell(_)) => "a command line".to_owned(),
            _ => String::new(),
        };
        Self {
            pane,
            selected: app.bench.editor(pane).and_then(|editor| editor.selected()).map(str::to_owned),
            hidden: app.hidden(pane) != Hidden::No,
            current: app.bench.current_token().is_some(),
            list,
            asked,
        }
    }
}

/// A text that went to the clipboard.
pub(super) fn copied(desk: &Desk, before: &Before, text: &str, open: &str) {
    let log = desk.app.notices.log();
    let notice = log.iter().rev().find(|notice| notice.text.starts_with("Copied ")).map_or("", |notice| &notice.text);
    let said = notice.strip_prefix("Copied ").unwrap();
    if said.starts_with("the selection") {
        assert_eq!(Some(text), before.selected.as_deref(), "the selection is what is copied");
        assert!(!before.hidden, "a hidden text was copied");
        assert!(before.pane != Pane::Token || before.current, "a part of a stale token was copied");
        assert!(before.asked || !is_secret(desk, before.pane, text), "a part of a secret was copied unasked");
        return;
    }
    match before.list.as_str() {
        "Where to" | "Private key" => {
            let private = key::has_private(text) || is_oct(text);
            assert!(!private || before.list == "Private key", "a private key was copied unasked");
        }
        "a command line" => {
            assert!(
                secret_pieces(desk, open).iter().all(|piece| !text.contains(piece)),
                "a secret in a command line: {text}"
            );
        }
        _ => copied_token(desk, said, text),
    }
}

/// Each form has the token of the texts on screen in it, and nothing else that could pass for one.
fn copied_token(desk: &Desk, said: &str, text: &str) {
    let token = desk.app.bench.current_token().expect("what was copied is no token of the current texts");
    assert!(self::token(desk));
    let form = COPY_FORMS.iter().find(|form| said.starts_with(&format!("\"{}\"", form.quoted)));
    let signature = token.rsplit('.').next().unwrap();
    match form {
        Some(form) if form.name == "unsecured" => {
            let parts: Vec<&str> = text.split('.').collect();
            assert_eq!((parts.len(), parts[1], parts[2]), (3, token.split('.').nth(1).unwrap(), ""));
        }
        Some(form) if !form.carries_token() => {
            assert!(signature.is_empty() || !text.contains(&format!(".{signature}")));
        }
        // A header that the target names, too.
        _ => assert!(text.contains(token), "{said}: another token was copied"),
    }
}

/// Checks the current token against the texts and the keys, without what made it. False if there is none.
pub(super) fn token(desk: &Desk) -> bool {
    let Some(token) = desk.app.bench.current_token() else { return false };
    if desk.app.bench.mark().source == Source::Token {
        assert_eq!(token, clean(desk.text(Pane::Token)).text, "the token is the one on screen");
        return true;
    }
    assert_eq!(token, desk.text(Pane::Token), "the token is the one on screen");
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let header = String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(header, packed(desk.text(Pane::Header)), "the token has the header on screen");
    let typed = packed(desk.text(Pane::Payload));
    let shown = URL_SAFE_NO_PAD.encode(&typed);
    assert!(
        payload == shown || (payload == typed && header.contains("\"b64\"")),
        "the token has the payload on screen"
    );
    let alg = jotbench::jose::decode::decode(token).alg().map(str::to_owned).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let verifies = |key: &VerifyingKey| by_name(&alg).unwrap().verify(key, input.as_bytes(), &signature) == Ok(true);
    assert!(keys(desk).iter().any(verifies), "no key on screen made this token");
    true
}

/// The keys that verify what pane 3 signs, read anew.
fn keys(desk: &Desk) -> Vec<VerifyingKey> {
    let text = desk.text(Pane::Signing);
    if let Reading::Secret(_) = desk.app.bench.keys().signing {
        return Secret::read(text, desk.app.bench.mark().encoding).map(VerifyingKey::Secret).into_iter().collect();
    }
    let found = key::read(text, Part::SigningKey).map(|file| file.found).unwrap_or_default();
    let verifying = found.iter().filter_map(|found| match &found.item {
        Item::Secret(secret) => Some(VerifyingKey::Secret(secret.clone())),
        Item::Private(key) => key.public().cloned().map(VerifyingKey::Public),
        _ => None,
    });
    verifying.collect()
}

/// JSON less the white space outside its strings.
fn packed(text: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let keep = |c: &char| {
        let outside = !inside;
        if *c == '"' && !escaped {
            inside = !inside;
        }
        escaped = inside && *c == '\\' && !escaped;
        !(outside && matches!(c, ' ' | '\t' | '\n' | '\r'))
    };
    text.chars().filter(keep).collect()
}

/// The screen at the size that it has.
pub(super) fn screen(desk: &Desk, open: &str) {
    let screen = desk.screen();
    assert!(!is_raw(&screen), "something raw on the screen\n{screen}");
    // What is typed into a list or a prompt is seen, be it a key.
    if matches!(desk.app.overlay, Some(Overlay::Choose(_) | Overlay::Open(_) | Overlay::Ask(_) | Overlay::Form(_))) {
        return;
    }
    for piece in secret_pieces(desk, open) {
        assert!(!screen.contains(&piece), "{piece} of a hidden key is on the screen\n{screen}");
    }
}

/// Pieces of the hidden keys that are nowhere in the open.
fn secret_pieces(desk: &Desk, pasted: &str) -> Vec<String> {
    let hidden = |pane: &Pane| desk.app.hidden(*pane) != Hidden::No;
    let (secret, open): (Vec<Pane>, Vec<Pane>) = Pane::TEXTS.into_iter().partition(hidden);
    let all = secret.iter().flat_map(|pane| pieces(desk, *pane));
    // A pane of one row shows its JSON packed.
    let is_open = |pane: &Pane, piece: &str| {
        [desk.text(*pane), &packed(desk.text(*pane))].iter().any(|text| text.contains(piece))
    };
    all.filter(|piece| !pasted.contains(piece) && !open.iter().any(|pane| is_open(pane, piece))).collect()
}

/// What nobody may see of a key pane's text: lines of private PEM, private members of JWKs, secrets.
fn pieces(desk: &Desk, pane: Pane) -> Vec<String> {
    let text = desk.text(pane);
    let start = |line: &str| line.get(..12).map(str::to_owned);
    if pane == Pane::Signing && matches!(desk.app.bench.keys().signing, Reading::Secret(_)) {
        return text.lines().filter(|line| line.len() > 16).filter_map(start).collect();
    }
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with("-----") {
            inside = line.contains("BEGIN") && line.contains("PRIVATE");
        } else if inside && !line.contains(':') {
            found.extend(start(line));
        }
    }
    for member in ["\"d\":\"", "\"d\": \"", "\"k\":\"", "\"k\": \"", "\"p\": \"", "\"q\": \""] {
        found.extend(text.split(member).skip(1).filter_map(start));
    }
    found
}

/// Whether a copied selection of a pane is, or is of, what the pane has to hide.
fn is_secret(desk: &Desk, pane: Pane, selected: &str) -> bool {
    pane == Pane::Signing
        || (pane.is_key()
            && (key::has_private(selected) || pieces(desk, pane).iter().any(|piece| selected.contains(piece))))
}

fn is_oct(text: &str) -> bool {
    key::read(text, Part::Key).is_ok_and(|file| file.first_secret().is_some())
}
