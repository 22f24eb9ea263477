//! A whole month of casework in a real browser, on a clock that the test moves: forty cases from 10 August to 10 September
//! 2026, with a Saturday that is worked (22 August), three holidays (31 August to 2 September), questions, extensions,
//! lateness and cases that are handled again. Officers sign in by the form, each in a tab, and do their deeds through the
//! console's own page; what is expected was worked out by hand (`stories`).

use std::sync::atomic::Ordering;

use jiff::civil::date;
use jiff::tz::{TimeZone, offset};
use portal::access::Role;
use report::ActKind;
use serde_json::{Value, json};

use crate::chromium::Browser;
use crate::office::{self, Filed, Office};
use crate::served;
use crate::stories::{self, At, Doing, Expected, Story};

/// The device that reports.
const CITIZEN: u8 = 7;
/// How far the clock goes at a time: what falls due is noticed in its hour.
const ROUND_MS: i64 = 30 * 60 * 1000;

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_forty_cases_goes_as_it_was_worked_out_by_hand() {
    let mut month = Month::begin().await;
    let stories = stories::all();
    assert_eq!(stories.len(), 40);
    for (at_ms, index, doing) in plan(&stories) {
        month.until(at_ms).await;
        match doing {
            None => month.file(index, &stories[index]).await,
            Some(doing) => month.does(index, doing).await,
        }
    }
    month.until(moment(("10/09", "17:00"))).await;
    month.browser.as_officer(stories::DESK).await;
    for (index, story) in stories.iter().enumerate() {
        month.ended_as(index, story).await;
    }
    month.browser.close().await;
}

/// Everything that happens to every case, in the order of the month: filed first, then the rest.
fn plan(stories: &[Story]) -> Vec<(i64, usize, Option<&Doing>)> {
    let mut plan = Vec::new();
    for (index, story) in stories.iter().enumerate() {
        plan.push((moment(story.filed), index, None));
        plan.extend(story.steps.iter().map(|(at, doing)| (moment(*at), index, Some(doing))));
    }
    plan.sort_by_key(|(at_ms, ..)| *at_ms);
    plan
}

struct Month {
    office: Office,
    browser: Browser,
    filed: Vec<(usize, Filed)>,
}

impl Month {
    async fn begin() -> Self {
        let office = Office::opened_at(moment(("10/08", "06:00"))).await;
        office.hire(stories::WARD, Role::UnitOfficer, Some(stories::WARD_UNIT)).await;
        let browser = served::browser(&office).await;
        Self { office, browser, filed: Vec::new() }
    }

    /// Lets time pass, with everything that the portal does by itself meanwhile.
    async fn until(&self, at_ms: i64) {
        loop {
            let left = at_ms - self.office.hand.load(Ordering::Relaxed);
            if left <= 0 {
                return;
            }
            self.office.pass_time(left.min(ROUND_MS));
            self.office.go_round().await;
        }
    }

    async fn file(&mut self, index: usize, story: &Story) {
        let text = format!("Phản ánh thứ {index}");
        let story = office::Story { category: story.category, text: &text, ..office::Story::default() };
        self.filed.push((index, self.office.file_as(CITIZEN, story).await));
    }

    fn number(&self, index: usize) -> String {
        self.filed.iter().find(|(of, _)| *of == index).map(|(_, filed)| filed.number.clone()).unwrap()
    }

    async fn does(&mut self, index: usize, doing: &Doing) {
        let number = self.number(index);
        let act = |kind, text| self.office.act_about(CITIZEN, &number, kind, text);
        match doing {
            Doing::Officer(who, deed) => self.deed(who, &number, deed.clone()).await,
            Doing::Answers => act(ActKind::Answer, Some("Trước cổng chợ")).await,
            Doing::WantsRework => act(ActKind::Rework, Some("Lại hỏng")).await,
            Doing::Withdraws => act(ActKind::Withdraw, None).await,
            Doing::Rates => self.office.rate(CITIZEN, &number).await,
        }
    }

    /// In the console, in the officer's own tab. A unit that gave a case back sees it no more, not even in the answer.
    async fn deed(&mut self, who: &str, number: &str, mut deed: Value) {
        if deed["of"] == json!(stories::FIRST) {
            deed["of"] = json!(self.number(0));
        }
        self.browser.as_officer(who).await;
        let case = self.browser.asked(&format!("/console/api/cases/{number}")).await;
        let body = json!({ "version": case["version"], "deed": deed });
        let path = format!("/console/api/cases/{number}/deeds");
        let (status, answer) = self.browser.ask("POST", &path, Some(&body)).await;
        let expected = if deed["kind"] == "return" { 404 } else { 200 };
        assert_eq!(status, expected, "{who} {deed} of {number}: {answer}");
    }

    async fn ended_as(&self, index: usize, story: &Story) {
        let number = self.number(index);
        let of = format!("{} {} ({number})", story.name, story.filed.0);
        let case = self.browser.asked(&format!("/console/api/cases/{number}")).await;
        assert_eq!(case["status"], story.status, "{of}");
        let clocks = self.browser.asked(&format!("/console/api/cases/{number}/clocks")).await;
        let mut shown: Vec<String> = clocks["clocks"].as_array().unwrap().iter().map(shown).collect();
        let mut expected: Vec<String> = story.clocks.iter().map(expected).collect();
        shown.sort();
        expected.sort();
        assert_eq!(shown, expected, "{of}");
    }
}

fn shown(clock: &Value) -> String {
    let due = clock["due_at"].as_str().unwrap_or("none");
    let text = |name: &str| clock[name].as_str().unwrap_or_default().to_owned();
    format!("{} {} {due} {}", text("step"), clock["round"], text("state"))
}

fn expected((step, round, due, state): &Expected) -> String {
    let due = jiff::Timestamp::from_millisecond(moment(*due)).unwrap();
    format!("{step} {round} {} {state}", due.strftime("%Y-%m-%dT%H:%M:%SZ"))
}

/// A moment of 2026 in Việt Nam, ms.
fn moment((day, hour): At) -> i64 {
    let number = |text: &str| text.parse::<i8>().unwrap();
    let (day, month) = day.split_once('/').unwrap();
    let (hour, minute) = hour.split_once(':').unwrap();
    let day = date(2026, number(month), number(day)).at(number(hour), number(minute), 0, 0);
    day.to_zoned(TimeZone::fixed(offset(7))).unwrap().timestamp().as_millisecond()
}
