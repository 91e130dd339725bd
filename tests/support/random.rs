//! Numbers that follow from a seed, the same in every run (SplitMix64, as Steele, Lea and Flood published it).

/// The numbers after a seed.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Iterator for Random {
    type Item = u8;

    /// Bytes without end.
    fn next(&mut self) -> Option<u8> {
        Some(self.number().to_be_bytes()[0])
    }
}
