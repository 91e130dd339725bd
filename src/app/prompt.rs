//! A question with a line to type the answer into: a passphrase, the subject of a
//! certificate, the name of a file.

use zeroize::Zeroizing;

use super::copy::CopyForm;
use super::pane::Pane;
use crate::jose::key::generate::Kind;
use crate::text::Editor;

/// What is asked, and the line for the answer.
pub struct Prompt {
    /// The title on its border.
    pub title: String,
    /// What is asked for, in a sentence.
    pub label: String,
    /// The answer so far.
    pub line: Editor,
    /// Why the last answer did not do; it stays until something else is typed.
    pub refused: Option<String>,
    /// What is being done with the answer, while it is.
    pub busy: Option<String>,
    /// What the answer is for.
    pub purpose: Purpose,
}

/// What an answer is for.
pub enum Purpose {
    /// The passphrase of the locked text in that pane.
    Passphrase(Pane),
    /// The subject of a certificate for a key to be made; empty for none.
    Subject(Kind),
    /// The days that the certificate with that subject is valid for.
    Days(Kind, String),
    /// The moment that times are judged at.
    Moment,
    /// How far clocks may differ.
    Leeway,
    /// The values that are expected of claims.
    Expected,
    /// The address that a request in that form goes to.
    Address(&'static CopyForm),
    /// The claims to redact in that form.
    Redact(&'static CopyForm),
    /// The name of the files that both keys are written to.
    KeyFiles,
    /// The name of the file that these bytes are written to.
    File {
        /// What is written.
        bytes: Zeroizing<Vec<u8>>,
        /// A private key or secret is in it.
        private: bool,
    },
}

impl Prompt {
    /// A question without an answer.
    pub fn new(title: impl Into<String>, label: impl Into<String>, purpose: Purpose) -> Self {
        let (title, label) = (title.into(), label.into());
        Self { title, label, line: Editor::single_line(), refused: None, busy: None, purpose }
    }

    /// The same question with an answer to begin with.
    #[must_use]
    pub fn with(mut self, answer: &str) -> Self {
        self.line.set(answer);
        self.line.go(crate::text::Motion::TextEnd, false);
        self
    }

    /// The answer is not shown: a dot for each character.
    pub const fn is_masked(&self) -> bool {
        matches!(self.purpose, Purpose::Passphrase(_))
    }
}
