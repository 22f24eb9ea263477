//! One round trip of `POST /v1/sync`.

use std::time::Duration;

use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use hyper::{Method, StatusCode};
use report::limits;
use report::wire::{
    ActRef, AnswerHeader, AnswerItem, Change, ClaimItem, Encoding, FollowItem, ItemReader, ItemResult, ItemWriter,
    MEDIA_TYPE, RequestHeader, RequestItem, ThumbnailItem,
};
use tokio::time::Instant;

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::phase;
use crate::store::{portal, queue};
use crate::sync::http::{Answer, Http};
use crate::sync::planner::Batch;
use crate::sync::problem::LinkProblem;

/// What came back, believed or not.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) header: Option<AnswerHeader>,
    pub(crate) results: Vec<ItemResult>,
    pub(crate) changes: Vec<Change>,
    /// The answer's end and the position in it; without one the answer was cut.
    pub(crate) end: Option<u64>,
}

/// How much was sent in how long.
pub(crate) struct Sent {
    pub(crate) bytes: usize,
    pub(crate) took: Duration,
}

/// The items of a batch, each as the bytes that carry it.
pub(crate) fn request(outbox: &Outbox, batch: &Batch) -> Result<Vec<Vec<u8>>, OutboxError> {
    let mut writer = ItemWriter::new(Encoding::Zstd);
    let mut pieces = vec![writer.write(&RequestItem::Header(header(outbox)?))];
    let device = outbox.inner.device.key();
    let connection = outbox.database();
    for code in &batch.claims {
        pieces.push(writer.write(&RequestItem::Claim(ClaimItem { code: code.clone() })));
    }
    for id in &batch.acts {
        let Some(item) = queue::offer(&connection, *id)? else { continue };
        pieces.push(writer.write(&RequestItem::Act(item)));
    }
    for (act, attachment) in &batch.thumbnails {
        let Some(bytes) = queue::thumbnail(&connection, *act, attachment)? else { continue };
        let of = ActRef { device, act: *act };
        pieces.push(writer.write(&RequestItem::Thumbnail(ThumbnailItem { of, attachment: *attachment, bytes })));
    }
    for act in &batch.follows {
        let held = queue::held(&connection, *act)?;
        pieces.push(writer.write(&RequestItem::Follow(FollowItem { of: ActRef { device, act: *act }, held })));
    }
    pieces.push(writer.finish());
    Ok(pieces)
}

fn header(outbox: &Outbox) -> Result<RequestHeader, OutboxError> {
    let known = portal::known(&outbox.database())?;
    let session = known.session_at(outbox.now_ms()).map(<[u8]>::to_vec);
    let nonce = known.epoch.zip(known.nonce).filter(|_| session.is_none() && known.seen_root.is_none());
    Ok(RequestHeader {
        version: limits::PROTOCOL_VERSION,
        wall_ms: outbox.now_ms(),
        uptime_ms: outbox.inner.clock.uptime_ms(),
        epoch: known.epoch,
        position: Some(known.position),
        proof: nonce.map(|(epoch, (nonce, _))| outbox.inner.device.prove(epoch, nonce)),
        session,
    })
}

/// Sends the request and reads the answer as far as it comes: a cut one is still heard up to the cut.
pub(crate) async fn exchange(http: &Http, pieces: &[Vec<u8>]) -> (Heard, Result<Sent, LinkProblem>) {
    let mut heard = Heard::default();
    let bytes = pieces.iter().map(Vec::len).sum();
    let began = Instant::now();
    let outcome = converse(http, pieces, &mut heard).await;
    (heard, outcome.map(|()| Sent { bytes, took: began.elapsed() }))
}

async fn converse(http: &Http, pieces: &[Vec<u8>], heard: &mut Heard) -> Result<(), LinkProblem> {
    phase::enter("offer");
    let request = http
        .request(Method::POST, &http.url("v1/sync")?)
        .header(CONTENT_TYPE, MEDIA_TYPE)
        .header(CONTENT_ENCODING, "zstd")
        .header(ACCEPT_ENCODING, "zstd")
        .body(pieces.concat().into())
        .map_err(|_| LinkProblem::NotOurPortal)?;
    let answer = http.send(request).await?;
    if answer.head.status != StatusCode::OK {
        return Err(answer.head.problem());
    }
    if !answer.head.is(MEDIA_TYPE) {
        return Err(LinkProblem::NotOurPortal);
    }
    phase::enter("hear");
    hear(answer, heard).await
}

async fn hear(mut answer: Answer, heard: &mut Heard) -> Result<(), LinkProblem> {
    let zstd = answer.head.header(CONTENT_ENCODING) == Some("zstd");
    let encoding = if zstd { Encoding::Zstd } else { Encoding::Identity };
    let mut reader = ItemReader::new(encoding, limits::REQUEST_BYTES);
    let (began, mut bytes) = (Instant::now(), 0);
    while let Some(chunk) = answer.chunk().await? {
        bytes += chunk.len();
        // Compressed bytes need not become any: nothing may come for ever.
        if bytes > limits::REQUEST_BYTES {
            return Err(LinkProblem::NotOurPortal);
        }
        if began.elapsed() > answer.patience().answer {
            return Err(LinkProblem::Cut);
        }
        reader.feed(&chunk, |item| heard.take(&item)).map_err(|_| LinkProblem::NotOurPortal)?;
    }
    answer.ended();
    if heard.end.is_some() { Ok(()) } else { Err(LinkProblem::Cut) }
}

impl Heard {
    fn take(&mut self, item: &[u8]) {
        match ItemReader::decode(item) {
            Some(AnswerItem::Header(header)) => self.header = self.header.take().or(Some(header)),
            Some(AnswerItem::Result(result)) => self.results.push(result),
            Some(AnswerItem::Change(change)) => self.changes.push(change),
            Some(AnswerItem::End(position)) => self.end = Some(position),
            None => {}
        }
    }
}
