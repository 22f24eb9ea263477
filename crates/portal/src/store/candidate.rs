//! Cases that may be the same trouble as another: those near it and those of its commune and category, around its time.
//!
//! **Invariant:** however many cases there are, a bounded number is read, each by an index.

use photo::{Likeness, Limits};
use report::{CaseNumber, Sha256, Status};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row as _};

use crate::casework::{ALIKE_DAYS, Alike, NEAR_M, Traits, alike};
use crate::error::PortalError;
use crate::store::row::Columns as _;

/// The most cases that are looked at each way.
const MOST: i64 = 40;
/// The most candidates.
const SHOWN: usize = 8;
/// Degrees of latitude, and of longitude in this province, within which a case is near.
const NEAR_DEGREES: f64 = NEAR_M / 105_000.0;
const MS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// A case that may be the same as another.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Its public number.
    pub number: CaseNumber,
    /// Where it stands.
    pub status: Status,
    /// The commune's name.
    pub commune_name: Option<String>,
    /// The code of the unit that has it.
    pub unit: Option<String>,
    /// The first picture that officers can be shown.
    pub picture: Option<Sha256>,
    /// What was compared.
    pub traits: Traits,
    /// Why.
    pub reasons: Vec<Alike>,
}

/// By the indexes `case_by_spot` and `case_by_kind`, whose conditions these are in their very words: a dense place has thousands
/// of cases around it, and none but the few that are looked at is read. Not what is hidden from its readers, was merged already or was found to be something else.
const OFFERED: &str = "c.sealed_at IS NULL AND c.erased_at IS NULL AND c.duplicate_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM not_the_same n WHERE n.one_id = c.id AND n.other_id = $1 OR n.one_id = $1 AND n.other_id = c.id)";
const COLUMNS: &str = "SELECT c.id, c.number, c.status, c.category, c.commune, c.commune_name, c.unit, c.lat, c.lon, c.text,
        c.submitted_at, a.sha256 AS picture, a.thumbnail
    FROM case_file c LEFT JOIN attachment a ON a.case_id = c.id AND a.position = (SELECT min(b.position) FROM attachment b
        WHERE b.case_id = c.id AND b.superseded_at IS NULL AND b.thumbnail IS NOT NULL
            AND b.media_type = 'image/jpeg')";

/// The cases that may be the same as the one of row `id`, the most alike first.
///
/// # Errors
/// [`PortalError::CaseUnknown`].
pub async fn of_case(readers: &AnyPool, id: i64) -> Result<Vec<Candidate>, PortalError> {
    let find = AssertSqlSafe(format!("{COLUMNS} WHERE c.id = $1"));
    let row = sqlx::query(find).bind(id).fetch_optional(readers).await?.ok_or(PortalError::CaseUnknown)?;
    let mut rows = near(readers, id, &row).await?;
    rows.extend(of_its_kind(readers, id, &row).await?);
    rows.push(row);
    // Pictures are looked at where nobody waits for it.
    let compared = tokio::task::spawn_blocking(move || compared(&rows));
    compared.await.map_err(std::io::Error::other)?
}

/// Writes down that two cases are not the same trouble; says whether that is new.
///
/// # Errors
/// Those of the database.
pub(super) async fn part(
    connection: &mut AnyConnection,
    one: i64,
    other: i64,
    who: &str,
    now_ms: i64,
) -> Result<bool, PortalError> {
    let put =
        "INSERT INTO not_the_same (one_id, other_id, said_at, said_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let query = sqlx::query(put).bind(one.min(other)).bind(one.max(other)).bind(now_ms).bind(who.to_owned());
    Ok(query.execute(connection).await?.rows_affected() == 1)
}

fn compared(rows: &[AnyRow]) -> Result<Vec<Candidate>, PortalError> {
    let Some((subject, others)) = rows.split_last() else { return Ok(Vec::new()) };
    let subject = traits(subject)?;
    let mut found: Vec<(f64, i64, Candidate)> = Vec::new();
    for row in others {
        let id: i64 = row.try_get("id")?;
        if found.iter().any(|(_, known, _)| *known == id) {
            continue;
        }
        let traits = traits(row)?;
        if let Some((score, reasons)) = alike(&subject, &traits) {
            found.push((score, id, candidate(row, traits, reasons)?));
        }
    }
    found.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    Ok(found.into_iter().take(SHOWN).map(|(_, _, candidate)| candidate).collect())
}

async fn near(readers: &AnyPool, id: i64, of: &AnyRow) -> Result<Vec<AnyRow>, PortalError> {
    let (lat, lon): (Option<f64>, Option<f64>) = (of.try_get("lat")?, of.try_get("lon")?);
    let Some((lat, lon)) = lat.zip(lon) else { return Ok(Vec::new()) };
    let find = AssertSqlSafe(newest(
        "c.lat BETWEEN $2 AND $3 AND c.lon BETWEEN $4 AND $5 AND c.submitted_at BETWEEN $6 AND $7",
        "$8",
    ));
    let (from, until) = around(of)?;
    let query = sqlx::query(find).bind(id).bind(lat - NEAR_DEGREES).bind(lat + NEAR_DEGREES);
    let query = query.bind(lon - NEAR_DEGREES).bind(lon + NEAR_DEGREES).bind(from).bind(until);
    Ok(query.bind(MOST).fetch_all(readers).await?)
}

async fn of_its_kind(readers: &AnyPool, id: i64, of: &AnyRow) -> Result<Vec<AnyRow>, PortalError> {
    let Some(commune) = of.try_get::<Option<String>, _>("commune")? else { return Ok(Vec::new()) };
    let find = AssertSqlSafe(newest("c.commune = $2 AND c.category = $3 AND c.submitted_at BETWEEN $4 AND $5", "$6"));
    let (from, until) = around(of)?;
    let query = sqlx::query(find).bind(id).bind(commune).bind(of.try_get::<String, _>("category")?);
    Ok(query.bind(from).bind(until).bind(MOST).fetch_all(readers).await?)
}

/// The newest that fulfil a condition, as many as the parameter `most` says.
fn newest(condition: &str, most: &str) -> String {
    format!(
        "{COLUMNS} WHERE c.id IN (SELECT c.id FROM case_file c WHERE {condition} AND c.id <> $1 AND {OFFERED}
            ORDER BY c.submitted_at DESC LIMIT {most}) ORDER BY c.submitted_at DESC"
    )
}

fn around(of: &AnyRow) -> Result<(i64, i64), PortalError> {
    let at_ms: i64 = of.try_get("submitted_at")?;
    Ok((at_ms - ALIKE_DAYS * MS_PER_DAY, at_ms + ALIKE_DAYS * MS_PER_DAY))
}

fn traits(row: &AnyRow) -> Result<Traits, PortalError> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.try_get("lat")?, row.try_get("lon")?);
    let thumbnail: Option<Vec<u8>> = row.try_get("thumbnail")?;
    Ok(Traits {
        category: row.try_get("category")?,
        spot: lat.zip(lon),
        at_ms: row.try_get("submitted_at")?,
        text: row.try_get::<Option<String>, _>("text")?.unwrap_or_default(),
        // A thumbnail that does not read is like no other.
        picture: thumbnail.and_then(|bytes| Likeness::of(&bytes, &Limits::default()).ok()),
    })
}

fn candidate(row: &AnyRow, traits: Traits, reasons: Vec<Alike>) -> Result<Candidate, PortalError> {
    Ok(Candidate {
        number: row.parsed("number")?,
        status: row.parsed("status")?,
        commune_name: row.try_get("commune_name")?,
        unit: row.try_get("unit")?,
        picture: row.id_or_none("picture")?,
        traits,
        reasons,
    })
}
