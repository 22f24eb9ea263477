//! A photo whose file is gone waits alone: the others go on, and a person puts it back or gives it up.

use outbox::ReportState;

use crate::device::Device;
use crate::portal::FakePortal;

#[tokio::test(flavor = "multi_thread")]
async fn the_other_photos_of_a_report_go_on() {
    let (device, portal, gone) = one_of_two_is_gone().await;
    assert_eq!(portal.books().files.len(), 1);
    let summary = device.only();
    assert_eq!(
        (summary.state, summary.attention.as_deref()),
        (ReportState::NeedsAttention, Some("photo_file_missing"))
    );
    device.outbox.drop_photo(summary.id, &gone).unwrap();
    let told = device.sync(&portal.address()).await;
    assert_eq!((told.counts.waiting, told.counts.needs_attention, told.counts.bytes_left), (0, 0, 0));
    assert_eq!((device.only().state, device.only().attention), (ReportState::Accepted, None));
    assert!(device.outbox.drop_photo(summary.id, &device.outbox.story(summary.id).unwrap().photos[0].sha256).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_put_back_is_sent() {
    let (device, portal, gone) = one_of_two_is_gone().await;
    let path = device.folder().join("photos").join(format!("{gone}.jpg"));
    std::fs::rename(path.with_extension("away"), &path).unwrap();
    let device = Device::on(device.close());
    device.sync_until_done(&portal.address()).await;
    assert_eq!(portal.books().files.len(), 2);
    assert_eq!(device.only().state, ReportState::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_other_bytes_is_not_sent_and_the_other_photos_go_on() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[200, 300]);
    let photo = device.outbox.story(report).unwrap().photos[0].clone();
    let path = device.folder().join("photos").join(format!("{}.jpg", photo.sha256));
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    device.sync(&portal.address()).await;
    assert_eq!(portal.books().files.len(), 1, "one bit is enough");
    assert!(!portal.books().files.contains_key(&photo.sha256));
    let summary = device.only();
    assert_eq!(
        (summary.state, summary.attention.as_deref()),
        (ReportState::NeedsAttention, Some("photo_file_missing"))
    );
}

async fn one_of_two_is_gone() -> (Device, FakePortal, report::Sha256) {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = device.file("Đèn hỏng", &[200, 300]);
    let gone = device.outbox.story(report).unwrap().photos[0].sha256;
    let path = device.folder().join("photos").join(format!("{gone}.jpg"));
    std::fs::rename(&path, path.with_extension("away")).unwrap();
    device.sync(&portal.address()).await;
    (device, portal, gone)
}
