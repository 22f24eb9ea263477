//! The portal's folder: one serving portal, its keys, and data that are not its own.

use portal::{App, Config, PortalError};
use sqlx::Connection as _;
use sqlx::Executor as _;

use crate::books;
use crate::house::{House, device, header, offered, words};

#[tokio::test]
async fn one_portal_serves_from_a_folder() {
    let house = House::open().await;
    let second = App::open(books::config(house.folder.path())).await.unwrap_err();
    assert_eq!(second.code(), "engine_already_running");
    let house = house.restarted().await;
    assert!(house.app.first_password().is_none(), "the first start made the user");
}

#[tokio::test]
async fn the_first_start_makes_a_user_and_says_the_password() {
    let house = House::open().await;
    let password = house.app.first_password().unwrap();
    let found = portal::store::user::find(house.app.state().store().readers(), portal::FIRST_USER).await.unwrap();
    assert!(portal::password::is_right(password, Some(&found.unwrap().1)));
}

#[tokio::test]
async fn a_newer_database_is_refused_untouched() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folder = house.folder;
    drop(house.app);
    let file = folder.path().join("portal.sqlite3");
    let url = books::address(folder.path()).unwrap_or_else(|| format!("sqlite://{}", file.display()));
    let mut newer = sqlx::AnyConnection::connect(&url).await.unwrap();
    newer.execute("INSERT INTO schema_version (version, applied_at) VALUES (999, 0)").await.unwrap();
    if !books::are_on_a_server() {
        newer.execute("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    }
    newer.close().await.unwrap();
    let before = std::fs::read(&file).unwrap_or_default();
    let refused = App::open(books::config(folder.path())).await.unwrap_err();
    assert_eq!(refused.code(), "data_newer_than_program");
    assert!(std::fs::read(&file).unwrap_or_default() == before, "not a byte was written");
}

#[tokio::test]
async fn a_lost_key_is_not_replaced_by_a_new_one() {
    let house = House::open().await;
    let folder = house.folder;
    drop(house.app);
    let key = folder.path().join("keys/receipts.key");
    let seed = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    assert_eq!(App::open(books::config(folder.path())).await.unwrap_err().code(), "key_lost");
    std::fs::write(&key, &seed[..31]).unwrap();
    assert_eq!(App::open(books::config(folder.path())).await.unwrap_err().code(), "key_lost");
    std::fs::write(&key, &seed).unwrap();
    App::open(books::config(folder.path())).await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn keys_are_readable_by_the_portal_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = House::open().await;
    for name in ["root", "receipts", "region", "secret"] {
        let key = std::fs::metadata(house.folder.path().join(format!("keys/{name}.key"))).unwrap();
        assert_eq!((key.len(), key.permissions().mode() & 0o777), (32, 0o600), "{name}");
    }
}

#[tokio::test]
async fn the_data_of_another_portal_are_refused() {
    let house = House::open().await;
    let folder = house.folder;
    drop(house.app);
    let hue = Config { portal_id: "hue".parse().unwrap(), ..books::config(folder.path()) };
    assert!(matches!(App::open(hue).await, Err(PortalError::OtherPortal { found }) if found == "quang-tri"));
}

#[tokio::test]
async fn a_tracking_code_stands_in_no_table_but_in_the_receipt() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let readers = house.app.state().store().readers();
    let code = portal::store::case_record::all(readers).await.unwrap()[0].tracking_code.clone();
    let found = "SELECT count(*) FROM case_file WHERE code_sha256 = $1";
    let hash = portal::store::acceptance::code_sha256(&code.unwrap());
    let count: i64 = sqlx::query_scalar(found).bind(hash).fetch_one(readers).await.unwrap();
    assert_eq!(count, 1);
}
