//! Nothing of the camera's metadata is left, whatever it was.

use photo::{Limits, is_clean_jpeg, prepare};

use super::{data, picture};

#[test]
fn a_phone_s_photo_is_not_clean_before_and_clean_after() {
    let test = "a_phone_s_photo_is_not_clean_before_and_clean_after";
    let Some(bytes) = data::photo(test, "quang-tri/dong_ha_13mp_orient6.jpg") else { return };
    assert!(!is_clean_jpeg(&bytes));
    assert!(is_clean_jpeg(&prepare(&bytes, &Limits::default()).unwrap().jpeg));
}

#[test]
fn what_was_prepared_can_be_prepared_again() {
    let once = prepare(&picture::jpeg(&picture::scene(300, 200)), &Limits::default()).unwrap();
    let twice = prepare(&once.jpeg, &Limits::default()).unwrap();
    assert_eq!((twice.width, twice.height), (300, 200));
    assert_eq!(twice.scene, photo::Scene::default());
}

#[test]
fn the_hash_is_that_of_the_picture() {
    use sha2::Digest;
    let prepared = prepare(&picture::jpeg(&picture::scene(96, 64)), &Limits::default()).unwrap();
    assert_eq!(prepared.sha256, <[u8; 32]>::from(sha2::Sha256::digest(&prepared.jpeg)));
}
