//! Recordings for spoken help: fetched whole whichever language is played, kept, and never believed on trust.

use std::sync::Arc;

use outbox::Engine;
use outbox::sync::engine::Until;
use report::Sha256;
use report::pack::RegionPack;
use report::spoken::{self, PIECE_BYTES, PackSpoken, Recording, SpokenLanguage};
use tokio::sync::watch;

use crate::device::Device;
use crate::packs;
use crate::portal::{Asked, FakePortal, Reply, head, portal_id};

#[tokio::test(flavor = "multi_thread")]
async fn all_recordings_come_in_pieces_that_are_the_same_for_everybody_and_stay_without_a_network() {
    let (first, portal) = (Device::new(), spoken_portal(&archive(100)).await);
    listen(&first, &portal).await;
    let second = Device::new();
    listen(&second, &portal).await;
    let asked: Vec<Asked> = fetched(&portal);
    let (one, other) = asked.split_at(asked.len() / 2);
    let whole = |asked: &Asked| (asked.method.clone(), asked.path.clone(), asked.headers.clone(), asked.body.clone());
    assert_eq!(one.iter().map(whole).collect::<Vec<_>>(), other.iter().map(whole).collect::<Vec<_>>());
    assert_eq!(one.len() as u64, (archive(100).len() as u64).div_ceil(PIECE_BYTES));

    let again = Device::on(first.close());
    assert_eq!(again.outbox.spoken_languages().unwrap().len(), 2);
    for language in ["vi", "bru"] {
        let heard = again.outbox.recordings().unwrap();
        assert_eq!(heard.of(language, "status:received").unwrap().bytes.to_vec(), sound(language, 100));
        assert_eq!(heard.of(language, "status:closed"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_an_officer_are_heard_where_they_are_those_that_were_recorded() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(1)).await);
    listen(&device, &portal).await;
    let (recordings, region) = (device.outbox.recordings().unwrap(), device.outbox.region().unwrap());
    let heard = |text: &str| recordings.of_words("bru", text, &region).map(|one| one.says.clone());
    assert_eq!(heard("Phản ánh QT-2026-000001 ở Phường Đông Hà đã xử lý xong.").as_deref(), Some("template:7"));
    assert_eq!(heard("Phản ánh QT-2026-000001 ở Phường Đông Hà chưa xử lý xong."), None);
    assert_eq!(heard("Phản ánh QT-2026-000001 ở nơi nào đó đã xử lý xong."), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_breaks_goes_on_where_it_was_and_texts_go_first() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(100)).await);
    let mut broken = false;
    portal.lie(move |asked, books| {
        let second =
            asked.headers.get("range").is_some_and(|range| range.starts_with(&format!("bytes={PIECE_BYTES}-")));
        let breaks = second && !std::mem::replace(&mut broken, true);
        let range = format!("bytes {PIECE_BYTES}-{}/{}", 2 * PIECE_BYTES - 1, books.recordings.len());
        let headers = [("Content-Type", "application/cbor"), ("Content-Range", range.as_str())];
        let promised = head("206 Partial Content", &headers, Some(PIECE_BYTES as usize));
        breaks.then(|| Reply::Bytes([promised.as_bytes(), &[7; 1000]].concat()))
    });
    listen(&device, &portal).await;
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_none(), "it waits its time");
    let report = device.file("Đèn hỏng", &[]);
    device.clock.pass(std::time::Duration::from_secs(20));
    listen(&device, &portal).await;
    assert_eq!(device.outbox.story(report).unwrap().summary.state, outbox::ReportState::Complete);
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_some());
    let first_pieces = fetched(&portal).iter().filter(|asked| asked.headers["range"].starts_with("bytes=0-")).count();
    assert_eq!(first_pieces, 1);
    let asked = portal.asked();
    let text = asked.iter().position(Asked::carries_acts).unwrap();
    let last = asked.iter().rposition(|asked| asked.path.starts_with("/v1/spoken/")).unwrap();
    assert!(text < last);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_than_the_pack_names_are_not_played_and_not_fetched_again_and_again() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(3)).await);
    let last = portal.books().recordings.len() - 1;
    portal.books().recordings[last] ^= 1;
    listen(&device, &portal).await;
    let report = device.file("Đèn hỏng", &[]);
    listen(&device, &portal).await;
    assert_eq!(device.outbox.recordings().unwrap().of("vi", "status:received"), None);
    assert_eq!(device.outbox.story(report).unwrap().summary.state, outbox::ReportState::Complete);
    assert_eq!(names(&device), Vec::<String>::new(), "nothing of it stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_knows_no_ranges_and_a_sign_in_page_do_no_harm() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(100)).await);
    portal.lie(|asked, _| {
        let page = || Reply::status("200 OK", &[("Content-Type", "text/html")], b"<html>");
        asked.path.starts_with("/v1/spoken/").then(page)
    });
    listen(&device, &portal).await;
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_none());
    portal.lie(|asked, books| {
        let whole = Reply::status("200 OK", &[("Content-Type", "application/cbor")], &books.recordings);
        asked.path.starts_with("/v1/spoken/").then_some(whole)
    });
    device.clock.pass(std::time::Duration::from_secs(3600));
    listen(&device, &portal).await;
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_is_set_aside_and_fetched_again() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(3)).await);
    listen(&device, &portal).await;
    let path = device.folder().join(&names(&device)[0]);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[9] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let device = Device::on(device.close());
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_none(), "nothing else is played");
    assert_eq!(std::fs::read(device.folder().join("spoken.damaged.cbor")).unwrap(), bytes);
    listen(&device, &portal).await;
    assert!(device.outbox.recordings().unwrap().of("vi", "status:received").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_recordings_take_the_place_of_the_older_which_are_heard_until_then() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(3)).await);
    listen(&device, &portal).await;
    offer(&portal, &archive(100), 300);
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.recordings().unwrap().of("vi", "status:received").unwrap().bytes.len(), 3 * 1024);
    listen(&device, &portal).await;
    assert_eq!(device.outbox.recordings().unwrap().of("vi", "status:received").unwrap().bytes.len(), 100 * 1024);
    assert_eq!(names(&device).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_no_spoken_help_fetches_nothing_and_keeps_nothing() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(3)).await);
    device.sync(&portal.address()).await;
    assert_eq!(fetched(&portal).len(), 0);
    listen(&device, &portal).await;
    assert_eq!(names(&device).len(), 1);
    let engine = Engine::open(device.outbox.clone(), &portal.address(), Arc::default()).unwrap();
    let (_off, switch) = watch::channel(false);
    let gone = async {
        while !names(&device).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        outcome = engine.with_spoken(switch).serve() => panic!("{outcome:?}"),
        () = gone => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_erases_everything_leaves_no_trace_of_spoken_help() {
    let (device, portal) = (Device::new(), spoken_portal(&archive(3)).await);
    listen(&device, &portal).await;
    device.outbox.erase_everything(false).unwrap();
    assert_eq!(names(&device), Vec::<String>::new());
}

/// Two languages, each with a status of so many KiB and a template.
fn archive(kilobytes: usize) -> Vec<u8> {
    let recording = |language: &str, says: &str, words: Option<&str>| Recording {
        language: language.into(),
        says: says.into(),
        media_type: "audio/webm".into(),
        bytes: sound(language, kilobytes).into(),
        words: words.map(Into::into),
    };
    let words = "Phản ánh {so_phan_anh} ở {xa_phuong} đã xử lý xong.";
    let of = |language| [recording(language, "status:received", None), recording(language, "template:7", Some(words))];
    spoken::archive(&["vi", "bru"].map(of).concat())
}

fn sound(language: &str, kilobytes: usize) -> Vec<u8> {
    language.bytes().cycle().take(kilobytes * 1024).collect()
}

async fn spoken_portal(archive: &[u8]) -> FakePortal {
    let portal = FakePortal::start().await;
    offer(&portal, archive, 200);
    portal
}

fn offer(portal: &FakePortal, archive: &[u8], made_at_ms: i64) {
    let language = |code: &str, name: &str| SpokenLanguage { code: code.into(), name: name.into() };
    let spoken = PackSpoken {
        archive: Sha256::of(archive),
        length: archive.len() as u64,
        languages: vec![language("vi", "Tiếng Việt"), language("bru", "Bru–Vân Kiều")],
    };
    let pack = RegionPack { spoken: Some(spoken), categories: vec!["khac".into()], ..packs::pack(made_at_ms) };
    let mut books = portal.books();
    books.region = Some((format!("\"{made_at_ms}\""), pack.sign(&books.receipts, &portal_id())));
    books.recordings = archive.to_vec();
}

/// Sends and fetches until the link carries no more now, for somebody who wants spoken help.
async fn listen(device: &Device, portal: &FakePortal) {
    let (_on, switch) = watch::channel(true);
    let engine = Engine::open(device.outbox.clone(), &portal.address(), Arc::default()).unwrap();
    engine.with_spoken(switch).run(Until::Settled).await.unwrap();
}

fn fetched(portal: &FakePortal) -> Vec<Asked> {
    portal.asked().into_iter().filter(|asked| asked.path.starts_with("/v1/spoken/")).collect()
}

/// The files of recordings, but those that were set aside.
fn names(device: &Device) -> Vec<String> {
    let names = std::fs::read_dir(device.folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("spoken-")).collect()
}
