//! The published cases of a commune, as devices keep them.
//!
//! **Invariant:** nothing here returns anything of a case that is not published.

use jiff::Timestamp;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};
use utoipa::ToSchema;

use crate::error::PortalError;

/// Characters of a text that are told: enough to know it again.
const TEXT_CHARS: usize = 240;

/// A published case. Codes are those of `report`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicCase {
    /// Its number.
    pub case_number: String,
    /// Where it stands.
    pub status: String,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The category's code.
    pub category: String,
    /// When it was sent (RFC 3339).
    pub submitted_at: String,
    /// Latitude in degrees, as closely as it is told; missing when only the commune is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// The beginning of the words that are public, at most 240 characters.
    pub text: String,
}

/// The published cases of a commune, the latest published first, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn in_commune(readers: &AnyPool, commune: &str, most: i64) -> Result<Vec<PublicCase>, PortalError> {
    // By the index case_around.
    let list = "SELECT number, status, outcome, category, submitted_at, public_lat, public_lon,
                       coalesce(public_text, text, '') AS shown
                FROM case_file WHERE commune = $1 AND published_at IS NOT NULL
                ORDER BY published_at DESC, id DESC LIMIT $2";
    let rows = sqlx::query(list).bind(commune.to_owned()).bind(most).fetch_all(readers).await?;
    rows.iter().map(case).collect()
}

fn case(row: &AnyRow) -> Result<PublicCase, PortalError> {
    let submitted = Timestamp::from_millisecond(row.try_get("submitted_at")?).unwrap_or_default();
    Ok(PublicCase {
        case_number: row.try_get("number")?,
        status: row.try_get("status")?,
        outcome: row.try_get("outcome")?,
        category: row.try_get("category")?,
        submitted_at: submitted.to_string(),
        lat: row.try_get("public_lat")?,
        lon: row.try_get("public_lon")?,
        text: row.try_get::<String, _>("shown")?.chars().take(TEXT_CHARS).collect(),
    })
}
