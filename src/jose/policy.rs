//! What a token is held against beside its signature: the moment, the leeway, and
//! the values that are expected of its claims.

use super::algorithm::{ALGORITHMS, Family};
use super::decode::Decoded;

/// How a token is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Seconds that clocks may differ by: added to `exp`, taken off `nbf` and `iat`.
    pub leeway: i64,
    /// Judge the times as of then (Unix seconds), not now.
    pub at: Option<i64>,
    /// Do not judge the times at all.
    pub ignore_time: bool,
    /// A payload that is no claims set is no failure (a plain JWS).
    pub any_payload: bool,
    /// What is expected of the claims.
    pub expect: Expect,
}

/// The values that are expected; what is not named is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expect {
    /// `iss`, one of these (RFC 7519 section 4.1.1).
    pub iss: Vec<String>,
    /// `aud`: the claim, a string or a list, must hold one of these (RFC 7519 section 4.1.3).
    pub aud: Vec<String>,
    /// `sub`, one of these.
    pub sub: Vec<String>,
    /// The header's `typ`, one of these (RFC 8725 section 3.11), without regard to case and `application/`.
    pub typ: Vec<String>,
    /// Names of claims that must be there and not be null.
    pub require: Vec<String>,
    /// Names of algorithms that are allowed; empty: every one that fits the key.
    pub alg: Vec<String>,
}

impl Policy {
    /// The moment to judge at, when the clock says `now` (Unix seconds).
    pub fn moment(&self, now: i64) -> i64 {
        self.at.unwrap_or(now)
    }
}

/// A `typ` or `cty` to compare: without regard to case and to `application/` (RFC 7515 section 4.1.9).
pub fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").map_or_else(|| typ.clone(), str::to_owned)
}

impl Expect {
    /// True if the header of a signature is as expected.
    pub fn takes(&self, decoded: &Decoded) -> bool {
        let alg = self.alg.is_empty() || decoded.alg().is_some_and(|alg| self.alg.iter().any(|one| one == alg));
        let typ = decoded.jose.as_ref().and_then(|jose| jose.typ.as_deref()).map(media_type);
        alg && (self.typ.is_empty() || typ.is_some_and(|typ| self.typ.iter().any(|one| media_type(one) == typ)))
    }

    /// True if nothing is expected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The longest leeway, in seconds: a day. More is no difference between clocks.
const MOST_LEEWAY: i64 = 86_400;

/// A leeway in seconds: `60`, `60s`, `5m`, `1h`; or the sentence why it is none.
pub fn leeway(text: &str) -> Result<i64, &'static str> {
    let (number, unit) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60),
        Some(number) if text.ends_with('h') => (number, 3600),
        Some(number) => (number, 1),
        None => (text, 1),
    };
    let seconds = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.filter(|seconds| (0..=MOST_LEEWAY).contains(seconds)).ok_or("a leeway is 0 s to 24 h: 60, 60s, 5m, 1h")
}

/// Expectations written as `iss=… aud=… require=exp,sub`; a value with spaces stands in quotes, a name may stand more
/// than once. The sentence names the word that is none.
pub fn expected(line: &str) -> Result<Expect, String> {
    let mut expect = Expect::default();
    for word in words(line)? {
        let (name, value) = word.split_once('=').filter(|(_, value)| !value.is_empty()).ok_or_else(|| {
            format!("\"{word}\" has no value: write it as iss=https://issuer.example/ or require=exp,sub")
        })?;
        let list = |value: &str| {
            value.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        match name {
            "iss" => expect.iss.push(value.to_owned()),
            "aud" => expect.aud.push(value.to_owned()),
            "sub" => expect.sub.push(value.to_owned()),
            "typ" => expect.typ.push(value.to_owned()),
            "require" => expect.require.extend(list(value)),
            "alg" => {
                for name in list(value) {
                    allowed(&name)?;
                    expect.alg.push(name);
                }
            }
            other => return Err(format!("\"{other}\" is not known here: iss, aud, sub, typ, require or alg")),
        }
    }
    Ok(expect)
}

/// Whether an algorithm may be among those that are allowed, or the sentence why not.
pub fn allowed(name: &str) -> Result<(), String> {
    let known = || ALGORITHMS.iter().filter(|row| row.family != Family::None).map(|row| row.name);
    if known().any(|known| known == name) {
        return Ok(());
    }
    if name.eq_ignore_ascii_case("none") {
        return Err("a token without a signature is never valid".to_owned());
    }
    Err(format!("known algorithms are {}", known().collect::<Vec<_>>().join(", ")))
}

/// The same as text.
pub fn written(expect: &Expect) -> String {
    let quoted =
        |value: &str| if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() };
    let named = [("iss", &expect.iss), ("aud", &expect.aud), ("sub", &expect.sub), ("typ", &expect.typ)];
    let values =
        named.iter().flat_map(|(name, values)| values.iter().map(move |value| format!("{name}={}", quoted(value))));
    let lists = [("require", &expect.require), ("alg", &expect.alg)].into_iter().filter(|(_, list)| !list.is_empty());
    let lists = lists.map(|(name, list)| format!("{name}={}", quoted(&list.join(","))));
    values.chain(lists).collect::<Vec<_>>().join(" ")
}

/// Words apart by spaces; quotes keep spaces and are taken off.
fn words(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leeway_has_a_unit_and_bounds() {
        let cases = [("0", Ok(0)), ("60", Ok(60)), ("60s", Ok(60)), ("5m", Ok(300)), ("24h", Ok(86_400))];
        for (text, seconds) in cases {
            assert_eq!(leeway(text), seconds, "{text}");
        }
        for text in ["-1", "25h", "", "s", "1d", "9223372036854775807h", "1.5m"] {
            assert!(leeway(text).is_err(), "{text}");
        }
    }

    #[test]
    fn expectations_are_read_as_they_are_written() {
        let expect = expected("iss=https://a/?b=c aud=api  aud=\"web app\" require=exp,sub alg=RS256").unwrap();
        let strings = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        let wanted = Expect {
            iss: strings(&["https://a/?b=c"]),
            aud: strings(&["api", "web app"]),
            require: strings(&["exp", "sub"]),
            alg: strings(&["RS256"]),
            ..Expect::default()
        };
        assert_eq!(expect, wanted);
        assert_eq!(written(&expect), "iss=https://a/?b=c aud=api aud=\"web app\" require=exp,sub alg=RS256");
        assert_eq!(expected(&written(&expect)), Ok(expect));
        assert_eq!(expected(" "), Ok(Expect::default()));
        let spaced = expected("\"require=a b,,c\" alg=ES256,").unwrap();
        assert_eq!(
            (spaced.require.as_slice(), spaced.alg.as_slice()),
            (&strings(&["a b", "c"])[..], &strings(&["ES256"])[..])
        );
        assert_eq!(expected(&written(&spaced)), Ok(spaced));
        assert!(expected("alg=rs256").is_err() && expected("alg=none").is_err());
        assert_eq!(
            expected("issuer=x"),
            Err("\"issuer\" is not known here: iss, aud, sub, typ, require or alg".to_owned())
        );
        assert!(expected("iss=").is_err() && expected("iss").is_err() && expected("iss=\"a").is_err());
    }
}
