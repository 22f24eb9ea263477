//! The main job in the real window and the real console: WebKit through tauri-driver, Chromium through chromedriver.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use end_to_end::{Killed, Portal, photo, program, require_data};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

const PATIENCE: Duration = Duration::from_secs(60);
const ANSWER: &str = "Đã thay bóng đèn và kiểm tra cả tuyến.";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it() {
    let name = "a_report_filed_in_the_window_survives_a_kill_is_answered_in_the_console_and_the_window_shows_it";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut portal = Portal::new(books.path());
    let pictures = artefacts();

    let mut window = Window::open(device.path(), &portal.url()).await;
    first_start(&window.client).await;
    file_report(&window.client, &photo("quang-tri/dong_ha_13mp_orient6.jpg").unwrap()).await;
    picture(&window.client, &pictures, "window-waiting").await;
    window.kill_app();

    let window = Window::open(device.path(), &portal.url()).await;
    press(&window.client, "nav-mine").await;
    assert_eq!(all(&window.client, "report-row").await, 1, "the report is there after the kill");
    portal.start();
    portal.command(&["region", "import", data.join("region/communes-2025.geojson").to_str().unwrap()]);
    portal.add_user("truc-ioc", "administrator", "mat-khau-kiem-thu-2026");
    let number = arrived(&portal).await;

    let desk = Console::open(&portal.url()).await;
    answer(&desk.client, &number).await;
    picture(&desk.client, &pictures, "console-answered").await;

    press(&window.client, "report-row").await;
    let shown = text(&window.client, "answer").await;
    assert!(shown.contains(ANSWER), "{shown}");
    picture(&window.client, &pictures, "window-answered").await;
    assert_eq!(portal.cases().len(), 1, "once");
    window.client.close().await.unwrap();
    desk.client.close().await.unwrap();
}

/// Through the first screens: consent is given by hand, never assumed.
async fn first_start(client: &Client) {
    while exists(client, "consent").await.is_none() {
        press(client, "first-next").await;
    }
    press(client, "consent").await;
    while let Some(next) = exists(client, "first-next").await {
        if exists(client, "start").await.is_some() {
            break;
        }
        next.click().await.unwrap();
    }
    picture(client, &artefacts(), "window-consent").await;
    press(client, "start").await;
}

async fn file_report(client: &Client, photo: &Path) {
    picture(client, &artefacts(), "window-home").await;
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
    find(client, "photo-item").await;
    press(client, "category-dien-chieu-sang").await;
    find(client, "text").await.send_keys("Đèn đường hỏng ba hôm nay").await.unwrap();
    // The portal was never met: the three nearest are offered, the citizen chooses.
    press(client, "place-choice-19333").await;
    let send = find(client, "send").await;
    until("the report can be sent", || async { send.is_enabled().await.unwrap().then_some(()) }).await;
    send.click().await.unwrap();
    find(client, "sent-state").await;
}

/// The number of the one case, once its photo is whole.
async fn arrived(portal: &Portal) -> String {
    until("the report at the portal", || async {
        let cases = portal.cases();
        let whole = cases.len() == 1 && cases[0]["photos"][0]["complete"] == true;
        whole.then(|| cases[0]["id"].as_str().unwrap().to_owned())
    })
    .await
}

async fn answer(client: &Client, number: &str) {
    find(client, "username").await.send_keys("truc-ioc").await.unwrap();
    find(client, "password").await.send_keys("mat-khau-kiem-thu-2026").await.unwrap();
    press(client, "sign-in").await;
    press(client, "inbox-row").await;
    assert!(text(client, "case-number").await.contains(number));
    press(client, "accept").await;
    press(client, "dispatch").await;
    press(client, "dispatch-confirm").await;
    picture(client, &artefacts(), "window-consent").await;
    press(client, "start").await;
    press(client, "answer").await;
    press(client, "outcome-fixed").await;
    find(client, "answer-text").await.send_keys(ANSWER).await.unwrap();
    press(client, "answer-confirm").await;
    until("the case to be answered", || async {
        let case = text(client, "status").await;
        (case.contains("Đã xử lý xong") || case.contains("Đã có kết quả")).then_some(())
    })
    .await;
}

/// The app in its real window.
struct Window {
    client: Client,
    _driver: Killed,
    folder: String,
}

impl Window {
    async fn open(folder: &Path, portal: &str) -> Self {
        let (port, native) = (free_port(), free_port());
        let driver = Command::new("tauri-driver")
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("PHAN_ANH_DATA_DIR", folder)
            .env("PHAN_ANH_PORTAL", portal)
            .env("PHAN_ANH_POLL_S", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("tauri-driver is installed");
        let driver = Killed(driver);
        let capabilities = json!({ "tauri:options": { "application": program("phan-anh") } });
        let client = connect(port, capabilities.as_object().unwrap()).await;
        client.set_window_size(390, 844).await.unwrap();
        Self { client, _driver: driver, folder: folder.to_str().unwrap().to_owned() }
    }

    /// SIGKILL to the app itself, found by the folder in its environment.
    fn kill_app(&mut self) {
        let wanted = format!("PHAN_ANH_DATA_DIR={}", self.folder);
        let mine = |pid: &str| {
            let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            let command = std::fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
            command.file_name().is_some_and(|name| name == "phan-anh")
                && environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes())
        };
        let pids: Vec<String> = std::fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|pid| pid.parse::<u32>().is_ok() && mine(pid))
            .collect();
        assert_eq!(pids.len(), 1, "one app runs on this folder");
        assert!(Command::new("kill").args(["-9", &pids[0]]).status().unwrap().success());
    }
}

/// The officers' console in Chromium.
struct Console {
    client: Client,
    _driver: Killed,
    _profile: tempfile::TempDir,
}

impl Console {
    async fn open(portal: &str) -> Self {
        let (port, profile) = (free_port(), tempfile::tempdir().unwrap());
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let driver = Killed(driver);
        let own_profile = format!("--user-data-dir={}", profile.path().display());
        let words = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--lang=vi",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,800",
            &own_profile,
        ];
        let capabilities = json!({ "goog:chromeOptions": { "args": words, "binary": "/usr/bin/chromium" } });
        let client = connect(port, capabilities.as_object().unwrap()).await;
        client.goto(&format!("{portal}/console/")).await.unwrap();
        Self { client, _driver: driver, _profile: profile }
    }
}

async fn connect(port: u16, capabilities: &Map<String, Value>) -> Client {
    let address = format!("http://127.0.0.1:{port}");
    until("the driver", || async {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.clone()).connect(&address).await.ok()
    })
    .await
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn selector(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

async fn exists(client: &Client, name: &str) -> Option<fantoccini::elements::Element> {
    client.find(Locator::Css(&selector(name))).await.ok()
}

async fn all(client: &Client, name: &str) -> usize {
    find(client, name).await;
    client.find_all(Locator::Css(&selector(name))).await.unwrap().len()
}

async fn find(client: &Client, name: &str) -> fantoccini::elements::Element {
    until(name, || exists(client, name)).await
}

/// Clicks as soon as it is there and can be clicked; brought to the middle first, as a thumb would, clear of the bars.
async fn press(client: &Client, name: &str) {
    let to_the_middle = format!("document.querySelector('{}')?.scrollIntoView({{ block: 'center' }})", selector(name));
    until(name, || async {
        client.execute(&to_the_middle, Vec::new()).await.ok()?;
        exists(client, name).await?.click().await.ok()
    })
    .await;
}

/// The text as soon as there is some.
async fn text(client: &Client, name: &str) -> String {
    until(name, || async { exists(client, name).await?.text().await.ok().filter(|text| !text.is_empty()) }).await
}

async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut condition: impl FnMut() -> F) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = condition().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Where pictures of a run are kept.
fn artefacts() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artifacts/window");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn picture(client: &Client, folder: &Path, name: &str) {
    std::fs::write(folder.join(format!("{name}.png")), client.screenshot().await.unwrap()).unwrap();
}
