//! From the desk to a unit, to another one, and again.

use serde_json::json;

use super::*;

/// From the desk to the unit to the answer; on the way something happens to most of them that no clock minds.
pub fn straight() -> Vec<Story> {
    let mut stories = [
        ("10/08", "11/08", "17/08"),
        ("11/08", "12/08", "18/08"),
        ("12/08", "13/08", "19/08"),
        ("13/08", "14/08", "20/08"),
        ("14/08", "17/08", "21/08"),
        ("20/08", "21/08", "26/08"), // over the Saturday that is worked
        ("21/08", "22/08", "27/08"), // whose next working day it is
        ("28/08", "03/09", "10/09"), // over the holidays and, answered after it was ordered, over the day of the storm
    ]
    .map(|(day, next, fifth)| Story {
        name: "straight",
        category: "giao-thong",
        filed: (day, "09:00"),
        steps: [with_the_roads(day), vec![((next, "15:00"), explained()), ((next, "16:00"), close())]].concat(),
        status: "closed",
        clocks: vec![
            ("receive", 1, (next, "09:00"), KEPT),
            ("dispatch", 1, (next, "09:30"), KEPT),
            ("confirm", 1, (next, "10:00"), KEPT),
            ("handle", 1, (fifth, "10:00"), KEPT),
        ],
        ..Story::default()
    });
    let [talked_over, coordinated, public, late, halved, recurring, sealed, _] = &mut stories;
    talked_over.goes_on([(("10/08", "15:00"), noted(LEADER, "Đã gọi nhà thầu"))]);
    talked_over.seen = vec![Seen::Entries("note", vec!["Đã gọi nhà thầu"])];
    coordinated.goes_on([
        (("11/08", "11:00"), by(DESK, json!({ "kind": "coordinate", "units": [WARD_UNIT] }))),
        (("11/08", "15:00"), noted(WARD, "Phường giữ trật tự")),
    ]);
    coordinated.seen =
        vec![Seen::At("/coordinating/0/code", json!(WARD_UNIT)), Seen::Entries("note", vec!["Phường giữ trật tự"])];
    let publish = || by(DESK, json!({ "kind": "publish", "looked": true }));
    public.goes_on([
        (("12/08", "11:00"), publish()),
        (("13/08", "08:00"), by(DESK, json!({ "kind": "unpublish" }))),
        (("13/08", "09:00"), publish()),
    ]);
    public.seen = vec![Seen::At("/published_at", json!("2026-08-13T02:00:00Z"))];
    forgotten(late);
    halved.seen = vec![Seen::At("/links/0/kind", json!("part")), Seen::At("/links/0/number", json!("part 1"))];
    recurring.goes_on([(("20/08", "11:00"), Doing::Recurs("straight 1"))]);
    recurring.seen =
        vec![Seen::At("/links/0/kind", json!("earlier")), Seen::At("/links/0/number", json!("straight 1"))];
    seal(sealed);
    stories.into()
}

fn with_the_roads(day: &'static str) -> Vec<(At, Doing)> {
    vec![
        ((day, "09:30"), by(DESK, json!({ "kind": "accept" }))),
        ((day, "10:00"), dispatch(ROADS)),
        ((day, "14:00"), start()),
    ]
}

/// Begun the day before its officer left, and then nobody's work until there is a new one: from Thursday the 13th it is due on
/// Thursday the 20th, 10:00. Four hours before, at 06:00, its owner is the leader, for the officer's post is vacant; at 10:00
/// the leader is told as leader. A day later, Friday 10:00, the desk; three days later, Sunday 10:00, the province.
fn forgotten(story: &mut Story) {
    story.steps = with_the_roads("13/08");
    story.goes_on([(("24/08", "10:30"), explained_by(SUCCESSOR)), (("24/08", "16:00"), close())]);
    story.clocks[3] = ("handle", 1, ("20/08", "10:00"), MISSED);
    story.told = vec![
        (("20/08", "06:00"), "handle", "due_soon", &[LEADER]),
        (("20/08", "10:00"), "handle", "leader", &[LEADER]),
        (("21/08", "10:00"), "handle", "desk", &[DESK, SUPERVISOR]),
        (("23/08", "10:00"), "handle", "province", &[PROVINCE]),
    ];
    story.seen = vec![Seen::Entries("handover", vec!["unit.officer → unit.leader", "unit.leader → can.bo.moi"])];
}

/// Sealed by mistake: it is the desk's again, which has a working day to send it on (two hours of Friday, six of the Saturday
/// that is worked); the unit has another to confirm, and the citizen's date stands.
fn seal(story: &mut Story) {
    story.goes_on([
        (("21/08", "15:00"), by(DESK, json!({ "kind": "seal", "reason": "Có nêu tên cán bộ" }))),
        (("21/08", "15:30"), Doing::DoesNotSee(LEADER)),
        (("21/08", "16:00"), by(DESK, json!({ "kind": "unseal", "reason": "Tên của nhà thầu" }))),
        (("21/08", "16:30"), dispatch(ROADS)),
        (("21/08", "16:45"), start()),
    ]);
    story.clocks.extend([("dispatch", 1, ("22/08", "15:00"), KEPT), ("confirm", 1, ("22/08", "16:30"), KEPT)]);
    story.seen = vec![Seen::At("/sealed", json!(false))];
}

/// What the desk makes a case of its own: its clocks begin when it is split off. From Friday 11:00, half an hour and three and a
/// half are left of the day, so that the other four end on Monday at 11:00; from Friday 14:00, three: Monday 14:00.
pub fn parts() -> Vec<Story> {
    vec![Story {
        name: "part",
        category: "giao-thong",
        filed: ("14/08", "11:00"),
        part_of: Some("straight 5"),
        steps: vec![(("14/08", "14:00"), dispatch(ROADS)), (("17/08", "09:00"), explained())],
        status: "answered",
        clocks: vec![
            ("receive", 1, ("17/08", "11:00"), KEPT),
            ("confirm", 1, ("17/08", "14:00"), KEPT),
            ("handle", 1, ("21/08", "14:00"), KEPT),
        ],
        seen: vec![Seen::At("/links/0/kind", json!("whole")), Seen::At("/links/0/number", json!("straight 5"))],
        ..Story::default()
    }]
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
        ..Story::default()
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
        ..Story::default()
    };
    let reopen = || by(DESK, json!({ "kind": "reopen", "reason": "Kiểm tra lại theo ý kiến người dân" }));
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
