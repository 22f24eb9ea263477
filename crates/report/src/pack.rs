//! The region pack: what a device must know of a province to file a report without any network.

use minicbor::{Decode, Encode};

use crate::id::PortalId;
use crate::sign::{Content, Signer};
use crate::trust::{TrustError, TrustedKeys};

/// The longest pack that a device reads, in bytes: the polygons of a province, without a base map.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A province's own data, signed by its portal's pack key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct RegionPack {
    /// When the portal made it, milliseconds since 1970; the newer one wins.
    #[n(0)]
    pub made_at_ms: i64,
    /// The communes' polygons as `GeoJSON` (RFC 7946), as the crate `place` writes and reads it.
    #[n(1)]
    pub communes: String,
    /// Who handles reports.
    #[n(2)]
    pub units: Vec<PackUnit>,
    /// Codes of the categories, in the order in which they are offered.
    #[n(3)]
    pub categories: Vec<String>,
}

/// A handling unit (đơn vị).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackUnit {
    /// Its code, unique in the province.
    #[n(0)]
    pub code: String,
    /// Its full name.
    #[n(1)]
    pub name: String,
    /// The commune it serves; missing = any.
    #[n(2)]
    pub commune: Option<String>,
    /// The category it serves; missing = any.
    #[n(3)]
    pub category: Option<String>,
}

impl RegionPack {
    /// Signs the pack.
    #[must_use]
    pub fn sign(&self, key: &Signer, portal: &PortalId) -> Vec<u8> {
        let payload = minicbor::to_vec(self).expect("a pack of plain values always encodes");
        key.sign(Content::Region, portal, payload)
    }

    /// Verifies and reads a pack.
    ///
    /// # Errors
    /// When it is not signed by a key that the portal's root certifies for packs, or does not read.
    pub fn verify(bytes: &[u8], keys: &TrustedKeys) -> Result<Self, TrustError> {
        let signed = keys.open_region(bytes)?;
        minicbor::decode(&signed.payload).map_err(|_| TrustError::Malformed)
    }
}
