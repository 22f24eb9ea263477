//! Every photo of the manifest, against what exiftool says of it.

use photo::{Limits, PhotoError, Scene, prepare, scene};

use super::{
    data::{self, Row},
    picture,
};

#[test]
fn every_photo_becomes_upright_clean_and_small() {
    let test = "every_photo_becomes_upright_clean_and_small";
    let heic_is_read = data::heic_is_read(test);
    for row in data::manifest(test) {
        if row.file.starts_with("broken/") || is_heic(&row) && !heic_is_read {
            continue;
        }
        let prepared = prepare(&bytes_of(&row), &Limits::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), expected_size(&row), "{}", row.file);
        for jpeg in [&prepared.jpeg, &prepared.thumbnail] {
            assert!(photo::is_clean_jpeg(jpeg), "{}", row.file);
        }
        assert!(prepared.thumbnail.len() <= 6144, "{}: {}", row.file, prepared.thumbnail.len());
        let (large, small) = (picture::read(&prepared.jpeg), picture::read(&prepared.thumbnail));
        assert_eq!((large.width(), large.height()), (prepared.width, prepared.height), "{}", row.file);
        assert!(picture::difference(&large, &small) < 4.0, "{}: the thumbnail shows something else", row.file);
        assert_scene(&row, &prepared.scene);
    }
}

#[test]
fn the_scene_is_read_from_every_file_even_one_that_cannot_be_decoded() {
    for row in data::manifest("the_scene_is_read_from_every_file_even_one_that_cannot_be_decoded") {
        assert_scene(&row, &scene(&bytes_of(&row)));
    }
}

#[test]
fn a_heic_photo_is_refused_where_nothing_reads_it() {
    let limits = Limits { heic: false, ..Limits::default() };
    for row in data::manifest("a_heic_photo_is_refused_where_nothing_reads_it").into_iter().filter(is_heic) {
        assert_eq!(prepare(&bytes_of(&row), &limits).unwrap_err(), PhotoError::HeicNotSupported, "{}", row.file);
    }
}

/// The reference is what Little CMS makes of the same pixels and their profile.
#[test]
fn a_photo_in_display_p3_shows_the_colours_that_were_seen() {
    let test = "a_photo_in_display_p3_shows_the_colours_that_were_seen";
    let Some(bytes) = data::photo(test, "formats/iphone8_gps_guangzhou.heic") else { return };
    if !data::heic_is_read(test) {
        return;
    }
    let mean = picture::mean_colour(&picture::read(&prepare(&bytes, &Limits::default()).unwrap().jpeg));
    let reference = [110.7, 109.8, 89.2];
    assert!(mean.iter().zip(reference).all(|(mean, reference)| (mean - reference).abs() < 1.0), "{mean:?}");
}

#[test]
fn each_broken_file_is_refused_for_what_is_wrong_with_it() {
    let test = "each_broken_file_is_refused_for_what_is_wrong_with_it";
    let expected = [
        ("bomb_30000x30000_1bit.png", "photo_too_many_pixels"),
        ("html_named_jpg.jpg", "photo_not_a_picture"),
        ("truncated_60pct.jpg", "photo_broken"),
        ("zero_bytes.jpg", "photo_empty"),
    ];
    for (file, code) in expected {
        let Some(bytes) = data::photo(test, &format!("broken/{file}")) else { return };
        assert_eq!(prepare(&bytes, &Limits::default()).unwrap_err().code(), code, "{file}");
    }
}

#[test]
fn a_camera_that_does_not_know_where_it_is_gives_a_time_but_no_place() {
    let test = "a_camera_that_does_not_know_where_it_is_gives_a_time_but_no_place";
    let Some(bytes) = data::photo(test, "broken/gps_zero_zero.jpg") else { return };
    let scene = prepare(&bytes, &Limits::default()).unwrap().scene;
    assert_eq!(scene.position, None);
    assert_eq!(scene.taken_at.unwrap().to_string(), "2017-11-27T01:01:01");
}

fn assert_scene(row: &Row, scene: &Scene) {
    let known = (row.lat, row.lon) != (Some(0.0), Some(0.0));
    let lat = row.lat.filter(|_| known);
    assert_eq!(scene.position.is_some(), lat.is_some(), "{}", row.file);
    if let Some(position) = scene.position {
        assert!((position.lat - lat.unwrap()).abs() < 1e-6, "{}", row.file);
        assert!((position.lon - row.lon.unwrap()).abs() < 1e-6, "{}", row.file);
        assert_eq!(position.accuracy_m, row.gps_error_m, "{}", row.file);
    }
    assert_eq!(scene.taken_at.map(|taken_at| taken_at.to_string()), expected_time(row), "{}", row.file);
}

fn expected_time(row: &Row) -> Option<String> {
    let (date, time) = row.taken_at.as_ref()?.split_once(' ').unwrap();
    Some(format!("{}T{time}{}", date.replace(':', "-"), row.offset.as_deref().unwrap_or_default()))
}

/// The manifest's size, turned upright and scaled so that the longer side is at most 1600.
fn expected_size(row: &Row) -> (u32, u32) {
    let (width, height) = (row.width.unwrap(), row.height.unwrap());
    let (width, height) = if row.orientation >= Some(5) { (height, width) } else { (width, height) };
    let long = width.max(height).max(1600);
    let scaled = |side: u32| (f64::from(side) * 1600.0 / f64::from(long)).round() as u32;
    (scaled(width), scaled(height))
}

fn is_heic(row: &Row) -> bool {
    matches!(row.format.as_str(), "HEIC" | "HEIF")
}

fn bytes_of(row: &Row) -> Vec<u8> {
    data::photo("", &row.file).unwrap()
}
