//! A portal full of made-up cases, to try the program at the size of a province that has used it for years.
//!
//! Acts are really sealed and receipts really signed; photos there are none. Cases come in the order of time over three
//! years, more of them each year, over all communes (wards more than the country), categories and ways that a case can go;
//! what would happen after now has not happened yet.
//!
//! **Invariant:** only a portal without a case is filled.

mod course;
mod dice;
mod story;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use report::Device;
use report::words::Language;

use crate::casework::clocks::{self, Happening, History, What};
use crate::clock::year;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::seeding::{self, Beside, Facts, Happened, Lot};
use crate::store::timetable::Timetable;
use crate::store::{category, unit, words};
use crate::upkeep::Progress;
use dice::Dice;
use story::{Story, Teller};

/// Cases that are written at once.
const LOT: u64 = 1000;
/// How far back the first case lies, ms: three years.
const SPAN_MS: i64 = 3 * 365 * 24 * 60 * 60 * 1000;
/// Cases of one device on an average.
const CASES_OF_A_DEVICE: u64 = 4;
/// Devices that are kept in memory at most.
const DEVICES: u64 = 20_000;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// Cases.
    pub cases: u64,
    /// Events.
    pub events: u64,
}

/// Makes `cases` cases; the same `seed` makes the same ones but for their secrets.
///
/// # Errors
/// [`PortalError::CasesExist`]; those of the database.
pub async fn seed(
    state: &AppState,
    cases: u64,
    seed: u64,
    told: &(dyn Fn(Progress) + Sync),
) -> Result<Seeded, PortalError> {
    let store = state.store();
    store.write(|books| Box::pin(seeding::refuse_when_in_use(books))).await?;
    let units = unit::list(store.readers()).await?;
    let categories = category::all(store.readers()).await?;
    let devices = (cases / CASES_OF_A_DEVICE).clamp(1, DEVICES);
    let devices = (0..devices).map(|number| dice::device(seed, number, state.portal_id()));
    let mut maker = Maker {
        teller: Teller::new(&units),
        devices: devices.collect(),
        dice: Dice::new(seed),
        state: state.clone(),
        cases,
        done: 0,
        numbers: BTreeMap::new(),
        to_come: course::ToCome::default(),
        timetable: state.timetable().await?,
        categories: categories.into_iter().map(|one| (one.code.clone(), one.name(Language::Vi).to_owned())).collect(),
        words: HashMap::new(),
    };
    let mut seeded = Seeded { cases: 0, events: 0 };
    let mut lot;
    (maker, lot) = made(maker).await?;
    while let Some(next) = lot {
        seeded.cases += next.cases() as u64;
        seeded.events += next.events() as u64;
        // The next lot is made while this one is written.
        let write = store.write(move |books| Box::pin(async move { seeding::write(books, next).await }));
        let (written, making) = tokio::join!(write, made(maker));
        written?;
        (maker, lot) = making?;
        told(Progress::Rows { table: "case_file".to_owned(), done: seeded.cases });
    }
    store.write(|books| Box::pin(seeding::finish(books))).await?;
    Ok(seeded)
}

async fn made(mut maker: Maker) -> Result<(Maker, Option<Lot>), PortalError> {
    let made = tokio::task::spawn_blocking(move || maker.lot().map(|lot| (maker, lot))).await;
    made.map_err(std::io::Error::other)?
}

struct Maker {
    teller: Teller,
    devices: Vec<Device>,
    dice: Dice,
    state: AppState,
    cases: u64,
    done: u64,
    /// The last number of each year.
    numbers: BTreeMap<i64, i64>,
    to_come: course::ToCome,
    timetable: Arc<Timetable>,
    /// The name of each category, by code.
    categories: HashMap<String, String>,
    /// The row of each word.
    words: HashMap<String, i64>,
}

impl Maker {
    /// The next cases, and the events up to them; `None` when all are made.
    fn lot(&mut self) -> Result<Option<Lot>, PortalError> {
        let (until, now_ms) = (self.cases.min(self.done + LOT), self.state.now_ms());
        if self.done == until && self.to_come.is_empty() {
            return Ok(None);
        }
        let mut lot = Lot::default();
        while self.done < until {
            self.done += 1;
            let at_ms = self.submitted_ms(now_ms);
            self.to_come.happened_before(at_ms, &mut lot);
            let story = self.teller.tell(&mut self.dice, at_ms);
            self.case(&story, now_ms, &mut lot)?;
        }
        if self.done == self.cases {
            self.to_come.happened_before(i64::MAX, &mut lot);
        }
        lot.counters(&self.numbers);
        Ok(Some(lot))
    }

    /// When the case that is being made came: later ones closer together.
    fn submitted_ms(&mut self, now_ms: i64) -> i64 {
        let part = (self.done as f64 - self.dice.part()) / self.cases as f64;
        now_ms - SPAN_MS + (part.powf(0.7) * SPAN_MS as f64) as i64
    }

    fn case(&mut self, story: &Story, now_ms: i64, lot: &mut Lot) -> Result<(), PortalError> {
        let id = i64::try_from(self.done).map_err(|_| PortalError::Broken("id"))?;
        let year = i64::from(year(story.at_ms));
        let last = self.numbers.entry(year).or_default();
        *last += 1;
        let number = format!("{}-{year}-{last:06}", self.state.config().case_prefix);
        let number = number.parse().map_err(|_| PortalError::Broken("number"))?;
        let device = self.dice.among(&self.devices);
        let filed = story.file(device, number, &self.state)?;
        let course = course::of(story, &mut self.dice, now_ms);
        let facts = story.facts();
        let beside = Beside {
            clocks: clocks::of(
                &history(facts.category, &course.events),
                &self.timetable.rules,
                &self.timetable.calendar,
            ),
            settled_by: self.timetable.version.number,
            words: self.words(&facts, lot),
        };
        lot.add(id, facts, filed, &course.standing, &beside);
        self.to_come.add(id, course.events);
        Ok(())
    }

    /// The rows of the words of a case.
    fn words(&mut self, facts: &Facts, lot: &mut Lot) -> Vec<i64> {
        let category = self.categories.get(facts.category).map_or(facts.category, String::as_str);
        let said = words::Said { text: Some(&facts.text), commune: Some(&facts.commune_name), category }.words();
        let mut rows = Vec::with_capacity(said.len());
        for word in said {
            let next = self.words.len() as i64 + 1;
            rows.push(*self.words.entry(word).or_insert_with_key(|new| {
                lot.word(next, new);
                next
            }));
        }
        rows
    }
}

/// What clocks go by of these events.
fn history(category: &str, events: &[Happened]) -> History {
    let became = |(position, event): (i64, &Happened)| Happening {
        position,
        at_ms: event.at_ms,
        what: What::Became(event.status, event.unit.clone()),
    };
    let steps = events.iter().filter(|event| event.kind == "status");
    History { category: category.to_owned(), happenings: (0..).zip(steps).map(became).collect() }
}
