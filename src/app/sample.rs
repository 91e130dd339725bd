//! What the first start shows: a signed sample with a throw-away key pair, made in
//! memory and never written anywhere.

use super::workbench::{Mark, Source, Workbench};
use crate::jose::key::SecretEncoding;
use crate::jose::key::throw_away;
use crate::jose::policy::Policy;

/// A sample document at `now` (Unix seconds); without a key if none could be made.
pub fn workbench(now: i64) -> Workbench {
    let header = "{\n  \"alg\": \"ES256\",\n  \"typ\": \"JWT\"\n}";
    let payload = format!(
        "{{\n  \"userId\": \"jde\",\n  \"userDirectory\": \"CORP\",\n  \"name\": \"John Donne\",\n  \
         \"groups\": [\"Finance\", \"Admins\"],\n  \"iat\": {now},\n  \"nbf\": {now},\n  \"exp\": {}\n}}",
        now.saturating_add(3600)
    );
    let pair = throw_away::generate_throw_away();
    let (private, public) =
        pair.as_ref().map_or(("", ""), |pair| (pair.private_pem.as_str(), pair.public_pem.as_str()));
    let mark = Mark {
        source: Source::Texts,
        names: [None, None],
        paths: [None, None],
        encoding: SecretEncoding::Text,
        throw_away: pair.is_some(),
        alg_follows: true,
        packed: [false; 2],
        unsaved: false,
        detached: None,
        policy: Policy::default(),
        remarks: Vec::new(),
        target: None,
    };
    Workbench::new([header, &payload, private, public], mark)
}
