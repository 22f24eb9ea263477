//! What an officer may do with a case now: what their rights reach, and what `casework` would let through. The casework
//! decides again when it is done.

use report::Outcome;

use super::officer::Officer;
use crate::access::Action;
use crate::casework::{CaseFile, Deed, Urgency, Why};
use crate::clock;
use crate::publication::Terms;

/// The rights that this officer can use on the case.
pub fn deeds(officer: &Officer, case: &CaseFile, now_ms: i64) -> Vec<Action> {
    let possible = |deed: &Deed| case.clone().apply(deed.clone(), now_ms).is_ok();
    let works_beside = officer.user.unit.as_ref().is_some_and(|own| case.coordinating.contains(own));
    let may =
        |action: Action| officer.may(action, case.unit.as_deref()) || (works_beside && officer.works_beside(action));
    let open = |action: &Action| match action {
        // No deeds, but done to a case.
        Action::Attach => true,
        Action::Split => case.status.is_open(),
        action => examples(*action, case, now_ms).iter().any(possible),
    };
    let allowed = |action: &Action| may(*action) && open(action);
    Action::ALL.into_iter().filter(allowed).collect()
}

/// Deeds as an officer could do them by a right, in words that fit: what speaks against them is the case alone.
fn examples(action: Action, case: &CaseFile, now_ms: i64) -> Vec<Deed> {
    let some = || "…".to_owned();
    match action {
        Action::Accept => vec![Deed::Accept],
        Action::Verify => vec![Deed::Verify],
        Action::Dispatch => vec![Deed::Dispatch { unit: some(), why: Why::ByHand, rule: None, coordinating: None }],
        Action::Return => vec![Deed::Return { reason: some() }],
        Action::Start => vec![Deed::Start],
        Action::Plan => vec![Deed::Plan { on: clock::day(now_ms), text: Some(some()) }],
        Action::Answer => vec![Deed::Answer { outcome: Outcome::Explained, text: some(), waiver: None }],
        Action::Approve => vec![Deed::Approve { for_whom: None }],
        Action::Ask => vec![Deed::Ask { question: some() }],
        Action::Close => vec![Deed::Close],
        Action::Reject => vec![Deed::Reject { why: None, reason: some() }],
        Action::Merge => vec![Deed::Duplicate { of: 0, number: some() }, Deed::Unmerge { reason: some() }],
        Action::Reopen => vec![Deed::Reopen { reason: some() }],
        Action::Publish => vec![Deed::Publish { public_text: Some(some()), terms: Terms::looked() }],
        Action::Coordinate => vec![Deed::Coordinate { units: vec![some()] }, Deed::Coordinate { units: Vec::new() }],
        Action::Note => vec![Deed::Note { text: some() }],
        Action::SetUrgency => {
            let other = if case.urgency == Urgency::Normal { Urgency::Urgent } else { Urgency::Normal };
            vec![Deed::SetUrgency { urgency: other, reason: some() }]
        }
        Action::AskExtension => vec![Deed::AskExtension { minutes: 1, reason: some() }],
        Action::DecideExtension => vec![Deed::GrantExtension { minutes: None }],
        _ => Vec::new(),
    }
}
