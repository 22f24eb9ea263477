//! A full disk on the device: text still commits, the words say what to do, and what was promised arrives once.
#![expect(clippy::print_stderr, reason = "skips are counted from what tests print")]

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use outbox::draft::Spot;
use outbox::sync::LinkProblem;
use outbox::{DraftChange, Outbox, OutboxError, ReportState, SystemClock};

use crate::device::{Device, picture};
use crate::portal::{FakePortal, portal_id};

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_text_still_commits_and_everything_is_sent_once_there_is_room() {
    let name = "on_a_full_disk_text_still_commits_and_everything_is_sent_once_there_is_room";
    let Some(disk) = SmallDisk::mount(name) else { return };
    let (portal, data) = (FakePortal::start().await, disk.path().join("data"));
    let open = || Outbox::open(&data, portal_id(), Arc::new(SystemClock::default()));
    let device = Device::of(open().unwrap());
    let promised = device.file("Trước khi đầy", &[200]);
    let draft = device.outbox.new_draft().unwrap().id;
    device.outbox.change_draft(draft, words("Đang viết")).unwrap();

    let filler = disk.fill();
    let refused = device.outbox.add_photo(draft, &picture(900)).unwrap_err();
    assert!(matches!(refused, OutboxError::DiskFull), "{refused:?}");
    device.outbox.change_draft(draft, words("Đang viết, viết tiếp")).unwrap();
    let filed = device.outbox.file(draft).unwrap();
    assert!(!data.join("ballast").exists(), "it was given up");

    // Now really nothing is left.
    disk.fill();
    let another = std::iter::repeat_with(|| device.outbox.new_draft()).take(2000).find_map(Result::err).unwrap();
    assert!(matches!(another, OutboxError::DiskFull), "{another:?}");
    let told = device.sync(&portal.address()).await;
    assert!(matches!(told.problem, None | Some(LinkProblem::OwnStorage)), "{told:?}");
    let device = Device::of({
        drop(device);
        open().unwrap()
    });

    std::fs::remove_file(filler).unwrap();
    std::fs::remove_file(disk.path().join("filler-1")).unwrap();
    device.sync_until_done(&portal.address()).await;
    for id in [promised, filed] {
        assert_eq!(device.outbox.story(id).unwrap().summary.state, ReportState::Complete);
    }
    assert_eq!(portal.books().filed.len(), 2);
    drop(device);
    open().unwrap();
    assert!(data.join("ballast").exists(), "it is laid in again");
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_write_fails_what_was_promised_is_there_and_is_sent_once() {
    let name = "whichever_write_fails_what_was_promised_is_there_and_is_sent_once";
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("SKIPPED {name}: no strace here");
        return;
    }
    let (portal, device, photo) = (FakePortal::start().await, Device::new(), tempfile::NamedTempFile::new().unwrap());
    std::fs::write(photo.path(), picture(200)).unwrap();
    let outbox = |words: &[&str], failing: Option<(&str, u32)>| {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=none"]);
        if let Some((call, nth)) = failing {
            command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:error=ENOSPC:when={nth}")]);
        }
        command.arg(env!("CARGO_BIN_EXE_outbox")).arg("--data").arg(device.folder()).arg("--json").args(words);
        let output = command.output().unwrap();
        let json = serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap_or_default();
        (output.status.code(), json)
    };
    let mut promised = Vec::new();
    for (call, last) in [("pwrite64", 12), ("fdatasync", 4), ("fsync", 5), ("rename", 2), ("ftruncate", 2)] {
        for nth in 1..=last {
            let text = format!("{call} {nth}");
            let path = photo.path().to_str().unwrap();
            let words = ["report", "--category", "khac", "--text", &text, "--at", "16.8163,107.096", "--photo", path];
            let (code, json) = outbox(&words, Some((call, nth)));
            match code {
                Some(0) => promised.push(json["id"].as_str().unwrap().to_owned()),
                _ => assert!(
                    ["disk_full", "storage_failed"].contains(&json["code"].as_str().unwrap_or("")),
                    "{text}: {code:?} {json}"
                ),
            }
        }
    }
    for (call, last) in [("pwrite64", 8), ("fdatasync", 4)] {
        for nth in 1..=last {
            outbox(&["sync", "--portal", portal.url()], Some((call, nth)));
        }
    }
    device.sync_until_done(&portal.address()).await;
    let books = portal.books();
    for id in &promised {
        let id = id.parse().unwrap();
        assert_eq!(device.outbox.story(id).unwrap().summary.state, ReportState::Complete, "{id}");
        assert!(books.filed.contains_key(&id), "{id}");
    }
    assert!(promised.len() > 3, "some writes may fail without harm");
    assert_eq!(books.filed.len(), device.outbox.reports().unwrap().len(), "nothing twice");
}

/// A file system of 3 MiB of its own.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(folder.path()).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("SKIPPED {test}: no right to mount a small disk");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Takes every byte that is left.
    fn fill(&self) -> PathBuf {
        let path =
            (0..).map(|number| self.path().join(format!("filler-{number}"))).find(|path| !path.exists()).unwrap();
        let mut file = File::create(&path).unwrap();
        for length in [65536, 4096, 512, 1] {
            while file.write_all(&vec![0x55; length]).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The folder below can only go when nothing is mounted on it.
        let _ = Command::new("umount").arg("-l").arg(self.path()).output();
    }
}

fn words(text: &str) -> DraftChange {
    let spot = Spot { lat: 16.8163, lon: 107.096, accuracy_m: None };
    DraftChange { category: Some("khac".into()), text: Some(text.into()), spot: Some(spot), ..DraftChange::default() }
}
