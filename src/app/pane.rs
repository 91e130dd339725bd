//! The six panes of the workbench, and which texts they are.

/// A pane, in the order of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pane {
    /// 1: the JOSE header.
    Header,
    /// 2: the payload.
    Payload,
    /// 3: the private key or HMAC secret.
    Signing,
    /// 4: the public key or certificate.
    Public,
    /// 5: the token.
    Token,
    /// 6: the list of checks.
    Checks,
}

impl Pane {
    /// All panes, by number.
    pub const ALL: [Self; 6] = [Self::Header, Self::Payload, Self::Signing, Self::Public, Self::Token, Self::Checks];
    /// The panes that are texts of the document, by slot.
    pub const TEXTS: [Self; 5] = [Self::Header, Self::Payload, Self::Signing, Self::Public, Self::Token];

    /// 0-based position; for the first five also the slot of the text.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The pane with that number (1 to 6).
    pub fn numbered(number: usize) -> Option<Self> {
        Self::ALL.get(number.checked_sub(1)?).copied()
    }

    /// The title on screen, without its number.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Header => "Header",
            Self::Payload => "Payload",
            Self::Signing => "Signing key",
            Self::Public => "Public key or certificate",
            Self::Token => "Token",
            Self::Checks => "Checks",
        }
    }

    /// The title where room is short.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Signing => "Sign key",
            Self::Public => "Public key",
            other => other.title(),
        }
    }

    /// The pane after this one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL.get(self.index() + 1).copied().unwrap_or(Self::Header)
    }

    /// The pane before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        self.index().checked_sub(1).and_then(|at| Self::ALL.get(at).copied()).unwrap_or(Self::Checks)
    }

    /// True for the panes whose text is JSON.
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Header | Self::Payload)
    }

    /// True for the panes that hold key material.
    pub const fn is_key(self) -> bool {
        matches!(self, Self::Signing | Self::Public)
    }
}
