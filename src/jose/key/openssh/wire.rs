//! The data types of SSH (RFC 4251 section 5): numbers, strings, big integers.

/// Reads one value after the other; `None` where the bytes end too soon.
#[derive(Clone, Copy)]
pub(super) struct Wire<'b>(&'b [u8]);

impl<'b> Wire<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// A `uint32`.
    pub(super) fn number(&mut self) -> Option<u32> {
        let (head, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(u32::from_be_bytes(*head))
    }

    /// A `string`.
    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let mut ahead = *self;
        let length = usize::try_from(ahead.number()?).ok()?;
        let (bytes, rest) = ahead.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A `string` that is a name or a text.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        let mut ahead = *self;
        let text = std::str::from_utf8(ahead.bytes()?).ok()?;
        *self = ahead;
        Some(text)
    }

    /// The magnitude of an `mpint` that is not negative, without leading zeros.
    pub(super) fn integer(&mut self) -> Option<&'b [u8]> {
        let mut ahead = *self;
        let bytes = ahead.bytes()?;
        if bytes.first().is_some_and(|first| first & 0x80 != 0) {
            return None;
        }
        *self = ahead;
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        bytes.get(zeros..)
    }

    /// What has not been read.
    pub(super) const fn rest(&self) -> &'b [u8] {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 4251 section 5.
    #[test]
    fn values_read_as_the_rfc_writes_them() {
        assert_eq!(Wire::new(&[0x29, 0xb7, 0xf4, 0xaa]).number(), Some(699_921_578));
        assert_eq!(Wire::new(b"\0\0\0\x07testing").text(), Some("testing"));
        let number = [0, 0, 0, 8, 0x09, 0xa3, 0x78, 0xf9, 0xb2, 0xe3, 0x32, 0xa7];
        assert_eq!(Wire::new(&number).integer(), Some(&number[4..]));
        assert_eq!(Wire::new(&[0, 0, 0, 2, 0, 0x80]).integer(), Some(&[0x80][..]));
        assert_eq!(Wire::new(&[0, 0, 0, 0]).integer(), Some(&[][..]));
        assert_eq!(Wire::new(&[0, 0, 0, 2, 0xed, 0xcc]).integer(), None);
    }

    #[test]
    fn nothing_is_read_beyond_the_end_and_a_failure_takes_nothing() {
        for bytes in [&[][..], &[0, 0, 0], &[0, 0, 0, 1], &[0xff; 4], &[0, 0, 0, 5, 1, 2, 3, 4]] {
            let mut wire = Wire::new(bytes);
            assert_eq!((wire.bytes(), wire.text(), wire.integer(), wire.rest()), (None, None, None, bytes));
        }
        let mut wire = Wire::new(&[0, 0, 0, 1, 7, 0, 0, 0, 9]);
        assert_eq!((wire.bytes(), wire.number(), wire.rest()), (Some(&[7][..]), Some(9), &[][..]));
    }
}
