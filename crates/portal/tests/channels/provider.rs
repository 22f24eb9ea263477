//! A provider of text messages: a real HTTP server on loopback that answers as a test wants it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How it answers.
#[derive(Clone, Copy)]
pub enum Answer {
    Status(u16),
    Says(&'static str),
    /// After so long.
    Slow(Duration),
    /// It never does.
    Silence,
}

/// What was posted.
#[derive(Debug, Clone)]
pub struct Heard {
    pub headers: HeaderMap,
    pub body: Value,
}

impl Heard {
    pub fn token(&self) -> &str {
        self.headers["idempotency-key"].to_str().unwrap()
    }

    pub fn text(&self) -> &str {
        self.body["text"].as_str().unwrap()
    }
}

#[derive(Default)]
struct Desk {
    answers: Mutex<VecDeque<Answer>>,
    heard: Mutex<Vec<Heard>>,
    came: Notify,
}

pub struct Provider {
    desk: Arc<Desk>,
    pub port: u16,
    server: tokio::task::JoinHandle<()>,
}

impl Provider {
    /// It answers in this order, and with 200 afterwards.
    pub async fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let desk = Arc::new(Desk { answers: Mutex::new(answers.into_iter().collect()), ..Desk::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let routes = Router::new().route("/send", post(take)).with_state(desk.clone());
        let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { desk, port, server }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.desk.heard.lock().unwrap().clone()
    }

    pub fn texts(&self) -> Vec<String> {
        self.heard().iter().map(|heard| heard.text().to_owned()).collect()
    }

    /// Until something more is posted.
    pub async fn next(&self) {
        self.desk.came.notified().await;
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = serde_json::from_slice(&body).unwrap();
    desk.heard.lock().unwrap().push(Heard { headers, body });
    let answer = desk.answers.lock().unwrap().pop_front().unwrap_or(Answer::Status(200));
    desk.came.notify_one();
    match answer {
        Answer::Status(code) => StatusCode::from_u16(code).unwrap().into_response(),
        Answer::Says(said) => said.into_response(),
        Answer::Slow(while_) => {
            tokio::time::sleep(while_).await;
            StatusCode::OK.into_response()
        }
        Answer::Silence => std::future::pending().await,
    }
}
