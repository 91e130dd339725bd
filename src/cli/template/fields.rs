//! The fields of a template on the command line: `-s name=value`.

use super::super::exit;
use super::super::report::{Failures, Report};
use super::super::usage::near;
use super::Known;
use crate::app::template::field::Field;
use crate::app::template::{Template, Values};

/// `name=value`; the value may be empty and may have further equals signs.
pub(in crate::cli) fn set(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        Some(_) => Err("the name of a field stands in front of the equals sign".to_owned()),
        None => Err("a field is NAME=VALUE".to_owned()),
    }
}

/// What was given for the fields of a template; every field that will not do has its report.
pub(in crate::cli) fn values(known: &Known, given: &[(String, String)]) -> Result<Values, Failures> {
    let template = &known.template;
    let (mut values, mut reports, mut meant) = (Values::new(), Vec::new(), Vec::new());
    for (name, value) in given {
        if template.field(name).is_none() {
            let near = nearest(template, name);
            reports.push(unknown(template, name, near));
            meant.extend(near);
        } else if values.insert(name.clone(), value.clone()).is_some() {
            let report = Report::new("given_twice", "command line", format!("the field {name} is given twice"));
            reports.push(report.hint("give it once; a list has commas between its texts"));
        }
    }
    // A field whose name is misspelt is not missing as well.
    let others = template.fields.iter().filter(|field| !meant.contains(&field.name.as_str()));
    reports.extend(others.filter_map(|field| refusal(template, field, &values)));
    if reports.is_empty() { Ok(values) } else { Err(Failures { reports, code: exit::USAGE }) }
}

fn refusal(template: &Template, field: &Field, values: &Values) -> Option<Report> {
    let typed = values.get(&field.name).map_or(field.start(), String::as_str);
    let reason = field.read(typed).err()?;
    let hint = format!("-s {}=…: {}", field.name, field.help);
    if typed.trim().is_empty() {
        let message = format!("{} wants the field {}: {} is missing", template.title, field.name, field.title);
        return Some(Report::new("missing_field", "command line", message).hint(hint));
    }
    Some(Report::new("bad_field", format!("-s {}", field.name), reason).hint(hint))
}

/// The field that was meant with a name or title.
fn nearest<'t>(template: &'t Template, name: &str) -> Option<&'t str> {
    let by_title = || template.fields.iter().find(|field| field.title.eq_ignore_ascii_case(name));
    near(name, template.fields.iter().map(|field| field.name.as_str()))
        .or_else(|| by_title().map(|field| field.name.as_str()))
}

fn unknown(template: &Template, name: &str, meant: Option<&str>) -> Report {
    let names: Vec<&str> = template.fields.iter().map(|field| field.name.as_str()).collect();
    let list = format!("its fields are {}", names.join(", "));
    let short: String = name.chars().take(super::SHOWN).collect();
    let report = Report::new("unknown_field", "command line", format!("{} has no field {short:?}", template.title));
    report.hint(meant.map_or_else(|| list.clone(), |meant| format!("did you mean {meant}? {list}")))
}
