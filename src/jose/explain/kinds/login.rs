//! Tokens of identity providers: who logged in, and what an application may do.

use super::published;
use super::told::{Issuer, Told};

type Found = Option<(String, String)>;

/// The address of a cloud's keys, by its v1.0 and its v2.0 issuer.
const CLOUDS: [(&str, &str); 3] = [
    ("sts.windows.net", "login.microsoftonline.com"),
    ("sts.windows.net", "login.microsoftonline.us"),
    ("sts.chinacloudapi.cn", "login.partner.microsoftonline.cn"),
];

/// What Microsoft Graph is called as an audience.
const GRAPH: [&str; 9] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "https://graph.microsoft.us",
    "https://graph.microsoft.us/",
    "https://dod-graph.microsoft.us",
    "https://dod-graph.microsoft.us/",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://microsoftgraph.chinacloudapi.cn/",
];

/// Where the keys of a tenant are, for tokens with a v1.0 issuer (`https://sts.windows.net/<tid>/`).
fn entra_v1(told: &Told<'_>) -> Option<String> {
    let issuer = told.issuer()?;
    let (_, login) = CLOUDS.iter().find(|(v1, _)| issuer.is(v1))?;
    match issuer.path().as_slice() {
        [tenant] if is_guid(tenant) => Some(published(&format!("https://{login}/{tenant}/discovery/keys"))),
        _ => None,
    }
}

/// The same with a v2.0 issuer (`https://login.microsoftonline.com/<tid>/v2.0`), External ID included.
fn entra_v2(told: &Told<'_>) -> Option<String> {
    let issuer = told.issuer()?;
    let known = CLOUDS.iter().any(|(_, v2)| issuer.is(v2)) || issuer.below("ciamlogin.com").is_some();
    match issuer.path().as_slice() {
        [tenant, "v2.0"] if known && is_guid(tenant) => {
            Some(issuer.keys_of_host(&format!("/{tenant}/discovery/v2.0/keys")))
        }
        _ => None,
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// ID tokens have none of these.
fn is_access(told: &Told<'_>) -> bool {
    told.has_any(&["scp", "appid", "azp", "appidacr", "azpacr", "idtyp"])
}

/// Tokens that only the API checks which they are for: a `nonce` in the header was changed before signing.
pub(super) fn entra_graph(told: &Told<'_>) -> Found {
    entra_v1(told).or_else(|| entra_v2(told))?;
    let (nonce, graph) = (told.header_has("nonce"), told.is_for(&GRAPH));
    let (name, who) = match (graph, nonce) {
        (true, _) => ("Microsoft Graph access token (Entra ID)", "Microsoft Graph"),
        (false, true) => ("Microsoft API access token (Entra ID)", "the API of Microsoft that it is for"),
        (false, false) => return None,
    };
    let why = if nonce {
        "the published keys do not verify it, for the header's \"nonce\" was changed before signing"
    } else {
        "it is not meant to be checked by others"
    };
    Some((name.to_owned(), format!("key: none for you; {why}; {who} alone checks it")))
}

pub(super) fn entra_v1_access(told: &Told<'_>) -> Found {
    let key = entra_v1(told).filter(|_| is_access(told))?;
    Some(("Entra ID access token, v1.0".to_owned(), key))
}

pub(super) fn entra_v1_id(told: &Told<'_>) -> Found {
    Some(("Entra ID ID token, v1.0".to_owned(), entra_v1(told)?))
}

pub(super) fn entra_v2_access(told: &Told<'_>) -> Found {
    let key = entra_v2(told).filter(|_| is_access(told))?;
    Some(("Entra ID access token, v2.0".to_owned(), key))
}

pub(super) fn entra_v2_id(told: &Told<'_>) -> Found {
    Some(("Entra ID ID token, v2.0".to_owned(), entra_v2(told)?))
}

/// `https://cognito-idp.<region>.amazonaws.com/<pool>`.
pub(super) fn cognito(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    let host = issuer.below("amazonaws.com").or_else(|| issuer.below("amazonaws.com.cn"))?;
    let region = host.strip_prefix("cognito-idp.").filter(|region| !region.contains('.'));
    (region.is_some() && issuer.path().len() == 1).then_some(())?;
    let name = match told.text("token_use")?.as_str() {
        "id" => "AWS Cognito ID token",
        "access" => "AWS Cognito access token",
        _ => return None,
    };
    Some((name.to_owned(), issuer.keys("/.well-known/jwks.json")))
}

pub(super) fn google_iap(told: &Told<'_>) -> Found {
    (told.text("iss")? == "https://cloud.google.com/iap").then(|| {
        let name = "Google Identity-Aware Proxy token".to_owned();
        (name, published("https://www.gstatic.com/iap/verify/public_key-jwk"))
    })
}

pub(super) fn google_id(told: &Told<'_>) -> Found {
    ["https://accounts.google.com", "accounts.google.com"]
        .contains(&told.text("iss")?.as_str())
        .then(|| ("Google ID token".to_owned(), published("https://www.googleapis.com/oauth2/v3/certs")))
}

pub(super) fn firebase(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    (issuer.is("securetoken.google.com") && issuer.path().len() == 1).then(|| {
        let keys = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
        ("Firebase ID token".to_owned(), published(keys))
    })
}

pub(super) fn apple_id(told: &Told<'_>) -> Found {
    (told.text("iss")? == "https://appleid.apple.com")
        .then(|| ("Apple ID token (Sign in with Apple)".to_owned(), published("https://appleid.apple.com/auth/keys")))
}

/// `https://<tenant>.auth0.com/`; a domain of the tenant's own cannot be told.
pub(super) fn auth0(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    (issuer.below("auth0.com").is_some() && issuer.path().is_empty()).then_some(())?;
    let access = told.has_any(&["scope", "gty", "permissions", "azp"]) && !told.has_any(&["nonce", "at_hash"]);
    let name = if access { "Auth0 access token" } else { "Auth0 ID token" };
    Some((name.to_owned(), issuer.keys("/.well-known/jwks.json")))
}

/// `https://<org>.okta.com` or `https://<org>.okta.com/oauth2/<server>`; another domain with Okta's own claims too.
pub(super) fn okta(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    let domain = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com"];
    let own_domain = domain.iter().any(|domain| issuer.below(domain).is_some());
    let access = told.has("cid") && told.begins("scp", '[');
    let name = if access { "Okta access token" } else { "Okta ID token" };
    let key = match issuer.path().as_slice() {
        ["oauth2", _] if own_domain || access => issuer.keys("/v1/keys"),
        [] if own_domain && access => "key: none for you; Okta alone checks access tokens of its org server".to_owned(),
        [] if own_domain => issuer.keys("/oauth2/v1/keys"),
        _ => return None,
    };
    Some((name.to_owned(), key))
}

/// `…/realms/<realm>`, with a claim that Keycloak adds.
pub(super) fn keycloak(told: &Told<'_>) -> Found {
    let issuer = told.issuer()?;
    match issuer.path().as_slice() {
        [.., "realms", realm] if !realm.is_empty() => {}
        _ => return None,
    }
    let typ = told.text("typ").unwrap_or_default();
    let name = match typ.as_str() {
        "ID" => "Keycloak ID token",
        "Refresh" | "Offline" => {
            let key = "key: none for you; the realm alone checks its refresh tokens";
            return Some(("Keycloak refresh token".to_owned(), key.to_owned()));
        }
        "Logout" => "Keycloak logout token",
        "Bearer" | "DPoP" => "Keycloak access token",
        _ if told.has_any(&["realm_access", "resource_access", "allowed-origins"]) => "Keycloak access token",
        _ if told.has("session_state") => "Keycloak token",
        _ => return None,
    };
    Some((name.to_owned(), keycloak_keys(issuer)))
}

fn keycloak_keys(issuer: &Issuer) -> String {
    issuer.keys("/protocol/openid-connect/certs")
}
