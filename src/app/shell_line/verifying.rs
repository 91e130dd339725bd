//! The line that verifies the token on the screen with the same key and against the
//! same expectations. The token itself comes in as a file.

use super::ShellLine;
use super::line::{KeyName, Line};
use crate::jose::policy::Policy;
use crate::jose::times;

/// What such a line says; nothing of a key or a token.
pub(super) struct Verifying<'a> {
    /// What is verified with.
    pub(super) key: &'a KeyName,
    /// Which key of a JWK Set, where the token's own kid does not tell.
    pub(super) kid: Option<&'a str>,
    /// What the token is held against.
    pub(super) policy: &'a Policy,
    /// The payload is not in the token.
    pub(super) detached: bool,
}

/// The line, or why there can be none.
pub(super) fn line(facts: &Verifying<'_>) -> Result<ShellLine, String> {
    let Verifying { key, kid, policy, detached } = facts;
    let expect = &policy.expect;
    let mut line = Line::of("verify");
    line.key(key);
    if let Some(kid) = kid {
        line.option("--kid", kid);
    }
    if !expect.alg.is_empty() {
        line.option("--alg", &expect.alg.join(","));
    }
    for (name, values) in
        [("--iss", &expect.iss), ("--aud", &expect.aud), ("--sub", &expect.sub), ("--typ", &expect.typ)]
    {
        for value in values {
            line.option(name, value);
        }
    }
    if !expect.require.is_empty() {
        line.option("--require", &expect.require.join(","));
    }
    if policy.leeway > 0 {
        line.option("--leeway", &format!("{}s", policy.leeway));
    }
    match policy.at {
        _ if policy.ignore_time => line.flag("--ignore-time"),
        Some(at) => line.option("--at", &times::rfc3339(at).unwrap_or_else(|| at.to_string())),
        None => {}
    }
    if policy.any_payload {
        line.flag("--any-payload");
    }
    if *detached {
        line.file("--payload", "payload.bin");
        line.say("put the payload, byte for byte, into the file payload.bin");
    }
    line.input("token.txt");
    line.say("put the token of pane 5 into the file token.txt");
    line.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::workbench::KeyPath;
    use crate::jose::key::SecretEncoding;
    use crate::jose::policy::expected;

    fn made(key: &KeyName, kid: Option<&str>, policy: &Policy, detached: bool) -> (String, Vec<String>) {
        let made = line(&Verifying { key, kid, policy, detached }).unwrap();
        (made.command, made.words)
    }

    fn file(path: &str) -> KeyName {
        KeyName::File(KeyPath { path: path.to_owned(), locked: false })
    }

    const TOKEN: &str = "put the token of pane 5 into the file token.txt";
    const SHELLS: &str = "quoted for sh, bash and zsh";

    #[test]
    fn without_expectations_the_line_names_key_and_token() {
        let command = "jotbench verify -k server.pem < token.txt";
        let words = [TOKEN, SHELLS].map(str::to_owned).to_vec();
        assert_eq!(made(&file("server.pem"), None, &Policy::default(), false), (command.to_owned(), words));
    }

    #[test]
    fn everything_that_is_in_force_is_in_the_line() {
        let line = "iss=https://login.example/?a=b iss=-x aud=\"web app\" aud=it's sub=jde typ=at+jwt require=exp,userId \
                    require=\"a b\" alg=RS256,PS256";
        let expect = expected(line).unwrap();
        let policy = Policy { leeway: 60, at: Some(1_795_324_204), expect, ..Policy::default() };
        let (command, _) = made(&file("my keys/it's.json"), Some("2026-a"), &policy, false);
        assert_eq!(
            command,
            r"jotbench verify -k 'my keys/it'\''s.json' --kid 2026-a --alg RS256,PS256 --iss 'https://login.example/?a=b' --iss=-x --aud 'web app' --aud 'it'\''s' --sub jde --typ at+jwt --require 'exp,userId,a b' --leeway 60s --at 2026-11-22T05:10:04Z < token.txt"
        );
        let policy = Policy { ignore_time: true, any_payload: true, at: Some(0), ..Policy::default() };
        let (command, _) = made(&file("a.pem"), None, &policy, false);
        assert_eq!(command, "jotbench verify -k a.pem --ignore-time --any-payload < token.txt");
    }

    #[test]
    fn what_is_in_no_file_is_told_in_words() {
        let secret = KeyName::SecretVariable("the secret of pane 3".to_owned(), SecretEncoding::Base64Url);
        let (command, words) = made(&secret, None, &Policy::default(), true);
        assert_eq!(
            command,
            "jotbench verify --secret-env JOTBENCH_SECRET --secret-encoding base64url --payload payload.bin < token.txt"
        );
        let put = "put the secret of pane 3 into the environment variable JOTBENCH_SECRET";
        assert_eq!(words, [put, "put the payload, byte for byte, into the file payload.bin", TOKEN, SHELLS]);

        let locked = KeyName::File(KeyPath { path: "server.pfx".to_owned(), locked: true });
        let (command, words) = made(&locked, None, &Policy::default(), false);
        assert_eq!(command, "jotbench verify -k server.pfx --passphrase-env JOTBENCH_PASSPHRASE < token.txt");
        assert_eq!(words[0], "put the passphrase of server.pfx into the environment variable JOTBENCH_PASSPHRASE");
    }
}
