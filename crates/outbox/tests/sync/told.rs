//! What the portal in memory is made to tell: steps of cases, refusals.

use report::wire::{ActRef, AnswerItem, Change, ItemOutcome};
use report::{ActId, DeviceKey};

use crate::device::Device;
use crate::portal::{Asked, Books, FakePortal, Reply};

/// A step of the case that a device knows by its act.
pub fn step(of: ActRef, position: u64, status: &str, text: &str) -> Change {
    Change {
        of,
        position,
        status: status.into(),
        at_ms: 1_795_000_000_000,
        text: (!text.is_empty()).then(|| text.to_owned()),
        outcome: (status == "answered").then(|| "fixed".to_owned()),
        unit: None,
        attachments: Vec::new(),
    }
}

/// Tells these steps to whoever proves its key.
pub fn tell(portal: &FakePortal, steps: Vec<Change>) {
    portal.lie(move |asked, books| asked.is_sync().then(|| Reply::items(&with_steps(asked, books, &steps))));
}

fn with_steps(asked: &Asked, books: &mut Books, steps: &[Change]) -> Vec<AnswerItem> {
    let mut answer = books.answer(asked);
    let header = asked.header();
    if header.proof.is_some() || header.session.is_some() {
        let end = answer.len() - 1;
        answer.splice(end..end, steps.iter().cloned().map(AnswerItem::Change));
    }
    answer
}

/// Refuses an act in this way, and forgets it.
pub fn refuse(portal: &FakePortal, act: ActId, outcome: ItemOutcome, code: &'static str) {
    portal.lie(move |asked, books| {
        let mut answer = asked.carries_acts().then(|| books.answer(asked))?;
        books.filed.remove(&act);
        for item in &mut answer {
            let AnswerItem::Result(result) = item else { continue };
            if result.of.is_some_and(|of| of.act == act) {
                (result.outcome, result.code) = (outcome, Some(code.into()));
                (result.accepted, result.complete, result.retry_after_s) = (None, None, Some(600));
                (result.tickets, result.thumbnails) = (Vec::new(), Vec::new());
            }
        }
        Some(Reply::items(&answer))
    });
}

impl Device {
    /// How the portal names an act of this device, once it was filed.
    pub fn act_ref(&self, portal: &FakePortal, act: ActId) -> ActRef {
        ActRef { device: self.key(portal), act }
    }

    fn key(&self, portal: &FakePortal) -> DeviceKey {
        portal.books().filed.values().next().expect("something was filed").sealed.device()
    }

    /// Files a report, has it accepted, and hears that its case has this status.
    pub async fn reported(&self, portal: &FakePortal, status: &str) -> ActId {
        let id = self.file("Đèn hỏng", &[]);
        self.sync_until_done(&portal.address()).await;
        tell(portal, vec![step(self.act_ref(portal, id), 11, status, "Đã xem")]);
        self.sync(&portal.address()).await;
        assert_eq!(self.outbox.story(id).unwrap().summary.status.as_deref(), Some(status));
        id
    }
}
