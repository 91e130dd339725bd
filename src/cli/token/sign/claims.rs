//! Claims of a command line, in the order in which they were typed, whichever option
//! gives them.

use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches, ValueHint};

use crate::jose::compose;

/// One claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The option and the name, as a place in sentences: `--claim userId`.
    pub(super) place: String,
    /// The name of the member.
    pub(super) name: String,
    /// Its value, a JSON text; that of `--claim-json` as it was typed.
    pub(super) value: String,
}

/// All that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Claims(pub(super) Vec<Claim>);

const TEXT: &str = "claim";
const JSON: &str = "claim-json";

/// `name=value`; the value may be empty and may have further equals signs.
fn named(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        Some(_) => Err("a name stands in front of the equals sign".to_owned()),
        None => Err("a claim is NAME=VALUE".to_owned()),
    }
}

impl clap::Args for Claims {
    fn augment_args(command: Command) -> Command {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name)
                .long(name)
                .value_name(value)
                .value_hint(ValueHint::Other)
                .action(ArgAction::Append)
                .value_parser(named)
        };
        command
            .arg(option(TEXT, "NAME=TEXT").help("Add a claim with this text as its value; repeatable").long_help(
                "Add a claim with this text as its value; repeatable\n\n\
                         Claims follow the payload's own in the order of the command line. One that the payload has \
                         gets the new value where it stands.",
            ))
            .arg(option(JSON, "NAME=JSON").help("Add a claim with this JSON value: 7, true, [\"a\",\"b\"]; repeatable"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Claims {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let of = |option: &'static str| {
            let values = matches.get_many::<(String, String)>(option).into_iter().flatten();
            let places = matches.indices_of(option).into_iter().flatten();
            places.zip(values).map(move |(at, (name, value))| (at, option, name.clone(), value.clone()))
        };
        let mut all: Vec<_> = of(TEXT).chain(of(JSON)).collect();
        all.sort_by_key(|(at, ..)| *at);
        let claim = |(_, option, name, value): (usize, &str, String, String)| Claim {
            place: format!("--{option} {name}"),
            value: if option == TEXT { compose::string(&value) } else { value },
            name,
        };
        Ok(Self(all.into_iter().map(claim).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use super::*;

    fn claims(words: &[&str]) -> Vec<(String, String, String)> {
        let command = Claims::augment_args(Command::new("sign"));
        let matches = command.try_get_matches_from(std::iter::once("sign").chain(words.iter().copied())).unwrap();
        let claims = Claims::from_arg_matches(&matches).unwrap().0;
        claims.into_iter().map(|claim| (claim.place, claim.name, claim.value)).collect()
    }

    #[test]
    fn claims_of_both_options_keep_the_order_of_the_command_line() {
        let words =
            ["--claim", "b=1", "--claim-json=n=1.0", "--claim", "a=x=\"y\"", "--claim-json", "l=[ 1 ]", "--claim=e="];
        let row = |place: &str, name: &str, value: &str| (place.to_owned(), name.to_owned(), value.to_owned());
        let expected = [
            row("--claim b", "b", "\"1\""),
            row("--claim-json n", "n", "1.0"),
            row("--claim a", "a", "\"x=\\\"y\\\"\""),
            row("--claim-json l", "l", "[ 1 ]"),
            row("--claim e", "e", "\"\""),
        ];
        assert_eq!(claims(&words), expected);
        assert_eq!(claims(&[]), []);
    }

    #[test]
    fn a_claim_without_a_name_is_refused() {
        assert_eq!(named("x"), Err("a claim is NAME=VALUE".to_owned()));
        assert_eq!(named("=x"), Err("a name stands in front of the equals sign".to_owned()));
        assert_eq!(named("x="), Ok(("x".to_owned(), String::new())));
    }
}
