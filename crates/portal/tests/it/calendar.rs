//! `portal calendar`, and `portal deadline` by what it set.

use crate::cli::{json, portal};
use crate::house::House;

#[tokio::test]
async fn the_calendar_is_listed_exported_and_imported_beside_a_serving_portal() {
    let house = House::open().await;
    let folder = house.folder.path();
    let listed = json(&portal(folder, &["calendar", "list", "--json"]));
    assert!(listed.as_array().unwrap().iter().any(|day| day["date"] == "2026-11-24" && day["kind"] == "public"));
    let exported = String::from_utf8(portal(folder, &["calendar", "export"]).stdout).unwrap();
    assert!(exported.starts_with("date,weekday,name_vi,name_en,kind,basis\n"));

    let table = folder.join("lich.csv");
    let without = exported.lines().filter(|line| !line.starts_with("2026-11-24")).collect::<Vec<_>>().join("\n");
    std::fs::write(&table, without).unwrap();
    let due = || {
        let asked = ["deadline", "--from", "2026-11-23 09:00", "--days", "1", "--json"];
        json(&portal(folder, &asked))["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(due(), "2026-11-25T09:00:00+07:00");
    let imported = json(&portal(folder, &["calendar", "import", table.to_str().unwrap(), "--json"]));
    assert_eq!(imported["years"].as_array().unwrap().len(), 7);
    assert_eq!(due(), "2026-11-24T09:00:00+07:00", "a deadline is asked by the portal's own calendar");

    std::fs::write(&table, "date,name_vi,kind\n2027-01-01,A,public\n2027-01-01,A,public\n").unwrap();
    let refused = portal(folder, &["calendar", "import", table.to_str().unwrap(), "--json"]);
    assert_eq!((refused.status.code(), json(&refused)["code"].as_str()), (Some(4), Some("calendar_invalid")));
    assert!(json(&refused)["cause"].as_str().unwrap().contains("line 3: date"), "{}", json(&refused));
    assert_eq!(due(), "2026-11-24T09:00:00+07:00");
}
