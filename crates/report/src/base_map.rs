//! A base map: roads, rivers and houses beneath the communes, for whoever looks for a place without a network.
//!
//! The map is one `PMTiles` file, which the region pack names by hash and length. It is tens of megabytes, so that a device
//! fetches it only when somebody asks for it, and reads it where it lies, by ranges.

use minicbor::{Decode, Encode};

use crate::id::Sha256;

/// The longest base map, in bytes.
pub const BYTES: u64 = 96 * 1024 * 1024;
/// The longest attribution, in characters.
pub const ATTRIBUTION_CHARS: usize = 300;

/// What the region pack says of the base map.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackBaseMap {
    /// The SHA-256 of the file.
    #[n(0)]
    pub sha256: Sha256,
    /// Its length in bytes.
    #[n(1)]
    pub length: u64,
    /// Whose data it is, as their licence asks to have it shown upon the map: plain text.
    #[n(2)]
    pub attribution: String,
}

impl PackBaseMap {
    /// Whether a device takes it: not empty, and not longer than [`BYTES`].
    #[must_use]
    pub fn is_sound(&self) -> bool {
        (1..=BYTES).contains(&self.length)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::pack::RegionPack;

    /// A pack as devices knew it that had heard of nothing but key 0 to 3.
    #[derive(Decode)]
    #[cbor(map)]
    struct OlderPack {
        #[n(0)]
        made_at_ms: i64,
        #[n(3)]
        categories: Vec<String>,
    }

    #[test]
    fn a_pack_with_a_base_map_reads_as_it_was_and_older_devices_pass_over_it() {
        let base_map = PackBaseMap { sha256: Sha256::of(b"map"), length: 3, attribution: "© OpenStreetMap".into() };
        let pack = RegionPack {
            made_at_ms: 7,
            communes: String::new(),
            units: Vec::new(),
            categories: vec!["khac".into()],
            old_communes: None,
            places: None,
            category_details: None,
            time: None,
            rules: None,
            spoken: None,
            base_map: Some(base_map),
        };
        let bytes = minicbor::to_vec(&pack).unwrap();
        assert_eq!(minicbor::decode::<RegionPack>(&bytes).unwrap(), pack);
        let older: OlderPack = minicbor::decode(&bytes).unwrap();
        assert_eq!((older.made_at_ms, older.categories), (7, vec!["khac".to_owned()]));
    }

    #[test]
    fn a_map_of_no_bytes_or_of_too_many_is_not_taken() {
        let of = |length| PackBaseMap { sha256: Sha256::of(b""), length, attribution: String::new() };
        assert!(of(1).is_sound() && of(BYTES).is_sound());
        assert!(!of(0).is_sound() && !of(BYTES + 1).is_sound());
    }
}
