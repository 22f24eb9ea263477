//! The window's commands through the real permissions, without a display.
#![expect(clippy::unwrap_used, reason = "tests")]

use phan_anh::Folder;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager as _, WebviewWindow, WebviewWindowBuilder};

#[path = "../../crates/outbox/tests/sync/sound.rs"]
#[expect(dead_code, reason = "one container is enough here")]
mod sound;

#[test]
fn a_report_is_written_filed_and_listed() {
    let (_folder, _app, window) = opened();
    let draft = change(&window, json!({ "text": "Đèn hỏng", "category": "khac" }));
    assert_eq!(draft["missing"], json!(["place"]));
    let draft = change(&window, json!({ "commune": "19333" }));
    assert_eq!((draft["missing"].clone(), draft["place"]["method"].clone()), (json!([]), json!("chosen")));
    let id = ask(&window, "file_draft", json!({ "id": draft["id"] })).unwrap();
    let reports = mine(&window)["rows"].clone();
    assert_eq!(
        (reports[0]["report"]["id"].clone(), reports[0]["report"]["state"].clone()),
        (id.clone(), json!("queued"))
    );
    let story = ask(&window, "report", json!({ "id": id })).unwrap();
    assert_eq!(story["summary"]["commune"]["name"], "Phường Đông Hà");
    assert_eq!(ask(&window, "draft", json!({})).unwrap()["text"], "", "the next draft is empty");
}

#[test]
fn a_place_is_found_by_its_name_without_a_network() {
    let (_folder, _app, window) = opened();
    let hits = ask(&window, "search_places", json!({ "text": "p. dong ha" })).unwrap();
    assert_eq!((hits[0]["name"].clone(), hits[0]["kind"].clone()), (json!("Phường Đông Hà"), json!("commune")));
    assert_eq!((hits[0]["commune"]["code"].clone(), hits[0]["former"].clone()), (json!("19333"), json!(false)));
    assert_eq!(ask(&window, "search_places", json!({ "text": "" })).unwrap(), json!([]));
}

#[test]
fn what_is_wrong_is_said_in_the_chosen_language_and_the_draft_is_kept() {
    let (_folder, _app, window) = opened();
    let draft = ask(&window, "draft", json!({})).unwrap()["id"].as_str().unwrap().to_owned();
    let photo = add_photo(&window, &draft, b"<html>".to_vec()).unwrap_err();
    assert_eq!(photo["code"], "photo_not_a_picture");
    let mut settings = ask(&window, "settings", json!({})).unwrap();
    settings["language"] = json!("en");
    ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
    let error = ask(&window, "file_draft", json!({ "id": draft })).unwrap_err();
    assert_eq!(error["code"], "category_missing");
    assert!(error["message"].as_str().unwrap().starts_with("No category"));
    assert_eq!(ask(&window, "report", json!({ "id": "x" })).unwrap_err()["code"], "report_unknown");
    assert_eq!(ask(&window, "add_photo", json!({})).unwrap_err()["code"], "file_unreadable");
    let voice = respond_to(&window, "set_voice", InvokeBody::Raw(b"<html>".to_vec()), &[("draft", &draft)]);
    assert_eq!(voice.unwrap_err()["code"], "voice_not_taken");
}

#[test]
fn a_voice_note_is_kept_heard_shared_and_thrown_away() {
    let (_folder, _app, window) = opened();
    let draft = ask(&window, "draft", json!({})).unwrap()["id"].as_str().unwrap().to_owned();
    let recording = sound::ogg(3);
    let kept = respond_to(&window, "set_voice", InvokeBody::Raw(recording), &[("draft", &draft)]).unwrap();
    let voice = &kept["voice"];
    let told = [&voice["mediaType"], &voice["seconds"], &voice["unitHears"]];
    assert_eq!(told, [&json!("audio/ogg"), &json!(3), &json!(false)]);
    assert_eq!(change(&window, json!({ "unitHears": true }))["voice"]["unitHears"], true);
    assert_eq!(ask(&window, "remove_voice", json!({ "id": draft })).unwrap()["voice"], Value::Null);
}

#[test]
fn strange_characters_are_kept_as_written_and_a_zero_byte_is_refused_with_the_draft_untouched() {
    let (_folder, _app, window) = opened();
    let strange = "Đèn 💡 hỏng \u{202e}ở chợ\u{202c} 𠮷";
    assert_eq!(change(&window, json!({ "text": strange }))["text"], strange);
    let id = ask(&window, "draft", json!({})).unwrap()["id"].clone();
    let change = json!({ "category": null, "text": "a\u{0}b", "commune": null, "map": null, "behalf": null });
    let refused = ask(&window, "change_draft", json!({ "id": id, "change": change })).unwrap_err();
    assert_eq!(refused["code"], "text_invalid");
    assert_ne!(refused["message"], json!(""));
    assert_eq!(ask(&window, "draft", json!({})).unwrap()["text"], strange);
}

#[test]
fn with_a_damaged_region_pack_everything_still_opens() {
    let (folder, _app, window) = opened();
    std::fs::write(folder.path().join("data/region.cbor"), b"not a pack").unwrap();
    assert!(ask(&window, "categories", json!({})).unwrap().as_array().unwrap().len() > 10);
    assert!(folder.path().join("data/region.damaged.cbor").exists(), "whoever looks for the reason finds it");
}

#[test]
fn the_categories_in_which_somebody_filed_last_stand_first_and_the_others_stay_where_they_are() {
    let (_folder, _app, window) = opened();
    let codes = |recent: bool| -> Vec<Value> {
        let categories = ask(&window, "categories", json!({})).unwrap();
        let wanted = categories.as_array().unwrap().iter().filter(|one| one["recent"] == recent);
        wanted.map(|one| one["code"].clone()).collect()
    };
    let before = codes(false);
    assert_eq!(codes(true), Vec::<Value>::new());
    for category in ["y-te", "khac", "y-te", "du-lich"] {
        let draft = change(&window, json!({ "text": "Đèn hỏng", "category": category, "commune": "19333" }));
        ask(&window, "file_draft", json!({ "id": draft["id"] })).unwrap();
    }
    assert_eq!(codes(true), ["du-lich", "y-te", "khac"]);
    let others: Vec<Value> = before.into_iter().filter(|code| !codes(true).contains(code)).collect();
    assert_eq!(codes(false), others);
}

#[test]
fn settings_and_draft_are_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    {
        let (_app, window) = open(&folder);
        let mut settings = ask(&window, "settings", json!({})).unwrap();
        assert_eq!(settings["consentVersion"], Value::Null);
        settings["consentVersion"] = json!(1);
        ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
        change(&window, json!({ "text": "Nửa chừng" }));
    }
    let (_app, window) = open(&folder);
    assert_eq!(ask(&window, "settings", json!({})).unwrap()["consentVersion"], 1);
    assert_eq!(ask(&window, "draft", json!({})).unwrap()["text"], "Nửa chừng");
}

#[test]
fn name_and_phone_go_with_reports_only_when_the_citizen_ticked_it() {
    let (folder, _app, window) = opened();
    let person = || {
        let outbox = outbox::Outbox::open(
            &folder.path().join("data"),
            "quang-tri".parse().unwrap(),
            std::sync::Arc::new(outbox::SystemClock::default()),
        );
        outbox.unwrap().person().unwrap()
    };
    let mut settings = ask(&window, "settings", json!({})).unwrap();
    settings["name"] = json!("Người thử");
    settings["phone"] = json!("12");
    ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
    assert!(person().is_nobody(), "kept on the device alone, however it is written");
    settings["shareContact"] = json!(true);
    let refused = ask(&window, "save_settings", json!({ "settings": settings })).unwrap_err();
    assert_eq!(refused["code"], "phone_invalid");
    assert_eq!(ask(&window, "settings", json!({})).unwrap()["shareContact"], false, "as before");
    settings["phone"] = json!("0912 345 678");
    ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
    assert_eq!(person().name.as_deref(), Some("Người thử"));
    for (told_by, email, kept) in [
        ("sms", json!(null), Ok("sms")),
        ("email", json!("lan"), Err("email_invalid")),
        ("email", json!("lan@example.vn"), Ok("email:lan@example.vn")),
    ] {
        settings["toldBy"] = json!(told_by);
        settings["email"] = email;
        let saved = ask(&window, "save_settings", json!({ "settings": settings }));
        assert_eq!(
            saved.as_ref().map(drop).map_err(|error| error["code"].clone()),
            kept.map(drop).map_err(Value::from)
        );
        if let Ok(way) = kept {
            assert_eq!(person().notify.unwrap().to_string(), way);
        }
    }
    settings["shareContact"] = json!(false);
    ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
    assert!(person().is_nobody());
}

#[test]
fn settings_that_cannot_be_are_refused_and_stay_as_they_were() {
    let (_folder, _app, window) = opened();
    let before = ask(&window, "settings", json!({})).unwrap();
    for (address, code) in [("http://example.vn", "insecure_address"), ("quang tri", "address_invalid")] {
        let mut settings = before.clone();
        settings["portalUrl"] = json!(address);
        let refused = ask(&window, "save_settings", json!({ "settings": settings })).unwrap_err();
        assert_eq!(refused["code"], code);
    }
    assert_eq!(ask(&window, "settings", json!({})).unwrap(), before);
    assert_eq!(ask(&window, "trust_portal", json!({ "rootKey": "x" })).unwrap_err()["code"], "root_key_not_seen");
}

#[test]
fn a_report_is_edited_taken_back_and_its_erasure_asked_before_it_was_sent() {
    let (_folder, _app, window) = opened();
    let draft = change(&window, json!({ "text": "Đèn hỏng", "category": "khac", "commune": "19333" }));
    let report = ask(&window, "file_draft", json!({ "id": draft["id"] })).unwrap();
    let story = ask(&window, "report", json!({ "id": report })).unwrap();
    assert_eq!(story["may"], json!(["report", "withdraw", "erase"]), "nothing was asked, nothing was answered");
    let edit = ask(&window, "draft_about", json!({ "report": report, "kind": "report" })).unwrap();
    assert_eq!((edit["about"].clone(), edit["text"].clone()), (report.clone(), json!("Đèn hỏng")));
    let words = json!({ "id": edit["id"], "change": { "text": "Đèn hỏng cả đường" } });
    ask(&window, "change_draft", words).unwrap();
    let begun = ask(&window, "draft_about", json!({ "report": report, "kind": "report" })).unwrap();
    assert_eq!((begun["id"].clone(), begun["text"].clone()), (edit["id"].clone(), json!("Đèn hỏng cả đường")));
    assert_eq!(ask(&window, "draft", json!({})).unwrap()["text"], "", "the edit is no draft of a new report");
    ask(&window, "file_draft", json!({ "id": edit["id"] })).unwrap();
    ask(&window, "withdraw", json!({ "report": report, "text": "Đã sửa" })).unwrap();
    let refused = ask(&window, "draft_about", json!({ "report": report, "kind": "answer" })).unwrap_err();
    assert_eq!(refused["code"], "not_asked");
    assert_eq!(
        ask(&window, "rate", json!({ "report": report, "stars": 4, "text": "" })).unwrap_err()["code"],
        "not_answered"
    );
    assert_eq!(ask(&window, "erase_reports", json!({})).unwrap(), 1);
    let story = ask(&window, "report", json!({ "id": report })).unwrap();
    let kinds: Vec<Value> = story["deeds"].as_array().unwrap().iter().map(|deed| deed["kind"].clone()).collect();
    assert_eq!(kinds, ["report", "withdraw", "erase"]);
    assert_eq!((story["summary"]["text"].clone(), story["may"].clone()), (json!("Đèn hỏng cả đường"), json!([])));
}

#[test]
fn codes_and_numbers_wait_for_the_portal_and_wrong_ones_are_refused_at_once() {
    let (_folder, _app, window) = opened();
    assert_eq!(ask(&window, "claim", json!({ "code": "ABC" })).unwrap_err()["code"], "code_mistyped");
    assert_eq!(ask(&window, "claims", json!({})).unwrap(), json!([]));
    let follow = |case: &str, kind: &str| ask(&window, "take_part", json!({ "caseNumber": case, "kind": kind }));
    assert_eq!(follow("số 12", "follow").unwrap_err()["code"], "case_number_invalid");
    follow(" qt-2026-000123 ", "me_too").unwrap();
    assert_eq!(follow("QT-2026-000123", "me_too").unwrap_err()["code"], "already_done");
    let followed = ask(&window, "followed", json!({})).unwrap();
    assert_eq!(followed[0]["caseNumber"], "QT-2026-000123");
    assert_eq!(
        (followed[0]["wanted"].clone(), followed[0]["deeds"][0]["state"].clone()),
        (json!(true), json!("queued"))
    );
}

#[test]
fn a_finger_on_the_map_gives_a_place_without_a_network() {
    let (_folder, _app, window) = opened();
    let under = ask(&window, "locate", json!({ "lat": 16.8163, "lon": 107.096 })).unwrap();
    assert_eq!((under["source"].clone(), under["method"].clone()), (json!("map"), json!("suggested")));
    assert_eq!(
        ask(&window, "locate", json!({ "lat": 916.8, "lon": 107.096 })).unwrap_err()["code"],
        "position_invalid"
    );
    // Raw bytes reach a test as numbers.
    let bytes: Vec<u8> = serde_json::from_value(ask(&window, "map", json!({})).unwrap()).unwrap();
    let drawing: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(drawing["features"].as_array().unwrap().len(), 78);
    let draft =
        change(&window, json!({ "text": "Ổ gà", "category": "khac", "map": { "lat": 16.8163, "lon": 107.096 } }));
    assert_eq!((draft["place"]["source"].clone(), draft["missing"].clone()), (json!("map"), json!(["place"])));
    let draft = change(&window, json!({ "commune": draft["place"]["candidates"][0]["commune"]["code"] }));
    assert_eq!((draft["place"]["source"].clone(), draft["missing"].clone()), (json!("map"), json!([])));
}

#[test]
fn categories_say_what_the_province_asks_of_them() {
    let (_folder, _app, window) = opened();
    let categories = ask(&window, "categories", json!({})).unwrap();
    let of = |code: &str| categories.as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
    assert_eq!(of("bom-min-vat-no")["photoUnwanted"], true);
    assert_eq!(
        (of("giao-thong")["photoUnwanted"].clone(), of("giao-thong")["icon"].clone()),
        (json!(false), json!("giao-thong"))
    );
}

#[test]
fn ones_own_data_are_counted_copied_and_erased_and_the_app_begins_anew() {
    let (folder, _app, window) = opened();
    let draft = change(&window, json!({ "text": "Đèn hỏng", "category": "khac", "commune": "19333" }));
    ask(&window, "file_draft", json!({ "id": draft["id"] })).unwrap();
    let data = ask(&window, "my_data", json!({})).unwrap();
    assert_eq!((data["reports"].clone(), data["unsent"].clone()), (json!(1), json!(true)));
    let copy = ask(&window, "export_data", json!({})).unwrap();
    let copied = std::path::Path::new(copy["folder"].as_str().unwrap());
    assert!(copied.starts_with(folder.path().join("copies")));
    let words: Value = serde_json::from_slice(&std::fs::read(copied.join("data.json")).unwrap()).unwrap();
    assert_eq!(words["reports"][0]["text"], "Đèn hỏng");

    let refused = ask(&window, "erase_everything", json!({ "evenUnsent": false })).unwrap_err();
    assert_eq!(refused["code"], "unsent_waits");
    assert_eq!(mine(&window)["all"], 1);
    ask(&window, "erase_everything", json!({ "evenUnsent": true })).unwrap();
    assert_eq!(mine(&window)["all"], 0);
    assert_eq!(ask(&window, "settings", json!({})).unwrap()["consentVersion"], Value::Null);
    let draft = change(&window, json!({ "text": "Ổ gà", "category": "khac", "commune": "19333" }));
    ask(&window, "file_draft", json!({ "id": draft["id"] })).unwrap();
    assert!(copied.join("data.json").exists(), "the copy is the citizen's");
}

#[test]
fn another_window_may_ask_nothing() {
    let (_folder, app, _window) = opened();
    let other = WebviewWindowBuilder::new(&app, "other", Default::default()).build().unwrap();
    let refused = ask(&other, "draft", json!({})).unwrap_err();
    assert!(refused.as_str().unwrap().contains("not allowed"), "{refused}");
}

fn opened() -> (tempfile::TempDir, App<MockRuntime>, WebviewWindow<MockRuntime>) {
    let folder = tempfile::tempdir().unwrap();
    let (app, window) = open(&folder);
    (folder, app, window)
}

fn open(folder: &tempfile::TempDir) -> (App<MockRuntime>, WebviewWindow<MockRuntime>) {
    let app = phan_anh::build(mock_builder()).build(phan_anh::context()).unwrap();
    phan_anh::open(&app, Folder::new(folder.path().join("data"), folder.path().join("copies"))).unwrap();
    let window = app.get_webview_window("main");
    let window = window.unwrap_or_else(|| WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap());
    (app, window)
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str, words: Value) -> Result<Value, Value> {
    respond(window, command, InvokeBody::Json(words))
}

/// Changes the draft of a new report.
fn mine(window: &WebviewWindow<MockRuntime>) -> Value {
    ask(window, "reports", json!({ "which": "all", "query": "", "from": 0, "most": 40 })).unwrap()
}

fn change(window: &WebviewWindow<MockRuntime>, change: Value) -> Value {
    let draft = ask(window, "draft", json!({})).unwrap();
    ask(window, "change_draft", json!({ "id": draft["id"], "change": change })).unwrap()
}

fn add_photo(window: &WebviewWindow<MockRuntime>, draft: &str, bytes: Vec<u8>) -> Result<Value, Value> {
    respond_to(window, "add_photo", InvokeBody::Raw(bytes), &[("draft", draft)])
}

fn respond(window: &WebviewWindow<MockRuntime>, command: &str, body: InvokeBody) -> Result<Value, Value> {
    respond_to(window, command, body, &[])
}

fn respond_to(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    body: InvokeBody,
    headers: &[(&'static str, &str)],
) -> Result<Value, Value> {
    let url = if cfg!(any(windows, target_os = "android")) { "http://tauri.localhost" } else { "tauri://localhost" };
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body,
        headers: headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect(),
        invoke_key: INVOKE_KEY.to_string(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}
