//! The voice notes of a case. A voice is known in a village: who may hear it is `access`, that it was heard is `store::look`.

use report::Sha256;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::case_row::{self, By};
use crate::store::row::Columns as _;

/// A voice note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceView {
    /// Its hash.
    pub sha256: Sha256,
    /// Its length in bytes.
    pub bytes: i64,
    /// One of [`report::limits::VOICE_TYPES`].
    pub media_type: String,
    /// Whether the whole is there.
    pub stored: bool,
    /// Whether whoever reported agreed that the unit that handles the case hears it.
    pub unit_hears: bool,
}

/// The voice notes of a case, in their order; not those that an edit took the place of.
///
/// # Errors
/// Those of the database.
pub async fn of_case<'e>(executor: impl AnyExecutor<'e>, case_id: i64) -> Result<Vec<VoiceView>, PortalError> {
    let list = "SELECT sha256, length, media_type, stored_at, unit_hears FROM attachment
        WHERE case_id = $1 AND superseded_at IS NULL AND media_type <> 'image/jpeg' ORDER BY position";
    let rows = sqlx::query(list).bind(case_id).fetch_all(executor).await?;
    let voice = |row: &AnyRow| {
        Ok(VoiceView {
            sha256: row.id("sha256")?,
            bytes: row.try_get("length")?,
            media_type: row.try_get("media_type")?,
            stored: row.try_get::<Option<i64>, _>("stored_at")?.is_some(),
            unit_hears: row.try_get::<i64, _>("unit_hears")? == 1,
        })
    };
    rows.iter().map(voice).collect()
}

/// Writes into a case's history what is said in a voice note; what was written before stays there.
///
/// # Errors
/// [`PortalError::Casework`] when nothing is said, or too much.
pub async fn transcribe(
    connection: &mut AnyConnection,
    case_id: i64,
    voice: Sha256,
    text: String,
    actor: &str,
    now_ms: i64,
) -> Result<(), PortalError> {
    let case = case_row::read(connection, case_id).await?;
    let event = case.transcribed(&voice.to_string(), text, now_ms)?;
    case_row::append(connection, &case, &event, By::Officer(Some(actor))).await
}
