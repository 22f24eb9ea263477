//! Which commune a point lies in.
//!
//! Here live the communes of one province with their boundaries ([`Region`], made from the province's own `GeoJSON`
//! and carried in the region pack), the table of its 78 units for a device that has no pack yet ([`builtin`],
//! [`suggest`]), and the names, old and new, that people search for without diacritics ([`names`], [`gazetteer`]).
//! A province can be sketched in few bytes ([`Sketch`]); whoever draws it decides its looks. Which *unit* handles a
//! report is not decided here. No I/O, no clock: text and numbers in, values out.
//!
//! # Inside, at sea, outside
//!
//! A point in a commune's polygon lies in that commune. What lies in none is either at sea, where the nearest coast
//! answers for it, or in a neighbour's land or water, where nobody here does. A set of polygons does not say which of
//! its edges is wet, so the sea is found by a rule:
//!
//! 1. The communes are dissolved into an outline. Its largest part is the mainland, every other part an island.
//! 2. The coast is the part of the mainland's outline that faces the East Sea: anticlockwise from its outermost point
//!    to the east to its outermost point to the north-north-east (bearing 30°). In this province those are the two
//!    places where the borders with Huế and Hà Tĩnh reach the water. An island is coast all round.
//! 3. A point is **at sea** when the outline that is nearest to it is coast, it is not farther out than
//!    [`SEA_LIMIT_KM`], and it lies between the two lines that run seaward from the coast's ends at a right angle to
//!    the line that joins them (the way in which neighbours who agree on nothing better share a sea). Near an island
//!    those two lines do not count.
//!
//! The rule supposes a coast that faces north-east to east, as this province's does. It would be wrong for a province
//! on another sea and for one without any.
//!
//! **Invariant:** a point inside any polygon, or in a gap between polygons, is never [`Method::Outside`]; a commune is
//! only ever named with the [`Method`] that found it. Boundaries are for orientation.

mod builtin;
mod commune;
mod error;
mod export;
mod found;
pub mod gazetteer;
mod import;
pub mod names;
mod outline;
mod plane;
mod point;
mod region;
mod ring;
mod sketch;
mod territory;
mod zones;

pub use builtin::{BuiltinUnit, SUGGESTION_LIMIT_KM, builtin, suggest, suggest_at};
pub use commune::{Commune, CommuneCode, CommuneKind, ParseCommuneError};
pub use error::{FeatureLabel, RegionError};
pub use found::{CANDIDATES, Candidate, Method, Place};
pub use gazetteer::{Gazetteer, HitKind, Likeness, NamedPlace, OldCommune, PlaceHit, PlaceKind};
pub use outline::SEA_LIMIT_KM;
pub use point::{Point, PointError};
pub use region::Region;
pub use sketch::{Pixel, Sketch, SketchedCommune};
pub use zones::{Told, Zone, Zones};
