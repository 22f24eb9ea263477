//! The root key is handed on, with the real programs: a device that was away follows it and asks nobody.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::{Device, Portal};

#[test]
fn a_device_follows_a_root_key_that_was_handed_on_twice_while_it_was_away() {
    let folder = tempfile::tempdir().unwrap();
    let (device, mut portal) = (Device::new(), Portal::started(folder.path()));
    let report = |text: &str| device.report(&[], &["--text", text, "--at", "16.8163,107.096,8"]).code;
    assert_eq!(report("Trước khi đổi khoá"), 0);
    assert_eq!(device.sync(&portal.url()).code, 0);
    let pinned = device.run(&["trust"]).json["root_key"].clone();

    portal.kill();
    let mut root = String::new();
    for _ in 0..2 {
        root = portal.command(&["key", "rotate", "--purpose", "root"])["key"].as_str().unwrap().to_owned();
    }
    portal.command(&["key", "rotate", "--purpose", "receipts"]);
    portal.start();

    assert_eq!(report("Sau khi đổi khoá"), 0);
    let sent = device.sync(&portal.url());
    assert_eq!(sent.code, 0, "{sent:?}");
    let trusted = device.run(&["trust"]).json;
    assert_ne!(trusted["root_key"], pinned);
    assert_eq!(trusted["root_key"], root.as_str(), "{trusted}");
    assert!(device.list().iter().all(|report| report["state"] == "complete"), "both receipts verify, old and new");
    for report in device.list() {
        assert_eq!(device.run(&["receipt", report["id"].as_str().unwrap()]).code, 0);
    }
}

#[test]
fn a_root_key_that_nobody_handed_on_is_not_followed() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let device = Device::new();
    assert_eq!(device.sync(&Portal::started(old.path()).url()).code, 0);
    let other = Portal::started(new.path());
    let refused = device.sync(&other.url());
    assert_eq!((refused.code, refused.text("code")), (4, "portal_key_changed"));
}
