//! The program itself, beside a serving portal and on its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use report::{ActKind, Part};

use crate::deeds::about;
use crate::house::{House, device, header, offered, words};
use crate::parts::{binding, part, with};

#[tokio::test]
async fn cases_are_worked_on_beside_a_serving_portal() {
    let house = House::open().await;
    let device = device(1);
    let sealed = words(&device, "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    let folder = house.folder.path();
    let cases = json(&portal(folder, &["case", "list", "--json"]));
    let number = cases[0]["id"].as_str().unwrap();
    assert_eq!(cases[0]["act_id"], sealed.act().id.to_string());
    assert_eq!(cases[0]["tracking_code"].as_str().unwrap().len(), 16);
    assert_eq!(json(&portal(folder, &["case", "dispatch", number, "--json"]))["unit"], "ubnd-19333");
    let text = ["case", "answer", number, "--outcome", "fixed", "--text", "Đã vá.", "--json"];
    assert_eq!(json(&portal(folder, &text))["status"], "answered");
    let heard = house.exchange(&[crate::house::proving(&device, &first, None)]).await;
    assert_eq!(heard.changes.last().unwrap().status, "answered");
    let shown = json(&portal(folder, &["case", "show", number, "--json"]));
    let kinds: Vec<_> = shown["timeline"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect();
    assert_eq!(
        kinds,
        ["status", "status", "status", "status", "waived", "status"],
        "that there is no photo is written down"
    );
}

#[tokio::test]
async fn who_reported_and_a_copy_are_shown_only_with_a_trace() {
    let house = House::open().await;
    let name = part(Part::NAME, "Người báo tin");
    let report = binding(&[&name]);
    house.exchange(&[header(), with(&report, &[&name])]).await;
    let folder = house.folder.path();
    let number = "QT-2026-000001";
    let blank = portal(folder, &["case", "reporter", number, "--reason", " ", "--json"]);
    assert_eq!((blank.status.code(), json(&blank)["code"].as_str()), (Some(4), Some("reason_missing")));
    let seen = json(&portal(folder, &["case", "reporter", number, "--reason", "Gọi lại", "--json"]));
    assert_eq!(seen["parts"][0]["value"], "Người báo tin");
    let copy = json(&portal(folder, &["case", "copy", number]));
    assert_eq!(copy["acts"][0]["says"]["text"], "Ổ gà");
    assert_eq!(copy["acts"][0]["says"]["place"]["accuracy_m"], 8);
    assert_eq!(copy["parts"][0]["label"], "name");
    assert_eq!(copy["timeline"][0]["status"], "submitted");
    let whys: Vec<_> = copy["looks"].as_array().unwrap().iter().map(|look| look["why"].clone()).collect();
    assert_eq!(whys, ["Gọi lại", "copy"]);
    assert!(copy["looks"][0]["who"].as_str().unwrap().starts_with("cli:"));

    let erase = device(1).seal(&about(&report, ActKind::Erase)).unwrap();
    house.exchange(&[header(), offered(&erase)]).await;
    let left = portal(folder, &["case", "copy", number]);
    assert!(!String::from_utf8_lossy(&left.stdout).contains("Người báo tin"));
    let left = json(&left);
    let report = left["acts"].as_array().unwrap().iter().find(|act| act["kind"] == "report").unwrap();
    assert!(report["says"].is_null() && report["erased_at"].is_string());
    assert_eq!(left["parts"].as_array().unwrap().len(), 0);
    let list = json(&portal(folder, &["case", "list", "--json"]));
    assert_eq!((list[0]["tracking_code"].is_null(), list[0]["me_too"].as_i64()), (true, Some(0)));
}

#[tokio::test]
async fn a_question_is_asked_from_the_command_line() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let ask = ["case", "ask", "QT-2026-000001", "--text", "Ở trước số nhà nào?", "--json"];
    let early = portal(house.folder.path(), &ask);
    assert_eq!(json(&early)["code"], "status_not_allowed", "nobody has taken it yet");
    portal(house.folder.path(), &["case", "accept", "QT-2026-000001"]);
    assert_eq!(json(&portal(house.folder.path(), &ask))["status"], "awaiting_citizen");
}

#[tokio::test]
async fn what_is_refused_ends_with_four_and_wrong_usage_with_two() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folder = house.folder.path();
    for (words, code) in [
        (vec!["case", "close", "QT-2026-000001", "--json"], "status_not_allowed"),
        (vec!["case", "close", "QT-2026-000009", "--json"], "case_unknown"),
        (vec!["case", "reject", "QT-2026-000001", "--reason", " ", "--json"], "reason_missing"),
        (vec!["case", "dispatch", "QT-2026-000001", "--unit", "nobody", "--json"], "unit_unknown"),
        (vec!["region", "import", "/no/such/file", "--json"], "file_unreadable"),
        (vec!["user", "add", "admin", "--role", "administrator", "--json"], "user_exists"),
        (vec!["user", "add", "lan", "--role", "unit_officer", "--json"], "unit_mismatch"),
        (vec!["serve", "--listen", "127.0.0.1:0", "--json"], "engine_already_running"),
    ] {
        let refused = portal(folder, &words);
        assert_eq!((refused.status.code(), json(&refused)["code"].as_str()), (Some(4), Some(code)), "{words:?}");
        assert!(json(&refused)["message"].as_str().unwrap().len() > 20);
    }
    assert_eq!(portal(folder, &["case", "answer", "QT-2026-000001"]).status.code(), Some(2));
    assert_eq!(portal(folder, &["nonsense"]).status.code(), Some(2));
}

#[test]
fn a_password_is_read_from_standard_input_or_made() {
    let folder = tempfile::tempdir().unwrap();
    let made = json(&portal(folder.path(), &["user", "add", "lan", "--role", "duty_officer", "--json"]));
    assert_eq!(made["password"].as_str().unwrap().len(), 20);
    let given = |name: &str, password: &str| {
        let mut command = command(folder.path(), &["user", "add", name, "--role", "duty_officer", "--password-stdin"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = given("minh", "mật khẩu đủ dài\n");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    assert_eq!(given("hoa", "ngắn").status.code(), Some(4));
}

#[cfg(target_os = "linux")]
#[test]
fn serving_says_where_and_ends_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, lines) = serving(folder.path());
    assert_eq!(lines[0], "user: admin");
    assert_eq!(lines[1].strip_prefix("password: ").unwrap().len(), 20);
    assert!(lines[2].starts_with("listening on http://127.0.0.1:"));
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let (mut again, lines) = serving(folder.path());
    assert_eq!(lines.len(), 1, "no user is made again: {lines:?}");
    again.kill().unwrap();
    again.wait().unwrap();
}

#[test]
fn whoever_listens_does_not_keep_a_portal_from_ending() {
    let folder = tempfile::tempdir().unwrap();
    let (mut child, lines) = serving(folder.path());
    let address = lines.last().unwrap().strip_prefix("listening on http://").unwrap();
    let mut listening = std::net::TcpStream::connect(address).unwrap();
    write!(listening, "GET /v1/events HTTP/1.1\r\nHost: portal\r\n\r\n").unwrap();
    let mut lines = BufReader::new(listening).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "HTTP/1.1 200 OK");
    let asked = std::time::Instant::now();
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(
        asked.elapsed() < std::time::Duration::from_secs(8),
        "{:?}: not only when patience is over",
        asked.elapsed()
    );
}

#[tokio::test]
async fn a_backup_is_made_beside_a_serving_portal_checked_and_restored() {
    let house = House::open().await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    let folders = tempfile::tempdir().unwrap();
    let (copy, new) = (folders.path().join("copy"), folders.path().join("new"));
    let made = portal(house.folder.path(), &["backup", "--json", "--to", copy.to_str().unwrap()]);
    assert_eq!((made.status.code(), json(&made)["cases"].as_u64()), (Some(0), Some(1)));
    assert!(!made.stderr.is_empty(), "progress goes to standard error");
    let again = portal(house.folder.path(), &["backup", "--json", "--to", copy.to_str().unwrap()]);
    assert_eq!((again.status.code(), json(&again)["code"].as_str()), (Some(4), Some("target_not_empty")));
    let checked = portal(house.folder.path(), &["check", "--json"]);
    assert_eq!((checked.status.code(), json(&checked)["code"].as_str()), (Some(0), Some("check_sound")));

    let restored = portal(&new, &["restore", "--json", "--from", copy.to_str().unwrap()]);
    assert_eq!(json(&restored)["numbers_left_out"], 10_000);
    assert_ne!(json(&restored)["epoch"], json(&restored)["epoch_before"]);
    assert_eq!(json(&portal(&new, &["case", "list", "--json"])).as_array().unwrap().len(), 1);
    std::fs::write(copy.join("portal.sqlite3"), "not the books").unwrap();
    let other = folders.path().join("other");
    let refused = portal(&other, &["restore", "--json", "--from", copy.to_str().unwrap()]);
    assert_eq!((refused.status.code(), json(&refused)["code"].as_str()), (Some(4), Some("backup_damaged")));
    assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0, "a backup that is not whole leaves nothing");
}

#[test]
fn keys_are_listed_and_changed_without_showing_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let list = || json(&portal(folder.path(), &["key", "list", "--json"]));
    let before = list();
    assert_eq!(before.as_array().unwrap().len(), 3);
    let new = json(&portal(folder.path(), &["key", "rotate", "--purpose", "receipts", "--json"]));
    let after = list();
    assert_eq!((&after[1]["key"], &after[2]["key"]), (&before[1]["key"], &new["key"]));
    assert!(after[1]["retired_at"].is_string() && after[2]["retired_at"].is_null());
    assert_eq!(portal(folder.path(), &["key", "rotate", "--purpose", "secret"]).status.code(), Some(2));
    let secret = std::fs::read(folder.path().join("keys/receipts.key")).unwrap();
    let shown = portal(folder.path(), &["key", "list"]).stdout;
    let secret = data_encoding::HEXLOWER.encode(&secret);
    assert!(!String::from_utf8_lossy(&shown).contains(&secret));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_backup_that_is_ended_leaves_nothing_that_looks_like_one() {
    let house = House::open().await;
    let photo = crate::house::photo(5000);
    let sealed = crate::house::with_photo(&device(1), &photo);
    let answer = house.exchange(&[header(), offered(&sealed)]).await;
    crate::uploads::upload_whole(&house, &answer.ticket(&sealed), &photo).await;
    let path = house.app.state().photos().photo(&report::Sha256::of(&photo));
    std::fs::remove_file(&path).unwrap();
    // A disk that does not answer: nobody ever writes into this pipe.
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    let folders = tempfile::tempdir().unwrap();
    let copy = folders.path().join("copy");
    let mut command = command(house.folder.path(), &["backup", "--json", "--to", copy.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let waits = stderr.lines().map_while(Result::ok).find(|line| line.contains("0/1"));
    assert!(waits.is_some() && copy.join("UNFINISHED").exists() && !copy.join("manifest.json").exists());
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), json(&ended)["code"].as_str()), (Some(4), Some("cancelled")));
    assert!(!copy.exists());
}

/// A serving portal and its lines up to the address.
fn serving(folder: &Path) -> (Child, Vec<String>) {
    let mut command = command(folder, &["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        lines.push(line);
        if lines.last().is_some_and(|line| line.contains("listening")) {
            break;
        }
    }
    (child, lines)
}

pub fn portal(folder: &Path, words: &[&str]) -> Output {
    command(folder, words).output().unwrap()
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command.args(words).arg("--data").arg(folder).env("LC_ALL", "C.UTF-8").env_remove("RUST_LOG");
    if let Some(address) = crate::books::address(folder) {
        command.env("PORTAL_DATABASE", address);
    }
    command
}

pub fn json(output: &Output) -> serde_json::Value {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr)))
}
