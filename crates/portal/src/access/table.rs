//! The table.

use super::{Action, Role};

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Nowhere,
    /// What is with one's own unit.
    OwnUnit,
    /// Everything.
    Everywhere,
}

impl Reach {
    /// Whether it reaches what is with `unit`, for somebody of `own_unit`.
    #[must_use]
    pub fn covers(self, own_unit: Option<&str>, unit: Option<&str>) -> bool {
        match self {
            Self::Nowhere => false,
            Self::OwnUnit => own_unit.is_some() && own_unit == unit,
            Self::Everywhere => true,
        }
    }
}

/// The table: how far `role` may do `action`.
#[must_use]
pub const fn reach(role: Role, action: Action) -> Reach {
    row(action)[role as usize]
}

const fn row(action: Action) -> [Reach; 6] {
    use Action::{
        Accept, Answer, Approve, Ask, AskExtension, Attach, Close, Coordinate, Cover, DecideExtension, Dispatch,
        EditCalendar, EditCategories, EditDeadlines, EditRegion, EditRoster, EditRules, EditSettings, EditTemplates,
        EditUsers, Enter, Escalate, HandOverShift, HearSharedVoice, HearVoice, Merge, Note, Plan, Publish, Read,
        ReadAudit, ReadReporter, ReadSealed, Reject, Reopen, Return, SetUrgency, Split, Start, Transcribe, Verify,
    };
    use Reach::{Everywhere as E, Nowhere as N, OwnUnit as U};
    // Columns as in Role::ALL: duty officer, supervisor, unit's officer, unit's leader, province, administrator.
    match action {
        Read => [E, E, U, U, E, E],
        ReadReporter | ReadSealed | HearVoice | Transcribe => [E, E, N, N, N, N],
        HearSharedVoice => [E, E, U, U, N, N],
        // The desk's own work.
        Accept | Verify | Dispatch | Close | Reject | Merge | Split | Reopen | Publish | Cover | Coordinate
        | SetUrgency | Enter => [E, E, N, N, N, E],
        // The unit's; the desk does it for a unit that says so on the telephone.
        Return | Start | Plan | Answer | Ask | Note | Attach => [E, E, U, U, N, E],
        AskExtension => [N, N, U, U, N, N],
        // Whoever asks does not decide.
        DecideExtension => [N, E, N, N, N, E],
        Approve => [N, E, N, U, N, E],
        Escalate => [E, E, N, U, E, E],
        EditRoster => [N, E, N, U, N, E],
        EditTemplates => [N, E, N, N, N, E],
        EditCalendar | EditDeadlines | EditCategories | EditRules | EditRegion | EditUsers | EditSettings => {
            [N, N, N, N, N, E]
        }
        ReadAudit => [N, E, N, N, E, E],
        HandOverShift => [E, E, N, N, N, N],
    }
}

/// The citizen's column: what whoever reported may do to their own report. To others' they may do nothing; what
/// everybody may read is what was published.
#[must_use]
pub const fn citizen_may(action: Action) -> bool {
    matches!(action, Action::Read | Action::ReadReporter | Action::Reopen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E everywhere, u own unit, - nowhere; the first column is the citizen's: o their own report. Then as `Role::ALL`.
    const PROMISED: [(&str, &str); 41] = [
        ("read", "o E E u u E E"),
        ("read_reporter", "o E E - - - -"),
        ("hear_voice", "- E E - - - -"),
        ("hear_shared_voice", "- E E u u - -"),
        ("transcribe", "- E E - - - -"),
        ("read_sealed", "- E E - - - -"),
        ("accept", "- E E - - - E"),
        ("verify", "- E E - - - E"),
        ("dispatch", "- E E - - - E"),
        ("return", "- E E u u - E"),
        ("start", "- E E u u - E"),
        ("plan", "- E E u u - E"),
        ("answer", "- E E u u - E"),
        ("approve", "- - E - u - E"),
        ("ask", "- E E u u - E"),
        ("close", "- E E - - - E"),
        ("reject", "- E E - - - E"),
        ("merge", "- E E - - - E"),
        ("split", "- E E - - - E"),
        ("reopen", "o E E - - - E"),
        ("publish", "- E E - - - E"),
        ("cover", "- E E - - - E"),
        ("note", "- E E u u - E"),
        ("attach", "- E E u u - E"),
        ("coordinate", "- E E - - - E"),
        ("ask_extension", "- - - u u - -"),
        ("decide_extension", "- - E - - - E"),
        ("set_urgency", "- E E - - - E"),
        ("enter", "- E E - - - E"),
        ("escalate", "- E E - u E E"),
        ("edit_roster", "- - E - u - E"),
        ("edit_calendar", "- - - - - - E"),
        ("edit_deadlines", "- - - - - - E"),
        ("edit_categories", "- - - - - - E"),
        ("edit_templates", "- - E - - - E"),
        ("edit_rules", "- - - - - - E"),
        ("edit_region", "- - - - - - E"),
        ("edit_users", "- - - - - - E"),
        ("edit_settings", "- - - - - - E"),
        ("read_audit", "- - E - - E E"),
        ("hand_over_shift", "- E E - - - -"),
    ];

    #[test]
    fn every_cell_of_the_table_is_as_the_province_was_promised() {
        for (action, (code, row)) in Action::ALL.into_iter().zip(PROMISED) {
            assert_eq!(serde_json::json!(action), code);
            let citizen = if citizen_may(action) { "o" } else { "-" };
            let roles = Role::ALL.into_iter().map(|role| letter(reach(role, action)));
            assert_eq!(std::iter::once(citizen).chain(roles).collect::<Vec<_>>().join(" "), row, "{code}");
        }
    }

    /// Role × action × what is with one's own unit, with another, with none: every cell asked as the console asks.
    #[test]
    fn every_cell_covers_own_unit_other_unit_and_no_unit_as_its_letter_says() {
        for (action, (code, row)) in Action::ALL.into_iter().zip(PROMISED) {
            for (role, letter) in Role::ALL.into_iter().zip(row.split(' ').skip(1)) {
                let own = role.is_of_a_unit().then_some("so-xay-dung");
                let asked = [Some("so-xay-dung"), Some("so-y-te"), None];
                let answered = asked.map(|unit| reach(role, action).covers(own, unit));
                let promised = match letter {
                    "E" => [true, true, true],
                    "u" => [true, false, false],
                    _ => [false, false, false],
                };
                assert_eq!(answered, promised, "{role} {code}");
            }
        }
    }

    #[test]
    fn nobody_reaches_a_unit_of_their_own_without_having_one() {
        assert!(!Reach::OwnUnit.covers(None, None));
        assert!(!Reach::OwnUnit.covers(None, Some("so-y-te")));
    }

    fn letter(reach: Reach) -> &'static str {
        match reach {
            Reach::Nowhere => "-",
            Reach::OwnUnit => "u",
            Reach::Everywhere => "E",
        }
    }
}
