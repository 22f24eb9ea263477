//! What everybody sees, and what nobody may see before its time.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, ACCEPT_LANGUAGE, IF_NONE_MATCH};
use axum::http::{Request, StatusCode};
use office::{DONG_HA, Filed, NAM_DONG_HA, Office, Reply, Story};
use serde_json::json;

/// The first flight of packets.
const FIRST_FLIGHT: usize = 14 * 1024;

#[tokio::test]
async fn nothing_of_a_case_is_public_before_it_is_published_and_nothing_after_it_is_unpublished() {
    let office = Office::open().await;
    let filed = office.file(Story { photos: 1, ..Story::default() }).await;
    office.deliver(&filed).await;
    assert_eq!(seen_by_everybody(&office, &filed).await, [false; 5]);

    office.desk_publishes(&filed.number).await;
    assert_eq!(seen_by_everybody(&office, &filed).await, [true; 5]);

    office.desk_does(&filed.number, json!({ "kind": "unpublish" })).await;
    assert_eq!(seen_by_everybody(&office, &filed).await, [false; 5]);
}

/// Front page, list, page, thumbnail, picture.
async fn seen_by_everybody(office: &Office, filed: &Filed) -> [bool; 5] {
    let [front, list] = [office.get("/").await, office.get("/phan-anh").await];
    let page = office.get(&format!("/phan-anh/{}", filed.number)).await;
    let cookie = office.sign_in("duty.officer").await;
    let photo = office.case(&cookie, &filed.number).await.json()["photos"][0].clone();
    let copy = photo["copy"]["sha256"].as_str().map_or_else(|| filed.photos[0].to_string(), str::to_owned);
    let small = office.get(&format!("/thumbnail/{copy}")).await;
    let whole = office.get(&format!("/anh/{copy}")).await;
    let told = |reply: &Reply| reply.text().contains(&filed.number) || reply.text().contains("Ổ gà lớn");
    let there = |reply: &Reply| reply.status == StatusCode::OK;
    [told(&front), told(&list), there(&page) && told(&page), there(&small), there(&whole)]
}

#[tokio::test]
async fn a_case_that_is_not_public_answers_as_one_that_is_not_there() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let hidden = office.get(&format!("/phan-anh/{}", filed.number)).await;
    let missing = office.get("/phan-anh/QT-2026-999999").await;
    assert_eq!((hidden.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(hidden.text().replace(&filed.number, "N"), missing.text().replace("QT-2026-999999", "N"));
}

#[tokio::test]
async fn everybody_reads_the_published_words_and_the_sender_their_own() {
    let office = Office::open().await;
    let filed = office.file(Story { text: "Xe của ông A, 0912 345 678, đổ rác", ..Story::default() }).await;
    office
        .desk_does(&filed.number, json!({ "kind": "publish", "looked": true, "public_text": "Xe đổ rác <bên> đường" }))
        .await;
    let page = office.get(&format!("/phan-anh/{}", filed.number)).await.text();
    assert!(page.contains("Xe đổ rác &#60;bên&#62; đường"), "escaped");
    for address in ["/", "/phan-anh", &format!("/phan-anh/{}", filed.number), "/v1/changes"] {
        assert!(!office.get(address).await.text().contains("0912"), "{address}");
    }
    assert!(office.track(&filed.code).await.text().contains("0912 345 678"));
}

#[tokio::test]
async fn whoever_has_the_tracking_code_sees_the_report_and_its_pictures() {
    let office = Office::open().await;
    let filed = office.file(Story { photos: 2, ..Story::default() }).await;
    let page = office.track(&filed.code.to_lowercase().replace('-', " ")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Ổ gà lớn trước chợ Đông Hà"));
    assert!(page.text().contains("Còn 2 ảnh"));
    assert_eq!(
        (page.header("cache-control"), page.header("referrer-policy")),
        ("no-store".into(), "no-referrer".into())
    );

    let pictures = addresses(&page.text(), "src=\"/thumbnail/");
    assert_eq!(pictures.len(), 2);
    let picture = office.get(&pictures[0]).await;
    assert_eq!((picture.status, picture.header("cache-control")), (StatusCode::OK, "no-store".into()));
    let without_pass = pictures[0].split('?').next().unwrap();
    assert_eq!(office.get(without_pass).await.status, StatusCode::NOT_FOUND);
    office.pass_time(31 * 60 * 1000);
    assert_eq!(office.get(&pictures[0]).await.status, StatusCode::NOT_FOUND, "a pass expires");
}

#[tokio::test]
async fn a_tracking_code_is_in_no_address() {
    let office = Office::open().await;
    let filed = office.file(Story { photos: 1, ..Story::default() }).await;
    let page = office.track(&filed.code).await.text();
    let compact = filed.code.replace('-', "");
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for address in page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!address.contains(&filed.code) && !address.contains(&compact), "{address}");
        }
    }
    assert_ne!(office.get(&format!("/tra-cuu?code={}", filed.code)).await.text(), page);
}

#[tokio::test]
async fn a_wrong_code_is_explained_and_guessing_is_stopped() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    let malformed = office.track("12345").await;
    assert_eq!(malformed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(malformed.text().contains("value=\"12345\""), "what was typed is kept");

    let wrong = report::TrackingCode::from_random([3; 13]).to_string();
    for _ in 0..10 {
        assert_eq!(office.track(&wrong).await.status, StatusCode::NOT_FOUND);
    }
    let stopped = office.track(&filed.code).await;
    assert_eq!((stopped.status, stopped.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "600".into()));
    office.pass_time(10 * 60 * 1000);
    assert_eq!(office.track(&filed.code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_stands_first_and_the_timeline_tells_the_four_steps() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    office
        .desk_does(
            &filed.number,
            json!({ "kind": "answer", "outcome": "fixed", "text": "Đã vá mặt đường.", "waiver": "Trời tối" }),
        )
        .await;
    office.desk_publishes(&filed.number).await;
    let page = office.get(&format!("/phan-anh/{}", filed.number)).await.text();
    for words in ["Đã vá mặt đường.", "Đã xử lý xong", "Đã chuyển đơn vị xử lý", "Sở Xây dựng", "23/11/2026 09:00"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.find("Đã vá mặt đường.").unwrap() < page.find("Ổ gà lớn").unwrap());
    assert_eq!(page.matches("aria-current=\"step\"").count(), 1);
}

#[tokio::test]
async fn every_page_speaks_both_languages() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    for path in
        ["/".to_owned(), "/phan-anh".into(), format!("/phan-anh/{}", filed.number), "/tra-cuu".into(), "/x".into()]
    {
        let vietnamese = office.get(&path).await.text();
        let english = office.get(&format!("{path}?lang=en")).await.text();
        assert!(vietnamese.contains("<html lang=\"vi\">") && english.contains("<html lang=\"en\">"), "{path}");
        assert!(english.contains("href=\"/phan-anh?lang=en\""), "a chosen language is kept: {path}");
        assert!(!english.contains("Bỏ lọc") && !vietnamese.contains("Public reports"), "{path}");
    }
    let asked = Request::get("/").header(ACCEPT_LANGUAGE, "en-GB").body(Body::empty()).unwrap();
    assert!(office.send(asked).await.text().contains("See it, report it"));
}

#[tokio::test]
async fn filters_are_links_and_pages_go_on_by_cursor() {
    let office = Office::open().await;
    for index in 0..14 {
        let commune = if index < 2 { NAM_DONG_HA } else { DONG_HA };
        let category = if index == 0 { "moi-truong" } else { "giao-thong" };
        let text = format!("Việc thứ {index}.");
        let filed = office.file(Story { category, commune: Some(commune), text: &text, ..Story::default() }).await;
        office.pass_time(60_000);
        office.desk_publishes(&filed.number).await;
    }
    let first = office.get("/phan-anh").await.text();
    assert!(first.contains("14 phản ánh") && first.contains("Việc thứ 13.") && !first.contains("Việc thứ 1."));
    let older = addresses(&first, "href=\"/phan-anh?truoc=").pop().unwrap();
    let second = office.get(&older).await.text();
    assert!(second.contains("Việc thứ 1.") && second.contains("Việc thứ 0.") && !second.contains("Việc thứ 2."));

    let commune = office.get(&format!("/phan-anh?dia-ban={NAM_DONG_HA}")).await.text();
    assert!(commune.contains("2 phản ánh") && commune.contains("Việc thứ 1.") && !commune.contains("Việc thứ 2."));
    let both = office.get(&format!("/phan-anh?dia-ban={NAM_DONG_HA}&linh-vuc=moi-truong")).await.text();
    assert!(both.contains("1 phản ánh") && both.contains("Việc thứ 0."));
    assert!(both.contains(&format!("href=\"/phan-anh?dia-ban={NAM_DONG_HA}\"")), "one filter can be taken away");
    assert!(office.get("/phan-anh?tinh-trang=co-ket-qua").await.text().contains("0 phản ánh"));
    assert!(office.get("/phan-anh?dia-ban=%27%20OR%201=1").await.text().contains("0 phản ánh"));
}

#[tokio::test]
async fn no_page_sets_a_cookie_runs_a_foreign_script_or_lets_itself_be_framed() {
    let office = Office::open().await;
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    let pages = [
        office.get("/").await,
        office.get("/phan-anh").await,
        office.get(&format!("/phan-anh/{}", filed.number)).await,
        office.track(&filed.code).await,
        office.get("/nothing/here").await,
    ];
    for page in pages {
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(page.headers.get("set-cookie").is_none());
        let page = page.text();
        assert_eq!(
            page.matches("<script").count(),
            page.matches("<script type=\"module\" src=\"/static/pages-").count()
        );
        assert!(!page.contains("style=\"") && !page.contains("onclick"));
    }
}

#[tokio::test]
async fn every_page_arrives_in_the_first_flight() {
    let office = Office::open().await;
    let text = "Đường hỏng nặng, nước đọng thành vũng sâu, xe máy ngã nhiều lần vào ban đêm. ".repeat(4);
    let mut last = None;
    for category in report::category::DEFAULTS {
        let filed = office.file(Story { category, text: &text, photos: 5, ..Story::default() }).await;
        office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
        office
            .desk_does(
                &filed.number,
                json!({ "kind": "answer", "outcome": "fixed", "text": text, "waiver": "Trời tối" }),
            )
            .await;
        office.desk_publishes(&filed.number).await;
        last = Some(filed);
    }
    let number = last.unwrap().number;
    for path in ["/", "/phan-anh", "/ban-do", &format!("/phan-anh/{number}"), "/tra-cuu", "/nothing/here"] {
        let page = compressed(&office, path).await;
        let sheet = addresses(&office.get(path).await.text(), "href=\"/static/public-").pop().unwrap();
        let icon = addresses(&office.get(path).await.text(), "href=\"/static/icon-").pop().unwrap();
        let sizes = [page, compressed(&office, &sheet).await, compressed(&office, &icon).await];
        eprintln!("{path}: {sizes:?} bytes compressed (page, style sheet, icon)");
        assert!(sizes.iter().sum::<usize>() <= FIRST_FLIGHT, "{path}: {sizes:?}");
    }
}

async fn compressed(office: &Office, path: &str) -> usize {
    let asked = Request::get(path).header(ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    let reply = office.send(asked).await;
    assert_eq!(reply.header("content-encoding"), "gzip", "{path}");
    reply.body.len()
}

#[tokio::test]
async fn a_page_that_has_not_changed_costs_a_few_bytes() {
    let office = Office::open().await;
    let tag = office.get("/").await.header("etag");
    let again = Request::get("/").header(IF_NONE_MATCH, &tag).body(Body::empty()).unwrap();
    let again = office.send(again).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let filed = office.file(Story::default()).await;
    office.desk_publishes(&filed.number).await;
    assert_ne!(office.get("/").await.header("etag"), tag);
}

/// Addresses in a page whose attribute begins with `beginning`.
fn addresses(page: &str, beginning: &str) -> Vec<String> {
    let start = &beginning[beginning.find('"').unwrap() + 1..];
    let found = page.split(beginning).skip(1).filter_map(|rest| rest.split('"').next());
    found.map(|rest| format!("{start}{rest}").replace("&#38;", "&")).collect()
}
