//! The published cases of a commune, as devices keep them.
//!
//! **Invariant:** nothing here returns anything of a case that is not published.

use jiff::Timestamp;
use report::Status;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row as _};
use utoipa::ToSchema;

use crate::casework::clocks::{self, Happening, History};
use crate::error::PortalError;
use crate::store::clock;
use crate::store::row::Columns as _;
use crate::store::timetable::Timetable;

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
    /// By when an answer can be expected (RFC 3339); missing when nobody owes one, and while the citizen is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_due: Option<String>,
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
pub async fn in_commune(
    readers: &AnyPool,
    commune: &str,
    most: i64,
    by: &Timetable,
) -> Result<Vec<PublicCase>, PortalError> {
    // By the index case_around.
    let list = "SELECT id, number, status, outcome, category, submitted_at, public_lat, public_lon,
                       coalesce(public_text, text, '') AS shown
                FROM case_file WHERE commune = $1 AND published_at IS NOT NULL
                ORDER BY published_at DESC, id DESC LIMIT $2";
    let rows = sqlx::query(list).bind(commune.to_owned()).bind(most).fetch_all(readers).await?;
    let mut happenings = clock::happenings_around(readers, commune, most).await?;
    let told = |row: &AnyRow| case(row, happenings.remove(&row.try_get("id")?).unwrap_or_default(), by);
    rows.iter().map(told).collect()
}

fn case(row: &AnyRow, happenings: Vec<Happening>, by: &Timetable) -> Result<PublicCase, PortalError> {
    let history = History { category: row.try_get("category")?, happenings };
    let is_open = row.parsed::<Status>("status")?.is_open();
    let submitted = Timestamp::from_millisecond(row.try_get("submitted_at")?).unwrap_or_default();
    Ok(PublicCase {
        case_number: row.try_get("number")?,
        status: row.try_get("status")?,
        outcome: row.try_get("outcome")?,
        answer_due: is_open.then(|| answer_due(&history, by)).flatten(),
        category: history.category,
        submitted_at: submitted.to_string(),
        lat: row.try_get("public_lat")?,
        lon: row.try_get("public_lon")?,
        text: row.try_get::<String, _>("shown")?.chars().take(TEXT_CHARS).collect(),
    })
}

fn answer_due(history: &History, by: &Timetable) -> Option<String> {
    let clocks = clocks::of(history, &by.rules, &by.calendar);
    let due = clocks::answer_due(&history.category, &clocks, &by.rules, &by.calendar);
    due.map(|(due, _)| due.to_string())
}
