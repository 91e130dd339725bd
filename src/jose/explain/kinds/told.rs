//! What a token says of itself, read for recognising it: members by name, values of bounded length, issuers as hosts.

use crate::jose::json::{self, Member};
use crate::jose::policy::media_type;

/// Header and payload as members.
pub(super) struct Told<'a> {
    header: Vec<Member<'a>>,
    payload: Vec<Member<'a>>,
    typ: String,
    issuer: Option<Issuer>,
}

/// Bytes of the longest value that is read.
const LONGEST: usize = 2048;

impl<'a> Told<'a> {
    /// Reads both; nothing if neither has a member.
    pub(super) fn of(header: &'a str, payload: &'a str) -> Option<Self> {
        let [header, payload] = [header, payload].map(|text| json::members(text).unwrap_or_default());
        let typ = media_type(&find(&header, "typ").and_then(text).unwrap_or_default());
        let issuer = find(&payload, "iss").and_then(text).as_deref().and_then(Issuer::of);
        (!header.is_empty() || !payload.is_empty()).then_some(Self { header, payload, typ, issuer })
    }

    /// The media type in `typ` of the header, in lower case and without `application/`.
    pub(super) fn typ(&self) -> &str {
        &self.typ
    }

    /// True if the header has a member of that name.
    pub(super) fn header_has(&self, name: &str) -> bool {
        find(&self.header, name).is_some()
    }

    /// A text in the payload.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        find(&self.payload, name).and_then(text)
    }

    /// A whole number in the payload.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        find(&self.payload, name)?.raw.parse().ok()
    }

    /// True if the payload has a member of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        find(&self.payload, name).is_some()
    }

    /// True if the payload has one of these members.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    /// True if the payload has all of these members.
    pub(super) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// True if the payload's member begins so: `{` for an object, `[` for a list.
    pub(super) fn begins(&self, name: &str, with: char) -> bool {
        find(&self.payload, name).is_some_and(|member| member.raw.starts_with(with))
    }

    /// True if `events` of the payload has an event of that name (RFC 8417 section 2.2).
    pub(super) fn events_name(&self, event: &str) -> bool {
        find(&self.payload, "events").is_some_and(|events| {
            json::members(events.raw).unwrap_or_default().iter().any(|member| member.name == event)
        })
    }

    /// The names of the payload's members.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.payload.iter().map(|member| member.name.as_str())
    }

    /// The audiences: one text, or a list of them (RFC 7519 section 4.1.3).
    pub(super) fn audiences(&self) -> Vec<String> {
        let Some(member) = find(&self.payload, "aud").filter(|member| member.raw.len() <= LONGEST) else {
            return Vec::new();
        };
        let one = member.string().map(|one| vec![one]);
        one.or_else(|| serde_json::from_str(member.raw).ok()).unwrap_or_default()
    }

    /// True if one of the audiences is one of these, to the letter.
    pub(super) fn is_for(&self, audiences: &[&str]) -> bool {
        self.audiences().iter().any(|own| audiences.contains(&own.as_str()))
    }

    /// The issuer as an address.
    pub(super) fn issuer(&self) -> Option<&Issuer> {
        self.issuer.as_ref()
    }
}

fn find<'m, 'a>(members: &'m [Member<'a>], name: &str) -> Option<&'m Member<'a>> {
    members.iter().rev().find(|member| member.name == name)
}

fn text(member: &Member<'_>) -> Option<String> {
    if member.raw.len() > LONGEST { None } else { member.string() }
}

/// Bytes of the longest address that is told.
const LONGEST_ADDRESS: usize = 200;

/// An issuer that is an address: `https://host/path`, of characters that an address has, without user, query
/// or fragment.
pub(super) struct Issuer {
    /// As it is written, without a slash at the end.
    whole: String,
    /// Its scheme is https.
    https: bool,
    /// Host, and port if it has one, in lower case.
    authority: String,
    /// What follows, without a slash at the end.
    path: String,
}

impl Issuer {
    fn of(text: &str) -> Option<Self> {
        let (https, rest) = match text.strip_prefix("https://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("http://")?),
        };
        let authority = rest.split('/').next().unwrap_or_default();
        let path = rest.get(authority.len()..)?;
        let host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
        let way = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%:@!$'()*+,;=".contains(&byte);
        let is_address = !authority.is_empty() && authority.bytes().all(host) && path.bytes().all(way);
        is_address.then(|| Self {
            whole: text.trim_end_matches('/').to_owned(),
            https,
            authority: authority.to_ascii_lowercase(),
            path: path.trim_end_matches('/').to_owned(),
        })
    }

    /// True if it is this host, over https and without a port.
    pub(super) fn is(&self, host: &str) -> bool {
        self.https && self.authority == host
    }

    /// What stands in front of `.domain`, over https and without a port: `tenant` of `tenant.okta.com`.
    pub(super) fn below(&self, domain: &str) -> Option<&str> {
        let name = self.authority.strip_suffix(domain)?.strip_suffix('.')?;
        (self.https && !name.is_empty()).then_some(name)
    }

    /// The names in its path.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path.split('/').skip(1).collect()
    }

    /// Keys published at a path below it.
    pub(super) fn keys(&self, path: &str) -> String {
        super::published(&self.address(path))
    }

    /// Keys published at a path of its host.
    pub(super) fn keys_of_host(&self, path: &str) -> String {
        let scheme = if self.https { "https" } else { "http" };
        let address = if self.authority.len() <= LONGEST_ADDRESS {
            format!("{scheme}://{}{path}", self.authority)
        } else {
            format!("{path} of the issuer's host")
        };
        super::published(&address)
    }

    /// Keys whose address stands in the issuer's description of itself (OpenID Connect Discovery, RFC 8414).
    pub(super) fn discovered(&self) -> String {
        let page = self.address("/.well-known/openid-configuration");
        format!("keys: at the address \"jwks_uri\" in {page} (save that page; F2 opens it, -k takes it)")
    }

    fn address(&self, path: &str) -> String {
        if self.whole.len() <= LONGEST_ADDRESS {
            return format!("{}{path}", self.whole);
        }
        // Cut, it would be no address at all.
        format!("the issuer's address and {path}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_exact_host_counts() {
        let host = "login.microsoftonline.com";
        let is = |text: &str| Issuer::of(text).is_some_and(|issuer| issuer.is(host));
        assert!(is("https://login.microsoftonline.com/x/v2.0"));
        assert!(is("https://LOGIN.microsoftonline.com"));
        for other in [
            "https://evil.example/login.microsoftonline.com",
            "https://login.microsoftonline.com.evil.example/",
            "https://login.microsoftonline.com@evil.example/",
            "https://evil.example\\@login.microsoftonline.com/",
            "https://evil.example#login.microsoftonline.com/",
            "https://evil.example?login.microsoftonline.com/",
            "https://xlogin.microsoftonline.com/",
            "https://login.microsoftonline.com./",
            "https://login.microsoftonline.com:8443/",
            "http://login.microsoftonline.com/",
            "https:///login.microsoftonline.com/",
            " https://login.microsoftonline.com/",
            "https://login.microsoftonline.com/\u{1b}[31m",
            "https://login.microsoftonline.com/a b",
            "https://l\u{43e}gin.microsoftonline.com/",
            "login.microsoftonline.com",
            "",
        ] {
            assert!(!is(other), "{other}");
        }
    }

    #[test]
    fn a_domain_counts_with_its_dot() {
        let below = |text: &str| Issuer::of(text).and_then(|issuer| issuer.below("okta.com").map(str::to_owned));
        assert_eq!(below("https://dev-1.okta.com/oauth2/default").as_deref(), Some("dev-1"));
        assert_eq!(below("https://evilokta.com/"), None);
        assert_eq!(below("https://okta.com/"), None);
        assert_eq!(below("https://okta.com.evil.example/"), None);
    }

    #[test]
    fn an_address_that_is_too_long_is_described() {
        let long = Issuer::of(&format!("https://a.example/{}", "x".repeat(1000))).unwrap();
        assert_eq!(long.keys("/k"), "keys: the issuer's address and /k (save the page; F2 opens it, -k takes it)");
        let long = Issuer::of(&format!("https://{}/", "a".repeat(1000))).unwrap();
        assert_eq!(long.keys_of_host("/k"), "keys: /k of the issuer's host (save the page; F2 opens it, -k takes it)");
    }
}
