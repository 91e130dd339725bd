//! Roles and what they look like. Drawing names a role, never a colour; status is
//! never told by colour alone.

use ratatui::style::{Color, Modifier, Style};

use crate::app::theme::ThemeName;

/// What a cell means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the name of what it draws")]
pub enum Role {
    Text,
    Quiet,
    Border,
    FocusBorder,
    Title,
    FocusTitle,
    Name,
    String,
    Number,
    Literal,
    Mark,
    Error,
    TokenHeader,
    TokenPayload,
    TokenSignature,
    TokenDot,
    Stale,
    Ok,
    Warn,
    Fail,
    Info,
    Selected,
    Hint,
    Chord,
    Escaped,
    Masked,
}

/// A look for each role.
#[derive(Debug, Clone)]
pub struct Theme {
    style: fn(Role) -> Style,
}

impl Theme {
    /// The look of a palette.
    pub const fn of(name: ThemeName) -> Self {
        let style = match name {
            ThemeName::Terminal => terminal,
            ThemeName::Dark => dark,
            ThemeName::Light => light,
            ThemeName::Plain => plain,
        };
        Self { style }
    }

    /// Each role as a colour number of its own: what tests read roles back from.
    pub const fn marks() -> Self {
        Self { style: marks }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        (self.style)(role)
    }
}

const fn marks(role: Role) -> Style {
    Style::new().fg(Color::Indexed(role as u8 + 1))
}

/// Shape without colour: what every palette shares.
const fn plain(role: Role) -> Style {
    let style = Style::new();
    match role {
        Role::FocusBorder | Role::Title | Role::Name | Role::TokenDot | Role::Chord | Role::Ok | Role::Warn => {
            style.add_modifier(Modifier::BOLD)
        }
        Role::FocusTitle | Role::Selected | Role::Escaped => style.add_modifier(Modifier::REVERSED),
        Role::Error => style.add_modifier(Modifier::UNDERLINED),
        Role::Fail => style.add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
        Role::Stale | Role::Hint | Role::Quiet | Role::Masked => style.add_modifier(Modifier::DIM),
        _ => style,
    }
}

/// The terminal's sixteen colours, on a background that is not known. Text, names,
/// keys and borders stay in the terminal's own colour, and no background is painted.
/// Of the sixteen only magenta and red are read well on white and on black alike;
/// green marks what a sign and a word tell already, and signatures, which nobody reads.
const fn terminal(role: Role) -> Style {
    let style = plain(role);
    match role {
        Role::Number | Role::Literal | Role::TokenHeader | Role::Warn => style.fg(Color::Magenta),
        Role::Error | Role::Fail | Role::Escaped => style.fg(Color::Red),
        Role::Ok | Role::TokenSignature => style.fg(Color::Green),
        _ => style,
    }
}

const fn dark(role: Role) -> Style {
    let style = plain(role);
    match role {
        Role::TokenHeader | Role::Warn | Role::Number => style.fg(Color::Rgb(0xf0, 0xa0, 0x4b)),
        Role::TokenPayload | Role::Name | Role::FocusBorder | Role::FocusTitle | Role::Chord => {
            style.fg(Color::Rgb(0x7a, 0xa2, 0xf7))
        }
        Role::TokenSignature | Role::Ok | Role::String => style.fg(Color::Rgb(0x5e, 0xc8, 0xa8)),
        Role::Literal | Role::Info => style.fg(Color::Rgb(0xc0, 0x9a, 0xf0)),
        Role::Error | Role::Fail | Role::Escaped => style.fg(Color::Rgb(0xf7, 0x76, 0x8e)),
        _ => style,
    }
}

const fn light(role: Role) -> Style {
    let style = plain(role);
    match role {
        Role::TokenHeader | Role::Warn | Role::Number => style.fg(Color::Rgb(0x8a, 0x4b, 0x00)),
        Role::TokenPayload | Role::Name | Role::FocusBorder | Role::FocusTitle | Role::Chord => {
            style.fg(Color::Rgb(0x0b, 0x57, 0xd0))
        }
        Role::TokenSignature | Role::Ok | Role::String => style.fg(Color::Rgb(0x00, 0x69, 0x5c)),
        Role::Literal | Role::Info => style.fg(Color::Rgb(0x6a, 0x1b, 0x9a)),
        Role::Error | Role::Fail | Role::Escaped => style.fg(Color::Rgb(0xb3, 0x1d, 0x28)),
        _ => style,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2 relative luminance.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(r, g, b) = color else { panic!("{color:?}") };
        let part = |byte: u8| {
            let c = f64::from(byte) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
    }

    #[test]
    fn true_colours_have_a_contrast_of_four_and_a_half_or_more() {
        let roles = [Role::TokenHeader, Role::TokenPayload, Role::TokenSignature, Role::Literal, Role::Error];
        for role in roles {
            let on_black = (luminance(dark(role).fg.unwrap()) + 0.05) / 0.05;
            let on_white = 1.05 / (luminance(light(role).fg.unwrap()) + 0.05);
            assert!(on_black >= 4.5 && on_white >= 4.5, "{role:?}: {on_black:.1} on black, {on_white:.1} on white");
        }
    }

    #[test]
    fn without_colours_there_are_no_colours() {
        for role in [Role::Ok, Role::Fail, Role::Selected, Role::TokenHeader, Role::Escaped] {
            assert_eq!((plain(role).fg, plain(role).bg), (None, None));
        }
    }
}
