//! Taking in the province's files through the console: looked at first, then published.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::http::{Method, StatusCode};
use office::Office;
use serde_json::{Value, json};

const ONE: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;
const UNITS: &str = "unit_code,name,kind,commune_code,category_code\nso-xay-dung,Sở Xây dựng,so,,giao-thong\n";

#[tokio::test]
async fn files_are_looked_at_before_they_change_anything_and_reach_devices_once_published() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let ask = async |method: Method, path: &str, body: Option<Value>| office.ask(method, path, &cookie, body).await;
    let files = json!({ "communes": ONE, "units": UNITS, "partial": true });
    let preview = ask(Method::POST, "/console/api/region/preview", Some(files.clone())).await.json();
    assert_eq!(preview["communes_added"], json!(["Phường Đông Hà"]));
    assert_eq!(preview["units_removed"], json!(["UBND Phường Nam Đông Hà"]));
    assert_eq!(ask(Method::GET, "/console/api/region", None).await.json()["packs"], json!([]), "nothing has changed");

    let published = ask(Method::POST, "/console/api/region", Some(files)).await;
    assert_eq!((published.status, published.json()["communes"].clone()), (StatusCode::OK, json!(1)));
    let packs = ask(Method::GET, "/console/api/region", None).await.json();
    let fetched = office.get("/v1/region").await;
    assert_eq!(packs["packs"][0]["etag"], json!(fetched.header("etag")));
    let log = ask(Method::GET, "/console/api/audit?what=region_published", None).await.json();
    assert_eq!(log["entries"][0]["who"], json!("administrator"));
    assert_eq!(log["entries"][0]["became"]["etag"], packs["packs"][0]["etag"]);
}

#[tokio::test]
async fn a_file_that_is_wrong_changes_nothing_and_nobody_else_may_take_any_in() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let broken = json!({ "communes": "{\"type\":\"FeatureCollection\",\"features\":[]}" });
    let refused = office.ask(Method::POST, "/console/api/region", &cookie, Some(broken)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let packs = office.ask(Method::GET, "/console/api/region", &cookie, None).await.json();
    assert_eq!(packs["packs"], json!([]));
    for name in ["duty.officer", "unit.leader"] {
        let cookie = office.sign_in(name).await;
        let body = json!({ "communes": ONE, "partial": true });
        let refused = office.ask(Method::POST, "/console/api/region", &cookie, Some(body)).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "not_allowed".into()), "{name}");
    }
}

#[tokio::test]
async fn a_file_of_another_year_or_place_or_with_communes_missing_or_upon_each_other_is_named_and_changes_nothing() {
    let office = Office::open().await;
    let cookie = office.sign_in("administrator").await;
    let dong_ha = || square("19333", "Phường Đông Hà", 107.0);
    let nam_dong_ha = || square("19351", "Phường Nam Đông Hà", 107.5);
    for (features, partial, words, named) in [
        (vec![square("19333", "Phường 5", 107.0)], false, "năm khác", "«Phường 5»"),
        (vec![square("19333", "Phường 5", 107.0)], true, "năm khác", "«Phường 5»"),
        (vec![square("00001", "Phường Phúc Xá", 107.0)], false, "năm khác", "«Phường Phúc Xá»"),
        (vec![dong_ha()], false, "thiếu 77", ""),
        (vec![square("19333", "Phường Đông Hà", 105.0)], false, "không nằm gần", "«Phường Đông Hà»"),
        (vec![dong_ha(), nam_dong_ha()], true, "chồng lên", "2 («Phường Nam Đông Hà»)"),
    ] {
        let communes = json!({ "type": "FeatureCollection", "features": features }).to_string();
        for path in ["/console/api/region/preview", "/console/api/region"] {
            let body = json!({ "communes": communes, "partial": partial });
            let refused = office.ask_in(Method::POST, path, &cookie, Some(body), "vi").await;
            assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "region_invalid".into()));
            let told = refused.json();
            assert!(told["detail"].as_str().unwrap().contains(words), "{told}");
            assert_eq!(told["named"]["feature"].as_str().unwrap_or_default(), named);
        }
    }
    let packs = office.ask(Method::GET, "/console/api/region", &cookie, None).await.json();
    assert_eq!(packs["packs"], json!([]));
    let log = office.ask(Method::GET, "/console/api/audit?what=region_published", &cookie, None).await.json();
    let log = log["entries"].as_array().unwrap();
    assert_eq!(log.len(), 6, "each refusal stands in the log, once");
    assert!(log.iter().all(|entry| entry["refused"] == "region_invalid"), "{log:?}");
}

/// A degree wide and high, from 16 degrees north.
fn square(code: &str, name: &str, west: f64) -> Value {
    let east = west + 1.0;
    let ring = [[west, 16.0], [east, 16.0], [east, 17.0], [west, 17.0], [west, 16.0]];
    json!({ "type": "Feature", "properties": { "code": code, "full_name": name },
        "geometry": { "type": "Polygon", "coordinates": [ring] } })
}
