//! The region pack: what a device must know of a province to file a report without any network.

use minicbor::{Decode, Encode};

use crate::act::Degrees;
use crate::base_map::PackBaseMap;
use crate::id::PortalId;
use crate::sign::{Content, Signer};
use crate::spoken::PackSpoken;
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
    /// Communes that were merged, divided or renamed, for the search by old names.
    #[n(4)]
    pub old_communes: Option<Vec<PackOldCommune>>,
    /// Villages, roads, bridges: what people say when they say where.
    #[n(5)]
    pub places: Option<Vec<PackPlace>>,
    /// What the categories are called and what they ask, in the order of `categories`. A category without an entry here is one
    /// that the device knows by itself.
    #[n(6)]
    pub category_details: Option<Vec<PackCategory>>,
    /// Working time and how long each step may take, so that a device can say by when an answer is expected.
    #[n(7)]
    pub time: Option<PackTime>,
    /// To which unit what goes before `units` is asked: the first that fits counts.
    #[n(8)]
    pub rules: Option<Vec<PackRule>>,
    /// Where recordings for spoken help are, when there are any.
    #[n(9)]
    pub spoken: Option<PackSpoken>,
    /// Where the base map is, when there is one.
    #[n(10)]
    pub base_map: Option<PackBaseMap>,
}

/// A rule by which a report goes to a unit. What is missing is any.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackRule {
    /// The unit's code.
    #[n(0)]
    pub unit: String,
    /// The unit's full name.
    #[n(1)]
    pub name: String,
    /// A category's code.
    #[n(2)]
    pub category: Option<String>,
    /// A commune's code.
    #[n(3)]
    pub commune: Option<String>,
    /// On which weekdays: Monday 1, Tuesday 2, Wednesday 4 … Sunday 64, added up.
    #[n(4)]
    pub weekdays: Option<u32>,
    /// `working`: in working time; `outside`: outside it; `18:00-06:00`: from one time until another, over midnight where that
    /// is not later. A rule with other words says nothing.
    #[n(5)]
    pub hours: Option<String>,
    /// The first day, `2026-11-24` (RFC 3339 full-date).
    #[n(6)]
    pub first: Option<String>,
    /// The last day.
    #[n(7)]
    pub last: Option<String>,
}

/// Working time, and how long each step may take, as the crate `worktime` reads it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackTime {
    /// The hours of a working day, `07:00-11:30,13:30-17:00`.
    #[n(0)]
    pub hours: String,
    /// The days that are not what their weekday says.
    #[n(1)]
    pub days: Vec<PackDay>,
    /// How long each step may take.
    #[n(2)]
    pub deadlines: Vec<PackDeadline>,
    /// Codes of the categories whose clocks run day and night.
    #[n(3)]
    pub day_and_night: Vec<String>,
}

/// A day that is not what its weekday says. An array, as there are a hundred.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackDay {
    /// Which day, `2026-11-24` (RFC 3339 full-date).
    #[n(0)]
    pub date: String,
    /// `public`: nobody works; `weekend_workday`: a Saturday or Sunday on which is worked. Another kind says nothing.
    #[n(1)]
    pub kind: String,
    /// What it is called in Vietnamese.
    #[n(2)]
    pub vi: String,
    /// What it is called in English; may be empty.
    #[n(3)]
    pub en: String,
}

/// How long a step may take. An array.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackDeadline {
    /// `receive`, `dispatch`, `confirm`, `handle` or `approve`.
    #[n(0)]
    pub step: String,
    /// `normal`, `complex` or `urgent`.
    #[n(1)]
    pub urgency: String,
    /// `30m` or `5d`.
    #[n(2)]
    pub allowance: String,
    /// `working` or `always`.
    #[n(3)]
    pub pace: String,
    /// 1: the province confirmed it; 0: a default, what follows from it is «dự kiến».
    #[n(4)]
    pub confirmed: u32,
    /// For which category, by code; missing: any.
    #[n(5)]
    pub category: Option<String>,
}

/// A category (lĩnh vực) as the province has it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PackCategory {
    /// Its code.
    #[n(0)]
    pub code: String,
    /// Its name in Vietnamese.
    #[n(1)]
    pub vi: String,
    /// Its name in English.
    #[n(2)]
    pub en: String,
    /// The name of its picture; one that a device does not have is that of `khac`.
    #[n(3)]
    pub icon: String,
    /// What whoever reports must tell of themselves: nothing 0, a telephone number 1, a name and a telephone number 2.
    /// Another number is 2.
    #[n(4)]
    pub identity: u32,
    /// Whom to call at once.
    #[n(5)]
    pub hotline: Option<String>,
    /// 1: nobody is asked for a photo.
    #[n(6)]
    pub photo_unwanted: Option<u32>,
    /// 1: nothing of it is published unless somebody confirms twice.
    #[n(7)]
    pub private: Option<u32>,
}

impl PackCategory {
    /// Whether whoever reports must tell a telephone number.
    #[must_use]
    pub fn needs_phone(&self) -> bool {
        self.identity > 0
    }

    /// Whether whoever reports must tell a name.
    #[must_use]
    pub fn needs_name(&self) -> bool {
        self.identity > 1
    }
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

/// A commune that is no more. An array, as there are hundreds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackOldCommune {
    /// Its code then, three to five digits; another may bear it today.
    #[n(0)]
    pub code: String,
    /// Its full name then.
    #[n(1)]
    pub name: String,
    /// The code of the commune of today.
    #[n(2)]
    pub today: String,
    /// The last day on which it was valid, `2025-06-30` (RFC 3339 full-date).
    #[n(3)]
    pub valid_until: String,
    /// The first day on which it was valid, when that is known.
    #[n(4)]
    pub valid_from: Option<String>,
    /// The district it belonged to.
    #[n(5)]
    pub district: Option<String>,
}

/// A named place. An array, as there are thousands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct PackPlace {
    /// Its name.
    #[n(0)]
    pub name: String,
    /// What it is: village 0, road 1, bridge 2, market 3, water 4, landmark 5. Another number is a landmark.
    #[n(1)]
    pub kind: u32,
    /// The code of its commune of today.
    #[n(2)]
    pub commune: String,
    /// The latitude of a point of it.
    #[n(3)]
    pub lat: Option<Degrees>,
    /// The longitude of that point.
    #[n(4)]
    pub lon: Option<Degrees>,
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
