//! Where the portal of a test keeps its books: in its folder, or, where `PHAN_ANH_TEST_DATABASE` names a PostgreSQL
//! server (`scripts/with-postgres`), in a schema of its own there, which goes by the folder's path.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::Path;

use portal::Config;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

/// A portal on this folder; the same folder has the same books.
pub fn config(folder: &Path) -> Config {
    let database = address(folder).map(|address| address.parse().unwrap());
    Config { database, ..Config::new(folder) }
}

/// Whether the books of this run are on a server.
pub fn are_on_a_server() -> bool {
    server().is_some()
}

/// The address of the folder's books on the server, if there is one.
pub fn address(folder: &Path) -> Option<String> {
    let server = server()?;
    let schema = format!("of_{}", &report::Sha256::of(folder.as_os_str().as_encoded_bytes()).to_string()[..16]);
    let make = format!("CREATE SCHEMA IF NOT EXISTS {schema}");
    let sign = if server.contains('?') { '&' } else { '?' };
    let address = format!("{server}{sign}options[search_path]={schema}");
    // A test may run in a runtime already: this has one of its own.
    std::thread::spawn(move || execute(&server, make)).join().unwrap();
    Some(address)
}

fn server() -> Option<String> {
    std::env::var("PHAN_ANH_TEST_DATABASE").ok()
}

/// Runs a statement on the server.
fn execute(server: &str, statement: String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        sqlx::any::install_default_drivers();
        let mut connection = AnyConnection::connect(server).await.unwrap();
        connection.execute(AssertSqlSafe(statement)).await.unwrap();
    });
}
