//! Personal parts: what says who. They travel beside the act and are bound to it by salted hashes, so that part and salt
//! can be erased while every signature stays valid.

use minicbor::{Decode, Encode};

use crate::id::Sha256;
use crate::limits;

/// A personal part of an act.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Part {
    /// What it is: [`Part::NAME`], [`Part::PHONE`]. Labels unknown here are kept.
    #[n(0)]
    pub label: String,
    /// Random, so that nobody can guess the value from its hash.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub salt: [u8; 32],
    /// The value as a CBOR item; of the labels known here, text.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub value: Vec<u8>,
}

impl Part {
    /// What the citizen is called.
    pub const NAME: &str = "name";
    /// Where the citizen can be called.
    pub const PHONE: &str = "phone";
    /// How they want to hear of the case while no app of theirs runs: a [`Notify`](crate::Notify).
    pub const NOTIFY: &str = "notify";
    /// Somebody else filed it for the citizen whom the other parts name, who agreed to that: the text `agreed`.
    pub const ON_BEHALF: &str = "on_behalf";

    /// A part that is text.
    #[must_use]
    pub fn text(label: &str, salt: [u8; 32], text: &str) -> Self {
        let value = minicbor::to_vec(text).expect("text always encodes");
        Self { label: label.to_owned(), salt, value }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        minicbor::decode(&self.value).ok()
    }

    /// What binds it to its act: `SHA-256(label ‖ salt ‖ value)`.
    #[must_use]
    pub fn bound(&self) -> Sha256 {
        Sha256::of(&[self.label.as_bytes(), &self.salt, &self.value].concat())
    }

    /// Whether it fits: a label of 1 to 20 lower-case letters, one CBOR item of at most [`limits::PART_BYTES`].
    #[must_use]
    pub fn is_within_limits(&self) -> bool {
        let letters = self.label.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        letters
            && (1..=20).contains(&self.label.len())
            && self.value.len() <= limits::PART_BYTES
            && crate::cbor::check_item(&self.value).is_ok()
    }
}

/// Personal: not for logs.
impl std::fmt::Debug for Part {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Part({})", self.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_bound_by_label_salt_and_value() {
        let part = Part::text(Part::PHONE, [7; 32], "0912 345 678");
        assert_eq!(part.as_text(), Some("0912 345 678"));
        assert!(part.is_within_limits());
        for other in [
            Part { label: Part::NAME.into(), ..part.clone() },
            Part { salt: [8; 32], ..part.clone() },
            Part::text(Part::PHONE, [7; 32], "0912 345 679"),
        ] {
            assert_ne!(other.bound(), part.bound());
        }
    }

    #[test]
    fn a_part_that_is_no_item_or_too_long_does_not_fit() {
        let part = |label: &str, value: Vec<u8>| Part { label: label.into(), salt: [0; 32], value };
        assert!(!part("name", vec![]).is_within_limits());
        assert!(!part("name", vec![1, 1]).is_within_limits());
        assert!(!part("", vec![1]).is_within_limits());
        assert!(!part("Name", vec![1]).is_within_limits());
        assert!(!Part::text("name", [0; 32], &"a".repeat(limits::PART_BYTES)).is_within_limits());
    }
}
