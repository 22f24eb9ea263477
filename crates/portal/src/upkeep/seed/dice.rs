//! Chance that can be had again: the same seed gives the same cases.

use report::{Device, PortalId, Signer};

/// `SplitMix64` (Steele, Lea, Flood 2014): small, and good enough for made-up cases.
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to just below 1.
    pub fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True once in so many per cent.
    pub fn per_cent(&mut self, chance: f64) -> bool {
        self.part() * 100.0 < chance
    }

    /// Milliseconds around a mean of so many hours: mostly shorter, sometimes much longer.
    pub fn hours(&mut self, mean: f64) -> i64 {
        let part = -(1.0 - self.part()).ln();
        (part * mean * 3_600_000.0) as i64 + 60_000
    }

    /// One of them.
    pub fn among<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[(self.part() * choices.len() as f64) as usize]
    }

    /// One of them, each as often as its weight says; the weights are given added up.
    pub fn weighted<'a, T>(&mut self, choices: &'a [(f64, T)]) -> &'a T {
        let all = choices.last().map_or(0.0, |(sum, _)| *sum);
        let at = self.part() * all;
        let found = choices.partition_point(|(sum, _)| *sum <= at).min(choices.len() - 1);
        &choices[found].1
    }
}

/// Weights added up, for [`Dice::weighted`].
pub fn added_up<T>(choices: impl IntoIterator<Item = (f64, T)>) -> Vec<(f64, T)> {
    let mut sum = 0.0;
    let add = |(weight, choice)| {
        sum += weight;
        (sum, choice)
    };
    choices.into_iter().map(add).collect()
}

/// A device of its own for each number.
pub fn device(seed: u64, number: u64, portal: &PortalId) -> Device {
    let key = report::Sha256::of(format!("seeded device {seed} {number}").as_bytes());
    Device::new(Signer::from_seed(key.as_bytes()), portal.clone())
}
