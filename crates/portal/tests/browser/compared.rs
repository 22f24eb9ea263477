//! What came of the month, beside what was worked out by hand: statuses, clocks, owners, who was told, and nobody else.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::month::{Month, moment};
use crate::stories::office_life::{HANDOVERS, NOTICES, THE_DESK, TOLD_OF_VACANCIES, VACANCIES};
use crate::stories::{self, At, Expected, FIRST_ADMINISTRATOR, Seen, Story, Told};

impl Month {
    /// Looks at the end of the month what is not as it was worked out.
    pub async fn compare(&mut self, stories: &[(String, Story)]) {
        self.browser.as_officer(stories::SUPERVISOR).await;
        let mut otherwise = vec![self.handed_over_otherwise().await];
        self.browser.as_officer(stories::DESK).await;
        for (name, story) in stories {
            otherwise.extend(self.case_ended_otherwise(name, story).await);
        }
        otherwise.extend(self.noticed_otherwise(stories).await);
        self.otherwise.extend(otherwise.into_iter().flatten());
    }

    async fn case_ended_otherwise(&self, name: &str, story: &Story) -> Vec<Option<String>> {
        let path = format!("/console/api/cases/{}", self.number(name));
        let case = self.browser.asked(&path).await;
        let clocks = self.browser.asked(&format!("{path}/clocks")).await["clocks"].clone();
        let told = self.browser.asked(&format!("{path}/escalation")).await["steps"].clone();
        let mut otherwise = vec![
            differ(vec![word(&case, "status")], [story.status.to_owned()], &format!("status of {name}")),
            differ(listed(&clocks, clock), story.clocks.iter().map(expected_clock), &format!("clocks of {name}")),
            differ(listed(&told, step), story.told.iter().map(expected_step), &format!("told of {name}")),
        ];
        otherwise.extend(story.seen.iter().map(|seen| self.is_otherwise(name, &case, seen)));
        otherwise
    }

    fn is_otherwise(&self, name: &str, case: &Value, seen: &Seen) -> Option<String> {
        match seen {
            Seen::At(place, value) => {
                let number = value.as_str().and_then(|other| self.numbers.get(other));
                let expected = number.map_or_else(|| value.clone(), |number| json!(number));
                let shown = case.pointer(place).map(Value::to_string).into_iter().collect();
                differ(shown, [expected.to_string()], &format!("{place} of {name}"))
            }
            Seen::Entries(kind, texts) => {
                let entries = case["timeline"].as_array().unwrap().iter().filter(|entry| entry["internal"] == *kind);
                let shown = entries.map(|entry| word(entry, "text")).collect();
                differ(shown, texts.iter().map(|text| (*text).to_owned()), &format!("{kind} of {name}"))
            }
        }
    }

    /// Every open case has the owner of the table, and no other case is open; the page of one says so too.
    pub async fn owned_otherwise(&self, owners: &[(&'static str, Vec<&'static str>)], now_ms: i64) -> Option<String> {
        let inbox = self.browser.asked("/console/api/cases?status=open").await;
        assert_eq!(inbox["next"], Value::Null, "on one page");
        let owner = |case: &Value| case["owner"]["user"].as_str().unwrap_or(THE_DESK).to_owned();
        let shown = listed(&inbox["cases"], |case| format!("{}: {}", self.name(&case["number"]), owner(case)));
        let of =
            |(user, cases): &(&str, Vec<&str>)| cases.iter().map(|case| format!("{case}: {user}")).collect::<Vec<_>>();
        let (user, cases) = &owners[0];
        self.browser.opened_anew(&format!("#/{}", self.number(cases[0])), now_ms).await;
        self.browser.shows("owner", user).await;
        differ(shown, owners.iter().flat_map(of), &format!("owners at {}", shown_at(now_ms)))
    }

    /// What the stories call the case of this number.
    fn name(&self, number: &Value) -> String {
        let named = self.numbers.iter().find(|(_, of)| *number == of.as_str());
        named.map_or_else(|| number.to_string(), |(name, _)| name.clone())
    }

    /// These cases are due then.
    pub async fn due_otherwise(&self, dues: &[(&'static str, At)], now_ms: i64) -> Option<String> {
        let mut shown = Vec::new();
        for (name, _) in dues {
            let case = self.browser.asked(&format!("/console/api/cases/{}", self.number(name))).await;
            shown.push(format!("{name}: {}", word(&case["due"], "at")));
        }
        let expected = dues.iter().map(|(name, due)| format!("{name}: {}", shown_at(moment(*due))));
        differ(shown, expected, &format!("due at {}", shown_at(now_ms)))
    }

    async fn handed_over_otherwise(&self) -> Option<String> {
        let roster = self.browser.asked(&format!("/console/api/roster/{}", stories::ROADS)).await;
        let line = |one: &Value| {
            format!("{} {} {} {}", word(one, "at"), word(one, "user"), word(one, "standing"), one["cases"])
        };
        let expected = HANDOVERS
            .iter()
            .map(|(at, user, standing, cases)| format!("{} {user} {standing} {cases}", shown_at(moment(*at))));
        differ(listed(&roster["handovers"], line), expected, "handovers")
    }

    /// Each has the notices of the stories and of the vacancies, as many as were counted by hand; the books have no other.
    async fn noticed_otherwise(&mut self, stories: &[(String, Story)]) -> Vec<Option<String>> {
        let mut otherwise = Vec::new();
        for (user, _) in NOTICES.iter().filter(|(user, _)| *user != FIRST_ADMINISTRATOR) {
            self.browser.as_officer(user).await;
            let expected = self.expected_notices(user, stories);
            otherwise.push(differ(self.notices().await, expected, &format!("notices of {user}")));
        }
        let told = NOTICES.iter().filter(|(_, count)| *count > 0).map(|(user, count)| format!("{user} {count}"));
        otherwise.push(differ(
            self.counted("SELECT user_name, count(*) FROM notice GROUP BY user_name").await,
            told,
            "notices",
        ));
        let of_cases = stories.iter().flat_map(|(_, story)| story.told.iter().map(|(_, _, level, _)| *level));
        let mut levels: BTreeMap<&str, usize> = BTreeMap::from([("vacancy", VACANCIES.len())]);
        of_cases.for_each(|level| *levels.entry(level).or_default() += 1);
        let levels = levels.iter().map(|(level, count)| format!("{level} {count}"));
        otherwise.push(differ(
            self.counted("SELECT level, count(*) FROM alarm GROUP BY level").await,
            levels,
            "alarms",
        ));
        otherwise
    }

    fn expected_notices(&self, user: &str, stories: &[(String, Story)]) -> Vec<String> {
        let of_cases = stories.iter().flat_map(|(name, story)| {
            let told = story.told.iter().filter(|(.., whom)| whom.contains(&user));
            told.map(move |(at, step, level, _)| {
                format!("{} {} {step} {level}", shown_at(moment(*at)), self.number(name))
            })
        });
        let vacancies = VACANCIES.iter().filter(|_| TOLD_OF_VACANCIES.contains(&user));
        let of_vacancies = vacancies.map(|(at, unit, post)| format!("{} {unit} {post} vacancy", shown_at(moment(*at))));
        of_cases.chain(of_vacancies).collect()
    }

    /// All of the officer whose tab is open.
    async fn notices(&self) -> Vec<String> {
        let page = self.browser.asked("/console/api/notices").await;
        assert_eq!(page["next"], Value::Null, "on one page");
        listed(&page["notices"], |notice| {
            let of = notice["number"].as_str().or(notice["unit"]["code"].as_str()).unwrap_or_default();
            format!("{} {of} {} {}", word(notice, "at"), word(notice, "step"), word(notice, "level"))
        })
    }

    /// How many there are of each in the books.
    async fn counted(&self, sql: &'static str) -> Vec<String> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as(sql).fetch_all(self.office.app.state().store().readers()).await.unwrap();
        rows.iter().map(|(name, count)| format!("{name} {count}")).collect()
    }
}

/// What is shown and what was expected, where these are not the same lines in whatever order.
fn differ(mut shown: Vec<String>, expected: impl IntoIterator<Item = String>, of: &str) -> Option<String> {
    let mut expected: Vec<String> = expected.into_iter().collect();
    shown.sort();
    expected.sort();
    (shown != expected).then(|| format!("{of}\n  expected {expected:#?}\n  but it is {shown:#?}"))
}

fn listed(list: &Value, line: impl Fn(&Value) -> String) -> Vec<String> {
    list.as_array().unwrap().iter().map(line).collect()
}

fn word(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or("none").to_owned()
}

fn clock(clock: &Value) -> String {
    format!("{} {} {} {}", word(clock, "step"), clock["round"], word(clock, "due_at"), word(clock, "state"))
}

fn expected_clock((step, round, due, state): &Expected) -> String {
    format!("{step} {round} {} {state}", shown_at(moment(*due)))
}

fn step(step: &Value) -> String {
    let told = listed(&step["told"], |one| word(one, "user"));
    format!("{} {} {} {}", word(step, "at"), word(step, "step"), word(step, "level"), told.join(", "))
}

fn expected_step((at, step, level, told): &Told) -> String {
    format!("{} {step} {level} {}", shown_at(moment(*at)), told.join(", "))
}

/// As the portal writes a moment.
fn shown_at(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
