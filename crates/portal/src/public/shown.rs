//! How a case is shown: the word, colour and icon of a status, the four steps, times and shortened texts.
//!
//! No SQL and no HTML: values in, what a template prints out. What may be shown to whom is not decided here.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use report::words::{Language, word};
use report::{Outcome, Status, Step};

use super::words::words;

/// A status as icon, colour and word together: colour never stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// The name of both the icon and the colour.
    pub tone: &'static str,
    /// The word.
    pub word: String,
}

impl Chip {
    /// What a citizen reads for a status and, once answered, its outcome.
    pub fn of(status: Status, outcome: Option<Outcome>, language: Language) -> Self {
        let word = match outcome.filter(|_| status == Status::Answered) {
            Some(outcome) => word("outcome", outcome.code(), language),
            None => word("status", status.code(), language),
        };
        Self { tone: tone(status, outcome), word }
    }
}

fn tone(status: Status, outcome: Option<Outcome>) -> &'static str {
    match status {
        Status::Submitted => "sent",
        Status::Received | Status::Verifying => "received",
        Status::AwaitingCitizen => "waiting",
        Status::Answered | Status::Closed if outcome == Some(Outcome::Fixed) => "fixed",
        Status::Answered | Status::Closed | Status::Duplicate => "answered",
        Status::Rejected | Status::OutOfScope | Status::Withdrawn => "refused",
        _ => "handling",
    }
}

/// One of the four steps, as a citizen sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownStep {
    /// Its word.
    pub word: String,
    /// `done`, `now` or `ahead`.
    pub class: &'static str,
    /// The same in words, for whoever does not see it.
    pub note: String,
    /// Whether the case stands here.
    pub now: bool,
}

/// The four steps with the one in which the case stands.
pub fn steps(status: Status, language: Language) -> Vec<ShownStep> {
    let here = status.step();
    let shown = |step: &Step| {
        let (class, note) = match step.cmp(&here) {
            std::cmp::Ordering::Less => ("done", words("case.step_done", language)),
            std::cmp::Ordering::Equal => ("now", words("case.step_now", language)),
            std::cmp::Ordering::Greater => ("ahead", words("case.step_ahead", language)),
        };
        ShownStep { word: word("step", step.code(), language), class, note, now: *step == here }
    };
    Step::ALL.iter().map(shown).collect()
}

/// A time for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// RFC 3339, UTC.
    pub iso: String,
    /// `24/11/2026 14:05` in Việt Nam (UTC+7 the year round).
    pub shown: String,
}

impl Moment {
    /// From milliseconds since 1970.
    pub fn of_ms(ms: i64) -> Self {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        let shown = at.to_zoned(TimeZone::fixed(offset(7))).strftime("%d/%m/%Y %H:%M").to_string();
        Self { iso: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), shown }
    }
}

/// The beginning of a text, at most `most` characters, cut between words.
pub fn excerpt(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = flat.char_indices().nth(most) else { return flat };
    let between_words = flat[end..].starts_with(' ');
    let cut = if between_words { end } else { flat[..end].rfind(' ').unwrap_or(end) };
    format!("{}…", flat[..cut].trim_end_matches([',', '.', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_province() {
        let moment = Moment::of_ms(1_795_503_900_000);
        assert_eq!(moment.iso, "2026-11-24T07:05:00Z");
        assert_eq!(moment.shown, "24/11/2026 14:05");
    }

    #[test]
    fn an_answered_case_says_what_came_of_it() {
        let chip = Chip::of(Status::Answered, Some(Outcome::Fixed), Language::Vi);
        assert_eq!((chip.tone, chip.word.as_str()), ("fixed", "Đã xử lý xong"));
        let chip = Chip::of(Status::Answered, Some(Outcome::NotFixable), Language::En);
        assert_eq!((chip.tone, chip.word.as_str()), ("answered", "Cannot be put right now"));
    }

    #[test]
    fn exactly_one_step_is_the_present_one() {
        for status in Status::ALL {
            let now: Vec<_> = steps(*status, Language::Vi).into_iter().filter(|step| step.now).collect();
            assert_eq!(now.len(), 1, "{status}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(excerpt("Đường hỏng,\n xe không đi được", 14), "Đường hỏng, xe…");
        assert_eq!(excerpt("Đường hỏng", 14), "Đường hỏng");
    }
}
