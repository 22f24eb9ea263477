//! A database page that is damaged: set aside, what can be read recovered, the person told, everything sent once.

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use outbox::{OutboxError, ReportState};

use crate::device::Device;
use crate::portal::FakePortal;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_costs_what_stood_on_it_and_nothing_else() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let filed = 60;
    for number in 0..filed {
        device.file(&format!("Phản ánh số {number}: {}", "đèn đường không sáng ".repeat(20)), &[]);
    }
    let folder = device.close();
    let pages = std::fs::metadata(folder.path().join("outbox.sqlite3")).unwrap().len() / 4096;
    let (mut recovered, mut roots) = (0, 0);
    for page in 1..pages {
        let copy = copy_of(folder.path());
        damage(copy.path(), page);
        let device = Device::on(copy);
        let reports = device.outbox.reports().unwrap();
        let Some(recovery) = device.outbox.recovery() else {
            assert_eq!(reports.len(), filed, "page {page} holds nothing");
            continue;
        };
        recovered += 1;
        assert!(recovery.set_aside.is_file(), "the damaged file is kept");
        roots += usize::from(reports.is_empty());
        assert!(reports.is_empty() || reports.len() >= filed - 20, "page {page}: {} of {filed} left", reports.len());
        if recovered == 3 && !reports.is_empty() {
            device.sync_until_done(&portal.address()).await;
            let done = device.outbox.reports().unwrap();
            assert!(done.iter().all(|report| report.state == ReportState::Complete));
            assert_eq!(portal.books().filed.len(), done.len());
            device.outbox.recovery_seen().unwrap();
            assert_eq!(device.outbox.recovery(), None);
        }
    }
    assert!(roots <= 4, "{roots} of {pages} pages lead to all others");
    assert!(recovered > 5, "{recovered} of {pages} pages were found damaged");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_its_first_page_is_set_aside_and_a_new_one_works() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    device.file("Đèn hỏng", &[]);
    let folder = device.close();
    damage(folder.path(), 0);
    let device = Device::on(folder);
    assert!(device.outbox.recovery().unwrap().set_aside.is_file());
    let id = device.file("Ống vỡ", &[]);
    device.sync_until_done(&portal.address()).await;
    assert_eq!(device.outbox.story(id).unwrap().summary.state, ReportState::Complete);
}

#[test]
fn nobody_replaces_a_damaged_database_that_another_program_has_open() {
    let device = Device::new();
    device.file("Đèn hỏng", &[]);
    // Closed once, so that everything stands in the file and nothing in the journal.
    let device = Device::on(device.close());
    damage(&device.folder(), 0);
    let refused = device.open_again().err().unwrap();
    assert!(matches!(refused, OutboxError::DataBroken(_)), "{refused:?}");
    assert!(
        std::fs::read_dir(device.folder())
            .unwrap()
            .flatten()
            .all(|entry| { !entry.file_name().to_string_lossy().contains("broken") })
    );
}

/// Overwrites one page with what a dying flash chip gives back.
fn damage(folder: &Path, page: u64) {
    let mut file = std::fs::File::options().write(true).open(folder.join("outbox.sqlite3")).unwrap();
    file.seek(SeekFrom::Start(page * 4096)).unwrap();
    file.write_all(&[0xa5; 4096]).unwrap();
}

fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}
