//! Notices: one line above the footer, and the log of all of them.

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something was done.
    Done,
    /// Only to know.
    Info,
    /// Worth a look.
    Warn,
    /// Something could not be done; it stays until a key is pressed.
    Error,
}

/// One notice. Its text may quote foreign names and never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// A sentence.
    pub text: String,
    /// When it goes (Unix milliseconds); errors wait for a key.
    pub until: Option<i64>,
}

/// The notice on show and those before it.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    shown: Option<Notice>,
    log: Vec<Notice>,
}

/// Milliseconds that a notice stays.
const SHOWN: i64 = 6_000;
/// Notices that the log keeps.
const KEPT: usize = 200;

impl Notices {
    /// Shows a notice from `now` (Unix milliseconds) on.
    pub fn show(&mut self, level: Level, text: impl Into<String>, now: i64) {
        let until = (level != Level::Error).then(|| now.saturating_add(SHOWN));
        let notice = Notice { level, text: text.into(), until };
        if self.log.len() == KEPT {
            self.log.remove(0);
        }
        self.log.push(notice.clone());
        self.shown = Some(notice);
    }

    /// The notice on show.
    pub const fn shown(&self) -> Option<&Notice> {
        self.shown.as_ref()
    }

    /// All notices, oldest first.
    pub fn log(&self) -> &[Notice] {
        &self.log
    }

    /// Takes away what has been on show long enough.
    pub fn expire(&mut self, now: i64) {
        if self.shown.as_ref().is_some_and(|notice| notice.until.is_some_and(|until| until <= now)) {
            self.shown = None;
        }
    }

    /// A key was pressed: an error has been seen.
    pub fn seen(&mut self) {
        if self.shown.as_ref().is_some_and(|notice| notice.until.is_none()) {
            self.shown = None;
        }
    }
}
