//! The bytes of one text, of which no copy is left behind in memory.
//!
//! A key may be typed or pasted into any field, so every text is treated as a secret: the bytes are
//! overwritten when the text is dropped, when it moves to a larger allocation, and where it shrinks.
//! What the operating system pages out, and copies that callers make, are not this file's matter.

use std::ops::Range;
use zeroize::{Zeroize as _, Zeroizing};

/// Smallest allocation, so that typing does not start with a row of tiny ones.
const SMALLEST: usize = 64;

/// A growable text that wipes what it gives up.
#[derive(Default)]
pub(super) struct Store(Zeroizing<String>);

impl Store {
    /// The text.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Puts `with` in the place of `range`, which lies on character boundaries of the text; another
    /// range changes nothing.
    pub(super) fn splice(&mut self, range: Range<usize>, with: &str) {
        let Range { start, end } = range;
        let (Some(head), Some(removed), Some(tail)) = (self.0.get(..start), self.0.get(start..end), self.0.get(end..))
        else {
            return;
        };
        let (old_len, new_len) = (self.0.len(), self.0.len() - removed.len() + with.len());
        if new_len > self.0.capacity() {
            // `String` would grow by itself, but it frees the old bytes as they are.
            let mut grown = String::with_capacity(new_len.max(old_len.saturating_mul(2)).max(SMALLEST));
            grown.push_str(head);
            grown.push_str(with);
            grown.push_str(tail);
            self.0 = Zeroizing::new(grown);
            return;
        }
        self.0.drain(start..end);
        self.0.insert_str(start, with);
        self.wipe_behind(old_len.saturating_sub(new_len));
    }

    /// Overwrites the `count` bytes that the text has just given up behind its end.
    fn wipe_behind(&mut self, count: usize) {
        let len = self.0.len();
        self.0.extend(std::iter::repeat_n('\0', count));
        if let Some(behind) = self.0.get_mut(len..) {
            behind.zeroize();
        }
        self.0.truncate(len);
    }
}

#[cfg(test)]
mod tests {
    use super::Store;

    #[test]
    fn a_splice_replaces_a_range_and_nothing_else() {
        let mut store = Store::default();
        store.splice(0..0, "añb");
        store.splice(1..3, "nn");
        store.splice(4..4, &"x".repeat(200));
        store.splice(4..203, "");
        assert_eq!(store.as_str(), "annbx");
    }

    #[test]
    fn a_range_outside_or_inside_a_character_changes_nothing() {
        let mut store = Store::default();
        store.splice(0..0, "é");
        for range in [1..2, 0..1, 0..3, 3..3] {
            store.splice(range, "x");
        }
        assert_eq!(store.as_str(), "é");
    }
}
