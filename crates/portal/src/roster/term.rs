//! Terms in office and who stands in, and what a change makes of them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::RosterError;
use crate::access::Role;

/// One of the two posts of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// Lãnh đạo phụ trách.
    Leader,
    /// Cán bộ đầu mối.
    Officer,
}

impl Post {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Leader, Self::Officer];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Officer => "officer",
        }
    }

    /// The role that whoever has the post has.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Leader => Role::UnitLeader,
            Self::Officer => Role::UnitOfficer,
        }
    }
}

/// What is not the code of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a post (leader, officer)")]
pub struct ParsePostError;

impl FromStr for Post {
    type Err = ParsePostError;

    fn from_str(text: &str) -> Result<Self, ParsePostError> {
        Self::ALL.into_iter().find(|post| post.code() == text).ok_or(ParsePostError)
    }
}

impl fmt::Display for Post {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// Somebody's time in a post of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its row.
    pub id: i64,
    /// The post.
    pub post: Post,
    /// The user.
    pub user: String,
    /// The first day.
    pub since: Date,
    /// The last day; `None`: until further notice.
    pub until: Option<Date>,
    /// The first day on which the user can no longer sign in, and so no longer answers for anything.
    pub lost_on: Option<Date>,
    /// The term that took its place and so ended it.
    pub succeeded_by: Option<i64>,
}

impl Term {
    /// Whether the post is theirs on this day, by the roster.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|last| day <= last)
    }

    /// Whether they answer for it on this day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.covers(day) && self.lost_on.is_none_or(|lost| day < lost)
    }

    fn meets(&self, since: Date, until: Option<Date>) -> bool {
        self.until.is_none_or(|last| since <= last) && until.is_none_or(|last| self.since <= last)
    }
}

/// Somebody who stands in for a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// Its row.
    pub id: i64,
    /// The post.
    pub post: Post,
    /// The user who stands in.
    pub user: String,
    /// The first day.
    pub since: Date,
    /// The last day.
    pub until: Date,
    /// Whether the user can sign in.
    pub able: bool,
}

impl Deputy {
    /// Whether they stand in on this day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.able && self.since <= day && day <= self.until
    }
}

/// A term to be put into the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTerm {
    /// The post.
    pub post: Post,
    /// The user.
    pub user: String,
    /// The first day.
    pub since: Date,
    /// The last day; `None`: until further notice.
    pub until: Option<Date>,
}

/// A deputy to be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDeputy {
    /// The post.
    pub post: Post,
    /// The user who stands in.
    pub user: String,
    /// The first day.
    pub since: Date,
    /// The last day.
    pub until: Date,
}

/// What an appointment does to who was in office until then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Succession {
    /// The term that ends.
    pub term: i64,
    /// Its last day.
    pub last_day: Date,
}

/// Puts somebody into a post of the unit that has these terms. A term until further notice ends the day before.
///
/// # Errors
/// [`RosterError::DatesReversed`], [`RosterError::TermOverlap`], [`RosterError::UnitEmpty`].
pub fn appoint(terms: &[Term], new: &NewTerm) -> Result<Option<Succession>, RosterError> {
    in_order(new.since, new.until)?;
    let (mut succession, mut after) = (None, terms.to_vec());
    for term in after.iter_mut().filter(|term| term.post == new.post && term.meets(new.since, new.until)) {
        let before = new.since.yesterday().ok().filter(|_| term.until.is_none() && term.since < new.since);
        let Some(last_day) = before else {
            let field = if term.since > new.since { "until" } else { "since" };
            return Err(RosterError::TermOverlap { field });
        };
        term.until = Some(last_day);
        succession = Some(Succession { term: term.id, last_day });
    }
    after.push(Term {
        id: 0,
        post: new.post,
        user: new.user.clone(),
        since: new.since,
        until: new.until,
        lost_on: None,
        succeeded_by: None,
    });
    keeps_somebody(terms, &after)?;
    Ok(succession)
}

/// Ends a term with this last day, or moves its end.
///
/// # Errors
/// [`RosterError::TermUnknown`], [`RosterError::DatesReversed`], [`RosterError::TermOverlap`],
/// [`RosterError::UnitEmpty`].
pub fn end(terms: &[Term], id: i64, last_day: Date) -> Result<(), RosterError> {
    let ended = terms.iter().find(|term| term.id == id).ok_or(RosterError::TermUnknown)?;
    in_order(ended.since, Some(last_day))?;
    let others = terms.iter().filter(|term| term.id != id && term.post == ended.post);
    if others.into_iter().any(|term| term.meets(ended.since, Some(last_day))) {
        return Err(RosterError::TermOverlap { field: "until" });
    }
    let after: Vec<Term> = terms
        .iter()
        .map(|term| if term.id == id { Term { until: Some(last_day), ..term.clone() } } else { term.clone() })
        .collect();
    keeps_somebody(terms, &after)
}

/// What becomes of whoever a withdrawn term had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumption {
    /// The term that goes on.
    pub term: i64,
    /// Its last day, before who comes next; `None`: until further notice.
    pub until: Option<Date>,
    /// The term that takes its place instead.
    pub succeeded_by: Option<i64>,
}

/// Takes a term back that has not begun before today, as if it had never been recorded. The term that it had ended goes on.
///
/// # Errors
/// [`RosterError::TermUnknown`], [`RosterError::TermBegun`], [`RosterError::UnitEmpty`].
pub fn withdraw(terms: &[Term], id: i64, today: Date) -> Result<Option<Resumption>, RosterError> {
    let withdrawn = terms.iter().find(|term| term.id == id).ok_or(RosterError::TermUnknown)?;
    if withdrawn.since < today {
        return Err(RosterError::TermBegun);
    }
    let resumption = terms.iter().find(|term| term.succeeded_by == Some(id)).map(|before| {
        let later = terms.iter().filter(|term| term.post == before.post && term.id != id && term.since > before.since);
        let next = later.min_by_key(|term| term.since);
        let until = next.and_then(|next| next.since.yesterday().ok());
        Resumption { term: before.id, until, succeeded_by: next.map(|next| next.id) }
    });
    let resumed = |term: &Term| match resumption {
        Some(resumption) if term.id == resumption.term => Term { until: resumption.until, ..term.clone() },
        _ => term.clone(),
    };
    let after: Vec<Term> = terms.iter().filter(|term| term.id != id).map(resumed).collect();
    keeps_somebody(terms, &after)?;
    Ok(resumption)
}

/// Names somebody who stands in for a post.
///
/// # Errors
/// [`RosterError::DatesReversed`], [`RosterError::TermOverlap`], [`RosterError::OwnDeputy`].
pub fn name_deputy(terms: &[Term], deputies: &[Deputy], new: &NewDeputy) -> Result<(), RosterError> {
    in_order(new.since, Some(new.until))?;
    let of_the_post = deputies.iter().filter(|deputy| deputy.post == new.post);
    if let Some(other) = of_the_post.into_iter().find(|other| other.since <= new.until && new.since <= other.until) {
        let field = if other.since > new.since { "until" } else { "since" };
        return Err(RosterError::TermOverlap { field });
    }
    let holders = terms.iter().filter(|term| term.post == new.post && term.meets(new.since, Some(new.until)));
    let own = holders.into_iter().any(|term| term.user == new.user);
    if own { Err(RosterError::OwnDeputy) } else { Ok(()) }
}

fn in_order(since: Date, until: Option<Date>) -> Result<(), RosterError> {
    if until.is_some_and(|last| last < since) { Err(RosterError::DatesReversed) } else { Ok(()) }
}

/// Whether on every day on which somebody was named before the change somebody still is. Who is named changes only on first
/// days and on the days after last days.
fn keeps_somebody(before: &[Term], after: &[Term]) -> Result<(), RosterError> {
    let turns = before
        .iter()
        .chain(after)
        .flat_map(|term| [Some(term.since), term.until.and_then(|last| last.tomorrow().ok())]);
    let named = |terms: &[Term], day: Date| terms.iter().any(|term| term.covers(day));
    let emptied = turns.flatten().any(|day| named(before, day) && !named(after, day));
    if emptied { Err(RosterError::UnitEmpty) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_successor_ends_who_was_there_until_further_notice() {
        let terms = [term(1, Post::Officer, 1, None), term(2, Post::Leader, 1, None)];
        let ended = appoint(&terms, &new(Post::Officer, 10, None)).unwrap();
        assert_eq!(ended, Some(Succession { term: 1, last_day: day(9) }));
        assert_eq!(appoint(&[], &new(Post::Officer, 10, None)), Ok(None));
    }

    #[test]
    fn terms_that_overlap_are_refused_with_the_end_that_does() {
        let terms = [term(1, Post::Officer, 5, Some(10)), term(2, Post::Officer, 20, None)];
        let refused = |since, until| appoint(&terms, &new(Post::Officer, since, until)).unwrap_err();
        assert_eq!(refused(10, Some(12)), RosterError::TermOverlap { field: "since" });
        assert_eq!(refused(12, None), RosterError::TermOverlap { field: "until" });
        assert_eq!(refused(20, None), RosterError::TermOverlap { field: "since" });
        assert_eq!(refused(12, Some(11)), RosterError::DatesReversed);
        assert_eq!(appoint(&terms, &new(Post::Officer, 11, Some(19))), Ok(None));
        assert_eq!(appoint(&terms, &new(Post::Leader, 1, None)), Ok(None), "another post");
        assert_eq!(end(&terms, 1, day(20)), Err(RosterError::TermOverlap { field: "until" }));
    }

    #[test]
    fn the_last_of_a_unit_does_not_leave_without_a_successor() {
        let alone = [term(1, Post::Officer, 1, None)];
        assert_eq!(end(&alone, 1, day(9)), Err(RosterError::UnitEmpty));
        assert_eq!(appoint(&alone, &new(Post::Officer, 5, Some(9))), Err(RosterError::UnitEmpty));
        let two = [term(1, Post::Officer, 1, None), term(2, Post::Leader, 1, Some(20))];
        assert_eq!(end(&two, 1, day(19)), Err(RosterError::UnitEmpty), "from the 21st nobody would be there");
        assert_eq!(end(&two, 2, day(9)), Ok(()), "the officer is still there");
        assert_eq!(end(&two, 1, day(0)), Err(RosterError::DatesReversed));
        assert_eq!(end(&two, 7, day(9)), Err(RosterError::TermUnknown));
    }

    #[test]
    fn what_was_recorded_in_error_is_withdrawn_and_who_was_there_goes_on() {
        let ended = Term { succeeded_by: Some(2), ..term(1, Post::Officer, 1, Some(9)) };
        let terms = [ended, term(2, Post::Officer, 10, None)];
        let goes_on = |until, succeeded_by| Ok(Some(Resumption { term: 1, until, succeeded_by }));
        assert_eq!(withdraw(&terms, 2, day(10)), goes_on(None, None));
        let [before, after] = terms.clone();
        let then = [before, Term { until: Some(day(12)), ..after }, term(3, Post::Officer, 20, None)];
        assert_eq!(withdraw(&then, 2, day(10)), goes_on(Some(day(19)), Some(3)), "until who comes next");
        assert_eq!(withdraw(&terms, 2, day(11)), Err(RosterError::TermBegun));
        assert_eq!(withdraw(&terms[1..], 2, day(10)), Err(RosterError::UnitEmpty));
    }

    #[test]
    fn a_deputy_is_somebody_else_and_one_at_a_time() {
        let (terms, there) = ([term(1, Post::Officer, 1, None)], [deputy(5, 9)]);
        let name = |user: &str, since, until| {
            let new = NewDeputy { post: Post::Officer, user: user.into(), since: day(since), until: day(until) };
            name_deputy(&terms, &there, &new)
        };
        assert_eq!(name("u1", 12, 13), Err(RosterError::OwnDeputy));
        assert_eq!(name("u2", 9, 13), Err(RosterError::TermOverlap { field: "since" }));
        assert_eq!(name("u2", 3, 5), Err(RosterError::TermOverlap { field: "until" }));
        assert_eq!(name("u2", 13, 12), Err(RosterError::DatesReversed));
        assert_eq!(name("u2", 10, 12), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_is_tried_a_post_has_one_holder_and_nobody_is_lost(
            tries in prop::collection::vec((0..4_u8, any::<bool>(), 0..40_i64, prop::option::of(0..40_i64)), 1..30),
        ) {
            let mut terms: Vec<Term> = Vec::new();
            for (turn, (kind, leads, since, until)) in (1..).zip(tries) {
                let before = terms.clone();
                let post = if leads { Post::Leader } else { Post::Officer };
                try_one(&mut terms, kind, turn, NewTerm { until: until.map(day), ..new(post, since, None) });
                for at in (0..90).map(day) {
                    for post in Post::ALL {
                        prop_assert!(terms.iter().filter(|term| term.post == post && term.covers(at)).count() <= 1);
                    }
                    let named = |terms: &[Term]| terms.iter().any(|term| term.covers(at));
                    prop_assert!(!named(&before) || named(&terms), "{at} lost everybody");
                }
            }
        }
    }

    fn try_one(terms: &mut Vec<Term>, kind: u8, turn: i64, new: NewTerm) {
        let known = terms.get(turn as usize % terms.len().max(1)).map_or(0, |term| term.id);
        match kind {
            0 | 1 => {
                let Ok(ended) = appoint(terms, &new) else { return };
                for term in terms.iter_mut().filter(|term| ended.is_some_and(|ended| ended.term == term.id)) {
                    (term.until, term.succeeded_by) = (ended.map(|ended| ended.last_day), Some(turn));
                }
                let NewTerm { post, user, since, until } = new;
                terms.push(Term { id: turn, post, user, since, until, lost_on: None, succeeded_by: None });
            }
            2 => {
                if end(terms, known, new.since).is_ok() {
                    let ended = terms.iter_mut().filter(|term| term.id == known);
                    ended.for_each(|term| (term.until, term.succeeded_by) = (Some(new.since), None));
                }
            }
            _ => {
                let Ok(resumption) = withdraw(terms, known, day(20)) else { return };
                terms.retain(|term| term.id != known);
                for term in terms.iter_mut() {
                    if let Some(resumption) = resumption.filter(|resumption| resumption.term == term.id) {
                        (term.until, term.succeeded_by) = (resumption.until, resumption.succeeded_by);
                    }
                }
            }
        }
    }

    pub(super) fn day(number: i64) -> Date {
        date(2026, 11, 1).saturating_add(jiff::Span::new().days(number))
    }

    fn new(post: Post, since: i64, until: Option<i64>) -> NewTerm {
        NewTerm { post, user: "new".into(), since: day(since), until: until.map(day) }
    }

    fn deputy(since: i64, until: i64) -> Deputy {
        Deputy { id: 9, post: Post::Officer, user: "d".into(), since: day(since), until: day(until), able: true }
    }

    pub(super) fn term(id: i64, post: Post, since: i64, until: Option<i64>) -> Term {
        let (since, until) = (day(since), until.map(day));
        Term { id, post, user: format!("u{id}"), since, until, lost_on: None, succeeded_by: None }
    }
}
