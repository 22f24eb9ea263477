//! Opening the database, and the few things in which SQLite differs from others.
//!
//! `synchronous=FULL` with WAL: a commit that returned survives a power cut. Readers never wait for the writer.

use std::path::Path;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _};

use crate::error::PortalError;
use crate::store::migrate;
use crate::store::writer::{Pending, Writer};

/// The file in the portal's folder.
pub const FILE: &str = "portal.sqlite3";
/// Read connections; SQLite reads in parallel.
const READERS: u32 = 4;
/// How long a statement waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);

/// Set on every connection. Foreign keys are per connection in SQLite. What is deleted is overwritten: what a citizen has
/// erased is not to be found in the file's free pages.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;";

/// What begins a write: the lock is taken at once, so that a transaction never fails halfway for want of it.
pub(super) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// The portal's books. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    writer: Writer,
}

impl Store {
    /// Opens the database in `folder`, made and brought up to date where needed.
    ///
    /// # Errors
    /// [`PortalError::DataNewer`] before anything is written.
    pub async fn open(folder: &Path, now_ms: i64) -> Result<Self, PortalError> {
        install_default_drivers();
        let file = folder.join(FILE);
        if file.exists() {
            migrate::check(&mut connect(&url(&file, "ro")).await?).await?;
        }
        let url = url(&file, "rwc");
        let mut connection = connect(&url).await?;
        prepare(&mut connection).await?;
        migrate::run(&mut connection, now_ms).await?;
        crate::durable::sync_folder_of(&file)?;
        let readers = AnyPoolOptions::new()
            .max_connections(READERS)
            .after_connect(|connection, _| Box::pin(prepare(connection)))
            .connect(&url)
            .await?;
        Ok(Self { readers, writer: Writer::start(connection) })
    }

    /// Reads the structure of the whole database: a damaged page is found before anybody is answered from it.
    ///
    /// # Errors
    /// [`PortalError::DataDamaged`].
    pub async fn sound(&self) -> Result<(), PortalError> {
        let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&self.readers).await?;
        if found == "ok" { Ok(()) } else { Err(PortalError::DataDamaged(found)) }
    }

    /// Where to read.
    #[must_use]
    pub fn readers(&self) -> &AnyPool {
        &self.readers
    }

    /// Changes with every commit of this program.
    #[must_use]
    pub fn commits(&self) -> tokio::sync::watch::Receiver<()> {
        self.writer.commits()
    }

    /// Does `job` in a savepoint of the next shared commit and returns when that commit is on the disk.
    ///
    /// # Errors
    /// Those of the job, whose writes are then undone and nobody else's; [`PortalError::Busy`] when the commit failed.
    pub async fn write<T, F>(&self, job: F) -> Result<T, PortalError>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
    {
        self.offer(job).await.committed().await
    }

    /// Hands `job` in and returns at once: jobs are done in the order in which they were handed in, each after the
    /// commits of those before it or together with them.
    pub async fn offer<T, F>(&self, job: F) -> Pending<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut AnyConnection) -> BoxFuture<'c, Result<T, PortalError>> + Send + 'static,
    {
        self.writer.offer(job).await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Store")
    }
}

/// The database in `folder`, only to be read; `None` when there is none.
pub(super) async fn open_to_read(folder: &Path) -> Result<Option<AnyConnection>, PortalError> {
    install_default_drivers();
    let file = folder.join(FILE);
    if !file.try_exists()? {
        return Ok(None);
    }
    let mut connection = connect(&url(&file, "ro")).await?;
    connection.execute(sqlx::AssertSqlSafe(busy())).await?;
    Ok(Some(connection))
}

async fn connect(url: &str) -> Result<AnyConnection, sqlx::Error> {
    AnyConnection::connect(url).await
}

async fn prepare(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    connection.execute(sqlx::AssertSqlSafe(busy())).await?;
    connection.execute(PRAGMAS).await?;
    Ok(())
}

fn busy() -> String {
    format!("PRAGMA busy_timeout = {}", BUSY.as_millis())
}

/// The address of a database file; what an address reserves is escaped.
fn url(file: &Path, mode: &str) -> String {
    let mut path = String::new();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => path.push(char::from(*byte)),
            other => path.push_str(&format!("%{other:02X}")),
        }
    }
    format!("sqlite://{path}?mode={mode}")
}
