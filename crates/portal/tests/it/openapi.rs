//! The description of `/v1` as a file, and that whatever is asked wrongly is answered as a problem with a code.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::house::House;

#[test]
fn the_committed_description_is_the_api() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let described = portal::openapi().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(&file, &described).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), described, "run with UPDATE_OPENAPI=1");
}

#[tokio::test]
async fn a_portal_serves_its_own_description() {
    let house = House::open().await;
    let said = house.get("/v1/openapi.json").await;
    assert_eq!((said.status.as_u16(), said.text()), (200, portal::openapi().to_pretty_json().unwrap() + "\n"));
}

#[tokio::test]
async fn whatever_is_asked_wrongly_is_answered_as_a_problem_with_a_code() {
    let house = House::open().await;
    let description: Value = serde_json::from_str(&portal::openapi().to_json().unwrap()).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() >= 9, "{paths:?}");
    let tus = [("tus-resumable", "1.0.0")];
    for (path, methods) in paths {
        let path = path.replace("{id}", "01932b1e-7c00-7abc-8def-0123456789ab");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
            if methods.get(method.to_lowercase()).is_none() {
                let said = house.ask(method, &path, &tus, "").await;
                assert!(said.status == 405 || said.status == 404, "{method} {path}: {}", said.status);
                assert!(["method_not_allowed", "not_found"].contains(&said.code().as_str()));
            } else if method != "GET" && path != "/v1/sync" {
                let garbage = house.ask(method, &path, &tus, vec![0xff; 100]).await;
                assert!(garbage.status.is_client_error(), "{method} {path}: {}", garbage.status);
                assert!(!garbage.code().is_empty());
            }
        }
        let beyond = house.ask("GET", &format!("{path}/%ff/nothing"), &tus, "").await;
        assert!(beyond.status.is_client_error(), "{path}: {}", beyond.status);
        assert!(!beyond.code().is_empty());
    }
    for path in ["/v1", "/v1/", "/v1/nothing", "/v1/files/%ff", "/v1/acts/%ff", "/v1/changes?since=%ff"] {
        let said = house.ask("GET", path, &tus, "").await;
        assert!(said.status.is_client_error() && !said.code().is_empty(), "{path}: {}", said.status);
    }
}
