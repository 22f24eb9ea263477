//! Forgetting what is personal in a case.
//!
//! Rows go in the transaction of the act that asks for it; files go after that commit, by [`forget_files`], since a file
//! cannot be brought back when a commit fails. Until then the table `forgotten_file` names them, so that a crash between the two
//! forgets nothing.
//!
//! **Invariant:** a photo is removed only when no row names it. Rows are written before a photo gets its name, and this
//! runs in the one writer, so nobody can begin to need one that is being removed.

use std::path::{Path, PathBuf};

use report::Sha256;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::error::PortalError;
use crate::photos::PhotoFolder;
use crate::store::row::Columns as _;

/// What goes. `$1` is the case.
const STEPS: [&str; 10] = [
    "DELETE FROM message WHERE case_id = $1 AND sent_at IS NULL",
    "UPDATE message SET recipient = NULL WHERE case_id = $1",
    "DELETE FROM case_word WHERE case_id = $1",
    "DELETE FROM public_photo WHERE case_id = $1",
    "DELETE FROM personal_part WHERE (device, act_id) IN (SELECT device, act_id FROM act WHERE case_id = $1)",
    "DELETE FROM attachment WHERE case_id = $1",
    "DELETE FROM office_file WHERE case_id = $1 AND shown_at IS NULL",
    "UPDATE rating SET text = NULL WHERE case_id = $1",
    "UPDATE event SET text = NULL WHERE case_id = $1 AND audience <> 'everybody'",
    "UPDATE case_file SET text = NULL, lat = NULL, lon = NULL, accuracy_m = NULL, public_lat = NULL,
        public_lon = NULL, public_place = 'commune' WHERE id = $1",
];

/// Forgets what is personal in a case. What an officer wrote for everybody stays, and so do files
/// that go with the answer; papers of the office that only officers see may speak of whoever reported, and go.
///
/// # Errors
/// Those of the database.
pub async fn forget(connection: &mut AnyConnection, case_id: i64, at_ms: i64) -> Result<(), PortalError> {
    let attachments = sqlx::query("SELECT sha256, upload_id FROM attachment WHERE case_id = $1");
    for row in attachments.bind(case_id).fetch_all(&mut *connection).await? {
        note(connection, PHOTO, row.id::<Sha256>("sha256")?.to_string(), at_ms).await?;
        note(connection, UPLOAD, row.try_get("upload_id")?, at_ms).await?;
    }
    let copies = sqlx::query("SELECT sha256 FROM public_photo WHERE case_id = $1");
    for row in copies.bind(case_id).fetch_all(&mut *connection).await? {
        note(connection, PHOTO, row.id::<Sha256>("sha256")?.to_string(), at_ms).await?;
    }
    let files = sqlx::query("SELECT sha256 FROM office_file WHERE case_id = $1 AND shown_at IS NULL");
    for row in files.bind(case_id).fetch_all(&mut *connection).await? {
        note(connection, PHOTO, row.id::<Sha256>("sha256")?.to_string(), at_ms).await?;
    }
    let parts = sqlx::query_scalar("SELECT other_id FROM case_link WHERE case_id = $1 AND kind = 'part'");
    let parts: Vec<i64> = parts.bind(case_id).fetch_all(&mut *connection).await?;
    for step in STEPS {
        sqlx::query(step).bind(case_id).execute(&mut *connection).await?;
    }
    bury(connection, case_id, at_ms).await?;
    // What was split off was told by the same person.
    for part in parts {
        Box::pin(forget(connection, part, at_ms)).await?;
    }
    Ok(())
}

/// Leaves tombstones of the acts by which whoever reported spoke. The act that asks to erase says nothing about anybody
/// and keeps its receipt, as do those of people who only follow the case.
async fn bury(connection: &mut AnyConnection, case_id: i64, at_ms: i64) -> Result<(), PortalError> {
    let bury = "UPDATE act SET bytes = $1, accepted_receipt = NULL, complete_receipt = NULL, complete_aside = NULL,
            erased_at = $2
        WHERE case_id = $3 AND erased_at IS NULL AND kind IN ('report', 'answer', 'rate', 'rework', 'withdraw')";
    sqlx::query(bury).bind(Vec::<u8>::new()).bind(at_ms).bind(case_id).execute(connection).await?;
    Ok(())
}

const PHOTO: &str = "photo";
const UPLOAD: &str = "upload";

async fn note(connection: &mut AnyConnection, kind: &str, name: String, at_ms: i64) -> Result<(), PortalError> {
    let note = "INSERT INTO forgotten_file (kind, name, forgotten_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    sqlx::query(note).bind(kind.to_owned()).bind(name).bind(at_ms).execute(connection).await?;
    Ok(())
}

/// Says that a photo was stored which no row names any more.
///
/// # Errors
/// Those of the database.
pub async fn forget_photo(connection: &mut AnyConnection, sha256: Sha256, at_ms: i64) -> Result<(), PortalError> {
    note(connection, PHOTO, sha256.to_string(), at_ms).await
}

/// Takes back that a photo is to be forgotten: its bytes are needed again.
///
/// # Errors
/// Those of the database.
pub(super) async fn remember_photo(connection: &mut AnyConnection, sha256: Sha256) -> Result<(), PortalError> {
    let done = sqlx::query("DELETE FROM forgotten_file WHERE kind = $1 AND name = $2");
    done.bind(PHOTO.to_owned()).bind(sha256.to_string()).execute(connection).await?;
    Ok(())
}

/// Removes the files that are to be forgotten and that no row names, and says how many are gone. Must run in a
/// transaction of its own, after the one that forgot them.
///
/// # Errors
/// Those of the database and of the file system; what is left is tried again.
pub async fn forget_files(connection: &mut AnyConnection, folder: &PhotoFolder) -> Result<usize, PortalError> {
    let mut gone = 0;
    for row in sqlx::query("SELECT kind, name FROM forgotten_file").fetch_all(&mut *connection).await? {
        let (path, need) = file(connection, folder, &row).await?;
        match need {
            Need::Awaited => continue,
            Need::Held => {}
            Need::Nobodys => {
                remove(&path)?;
                gone += 1;
            }
        }
        let done = sqlx::query("DELETE FROM forgotten_file WHERE kind = $1 AND name = $2");
        let done = done.bind(row.try_get::<String, _>("kind")?).bind(row.try_get::<String, _>("name")?);
        done.execute(&mut *connection).await?;
    }
    Ok(gone)
}

/// Who needs a file.
enum Need {
    /// Another case holds the same bytes.
    Held,
    /// Somebody else may be sending the same bytes just now: it is decided another time.
    Awaited,
    /// Nobody does.
    Nobodys,
}

async fn file(
    connection: &mut AnyConnection,
    folder: &PhotoFolder,
    row: &AnyRow,
) -> Result<(PathBuf, Need), PortalError> {
    let (kind, name): (String, String) = (row.try_get("kind")?, row.try_get("name")?);
    if kind == UPLOAD {
        return Ok((folder.part(&name), Need::Nobodys));
    }
    let sha256: Sha256 = row.parsed("name")?;
    let count = "SELECT count(*) AS named, count(held.stored_at) AS stored FROM (
            SELECT stored_at FROM attachment WHERE sha256 = $1
            UNION ALL SELECT looked_at AS stored_at FROM public_photo WHERE sha256 = $1
            UNION ALL SELECT added_at AS stored_at FROM office_file WHERE sha256 = $1
            UNION ALL SELECT named_at AS stored_at FROM base_map WHERE sha256 = $1) AS held";
    let others = sqlx::query(count).bind(sha256.as_bytes().to_vec()).fetch_one(connection).await?;
    let need = match (others.try_get::<i64, _>("named")?, others.try_get::<i64, _>("stored")?) {
        (0, _) => Need::Nobodys,
        (_, 0) => Need::Awaited,
        _ => Need::Held,
    };
    Ok((folder.photo(&sha256), need))
}

fn remove(path: &Path) -> Result<(), PortalError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(crate::durable::sync_folder_of(path)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}
