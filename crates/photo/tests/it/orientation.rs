//! All eight ways to hold a camera.

use image::{DynamicImage, metadata::Orientation};
use photo::{Limits, prepare};

use super::{data, picture};

#[test]
fn the_same_landscape_held_in_eight_ways_looks_the_same() {
    let test = "the_same_landscape_held_in_eight_ways_looks_the_same";
    let mut first = None;
    for orientation in 1..=8 {
        let Some(bytes) = data::photo(test, &format!("orientation/landscape_{orientation}.jpg")) else { return };
        let upright = picture::read(&prepare(&bytes, &Limits::default()).unwrap().jpeg);
        let first = first.get_or_insert_with(|| upright.clone());
        let difference = picture::difference(first, &upright);
        assert!(difference < 2.0, "orientation {orientation}: {difference}");
    }
}

#[test]
fn each_orientation_is_undone() {
    let upright = DynamicImage::from(picture::scene(96, 64));
    for orientation in 1..=8 {
        let bytes = picture::with_orientation(&held(&upright, orientation), orientation);
        let prepared = prepare(&bytes, &Limits::default()).unwrap();
        assert_eq!((prepared.width, prepared.height), (96, 64), "orientation {orientation}");
        let difference = picture::difference(&upright, &picture::read(&prepared.jpeg));
        assert!(difference < 4.0, "orientation {orientation}: {difference}");
    }
}

#[test]
fn an_orientation_that_does_not_exist_turns_nothing() {
    let upright = picture::scene(96, 64);
    let prepared = prepare(&picture::with_orientation(&upright.into(), 9), &Limits::default()).unwrap();
    assert_eq!((prepared.width, prepared.height), (96, 64));
}

/// What the sensor saw when the camera was held so: the inverse of what makes it upright.
fn held(upright: &DynamicImage, orientation: u8) -> DynamicImage {
    let inverse = match orientation {
        6 => 8,
        8 => 6,
        own_inverse => own_inverse,
    };
    let mut held = upright.clone();
    held.apply_orientation(Orientation::from_exif(inverse).unwrap());
    held
}
