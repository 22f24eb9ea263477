//! What exactly is wrong in something that was handed in, for the person who must correct it: the words to say it with, and
//! what they name (a feature, a line, a field, two numbers).
//!
//! **Invariant:** what is named is from what was handed in or from the province's own tables, never from the inside.

use place::{FeatureLabel, RegionError};

use crate::error::PortalError;

/// Words of the catalogue with what they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key of the words in `problems/`.
    pub words: &'static str,
    /// What they name, by placeholder.
    pub values: Vec<(&'static str, String)>,
}

impl Fault {
    /// What is wrong, where more can be said than the code says.
    #[must_use]
    pub fn of(error: &PortalError) -> Option<Self> {
        match error {
            PortalError::Region(error) => Some(region(error)),
            PortalError::Units { line, reason } => {
                Some(fault("units_line", [("line", line.to_string()), ("reason", reason.clone())]))
            }
            PortalError::OldCommunes(faults) => Some(fault("old_communes_faults", [("faults", faults.to_string())])),
            PortalError::Places(faults) => Some(fault("places_faults", [("faults", faults.to_string())])),
            PortalError::RegionOfAnotherYear { feature, code, name } => Some(fault(
                "region_of_another_year",
                [("feature", feature.clone()), ("code", code.clone()), ("name", name.clone())],
            )),
            PortalError::RuleConflict { earlier, later } => {
                Some(fault("rule_conflict", [("earlier", earlier.clone()), ("later", later.clone())]))
            }
            PortalError::RegionElsewhere { feature, lat, lon } => Some(fault(
                "region_elsewhere",
                [("feature", feature.clone()), ("lat", lat.clone()), ("lon", lon.clone())],
            )),
            PortalError::RegionIncomplete { missing, name, code } => Some(fault(
                "region_incomplete",
                [("missing", missing.to_string()), ("name", name.clone()), ("code", code.clone())],
            )),
            _ => None,
        }
    }
}

fn region(error: &RegionError) -> Fault {
    let at = |label: &FeatureLabel| ("feature", named(label));
    match error {
        RegionError::NotJson { line, column } => {
            fault("region_not_json", [("line", line.to_string()), ("column", column.to_string())])
        }
        RegionError::NotFeatureCollection { found } => fault("region_not_a_collection", [("found", found.clone())]),
        RegionError::NoFeatures => fault("region_empty", []),
        RegionError::NotAFeature { feature, reason } => {
            fault("region_not_a_feature", [at(feature), ("reason", reason.clone())])
        }
        RegionError::Missing { feature, field } => {
            fault("region_property_missing", [at(feature), ("field", (*field).to_owned())])
        }
        RegionError::Malformed { feature, field, found } => {
            fault("region_property_wrong", [at(feature), ("field", (*field).to_owned()), ("found", found.clone())])
        }
        RegionError::DuplicateCode { feature, code, first } => {
            fault("region_code_twice", [at(feature), ("code", code.to_string()), ("first", first.to_string())])
        }
        RegionError::NoPolygons { feature, found } => {
            fault("region_no_polygons", [at(feature), ("found", found.clone())])
        }
        RegionError::EmptyRing { feature } => fault("region_empty_ring", [at(feature)]),
        RegionError::SelfCrossing { feature, lon, lat } => {
            fault("region_crossing", [at(feature), ("lon", format!("{lon:.5}")), ("lat", format!("{lat:.5}"))])
        }
        RegionError::Overlap { feature, other } => fault("region_overlap", [at(feature), ("other", named(other))]),
        RegionError::SwappedDegrees { feature, x, y } => {
            fault("region_swapped", [at(feature), ("x", x.to_string()), ("y", y.to_string())])
        }
        RegionError::NotDegrees { feature, x, y } => {
            fault("region_not_degrees", [at(feature), ("x", x.to_string()), ("y", y.to_string())])
        }
    }
}

fn named(label: &FeatureLabel) -> String {
    match &label.name {
        Some(name) => format!("{} («{name}»)", label.number),
        None => label.number.to_string(),
    }
}

fn fault<const N: usize>(words: &'static str, values: [(&'static str, String); N]) -> Fault {
    Fault { words, values: values.into() }
}
