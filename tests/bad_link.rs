//! Every bad day of a link: the report arrives once, nothing is lost, and the words say what is going on.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use end_to_end::{BadLink, Connection, Device, Portal, Run, photo, require_data};
use outbox::sync::engine::Until;
use outbox::{DraftChange, Engine, FixedClock, Outbox};
use report::wire::{AnswerHeader, AnswerItem, Encoding, ItemWriter};
use report::{Certificate, Epoch, Nonce, PortalId, Purpose, Signer};

const PAGE: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\nConnection: close\r\n\r\n<h1>Đăng nhập</h1>";
const FAILURE: &str = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const BUSY: &str =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const ELSEWHERE: &str =
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const HALF: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/cbor-seq\r\nContent-Length: 500\r\nConnection: close\r\n\r\n\u{1}";

#[test]
fn while_the_portal_is_off_the_report_waits() {
    let (device, folder) = (filed(), tempfile::tempdir().unwrap());
    let mut portal = Portal::new(folder.path());
    waits(&device.sync(&portal.url()), "offline");
    portal.start();
    arrives_once(&device, &portal, &portal.url());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_answers_500_is_tried_again() {
    survives(Connection { answer: Some(FAILURE.into()), ..Connection::default() }, "portal_error").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_asks_to_wait_is_tried_again() {
    survives(Connection { answer: Some(BUSY.into()), ..Connection::default() }, "portal_busy").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_page_with_status_200_is_not_the_portal() {
    survives(Connection { answer: Some(PAGE.into()), ..Connection::default() }, "not_our_portal").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed() {
    survives(Connection { answer: Some(ELSEWHERE.into()), ..Connection::default() }, "not_our_portal").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_cut_in_its_body_is_asked_for_again() {
    survives(Connection { answer: Some(HALF.into()), ..Connection::default() }, "link_cut").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_cut_in_its_body_is_sent_again() {
    survives(Connection { cut_up_after: Some(400), ..Connection::default() }, "link_cut").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_portal_commits_and_the_answer_is_lost_there_is_still_one_case() {
    let (device, folder) = (filed(), tempfile::tempdir().unwrap());
    let portal = Portal::started(folder.path());
    let link =
        BadLink::to(portal.address(), vec![Connection { cut_down_after: Some(0), ..Connection::default() }]).await;
    waits(&device.sync(&link.url()), "link_cut");
    assert_eq!(portal.cases().len(), 1, "the portal has committed");
    assert_eq!(device.list()[0]["state"], "queued", "the device knows of nothing");
    arrives_once(&device, &portal, &link.url());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_goes_on_where_it_stopped() {
    let name = "an_upload_that_is_cut_goes_on_where_it_stopped";
    let Some(_) = require_data(name) else { return };
    let (device, folder) = (Device::new(), tempfile::tempdir().unwrap());
    let photo = photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap();
    assert_eq!(device.report(&[photo], &[]).code, 0);
    let length =
        device.run(&["show", device.list()[0]["id"].as_str().unwrap()]).json["photos"][0]["bytes"].as_u64().unwrap();
    let portal = Portal::started(folder.path());
    let cut = |bytes| Connection { cut_up_after: Some(bytes), ..Connection::default() };
    let plan = vec![cut(60_000), cut(40_000), cut(40_000)];
    let link = BadLink::to(portal.address(), plan).await;
    let sent = device.sync_until_done(&link.url());
    assert_eq!(sent.code, 0, "{sent:?}");
    assert_eq!(link.planned(), 0, "the link was cut three times");
    let (up, _) = link.bytes();
    assert!(
        (up as u64) < length + 80_000,
        "{up} bytes crossed for a photo of {length}: nothing was sent twice from the start"
    );
    whole(&portal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_restarts_in_the_middle_of_an_upload_keeps_what_arrived() {
    let name = "a_portal_that_restarts_in_the_middle_of_an_upload_keeps_what_arrived";
    let Some(_) = require_data(name) else { return };
    let (device, folder) = (Device::new(), tempfile::tempdir().unwrap());
    let photo = photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap();
    assert_eq!(device.report(&[photo], &[]).code, 0);
    let mut portal = Portal::started(folder.path());
    let slow = || Connection { delay: std::time::Duration::from_millis(4), ..Connection::default() };
    let link = BadLink::to(portal.address(), (0..20).map(|_| slow()).collect()).await;
    let mut sync = device.command(&["sync", "--until-done", "--portal", &link.url()]).spawn().unwrap();
    end_to_end::wait_for("some of the photo", std::time::Duration::from_secs(30), || {
        let parts = std::fs::read_dir(folder.path().join("uploads")).ok()?;
        parts.flatten().find(|part| part.metadata().is_ok_and(|part| part.len() > 20_000)).map(drop)
    });
    portal.kill();
    portal.start();
    assert!(sync.wait().unwrap().success());
    whole(&portal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_whose_clock_is_a_year_wrong_files_and_hears_as_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::started(folder.path());
    for wrong in ["2025-11-23T00:00:00Z", "2027-11-23T00:00:00Z", "1970-01-01T00:00:00Z"] {
        let device = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock(wrong.parse().unwrap()));
        let outbox = Outbox::open(device.path(), "quang-tri".parse().unwrap(), clock).unwrap();
        let draft = outbox.new_draft().unwrap().id;
        let spot = outbox::draft::Spot { lat: 16.8163, lon: 107.096, accuracy_m: None };
        let change = DraftChange {
            category: Some("khac".into()),
            text: Some(wrong.into()),
            spot: Some(spot),
            ..DraftChange::default()
        };
        outbox.change_draft(draft, change).unwrap();
        let id = outbox.file(draft).unwrap();
        let address = portal.url().parse().unwrap();
        let mut engine = Engine::open(outbox.clone(), &address, Arc::default()).unwrap();
        engine.run(Until::Done).await.unwrap();
        let number = outbox.story(id).unwrap().summary.case_number.unwrap();
        portal.command(&["case", "dispatch", number.as_str()]);
        engine.run(Until::Settled).await.unwrap();
        assert_eq!(outbox.story(id).unwrap().summary.status.as_deref(), Some("dispatched"), "{wrong}");
    }
    assert_eq!(portal.cases().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_with_another_root_key_gets_nothing_and_the_queue_is_kept() {
    let (device, folder, other) = (filed(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (portal, stranger) = (Portal::started(folder.path()), Portal::started(other.path()));
    assert_eq!(device.sync(&portal.url()).code, 0);
    assert_eq!(device.report(&[], &["--text", "Cây đổ", "--at", "16.8163,107.096"]).code, 0);
    let run = device.sync(&stranger.url());
    assert_eq!((run.code, run.text("code")), (4, "portal_key_changed"));
    assert_eq!(device.list()[0]["state"], "queued");
    assert_eq!(device.sync(&portal.url()).code, 0);
    assert_eq!(portal.cases().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_says_nothing_of_what_it_was_asked_is_not_asked_again_at_once() {
    let device = filed();
    let mute = || Connection { answer: Some(answer_without_results()), ..Connection::default() };
    let link = BadLink::to("127.0.0.1:9", (0..20).map(|_| mute()).collect()).await;
    let run = device.sync(&link.url());
    waits(&run, "portal_error");
    assert!(run.json["requests"].as_u64() <= Some(2), "once more for the nonce that came, and then it waits: {run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_meter_counts_is_what_crosses_the_link() {
    let (device, folder) = (filed(), tempfile::tempdir().unwrap());
    let portal = Portal::started(folder.path());
    let link = BadLink::to(portal.address(), Vec::new()).await;
    let run = device.sync(&link.url());
    let (up, down) = link.bytes();
    let close = |counted: &serde_json::Value, crossed: usize| {
        let counted = counted.as_u64().unwrap() as f64;
        assert!((counted / crossed as f64 - 1.0).abs() < 0.15, "counted {counted}, crossed {crossed}");
    };
    close(&run.json["bytes_up"], up);
    close(&run.json["bytes_down"], down);
}

/// Whole and rightly signed, and silent about every act.
fn answer_without_results() -> Vec<u8> {
    let portal: PortalId = "quang-tri".parse().unwrap();
    let (root, receipts) = (Signer::from_seed(&[1; 32]), Signer::from_seed(&[2; 32]));
    let certificate = Certificate { key: receipts.key(), purpose: Purpose::Receipts, since_ms: 0 };
    let header = AnswerHeader {
        epoch: Epoch::from_bytes([3; 16]),
        nonce: Nonce::from_bytes([4; 24]),
        certificates: vec![certificate.sign(&root, &portal).into()],
        least_version: 1,
        at_ms: 0,
        region: None,
        session: None,
    };
    let mut writer = ItemWriter::new(Encoding::Identity);
    let items = [AnswerItem::Header(header), AnswerItem::End(0)];
    let body: Vec<u8> = items.iter().flat_map(|item| writer.write(item)).collect();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/cbor-seq\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

/// The first connection misbehaves: the report waits with this code, then arrives once.
async fn survives(behaviour: Connection, code: &str) {
    let (device, folder) = (filed(), tempfile::tempdir().unwrap());
    let portal = Portal::started(folder.path());
    let link = BadLink::to(portal.address(), vec![behaviour]).await;
    waits(&device.sync(&link.url()), code);
    arrives_once(&device, &portal, &link.url());
}

fn filed() -> Device {
    let device = Device::new();
    assert_eq!(device.report(&[], &["--text", "Đèn đường hỏng", "--at", "16.8163,107.096,12"]).code, 0);
    device
}

fn waits(run: &Run, code: &str) {
    assert_eq!((run.code, run.text("code"), run.json["waiting"].as_u64()), (3, code, Some(1)), "{run:?}");
}

fn arrives_once(device: &Device, portal: &Portal, url: &str) {
    let run = device.sync_until_done(url);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(portal.cases().len(), 1);
    assert_eq!(device.list()[0]["state"], "complete");
    assert_eq!(device.list()[0]["tracking_code"], portal.cases()[0]["tracking_code"]);
}

/// The only case has its only photo, whole.
fn whole(portal: &Portal) {
    let cases = portal.cases();
    assert_eq!(cases.len(), 1);
    let photo = &cases[0]["photos"][0];
    assert_eq!(photo["complete"], true);
    let bytes = std::fs::read(photo["path"].as_str().unwrap()).unwrap();
    assert_eq!(report::Sha256::of(&bytes).to_string(), photo["sha256"].as_str().unwrap());
}
