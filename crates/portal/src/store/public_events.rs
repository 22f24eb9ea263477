//! What everybody may know of what happened, in the order of commits.

use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};
use utoipa::ToSchema;

use crate::error::PortalError;

/// Something that everybody may know. Codes are those of `report`; times RFC 3339.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PublicEvent {
    /// Its place in the order of commits.
    pub position: i64,
    /// `status`, `published` or `unpublished`.
    pub kind: String,
    /// The case's number.
    pub case_number: String,
    /// When.
    pub at: String,
    /// The status that the case then had; missing when it is no longer public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// The answer or the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The unit that had it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The commune's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commune_code: Option<String>,
    /// Latitude in degrees, as closely as it is told; missing when only the commune is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// How closely the place is told: `commune`, `grid` (the middle of a cell of 200 m) or `exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The words that are public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What happened since, at most `limit`, and the position to ask with next.
///
/// # Errors
/// Those of the database.
pub async fn since(readers: &AnyPool, since: i64, limit: i64) -> Result<(Vec<PublicEvent>, i64), PortalError> {
    // An unpublished case keeps its earlier `published` entries to itself: what follows says that it is gone.
    let list = "SELECT event.position, event.kind, event.status, event.outcome, event.at,
            CASE WHEN event.audience = 'everybody' THEN event.text END AS answer,
            unit.name AS unit_name, case_file.number, case_file.category, case_file.commune, case_file.published_at,
            case_file.public_place, case_file.public_lat, case_file.public_lon,
            coalesce(case_file.public_text, case_file.text) AS shown
        FROM event JOIN case_file ON case_file.id = event.case_id LEFT JOIN unit ON unit.code = event.unit
        WHERE event.position > $1 AND event.kind IN ('status', 'published', 'unpublished')
            AND (case_file.published_at IS NOT NULL OR event.kind = 'unpublished')
        ORDER BY event.position LIMIT $2";
    let rows = sqlx::query(list).bind(since).bind(limit).fetch_all(readers).await?;
    let events = rows.iter().map(public).collect::<Result<Vec<_>, _>>()?;
    let next = events.last().map_or(since, |last| last.position);
    Ok((events, next))
}

fn public(row: &AnyRow) -> Result<PublicEvent, PortalError> {
    let kind: String = row.try_get("kind")?;
    let is_public = row.try_get::<Option<i64>, _>("published_at")?.is_some();
    let event = PublicEvent {
        position: row.try_get("position")?,
        case_number: row.try_get("number")?,
        at: rfc3339(row.try_get("at")?),
        status: None,
        outcome: None,
        answer: None,
        unit: None,
        category: None,
        commune_code: None,
        lat: None,
        lon: None,
        place: None,
        text: None,
        kind,
    };
    if !is_public {
        return Ok(event);
    }
    Ok(PublicEvent {
        status: row.try_get("status")?,
        outcome: row.try_get("outcome")?,
        answer: row.try_get("answer")?,
        unit: row.try_get("unit_name")?,
        category: row.try_get("category")?,
        commune_code: row.try_get("commune")?,
        lat: row.try_get("public_lat")?,
        lon: row.try_get("public_lon")?,
        place: Some(row.try_get::<Option<String>, _>("public_place")?.unwrap_or_else(|| "commune".to_owned())),
        text: row.try_get("shown")?,
        ..event
    })
}

fn rfc3339(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or_default().to_string()
}
