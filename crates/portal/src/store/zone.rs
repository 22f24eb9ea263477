//! The zones of which less is told. The newest file counts; what is public already is told no closer from then on.

use place::{Point, Told, Zones};
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::publication::{Precision, PublicPlace};
use crate::store::publication;

/// What is told of a place is no farther from it than this, in degrees.
const CELL_DEGREES: f64 = 0.002;

/// The file that counts, as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZonesRow {
    /// Counts the files; 0 before the first.
    pub version: i64,
    /// When it was taken in, ms.
    pub made_at_ms: i64,
    /// By whom.
    pub made_by: String,
    /// The `GeoJSON`.
    pub geojson: String,
}

/// The file that counts; `None` before the first.
///
/// # Errors
/// Those of the database.
pub async fn newest<'e>(executor: impl AnyExecutor<'e>) -> Result<Option<ZonesRow>, PortalError> {
    let newest = "SELECT id, made_at, made_by, geojson FROM zones ORDER BY id DESC LIMIT 1";
    let Some(row) = sqlx::query(newest).fetch_optional(executor).await? else { return Ok(None) };
    Ok(Some(ZonesRow {
        version: row.try_get("id")?,
        made_at_ms: row.try_get("made_at")?,
        made_by: row.try_get("made_by")?,
        geojson: row.try_get("geojson")?,
    }))
}

/// What the zones allow of a spot, latitude and longitude in degrees.
///
/// # Errors
/// Those of the database.
pub async fn around(connection: &mut AnyConnection, spot: Option<(f64, f64)>) -> Result<Option<Told>, PortalError> {
    let Some(point) = spot.and_then(|(lat, lon)| Point::parse(lat, lon).ok()) else { return Ok(None) };
    let Some(row) = newest(connection).await? else { return Ok(None) };
    let zones = Zones::from_geojson(&row.geojson)?;
    Ok(zones.around(point).map(|zone| zone.told))
}

/// Takes in a new file, and tells of what is public in its zones no more than they allow. Says of how many cases.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    connection: &mut AnyConnection,
    geojson: &str,
    zones: &Zones,
    who: &str,
    now_ms: i64,
) -> Result<usize, PortalError> {
    let add = "INSERT INTO zones (made_at, made_by, geojson) VALUES ($1, $2, $3)";
    let add = sqlx::query(add).bind(now_ms).bind(who.to_owned()).bind(geojson.to_owned());
    add.execute(&mut *connection).await?;
    let mut coarser = 0;
    for zone in zones.iter() {
        let (south_west, north_east) = zone.bounds();
        let find = "SELECT id, lat, lon, public_place FROM case_file
            WHERE public_lat IS NOT NULL AND public_lat >= $1 AND public_lat <= $2 AND lon >= $3 AND lon <= $4";
        let query = sqlx::query(find).bind(south_west.0 - CELL_DEGREES).bind(north_east.0 + CELL_DEGREES);
        let query = query.bind(south_west.1).bind(north_east.1);
        for row in query.fetch_all(&mut *connection).await? {
            let spot: (f64, f64) = (row.try_get("lat")?, row.try_get("lon")?);
            let told: Precision = publication::precision(&row)?;
            let allowed = Precision::closest(false, Some(zone.told));
            let inside = Point::parse(spot.0, spot.1).is_ok_and(|point| zone.contains(point));
            if inside && allowed < told {
                let place = PublicPlace::of(Some(spot), allowed);
                publication::tell_place(connection, row.try_get("id")?, place).await?;
                coarser += 1;
            }
        }
    }
    Ok(coarser)
}
