//! The region pack: taken in whole or not at all, signed, fetched once.

use std::path::PathBuf;

use place::Region;
use portal::region_import::{ProvinceFiles, import};
use report::pack::RegionPack;
use report::wire::ItemOutcome;
use report::{Act, Place};

use crate::house::{House, act, device, header, offered};

const TWO: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}},
    {"type":"Feature","properties":{"code":"19334","full_name":"Xã Hai","kind":"xa"},
     "geometry":{"type":"Polygon","coordinates":[[[108,16],[109,16],[109,17],[108,17],[108,16]]]}}]}"#;

#[tokio::test]
async fn a_pack_is_signed_announced_and_fetched_once() {
    let house = House::open().await;
    assert_eq!(house.get("/v1/region").await.code(), "region_missing");
    assert_eq!(house.exchange(&[header()]).await.header.region, None);
    import(house.app.state(), &files(TWO, None), "cli:test").await.unwrap();

    let answer = house.exchange(&[header()]).await;
    let said = house.get("/v1/region").await;
    let etag = said.header("etag").unwrap();
    assert_eq!(answer.header.region.as_deref(), Some(etag));
    let pack = RegionPack::verify(&said.body, &answer.keys()).unwrap();
    assert_eq!(Region::from_geojson(&pack.communes).unwrap().communes().len(), 2);
    assert!(pack.units.iter().any(|unit| unit.code == "ubnd-19334" && unit.commune.as_deref() == Some("19334")));
    assert_eq!(pack.categories.len(), 18);
    let held = house.ask("GET", "/v1/region", &[("if-none-match", etag)], "").await;
    assert_eq!((held.status.as_u16(), held.body.len()), (304, 0));
}

#[tokio::test]
async fn a_pack_goes_compressed_to_whoever_reads_zstd_and_is_the_same_pack() {
    let house = House::open().await;
    import(house.app.state(), &files(TWO, None), "cli:test").await.unwrap();
    let plain = house.get("/v1/region").await;
    let zstd = house.ask("GET", "/v1/region", &[("accept-encoding", "gzip, zstd")], "").await;
    assert_eq!((plain.header("content-encoding"), zstd.header("content-encoding")), (None, Some("zstd")));
    assert!(zstd.body.len() < plain.body.len());
    assert_eq!(zstd::decode_all(&zstd.body[..]).unwrap(), plain.body);
    let etag = zstd.header("etag").unwrap();
    assert_eq!((plain.header("etag"), zstd.header("vary")), (Some(etag), Some("accept-encoding")));
    assert!(etag.starts_with("W/\""), "both are the same pack, not the same bytes");
    for held in [etag, etag.trim_start_matches("W/")] {
        let asked = [("if-none-match", held), ("accept-encoding", "zstd")];
        assert_eq!(house.ask("GET", "/v1/region", &asked, "").await.status.as_u16(), 304);
    }
}

#[tokio::test]
async fn a_report_without_a_commune_is_placed_by_the_region() {
    let house = House::open().await;
    import(house.app.state(), &files(TWO, None), "cli:test").await.unwrap();
    let place = Place { commune: None, ..act("").place.unwrap() };
    let sealed = device(1).seal(&Act { place: Some(place), ..act("Ổ gà") }).unwrap();
    assert_eq!(house.exchange(&[header(), offered(&sealed)]).await.result(&sealed).outcome, ItemOutcome::Created);
    let cases = portal::store::case_record::all(house.app.state().store().readers()).await.unwrap();
    assert_eq!((cases[0].commune.as_deref(), cases[0].commune_method.as_deref()), (Some("19333"), Some("polygon")));
}

#[tokio::test]
async fn a_bad_file_changes_nothing() {
    let house = House::open().await;
    import(house.app.state(), &files(TWO, None), "cli:test").await.unwrap();
    let before = house.get("/v1/region").await.body;
    let units = "unit_code,name,kind,commune_code,category_code\n";
    let swapped =
        TWO.replace("[108,16],[109,16],[109,17],[108,17],[108,16]", "[16,108],[16,109],[17,109],[17,108],[16,108]");
    for (geojson, table, code) in [
        ("not json", None, "region_invalid"),
        (r#"{"type":"Feature"}"#, None, "region_invalid"),
        (&TWO.replace("19334", "19333"), None, "region_invalid"),
        (&TWO.replace("\"full_name\":\"Xã Hai\",", ""), None, "region_invalid"),
        (swapped.as_str(), None, "region_invalid"),
        (TWO, Some(format!("{units}so,Sở,,99999,\n")), "units_invalid"),
        (TWO, Some(format!("{units}so,Sở,,,bay\n")), "units_invalid"),
        (TWO, Some("code\nso\n".to_owned()), "units_invalid"),
    ] {
        let table = table.as_ref().map(String::as_bytes);
        assert_eq!(
            import(house.app.state(), &files(geojson, table), "cli:test").await.unwrap_err().code(),
            code,
            "{geojson:.40}"
        );
    }
    assert_eq!(house.get("/v1/region").await.body, before);
    assert_eq!(portal::store::unit::list(house.app.state().store().readers()).await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_provinces_own_communes_are_taken_in() {
    let name = "the_provinces_own_communes_are_taken_in";
    let Some(communes) = data("region/communes-2025.geojson") else {
        eprintln!("SKIPPED {name}: no data folder");
        return;
    };
    let house = House::open().await;
    let whole = ProvinceFiles { whole: true, ..files(&communes, None) };
    let imported = import(house.app.state(), &whole, "cli:test").await.unwrap();
    assert_eq!((imported.communes, imported.units), (78, 79));
    assert!(imported.pack_bytes < report::pack::MAX_BYTES);
}

#[tokio::test]
async fn old_names_and_places_travel_in_the_pack() {
    let house = House::open().await;
    let old = "old_code,old_name,old_district,new_code,valid_from\n19327,Phường 1,Thành phố Đông Hà,19333,01/01/1997\n";
    let places = "name,kind,commune_code,lat,lon\nChợ Đông Hà,market,19333,16.5,107.5\nThôn Một,village,19334,,\n";
    let files = ProvinceFiles {
        communes: TWO,
        old_communes: Some(old.as_bytes()),
        places: Some(places.as_bytes()),
        ..ProvinceFiles::default()
    };
    let imported = import(house.app.state(), &files, "cli:test").await.unwrap();
    assert_eq!((imported.old_communes, imported.places), (1, 2));
    let answer = house.exchange(&[header()]).await;
    let pack = RegionPack::verify(&house.get("/v1/region").await.body, &answer.keys()).unwrap();
    let (old, places) = (pack.old_communes.unwrap(), pack.places.unwrap());
    assert_eq!((old[0].name.as_str(), old[0].today.as_str()), ("Phường 1", "19333"));
    assert_eq!((old[0].valid_from.as_deref(), old[0].valid_until.as_str()), (Some("1997-01-01"), "2025-06-30"));
    assert_eq!((places[0].kind, places[0].lat.map(report::Degrees::degrees)), (3, Some(16.5)));
    assert_eq!((places[1].commune.as_str(), places[1].lat), ("19334", None));
}

#[tokio::test]
async fn a_bad_row_of_names_changes_nothing_and_is_named() {
    let house = House::open().await;
    import(house.app.state(), &files(TWO, None), "cli:test").await.unwrap();
    let before = house.get("/v1/region").await.body;
    let good = files(TWO, None);
    let old = "old_code,old_name,new_code\n1,Phường 1,19333\n19327,Phường 2,20000\n";
    let places = "name,kind,commune_code\nChợ,cho,19333\n";
    for (files, code, words) in [
        (
            ProvinceFiles { old_communes: Some(old.as_bytes()), ..good },
            "old_communes_invalid",
            "line 3: new_code: 20000",
        ),
        (ProvinceFiles { places: Some(places.as_bytes()), ..good }, "places_invalid", "line 2: kind: «cho»"),
    ] {
        let error = import(house.app.state(), &files, "cli:test").await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(words), "{error}");
    }
    assert_eq!(house.get("/v1/region").await.body, before);
}

fn files<'a>(communes: &'a str, units: Option<&'a [u8]>) -> ProvinceFiles<'a> {
    ProvinceFiles { communes, units, ..ProvinceFiles::default() }
}

fn data(path: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PHAN_ANH_DATA").map_or_else(beside, PathBuf::from);
    std::fs::read_to_string(folder.join(path)).ok()
}
