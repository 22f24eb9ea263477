//! The document of whole requests and answers.

use minicbor::Encode;
use report::wire::{
    ActItem, ActRef, AnswerHeader, AnswerItem, Change, ClaimItem, Encoding, FollowItem, HeldReceipts, ItemOutcome,
    ItemResult, ItemWriter, RequestHeader, RequestItem, ThumbnailItem, Ticket,
};
use report::{Device, SealedAct, Sha256, Status, TrackingCode};
use serde_json::{Value, json};

use crate::files::hex;
use crate::{given, kinds, parts};

pub fn document() -> Value {
    json!({
        "requests": [
            sequence("first_contact", first_request().iter().map(encoded).collect()),
            sequence("later", later_request().iter().map(encoded).collect()),
            sequence("with_a_session", request_with_a_session().iter().map(encoded).collect()),
            sequence("a_claim", claim().iter().map(encoded).collect()),
            sequence("offered_again", offered_again().iter().map(encoded).collect()),
            sequence("of_a_later_version", request_of_a_later_version()),
        ],
        "answers": [
            sequence("first_contact", first_answer().iter().map(encoded).collect()),
            sequence("later", later_answer().iter().map(encoded).collect()),
            sequence("to_a_claim", answer_to_a_claim().iter().map(encoded).collect()),
            sequence("refusals", refusing_answer().iter().map(encoded).collect()),
        ],
        "session": { "bytes": hex(SESSION), "bearer": data_encoding::BASE64URL_NOPAD.encode(&SESSION) },
    })
}

/// A session token. Its text has both characters by which base64url differs from base64.
const SESSION: [u8; 32] = [0xfb; 32];

fn encoded(item: &impl Encode<()>) -> Vec<u8> {
    minicbor::to_vec(item).unwrap()
}

/// The items, the body that they make, and the same body compressed: one piece per item and one that ends the frame.
fn sequence(name: &str, items: Vec<Vec<u8>>) -> Value {
    let mut writer = ItemWriter::new(Encoding::Zstd);
    let mut zstd: Vec<Value> = items.iter().map(|item| hex(writer.write(&Raw(item)))).collect();
    zstd.push(hex(writer.finish()));
    json!({
        "name": name,
        "items": items.iter().map(hex).collect::<Vec<_>>(),
        "plain": hex(items.concat()),
        "zstd": zstd,
    })
}

/// An item that is bytes already.
struct Raw<'a>(&'a [u8]);

impl Encode<()> for Raw<'_> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        to: &mut minicbor::Encoder<W>,
        (): &mut (),
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        to.writer_mut().write_all(self.0).map_err(minicbor::encode::Error::write)
    }
}

fn act(sealed: &SealedAct, held: HeldReceipts) -> RequestItem {
    RequestItem::Act(ActItem::new(sealed.bytes().to_vec(), held))
}

fn of(sealed: &SealedAct) -> ActRef {
    ActRef { device: sealed.device(), act: sealed.act().id }
}

fn first_header() -> RequestHeader {
    let wall_ms = given::FIRST_AT_MS + 90_000;
    RequestHeader { version: 1, wall_ms, uptime_ms: 5_000, epoch: None, position: None, proof: None, session: None }
}

fn first_request() -> Vec<RequestItem> {
    let (with_photo, alone) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let thumbnail =
        ThumbnailItem { of: of(&with_photo), attachment: Sha256::of(given::PHOTO), bytes: given::THUMBNAIL.to_vec() };
    vec![
        RequestItem::Header(first_header()),
        act(&with_photo, HeldReceipts::None),
        act(&alone, HeldReceipts::None),
        RequestItem::Thumbnail(thumbnail),
    ]
}

fn later_request() -> Vec<RequestItem> {
    let header = RequestHeader {
        epoch: Some(given::epoch()),
        position: Some(2),
        proof: Some(given::device().prove(given::epoch(), given::nonce())),
        ..first_header()
    };
    let with_photo = given::sealed(&given::photo_and_text());
    vec![
        RequestItem::Header(header),
        RequestItem::Follow(FollowItem { of: of(&with_photo), held: HeldReceipts::Accepted }),
        act(&given::sealed(&given::text_alone()), HeldReceipts::Both),
    ]
}

/// A session stands for the proof; a withdrawal and a report with its personal parts are offered.
fn request_with_a_session() -> Vec<RequestItem> {
    let session = Some(SESSION.to_vec());
    let header = RequestHeader { epoch: Some(given::epoch()), position: Some(9), session, ..first_header() };
    let (_, withdrawal) = kinds::acts().into_iter().find(|(name, _)| *name == "withdraw").unwrap();
    vec![RequestItem::Header(header), parts::offered(), act(&given::sealed(&withdrawal), HeldReceipts::None)]
}

/// Another device claims the report `photo_and_text` by its tracking code.
fn claim() -> Vec<RequestItem> {
    let claimant = Device::new(given::key("other_device"), given::portal());
    let proof = Some(claimant.prove(given::epoch(), given::nonce()));
    vec![
        RequestItem::Header(RequestHeader { proof, ..first_header() }),
        RequestItem::Claim(ClaimItem { code: TrackingCode::from_random([7; 13]) }),
    ]
}

/// The portal was restored from a backup: the device offers what it keeps, with both receipts.
fn offered_again() -> Vec<RequestItem> {
    let header = RequestHeader { epoch: Some(given::epoch()), position: Some(0), ..first_header() };
    let sealed = given::sealed(&given::photo_and_text());
    let (receipts, portal) = (given::key("receipts"), given::portal());
    let accepted = given::accepted(&sealed, 7);
    let complete = given::complete(&sealed, &accepted).sign(&receipts, &portal);
    let item = ActItem {
        accepted: Some(accepted.sign(&receipts, &portal)),
        complete: Some(complete),
        ..ActItem::new(sealed.bytes().to_vec(), HeldReceipts::Both)
    };
    vec![RequestItem::Header(header), RequestItem::Act(item)]
}

/// A header with a field numbered 40, an item of type 40 nested as deep as may be, and an act with a field numbered 40.
fn request_of_a_later_version() -> Vec<Vec<u8>> {
    let mut header = encoded(&RequestItem::Header(first_header()));
    // `[0, {…}]`: the second byte but one is the head of the map, which counts its entries.
    header[2] += 1;
    header.extend([0x18, 40, 0xf5]);
    let unknown = [&[0x82, 0x18, 40][..], &[0x81; 15], &[0x00]].concat();
    let sealed = given::sealed_of_a_later_version();
    vec![header, unknown, encoded(&act(&sealed, HeldReceipts::None))]
}

fn answer_header() -> AnswerItem {
    answer_header_with(None)
}

fn answer_header_with(session: Option<Vec<u8>>) -> AnswerItem {
    AnswerItem::Header(AnswerHeader {
        epoch: given::epoch(),
        nonce: given::nonce(),
        certificates: given::certificate_bytes().into_iter().map(Into::into).collect(),
        least_version: 1,
        at_ms: given::FIRST_AT_MS + 3_600_000,
        region: Some("\"5f1d\"".into()),
        session,
    })
}

fn result(index: u32, outcome: ItemOutcome) -> ItemResult {
    ItemResult {
        of: None,
        index,
        outcome,
        code: None,
        accepted: None,
        complete: None,
        tickets: vec![],
        thumbnails: vec![],
        retry_after_s: None,
        sealed: None,
    }
}

fn first_answer() -> Vec<AnswerItem> {
    let (with_photo, alone) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let (receipts, portal) = (given::key("receipts"), given::portal());
    let (first, second) = (given::accepted(&with_photo, 7), given::accepted(&alone, 8));
    let ticket = Ticket { attachment: Sha256::of(given::PHOTO), ticket: "b3BhcXVl".into() };
    vec![
        answer_header(),
        AnswerItem::Result(ItemResult {
            of: Some(of(&with_photo)),
            accepted: Some(first.sign(&receipts, &portal)),
            tickets: vec![ticket],
            ..result(1, ItemOutcome::Created)
        }),
        AnswerItem::Result(ItemResult {
            of: Some(of(&alone)),
            accepted: Some(second.sign(&receipts, &portal)),
            complete: Some(given::complete(&alone, &second).sign(&receipts, &portal)),
            ..result(2, ItemOutcome::Created)
        }),
        AnswerItem::End(0),
    ]
}

fn later_answer() -> Vec<AnswerItem> {
    let (with_photo, alone) = (given::sealed(&given::photo_and_text()), given::sealed(&given::text_alone()));
    let complete = given::complete(&with_photo, &given::accepted(&with_photo, 7));
    let complete = complete.sign(&given::key("receipts"), &given::portal());
    vec![
        answer_header(),
        AnswerItem::Result(ItemResult {
            of: Some(of(&with_photo)),
            complete: Some(complete),
            thumbnails: vec![Sha256::of(given::PHOTO)],
            ..result(1, ItemOutcome::Exists)
        }),
        AnswerItem::Result(ItemResult { of: Some(of(&alone)), ..result(2, ItemOutcome::Exists) }),
        AnswerItem::Change(change(&with_photo, 5, Status::Received, None)),
        AnswerItem::Change(Change {
            unit: Some("UBND phường".into()),
            ..change(&with_photo, 6, Status::Dispatched, None)
        }),
        AnswerItem::Change(Change {
            outcome: Some("fixed".into()),
            attachments: vec![Sha256::of(b"stands for a photo of the mended road")],
            ..change(&with_photo, 9, Status::Answered, Some("Đã vá mặt đường."))
        }),
        AnswerItem::End(9),
    ]
}

/// The report's own device and act, its sealed bytes, both receipts, and from now on its changes.
fn answer_to_a_claim() -> Vec<AnswerItem> {
    let sealed = given::sealed(&given::photo_and_text());
    let (receipts, portal) = (given::key("receipts"), given::portal());
    let accepted = given::accepted(&sealed, 7);
    vec![
        answer_header_with(Some(SESSION.to_vec())),
        AnswerItem::Result(ItemResult {
            of: Some(of(&sealed)),
            accepted: Some(accepted.sign(&receipts, &portal)),
            complete: Some(given::complete(&sealed, &accepted).sign(&receipts, &portal)),
            sealed: Some(sealed.bytes().to_vec()),
            ..result(1, ItemOutcome::Exists)
        }),
        AnswerItem::Change(change(&sealed, 5, Status::Received, None)),
        AnswerItem::End(9),
    ]
}

fn change(sealed: &SealedAct, position: u64, status: Status, text: Option<&str>) -> Change {
    Change {
        of: of(sealed),
        position,
        status: status.code().into(),
        at_ms: given::FIRST_AT_MS + 10_000_000,
        text: text.map(Into::into),
        outcome: None,
        unit: None,
        attachments: vec![],
    }
}

fn refusing_answer() -> Vec<AnswerItem> {
    let sealed = given::sealed(&given::photo_and_text());
    let of = Some(of(&sealed));
    let coded = |code: &str, result| AnswerItem::Result(ItemResult { code: Some(code.into()), ..result });
    vec![
        answer_header(),
        coded("act_conflict", ItemResult { of, ..result(1, ItemOutcome::Conflict) }),
        coded("text_too_long", ItemResult { of, ..result(2, ItemOutcome::Rejected) }),
        coded("act_malformed", result(3, ItemOutcome::Rejected)),
        coded("portal_busy", ItemResult { of, retry_after_s: Some(30), ..result(4, ItemOutcome::Retry) }),
        coded("proof_needed", ItemResult { of, ..result(5, ItemOutcome::Unknown) }),
        coded("case_unknown", ItemResult { of, ..result(6, ItemOutcome::Rejected) }),
        coded("too_late", ItemResult { of, ..result(7, ItemOutcome::Rejected) }),
        coded("act_erased", ItemResult { of, ..result(8, ItemOutcome::Rejected) }),
        coded("device_revoked", ItemResult { of, ..result(9, ItemOutcome::Rejected) }),
        coded("code_wrong", result(10, ItemOutcome::Rejected)),
        coded("too_many_attempts", ItemResult { retry_after_s: Some(600), ..result(11, ItemOutcome::Retry) }),
        AnswerItem::End(0),
    ]
}
