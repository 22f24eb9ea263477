//! What is public around here: other people's cases, kept to be shown without a network, and told while somebody is about to
//! report the same.
//!
//! The portal is asked by commune, so that it never learns where the device is, and only for communes that somebody looked at
//! or is reporting from. What it tells is a copy: nothing of the citizen's own depends on it.

use jiff::Timestamp;
use place::Point;
use report::{CaseNumber, Status};
use rusqlite::TransactionBehavior;

use crate::draft::Draft;
use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::store::around;

/// As many communes are kept.
pub(crate) const COMMUNES: usize = 12;
/// What was told so long ago is asked for again when somebody looks.
pub(crate) const AGAIN_MS: i64 = 10 * 60 * 1000;
/// As many cases are offered as the same: more would not be read.
const OFFERED: usize = 3;
/// So far apart two reports may be about the same thing. Public places are told as cells of 200 m, and a phone's position may
/// be a hundred metres off.
const SAME_M: f64 = 300.0;

/// A published case.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicCase {
    /// Its number.
    pub case_number: CaseNumber,
    /// Where it stands, a code of [`report::Status`].
    pub status: String,
    /// What came of it, a code of [`report::Outcome`].
    pub outcome: Option<String>,
    /// The category's code.
    pub category: String,
    /// When it was sent, by the portal's clock.
    pub submitted_at: Timestamp,
    /// By when an answer can be expected, where somebody owes one.
    pub answer_due: Option<Timestamp>,
    /// Latitude and longitude in degrees, as closely as they are told; none of a commune.
    pub spot: Option<(f64, f64)>,
    /// The beginning of the words that are public.
    pub text: String,
}

impl PublicCase {
    /// Whether something is still to be done about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.status.parse::<Status>().is_ok_and(Status::is_open)
    }

    /// Since when its answer is overdue.
    #[must_use]
    pub fn overdue_since(&self, now: Timestamp) -> Option<Timestamp> {
        self.answer_due.filter(|due| self.is_open() && *due < now)
    }
}

/// What is public in a commune, as far as it was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// The commune's code.
    pub commune: String,
    /// When the portal told it, by this device's clock; `None`: not yet.
    pub told_at: Option<Timestamp>,
    /// The latest published first.
    pub cases: Vec<PublicCase>,
}

/// A case that may be what somebody is about to report.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The case.
    pub case: PublicCase,
    /// How far away; `None` where only the commune is known.
    pub distance_m: Option<f64>,
}

impl Outbox {
    /// What is public in a commune. Whether it is to be fetched: wake the engine then.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub fn around(&self, commune: &str) -> Result<(Around, bool), OutboxError> {
        let connection = self.database();
        let stale = around::want(&connection, commune, self.now_ms())?;
        Ok((around::known(&connection, commune)?, stale))
    }

    /// The commune that somebody looked at last, else the one of the latest report.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn around_where(&self) -> Result<Option<String>, OutboxError> {
        let looked = around::last_commune(&self.database())?;
        let filed = || Ok::<_, OutboxError>(self.reports()?.into_iter().find_map(|report| report.commune));
        looked.map_or_else(filed, |commune| Ok(Some(commune)))
    }

    /// Public cases that may be what a draft is about, the nearest first: open, of its category, close by. Needs no network.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn similar(&self, draft: &Draft) -> Result<Vec<Similar>, OutboxError> {
        let place = self.region()?.place_of(draft);
        let (Some(category), Some(place)) = (&draft.category, place) else { return Ok(Vec::new()) };
        let spot = place.spot.map(|spot| (spot.lat, spot.lon));
        let commune = place.commune.map(|commune| commune.code.to_string());
        let mut similar: Vec<Similar> = around::others(&self.database(), category)?
            .into_iter()
            .filter(|(_, case)| case.is_open())
            .filter_map(|(of, case)| {
                let distance_m = spot.zip(case.spot).map(|(here, there)| distance_m(here, there));
                let near = distance_m.map_or(commune.as_ref() == Some(&of), |metres| metres <= SAME_M);
                near.then_some(Similar { case, distance_m })
            })
            .collect();
        similar.sort_by(|one, other| rank(one).total_cmp(&rank(other)));
        similar.truncate(OFFERED);
        Ok(similar)
    }

    /// Puts what the portal told of a commune in place of what was known.
    pub(crate) fn keep_around(&self, commune: &str, etag: &str, cases: &[PublicCase]) -> Result<(), OutboxError> {
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        around::keep(&transaction, commune, etag, cases, self.now_ms())?;
        Ok(transaction.commit()?)
    }
}

/// Those of which only the commune is known come last.
fn rank(similar: &Similar) -> f64 {
    similar.distance_m.unwrap_or(f64::MAX)
}

fn distance_m((lat, lon): (f64, f64), (other_lat, other_lon): (f64, f64)) -> f64 {
    let (here, there) = (Point::parse(lat, lon), Point::parse(other_lat, other_lon));
    here.ok().zip(there.ok()).map_or(f64::MAX, |(here, there)| here.distance_m(there))
}
