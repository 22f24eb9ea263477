//! How a made-up case goes: what happens to it and when, as far as it has happened by now.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use report::{Outcome, Status};

use super::dice::Dice;
use super::story::Story;
use crate::store::seeding::{Happened, Lot, Standing};

/// A case's events, and how it stands after them.
pub struct Course {
    pub events: Vec<Happened>,
    pub standing: Standing,
}

/// Events of cases that were made, which lie behind cases that were not.
#[derive(Default)]
pub struct ToCome {
    heap: BinaryHeap<Reverse<(i64, i64, u64)>>,
    events: std::collections::HashMap<u64, Happened>,
    last: u64,
}

impl ToCome {
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    pub fn add(&mut self, case_id: i64, events: Vec<Happened>) {
        for event in events {
            self.last += 1;
            self.heap.push(Reverse((event.at_ms, case_id, self.last)));
            self.events.insert(self.last, event);
        }
    }

    /// Writes down what happened before `at_ms`, in the order of time.
    pub fn happened_before(&mut self, at_ms: i64, lot: &mut Lot) {
        while self.heap.peek().is_some_and(|Reverse((next, ..))| *next < at_ms) {
            let Some(Reverse((_, case_id, key))) = self.heap.pop() else { return };
            if let Some(event) = self.events.remove(&key) {
                lot.happened(case_id, event);
            }
        }
    }
}

/// How the case of a story goes.
pub fn of(story: &Story, dice: &mut Dice, now_ms: i64) -> Course {
    let mut walk = Walk { at_ms: story.at_ms, steps: Vec::new(), unit: None, published: None };
    walk.step(Status::Submitted, 0, None, None);
    if dice.per_cent(97.0) {
        walk.step(Status::Received, dice.hours(3.0), None, None);
    }
    if dice.per_cent(9.0) {
        let refusals = [
            (Status::Rejected, "Chưa đủ thông tin để xử lý."),
            (Status::OutOfScope, "Việc này không thuộc phạm vi tiếp nhận."),
            (Status::Withdrawn, "Đã tự khắc phục."),
        ];
        let (status, why) = *dice.among(&refusals);
        walk.step(status, dice.hours(5.0), None, Some(why));
    } else {
        handled(&mut walk, story, dice);
    }
    walk.until(now_ms)
}

fn handled(walk: &mut Walk, story: &Story, dice: &mut Dice) {
    walk.unit.clone_from(&story.unit);
    walk.step(Status::Dispatched, dice.hours(4.0), None, None);
    if dice.per_cent(58.0) {
        walk.publish(dice.hours(2.0));
    }
    if dice.per_cent(45.0) {
        walk.step(Status::InProgress, dice.hours(20.0), None, None);
    }
    let outcomes = [
        (Outcome::Fixed, "Đã khắc phục xong. Cảm ơn ông bà đã phản ánh."),
        (Outcome::Fixed, "Đơn vị đã cử người sửa chữa trong ngày."),
        (Outcome::Fixed, "Đã thu gom và nhắc nhở các hộ xung quanh."),
        (Outcome::Explained, "Việc đã được kiểm tra; nội dung trả lời theo quy định hiện hành."),
        (Outcome::NotFixable, "Chưa có kinh phí trong năm nay; đã đưa vào kế hoạch năm sau."),
        (Outcome::Referred, "Đã chuyển cơ quan có thẩm quyền xem xét."),
    ];
    let (outcome, answer) = *dice.among(&outcomes);
    walk.step(Status::Answered, dice.hours(70.0), Some(outcome), Some(answer));
    if dice.per_cent(35.0) {
        walk.step(Status::Closed, dice.hours(170.0), Some(outcome), None);
    }
}

struct Walk {
    at_ms: i64,
    steps: Vec<Happened>,
    unit: Option<String>,
    /// When everybody saw it, ms.
    published: Option<i64>,
}

impl Walk {
    fn step(&mut self, status: Status, after_ms: i64, outcome: Option<Outcome>, text: Option<&'static str>) {
        self.at_ms += after_ms;
        let unit = self.unit.clone();
        self.steps.push(Happened { kind: "status", status, outcome, at_ms: self.at_ms, text, unit });
    }

    fn publish(&mut self, after_ms: i64) {
        let Some(status) = self.steps.last().map(|last| last.status) else { return };
        self.step(status, after_ms, None, None);
        if let Some(last) = self.steps.last_mut() {
            last.kind = "published";
        }
        self.published = Some(self.at_ms);
    }

    /// What has happened by now.
    fn until(mut self, now_ms: i64) -> Course {
        self.steps.retain(|step| step.at_ms <= now_ms);
        let last = self.steps.iter().rev().find(|step| step.kind == "status");
        let standing = Standing {
            status: last.map_or(Status::Submitted, |last| last.status),
            outcome: last.and_then(|last| last.outcome),
            unit: last.and_then(|last| last.unit.clone()),
            published_at_ms: self.published.filter(|at_ms| *at_ms <= now_ms),
            updated_at_ms: self.steps.last().map_or(self.at_ms, |last| last.at_ms),
            version: i64::try_from(self.steps.len()).unwrap_or(1),
        };
        Course { events: self.steps, standing }
    }
}
