//! Citizens whose app is closed are told by SMS, Zalo or mail. The provider is a real HTTP server, the mail server a real one.
#![expect(clippy::unwrap_used, reason = "tests")]

mod console;
#[path = "../mail_server/mod.rs"]
mod mail_server;
#[path = "../office/mod.rs"]
mod office;
mod provider;

use std::time::Duration;

use mail_server::Server;
use office::{Filed, MORNING_MS, Office, Story};
use portal::Config;
use portal::channels::{Channel, Form, Forms, Teller};
use portal::mail::Way;
use portal::store::message::{self, ToldRow};
use portal::store::{case, category};
use provider::{Answer, Provider};
use report::{ActKind, Part};
use serde_json::json;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const PAGE: &str = "https://phananh.example.vn";

#[tokio::test]
async fn each_step_is_told_once_in_one_text_message_without_marks() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    tell(&office).await;
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    tell(&office).await;
    tell(&office).await;
    let office = office.restarted().await;
    tell(&office).await;
    let number = &filed.number;
    let texts = provider.texts();
    let [came, received, dispatched] = texts.as_slice() else { panic!("{texts:?}") };
    let ends = format!(" Xem: {PAGE}/tra-cuu");
    assert!(came.starts_with(&format!("Phan anh {number}: da den cong, du kien tra loi ")), "{came}");
    assert!(received.starts_with(&format!("Phan anh {number}: da tiep nhan, du kien tra loi ")), "{received}");
    assert!(dispatched.starts_with(&format!("Phan anh {number}: da chuyen So Xay dung xu ly, ")), "{dispatched}");
    assert!(texts.iter().all(|text| text.ends_with(&ends) && text.len() <= 160 && text.is_ascii()), "{texts:?}");
    let heard = provider.heard();
    assert!(heard.iter().all(|heard| heard.body["to"] == "84912345678"));
    assert_eq!(heard[0].headers["authorization"], "Bearer bi-mat");
    assert_eq!(heard[0].body["id"], heard[0].token());
    let told = told(&office, number).await;
    let steps: Vec<_> = told.iter().map(|one| (one.what.as_str(), one.sent_at_ms.is_some())).collect();
    assert_eq!(steps, [("submitted", true), ("received", true), ("dispatched", true)]);
}

#[tokio::test]
async fn what_an_officer_or_the_citizen_wrote_is_never_told() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    office.desk_does(&filed.number, json!({ "kind": "reject", "reason": "Xem Quyet dinh 12" })).await;
    tell(&office).await;
    let texts = provider.texts();
    let [one] = texts.as_slice() else { panic!("several changes that wait are one message: {texts:?}") };
    assert!(one.contains("khong duoc tiep nhan") && !one.contains("Quyet dinh") && !one.contains("cho"), "{one}");
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_again_under_the_same_token_and_for_good_is_given_up() {
    let (office, provider) = with_sms([500, 429, 302, 401, 200, 400].map(Answer::Status)).await;
    let filed = told_by(&office, "sms").await;
    for pause in [1, 2, 4, 8, 1] {
        tell(&office).await;
        tell(&office).await;
        office.pass_time(pause * MINUTE_MS);
    }
    assert_eq!(provider.heard().len(), 5, "a minute, then two, four, eight; then it was taken");
    let first = provider.heard()[0].clone();
    assert!(provider.heard().iter().all(|again| again.token() == first.token() && again.body == first.body));
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    for _ in 0..3 {
        tell(&office).await;
        office.pass_time(HOUR_MS);
    }
    assert_eq!(provider.heard().len(), 6, "400 is the last word");
    assert_ne!(provider.heard()[5].token(), first.token());
    let told = told(&office, &filed.number).await;
    assert_eq!((told[0].sent_at_ms.is_some(), told[0].trouble.as_deref()), (true, None));
    assert_eq!((told[1].given_up_at_ms.is_some(), told[1].trouble.as_deref()), (true, Some("HTTP 400")));
}

#[tokio::test]
async fn a_provider_that_never_takes_it_is_tried_for_a_day_and_shows() {
    let (office, provider) = with_sms([Answer::Status(503); 99]).await;
    let filed = told_by(&office, "sms").await;
    for _ in 0..60 {
        tell(&office).await;
        office.pass_time(30 * MINUTE_MS);
        let mut books = office.app.state().store().readers().acquire().await.unwrap();
        let standing = message::standing(&mut books, Channel::Sms, office.app.state().now_ms()).await.unwrap();
        assert_eq!(standing.failing, standing.waiting > 0 && provider.heard().len() >= 3);
    }
    let tries = provider.heard().len();
    assert!((10..30).contains(&tries), "{tries}");
    let told = told(&office, &filed.number).await;
    assert_eq!((told.len(), told[0].trouble.as_deref()), (1, Some("HTTP 503")));
    assert!(told[0].given_up_at_ms.is_some());
}

#[tokio::test]
async fn silence_and_slowness_are_waited_for_and_an_answer_that_is_not_as_agreed_is_no_taking() {
    let answers = [Answer::Silence, Answer::Slow(Duration::from_millis(50)), Answer::Says("{\"code\":99}")];
    let (office, provider) = with_sms(answers).await;
    let form = Form::new(&url(&provider), &[], r#"{"to":"{phone}","text":"{text}"}"#, Some("\"code\":100")).unwrap();
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    assert_eq!(told(&office, &filed.number).await[0].trouble.as_deref(), Some("no answer in time"));
    office.pass_time(MINUTE_MS);
    tell(&office).await;
    assert!(told(&office, &filed.number).await[0].sent_at_ms.is_some());
    Forms::set(&office.app.state().config().data, Channel::Sms, &form).unwrap();
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    tell(&office).await;
    assert_eq!(told(&office, &filed.number).await[1].trouble.as_deref(), Some("HTTP 200, but not as agreed"));
    drop(provider);
    office.pass_time(HOUR_MS);
    tell(&office).await;
    assert_eq!(told(&office, &filed.number).await[1].trouble.as_deref(), Some("no connection"));
}

#[tokio::test]
async fn a_portal_that_ends_between_sending_and_writing_it_down_sends_again_under_the_same_token() {
    let (office, provider) = with_sms([Answer::Silence]).await;
    let filed = told_by(&office, "sms").await;
    let state = office.app.state().clone();
    let telling = tokio::spawn(async move { Teller::new().unwrap().go(&state).await });
    provider.next().await;
    telling.abort();
    assert!(telling.await.is_err());
    let office = office.restarted().await;
    tell(&office).await;
    assert_eq!(provider.heard().len(), 1, "it may be under way still");
    office.pass_time(MINUTE_MS);
    tell(&office).await;
    let heard = provider.heard();
    let [before, after] = heard.as_slice() else { panic!("{heard:?}") };
    assert_eq!((before.token(), &before.body), (after.token(), &after.body));
    assert!(told(&office, &filed.number).await[0].sent_at_ms.is_some());
}

#[tokio::test]
async fn books_that_cannot_be_written_send_nothing() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    let refuse = "CREATE TRIGGER refused BEFORE UPDATE ON message BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
    if !execute(&office, refuse).await {
        // A server says triggers in other words; what is held here is the order of two writes, the same on both.
        return;
    }
    for _ in 0..3 {
        let teller = Teller::with_patience(Duration::from_millis(500)).unwrap();
        assert!(teller.go(office.app.state()).await.is_err());
        office.pass_time(MINUTE_MS);
    }
    assert!(provider.heard().is_empty(), "nobody is told again and again of what cannot be noted");
    assert!(execute(&office, "DROP TRIGGER refused").await);
    tell(&office).await;
    assert_eq!((provider.heard().len(), told(&office, &filed.number).await.len()), (1, 1));
}

#[tokio::test]
async fn what_waited_too_long_is_given_up_and_a_portal_that_was_away_wakes_nobody() {
    let (office, provider) = with_sms([Answer::Status(503)]).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    office.pass_time(16 * HOUR_MS);
    tell(&office).await;
    assert_eq!(provider.heard().len(), 1, "at midnight nothing goes, also what was due before it");
    office.pass_time(30 * HOUR_MS);
    tell(&office).await;
    assert_eq!(provider.heard().len(), 1, "news of the day before yesterday are none");
    let told = told(&office, &filed.number).await;
    assert_eq!((told[0].given_up_at_ms.is_some(), told[0].trouble.as_deref()), (true, Some("too late")));
}

#[tokio::test]
async fn one_number_is_told_so_much_in_a_day_and_no_more() {
    let (office, provider) = with_sms([]).await;
    for seed in 0..23 {
        office.file_as(100 + seed, Story { parts: parts("sms", "0912 345 678"), ..Story::default() }).await;
    }
    office.file_as(99, Story { parts: parts("sms", "0387 654 321"), ..Story::default() }).await;
    tell(&office).await;
    tell(&office).await;
    let to = |phone: &str| provider.heard().iter().filter(|heard| heard.body["to"] == phone).count();
    assert_eq!((to("84912345678"), to("84387654321")), (20, 1));
}

#[tokio::test]
async fn a_form_that_does_not_read_closes_its_own_channel_and_shows() {
    let (office, provider) = with_sms([]).await;
    let keys = office.app.state().config().data.join("keys");
    std::fs::write(keys.join("channel-zalo.json"), "{").unwrap();
    told_by(&office, "sms").await;
    tell(&office).await;
    assert_eq!(provider.heard().len(), 1, "the other goes on");
    let admin = office.sign_in("administrator").await;
    let all = office.ask(axum::http::Method::GET, "/console/api/channels", &admin, None).await.json();
    let zalo = all["channels"].as_array().unwrap().iter().find(|one| one["channel"] == "zalo").unwrap().clone();
    assert_eq!((zalo["open"].clone(), zalo["failing"].clone()), (json!(false), json!(true)), "{zalo}");
}

#[tokio::test]
async fn nobody_is_woken_and_only_the_last_of_a_night_is_told_in_the_morning() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    office.pass_time(12 * HOUR_MS);
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    tell(&office).await;
    office.pass_time(HOUR_MS);
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    for _ in 0..7 {
        tell(&office).await;
        office.pass_time(HOUR_MS);
    }
    assert_eq!((provider.heard().len(), office.app.state().now_ms() - MORNING_MS), (1, 20 * HOUR_MS));
    office.pass_time(HOUR_MS);
    tell(&office).await;
    let texts = provider.texts();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[1].contains("da chuyen So Xay dung"), "{texts:?}");
}

#[tokio::test]
async fn what_was_erased_or_taken_back_reaches_nobody() {
    let (office, provider) = with_sms([Answer::Status(503)]).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    assert_eq!(told(&office, &filed.number).await.len(), 1);
    office.act_about(7, &filed.number, ActKind::Erase, None).await;
    assert_eq!(told(&office, &filed.number).await, []);
    office.pass_time(HOUR_MS);
    tell(&office).await;
    let other = told_by(&office, "sms").await;
    office.withdraw(&other).await;
    tell(&office).await;
    assert_eq!(provider.heard().len(), 1, "the try before it was erased");
}

#[tokio::test]
async fn an_edit_without_the_choice_takes_it_back_and_one_with_another_number_goes_there() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    office.pass_time(MINUTE_MS);
    office.edit(&filed, Story { parts: parts("sms", "0387 654 321"), ..Story::default() }).await;
    tell(&office).await;
    assert_eq!(provider.heard()[0].body["to"], "84387654321", "where they are when it goes");
    office.pass_time(12 * HOUR_MS);
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    tell(&office).await;
    assert_eq!(told(&office, &filed.number).await.len(), 2, "it waits for the morning");
    office.edit(&filed, Story::default()).await;
    office.pass_time(12 * HOUR_MS);
    office.desk_does(&filed.number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    tell(&office).await;
    assert_eq!((provider.heard().len(), told(&office, &filed.number).await.len()), (1, 1));
}

#[tokio::test]
async fn of_what_is_sealed_or_private_it_is_told_that_there_is_news_and_no_more() {
    let (office, provider) = with_sms([]).await;
    let filed = told_by(&office, "sms").await;
    tell(&office).await;
    office.desk_does(&filed.number, json!({ "kind": "seal", "reason": "Tố cáo" })).await;
    office.desk_does(&filed.number, json!({ "kind": "accept" })).await;
    tell(&office).await;
    let private = category::all(office.app.state().store().readers()).await.unwrap();
    let private = private.iter().find(|one| one.private && !one.sealed).unwrap().code.clone();
    let parts = parts("sms", "0912 345 678");
    office.file_as(9, Story { category: &private, parts, ..Story::default() }).await;
    tell(&office).await;
    for text in &provider.texts()[1..] {
        let (_, said) = text.split_once(": ").unwrap();
        assert_eq!(said, format!("co tin moi. Xem: {PAGE}/tra-cuu"), "{text}");
    }
    assert_eq!(provider.heard().len(), 3);
}

#[tokio::test]
async fn a_choice_that_does_not_read_and_a_channel_that_is_not_set_up_tell_nobody() {
    let (office, provider) = with_sms([]).await;
    for (seed, notify, phone) in
        [(21, "fax", "0912 345 678"), (22, "sms", "0233 385 0123"), (23, "sms", ""), (24, "zalo", "0912 345 678")]
    {
        let filed = office.file_as(seed, Story { parts: parts(notify, phone), ..Story::default() }).await;
        tell(&office).await;
        assert_eq!(told(&office, &filed.number).await, [], "{notify} {phone}");
    }
    assert!(provider.heard().is_empty());
    // What happened while it was not set up stays untold.
    let form = Form::new(&url(&provider), &[], r#"{"to":"{phone_local}","text":"{text}"}"#, None).unwrap();
    Forms::set(&office.app.state().config().data, Channel::Zalo, &form).unwrap();
    tell(&office).await;
    assert!(provider.heard().is_empty());
    let filed = office.file_as(25, Story { parts: parts("zalo", "+84 912 345 678"), ..Story::default() }).await;
    tell(&office).await;
    let heard = provider.heard();
    assert_eq!((heard.len(), &heard[0].body["to"]), (1, &json!("0912345678")));
    assert!(heard[0].text().starts_with(&format!("Phản ánh {}: đã đến cổng", filed.number)), "{}", heard[0].text());
}

#[tokio::test]
async fn a_silent_channel_keeps_no_other_from_telling() {
    let (office, silent) = with_sms([Answer::Silence]).await;
    let provider = Provider::answering([]).await;
    let form = Form::new(&url(&provider), &[], r#"{"to":"{phone}","text":"{text}"}"#, None).unwrap();
    Forms::set(&office.app.state().config().data, Channel::Zalo, &form).unwrap();
    told_by(&office, "sms").await;
    office.file_as(31, Story { parts: parts("zalo", "0912 345 678"), ..Story::default() }).await;
    let state = office.app.state().clone();
    let telling = tokio::spawn(async move { Teller::new().unwrap().go(&state).await });
    silent.next().await;
    provider.next().await;
    telling.abort();
    assert!(telling.await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_of_two_lines_goes_at_night_too_and_is_tried_under_one_id() {
    let Some(mut server) = Server::start("a_mail_of_two_lines_goes_at_night_too_and_is_tried_under_one_id", 1) else {
        return;
    };
    let way = Way::new(&server.address(), "IOC <ioc@example.vn>", None).unwrap();
    let set_up = |config| Config { public_url: Some(PAGE.into()), mail: Some(way), ..config };
    let office = Office::set_up_by(set_up).await;
    office.pass_time(14 * HOUR_MS);
    let filed = told_by(&office, "email:lan@example.vn").await;
    let nobody = office.file_as(8, Story { parts: parts("email:no-one@example.vn", ""), ..Story::default() }).await;
    tell(&office).await;
    office.pass_time(MINUTE_MS);
    tell(&office).await;
    let took = server.took();
    assert_eq!((took["to"].clone(), took["html"].clone()), (json!(["lan@example.vn"]), json!(null)));
    let subject = took["subject"].as_str().unwrap();
    assert!(subject.starts_with(&format!("Phản ánh {}: đã đến cổng, dự kiến trả lời ", filed.number)), "{subject}");
    let lines: Vec<&str> = took["plain"].as_str().unwrap().trim_end().lines().collect();
    assert_eq!(lines, [subject, &format!("Xem: {PAGE}/tra-cuu")]);
    let refused = told(&office, &nobody.number).await;
    assert_eq!(refused[0].trouble.as_deref(), Some("the mail server refused it"), "no address in the books");
    assert!(refused[0].given_up_at_ms.is_some());
    let office = office.restarted().await;
    tell(&office).await;
    server.ended_without_another();
}

/// A portal with a provider of text messages that answers so.
async fn with_sms(answers: impl IntoIterator<Item = Answer>) -> (Office, Provider) {
    let provider = Provider::answering(answers).await;
    let office = Office::set_up_by(|config| Config { public_url: Some(PAGE.into()), ..config }).await;
    let secret = ["Authorization: Bearer bi-mat".to_owned()];
    let body = r#"{"to":"{phone}","text":"{text}","id":"{id}"}"#;
    let form = Form::new(&url(&provider), &secret, body, None).unwrap();
    Forms::set(&office.app.state().config().data, Channel::Sms, &form).unwrap();
    (office, provider)
}

fn url(provider: &Provider) -> String {
    format!("http://127.0.0.1:{}/send", provider.port)
}

/// A report of somebody who wants to be told so.
async fn told_by(office: &Office, notify: &str) -> Filed {
    office.file(Story { parts: parts(notify, "0912 345 678"), ..Story::default() }).await
}

fn parts(notify: &str, phone: &str) -> Vec<Part> {
    let phone = Some(phone).filter(|phone| !phone.is_empty()).map(|phone| Part::text(Part::PHONE, [1; 32], phone));
    phone.into_iter().chain([Part::text(Part::NOTIFY, [2; 32], notify)]).collect()
}

async fn execute(office: &Office, sql: &'static str) -> bool {
    let write = office.app.state().store().write(move |books| {
        Box::pin(async move {
            sqlx::query(sql).execute(books).await?;
            Ok(())
        })
    });
    write.await.is_ok()
}

async fn tell(office: &Office) {
    let teller = Teller::with_patience(Duration::from_millis(500)).unwrap();
    teller.go(office.app.state()).await.unwrap();
}

async fn told(office: &Office, number: &str) -> Vec<ToldRow> {
    let mut books = office.app.state().store().readers().acquire().await.unwrap();
    let id = case::id_of(&mut books, number).await.unwrap();
    message::of_case(&mut *books, id).await.unwrap()
}
