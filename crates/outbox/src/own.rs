//! A citizen's own data on this device: what is here, a copy of it to take away, and its end.
//!
//! A copy is a folder that people and programs read: `data.json` with every word, `photos/`, `voices/`, `receipts/` as the
//! portal signed them. What a photo hides is not in it: the copy holds what was sealed.

use std::path::Path;

use rusqlite::TransactionBehavior;
use serde_json::json;

use crate::error::{DeedProblem, OutboxError};
use crate::outbox::{Outbox, lock_engine};
use crate::reports::Story;
use crate::store::files::write_durably;
use crate::store::{erasing, holdings, recovery};
use crate::{base_map, described, device};

/// How much of what is on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holdings {
    /// Reports, claimed ones among them, without those that were erased.
    pub reports: u64,
    /// What is still being written.
    pub drafts: u64,
    /// Photo files.
    pub photos: u64,
    /// Their bytes.
    pub photo_bytes: u64,
    /// Tracking codes that were typed.
    pub codes: u64,
    /// Public cases that are followed or taken part in.
    pub followed: u64,
    /// Something is on this device alone: a draft, or what the portal has not confirmed.
    pub unsent: bool,
}

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exported {
    /// How many reports.
    pub reports: usize,
    /// How many photos.
    pub photos: usize,
}

impl Outbox {
    /// How much of what is on this device.
    ///
    /// # Errors
    /// When the database or the folder cannot be read.
    pub fn holdings(&self) -> Result<Holdings, OutboxError> {
        let (photos, photo_bytes) = self.inner.files.count()?;
        let counted = holdings::count(&self.database())?;
        Ok(Holdings { photos, photo_bytes, ..counted })
    }

    /// Writes everything that is on this device into the new folder `to`.
    ///
    /// # Errors
    /// [`OutboxError::FileUnreadable`] when `to` is there already or cannot be written.
    pub fn export(&self, to: &Path) -> Result<Exported, OutboxError> {
        let unwritable = |source| OutboxError::FileUnreadable { path: to.to_owned(), source };
        let reports = self.reports()?;
        let stories = reports.into_iter().map(|report| self.story(report.id)).collect::<Result<Vec<_>, _>>()?;
        std::fs::create_dir(to).map_err(unwritable)?;
        for folder in ["photos", "voices", "receipts"] {
            std::fs::create_dir(to.join(folder)).map_err(unwritable)?;
        }
        let mut photos = 0;
        for story in &stories {
            photos += self.export_photos(story, &to.join("photos"))?;
            self.export_voice(story, &to.join("voices"))?;
            export_receipts(story, &to.join("receipts")).map_err(unwritable)?;
        }
        let person = self.person()?;
        let value = json!({
            "person": { "name": person.name, "phone": person.phone, "notify": person.notify.map(|way| way.to_string()) },
            "reports": stories.iter().map(described::filed).collect::<Vec<_>>(),
            "followed": self.followed()?.iter().map(|case| json!(case.case_number)).collect::<Vec<_>>(),
        });
        let text = serde_json::to_vec_pretty(&value).map_err(std::io::Error::from)?;
        write_durably(&to.join("data.json"), &text).map_err(unwritable)?;
        Ok(Exported { reports: stories.len(), photos })
    }

    fn export_photos(&self, story: &Story, to: &Path) -> Result<usize, OutboxError> {
        let of_acts = story.summary.acts.iter().flat_map(|act| act.photos.iter());
        let mut written = 0;
        for sha256 in story.photos.iter().map(|photo| &photo.sha256).chain(of_acts) {
            // A photo whose time on this device is over is at the portal alone.
            let Ok(bytes) = self.picture(sha256, false) else { continue };
            let path = to.join(format!("{sha256}.jpg"));
            write_durably(&path, &bytes).map_err(|source| OutboxError::FileUnreadable { path, source })?;
            written += 1;
        }
        Ok(written)
    }

    fn export_voice(&self, story: &Story, to: &Path) -> Result<(), OutboxError> {
        let Some(voice) = &story.voice else { return Ok(()) };
        let Ok(bytes) = self.picture(&voice.sha256, false) else { return Ok(()) };
        let ending = voice.media_type.trim_start_matches("audio/");
        let path = to.join(format!("{}.{ending}", voice.sha256));
        write_durably(&path, &bytes).map_err(|source| OutboxError::FileUnreadable { path, source })
    }

    /// Erases everything of this citizen from this device: drafts, reports, photos, receipts, codes, name and telephone, and
    /// the device's key. What the portal has is erased by [`Outbox::erase`] before. Nothing may be done with this outbox
    /// any more; the folder opened anew is another device's.
    ///
    /// # Errors
    /// [`DeedProblem::UnsentWaits`] while something is on this device alone, unless `even_unsent`;
    /// [`OutboxError::EngineRunning`].
    pub fn erase_everything(&self, even_unsent: bool) -> Result<(), OutboxError> {
        let _lock = lock_engine(&self.inner.folder)?;
        let mut connection = self.database();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if !even_unsent && erasing::anything_unsent(&transaction)? {
            return Err(DeedProblem::UnsentWaits.into());
        }
        erasing::erase_all(&transaction)?;
        transaction.commit()?;
        self.inner.files.remove_all()?;
        recovery::forget(&self.inner.folder)?;
        // Even that there was spoken help is nobody's business.
        self.forget_recordings()?;
        base_map::sweep(&self.inner.folder, &[])?;
        device::forget(&self.inner.folder)?;
        Ok(connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?)
    }
}

fn export_receipts(story: &Story, to: &Path) -> std::io::Result<()> {
    for (kind, receipt) in [("accepted", &story.accepted), ("complete", &story.complete)] {
        let Some(receipt) = receipt else { continue };
        write_durably(&to.join(format!("{}.{kind}.cose", story.summary.id)), receipt)?;
    }
    Ok(())
}
