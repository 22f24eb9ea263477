//! Everything personal that the portal holds of one report, for whoever it concerns and asks for a copy.

use report::{Sha256, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::store::act::{self, ActRow};
use crate::store::look::{self, Look};
use crate::store::message::{self, ToldRow};
use crate::store::part::{self, PartRow};
use crate::store::row::Columns as _;

/// What is held of a report and of whoever reported it.
#[derive(Debug, Clone)]
pub struct Personal {
    /// Where the case stands.
    pub status: Status,
    /// When what was personal was erased, ms.
    pub erased_at_ms: Option<i64>,
    /// What whoever reported did, sealed.
    pub acts: Vec<ActRow>,
    /// Who they said that they are.
    pub parts: Vec<PartRow>,
    /// What came with the acts, also what an edit took the place of.
    pub attachments: Vec<Held>,
    /// How content they were.
    pub ratings: Vec<RatingRow>,
    /// How many other devices claimed the case by its tracking code.
    pub claims: i64,
    /// Who looked at who they are.
    pub looks: Vec<Look>,
    /// What they were told while their app was closed.
    pub told: Vec<ToldRow>,
}

/// An attachment that is held or awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its hash.
    pub sha256: Sha256,
    /// Its length in bytes.
    pub length: i64,
    /// Its media type.
    pub media_type: String,
    /// Since when the whole is held, ms.
    pub stored_at_ms: Option<i64>,
}

/// A rating.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingRow {
    /// From 1 to 4.
    pub stars: i64,
    /// Why.
    pub text: Option<String>,
    /// When, ms.
    pub at_ms: i64,
}

/// What is held of a case.
///
/// # Errors
/// Those of the database.
pub async fn of_case(connection: &mut AnyConnection, case_id: i64) -> Result<Personal, PortalError> {
    let find = "SELECT status, erased_at, (SELECT count(*) FROM claim WHERE claim.case_id = case_file.id) AS claims
        FROM case_file WHERE id = $1";
    let case = sqlx::query(find).bind(case_id).fetch_one(&mut *connection).await?;
    Ok(Personal {
        status: case.parsed("status")?,
        erased_at_ms: case.try_get("erased_at")?,
        claims: case.try_get("claims")?,
        acts: act::of_reporter(connection, case_id).await?,
        parts: part::of_case(&mut *connection, case_id).await?,
        attachments: attachments(connection, case_id).await?,
        ratings: ratings(connection, case_id).await?,
        looks: look::of_case(&mut *connection, case_id).await?,
        told: message::of_case(connection, case_id).await?,
    })
}

async fn attachments(connection: &mut AnyConnection, case_id: i64) -> Result<Vec<Held>, PortalError> {
    let list = "SELECT sha256, length, media_type, stored_at FROM attachment WHERE case_id = $1 ORDER BY position";
    let rows = sqlx::query(list).bind(case_id).fetch_all(connection).await?;
    let held = |row: &AnyRow| {
        Ok(Held {
            sha256: row.id("sha256")?,
            length: row.try_get("length")?,
            media_type: row.try_get("media_type")?,
            stored_at_ms: row.try_get("stored_at")?,
        })
    };
    rows.iter().map(held).collect()
}

/// The ratings of a case, the latest last: that one counts.
///
/// # Errors
/// Those of the database.
pub async fn ratings(connection: &mut AnyConnection, case_id: i64) -> Result<Vec<RatingRow>, PortalError> {
    let list = "SELECT stars, text, rated_at FROM rating WHERE case_id = $1 ORDER BY rated_at, act_id";
    let rows = sqlx::query(list).bind(case_id).fetch_all(connection).await?;
    let rating = |row: &AnyRow| {
        Ok(RatingRow { stars: row.try_get("stars")?, text: row.try_get("text")?, at_ms: row.try_get("rated_at")? })
    };
    rows.iter().map(rating).collect()
}
