//! How many cases there are of each kind, kept so that nobody has to count a million of them.
//!
//! Whoever changes what is counted of a case says [`leave`] before and [`join`] after, in the same transaction.
//!
//! **Invariant:** the tallies are what counting the cases would give ([`otherwise`] counts).

use report::Status;
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::error::PortalError;

/// A tally: its table, its columns, where the cases are that it counts, and what each of its columns is of a case.
struct Tally {
    table: &'static str,
    columns: &'static str,
    counted: &'static str,
    of_a_case: &'static str,
}

const TALLIES: [Tally; 2] = [
    Tally {
        table: "tally_public",
        columns: "commune, category, status",
        counted: "published_at IS NOT NULL",
        of_a_case: "coalesce(commune, ''), category, status",
    },
    Tally {
        table: "tally_desk",
        columns: "unit, status, sealed, commune",
        counted: "1 = 1",
        of_a_case: "coalesce(unit, ''), status, CASE WHEN sealed_at IS NULL THEN 0 ELSE 1 END, coalesce(commune, '')",
    },
];

/// The case of row `id` is not counted as it stands: it is about to change.
///
/// # Errors
/// Those of the database.
pub async fn leave(connection: &mut AnyConnection, id: i64) -> Result<(), PortalError> {
    count(connection, id, -1).await
}

/// The case of row `id` is counted as it stands now.
///
/// # Errors
/// Those of the database.
pub async fn join(connection: &mut AnyConnection, id: i64) -> Result<(), PortalError> {
    count(connection, id, 1).await
}

async fn count(connection: &mut AnyConnection, id: i64, more: i64) -> Result<(), PortalError> {
    for Tally { table, columns, counted, of_a_case } in TALLIES {
        let sql = format!(
            "INSERT INTO {table} ({columns}, cases) SELECT {of_a_case}, CAST($2 AS BIGINT) FROM case_file
             WHERE id = $1 AND {counted}
             ON CONFLICT ({columns}) DO UPDATE SET cases = {table}.cases + excluded.cases"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(id).bind(more).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The tables whose tallies are not what counting gives; none when all is well. Reads every case.
///
/// # Errors
/// Those of the database.
pub async fn otherwise(connection: &mut AnyConnection) -> Result<Vec<&'static str>, PortalError> {
    let mut wrong = Vec::new();
    for Tally { table, columns, counted, of_a_case } in TALLIES {
        let kept = format!("SELECT {columns}, cases FROM {table} WHERE cases <> 0");
        let real = format!("SELECT {of_a_case}, count(*) FROM case_file WHERE {counted} GROUP BY {of_a_case}");
        let differ = format!(
            "SELECT count(*) FROM (SELECT * FROM ({kept} EXCEPT {real}) AS more
             UNION ALL SELECT * FROM ({real} EXCEPT {kept}) AS fewer) AS different"
        );
        let different: i64 = sqlx::query_scalar(AssertSqlSafe(differ)).fetch_one(&mut *connection).await?;
        if different > 0 {
            wrong.push(table);
        }
    }
    Ok(wrong)
}

/// Counts all cases and keeps that.
///
/// # Errors
/// Those of the database.
pub async fn recount(connection: &mut AnyConnection) -> Result<(), PortalError> {
    for Tally { table, columns, counted, of_a_case } in TALLIES {
        sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *connection).await?;
        let sql = format!(
            "INSERT INTO {table} ({columns}, cases)
             SELECT {of_a_case}, count(*) FROM case_file WHERE {counted} GROUP BY {of_a_case}"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// A condition on the status of `c`; none means any. The codes are the program's own, never a reader's text.
pub(super) fn among(statuses: &[Status]) -> String {
    let codes: Vec<String> = statuses.iter().map(|status| format!("'{status}'")).collect();
    if codes.is_empty() { "1 = 1".to_owned() } else { format!("c.status IN ({})", codes.join(", ")) }
}
