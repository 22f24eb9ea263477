//! Photos: withheld until somebody looked at them; what is covered is nowhere in what everybody is served.

use axum::http::{Method, StatusCode};
use photo::{Limits, prepare};
use serde_json::{Value, json};

use crate::office::{Filed, Office, Story};

#[tokio::test]
async fn a_photo_that_nobody_looked_at_is_withheld_alone() {
    let office = Office::open().await;
    let filed = with_photos(&office, 2).await;
    let cookie = office.sign_in("duty.officer").await;
    let first = &photos(&office, &cookie, &filed.number).await[0];
    assert_eq!(office.cover(&cookie, &filed.number, first, json!([])).await.status, StatusCode::OK);
    office.desk_does(&filed.number, json!({ "kind": "publish", "looked": true })).await;

    let shown = photos(&office, &cookie, &filed.number).await;
    let copy = shown[0]["copy"]["sha256"].as_str().unwrap();
    assert_eq!((&shown[0]["copy"]["looked_by"], &shown[1]["copy"]), (&json!("duty.officer"), &Value::Null));
    let page = office.get(&format!("/phan-anh/{}", filed.number)).await.text();
    assert_eq!(page.matches("/anh/").count(), 2, "one picture and its link: {page}");
    assert!(page.contains(copy) && !page.contains(&filed.photos[0].to_string()));
    assert_eq!(office.get(&format!("/anh/{copy}")).await.status, StatusCode::OK);
    for original in &filed.photos {
        for folder in ["anh", "thumbnail"] {
            let reply = office.get(&format!("/{folder}/{original}")).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{folder}: no original is anybody's but the office's");
        }
    }
}

#[tokio::test]
async fn what_is_covered_is_in_neither_the_copy_nor_its_thumbnail() {
    let office = Office::open().await;
    let filed = with_photos(&office, 1).await;
    let cookie = office.sign_in("duty.officer").await;
    let photo = &photos(&office, &cookie, &filed.number).await[0];
    let whole = json!([{ "left": 0, "top": 0, "width": 10_000, "height": 10_000 }]);
    assert_eq!(office.cover(&cookie, &filed.number, photo, whole.clone()).await.status, StatusCode::OK);
    office.desk_does(&filed.number, json!({ "kind": "publish", "looked": true })).await;

    let shown = &photos(&office, &cookie, &filed.number).await[0];
    assert_eq!(shown["copy"]["areas"], whole);
    let copy = shown["copy"]["sha256"].as_str().unwrap();
    for folder in ["anh", "thumbnail"] {
        let served = office.get(&format!("/{folder}/{copy}")).await;
        assert_eq!(served.header("cache-control"), "private, max-age=60");
        let grey = prepare(&served.body, &Limits::default()).unwrap();
        assert!(photo::is_clean_jpeg(&served.body), "no metadata");
        assert!(is_grey(&served.body), "{folder} holds nothing of the picture but {:?}", grey.width);
    }
    let original = office.ask(Method::GET, &format!("/console/api/pictures/{}", filed.photos[0]), &cookie, None).await;
    assert_eq!(original.body, filed.wholes[0], "the office keeps the photo as it came");
}

#[tokio::test]
async fn a_copy_that_is_made_again_takes_the_place_of_the_first_and_two_officers_do_not_overwrite_each_other() {
    let office = Office::open().await;
    let filed = with_photos(&office, 1).await;
    let cookie = office.sign_in("duty.officer").await;
    let seen = photos(&office, &cookie, &filed.number).await[0].clone();
    let corner = json!([{ "left": 0, "top": 0, "width": 100, "height": 100 }]);
    assert_eq!(office.cover(&cookie, &filed.number, &seen, json!([])).await.status, StatusCode::OK);
    office.desk_does(&filed.number, json!({ "kind": "publish", "looked": true })).await;
    let late = office.cover(&cookie, &filed.number, &seen, corner.clone()).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "copy_changed"));

    let first = photos(&office, &cookie, &filed.number).await[0].clone();
    assert_eq!(office.cover(&cookie, &filed.number, &first, corner).await.status, StatusCode::OK);
    let second = photos(&office, &cookie, &filed.number).await[0].clone();
    let address = |photo: &Value| format!("/anh/{}", photo["copy"]["sha256"].as_str().unwrap());
    assert_ne!(address(&first), address(&second));
    assert_eq!(office.get(&address(&first)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(office.get(&address(&second)).await.status, StatusCode::OK);

    let path = format!("/console/api/cases/{}/photos/{}/copy", filed.number, filed.photos[0]);
    assert_eq!(office.ask(Method::DELETE, &path, &cookie, None).await.status, StatusCode::OK);
    assert_eq!(office.get(&address(&second)).await.status, StatusCode::NOT_FOUND, "withheld again");
}

#[tokio::test]
async fn unpublished_a_case_is_gone_from_page_list_map_feed_and_pictures_at_once() {
    let office = Office::open().await;
    let filed = with_photos(&office, 1).await;
    office.desk_publishes(&filed.number).await;
    let cookie = office.sign_in("duty.officer").await;
    let copy = photos(&office, &cookie, &filed.number).await[0]["copy"]["sha256"].as_str().unwrap().to_owned();
    let pages = [
        format!("/phan-anh/{}", filed.number),
        "/phan-anh".into(),
        "/".into(),
        format!("/anh/{copy}"),
        format!("/thumbnail/{copy}"),
    ];
    for page in &pages {
        let reply = office.get(page).await;
        assert_eq!(reply.status, StatusCode::OK, "{page}");
        let kept = reply.header("cache-control");
        let seconds = kept.rsplit_once("max-age=").map_or(0, |(_, seconds)| seconds.parse::<u32>().unwrap());
        assert!(seconds <= 60, "{page}: {kept}");
    }
    office.desk_does(&filed.number, json!({ "kind": "unpublish" })).await;
    for page in &pages {
        let reply = office.get(page).await;
        assert!(reply.status == StatusCode::NOT_FOUND || !reply.text().contains(&filed.number), "{page}");
    }
    let told = office.get("/v1/changes").await.json();
    let told = told["changes"].as_array().unwrap();
    assert!(told.iter().all(|entry| entry["kind"] == "unpublished"), "{told:?}");
    let story = office.case(&cookie, &filed.number).await.json();
    let last = story["timeline"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["internal"], &last["actor"]), (&json!("unpublished"), &json!("duty.officer")), "with trace");
}

#[tokio::test]
async fn who_may_not_cover_does_not_and_a_photo_that_is_not_here_is_awaited() {
    let office = Office::open().await;
    let filed = office.file(Story { photos: 1, ..Story::default() }).await;
    let cookie = office.sign_in("duty.officer").await;
    let photo = &photos(&office, &cookie, &filed.number).await[0];
    assert_eq!(office.cover(&cookie, &filed.number, photo, json!([])).await.code(), "photo_awaited");
    office.deliver(&filed).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let unit = office.sign_in("unit.officer").await;
    assert_eq!(office.cover(&unit, &filed.number, photo, json!([])).await.status, StatusCode::FORBIDDEN);
}

async fn with_photos(office: &Office, photos: usize) -> Filed {
    let filed = office.file(Story { photos, ..Story::default() }).await;
    office.deliver(&filed).await;
    filed
}

async fn photos(office: &Office, cookie: &str, number: &str) -> Vec<Value> {
    office.case(cookie, number).await.json()["photos"].as_array().unwrap().clone()
}

/// Whether no pixel is far from grey: what is mixed where a whole picture is covered.
fn is_grey(jpeg: &[u8]) -> bool {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    decoder.decode().unwrap().iter().all(|value| (100..=156).contains(value))
}
