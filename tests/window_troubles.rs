//! What goes wrong around the window: a full disk, a region pack that is damaged or another province's, a portal that is
//! replaced, characters that are rare. It says what happened, nothing is lost, and it goes on.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{BadLink, Device, Portal, SmallDisk, photo, require_data};
use fantoccini::Client;
use serde_json::json;

#[macro_use]
mod browsers;

use browsers::{DESKTOP, PHONE, Window, all, exists, find, first_start, press, text, until};

const MIB: u64 = 1024 * 1024;

at_both_sizes!(a_full_disk_is_told_and_the_draft_is_kept, full);

async fn full(name: &str, size: (u32, u32)) {
    let (Some(_), Some(disk)) = (require_data(name), SmallDisk::of(64 * MIB, name)) else { return };
    let books = tempfile::tempdir().unwrap();
    let (folder, nowhere) = (disk.path().join("data"), Portal::new(books.path()).url());
    let mut window = Window::open(&folder, &nowhere, size).await;
    let client = &window.client;
    first_start(&window).await;
    add(client, "quang-tri/dong_ha.jpg").await;
    find(client, "photo-item").await;
    find(client, "text").await.send_keys("Cầu treo hỏng lan can").await.unwrap();
    press(client, "category-giao-thong").await;

    disk.leave(0);
    add(client, "quang-tri/khe_sanh_9mp.jpg").await;
    told(client, "disk_full", "Những gì đã lưu vẫn còn").await;
    window.screen("report-storage-full", "send").await;
    assert_eq!(all(client, "photo-item").await, 1, "what was there is there");
    find(client, "text").await.send_keys(", sắp gãy").await.unwrap();
    until("nothing of the draft to be coming", || async {
        let coming = "return document.querySelectorAll('.coming').length";
        (client.execute(coming, Vec::new()).await.ok()? == json!(0)).then_some(())
    })
    .await;
    disk.free();
    add(client, "quang-tri/khe_sanh_9mp.jpg").await;
    until("the second photo", || async { (all(client, "photo-item").await == 2).then_some(()) }).await;
    window.kill_app();

    let window = Window::open(&folder, &nowhere, size).await;
    assert_eq!(all(&window.client, "photo-item").await, 2);
    assert_eq!(written(&window.client).await, "Cầu treo hỏng lan can, sắp gãy");
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_region_pack_leaves_the_places_to_be_chosen_until_another_came() {
    let name = "a_damaged_region_pack_leaves_the_places_to_be_chosen_until_another_came";
    let Some(data) = require_data(name) else { return };
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut portal = Portal::with_polygons(books.path(), &data);
    let mut window = Window::open(device.path(), &portal.url(), PHONE).await;
    first_start(&window).await;
    add(&window.client, "quang-tri/dong_ha.jpg").await;
    found_by(&window.client, "polygon").await;
    window.kill_app();
    portal.kill();
    std::fs::write(device.path().join("region.cbor"), "not a pack").unwrap();

    let window = Window::open(device.path(), &portal.url(), PHONE).await;
    let client = &window.client;
    found_by(client, "suggested").await;
    assert!(exists(client, "error").await.is_none(), "nobody needs to do anything about it");
    window.screen("report-without-pack", "place-choice-19333").await;
    assert!(device.path().join("region.damaged.cbor").exists(), "whoever looks for the reason finds it");
    portal.start();
    found_by(client, "polygon").await;
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_of_another_province_gets_nothing_and_gives_no_region_pack() {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let config = books.path().join("hue.toml");
    std::fs::write(&config, "portal_id = \"hue\"\ncase_prefix = \"HUE\"\n").unwrap();
    let mut portal = Portal::new(&books.path().join("portal"));
    portal.start_with(&[("PORTAL_CONFIG", config.to_str().unwrap())], |_| {});
    let window = Window::open(device.path(), &portal.url(), PHONE).await;
    let client = &window.client;
    first_start(&window).await;
    file(client, "Nắp cống vỡ").await;
    let said = until("it to be said", || async {
        Some(text(client, "connection").await).filter(|said| said.contains("không hợp lệ"))
    })
    .await;
    assert!(said.contains("vẫn nằm trên máy"), "{said}");
    window.screen("sent-other-province", "to-story").await;
    let state = find(client, "sent-state").await.attr("data-state").await.unwrap();
    assert_eq!(state.as_deref(), Some("queued"));
    assert!(!device.path().join("region.cbor").exists(), "no pack of another province");
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_another_province_is_told_and_left_as_it_is() {
    let device = Device::new();
    assert_eq!(device.run(&["--portal-id", "hue", "list"]).code, 0);
    let window = Window::open(device.folder(), "http://127.0.0.1:9", DESKTOP).await;
    told(&window.client, "data_of_another_portal", "Dữ liệu không bị thay đổi").await;
    window.screen("another-province", "first-next").await;
    assert_eq!(device.run(&["--portal-id", "hue", "list"]).code, 0, "it is still that province's");
    window.client.close().await.unwrap();
}

at_both_sizes!(a_portal_with_another_key_gets_nothing_more_until_a_person_trusts_it, replaced);

async fn replaced(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = books.path().join("portal");
    let mut portal = Portal::started(&folder);
    let link = BadLink::to(portal.address(), Vec::new()).await;
    let window = Window::open(device.path(), &link.url(), size).await;
    let client = &window.client;
    first_start(&window).await;
    file(client, "Trước khi đổi khóa").await;
    find(client, "tracking-code").await;
    portal.kill();
    press(client, "to-report").await;
    file(client, "Sau khi đổi khóa").await;
    std::fs::rename(&folder, books.path().join("before")).unwrap();
    portal.start();

    find(client, "stranger").await;
    window.screen("stranger", "stranger-compared").await;
    let root = root_key(&portal);
    let shown: String = text(client, "stranger").await.split_whitespace().collect();
    assert!(shown.contains(&root), "{root} is to be compared: {shown}");
    press(client, "nav-report").await;
    file(client, "Khi chưa ai tin").await;
    let greeted = link.bytes().1;
    until("another greeting", || async { (link.bytes().1 > greeted + 100).then_some(()) }).await;
    let met = portal.cases().len();
    assert!(met <= 1, "only what was on the way when it was met: {met}");
    press(client, "nav-mine").await;
    assert_eq!(all(client, "report-row").await, 3, "the queue is kept");
    press(client, "stranger-compared").await;
    press(client, "stranger-trust").await;
    until("all at the new portal", || async { (portal.cases().len() == 3).then_some(()) }).await;
    until("the question to be over", || async { exists(client, "stranger").await.is_none().then_some(()) }).await;
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rare_characters_arrive_as_they_were_written_and_a_zero_byte_is_told() {
    let books = tempfile::tempdir().unwrap();
    let device = tempfile::tempdir().unwrap();
    let portal = Portal::started(books.path());
    let window = Window::open(device.path(), &portal.url(), PHONE).await;
    let client = &window.client;
    first_start(&window).await;
    let rare = "Đèn 💡 hỏng ở \u{202e}chợ\u{202c} \u{200f}𠮷野\u{200d}👨‍👩‍👧 e\u{323}\u{302}";
    press(client, "category-dien-chieu-sang").await;
    press(client, "place-all").await;
    press(client, "place-choice-19333").await;
    type_in(client, &format!("{rare}\u{0}")).await;
    told(client, "text_invalid", "Bản nháp vẫn còn").await;
    window.screen("report-zero-byte", "send").await;
    type_in(client, rare).await;
    until("nothing to be wrong any more", || async { exists(client, "error").await.is_none().then_some(()) }).await;
    press(client, "send").await;
    find(client, "tracking-code").await;
    let number = portal.cases()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(portal.command(&["case", "show", &number])["text"], rare);
    press(client, "to-story").await;
    until("it on the screen", || async { client.source().await.ok()?.contains("𠮷野").then_some(()) }).await;
    window.screen("story-rare-characters", "withdraw").await;
    window.client.close().await.unwrap();
}

async fn add(client: &Client, name: &str) {
    let photo = photo(name).unwrap();
    find(client, "photo-input").await.send_keys(photo.to_str().unwrap()).await.unwrap();
}

/// What went wrong, as it is shown.
async fn told(client: &Client, code: &str, words: &str) {
    let error = find(client, "error").await;
    assert_eq!(error.attr("data-code").await.unwrap().as_deref(), Some(code));
    let said = error.text().await.unwrap();
    assert!(said.contains(words), "{said}");
}

async fn found_by(client: &Client, method: &str) {
    until(method, || async {
        let told = exists(client, "place-summary").await?.attr("data-method").await.ok()??;
        (told == method).then_some(())
    })
    .await;
}

/// A report in Đông Hà, written and sent off.
async fn file(client: &Client, words: &str) {
    press(client, "category-giao-thong").await;
    find(client, "text").await.send_keys(words).await.unwrap();
    find(client, "place-search").await.send_keys("dong ha").await.unwrap();
    press(client, "place-choice-19333").await;
    press(client, "send").await;
    find(client, "sent-state").await;
}

/// As pasting does: whatever the characters are, and without the keyboard's own idea of them.
async fn type_in(client: &Client, words: &str) {
    let paste = "const field = document.querySelector('[data-test=text]')
        field.value = arguments[0]
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    client.execute(paste, vec![json!(words)]).await.unwrap();
}

async fn written(client: &Client) -> String {
    find(client, "text").await.prop("value").await.unwrap().unwrap_or_default()
}

/// The root key that the portal has now, as the province would publish it.
fn root_key(portal: &Portal) -> String {
    let keys = portal.command(&["key", "list"]);
    let keys = keys.as_array().unwrap();
    let root = keys.iter().find(|key| key["purpose"] == "root").unwrap();
    root["key"].as_str().unwrap().to_owned()
}
