//! The public map: what it counts, where its links lead, and that it arrives at once.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod office;

use std::path::PathBuf;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::ACCEPT_ENCODING;
use office::{DONG_HA, NAM_DONG_HA, Office, Story};
use portal::region_import::{ProvinceFiles, import};

const TWO: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}},
    {"type":"Feature","properties":{"code":"19351","full_name":"Phường Nam Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[108,16],[109,16],[109,17],[108,17],[108,16]]]}}]}"#;

#[tokio::test]
async fn a_commune_with_published_cases_is_a_link_to_their_list() {
    let office = Office::open().await;
    import(office.app.state(), &communes(TWO), "cli:test").await.unwrap();
    published(&office, Story::default()).await;
    published(&office, Story { category: "moi-truong", ..Story::default() }).await;
    published(&office, Story { commune: Some(NAM_DONG_HA), ..Story::default() }).await;
    office.file(Story { commune: Some(NAM_DONG_HA), ..Story::default() }).await;

    for path in ["/", "/ban-do"] {
        let page = office.get(path).await.text();
        assert!(page.contains("aria-label=\"Phường Đông Hà: 2 phản ánh\""), "{path}");
        assert!(
            page.contains("aria-label=\"Phường Nam Đông Hà: 1 phản ánh\""),
            "{path}: nothing before it is published"
        );
        assert!(page.contains("<a href=\"/phan-anh?dia-ban=19333\""), "{path}");
    }
    let list = office.get(&format!("/phan-anh?dia-ban={DONG_HA}")).await.text();
    assert!(list.contains("2 phản ánh"));
}

#[tokio::test]
async fn a_filter_of_the_map_travels_to_the_list_and_back() {
    let office = Office::open().await;
    import(office.app.state(), &communes(TWO), "cli:test").await.unwrap();
    published(&office, Story::default()).await;
    published(&office, Story { category: "moi-truong", ..Story::default() }).await;
    let page = office.get("/ban-do?linh-vuc=moi-truong&lang=en").await.text();
    assert!(page.contains("aria-label=\"Phường Đông Hà: 1 report\""));
    assert!(page.contains("href=\"/phan-anh?linh-vuc=moi-truong&#38;dia-ban=19333&#38;lang=en\""), "{page}");
    let list = office.get("/phan-anh?linh-vuc=moi-truong").await.text();
    assert!(list.contains("href=\"/ban-do?linh-vuc=moi-truong\""));
}

#[tokio::test]
async fn what_no_commune_is_known_of_is_said_beside_the_map() {
    let office = Office::open().await;
    import(office.app.state(), &communes(TWO), "cli:test").await.unwrap();
    published(&office, Story { commune: None, ..Story::default() }).await;
    let page = office.get("/ban-do").await.text();
    assert!(page.contains("1 phản ánh chưa rõ địa bàn"), "{page}");
}

#[tokio::test]
async fn without_boundaries_every_commune_is_a_dot() {
    let office = Office::open().await;
    published(&office, Story::default()).await;
    let page = office.get("/ban-do").await.text();
    assert_eq!(page.matches("<circle class=\"land\"").count(), 78);
    assert!(page.contains("aria-label=\"Phường Đông Hà: 1 phản ánh\""));
}

#[tokio::test]
async fn the_real_province_arrives_in_the_first_flight() {
    let name = "the_real_province_arrives_in_the_first_flight";
    let Some(real) = data("region/communes-2025.geojson") else {
        eprintln!("SKIPPED {name}: no data folder");
        return;
    };
    let office = Office::open().await;
    import(office.app.state(), &communes(&real), "cli:test").await.unwrap();
    for unit in place::builtin() {
        published(&office, Story { commune: Some(unit.commune.code.as_str()), ..Story::default() }).await;
    }
    for path in ["/", "/ban-do"] {
        let asked = Request::get(path).header(ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
        let bytes = office.send(asked).await.body.len();
        eprintln!("{path}: {bytes} bytes compressed, all 78 communes with cases");
        assert!(bytes <= 14 * 1024, "{path}: {bytes}");
    }
}

fn communes(communes: &str) -> ProvinceFiles<'_> {
    ProvinceFiles { communes, ..ProvinceFiles::default() }
}

async fn published(office: &Office, story: Story<'_>) {
    let filed = office.file(story).await;
    office.desk_publishes(&filed.number).await;
}

fn data(path: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PHAN_ANH_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read_to_string(folder.join(path)).ok()
}
