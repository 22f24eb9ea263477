//! The rights of units that work on a case beside the one that has it.

use super::{Action, Role};

/// Whether somebody in this role may do `action` to a case on which their unit works beside the one that has it: they read
/// it and write notes. What a citizen hears of is the lead unit's and the desk's.
#[must_use]
pub const fn beside(role: Role, action: Action) -> bool {
    role.is_of_a_unit() && matches!(action, Action::Read | Action::Note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Reach, reach};

    #[test]
    fn units_beside_read_and_note_and_do_nothing_else() {
        for role in Role::ALL {
            let granted: Vec<Action> = Action::ALL.into_iter().filter(|action| beside(role, *action)).collect();
            let promised: &[Action] = if role.is_of_a_unit() { &[Action::Read, Action::Note] } else { &[] };
            assert_eq!(granted, promised, "{role}");
            for action in granted {
                assert_eq!(reach(role, action), Reach::OwnUnit, "no more than what they may with their own cases");
            }
        }
    }
}
