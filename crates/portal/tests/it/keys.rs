//! Keys that change: what was signed stays believed, and devices follow.

use portal::keys::{FOLDER, KeyKind, rotate};
use portal::region_import::{ProvinceFiles, import};
use report::pack::RegionPack;
use report::receipt::Accepted;
use report::{PortalId, TrustError, TrustedKeys};

use crate::house::{Answer, House, device, header, offered, words};

const ONE: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test]
async fn receipts_given_before_a_rotation_stay_valid_and_new_ones_are_by_the_new_key() {
    let house = House::open().await;
    let (first, second) = (words(&device(1), "Trước"), words(&device(1), "Sau"));
    let before = house.exchange(&[header(), offered(&first)]).await;
    turn(&house, KeyKind::Receipts);
    let meanwhile = house.exchange(&[header(), offered(&first)]).await;
    assert_eq!(meanwhile.header.certificates, before.header.certificates, "a portal that serves goes on");

    let house = house.restarted().await;
    let after = house.exchange(&[header(), offered(&first), offered(&second)]).await;
    let again = after.result(&first).accepted.clone().unwrap();
    assert_eq!(Some(&again), before.result(&first).accepted.as_ref(), "the same bytes for ever");
    Accepted::verify(&again, &after.keys(), &first).unwrap();
    let new = after.result(&second).accepted.clone().unwrap();
    Accepted::verify(&new, &after.keys(), &second).unwrap();
    assert!(Accepted::verify(&new, &before.keys(), &second).is_err(), "by the new key");
}

#[tokio::test]
async fn a_device_that_knows_the_old_root_follows_and_a_strangers_root_is_another() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let first = house.exchange(&[header(), offered(&sealed)]).await;
    turn(&house, KeyKind::Root);
    let house = house.restarted().await;
    turn(&house, KeyKind::Root);
    turn(&house, KeyKind::Receipts);
    let house = house.restarted().await;
    let after = house.exchange(&[header(), offered(&sealed)]).await;
    let pinned = first.keys().root();
    let keys = read(&after, pinned).unwrap();
    assert_ne!(keys.root(), pinned);
    Accepted::verify(after.result(&sealed).accepted.as_ref().unwrap(), &keys, &sealed).unwrap();
    let stranger = House::open().await.exchange(&[header()]).await;
    assert_eq!(read(&stranger, pinned), Err(TrustError::OtherRoot));
    let told = house.get("/v1/portal").await.json();
    assert_eq!(told["root_key"], keys.root().to_string());
    assert_eq!(told["certificates"].as_array().unwrap().len(), after.header.certificates.len());
}

#[tokio::test]
async fn a_pack_is_signed_again_when_its_key_changes() {
    let house = House::open().await;
    import(house.app.state(), &ProvinceFiles { communes: ONE, ..ProvinceFiles::default() }, "cli:test").await.unwrap();
    let before = house.get("/v1/region").await;
    turn(&house, KeyKind::Region);
    let house = house.restarted().await;
    let (answer, after) = (house.exchange(&[header()]).await, house.get("/v1/region").await);
    assert_ne!(answer.header.region.as_deref(), before.header("etag"), "devices fetch it anew");
    assert_eq!(answer.header.region.as_deref(), after.header("etag"));
    RegionPack::verify(&after.body, &answer.keys()).unwrap();
    assert!(RegionPack::verify(&before.body, &answer.keys()).is_err());
    let house = house.restarted().await;
    assert_eq!(house.get("/v1/region").await.header("etag"), after.header("etag"), "once");
}

fn turn(house: &House, kind: KeyKind) {
    let state = house.app.state();
    let folder = house.folder.path().join(FOLDER);
    rotate(&folder, kind, false, state.portal_id(), state.founded_at_ms(), state.now_ms()).unwrap();
}

fn read(answer: &Answer, pinned: report::DeviceKey) -> Result<TrustedKeys, TrustError> {
    let certificates: Vec<Vec<u8>> = answer.header.certificates.iter().map(|bytes| bytes.to_vec()).collect();
    let portal: PortalId = "quang-tri".parse().unwrap();
    TrustedKeys::read(&certificates, &portal, Some(pinned))
}
