//! `/v1/files`: tus 1.0.0, resumed, checked, pre-empted, ended.

use axum::body::{Body, Bytes};
use data_encoding::BASE64;
use futures_util::stream;
use report::{SealedAct, Sha256};
use sha1::Digest as _;
use tokio::sync::mpsc;

use crate::house::{Answer, House, Said, device, header, offered, photo, say, with_photo};

const OCTETS: &str = "application/offset+octet-stream";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Uploads a photo in one piece.
pub async fn upload_whole(house: &House, ticket: &str, photo: &[u8]) {
    let created = create(house, ticket, photo.len(), photo.to_vec()).await;
    assert_eq!((created.status.as_u16(), created.offset()), (201, Some(photo.len() as u64)), "{}", created.text());
}

#[tokio::test]
async fn a_photo_is_resumed_where_it_stopped_and_stored_under_its_hash() {
    let (house, photo, sealed, ticket) = waiting(10_000).await;
    let created = create(&house, &ticket, photo.len(), photo[..3000].to_vec()).await;
    let place = location(&created);
    assert_eq!((created.status.as_u16(), created.offset()), (201, Some(3000)));
    assert!(created.header("upload-expires").unwrap().ends_with("GMT"));

    let head = head(&house, &place).await;
    assert_eq!((head.status.as_u16(), head.offset()), (200, Some(3000)));
    assert_eq!((head.header("upload-length"), head.header("cache-control")), (Some("10000"), Some("no-store")));

    let more = patch(&house, &place, 3000, photo[3000..7000].to_vec(), &[]).await;
    assert_eq!((more.status.as_u16(), more.offset()), (204, Some(7000)));
    let rest = patch(&house, &place, 7000, photo[7000..].to_vec(), &[]).await;
    assert_eq!((rest.status.as_u16(), rest.offset()), (204, Some(10_000)));
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test]
async fn repeating_the_creation_gives_the_same_place_and_ignores_the_body() {
    let (house, photo, sealed, ticket) = waiting(10_000).await;
    let first = create(&house, &ticket, photo.len(), photo[..3000].to_vec()).await;
    let again = create(&house, &ticket, photo.len(), photo[..9000].to_vec()).await;
    assert_eq!((again.status.as_u16(), again.offset()), (201, Some(3000)));
    assert_eq!(location(&again), location(&first));
    let renewed = house.exchange(&[header(), offered(&sealed)]).await.ticket(&sealed);
    let renewed = create(&house, &renewed, photo.len(), Vec::new()).await;
    assert_eq!((location(&renewed), renewed.offset()), (location(&first), Some(3000)));

    patch(&house, &location(&first), 3000, photo[3000..].to_vec(), &[]).await;
    let stored = create(&house, &ticket, photo.len(), photo[..5].to_vec()).await;
    assert_eq!((stored.status.as_u16(), stored.offset()), (201, Some(10_000)));
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test]
async fn creation_alone_takes_no_bytes() {
    let (house, photo, _, ticket) = waiting(1000).await;
    let length = photo.len().to_string();
    let metadata = format!("filename YS5qcGc=,ticket {}", BASE64.encode(ticket.as_bytes()));
    let headers = [("tus-resumable", "1.0.0"), ("upload-length", length.as_str()), ("upload-metadata", &metadata)];
    let created = house.ask("POST", "/v1/files", &headers, "").await;
    assert_eq!((created.status.as_u16(), created.offset()), (201, Some(0)));
    assert_eq!(head(&house, &location(&created)).await.offset(), Some(0));
}

#[tokio::test]
async fn a_broken_body_keeps_what_arrived() {
    let (house, photo, _, ticket) = waiting(10_000).await;
    let place = location(&create(&house, &ticket, photo.len(), Vec::new()).await);
    let pieces = vec![Ok(Bytes::copy_from_slice(&photo[..4000])), Err(std::io::Error::other("the link broke"))];
    let cut = patch(&house, &place, 0, Body::from_stream(stream::iter(pieces)), &[]).await;
    assert_eq!((cut.code().as_str(), cut.offset()), ("link_cut", Some(4000)));
    assert_eq!(head(&house, &place).await.offset(), Some(4000));
}

#[tokio::test]
async fn a_piece_with_a_sum_is_kept_only_when_it_fits() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), Vec::new()).await);
    let wrong = format!("sha1 {}", BASE64.encode(&sha1::Sha1::digest(b"other")));
    let refused = patch(&house, &place, 0, photo[..1000].to_vec(), &[("upload-checksum", &wrong)]).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (460, "checksum_mismatch"));
    assert_eq!(head(&house, &place).await.offset(), Some(0));

    let right = format!("sha1 {}", BASE64.encode(&sha1::Sha1::digest(&photo[..1000])));
    assert_eq!(patch(&house, &place, 0, photo[..1000].to_vec(), &[("upload-checksum", &right)]).await.status, 204);
    let right = format!("sha256 {}", BASE64.encode(Sha256::of(&photo[1000..]).as_bytes()));
    assert_eq!(patch(&house, &place, 1000, photo[1000..].to_vec(), &[("upload-checksum", &right)]).await.status, 204);
    let unknown = patch(&house, &place, 4000, Vec::new(), &[("upload-checksum", "md5 AAAA")]).await;
    assert_eq!(unknown.status, 204, "a stored photo takes nothing more");
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test]
async fn a_photo_with_another_hash_starts_again_from_nothing() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), Vec::new()).await);
    let wrong = patch(&house, &place, 0, vec![7; 4000], &[]).await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str(), wrong.offset()), (460, "hash_mismatch", Some(0)));
    assert_eq!(head(&house, &place).await.offset(), Some(0));
    assert!(house.exchange(&[header(), offered(&sealed)]).await.result(&sealed).complete.is_none());
    assert_eq!(patch(&house, &place, 0, photo.clone(), &[]).await.status, 204);
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test]
async fn wrong_offsets_media_lengths_and_versions_are_refused() {
    let (house, photo, _, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), photo[..1000].to_vec()).await);
    let offset = patch(&house, &place, 999, photo[999..].to_vec(), &[]).await;
    assert_eq!((offset.status.as_u16(), offset.code().as_str(), offset.offset()), (409, "offset_mismatch", Some(1000)));
    let long = patch(&house, &place, 1000, vec![0; 3001], &[]).await;
    assert_eq!((long.status.as_u16(), long.offset()), (413, Some(1000)));
    let tus = [("tus-resumable", "1.0.0"), ("upload-offset", "1000"), ("content-type", "image/jpeg")];
    assert_eq!(house.ask("PATCH", &place, &tus, "x").await.status, 415);
    let other = house.ask("HEAD", &place, &[("tus-resumable", "0.2.2")], "").await;
    assert_eq!((other.status.as_u16(), other.header("tus-version")), (412, Some("1.0.0")));
    assert_eq!(create(&house, &ticket, photo.len() + 1, Vec::new()).await.code(), "length_mismatch");
    assert_eq!(head(&house, &place).await.offset(), Some(1000));
}

#[tokio::test]
async fn nothing_is_uploaded_without_a_ticket_with_anothers_or_with_an_old_one() {
    let (house, photo, _, ticket) = waiting(4000).await;
    let other = with_photo(&device(2), b"another photo");
    let others = house.exchange(&[header(), offered(&other)]).await.ticket(&other);
    let length = [("tus-resumable", "1.0.0"), ("upload-length", "4000")];
    let none = house.ask("POST", "/v1/files", &length, "").await;
    assert_eq!((none.status.as_u16(), none.code().as_str()), (401, "ticket_missing"));
    assert_eq!(create(&house, &others, photo.len(), Vec::new()).await.code(), "length_mismatch");
    let changed = format!("{}A", &ticket[..ticket.len() - 1]);
    assert_eq!(create(&house, &format!("{ticket}A"), photo.len(), Vec::new()).await.code(), "ticket_invalid");
    assert!(changed == ticket || create(&house, &changed, photo.len(), Vec::new()).await.status == 403);

    let place = location(&create(&house, &ticket, photo.len(), Vec::new()).await);
    let bearer = format!("Bearer {others}");
    let strange = patch(&house, &place, 0, photo.clone(), &[("authorization", &bearer)]).await;
    assert_eq!((strange.status.as_u16(), strange.code().as_str()), (403, "ticket_invalid"));
    assert_eq!(head(&house, "/v1/files/00112233445566778899aabbccddeeff").await.status, 404);

    house.later(7 * DAY_MS);
    let old = create(&house, &ticket, photo.len(), Vec::new()).await;
    assert_eq!((old.status.as_u16(), old.code().as_str()), (403, "ticket_expired"));
}

#[tokio::test]
async fn an_ended_upload_is_forgotten_and_a_stored_photo_stays() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), photo[..1000].to_vec()).await);
    let tus = [("tus-resumable", "1.0.0")];
    assert_eq!(house.ask("DELETE", &place, &tus, "").await.status, 204);
    assert_eq!(head(&house, &place).await.status, 404);
    assert_eq!(house.ask("DELETE", &place, &tus, "").await.status, 404);
    upload_whole(&house, &ticket, &photo).await;
    let overridden = [("tus-resumable", "1.0.0"), ("x-http-method-override", "DELETE")];
    assert_eq!(house.ask("POST", &place, &overridden, "").await.code(), "upload_stored");
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_request_takes_over_from_one_that_hangs() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), Vec::new()).await);
    let (sender, hanging) = hanging_body();
    let headers = [("tus-resumable", "1.0.0"), ("upload-offset", "0"), ("content-type", OCTETS)];
    let (router, path) = (house.router(), place.clone());
    let stale = tokio::spawn(async move { say(router, "PATCH", &path, &headers, hanging).await });
    sender.send(Bytes::copy_from_slice(&photo[..1500])).await.unwrap();
    // Until the hanging request has taken its bytes, the new one might come first.
    let part = house.app.state().photos().part(place.rsplit('/').next().unwrap());
    while std::fs::metadata(&part).unwrap().len() < 1500 {
        tokio::task::yield_now().await;
    }
    assert_eq!(head(&house, &place).await.offset(), Some(1500));
    let stale = stale.await.unwrap();
    assert_eq!((stale.status.as_u16(), stale.code().as_str()), (409, "upload_stopped"));
    assert_eq!(patch(&house, &place, 1500, photo[1500..].to_vec(), &[]).await.status, 204);
    assert_stored(&house, &sealed, &photo).await;
    drop(sender);
}

#[tokio::test]
async fn a_restart_in_the_middle_keeps_the_offset() {
    let (house, photo, sealed, ticket) = waiting(10_000).await;
    let place = location(&create(&house, &ticket, photo.len(), photo[..6000].to_vec()).await);
    let house = house.restarted().await;
    assert_eq!(head(&house, &place).await.offset(), Some(6000));
    let again = create(&house, &ticket, photo.len(), Vec::new()).await;
    assert_eq!((location(&again), again.offset()), (place.clone(), Some(6000)));
    patch(&house, &place, 6000, photo[6000..].to_vec(), &[]).await;
    assert_stored(&house, &sealed, &photo).await;
}

#[tokio::test]
async fn a_crash_between_the_last_byte_and_the_books_is_made_good_by_the_next_creation() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), photo[..1000].to_vec()).await);
    let part = house.app.state().photos().part(place.rsplit('/').next().unwrap());
    std::fs::write(&part, &photo).unwrap();
    assert_eq!(create(&house, &ticket, photo.len(), Vec::new()).await.offset(), Some(4000));
    assert_stored(&house, &sealed, &photo).await;

    let renamed = with_photo(&device(3), b"renamed, not recorded");
    let ticket = house.exchange(&[header(), offered(&renamed)]).await.ticket(&renamed);
    let whole = house.app.state().photos().photo(&Sha256::of(b"renamed, not recorded"));
    std::fs::create_dir_all(whole.parent().unwrap()).unwrap();
    std::fs::write(whole, b"renamed, not recorded").unwrap();
    assert_eq!(create(&house, &ticket, 21, Vec::new()).await.offset(), Some(21));
    assert_stored(&house, &renamed, b"renamed, not recorded").await;
}

#[tokio::test]
async fn uploads_that_nobody_goes_on_with_are_cleared_away_after_seven_days() {
    let (house, photo, _, ticket) = waiting(4000).await;
    let place = location(&create(&house, &ticket, photo.len(), photo[..1000].to_vec()).await);
    let part = house.app.state().photos().part(place.rsplit('/').next().unwrap());
    let day = |days: i64| {
        let ms = u64::try_from(crate::house::MORNING_MS - days * DAY_MS).unwrap();
        std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(ms)
    };
    let file = std::fs::File::options().append(true).open(&part).unwrap();
    file.set_modified(day(6)).unwrap();
    assert_eq!(portal::intake::files::sweep::sweep(house.app.state()).unwrap(), 0);
    file.set_modified(day(8)).unwrap();
    assert_eq!(portal::intake::files::sweep::sweep(house.app.state()).unwrap(), 1);
    assert_eq!(head(&house, &place).await.status, 404);
}

#[tokio::test]
async fn the_last_of_two_photos_makes_the_receipt() {
    let house = House::open().await;
    let (one, other) = (photo(3000), photo(2000));
    let attachments = vec![crate::house::attachment(&one), crate::house::attachment(&other)];
    let sealed = device(1).seal(&report::Act { attachments, ..crate::house::act("Ổ gà") }).unwrap();
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    let tickets: Vec<String> = answer.result(&sealed).tickets.iter().map(|one| one.ticket.clone()).collect();
    upload_whole(&house, &tickets[1], &other).await;
    let half = house.exchange(&[header(), offered(&sealed)]).await;
    assert_eq!((half.result(&sealed).tickets.len(), &half.result(&sealed).complete), (1, &None));
    upload_whole(&house, &tickets[0], &one).await;
    assert!(house.exchange(&[header(), offered(&sealed)]).await.result(&sealed).complete.is_some());
}

#[tokio::test]
async fn what_the_server_can_do_is_told_to_any_version() {
    let house = House::open().await;
    let told = house.ask("OPTIONS", "/v1/files", &[], "").await;
    assert_eq!(told.status, 204);
    let extensions = "creation,creation-with-upload,checksum,expiration,termination";
    for (name, value) in [
        ("tus-version", "1.0.0"),
        ("tus-resumable", "1.0.0"),
        ("tus-extension", extensions),
        ("tus-max-size", "26214400"),
        ("tus-checksum-algorithm", "sha1,sha256"),
    ] {
        assert_eq!(told.header(name), Some(value));
    }
}

#[tokio::test]
async fn a_page_of_another_origin_may_upload_and_reads_where_it_stands() {
    let (house, photo, sealed, ticket) = waiting(4000).await;
    let before = [("origin", "http://elsewhere.vn"), ("access-control-request-method", "PATCH")];
    for path in ["/v1/files", "/v1/files/00112233445566778899aabbccddeeff"] {
        let allowed = house.ask("OPTIONS", path, &before, "").await;
        assert_eq!((allowed.status.as_u16(), allowed.header("access-control-allow-origin")), (204, Some("*")));
        assert_eq!(allowed.header("tus-version"), Some("1.0.0"), "discovery is answered as before");
        for method in ["POST", "HEAD", "PATCH", "DELETE"] {
            assert!(lists(&allowed, "access-control-allow-methods", method), "{method}");
        }
        for name in ["authorization", "content-type", "tus-resumable", "upload-offset", "upload-metadata"] {
            assert!(lists(&allowed, "access-control-allow-headers", name), "{name}");
        }
    }
    let created = create(&house, &ticket, photo.len(), photo.clone()).await;
    for name in ["location", "upload-offset", "upload-length", "tus-resumable", "upload-expires"] {
        assert!(lists(&created, "access-control-expose-headers", name), "{name}");
    }
    assert_stored(&house, &sealed, &photo).await;

    let refused = house.ask("POST", "/v1/files", &[("tus-resumable", "1.0.0"), ("upload-length", "1")], "").await;
    assert_eq!((refused.status.as_u16(), refused.header("access-control-allow-origin")), (401, Some("*")));
    let elsewhere = house.ask("OPTIONS", "/v1/sync", &before, "").await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), None, "uploads only");
}

fn lists(said: &Said, header: &str, name: &str) -> bool {
    let listed = said.header(header).unwrap_or_default();
    listed.split(',').any(|one| one.trim().eq_ignore_ascii_case(name))
}

/// A filed report whose photo has not come yet: the house, the photo, the report, the ticket.
async fn waiting(bytes: usize) -> (House, Vec<u8>, SealedAct, String) {
    let (house, photo) = (House::open().await, photo(bytes));
    let sealed = with_photo(&device(1), &photo);
    let answer: Answer = house.exchange(&[header(), offered(&sealed)]).await;
    let ticket = answer.ticket(&sealed);
    (house, photo, sealed, ticket)
}

pub async fn create(house: &House, ticket: &str, length: usize, body: Vec<u8>) -> Said {
    let (bearer, length) = (format!("Bearer {ticket}"), length.to_string());
    let mut headers = vec![("tus-resumable", "1.0.0"), ("authorization", &bearer), ("upload-length", &length)];
    if !body.is_empty() {
        headers.push(("content-type", OCTETS));
    }
    house.ask("POST", "/v1/files", &headers, body).await
}

async fn head(house: &House, place: &str) -> Said {
    house.ask("HEAD", place, &[("tus-resumable", "1.0.0")], "").await
}

pub async fn patch(house: &House, place: &str, offset: u64, body: impl Into<Body>, more: &[(&str, &str)]) -> Said {
    let offset = offset.to_string();
    let tus = [("tus-resumable", "1.0.0"), ("upload-offset", offset.as_str()), ("content-type", OCTETS)];
    house.ask("PATCH", place, &[&tus, more].concat(), body).await
}

pub fn location(created: &Said) -> String {
    created.header("location").unwrap_or_else(|| panic!("{}", created.text())).to_owned()
}

fn hanging_body() -> (mpsc::Sender<Bytes>, Body) {
    let (sender, receiver) = mpsc::channel::<Bytes>(8);
    let pieces = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (Ok::<_, std::io::Error>(piece), receiver))
    });
    (sender, Body::from_stream(pieces))
}

/// The file is there whole, no part is left, and the device gets its second receipt.
async fn assert_stored(house: &House, sealed: &SealedAct, photo: &[u8]) {
    let photos = house.app.state().photos();
    assert_eq!(std::fs::read(photos.photo(&Sha256::of(photo))).unwrap(), photo);
    assert_eq!(std::fs::read_dir(photos.uploads()).unwrap().count(), 0);
    let answer = house.exchange(&[header(), offered(sealed)]).await;
    assert!(answer.result(sealed).complete.is_some());
}
