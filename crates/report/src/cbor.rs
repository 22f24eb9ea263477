//! Where one CBOR data item ends: the framing of a CBOR Sequence (RFC 8742), with limits on length and depth.
//!
//! Only definite lengths are taken, as deterministic encoding asks for (RFC 8949 §4.2.1). What an item means is
//! decoded elsewhere, and only after it passed here: so no decoder ever sees a nested or an endless one.

use crate::limits;

/// Why bytes are not an item that we take.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum FrameError {
    /// Longer than [`limits::ITEM_BYTES`].
    #[error("an item is longer than {} bytes", limits::ITEM_BYTES)]
    TooLong,
    /// Nested deeper than [`limits::ITEM_DEPTH`].
    #[error("an item is nested deeper than {} levels", limits::ITEM_DEPTH)]
    TooDeep,
    /// Not well-formed, or of indefinite length.
    #[error("not a well-formed CBOR item of definite length")]
    Malformed,
}

/// The length in bytes of the first item of `bytes`, or `None` while it is not whole yet.
///
/// # Errors
/// As soon as the bytes seen so far cannot become an item within the limits.
pub fn item_length(bytes: &[u8]) -> Result<Option<usize>, FrameError> {
    let mut open: Vec<u64> = vec![1];
    let mut at = 0_usize;
    while let Some(left) = open.last_mut() {
        if *left == 0 {
            open.pop();
            continue;
        }
        *left -= 1;
        let Some(head) = head(&bytes[at..])? else { return Ok(None) };
        at = at.saturating_add(head.bytes).saturating_add(usize::try_from(head.content).unwrap_or(usize::MAX));
        if at > limits::ITEM_BYTES || head.children > limits::ITEM_BYTES as u64 {
            return Err(FrameError::TooLong);
        }
        if at > bytes.len() {
            return Ok(None);
        }
        if head.children > 0 {
            open.push(head.children);
            if open.len() > limits::ITEM_DEPTH + 1 {
                return Err(FrameError::TooDeep);
            }
        }
    }
    Ok(Some(at))
}

/// Checks that `bytes` are exactly one item within the limits.
///
/// # Errors
/// [`FrameError::Malformed`] also when something follows the item or it is cut.
pub fn check_item(bytes: &[u8]) -> Result<(), FrameError> {
    match item_length(bytes)? {
        Some(length) if length == bytes.len() => Ok(()),
        _ => Err(FrameError::Malformed),
    }
}

/// An item's head: its own bytes, the bytes of content behind it, and how many items it contains.
struct Head {
    bytes: usize,
    content: u64,
    children: u64,
}

fn head(bytes: &[u8]) -> Result<Option<Head>, FrameError> {
    let Some(&first) = bytes.first() else { return Ok(None) };
    let (major, additional) = (first >> 5, first & 0x1f);
    let Some((argument, length)) = argument(additional, &bytes[1..])? else { return Ok(None) };
    let (content, children) = match major {
        0 | 1 | 7 => (0, 0),
        2 | 3 => (argument, 0),
        4 => (0, argument),
        5 => (0, argument.saturating_mul(2)),
        _ => (0, 1),
    };
    Ok(Some(Head { bytes: 1 + length, content, children }))
}

/// The argument of a head and how many bytes it takes (RFC 8949 §3).
fn argument(additional: u8, rest: &[u8]) -> Result<Option<(u64, usize)>, FrameError> {
    let length = match additional {
        0..=23 => return Ok(Some((u64::from(additional), 0))),
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return Err(FrameError::Malformed),
    };
    let Some(bytes) = rest.get(..length) else { return Ok(None) };
    Ok(Some((bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)), length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cut_item_is_not_whole_yet() {
        assert_eq!(item_length(&[0x82, 0x01]), Ok(None));
        assert_eq!(item_length(&[0x82, 0x01, 0x41, 0xff, 0x00]), Ok(Some(4)));
    }

    #[test]
    fn an_item_that_claims_more_than_the_limit_is_refused_from_its_head() {
        assert_eq!(item_length(&[0x5b, 0, 0, 0, 1, 0, 0, 0, 0]), Err(FrameError::TooLong));
        assert_eq!(item_length(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Err(FrameError::TooLong));
    }

    #[test]
    fn a_deep_nest_is_refused_before_it_ends() {
        assert_eq!(item_length(&[0x81; 40]), Err(FrameError::TooDeep));
        assert_eq!(item_length(&[&[0x81; 16][..], &[0x00]].concat()), Ok(Some(17)));
        assert_eq!(item_length(&[0xc1; 40]), Err(FrameError::TooDeep));
    }

    #[test]
    fn indefinite_lengths_are_refused() {
        assert_eq!(item_length(&[0x9f, 0xff]), Err(FrameError::Malformed));
        assert_eq!(item_length(&[0x1c]), Err(FrameError::Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer_that_stands_when_more_arrive(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..300) {
            let cut = cut.min(bytes.len());
            if let Ok(Some(length)) = item_length(&bytes[..cut]) {
                prop_assert_eq!(item_length(&bytes), Ok(Some(length)));
            }
        }
    }
}
