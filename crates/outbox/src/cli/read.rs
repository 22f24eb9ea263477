//! `outbox list`, `show` and `receipt`: what is on the device, beside a running engine.

use data_encoding::BASE64URL_NOPAD;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use outbox::{ActSummary, Claim, ClaimState, Followed, Outbox, OutboxError, ReportSummary, TimelineEntry};
use report::{ActId, words};
use serde_json::{Value, json};

use super::End;
use super::output::Output;

pub(crate) fn list(outbox: &Outbox, output: &Output) -> Result<End, OutboxError> {
    let reports = outbox.reports()?;
    let value = reports.iter().map(ReportSummary::described).collect();
    output.answer(&value, || reports.iter().map(|report| line(report, output)).collect());
    Ok(End::Done)
}

pub(crate) fn show(outbox: &Outbox, id: &str, output: &Output) -> Result<End, OutboxError> {
    let story = outbox.story(report_id(id)?)?;
    output.answer(&story.described(), || {
        let mut lines = vec![line(&story.summary, output)];
        lines.extend(story.summary.acts.iter().map(|act| act_line(act, output)));
        lines.extend(story.timeline.iter().map(|entry| entry_line(entry, output)));
        lines
    });
    Ok(End::Done)
}

pub(crate) fn followed(outbox: &Outbox, output: &Output) -> Result<End, OutboxError> {
    let cases = outbox.followed()?;
    let value = cases.iter().map(|case| {
        json!({
            "case_number": case.case_number,
            "status": case.status,
            "outcome": case.outcome,
            "followed": case.is_wanted(),
            "acts": case.acts.iter().map(ActSummary::described).collect::<Vec<_>>(),
        })
    });
    output.answer(&value.collect(), || {
        let status = |case: &Followed| {
            case.status
                .as_deref()
                .map_or_else(|| "—".to_owned(), |status| words::word("status", status, output.language()))
        };
        cases.iter().map(|case| format!("{}  {}", case.case_number, status(case))).collect()
    });
    Ok(End::Done)
}

pub(crate) fn claims(outbox: &Outbox, output: &Output) -> Result<End, OutboxError> {
    let claims = outbox.claims()?;
    output.answer(&claims.iter().map(claim_json).collect(), || {
        let state = |claim: &Claim| match &claim.state {
            ClaimState::Refused(code) => words::error(code, output.language()),
            state => output.say(&format!("claim_{}", state.code()), &[]),
        };
        claims.iter().map(|claim| format!("{}  {}", claim.code, state(claim))).collect()
    });
    Ok(End::Done)
}

fn claim_json(claim: &Claim) -> Value {
    let (report, attention) = match &claim.state {
        ClaimState::Waiting => (None, None),
        ClaimState::Done(report) => (Some(report.to_string()), None),
        ClaimState::Refused(code) => (None, Some(code)),
    };
    json!({ "code": claim.code.to_string(), "state": claim.state.code(), "id": report, "attention": attention })
}

pub(crate) fn receipt(outbox: &Outbox, id: &str, output: &Output) -> Result<End, OutboxError> {
    let story = outbox.story(report_id(id)?)?;
    let encode = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| BASE64URL_NOPAD.encode(bytes));
    let summary = &story.summary;
    let value = json!({
        "id": summary.id.to_string(),
        "case_number": summary.case_number,
        "tracking_code": summary.tracking_code.as_ref().map(ToString::to_string),
        "accepted": encode(&story.accepted),
        "complete": encode(&story.complete),
    });
    output.answer(&value, || {
        let verified = |there: bool| output.say(if there { "receipt_verified" } else { "receipt_missing" }, &[]);
        vec![
            format!("accepted: {}", verified(story.accepted.is_some())),
            format!("complete: {}", verified(story.complete.is_some())),
        ]
    });
    Ok(if story.accepted.is_some() { End::Done } else { End::Waiting })
}

pub(crate) fn report_id(text: &str) -> Result<ActId, OutboxError> {
    text.parse().map_err(|_| OutboxError::ReportUnknown(text.to_owned()))
}

fn line(report: &ReportSummary, output: &Output) -> String {
    let language = output.language();
    let standing = match (&report.attention, &report.status) {
        (Some(code), _) => words::error(code, language),
        (None, Some(status)) => words::word("status", status, language),
        (None, None) => output.say(&format!("state_{}", report.state.code()), &[]),
    };
    let number = report.case_number.as_ref().map_or("—", |number| number.as_str());
    let code = report.tracking_code.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
    let category = words::word("category", &report.category, language);
    format!("{}  {}  {number}  {code}  {category}  {standing}", report.id, local_time(report.filed_at))
}

fn act_line(act: &ActSummary, output: &Output) -> String {
    let standing = match &act.attention {
        Some(code) => words::error(code, output.language()),
        None => output.say(&format!("state_{}", act.state.code()), &[]),
    };
    let kind = output.say(&format!("act_{}", act.kind.code()), &[]);
    let stars = act.rating.map_or_else(String::new, |rating| format!(" {}/4", rating.stars()));
    format!("  {}  {kind}{stars}: {standing}", local_time(act.filed_at))
}

fn entry_line(entry: &TimelineEntry, output: &Output) -> String {
    let language = output.language();
    let word = match &entry.outcome {
        Some(outcome) => words::word("outcome", outcome, language),
        None => words::word("status", &entry.status, language),
    };
    let details = [entry.unit.as_deref(), entry.text.as_deref()];
    let details: Vec<&str> = details.into_iter().flatten().collect();
    let details = if details.is_empty() { String::new() } else { format!(" — {}", details.join(": ")) };
    format!("  {}  {word}{details}", local_time(entry.at))
}

/// `24/11/2026 14:05` in the province's time zone.
fn local_time(at: Timestamp) -> String {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap_or(TimeZone::UTC);
    Zoned::new(at, zone).strftime("%d/%m/%Y %H:%M").to_string()
}
