//! A portal that lies: nothing is believed, nothing is lost, memory and time stay bounded, and in the end it arrives once.

use std::time::{Duration, Instant};

use outbox::ReportState;
use outbox::sync::LinkProblem;
use report::receipt::Accepted;
use report::wire::AnswerItem;
use report::{Certificate, Purpose, Signer};

use crate::device::{Device, file, quick};
use crate::portal::{Asked, FakePortal, Reply, head, portal_id};

const SEQUENCE: (&str, &str) = ("Content-Type", "application/cbor-seq");

#[tokio::test(flavor = "multi_thread")]
async fn an_honest_portal_gets_the_report_and_its_photo_once() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    device.sync(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete);
    assert_eq!(portal.books().filed.values().map(|filed| filed.offered).sum::<usize>(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_filed_during_an_upload_goes_before_the_rest_of_the_photo() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[300]);
    let (outbox, mut filed) = (device.outbox.clone(), false);
    portal.lie(move |asked, books| {
        if asked.path != "/v1/files" || std::mem::replace(&mut filed, true) {
            return None;
        }
        file(&outbox, "Ống vỡ", &[]);
        // It keeps a part of what it was sent, as a portal may.
        let part = Asked { body: asked.body[..1000].to_vec(), ..asked.clone() };
        Some(books.reply(&part))
    });
    device.sync(&portal.address()).await;
    let asked = portal.asked();
    let text = asked.iter().rposition(Asked::carries_acts).unwrap();
    let rest = asked.iter().position(|asked| asked.method == "PATCH").unwrap();
    assert!(text < rest, "the text came as request {text}, the rest of the photo as {rest}");
    assert!(device.outbox.reports().unwrap().iter().all(|report| report.state == ReportState::Complete));
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_that_cannot_be_are_not_believed() {
    for wrong in ["99999999", "-1", "ba mươi", "0x10", "18446744073709551616", ""] {
        let (device, portal) = (Device::new(), FakePortal::start().await);
        device.file("Đèn hỏng", &[300]);
        portal.lie(move |asked, _| {
            let headers = [("Location", "/v1/files/x"), ("Upload-Offset", wrong)];
            (asked.path == "/v1/files").then(|| Reply::tus("201 Created", &headers))
        });
        let told = device.sync(&portal.address()).await;
        assert_eq!(told.problem, Some(LinkProblem::PortalError), "{wrong:?}");
        assert_eq!(device.only().state, ReportState::Accepted, "{wrong:?}");
        few_requests(&portal, 5);
        arrives_once(&device, &portal).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offset_that_goes_back_is_not_followed_for_ever() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[900]);
    // Takes every piece, and when it is asked where it stands it has nothing.
    portal.lie(|asked, books| {
        let offset = asked.headers.get("upload-offset")?.parse::<u64>().unwrap() + 1;
        books.files.clear();
        (asked.method == "PATCH").then(|| {
            if offset > 40_000 {
                return Reply::tus("409 Conflict", &[]);
            }
            let offset = (offset + asked.body.len() as u64 - 1).to_string();
            Reply::tus("204 No Content", &[("Upload-Offset", &offset)])
        })
    });
    for _ in 0..5 {
        device.sync(&portal.address()).await;
    }
    few_requests(&portal, 40);
    arrives_once(&device, &portal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_called_whole_and_never_is_does_not_spin() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let (small, large) = (device.file("Đèn hỏng", &[300]), device.file("Ống vỡ", &[500]));
    let victim = device.outbox.story(small).unwrap().photos[0].clone();
    portal.lie(move |asked, _| {
        let own = asked.headers.get("authorization")?.ends_with(&victim.sha256.to_string());
        let headers = [("Location", "/v1/files/x"), ("Upload-Offset", &victim.bytes.to_string())];
        (own && asked.path == "/v1/files").then(|| Reply::tus("201 Created", &headers))
    });
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.story(large).unwrap().summary.state, ReportState::Complete, "others do not wait for it");
    assert_eq!(device.outbox.story(small).unwrap().summary.state, ReportState::Accepted);
    few_requests(&portal, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_another_act_is_not_believed() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    let other = Device::new();
    other.file("Việc khác", &[]);
    other.sync(&portal.address()).await;
    let stolen = portal.books().filed.values().next().unwrap().accepted.clone();
    portal.lie(move |asked, books| {
        let mut answer = asked.carries_acts().then(|| books.answer(asked))?;
        for item in &mut answer {
            if let AnswerItem::Result(result) = item {
                result.accepted = Some(stolen.clone());
            }
        }
        Some(Reply::items(&answer))
    });
    let told = device.sync(&portal.address()).await;
    assert_eq!(told.problem, Some(LinkProblem::ReceiptInvalid));
    assert_eq!(device.only().state, ReportState::Queued);
    arrives_once(&device, &portal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_by_a_key_that_nobody_certified_is_not_believed() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    portal.lie(|asked, books| {
        let mut answer = asked.carries_acts().then(|| books.answer(asked))?;
        for item in &mut answer {
            if let AnswerItem::Result(result) = item {
                let sealed = &books.filed.values().next().unwrap().sealed;
                let genuine: Accepted = Accepted::verify(
                    result.accepted.as_ref().unwrap(),
                    &report::TrustedKeys::read(&books.certificates, &portal_id(), None).unwrap(),
                    sealed,
                )
                .unwrap();
                result.accepted = Some(genuine.sign(&Signer::from_seed(&[99; 32]), &portal_id()));
            }
        }
        Some(Reply::items(&answer))
    });
    assert_eq!(device.sync(&portal.address()).await.problem, Some(LinkProblem::ReceiptInvalid));
    assert_eq!(device.only().state, ReportState::Queued);
    arrives_once(&device, &portal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_redirects_are_not_followed_once() {
    let told = lied_to(|| Reply::status("308 Permanent Redirect", &[("Location", "/v1/sync")], b"")).await;
    assert_eq!(told, (Some(LinkProblem::NotOurPortal), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn gigabytes_of_answer_are_cut_at_the_limit() {
    let item = [&[0x59, 0xea, 0x60][..], &[0; 60_000]].concat();
    let plain = move || Reply::Endless(head("200 OK", &[SEQUENCE], None).into(), item.clone(), Duration::ZERO);
    assert_eq!(lied_to(plain).await, (Some(LinkProblem::NotOurPortal), 1));
    // A zstd frame to be skipped (RFC 8878 §3.1.2), again and again: bytes that never become any.
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 0xf8, 0xff, 0, 0][..], &[0; 65528]].concat();
    let heads = [SEQUENCE, ("Content-Encoding", "zstd")];
    let empty = move || Reply::Endless(head("200 OK", &heads, None).into(), skipped.clone(), Duration::ZERO);
    assert_eq!(lied_to(empty).await, (Some(LinkProblem::NotOurPortal), 1));
    let page = || Reply::Endless(head("500 Internal Server Error", &[], None).into(), vec![0; 1 << 20], Duration::ZERO);
    assert_eq!(lied_to(page).await, (Some(LinkProblem::PortalError), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zstd_bomb_is_cut_at_the_limit() {
    let bomb = zstd::encode_all(std::io::Read::take(std::io::repeat(0), 1 << 26), 3).unwrap();
    let heads = [SEQUENCE, ("Content-Encoding", "zstd")];
    let told = lied_to(move || Reply::status("200 OK", &heads, &bomb)).await;
    assert_eq!(told, (Some(LinkProblem::NotOurPortal), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_now_and_then_does_not_hold_the_queue() {
    let drip = || Reply::Endless(head("200 OK", &[SEQUENCE], None).into(), vec![0x80], Duration::from_millis(20));
    assert_eq!(lied_to(drip).await, (Some(LinkProblem::Cut), 1));
    let head_alone = || Reply::Endless(b"HTTP/1.1 200 OK\r\nX: ".to_vec(), vec![b'x'], Duration::from_millis(20));
    assert_eq!(lied_to(head_alone).await, (Some(LinkProblem::Cut), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_ends_is_cut_and_what_came_counts() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    portal.lie(|asked, books| {
        let answer = asked.is_sync().then(|| books.answer(asked))?;
        let mut writer = report::wire::ItemWriter::new(report::wire::Encoding::Identity);
        let first: Vec<u8> = answer[..answer.len() - 1].iter().flat_map(|item| writer.write(item)).collect();
        // Items of a type that nobody knows, at a rate that is no drip.
        let unknown = [0x82, 0x18, 0x63, 0x00].repeat(64);
        let first = [head("200 OK", &[SEQUENCE], None).into_bytes(), first].concat();
        Some(Reply::Endless(first, unknown, Duration::from_millis(5)))
    });
    let told = device.sync_with(&portal.address(), quick()).await;
    assert_eq!(told.problem, Some(LinkProblem::Cut));
    assert_eq!(device.only().state, ReportState::Complete, "the receipts that came were verified and count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_a_megabyte_is_not_read() {
    let long = "x".repeat(1 << 20);
    let told = lied_to(move || Reply::status("200 OK", &[SEQUENCE, ("X-Long", &long)], b"")).await;
    assert!(matches!(told, (Some(LinkProblem::Cut | LinkProblem::NotOurPortal), 1)), "{told:?}");
    let many = "x: y\r\n".repeat(100_000);
    let told = lied_to(move || Reply::Bytes(format!("HTTP/1.1 200 OK\r\n{many}\r\n").into())).await;
    assert!(matches!(told, (Some(LinkProblem::Cut | LinkProblem::NotOurPortal), 1)), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_certificates_are_not_read() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    let root = Signer::from_seed(&[1; 32]);
    let key = portal.books().receipts.key();
    let one = Certificate { key, purpose: Purpose::Receipts, since_ms: 0 }.sign(&root, &portal_id());
    portal.lie(move |asked, books| {
        let mut answer = asked.is_sync().then(|| books.answer(asked))?;
        let AnswerItem::Header(header) = &mut answer[0] else { panic!("a header comes first") };
        header.certificates = vec![one.clone().into(); 10_000];
        Some(Reply::items(&answer))
    });
    let began = Instant::now();
    assert_eq!(device.sync(&portal.address()).await.problem, Some(LinkProblem::NotOurPortal));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(device.only().state, ReportState::Queued);
}

/// What the device says, and after how many requests, when everything is answered so. Then it is answered honestly.
async fn lied_to(mut lie: impl FnMut() -> Reply + Send + 'static) -> (Option<LinkProblem>, usize) {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    portal.lie(move |_, _| Some(lie()));
    let before_kib = resident_kib();
    let told = tokio::time::timeout(Duration::from_secs(20), device.sync_with(&portal.address(), quick())).await;
    let grown_kib = resident_kib().saturating_sub(before_kib);
    assert!(grown_kib < 128 * 1024, "memory grew by {grown_kib} KiB");
    assert_eq!(device.only().state, ReportState::Queued);
    let requests = portal.asked().len();
    arrives_once(&device, &portal).await;
    (told.expect("it gives up").problem, requests)
}

async fn arrives_once(device: &Device, portal: &FakePortal) {
    portal.be_honest();
    device.sync_until_done(&portal.address()).await;
    assert_eq!(device.only().state, ReportState::Complete);
    let books = portal.books();
    let filed = books.filed.values().filter(|filed| filed.sealed.act().id == device.only().id);
    assert_eq!(filed.count(), 1);
}

fn few_requests(portal: &FakePortal, most: usize) {
    let asked = portal.asked();
    let paths: Vec<_> = asked.iter().map(|asked| (&asked.method, &asked.path)).collect();
    assert!(asked.len() <= most, "{paths:?}");
}

/// What this process holds in memory, where the system tells.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
