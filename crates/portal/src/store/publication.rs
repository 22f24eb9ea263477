//! What the books say of a case that is to become public, and what everybody is told of its place.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::casework::Deed;
use crate::error::PortalError;
use crate::publication::{self, Facts, Precision, PublicPlace, PublicationError};
use crate::store::row::{Columns as _, bind_double};
use crate::store::zone;

/// What decides whether a case may become public, and with which place.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn facts(connection: &mut AnyConnection, case_id: i64) -> Result<Facts, PortalError> {
    let find =
        "SELECT c.sealed_at, c.lat, c.lon, c.text, category.private_at, category.coarse_at, category.sealed_at AS kept
        FROM case_file c LEFT JOIN category ON category.code = c.category WHERE c.id = $1";
    let row = sqlx::query(find).bind(case_id).fetch_optional(&mut *connection).await?;
    let row = row.ok_or(PortalError::CaseUnknown)?;
    let is_set = |column| Ok::<_, PortalError>(row.try_get::<Option<i64>, _>(column)?.is_some());
    let (lat, lon): (Option<f64>, Option<f64>) = (row.try_get("lat")?, row.try_get("lon")?);
    let spot = lat.zip(lon);
    Ok(Facts {
        sealed: is_set("sealed_at")?,
        private: is_set("private_at")? || is_set("kept")?,
        coarse: is_set("coarse_at")? || is_set("kept")?,
        zone: zone::around(connection, spot).await?,
        spot,
        text: row.try_get("text")?,
    })
}

/// Lets nothing be done that would show to others what they are not to see. What is told of the place, when the deed
/// publishes.
///
/// # Errors
/// [`PublicationError`].
pub async fn allowed(
    connection: &mut AnyConnection,
    case_id: i64,
    deed: &Deed,
) -> Result<Option<PublicPlace>, PortalError> {
    match deed {
        Deed::Publish { public_text, terms } => {
            let facts = facts(connection, case_id).await?;
            Ok(Some(publication::decide(&facts, public_text.as_deref(), *terms)?))
        }
        Deed::Dispatch { .. } | Deed::Coordinate { .. } | Deed::Duplicate { .. }
            if is_sealed(connection, case_id).await? =>
        {
            Err(PublicationError::Sealed.into())
        }
        _ => Ok(None),
    }
}

async fn is_sealed(connection: &mut AnyConnection, case_id: i64) -> Result<bool, PortalError> {
    let find = "SELECT 1 AS sealed FROM case_file WHERE id = $1 AND sealed_at IS NOT NULL";
    Ok(sqlx::query(find).bind(case_id).fetch_optional(connection).await?.is_some())
}

/// What everybody is told of the place of a case from now on.
///
/// # Errors
/// Those of the database.
pub async fn tell_place(connection: &mut AnyConnection, case_id: i64, place: PublicPlace) -> Result<(), PortalError> {
    let tell = "UPDATE case_file SET public_place = $1, public_lat = $2, public_lon = $3 WHERE id = $4";
    let query = sqlx::query(tell).bind(place.precision.code());
    let query = bind_double(query, place.point.map(|(lat, _)| lat));
    bind_double(query, place.point.map(|(_, lon)| lon)).bind(case_id).execute(connection).await?;
    Ok(())
}

/// From now on the commune is all that is told of the places of a category.
///
/// # Errors
/// Those of the database.
pub async fn coarsen(connection: &mut AnyConnection, category: &str) -> Result<(), PortalError> {
    let coarsen = "UPDATE case_file SET public_place = 'commune', public_lat = NULL, public_lon = NULL
        WHERE category = $1 AND public_lat IS NOT NULL";
    sqlx::query(coarsen).bind(category.to_owned()).execute(connection).await?;
    Ok(())
}

/// How closely the place of a row is told.
pub(super) fn precision(row: &AnyRow) -> Result<Precision, PortalError> {
    Ok(row.parsed_or_none("public_place")?.unwrap_or(Precision::Commune))
}
