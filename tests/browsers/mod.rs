//! The real window by WebKit through tauri-driver, the portal's pages by Chromium through chromedriver.
#![allow(dead_code, unused_macros, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use end_to_end::program;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

/// A phone held upright, and a small desktop.
pub const PHONE: (u32, u32) = (390, 844);
pub const DESKTOP: (u32, u32) = (1280, 800);

const PATIENCE: Duration = Duration::from_secs(60);

/// Plays a story in a window of a phone's size and again in one of a small desktop's.
macro_rules! at_both_sizes {
    ($name:ident, $story:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn on_a_phone() {
                super::$story(concat!(stringify!($name), "::on_a_phone"), crate::browsers::PHONE).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_a_desktop() {
                super::$story(concat!(stringify!($name), "::on_a_desktop"), crate::browsers::DESKTOP).await;
            }
        }
    };
}

/// Through the first screens: consent is given by hand, never assumed.
pub async fn first_start(window: &Window) {
    let client = &window.client;
    window.screen("first-what-it-is", "first-next").await;
    press(client, "first-next").await;
    press(client, "consent").await;
    window.screen("first-consent", "first-next").await;
    press(client, "first-next").await;
    window.screen("first-contact", "start").await;
    press(client, "start").await;
    find(client, "nav-report").await;
}

/// By how much anything that scrolls is wider than what is seen of it, px.
const SIDEWAYS: &str = "return Math.max(0, ...[document.documentElement, ...document.querySelectorAll('main, .frame')]
    .map((element) => element.scrollWidth - element.clientWidth))";
/// Whether an element, brought to the middle, lies wholly within the window and under nothing else.
const REACHED: &str = "const element = document.querySelector(arguments[0])
    element.scrollIntoView({ block: 'center' })
    const box = element.getBoundingClientRect()
    const within = box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight
    const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return within && hit !== null && (element.contains(hit) || hit.contains(element))";

/// A driver with what it started, which it leaves behind when it is killed alone.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        let parent = self.0.id().to_string();
        // Already ended is as good.
        let _ = Command::new("pkill").args(["-9", "-P", &parent]).status();
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The app in its real window.
pub struct Window {
    pub client: Client,
    size: (u32, u32),
    _driver: Driver,
    folder: String,
}

impl Window {
    pub async fn open(folder: &Path, portal: &str, size: (u32, u32)) -> Self {
        Self::open_with(folder, portal, size, &[]).await
    }

    /// The same with more of an environment.
    pub async fn open_with(folder: &Path, portal: &str, size: (u32, u32), environment: &[(&str, &str)]) -> Self {
        let (port, native) = (free_port(), free_port());
        let driver = Command::new("tauri-driver")
            .args(["--port", &port.to_string(), "--native-port", &native.to_string()])
            .env("PHAN_ANH_DATA_DIR", folder)
            .env("PHAN_ANH_PORTAL", portal)
            .env("PHAN_ANH_POLL_S", "1")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("tauri-driver is installed");
        let driver = Driver(driver);
        let capabilities = json!({ "tauri:options": { "application": program("phan-anh") } });
        let client = connect(port, capabilities.as_object().unwrap()).await;
        client.set_window_size(size.0, size.1).await.unwrap();
        let window = Self { client, size, _driver: driver, folder: folder.to_str().unwrap().to_owned() };
        until("the window's size", || async { (window.inner_size().await? == size).then_some(()) }).await;
        window
    }

    async fn inner_size(&self) -> Option<(u32, u32)> {
        let told = self.client.execute("return [window.innerWidth, window.innerHeight]", Vec::new()).await.ok()?;
        serde_json::from_value(told).ok()
    }

    /// Keeps a picture of the screen as `NAME.WIDTHxHEIGHT.png`, and holds what has to be so on every screen: nothing
    /// scrolls sideways, and what one does here is reached by scrolling down and not covered by anything.
    pub async fn screen(&self, name: &str, main_action: &str) {
        find(&self.client, main_action).await;
        let (width, height) = self.size;
        picture(&self.client, &artefacts(), &format!("{name}.{width}x{height}")).await;
        let excess = self.client.execute(SIDEWAYS, Vec::new()).await.unwrap();
        assert_eq!(excess, json!(0), "{name} at {width} × {height} scrolls so many px sideways");
        let arguments = vec![json!(selector(main_action))];
        until(&format!("{main_action} of {name} at {width} × {height} within reach"), || async {
            (self.client.execute(REACHED, arguments.clone()).await.ok()? == json!(true)).then_some(())
        })
        .await;
    }

    /// SIGKILL to the app itself, found by the folder in its environment.
    pub fn kill_app(&mut self) {
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

/// Whoever sits before this screen looks at no window any more.
pub fn look_away() {
    use x11rb::connection::Connection as _;
    use x11rb::protocol::xproto::{ConnectionExt as _, InputFocus};
    let (screen, _) = x11rb::connect(None).unwrap();
    screen.set_input_focus(InputFocus::NONE, x11rb::NONE, x11rb::CURRENT_TIME).unwrap();
    screen.flush().unwrap();
    // The answer to a question says that everything before it was done.
    screen.get_input_focus().unwrap().reply().unwrap();
}

/// A page of the portal in Chromium: the officers' console, or what everybody sees.
pub struct Chromium {
    pub client: Client,
    _driver: Driver,
    _profile: tempfile::TempDir,
}

impl Chromium {
    pub async fn open(address: &str) -> Self {
        let (port, profile) = (free_port(), tempfile::tempdir().unwrap());
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let driver = Driver(driver);
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
        client.goto(address).await.unwrap();
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

pub async fn exists(client: &Client, name: &str) -> Option<fantoccini::elements::Element> {
    client.find(Locator::Css(&selector(name))).await.ok()
}

pub async fn all(client: &Client, name: &str) -> usize {
    find(client, name).await;
    client.find_all(Locator::Css(&selector(name))).await.unwrap().len()
}

pub async fn find(client: &Client, name: &str) -> fantoccini::elements::Element {
    seen(client, name, || exists(client, name)).await
}

/// Brings an element to the middle, as a thumb would, clear of the bars; whether it lies still then for two frames.
const STILL: &str = "const [selector, done] = arguments
    const element = document.querySelector(selector)
    if (!element) return done(false)
    element.scrollIntoView({ block: 'center' })
    const place = () => JSON.stringify(element.getBoundingClientRect())
    const before = place()
    requestAnimationFrame(() => requestAnimationFrame(() => done(place() === before)))";

/// Clicks as soon as it is there, lies still and can be clicked.
pub async fn press(client: &Client, name: &str) {
    let arguments = vec![json!(selector(name))];
    seen(client, name, || async {
        let still = client.execute_async(STILL, arguments.clone()).await.ok()?;
        (still == json!(true)).then_some(())?;
        let element = exists(client, name).await?;
        // A click on what cannot be pressed yet is none.
        element.is_enabled().await.ok()?.then_some(())?;
        element.click().await.ok()
    })
    .await;
}

/// The text as soon as there is some.
pub async fn text(client: &Client, name: &str) -> String {
    seen(client, name, || async { exists(client, name).await?.text().await.ok().filter(|text| !text.is_empty()) }).await
}

/// What is waited for on a screen; in vain, the screen itself is told.
async fn seen<T, F: Future<Output = Option<T>>>(client: &Client, what: &str, condition: impl FnMut() -> F) -> T {
    if let Some(found) = within_patience(condition).await {
        return found;
    }
    picture(client, &artefacts(), &format!("in-vain-{what}")).await;
    let shown = client.execute("return document.body.innerText", Vec::new()).await;
    panic!("waited {PATIENCE:?} for {what} on a screen that says: {shown:?}");
}

pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, condition: impl FnMut() -> F) -> T {
    let Some(found) = within_patience(condition).await else { panic!("waited {PATIENCE:?} for {what}") };
    found
}

async fn within_patience<T, F: Future<Output = Option<T>>>(mut condition: impl FnMut() -> F) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if let Some(found) = condition().await {
            return Some(found);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

/// Where pictures of a run are kept: `$PHAN_ANH_PICTURES`, or `artifacts/window`.
pub fn artefacts() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../artifacts/window");
    let folder = std::env::var_os("PHAN_ANH_PICTURES").map_or_else(own, PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub async fn picture(client: &Client, folder: &Path, name: &str) {
    std::fs::write(folder.join(format!("{name}.png")), client.screenshot().await.unwrap()).unwrap();
}
