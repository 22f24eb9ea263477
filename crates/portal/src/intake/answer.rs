//! What a device is told at the end of an exchange: header, results, changes, end.
//!
//! **Invariant:** an answer stays below what a device reads ([`report::limits::REQUEST_BYTES`]). What does not fit is
//! asked again: results as `retry`, changes from the position that the end names.

use minicbor::bytes::ByteVec;
use report::DeviceKey;
use report::limits;
use report::wire::{
    ActRef, AnswerHeader, AnswerItem, Encoding, HeldReceipts, ItemOutcome, ItemResult, ItemWriter, Ticket,
};
use sqlx::AnyConnection;

use crate::error::PortalError;
use crate::intake::exchange::{Asked, Fate, Heard};
use crate::intake::reader::Reader;
use crate::intake::token::{self, Claim};
use crate::problem::AWAITED_RETRY_S;
use crate::state::AppState;
use crate::store::acceptance::Filed;
use crate::store::attachment::{self, AttachmentRow, Standing};
use crate::store::{changes, claim};

/// Bytes of results, and of results and changes together, before compression.
const RESULT_BYTES: usize = 2 * 1024 * 1024;
const ANSWER_BYTES: usize = 3 * 1024 * 1024;
/// Seconds after which a device offers again what was not taken for now.
const RETRY_S: u32 = 5;
/// The same when the disk is full: somebody has to make room first.
const NO_ROOM_RETRY_S: u32 = 300;
/// The same for results that did not fit.
const NEXT_RETRY_S: u32 = 1;

/// The whole answer.
///
/// # Errors
/// Those of the database: without the books there is nothing to tell, and the device asks again.
pub async fn answer(state: &AppState, heard: Heard, encoding: Encoding) -> Result<Vec<u8>, PortalError> {
    let mut answer = Answer { writer: ItemWriter::new(encoding), bytes: Vec::new(), told: 0 };
    answer.say(&AnswerItem::Header(header(state, heard.reader.as_ref()).await?));
    let proven = heard.reader.map(|reader| reader.device);
    let mut books = state.store().readers().acquire().await?;
    for asked in &heard.asked {
        let result =
            if answer.told < RESULT_BYTES { result(state, &mut books, asked, proven).await? } else { full(asked) };
        answer.say(&AnswerItem::Result(result));
    }
    drop(books);
    let told_until = match proven {
        Some(device) => answer.changes(state, device, heard.heard_until).await?,
        None => heard.heard_until,
    };
    answer.say(&AnswerItem::End(told_until));
    Ok(answer.finish())
}

struct Answer {
    writer: ItemWriter,
    bytes: Vec<u8>,
    told: usize,
}

impl Answer {
    fn say(&mut self, item: &AnswerItem) {
        self.told += minicbor::to_vec(item).map_or(0, |plain| plain.len());
        self.bytes.extend(self.writer.write(item));
    }

    /// Tells the changes since `since`, as far as they fit, and returns the position up to which they are told.
    async fn changes(&mut self, state: &AppState, device: DeviceKey, since: u64) -> Result<u64, PortalError> {
        let readers = state.store().readers();
        let until = changes::last_position(readers).await?;
        // A position that is not ours yet is of a forgotten future: begin anew.
        let mut told_until = i64::try_from(since).ok().filter(|since| *since <= until).unwrap_or(0);
        loop {
            let (page, is_last) = changes::of_device(readers, device, told_until, until).await?;
            for change in page {
                if self.told >= ANSWER_BYTES {
                    return Ok(position(told_until));
                }
                told_until = i64::try_from(change.position).unwrap_or(told_until);
                self.say(&AnswerItem::Change(change));
            }
            if is_last {
                return Ok(position(until));
            }
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.bytes.extend(self.writer.finish());
        self.bytes
    }
}

fn position(told_until: i64) -> u64 {
    u64::try_from(told_until).unwrap_or(0)
}

async fn header(state: &AppState, reader: Option<&Reader>) -> Result<AnswerHeader, PortalError> {
    let at_ms = state.now_ms();
    Ok(AnswerHeader {
        epoch: state.epoch(),
        nonce: token::nonce(state.keys().secret(), at_ms),
        certificates: state.keys().certificates().iter().cloned().map(ByteVec::from).collect(),
        least_version: limits::LEAST_PROTOCOL_VERSION,
        at_ms,
        region: state.region().await?.map(|known| known.etag.clone()),
        session: match reader {
            Some(reader) => reader.next_token(state).await,
            None => None,
        },
    })
}

async fn result(
    state: &AppState,
    books: &mut AnyConnection,
    asked: &Asked,
    proven: Option<DeviceKey>,
) -> Result<ItemResult, PortalError> {
    let Some(of) = asked.of else { return Ok(bare(asked)) };
    let outcome = match asked.fate {
        Fate::Filed(Filed::Created) => ItemOutcome::Created,
        Fate::Filed(Filed::Exists) => ItemOutcome::Exists,
        Fate::Followed if reads(books, proven, of).await? => ItemOutcome::Exists,
        Fate::Claimed => ItemOutcome::Exists,
        _ => return Ok(bare(asked)),
    };
    let Some(standing) = attachment::standing(books, of).await? else { return Ok(unknown(asked, None)) };
    let sealed = match asked.fate {
        Fate::Claimed => claim::sealed(books, of).await?,
        _ => None,
    };
    Ok(ItemResult { sealed, ..known(state, asked, outcome, standing) })
}

/// Whether whoever proved its key may read of this act: its own, or the report of a case that it claimed.
async fn reads(books: &mut AnyConnection, proven: Option<DeviceKey>, of: ActRef) -> Result<bool, PortalError> {
    match proven {
        Some(device) if device == of.device => Ok(true),
        Some(device) => claim::holds(books, device, of).await,
        None => Ok(false),
    }
}

/// What can be said without the books.
fn bare(asked: &Asked) -> ItemResult {
    match &asked.fate {
        Fate::Rejected(code) | Fate::Broken(code) if *code != "link_cut" => {
            ItemResult { code: Some((*code).to_owned()), ..empty(asked, ItemOutcome::Rejected) }
        }
        Fate::Rejected(code) | Fate::Broken(code) => later(asked, code, RETRY_S),
        Fate::Later(PortalError::NoRoom) => later(asked, "no_room", NO_ROOM_RETRY_S),
        Fate::Later(error @ PortalError::ReportAwaited) => later(asked, error.code(), AWAITED_RETRY_S),
        Fate::Later(_) | Fate::Offered => later(asked, "portal_busy", RETRY_S),
        Fate::Filed(Filed::Conflict) => {
            ItemResult { code: Some("act_conflict".to_owned()), ..empty(asked, ItemOutcome::Conflict) }
        }
        Fate::TooOften(seconds) => later(asked, "too_many_attempts", *seconds),
        Fate::Filed(_) | Fate::Claimed => unknown(asked, None),
        Fate::Followed | Fate::Unproven => unknown(asked, Some("proof_needed")),
    }
}

fn full(asked: &Asked) -> ItemResult {
    match asked.fate {
        Fate::Filed(Filed::Created | Filed::Exists) | Fate::Followed | Fate::Claimed => {
            later(asked, "portal_busy", NEXT_RETRY_S)
        }
        _ => bare(asked),
    }
}

fn later(asked: &Asked, code: &str, retry_after_s: u32) -> ItemResult {
    let retry_after_s = Some(retry_after_s);
    ItemResult { code: Some(code.to_owned()), retry_after_s, ..empty(asked, ItemOutcome::Retry) }
}

fn unknown(asked: &Asked, code: Option<&str>) -> ItemResult {
    ItemResult { code: code.map(str::to_owned), ..empty(asked, ItemOutcome::Unknown) }
}

fn known(state: &AppState, asked: &Asked, outcome: ItemOutcome, standing: Standing) -> ItemResult {
    let missing = standing.attachments.iter().filter(|attachment| !attachment.stored);
    let lacking = standing.attachments.iter().filter(|attachment| attachment.lacks_thumbnail);
    ItemResult {
        tickets: missing.filter_map(|attachment| ticket(state, asked, attachment)).collect(),
        thumbnails: lacking.map(|attachment| attachment.sha256).collect(),
        accepted: Some(standing.accepted).filter(|_| asked.held == HeldReceipts::None),
        complete: standing.complete.filter(|_| asked.held != HeldReceipts::Both),
        ..empty(asked, outcome)
    }
}

fn ticket(state: &AppState, asked: &Asked, attachment: &AttachmentRow) -> Option<Ticket> {
    let claim = Claim { of: asked.of?, sha256: attachment.sha256, length: attachment.length };
    let ticket = token::ticket(state.keys().secret(), &claim, state.now_ms());
    Some(Ticket { attachment: attachment.sha256, ticket })
}

fn empty(asked: &Asked, outcome: ItemOutcome) -> ItemResult {
    ItemResult {
        of: asked.of,
        index: asked.index,
        outcome,
        code: None,
        accepted: None,
        complete: None,
        tickets: Vec::new(),
        thumbnails: Vec::new(),
        retry_after_s: None,
        sealed: None,
    }
}
