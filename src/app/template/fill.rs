//! Header and payload of a template, its placeholders replaced by what was typed, the
//! clock, fresh identifiers and facts of the key.
//!
//! A string with one placeholder alone becomes its value; an optional one without a value
//! takes its member along. What only a key can tell stays as it is until there is one.

use super::field::{Field, LIFETIME, Value};
use super::placeholder::{IdKind, KEY_FACTS, KeyFact, Piece, Placeholder, pieces};
use super::{Template, Values};
use crate::app::copy::Request;
use crate::app::copy::request::TOKEN;
use crate::jose::compose::string;
use crate::jose::key::{Certificate, PublicKey, jwk};
use crate::jose::problem::Problem;
use crate::jose::{base64url, json, layout, uuid};

/// What a key is known by, as far as there is a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyFacts(Vec<(KeyFact, String)>);

impl KeyFacts {
    /// Of a public key and a certificate.
    pub fn of(key: Option<&PublicKey>, certificate: Option<&Certificate>) -> Self {
        let of_key = key.into_iter().flat_map(|key| {
            [
                (KeyFact::SpkiSha256, base64url::standard(&key.spki_sha256())),
                (KeyFact::Thumbprint, jwk::thumbprint(key)),
            ]
        });
        let of_certificate = certificate.into_iter().flat_map(|certificate| {
            let encode = base64url::encode;
            [(KeyFact::X5tS256, encode(&certificate.sha256())), (KeyFact::X5t, encode(&certificate.sha1()))]
        });
        Self(of_key.chain(of_certificate).collect())
    }

    /// One of them.
    pub fn get(&self, wanted: KeyFact) -> Option<&str> {
        self.0.iter().find(|(fact, _)| *fact == wanted).map(|(_, text)| text.as_str())
    }

    /// Every placeholder that stands for a fact of a key and the fact that is known.
    pub fn known(&self) -> impl Iterator<Item = (String, &str)> {
        KEY_FACTS.iter().filter_map(|(name, fact)| Some((format!("{{{{{name}}}}}"), self.get(*fact)?)))
    }
}

/// A field that will not do, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The field's name.
    pub field: String,
    /// The sentence.
    pub reason: String,
}

/// Header and payload, laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The JOSE header.
    pub header: String,
    /// The payload.
    pub payload: String,
}

/// What placeholders become.
struct Filling<'a> {
    values: Vec<(&'a str, Option<Value>)>,
    now: i64,
    facts: &'a KeyFacts,
}

/// Fills a template at `now` (Unix seconds). What was not typed is its default.
pub fn fill(template: &Template, values: &Values, now: i64, facts: &KeyFacts) -> Result<Filled, Vec<Refused>> {
    let filling = Filling::new(template, values, now, facts)?;
    let text = |text: &str| filling.value(&as_json(text)).map(|json| layout::pretty(&json.unwrap_or_default()));
    let randomness = |problem: Problem| vec![Refused { field: String::new(), reason: problem.message }];
    Ok(Filled {
        header: text(&template.header).map_err(randomness)?,
        payload: text(&template.payload).map_err(randomness)?,
    })
}

/// The request of a template with its fields filled in and `{{token}}` left; nothing if one of its fields is blank. To
/// another address if one is given, which may have `{{token}}` in it.
pub fn request(template: &Template, values: &Values, url: Option<&str>) -> Option<Request> {
    let call = template.call.as_ref()?;
    let facts = KeyFacts::default();
    let filling = Filling::new(template, values, 0, &facts).ok()?;
    let url = url.map_or_else(|| filling.plain(&call.url), |url| Some(url.to_owned()))?;
    let pair = |(name, value): &(String, String)| Some((filling.plain(name)?, filling.plain(value)?));
    let in_url = url.contains(TOKEN);
    let headers = call.headers.iter().filter(|(_, value)| !(in_url && value.contains(TOKEN)));
    // What is asked for with a question mark is left out where it is blank.
    let said = |(_, value): &&(String, String)| !value.contains("?}}") || filling.plain(value).is_some();
    Some(Request {
        method: call.method.clone(),
        headers: headers.filter(said).map(pair).collect::<Option<_>>()?,
        form: call.form.iter().filter(said).map(pair).collect::<Option<_>>()?,
        url,
    })
}

/// The header that a token goes into, if the template names one of its own: `X-JWT-Assertion: {{token}}`.
pub fn carrier(template: &Template, values: &Values) -> Option<(String, String)> {
    let facts = KeyFacts::default();
    let filling = Filling::new(template, values, 0, &facts).ok()?;
    let (name, value) = template.call.as_ref()?.headers.iter().find(|(_, value)| value.contains(TOKEN))?;
    Some((filling.plain(name)?, filling.plain(value)?))
}

/// The fields that keep the request of a template from being made, because they have no value.
pub fn unsent<'t>(template: &'t Template, values: &Values) -> Vec<&'t Field> {
    let Some(call) = &template.call else { return Vec::new() };
    let texts = call.headers.iter().chain(&call.form).flat_map(|(name, value)| [name, value]).chain([&call.url]);
    let holes: Vec<_> = texts.flat_map(|text| pieces(text).unwrap_or_default()).collect();
    let wanted = |field: &&Field| {
        let asks =
            |piece: &Piece<'_>| matches!(piece, Piece::Hole(Placeholder::Field { name, .. }) if *name == field.name);
        let typed = values.get(&field.name).map_or(field.start(), String::as_str);
        holes.iter().any(asks) && !matches!(field.read(typed), Ok(Some(_)))
    };
    template.fields.iter().filter(wanted).collect()
}

/// The facts of a key that header and payload of a template ask for.
pub fn facts(template: &Template) -> Vec<KeyFact> {
    let holes = [&template.header, &template.payload].into_iter().flat_map(|text| pieces(text).unwrap_or_default());
    let facts = holes.filter_map(|piece| match piece {
        Piece::Hole(Placeholder::Key(fact)) => Some(fact),
        _ => None,
    });
    facts.collect()
}

/// What a name with placeholders in it is called.
pub fn name(template: &Template, values: &Values, text: &str) -> Option<String> {
    let facts = KeyFacts::default();
    Filling::new(template, values, 0, &facts).ok()?.plain(text)
}

/// What a key file in JSON has of a template's fields, such as the name of a service account.
pub fn of_key_file(template: &Template, text: &str) -> Values {
    let members = json::members(text.trim()).unwrap_or_default();
    let value = |wanted: &str| members.iter().find(|member| member.name == wanted)?.string();
    let filled = |field: &Field| Some((field.name.clone(), value(field.key_file.as_deref()?)?));
    template.fields.iter().filter_map(filled).collect()
}

/// What of a payload is made anew for each token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewed {
    /// Members that are times, and their seconds from now.
    pub times: Vec<(String, i64)>,
    /// Members that are identifiers.
    pub ids: Vec<(String, IdKind)>,
}

/// The times and identifiers of a template's payload.
pub fn renewed(template: &Template, values: &Values) -> Renewed {
    let mut renewed = Renewed::default();
    let facts = KeyFacts::default();
    let Ok(filling) = Filling::new(template, values, 0, &facts) else { return renewed };
    for member in json::members(&as_json(&template.payload)).unwrap_or_default() {
        let Some(text) = unquoted(member.raw) else { continue };
        let Some(name) = filling.plain(&member.name) else { continue };
        match pieces(text.trim_start_matches(BARE)).unwrap_or_default().as_slice() {
            [Piece::Hole(Placeholder::Now(span))] => {
                let span = filling.lifetime().filter(|_| *span > 0).unwrap_or(*span);
                renewed.times.push((name, span));
            }
            [Piece::Hole(Placeholder::Id(kind))] => renewed.ids.push((name, *kind)),
            _ => {}
        }
    }
    renewed
}

/// A sentence with placeholders in it; what is not known stands as its field's title in angle brackets.
pub fn sentence(template: &Template, values: &Values, text: &str) -> String {
    let Ok(found) = pieces(text) else { return text.to_owned() };
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Hole(Placeholder::Field { name, .. }) => {
            let field = template.field(&name);
            let typed = values.get(&name).map(String::as_str).or_else(|| Some(field?.start()));
            match field.map(|field| field.read(typed.unwrap_or_default())) {
                Some(Ok(Some(value))) => value.text(),
                _ => format!("<{}>", field.map_or(name.as_str(), |field| &field.title)),
            }
        }
        Piece::Hole(Placeholder::Token) => "eyJ…".to_owned(),
        Piece::Hole(_) => "…".to_owned(),
    };
    found.into_iter().map(piece).collect()
}

/// The template's text as JSON: a placeholder outside strings becomes a string with a mark in front.
pub(super) fn as_json(text: &str) -> String {
    let (mut json, mut within, mut escaped) = (String::new(), false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let bare = Some(rest).filter(|rest| !within && rest.starts_with("{{"));
        if let Some((hole, after)) = bare.and_then(|rest| rest.split_once("}}")) {
            json.push('"');
            json.push(BARE);
            json.push_str(hole);
            json.push_str("}}\"");
            rest = after;
            continue;
        }
        match c {
            _ if escaped => escaped = false,
            '\\' if within => escaped = true,
            '"' => within = !within,
            _ => {}
        }
        json.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    json
}

/// In front of a placeholder that stood outside of strings; of the private use area, which texts have no use for.
const BARE: char = '\u{E000}';

/// The longest time after now in a text, in seconds: how long a token of it lives.
pub(super) fn longest(text: &str) -> Option<i64> {
    let holes = pieces(text).ok()?;
    let spans = holes.into_iter().filter_map(|piece| match piece {
        Piece::Hole(Placeholder::Now(span)) => Some(span),
        _ => None,
    });
    spans.max().filter(|span| *span > 0)
}

impl<'a> Filling<'a> {
    fn new(template: &'a Template, values: &Values, now: i64, facts: &'a KeyFacts) -> Result<Self, Vec<Refused>> {
        let mut refused = Vec::new();
        let mut read = Vec::new();
        for field in &template.fields {
            let typed = values.get(&field.name).map_or(field.start(), String::as_str);
            match field.read(typed) {
                Ok(value) => read.push((field.name.as_str(), value)),
                Err(reason) => refused.push(Refused { field: field.name.clone(), reason }),
            }
        }
        if refused.is_empty() { Ok(Self { values: read, now, facts }) } else { Err(refused) }
    }

    fn field(&self, wanted: &str) -> Option<&Value> {
        self.values.iter().find(|(name, _)| *name == wanted)?.1.as_ref()
    }

    fn lifetime(&self) -> Option<i64> {
        match self.field(LIFETIME) {
            Some(Value::Span(seconds)) => Some(*seconds),
            _ => None,
        }
    }

    /// A placeholder's value; nothing where there is none.
    fn hole(&self, hole: &Placeholder) -> Result<Option<Value>, Problem> {
        Ok(match hole {
            Placeholder::Field { name, .. } => self.field(name).cloned(),
            Placeholder::Now(span) => {
                let span = self.lifetime().filter(|_| *span > 0).unwrap_or(*span);
                Some(Value::Bare(self.now.saturating_add(span).to_string()))
            }
            Placeholder::Id(IdKind::Uuid) => Some(Value::Text(uuid::random()?)),
            Placeholder::Id(IdKind::Random) => Some(Value::Text(uuid::random_32()?)),
            Placeholder::Key(fact) => Some(Value::Text(match self.facts.get(*fact) {
                Some(known) => known.to_owned(),
                None => KEY_FACTS
                    .iter()
                    .find(|(_, known)| known == fact)
                    .map_or_else(String::new, |(name, _)| format!("{{{{{name}}}}}")),
            })),
            Placeholder::Token => Some(Value::Text("{{token}}".to_owned())),
        })
    }

    /// A JSON value with its placeholders replaced; nothing if it is to be left out.
    fn value(&self, raw: &str) -> Result<Option<String>, Problem> {
        match raw.trim_start().as_bytes().first() {
            Some(b'{') => self.object(raw).map(Some),
            Some(b'[') => self.list(raw),
            Some(b'"') if raw.contains("{{") => self.string(raw),
            _ => Ok(Some(raw.to_owned())),
        }
    }

    fn object(&self, raw: &str) -> Result<String, Problem> {
        let mut members = Vec::new();
        for member in json::members(raw).unwrap_or_default() {
            let name = self.plain(&member.name);
            if let (Some(name), Some(value)) = (name, self.value(member.raw)?) {
                members.push(format!("{}:{value}", string(&name)));
            }
        }
        Ok(format!("{{{}}}", members.join(",")))
    }

    fn list(&self, raw: &str) -> Result<Option<String>, Problem> {
        let elements = json::elements(raw).unwrap_or_default();
        let mut values = Vec::new();
        for element in &elements {
            match self.alone(element)? {
                Some(Value::List(texts)) => values.extend(texts.iter().map(|text| string(text))),
                _ => values.extend(self.value(element)?),
            }
        }
        let emptied = values.is_empty() && !elements.is_empty();
        Ok((!emptied).then(|| format!("[{}]", values.join(","))))
    }

    /// The value of a string that is one placeholder and nothing else.
    fn alone(&self, raw: &str) -> Result<Option<Value>, Problem> {
        match unquoted(raw).as_deref().map(pieces) {
            Some(Ok(found)) => match found.as_slice() {
                [Piece::Hole(hole)] => self.hole(hole),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    fn string(&self, raw: &str) -> Result<Option<String>, Problem> {
        let Some(text) = unquoted(raw) else { return Ok(Some(raw.to_owned())) };
        let (bare, text) = text.strip_prefix(BARE).map_or((false, text.as_str()), |text| (true, text));
        let Ok(found) = pieces(text) else { return Ok(Some(raw.to_owned())) };
        if let [Piece::Hole(hole)] = found.as_slice() {
            return Ok(self.hole(hole)?.map(|value| match value {
                Value::Bare(json) if bare => json,
                Value::Text(text) => string(&text),
                other if bare => other.json(),
                other => string(&other.text()),
            }));
        }
        let mut joined = String::new();
        for piece in found {
            match piece {
                Piece::Text(text) => joined.push_str(text),
                Piece::Hole(hole) => {
                    joined.push_str(&self.hole(&hole)?.map_or_else(String::new, |value| value.text()));
                }
            }
        }
        Ok(Some(string(&joined)))
    }

    /// A text that is no JSON, with its placeholders replaced; nothing if one has no value.
    fn plain(&self, text: &str) -> Option<String> {
        let mut joined = String::new();
        for piece in pieces(text).ok()? {
            match piece {
                Piece::Text(text) => joined.push_str(text),
                Piece::Hole(hole) => joined.push_str(&self.hole(&hole).ok()??.text()),
            }
        }
        Some(joined)
    }
}

/// What a JSON string holds.
fn unquoted(raw: &str) -> Option<String> {
    json::Member { name: String::new(), raw, at: 0 }.string()
}

#[cfg(test)]
mod tests;
