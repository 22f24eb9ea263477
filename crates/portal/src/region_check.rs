//! Whether boundaries are those of the province as it is today: every commune once, by its code and name of today, where it
//! lies, and none upon another. The first thing that is wrong is named.

use place::{Commune, Point, Region, names};

use crate::error::PortalError;

/// Refuses communes that lie upon each other and codes that bear another name today; of the `whole` province also codes that
/// are none today, communes that lie elsewhere, and communes that are missing.
///
/// # Errors
/// [`PortalError::Region`], [`PortalError::RegionOfAnotherYear`], [`PortalError::RegionElsewhere`] and
/// [`PortalError::RegionIncomplete`].
pub fn check(region: &Region, whole: bool) -> Result<(), PortalError> {
    region.check_apart()?;
    of_today(region, whole)?;
    if whole { where_they_lie(region).and_then(|()| complete(region)) } else { Ok(()) }
}

fn of_today(region: &Region, whole: bool) -> Result<(), PortalError> {
    let today = |commune: &Commune| place::builtin().iter().find(|unit| unit.commune.code == commune.code);
    for commune in region.communes() {
        let bears = today(commune).map(|unit| &unit.commune.name);
        if bears.map_or(whole, |name| names::fold(name) != names::fold(&commune.name)) {
            return Err(PortalError::RegionOfAnotherYear {
                feature: format!("«{}»", commune.name),
                code: commune.code.to_string(),
                name: bears.map_or_else(|| "–".to_owned(), Clone::clone),
            });
        }
    }
    Ok(())
}

/// A commune is one of the three nearest to where the built-in table has it; boundaries that were shifted, or drawn in
/// other coordinates, are not.
fn where_they_lie(region: &Region) -> Result<(), PortalError> {
    let known = place::builtin().iter().filter(|unit| region.commune(&unit.commune.code).is_some());
    for unit in known {
        let Ok(point) = Point::parse(unit.lat, unit.lon) else { continue };
        let nearest = region.locate_at(point).candidates;
        let found = nearest.iter().find(|near| near.commune.code == unit.commune.code);
        if found.is_none_or(|found| found.distance_km > FARTHEST_KM) {
            return Err(PortalError::RegionElsewhere {
                feature: format!("«{}»", unit.commune.name),
                lat: format!("{:.4}", unit.lat),
                lon: format!("{:.4}", unit.lon),
            });
        }
    }
    Ok(())
}

/// How far from its point of the built-in table a commune's boundary may run, in km: boundaries are for orientation.
const FARTHEST_KM: f64 = 3.0;

fn complete(region: &Region) -> Result<(), PortalError> {
    let missing = place::builtin().iter().filter(|unit| region.commune(&unit.commune.code).is_none());
    match (missing.clone().next(), missing.count()) {
        (Some(first), missing) => Err(PortalError::RegionIncomplete {
            missing,
            name: first.commune.name.clone(),
            code: first.commune.code.to_string(),
        }),
        (None, _) => Ok(()),
    }
}
