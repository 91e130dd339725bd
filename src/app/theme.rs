//! Which colours to draw in. What they look like is the screen's business.

/// The palettes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeName {
    /// The terminal's own sixteen colours.
    Terminal,
    /// True colours for dark backgrounds.
    Dark,
    /// True colours for light backgrounds.
    Light,
    /// No colours: bold, underline and reverse.
    Plain,
}

impl ThemeName {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Terminal, Self::Dark, Self::Light, Self::Plain];

    /// The name and what it is for.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Terminal => ("terminal", "the terminal's own 16 colours"),
            Self::Dark => ("dark", "true colours on a dark background"),
            Self::Light => ("light", "true colours on a light background"),
            Self::Plain => ("plain", "no colours"),
        }
    }
}
