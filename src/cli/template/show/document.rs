//! A template as a JSON document.

use super::super::super::report::Json;
use super::super::Known;
use super::{example, measured};
use crate::app::copy::Request;
use crate::app::template::field::Field;
use crate::app::template::{Give, KeyKind, Lifetime, Member, MemberType};

/// All of it.
pub(super) fn document(known: &Known) -> Json {
    let template = &*known.template;
    let keys = KeyKind::ALL.iter().filter(|(_, kind, _)| template.keys.contains(kind)).map(|(name, ..)| *name);
    let mut members = vec![
        ("template", Json::text(&template.id)),
        ("title", Json::text(&template.title)),
        ("about", Json::text(&template.about)),
        ("algorithms", Json::texts(&template.algorithms)),
        ("keys", Json::texts(keys)),
        ("certificate", Json::Truth(template.certificate)),
        ("header", Json::text(&template.header)),
        ("payload", Json::text(&template.payload)),
        ("fields", Json::List(template.fields.iter().map(field).collect())),
        ("members", Json::List(template.members.iter().map(member).collect())),
        ("lifetime", lifetime(&template.lifetime)),
        ("fresh", Json::Truth(template.fresh)),
        ("copy", Json::texts(&template.copy)),
    ];
    members.extend(template.call.as_ref().map(|call| ("request", request(call))));
    members.push(("next", Json::texts(&template.next)));
    let answers = template
        .answers
        .iter()
        .map(|answer| Json::Object(vec![("status", Json::text(&answer.status)), ("means", Json::text(&answer.means))]));
    members.push(("answers", Json::List(answers.collect())));
    members.extend(template.give.as_ref().map(|what| ("give", give(what))));
    members.push(("sources", Json::texts(&template.sources)));
    members.extend(template.checked.as_ref().map(|day| ("checked", Json::text(day))));
    members.push(("example", Json::text(example::line(&known.name(), template))));
    members.push(("own", Json::Truth(known.path.is_some())));
    members.extend(known.path.as_ref().map(|path| ("file", Json::text(path))));
    Json::Object(members)
}

fn field(field: &Field) -> Json {
    let mut members = vec![
        ("name", Json::text(&field.name)),
        ("title", Json::text(&field.title)),
        ("help", Json::text(&field.help)),
        ("type", Json::text(field.kind.name)),
        ("needed", Json::Truth(!field.optional && field.default.is_none())),
        ("setting", Json::Truth(field.setting)),
        ("example", Json::text(&field.example)),
    ];
    members.extend(field.default.as_ref().map(|default| ("default", Json::text(default))));
    Json::Object(members)
}

fn member(member: &Member) -> Json {
    let kind = MemberType::ALL.iter().find(|(_, kind, _)| *kind == member.kind).map_or("", |(name, ..)| *name);
    let mut members = vec![
        ("in", Json::text(if member.in_header { "header" } else { "payload" })),
        ("name", Json::text(&member.name)),
        ("type", Json::text(kind)),
        ("required", Json::Truth(member.required)),
    ];
    if !member.values.is_empty() {
        members.push(("values", Json::List(member.values.iter().cloned().map(Json::Raw).collect())));
    }
    if !member.mistaken.is_empty() {
        members.push(("mistaken", Json::texts(&member.mistaken)));
    }
    members.extend(member.help.as_ref().map(|help| ("help", Json::text(help))));
    Json::Object(members)
}

fn lifetime(lifetime: &Lifetime) -> Json {
    let seconds = |name, limit: Option<i64>| limit.map(|seconds| (name, Json::Number(seconds)));
    let limits = seconds("max", lifetime.most).into_iter().chain(seconds("advised", lifetime.advised));
    Json::Object(limits.chain([("from", Json::text(measured(lifetime.from)))]).collect())
}

fn request(call: &Request) -> Json {
    let pairs = |pairs: &[(String, String)]| {
        let pair = |(name, value): &(String, String)| {
            Json::Object(vec![("name", Json::text(name)), ("value", Json::text(value))])
        };
        Json::List(pairs.iter().map(pair).collect())
    };
    Json::Object(vec![
        ("method", Json::text(&call.method)),
        ("url", Json::text(&call.url)),
        ("headers", pairs(&call.headers)),
        ("form", pairs(&call.form)),
    ])
}

fn give(give: &Give) -> Json {
    Json::Object(vec![
        ("what", Json::texts(&give.what)),
        ("where", Json::text(&give.place)),
        ("commands", Json::texts(example::conversions(give))),
    ])
}
