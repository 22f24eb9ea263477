//! What a message says: the number, where the case stands and by when, where to look. Never what anybody wrote.
//!
//! The portal does not know in which language somebody reads; messages are Vietnamese. A text message is of letters without
//! marks, 160 at most: marks make it one of several, each of 70, each paid for.

use jiff::civil::Date;
use report::Status;
use report::words::Language;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Channel;
use crate::casework::EventKind;
use crate::public::fill;

/// The longest text message that is one (3GPP TS 23.038, the default alphabet).
const SMS_CHARS: usize = 160;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The report came.
    Submitted,
    /// The desk has it.
    Received,
    /// A unit has it.
    Dispatched,
    /// The unit said by when.
    Planned,
    /// The citizen is asked something.
    Asked,
    /// There is an answer.
    Answered,
    /// It is handled again.
    Reopened,
    /// It is not taken.
    Rejected,
    /// It goes on with another.
    Duplicate,
    /// It takes longer.
    Extended,
    /// Something happened of which no more is said.
    News,
}

impl What {
    /// What is told of an event; `None`: nothing, as the next step will be, or the citizen did it.
    #[must_use]
    pub fn of(kind: &str, status: Status, code: Option<&str>) -> Option<Self> {
        if kind == EventKind::ExtensionGranted.code() {
            return Some(Self::Extended);
        }
        if kind == EventKind::Linked.code() {
            let of_the_other = code.and_then(|code| code.parse().ok()).and_then(Self::of_status);
            return of_the_other.map(|_| Self::News);
        }
        Self::of_status(status)
    }

    fn of_status(status: Status) -> Option<Self> {
        match status {
            Status::Submitted => Some(Self::Submitted),
            Status::Received => Some(Self::Received),
            Status::Dispatched => Some(Self::Dispatched),
            Status::Planned => Some(Self::Planned),
            Status::AwaitingCitizen => Some(Self::Asked),
            Status::Answered => Some(Self::Answered),
            Status::Reopened => Some(Self::Reopened),
            Status::Rejected | Status::OutOfScope => Some(Self::Rejected),
            Status::Duplicate => Some(Self::Duplicate),
            Status::Verifying | Status::InProgress | Status::AwaitingApproval | Status::Closed | Status::Withdrawn => {
                None
            }
        }
    }

    /// The code in the books.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Received => "received",
            Self::Dispatched => "dispatched",
            Self::Planned => "planned",
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Reopened => "reopened",
            Self::Rejected => "rejected",
            Self::Duplicate => "duplicate",
            Self::Extended => "extended",
            Self::News => "news",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Submitted => "message.submitted",
            Self::Received => "message.received",
            Self::Dispatched => "message.dispatched",
            Self::Planned => "message.planned",
            Self::Asked => "message.asked",
            Self::Answered => "message.answered",
            Self::Reopened => "message.reopened",
            Self::Rejected => "message.rejected",
            Self::Duplicate => "message.duplicate",
            Self::Extended => "message.extended",
            Self::News => "message.news",
        }
    }
}

/// What a message is made of.
#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    pub what: What,
    pub number: &'a str,
    pub unit: Option<&'a str>,
    /// By when the answer can be expected, and whether the province confirmed the rules behind that.
    pub due: Option<(Date, bool)>,
    /// The page on which a case is looked up.
    pub page: Option<&'a str>,
}

impl Told<'_> {
    /// As it goes on `channel`; of a mail the first line is the subject too.
    pub(super) fn said(&self, channel: Channel) -> String {
        let look = self.page.map(|page| fill("message.look", Language::Vi, &[("page", page)]));
        match channel {
            Channel::Sms => self.in_one(look.as_deref()),
            Channel::Zalo => [Some(self.sentence(self.unit)), look].into_iter().flatten().collect::<Vec<_>>().join(" "),
            Channel::Email => {
                [Some(self.sentence(self.unit)), look].into_iter().flatten().collect::<Vec<_>>().join("\n")
            }
        }
    }

    fn sentence(&self, unit: Option<&str>) -> String {
        let due = self.due.map(|(day, confirmed)| {
            let key = if confirmed { "message.due" } else { "message.due_expected" };
            fill(key, Language::Vi, &[("day", &day.strftime("%d/%m/%Y").to_string())])
        });
        let desk = || fill("notice.desk", Language::Vi, &[]);
        let unit = unit.map_or_else(desk, str::to_owned);
        let values = [("number", self.number), ("due", due.as_deref().unwrap_or_default()), ("unit", &unit)];
        fill(self.what.key(), Language::Vi, &values)
    }

    /// One text message: what is too long loses the end of the unit's name, then where to look.
    fn in_one(&self, look: Option<&str>) -> String {
        let with = |unit: Option<&str>, look: Option<&str>| {
            let said = self.sentence(unit);
            plain(&look.map_or_else(|| said.clone(), |look| format!("{said} {look}")))
        };
        let whole = with(self.unit, look);
        let over = whole.chars().count().saturating_sub(SMS_CHARS);
        if over == 0 {
            return whole;
        }
        let unit = self.unit.map(plain).unwrap_or_default();
        let kept: String = unit.chars().take(unit.chars().count().saturating_sub(over + 2)).collect();
        let shorter = with(Some(&format!("{}..", kept.trim_end())), look);
        if !kept.is_empty() && shorter.len() <= SMS_CHARS {
            return shorter;
        }
        with(Some(".."), None).chars().take(SMS_CHARS).collect()
    }
}

/// Without marks, and of nothing but what the default alphabet of text messages has at the price of one letter.
fn plain(text: &str) -> String {
    let bare = text.nfkd().filter(|letter| !is_combining_mark(*letter)).map(|letter| match letter {
        'đ' | 'ð' => 'd',
        'Đ' | 'Ð' => 'D',
        '–' | '—' => '-',
        '“' | '”' | '«' | '»' => '"',
        '’' | '‘' | '`' => '\'',
        '[' | '{' => '(',
        ']' | '}' => ')',
        '\\' | '|' => '/',
        '^' | '~' => '-',
        letter if letter.is_ascii_graphic() => letter,
        letter if letter.is_whitespace() => ' ',
        _ => '?',
    });
    bare.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOLD: Told<'static> = Told {
        what: What::Dispatched,
        number: "QT-2026-000123",
        unit: Some("UBND Phường Đông Hà"),
        due: Some((Date::constant(2026, 12, 8), true)),
        page: Some("https://phananh.example.vn/tra-cuu"),
    };

    #[test]
    fn a_text_message_has_no_marks_and_a_mail_has_two_lines() {
        assert_eq!(
            TOLD.said(Channel::Sms),
            "Phan anh QT-2026-000123: da chuyen UBND Phuong Dong Ha xu ly, han 08/12/2026. Xem: https://phananh.example.vn/tra-cuu"
        );
        assert_eq!(
            TOLD.said(Channel::Email),
            "Phản ánh QT-2026-000123: đã chuyển UBND Phường Đông Hà xử lý, hạn 08/12/2026.\nXem: https://phananh.example.vn/tra-cuu"
        );
        assert!(TOLD.said(Channel::Zalo).contains("hạn 08/12/2026. Xem: https://"));
        let expected =
            Told { what: What::Received, due: Some((Date::constant(2026, 12, 8), false)), page: None, ..TOLD };
        assert_eq!(expected.said(Channel::Sms), "Phan anh QT-2026-000123: da tiep nhan, du kien tra loi 08/12/2026.");
    }

    #[test]
    fn a_text_message_is_one_however_long_a_unit_is_called() {
        for letters in [1, 30, 90, 200] {
            let (unit, page) = ("Ủy ban ".repeat(letters), format!("https://{}.vn/tra-cuu", "a".repeat(letters)));
            for what in [What::Dispatched, What::Planned, What::News] {
                let said = Told { what, unit: Some(&unit), page: Some(&page), ..TOLD }.said(Channel::Sms);
                assert!(said.len() <= SMS_CHARS && said.is_ascii() && said.contains("QT-2026-000123"), "{said}");
            }
        }
    }

    #[test]
    fn every_text_fits_with_a_page_of_its_usual_length() {
        for what in [
            What::Submitted,
            What::Received,
            What::Planned,
            What::Asked,
            What::Answered,
            What::Reopened,
            What::Rejected,
            What::Duplicate,
            What::Extended,
            What::News,
        ] {
            let said = Told { what, ..TOLD }.said(Channel::Sms);
            assert!(said.ends_with("/tra-cuu") && !said.contains(".."), "{said}");
        }
    }
}
