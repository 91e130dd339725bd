//! TOML tables read by hand, so that what is wrong is told by its line: a key that is
//! not known, a value of the wrong type, a key that is missing. Knows nothing of
//! templates and profiles.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use crate::jose::json::line_column;

/// A text and where it is: the whole of what was read of a file.
pub(in crate::app) struct Document<'a> {
    text: &'a str,
    root: Spanned<DeTable<'a>>,
}

impl<'a> Document<'a> {
    /// Parses a file.
    ///
    /// Code: `not_toml`.
    pub(in crate::app) fn parse(text: &'a str) -> Result<Self, Fault> {
        match DeTable::parse(text) {
            Ok(root) => Ok(Self { text, root }),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let cause = error.message().lines().next().unwrap_or_default().to_owned();
                Err(Fault::at(text, at, "not_toml", format!("this is not TOML: {cause}"))
                    .hint("a line is a name, = and a value: texts stand in quotes, long ones between '''"))
            }
        }
    }

    /// The outermost table.
    pub(in crate::app) fn root(&self) -> Table<'_> {
        Table::of(self.text, self.root.get_ref(), self.root.span(), String::new())
    }
}

/// One table on its way: what was asked for is remembered, so that the rest can be refused.
pub(in crate::app) struct Table<'a> {
    text: &'a str,
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    /// How sentences name it: nothing, or `[[field]]` or `[request]` and a blank.
    name: String,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Table<'a> {
    const fn of(text: &'a str, table: &'a DeTable<'a>, span: Range<usize>, name: String) -> Self {
        Self { text, entries: table, span, name, asked: RefCell::new(BTreeSet::new()) }
    }

    fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.entries.get(key)
    }

    /// True if the key is there, whatever it is.
    pub(in crate::app) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// A fault at the line of a key's value, or of the table where there is none.
    pub(in crate::app) fn fault(&self, key: &str, code: &'static str, message: impl Into<String>) -> Fault {
        let at = self.entries.get(key).map_or(self.span.start, |value| value.span().start);
        Fault::at(self.text, at, code, message)
    }

    /// The same for a place within the text of a key, by the line breaks in front of it.
    pub(in crate::app) fn fault_within(&self, key: &str, line: usize, code: &'static str, message: String) -> Fault {
        let mut fault = self.fault(key, code, message);
        let start = self.entries.get(key).and_then(|value| self.text.get(value.span().start..)).unwrap_or_default();
        // A line break right behind the opening quotes is none of the text.
        let opened = ["'''\n", "'''\r\n", "\"\"\"\n", "\"\"\"\r\n"].iter().any(|quotes| start.starts_with(quotes));
        fault.line += line + usize::from(opened);
        fault
    }

    fn mistyped(&self, key: &str, wanted: &str, found: &DeValue<'_>) -> Fault {
        let message = format!("{}{key} is {}, and must be {wanted}", self.name, article(found.type_str()));
        self.fault(key, "wrong_type", message)
    }

    /// A text, if the key is there.
    pub(in crate::app) fn text(&self, key: &'static str) -> Result<Option<String>, Fault> {
        let Some(value) = self.value(key) else { return Ok(None) };
        match value.get_ref().as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(self.mistyped(key, "a text in quotes", value.get_ref())),
        }
    }

    /// A text that must be there and not blank.
    pub(in crate::app) fn needed(&self, key: &'static str) -> Result<String, Fault> {
        match self.text(key)? {
            Some(text) if text.trim().is_empty() => {
                Err(self.fault(key, "empty", format!("{}{key} is empty", self.name)))
            }
            Some(text) => Ok(text),
            None => Err(self.missing(key)),
        }
    }

    /// A key that is not there and must be.
    pub(in crate::app) fn missing(&self, key: &str) -> Fault {
        self.fault(key, "missing_key", format!("{}has no {key}", if self.name.is_empty() { "it " } else { &self.name }))
            .hint(format!("add {key} = …"))
    }

    /// true or false.
    pub(in crate::app) fn flag(&self, key: &'static str, default: bool) -> Result<bool, Fault> {
        let Some(value) = self.value(key) else { return Ok(default) };
        value.get_ref().as_bool().ok_or_else(|| self.mistyped(key, "true or false", value.get_ref()))
    }

    /// A list of texts; empty without the key.
    pub(in crate::app) fn texts(&self, key: &'static str) -> Result<Vec<String>, Fault> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let wanted = "a list of texts, as [\"a\", \"b\"]";
        let list = value.get_ref().as_array().ok_or_else(|| self.mistyped(key, wanted, value.get_ref()))?;
        list.iter()
            .map(|element| match element.get_ref().as_str() {
                Some(text) => Ok(text.to_owned()),
                None => Err(self.mistyped(key, wanted, value.get_ref())),
            })
            .collect()
    }

    /// A table within, if it is there.
    pub(in crate::app) fn table(&self, key: &'static str) -> Result<Option<Table<'a>>, Fault> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let table = value.get_ref().as_table().ok_or_else(|| {
            self.mistyped(key, &format!("a table: a line [{key}] and its keys below it"), value.get_ref())
        })?;
        Ok(Some(Table::of(self.text, table, value.span(), format!("[{key}] "))))
    }

    /// Tables of one name, `[[name]]` each.
    pub(in crate::app) fn tables(&self, key: &'static str) -> Result<Vec<Table<'a>>, Fault> {
        let Some(value) = self.value(key) else { return Ok(Vec::new()) };
        let wrong =
            |found: &DeValue<'_>| self.mistyped(key, &format!("tables: a line [[{key}]] in front of each"), found);
        let list = value.get_ref().as_array().ok_or_else(|| wrong(value.get_ref()))?;
        list.iter()
            .map(|element| {
                let table = element.get_ref().as_table().ok_or_else(|| wrong(element.get_ref()))?;
                Ok(Table::of(self.text, table, element.span(), format!("[[{key}]] ")))
            })
            .collect()
    }

    /// Names and texts of a table whose keys are not known beforehand.
    pub(in crate::app) fn pairs(&self) -> Result<Vec<(String, String)>, Fault> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .into_iter()
            .map(|(key, value)| match value.get_ref().as_str() {
                Some(text) => Ok((key.get_ref().to_string(), text.to_owned())),
                None => Err(self.mistyped(key.get_ref(), "a text in quotes", value.get_ref())),
            })
            .collect()
    }

    /// Refuses what nobody asked for.
    ///
    /// Code: `unknown_key`.
    pub(in crate::app) fn done(&self) -> Result<(), Fault> {
        let asked = self.asked.borrow();
        let unknown = self.entries.keys().filter(|key| !asked.contains(key.get_ref().as_ref()));
        let Some(first) = unknown.min_by_key(|key| key.span().start) else { return Ok(()) };
        let known = asked.iter().copied().collect::<Vec<_>>().join(", ");
        let message =
            format!("{}has no key {:?}", if self.name.is_empty() { "it " } else { &self.name }, first.get_ref());
        Err(Fault::at(self.text, first.span().start, "unknown_key", message).hint(format!("its keys are {known}")))
    }
}

impl Fault {
    /// At a byte of a text.
    pub(in crate::app) fn at(text: &str, at: usize, code: &'static str, message: impl Into<String>) -> Self {
        Self { line: line_column(text, at).0, code, message: message.into(), hint: None }
    }

    /// With a way out.
    #[must_use]
    pub(in crate::app) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// "a string", "an integer".
fn article(kind: &str) -> String {
    let vowel = kind.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {kind}", if vowel { "an" } else { "a" })
}
