//! The officers' console in Chromium, driven through chromedriver: a tab for each officer, each with a session of its own.

use std::collections::HashMap;
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
/// What the console's own page does when an officer presses a button.
const ASK: &str = "const [method, path, body, done] = arguments;
    const headers = { 'content-type': 'application/json', 'x-requested-with': 'console' };
    fetch(path, { method, headers, body: body === null ? undefined : body })
        .then(async (answer) => done([answer.status, await answer.text()]), (error) => done([0, String(error)]))";

/// A browser in which several officers work, each in a tab.
pub struct Browser {
    client: Client,
    port: u16,
    tabs: HashMap<String, WindowHandle>,
    open: Option<String>,
    _driver: Ended,
    _profile: tempfile::TempDir,
}

/// A program that ends with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Browser {
    /// A browser before the portal on this port of this machine.
    pub async fn open(portal_port: u16) -> Self {
        let (port, profile) = (free_port(), tempfile::tempdir().unwrap());
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = Ended(driver.spawn().expect("chromedriver is installed"));
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
        }
        self.find("pages").await;
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

    async fn run(&self, script: &str, with: Vec<Value>) -> Value {
        self.client.execute(script, with).await.unwrap()
    }

    /// Clicks as soon as it is there and can be clicked, brought to the middle first, clear of the bars.
    async fn press(&self, name: &str) {
        let to_the_middle = format!("document.querySelector('{}')?.scrollIntoView({{ block: 'center' }})", named(name));
        self.until(&format!("{name} can be pressed"), async || {
            self.client.execute(&to_the_middle, Vec::new()).await.ok()?;
            let element = self.client.find(Locator::Css(&named(name))).await.ok()?;
            element.is_enabled().await.ok()?.then_some(())?;
            element.click().await.ok()
        })
        .await;
    }

    async fn fill(&self, name: &str, text: &str) {
        let element = self.find(name).await;
        self.until(&format!("{name} can be filled"), async || element.clear().await.ok()).await;
        element.send_keys(text).await.unwrap();
    }

    async fn find(&self, name: &str) -> Element {
        self.until(name, async || self.client.find(Locator::Css(&named(name))).await.ok()).await
    }

    /// Waits for a condition; what the page says is told where it never comes.
    async fn until<T>(&self, what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
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
