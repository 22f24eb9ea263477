//! From the desk to a unit, to another one, and again.

use serde_json::json;

use super::*;

/// From the desk to the unit to the answer.
pub fn straight() -> Vec<Story> {
    [
        ("10/08", "11/08", "17/08"),
        ("11/08", "12/08", "18/08"),
        ("12/08", "13/08", "19/08"),
        ("13/08", "14/08", "20/08"),
        ("14/08", "17/08", "21/08"),
        ("20/08", "21/08", "26/08"), // over the Saturday that is worked
        ("21/08", "22/08", "27/08"), // whose next working day it is
        ("28/08", "03/09", "09/09"), // over the holidays
    ]
    .map(|(day, next, fifth)| Story {
        name: "straight",
        category: "giao-thong",
        filed: (day, "09:00"),
        steps: vec![
            ((day, "09:30"), by(DESK, json!({ "kind": "accept" }))),
            ((day, "10:00"), dispatch(ROADS)),
            ((day, "14:00"), start()),
            ((next, "15:00"), explained()),
            ((next, "16:00"), by(DESK, json!({ "kind": "close" }))),
        ],
        status: "closed",
        clocks: vec![
            ("receive", 1, (next, "09:00"), KEPT),
            ("dispatch", 1, (next, "09:30"), KEPT),
            ("confirm", 1, (next, "10:00"), KEPT),
            ("handle", 1, (fifth, "10:00"), KEPT),
        ],
    })
    .into()
}

/// The unit says that it is not its matter. The citizen's date stands however often a case is passed on.
pub fn returned() -> Vec<Story> {
    [
        ("10/08", "11/08", "12/08", "17/08"),
        ("19/08", "20/08", "21/08", "25/08"),
        ("21/08", "22/08", "24/08", "27/08"),
        ("27/08", "28/08", "03/09", "08/09"),
    ]
    .map(|(day, next, after, fifth)| Story {
        name: "returned",
        category: "giao-thong",
        filed: (day, "09:00"),
        steps: vec![
            ((day, "10:00"), dispatch(WARD_UNIT)),
            ((day, "15:00"), by(WARD, json!({ "kind": "return", "reason": "Đường tỉnh, không thuộc thẩm quyền" }))),
            ((next, "09:00"), dispatch(ROADS)),
            ((next, "14:00"), start()),
            ((after, "10:00"), explained()),
        ],
        status: "answered",
        clocks: vec![
            ("receive", 1, (next, "09:00"), KEPT),
            ("confirm", 1, (next, "10:00"), KEPT),
            ("handle", 1, (fifth, "10:00"), KEPT),
            ("dispatch", 1, (next, "15:00"), KEPT),
            ("confirm", 1, (after, "09:00"), KEPT),
        ],
    })
    .into()
}

/// Handled again: every round has its own clocks.
pub fn again() -> Vec<Story> {
    let story = |day, steps, status, clocks| Story {
        name: "again",
        category: "giao-thong",
        filed: (day, "09:00"),
        steps,
        status,
        clocks,
    };
    let reopen = || by(DESK, json!({ "kind": "reopen", "reason": "Kiểm tra lại theo ý kiến người dân" }));
    let close = || by(DESK, json!({ "kind": "close" }));
    vec![
        story(
            "10/08",
            begun(
                "10/08",
                vec![
                    (("11/08", "10:00"), explained()),
                    (("13/08", "09:00"), Doing::WantsRework),
                    (("13/08", "10:00"), dispatch(ROADS)),
                    (("13/08", "11:00"), start()),
                    (("14/08", "10:00"), explained()),
                ],
            ),
            "answered",
            [
                first_steps("11/08", (("17/08", "10:00"), KEPT)),
                vec![
                    ("dispatch", 2, ("14/08", "09:00"), KEPT),
                    ("confirm", 2, ("14/08", "10:00"), KEPT),
                    ("handle", 2, ("20/08", "10:00"), KEPT),
                ],
            ]
            .concat(),
        ),
        // After it was closed, and begun on the Saturday that is worked.
        story(
            "17/08",
            begun(
                "17/08",
                vec![
                    (("18/08", "10:00"), explained()),
                    (("19/08", "08:00"), close()),
                    (("21/08", "16:00"), Doing::WantsRework),
                    (("22/08", "09:00"), dispatch(ROADS)),
                    (("22/08", "10:00"), start()),
                    (("27/08", "10:00"), explained()),
                ],
            ),
            "answered",
            [
                first_steps("18/08", (("22/08", "10:00"), KEPT)),
                vec![
                    ("dispatch", 2, ("22/08", "16:00"), KEPT),
                    ("confirm", 2, ("24/08", "09:00"), KEPT),
                    ("handle", 2, ("28/08", "09:00"), KEPT),
                ],
            ]
            .concat(),
        ),
        // Once by itself; the second time the desk decides.
        story(
            "12/08",
            begun(
                "12/08",
                vec![
                    (("13/08", "10:00"), explained()),
                    (("14/08", "09:00"), Doing::WantsRework),
                    (("14/08", "10:00"), dispatch(ROADS)),
                    (("14/08", "11:00"), start()),
                    (("17/08", "10:00"), explained()),
                    (("18/08", "09:00"), Doing::WantsRework),
                    (("18/08", "14:00"), reopen()),
                    (("18/08", "15:00"), dispatch(ROADS)),
                    (("18/08", "16:00"), start()),
                    (("21/08", "10:00"), explained()),
                ],
            ),
            "answered",
            [
                first_steps("13/08", (("19/08", "10:00"), KEPT)),
                vec![
                    ("dispatch", 2, ("17/08", "09:00"), KEPT),
                    ("confirm", 2, ("17/08", "10:00"), KEPT),
                    ("handle", 2, ("21/08", "10:00"), KEPT),
                    ("dispatch", 3, ("19/08", "14:00"), KEPT),
                    ("confirm", 3, ("19/08", "15:00"), KEPT),
                    ("handle", 3, ("24/08", "15:00"), KEPT),
                ],
            ]
            .concat(),
        ),
        story(
            "25/08",
            begun(
                "25/08",
                vec![
                    (("26/08", "10:00"), explained()),
                    (("27/08", "10:00"), Doing::Rates),
                    (("28/08", "10:00"), close()),
                ],
            ),
            "closed",
            first_steps("26/08", (("04/09", "10:00"), KEPT)),
        ),
        // Turned down by mistake.
        story(
            "25/08",
            vec![
                (
                    ("25/08", "11:00"),
                    by(DESK, json!({ "kind": "reject", "why": "no_place", "reason": "Không rõ nơi" })),
                ),
                (("26/08", "08:00"), reopen()),
                (("26/08", "09:00"), dispatch(ROADS)),
                (("26/08", "10:00"), start()),
                (("28/08", "10:00"), explained()),
            ],
            "answered",
            vec![
                ("receive", 1, ("26/08", "09:00"), KEPT),
                ("dispatch", 2, ("27/08", "08:00"), KEPT),
                ("confirm", 2, ("27/08", "09:00"), KEPT),
                ("handle", 2, ("07/09", "09:00"), KEPT),
            ],
        ),
    ]
}
