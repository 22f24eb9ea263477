//! Opening the books: the file in the portal's folder, or a PostgreSQL server.
//!
//! A commit that returned survives a power cut on both. Readers never wait for the writer.
//!
//! **Invariant:** a folder whose books are on a server says so ([`ELSEWHERE`]): a portal that is started without the
//! server's address does not begin new books, or go on with old ones.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyConnection, AnyPool, Connection as _, Executor as _};

use crate::error::PortalError;
use crate::store::dialect::Engine;
use crate::store::migrate;
use crate::store::writer::{Pending, Writer};

/// The file in the portal's folder.
pub const FILE: &str = "portal.sqlite3";
/// What stands in the folder of a portal whose books are on a server.
pub const ELSEWHERE: &str = "BOOKS-ON-A-SERVER";
const ELSEWHERE_TEXT: &str = "The books of this portal are in a PostgreSQL database. Start it with --database.\n";
/// Read connections.
const READERS: u32 = 4;
/// How long a connection may have been idle before it is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(2);
/// The oldest PostgreSQL that the statements were tested with, as the server numbers itself.
const POSTGRES_LEAST: i64 = 150_000;

/// The address of a PostgreSQL database, `postgres://user:password@host/name`. Printed without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl FromStr for Address {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = "an address such as postgres://user:password@host/name";
        let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
        let reads = text.parse::<sqlx::any::AnyConnectOptions>().is_ok();
        if known && reads { Ok(Self(text.to_owned())) } else { Err(wanted) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("postgres", ""));
        let (place, _) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        write!(out, "{scheme}://{place}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Where the books are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Books {
    /// In a file in the portal's folder.
    Folder(PathBuf),
    /// On a server; the folder has the rest.
    Server(PathBuf, Address),
}

impl Books {
    /// The portal's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Server(folder, _) => folder,
        }
    }
}

/// What the books are opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To serve: nobody else may serve from them meanwhile.
    Serving,
    /// To do one thing, maybe beside a portal that serves.
    Beside,
}

/// How one connects, again when need be.
#[derive(Debug, Clone)]
pub struct Source {
    url: String,
    engine: Engine,
    alone: bool,
}

impl Source {
    /// To the books, made when there are none.
    pub fn of(books: &Books, purpose: Use) -> Self {
        install_default_drivers();
        let alone = purpose == Use::Serving;
        match books {
            Books::Folder(folder) => Self { alone, ..Self::to_file(&folder.join(FILE)) },
            Books::Server(_, address) => Self { url: address.0.clone(), engine: Engine::Postgres, alone },
        }
    }

    /// To a file of SQLite, made when it is not there.
    pub fn to_file(file: &Path) -> Self {
        Self { url: file_url(file, "rwc"), engine: Engine::Sqlite, alone: false }
    }

    /// A connection for the writer. One that serves keeps others from it.
    ///
    /// # Errors
    /// [`PortalError::AlreadyRunning`], [`PortalError::DatabaseUnreachable`].
    pub async fn connect(&self) -> Result<AnyConnection, PortalError> {
        let mut connection = self.plain().await?;
        if let Some(lock) = self.engine.serve_alone().filter(|_| self.alone) {
            connection.execute(lock).await.map_err(|error| match PortalError::from(error) {
                PortalError::Busy => PortalError::AlreadyRunning,
                other => other,
            })?;
        }
        Ok(connection)
    }

    async fn plain(&self) -> Result<AnyConnection, PortalError> {
        let mut connection = AnyConnection::connect(&self.url).await.map_err(|error| self.unreachable(error))?;
        connection.execute(self.engine.prepare()).await?;
        Ok(connection)
    }

    async fn readers(&self) -> Result<AnyPool, PortalError> {
        let prepare = self.engine.prepare();
        let pool = AnyPoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .before_acquire(|connection, since| Box::pin(answers(connection, since.idle_for)))
            .after_connect(move |connection, _| Box::pin(async move { connection.execute(prepare).await.map(drop) }));
        pool.connect(&self.url).await.map_err(|error| self.unreachable(error))
    }

    /// A file that cannot be opened is what SQLite says of it.
    fn unreachable(&self, error: sqlx::Error) -> PortalError {
        match self.engine {
            Engine::Sqlite => error.into(),
            Engine::Postgres => PortalError::DatabaseUnreachable(error.to_string()),
        }
    }
}

/// Whether a connection that nobody used for a while still answers. Asking each time would double the way to a server.
async fn answers(connection: &mut AnyConnection, idle: Duration) -> Result<bool, sqlx::Error> {
    Ok(idle < IDLE || connection.ping().await.is_ok())
}

/// The portal's books. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    readers: AnyPool,
    writer: Writer,
    engine: Engine,
}

impl Store {
    /// Opens the books, made and brought up to date where needed.
    ///
    /// # Errors
    /// [`PortalError::DataNewer`] before anything is written; [`PortalError::BooksElsewhere`],
    /// [`PortalError::DatabaseUnreachable`], [`PortalError::AlreadyRunning`].
    pub async fn open(books: &Books, purpose: Use, now_ms: i64) -> Result<Self, PortalError> {
        if let Some(mut connection) = open_to_read(books).await? {
            migrate::missing(&mut connection).await?;
            connection.close().await?;
        }
        let source = Source::of(books, purpose);
        let mut connection = source.connect().await?;
        is_fit(&mut connection).await?;
        migrate::run(&mut connection, now_ms).await?;
        match books {
            Books::Folder(folder) => crate::durable::sync_folder_of(&folder.join(FILE))?,
            Books::Server(folder, _) => say_that_they_are_elsewhere(folder)?,
        }
        let (readers, engine) = (source.readers().await?, source.engine);
        Ok(Self { readers, writer: Writer::start(connection, source), engine })
    }

    /// Reads the structure of the whole database: a damaged page is found before anybody is answered from it. A server
    /// has checksums of its own.
    ///
    /// # Errors
    /// [`PortalError::DataDamaged`].
    pub async fn sound(&self) -> Result<(), PortalError> {
        if self.engine == Engine::Postgres {
            return Ok(());
        }
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

impl fmt::Debug for Store {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Store")
    }
}

/// The books, only to be read; `None` when there are none.
pub(crate) async fn open_to_read(books: &Books) -> Result<Option<AnyConnection>, PortalError> {
    install_default_drivers();
    match books {
        Books::Server(..) => {
            let mut connection = Source::of(books, Use::Beside).plain().await?;
            let is_empty = migrate::version(&mut connection).await? == 0;
            Ok(Some(connection).filter(|_| !is_empty))
        }
        Books::Folder(folder) => {
            if folder.join(ELSEWHERE).try_exists()? {
                return Err(PortalError::BooksElsewhere);
            }
            let file = folder.join(FILE);
            if !file.try_exists()? {
                return Ok(None);
            }
            let mut connection = AnyConnection::connect(&file_url(&file, "ro")).await?;
            connection.execute("PRAGMA busy_timeout = 10000").await?;
            Ok(Some(connection))
        }
    }
}

/// Refuses a server that would not keep what it is given.
pub(crate) async fn is_fit(connection: &mut AnyConnection) -> Result<(), PortalError> {
    if Engine::of(connection) == Engine::Sqlite {
        return Ok(());
    }
    let wrong = |reason: String| PortalError::Config { field: "database".to_owned(), reason };
    let version = "SELECT CAST(current_setting('server_version_num') AS BIGINT)";
    let version: i64 = sqlx::query_scalar(version).fetch_one(&mut *connection).await?;
    if version < POSTGRES_LEAST {
        return Err(wrong(format!("PostgreSQL 15 or later is needed, this is {}", version / 10_000)));
    }
    let encoding: String = sqlx::query_scalar("SHOW server_encoding").fetch_one(connection).await?;
    if encoding == "UTF8" { Ok(()) } else { Err(wrong(format!("the encoding must be UTF8, not {encoding}"))) }
}

fn say_that_they_are_elsewhere(folder: &Path) -> Result<(), PortalError> {
    let marker = folder.join(ELSEWHERE);
    if !marker.try_exists()? {
        std::fs::write(&marker, ELSEWHERE_TEXT)?;
        std::fs::File::open(&marker)?.sync_all()?;
        crate::durable::sync_folder_of(&marker)?;
    }
    Ok(())
}

/// The books are in the folder from now on.
///
/// # Errors
/// Those of the file system.
pub(crate) fn say_that_they_are_here(folder: &Path) -> Result<(), PortalError> {
    match std::fs::remove_file(folder.join(ELSEWHERE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(crate::durable::sync_folder_of(&folder.join(ELSEWHERE))?),
    }
}

/// The address of a database file; what an address reserves is escaped.
fn file_url(file: &Path, mode: &str) -> String {
    let mut path = String::new();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => path.push(char::from(*byte)),
            other => path.push_str(&format!("%{other:02X}")),
        }
    }
    format!("sqlite://{path}?mode={mode}")
}

/// Empty books for a test: in memory, or, where the variable names a server, in a schema of their own there.
#[cfg(test)]
pub(super) async fn scratch(name: &str) -> AnyConnection {
    scratch_source(name).await.connect().await.expect("a database for tests")
}

/// How to connect to them. Those in memory are gone with their connection.
#[cfg(test)]
pub(super) async fn scratch_source(name: &str) -> Source {
    install_default_drivers();
    let Ok(server) = std::env::var("PHAN_ANH_TEST_DATABASE") else {
        return Source { url: "sqlite::memory:".to_owned(), engine: Engine::Sqlite, alone: false };
    };
    let schema = format!("unit_{name}_{}", std::process::id());
    let mut connection = AnyConnection::connect(&server).await.expect("the server for tests");
    let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
    connection.execute(sqlx::AssertSqlSafe(fresh)).await.expect("a schema for a test");
    let sign = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{sign}options[search_path]={schema}");
    Source { url, engine: Engine::Postgres, alone: false }
}
