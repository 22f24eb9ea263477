//! `POST /v1/sync`: the stream in, the answer out. What the items mean is `exchange`'s.
//!
//! Each item goes on as soon as its last byte is here, so that a cut body loses only the item in flight. There is no
//! total time limit, only one on silence.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use report::limits::REQUEST_BYTES;
use report::wire::{Encoding, ItemReader, MEDIA_TYPE, StreamError};
use tokio::time::timeout;

use crate::encoding::accepts_zstd;
use crate::intake::answer::answer;
use crate::intake::exchange::{ASKED, Exchange, MALFORMED};
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;

/// As long as a byte comes now and then the link is alive.
const SILENCE: Duration = Duration::from_secs(60);
/// Compressed bytes read at most: zstd can hide any number of bytes that decompress to nothing.
const RAW_BYTES: usize = REQUEST_BYTES + 64 * 1024;
/// What a stream that ends, or falls silent, before its time is called.
const LINK_CUT: &str = "link_cut";

/// Acts, thumbnails, questions and claims, as they arrive
///
/// # Errors
/// When the encoding is not one that is read here, or the books do not answer.
#[utoipa::path(post, path = "/v1/sync", tag = "acts", operation_id = "sync",
    params(("Content-Encoding" = Option<String>, Header, description = "`zstd`"),
        ("Accept-Encoding" = Option<String>, Header, description = "`zstd` for a compressed answer")),
    request_body(content_type = "application/cbor-seq", description = "Items of a request: a CBOR Sequence (RFC 8742)"),
    responses((status = 200, content_type = "application/cbor-seq", description = "Items of an answer"),
        (status = 415, body = ProblemShape), (status = 503, body = ProblemShape)))]
pub async fn sync(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let reader = ItemReader::new(encoding(&headers)?, REQUEST_BYTES);
    let mut exchange = Exchange::begin(state.clone()).await?;
    if let Err(code) = read(body.into_data_stream(), reader, &mut exchange).await {
        exchange.broke(code);
    }
    let heard = exchange.settle().await;
    tracing::debug!(asked = heard.asked.len(), proven = heard.reader.is_some(), "an exchange");
    let zstd = accepts_zstd(&headers);
    let encoding = if zstd { Encoding::Zstd } else { Encoding::Identity };
    let mut response = answer(&state, heard, encoding).await?.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if zstd {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    }
    Ok(response)
}

/// Feeds the exchange until the stream ends or breaks. What was handed over before counts.
async fn read<E>(
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
    mut reader: ItemReader,
    exchange: &mut Exchange,
) -> Result<(), &'static str> {
    let mut raw_bytes = 0;
    while let Some(chunk) = timeout(SILENCE, body.next()).await.map_err(|_| LINK_CUT)? {
        let chunk = chunk.map_err(|_| LINK_CUT)?;
        raw_bytes += chunk.len();
        let within = if raw_bytes > RAW_BYTES { Err("request_too_large") } else { Ok(()) };
        if let Err(code) = take(&mut reader, &chunk, exchange).await.and(within) {
            drain(body, raw_bytes).await;
            return Err(code);
        }
    }
    reader.finish().map_err(StreamError::code)
}

/// Takes the items that the chunk completes, also those before one that breaks a limit.
async fn take(reader: &mut ItemReader, chunk: &[u8], exchange: &mut Exchange) -> Result<(), &'static str> {
    let mut items = Vec::new();
    // A few hundred compressed bytes can hold millions of one-byte items: no more are kept than could ever be asked.
    let fed = reader.feed(chunk, |item| {
        if items.len() <= ASKED + MALFORMED {
            items.push(item);
        }
    });
    let too_many = items.len() > ASKED + MALFORMED;
    for item in &items {
        exchange.take(item).await?;
    }
    if too_many {
        return Err("request_too_large");
    }
    fed.map_err(StreamError::code)
}

/// Reads what is still on its way, within the limit: whoever is writing would otherwise never read the answer.
async fn drain<E>(mut body: impl Stream<Item = Result<Bytes, E>> + Unpin, mut raw_bytes: usize) {
    while let Ok(Some(Ok(chunk))) = timeout(SILENCE, body.next()).await {
        raw_bytes += chunk.len();
        if raw_bytes > RAW_BYTES {
            return;
        }
    }
}

fn encoding(headers: &HeaderMap) -> Result<Encoding, Problem> {
    match headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(Encoding::Identity),
        Some(b"zstd") => Ok(Encoding::Zstd),
        Some(_) => Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "act_malformed")),
    }
}
