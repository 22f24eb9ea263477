//! `GET /v1/events`: told when there is something, to whom it concerns, for as long as they may hear it.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use data_encoding::BASE64URL_NOPAD;
use futures_util::StreamExt as _;
use portal::Config;
use portal::casework::{Deed, Why};
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::books;
use crate::changes::does;
use crate::house::{House, device, header, offered, words};
use crate::sessions::{proved, session};

/// Long enough for a busy machine; nothing is waited for that does not come.
const PATIENCE: Duration = Duration::from_secs(20);
const HOUR_MS: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn a_device_is_told_of_its_own_cases_and_of_no_others() {
    let house = House::open().await;
    let (mine, other) = (device(1), device(2));
    let token = session(&proved(&house, &mine).await);
    let mut stream = listen(&house, Some(&token), None).await;
    house.exchange(&[header(), offered(&words(&other, "Rác"))]).await;
    does(&house, "QT-2026-000002", Deed::Accept).await;
    does(&house, "QT-2026-000001", Deed::Accept).await;
    assert_eq!(stream.next().await, "event: changes\nid: 4\ndata: 4");
}

#[tokio::test]
async fn everybody_is_told_when_something_became_public_and_not_before() {
    let house = House::open().await;
    let mut stream = listen(&house, None, None).await;
    house.exchange(&[header(), offered(&words(&device(1), "Ổ gà"))]).await;
    does(&house, "QT-2026-000001", Deed::Accept).await;
    does(&house, "QT-2026-000001", Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() })
        .await;
    assert_eq!(stream.next().await, "event: changes\nid: 3\ndata: 3");
    does(&house, "QT-2026-000001", Deed::Unpublish).await;
    assert_eq!(stream.next().await, "event: changes\nid: 4\ndata: 4", "that it is gone is news too");
}

#[tokio::test]
async fn what_another_program_writes_into_the_books_is_told_too() {
    let house = House::open().await;
    let token = session(&proved(&house, &device(1)).await);
    let mut stream = listen(&house, Some(&token), None).await;
    crate::cli::json(&crate::cli::portal(house.folder.path(), &["case", "accept", "QT-2026-000001", "--json"]));
    assert_eq!(stream.next().await, "event: changes\nid: 2\ndata: 2");
}

#[tokio::test]
async fn whoever_comes_back_is_told_at_once_what_it_missed() {
    let house = House::open().await;
    let token = session(&proved(&house, &device(1)).await);
    does(&house, "QT-2026-000001", Deed::Accept).await;
    assert_eq!(listen(&house, Some(&token), Some("1")).await.next().await, "event: changes\nid: 2\ndata: 2");
    let mut up_to_date = listen(&house, Some(&token), Some("2")).await;
    let beyond = listen(&house, Some(&token), Some("99")).await.next().await;
    assert_eq!(beyond, "event: changes\nid: 2\ndata: 2", "a position of a forgotten future");
    does(
        &house,
        "QT-2026-000001",
        Deed::Dispatch { unit: "ioc".into(), why: Why::ByHand, rule: None, coordinating: None },
    )
    .await;
    assert_eq!(up_to_date.next().await, "event: changes\nid: 3\ndata: 3", "it had missed nothing");
    does(&house, "QT-2026-000001", Deed::Publish { public_text: None, terms: portal::publication::Terms::looked() })
        .await;
    assert_eq!(listen(&house, None, Some("0")).await.next().await, "event: changes\nid: 4\ndata: 4");
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_when_the_device_is_revoked() {
    let house = House::open().await;
    let (mine, lost) = (device(1), device(2));
    let token = session(&proved(&house, &lost).await);
    let mut of_the_lost = listen(&house, Some(&token), None).await;
    let key = lost.key();
    let store = house.app.state().store();
    let revoke = store
        .write(move |books| Box::pin(async move { portal::store::device::revoke(books, key, "mất máy", 1).await }));
    revoke.await.unwrap();
    assert!(of_the_lost.has_ended().await);
    let refused = ask(&house, Some(&token), None).await;
    assert_eq!(refused.status(), 401);

    let token = session(&proved(&house, &mine).await);
    let mut of_mine = listen(&house, Some(&token), None).await;
    house.later(24 * HOUR_MS);
    does(&house, "QT-2026-000002", Deed::Accept).await;
    assert!(of_mine.has_ended().await, "what comes after its session is not for it");
}

#[tokio::test]
async fn there_are_so_many_places_and_no_more_and_strangers_take_none_of_the_devices() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::with(Config { listeners: 2, ..books::config(folder.path()) }, folder).await;
    let token = session(&proved(&house, &device(1)).await);
    let first = listen(&house, None, None).await;
    let _second = listen(&house, None, None).await;
    let full = ask(&house, None, None).await;
    assert_eq!((full.status().as_u16(), full.headers()["retry-after"].to_str().unwrap()), (503, "60"));
    let mut own = listen(&house, Some(&token), None).await;
    drop(first);
    let _third = listen(&house, None, None).await;
    does(&house, "QT-2026-000001", Deed::Accept).await;
    assert_eq!(own.next().await, "event: changes\nid: 2\ndata: 2");
}

struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    /// The next event, without comments.
    async fn next(&mut self) -> String {
        timeout(PATIENCE, self.read()).await.expect("an event").expect("the stream is open")
    }

    async fn has_ended(&mut self) -> bool {
        timeout(PATIENCE, self.read()).await.expect("an end").is_none()
    }

    async fn read(&mut self) -> Option<String> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                if !event.starts_with(':') {
                    let mut lines: Vec<&str> = event.lines().collect();
                    lines.sort_by_key(|line| ["event", "id", "data"].iter().position(|name| line.starts_with(name)));
                    return Some(lines.join("\n"));
                }
                continue;
            }
            let chunk = self.body.next().await?.unwrap();
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

async fn ask(house: &House, token: Option<&[u8]>, last: Option<&str>) -> axum::response::Response {
    let mut request = Request::get("/v1/events");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {}", BASE64URL_NOPAD.encode(token)));
    }
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    house.router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn listen(house: &House, token: Option<&[u8]>, last: Option<&str>) -> Stream {
    let response = ask(house, token, last).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Stream { body: response.into_body().into_data_stream(), text: String::new() }
}
