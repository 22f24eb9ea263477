//! Where the time that is left changes: questions, extensions, what cannot wait.

use serde_json::json;

use super::*;

/// The citizen is asked: the clock stands still, and goes on for exactly what was left.
pub fn asked() -> Vec<Story> {
    let ask = || by(LEADER, json!({ "kind": "ask", "question": "Đoạn nào của đường?" }));
    let story = |filed, next, steps: Vec<(At, Doing)>, handle: (At, &'static str)| Story {
        name: "asked",
        category: "giao-thong",
        filed,
        steps,
        status: "answered",
        clocks: first_steps(next, handle),
        ..Story::default()
    };
    vec![
        // Two working days: from 18/08, 10:00 to 20/08, 10:00.
        story(
            ("11/08", "09:00"),
            "12/08",
            vec![
                (("11/08", "10:00"), dispatch(ROADS)),
                (("11/08", "11:00"), start()),
                (("12/08", "10:00"), ask()),
                (("14/08", "10:00"), Doing::Answers),
                (("17/08", "10:00"), explained()),
            ],
            (("20/08", "10:00"), KEPT),
        ),
        // Friday 15:00 to Monday 09:00 is four working hours; half an hour late. While the officer's post is vacant the
        // leader is the owner, so that the leader alone is told both times.
        Story {
            told: vec![
                (("20/08", "12:00"), "handle", "due_soon", &[LEADER]),
                (("20/08", "16:00"), "handle", "leader", &[LEADER]),
            ],
            ..story(
                ("13/08", "09:00"),
                "14/08",
                vec![
                    (("13/08", "10:00"), dispatch(ROADS)),
                    (("13/08", "11:00"), start()),
                    (("14/08", "15:00"), ask()),
                    (("17/08", "09:00"), Doing::Answers),
                    (("20/08", "16:30"), explained()),
                ],
                (("20/08", "16:00"), MISSED),
            )
        },
        // Friday 10:00 to Sunday noon, the Saturday worked: 13 hours, so the end of a day and not the next beginning.
        // Four hours before, the new officer is told.
        Story {
            told: vec![(("25/08", "13:00"), "handle", "due_soon", &[SUCCESSOR])],
            ..story(
                ("18/08", "09:00"),
                "19/08",
                vec![
                    (("18/08", "10:00"), dispatch(ROADS)),
                    (("18/08", "11:00"), start()),
                    (("21/08", "10:00"), ask()),
                    (("23/08", "12:00"), Doing::Answers),
                    (("25/08", "16:59"), explained()),
                ],
                (("25/08", "17:00"), KEPT),
            )
        },
        // Over the holidays: an hour of Friday and an hour of Thursday. That would be Monday 7 September, 14:00; the Friday that
        // is taken out makes it Tuesday, and so the officer, back from leave, is told on Tuesday and not on Monday.
        Story {
            told: vec![(("08/09", "10:00"), "handle", "due_soon", &[SUCCESSOR])],
            seen: vec![Seen::Entries("handover", vec!["can.bo.moi → nguoi.thay", "nguoi.thay → can.bo.moi"])],
            ..story(
                ("26/08", "09:00"),
                "27/08",
                vec![
                    (("26/08", "10:00"), dispatch(ROADS)),
                    (("26/08", "11:00"), start()),
                    (("28/08", "16:00"), ask()),
                    (("03/09", "08:00"), Doing::Answers),
                    (("08/09", "13:45"), explained()),
                ],
                (("08/09", "14:00"), KEPT),
            )
        },
        // Nobody answers; the unit goes on after one working day.
        story(
            ("10/08", "09:00"),
            "11/08",
            vec![
                (("10/08", "10:00"), dispatch(ROADS)),
                (("10/08", "10:30"), start()),
                (("10/08", "13:30"), ask()),
                (("11/08", "13:30"), explained()),
            ],
            (("18/08", "10:00"), KEPT),
        ),
    ]
}

/// The unit asks for more time.
pub fn extended() -> Vec<Story> {
    let more = |who| by(who, json!({ "kind": "ask_extension", "minutes": 960, "reason": "Chờ vật tư" }));
    let granted = |minutes: Option<i64>| by(SUPERVISOR, json!({ "kind": "grant_extension", "minutes": minutes }));
    let refused = || by(SUPERVISOR, json!({ "kind": "refuse_extension", "reason": "Vật tư đã có" }));
    let story = |day, next, steps: Vec<(At, Doing)>, handle| Story {
        name: "extended",
        category: "giao-thong",
        filed: (day, "09:00"),
        steps: begun(day, steps),
        status: "answered",
        clocks: first_steps(next, handle),
        ..Story::default()
    };
    vec![
        // Monday the 17th and two more days. Answered an hour before; the officer is no longer there to be told.
        Story {
            told: vec![(("19/08", "06:00"), "handle", "due_soon", &[LEADER])],
            ..story(
                "10/08",
                "11/08",
                vec![
                    (("12/08", "08:00"), more(OFFICER)),
                    (("13/08", "08:00"), granted(None)),
                    (("19/08", "09:00"), explained()),
                ],
                (("19/08", "10:00"), KEPT),
            )
        },
        // Late by 22 hours: two short of the desk.
        Story {
            told: vec![
                (("17/08", "06:00"), "handle", "due_soon", &[LEADER]),
                (("17/08", "10:00"), "handle", "leader", &[LEADER]),
            ],
            ..story(
                "10/08",
                "11/08",
                vec![
                    (("12/08", "08:00"), more(OFFICER)),
                    (("13/08", "08:00"), refused()),
                    (("18/08", "08:00"), explained()),
                ],
                (("17/08", "10:00"), MISSED),
            )
        },
        // Half of it, and answered in the very minute: nobody needs to tell the leader.
        Story {
            told: vec![(("27/08", "06:00"), "handle", "due_soon", &[SUCCESSOR])],
            ..story(
                "20/08",
                "21/08",
                vec![
                    (("24/08", "08:00"), more(SUCCESSOR)),
                    (("25/08", "08:00"), granted(Some(480))),
                    (("27/08", "10:00"), explained()),
                ],
                (("27/08", "10:00"), KEPT),
            )
        },
        // Thursday 3 September and two more days: Friday and Monday the 7th, 10:00. The Friday that is taken out makes it
        // Tuesday, so that an answer on Monday at 11:00 is in time and nobody was told.
        story(
            "24/08",
            "25/08",
            vec![
                (("26/08", "08:00"), more(SUCCESSOR)),
                (("27/08", "08:00"), granted(None)),
                (("07/09", "11:00"), explained()),
            ],
            (("08/09", "10:00"), KEPT),
        ),
    ]
}

/// What cannot wait runs by day and night.
pub fn urgent() -> Vec<Story> {
    let story = |filed, steps, clocks, told| Story {
        name: "urgent",
        category: "bom-min-vat-no",
        filed,
        steps,
        status: "answered",
        clocks,
        told,
        ..Story::default()
    };
    let accept = || by(DESK, json!({ "kind": "accept" }));
    vec![
        // On a Saturday evening. Until the unit has it the desk is told of each of its two clocks, then who is on call for the
        // roads; a quarter of an hour before the owner, who is the leader since that morning.
        story(
            ("15/08", "20:00"),
            vec![
                (("15/08", "20:20"), accept()),
                (("15/08", "20:40"), dispatch(ROADS)),
                (("15/08", "21:30"), start()),
                (("16/08", "00:30"), explained()),
            ],
            vec![
                ("receive", 1, ("15/08", "20:30"), KEPT),
                ("dispatch", 1, ("15/08", "20:50"), KEPT),
                ("confirm", 1, ("15/08", "21:40"), KEPT),
                ("handle", 1, ("16/08", "00:40"), KEPT),
            ],
            vec![
                (("15/08", "20:00"), "receive", "urgent", &[DESK]),
                (("15/08", "20:15"), "receive", "due_soon", &[DESK]),
                (("15/08", "20:20"), "dispatch", "urgent", &[DESK]),
                (("15/08", "20:35"), "dispatch", "due_soon", &[DESK]),
                (("15/08", "20:40"), "confirm", "urgent", &[DEPUTY]),
                (("15/08", "20:40"), "handle", "urgent", &[DEPUTY]),
                (("15/08", "21:25"), "confirm", "due_soon", &[LEADER]),
                (("16/08", "00:25"), "handle", "due_soon", &[LEADER]),
            ],
        ),
        // Late twice: taken in after 45 minutes, in the minute in which the desk would be told; handled after six hours instead
        // of four, when the province knew it for an hour.
        story(
            ("15/08", "20:00"),
            vec![
                (("15/08", "20:45"), accept()),
                (("15/08", "21:00"), dispatch(ROADS)),
                (("15/08", "21:10"), start()),
                (("16/08", "03:00"), explained()),
            ],
            vec![
                ("receive", 1, ("15/08", "20:30"), MISSED),
                ("dispatch", 1, ("15/08", "21:15"), KEPT),
                ("confirm", 1, ("15/08", "22:00"), KEPT),
                ("handle", 1, ("16/08", "01:00"), MISSED),
            ],
            vec![
                (("15/08", "20:00"), "receive", "urgent", &[DESK]),
                (("15/08", "20:15"), "receive", "due_soon", &[DESK]),
                (("15/08", "20:30"), "receive", "leader", &[SUPERVISOR]),
                (("15/08", "20:45"), "dispatch", "urgent", &[DESK]),
                (("15/08", "21:00"), "confirm", "urgent", &[DEPUTY]),
                (("15/08", "21:00"), "handle", "urgent", &[DEPUTY]),
                (("16/08", "00:45"), "handle", "due_soon", &[LEADER]),
                (("16/08", "01:00"), "handle", "leader", &[LEADER]),
                (("16/08", "01:15"), "handle", "desk", &[DESK, SUPERVISOR]),
                (("16/08", "02:00"), "handle", "province", &[PROVINCE]),
            ],
        ),
        // On a holiday, with two hours in which the citizen is asked. Nobody is on call for the roads: its owner is told.
        story(
            ("01/09", "08:00"),
            vec![
                (("01/09", "08:10"), accept()),
                (("01/09", "08:30"), dispatch(ROADS)),
                (("01/09", "09:00"), start()),
                (("01/09", "09:30"), by(LEADER, json!({ "kind": "ask", "question": "Vật ở đâu?" }))),
                (("01/09", "11:30"), Doing::Answers),
                (("01/09", "14:00"), explained()),
            ],
            vec![
                ("receive", 1, ("01/09", "08:30"), KEPT),
                ("dispatch", 1, ("01/09", "08:40"), KEPT),
                ("confirm", 1, ("01/09", "09:30"), KEPT),
                ("handle", 1, ("01/09", "14:30"), KEPT),
            ],
            vec![
                (("01/09", "08:00"), "receive", "urgent", &[DESK]),
                (("01/09", "08:10"), "dispatch", "urgent", &[DESK]),
                (("01/09", "08:25"), "dispatch", "due_soon", &[DESK]),
                (("01/09", "08:30"), "confirm", "urgent", &[SUCCESSOR]),
                (("01/09", "08:30"), "handle", "urgent", &[SUCCESSOR]),
            ],
        ),
        // Found to be urgent an hour after it came: of the one clock that runs then the owner is told.
        Story {
            category: "giao-thong",
            ..story(
                ("21/08", "15:00"),
                vec![
                    (("21/08", "15:30"), dispatch(ROADS)),
                    (("21/08", "15:45"), start()),
                    (("21/08", "16:00"), hurry("urgent", "Hố sụt giữa đường")),
                    (("21/08", "19:00"), explained()),
                ],
                vec![
                    ("receive", 1, ("22/08", "15:00"), KEPT),
                    ("confirm", 1, ("22/08", "15:30"), KEPT),
                    ("handle", 1, ("21/08", "20:00"), KEPT),
                ],
                vec![(("21/08", "16:00"), "handle", "urgent", &[LEADER])],
            )
        },
    ]
}
