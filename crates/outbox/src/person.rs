//! Who reports, when they want to say so.
//!
//! Name, telephone and how they want to hear of a case while no app runs are said once for the folder and go beside each report as [parts](report::Part), unless the report
//! is to be without a name. Each part gets a salt of its own, so that two reports of one person cannot be told to be.

use rand::TryRngCore as _;
use report::{Notify, NotifyError, Part};
use rusqlite::TransactionBehavior;

use crate::error::{OutboxError, PersonProblem};
use crate::outbox::Outbox;
use crate::store::people;

/// What a citizen says of themselves. Nothing of it has to be said.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// What they are called.
    pub name: Option<String>,
    /// Where they can be called.
    pub phone: Option<String>,
    /// How they want to hear of a case while no app runs.
    pub notify: Option<Notify>,
}

impl Person {
    /// The longest name, in Unicode scalar values.
    pub const NAME_CHARS: usize = 100;
    /// How many digits a telephone number has: from a short regional one to the longest of E.164.
    const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

    /// A name and a number as people type them, tidied; blank is as good as not said.
    ///
    /// # Errors
    /// [`PersonProblem`], naming what cannot be one.
    pub fn parse(name: Option<&str>, phone: Option<&str>) -> Result<Self, PersonProblem> {
        let said = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let person = Self { name: said(name), phone: said(phone), notify: None };
        person.name.as_deref().map_or(Ok(()), check_name)?;
        person.phone.as_deref().map_or(Ok(()), check_phone)?;
        Ok(person)
    }

    /// The same person, who wants to hear of cases in this way: `sms`, `zalo`, `email:ADDRESS`; blank: not at all.
    ///
    /// # Errors
    /// [`PersonProblem`] when there is no such way, the address is none, or no number on which messages arrive is said.
    pub fn told_by(self, way: Option<&str>) -> Result<Self, PersonProblem> {
        let way = way.map(str::trim).filter(|way| !way.is_empty());
        let notify = way.map(str::parse::<Notify>).transpose().map_err(|error| match error {
            NotifyError::Unknown => PersonProblem::NotifyInvalid,
            NotifyError::EmailInvalid => PersonProblem::EmailInvalid,
        })?;
        if notify.as_ref().is_some_and(Notify::needs_phone) {
            let phone = self.phone.as_deref().ok_or(PersonProblem::NotifyPhoneMissing)?;
            report::mobile(phone).ok_or(PersonProblem::NotifyPhoneNotMobile)?;
        }
        Ok(Self { notify, ..self })
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.name.is_none() && self.phone.is_none() && self.notify.is_none()
    }

    /// The parts that say so of somebody who agreed to have a report filed for them.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn parts_of_another(&self) -> Result<Vec<Part>, OutboxError> {
        let mut parts = self.parts()?;
        parts.push(Part::text(Part::ON_BEHALF, salt()?, "agreed"));
        Ok(parts)
    }

    /// The parts that say so, each with a fresh salt.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn parts(&self) -> Result<Vec<Part>, OutboxError> {
        let way = self.notify.as_ref().map(ToString::to_string);
        let said = [(Part::NAME, &self.name), (Part::PHONE, &self.phone), (Part::NOTIFY, &way)];
        said.into_iter()
            .filter_map(|(label, text)| text.as_deref().map(|text| (label, text)))
            .map(|(label, text)| Ok(Part::text(label, salt()?, text)))
            .collect()
    }
}

/// Personal: not for logs.
impl std::fmt::Debug for Person {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Person(…)")
    }
}

fn check_name(name: &str) -> Result<(), PersonProblem> {
    if name.chars().count() > Person::NAME_CHARS {
        return Err(PersonProblem::NameTooLong);
    }
    if name.chars().any(char::is_control) { Err(PersonProblem::NameInvalid) } else { Ok(()) }
}

/// Lenient: people write numbers in many ways, and who calls back reads it.
fn check_phone(phone: &str) -> Result<(), PersonProblem> {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let rest = phone.strip_prefix('+').unwrap_or(phone);
    let known =
        rest.chars().all(|character| character.is_ascii_digit() || matches!(character, ' ' | '.' | '-' | '(' | ')'));
    if known && Person::PHONE_DIGITS.contains(&digits) { Ok(()) } else { Err(PersonProblem::PhoneInvalid) }
}

fn salt() -> Result<[u8; 32], OutboxError> {
    let mut salt = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut salt).map_err(|error| OutboxError::DataBroken(error.to_string()))?;
    Ok(salt)
}

impl Outbox {
    /// What the citizen said of themselves on this device.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn person(&self) -> Result<Person, OutboxError> {
        people::person(&self.database())
    }

    /// Keeps what the citizen says of themselves, for reports that are filed from now on.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn set_person(&self, person: &Person) -> Result<(), OutboxError> {
        let way = person.notify.as_ref().map(ToString::to_string);
        let person = Person::parse(person.name.as_deref(), person.phone.as_deref())?.told_by(way.as_deref())?;
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        people::set_person(&transaction, &person)?;
        Ok(transaction.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for phone in ["0233 385 0123", "+84 912 345 678", "0912345678", "0912.345.678", "(0233) 3850-123"] {
            assert_eq!(Person::parse(None, Some(phone)).map(|person| person.phone), Ok(Some(phone.to_owned())));
        }
        for phone in ["113", "0912 345 678 901 2345", "12+3456789", "0912abc678", "０９１２３４５６７８"] {
            assert_eq!(Person::parse(None, Some(phone)), Err(PersonProblem::PhoneInvalid), "{phone}");
        }
    }

    #[test]
    fn who_wants_to_be_told_says_where_messages_arrive() {
        let told =
            |phone, way| Person::parse(None, phone).and_then(|person| person.told_by(way)).map(|told| told.notify);
        assert_eq!(told(Some("0912 345 678"), Some("sms")), Ok(Some(Notify::Sms)));
        assert_eq!(told(None, Some(" email:lan@example.vn ")), Ok(Some(Notify::Email("lan@example.vn".into()))));
        assert_eq!(told(None, Some("")), Ok(None));
        for (phone, way, problem) in [
            (None, "zalo", PersonProblem::NotifyPhoneMissing),
            (Some("0233 385 0123"), "sms", PersonProblem::NotifyPhoneNotMobile),
            (Some("0912 345 678"), "fax", PersonProblem::NotifyInvalid),
            (None, "email:lan", PersonProblem::EmailInvalid),
        ] {
            assert_eq!(told(phone, Some(way)), Err(problem), "{way}");
        }
    }

    #[test]
    fn a_name_is_short_and_readable_and_blank_is_nobody() {
        assert_eq!(Person::parse(Some(&"ạ".repeat(101)), None), Err(PersonProblem::NameTooLong));
        assert!(Person::parse(Some(&"ạ".repeat(100)), None).is_ok());
        assert_eq!(Person::parse(Some("a\0b"), None), Err(PersonProblem::NameInvalid));
        assert_eq!(Person::parse(Some("  "), Some("")).map(|person| person.is_nobody()), Ok(true));
    }
}
