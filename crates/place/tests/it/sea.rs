//! Where the province's sea ends: at the neighbours' water, at the land borders, and far out.

use place::{Method, SEA_LIMIT_KM};

use crate::data;

#[test]
fn the_sea_off_every_stretch_of_the_coast_is_the_provinces() {
    let Some(province) = data::province("the_sea_off_every_stretch_of_the_coast_is_the_provinces") else { return };
    let off = [
        (17.92, 106.55, "Hòn La"),
        (17.72, 106.52, "sông Gianh"),
        (17.49, 106.66, "Nhật Lệ"),
        (17.02, 107.14, "Cửa Tùng"),
        (16.93, 107.22, "Cửa Việt"),
        (16.80, 107.38, "Mỹ Thủy"),
    ];
    for (lat, lon, name) in off {
        let place = province.locate(lat, lon);
        assert_eq!(place.method, Method::NearestCoast, "{name}: {place:?}");
        assert_eq!(place.commune.as_ref(), Some(&place.candidates[0].commune), "{name}");
    }
}

#[test]
fn the_water_round_con_co_is_con_cos() {
    let Some(province) = data::province("the_water_round_con_co_is_con_cos") else { return };
    for (lat, lon) in [(17.19, 107.34), (17.14, 107.34), (17.16, 107.37), (17.16, 107.31), (17.30, 107.55)] {
        let place = province.locate(lat, lon);
        assert_eq!((place.commune.unwrap().code.as_str(), place.method), ("19742", Method::NearestCoast));
    }
}

#[test]
fn the_neighbours_land_and_their_water_are_outside() {
    let Some(province) = data::province("the_neighbours_land_and_their_water_are_outside") else { return };
    let elsewhere = [
        (16.46, 107.59, "Huế"),
        (16.70, 107.41, "Phong Điền, Huế"),
        (16.76, 107.48, "off Phong Điền"),
        (16.60, 107.70, "off Thuận An"),
        (18.05, 106.36, "Kỳ Anh, Hà Tĩnh"),
        (18.10, 106.42, "off Vũng Áng"),
        (16.68, 106.50, "Sepon, Laos"),
        (17.60, 105.75, "Boualapha, Laos"),
        (16.20, 107.10, "A Lưới, Huế"),
    ];
    for (lat, lon, name) in elsewhere {
        let place = province.locate(lat, lon);
        assert_eq!((place.method, place.commune), (Method::Outside, None), "{name}");
        assert_eq!(place.candidates.len(), 3, "{name}");
    }
}

#[test]
fn far_out_the_sea_is_nobodys() {
    let Some(province) = data::province("far_out_the_sea_is_nobodys") else { return };
    assert_eq!(province.locate(17.6, 107.9).method, Method::Outside);
    assert_eq!(province.locate(18.6, 107.6).method, Method::Outside);
    let place = province.locate(17.35, 107.65);
    assert!(place.candidates[0].distance_km < SEA_LIMIT_KM && place.method == Method::NearestCoast);
}
