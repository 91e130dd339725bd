//! Which kind of token this is, and where its key comes from.
//!
//! The kind is told from what header and payload say, so it is a guess that anybody can bring about, good for finding
//! the key and for nothing else. A row looks at more than one fact, or at an exact issuer; hosts are compared as
//! hosts, so that a look-alike address is not taken for its model. Nothing is fetched: a key's address is words.

mod login;
mod made;
mod standard;
mod told;
mod workload;

use told::Told;

/// A kind of token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenKind {
    /// Stable, lower-case, underscored name that starts with `kind_`.
    pub code: &'static str,
    /// What it is, without an article: `Keycloak access token`.
    pub name: String,
    /// Where its key comes from, in one sentence of bounded length.
    pub key: String,
}

impl TokenKind {
    /// The sentence that says it, which promises nothing: `looks like an Okta access token`.
    pub fn sentence(&self) -> String {
        let article = if self.name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" };
        format!("looks like {article} {}", self.name)
    }
}

/// One recogniser.
pub struct Row {
    /// The code of the kind that it finds.
    pub code: &'static str,
    /// Name and key of the kind, if the token is of it.
    find: fn(&Told<'_>) -> Option<(String, String)>,
}

/// Every kind, those before the others that are told by more: the first that fits counts.
pub static KINDS: &[Row] = &[
    // A header that says what the token is leaves nothing to guess.
    Row { code: "kind_dpop", find: standard::dpop },
    Row { code: "kind_key_binding", find: standard::key_binding },
    Row { code: "kind_logout", find: standard::logout },
    Row { code: "kind_security_event", find: standard::security_event },
    // Issuers with an address that is theirs alone.
    Row { code: "kind_entra_graph", find: login::entra_graph },
    Row { code: "kind_entra_v1_access", find: login::entra_v1_access },
    Row { code: "kind_entra_v1_id", find: login::entra_v1_id },
    Row { code: "kind_entra_v2_access", find: login::entra_v2_access },
    Row { code: "kind_entra_v2_id", find: login::entra_v2_id },
    Row { code: "kind_cognito", find: login::cognito },
    Row { code: "kind_google_iap", find: login::google_iap },
    Row { code: "kind_google_id", find: login::google_id },
    Row { code: "kind_firebase", find: login::firebase },
    Row { code: "kind_apple_id", find: login::apple_id },
    Row { code: "kind_auth0", find: login::auth0 },
    Row { code: "kind_okta", find: login::okta },
    Row { code: "kind_github_actions", find: workload::github_actions },
    // Names and values that one product alone uses.
    Row { code: "kind_kubernetes", find: workload::kubernetes },
    Row { code: "kind_gitlab_ci", find: workload::gitlab_ci },
    Row { code: "kind_spiffe", find: workload::spiffe },
    Row { code: "kind_keycloak", find: login::keycloak },
    Row { code: "kind_qlik_cloud", find: made::qlik_cloud },
    Row { code: "kind_qlik_access", find: made::qlik_access },
    Row { code: "kind_google_service", find: made::google_service_account },
    Row { code: "kind_apple_connect", find: made::apple_connect },
    Row { code: "kind_apple_secret", find: made::apple_secret },
    Row { code: "kind_snowflake", find: made::snowflake },
    Row { code: "kind_tableau", find: made::tableau },
    Row { code: "kind_salesforce", find: made::salesforce },
    Row { code: "kind_zoom_meeting", find: made::zoom_meeting },
    Row { code: "kind_zoom_video", find: made::zoom_video },
    Row { code: "kind_superset", find: made::superset },
    Row { code: "kind_metabase", find: made::metabase },
    Row { code: "kind_github_app", find: made::github_app },
    Row { code: "kind_client_assertion", find: made::client_assertion },
    Row { code: "kind_qlik_windows", find: made::qlik_windows },
    // What standards say of tokens of any issuer.
    Row { code: "kind_access_token", find: standard::access_token },
    Row { code: "kind_id_token", find: standard::id_token },
];

/// Texts longer than this are of no known kind, and so cost nothing: bytes.
const LONGEST: usize = 128 * 1024;

/// The kind of a token with this header and payload, if it is known; broken texts are of none.
pub fn recognise(header: &str, payload: &str) -> Option<TokenKind> {
    if header.len() > LONGEST || payload.len() > LONGEST {
        return None;
    }
    let told = Told::of(header, payload)?;
    KINDS.iter().find_map(|row| {
        let (name, key) = (row.find)(&told)?;
        Some(TokenKind { code: row.code, name, key })
    })
}

/// Where keys are published.
fn published(url: &str) -> String {
    format!("keys: {url} (save the page; F2 opens it, -k takes it)")
}

#[cfg(test)]
mod tests;
