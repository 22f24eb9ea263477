//! What is kept beside the cases: tallies are what counting gives, lists have what reading every case would, words find.
#![expect(clippy::unwrap_used, reason = "tests")]

mod office;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use office::{DONG_HA, NAM_DONG_HA, Office, Story};
use portal::store::published::{self, PublishedCursor, PublishedFilter};
use portal::store::{tally, words};
use portal::upkeep::seed;
use report::{ActKind, Status};
use serde_json::json;
use sqlx::Row as _;

/// A case as it stands in its row.
struct Plain {
    id: i64,
    number: String,
    status: Status,
    category: String,
    commune: String,
    unit: String,
    published_at: Option<i64>,
    due_at: Option<i64>,
    sealed: bool,
}

async fn all(office: &Office) -> Vec<Plain> {
    let sql = "SELECT id, number, status, category, coalesce(commune, '') AS commune, coalesce(unit, '') AS unit,
        published_at, due_at, sealed_at FROM case_file ORDER BY id";
    let rows = sqlx::query(sql).fetch_all(office.app.state().store().readers()).await.unwrap();
    let plain = |row: &sqlx::any::AnyRow| Plain {
        id: row.get("id"),
        number: row.get("number"),
        status: row.get::<String, _>("status").parse().unwrap(),
        category: row.get("category"),
        commune: row.get("commune"),
        unit: row.get("unit"),
        published_at: row.get("published_at"),
        due_at: row.get("due_at"),
        sealed: row.get::<Option<i64>, _>("sealed_at").is_some(),
    };
    rows.iter().map(plain).collect()
}

async fn wrong_tallies(office: &Office) -> Vec<&'static str> {
    tally::otherwise(&mut office.app.state().store().readers().acquire().await.unwrap()).await.unwrap()
}

async fn execute(office: &Office, sql: &'static str) {
    let write = office.app.state().store().write(move |books| {
        Box::pin(async move {
            sqlx::query(sql).execute(books).await?;
            Ok(())
        })
    });
    write.await.unwrap();
}

async fn count(office: &Office, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(office.app.state().store().readers()).await.unwrap()
}

/// Some hundred made-up cases of three years.
async fn seeded(cases: u64) -> Office {
    let office = Office::open().await;
    seed::seed(office.app.state(), cases, 11, &|_| {}).await.unwrap();
    office
}

#[tokio::test]
async fn every_deed_leaves_the_tallies_as_counting_would() {
    let office = Office::open().await;
    let road = office.file(Story::default()).await;
    let other = office.file_as(8, Story { commune: Some(NAM_DONG_HA), text: "Ổ gà", ..Story::default() }).await;
    let secret = office.file_as(9, Story { category: "khac", text: "x", ..Story::default() }).await;
    assert_eq!(wrong_tallies(&office).await, [""; 0], "after filing");
    office.desk_does(&road.number, json!({ "kind": "accept" })).await;
    office.desk_publishes(&road.number).await;
    office.desk_publishes(&other.number).await;
    assert_eq!(wrong_tallies(&office).await, [""; 0], "after publishing");
    office.desk_does(&other.number, json!({ "kind": "unpublish" })).await;
    office
        .desk_does(&road.number, json!({ "kind": "dispatch", "unit": "so-xay-dung", "coordinating": ["ubnd-19333"] }))
        .await;
    office.desk_does(&other.number, json!({ "kind": "reject", "reason": "Trùng với việc khác đã có." })).await;
    assert_eq!(wrong_tallies(&office).await, [""; 0], "after dispatching and rejecting");
    office.act_about(9, &secret.number, ActKind::Erase, None).await;
    assert_eq!(wrong_tallies(&office).await, [""; 0], "after erasing");
    execute(&office, "UPDATE tally_desk SET cases = cases + 1 WHERE status = 'dispatched'").await;
    assert_eq!(wrong_tallies(&office).await, ["tally_desk"], "a wrong one is found");
    office.app.state().store().write(|books| Box::pin(tally::recount(books))).await.unwrap();
    assert_eq!(wrong_tallies(&office).await, [""; 0], "counted again");
}

#[tokio::test]
async fn the_public_list_and_its_counts_are_those_of_reading_every_case() {
    let office = seeded(700).await;
    assert_eq!(wrong_tallies(&office).await, [""; 0]);
    let (cases, readers) = (all(&office).await, office.app.state().store().readers().clone());
    let groups = [vec![], vec![Status::Dispatched, Status::InProgress], vec![Status::Answered, Status::Closed]];
    for category in ["", "giao-thong", "moi-truong", "there-is-none"] {
        for commune in ["", DONG_HA, NAM_DONG_HA] {
            for statuses in &groups {
                let filter =
                    PublishedFilter { category: category.into(), commune: commune.into(), statuses: statuses.clone() };
                let mut expected: Vec<(i64, i64)> = cases
                    .iter()
                    .filter(|case| category.is_empty() || case.category == category)
                    .filter(|case| commune.is_empty() || case.commune == commune)
                    .filter(|case| statuses.is_empty() || statuses.contains(&case.status))
                    .filter_map(|case| Some((case.published_at?, case.id)))
                    .collect();
                expected.sort_unstable_by(|one, other| other.cmp(one));
                let (mut listed, mut cursor) = (Vec::new(), None);
                loop {
                    let page = published::page(&readers, &filter, cursor, 13).await.unwrap();
                    let Some(last) = page.last() else { break };
                    cursor = Some(PublishedCursor { at_ms: last.published_at_ms.unwrap(), id: last.id });
                    listed.extend(page.iter().map(|case| (case.published_at_ms.unwrap(), case.id)));
                }
                assert_eq!(listed, expected, "{filter:?}");
                assert_eq!(published::count(&readers, &filter).await.unwrap(), expected.len() as i64, "{filter:?}");
                let of_it = published::by_commune(&readers, &filter).await.unwrap();
                let of_it = of_it.into_iter().find(|(code, ..)| code == commune);
                if !commune.is_empty() {
                    assert_eq!(of_it.map_or(0, |(.., cases)| cases), expected.len() as i64);
                }
            }
        }
    }
}

/// Every case of the inbox, page after page.
async fn inbox(office: &Office, cookie: &str, status: &str, q: &str) -> (Vec<String>, Option<i64>) {
    let (mut numbers, mut total, mut cursor) = (Vec::new(), None, String::new());
    loop {
        let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let path = format!("/console/api/cases?status={status}&q={q}{cursor}");
        let page = office.ask(Method::GET, &path, cookie, None).await.json();
        let cases = page["cases"].as_array().unwrap_or_else(|| panic!("{page}"));
        numbers.extend(cases.iter().map(|case| case["number"].as_str().unwrap().to_owned()));
        total = total.or(page["total"].as_i64());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (numbers, total),
        }
    }
}

#[tokio::test]
async fn the_inbox_and_its_total_are_those_of_reading_every_case() {
    let office = seeded(700).await;
    execute(&office, "UPDATE case_file SET unit = 'so-xay-dung' WHERE unit IS NOT NULL AND category = 'giao-thong'")
        .await;
    execute(
        &office,
        "INSERT INTO coordinating (case_id, unit, since)
         SELECT id, 'so-xay-dung', 1 FROM case_file WHERE unit IS NOT NULL AND category = 'moi-truong'",
    )
    .await;
    office.app.state().store().write(|books| Box::pin(tally::recount(books))).await.unwrap();
    let beside: Vec<i64> = sqlx::query_scalar("SELECT case_id FROM coordinating")
        .fetch_all(office.app.state().store().readers())
        .await
        .unwrap();
    let cases = all(&office).await;
    for (name, unit) in [("duty.officer", ""), ("unit.officer", "so-xay-dung")] {
        let cookie = office.sign_in(name).await;
        for (group, open) in [("all", None), ("open", Some(true)), ("ended", Some(false))] {
            let mut expected: Vec<&Plain> = cases
                .iter()
                .filter(|case| !case.sealed)
                .filter(|case| unit.is_empty() || case.unit == unit || beside.contains(&case.id))
                .filter(|case| open.is_none_or(|open| case.status.is_open() == open))
                .collect();
            expected.sort_by_key(|case| match (case.due_at, case.status.is_open()) {
                (Some(due), _) => (0, due, case.id),
                (None, true) => (1, 0, case.id),
                (None, false) => (2, 0, -case.id),
            });
            let expected: Vec<&str> = expected.iter().map(|case| case.number.as_str()).collect();
            let (numbers, total) = inbox(&office, &cookie, group, "").await;
            assert!(group != "all" || numbers.len() > 50, "{name} {group}");
            assert_eq!(numbers, expected, "{name} {group}");
            assert_eq!(total, Some(expected.len() as i64), "{name} {group}");
        }
    }
}

#[tokio::test]
async fn words_and_numbers_find_what_reading_every_case_would_the_newest_first() {
    let office = seeded(700).await;
    let desk = office.sign_in("duty.officer").await;
    let texts: Vec<(String, String)> = {
        let sql = "SELECT c.number, c.text || ' ' || c.commune_name || ' ' || category.name_vi AS said
            FROM case_file c JOIN category ON category.code = c.category ORDER BY c.id DESC";
        let rows = sqlx::query(sql).fetch_all(office.app.state().store().readers()).await.unwrap();
        rows.iter().map(|row| (row.get("number"), row.get("said"))).collect()
    };
    for search in
        ["ổ gà", "O GA cho", "den duong khong", "d", "rac dong ha", "vo ong nuoc sach", "lê du", "zebra", "cho xyz"]
    {
        let typed = place::names::fold(search);
        let fits = |said: &str| {
            let said = place::names::fold(said);
            typed.split(' ').all(|typed| said.split(' ').any(|word| word.starts_with(typed)))
        };
        let expected: Vec<&str> =
            texts.iter().filter(|(_, said)| fits(said)).map(|(number, _)| number.as_str()).collect();
        let (numbers, total) = inbox(&office, &desk, "all", search).await;
        assert_eq!(numbers, expected, "{search}");
        assert_eq!(total, None);
    }
    let number = texts[3].0.clone();
    let counted = number.rsplit('-').next().unwrap();
    for typed in [number.as_str(), &number.to_lowercase(), &number[3..], &number.replace('-', " ")] {
        assert_eq!(inbox(&office, &desk, "all", typed).await.0, [number.as_str()], "{typed}");
    }
    for typed in [counted, counted.trim_start_matches('0')] {
        let (found, _) = inbox(&office, &desk, "all", typed).await;
        assert!(found.contains(&number), "{typed}: {found:?}");
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len(), "none twice");
    }
}

#[tokio::test]
async fn a_search_goes_with_the_case_and_is_gone_when_it_is_erased() {
    let office = Office::open().await;
    let desk = office.sign_in("duty.officer").await;
    let filed = office.file(Story { text: "Chuyện riêng của bà Ngoại", ..Story::default() }).await;
    assert_eq!(inbox(&office, &desk, "all", "ngoai rieng").await.0, [filed.number.as_str()], "at once");
    // As a case that an older version took in.
    execute(&office, "DELETE FROM case_word").await;
    execute(&office, "UPDATE case_file SET worded_at = NULL").await;
    assert_eq!(inbox(&office, &desk, "all", "ngoai").await.0, [""; 0]);
    office.go_round().await;
    assert_eq!(inbox(&office, &desk, "all", "ngoai").await.0, [filed.number.as_str()], "after a round");
    office.act_about(7, &filed.number, ActKind::Erase, None).await;
    assert_eq!(count(&office, "SELECT count(*) FROM case_word").await, 0, "not a word of it is left");
    assert_eq!(inbox(&office, &desk, "all", "ngoai").await.0, [""; 0]);
}

#[tokio::test]
async fn cases_of_a_category_that_was_renamed_are_found_by_its_new_name() {
    let office = Office::open().await;
    let filed = office.file(Story { category: "giao-thong", text: "Ổ gà", ..Story::default() }).await;
    let (desk, admin) = (office.sign_in("duty.officer").await, office.sign_in("administrator").await);
    assert_eq!(inbox(&office, &desk, "all", "giao thong").await.0, [filed.number.as_str()]);
    let all = office.ask(Method::GET, "/console/api/categories", &admin, None).await.json();
    let known = all["categories"].as_array().unwrap().iter().find(|one| one["code"] == "giao-thong").unwrap();
    let mut edit = known.clone();
    let named = json!({ "name_vi": "Đường sá", "confirmed": false, "retired": false });
    edit.as_object_mut().unwrap().extend(named.as_object().unwrap().clone());
    let edited = office.ask(Method::PUT, "/console/api/categories/giao-thong", &admin, Some(edit)).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.text());
    office.go_round().await;
    assert_eq!(inbox(&office, &desk, "all", "duong sa").await.0, [filed.number.as_str()]);
    assert_eq!(inbox(&office, &desk, "all", "giao thong").await.0, [""; 0], "it is called so no more");
}

#[tokio::test]
async fn a_tally_that_is_wrong_is_counted_again_at_the_next_start() {
    let office = Office::open().await;
    office.file(Story::default()).await;
    execute(&office, "UPDATE tally_desk SET cases = 7").await;
    assert_eq!(wrong_tallies(&office).await, ["tally_desk"]);
    let office = office.restarted().await;
    assert_eq!(wrong_tallies(&office).await, [""; 0]);
}

#[tokio::test]
async fn what_is_sealed_is_found_by_whoever_may_read_it_alone() {
    let office = Office::open().await;
    let filed = office.file(Story { category: "khac", text: "Vụ việc nghiêm trọng", ..Story::default() }).await;
    execute(&office, "UPDATE case_file SET sealed_at = 1 WHERE sealed_at IS NULL").await;
    office.app.state().store().write(|books| Box::pin(tally::recount(books))).await.unwrap();
    let found = vec![filed.number.clone()];
    for (name, finds) in [("duty.officer", true), ("administrator", false), ("unit.officer", false)] {
        let cookie = office.sign_in(name).await;
        let expected: &[String] = if finds { &found } else { &[] };
        for typed in ["nghiem trong", &filed.number] {
            assert_eq!(inbox(&office, &cookie, "all", typed).await.0, expected, "{name}: {typed}");
        }
        assert_eq!(inbox(&office, &cookie, "all", "").await.1, Some(expected.len() as i64), "{name}");
    }
}

#[tokio::test]
async fn a_search_that_looks_through_many_cases_goes_on_where_it_stopped() {
    let office = seeded(3_000).await;
    let desk = office.sign_in("duty.officer").await;
    // Both words are in nearly half of the cases, together with the third in few.
    let (found, _) = inbox(&office, &desk, "all", "so duong rung").await;
    let sql = "SELECT number FROM case_file WHERE text LIKE '%rừng%' AND text LIKE '%đường%' ORDER BY id DESC";
    let expected: Vec<String> = sqlx::query_scalar(sql).fetch_all(office.app.state().store().readers()).await.unwrap();
    assert!(!expected.is_empty());
    assert!(expected.iter().all(|number| found.contains(number)), "nothing is left out");
    let readers = office.app.state().store().readers();
    let words::Sought::Words { rarest, others } = words::seek(readers, &words::folded("duong")).await.unwrap() else {
        panic!("every case has the word");
    };
    let first = words::suggest(readers, &rarest, &others, i64::MAX, 2000).await.unwrap();
    assert_eq!((first.rows.len(), first.before), (2000, first.rows.last().copied()), "a part at a time");
}
