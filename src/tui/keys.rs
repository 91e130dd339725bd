//! From what the terminal library reports to a [`Chord`]: one key press, one
//! chord, the same on every system. What a chord does is not decided here.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::chord::{Chord, Key};

/// The chord of a key event, or `None` for releases, modifiers alone and keys
/// that the program does not know.
pub fn chord(event: KeyEvent) -> Option<Chord> {
    chord_on(event, cfg!(windows))
}

/// The same, on a system where AltGr arrives as Ctrl+Alt (`alt_gr`).
fn chord_on(event: KeyEvent, alt_gr: bool) -> Option<Chord> {
    // Windows reports each key twice: when pressed and when released.
    if event.kind == KeyEventKind::Release {
        return None;
    }
    if event.modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META) {
        return None;
    }
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let key = match event.code {
        KeyCode::Char(c) => return character(Chord { key: Key::Char(c), ctrl, alt, shift }, c, alt_gr),
        KeyCode::BackTab => return Some(Chord { key: Key::Tab, ctrl, alt, shift: true }),
        KeyCode::F(n @ 1..=12) => Key::F(n),
        KeyCode::Enter => Key::Enter,
        KeyCode::Tab => Key::Tab,
        KeyCode::Esc => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        _ => return None,
    };
    Some(Chord { key, ctrl, alt, shift })
}

/// The chord that a character with these modifiers is.
fn character(raw: Chord, c: char, alt_gr: bool) -> Option<Chord> {
    if c.is_control() {
        return None;
    }
    // `{ [ ] } @ \ €` on many keyboards are AltGr with a key: typed, not commanded.
    let typed_with_alt_gr = alt_gr && raw.ctrl && raw.alt && !c.is_ascii_alphabetic();
    if typed_with_alt_gr || !(raw.ctrl || raw.alt) {
        return Some(Chord::char(c));
    }
    match c.to_ascii_lowercase() {
        // The byte 0x08: what plain Backspace sends on some terminals.
        'h' if raw.ctrl => Some(Chord { alt: raw.alt, ..Chord::plain(Key::Backspace) }),
        // The byte 0x0A: a line break in a text that is pasted without brackets.
        'j' if raw.ctrl => Some(Chord { alt: raw.alt, ..Chord::plain(Key::Enter) }),
        // Only some terminals report Shift for other characters than letters.
        lower => Some(Chord { key: Key::Char(lower), shift: raw.shift && lower.is_ascii_alphabetic(), ..raw }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    fn unix(code: KeyCode, modifiers: KeyModifiers) -> Option<Chord> {
        chord_on(press(code, modifiers), false)
    }

    fn windows(code: KeyCode, modifiers: KeyModifiers) -> Option<Chord> {
        chord_on(press(code, modifiers), true)
    }

    const NONE: KeyModifiers = KeyModifiers::NONE;
    const CTRL: KeyModifiers = KeyModifiers::CONTROL;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

    #[test]
    fn a_key_counts_when_pressed_and_repeated_and_not_when_released() {
        let event = |kind| KeyEvent::new_with_kind(KeyCode::Char('a'), NONE, kind);
        assert_eq!(chord_on(event(KeyEventKind::Press), true), Some(Chord::char('a')));
        assert_eq!(chord_on(event(KeyEventKind::Repeat), true), Some(Chord::char('a')));
        assert_eq!(chord_on(event(KeyEventKind::Release), true), None);
    }

    #[test]
    fn printable_characters_carry_their_case_and_no_shift() {
        assert_eq!(unix(KeyCode::Char('A'), SHIFT), Some(Chord::char('A')));
        assert_eq!(unix(KeyCode::Char('?'), SHIFT), Some(Chord::char('?')));
        assert_eq!(unix(KeyCode::Char('ß'), NONE), Some(Chord::char('ß')));
    }

    #[test]
    fn letters_with_ctrl_or_alt_are_lower_case() {
        assert_eq!(unix(KeyCode::Char('P'), CTRL), Some(Chord::ctrl('p')));
        assert_eq!(unix(KeyCode::Char('P'), CTRL | SHIFT), Some(Chord::ctrl('p').shift()));
        assert_eq!(unix(KeyCode::Char('P'), ALT | SHIFT), Some(Chord::alt('p').shift()));
        assert_eq!(unix(KeyCode::Char('3'), ALT), Some(Chord::alt('3')));
        assert_eq!(unix(KeyCode::Char('?'), ALT | SHIFT), Some(Chord::alt('?')));
    }

    #[test]
    fn both_ways_to_report_shift_tab_are_the_same() {
        let expected = Some(Chord::plain(Key::Tab).shift());
        assert_eq!(unix(KeyCode::BackTab, SHIFT), expected);
        assert_eq!(unix(KeyCode::BackTab, NONE), expected);
        assert_eq!(unix(KeyCode::Tab, SHIFT), expected);
    }

    #[test]
    fn alt_gr_types_on_windows_and_ctrl_alt_letters_stay_commands() {
        for c in ['{', '[', ']', '}', '@', '\\', '€', '~', '|', 'ą', '²'] {
            assert_eq!(windows(KeyCode::Char(c), CTRL | ALT), Some(Chord::char(c)), "{c}");
        }
        assert_eq!(windows(KeyCode::Char('a'), CTRL | ALT), Some(Chord::ctrl('a').with_alt()));
        assert_eq!(unix(KeyCode::Char('4'), CTRL | ALT), Some(Chord::ctrl('4').with_alt()));
    }

    #[test]
    fn the_bytes_of_backspace_and_line_feed_are_those_keys() {
        assert_eq!(unix(KeyCode::Char('h'), CTRL), Some(Chord::plain(Key::Backspace)));
        assert_eq!(windows(KeyCode::Backspace, CTRL), Some(Chord::plain(Key::Backspace).with_ctrl()));
        assert_eq!(unix(KeyCode::Char('j'), CTRL), Some(Chord::plain(Key::Enter)));
    }

    #[test]
    fn keys_that_the_program_does_not_know_are_dropped() {
        for code in [KeyCode::F(13), KeyCode::F(0), KeyCode::CapsLock, KeyCode::Null, KeyCode::Char('\u{1b}')] {
            assert_eq!(unix(code, NONE), None, "{code:?}");
        }
        assert_eq!(unix(KeyCode::Char('a'), KeyModifiers::SUPER), None);
    }

    #[test]
    fn function_and_movement_keys_keep_their_modifiers() {
        assert_eq!(unix(KeyCode::F(12), NONE), Some(Chord::f(12)));
        assert_eq!(unix(KeyCode::Left, CTRL | SHIFT), Some(Chord::plain(Key::Left).with_ctrl().shift()));
        assert_eq!(unix(KeyCode::Up, ALT), Some(Chord::plain(Key::Up).with_alt()));
        assert_eq!(unix(KeyCode::Up, ALT | SHIFT), Some(Chord::plain(Key::Up).with_alt().shift()));
        assert_eq!(windows(KeyCode::Down, ALT | SHIFT), Some(Chord::plain(Key::Down).with_alt().shift()));
    }
}
