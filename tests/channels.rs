//! Somebody whose app is closed is told by text messages, the whole way: what they chose on the device, to the real portal, to
//! a provider that hears each step.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use end_to_end::{Device, Portal, wait_for};
use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn each_step_reaches_the_telephone_of_somebody_whose_app_is_closed() {
    let scene = Scene::new();
    scene.portal.command(&["case", "accept", &scene.case]);
    let received = scene.provider.next("da tiep nhan");
    assert_eq!(received.body["to"], "84912345678");
    assert_eq!(received.header("authorization"), "Bearer bi-mat");
    scene.portal.command(&["case", "dispatch", &scene.case]);
    scene.provider.next("da chuyen");
    scene.portal.command(&["case", "ask", &scene.case, "--text", "Ở đoạn nào?"]);
    scene.provider.next("co cau hoi cho ong/ba tra loi");
    scene.portal.command(&["case", "answer", &scene.case, "--outcome", "fixed", "--text", "Đã vá xong."]);
    let answered = scene.provider.next("da co tra loi");
    let text = answered.body["text"].as_str().unwrap();
    assert!(text.starts_with(&format!("Phan anh {}: ", scene.case)) && text.is_ascii() && text.len() <= 160, "{text}");
    assert!(text.ends_with("https://phananh.example.vn/tra-cuu"), "{text}");
    let told = scene.provider.all().iter().map(|heard| heard.body["text"].to_string()).collect::<Vec<_>>().join("\n");
    assert!(!told.contains("doan nao") && !told.contains("va xong"), "nobody's words: {told}");
    let listed = scene.portal.command(&["channel", "list"]);
    assert_eq!((listed[0]["open"].clone(), listed[0]["waiting"].clone()), (true.into(), 0.into()), "{listed}");
    assert!(!listed.to_string().contains("bi-mat"), "{listed}");
}

#[test]
fn a_portal_that_is_killed_before_it_noted_a_message_sends_it_again_under_the_same_id() {
    let mut scene = Scene::new();
    scene.provider.be_silent();
    scene.portal.command(&["case", "accept", &scene.case]);
    let before = scene.provider.next("da tiep nhan");
    scene.portal.kill();
    scene.start();
    let again = scene.provider.next("da tiep nhan");
    assert_eq!(before.header("idempotency-key"), again.header("idempotency-key"));
    assert_eq!(before.body, again.body);
}

#[test]
fn a_form_that_cannot_be_sent_is_refused_and_a_trial_says_what_the_provider_said() {
    let scene = Scene::new();
    let set = |url: &str, body: &str| scene.portal.ask(&["channel", "set", "zalo", "--url", url, "--body", body]);
    let (code, refused) = set("http://zalo.example.vn/bi-mat", r#"{"to":"{phone}","text":"{text}"}"#);
    assert_eq!((code, refused["code"].as_str()), (4, Some("config_invalid")), "{refused}");
    assert!(!refused.to_string().contains("bi-mat"), "{refused}");
    assert_eq!(scene.portal.ask(&["channel", "try", "zalo", "--to", "0912345678"]).1["code"], "channel_closed");
    assert_eq!(scene.portal.ask(&["channel", "try", "sms", "--to", "0233 385 0123"]).1["code"], "config_invalid");
    assert_eq!(scene.portal.ask(&["channel", "try", "sms", "--to", "0912345678"]).0, 0);
    scene.provider.next("Tin thu");
    scene.provider.refuse();
    let (code, refused) = scene.portal.ask(&["channel", "try", "sms", "--to", "0912345678"]);
    assert_eq!((code, refused["code"].as_str()), (4, Some("channel_refused")), "{refused}");
    assert!(refused["cause"].as_str().unwrap().contains("HTTP 400"), "{refused}");
    assert_eq!(scene.portal.ask(&["channel", "remove", "sms"]).0, 0);
    assert_eq!(scene.portal.command(&["channel", "list"])[0]["open"], false);
}

/// A portal with a provider, and somebody's report that it has taken.
struct Scene {
    portal: Portal,
    provider: Provider,
    case: String,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (portal, provider, device) = (Portal::new(&folder.path().join("data")), Provider::start(), Device::new());
        let mut scene = Self { portal, provider, case: String::new(), folder };
        // Day and night, so that the test passes by night too.
        let config = "quiet_hours = ''\npublic_url = 'https://phananh.example.vn'\n";
        std::fs::write(scene.config(), config).unwrap();
        scene.start();
        scene.portal.command(&[
            "channel",
            "set",
            "sms",
            "--url",
            &scene.provider.url(),
            "--header",
            "Authorization: Bearer bi-mat",
            "--body",
            r#"{"to":"{phone}","text":"{text}"}"#,
        ]);
        let chosen = device.run(&["me", "--phone", "0912 345 678", "--notify", "sms"]);
        assert_eq!((chosen.code, chosen.text("notify")), (0, "sms"));
        assert_eq!(device.report(&[], &["--text", "Ổ gà sâu", "--at", "16.8163,107.096,8"]).code, 0);
        assert_eq!(device.sync(&scene.portal.url()).code, 0);
        // From here on nothing of the citizen's runs.
        drop(device);
        scene.case = scene.portal.cases()[0]["id"].as_str().unwrap().to_owned();
        scene.provider.next("da den cong");
        scene
    }

    fn start(&mut self) {
        let config = self.config();
        self.portal.start_with(&[("PORTAL_CONFIG", &config)], |_| {});
    }

    fn config(&self) -> String {
        self.folder.path().join("portal.toml").display().to_string()
    }
}

/// What was posted.
#[derive(Clone)]
struct Heard {
    head: Vec<String>,
    body: Value,
}

impl Heard {
    fn header(&self, name: &str) -> &str {
        let found = self.head.iter().filter_map(|line| line.split_once(": "));
        found.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value).next().unwrap_or_default()
    }
}

#[derive(Default)]
struct Desk {
    heard: VecDeque<Heard>,
    all: Vec<Heard>,
    answers: VecDeque<Option<&'static str>>,
    /// Connections that never hear an answer.
    kept: Vec<TcpStream>,
}

/// A provider of text messages on loopback: HTTP/1.1, one request a connection.
struct Provider {
    desk: Arc<Mutex<Desk>>,
    port: u16,
}

impl Provider {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (desk, port) = (Arc::<Mutex<Desk>>::default(), listener.local_addr().unwrap().port());
        let at_the_desk = desk.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                take(stream, &at_the_desk);
            }
        });
        Self { desk, port }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/send", self.port)
    }

    /// The next message, which must say so.
    fn next(&self, said: &str) -> Heard {
        let heard = wait_for(said, LIMIT, || self.desk.lock().unwrap().heard.pop_front());
        assert!(heard.body["text"].as_str().unwrap().contains(said), "{}", heard.body);
        heard
    }

    fn all(&self) -> Vec<Heard> {
        self.desk.lock().unwrap().all.clone()
    }

    fn be_silent(&self) {
        self.desk.lock().unwrap().answers.push_back(None);
    }

    fn refuse(&self) {
        self.desk.lock().unwrap().answers.push_back(Some("400 Bad Request"));
    }
}

fn take(mut stream: TcpStream, desk: &Mutex<Desk>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let mut heard = Heard { head, body: Value::Null };
    let mut body = vec![0; heard.header("content-length").parse().unwrap_or_default()];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    heard.body = serde_json::from_slice(&body).unwrap();
    let mut desk = desk.lock().unwrap();
    desk.all.push(heard.clone());
    desk.heard.push_back(heard);
    match desk.answers.pop_front().unwrap_or(Some("200 OK")) {
        Some(status) => {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            drop(stream.write_all(answer.as_bytes()));
        }
        None => desk.kept.push(stream),
    }
}
