//! A citizen's own data: to be seen, taken away, and erased.

use std::sync::PoisonError;

use jiff::Timestamp;
use outbox::OutboxError;

use super::{Desk, lock, open_outbox};
use crate::problem::AppError;
use crate::settings::Settings;
use crate::view::{DataCopy, MyData};

impl Desk {
    /// How much of what is on this device.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn my_data(&self) -> Result<MyData, AppError> {
        self.with(|outbox| Ok(outbox.holdings()?.into()))
    }

    /// Writes a copy of everything into a new folder where copies go, whose name says when.
    ///
    /// # Errors
    /// When it cannot be written there.
    pub fn export_data(&self, now: Timestamp) -> Result<DataCopy, AppError> {
        let place = self.folder.copies();
        self.with(|outbox| {
            std::fs::create_dir_all(place)
                .map_err(|source| OutboxError::FileUnreadable { path: place.to_owned(), source })?;
            let folder = place.join(format!("phan-anh-{}", now.strftime("%Y%m%d-%H%M%S")));
            let exported = outbox.export(&folder)?;
            Ok(DataCopy { folder: folder.display().to_string(), reports: exported.reports, photos: exported.photos })
        })
    }

    /// Asks the portal to erase every report of this device; how many were asked for now.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn erase_reports(&self) -> Result<usize, AppError> {
        self.file(|outbox| {
            let reports = outbox.reports()?;
            let erasable = |report: &&outbox::ReportSummary| outbox.may(report.id, report::ActKind::Erase).is_ok();
            let asked: Vec<_> = reports.iter().filter(erasable).map(|report| report.id).collect();
            asked.iter().try_for_each(|report| outbox.erase(*report).map(drop))?;
            Ok(asked.len())
        })
    }

    /// Erases everything on this device, the settings with it, and begins anew as another device.
    ///
    /// # Errors
    /// While something is on this device alone, unless `even_unsent`; when the folder cannot be used.
    pub async fn erase_everything(&self, even_unsent: bool) -> Result<(), AppError> {
        self.resting.send_replace(true);
        let outcome = match self.sending.subscribe().wait_for(|sending| !sending).await {
            Ok(_) => self.erase_now(even_unsent),
            Err(_) => Err(OutboxError::EngineRunning),
        };
        self.resting.send_replace(false);
        outcome.map_err(|error| self.problem(&error))
    }

    fn erase_now(&self, even_unsent: bool) -> Result<(), OutboxError> {
        let mut opened = self.outbox.write().unwrap_or_else(PoisonError::into_inner);
        match opened.as_ref() {
            Ok(outbox) => outbox.erase_everything(even_unsent)?,
            Err(_) => return Err(OutboxError::DataBroken("the folder is not open".to_owned())),
        }
        // Closed before it is opened anew: the old one is of no use any more.
        *opened = Err(OutboxError::EngineRunning);
        *opened = open_outbox(&self.folder);
        let language = self.settings().language;
        let fresh = Settings { language, ..Settings::default() };
        fresh.write(&self.folder)?;
        *lock(&self.settings) = fresh;
        self.spoken.send_replace(false);
        Ok(())
    }
}
