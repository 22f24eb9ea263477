//! The province's tables: what is taken, and what is refused by line and field.

use jiff::civil::date;
use place::Region;
use place::gazetteer::{old_communes, places};

/// Two squares beside each other, far from any sea.
fn region() -> Region {
    let square = |code: &str, name: &str, west: f64| {
        let east = west + 0.2;
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","full_name":"{name}"}},"geometry":{{"type":"Polygon",
            "coordinates":[[[{west},16.6],[{east},16.6],[{east},16.8],[{west},16.8],[{west},16.6]]]}}}}"#
        )
    };
    let features = [square("19333", "Phường Đông Hà", 107.0), square("19429", "Xã Khe Sanh", 106.6)].join(",");
    Region::from_geojson(&format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap()
}

#[test]
fn a_table_of_places_is_read_as_spreadsheets_write_it() {
    let commas = "name,kind,commune_code,lat,lon\nChợ Đông Hà,market,19333,16.7,107.1\nThôn Một,village,,16.7,106.7\n";
    let semicolons = "\u{feff}kind;name;commune_code;lat;lon;ghi chú\r\nmarket;Chợ Đông Hà;19333;16,7;107,1;x\r\nvillage;Thôn Một;;16,7;106,7;\r\n";
    let read = |table: &str| places(table.as_bytes(), &region()).unwrap();
    assert_eq!(read(commas), read(semicolons));
    let communes: Vec<_> = read(commas).iter().map(|place| place.commune.to_string()).collect();
    assert_eq!(communes, ["19333", "19429"]);
}

#[test]
fn a_table_of_old_communes_knows_its_days() {
    let table = "old_code,old_name,new_code,old_district,valid_from,valid_until\n\
                 18859,Phường Bắc Lý,19333,Thành phố Đồng Hới,01/01/2004,\n471,Huyện Cồn Cỏ,19429,,,2025-06-30\n";
    let read = old_communes(table.as_bytes(), &region()).unwrap();
    assert_eq!((read[0].valid_from, read[0].valid_until), (Some(date(2004, 1, 1)), date(2025, 6, 30)));
    assert_eq!((read[1].district.as_deref(), read[1].valid_from), (None, None));
}

#[test]
fn every_row_of_places_that_is_wrong_is_named_by_line_and_field() {
    let table = "name,kind,commune_code,lat,lon\n\
        Chợ Đông Hà,market,19333,16.7,107.1\n\
        ,market,19333,,\n\
        ...,market,19333,,\n\
        Cầu Một,cau,19333,,\n\
        Cầu Hai,bridge,1933,,\n\
        Cầu Ba,bridge,19999,,\n\
        Cầu Bốn,bridge,,,\n\
        Cầu Năm,bridge,19333,16.7,\n\
        Cầu Sáu,bridge,19333,bắc,107.1\n\
        Cầu Bảy,bridge,19333,107.1,16.7\n\
        Cầu Tám,bridge,19333,16.7,106.6\n\
        Cầu Chín,bridge,,10.7,106.7\n\
        Cầu Mười,bridge\n\
        Chợ Đông Hà,market,19333,16.7,107.1\n";
    let faults = places(table.as_bytes(), &region()).unwrap_err();
    let named: Vec<_> = faults.rows().iter().map(|fault| (fault.line, fault.field)).collect();
    let expected = [
        (3, "name"),
        (4, "name"),
        (5, "kind"),
        (6, "commune_code"),
        (7, "commune_code"),
        (8, "commune_code"),
        (9, "lon"),
        (10, "lat"),
        (11, "lat"),
        (12, "lat"),
        (13, "lat"),
        (14, "name"),
        (15, "name"),
    ];
    assert_eq!(named, expected, "{faults}");
    assert!(faults.to_string().starts_with("line 3: name: empty\n"), "{faults}");
}

#[test]
fn every_row_of_old_communes_that_is_wrong_is_named_by_line_and_field() {
    let table = "old_code,old_name,new_code,valid_from,valid_until\n\
        18859,Phường Bắc Lý,19333,,\n\
        18,Phường Hai,19333,,\n\
        1885a,Phường Ba,19333,,\n\
        18861,,19333,,\n\
        18862,Phường Năm,,,\n\
        18863,Phường Sáu,19999,,\n\
        18864,Phường Bảy,19333,hôm qua,\n\
        18865,Phường Tám,19333,,31/02/2025\n\
        18866,Phường Chín,19333,2025-07-01,\n\
        18859,Phường Bắc Lý,19333,,\n\
        18859,Phường Bắc Lý,19429,,\n";
    let faults = old_communes(table.as_bytes(), &region()).unwrap_err();
    let named: Vec<_> = faults.rows().iter().map(|fault| (fault.line, fault.field)).collect();
    let expected = [
        (3, "old_code"),
        (4, "old_code"),
        (5, "old_name"),
        (6, "new_code"),
        (7, "new_code"),
        (8, "valid_from"),
        (9, "valid_until"),
        (10, "valid_until"),
        (11, "old_code"),
    ];
    assert_eq!(named, expected, "{faults}");
}

#[test]
fn a_table_without_its_columns_or_its_letters_is_refused() {
    let faults = places(b"ten,loai\nCho,market\n", &region()).unwrap_err();
    assert_eq!(faults.rows().iter().map(|fault| fault.field).collect::<Vec<_>>(), ["name", "kind", "commune_code"]);
    let latin = places(b"name,kind,commune_code\nCh\xe3 \xd0\xf4ng,market,19333\n", &region()).unwrap_err();
    assert_eq!((latin.rows()[0].line, latin.rows()[0].reason.as_str()), (2, "not UTF-8"));
    assert!(places(b"", &region()).is_err());
    let many = format!("name,kind,commune_code\n{}", ",,\n".repeat(60));
    assert!(places(many.as_bytes(), &region()).unwrap_err().to_string().ends_with("and 10 more"));
}
