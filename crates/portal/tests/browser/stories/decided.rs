//! What somebody must decide: answers that need an approval, and other ends.

use serde_json::json;

use super::*;

/// The category asks for an approval of its answers. It is complex: 15 working days.
pub fn approved() -> Vec<Story> {
    let answer_by = |who| by(who, json!({ "kind": "answer", "outcome": "explained", "text": "Đất thuộc quy hoạch." }));
    let answer = || answer_by(OFFICER);
    let approve = || by(LEADER, json!({ "kind": "approve" }));
    let back = || by(LEADER, json!({ "kind": "send_back", "reason": "Nêu rõ số quyết định" }));
    let story = |day, next, steps: Vec<(At, Doing)>, handle, approvals: Vec<Expected>| Story {
        name: "approved",
        category: "dat-dai-xay-dung",
        filed: (day, "09:00"),
        steps: begun(day, steps),
        status: "answered",
        clocks: [first_steps(next, handle), approvals].concat(),
        ..Story::default()
    };
    vec![
        story(
            "12/08",
            "13/08",
            vec![(("13/08", "10:00"), answer()), (("13/08", "15:00"), approve())],
            (("04/09", "10:00"), KEPT),
            vec![("approve", 1, ("14/08", "10:00"), KEPT)],
        ),
        // Sent back after seven working hours, which are not the unit's. Its owner was still the officer.
        Story {
            told: vec![(("14/08", "06:00"), "approve", "due_soon", &[OFFICER])],
            ..story(
                "12/08",
                "13/08",
                vec![
                    (("13/08", "10:00"), answer()),
                    (("14/08", "09:00"), back()),
                    (("14/08", "14:00"), answer()),
                    (("14/08", "15:00"), approve()),
                ],
                (("07/09", "09:00"), KEPT),
                vec![("approve", 1, ("14/08", "10:00"), KEPT), ("approve", 1, ("17/08", "14:00"), KEPT)],
            )
        },
        // The officer proposed it on the last day; over the weekend the leader became its owner too.
        Story {
            told: vec![
                (("17/08", "06:00"), "approve", "due_soon", &[LEADER]),
                (("17/08", "10:00"), "approve", "leader", &[LEADER]),
            ],
            ..story(
                "13/08",
                "14/08",
                vec![(("14/08", "10:00"), answer()), (("17/08", "11:00"), approve())],
                (("07/09", "10:00"), KEPT),
                vec![("approve", 1, ("17/08", "10:00"), MISSED)],
            )
        },
        // Ended before a free day was added: it keeps the date by which it ended.
        story(
            "26/08",
            "27/08",
            vec![(("28/08", "10:00"), answer_by(SUCCESSOR)), (("28/08", "16:00"), approve())],
            (("21/09", "10:00"), KEPT),
            vec![("approve", 1, ("03/09", "10:00"), KEPT)],
        ),
    ]
}

/// What ends otherwise, and what takes longer.
pub fn ended() -> Vec<Story> {
    let story = |filed, steps, status, clocks, told| Story {
        name: "ended",
        category: "giao-thong",
        filed,
        steps,
        status,
        clocks,
        told,
        ..Story::default()
    };
    let reject = || by(DESK, json!({ "kind": "reject", "why": "unclear", "reason": "Ảnh không rõ" }));
    let elsewhere =
        || by(DESK, json!({ "kind": "out_of_scope", "why": "civil_dispute", "reason": "Đề nghị hòa giải ở thôn" }));
    let duplicate = || by(DESK, json!({ "kind": "duplicate", "of": "straight 1" }));
    vec![
        // Turned down an hour before it had to be taken in; three hours before that the desk was told.
        story(
            ("17/08", "09:00"),
            vec![(("18/08", "08:00"), reject())],
            "rejected",
            vec![("receive", 1, ("18/08", "09:00"), KEPT)],
            vec![(("18/08", "05:00"), "receive", "due_soon", &[DESK])],
        ),
        // An hour late; what no unit has goes up to the supervisor.
        story(
            ("17/08", "09:00"),
            vec![(("17/08", "10:00"), by(DESK, json!({ "kind": "verify" }))), (("18/08", "11:00"), elsewhere())],
            "out_of_scope",
            vec![("receive", 1, ("18/08", "09:00"), KEPT), ("dispatch", 1, ("18/08", "10:00"), MISSED)],
            vec![
                (("18/08", "06:00"), "dispatch", "due_soon", &[DESK]),
                (("18/08", "10:00"), "dispatch", "leader", &[SUPERVISOR]),
            ],
        ),
        story(
            ("17/08", "09:00"),
            vec![(("17/08", "11:00"), Doing::Withdraws)],
            "withdrawn",
            vec![("receive", 1, ("18/08", "09:00"), KEPT)],
            vec![],
        ),
        Story {
            seen: vec![Seen::At("/links/0/kind", json!("main")), Seen::At("/links/0/number", json!("straight 1"))],
            ..story(
                ("18/08", "09:00"),
                vec![(("18/08", "10:00"), duplicate())],
                "duplicate",
                vec![("receive", 1, ("19/08", "09:00"), KEPT)],
                vec![],
            )
        },
        // Merged by mistake and taken apart: the desk has a working day again from 09:45. Then planned, and kept to the minute:
        // Wednesday, Thursday, Friday, the Saturday that is worked, Monday. The new officer has been there for six hours when
        // they are told at 06:00.
        Story {
            seen: vec![Seen::At("/links", json!([]))],
            ..story(
                ("18/08", "09:00"),
                vec![
                    (("18/08", "09:15"), duplicate()),
                    (("18/08", "09:45"), by(DESK, json!({ "kind": "unmerge", "reason": "Ở hai đầu cầu" }))),
                    (("18/08", "10:00"), dispatch(ROADS)),
                    (("18/08", "11:00"), start()),
                    (("19/08", "08:00"), by(LEADER, json!({ "kind": "plan", "on": "2026-08-24" }))),
                    (("24/08", "10:00"), explained()),
                ],
                "answered",
                [first_steps("19/08", (("24/08", "10:00"), KEPT)), vec![("dispatch", 1, ("19/08", "09:45"), KEPT)]]
                    .concat(),
                vec![(("24/08", "06:00"), "handle", "due_soon", &[SUCCESSOR])],
            )
        },
        // Complex: 15 working days from the beginning.
        story(
            ("10/08", "09:00"),
            vec![
                (("10/08", "10:00"), dispatch(ROADS)),
                (("10/08", "11:00"), start()),
                (("11/08", "08:00"), hurry("complex", "Phải thiết kế lại")),
                (("28/08", "09:00"), explained()),
            ],
            "answered",
            first_steps("11/08", (("28/08", "10:00"), KEPT)),
            vec![(("28/08", "06:00"), "handle", "due_soon", &[SUCCESSOR])],
        ),
    ]
}
