//! A province's books from the folder to a server, or back. Photos, unfinished uploads and keys stay in the folder.
//!
//! **Invariant:** nobody serves from the books that are moved: what came meanwhile would be left behind.

use std::path::PathBuf;

use sqlx::{AnyConnection, Connection as _};

use crate::app;
use crate::error::PortalError;
use crate::store::database::{self, Source};
use crate::store::moving::{self, Moved};
use crate::store::{Books, Use, migrate};
use crate::upkeep::Progress;

/// Moves the books. The source stays as it is.
///
/// # Errors
/// [`PortalError::AlreadyRunning`] while a portal serves from either, [`PortalError::DataMissing`],
/// [`PortalError::DataOlder`], [`PortalError::TargetInUse`], those of the database; then the target is as it was.
pub async fn move_books(
    from: &Books,
    to: &Books,
    now_ms: i64,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Moved>, PortalError> {
    let _alone = folder_lock(from)?;
    let mut source = open(from).await?;
    let _and_there = match to {
        Books::Folder(folder) => {
            std::fs::create_dir_all(folder)?;
            folder_lock(to)?
        }
        Books::Server(..) => None,
    };
    let mut target = Source::of(to, Use::Serving).connect().await?;
    database::is_fit(&mut target).await?;
    let rows = |table: &str, done: u64| told(Progress::Rows { table: table.to_owned(), done });
    let moved = moving::transfer(&mut source, &mut target, now_ms, &rows).await?;
    target.close().await?;
    source.close().await?;
    if let Books::Folder(folder) = to {
        database::say_that_they_are_here(folder)?;
    }
    Ok(moved)
}

/// A lock of the folder, when the books are in one.
fn folder_lock(books: &Books) -> Result<Option<std::fs::File>, PortalError> {
    match books {
        Books::Folder(folder) if folder.is_dir() => app::lock(folder).map(Some),
        _ => Ok(None),
    }
}

/// The source, which nobody may serve from.
async fn open(books: &Books) -> Result<AnyConnection, PortalError> {
    let there = database::open_to_read(books).await?.ok_or(PortalError::DataMissing)?;
    match books {
        Books::Folder(_) => Ok(there),
        Books::Server(..) => Source::of(books, Use::Serving).connect().await,
    }
}

/// A folder, or the address of a server.
///
/// # Errors
/// [`PortalError::Config`] with `field`.
pub fn place(field: &str, text: &str) -> Result<Books, PortalError> {
    if !text.contains("://") {
        return Ok(Books::Folder(PathBuf::from(text)));
    }
    let wrong = |reason: &str| PortalError::Config { field: field.to_owned(), reason: reason.to_owned() };
    text.parse().map(|address| Books::Server(PathBuf::new(), address)).map_err(wrong)
}

/// Brings the books up to date, and says the names of the migrations that they lacked and their version now.
///
/// # Errors
/// [`PortalError::DataMissing`], [`PortalError::DataNewer`], those of the database.
pub async fn bring_up_to_date(books: &Books, now_ms: i64) -> Result<(Vec<String>, i64), PortalError> {
    if let Books::Folder(_) = books {
        database::open_to_read(books).await?.ok_or(PortalError::DataMissing)?.close().await?;
    }
    let mut connection = Source::of(books, Use::Beside).connect().await?;
    database::is_fit(&mut connection).await?;
    let applied = migrate::run(&mut connection, now_ms).await?;
    let version = migrate::version(&mut connection).await?;
    connection.close().await?;
    Ok((applied.into_iter().map(|migration| migration.name.to_owned()).collect(), version))
}
