//! What happens around the cases: who has which post, who is on call, a day that becomes free; and what comes of it for all
//! of them.
//!
//! **Owners.** Until Friday 14 August the officer of the roads' department answers for its cases. That is the officer's last
//! day, and nobody follows: from Saturday on the leader does. On Monday 24 August there is a new officer; on 3 and 4 September
//! that one is on leave, and somebody stands in. The ward has an officer all the time, and never a leader.
//!
//! **Vacancies.** A post is told of on the third day after the first one on which nobody has it: vacant from Saturday the 15th
//! on, on Tuesday the 18th. Three posts have been vacant since the portal was opened on Monday the 10th: Thursday the 13th.

use super::{
    ADMINISTRATOR, At, DEPUTY, DESK, EMPTY_UNIT, FIRST_ADMINISTRATOR, LEADER, OFFICER, PROVINCE, ROADS, SUCCESSOR,
    SUPERVISOR, WARD, WARD_UNIT,
};

/// What somebody does that concerns no single case.
pub enum Life {
    /// The supervisor ends the term of the unit's officer with this day.
    OfficerLeaves(&'static str),
    /// The supervisor names who is the unit's officer from a day on.
    OfficerComes(&'static str, &'static str),
    /// The leader names who stands in for the officer, from one day to another.
    StandsIn(&'static str, [&'static str; 2]),
    /// The supervisor puts somebody of the roads on call, from one moment to another.
    OnCall(&'static str, [&'static str; 2]),
    /// The administrator makes a day free.
    Free(&'static str, &'static str),
    /// Whoever looks at all open cases finds them with these owners; «the desk» where it is nobody by name.
    Owned(Vec<(&'static str, Vec<&'static str>)>),
    /// Whoever looks at these cases finds them due then.
    Due(Vec<(&'static str, At)>),
}

/// What the desk is called as an owner.
pub const THE_DESK: &str = "the desk";

/// In the order of the month.
pub fn all() -> Vec<(At, Life)> {
    vec![
        // The officer is still there. «approved 2» was sent back at 09:00; «part 1» was split off at 11:00 and is not sent on yet.
        (
            ("14/08", "12:00"),
            Life::Owned(vec![
                (
                    OFFICER,
                    vec![
                        "again 3",
                        "approved 2",
                        "approved 3",
                        "asked 1",
                        "asked 2",
                        "ended 6",
                        "extended 1",
                        "extended 2",
                        "straight 4",
                        "straight 5",
                    ],
                ),
                (THE_DESK, vec!["part 1"]),
            ]),
        ),
        (("14/08", "16:30"), Life::OfficerLeaves("2026-08-14")),
        (("14/08", "16:35"), Life::OnCall(DEPUTY, ["2026-08-15T00:00:00Z", "2026-08-17T00:00:00Z"])),
        // The post is vacant, the leader answers. «returned 2» is with the ward until 15:00; «extended 1» ended at 09:00.
        (
            ("19/08", "12:00"),
            Life::Owned(vec![
                (WARD, vec!["returned 2"]),
                (LEADER, vec!["again 3", "asked 2", "asked 3", "ended 5", "ended 6", "straight 4"]),
            ]),
        ),
        (("21/08", "16:40"), Life::OfficerComes(SUCCESSOR, "2026-08-24")),
        // The last hour of the vacancy, and the first morning of the new officer: the same cases, and one that just came.
        (
            ("23/08", "23:00"),
            Life::Owned(vec![(
                LEADER,
                vec!["again 2", "asked 3", "ended 5", "ended 6", "extended 3", "returned 3", "straight 4"],
            )]),
        ),
        (
            ("24/08", "09:30"),
            Life::Owned(vec![
                (SUCCESSOR, vec!["again 2", "asked 3", "ended 5", "ended 6", "extended 3", "returned 3", "straight 4"]),
                (THE_DESK, vec!["extended 4"]),
            ]),
        ),
        (("28/08", "15:30"), Life::StandsIn(DEPUTY, ["2026-09-03", "2026-09-04"])),
        // Two working days after Thursday: Friday and Monday. So they are due until the storm makes Friday free.
        (
            ("03/09", "10:55"),
            Life::Due(vec![
                ("asked 4", ("07/09", "14:00")),
                ("extended 4", ("07/09", "10:00")),
                ("straight 8", ("09/09", "10:00")),
            ]),
        ),
        (("03/09", "11:00"), Life::Free("2026-09-04", "Nghỉ tránh bão")),
        (
            ("03/09", "11:05"),
            Life::Due(vec![
                ("asked 4", ("08/09", "14:00")),
                ("extended 4", ("08/09", "10:00")),
                ("straight 8", ("10/09", "10:00")),
            ]),
        ),
        (("03/09", "12:00"), Life::Owned(vec![(DEPUTY, vec!["asked 4", "extended 4", "straight 8"])])),
        // Back from leave.
        (("07/09", "10:30"), Life::Owned(vec![(SUCCESSOR, vec!["asked 4", "extended 4"])])),
    ]
}

/// Who answered for the roads' cases from when on, as what, and how many open ones they took over.
///
/// On the 15th: the ten of «14/08 12:00» without «approved 2», which was approved at 15:00, and with «part 1», sent there at
/// 14:00. On the 24th: the seven of the evening before. On 3 September: «returned 4», which is answered at 10:00, and the three
/// of that noon; on the 5th the two that are left.
pub const HANDOVERS: [(At, &str, &str, i64); 6] = [
    (("10/08", "06:00"), LEADER, "leader", 0),
    (("10/08", "06:00"), OFFICER, "officer", 0),
    (("15/08", "00:00"), LEADER, "leader", 10),
    (("24/08", "00:00"), SUCCESSOR, "officer", 7),
    (("03/09", "00:00"), DEPUTY, "officer_deputy", 4),
    (("05/09", "00:00"), SUCCESSOR, "officer", 2),
];

/// Of which vacant posts the supervisor and the administrator were told, and when.
pub const VACANCIES: [(At, &str, &str); 4] = [
    (("13/08", "00:00"), WARD_UNIT, "leader"),
    (("13/08", "00:00"), EMPTY_UNIT, "leader"),
    (("13/08", "00:00"), EMPTY_UNIT, "officer"),
    (("18/08", "00:00"), ROADS, "officer"),
];

/// Who is told of a vacant post.
pub const TOLD_OF_VACANCIES: [&str; 3] = [ADMINISTRATOR, FIRST_ADMINISTRATOR, SUPERVISOR];

/// How many notices each had in the month, counted by hand over all stories; nobody else had any.
pub const NOTICES: [(&str, usize); 10] = [
    // The four vacancies.
    (ADMINISTRATOR, 4),
    (FIRST_ADMINISTRATOR, 4),
    // «straight 4»; «urgent» four, four and three; «ended 1» and «ended 2».
    (DESK, 14),
    // The vacancies; «straight 4»; «urgent 2» twice; «ended 2».
    (SUPERVISOR, 8),
    // «straight 4» and «urgent 2».
    (PROVINCE, 2),
    // «straight 4», «asked 2», «extended 2», «urgent 1», «urgent 2» and «approved 3» twice each; «extended 1» and «urgent 4».
    (LEADER, 14),
    // «approved 2».
    (OFFICER, 1),
    // «urgent 3» twice; «asked 3», «asked 4», «extended 3», «ended 5» and «ended 6».
    (SUCCESSOR, 7),
    // On call for «urgent 1» and «urgent 2», two clocks each.
    (DEPUTY, 4),
    (WARD, 0),
];
