//! What is done about a report or a public case: `outbox answer`, `rate`, `rework`, `withdraw`, `erase`, `me-too`,
//! `follow`, `unfollow`, `claim`, `drop-photo`.

use outbox::{DeedProblem, Outbox, OutboxError};
use report::{ActId, ActKind, CaseNumber, Rating};
use serde_json::json;

use super::End;
use super::args::SayArgs;
use super::draft::read_picture;
use super::output::Output;
use super::read::report_id;

pub(crate) fn answer(outbox: &Outbox, args: &SayArgs, output: &Output) -> Result<End, OutboxError> {
    sealed(outbox.answer(report_id(&args.report)?, &args.text, &pictures(args)?)?, output)
}

pub(crate) fn rework(outbox: &Outbox, args: &SayArgs, output: &Output) -> Result<End, OutboxError> {
    sealed(outbox.rework(report_id(&args.report)?, &args.text, &pictures(args)?)?, output)
}

pub(crate) fn rate(outbox: &Outbox, report: &str, stars: u8, text: &str, output: &Output) -> Result<End, OutboxError> {
    let rating = Rating::from_stars(stars).ok_or(DeedProblem::NothingSaid)?;
    sealed(outbox.rate(report_id(report)?, rating, text)?, output)
}

pub(crate) fn withdraw(outbox: &Outbox, report: &str, text: &str, output: &Output) -> Result<End, OutboxError> {
    sealed(outbox.withdraw(report_id(report)?, text)?, output)
}

pub(crate) fn erase(outbox: &Outbox, report: &str, output: &Output) -> Result<End, OutboxError> {
    sealed(outbox.erase(report_id(report)?)?, output)
}

pub(crate) fn public(outbox: &Outbox, kind: ActKind, case: &str, output: &Output) -> Result<End, OutboxError> {
    let case: CaseNumber = case.parse().map_err(|_| DeedProblem::CaseNumberInvalid)?;
    let id = match kind {
        ActKind::MeToo => outbox.me_too(&case),
        ActKind::Follow => outbox.follow(&case),
        _ => outbox.unfollow(&case),
    };
    sealed(id?, output)
}

/// Kept is waiting: only the portal knows what a code opens.
pub(crate) fn claim(outbox: &Outbox, code: &str, forget: bool, output: &Output) -> Result<End, OutboxError> {
    if forget {
        outbox.forget_claim(code)?;
        output.answer(&json!({}), || vec![output.say("claim_forgotten", &[])]);
        return Ok(End::Done);
    }
    let known = outbox.claim(code)?.map(|id| id.to_string());
    let said = if known.is_some() { "claimed_before" } else { "queued_deed" };
    output.answer(&json!({ "id": known }), || vec![output.say(said, &[])]);
    Ok(End::Done)
}

pub(crate) fn drop_photo(outbox: &Outbox, act: &str, sha256: &str, output: &Output) -> Result<End, OutboxError> {
    let sha256 = sha256.parse().map_err(|_| DeedProblem::PhotoUnknown)?;
    outbox.drop_photo(report_id(act)?, &sha256)?;
    output.answer(&json!({}), || vec![output.say("photo_dropped", &[])]);
    Ok(End::Done)
}

fn sealed(id: ActId, output: &Output) -> Result<End, OutboxError> {
    let id = id.to_string();
    output.answer(&json!({ "id": id }), || vec![id.clone(), output.say("queued_deed", &[])]);
    Ok(End::Done)
}

fn pictures(args: &SayArgs) -> Result<Vec<Vec<u8>>, OutboxError> {
    args.photo.iter().map(|path| read_picture(path)).collect()
}
