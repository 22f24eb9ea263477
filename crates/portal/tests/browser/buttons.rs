//! Deeds as an officer does them: the page's own buttons pressed, its fields filled in, its dialogues confirmed.

use serde_json::Value;

use crate::chromium::Browser;

/// The deeds for which the console has buttons.
pub const DEEDS: [&str; 24] = [
    "accept",
    "answer",
    "approve",
    "ask",
    "ask_extension",
    "close",
    "coordinate",
    "dispatch",
    "duplicate",
    "grant_extension",
    "note",
    "out_of_scope",
    "plan",
    "publish",
    "refuse_extension",
    "reject",
    "reopen",
    "return",
    "send_back",
    "set_urgency",
    "start",
    "unmerge",
    "unpublish",
    "verify",
];

/// A working day of a clock, minutes.
const DAY_MINUTES: i64 = 480;

impl Browser {
    /// Does a deed to a case, on a page that is opened anew, and waits until the case says so.
    pub async fn does_by_hand(&self, number: &str, deed: &Value, now_ms: i64) {
        self.opened_anew(&format!("#/{number}"), now_ms).await;
        self.shows("case-number", number).await;
        let before = self.entries(number).await;
        self.press_through(deed).await;
        self.until(&format!("{deed} of {number} is done"), async || {
            (self.entries(number).await != before).then_some(())
        })
        .await;
    }

    /// How much is told of a case; nothing of one that this officer does not see.
    async fn entries(&self, number: &str) -> Option<usize> {
        let (status, case) = self.ask("GET", &format!("/console/api/cases/{number}"), None).await;
        assert!(status == 200 || status == 404, "{number}: {case}");
        case["timeline"].as_array().map(Vec::len)
    }

    async fn press_through(&self, deed: &Value) {
        let kind = deed["kind"].as_str().unwrap();
        let text = |name: &str| deed[name].as_str().unwrap_or_default();
        match kind {
            "dispatch" => self.choose("dispatch", &[&format!("unit-{}", text("unit"))], "dispatch-confirm").await,
            "coordinate" => {
                let unit = format!("unit-{}", deed["units"][0].as_str().unwrap());
                self.choose("coordinate", &[&unit], "coordinate-confirm").await;
            }
            "duplicate" => self.say("merge", "merge-number", text("of"), "merge-confirm").await,
            "unmerge" => self.say("merge", "unmerge-text", text("reason"), "unmerge-confirm").await,
            "ask" => self.say("ask", "ask-text", text("question"), "ask-confirm").await,
            "note" => self.say("note", "note-text", text("text"), "note-confirm").await,
            "return" | "reopen" => {
                self.say(kind, &format!("{kind}-text"), text("reason"), &format!("{kind}-confirm")).await;
            }
            "publish" => self.choose("publish", &["publish-looked"], "publish-confirm").await,
            "approve" => self.choose("approve", &[], "approve-confirm").await,
            "send_back" => {
                self.press("approve").await;
                self.say("approve-send_back", "approve-reason", text("reason"), "approve-confirm").await;
            }
            "plan" => {
                self.press("plan").await;
                self.set_day(&named("plan-on"), text("on")).await;
                self.press("plan-confirm").await;
            }
            "answer" => {
                self.press("answer").await;
                self.say(&format!("outcome-{}", text("outcome")), "answer-text", text("text"), "answer-confirm").await;
            }
            "set_urgency" => {
                self.press("set_urgency").await;
                self.say(&format!("urgency-{}", text("urgency")), "urgency-reason", text("reason"), "urgency-confirm")
                    .await;
            }
            "reject" | "out_of_scope" => {
                self.press("reject").await;
                self.press(&format!("reject-{kind}")).await;
                self.say(&format!("refusal-{}", text("why")), "reject-text", text("reason"), "reject-confirm").await;
            }
            "ask_extension" | "grant_extension" | "refuse_extension" => self.extend(deed).await,
            _ => self.press(kind).await,
        }
    }

    async fn extend(&self, deed: &Value) {
        let reason = deed["reason"].as_str().unwrap_or_default();
        let days = deed["minutes"].as_i64().map(|minutes| (minutes / DAY_MINUTES).to_string());
        if deed["kind"] == "ask_extension" {
            self.press("ask_extension").await;
        } else {
            self.press("decide_extension").await;
        }
        if let Some(days) = days {
            self.fill("extension-amount", &days).await;
        }
        if deed["kind"] == "refuse_extension" {
            self.press("extension-refuse").await;
        }
        if !reason.is_empty() {
            self.fill("extension-reason", reason).await;
        }
        self.press("extension-confirm").await;
    }

    /// Presses a button, what is to be chosen, and what confirms it.
    async fn choose(&self, button: &str, choices: &[&str], confirm: &str) {
        self.press(button).await;
        for choice in choices {
            self.press(choice).await;
        }
        self.press(confirm).await;
    }

    /// Presses a button, fills in a field, and confirms it.
    async fn say(&self, button: &str, field: &str, text: &str, confirm: &str) {
        self.press(button).await;
        self.fill(field, text).await;
        self.press(confirm).await;
    }

    /// Makes a part of a case one of its own; its number.
    pub async fn splits_by_hand(&self, number: &str, text: &str, now_ms: i64) -> String {
        self.opened_anew(&format!("#/{number}"), now_ms).await;
        self.shows("case-number", number).await;
        self.say("split", "split-text", text, "split-confirm").await;
        self.until("the part is shown", async || {
            self.text_of("case-number").await.filter(|shown| !shown.is_empty() && shown != number)
        })
        .await
    }

    /// Ends the term of a unit's officer today, in the roster.
    pub async fn ends_the_officers_term(&self, unit: &str, today: &str, now_ms: i64) {
        self.opens_the_unit(unit, now_ms).await;
        let last_day = format!("{} input.day", card(unit));
        assert_eq!(self.value_of(&last_day).await, today, "the page offers today as the last day");
        // The newest term stands first: the officer was named after the leader.
        self.press_at(&format!("{} {}", card(unit), named("end-term"))).await;
        self.until("the term is ended", async || {
            let terms = self.asked(&format!("/console/api/roster/{unit}")).await["terms"].clone();
            terms.as_array()?.iter().find(|term| term["post"] == "officer" && term["until"] == today).map(drop)
        })
        .await;
    }

    /// Puts somebody into the officer's post of a unit.
    pub async fn appoints_an_officer(&self, unit: &str, user: &str, since: &str, now_ms: i64) {
        self.opens_the_unit(unit, now_ms).await;
        self.press("appoint").await;
        self.pick(&named("term-user"), user).await;
        self.set_day(&named("term-since"), since).await;
        self.press("term-save").await;
        self.until("the term is there", async || {
            let terms = self.asked(&format!("/console/api/roster/{unit}")).await["terms"].clone();
            terms.as_array()?.iter().find(|term| term["user"] == user && term["since"] == since).map(drop)
        })
        .await;
    }

    /// Names who stands in for a unit's officer.
    pub async fn names_a_deputy(&self, unit: &str, user: &str, [since, until]: [&str; 2], now_ms: i64) {
        self.opens_the_unit(unit, now_ms).await;
        self.press("deputize").await;
        let form = format!("details:has({})", named("deputize"));
        self.pick(&format!("{form} .form > :nth-child(2) select"), user).await;
        self.set_day(&format!("{form} .form > :nth-child(3) input"), since).await;
        self.set_day(&format!("{form} .form > :nth-child(4) input"), until).await;
        self.press_at(&format!("{form} {}", named("save"))).await;
        self.until("the deputy is there", async || {
            let deputies = self.asked(&format!("/console/api/roster/{unit}")).await["deputies"].clone();
            deputies.as_array()?.iter().find(|one| one["user"] == user && one["until"] == until).map(drop)
        })
        .await;
    }

    async fn opens_the_unit(&self, unit: &str, now_ms: i64) {
        self.opened_anew("#/roster", now_ms).await;
        self.press_at(&format!("{} {}", card(unit), named("open-unit"))).await;
    }

    /// Makes a day free, in the calendar.
    pub async fn makes_a_day_free(&self, day: &str, name: &str, now_ms: i64) {
        self.opened_anew("#/calendar", now_ms).await;
        self.press("add-day").await;
        self.set_day(&named("day-date"), day).await;
        self.fill("day-name", name).await;
        self.press("day-save").await;
        self.until("the day is free", async || {
            let days = self.asked("/console/api/calendar").await["days"].clone();
            days.as_array()?.iter().find(|one| one["date"] == day && one["name_vi"] == name).map(drop)
        })
        .await;
    }
}

fn named(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

/// The card of a unit in the roster.
fn card(unit: &str) -> String {
    format!("{}[data-code=\"{unit}\"]", named("unit"))
}
