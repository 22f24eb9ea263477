//! Calendar and deadline rules together: what every clock is reckoned by, under one version.
//!
//! They are read for every deed and change a few times a year: what was read is kept in memory under its [`Version`], whose token is
//! drawn anew with each change, so that the same version is the same content in whatever books it stands.
//!
//! **Invariant:** whoever changes a day, the hours, a rule, or which categories run day and night, calls [`changed`] in the
//! same transaction; then every open case is settled again (`store::clock`).

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{AnyConnection, AnyExecutor};
use worktime::Calendar;

use crate::casework::Rules;
use crate::error::PortalError;
use crate::store::setting::{self, Name, WORKING_HOURS};
use crate::store::{calendar, category, deadline_rule, region};

/// Counts the changes.
const VERSION: Name<Version> = Name::new("timetable_version", Version::default);
/// Who filled the table at first.
const PORTAL: &str = "portal";
/// Timetables that are kept in memory: of as many portals as one process has.
const KEPT: usize = 4;

static KNOWN: Mutex<Vec<Arc<Timetable>>> = Mutex::new(Vec::new());

/// Which timetable it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Version {
    /// Counts the changes.
    pub number: i64,
    /// Drawn anew with each.
    token: u64,
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:016x}", self.number, self.token)
    }
}

impl FromStr for Version {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, token) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { number: number.parse()?, token: u64::from_str_radix(token, 16)? })
    }
}

/// What every clock is reckoned by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    /// Which it is.
    pub version: Version,
    /// Which hours are worked.
    pub calendar: Calendar,
    /// How long each step may take.
    pub rules: Rules,
}

/// The version that counts.
///
/// # Errors
/// Those of the database.
pub async fn version<'e>(executor: impl AnyExecutor<'e>) -> Result<Version, PortalError> {
    Ok(setting::get(executor, &VERSION).await?.value)
}

/// What counts now. The version is read first: what changes meanwhile is another version.
///
/// # Errors
/// Those of the database.
pub async fn read(connection: &mut AnyConnection) -> Result<Arc<Timetable>, PortalError> {
    let version = version(&mut *connection).await?;
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|one| one.version == version).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let read = Arc::new(of(connection, version).await?);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.insert(0, read.clone());
    known.truncate(KEPT);
    Ok(read)
}

async fn of(connection: &mut AnyConnection, version: Version) -> Result<Timetable, PortalError> {
    let hours = setting::get(&mut *connection, &WORKING_HOURS).await?.value;
    let days = calendar::all(&mut *connection).await?;
    let calendar = Calendar::new(hours, days).map_err(|_| PortalError::Broken("calendar_day"))?;
    let set = deadline_rule::all(&mut *connection).await?;
    let categories = category::all(connection).await?.into_iter();
    let rules = Rules::new(set, categories.filter(|category| category.always).map(|category| category.code));
    Ok(Timetable { version, calendar, rules })
}

/// Says that something of it changed.
///
/// # Errors
/// Those of the database.
pub async fn changed(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    let number = version(&mut *connection).await?.number + 1;
    let mut token = [0; 8];
    getrandom::fill(&mut token).map_err(std::io::Error::other)?;
    let version = Version { number, token: u64::from_be_bytes(token) };
    setting::set(&mut *connection, &VERSION, &version, PORTAL, false, now_ms).await?;
    region::outdate(connection, PORTAL, now_ms).await
}

/// Fills the calendar of a portal that has none yet with what the law gives.
///
/// # Errors
/// Those of the database.
pub async fn found(connection: &mut AnyConnection, now_ms: i64) -> Result<(), PortalError> {
    if version(&mut *connection).await?.number > 0 {
        return Ok(());
    }
    for day in Calendar::builtin().days() {
        calendar::put(connection, day, PORTAL, now_ms).await?;
    }
    changed(connection, now_ms).await
}
