//! Every deed of a citizen, the whole way: by the device's own program to the real portal, and what the desk does heard again.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{Device, Portal, Run};
use serde_json::Value;

/// A portal, and a device whose report it has taken.
struct Scene {
    device: Device,
    portal: Portal,
    report: String,
    case: String,
    _folder: tempfile::TempDir,
}

#[test]
fn what_the_desk_asks_is_answered_and_the_case_goes_on() {
    let scene = Scene::new();
    scene.desk(&["dispatch"]);
    scene.desk(&["start"]);
    scene.desk(&["ask", "--text", "Ở đoạn nào?"]);
    assert_eq!(scene.status(), "awaiting_citizen");
    scene.does(&["answer", &scene.report, "--text", "Ngay trước cổng chợ."]);
    assert_eq!(scene.status(), "in_progress");
    let desk = scene.desk(&["show"]).to_string();
    assert!(desk.contains("Ngay trước cổng chợ."), "what was answered stands at the desk: {desk}");
}

#[test]
fn an_answered_report_is_rated_and_the_rating_stands() {
    let scene = Scene::answered();
    scene.does(&["rate", &scene.report, "--stars", "4", "--text", "Nhanh"]);
    let own = scene.own();
    let rated = own["acts"].as_array().unwrap().iter().find(|act| act["rating"] == 4).unwrap();
    assert_eq!(rated["state"], "complete", "{own}");
}

#[test]
fn what_is_not_put_right_is_handled_again() {
    let scene = Scene::answered();
    scene.does(&["rework", &scene.report, "--text", "Vẫn còn ổ gà."]);
    assert_eq!(scene.status(), "reopened");
    assert!(scene.told().iter().any(|entry| entry["text"] == "Vẫn còn ổ gà."));
}

#[test]
fn a_report_that_is_taken_back_ends() {
    let scene = Scene::new();
    scene.does(&["withdraw", &scene.report, "--text", "Đã tự sửa."]);
    assert_eq!(scene.status(), "withdrawn");
    assert_eq!(scene.portal.cases()[0]["status"], "withdrawn");
}

#[test]
fn an_edit_replaces_the_words_and_keeps_the_number() {
    let scene = Scene::new();
    scene.does(&["edit", &scene.report, "--text", "Hai ổ gà sâu."]);
    assert_eq!(scene.desk(&["show"])["text"], "Hai ổ gà sâu.");
    assert_eq!(scene.portal.cases().len(), 1);
}

#[test]
fn what_is_erased_is_gone_on_both_sides() {
    let scene = Scene::new();
    scene.does(&["erase", &scene.report]);
    let desk = scene.desk(&["show"]);
    assert!(!desk.to_string().contains("Ổ gà"), "{desk}");
    assert!(!scene.device.run(&["show", &scene.report]).json.to_string().contains("Ổ gà"));
}

#[test]
fn others_say_me_too_and_follow_a_public_case_until_they_do_not_any_more() {
    let scene = Scene::new();
    scene.desk(&["accept"]);
    scene.desk(&["publish", "--looked"]);
    let neighbour = Device::new();
    does(&neighbour, &scene.portal, &["me-too", &scene.case]);
    does(&neighbour, &scene.portal, &["follow", &scene.case]);
    let count = |name: &str| scene.portal.cases()[0][name].as_u64().unwrap();
    assert_eq!((count("me_too"), count("followers")), (1, 1));
    scene.desk(&["dispatch"]);
    assert_eq!(neighbour.sync(&scene.portal.url()).code, 0);
    assert_eq!(neighbour.run(&["followed"]).json[0]["status"], "dispatched", "what it follows it hears of");
    does(&neighbour, &scene.portal, &["unfollow", &scene.case]);
    assert_eq!((count("me_too"), count("followers")), (1, 0));
}

#[test]
fn a_second_phone_claims_the_report_by_its_code_and_hears_each_step_once() {
    let scene = Scene::answered();
    let code = scene.own()["tracking_code"].as_str().unwrap().to_owned();
    let second = Device::new();
    does(&second, &scene.portal, &["claim", &code]);
    let claims = second.run(&["claims"]).json;
    let opened = claims[0]["id"].as_str().unwrap().to_owned();
    let steps = || second.run(&["show", &opened]).json["timeline"].as_array().unwrap().clone();
    let heard = steps();
    assert_eq!(heard.len(), scene.told().len(), "{heard:?}");

    forget_position(&second);
    assert_eq!(second.sync(&scene.portal.url()).code, 0);
    assert_eq!(steps(), heard, "a position that is forgotten makes nothing heard twice");
    scene.desk(&["close"]);
    assert_eq!(second.sync(&scene.portal.url()).code, 0);
    assert_eq!(steps().len(), heard.len() + 1);
}

#[test]
fn a_wrong_code_opens_nothing_and_says_so() {
    let scene = Scene::new();
    let second = Device::new();
    let mut code = scene.own()["tracking_code"].as_str().unwrap().to_owned();
    let other = if code.starts_with('0') { "1" } else { "0" };
    code.replace_range(..1, other);
    let refused = second.run(&["claim", &code]);
    assert_ne!(refused.code, 0, "the check character shows it: {refused:?}");
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (device, portal) = (Device::new(), Portal::started(folder.path()));
        let filed = device.report(&[], &["--text", "Ổ gà sâu", "--at", "16.8163,107.096,8"]);
        assert_eq!(filed.code, 0, "{filed:?}");
        assert_eq!(device.sync(&portal.url()).code, 0);
        let case = portal.cases()[0]["id"].as_str().unwrap().to_owned();
        Self { report: filed.text("id").to_owned(), device, portal, case, _folder: folder }
    }

    fn answered() -> Self {
        let scene = Self::new();
        scene.desk(&["dispatch"]);
        scene.desk(&["answer", "--outcome", "fixed", "--text", "Đã vá xong."]);
        assert_eq!(scene.status(), "answered");
        scene
    }

    /// What an officer does with the case by the portal's own command line.
    fn desk(&self, words: &[&str]) -> Value {
        self.portal.command(&[&["case", words[0], &self.case], &words[1..]].concat())
    }

    /// A deed of the device, and its way to the portal.
    fn does(&self, words: &[&str]) {
        does(&self.device, &self.portal, words);
    }

    /// The report as the device has it, after asking.
    fn own(&self) -> Value {
        assert_eq!(self.device.sync(&self.portal.url()).code, 0);
        self.device.run(&["show", &self.report]).json
    }

    fn status(&self) -> String {
        self.own()["status"].as_str().unwrap_or_default().to_owned()
    }

    fn told(&self) -> Vec<Value> {
        self.own()["timeline"].as_array().unwrap().clone()
    }
}

fn does(device: &Device, portal: &Portal, words: &[&str]) {
    let done: Run = device.run(words);
    assert_eq!(done.code, 0, "{words:?}: {done:?}");
    let sent = device.sync_until_done(&portal.url());
    assert_eq!(sent.code, 0, "{words:?}: {sent:?}");
}

/// As after a crash of the database's last writes: what was heard is there, how far it was heard is not known.
fn forget_position(device: &Device) {
    let books = rusqlite::Connection::open(device.folder().join("outbox.sqlite3")).unwrap();
    books.execute("UPDATE portal SET position = 0", []).unwrap();
}
