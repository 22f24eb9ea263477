//! In what the two engines differ. Everything else in `store` is the same for both.
//!
//! ```text
//! SQLite                       PostgreSQL
//! BEGIN IMMEDIATE              BEGIN and an advisory lock: one writer at a time, whichever process it is in
//! INTEGER, REAL, BLOB, TEXT    BIGINT, DOUBLE PRECISION, BYTEA, TEXT COLLATE "C" (texts in the order of their bytes, as in SQLite)
//! INTEGER PRIMARY KEY          an identity column
//! x'00'                        '\x00'::bytea
//! STRICT, WITHOUT ROWID        nothing
//! ```
//!
//! Migrations are written in SQLite's words; [`Engine::schema`] says them in the other's.
//!
//! **Invariant:** whoever writes holds the lock until the commit, so that positions are in the order of commits.

use sqlx::AnyConnection;

use crate::error::PortalError;

/// What keeps the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in the portal's folder.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// The engine of a connection.
    pub fn of(connection: &AnyConnection) -> Self {
        if connection.backend_name() == "PostgreSQL" { Self::Postgres } else { Self::Sqlite }
    }

    /// What begins a write. The lock is taken at once, so that a transaction never fails halfway for want of it.
    pub const fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN; SELECT pg_advisory_xact_lock(20251201, hashtext(current_schema()))",
        }
    }

    /// What begins a long look at the books as they are at one moment.
    pub const fn begin_reading(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// What a new connection is told.
    ///
    /// SQLite: foreign keys are per connection; what is deleted is overwritten, so that what a citizen has erased is not to
    /// be found in the file's free pages. PostgreSQL: a commit that returned is on the disk whatever the server's default
    /// is; a process that hangs or whose machine is gone gives the lock back; a plan is made for the values at hand, since
    /// the statuses and communes of cases are of very different number.
    pub const fn prepare(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
            }
            Self::Postgres => {
                "SET client_min_messages = warning; SET synchronous_commit = on; SET lock_timeout = '10s';
                SET default_transaction_isolation = 'read committed';
                SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 30;
                SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
                SET plan_cache_mode = force_custom_plan; SET jit = off;"
            }
        }
    }

    /// What keeps other portals from serving the same books for as long as the connection lives; `None` where a lock of the
    /// folder does. Waits for a portal that is just ending.
    pub const fn serve_alone(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                "SET lock_timeout = '3s'; SELECT pg_advisory_lock(20251202, hashtext(current_schema()));
                SET lock_timeout = '10s'",
            ),
        }
    }

    /// Counts the tables with the name `$1`.
    pub const fn count_tables(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT count(*) AS tables FROM sqlite_master WHERE type = 'table' AND name = $1",
            Self::Postgres => {
                "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
            }
        }
    }

    /// Lists every column of every table: `table_name`, `column_name`, `type`, and `in_key`, 0 outside the primary key.
    pub const fn list_columns(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT tables.name AS table_name, columns.name AS column_name, columns.type AS type, columns.pk AS in_key
                FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
                WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' ORDER BY tables.name, columns.cid"
            }
            Self::Postgres => {
                "SELECT CAST(c.table_name AS TEXT) AS table_name, CAST(c.column_name AS TEXT) AS column_name,
                    CAST(c.data_type AS TEXT) AS type, CAST(coalesce(k.ordinal_position, 0) AS BIGINT) AS in_key
                FROM information_schema.columns c
                LEFT JOIN (information_schema.key_column_usage k JOIN information_schema.table_constraints t
                    ON t.constraint_schema = k.constraint_schema AND t.constraint_name = k.constraint_name
                        AND t.table_name = k.table_name AND t.constraint_type = 'PRIMARY KEY')
                    ON k.table_schema = c.table_schema AND k.table_name = c.table_name
                        AND k.column_name = c.column_name
                WHERE c.table_schema = current_schema()
                ORDER BY CAST(c.table_name AS TEXT) COLLATE \"C\", c.ordinal_position"
            }
        }
    }

    /// A migration in this engine's words.
    pub fn schema(self, sql: &str) -> String {
        match self {
            Self::Sqlite => sql.to_owned(),
            Self::Postgres => in_words_of_postgres(sql),
        }
    }
}

/// Word by word; what stands in quotes and comments is left as it is.
fn in_words_of_postgres(sql: &str) -> String {
    let mut said = String::with_capacity(sql.len() * 5 / 4);
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            '\'' | '"' => quoted(rest, first),
            'x' | 'X' if rest[1..].starts_with('\'') => 1 + quoted(&rest[1..], '\''),
            letter if letter.is_ascii_alphabetic() || letter == '_' => {
                rest.find(|other: char| !other.is_ascii_alphanumeric() && other != '_').unwrap_or(rest.len())
            }
            other => other.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        match word {
            "INTEGER" if after.trim_start().starts_with("PRIMARY KEY") => {
                said.push_str("BIGINT GENERATED BY DEFAULT AS IDENTITY");
            }
            "INTEGER" => said.push_str("BIGINT"),
            "REAL" => said.push_str("DOUBLE PRECISION"),
            "BLOB" => said.push_str("BYTEA"),
            "TEXT" => said.push_str("TEXT COLLATE \"C\""),
            "STRICT" | "ROWID" => {}
            "WITHOUT" if after.trim_start().starts_with("ROWID") => drop_comma(&mut said),
            bytes if bytes.len() > 2 && bytes.to_ascii_lowercase().starts_with("x'") => {
                said.push_str(&format!("'\\x{}'::bytea", &bytes[2..bytes.len() - 1]));
            }
            word => said.push_str(word),
        }
    }
    said
}

/// What stands behind a comma is left out, and so is the comma.
fn drop_comma(said: &mut String) {
    let kept = said.trim_end().trim_end_matches(',').len();
    said.truncate(kept);
}

/// How long the quoted thing at the beginning is. A doubled quote is two things one behind the other.
fn quoted(sql: &str, quote: char) -> usize {
    sql[1..].find(quote).map_or(sql.len(), |end| end + 2)
}

/// What a failure of the database means to the portal.
pub fn meaning(error: sqlx::Error) -> PortalError {
    if is_lost(&error) {
        tracing::warn!(%error, "the database was not to be reached");
        return PortalError::Busy;
    }
    let code = error.as_database_error().and_then(|database| database.code().map(std::borrow::Cow::into_owned));
    match code.as_deref() {
        Some(state) if state.len() == 5 => of_postgres(state, error),
        Some(code) => of_sqlite(code, error),
        None => PortalError::Database(error),
    }
}

/// Whether the connection is of no use any more: it broke, or the server ended it. What was being committed then may be
/// in the books or not.
pub fn is_lost(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(database) => database.code().is_some_and(|state| {
            state.len() == 5 && (state.starts_with("08") || state.starts_with("57P") || &*state == "25P03")
        }),
        _ => false,
    }
}

/// By SQLSTATE: a full disk, damage; other classes are a server that has its hands full, or a transaction that met
/// another.
fn of_postgres(state: &str, error: sqlx::Error) -> PortalError {
    match state {
        "53100" => PortalError::NoRoom,
        "XX001" | "XX002" => PortalError::DataDamaged(error.to_string()),
        "40001" | "40P01" | "55P03" | "57014" | "25006" => PortalError::Busy,
        state if state.starts_with("53") => PortalError::Busy,
        _ => PortalError::Database(error),
    }
}

/// By SQLite's primary result code, which extended codes hold in their low byte.
fn of_sqlite(code: &str, error: sqlx::Error) -> PortalError {
    match code.parse::<u32>().map(|code| code & 0xff) {
        Ok(SQLITE_FULL) => PortalError::NoRoom,
        Ok(SQLITE_BUSY) => PortalError::Busy,
        Ok(SQLITE_CORRUPT | SQLITE_NOT_A_DATABASE) => PortalError::DataDamaged(error.to_string()),
        _ => PortalError::Database(error),
    }
}

const SQLITE_BUSY: u32 = 5;
const SQLITE_CORRUPT: u32 = 11;
const SQLITE_FULL: u32 = 13;
const SQLITE_NOT_A_DATABASE: u32 = 26;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_said_in_the_words_of_postgres() {
        let sql = "CREATE TABLE case_note (
    id      INTEGER PRIMARY KEY, -- an INTEGER of its own
    case_id INTEGER NOT NULL REFERENCES case_file (id),
    lat     REAL,
    kind    TEXT NOT NULL DEFAULT 'TEXT, it''s a BLOB',
    bytes   BLOB
) STRICT;
INSERT INTO case_note (bytes) VALUES (x'0aff');";
        let said = "CREATE TABLE case_note (
    id      BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, -- an INTEGER of its own
    case_id BIGINT NOT NULL REFERENCES case_file (id),
    lat     DOUBLE PRECISION,
    kind    TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT, it''s a BLOB',
    bytes   BYTEA
) ;
INSERT INTO case_note (bytes) VALUES ('\\x0aff'::bytea);";
        assert_eq!(Engine::Postgres.schema(sql), said);
        assert_eq!(Engine::Sqlite.schema(sql), sql);
    }
}
