//! What the surroundings say about terminal and desktop, read once at the start.
//! The time zone is left to the library that knows time zones.

use std::ffi::OsString;

/// How many colours the terminal says it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The sixteen of its own palette (nothing more is known).
    Ansi,
    /// 24-bit colours (`COLORTERM` is `truecolor` or `24bit`).
    True,
}

/// Whether the terminal's background is dark or light (`COLORFGBG`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// What the environment variables say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent fact about the surroundings")]
pub struct Environment {
    /// The person sits at another machine (`SSH_TTY` or `SSH_CONNECTION`).
    pub over_ssh: bool,
    /// tmux is between the program and the terminal (`TMUX`).
    pub in_tmux: bool,
    /// GNU screen is between the program and the terminal (`STY`).
    pub in_screen: bool,
    /// No colours are wanted (`NO_COLOR`, not empty; <https://no-color.org>).
    pub no_color: bool,
    /// How many colours there are.
    pub depth: Depth,
    /// The background, where the terminal tells.
    pub background: Option<Background>,
    /// The terminal can do nothing but print (`TERM=dumb`).
    pub dumb: bool,
    /// A Wayland compositor is named (`WAYLAND_DISPLAY`).
    pub wayland: bool,
    /// An X server is named (`DISPLAY`).
    pub x11: bool,
}

/// The folder that relative paths count from, if it has a name in text.
pub fn folder() -> Option<String> {
    std::env::current_dir().ok()?.into_os_string().into_string().ok()
}

impl Environment {
    /// Reads the variables of this process.
    pub fn read() -> Self {
        Self::from(|name| std::env::var_os(name))
    }

    /// Reads variables from `variable`. Empty ones count as absent.
    pub fn from(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
        Self {
            over_ssh: set("SSH_TTY") || set("SSH_CONNECTION"),
            in_tmux: set("TMUX"),
            in_screen: set("STY"),
            no_color: set("NO_COLOR"),
            depth: depth(&text("COLORTERM")),
            background: background(&text("COLORFGBG")),
            dumb: text("TERM") == "dumb",
            wayland: set("WAYLAND_DISPLAY"),
            x11: set("DISPLAY"),
        }
    }
}

fn depth(colorterm: &str) -> Depth {
    if ["truecolor", "24bit"].iter().any(|name| colorterm.eq_ignore_ascii_case(name)) {
        Depth::True
    } else {
        Depth::Ansi
    }
}

/// `foreground;background` or `foreground;default;background`, palette numbers:
/// 7 and 9 to 15 are light (rxvt's rule, as vim reads it).
fn background(colorfgbg: &str) -> Option<Background> {
    let number: u8 = colorfgbg.rsplit_once(';')?.1.parse().ok()?;
    match number {
        0..=6 | 8 => Some(Background::Dark),
        7 | 9..=15 => Some(Background::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Environment {
        let owned: Vec<(String, OsString)> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value))).collect();
        Environment::from(move |name| owned.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    }

    const NOTHING: Environment = Environment {
        over_ssh: false,
        in_tmux: false,
        in_screen: false,
        no_color: false,
        depth: Depth::Ansi,
        background: None,
        dumb: false,
        wayland: false,
        x11: false,
    };

    #[test]
    fn an_empty_environment_says_nothing() {
        assert_eq!(of(&[]), NOTHING);
    }

    #[test]
    fn empty_variables_count_as_absent() {
        assert_eq!(of(&[("NO_COLOR", ""), ("SSH_TTY", ""), ("DISPLAY", ""), ("TMUX", "")]), NOTHING);
    }

    #[test]
    fn a_session_over_ssh_inside_tmux_is_seen_as_both() {
        assert_eq!(
            of(&[("SSH_CONNECTION", "10.0.0.1 50000 10.0.0.2 22"), ("TMUX", "/run/tmux-0/default,1,0")]),
            Environment { over_ssh: true, in_tmux: true, ..NOTHING }
        );
    }

    #[test]
    fn true_colour_is_what_colorterm_says() {
        assert_eq!(of(&[("COLORTERM", "truecolor")]).depth, Depth::True);
        assert_eq!(of(&[("COLORTERM", "24bit")]).depth, Depth::True);
        assert_eq!(of(&[("COLORTERM", "yes")]).depth, Depth::Ansi);
    }

    #[test]
    fn the_background_is_the_last_number_of_colorfgbg() {
        assert_eq!(of(&[("COLORFGBG", "15;0")]).background, Some(Background::Dark));
        assert_eq!(of(&[("COLORFGBG", "0;15")]).background, Some(Background::Light));
        assert_eq!(of(&[("COLORFGBG", "0;default;15")]).background, Some(Background::Light));
        assert_eq!(of(&[("COLORFGBG", "12;8")]).background, Some(Background::Dark));
        assert_eq!(of(&[("COLORFGBG", "0;default")]).background, None);
        assert_eq!(of(&[("COLORFGBG", "15")]).background, None);
    }
}
