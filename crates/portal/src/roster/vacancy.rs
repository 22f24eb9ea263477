//! Posts that nobody has.

use jiff::civil::Date;

use super::{Post, Term};

/// A post of a unit that nobody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vacancy {
    /// The post.
    pub post: Post,
    /// The first day on which nobody had it.
    pub since: Date,
}

/// The posts that nobody has on `day`, of a unit that has been there since `unit_since`. Who stands in for a post does not
/// have it.
#[must_use]
pub fn vacancies(terms: &[Term], unit_since: Date, day: Date) -> Vec<Vacancy> {
    let vacant = |post: &Post| !terms.iter().any(|term| term.post == *post && term.holds(day));
    let since = |post: Post| Vacancy { post, since: vacant_since(terms, post, unit_since, day) };
    Post::ALL.into_iter().filter(vacant).map(since).collect()
}

/// The day after the last on which somebody had it before `day`.
fn vacant_since(terms: &[Term], post: Post, unit_since: Date, day: Date) -> Date {
    let ended = |term: &Term| match (term.until, term.lost_on) {
        (Some(last), Some(lost)) => Some(lost.min(last.tomorrow().ok()?)),
        (Some(last), None) => last.tomorrow().ok(),
        (None, lost) => lost,
    };
    let of_the_post = terms.iter().filter(|term| term.post == post && term.since < day);
    // Whoever was lost before their first day never had it.
    let ends = of_the_post.filter_map(|term| Some(ended(term)?.max(term.since)));
    ends.max().map_or(unit_since, |ended| ended.max(unit_since)).min(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn term(since: Date, until: Option<Date>, lost_on: Option<Date>) -> Term {
        Term { id: 1, post: Post::Officer, user: "u".into(), since, until, lost_on, succeeded_by: None }
    }

    fn officer_vacant_since(terms: &[Term], on: i8) -> Option<Date> {
        let found = vacancies(terms, date(2026, 11, 1), date(2026, 11, on));
        found.into_iter().find(|vacancy| vacancy.post == Post::Officer).map(|vacancy| vacancy.since)
    }

    #[test]
    fn a_post_is_vacant_from_the_day_after_its_last_holder() {
        let terms = [term(date(2026, 11, 3), Some(date(2026, 11, 9)), None)];
        assert_eq!(officer_vacant_since(&terms, 2), Some(date(2026, 11, 1)), "never had one until then");
        assert_eq!(officer_vacant_since(&terms, 9), None);
        assert_eq!(officer_vacant_since(&terms, 15), Some(date(2026, 11, 10)));
    }

    #[test]
    fn whoever_cannot_sign_in_leaves_the_post_vacant() {
        let terms = [term(date(2026, 11, 3), None, Some(date(2026, 11, 7)))];
        assert_eq!(officer_vacant_since(&terms, 6), None);
        assert_eq!(officer_vacant_since(&terms, 8), Some(date(2026, 11, 7)));
    }
}
