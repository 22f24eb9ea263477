//! `PUT` and `GET /v1/acts/{id}`: one act in JSON, for programs that do not speak CBOR. What it means is `exchange`'s, as for
//! every act; here is only the other dress.
//!
//! **Invariant:** an act that is put is filed, refused and answered by the same code as one that is synchronised.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64URL_NOPAD;
use report::receipt::Accepted;
use report::wire::{ActItem, ActRef, HeldReceipts, RequestItem};
use report::{ActId, Content, Part, Signed, limits};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::PortalError;
use crate::intake::exchange::{Exchange, Fate};
use crate::intake::reader::Reader;
use crate::intake::token::{self, Claim};
use crate::intake::{accept, body};
use crate::problem::{Problem, ProblemShape};
use crate::state::AppState;
use crate::store::acceptance::Filed;
use crate::store::attachment::{self, Standing};
use crate::store::claim;

/// The longest request, in bytes: an item of 64 KiB, its receipts and parts, in base64url.
const REQUEST_BYTES: usize = 256 * 1024;
/// Seconds after which somebody may have made room.
const NO_ROOM_RETRY_S: u32 = 300;
/// Where the photos of an act go.
const UPLOAD_URL: &str = "/v1/files";

const MALFORMED: Problem = Problem::new(StatusCode::BAD_REQUEST, "request_malformed");
const NOT_JSON: Problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request_malformed");
const ACT_MALFORMED: Problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "act_malformed");
const NOT_PROVEN: Problem = Problem::new(StatusCode::UNAUTHORIZED, "proof_needed");
const UNKNOWN: Problem = Problem::new(StatusCode::NOT_FOUND, "act_unknown");

/// An act that is offered. Bytes are base64url without padding.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutAct {
    /// The sealed act.
    sealed: String,
    /// Personal parts whose hashes the act names.
    #[serde(default)]
    parts: Vec<PutPart>,
    /// The receipt `accepted` that is held already, for a portal that lost it.
    accepted: Option<String>,
    /// The receipt `complete`, likewise.
    complete: Option<String>,
}

/// A personal part.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PutPart {
    /// What it is: `name`, `phone`.
    label: String,
    /// 32 random bytes.
    salt: String,
    /// The value as one CBOR item.
    value: String,
}

/// How an act stands in the books. Bytes are base64url without padding.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActShape {
    /// The number of the case.
    case_number: String,
    /// The secret of the case, with the act that began it.
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_code: Option<String>,
    /// The receipt `accepted`.
    accepted: String,
    /// The receipt `complete`, once everything is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<String>,
    /// Leave to upload what is missing.
    tickets: Vec<TicketShape>,
    /// Attachments whose thumbnail is missing.
    thumbnails: Vec<String>,
    /// The session token to show next.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
}

/// Leave to upload an attachment.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketShape {
    /// The attachment.
    sha256: String,
    /// To be shown as `Authorization: Bearer`.
    ticket: String,
    /// Where, by tus 1.0.0.
    upload_url: String,
}

/// File an act
///
/// Repeated, it answers the same receipts. Whoever shows a session token gets the next one.
#[utoipa::path(put, path = "/v1/acts/{id}", tag = "acts", operation_id = "put_act",
    params(("id" = String, Path, description = "The act's id, a UUID"),
        ("Authorization" = Option<String>, Header, description = "Bearer and a session token")),
    request_body = PutAct,
    responses((status = 201, body = ActShape, description = "Filed now"),
        (status = 200, body = ActShape, description = "Filed before, with the same digest"),
        (status = 400, body = ProblemShape), (status = 409, body = ProblemShape, description = "Another digest stands under this id"),
        (status = 410, body = ProblemShape, description = "Erased"), (status = 413, body = ProblemShape),
        (status = 415, body = ProblemShape), (status = 422, body = ProblemShape, description = "Refused for good"),
        (status = 429, body = ProblemShape), (status = 503, body = ProblemShape, description = "Later; Retry-After says when"),
        (status = 507, body = ProblemShape)))]
pub async fn put_act(
    State(state): State<AppState>,
    id: Result<Path<ActIdText>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = id.map_err(|_| MALFORMED)?.0.parsed()?;
    if !is_json(&headers) {
        return Err(NOT_JSON);
    }
    let asked: PutAct = serde_json::from_slice(&body::whole(body, REQUEST_BYTES).await?).map_err(|_| MALFORMED)?;
    let item = item(asked)?;
    if accept::reference(&item.bytes).is_some_and(|of| of.act != id) {
        return Err(ACT_MALFORMED);
    }
    let (of, is_new, reader) = file(&state, item, Reader::of_bearer(&state, &headers).await?).await?;
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    let standing = attachment::standing(&mut books, of).await?.ok_or(UNKNOWN)?;
    drop(books);
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    answer(&state, status, of, standing, Sight::Whole, reader.as_ref()).await
}

/// How an act stands
#[utoipa::path(get, path = "/v1/acts/{id}", tag = "acts", operation_id = "get_act",
    params(("id" = String, Path, description = "The id of an act of this device, or of a report that it claimed"),
        ("Authorization" = String, Header, description = "Bearer and a session token")),
    responses((status = 200, body = ActShape), (status = 401, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn get_act(
    State(state): State<AppState>,
    id: Result<Path<ActIdText>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = id.map_err(|_| MALFORMED)?.0.parsed()?;
    let reader = Reader::of_bearer(&state, &headers).await?.ok_or(NOT_PROVEN)?;
    let mut books = state.store().readers().acquire().await.map_err(PortalError::from)?;
    let of = claim::held(&mut *books, reader.device, id).await?.ok_or(UNKNOWN)?;
    let standing = attachment::standing(&mut books, of).await?.ok_or(UNKNOWN)?;
    drop(books);
    let sight = if of.device == reader.device { Sight::Whole } else { Sight::WithoutCode };
    answer(&state, StatusCode::OK, of, standing, sight, Some(&reader)).await
}

/// An id as it stands in an address.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct ActIdText(String);

impl ActIdText {
    fn parsed(self) -> Result<ActId, Problem> {
        self.0.parse().map_err(|_| MALFORMED)
    }
}

/// Whether the tracking code is told by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    Whole,
    WithoutCode,
}

fn is_json(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"))
}

fn item(asked: PutAct) -> Result<ActItem, Problem> {
    let parts = asked.parts.into_iter().map(part).collect::<Result<Vec<_>, _>>()?;
    Ok(ActItem {
        bytes: bytes(&asked.sealed)?,
        held: HeldReceipts::None,
        parts: Some(parts).filter(|parts| !parts.is_empty()),
        accepted: asked.accepted.as_deref().map(bytes).transpose()?,
        complete: asked.complete.as_deref().map(bytes).transpose()?,
    })
}

fn part(asked: PutPart) -> Result<Part, Problem> {
    let salt = bytes(&asked.salt)?.try_into().map_err(|_| MALFORMED)?;
    Ok(Part { label: asked.label, salt, value: bytes(&asked.value)? })
}

fn bytes(text: &str) -> Result<Vec<u8>, Problem> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| MALFORMED)
}

/// An exchange of one item. Says which act it was, whether it is new, and who reads.
async fn file(
    state: &AppState,
    item: ActItem,
    reader: Option<Reader>,
) -> Result<(ActRef, bool, Option<Reader>), Problem> {
    let item = minicbor::to_vec(RequestItem::Act(item)).map_err(|_| PortalError::Broken("item"))?;
    if item.len() > limits::ITEM_BYTES {
        return Err(refused("item_too_large"));
    }
    let mut exchange = Exchange::begin(state.clone()).await?;
    exchange.is_read_by(reader);
    exchange.take(&item).await.map_err(refused)?;
    let heard = exchange.settle().await;
    let Some(asked) = heard.asked.into_iter().next() else { return Err(ACT_MALFORMED) };
    match (asked.fate, asked.of) {
        (Fate::Filed(Filed::Conflict), _) => Err(Problem::new(StatusCode::CONFLICT, "act_conflict")),
        (Fate::Filed(filed), Some(of)) => Ok((of, filed == Filed::Created, heard.reader)),
        (Fate::Rejected(code) | Fate::Broken(code), _) => Err(refused(code)),
        (Fate::Later(PortalError::NoRoom), _) => Err(Problem::from(PortalError::NoRoom).retry_after(NO_ROOM_RETRY_S)),
        (Fate::Later(error), _) => Err(error.into()),
        _ => Err(PortalError::Busy.into()),
    }
}

/// What a refusal for good is in HTTP.
fn refused(code: &'static str) -> Problem {
    let status = match code {
        "act_erased" => StatusCode::GONE,
        "item_too_large" | "text_too_long" | "too_many_attachments" | "attachment_too_large" => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::new(status, code)
}

async fn answer(
    state: &AppState,
    status: StatusCode,
    of: ActRef,
    standing: Standing,
    sight: Sight,
    reader: Option<&Reader>,
) -> Result<Response, Problem> {
    let accepted = receipt(&standing.accepted)?;
    let missing = standing.attachments.iter().filter(|one| !one.stored);
    let ticket = |one: &attachment::AttachmentRow| TicketShape {
        sha256: one.sha256.to_string(),
        ticket: token::ticket(
            state.keys().secret(),
            &Claim { of, sha256: one.sha256, length: one.length },
            state.now_ms(),
        ),
        upload_url: UPLOAD_URL.to_owned(),
    };
    let lacking = standing.attachments.iter().filter(|one| one.lacks_thumbnail);
    let session = match reader {
        Some(reader) => reader.next_token(state).await,
        None => None,
    };
    let shape = ActShape {
        case_number: accepted.case_number.to_string(),
        tracking_code: accepted.tracking_code.filter(|_| sight == Sight::Whole).map(|code| code.compact()),
        tickets: missing.map(ticket).collect(),
        thumbnails: lacking.map(|one| one.sha256.to_string()).collect(),
        accepted: BASE64URL_NOPAD.encode(&standing.accepted),
        complete: standing.complete.map(|receipt| BASE64URL_NOPAD.encode(&receipt)),
        session: session.map(|token| BASE64URL_NOPAD.encode(&token)),
    };
    Ok((status, [(CACHE_CONTROL, "no-store")], Json(shape)).into_response())
}

/// A receipt of ours, as it stands in the books.
fn receipt(bytes: &[u8]) -> Result<Accepted, PortalError> {
    let broken = || PortalError::Broken("accepted_receipt");
    let signed = Signed::open(bytes, Content::Accepted).map_err(|_| broken())?;
    minicbor::decode(&signed.payload).map_err(|_| broken())
}
