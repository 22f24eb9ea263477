//! What is likely to happen to a report, in the citizen's language.

use jiff::Timestamp;
use outbox::{ExpectedAnswer as Answer, Outbox, OutboxError, Region, Story};
use report::words::Language;
use worktime::words;

use crate::view::{Expected, ExpectedAnswer};

/// Of a draft: how long it takes once the portal has it.
pub(super) fn of_draft(outbox: &Outbox, draft: &outbox::Draft, language: Language) -> Result<Expected, OutboxError> {
    let (region, now) = (outbox.region()?, outbox.now());
    let answer = draft.category.as_deref().and_then(|category| region.answer_to(category, now));
    let words = |answer: &Answer| region.wait_words(answer, now, language);
    Ok(Expected {
        unit: outbox.expected_unit(draft)?,
        answer: answer.map(|answer| view(&answer, words(&answer), language)),
    })
}

/// Of a filed report: how much of it is left.
pub(super) fn of_story(region: &Region, story: &Story, now: Timestamp, language: Language) -> Expected {
    let summary = &story.summary;
    let answer = region.answer_to_story(story, now);
    let words = |answer: &Answer| match story.timeline.is_empty() {
        true => region.wait_words(answer, now, language),
        false => region.standing_words(answer, now, language),
    };
    let coming = answer.is_some() && story.holder().is_none();
    let unit = coming.then(|| region.unit(&summary.category, summary.commune.as_deref(), now)).flatten();
    Expected {
        unit: unit.map(|unit| unit.name.to_owned()),
        answer: answer.map(|answer| view(&answer, words(&answer), language)),
    }
}

fn view(answer: &Answer, words: String, language: Language) -> ExpectedAnswer {
    ExpectedAnswer {
        due: answer.due.to_string(),
        words,
        confirmed: answer.confirmed,
        note: answer.unknown_year.map(|year| words::unknown_year(year, language)),
    }
}
