//! Devices that lie, repeat themselves, or do not know what day it is.

use report::wire::{Encoding, ItemOutcome, ItemWriter, RequestHeader, RequestItem};
use report::{Act, SealedAct};

use crate::house::{Answer, House, MORNING_MS, Said, act, device, header, offered, photo, with_photo, words};

const OCTETS: &str = "application/offset+octet-stream";

#[tokio::test]
async fn the_same_bytes_a_thousand_times_are_one_case_with_the_same_receipts() {
    let house = House::open().await;
    let (sealed, other) = (words(&device(1), "Ổ gà"), with_photo(&device(1), &photo(1000)));
    let mut writer = ItemWriter::new(Encoding::Zstd);
    let mut bytes: Vec<u8> =
        [header(), offered(&sealed), offered(&other)].iter().flat_map(|item| writer.write(item)).collect();
    bytes.extend(writer.finish());
    let headers = [("content-encoding", "zstd"), ("accept-encoding", "zstd")];
    let receipts = |answer: &Answer| {
        [&sealed, &other].map(|one| (answer.result(one).accepted.clone(), answer.result(one).complete.clone()))
    };
    let first = receipts(&house.send(bytes.clone(), &headers).await);
    for _ in 1..1000 {
        assert_eq!(receipts(&house.send(bytes.clone(), &headers).await), first);
    }
    assert_eq!(house.numbers().await, ["QT-2026-000001", "QT-2026-000002"]);
}

#[tokio::test]
async fn clocks_that_stand_in_1970_or_in_the_year_9999_refuse_nothing_and_break_no_page() {
    let house = House::open().await;
    let year_9999 = 253_402_300_799_999;
    for (number, clock_ms) in [0, -1, year_9999, year_9999 + 1, i64::MIN, i64::MAX].into_iter().enumerate() {
        let sealed = device(1).seal(&Act { captured_at_ms: clock_ms, uptime_ms: u64::MAX, ..act("Ổ gà") }).unwrap();
        let (epoch, position, proof, session) = (None, Some(u64::MAX), None, None);
        let header =
            RequestHeader { version: 1, wall_ms: clock_ms, uptime_ms: u64::MAX, epoch, position, proof, session };
        let answer = house.exchange(&[RequestItem::Header(header), offered(&sealed)]).await;
        assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created, "{clock_ms}");
        let case = format!("QT-2026-{:06}", number + 1);
        crate::changes::does(
            &house,
            &case,
            portal::casework::Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() },
        )
        .await;
        assert_eq!(house.get(&format!("/phan-anh/{case}")).await.status, 200, "{clock_ms}");
    }
    assert_eq!(house.get("/phan-anh").await.status, 200);
    assert_eq!(house.get("/v1/changes").await.status, 200);
    assert_eq!(house.numbers().await.len(), 6, "the year of a number is the portal's");
}

#[tokio::test]
async fn an_offset_beyond_the_end_or_none_at_all_moves_nothing() {
    let (house, photo, place, _) = begun(4000).await;
    for (offset, status) in
        [("4001", 409), ("18446744073709551615", 409), ("18446744073709551616", 400), ("-1", 400), ("", 400)]
    {
        let said = patch_at(&house, &place, offset, photo[..10].to_vec()).await;
        assert_eq!(said.status.as_u16(), status, "{offset}");
        assert!(["offset_mismatch", "upload_malformed"].contains(&said.code().as_str()));
    }
    assert_eq!(offset(&house, &place).await, Some(0));
}

#[tokio::test]
async fn a_photo_in_a_million_crumbs_is_put_off_and_still_gets_through() {
    let (house, photo, place, sealed) = begun(20_000).await;
    let mut refused = None;
    let mut at = 0;
    while refused.is_none() && at < photo.len() {
        let said = patch_at(&house, &place, &at.to_string(), photo[at..=at].to_vec()).await;
        if said.status == 204 { at += 1 } else { refused = Some(said) }
    }
    let refused = refused.expect("not every byte is worth a request");
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "too_many_pieces"));
    assert_eq!(refused.header("retry-after"), Some("3600"));
    assert_eq!(at, 200, "so much work and no more");
    let whole = patch_at(&house, &place, "200", photo[200..].to_vec()).await;
    assert_eq!(whole.status, 429, "whoever has to wait waits");
    house.later(60 * 60 * 1000);
    assert_eq!(patch_at(&house, &place, "200", photo[200..].to_vec()).await.status, 204);
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    assert!(answer.result(&sealed).complete.is_some());
}

#[tokio::test]
async fn after_a_flood_of_crumbs_refusals_write_nothing() {
    let (house, photo, place, _) = begun(20_000).await;
    for (at, byte) in photo[..200].iter().enumerate() {
        assert_eq!(patch_at(&house, &place, &at.to_string(), vec![*byte]).await.status, 204);
    }
    for _ in 0..100 {
        assert_eq!(patch_at(&house, &place, "200", vec![photo[200]]).await.status, 429);
    }
    assert_eq!(offset(&house, &place).await, Some(200));
}

/// A link on which every request breaks off before a KiB has come still brings a photo of 300 KB within hours.
#[tokio::test]
async fn an_honest_device_on_the_worst_of_links_is_slowed_and_not_stopped() {
    let (house, photo, place, sealed) = begun(300_000).await;
    let (mut at, mut hours) = (0, 0);
    while at < photo.len() {
        let end = (at + 1000).min(photo.len());
        match patch_at(&house, &place, &at.to_string(), photo[at..end].to_vec()).await.status.as_u16() {
            204 => at = end,
            429 => {
                house.later(60 * 60 * 1000);
                hours += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(hours, 1, "hours of waiting");
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    assert!(answer.result(&sealed).complete.is_some());
}

#[tokio::test]
async fn a_device_that_begins_uploads_without_end_has_to_wait_and_goes_on_with_what_it_began() {
    let house = House::open().await;
    let photo = vec![1; 40];
    let sealed = with_photo(&device(1), &photo);
    let ticket = house.exchange(&[header(), offered(&sealed)]).await.ticket(&sealed);
    let place = create(&house, &ticket, 40).await;
    for _ in 1..500 {
        house.app.state().uploads().begin(device(1).key(), MORNING_MS).unwrap();
    }
    let sealed = with_photo(&device(1), &[7; 41]);
    let ticket = house.exchange(&[header(), offered(&sealed)]).await.ticket(&sealed);
    let refused = crate::uploads::create(&house, &ticket, 41, Vec::new()).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "too_many_uploads"));
    assert_eq!(refused.header("retry-after"), Some("3600"));
    assert_eq!(patch_at(&house, &place, "0", photo).await.status, 204);
    house.later(60 * 60 * 1000);
    assert_eq!(crate::uploads::create(&house, &ticket, 41, Vec::new()).await.status, 201);
}

#[tokio::test]
async fn a_photo_that_is_never_the_announced_one_is_not_hashed_for_ever() {
    let (house, photo, place, _) = begun(4000).await;
    let lie = vec![7; photo.len()];
    let mut answers = Vec::new();
    for _ in 0..201 {
        answers.push(patch_at(&house, &place, "0", lie.clone()).await.status.as_u16());
    }
    assert!(answers[..200].iter().all(|status| *status == 460));
    assert_eq!(answers[200], 429);
}

#[tokio::test]
async fn uploads_that_are_begun_and_never_finished_give_their_space_back() {
    let house = House::open().await;
    for number in 0..20_u8 {
        let sealed = with_photo(&device(1), &[number; 5000]);
        let ticket = house.exchange(&[header(), offered(&sealed)]).await.ticket(&sealed);
        let place = create(&house, &ticket, 5000).await;
        patch_at(&house, &place, "0", vec![number; 100]).await;
    }
    let uploads = house.app.state().photos().uploads();
    let sizes = std::fs::read_dir(uploads).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len());
    assert_eq!(sizes.sum::<u64>(), 20 * 100, "what is announced takes no space before it comes");
    let long_ago = std::time::SystemTime::UNIX_EPOCH
        + std::time::Duration::from_millis(u64::try_from(MORNING_MS - 8 * 24 * 60 * 60 * 1000).unwrap());
    for entry in std::fs::read_dir(uploads).unwrap() {
        std::fs::File::options().append(true).open(entry.unwrap().path()).unwrap().set_modified(long_ago).unwrap();
    }
    assert_eq!(portal::intake::files::sweep::sweep(house.app.state()).unwrap(), 20);
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0);
}

/// A filed report whose photo is awaited: the house, the photo, its place, the report.
async fn begun(bytes: usize) -> (House, Vec<u8>, String, SealedAct) {
    let (house, photo) = (House::open().await, photo(bytes));
    let sealed = with_photo(&device(1), &photo);
    let ticket = house.exchange(&[header(), offered(&sealed)]).await.ticket(&sealed);
    let place = create(&house, &ticket, photo.len()).await;
    (house, photo, place, sealed)
}

async fn create(house: &House, ticket: &str, length: usize) -> String {
    let (bearer, length) = (format!("Bearer {ticket}"), length.to_string());
    let headers = [("tus-resumable", "1.0.0"), ("authorization", bearer.as_str()), ("upload-length", &length)];
    house.ask("POST", "/v1/files", &headers, "").await.header("location").unwrap().to_owned()
}

async fn patch_at(house: &House, place: &str, offset: &str, body: Vec<u8>) -> Said {
    let headers = [("tus-resumable", "1.0.0"), ("upload-offset", offset), ("content-type", OCTETS)];
    house.ask("PATCH", place, &headers, body).await
}

async fn offset(house: &House, place: &str) -> Option<u64> {
    house.ask("HEAD", place, &[("tus-resumable", "1.0.0")], "").await.offset()
}
