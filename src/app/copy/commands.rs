//! Command lines: requests, and the token as a variable of the environment.

use super::shells::{cmd, for_cmd, posix, powershell as ps};
use super::{Made, Sent};

pub(super) fn curl(sent: &Sent<'_>) -> Result<Made, String> {
    Ok(curl_line(sent, posix).into())
}

pub(super) fn curl_cmd(sent: &Sent<'_>) -> Result<Made, String> {
    let made = Made::from(for_cmd(curl_line(sent, cmd))?);
    let remark = made.text.contains('%').then(|| "in a batch file, write %% for each ^%".to_owned());
    Ok(Made { remark, ..made })
}

fn curl_line(sent: &Sent<'_>, quoted: fn(&str) -> String) -> String {
    let url = sent.url();
    let mut words = vec!["curl".to_owned()];
    if url.contains(['[', ']']) {
        // Brackets are not a list of addresses.
        words.push("-g".to_owned());
    }
    match (sent.request.method.as_str(), sent.request.form.is_empty()) {
        // With -X, curl would wait for a body that never comes.
        ("HEAD", _) => words.push("-I".to_owned()),
        ("GET", true) | ("POST", false) => {}
        (method, _) => words.extend(["-X".to_owned(), method.to_owned()]),
    }
    for (name, value) in sent.headers() {
        words.extend(["-H".to_owned(), quoted(&format!("{name}: {value}"))]);
    }
    for field in sent.fields() {
        words.extend(["-d".to_owned(), quoted(&field)]);
    }
    words.push(quoted(&url));
    words.join(" ")
}

pub(super) fn powershell(sent: &Sent<'_>) -> Result<Made, String> {
    Ok(rest_method(sent, sent.headers(), "").into())
}

/// With `-Authentication Bearer`, which 5.1 does not have, where the token is sent so.
pub(super) fn powershell7(sent: &Sent<'_>) -> Result<Made, String> {
    if !sent.is_plain_bearer() {
        return powershell(sent);
    }
    // Unasked, a token is sent encrypted only.
    let plain = if sent.request.url.starts_with("http:") { " -AllowUnencryptedAuthentication" } else { "" };
    let token = ps(sent.token);
    let token = format!(" -Authentication Bearer -Token (ConvertTo-SecureString {token} -AsPlainText -Force){plain}");
    Ok(rest_method(sent, sent.beside_bearer(), &token).into())
}

/// Headers that have a parameter of their own: 5.1 does not take them among the others.
const PARAMETERS: [(&str, &str); 2] = [("Content-Type", "-ContentType"), ("User-Agent", "-UserAgent")];

fn rest_method(sent: &Sent<'_>, headers: Vec<(&str, String)>, authentication: &str) -> String {
    let mut line = "Invoke-RestMethod".to_owned();
    if sent.request.method != "GET" {
        line.extend([" -Method ", &sent.request.method]);
    }
    line.extend([" -Uri ", &ps(&sent.url()), authentication]);
    let (mut table, mut parameters) = (Vec::new(), String::new());
    for (name, value) in sent.with_type(headers) {
        match PARAMETERS.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)) {
            Some((_, parameter)) => parameters.extend([" ", parameter, " ", &ps(&value)]),
            // A bare word is a key too, if it is nothing but letters.
            None if name.chars().all(|c| c.is_ascii_alphabetic()) => table.push(format!("{name} = {}", ps(&value))),
            None => table.push(format!("{} = {}", ps(name), ps(&value))),
        }
    }
    if !table.is_empty() {
        line.extend([" -Headers @{ ", &table.join("; "), " }"]);
    }
    line.push_str(&parameters);
    if let Some(body) = sent.body() {
        line.extend([" -Body ", &ps(&body)]);
    }
    line
}

pub(super) fn httpie(sent: &Sent<'_>) -> Result<Made, String> {
    // Standard input may be the script itself.
    let mut words = vec!["http --ignore-stdin".to_owned()];
    let mut headers = sent.headers();
    if sent.is_plain_bearer() {
        words.extend(["-A bearer -a".to_owned(), posix(sent.token)]);
        headers = sent.beside_bearer();
    }
    if let Some(body) = sent.body() {
        words.extend(["--raw".to_owned(), posix(&body)]);
    }
    if sent.request.method != "GET" {
        words.push(sent.request.method.clone());
    }
    words.push(posix(&sent.url()));
    for (name, value) in sent.with_type(headers) {
        words.push(posix(&item(name, &value)?));
    }
    Ok(words.join(" ").into())
}

/// Characters that separators of HTTPie's request items are made of.
const SEPARATORS: [char; 4] = [':', ';', '=', '@'];

/// A header as a request item. `:=` and `:@` would be something else, and a backslash in front of these characters is
/// taken away.
fn item(name: &str, value: &str) -> Result<String, String> {
    if value.split('\\').skip(1).any(|behind| behind.starts_with(SEPARATORS)) {
        return Err(format!("HTTPie cannot be given the header {name}: there is a backslash in front of : ; = or @"));
    }
    let escape = if value.starts_with(['=', '@']) { "\\" } else { "" };
    Ok(format!("{name}:{escape}{value}"))
}

pub(super) fn env_sh(token: &str) -> Result<Made, String> {
    Ok(format!("export TOKEN={}", posix(token)).into())
}

pub(super) fn env_powershell(token: &str) -> Result<Made, String> {
    Ok(format!("$env:TOKEN = {}", ps(token)).into())
}

/// The quotes keep a space behind the line out of the value; they do not become part of it.
pub(super) fn env_cmd(token: &str) -> Result<Made, String> {
    for_cmd(format!("set \"TOKEN={token}\"")).map(Made::from)
}
