//! The books as one file: copied while others write to them, and looked at from end to end.
//!
//! Of books on a server only the copy; its own tools look after the rest.

use std::path::Path;

use report::{Epoch, PortalId, Sha256};
use sqlx::{AnyConnection, Connection as _, Executor as _, Row as _};

use crate::error::PortalError;
use crate::store::database::{Books, Source};
use crate::store::dialect::Engine;
use crate::store::founding::{self, Founded};
use crate::store::row::Columns as _;
use crate::store::{database, migrate, moving};

/// A database that is only read. Nothing in it is brought up to date.
pub struct Reading(AnyConnection);

impl Reading {
    /// Opens the books.
    ///
    /// # Errors
    /// [`PortalError::DataMissing`] where there is none, [`PortalError::DataNewer`].
    pub async fn open(books: &Books) -> Result<Self, PortalError> {
        let mut connection = database::open_to_read(books).await?.ok_or(PortalError::DataMissing)?;
        migrate::missing(&mut connection).await?;
        Ok(Self(connection))
    }

    /// Which portal's books these are.
    ///
    /// # Errors
    /// [`PortalError::DataMissing`] when no portal was founded in them.
    pub async fn founded(&mut self) -> Result<Founded, PortalError> {
        founding::found(&mut self.0).await?.ok_or(PortalError::DataMissing)
    }

    /// How many cases they hold.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn cases(&mut self) -> Result<u64, PortalError> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM case_file").fetch_one(&mut self.0).await?;
        u64::try_from(count).map_err(|_| PortalError::Broken("case_file"))
    }

    /// Every photo that they name as stored, and every base map, once.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn stored(&mut self) -> Result<Vec<Sha256>, PortalError> {
        let list = "SELECT sha256 FROM attachment WHERE stored_at IS NOT NULL
            UNION SELECT sha256 FROM public_photo UNION SELECT sha256 FROM office_file
            UNION SELECT sha256 FROM base_map ORDER BY sha256";
        let rows = sqlx::query(list).fetch_all(&mut self.0).await?;
        rows.iter().map(|row| row.id("sha256")).collect()
    }

    /// Copies them to the file `to` as they are at this moment, whoever writes meanwhile. Also those of a server become a
    /// file of SQLite: a backup is the same whatever it was made from.
    ///
    /// # Errors
    /// Those of the database: a damaged one is not copied.
    pub async fn copy_to(&mut self, to: &Path, now_ms: i64) -> Result<(), PortalError> {
        if Engine::of(&self.0) == Engine::Postgres {
            let mut file = Source::to_file(to).connect().await?;
            moving::transfer(&mut self.0, &mut file, now_ms, &|_, _| {}).await?;
            return Ok(file.close().await?);
        }
        let to = to.to_str().ok_or(PortalError::Broken("a path that is no text"))?;
        sqlx::query("VACUUM INTO $1").bind(to.to_owned()).execute(&mut self.0).await?;
        Ok(())
    }

    /// What is wrong in the structure of the database; nothing when it is sound. Reads all of it. A server looks after
    /// its own.
    ///
    /// # Errors
    /// When it cannot even be asked.
    pub async fn faults(&mut self) -> Result<Vec<String>, PortalError> {
        let mut faults = Vec::new();
        if Engine::of(&self.0) == Engine::Postgres {
            return Ok(faults);
        }
        for row in sqlx::query("PRAGMA integrity_check").fetch_all(&mut self.0).await? {
            faults.push(row.try_get::<String, _>(0)?);
        }
        faults.retain(|fault| fault != "ok");
        for row in sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut self.0).await? {
            faults.push(format!("a row of {} names one that is not there", row.try_get::<String, _>(0)?));
        }
        Ok(faults)
    }

    /// Where to read what other modules know to ask.
    pub fn connection(&mut self) -> &mut AnyConnection {
        &mut self.0
    }

    /// Closes the file; whoever opened it last takes the journal away.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn close(self) -> Result<(), PortalError> {
        Ok(self.0.close().await?)
    }
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Reading")
    }
}

/// What a restored portal begins with.
#[derive(Debug, Clone)]
pub struct Anew {
    /// Its new memory.
    pub epoch: Epoch,
    /// The years in which it may have given numbers that it forgot.
    pub years: Vec<i64>,
    /// How many numbers of each year are left out.
    pub gap: i64,
}

/// Gives the books a new epoch, leaves out numbers, and ends every session. Photos that are not there are asked for
/// again.
///
/// # Errors
/// Those of the database; then nothing was changed.
pub async fn begin_anew(
    connection: &mut AnyConnection,
    portal: &PortalId,
    anew: &Anew,
    lacking: &[Sha256],
) -> Result<(), PortalError> {
    let renamed = sqlx::query("UPDATE portal SET epoch = $1 WHERE id = $2")
        .bind(anew.epoch.as_bytes().to_vec())
        .bind(portal.as_str().to_owned());
    if renamed.execute(&mut *connection).await?.rows_affected() != 1 {
        return Err(PortalError::DataMissing);
    }
    for year in &anew.years {
        let known = "INSERT INTO case_counter (year, last) VALUES ($1, 0) ON CONFLICT (year) DO NOTHING";
        sqlx::query(known).bind(*year).execute(&mut *connection).await?;
    }
    sqlx::query("UPDATE case_counter SET last = last + $1").bind(anew.gap).execute(&mut *connection).await?;
    connection.execute("DELETE FROM session; DELETE FROM device_session").await?;
    for sha256 in lacking {
        forget_photo(connection, *sha256).await?;
    }
    Ok(())
}

/// Records that a photo is not there whole any more: its devices get tickets for it again. What was signed stays.
///
/// # Errors
/// Those of the database.
pub async fn forget_photo(connection: &mut AnyConnection, sha256: Sha256) -> Result<(), PortalError> {
    let forget = "UPDATE attachment SET stored_at = NULL WHERE sha256 = $1 AND stored_at IS NOT NULL";
    sqlx::query(forget).bind(sha256.as_bytes().to_vec()).execute(&mut *connection).await?;
    let no_map = sqlx::query("DELETE FROM base_map WHERE sha256 = $1").bind(sha256.as_bytes().to_vec());
    no_map.execute(&mut *connection).await?;
    // A copy is made again from the photo by whoever looks at it again; until then it is withheld.
    super::public_photo::lose(connection, sha256).await
}

/// The last year in which the books know of a deed, as the time of the newest event, ms.
///
/// # Errors
/// Those of the database.
pub async fn newest_ms(connection: &mut AnyConnection) -> Result<Option<i64>, PortalError> {
    Ok(sqlx::query_scalar("SELECT max(at) FROM event").fetch_one(connection).await?)
}
