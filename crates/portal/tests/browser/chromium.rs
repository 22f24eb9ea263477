//! The officers' console in Chromium, driven through chromedriver: a tab for each officer, each with a session of its own.

use std::collections::HashMap;
use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::office::PASSWORD;

/// How long something may take that is bound to come: this machine may be busy with much else.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// How long the browser may take to end.
const ENDING: Duration = Duration::from_secs(10);
/// What the console's own page does when an officer presses a button.
const ASK: &str = "const [method, path, body, done] = arguments;
    const headers = { 'content-type': 'application/json', 'x-requested-with': 'console' };
    fetch(path, { method, headers, body: body === null ? undefined : body })
        .then(async (answer) => done([answer.status, await answer.text()]), (error) => done([0, String(error)]))";
/// Forgets what the page keeps of cases, and leads to the desk.
const OPEN: &str =
    "for (const name of Object.keys(localStorage)) if (name.startsWith('console.kept.')) localStorage.removeItem(name);
    location.hash = '#/'";
/// The page's own clock: it goes on from the moment that it is set to.
const SET_THE_CLOCK: &str = "const machine = Date, ahead = arguments[0] - machine.now();
    window.Date = class extends machine {
        constructor(...given) { given.length ? super(...given) : super(machine.now() + ahead) }
        static now() { return machine.now() + ahead }
    }";
/// As if it had been typed.
const SET: &str = "const field = document.querySelector(arguments[0]);
    field.value = arguments[1];
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new Event('change', { bubbles: true }))";

/// A browser in which several officers work, each in a tab.
pub struct Browser {
    client: Client,
    port: u16,
    tabs: HashMap<String, WindowHandle>,
    open: Option<String>,
    _driver: Driver,
    _profile: tempfile::TempDir,
}

/// The driver, which ends with the test, and its browser with it, also where the test failed in the middle.
struct Driver {
    program: Child,
    port: u16,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Killed alone, it would leave the browser behind.
        let asked = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut driver| {
            driver.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        });
        let began = Instant::now();
        while asked.is_ok() && began.elapsed() < ENDING && matches!(self.program.try_wait(), Ok(None)) {
            std::thread::sleep(LOOK_AGAIN);
        }
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

impl Browser {
    /// A browser before the portal on this port of this machine.
    pub async fn open(portal_port: u16) -> Self {
        let (port, profile) = (free_port(), tempfile::tempdir().unwrap());
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Driver { program: driver.spawn().expect("chromedriver is installed"), port };
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
        Self { client, port: portal_port, tabs: HashMap::new(), open: None, _driver: driver, _profile: profile }
    }

    /// Goes to the officer's tab. Its host is theirs, so that each has a session and a storage of their own; every name
    /// under `localhost` is this machine.
    async fn tab_of(&mut self, name: &str) {
        if self.open.as_deref() == Some(name) {
            return;
        }
        if let Some(tab) = self.tabs.get(name) {
            self.client.switch_to_window(tab.clone()).await.unwrap();
        } else {
            let tab = self.client.new_window(true).await.unwrap().handle;
            self.client.switch_to_window(tab.clone()).await.unwrap();
            self.client.goto(&format!("http://{name}.localhost:{}/console/", self.port)).await.unwrap();
            self.tabs.insert(name.to_owned(), tab);
        }
        self.open = Some(name.to_owned());
    }

    /// The officer's tab, with a session that holds: signed in by the form where it does not.
    pub async fn as_officer(&mut self, name: &str) {
        self.tab_of(name).await;
        if self.ask("GET", "/console/api/session", None).await.0 == 401 {
            self.client.refresh().await.unwrap();
            self.fill("username", name).await;
            self.fill("password", PASSWORD).await;
            self.press("sign-in").await;
            self.find("pages").await;
        }
    }

    /// Asks the portal as the open page does, with its session: the status and what came back.
    pub async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u64, Value) {
        let body = body.map_or(Value::Null, |body| Value::String(body.to_string()));
        let answer = self.client.execute_async(ASK, vec![json!(method), json!(path), body]).await.unwrap();
        let text = answer[1].as_str().unwrap_or_default();
        let status = answer[0].as_u64().unwrap_or_default();
        (status, serde_json::from_str(text).unwrap_or_else(|_| json!(text)))
    }

    /// What must be there.
    pub async fn asked(&self, path: &str) -> Value {
        let (status, answer) = self.ask("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// What must go.
    pub async fn asked_to(&self, method: &str, path: &str, body: &Value) {
        let (status, answer) = self.ask(method, path, Some(body)).await;
        assert_eq!(status, 200, "{path}: {answer}");
    }

    async fn run(&self, script: &str, with: Vec<Value>) -> Value {
        self.client.execute(script, with).await.unwrap()
    }

    /// Opens a page of the console as if for the first time, with the month's clock on its wall.
    pub async fn opened_anew(&self, fragment: &str, now_ms: i64) {
        self.run(OPEN, Vec::new()).await;
        self.client.refresh().await.unwrap();
        self.run(SET_THE_CLOCK, vec![json!(now_ms)]).await;
        self.find("pages").await;
        self.run("location.hash = arguments[0]", vec![json!(fragment)]).await;
    }

    pub async fn press(&self, name: &str) {
        self.press_at(&named(name)).await;
    }

    /// Clicks as soon as it is there and can be clicked, brought to the middle first, clear of the bars.
    pub async fn press_at(&self, place: &str) {
        let to_the_middle = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })";
        self.until(&format!("{place} can be pressed"), async || {
            self.client.execute(to_the_middle, vec![json!(place)]).await.ok()?;
            let element = self.client.find(Locator::Css(place)).await.ok()?;
            element.is_enabled().await.ok()?.then_some(())?;
            element.click().await.ok()
        })
        .await;
    }

    /// Sets a day in its field; how one types it depends on the machine's language.
    pub async fn set_day(&self, place: &str, day: &str) {
        self.until(place, async || self.client.find(Locator::Css(place)).await.ok()).await;
        self.run(SET, vec![json!(place), json!(day)]).await;
    }

    /// Chooses one of a list by its code.
    pub async fn pick(&self, place: &str, code: &str) {
        let list = self.until(place, async || self.client.find(Locator::Css(place)).await.ok()).await;
        list.select_by_value(code).await.unwrap();
    }

    pub async fn value_of(&self, place: &str) -> String {
        let field = self.until(place, async || self.client.find(Locator::Css(place)).await.ok()).await;
        field.prop("value").await.unwrap().unwrap_or_default()
    }

    /// What is written there, if it is there.
    pub async fn text_of(&self, name: &str) -> Option<String> {
        self.client.find(Locator::Css(&named(name))).await.ok()?.text().await.ok()
    }

    pub async fn shows(&self, name: &str, text: &str) {
        self.until(&format!("{name} says {text}"), async || {
            self.text_of(name).await.filter(|shown| shown.contains(text))
        })
        .await;
    }

    pub async fn fill(&self, name: &str, text: &str) {
        let element = self.find(name).await;
        self.until(&format!("{name} can be filled"), async || element.clear().await.ok()).await;
        element.send_keys(text).await.unwrap();
    }

    pub async fn find(&self, name: &str) -> Element {
        self.until(name, async || self.client.find(Locator::Css(&named(name))).await.ok()).await
    }

    /// Waits for a condition; what the page says is told where it never comes.
    pub async fn until<T>(&self, what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(found) = condition().await {
                return found;
            }
            if began.elapsed() > PATIENCE {
                let page = self.run("return location.href + '\\n' + document.body.innerText", Vec::new()).await;
                panic!("waited {PATIENCE:?} until {what}:\n{}", page.as_str().unwrap_or_default());
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}

fn named(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

async fn connect(port: u16, capabilities: &Map<String, Value>) -> Client {
    let (address, started) = (format!("http://127.0.0.1:{port}"), Instant::now());
    loop {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(capabilities.clone()).connect(&address).await {
            Ok(client) => return client,
            Err(error) => assert!(started.elapsed() < PATIENCE, "the driver: {error}"),
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
