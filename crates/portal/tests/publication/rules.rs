//! To which unit a case goes by itself: rules that administrators write, asked in their order, with the reason shown.

use axum::http::{Method, StatusCode};
use report::pack::RegionPack;
use report::{Content, Signed};
use serde_json::{Value, json};

use crate::office::{DONG_HA, Office, Reply, Story};

const PATH: &str = "/console/api/rules";
const HOUR_MS: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn a_rule_goes_before_the_table_and_its_name_and_units_beside_are_shown() {
    let office = Office::open().await;
    let (admin, desk) = (office.sign_in("administrator").await, office.sign_in("duty.officer").await);
    let number = office.file(story()).await.number;
    let suggested = office.case(&desk, &number).await.json()["suggested"].clone();
    assert_eq!((&suggested["unit"]["code"], &suggested["reason"]), (&json!("ubnd-19333"), &json!("commune")));
    let mut rule = rule("Rác ở chợ", "moi-truong", Some(DONG_HA), "always", "so-xay-dung");
    rule["beside"] = json!(["ubnd-19333", "ubnd-19351"]);
    done(&add(&office, &admin, rule).await);
    let suggested = office.case(&desk, &number).await.json()["suggested"].clone();
    assert_eq!((&suggested["unit"]["code"], &suggested["rule"]), (&json!("so-xay-dung"), &json!("Rác ở chợ")));
    assert_eq!(suggested["beside"][1]["name"], json!("UBND Phường Nam Đông Hà"));
    office.desk_does(&number, json!({ "kind": "dispatch", "unit": "so-xay-dung" })).await;
    let case = office.case(&desk, &number).await.json();
    assert_eq!((&case["unit_why"], &case["unit_rule"]), (&json!("rule"), &json!("Rác ở chợ")));
    assert_eq!(codes(&case["coordinating"]), ["ubnd-19333", "ubnd-19351"]);
    let told = case["timeline"].as_array().unwrap().iter().find(|entry| entry["internal"] == "by_rule").unwrap();
    assert_eq!(told["text"], json!("Rác ở chợ"), "for officers: the citizen hears only where it is");
    let log = office.ask(Method::GET, "/console/api/audit?what=rule_added", &admin, None).await.json();
    assert_eq!(log["entries"][0]["became"]["unit"], json!("so-xay-dung"));
}

#[tokio::test]
async fn whoever_chooses_another_unit_or_says_who_works_beside_is_not_overruled() {
    let office = Office::open().await;
    let (admin, desk) = (office.sign_in("administrator").await, office.sign_in("duty.officer").await);
    let mut rule = rule("Rác ở chợ", "moi-truong", None, "always", "so-xay-dung");
    rule["beside"] = json!(["ubnd-19333"]);
    done(&add(&office, &admin, rule).await);
    let by_hand = office.file(story()).await.number;
    office.desk_does(&by_hand, json!({ "kind": "dispatch", "unit": "ubnd-19351" })).await;
    let case = office.case(&desk, &by_hand).await.json();
    assert_eq!(
        (&case["unit_why"], &case["unit_rule"], &case["coordinating"]),
        (&json!("by_hand"), &Value::Null, &json!([]))
    );
    let alone = office.file(story()).await.number;
    office.desk_does(&alone, json!({ "kind": "dispatch", "unit": "so-xay-dung", "coordinating": [] })).await;
    let case = office.case(&desk, &alone).await.json();
    assert_eq!((&case["unit_rule"], &case["coordinating"]), (&json!("Rác ở chợ"), &json!([])));
}

#[tokio::test]
async fn a_rule_counts_at_its_hours_and_on_its_days_and_can_be_tried_for_any_moment() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    done(&add(&office, &admin, rule("Ngoài giờ", "moi-truong", Some(DONG_HA), "outside", "so-xay-dung")).await);
    let mut storm = rule("Bão", "moi-truong", Some(DONG_HA), "always", "ubnd-19351");
    (storm["first_day"], storm["last_day"], storm["weekdays"]) =
        (json!("2026-11-25"), json!("2026-11-29"), json!([3, 7]));
    done(&add(&office, &admin, storm).await);
    for (at, unit, working) in [
        ("2026-11-23T09:00:00%2B07:00", "ubnd-19333", true),
        ("2026-11-23T12:00:00%2B07:00", "so-xay-dung", false),
        ("2026-11-24T09:00:00%2B07:00", "so-xay-dung", false), // a holiday
        ("2026-11-25T09:00:00%2B07:00", "ubnd-19351", true),
        ("2026-11-25T12:00:00%2B07:00", "so-xay-dung", false), // asked first
        ("2026-11-26T09:00:00%2B07:00", "ubnd-19333", true),   // a Thursday
    ] {
        let path = format!("{PATH}/trial?category=moi-truong&commune={DONG_HA}&at={at}");
        let tried = office.ask(Method::GET, &path, &admin, None).await.json();
        assert_eq!((&tried["suggested"]["unit"]["code"], &tried["working"]), (&json!(unit), &json!(working)), "{at}");
    }
    let path = format!("{PATH}/trial?category=moi-truong&commune={DONG_HA}&at=2026-11-25T12:00:00%2B07:00");
    let tried = office.ask(Method::GET, &path, &admin, None).await.json();
    assert_eq!(tried["fitting"].as_array().unwrap().len(), 2, "what else would fit is told");
    let wrong = office.ask(Method::GET, &format!("{PATH}/trial?category=khac&at=hôm%20qua"), &admin, None).await;
    assert_eq!((wrong.code().as_str(), &wrong.json()["field"]), ("request_malformed", &json!("at")));
}

#[tokio::test]
async fn what_would_never_count_is_refused_and_both_rules_are_named_and_what_is_wrong_by_its_field() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let wide = add(&office, &admin, rule("Y tế", "y-te", None, "always", "so-xay-dung")).await.json();
    let narrow = add(&office, &admin, rule("Y tế Đông Hà", "y-te", Some(DONG_HA), "always", "ubnd-19333")).await.json();
    let listed = office.ask(Method::GET, PATH, &admin, None).await.json();
    let names: Vec<&Value> = listed["rules"].as_array().unwrap().iter().map(|rule| &rule["name"]).collect();
    assert_eq!(names, ["Y tế Đông Hà", "Y tế"], "what is narrower stands first");
    assert!(listed["table"].as_array().unwrap().iter().any(|line| line["unit"] == "ubnd-19333"));
    let named = json!({ "earlier": "Y tế", "later": "Y tế lần nữa" });
    let same = add(&office, &admin, rule("Y tế lần nữa", "y-te", None, "always", "ubnd-19351")).await;
    assert_eq!(
        (same.status, same.code().as_str(), &same.json()["named"]),
        (StatusCode::CONFLICT, "rule_conflict", &named)
    );
    let turned = json!({ "ids": [wide["id"], narrow["id"]] });
    let turned = office.ask(Method::PUT, &format!("{PATH}/order"), &admin, Some(turned)).await;
    assert_eq!(turned.code(), "rule_conflict", "the wide one first leaves the other nothing");
    let half = office.ask(Method::PUT, &format!("{PATH}/order"), &admin, Some(json!({ "ids": [wide["id"]] }))).await;
    assert_eq!(half.code(), "rules_other");
    let mut backwards = rule("Ngược", "y-te", None, "working", "so-xay-dung");
    (backwards["first_day"], backwards["last_day"]) = (json!("2026-12-01"), json!("2026-11-01"));
    let mut twice = rule("Hai lần", "y-te", None, "working", "so-xay-dung");
    twice["beside"] = json!(["so-xay-dung"]);
    let mut eighth = rule("Thứ tám", "y-te", None, "working", "so-xay-dung");
    eighth["weekdays"] = json!([8]);
    for (wrong, field) in [
        (rule("A", "xe-co", None, "always", "so-xay-dung"), "category"),
        (rule("A", "y-te", Some("00001"), "always", "so-xay-dung"), "commune"),
        (rule("A", "y-te", None, "always", "khong-co"), "unit"),
        (rule(" ", "y-te", None, "always", "so-xay-dung"), "name"),
        (rule("A", "y-te", None, "ban đêm", "so-xay-dung"), "hours"),
        (backwards, "last_day"),
        (twice, "beside"),
        (eighth, "weekdays"),
    ] {
        let refused = add(&office, &admin, wrong).await;
        assert_eq!((refused.status.is_client_error(), &refused.json()["field"]), (true, &json!(field)));
    }
    assert_eq!(office.ask(Method::GET, PATH, &admin, None).await.json()["rules"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_rule_that_is_switched_off_leaves_room_and_is_not_switched_on_where_there_is_none() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let first = add(&office, &admin, rule("Cũ", "y-te", None, "always", "so-xay-dung")).await.json();
    let put = async |rule: &Value, counts: bool| {
        let mut change = rule.clone();
        change["counts"] = json!(counts);
        office.ask(Method::PUT, &format!("{PATH}/{}", rule["id"]), &admin, Some(change)).await
    };
    let off = put(&first, false).await.json();
    assert_eq!((&off["version"], off["switched_off_at"].is_string()), (&json!(2), true));
    assert_eq!(put(&first, true).await.code(), "stale_edit");
    done(&add(&office, &admin, rule("Mới", "y-te", None, "always", "ubnd-19333")).await);
    assert_eq!(put(&off, true).await.code(), "rule_conflict");
    let tried = office.ask(Method::GET, &format!("{PATH}/trial?category=y-te"), &admin, None).await.json();
    assert_eq!(tried["suggested"]["rule"], json!("Mới"));
    let path = |version: i64| format!("{PATH}/{}?version={version}", first["id"]);
    assert_eq!(office.ask(Method::DELETE, &path(1), &admin, None).await.code(), "stale_edit");
    done(&office.ask(Method::DELETE, &path(2), &admin, None).await);
    assert_eq!(office.ask(Method::DELETE, &path(2), &admin, None).await.code(), "rule_unknown");
}

#[tokio::test]
async fn who_sends_cases_reads_the_rules_and_administrators_alone_change_them() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let known = add(&office, &admin, rule("Y tế", "y-te", None, "always", "so-xay-dung")).await.json();
    let one = format!("{PATH}/{}", known["id"]);
    for (name, reads) in [
        ("duty.officer", true),
        ("duty.supervisor", true),
        ("unit.officer", false),
        ("unit.leader", false),
        ("province.leader", false),
    ] {
        let cookie = office.sign_in(name).await;
        for path in [PATH.to_owned(), format!("{PATH}/trial?category=y-te")] {
            let read = office.ask(Method::GET, &path, &cookie, None).await;
            assert_eq!(read.status == StatusCode::OK, reads, "{name} {path}");
        }
        let mut change = known.clone();
        change["counts"] = json!(false);
        for (method, path, body) in [
            (Method::POST, PATH, Some(rule("A", "khac", None, "always", "so-xay-dung"))),
            (Method::PUT, one.as_str(), Some(change)),
            (Method::PUT, "/console/api/rules/order", Some(json!({ "ids": [known["id"]] }))),
            (Method::DELETE, &format!("{one}?version=1"), None),
        ] {
            let refused = office.ask(method, path, &cookie, body).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (StatusCode::FORBIDDEN, "not_allowed"),
                "{name} {path}"
            );
        }
    }
    let rules = office.ask(Method::GET, PATH, &admin, None).await.json();
    assert_eq!(rules["rules"], json!([known]));
}

#[tokio::test]
async fn devices_get_the_rules_with_a_new_pack_once_nobody_has_changed_any_for_a_while() {
    let office = Office::open().await;
    let admin = office.sign_in("administrator").await;
    let square = json!([[[107, 16], [108, 16], [108, 17], [107, 17], [107, 16]]]);
    let communes = json!({ "type": "FeatureCollection", "features": [{ "type": "Feature",
        "properties": { "code": DONG_HA, "full_name": "Phường Đông Hà" },
        "geometry": { "type": "Polygon", "coordinates": square } }] });
    let files = json!({ "communes": communes.to_string(), "partial": true });
    done(&office.ask(Method::POST, "/console/api/region", &admin, Some(files)).await);
    assert_eq!(pack(&office).await.rules, None);
    done(&add(&office, &admin, rule("Ban đêm", "y-te", Some(DONG_HA), "18:00-06:00", "ioc")).await);
    let off = add(&office, &admin, rule("Tắt", "khac", None, "always", "ioc")).await.json();
    let mut change = off.clone();
    change["counts"] = json!(false);
    done(&office.ask(Method::PUT, &format!("{PATH}/{}", off["id"]), &admin, Some(change)).await);
    let before = pack(&office).await;
    office.go_round().await;
    assert_eq!(pack(&office).await, before, "more may come");
    office.pass_time(HOUR_MS);
    office.go_round().await;
    let after = pack(&office).await;
    let rules = after.rules.clone().unwrap();
    assert_eq!((rules.len(), rules[0].unit.as_str(), rules[0].name.as_str()), (1, "ioc", "Bộ phận trực IOC"));
    assert_eq!((rules[0].category.as_deref(), rules[0].hours.as_deref()), (Some("y-te"), Some("18:00-06:00")));
    assert_eq!(
        (&after.communes, &after.units, after.made_at_ms > before.made_at_ms),
        (&before.communes, &before.units, true)
    );
    office.pass_time(HOUR_MS);
    office.go_round().await;
    assert_eq!(pack(&office).await, after, "once");
}

async fn pack(office: &Office) -> RegionPack {
    let bytes = office.get("/v1/region").await.body;
    minicbor::decode(&Signed::open_large(&bytes, Content::Region).unwrap().payload).unwrap()
}

async fn add(office: &Office, cookie: &str, rule: Value) -> Reply {
    office.ask(Method::POST, PATH, cookie, Some(rule)).await
}

fn done(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

fn story() -> Story<'static> {
    Story { category: "moi-truong", ..Story::default() }
}

fn rule(name: &str, category: &str, commune: Option<&str>, hours: &str, unit: &str) -> Value {
    json!({ "name": name, "category": category, "commune": commune, "weekdays": [], "hours": hours, "first_day": null,
        "last_day": null, "unit": unit, "beside": [] })
}

fn codes(units: &Value) -> Vec<&str> {
    units.as_array().unwrap().iter().map(|unit| unit["code"].as_str().unwrap()).collect()
}
