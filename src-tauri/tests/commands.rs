//! The window's commands through the real permissions, without a display.
#![expect(clippy::unwrap_used, reason = "tests")]

use phan_anh::Folder;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Manager as _, WebviewWindow, WebviewWindowBuilder};

#[test]
fn a_report_is_written_filed_and_listed() {
    let (_folder, _app, window) = opened();
    let draft =
        ask(&window, "change_draft", json!({ "change": { "text": "Đèn hỏng", "category": "khac", "commune": null } }));
    assert_eq!(draft.unwrap()["missing"], json!(["place"]));
    let chosen = json!({ "change": { "text": null, "category": null, "commune": "19333" } });
    let draft = ask(&window, "change_draft", chosen).unwrap();
    assert_eq!((draft["missing"].clone(), draft["place"]["method"].clone()), (json!([]), json!("chosen")));
    let id = ask(&window, "file_report", json!({})).unwrap();
    let reports = ask(&window, "reports", json!({})).unwrap();
    assert_eq!((reports[0]["id"].clone(), reports[0]["state"].clone()), (id.clone(), json!("queued")));
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
    let photo = raw(&window, "add_photo", b"<html>".to_vec()).unwrap_err();
    assert_eq!(photo["code"], "photo_not_a_picture");
    let mut settings = ask(&window, "settings", json!({})).unwrap();
    settings["language"] = json!("en");
    ask(&window, "save_settings", json!({ "settings": settings })).unwrap();
    let error = ask(&window, "file_report", json!({})).unwrap_err();
    assert_eq!(error["code"], "category_missing");
    assert!(error["message"].as_str().unwrap().starts_with("No category"));
    assert_eq!(ask(&window, "report", json!({ "id": "x" })).unwrap_err()["code"], "report_unknown");
    assert_eq!(ask(&window, "add_photo", json!({})).unwrap_err()["code"], "file_unreadable");
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
        ask(&window, "change_draft", json!({ "change": { "text": "Nửa chừng", "category": null, "commune": null } }))
            .unwrap();
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
            folder.path(),
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
    phan_anh::open(&app, Folder::new(folder.path().to_owned())).unwrap();
    let window = app.get_webview_window("main");
    let window = window.unwrap_or_else(|| WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap());
    (app, window)
}

fn ask(window: &WebviewWindow<MockRuntime>, command: &str, words: Value) -> Result<Value, Value> {
    respond(window, command, InvokeBody::Json(words))
}

fn raw(window: &WebviewWindow<MockRuntime>, command: &str, bytes: Vec<u8>) -> Result<Value, Value> {
    respond(window, command, InvokeBody::Raw(bytes))
}

fn respond(window: &WebviewWindow<MockRuntime>, command: &str, body: InvokeBody) -> Result<Value, Value> {
    let url = if cfg!(any(windows, target_os = "android")) { "http://tauri.localhost" } else { "tauri://localhost" };
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body,
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_string(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().unwrap())
}
