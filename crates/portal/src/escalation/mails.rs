//! What notices say, in the console and in mails, in the language of whoever gets them.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use report::words::Language;

use super::Level;
use crate::error::PortalError;
use crate::public::{fill, words};
use crate::store::alarm::{Alarm, NoticeRow};
use crate::store::mail::NewMail;
use crate::store::people::Person;

/// What a notice is about.
#[derive(Debug, Clone, Copy)]
pub struct Matter<'a> {
    /// How far up it has come.
    pub level: Level,
    /// The number of the case.
    pub number: Option<&'a str>,
    /// The name of the unit, or its code.
    pub unit: Option<&'a str>,
    /// The step of the clock, the post that is vacant, or the way to citizens.
    pub step: Option<&'a str>,
    /// When it is due, or since when the post is vacant, ms.
    pub due_at_ms: Option<i64>,
}

impl<'a> Matter<'a> {
    /// Of an alarm that is being raised.
    #[must_use]
    pub fn of_alarm(alarm: &'a Alarm) -> Self {
        let (number, unit, step) = (alarm.number.as_deref(), alarm.unit.as_deref(), alarm.step.as_deref());
        Self { level: alarm.level, number, unit, step, due_at_ms: alarm.due_at_ms }
    }

    /// Of a notice that somebody got.
    #[must_use]
    pub fn of_notice(notice: &'a NoticeRow) -> Self {
        let unit = notice.unit_name.as_deref().or(notice.unit.as_deref());
        let (number, step) = (notice.number.as_deref(), notice.step.as_deref());
        Self { level: notice.level, number, unit, step, due_at_ms: notice.due_at_ms }
    }

    /// In one sentence.
    #[must_use]
    pub fn said(&self, language: Language) -> String {
        let key = match self.level {
            Level::Urgent => "notice.urgent",
            Level::DueSoon => "notice.due_soon",
            Level::Leader | Level::Desk | Level::Province => "notice.overdue",
            Level::Vacancy => "notice.vacancy",
            Level::Channel => "notice.channel",
        };
        let step = self.step.map(|step| words(step_key(step), language)).unwrap_or_default();
        let unit = self.unit.map_or_else(|| words("notice.desk", language), str::to_owned);
        let due = self.due_at_ms.map(|due_ms| shown(due_ms, self.level)).unwrap_or_default();
        let values = [("number", self.number.unwrap_or_default()), ("step", &step), ("unit", &unit), ("due", &due)];
        fill(key, language, &values)
    }
}

fn step_key(step: &str) -> &'static str {
    match step {
        "receive" => "notice.step_receive",
        "confirm" => "notice.step_confirm",
        "handle" => "notice.step_handle",
        "approve" => "notice.step_approve",
        "leader" => "notice.post_leader",
        "officer" => "notice.post_officer",
        "sms" => "notice.channel_sms",
        "zalo" => "notice.channel_zalo",
        "email" => "notice.channel_email",
        _ => "notice.step_other",
    }
}

/// `24/11/2026 14:05`; of a vacancy the day alone.
fn shown(at_ms: i64, level: Level) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default().to_zoned(TimeZone::fixed(offset(7)));
    let format = if level == Level::Vacancy { "%d/%m/%Y" } else { "%d/%m/%Y %H:%M" };
    at.strftime(format).to_string()
}

/// A line of a mail.
struct Line {
    said: String,
    link: Option<String>,
}

#[derive(Template)]
#[template(path = "mail/notices.txt")]
struct Plain<'a> {
    greeting: &'a str,
    lines: &'a [Line],
    why: &'a str,
}

#[derive(Template)]
#[template(path = "mail/notices.html")]
struct Html<'a> {
    language: &'a str,
    greeting: &'a str,
    lines: &'a [Line],
    why: &'a str,
}

/// The mail that tells one matter at once.
///
/// # Errors
/// [`PortalError::Broken`] when a template does not write, which these always do.
pub fn at_once(
    to: &Person,
    key: String,
    matter: &Matter<'_>,
    console: Option<&str>,
) -> Result<Option<NewMail>, PortalError> {
    let language = language(to);
    let subject = matter.said(language);
    mail(to, key, subject, &[*matter], console)
}

/// The mail that tells many matters together.
///
/// # Errors
/// As [`at_once`].
pub fn digest(
    to: &Person,
    key: String,
    matters: &[Matter<'_>],
    console: Option<&str>,
) -> Result<Option<NewMail>, PortalError> {
    let count = matters.len().to_string();
    let subject = fill("notice.digest", language(to), &[("count", &count)]);
    mail(to, key, subject, matters, console)
}

fn language(person: &Person) -> Language {
    person.contact.language.parse().unwrap_or_default()
}

fn mail(
    to: &Person,
    key: String,
    subject: String,
    matters: &[Matter<'_>],
    console: Option<&str>,
) -> Result<Option<NewMail>, PortalError> {
    let Some(address) = to.contact.email.clone() else { return Ok(None) };
    let language = language(to);
    let link = |matter: &Matter<'_>| {
        let (console, number) = (console?.trim_end_matches('/'), matter.number?);
        Some(format!("{console}/#/{number}"))
    };
    let lines: Vec<Line> =
        matters.iter().map(|matter| Line { said: matter.said(language), link: link(matter) }).collect();
    let name = to.contact.full_name.as_deref().unwrap_or(&to.name);
    let greeting = fill("notice.greeting", language, &[("name", name)]);
    let why = words("notice.why", language);
    let plain = Plain { greeting: &greeting, lines: &lines, why: &why }.render();
    let html = Html { language: language.code(), greeting: &greeting, lines: &lines, why: &why }.render();
    let broken = |_| PortalError::Broken("a template of mails");
    let (plain, html) = (plain.map_err(broken)?, html.map_err(broken)?);
    Ok(Some(NewMail { key, user: to.name.clone(), address, subject, plain, html }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::access::Role;
    use crate::store::people::Contact;

    #[test]
    fn a_mail_says_what_is_late_and_leads_to_the_case_and_nobody_without_an_address_gets_one() {
        let matter = Matter {
            level: Level::Leader,
            number: Some("QT-2026-000001"),
            unit: Some("Sở <Xây dựng>"),
            step: Some("handle"),
            due_at_ms: Some(1_795_399_200_000),
        };
        let mut person = Person {
            name: "can.bo".into(),
            role: Role::UnitOfficer,
            unit: None,
            unit_name: None,
            contact: Contact { email: Some("can.bo@example.vn".into()), ..Contact::default() },
            created_at_ms: 0,
            disabled_at_ms: None,
        };
        let mail = at_once(&person, "k".into(), &matter, Some("https://ioc.vn/console/")).unwrap().unwrap();
        assert_eq!(mail.subject, "Phản ánh QT-2026-000001 quá hạn xử lý từ 23/11/2026 09:00 (Sở <Xây dựng>).");
        assert!(mail.plain.contains("https://ioc.vn/console/#/QT-2026-000001"), "{}", mail.plain);
        assert!(
            mail.html.contains("Sở &#60;Xây dựng&#62;") && mail.html.contains("/#/QT-2026-000001\""),
            "{}",
            mail.html
        );
        person.contact.email = None;
        assert!(at_once(&person, "k".into(), &matter, None).unwrap().is_none());
    }
}
