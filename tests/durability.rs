//! What «saved» means, seen from the system calls: write, fsync, rename, fsync of the folder, commit, and only then
//! the id on standard output.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

use end_to_end::{Device, photo, program, require_data};

#[test]
fn a_photo_is_on_the_disk_before_the_database_knows_it_and_the_id_is_printed_last() {
    let name = "a_photo_is_on_the_disk_before_the_database_knows_it_and_the_id_is_printed_last";
    let Some(_) = require_data(name) else { return };
    let device = Device::new();
    assert_eq!(device.run(&["list"]).code, 0, "the folder and its key are there");
    let trace = device.folder().join("trace");
    let calls = "trace=openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,linkat";
    let output = Command::new("strace")
        .args(["-f", "-y", "-s", "64", "-e", calls, "-o"])
        .arg(&trace)
        .arg(program("outbox"))
        .arg("--data")
        .arg(device.folder())
        .args(["--json", "report", "--category", "khac", "--photo"])
        .arg(photo("quang-tri/dong_ha.jpg").unwrap())
        .output()
        .expect("strace is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let id = serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["id"].as_str().unwrap().to_owned();

    let trace = std::fs::read_to_string(trace).unwrap();
    let lines: Vec<&str> = trace.lines().collect();
    let after = |start: usize, what: &str, found: &dyn Fn(&str) -> bool| {
        let at = lines[start..].iter().position(|line| found(line));
        start + at.unwrap_or_else(|| panic!("no {what} after line {start}:\n{trace}"))
    };
    let temporary = |line: &str| line.contains("/photos/writing-");
    let write = after(0, "write of the photo", &|line| line.contains("write(") && temporary(line));
    let fsync = after(write, "fsync of the photo", &|line| line.contains("fsync(") && temporary(line));
    let rename = after(fsync, "rename", &|line| line.contains("rename") && temporary(line) && line.contains(".jpg"));
    let folder = after(rename, "fsync of the folder", &|line| line.contains("fsync(") && line.contains("/photos>"));
    let wal = |line: &str| line.contains("outbox.sqlite3-wal");
    let known = after(folder, "write to the journal", &|line| line.contains("write64(") && wal(line));
    let commit = after(known, "sync of the journal", &|line| line.contains("sync(") && wal(line));
    let printed =
        after(commit, "the id on standard output", &|line| line.contains("write(1<") && line.contains(&id[..18]));
    let early = lines[write..folder].iter().any(|line| line.contains("write64(") && wal(line));
    assert!(!early, "the database knew of the photo before its folder was on the disk");
    let last_commit = lines[..printed].iter().rposition(|line| line.contains("write64(") && wal(line)).unwrap();
    let synced = lines[last_commit..printed].iter().any(|line| line.contains("sync(") && wal(line));
    assert!(synced, "the id was printed before the last commit was on the disk");
}
