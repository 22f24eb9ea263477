//! Region packs that are not to be taken: the kept one stays, reports go on.

use outbox::{Behalf, DraftChange, DraftProblem, Missing, OutboxError, Person, ReportState};
use report::pack::{PackCategory, RegionPack};
use report::{Epoch, PortalId, Signer};

use crate::device::Device;
use crate::portal::{FakePortal, Reply, head, portal_id};

const COMMUNES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
     "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_by_a_stranger_for_another_province_or_cut_is_not_taken() {
    let (device, portal) = kept().await;
    let own = portal.books().receipts.clone();
    let (stranger, elsewhere): (_, PortalId) = (Signer::from_seed(&[99; 32]), "hue".parse().unwrap());
    let whole = pack(300).sign(&own, &portal_id());
    let cut = whole[..whole.len() / 2].to_vec();
    let broken = RegionPack { communes: "{}".into(), ..pack(300) }.sign(&own, &portal_id());
    for bad in [pack(300).sign(&stranger, &portal_id()), pack(300).sign(&own, &elsewhere), cut, broken, Vec::new()] {
        not_taken(&device, &portal, bad).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_breaks_off_on_the_way_is_not_taken() {
    let (device, portal) = kept().await;
    portal.books().region = Some(("\"new\"".into(), Vec::new()));
    portal.lie(|asked, _| {
        let promised = head("200 OK", &[("ETag", "\"new\"")], Some(10_000));
        (asked.path == "/v1/region").then(|| Reply::Bytes([promised.as_bytes(), &[0; 100]].concat()))
    });
    still_works(&device, &portal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_pack_is_taken_only_from_a_portal_with_another_memory() {
    let (device, portal) = kept().await;
    let own = portal.books().receipts.clone();
    not_taken(&device, &portal, pack(199).sign(&own, &portal_id())).await;
    portal.books().epoch = Epoch::from_bytes([9; 16]);
    device.sync(&portal.address()).await;
    assert_eq!(categories(&device), ["c199"], "what the restored portal has is right");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_is_refused_is_not_fetched_again_and_again() {
    let (device, portal) = kept().await;
    not_taken(&device, &portal, Vec::new()).await;
    let fetched = portal.asked().iter().filter(|asked| asked.path == "/v1/region").count();
    assert_eq!(fetched, 2, "the good one and the bad one, each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_was_damaged_on_the_disk_is_set_aside_and_fetched_again() {
    let (mut device, portal) = kept().await;
    for damaged in [&b"not a pack"[..], b""] {
        std::fs::write(device.folder().join("region.cbor"), damaged).unwrap();
        device = Device::on(device.close());
        assert!(categories(&device).len() > 10, "the built-in table serves");
        assert_eq!(std::fs::read(device.folder().join("region.damaged.cbor")).unwrap(), damaged);
        device.sync(&portal.address()).await;
        assert_eq!(categories(&device), ["c200"]);
    }
}

/// A device that has a good pack.
async fn kept() -> (Device, FakePortal) {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let bytes = pack(200).sign(&portal.books().receipts, &portal_id());
    portal.books().region = Some(("\"good\"".into(), bytes));
    device.sync(&portal.address()).await;
    assert_eq!(categories(&device), ["c200"]);
    (device, portal)
}

async fn not_taken(device: &Device, portal: &FakePortal, bytes: Vec<u8>) {
    portal.books().region = Some(("\"new\"".into(), bytes));
    still_works(device, portal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_category_that_asks_who_reports_is_filed_once_it_is_told() {
    let (device, portal) = kept().await;
    let category = |code: &str, identity: u32| PackCategory {
        code: code.into(),
        vi: code.into(),
        en: code.into(),
        icon: "khac".into(),
        identity,
        hotline: None,
        photo_unwanted: None,
        private: None,
    };
    let details = vec![category("free", 0), category("phone", 1), category("named", 2)];
    let categories = details.iter().map(|one| one.code.clone()).collect();
    let asking = RegionPack { category_details: Some(details), categories, ..pack(300) };
    let signed = asking.sign(&portal.books().receipts, &portal_id());
    portal.books().region = Some(("\"asking\"".into(), signed));
    device.sync(&portal.address()).await;
    let outbox = &device.outbox;
    let draft = outbox.new_draft().unwrap().id;
    let chosen = |code: &str| {
        let change = DraftChange {
            category: Some(code.into()),
            text: Some("Đèn hỏng".into()),
            commune: Some("19333".into()),
            ..DraftChange::default()
        };
        outbox.missing(&outbox.change_draft(draft, change).unwrap()).unwrap()
    };
    assert_eq!(chosen("free"), []);
    assert_eq!(chosen("phone"), [Missing::Phone]);
    assert_eq!(chosen("named"), [Missing::Name, Missing::Phone]);
    assert!(matches!(outbox.file(draft), Err(OutboxError::Draft(DraftProblem::NameMissing))));
    outbox.set_person(&Person::parse(Some("Người báo tin"), None).unwrap()).unwrap();
    assert!(matches!(outbox.file(draft), Err(OutboxError::Draft(DraftProblem::PhoneMissing))));
    outbox.set_person(&Person::parse(Some("Người báo tin"), Some("0912 345 678")).unwrap()).unwrap();
    assert_eq!(chosen("named"), []);
    let unnamed = DraftChange { named: Some(false), ..DraftChange::default() };
    let unnamed = outbox.missing(&outbox.change_draft(draft, unnamed).unwrap()).unwrap();
    assert_eq!(unnamed, [Missing::Name, Missing::Phone], "the draft is to say nobody");
    let helped = Behalf { name: "Bà Hạnh".into(), phone: String::new(), agreed: true };
    let helped = DraftChange { behalf: Some(Some(helped)), ..DraftChange::default() };
    assert_eq!(outbox.missing(&outbox.change_draft(draft, helped).unwrap()).unwrap(), [Missing::Phone]);
    let named = DraftChange { named: Some(true), behalf: Some(None), ..DraftChange::default() };
    outbox.change_draft(draft, named).unwrap();
    outbox.file(draft).unwrap();
}

async fn still_works(device: &Device, portal: &FakePortal) {
    let id = device.file_in("c200");
    device.sync(&portal.address()).await;
    assert_eq!(categories(device), ["c200"], "the kept one stays");
    assert_eq!(device.outbox.story(id).unwrap().summary.state, ReportState::Complete, "reports do not wait for packs");
}

pub fn pack(made_at_ms: i64) -> RegionPack {
    RegionPack {
        made_at_ms,
        communes: COMMUNES.into(),
        units: Vec::new(),
        categories: vec![format!("c{made_at_ms}")],
        old_communes: None,
        places: None,
        category_details: None,
        time: None,
        rules: None,
        spoken: None,
        base_map: None,
    }
}

fn categories(device: &Device) -> Vec<String> {
    device.outbox.region().unwrap().categories().to_vec()
}
