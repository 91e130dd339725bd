//! Texts for files, importers and the browser: `.http` files, Postman, profiles of
//! extensions that set headers, and the bare address.

use super::request::{TOKEN, encoded};
use super::{Made, Sent};
use crate::jose::compose::string;

/// A variable with the token, and the request that uses it.
pub(super) fn http(sent: &Sent<'_>) -> Result<Made, String> {
    let request = sent.request;
    // The token encoded is another text where it is not base64url alone.
    let place = if encoded(sent.token) == sent.token { TOKEN.to_owned() } else { encoded(sent.token) };
    let url = request.url.replace(TOKEN, &place);
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let mut lines = vec![format!("{} {url}", request.method)];
    lines.extend(sent.with_type(headers).iter().map(|(name, value)| format!("{name}: {value}")));
    let field = |(name, value): &(String, String)| {
        let parts: Vec<String> = value.split(TOKEN).map(encoded).collect();
        format!("{}={}", encoded(name), parts.join(&place))
    };
    let fields: Vec<String> = request.form.iter().map(field).collect();
    if !fields.is_empty() {
        lines.extend([String::new(), fields.join("&")]);
    }
    let text = lines.join("\n");
    let variable = if text.contains(TOKEN) { format!("@token = {}\n\n", sent.token) } else { String::new() };
    Ok(format!("{variable}{text}").into())
}

/// A collection (format 2.1.0) with the request.
pub(super) fn postman(sent: &Sent<'_>) -> Result<Made, String> {
    let request = sent.request;
    let pair = |name: &str, value: &str| format!(r#"{{"key":{},"value":{}}}"#, string(name), string(value));
    let bearer = sent.is_plain_bearer();
    let (auth, headers) = if bearer {
        let token = string(sent.token);
        let auth =
            format!(r#""auth":{{"type":"bearer","bearer":[{{"key":"token","value":{token},"type":"string"}}]}},"#);
        (auth, sent.beside_bearer())
    } else {
        // What the collection around it says of authentication is not for this request.
        (r#""auth":{"type":"noauth"},"#.to_owned(), sent.headers())
    };
    let headers: Vec<String> = headers.iter().map(|(name, value)| pair(name, value)).collect();
    let fields: Vec<String> =
        request.form.iter().map(|(name, value)| pair(name, &value.replace(TOKEN, sent.token))).collect();
    let body = if fields.is_empty() {
        String::new()
    } else {
        format!(r#","body":{{"mode":"urlencoded","urlencoded":[{}]}}"#, fields.join(","))
    };
    let name = string(&format!("{} {}", request.method, site(&request.url)));
    let title = string(&format!("JWT for {}", site(&request.url)));
    Ok(format!(
        r#"{{"info":{{"name":{title},"schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},"item":[{{"name":{name},"request":{{{auth}"method":{},"header":[{}],"url":{}{body}}}}}]}}"#,
        string(&request.method),
        headers.join(","),
        // Behind a slash, a colon would begin the name of a variable.
        string(&sent.url().replace("/:", "/%3A")),
    )
    .into())
}

/// A list with one profile, version 2. Its filter keeps the token from every address that does not begin as this one
/// does, up to the last slash of its path.
pub(super) fn modheader(sent: &Sent<'_>) -> Result<Made, String> {
    let url = &sent.request.url;
    if sent.request.is_in_url() || sent.request.is_in_form() {
        return Err("an extension sets headers, and here the token is sent in the address or a form".to_owned());
    }
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let host = path.find("://").map_or(0, |at| at + 3);
    let folder = path.rfind('/').filter(|at| *at >= host).and_then(|at| path.get(..=at));
    let folder = folder.map_or_else(|| format!("{path}/"), str::to_owned);
    let escaped: String = folder.chars().fold(String::new(), |mut regex, c| {
        if "\\.+*?()|[]{}^$".contains(c) {
            regex.push('\\');
        }
        regex.push(c);
        regex
    });
    let header = |(name, value): &(&str, String)| {
        format!(r#"{{"enabled":true,"name":{},"value":{}}}"#, string(name), string(value))
    };
    let headers: Vec<String> = sent.headers().iter().map(header).collect();
    Ok(format!(
        r#"[{{"version":2,"title":{},"shortTitle":"JWT","headers":[{}],"urlFilters":[{{"enabled":true,"urlRegex":{}}}]}}]"#,
        string(&format!("JWT for {}", site(url))),
        headers.join(","),
        string(&format!("^{escaped}.*")),
    )
    .into())
}

/// The host of an address, and its port.
fn site(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
    behind.split(['/', '?', '#']).next().unwrap_or_default()
}

pub(super) fn url(sent: &Sent<'_>) -> Result<Made, String> {
    if !sent.request.is_in_url() {
        return Err(format!(
            "the address has no place for the token: write {TOKEN} there, as in https://host/embed/{TOKEN}"
        ));
    }
    Ok(sent.url().into())
}
