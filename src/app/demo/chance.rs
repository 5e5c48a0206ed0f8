//! Chance by a seed: SplitMix64 (Steele, Lea, Flood 2014), so that a seed gives the same history for ever.

use crate::base::ids::ActId;

/// A source of chance.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 for 0.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        if n == 0 { 0 } else { self.next() % n }
    }

    /// Whether something happens that happens in `percent` of cases.
    pub(super) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of a list.
    pub(super) fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let n = u64::try_from(list.len()).unwrap_or(u64::MAX);
        list.get(usize::try_from(self.below(n)).unwrap_or(0))
    }

    /// One of a list of words.
    pub(super) fn word<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.of(list).copied().unwrap_or_default()
    }

    /// Sixteen bytes twice over, for salts.
    pub(super) fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        for chunk in seed.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes());
        }
        seed
    }

    /// An id for an act.
    pub(super) fn act(&mut self) -> ActId {
        let (a, b) = (u128::from(self.next()), u128::from(self.next()));
        ActId(uuid::Builder::from_random_bytes((a << 64 | b).to_be_bytes()).into_uuid())
    }
}
