//! What the province sets for itself and can change while the portal serves, one row per name.
//!
//! A name is a constant with its type and its default: [`get`] reads what was set, or the default. Until the province says
//! that a value is its own, it counts as a default that waits for it («mặc định, chờ tỉnh xác nhận»), also when somebody
//! changed it.
//!
//! **Invariant:** a value that does not read is [`PortalError::Broken`], never the default in its place.

use std::fmt::Display;
use std::str::FromStr;

use sqlx::{AnyConnection, AnyExecutor, Row as _};
use worktime::Hours;

use crate::error::PortalError;
use crate::escalation::Delays;

/// The hours of a working day.
pub const WORKING_HOURS: Name<Hours> = Name::new("working_hours", Hours::default);

/// Whose calendar it is: of the law, or of the province, which confirmed it.
pub const CALENDAR: Name<String> = Name::new("calendar", || LAW.to_owned());
/// What the law gives.
const LAW: &str = "law";
/// What the province confirmed.
pub const PROVINCE: &str = "province";

/// Within how many days a change of the roster is to be recorded.
pub const NOTICE_DAYS: Name<u32> = Name::new("roster_notice_days", || 3);
/// Whether only working days of them count.
pub const NOTICE_IN_WORKING_DAYS: Name<bool> = Name::new("roster_notice_in_working_days", || false);
/// How long after the deadlines of most cases more people are told.
pub const DELAYS_USUAL: Name<Delays> = Name::new("escalation_usual", || Delays::USUAL);
/// The same of urgent cases.
pub const DELAYS_URGENT: Name<Delays> = Name::new("escalation_urgent", || Delays::URGENT);

/// The name of a setting whose values are `T`.
#[derive(Debug)]
pub struct Name<T> {
    code: &'static str,
    default: fn() -> T,
}

impl<T> Name<T> {
    /// A name. The code stands in the books and never changes.
    #[must_use]
    pub const fn new(code: &'static str, default: fn() -> T) -> Self {
        Self { code, default }
    }

    /// The code in the books.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

/// A setting as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// What it is set to.
    pub value: T,
    /// Who set it, and when, ms; `None`: it is the default.
    pub changed: Option<(String, i64)>,
    /// When the province said that it is so, ms.
    pub confirmed_at_ms: Option<i64>,
}

/// A setting, as it was set or by default.
///
/// # Errors
/// [`PortalError::Broken`] when what stands there does not read; those of the database.
pub async fn get<'e, T: FromStr>(
    executor: impl AnyExecutor<'e>,
    name: &'static Name<T>,
) -> Result<Setting<T>, PortalError> {
    let find = "SELECT value, changed_at, changed_by, confirmed_at FROM setting WHERE name = $1";
    let Some(row) = sqlx::query(find).bind(name.code).fetch_optional(executor).await? else {
        return Ok(Setting { value: (name.default)(), changed: None, confirmed_at_ms: None });
    };
    let value: &str = row.try_get("value")?;
    Ok(Setting {
        value: value.parse().map_err(|_| PortalError::Broken(name.code))?,
        changed: Some((row.try_get("changed_by")?, row.try_get("changed_at")?)),
        confirmed_at_ms: row.try_get("confirmed_at")?,
    })
}

/// Sets it. Whoever calls this records it in the audit log, in the same transaction.
///
/// # Errors
/// Those of the database.
pub async fn set<T: Display>(
    connection: &mut AnyConnection,
    name: &'static Name<T>,
    value: &T,
    who: &str,
    confirmed: bool,
    now_ms: i64,
) -> Result<(), PortalError> {
    let set = "INSERT INTO setting (name, value, changed_at, changed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by, confirmed_at = excluded.confirmed_at";
    sqlx::query(set)
        .bind(name.code)
        .bind(value.to_string())
        .bind(now_ms)
        .bind(who.to_owned())
        .bind(confirmed.then_some(now_ms))
        .execute(connection)
        .await?;
    Ok(())
}
