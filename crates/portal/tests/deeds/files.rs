//! Files that officers put to cases, and who sees them when.

use axum::body::Body;
use axum::http::header::COOKIE;
use axum::http::{Method, Request, StatusCode};
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::office::{Filed, Office, Reply, Story};

#[tokio::test]
async fn a_photo_of_what_was_put_right_goes_with_the_answer_and_is_public_only_once_published() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let fixed = json!({ "kind": "answer", "outcome": "fixed", "text": "Đã vá." });
    let missing = office.deed(&unit, &filed.number, fixed.clone()).await;
    assert_eq!((missing.status, missing.code()), (StatusCode::UNPROCESSABLE_ENTITY, "after_photo_missing".into()));

    let added = add(&office, &unit, &filed, "kind=after&name=da-va.jpg", photo()).await.json();
    let file = added["files"][0].clone();
    assert_eq!((file["media_type"].clone(), file["shown"].clone()), (json!("image/jpeg"), json!(true)));
    let id = file["id"].as_i64().unwrap();
    let kept = office.ask(Method::GET, &format!("/console/api/files/{id}"), &unit, None).await;
    assert!(kept.body.starts_with(&[0xff, 0xd8]) && !has(&kept.body, b"taken at home"), "without what the camera said");
    let small = office.ask(Method::GET, &format!("/console/api/files/{id}/thumbnail"), &unit, None).await;
    assert_eq!(small.header("content-type"), "image/jpeg");

    let address = format!("/tep/{id}");
    assert!(!office.track(&filed.code).await.text().contains(&address), "nobody sees it before the answer");
    assert_eq!(office.deed(&unit, &filed.number, fixed).await.json()["status"], json!("answered"));
    assert_eq!(office.get(&address).await.status, StatusCode::NOT_FOUND);
    let page = office.track(&filed.code).await.text();
    let with_pass = page.split('"').find(|part| part.starts_with(&address)).unwrap().to_owned();
    assert_eq!(office.get(&with_pass).await.status, StatusCode::OK);
    office.desk_publishes(&filed.number).await;
    assert_eq!(office.get(&address).await.status, StatusCode::OK);
    assert!(office.get(&format!("/phan-anh/{}", filed.number)).await.text().contains(&address));
    office.desk_does(&filed.number, json!({ "kind": "unpublish" })).await;
    assert_eq!(office.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_document_is_for_officers_until_somebody_says_that_it_goes_with_the_answer() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let pdf = b"%PDF-1.7 ...".to_vec();
    let added = add(&office, &unit, &filed, "kind=document&name=Bi%C3%AAn+b%E1%BA%A3n.pdf", pdf).await.json();
    let id = added["files"][0]["id"].as_i64().unwrap();
    let kept = office.ask(Method::GET, &format!("/console/api/files/{id}"), &unit, None).await;
    assert_eq!((kept.body.as_slice(), kept.header("x-content-type-options")), (&b"%PDF-1.7 ..."[..], "nosniff".into()));
    assert!(kept.header("content-disposition").starts_with("attachment"));
    let answer = json!({ "kind": "answer", "outcome": "explained", "text": "Đã rõ." });
    office.deed(&unit, &filed.number, answer).await;
    office.desk_publishes(&filed.number).await;
    let address = format!("/tep/{id}");
    assert_eq!(office.get(&address).await.status, StatusCode::NOT_FOUND);
    let path = format!("/console/api/files/{id}");
    office.ask(Method::PUT, &path, &unit, Some(json!({ "shown": true }))).await;
    assert_eq!(office.get(&address).await.status, StatusCode::OK);
    let gone = office.ask(Method::DELETE, &path, &unit, None).await.json();
    assert_eq!(gone["files"], json!([]));
    assert_eq!(office.get(&address).await.status, StatusCode::NOT_FOUND);
    let kinds: Vec<Value> =
        gone["timeline"].as_array().unwrap().iter().map(|entry| entry["internal"].clone()).collect();
    for kind in ["file_added", "file_shown", "file_removed"] {
        assert!(kinds.contains(&json!(kind)), "{kind}");
    }
    assert!(stored(&office).is_empty(), "its bytes are gone from the disk");
}

#[tokio::test]
async fn what_is_no_photo_no_document_or_too_large_is_refused_and_nothing_is_kept() {
    let (office, filed) = case_with_the_unit().await;
    let unit = office.sign_in("unit.officer").await;
    let refused = async |query: &str, bytes: Vec<u8>| {
        let reply = add(&office, &unit, &filed, query, bytes).await;
        (reply.status.as_u16(), reply.code())
    };
    assert_eq!(refused("kind=after&name=a.jpg", b"<html>".to_vec()).await, (422, "photo_not_a_picture".into()));
    assert_eq!(refused("kind=document&name=a.pdf", b"MZ...".to_vec()).await, (422, "file_not_taken".into()));
    assert_eq!(refused("kind=document&name=a.exe", b"MZ...".to_vec()).await, (422, "file_not_taken".into()));
    assert_eq!(refused("kind=movie&name=a.jpg", photo()).await, (400, "request_malformed".into()));
    assert_eq!(refused("kind=after&name=%20", photo()).await, (400, "request_malformed".into()));
    let large = [b"%PDF-".as_slice(), &vec![0; 25 << 20]].concat();
    assert_eq!(refused("kind=document&name=a.pdf", large).await, (413, "file_too_large".into()));
    assert_eq!(office.case(&unit, &filed.number).await.json()["files"], json!([]));
    assert!(stored(&office).is_empty());
}

#[tokio::test]
async fn only_who_may_attach_does() {
    let (office, filed) = case_with_the_unit().await;
    office.hire("elsewhere", portal::access::Role::UnitOfficer, Some("ubnd-19333")).await;
    let other = office.sign_in("elsewhere").await;
    assert_eq!(add(&office, &other, &filed, "kind=after&name=a.jpg", photo()).await.code(), "case_unknown");
    office.desk_does(&filed.number, json!({ "kind": "coordinate", "units": ["ubnd-19333"] })).await;
    assert_eq!(add(&office, &other, &filed, "kind=after&name=a.jpg", photo()).await.code(), "not_allowed");
}

async fn add(office: &Office, cookie: &str, filed: &Filed, query: &str, bytes: Vec<u8>) -> Reply {
    let path = format!("/console/api/cases/{}/files?{query}", filed.number);
    let request = Request::post(path).header("x-requested-with", "console").header(COOKIE, cookie);
    office.send(request.body(Body::from(bytes)).unwrap()).await
}

/// The files under the folder of photos and in that of uploads.
fn stored(office: &Office) -> Vec<std::path::PathBuf> {
    let data = office.app.state().config().data.clone();
    let photos = std::fs::read_dir(data.join("photos")).unwrap().map(|entry| entry.unwrap().path());
    let files = |folder: std::path::PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    photos.flat_map(files).chain(files(data.join("uploads"))).collect()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

async fn case_with_the_unit() -> (Office, Filed) {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    (office, filed)
}

fn photo() -> Vec<u8> {
    BASE64.decode(PHOTO.as_bytes()).unwrap()
}

/// A small picture with a comment «taken at home».
const PHOTO: &str = concat!(
    "/9j/4AAQSkZJRgABAQAAAQABAAD//gAPdGFrZW4gYXQgaG9tZf/bAEMAEAsMDgwKEA4NDhIREBMYKBoYFhYYMSMlHSg6Mz08OTM4",
    "N0BIXE5ARFdFNzhQbVFXX2JnaGc+TXF5cGR4XGVnY//bAEMBERISGBUYLxoaL2NCOEJjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj",
    "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY//AABEIABAAGAMBIgACEQEDEQH/xAAfAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUGBwgJ",
    "Cgv/xAC1EAACAQMDAgQDBQUEBAAAAX0BAgMABBEFEiExQQYTUWEHInEUMoGRoQgjQrHBFVLR8CQzYnKCCQoWFxgZGiUmJygpKjQ1",
    "Njc4OTpDREVGR0hJSlNUVVZXWFlaY2RlZmdoaWpzdHV2d3h5eoOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPE",
    "xcbHyMnK0tPU1dbX2Nna4eLj5OXm5+jp6vHy8/T19vf4+fr/xAAfAQADAQEBAQEBAQEBAAAAAAAAAQIDBAUGBwgJCgv/xAC1EQAC",
    "AQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ04SXxFxgZGiYnKCkqNTY3ODk6Q0RF",
    "RkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS",
    "09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/2gAMAwEAAhEDEQA/AOaisvarkVl7VsRWXtVyKy9q1nijmwuN8zHisvaiukisvaiu",
    "SWK1PoKWN93c/9k=",
);
