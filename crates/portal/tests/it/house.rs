//! A portal in a temporary folder, with a clock that a test turns, and devices that talk to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use portal::{App, Clock, Config};
use report::wire::{
    ActItem, ActRef, AnswerHeader, AnswerItem, Change, Encoding, FollowItem, HeldReceipts, ItemReader, ItemResult,
    ItemWriter, RequestHeader, RequestItem, ThumbnailItem,
};
use report::{
    Act, ActId, ActKind, Attachment, Degrees, Device, Epoch, Nonce, Place, PlaceSource, SealedAct, Sha256, Signer,
    TrustedKeys, limits,
};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::books;

/// 24 November 2026, 08:00 in Việt Nam.
pub const MORNING_MS: i64 = 1_795_482_000_000;

pub struct House {
    pub folder: TempDir,
    pub app: App,
    hand: Arc<AtomicI64>,
}

impl House {
    pub async fn open() -> Self {
        Self::on(tempfile::tempdir().unwrap(), MORNING_MS).await
    }

    /// A portal on this folder, by a clock of its own.
    pub async fn on(folder: TempDir, now_ms: i64) -> Self {
        Self::set_up(books::config(folder.path()), folder, now_ms).await
    }

    /// A portal that is set up in its own way, in its own folder.
    pub async fn with(config: Config, folder: TempDir) -> Self {
        Self::set_up(config, folder, MORNING_MS).await
    }

    /// A portal whose books are a file in `data`, a folder of its own somewhere; `folder` goes with it.
    pub async fn of_folder(data: std::path::PathBuf, folder: TempDir) -> Self {
        Self::set_up(Config::new(data), folder, MORNING_MS).await
    }

    async fn set_up(config: Config, folder: TempDir, now_ms: i64) -> Self {
        let hand = Arc::new(AtomicI64::new(now_ms));
        let app = App::open_at(config, Clock::by_hand(hand.clone())).await.unwrap();
        Self { folder, app, hand }
    }

    /// The same folder after a restart of the program.
    pub async fn restarted(self) -> Self {
        let Self { folder, app, hand } = self;
        drop(app);
        let app = App::open_at(books::config(folder.path()), Clock::by_hand(hand.clone())).await.unwrap();
        Self { folder, app, hand }
    }

    pub fn later(&self, ms: i64) {
        self.hand.fetch_add(ms, Ordering::Relaxed);
    }

    pub fn router(&self) -> Router {
        self.app.router()
    }

    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Said {
        say(self.router(), method, path, headers, body).await
    }

    pub async fn get(&self, path: &str) -> Said {
        self.ask("GET", path, &[], Body::empty()).await
    }

    /// Every case, as the command line lists them.
    pub async fn numbers(&self) -> Vec<String> {
        let cases = portal::store::case_record::all(self.app.state().store().readers()).await.unwrap();
        cases.into_iter().map(|case| case.number).collect()
    }

    /// Sends items as they are, zstd both ways.
    pub async fn exchange(&self, items: &[RequestItem]) -> Answer {
        let mut writer = ItemWriter::new(Encoding::Zstd);
        let mut bytes: Vec<u8> = items.iter().flat_map(|item| writer.write(item)).collect();
        bytes.extend(writer.finish());
        self.send(bytes, &[("content-encoding", "zstd"), ("accept-encoding", "zstd")]).await
    }

    pub async fn send(&self, body: impl Into<Body>, headers: &[(&str, &str)]) -> Answer {
        let said = self.ask("POST", "/v1/sync", headers, body).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text());
        Answer::read(&said)
    }
}

/// What the portal said.
pub struct Said {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Said {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.text());
        self.json()["code"].as_str().unwrap().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn offset(&self) -> Option<u64> {
        self.header("upload-offset").map(|value| value.parse().unwrap())
    }
}

pub async fn say(router: Router, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Said {
    let mut request = Request::builder().method(method.parse::<Method>().unwrap()).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.oneshot(request.body(body.into()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Said { status: head.status, headers: head.headers, body }
}

/// The answer of a sync.
#[derive(Debug)]
pub struct Answer {
    pub header: AnswerHeader,
    pub results: Vec<ItemResult>,
    pub changes: Vec<Change>,
    pub end: u64,
}

impl Answer {
    fn read(said: &Said) -> Self {
        assert_eq!(said.header("content-type"), Some("application/cbor-seq"));
        let zstd = said.header("content-encoding") == Some("zstd");
        let encoding = if zstd { Encoding::Zstd } else { Encoding::Identity };
        let mut reader = ItemReader::new(encoding, limits::REQUEST_BYTES);
        let (mut header, mut results, mut changes, mut end) = (None, Vec::new(), Vec::new(), None);
        let each = |item: Vec<u8>| match ItemReader::decode(&item).unwrap() {
            AnswerItem::Header(one) => header = Some(one),
            AnswerItem::Result(one) => results.push(one),
            AnswerItem::Change(one) => changes.push(one),
            AnswerItem::End(position) => end = Some(position),
        };
        reader.feed(&said.body, each).unwrap();
        reader.finish().unwrap();
        Self { header: header.unwrap(), results, changes, end: end.unwrap() }
    }

    pub fn result(&self, sealed: &SealedAct) -> &ItemResult {
        let of: Vec<_> = self.results.iter().filter(|result| result.of == Some(reference(sealed))).collect();
        assert_eq!(of.len(), 1, "one result per act: {:?}", self.results);
        of[0]
    }

    pub fn keys(&self) -> TrustedKeys {
        let certificates: Vec<Vec<u8>> = self.header.certificates.iter().map(|bytes| bytes.to_vec()).collect();
        TrustedKeys::read(&certificates, &"quang-tri".parse().unwrap(), None).unwrap()
    }

    pub fn ticket(&self, sealed: &SealedAct) -> String {
        self.result(sealed).tickets[0].ticket.clone()
    }
}

pub fn device(seed: u8) -> Device {
    Device::new(Signer::from_seed(&[seed; 32]), "quang-tri".parse().unwrap())
}

/// A report in words only; each `text` is an act of its own.
pub fn words(device: &Device, text: &str) -> SealedAct {
    device.seal(&act(text)).unwrap()
}

/// A report with one photo of these bytes and a thumbnail.
pub fn with_photo(device: &Device, photo: &[u8]) -> SealedAct {
    device.seal(&Act { attachments: vec![attachment(photo)], ..act("Ổ gà") }).unwrap()
}

pub fn attachment(photo: &[u8]) -> Attachment {
    Attachment {
        media_type: "image/jpeg".into(),
        sha256: Sha256::of(photo),
        length: photo.len() as u64,
        thumbnail: Some(Sha256::of(&thumbnail())),
        unit_hears: None,
    }
}

pub fn thumbnail() -> Vec<u8> {
    vec![0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]
}

pub fn photo(bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at % 251) as u8).collect()
}

pub fn act(text: &str) -> Act {
    Act {
        id: ActId::new(jiff::Timestamp::from_millisecond(MORNING_MS).unwrap()),
        kind: ActKind::Report,
        captured_at_ms: MORNING_MS,
        uptime_ms: 1,
        category: Some("giao-thong".into()),
        text: Some(text.into()),
        place: Some(Place {
            lat: Degrees::from_degrees(16.8163),
            lon: Degrees::from_degrees(107.096),
            accuracy_m: Some(8),
            source: PlaceSource::Gps,
            commune: Some("19333".into()),
        }),
        attachments: Vec::new(),
        replaces: None,
        about: None,
        consent_version: 1,
        parts: None,
        case: None,
        rating: None,
    }
}

pub fn reference(sealed: &SealedAct) -> ActRef {
    ActRef { device: sealed.device(), act: sealed.act().id }
}

pub fn header() -> RequestItem {
    header_with(None, None, None)
}

/// A header that proves the device's key with the nonce of an earlier answer and says what was heard.
pub fn proving(device: &Device, answer: &Answer, position: Option<u64>) -> RequestItem {
    let AnswerHeader { epoch, nonce, .. } = answer.header;
    header_with(Some(epoch), position, Some(prove(device, epoch, nonce)))
}

pub fn prove(device: &Device, epoch: Epoch, nonce: Nonce) -> Vec<u8> {
    device.prove(epoch, nonce)
}

pub fn header_with(epoch: Option<Epoch>, position: Option<u64>, proof: Option<Vec<u8>>) -> RequestItem {
    RequestItem::Header(RequestHeader {
        version: 1,
        wall_ms: MORNING_MS,
        uptime_ms: 1,
        epoch,
        position,
        proof,
        session: None,
    })
}

pub fn offered(sealed: &SealedAct) -> RequestItem {
    RequestItem::Act(ActItem::new(sealed.bytes().to_vec(), HeldReceipts::None))
}

pub fn followed(sealed: &SealedAct) -> RequestItem {
    RequestItem::Follow(FollowItem { of: reference(sealed), held: HeldReceipts::None })
}

pub fn thumbnail_of(sealed: &SealedAct, bytes: Vec<u8>) -> RequestItem {
    let attachment = sealed.act().attachments[0].sha256;
    RequestItem::Thumbnail(ThumbnailItem { of: reference(sealed), attachment, bytes })
}
