//! Whether two cases may be the same trouble: near each other, soon after each other, in like words, with like pictures.
//! It is a hint for an officer, who decides; each hint says why.
//!
//! **Invariant:** a case is a candidate only for a reason that can be shown, and being soon after another is none by itself.

use std::collections::BTreeSet;

use photo::Likeness;
use place::names;

/// Farther apart, in metres, two cases are not near each other.
pub const NEAR_M: f64 = 300.0;
/// Longer after each other, in days, two cases are not compared at all.
pub const DAYS: i64 = 60;
/// Pictures that differ by more of their 64 bits are not alike.
const PICTURE_BITS: u32 = 12;
/// The least share of like words that says something.
const WORDS_SHARE: f64 = 0.25;
const M_PER_DEGREE: f64 = 111_195.0;
const MS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// What is compared of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Traits {
    /// A category's code.
    pub category: String,
    /// Latitude and longitude in degrees.
    pub spot: Option<(f64, f64)>,
    /// When it came, ms.
    pub at_ms: i64,
    /// What the citizen wrote.
    pub text: String,
    /// Its first picture.
    pub picture: Option<Likeness>,
}

/// Why a case may be the same.
#[derive(Debug, Clone, PartialEq)]
pub enum Alike {
    /// So many metres away.
    Place(f64),
    /// So many whole days before or after.
    Time(i64),
    /// Two words in a row that both have, folded.
    Words(Vec<String>),
    /// So many of 64 bits of the pictures are the same.
    Picture(u32),
}

/// Why `other` may be the same as `one`, and how much that weighs; nothing when there is no reason.
#[must_use]
pub fn alike(one: &Traits, other: &Traits) -> Option<(f64, Vec<Alike>)> {
    let days = (one.at_ms - other.at_ms).abs() / MS_PER_DAY;
    let metres = one.spot.zip(other.spot).map(|(one, other)| metres(one, other)).filter(|metres| *metres <= NEAR_M);
    let (share, shared) = words(&one.text, &other.text);
    let bits = one.picture.zip(other.picture).map(|(one, other)| one.differs_by(other));
    let bits = bits.filter(|bits| *bits <= PICTURE_BITS);
    let same_category = one.category == other.category;
    let told = share >= WORDS_SHARE;
    if days > DAYS || !((metres.is_some() && (same_category || told)) || (told && same_category) || bits.is_some()) {
        return None;
    }
    let mut score = 1.0 - days as f64 / DAYS as f64;
    let mut reasons = Vec::new();
    if let Some(metres) = metres {
        score += 2.0 * (1.0 - metres / NEAR_M);
        reasons.push(Alike::Place(metres));
    }
    reasons.push(Alike::Time(days));
    if told {
        score += 2.0 * share;
        reasons.push(Alike::Words(shared));
    }
    if let Some(bits) = bits {
        score += 3.0 * (1.0 - f64::from(bits) / 64.0);
        reasons.push(Alike::Picture(64 - bits));
    }
    Some((score + f64::from(u8::from(same_category)), reasons))
}

fn metres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let north = (one.0 - other.0) * M_PER_DEGREE;
    let east = (one.1 - other.1) * M_PER_DEGREE * one.0.to_radians().cos();
    north.hypot(east)
}

/// The share of pairs of words that both have, of the one that has fewer, and those pairs.
fn words(one: &str, other: &str) -> (f64, Vec<String>) {
    let (one, other) = (pairs(one), pairs(other));
    let shared: Vec<String> = one.intersection(&other).cloned().collect();
    let fewer = one.len().min(other.len()).max(2);
    (shared.len() as f64 / fewer as f64, shared)
}

/// A Vietnamese word is two syllables more often than not: pairs say more than single ones.
fn pairs(text: &str) -> BTreeSet<String> {
    let folded = names::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn pothole() -> Traits {
        Traits {
            category: "giao-thong".into(),
            spot: Some((16.8163, 107.096)),
            at_ms: 100 * MS_PER_DAY,
            text: "Ổ gà lớn trước chợ Đông Hà".into(),
            picture: Some(Likeness::from_bits(0xffff_0000)),
        }
    }

    #[test]
    fn each_candidate_says_why() {
        let twin = Traits {
            spot: Some((16.8172, 107.096)),
            at_ms: 101 * MS_PER_DAY,
            text: "O ga lon gan cho dong ha".into(),
            ..pothole()
        };
        let (_, reasons) = alike(&pothole(), &twin).unwrap();
        assert!(matches!(reasons[0], Alike::Place(metres) if (95.0..105.0).contains(&metres)), "{reasons:?}");
        assert_eq!(reasons[1], Alike::Time(1));
        assert!(matches!(&reasons[2], Alike::Words(words) if words.contains(&"cho dong".to_owned())));
        assert_eq!(reasons[3], Alike::Picture(64));
    }

    #[test]
    fn what_is_far_in_other_words_or_long_ago_is_none() {
        let (far, old) = (Some((16.9, 107.2)), 10 * MS_PER_DAY);
        let other = Traits { text: "Đèn đường không sáng".into(), picture: None, ..pothole() };
        assert!(alike(&pothole(), &Traits { spot: far, ..other.clone() }).is_none());
        assert!(alike(&pothole(), &Traits { at_ms: old, ..pothole() }).is_none());
        let lamp = Traits { category: "dien-chieu-sang".into(), ..other };
        assert!(alike(&pothole(), &lamp).is_none(), "near, but neither category nor words are the same");
    }

    #[test]
    fn the_more_alike_the_higher_it_stands() {
        let score = |other: Traits| alike(&pothole(), &other).unwrap().0;
        let near = score(Traits { spot: Some((16.8164, 107.096)), ..pothole() });
        let farther = score(Traits { spot: Some((16.818, 107.096)), ..pothole() });
        let wordless = score(Traits { text: String::new(), picture: None, ..pothole() });
        assert!(near > farther && near > wordless, "{near} {farther} {wordless}");
    }
}
