//! Files of the office as they go with an answer.
//!
//! **Invariant:** nothing here returns a file of a case that is not answered, or one that does not go with the answer.

use sqlx::{AnyExecutor, Row as _};

use crate::error::PortalError;
use crate::store::office_file::{self, OfficeFile};

/// A file that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFile {
    /// Whether everybody may see it; else whoever reported alone.
    pub published: bool,
    /// The file.
    pub file: OfficeFile,
}

/// The file of this row.
///
/// # Errors
/// Those of the database.
pub async fn find<'e>(executor: impl AnyExecutor<'e>, id: i64) -> Result<Option<AnswerFile>, PortalError> {
    let find = "SELECT f.id, f.case_id, f.kind, f.name, f.media_type, f.sha256, f.length, f.added_at, f.added_by,
            f.shown_at, c.published_at
        FROM office_file f JOIN case_file c ON c.id = f.case_id
        WHERE f.id = $1 AND f.shown_at IS NOT NULL AND c.status IN ('answered', 'closed')";
    let row = sqlx::query(find).bind(id).fetch_optional(executor).await?;
    let answer = |row: &sqlx::any::AnyRow| {
        let published = row.try_get::<Option<i64>, _>("published_at")?.is_some();
        Ok(AnswerFile { published, file: office_file::file(row)? })
    };
    row.as_ref().map(answer).transpose()
}
