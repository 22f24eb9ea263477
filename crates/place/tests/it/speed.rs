//! How fast it is, within wide bounds so that a busy machine does not fail it; the figures go to stderr.

use std::time::{Duration, Instant};

use place::{Region, suggest};

use crate::data;

/// Optimised code is held to the promise of 50 µs; unoptimised code to a bound that only a wrong algorithm breaks.
const PER_POINT: Duration = Duration::from_micros(if cfg!(debug_assertions) { 2000 } else { 50 });

#[test]
fn a_point_is_located_in_microseconds() {
    let Some(province) = data::province("a_point_is_located_in_microseconds") else { return };
    let grid = || {
        (0..100).flat_map(|row| {
            (0..100).map(move |column| (16.2 + f64::from(row) * 0.02, 105.5 + f64::from(column) * 0.025))
        })
    };
    let begun = Instant::now();
    let found = grid().filter(|&(lat, lon)| province.locate(lat, lon).commune.is_some()).count();
    let each = begun.elapsed() / 10_000;
    eprintln!("locate: {each:?} a point, {found} of 10,000 found");
    assert!(found > 2000 && each < PER_POINT, "{each:?}");
    let begun = Instant::now();
    let offered: usize = grid().map(|(lat, lon)| suggest(lat, lon).candidates.len()).sum();
    eprintln!("suggest: {:?} a point", begun.elapsed() / 10_000);
    assert_eq!(offered, 30_000);
}

#[test]
fn the_whole_province_is_read_in_a_moment() {
    let Some(text) = data::read("the_whole_province_is_read_in_a_moment", "region/communes-2025.geojson") else {
        return;
    };
    let begun = Instant::now();
    let region = Region::from_geojson(&text).unwrap();
    let took = begun.elapsed();
    eprintln!("from_geojson: {took:?}");
    assert_eq!(region.communes().len(), 78);
    assert!(took < Duration::from_secs(10), "{took:?}");
}
