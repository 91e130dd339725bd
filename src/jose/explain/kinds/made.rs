//! Tokens that their users make with a key of their own, for a service that holds the other half.

use super::published;
use super::told::Told;
use crate::jose::key::jwk::clip;

type Found = Option<(String, String)>;

/// Name and key of a kind that was found.
fn found(name: &str, key: impl Into<String>) -> (String, String) {
    (name.to_owned(), key.into())
}

/// No issuer, and the pair of attributes that a virtual proxy is set to; their names are free, these are the usual.
pub(super) fn qlik_windows(told: &Told<'_>) -> Found {
    const PAIRS: [(&str, &str); 3] = [("userid", "userdirectory"), ("user", "directory"), ("user", "userdirectory")];
    let has = |wanted: &str| told.names().any(|name| name.eq_ignore_ascii_case(wanted));
    let is_text = |wanted: &str| {
        let mut named = told.names().filter(|name| name.eq_ignore_ascii_case(wanted));
        named.any(|name| told.begins(name, '"'))
    };
    let pair = PAIRS.iter().any(|(user, directory)| is_text(user) && is_text(directory));
    let named_so = is_text("userid") && is_text("userdirectory");
    (named_so || pair && !has("iss")).then(|| found(
        "Qlik Sense on Windows token",
        "key: the certificate in the virtual proxy (QMC, Virtual proxies, JWT certificate); you have its private key",
    ))
}

/// The audience of the login, with one more of the claims that it asks for.
pub(super) fn qlik_cloud(told: &Told<'_>) -> Found {
    (told.is_for(&["qlik.api/login/jwt-session"]) && told.has_any(&["subType", "iss"])).then(|| {
        found(
            "Qlik Cloud login token",
            "key: the certificate of the tenant's JWT identity provider with this kid; you have its private key",
        )
    })
}

/// What Qlik Cloud gives out itself.
pub(super) fn qlik_access(told: &Told<'_>) -> Found {
    let issuer = told.text("iss")?;
    let own = issuer == "qlik.api" || issuer.starts_with("qlik.api/");
    (own && told.has("subType")).then(|| {
        found("Qlik Cloud access token", "key: none for you; Qlik Cloud alone checks the tokens that it gives out")
    })
}

/// For a grant at Google's token endpoint, or for one of its APIs directly.
pub(super) fn google_service_account(told: &Told<'_>) -> Found {
    let email = told.text("iss").filter(|iss| iss.ends_with(".iam.gserviceaccount.com"))?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'@' | b'.' | b'-' | b'_');
    (email.contains('@') && email.len() <= 200 && email.bytes().all(plain)).then_some(())?;
    let keys = published(&format!("https://www.googleapis.com/service_accounts/v1/jwk/{email}"));
    let key = format!("{keys}; you sign with private_key of the account's JSON file");
    Some(found("Google service account token", key))
}

/// App Store Connect and, with a bundle ID, the App Store Server API.
pub(super) fn apple_connect(told: &Told<'_>) -> Found {
    (told.is_for(&["appstoreconnect-v1"]) && told.has("exp")).then_some(())?;
    let name = if told.has("bid") { "App Store Server API token" } else { "App Store Connect token" };
    Some(found(name, "key: you sign with the .p8 key that kid names (App Store Connect); Apple has the public half"))
}

/// The client secret of Sign in with Apple.
pub(super) fn apple_secret(told: &Told<'_>) -> Found {
    (told.is_for(&["https://appleid.apple.com"]) && told.has_all(&["iss", "sub"])).then(|| {
        found(
            "Apple client secret (Sign in with Apple)",
            "key: you sign with the .p8 key that kid names (Apple developer account); Apple has the public half",
        )
    })
}

/// `iss` is `sub` with the fingerprint of the public key behind it.
pub(super) fn snowflake(told: &Told<'_>) -> Found {
    let (issuer, subject) = (told.text("iss")?, told.text("sub")?);
    let fingerprint = issuer.strip_prefix(subject.as_str())?.strip_prefix(".SHA256:")?;
    (subject.contains('.') && !fingerprint.is_empty()).then(|| {
        found(
            "Snowflake key pair token",
            "key: you sign with the user's private key; Snowflake has its public half (RSA_PUBLIC_KEY of the user)",
        )
    })
}

/// A connected app with direct trust.
pub(super) fn tableau(told: &Told<'_>) -> Found {
    (told.is_for(&["tableau"]) && told.begins("scp", '[')).then(|| {
        found(
            "Tableau connected app token",
            "key: the secret value of the connected app, whose secret ID is the header's kid",
        )
    })
}

/// The OAuth JWT bearer flow.
pub(super) fn salesforce(told: &Told<'_>) -> Found {
    let login = ["https://login.salesforce.com", "https://test.salesforce.com"];
    (told.is_for(&login) && told.has_all(&["iss", "sub", "exp"])).then(|| {
        found(
            "Salesforce bearer assertion",
            "key: you sign with the private key of the certificate in the connected app",
        )
    })
}

/// Older versions call the client ID `sdkKey`.
pub(super) fn zoom_meeting(told: &Told<'_>) -> Found {
    let session = told.has("tokenExp") || told.has_all(&["mn", "role"]);
    (told.has_any(&["appKey", "sdkKey"]) && session)
        .then(|| found("Zoom Meeting SDK token", "key: the client secret of the app in the Zoom marketplace (HS256)"))
}

pub(super) fn zoom_video(told: &Told<'_>) -> Found {
    told.has_all(&["app_key", "tpc", "role_type"])
        .then(|| found("Zoom Video SDK token", "key: the SDK secret of the Video SDK app (HS256)"))
}

/// A guest token for embedded dashboards.
pub(super) fn superset(told: &Told<'_>) -> Found {
    let guest = told.text("type").as_deref() == Some("guest") && told.begins("resources", '[');
    (guest && told.begins("user", '{'))
        .then(|| found("Superset guest token", "key: GUEST_TOKEN_JWT_SECRET of the Superset configuration (HS256)"))
}

/// Static embedding.
pub(super) fn metabase(told: &Told<'_>) -> Found {
    (told.begins("resource", '{') && told.begins("params", '{') && !told.has("iss")).then(|| {
        found("Metabase embedding token", "key: the embedding secret key of Metabase's admin settings (HS256)")
    })
}

/// An app's ID, or its client ID, and at most ten minutes to live: a minute more for clocks that differ.
pub(super) fn github_app(told: &Told<'_>) -> Found {
    let issuer = told.text("iss").or_else(|| told.number("iss").map(|id| id.to_string()))?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let client = issuer.starts_with("Iv") && issuer.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let life = told.number("exp")?.checked_sub(told.number("iat")?).filter(|life| (1..=86_400).contains(life))?;
    let alone = told.names().all(|name| ["iss", "iat", "exp", "nbf", "jti"].contains(&name));
    let own = "key: you sign with the private key (.pem) from the app's settings; GitHub has the public half";
    // A minute of clock drift is advised at the beginning.
    let limit = if life > 660 { "; GitHub refuses a token whose exp is more than 10 minutes ahead" } else { "" };
    (alone && issuer.len() <= 40 && (digits(&issuer) || client))
        .then(|| found("GitHub App token", format!("{own}{limit}")))
}

/// RFC 7523 section 3: issuer and subject are the client, and the audience is a server.
pub(super) fn client_assertion(told: &Told<'_>) -> Found {
    let client = told.text("iss").filter(|iss| !iss.is_empty() && told.text("sub").as_ref() == Some(iss))?;
    let audiences = told.audiences();
    let address = |aud: &String| aud.starts_with("https://") || aud.starts_with("http://");
    let endpoint = audiences.iter().any(|aud| address(aud) && aud.trim_end_matches('/').ends_with("/token"));
    let server = audiences.iter().any(address) && told.has_all(&["jti", "exp"]) && !told.has_any(&["scp", "scope"]);
    (endpoint || server).then_some(())?;
    let name = "OAuth client assertion";
    Some(found(
        name,
        format!("key: the client signs it; the server has the public key or secret of client \"{}\"", clip(&client)),
    ))
}
