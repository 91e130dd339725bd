//! What one key press can do about a problem: the ways out that the program itself
//! can go. Whoever shows a problem offers its fix; applying it is the caller's.

use super::key::SecretEncoding;
use super::problem::Problem;
use zeroize::Zeroizing;

/// A way out that the program can go by itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Fix {
    /// Read the HMAC secret in another way.
    ReadSecretAs(SecretEncoding),
    /// Take this text for the secret: the one that is there with other white space around it.
    UseSecret {
        /// The secret.
        text: Zeroizing<String>,
        /// What is different about it: "the secret without the white space around it".
        what: &'static str,
    },
    /// Check with the public part of the signing key in place of the public key.
    VerifyWithSigningKey,
    /// Put this token in place of the one that is there: the same with its signature or payload mended.
    ReplaceToken {
        /// The mended token.
        token: String,
        /// What is different about it: "the signature as r and s".
        what: &'static str,
    },
    /// Write the same token in compact serialization.
    WriteCompact(String),
    /// Read the payload as the token that it is.
    OpenNested(String),
    /// Write this in place of the value of a claim: seconds for milliseconds, a number for a string.
    SetClaim {
        /// The claim's name.
        name: String,
        /// Its new value, as JSON.
        value: String,
    },
}

impl Fix {
    /// What can be done about a token that cannot be read for this reason.
    pub fn of_unreadable(problem: &Problem, token: &str) -> Option<Self> {
        if problem.code != "standard_base64" || token.contains('{') {
            return None;
        }
        let token: String = token
            .chars()
            .filter(|c| *c != '=')
            .map(|c| match c {
                '+' => '-',
                '/' => '_',
                other => other,
            })
            .collect();
        Some(Self::ReplaceToken { token, what: "the same in base64url" })
    }

    /// What it does, after "Enter: ".
    pub fn title(&self) -> String {
        match self {
            Self::ReadSecretAs(encoding) => format!("read the secret as {}", encoding.name()),
            Self::VerifyWithSigningKey => "check with the public part of the signing key".to_owned(),
            Self::UseSecret { what, .. } | Self::ReplaceToken { what, .. } => format!("take {what}"),
            Self::WriteCompact(_) => "write it as a compact token".to_owned(),
            Self::OpenNested(_) => "open the token inside".to_owned(),
            Self::SetClaim { name, value } => format!("write \"{name}\": {value}"),
        }
    }
}

impl std::fmt::Debug for Fix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fix({})", self.title())
    }
}
