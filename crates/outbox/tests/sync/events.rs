//! News at once while a window is open, silence while it is closed, and a bound on a portal that cries wolf.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use outbox::Engine;
use tokio::sync::{mpsc, watch};

use crate::device::Device;
use crate::portal::{Asked, FakePortal, Reply, head};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_brings_an_exchange_at_once_and_nothing_is_polled() {
    let (portal, streams) = telling().await;
    let (_device, window) = serving(&portal);
    let stream = until("a stream", || streams.lock().unwrap().pop()).await;
    let before = syncs(&portal);
    portal.books().position += 1;
    let position = portal.books().position;
    stream.send(format!(": hm\n\nevent: changes\ndata: {{\"position\": {position}}}\n\n").into()).unwrap();
    until("an exchange", || (syncs(&portal) == before + 1).then_some(())).await;
    drop(window);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_shows_the_session_and_closes_with_the_window() {
    let (portal, streams) = telling().await;
    let (_device, window) = serving(&portal);
    let stream = until("a stream", || streams.lock().unwrap().pop()).await;
    let asked = portal.asked().into_iter().find(is_events).unwrap();
    let token = asked.headers["authorization"].strip_prefix("Bearer ").unwrap().to_owned();
    let token = data_encoding::BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
    assert!(portal.books().sessions.contains(&token));
    window.send(false).unwrap();
    until("the end of the stream", || stream.send(b": hm\n".to_vec()).err()).await;
    window.send(true).unwrap();
    until("another stream", || streams.lock().unwrap().pop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_window_hears_no_stream() {
    let (portal, _streams) = telling().await;
    let (_device, window) = serving(&portal);
    window.send(false).unwrap();
    until("an exchange", || (syncs(&portal) > 1).then_some(())).await;
    let open = portal.asked().iter().filter(|asked| is_events(asked)).count();
    assert!(open <= 1, "at most the one that was begun before it closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_events_is_not_followed() {
    let portal = FakePortal::start().await;
    let (mut position, flood) = (0, Arc::new(Mutex::new(0)));
    let opened = flood.clone();
    portal.lie(move |asked, _| {
        if !is_events(asked) {
            return None;
        }
        *opened.lock().unwrap() += 1;
        let events: String = (0..200)
            .map(|_| {
                position += 1;
                format!("event: changes\ndata: {position}\n\n")
            })
            .collect();
        let head = head("200 OK", &[("Content-Type", "text/event-stream")], None);
        Some(Reply::Endless(head.into(), events.into(), Duration::from_millis(1)))
    });
    let (_device, _window) = serving(&portal);
    until("the end of the flood", || (*flood.lock().unwrap() > 1).then_some(())).await;
    assert!(syncs(&portal) < 10, "{} exchanges", syncs(&portal));
}

/// A portal whose streams of events a test holds in its hand.
async fn telling() -> (FakePortal, Arc<Mutex<Vec<mpsc::UnboundedSender<Vec<u8>>>>>) {
    let (portal, streams) = (FakePortal::start().await, Arc::new(Mutex::new(Vec::new())));
    let hands = streams.clone();
    portal.lie(move |asked, _| {
        is_events(asked).then(|| {
            let (hand, pieces) = mpsc::unbounded_channel();
            hands.lock().unwrap().push(hand);
            Reply::Stream(head("200 OK", &[("Content-Type", "text/event-stream")], None).into(), pieces)
        })
    });
    (portal, streams)
}

/// A device whose engine runs while its window, open at first, is kept.
fn serving(portal: &FakePortal) -> (Device, watch::Sender<bool>) {
    let (device, (window, open)) = (Device::new(), watch::channel(true));
    let engine = Engine::open(device.outbox.clone(), &portal.address(), Arc::default()).unwrap();
    tokio::spawn(engine.with_window(open).serve());
    (device, window)
}

fn is_events(asked: &Asked) -> bool {
    asked.path == "/v1/events"
}

fn syncs(portal: &FakePortal) -> usize {
    portal.asked().iter().filter(|asked| asked.is_sync()).count()
}

/// Asks again and again until `condition` gives something.
async fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let waited = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            if let Some(found) = condition() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited for {what}"))
}
