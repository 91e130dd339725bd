//! A profile as the text of its file, which reads as the same profile.

use std::fmt::Write as _;

use super::Profile;
use crate::jose::key::SecretEncoding;
use crate::jose::policy;
use crate::text::is_suspicious;

const HEAD: &str =
    "# A profile of jotbench: a template, paths and settings. No key text, secret or token belongs here.\n";

impl Profile {
    /// The text of its file.
    pub fn written(&self) -> String {
        let expect = Some(policy::written(&self.expect)).filter(|expect| !expect.is_empty());
        let leeway = (self.leeway > 0).then(|| format!("{}s", self.leeway));
        let lines = [
            ("template", self.template.as_deref()),
            ("key", self.key.as_deref()),
            ("secret_encoding", self.encoding.map(SecretEncoding::name)),
            ("certificate", self.certificate.as_deref()),
            ("url", self.url.as_deref()),
            ("expect", expect.as_deref()),
            ("leeway", leeway.as_deref()),
        ];
        let line = |name: &str, value: &str| format!("{} = {}\n", key(name), quoted(value));
        let mut text = HEAD.to_owned();
        text.extend(lines.into_iter().filter_map(|(name, value)| Some(line(name, value?))));
        if !self.values.is_empty() {
            text.push_str("\n[values]\n");
            text.extend(self.values.iter().map(|(name, value)| line(name, value)));
        }
        text
    }
}

/// A key as it stands, where TOML takes it so.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { quoted(name) }
}

/// A basic string (TOML 1.0): what an editor would not show is escaped too.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || is_suspicious(c.encode_utf8(&mut [0; 4])) => {
                // Writing into a text cannot fail.
                let _ = write!(quoted, "\\U{:08X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
