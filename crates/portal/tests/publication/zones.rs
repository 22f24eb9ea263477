//! How closely everybody is told where something is.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::categories;
use crate::office::{Office, Reply, Story};

const SPOT: (f64, f64) = (16.8163, 107.096);

#[tokio::test]
async fn everybody_is_told_a_cell_and_never_the_spot_itself() {
    let office = Office::open().await;
    let number = published(&office, "giao-thong").await;
    let told = told(&office, &number).await;
    let (lat, lon) = (told["lat"].as_f64().unwrap(), told["lon"].as_f64().unwrap());
    assert_eq!(told["place"], "grid");
    assert!((lat, lon) != SPOT && (lat - SPOT.0).abs() < 0.0011 && (lon - SPOT.1).abs() < 0.0011);
    let page = office.get(&format!("/phan-anh/{number}")).await.text();
    assert!(page.contains(&format!("{lat:.5}")), "{page}");
    for place in [page, office.get("/v1/changes").await.text(), office.get("/phan-anh").await.text()] {
        assert!(!place.contains("16.8163") && !place.contains("107.096,"), "the spot is nowhere");
    }
}

#[tokio::test]
async fn of_a_coarse_category_and_in_a_zone_the_commune_is_all_that_is_told() {
    let office = Office::open().await;
    let ordnance = published(&office, "bom-min-vat-no").await;
    assert_eq!(told(&office, &ordnance).await["place"], "commune");
    let road = published(&office, "giao-thong").await;
    assert_eq!(told(&office, &road).await["place"], "grid");
    let cookie = office.sign_in("administrator").await;
    let taken = put(&office, &cookie, 0, &zone("Doanh trại", "commune", 107.0)).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let now = told(&office, &road).await;
    assert_eq!((&now["place"], &now["lat"]), (&json!("commune"), &Value::Null), "what was public is told no closer");
    let later = published(&office, "giao-thong").await;
    assert_eq!(told(&office, &later).await["place"], "commune");
    let far = put(&office, &cookie, 1, &zone("Doanh trại", "commune", 105.0)).await;
    assert_eq!(far.json()["version"], 2);
    let open = published(&office, "giao-thong").await;
    assert_eq!(told(&office, &open).await["place"], "grid");
}

#[tokio::test]
async fn a_category_that_becomes_coarse_takes_back_what_was_told() {
    let office = Office::open().await;
    let number = published(&office, "giao-thong").await;
    let cookie = office.sign_in("administrator").await;
    let mut roads = categories::category(&office, &cookie, "giao-thong").await;
    roads["coarse"] = json!(true);
    assert_eq!(categories::put(&office, &cookie, "giao-thong", &roads).await.status, StatusCode::OK);
    assert_eq!(told(&office, &number).await["lat"], Value::Null);
}

#[tokio::test]
async fn a_broken_file_names_the_feature_and_changes_nothing() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let metres = zone("Vành đai", "grid", 586_000.0);
    let refused = put(&office, &cookie, 0, &metres).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.code(), "region_invalid", "{}", refused.text());
    let told = refused.json();
    assert_eq!(told["named"]["feature"], "1 («Vành đai»)");
    assert!(told["detail"].as_str().unwrap().contains("VN-2000"), "{told}");
    let shown = office.ask(Method::GET, "/console/api/zones", &cookie, None).await.json();
    assert_eq!(shown["version"], 0);
    let stale = put(&office, &cookie, 7, &zone("Vành đai", "grid", 106.0)).await;
    assert_eq!(stale.code(), "stale_edit");
    let desk = office.sign_in("duty.officer").await;
    assert_eq!(put(&office, &desk, 0, &zone("Vành đai", "grid", 106.0)).await.status, StatusCode::FORBIDDEN);
    let log = office.ask(Method::GET, "/console/api/audit?what=zones_changed", &cookie, None).await.text();
    assert!(log.contains("not_allowed") && log.contains("stale_edit"), "{log}");
}

async fn published(office: &Office, category: &str) -> String {
    let filed = office.file(Story { category, spot: Some(SPOT), ..Story::default() }).await;
    office.desk_publishes(&filed.number).await;
    filed.number
}

async fn told(office: &Office, number: &str) -> Value {
    let changes = office.get("/v1/changes").await.json();
    let of_case = |entry: &&Value| entry["case_number"] == number && entry["kind"] == "published";
    changes["changes"].as_array().unwrap().iter().find(of_case).unwrap().clone()
}

async fn put(office: &Office, cookie: &str, version: i64, geojson: &Value) -> Reply {
    let edit = json!({ "version": version, "geojson": geojson.to_string() });
    office.ask(Method::PUT, "/console/api/zones", cookie, Some(edit)).await
}

fn zone(name: &str, show: &str, west: f64) -> Value {
    let east = west + 1.0;
    json!({ "type": "FeatureCollection", "features": [{ "type": "Feature", "properties": { "name": name, "show": show },
        "geometry": { "type": "Polygon",
            "coordinates": [[[west, 16.0], [east, 16.0], [east, 17.0], [west, 17.0], [west, 16.0]]] } }] })
}
