//! A whole month of casework in a real browser, on a clock that the test moves: forty cases from 10 August to 10 September
//! 2026, with a Saturday that is worked (22 August), three holidays (31 August to 2 September) and a day that becomes free in
//! the middle of it, questions, extensions, lateness, a vacancy, leave, and cases that are handled again. Officers sign in by
//! the form, each in a tab; of each kind of deed the first is done by the page's own buttons, the others by the requests that
//! these make. What is expected was worked out by hand (`stories`).

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering;

use axum::http::{Method, StatusCode};
use jiff::civil::date;
use jiff::tz::{TimeZone, offset};
use portal::access::Role;
use report::ActKind;
use serde_json::{Value, json};

use crate::buttons;
use crate::chromium::Browser;
use crate::office::{self, Office};
use crate::served;
use crate::stories::office_life::{self, Life};
use crate::stories::{self, At, Doing, Story};

/// The device that reports.
const CITIZEN: u8 = 7;
const BEGIN: At = ("10/08", "06:00");
const END: At = ("10/09", "17:00");
const MINUTE_MS: i64 = 60 * 1000;
/// How far the clock goes at a time where nothing is expected.
const ROUND_MS: i64 = 30 * MINUTE_MS;

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_forty_cases_goes_as_it_was_worked_out_by_hand() {
    let (stories, life) = (stories::all(), office_life::all());
    assert_eq!(stories.iter().filter(|(_, story)| story.part_of.is_none()).count(), 40);
    let mut month = Month::begin(&stories).await;
    for (at_ms, turn) in plan(&stories, &life) {
        month.until(at_ms).await;
        month.take(turn).await;
    }
    month.until(moment(END)).await;
    month.compare(&stories).await;
    assert!(month.otherwise.is_empty(), "{}", month.otherwise.join("\n"));
    assert_eq!(month.pressed.iter().map(String::as_str).collect::<Vec<_>>(), buttons::DEEDS);
    month.browser.close().await;
}

/// Something that happens.
enum Turn<'a> {
    Begins(&'a str, &'a Story),
    Does(&'a str, &'a Doing),
    Lives(&'a Life),
}

/// Everything that happens, in the order of the month; at one moment a case begins first.
fn plan<'a>(stories: &'a [(String, Story)], life: &'a [(At, Life)]) -> Vec<(i64, Turn<'a>)> {
    let mut plan = Vec::new();
    for (name, story) in stories {
        plan.push((moment(story.filed), Turn::Begins(name, story)));
        plan.extend(story.steps.iter().map(|(at, doing)| (moment(*at), Turn::Does(name, doing))));
    }
    plan.extend(life.iter().map(|(at, life)| (moment(*at), Turn::Lives(life))));
    plan.sort_by_key(|(at_ms, _)| *at_ms);
    plan
}

/// When the portal looks: each half hour; and when somebody is to be told, with the minute before, in which nobody is yet.
fn looks(stories: &[(String, Story)]) -> BTreeSet<i64> {
    let told = stories.iter().flat_map(|(_, story)| story.told.iter().map(|(at, ..)| *at));
    let vacant = office_life::VACANCIES.iter().map(|(at, ..)| *at);
    let told = told.chain(vacant).map(moment).flat_map(|at_ms| [at_ms - MINUTE_MS, at_ms]);
    let steps = usize::try_from(ROUND_MS).unwrap();
    (moment(BEGIN)..=moment(END)).step_by(steps).chain(told).collect()
}

pub struct Month {
    pub office: Office,
    pub browser: Browser,
    /// The numbers of the cases, by what the stories call them.
    pub numbers: HashMap<String, String>,
    looks: BTreeSet<i64>,
    /// The kinds of deeds that were done by buttons.
    pressed: BTreeSet<String>,
    /// What was not as it was worked out.
    pub otherwise: Vec<String>,
}

impl Month {
    async fn begin(stories: &[(String, Story)]) -> Self {
        let office = Office::opened_at(moment(BEGIN)).await;
        office.hire(stories::WARD, Role::UnitOfficer, Some(stories::WARD_UNIT)).await;
        for name in [stories::SUCCESSOR, stories::DEPUTY] {
            office.hire(name, Role::UnitOfficer, Some(stories::ROADS)).await;
        }
        let administrator = office.sign_in(stories::ADMINISTRATOR).await;
        for (unit, post, user) in [
            (stories::ROADS, "leader", stories::LEADER),
            (stories::ROADS, "officer", stories::OFFICER),
            (stories::WARD_UNIT, "officer", stories::WARD),
        ] {
            let (path, term) = (
                format!("/console/api/roster/{unit}/terms"),
                json!({ "post": post, "user": user, "since": "2026-08-10" }),
            );
            let named = office.ask(Method::POST, &path, &administrator, Some(term)).await;
            assert_eq!(named.status, StatusCode::OK, "{}", named.text());
        }
        let browser = served::browser(&office).await;
        Self {
            office,
            browser,
            numbers: HashMap::new(),
            looks: looks(stories),
            pressed: BTreeSet::new(),
            otherwise: Vec::new(),
        }
    }

    fn now_ms(&self) -> i64 {
        self.office.hand.load(Ordering::Relaxed)
    }

    /// Lets time pass, with everything that the portal does by itself meanwhile: at this moment, after what was done in it,
    /// and then until just before that one.
    async fn until(&self, at_ms: i64) {
        let now_ms = self.now_ms();
        if at_ms <= now_ms {
            return;
        }
        self.office.go_round().await;
        for look_ms in self.looks.range(now_ms + 1..at_ms) {
            self.office.pass_time(look_ms - self.now_ms());
            self.office.go_round().await;
        }
        self.office.pass_time(at_ms - self.now_ms());
    }

    async fn take(&mut self, turn: Turn<'_>) {
        match turn {
            Turn::Begins(name, story) => self.begins(name, story).await,
            Turn::Does(name, doing) => self.does(name, doing).await,
            Turn::Lives(life) => self.lives(life).await,
        }
    }

    async fn begins(&mut self, name: &str, story: &Story) {
        let text = format!("Phản ánh {name}");
        let number = if let Some(whole) = story.part_of {
            self.browser.as_officer(stories::DESK).await;
            self.browser.splits_by_hand(self.number(whole), &text, self.now_ms()).await
        } else {
            let filed = office::Story { category: story.category, text: &text, ..office::Story::default() };
            self.office.file_as(CITIZEN, filed).await.number
        };
        self.numbers.insert(name.to_owned(), number);
    }

    /// The number of a case, by what the stories call it.
    pub fn number(&self, name: &str) -> &str {
        &self.numbers[name]
    }

    async fn does(&mut self, name: &str, doing: &Doing) {
        let number = self.number(name).to_owned();
        let act = |kind, text| self.office.act_about(CITIZEN, &number, kind, text);
        match doing {
            Doing::Officer(who, deed) => self.deed(who, &number, deed.clone()).await,
            Doing::Recurs(earlier) => {
                self.browser.as_officer(stories::DESK).await;
                let (path, body) =
                    (format!("/console/api/cases/{number}/earlier"), json!({ "number": self.number(earlier) }));
                self.browser.asked_to("POST", &path, &body).await;
            }
            Doing::Answers => act(ActKind::Answer, Some("Trước cổng chợ")).await,
            Doing::WantsRework => act(ActKind::Rework, Some("Lại hỏng")).await,
            Doing::Withdraws => act(ActKind::Withdraw, None).await,
            Doing::Rates => self.office.rate(CITIZEN, &number).await,
            Doing::DoesNotSee(who) => {
                self.browser.as_officer(who).await;
                let (status, _) = self.browser.ask("GET", &format!("/console/api/cases/{number}"), None).await;
                assert_eq!(status, 404, "{who} sees {name}");
            }
        }
    }

    /// In the console, in the officer's own tab. A unit that gave a case back sees it no more, not even in the answer.
    async fn deed(&mut self, who: &str, number: &str, mut deed: Value) {
        if let Some(main) = deed["of"].as_str() {
            deed["of"] = json!(self.number(main));
        }
        self.browser.as_officer(who).await;
        let kind = deed["kind"].as_str().unwrap().to_owned();
        if buttons::DEEDS.contains(&kind.as_str()) && self.pressed.insert(kind) {
            return self.browser.does_by_hand(number, &deed, self.now_ms()).await;
        }
        let case = self.browser.asked(&format!("/console/api/cases/{number}")).await;
        let body = json!({ "version": case["version"], "deed": deed });
        let path = format!("/console/api/cases/{number}/deeds");
        let (status, answer) = self.browser.ask("POST", &path, Some(&body)).await;
        let expected = if deed["kind"] == "return" { 404 } else { 200 };
        assert_eq!(status, expected, "{who} {deed} of {number}: {answer}");
    }

    async fn lives(&mut self, life: &Life) {
        let now_ms = self.now_ms();
        let as_whom = match life {
            Life::OfficerLeaves(_) | Life::OfficerComes(..) | Life::OnCall(..) => stories::SUPERVISOR,
            Life::StandsIn(..) => stories::LEADER,
            Life::Free(..) => stories::ADMINISTRATOR,
            Life::Owned(_) | Life::Due(_) => stories::DESK,
        };
        self.browser.as_officer(as_whom).await;
        match life {
            Life::OfficerLeaves(today) => self.browser.ends_the_officers_term(stories::ROADS, today, now_ms).await,
            Life::OfficerComes(user, since) => {
                self.browser.appoints_an_officer(stories::ROADS, user, since, now_ms).await;
            }
            Life::StandsIn(user, days) => self.browser.names_a_deputy(stories::ROADS, user, *days, now_ms).await,
            Life::OnCall(user, [since, until]) => {
                let body = json!({ "unit": stories::ROADS, "user": user, "since": since, "until": until });
                self.browser.asked_to("POST", "/console/api/duty/on-call", &body).await;
            }
            Life::Free(day, name) => self.browser.makes_a_day_free(day, name, now_ms).await,
            Life::Owned(owners) => {
                let otherwise = self.owned_otherwise(owners, now_ms).await;
                self.otherwise.extend(otherwise);
            }
            Life::Due(dues) => {
                let otherwise = self.due_otherwise(dues, now_ms).await;
                self.otherwise.extend(otherwise);
            }
        }
    }
}

/// A moment of 2026 in Việt Nam, ms.
pub fn moment((day, hour): At) -> i64 {
    let number = |text: &str| text.parse::<i8>().unwrap();
    let (day, month) = day.split_once('/').unwrap();
    let (hour, minute) = hour.split_once(':').unwrap();
    let day = date(2026, number(month), number(day)).at(number(hour), number(minute), 0, 0);
    day.to_zoned(TimeZone::fixed(offset(7))).unwrap().timestamp().as_millisecond()
}
