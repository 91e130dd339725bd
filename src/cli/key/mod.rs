//! `jotbench key`: looking at keys, pairing, converting and making them.

mod convert;
mod generate;
mod inspect;
mod matching;

use super::report::Answer;

const EXAMPLES: &str = "\
Examples:
  jotbench key inspect server.pem
  jotbench key match server_key.pem server.pem
  jotbench key convert server.pem --to jwk
  jotbench key generate rsa:3072 --out server --cert CN=qlik01.corp.local

A file is read by its content, never by its name: PEM, DER, JWK, JWK Set,
PKCS#12, OpenSSH. - is standard input.";

/// Look at keys and certificates, tell whether they belong together, convert and make them
#[derive(Debug, clap::Args)]
#[command(subcommand_required = true, arg_required_else_help = true, after_long_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Inspect(inspect::Arguments),
    Match(matching::Arguments),
    Convert(convert::Arguments),
    Generate(generate::Arguments),
}

impl Arguments {
    /// Does it. Reads files and standard input, may ask for a passphrase, and may write files.
    pub fn run(&self) -> Answer {
        match &self.command {
            Command::Inspect(arguments) => arguments.run(),
            Command::Match(arguments) => arguments.run(),
            Command::Convert(arguments) => arguments.run(),
            Command::Generate(arguments) => arguments.run(),
        }
    }
}

/// A moment of the command line: RFC 3339 or Unix seconds.
pub(super) fn moment(text: &str) -> Result<i64, &'static str> {
    crate::jose::times::moment(text).ok_or("a time is RFC 3339, as 2026-11-22T05:10:04Z, or Unix seconds")
}

/// The given moment, else the clock's; Unix seconds.
pub(super) fn now(given: Option<i64>) -> i64 {
    given.unwrap_or_else(|| crate::sys::clock::now().div_euclid(1000))
}
