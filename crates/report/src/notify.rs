//! How whoever reports wants to hear of a case while no app of theirs runs, as the part [`Part::NOTIFY`](crate::Part::NOTIFY)
//! says it: `sms`, `zalo` or `email:ADDRESS`. The first two go to the number of the part beside it.

use std::fmt;
use std::str::FromStr;

/// The longest address of a mailbox, in bytes (RFC 5321 §4.5.3.1.3, without the angle brackets).
const EMAIL_BYTES: usize = 254;
/// The longest name before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const LOCAL_BYTES: usize = 64;

/// A way on which somebody hears of a case.
///
/// ```
/// use report::Notify;
/// assert_eq!("email:lan@example.vn".parse(), Ok(Notify::Email("lan@example.vn".into())));
/// assert_eq!(Notify::Sms.to_string(), "sms");
/// assert!("fax".parse::<Notify>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Notify {
    /// A text message to the telephone.
    Sms,
    /// A message of the province's Zalo Official Account to the telephone.
    Zalo,
    /// A mail to this address.
    Email(String),
}

/// It is none of the ways, or the address is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// A way that is not known.
    #[error("sms, zalo or email:ADDRESS")]
    Unknown,
    /// No address of a mailbox.
    #[error("an address such as ten@example.vn")]
    EmailInvalid,
}

impl Notify {
    /// The code of the way alone: `sms`, `zalo`, `email`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Zalo => "zalo",
            Self::Email(_) => "email",
        }
    }

    /// Whether it goes to the telephone.
    #[must_use]
    pub const fn needs_phone(&self) -> bool {
        matches!(self, Self::Sms | Self::Zalo)
    }
}

impl FromStr for Notify {
    type Err = NotifyError;

    fn from_str(text: &str) -> Result<Self, NotifyError> {
        match text {
            "sms" => Ok(Self::Sms),
            "zalo" => Ok(Self::Zalo),
            _ => {
                let address = text.strip_prefix("email:").ok_or(NotifyError::Unknown)?;
                if is_email(address) { Ok(Self::Email(address.to_owned())) } else { Err(NotifyError::EmailInvalid) }
            }
        }
    }
}

impl fmt::Display for Notify {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(address) => write!(out, "email:{address}"),
            other => out.write_str(other.code()),
        }
    }
}

/// Personal: not for logs.
impl fmt::Debug for Notify {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Notify({})", self.code())
    }
}

/// The digits of a mobile number as the network knows it, with its country and without `+`; `None` for a number on which no
/// message arrives. Only those of Việt Nam, where mobile ones have nine digits and begin with 3, 5, 7, 8 or 9: messages abroad
/// are dear, and dear enough for frauds to live on.
///
/// ```
/// assert_eq!(report::mobile("0912 345 678").as_deref(), Some("84912345678"));
/// assert_eq!(report::mobile("+84 (91) 234.56-78").as_deref(), Some("84912345678"));
/// assert_eq!(report::mobile("0233 385 0123"), None);
/// ```
#[must_use]
pub fn mobile(phone: &str) -> Option<String> {
    let phone = phone.trim();
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    if phone.starts_with('+') && !digits.starts_with("84") {
        return None;
    }
    let within = match digits.strip_prefix("84").filter(|rest| rest.len() == 9) {
        Some(rest) => rest,
        None => digits.strip_prefix('0')?,
    };
    let is_mobile = within.len() == 9 && within.starts_with(['3', '5', '7', '8', '9']);
    is_mobile.then(|| format!("84{within}"))
}

/// The plain form of RFC 5321's mailboxes: no quotes, no comments, a domain with a point.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.split_once('@') else { return false };
    let is_of = |text: &str, others: &str| {
        text.chars().all(|character| character.is_ascii_alphanumeric() || others.contains(character))
    };
    let dotted = |text: &str| text.split('.').all(|piece| !piece.is_empty());
    address.len() <= EMAIL_BYTES
        && local.len() <= LOCAL_BYTES
        && dotted(local)
        && is_of(local, ".!#$%&'*+-/=?^_`{|}~")
        && domain.contains('.')
        && dotted(domain)
        && is_of(domain, ".-")
        && domain.split('.').all(|piece| !piece.starts_with('-') && !piece.ends_with('-'))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn ways_read_back() {
        for text in ["sms", "zalo", "email:lan.nguyen+nha@thu.example.vn"] {
            assert_eq!(text.parse::<Notify>().unwrap().to_string(), text);
        }
        for text in ["", "SMS", "email", "viber", "sms:0912345678"] {
            assert_eq!(text.parse::<Notify>(), Err(NotifyError::Unknown), "{text}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let long = format!("{}@example.vn", "a".repeat(65));
        for address in
            ["", "lan", "lan@", "@example.vn", "lan@localhost", "lan@@example.vn", "l an@example.vn", "lan@example..vn"]
                .into_iter()
                .chain(["lan@exa\nmple.vn", "lan,ba@example.vn", "lan@-a.vn", "lân@example.vn", long.as_str()])
        {
            assert_eq!(format!("email:{address}").parse::<Notify>(), Err(NotifyError::EmailInvalid), "{address}");
        }
    }

    #[test]
    fn messages_go_to_mobile_numbers_alone() {
        for (phone, digits) in
            [("0912345678", "84912345678"), ("84 912 345 678", "84912345678"), ("0387.654.321", "84387654321")]
        {
            assert_eq!(mobile(phone).as_deref(), Some(digits), "{phone}");
        }
        for phone in
            ["113", "02333850123", "0212345678", "+84 233 385 0123", "+1 202 555 0123", "912345678", "09123456789", ""]
        {
            assert_eq!(mobile(phone), None, "{phone}");
        }
    }

    #[test]
    fn an_address_is_not_printed() {
        assert_eq!(format!("{:?}", Notify::Email("lan@example.vn".into())), "Notify(email)");
    }
}
