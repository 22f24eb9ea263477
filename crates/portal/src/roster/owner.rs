//! Who answers for a unit's cases on a day.

use jiff::civil::Date;
use serde::Serialize;

use super::{Deputy, Post, Term};

/// As what somebody answers for a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The unit's officer.
    Officer,
    /// Who stands in for the officer.
    OfficerDeputy,
    /// The unit's leader: there is no officer.
    Leader,
    /// Who stands in for the leader.
    LeaderDeputy,
    /// The duty desk: the unit has nobody, or the case has no unit.
    Desk,
}

impl Standing {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::OfficerDeputy => "officer_deputy",
            Self::Leader => "leader",
            Self::LeaderDeputy => "leader_deputy",
            Self::Desk => "desk",
        }
    }
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The user; `None`: whoever is on duty at the desk.
    pub user: Option<String>,
    /// As what.
    pub standing: Standing,
}

impl Owner {
    /// The duty desk.
    pub const DESK: Self = Self { user: None, standing: Standing::Desk };
}

/// Who answers on `day` for the cases of the unit that has these terms and deputies.
#[must_use]
pub fn owner(terms: &[Term], deputies: &[Deputy], day: Date) -> Owner {
    [Post::Officer, Post::Leader]
        .into_iter()
        .find_map(|post| at_the_post(terms, deputies, post, day))
        .unwrap_or(Owner::DESK)
}

/// Who answers for a post on `day`: who stands in, else who has it.
#[must_use]
pub fn at_the_post(terms: &[Term], deputies: &[Deputy], post: Post, day: Date) -> Option<Owner> {
    let (own, standing_in) = match post {
        Post::Officer => (Standing::Officer, Standing::OfficerDeputy),
        Post::Leader => (Standing::Leader, Standing::LeaderDeputy),
    };
    let deputy = deputies.iter().find(|deputy| deputy.post == post && deputy.holds(day));
    let deputy = deputy.map(|deputy| Owner { user: Some(deputy.user.clone()), standing: standing_in });
    deputy.or_else(|| {
        let holder = terms.iter().find(|term| term.post == post && term.holds(day))?;
        Some(Owner { user: Some(holder.user.clone()), standing: own })
    })
}

#[cfg(test)]
mod tests {
    use jiff::Span;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn day(number: i64) -> Date {
        date(2026, 11, 1).saturating_add(Span::new().days(number))
    }

    fn term(post: Post, since: i64, until: Option<i64>, lost_on: Option<i64>) -> Term {
        let (since, until, lost_on) = (day(since), until.map(day), lost_on.map(day));
        Term { id: 0, post, user: post.to_string(), since, until, lost_on, succeeded_by: None }
    }

    fn deputy(post: Post, since: i64, until: i64, able: bool) -> Deputy {
        Deputy { id: 0, post, user: format!("for.{post}"), since: day(since), until: day(until), able }
    }

    #[test]
    fn the_officer_answers_then_who_stands_in_then_the_leader_then_the_desk() {
        let terms = [term(Post::Officer, 1, Some(20), None), term(Post::Leader, 1, Some(30), None)];
        let deputies = [deputy(Post::Officer, 5, 9, true), deputy(Post::Leader, 25, 26, true)];
        let answers = |at| owner(&terms, &deputies, day(at)).standing;
        assert_eq!(answers(1), Standing::Officer);
        assert_eq!(answers(5), Standing::OfficerDeputy);
        assert_eq!(answers(10), Standing::Officer);
        assert_eq!(answers(21), Standing::Leader);
        assert_eq!(answers(25), Standing::LeaderDeputy);
        assert_eq!(owner(&terms, &deputies, day(31)), Owner::DESK);
        assert_eq!(owner(&[], &[], day(1)), Owner::DESK);
    }

    #[test]
    fn whoever_cannot_sign_in_answers_for_nothing() {
        let terms = [term(Post::Officer, 1, None, Some(5)), term(Post::Leader, 1, None, None)];
        assert_eq!(owner(&terms, &[deputy(Post::Officer, 1, 9, false)], day(4)).standing, Standing::Officer);
        assert_eq!(owner(&terms, &[], day(5)).standing, Standing::Leader);
    }

    proptest! {
        #[test]
        fn every_case_has_an_owner_on_every_day(
            terms in prop::collection::vec((any::<bool>(), 0..40_i64, prop::option::of(0..40_i64), prop::option::of(0..40_i64)), 0..6),
            deputies in prop::collection::vec((any::<bool>(), 0..40_i64, 0..40_i64, any::<bool>()), 0..6),
            at in 0..90_i64,
        ) {
            let post = |leads| if leads { Post::Leader } else { Post::Officer };
            let terms: Vec<Term> =
                terms.into_iter().map(|(leads, since, until, lost)| term(post(leads), since, until, lost)).collect();
            let deputies: Vec<Deputy> =
                deputies.into_iter().map(|(leads, since, until, able)| deputy(post(leads), since, until, able)).collect();
            let owner = owner(&terms, &deputies, day(at));
            let somebody = terms.iter().any(|term| term.holds(day(at))) || deputies.iter().any(|one| one.holds(day(at)));
            prop_assert_eq!(owner.user.is_some(), somebody);
            prop_assert_eq!(owner.standing == Standing::Desk, !somebody);
            if let Some(user) = owner.user {
                let named = terms.iter().any(|term| term.user == user && term.holds(day(at)))
                    || deputies.iter().any(|deputy| deputy.user == user && deputy.holds(day(at)));
                prop_assert!(named, "whoever answers is named for that day");
            }
        }
    }
}
