//! What is covered is gone, and nothing else is.

use image::{DynamicImage, Rgb, RgbImage};
use photo::{Area, Limits, Prepared, cover, is_clean_jpeg, prepare, retouch};
use proptest::prelude::*;

use super::picture;

const WIDTH: u32 = 330;
const HEIGHT: u32 = 250;

/// Pixels 100–164 across and 80–120 down.
const PLATE: Area = Area { left: 3_031, top: 3_200, width: 1_939, height: 1_600 };

/// How far from an area pixels may be covered with it: the rest of a block and the whole next one.
const EDGE_PX: u32 = 32;

#[test]
fn pictures_that_differ_in_covered_places_alone_give_the_same_bytes() {
    let covered = [Rgb([0, 0, 0]), Rgb([255, 255, 255]), Rgb([200, 30, 60])].map(|paint| {
        let mut secret = picture::scene(WIDTH, HEIGHT);
        // Fine strokes, as on a plate: they are what blurred cells would give away.
        paint_plate(&mut secret, |x, y| if (x / 2 + y / 3).is_multiple_of(2) { paint } else { Rgb([120, 120, 120]) });
        covered(&prepared(&secret).jpeg, &[PLATE])
    });
    assert_eq!(covered[0], covered[1]);
    assert_eq!(covered[0], covered[2]);
}

#[test]
fn pixels_away_from_covered_places_are_those_of_the_picture_encoded_once_more() {
    let jpeg = prepared(&picture::scene(WIDTH, HEIGHT)).jpeg;
    let again = picture::read(&prepare(&jpeg, &Limits::default()).unwrap().jpeg).into_rgb8();
    let covered = picture::read(&covered(&jpeg, &[PLATE]).jpeg).into_rgb8();
    let mut changed = 0;
    for (x, y, pixel) in covered.enumerate_pixels() {
        let near = (100 - EDGE_PX..=164 + EDGE_PX).contains(&x) && (80 - EDGE_PX..=120 + EDGE_PX).contains(&y);
        assert!(near || pixel == again.get_pixel(x, y), "{x},{y}");
        changed += u32::from(pixel != again.get_pixel(x, y));
    }
    assert!(changed >= 64 * 40, "only {changed} pixels were covered");
}

#[test]
fn a_cover_is_plain_to_see() {
    let plain = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([90, 120, 90]));
    let shown = picture::read(&covered(&picture::jpeg(&plain), &[PLATE]).jpeg).into_luma8();
    let (lightest, darkest) = (shown.iter().max().unwrap(), shown.iter().min().unwrap());
    assert!(lightest - darkest > 20, "{darkest}–{lightest}");
}

#[test]
fn the_thumbnail_hides_what_the_picture_hides() {
    let mut secret = picture::scene(WIDTH, HEIGHT);
    paint_plate(&mut secret, |_, _| Rgb([255, 0, 0]));
    assert!(painted(&prepared(&secret).thumbnail) > 0);
    assert_eq!(painted(&covered(&picture::jpeg(&secret), &[PLATE]).thumbnail), 0);
}

#[test]
fn a_picture_covered_whole_says_nothing() {
    let whole = Area { left: 0, top: 0, width: Area::WHOLE, height: Area::WHOLE };
    let one = covered(&picture::jpeg(&picture::scene(70, 50)), &[whole]);
    let other = covered(&picture::jpeg(&RgbImage::from_pixel(70, 50, Rgb([1, 2, 3]))), &[whole]);
    assert_eq!(one, other);
}

#[test]
fn areas_are_of_the_upright_picture() {
    let mut secret = picture::scene(WIDTH, HEIGHT);
    paint_plate(&mut secret, |_, _| Rgb([255, 0, 0]));
    let lying = DynamicImage::from(secret).rotate270();
    let upright = covered(&picture::with_orientation(&lying, 6), &[PLATE]);
    assert_eq!((upright.width, upright.height, painted(&upright.jpeg)), (WIDTH, HEIGHT, 0));
}

#[test]
fn a_turned_picture_hides_the_same_place() {
    let mut secret = picture::scene(WIDTH, HEIGHT);
    paint_plate(&mut secret, |_, _| Rgb([255, 0, 0]));
    let jpeg = picture::jpeg(&secret);
    for turns in 0..4 {
        let first = retouch(&jpeg, turns, &[PLATE], &Limits::default()).unwrap();
        // Covered after turning: the same place, found in the turned picture.
        let turned = retouch(&jpeg, turns, &[], &Limits::default()).unwrap().jpeg;
        let after = covered(&turned, &[PLATE.turned(turns)]);
        for shown in [&first, &after] {
            assert_eq!(painted(&shown.jpeg), 0, "turned {turns}");
        }
        assert_eq!((first.width, first.height), (after.width, after.height));
        assert!(picture::difference(&picture::read(&first.jpeg), &picture::read(&after.jpeg)) < 8.0);
        assert_eq!(PLATE.turned(turns).turned(4 - turns), PLATE);
    }
}

#[test]
fn nothing_covered_is_the_picture_itself() {
    let jpeg = picture::jpeg(&picture::scene(WIDTH, HEIGHT));
    let beside = Area { left: Area::WHOLE, top: 0, width: 900, height: 900 };
    assert_eq!(covered(&jpeg, &[]), prepare(&jpeg, &Limits::default()).unwrap());
    assert_eq!(covered(&jpeg, &[beside]), prepare(&jpeg, &Limits::default()).unwrap());
}

proptest! {
    #[test]
    fn any_areas_of_any_picture_give_a_clean_picture_of_the_same_size(
        (width, height) in (1_u32..80, 1_u32..80),
        areas in prop::collection::vec((any::<u16>(), any::<u16>(), any::<u16>(), any::<u16>()), 0..6),
    ) {
        let areas: Vec<_> = areas.into_iter().map(|(left, top, width, height)| Area { left, top, width, height }).collect();
        let covered = covered(&picture::jpeg(&picture::scene(width, height)), &areas);
        prop_assert_eq!((covered.width, covered.height), (width, height));
        prop_assert!(is_clean_jpeg(&covered.jpeg));
    }
}

fn prepared(picture: &RgbImage) -> Prepared {
    let png = picture::in_format(&picture.clone().into(), image::ImageFormat::Png);
    prepare(&png, &Limits::default()).unwrap()
}

fn covered(bytes: &[u8], areas: &[Area]) -> Prepared {
    cover(bytes, areas, &Limits::default()).unwrap()
}

/// Pixels of the red that plates are painted with; the scene has none.
fn painted(jpeg: &[u8]) -> usize {
    let red = |pixel: &&Rgb<u8>| pixel[0] > 180 && pixel[1] < 60 && pixel[2] < 60;
    picture::read(jpeg).into_rgb8().pixels().filter(red).count()
}

fn paint_plate(picture: &mut RgbImage, paint: impl Fn(u32, u32) -> Rgb<u8>) {
    for (x, y) in (80..120).flat_map(|y| (100..164).map(move |x| (x, y))) {
        picture.put_pixel(x, y, paint(x, y));
    }
}
