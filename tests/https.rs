//! `https` between device and portal: certificates that are believed, and those that are not.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use end_to_end::{Authority, Device, Portal, Run, Shown, https, program};
use outbox::sync::engine::Until;
use outbox::sync::{LinkProblem, SyncPhase};
use outbox::{Engine, Outbox, SystemClock};

const COMMUNES: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
    "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_its_photo_and_the_region_pack_cross_https_and_both_receipts_verify() {
    let (scene, authority) = (Scene::new(), Authority::new());
    let communes = scene.folder.path().join("communes.geojson");
    std::fs::write(&communes, COMMUNES).unwrap();
    scene.portal.command(&["region", "import", communes.to_str().unwrap(), "--partial"]);

    let url = https(scene.portal.address(), authority.certify("localhost")).await;
    let sent = Run::of(&scene.sync(&url, &authority, &["--json"]));
    assert_eq!((sent.code, sent.json["code"].as_str()), (0, None), "{sent:?}");
    let report = &scene.device.list()[0];
    assert_eq!(report["state"], "complete", "{report}");
    assert_eq!(scene.portal.cases()[0]["photos"][0]["complete"], true);
    let receipts = scene.device.run(&["receipt", report["id"].as_str().unwrap()]).json;
    assert!(receipts["accepted"].is_string() && receipts["complete"].is_string(), "{receipts}");
    assert!(scene.device.folder().join("region.cbor").is_file(), "the region pack came too");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_of_somebody_whom_nobody_here_trusts_the_report_waits_and_says_why() {
    refuses(|_| Authority::new().certify("localhost")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_certificate_that_is_over_the_report_waits_and_says_why() {
    refuses(|authority| authority.certify_long_ago("localhost")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_another_hosts_certificate_the_report_waits_and_says_why() {
    refuses(|authority| authority.certify("portal.example")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_engine_tells_the_window_that_it_is_the_certificate_and_not_the_network() {
    let scene = Scene::new();
    let url = https(scene.portal.address(), Authority::new().certify("localhost")).await;
    let clock = Arc::new(SystemClock::default());
    let outbox = Outbox::open(scene.device.folder(), "quang-tri".parse().unwrap(), clock).unwrap();
    let mut engine = Engine::open(outbox, &url.parse().unwrap(), Arc::default()).unwrap();
    engine.run(Until::Settled).await.unwrap();
    let state = engine.state().borrow().clone();
    assert_eq!((state.problem, state.phase), (Some(LinkProblem::Certificate), SyncPhase::Waiting));
    assert!(state.next_try_at.is_some(), "it goes on trying");
}

/// The report waits whole while the portal shows this certificate, and arrives once when it shows a right one.
async fn refuses(wrong: impl FnOnce(&Authority) -> Shown) {
    let (scene, authority) = (Scene::new(), Authority::new());
    let url = https(scene.portal.address(), wrong(&authority)).await;
    let waits = Run::of(&scene.sync(&url, &authority, &["--json"]));
    assert_eq!((waits.code, waits.text("code"), waits.json["waiting"].as_u64()), (3, "certificate", Some(1)));
    for (language, words) in [("vi", "Chứng chỉ của cổng không đúng"), ("en", "The portal's certificate is not right")]
    {
        let told = scene.sync(&url, &authority, &["--lang", language]);
        let told = String::from_utf8(told.stdout).unwrap();
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(scene.device.list()[0]["state"], "queued");
    assert!(scene.portal.cases().is_empty());

    let url = https(scene.portal.address(), authority.certify("localhost")).await;
    assert_eq!(Run::of(&scene.sync(&url, &authority, &["--json"])).code, 0);
    assert_eq!(scene.device.list()[0]["state"], "complete");
    assert_eq!(scene.portal.cases().len(), 1);
}

/// A portal, and a device with a report of one photo.
struct Scene {
    device: Device,
    portal: Portal,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (device, portal) = (Device::new(), Portal::started(&folder.path().join("portal")));
        let photo = folder.path().join("photo.png");
        std::fs::write(&photo, picture()).unwrap();
        let filed = device.report(&[photo], &["--text", "Ổ gà sâu", "--at", "16.8163,107.096,8"]);
        assert_eq!(filed.code, 0, "{filed:?}");
        Self { device, portal, folder }
    }

    /// Syncs, trusting this authority alone.
    fn sync(&self, url: &str, authority: &Authority, before: &[&str]) -> Output {
        let folder: &Path = self.device.folder();
        let mut command = Command::new(program("outbox"));
        command.args(before).arg("--data").arg(folder).args(["sync", "--portal", url]);
        command.env("SSL_CERT_FILE", authority.file()).env_remove("SSL_CERT_DIR").output().unwrap()
    }
}

fn picture() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * 3) as u8, (y * 3) as u8, 90]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}
