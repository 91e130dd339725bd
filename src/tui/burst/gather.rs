//! Putting bursts of keys together again: the pure half, which knows no clock and
//! no terminal. What a pasted text is and where it goes is not decided here.

use std::time::Duration;

use zeroize::Zeroizing;

use super::Input;
use crate::app::chord::{Chord, Key};

/// Keys from which on a burst is a paste.
const PASTE: usize = 8;

/// Largest gap within a burst, in milliseconds. Nobody types that fast.
const GAP: u64 = 10;

/// Keys from which on a paste is a large one: it comes in pieces, as the terminal's
/// buffer empties, and a busy machine lets more time pass between them.
const LARGE: usize = 256;

/// Largest gap within a large one, in milliseconds.
const LARGE_GAP: u64 = 100;

/// Gathers keys into pastes. It knows no clock: each call says what time it is, in
/// milliseconds from any beginning, and [`Gather::settle`] is told whether more
/// input is waiting.
///
/// Eight or more printable characters, Enters and Tabs with gaps under 10 ms are
/// one paste; fewer are keys. Any other key ends the burst, unless the burst is
/// long enough to be a paste and goes on with text within the gap: then that key
/// was a control character of the pasted text, and is dropped, so that no pasted
/// byte runs a command.
#[derive(Default)]
pub struct Gather {
    /// The burst so far; Enter as LF, Tab as itself.
    text: Zeroizing<String>,
    /// Its keys.
    keys: usize,
    /// Keys that ended it, or control characters within it: the next key tells.
    held: Vec<Chord>,
    /// When the last key came.
    last: u64,
    /// More input was there already when the last key was taken: however long it took
    /// to get to it, there was no gap.
    waiting: bool,
}

impl Gather {
    /// A key came at `now`. What is complete by that is appended to `out`.
    pub fn push(&mut self, chord: Chord, now: u64, out: &mut Vec<Input>) {
        if !self.waiting && now.saturating_sub(self.last) >= self.gap() {
            self.flush(out);
        }
        self.last = now;
        match text_of(chord) {
            Some(c) => {
                self.held.clear();
                self.text.push(c);
                self.keys = self.keys.saturating_add(1);
            }
            None if self.keys >= PASTE => self.held.push(chord),
            None => {
                self.flush(out);
                out.push(Input::Key(chord));
            }
        }
    }

    /// To be called after every event, and when [`Gather::patience`] is over: with
    /// nothing `waiting`, a short burst goes out as the keys that it is, at once,
    /// and a paste once the gap is over.
    pub fn settle(&mut self, waiting: bool, now: u64, out: &mut Vec<Input>) {
        self.waiting = waiting;
        if !waiting && (self.keys < PASTE || now.saturating_sub(self.last) >= self.gap()) {
            self.flush(out);
        }
    }

    /// Everything gathered goes out: something came that is no key.
    pub fn flush(&mut self, out: &mut Vec<Input>) {
        let text = std::mem::take(&mut self.text);
        if self.keys >= PASTE {
            out.push(paste(text));
        } else {
            out.extend(text.chars().map(|c| Input::Key(key_of(c))));
        }
        self.keys = 0;
        out.extend(self.held.drain(..).map(Input::Key));
    }

    /// How long to wait for the next key before calling [`Gather::settle`] again;
    /// `None` if nothing is gathered.
    pub fn patience(&self, now: u64) -> Option<Duration> {
        let over = self.last.saturating_add(self.gap());
        (self.keys > 0).then(|| Duration::from_millis(over.saturating_sub(now).max(1)))
    }

    const fn gap(&self) -> u64 {
        if self.keys >= LARGE { LARGE_GAP } else { GAP }
    }
}

fn paste(mut text: Zeroizing<String>) -> Input {
    let trailing_enter = text.find('\n').is_some_and(|first| first.saturating_add(1) == text.len());
    if trailing_enter {
        text.pop();
    }
    Input::Paste { text, trailing_enter }
}

/// What a key writes into a text, if it writes anything.
fn text_of(chord: Chord) -> Option<char> {
    match chord {
        Chord { key: Key::Enter, ctrl: false, alt: false, shift: false } => Some('\n'),
        Chord { key: Key::Tab, ctrl: false, alt: false, shift: false } => Some('\t'),
        chord => chord.typed(),
    }
}

fn key_of(c: char) -> Chord {
    match c {
        '\n' => Chord::plain(Key::Enter),
        '\t' => Chord::plain(Key::Tab),
        c => Chord::char(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys as text (`\n` and `\t` are Enter and Tab), one every `gap` milliseconds;
    /// all but the last have more input behind them, as from a full queue.
    fn typed(text: &str, gap: u64) -> Vec<Input> {
        let mut keys = Keys::default();
        let count = text.chars().count();
        for (at, c) in text.chars().enumerate() {
            keys.now += gap;
            keys.press(key_of(c), at + 1 < count && gap < GAP);
        }
        keys.rest()
    }

    #[derive(Default)]
    struct Keys {
        gather: Gather,
        out: Vec<Input>,
        now: u64,
    }

    impl Keys {
        fn press(&mut self, chord: Chord, waiting: bool) {
            self.gather.push(chord, self.now, &mut self.out);
            self.gather.settle(waiting, self.now, &mut self.out);
        }

        fn rest(mut self) -> Vec<Input> {
            if let Some(patience) = self.gather.patience(self.now) {
                self.now += u64::try_from(patience.as_millis()).unwrap();
                self.gather.settle(false, self.now, &mut self.out);
            }
            self.out
        }
    }

    fn keys(text: &str) -> Vec<Input> {
        text.chars().map(|c| Input::Key(key_of(c))).collect()
    }

    fn pasted(text: &str, trailing_enter: bool) -> Input {
        Input::Paste { text: Zeroizing::new(text.to_owned()), trailing_enter }
    }

    #[test]
    fn a_busy_machine_does_not_split_a_paste() {
        let mut keys = Keys::default();
        for c in "Bearer eyJhbGciOiJIUzI1NiJ9".chars() {
            // Long to get to it, and more was waiting all the time.
            keys.now += 60;
            keys.press(key_of(c), true);
        }
        assert_eq!(keys.rest(), [pasted("Bearer eyJhbGciOiJIUzI1NiJ9", false)]);
    }

    #[test]
    fn a_large_paste_may_come_in_pieces() {
        let (first, second) = ("x".repeat(300), "y".repeat(20));
        let mut keys = Keys::default();
        for piece in [&first, &second] {
            keys.now += 60;
            for (at, c) in piece.chars().enumerate() {
                keys.press(key_of(c), at + 1 < piece.len());
            }
        }
        assert_eq!(keys.rest(), [pasted(&format!("{first}{second}"), false)]);
    }

    #[test]
    fn a_single_key_goes_out_at_once() {
        let mut one = Keys::default();
        one.press(Chord::char('a'), false);
        assert_eq!(one.out, keys("a"));
        assert_eq!(one.gather.patience(0), None);
    }

    #[test]
    fn seven_keys_are_keys_and_eight_are_a_paste() {
        assert_eq!(typed("1234567", 0), keys("1234567"));
        assert_eq!(typed("12345678", 0), [pasted("12345678", false)]);
    }

    #[test]
    fn slow_keys_are_keys_however_many() {
        assert_eq!(typed("a long text\nwith lines", 10), keys("a long text\nwith lines"));
    }

    #[test]
    fn enter_and_tab_within_a_burst_are_text() {
        assert_eq!(typed("{\n\t\"sub\": 1\n}\n", 1), [pasted("{\n\t\"sub\": 1\n}\n", false)]);
    }

    #[test]
    fn the_only_enter_at_the_very_end_is_told_apart() {
        assert_eq!(typed("server.pem\n", 0), [pasted("server.pem", true)]);
        assert_eq!(typed("two lines\nhere", 0), [pasted("two lines\nhere", false)]);
        assert_eq!(typed("\n\n\n\n\n\n\n\n", 0), [pasted("\n\n\n\n\n\n\n\n", false)]);
    }

    #[test]
    fn a_gap_parts_two_bursts() {
        let mut two = Keys::default();
        for (at, c) in "first one".chars().enumerate() {
            two.press(Chord::char(c), at < 8);
        }
        two.now += GAP;
        for c in "second one".chars() {
            two.press(Chord::char(c), true);
        }
        assert_eq!(two.rest(), [pasted("first one", false), pasted("second one", false)]);
    }

    #[test]
    fn a_paste_in_pieces_with_short_pauses_stays_one() {
        let mut pieces = Keys::default();
        for piece in ["12345678", "9", "abc"] {
            for c in piece.chars() {
                pieces.press(Chord::char(c), true);
            }
            pieces.gather.settle(false, pieces.now, &mut pieces.out);
            pieces.now += GAP - 1;
        }
        assert_eq!(pieces.rest(), [pasted("123456789abc", false)]);
    }

    #[test]
    fn a_command_key_after_a_burst_runs_after_it() {
        let mut both = Keys::default();
        for c in "12345678".chars() {
            both.press(Chord::char(c), true);
        }
        both.press(Chord::f(5), false);
        assert_eq!(both.out, []);
        assert_eq!(both.rest(), [pasted("12345678", false), Input::Key(Chord::f(5))]);
    }

    #[test]
    fn a_command_key_within_a_pasted_text_runs_nothing() {
        let mut attack = Keys::default();
        for c in "harmless".chars() {
            attack.press(Chord::char(c), true);
        }
        attack.press(Chord::ctrl('q'), true);
        attack.press(Chord::plain(Key::Esc), true);
        attack.press(Chord::char('q'), false);
        assert_eq!(attack.rest(), [pasted("harmlessq", false)]);
    }

    #[test]
    fn a_command_key_after_few_keys_ends_them_as_keys() {
        let mut few = Keys::default();
        for c in "abc".chars() {
            few.press(Chord::char(c), true);
        }
        few.press(Chord::ctrl('q'), true);
        assert_eq!(few.out, [keys("abc"), vec![Input::Key(Chord::ctrl('q'))]].concat());
    }

    #[test]
    fn a_burst_of_shift_tabs_or_arrows_is_no_text() {
        let mut arrows = Keys::default();
        for _ in 0..20 {
            arrows.press(Chord::plain(Key::Tab).shift(), true);
            arrows.press(Chord::plain(Key::Left), true);
        }
        let pair = [Input::Key(Chord::plain(Key::Tab).shift()), Input::Key(Chord::plain(Key::Left))];
        assert_eq!(arrows.rest(), pair.iter().cycle().take(40).cloned().collect::<Vec<_>>());
    }
}
