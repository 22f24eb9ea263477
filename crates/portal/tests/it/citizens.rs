//! What whoever reported can do with the case, and what officers and everybody then see.

use portal::casework::Deed;
use portal::store::case_view;
use report::{Act, ActKind, Rating, Sha256};

use crate::deeds::{
    FIRST, about, answered, count, dispatched, does, fate, number, offer, published, question, reported, status,
};
use crate::house::{House, act, attachment, device, header, offered, photo, proving, with_photo};
use crate::uploads::upload_whole;

#[tokio::test]
async fn a_question_reaches_whoever_reported_and_the_answer_leads_back() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, Deed::Start).await;
    does(&house, FIRST, question()).await;
    let reply = device.seal(&about(&report, ActKind::Answer)).unwrap();
    let first = offer(&house, &reply).await;
    assert_eq!(number(&first, &reply), FIRST);
    let heard = house.exchange(&[proving(&device, &first, None)]).await;
    let last: Vec<_> =
        heard.changes.iter().rev().take(2).map(|one| (one.status.as_str(), one.text.as_deref())).collect();
    assert_eq!(last, [("in_progress", None), ("awaiting_citizen", Some("Ở trước số nhà nào?"))]);
    let timeline = case_view::timeline(house.app.state().store().readers(), 1).await.unwrap();
    let said = timeline.iter().find(|event| event.kind == "answer").unwrap();
    assert_eq!((said.text.as_deref(), said.by_citizen), (Some("Trước nhà số 12"), true));
}

#[tokio::test]
async fn an_answer_when_nothing_was_asked_comes_too_late() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, Deed::Accept).await;
    let reply = device.seal(&about(&report, ActKind::Answer)).unwrap();
    assert_eq!(fate(&house, &reply).await, "too_late");
    assert_eq!(count(&house, "SELECT count(*) FROM act").await, 1, "nothing of it is kept");
    does(&house, FIRST, question()).await;
    assert_eq!(fate(&house, &reply).await, "created", "the same act, offered when it fits");
}

#[tokio::test]
async fn questions_and_answers_are_for_nobody_else() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, published()).await;
    does(&house, FIRST, question()).await;
    for kind in [ActKind::Answer, ActKind::Withdraw] {
        let act = device.seal(&Act { text: Some("Nhà riêng của tôi".into()), ..about(&report, kind) }).unwrap();
        assert_eq!(fate(&house, &act).await, "created");
    }
    let page = house.get(&format!("/phan-anh/{FIRST}")).await.text();
    let changes = house.get("/v1/changes").await;
    assert!(page.contains("Ổ gà") && changes.text().contains("withdrawn"));
    for private in ["số nhà nào", "Nhà riêng"] {
        assert!(!page.contains(private) && !changes.text().contains(private), "{private}");
    }
    let kinds = changes.json();
    let kinds: Vec<_> = kinds["changes"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert!(kinds.iter().all(|kind| ["status", "published"].contains(kind)), "{kinds:?}");
}

#[tokio::test]
async fn the_latest_rating_counts_and_only_after_an_answer() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let rate = |rating, text: &str| {
        let text = Some(text.to_owned());
        device.seal(&Act { rating: Some(rating), text, ..about(&report, ActKind::Rate) }).unwrap()
    };
    assert_eq!(fate(&house, &rate(Rating::Satisfied, "")).await, "too_late");
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, answered()).await;
    assert_eq!(fate(&house, &rate(Rating::VeryDissatisfied, "Lại hỏng")).await, "created");
    house.later(1000);
    assert_eq!(fate(&house, &rate(Rating::VerySatisfied, "Tốt rồi")).await, "created");
    let latest = "SELECT stars FROM rating WHERE case_id = 1 ORDER BY rated_at DESC LIMIT 1";
    assert_eq!((count(&house, latest).await, status(&house).await), (4, "answered".into()));
}

#[tokio::test]
async fn a_case_is_handled_again_once_by_itself_and_then_the_desk_decides() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let rework = || device.seal(&about(&report, ActKind::Rework)).unwrap();
    assert_eq!(fate(&house, &rework()).await, "too_late");
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, answered()).await;
    assert_eq!(fate(&house, &rework()).await, "created");
    assert_eq!(status(&house).await, "reopened");
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, answered()).await;
    let second = rework();
    let answer = offer(&house, &second).await;
    assert_eq!((number(&answer, &second), status(&house).await), (FIRST.into(), "answered".into()));
    let for_the_desk = "SELECT count(*) FROM event WHERE kind = 'rework' AND text IS NOT NULL";
    assert_eq!(count(&house, for_the_desk).await, 1);
}

#[tokio::test]
async fn a_withdrawal_after_the_end_comes_too_late() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, dispatched()).await;
    does(&house, FIRST, answered()).await;
    does(&house, FIRST, Deed::Close).await;
    let withdrawal = device.seal(&about(&report, ActKind::Withdraw)).unwrap();
    assert_eq!(fate(&house, &withdrawal).await, "too_late");
    assert_eq!(status(&house).await, "closed");
}

#[tokio::test]
async fn an_edit_takes_the_place_of_the_report_under_the_same_number() {
    let device = device(1);
    let (old_photo, new_photo) = (photo(3000), photo(4000));
    let house = House::open().await;
    let report = with_photo(&device, &old_photo);
    upload_whole(&house, &offer(&house, &report).await.ticket(&report), &old_photo).await;
    let better =
        Act {
            replaces: Some(report.act().id), attachments: vec![attachment(&new_photo)], ..act("Ổ gà rất lớn")
        };
    let edit = device.seal(&better).unwrap();
    let answer = offer(&house, &edit).await;
    assert_eq!(number(&answer, &edit), FIRST);
    upload_whole(&house, &answer.ticket(&edit), &new_photo).await;
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    assert_eq!((cases.len(), cases[0].text.as_deref()), (1, Some("Ổ gà rất lớn")));
    assert_eq!(cases[0].photos.iter().map(|photo| photo.sha256).collect::<Vec<_>>(), [Sha256::of(&new_photo)]);
    assert_eq!(count(&house, "SELECT count(*) FROM event WHERE kind = 'edit' AND text = 'Ổ gà'").await, 1);
    let again = Act { replaces: Some(edit.act().id), ..act("Đã tự vá") };
    let again = device.seal(&again).unwrap();
    assert_eq!(number(&offer(&house, &again).await, &again), FIRST, "an edit of an edit");
    does(&house, FIRST, Deed::Reject { why: None, reason: "Không rõ".into() }).await;
    let late = device.seal(&Act { replaces: Some(report.act().id), ..act("Rõ rồi") }).unwrap();
    assert_eq!(fate(&house, &late).await, "too_late");
    let early = device.seal(&Act { replaces: Some(act("").id), ..act("Của ai") }).unwrap();
    assert_eq!(fate(&house, &early).await, "report_awaited");
}

#[tokio::test]
async fn nothing_that_came_after_publication_is_public_before_somebody_looked() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    does(&house, FIRST, Deed::Accept).await;
    does(&house, FIRST, published()).await;
    does(&house, FIRST, question()).await;
    let (of_edit, of_answer) = (photo(3000), photo(4000));
    let edit =
        Act { replaces: Some(report.act().id), attachments: vec![attachment(&of_edit)], ..act("Số điện thoại") };
    let reply = Act { attachments: vec![attachment(&of_answer)], ..about(&report, ActKind::Answer) };
    for (act, photo) in [(edit, &of_edit), (reply, &of_answer)] {
        let sealed = device.seal(&act).unwrap();
        upload_whole(&house, &offer(&house, &sealed).await.ticket(&sealed), photo).await;
    }
    let address = |photo: &[u8]| format!("/anh/{}", Sha256::of(photo));
    let page = house.get(&format!("/phan-anh/{FIRST}")).await.text();
    assert!(page.contains("Ổ gà") && !page.contains("Số điện thoại") && !page.contains("/anh/"));
    assert_eq!(house.get(&address(&of_edit)).await.status, 404);
    does(
        &house,
        FIRST,
        Deed::Publish { public_text: Some("Đường hỏng".into()), terms: portal::publication::Terms::looked() },
    )
    .await;
    assert_eq!(house.get(&address(&of_edit)).await.status, 404, "nobody has looked at this one");
    assert_eq!(house.get(&address(&of_answer)).await.status, 404, "answers are for the desk");
    assert!(!house.get("/v1/changes").await.text().contains("Số điện thoại"));
}

#[tokio::test]
async fn a_withdrawn_report_stays_withdrawn_whatever_comes_after() {
    let device = device(1);
    let (house, report) = reported(&device).await;
    let twice = [(), ()].map(|()| device.seal(&about(&report, ActKind::Withdraw)).unwrap());
    let answer = house.exchange(&[header(), offered(&twice[0]), offered(&twice[1])]).await;
    assert_eq!(answer.result(&twice[0]).code, None);
    assert_eq!(answer.result(&twice[1]).code.as_deref(), Some("too_late"));
}

#[tokio::test]
async fn whoever_holds_the_code_reads_the_question_on_its_page() {
    let (house, _) = reported(&device(1)).await;
    does(&house, FIRST, Deed::Accept).await;
    does(&house, FIRST, question()).await;
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    let form = format!("code={}", cases[0].tracking_code.as_ref().unwrap());
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let page = house.ask("POST", "/tra-cuu", &headers, form.clone()).await;
    assert!(page.text().contains("Ở trước số nhà nào?"), "{}", page.text());
    does(&house, FIRST, dispatched()).await;
    let page = house.ask("POST", "/tra-cuu", &headers, form).await;
    assert!(!page.text().contains("Ở trước số nhà nào?"), "nobody waits for it any more");
}
