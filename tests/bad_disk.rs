//! Disks that fail the portal: full, failing at one write after another, damaged. What it promised is there and whole,
//! what it did not promise goes through later, and nothing wrong is ever served.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that prints its counts")]

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::{Device, Portal, SmallDisk};
use rand::Rng as _;

const MIB: u64 = 1024 * 1024;

#[test]
fn a_full_disk_of_the_portal_turns_nothing_away_for_good_and_loses_nothing() {
    let name = "a_full_disk_of_the_portal_turns_nothing_away_for_good_and_loses_nothing";
    let Some(disk) = SmallDisk::of(16 * MIB, name) else { return };
    let mut portal = Portal::started(&disk.path().join("data"));
    let device = Device::new();
    report(&device, 0);
    assert_eq!(device.sync(&portal.url()).code, 0);
    let mut turned_away = 0;
    for (round, free) in [0, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256].into_iter().enumerate() {
        report(&device, round + 1);
        disk.leave(free * 1024);
        forget_pauses(&device);
        let run = device.sync(&portal.url());
        assert!([0, 3].contains(&run.code), "wait, never needs_attention: {run:?}");
        turned_away += usize::from(run.code == 3);
        assert!(portal.is_running(), "with {free} KiB left");
        disk.free();
    }
    assert!(turned_away >= 6, "the disk was full in {turned_away} rounds only");
    disk.leave(0);
    forget_pauses(&device);
    report(&device, 99);
    let full = device.sync(&portal.url());
    assert_eq!((full.code, full.json["waiting"].as_u64() > Some(0)), (3, true), "{full:?}");
    portal.kill();
    let starts = portal.start_by(&[]);
    disk.free();
    if !starts {
        portal.start();
    }
    eprintln!("{turned_away} rounds turned away; starts on a full disk: {starts}");
    holds(&device, &portal, 14);
}

/// What a portal does to its disk when it files a report with a photo.
const CALLS: [&str; 7] = ["pwrite64", "fsync", "fdatasync", "rename", "mkdir", "ftruncate", "fallocate"];

/// Each call of each thread fails once, counted within its thread, until the story needs no further one.
#[test]
fn each_write_of_the_portal_may_fail_in_turn_and_what_it_promised_is_there_and_whole() {
    let template = Template::new();
    let mut failed = 0;
    for call in CALLS {
        let mut nth = 1;
        while template.fails_at(call, nth) {
            assert!(nth < 200, "{call} without end");
            failed += 1;
            nth += 1;
        }
        eprintln!("{call}: failed at each of {} places", nth - 1);
    }
    assert!(failed > 20, "only {failed} writes failed");
}

/// Before the first row there is nothing to lose but the keys.
#[test]
fn a_portal_whose_founding_failed_halfway_is_founded_by_the_next_start() {
    let mut failed = 0;
    for (call, places) in [("fsync", 1..12), ("rename", 1..6), ("fdatasync", 1..6), ("pwrite64", 1..90)] {
        for nth in places.step_by(if call == "pwrite64" { 11 } else { 1 }) {
            let folder = tempfile::tempdir().unwrap();
            let trace = folder.path().join("trace");
            let mut portal = Portal::new(&folder.path().join("data"));
            let starts = portal.start_by(&failing(call, nth, &trace).each_ref().map(String::as_str));
            portal.kill();
            failed += usize::from(has_failed(&trace));
            portal.start();
            let device = Device::new();
            assert_eq!(device.report(&[], &["--text", "x", "--at", "16.8163,107.096"]).code, 0);
            assert_eq!(device.sync(&portal.url()).code, 0, "{call} {nth}, started: {starts}");
        }
    }
    assert!(failed > 12, "only {failed} writes failed");
}

#[test]
fn a_damaged_page_of_the_database_is_named_and_nothing_is_served_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, device) = (folder.path().join("whole"), Device::new());
    let mut portal = Portal::started(&whole);
    for number in 0..20 {
        device.report(&[], &["--text", &format!("marker-{number}"), "--at", "16.8163,107.096"]);
    }
    assert_eq!(device.sync(&portal.url()).code, 0);
    portal.kill();
    let tables = {
        let books = rusqlite::Connection::open(whole.join("portal.sqlite3")).unwrap();
        books.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        let mut roots = books.prepare("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").unwrap();
        let found = roots.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))).unwrap();
        found.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert!(tables.len() > 15);
    for (name, page) in tables {
        let damaged = folder.path().join(format!("damaged-{page}"));
        copy(&whole, &damaged);
        overwrite_page(&damaged.join("portal.sqlite3"), page);
        let mut portal = Portal::new(&damaged);
        let (code, answer) = portal.ask(&["check"]);
        let faults = answer["faults"].as_array().unwrap();
        assert_eq!((code, faults[0]["code"].as_str()), (4, Some("data_damaged")), "{name}: {answer}");
        assert!(!portal.start_by(&[]), "{name}: served from a damaged page");
        let (code, refused) = portal.ask(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!((code, refused["code"].as_str()), (4, Some("data_damaged")), "{name}: {refused}");
        backed_up_whole_or_not_at_all(&portal, &folder.path().join(format!("copy-{page}")), &name);
    }
}

/// A damaged index is no loss: it is made anew from its table.
fn backed_up_whole_or_not_at_all(damaged: &Portal, to: &Path, name: &str) {
    let (code, answer) = damaged.ask(&["backup", "--to", to.to_str().unwrap()]);
    if code != 0 {
        assert_eq!((code, answer["code"].as_str()), (4, Some("data_damaged")), "{name}: {answer}");
        assert!(!to.exists(), "{name}");
        return;
    }
    let restored = Portal::new(&to.with_extension("restored"));
    restored.command(&["restore", "--from", to.to_str().unwrap()]);
    assert_eq!(restored.command(&["check"])["cases"], 20, "{name}");
}

/// A portal and a device that has something for it: each failure begins from copies of them.
struct Template {
    folder: tempfile::TempDir,
    device: Device,
}

impl Template {
    fn new() -> Self {
        let (folder, device) = (tempfile::tempdir().unwrap(), Device::new());
        let mut portal = Portal::started(&folder.path().join("portal"));
        assert_eq!(device.sync(&portal.url()).code, 0, "first contact");
        portal.kill();
        report(&device, 0);
        Self { folder, device }
    }

    /// Lets the `nth` call fail, sees that nothing is lost by it, and says whether there was an `nth` call.
    fn fails_at(&self, call: &str, nth: usize) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let (data, device, trace) = (folder.path().join("data"), Device::new(), folder.path().join("trace"));
        copy(&self.folder.path().join("portal"), &data);
        copy(self.device.folder(), device.folder());
        let mut portal = Portal::new(&data);
        if portal.start_by(&failing(call, nth, &trace).each_ref().map(String::as_str)) {
            device.sync(&portal.url());
            forget_pauses(&device);
            device.sync(&portal.url());
        }
        portal.kill();
        let promised = device.list()[0]["case_number"].clone();
        portal.start();
        forget_pauses(&device);
        holds(&device, &portal, 1);
        if !promised.is_null() {
            assert_eq!(device.list()[0]["case_number"], promised, "{call} {nth}");
        }
        has_failed(&trace)
    }
}

/// What makes the `nth` of these calls of each thread fail for want of room. The traced program keeps the process id
/// that was started, so that killing it is killing the portal.
fn failing(call: &str, nth: usize, trace: &Path) -> [String; 8] {
    let inject = format!("inject={call}:error=ENOSPC:when={nth}");
    let traced = format!("trace={call}");
    let [strace, detached, follow, e, o] = ["strace", "-D", "-f", "-e", "-o"].map(str::to_owned);
    [strace, detached, follow, e.clone(), traced, e, inject, o + trace.to_str().unwrap()]
}

fn has_failed(trace: &Path) -> bool {
    fs::read_to_string(trace).is_ok_and(|trace| trace.contains("(INJECTED)"))
}

/// Everything that was reported is one case, whole, and all is as a check wants it.
fn holds(device: &Device, portal: &Portal, reports: usize) {
    forget_pauses(device);
    let done = device.sync_until_done(&portal.url());
    assert_eq!(done.code, 0, "{done:?}");
    assert!(device.list().iter().all(|report| report["state"] == "complete"));
    let cases = portal.cases();
    assert_eq!(cases.len(), reports);
    for photo in cases.iter().flat_map(|case| case["photos"].as_array().unwrap()) {
        let bytes = fs::read(photo["path"].as_str().unwrap()).unwrap();
        assert_eq!(report::Sha256::of(&bytes).to_string(), photo["sha256"].as_str().unwrap());
    }
    let checked = portal.command(&["check"]);
    assert_eq!((checked["cases"].as_u64(), checked["faults"].as_array().unwrap().len()), (Some(reports as u64), 0));
}

/// A report with a photo that no other report has.
fn report(device: &Device, number: usize) {
    let mut noise = image::RgbImage::new(320, 240);
    rand::rng().fill(&mut *noise);
    let photo: PathBuf = device.folder().join("picture.jpg");
    noise.save(&photo).unwrap();
    let run = device.report(&[photo], &["--text", &format!("marker-{number}"), "--at", "16.8163,107.096"]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// The minutes that the portal asked the device to wait are over.
fn forget_pauses(device: &Device) {
    let books = rusqlite::Connection::open(device.folder().join("outbox.sqlite3")).unwrap();
    books.execute("UPDATE act SET not_before_ms = 0", []).unwrap();
}

fn overwrite_page(file: &Path, page: u64) {
    const PAGE_BYTES: u64 = 4096;
    let mut file = File::options().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start((page - 1) * PAGE_BYTES)).unwrap();
    let mut noise = [0; PAGE_BYTES as usize];
    rand::rng().fill(&mut noise);
    file.write_all(&noise).unwrap();
}

/// Copies a folder into one that may be there.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to).status().unwrap();
    assert!(copied.success());
}
