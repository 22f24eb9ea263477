//! The officers' map: the communes as drawn, and the open cases upon them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::{COOKIE, IF_NONE_MATCH};
use axum::http::{Method, Request, StatusCode};
use office::{NAM_DONG_HA, Office, Story};
use portal::region_import::{ProvinceFiles, import};
use serde_json::{Value, json};

const PROVINCE: &str = "west=106&south=16&east=108&north=18.5";
const ONE: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test]
async fn the_map_shows_open_cases_where_they_are_and_counts_those_without_a_position() {
    let office = Office::open().await;
    let here = office.file(Story::default()).await.number;
    let ended = office.file(Story::default()).await.number;
    office.file(Story { commune: Some(NAM_DONG_HA), ..Story::default() }).await;
    for (number, lon) in [(&here, 107.1), (&ended, 107.2)] {
        stand(&office, number, 16.8, lon).await;
    }
    office.desk_does(&ended, json!({ "kind": "reject", "reason": "Không rõ." })).await;
    let cookie = office.sign_in("duty.officer").await;
    let map = cases(&office, &cookie, PROVINCE).await;
    assert_eq!(listed(&map), [here.as_str()]);
    assert_eq!(map["communes"], json!([{ "code": "19333", "open": 1 }, { "code": "19351", "open": 1 }]));
    assert_eq!(map["more"], json!(false));
    let elsewhere = cases(&office, &cookie, "west=106&south=16&east=107&north=18").await;
    assert_eq!((listed(&elsewhere).len(), elsewhere["communes"].clone()), (0, map["communes"].clone()));
}

#[tokio::test]
async fn the_map_knows_by_when_each_case_is_due_and_of_none_whose_clock_stands_still() {
    let office = Office::open().await;
    let (runs, stands) = (office.file(Story::default()).await.number, office.file(Story::default()).await.number);
    for number in [&runs, &stands] {
        stand(&office, number, 16.8, 107.1).await;
        office.desk_does(number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    }
    office.desk_does(&stands, json!({ "kind": "ask", "question": "Ở đoạn nào?" })).await;
    let cookie = office.sign_in("duty.officer").await;
    let map = cases(&office, &cookie, PROVINCE).await;
    let due = |number: &str| {
        let case = map["cases"].as_array().unwrap().iter().find(|case| case["number"] == number);
        case.unwrap()["due_at"].clone()
    };
    assert_eq!(due(&runs), office.case(&cookie, &runs).await.json()["due"]["at"]);
    assert!(due(&runs).is_string());
    assert!(due(&stands).is_null(), "the citizen is asked: {map}");
}

#[tokio::test]
async fn a_units_people_find_on_the_map_what_they_find_in_the_inbox() {
    let office = Office::open().await;
    let (ours, theirs) = (office.file(Story::default()).await.number, office.file(Story::default()).await.number);
    for number in [&ours, &theirs] {
        stand(&office, number, 16.8, 107.1).await;
    }
    office.desk_does(&ours, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office.desk_does(&theirs, json!({ "kind": "dispatch", "unit": "ubnd-19333" })).await;
    let cookie = office.sign_in("unit.officer").await;
    let map = cases(&office, &cookie, PROVINCE).await;
    assert_eq!(listed(&map), [ours.as_str()]);
    assert_eq!(map["communes"], json!([{ "code": "19333", "open": 1 }]));
}

#[tokio::test]
async fn the_communes_are_points_until_the_province_imports_its_boundaries_and_are_sent_once() {
    let office = Office::open().await;
    let cookie = office.sign_in("duty.officer").await;
    let path = "/console/api/map/communes";
    let points = office.ask(Method::GET, path, &cookie, None).await;
    assert_eq!(points.json()["features"].as_array().unwrap().len(), 78);
    import(office.app.state(), &ProvinceFiles { communes: ONE, ..ProvinceFiles::default() }, "cli:test").await.unwrap();
    let drawn = office.ask(Method::GET, path, &cookie, None).await;
    assert_eq!(drawn.json()["features"][0]["geometry"]["type"], json!("MultiPolygon"));
    assert_ne!(points.header("etag"), drawn.header("etag"));
    let again = Request::get(path).header(COOKIE, &cookie).header(IF_NONE_MATCH, drawn.header("etag"));
    let again = office.send(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(office.get(path).await.status, StatusCode::UNAUTHORIZED);
}

async fn cases(office: &Office, cookie: &str, query: &str) -> Value {
    office.ask(Method::GET, &format!("/console/api/map/cases?{query}"), cookie, None).await.json()
}

fn listed(map: &Value) -> Vec<&str> {
    map["cases"].as_array().unwrap().iter().map(|case| case["number"].as_str().unwrap()).collect()
}

/// Gives a case a position, by the back door.
async fn stand(office: &Office, number: &str, lat: f64, lon: f64) {
    let number = number.to_owned();
    let write = office.app.state().store().write(move |books| {
        Box::pin(async move {
            let sql = "UPDATE case_file SET lat = $2, lon = $3 WHERE number = $1";
            sqlx::query(sql).bind(number).bind(lat).bind(lon).execute(books).await?;
            Ok(())
        })
    });
    write.await.unwrap();
}
