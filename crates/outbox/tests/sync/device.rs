//! A device in a temporary folder, with clocks that a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use outbox::draft::Spot;
use outbox::sync::engine::Until;
use outbox::sync::{Patience, PortalAddress, SyncState};
use outbox::{Clock, DraftChange, Engine, Outbox, OutboxError, ReportSummary};
use report::ActId;

use crate::portal::portal_id;

/// Both clocks, moved by hand; the steady one also runs by itself.
pub struct HandClock {
    wall_ms: AtomicI64,
    uptime_ms: AtomicU64,
    began: std::time::Instant,
}

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.wall_ms.load(Ordering::Relaxed)).unwrap()
    }

    fn uptime_ms(&self) -> u64 {
        self.uptime_ms.load(Ordering::Relaxed) + self.began.elapsed().as_millis() as u64
    }
}

impl HandClock {
    /// Moves the wall clock alone, as a person or a wrong setting does.
    pub fn jump(&self, hours: i64) {
        self.wall_ms.fetch_add(hours * 3_600_000, Ordering::Relaxed);
    }

    /// Time passes: both clocks move.
    pub fn pass(&self, time: Duration) {
        self.wall_ms.fetch_add(time.as_millis() as i64, Ordering::Relaxed);
        self.uptime_ms.fetch_add(time.as_millis() as u64, Ordering::Relaxed);
    }
}

pub struct Device {
    pub outbox: Outbox,
    pub clock: Arc<HandClock>,
    folder: tempfile::TempDir,
}

impl Device {
    pub fn new() -> Self {
        Self::on(tempfile::tempdir().unwrap())
    }

    /// A device that goes on with what is in `folder`.
    pub fn on(folder: tempfile::TempDir) -> Self {
        let clock = Self::clock();
        let outbox = Outbox::open(folder.path(), portal_id(), clock.clone()).unwrap();
        Self { outbox, clock, folder }
    }

    /// A device whose folder is elsewhere.
    pub fn of(outbox: Outbox) -> Self {
        Self { outbox, clock: Self::clock(), folder: tempfile::tempdir().unwrap() }
    }

    fn clock() -> Arc<HandClock> {
        Arc::new(HandClock {
            wall_ms: AtomicI64::new(1_795_000_000_000),
            uptime_ms: AtomicU64::new(0),
            began: std::time::Instant::now(),
        })
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.folder.path().to_owned()
    }

    /// The folder, once nobody has it open any more.
    pub fn close(self) -> tempfile::TempDir {
        drop(self.outbox);
        self.folder
    }

    /// As another program opens it.
    pub fn open_again(&self) -> Result<Outbox, OutboxError> {
        Outbox::open(self.folder.path(), portal_id(), self.clock.clone())
    }

    /// Files a report of these words, with this many different photos.
    pub fn file(&self, text: &str, photos: &[u32]) -> ActId {
        let draft = self.outbox.new_draft().unwrap().id;
        let spot = Spot { lat: 16.8163, lon: 107.096, accuracy_m: None };
        let (category, text) = (Some("khac".into()), Some(text.into()));
        let change = DraftChange { category, text, spot: Some(spot), ..DraftChange::default() };
        self.outbox.change_draft(draft, change).unwrap();
        for side in photos {
            self.outbox.add_photo(draft, &picture(*side)).unwrap();
        }
        self.outbox.file(draft).unwrap()
    }

    /// Files a report of this category.
    pub fn file_in(&self, category: &str) -> ActId {
        let draft = self.outbox.new_draft().unwrap().id;
        let spot = Spot { lat: 16.8163, lon: 107.096, accuracy_m: None };
        let (category, text) = (Some(category.into()), Some("Đèn hỏng".into()));
        self.outbox
            .change_draft(draft, DraftChange { category, text, spot: Some(spot), ..DraftChange::default() })
            .unwrap();
        self.outbox.file(draft).unwrap()
    }

    /// Sends until the link carries no more now.
    pub async fn sync(&self, address: &PortalAddress) -> SyncState {
        self.sync_with(address, Patience::default()).await
    }

    pub async fn sync_with(&self, address: &PortalAddress, patience: Patience) -> SyncState {
        let mut engine = Engine::open(self.outbox.clone(), address, Arc::default()).unwrap().with_patience(patience);
        let state = engine.state();
        engine.run(Until::Settled).await.unwrap();
        state.borrow().clone()
    }

    /// Sends until nothing waits.
    pub async fn sync_until_done(&self, address: &PortalAddress) {
        let mut engine = Engine::open(self.outbox.clone(), address, Arc::default()).unwrap();
        tokio::time::timeout(Duration::from_secs(60), engine.run(Until::Done)).await.expect("it ends").unwrap();
    }

    pub fn only(&self) -> ReportSummary {
        let reports = self.outbox.reports().unwrap();
        assert_eq!(reports.len(), 1);
        reports[0].clone()
    }
}

/// Files a report of these words, with photos of these sides.
pub fn file(outbox: &Outbox, text: &str, photos: &[u32]) -> ActId {
    let draft = outbox.new_draft().unwrap().id;
    let spot = Spot { lat: 16.8163, lon: 107.096, accuracy_m: None };
    let (category, text) = (Some("khac".into()), Some(text.into()));
    outbox.change_draft(draft, DraftChange { category, text, spot: Some(spot), ..DraftChange::default() }).unwrap();
    for side in photos {
        outbox.add_photo(draft, &picture(*side)).unwrap();
    }
    outbox.file(draft).unwrap()
}

/// A tenth of a second for what takes a minute.
pub fn quick() -> Patience {
    Patience {
        stall: Duration::from_millis(800),
        window: Duration::from_millis(400),
        answer: Duration::from_millis(1500),
        ..Patience::default()
    }
}

/// A picture of noise, which no compression makes small.
pub fn picture(side: u32) -> Vec<u8> {
    let mut state = side;
    let image = image::RgbImage::from_fn(side, side, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}
