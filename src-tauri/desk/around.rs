//! What is public around here.

use outbox::OutboxError;

use super::Desk;
use crate::problem::AppError;
use crate::view::{Around, PublicCase};

impl Desk {
    /// What is public in a commune, by default where somebody looked or reported last; nothing while no commune is known. What
    /// is known is told at once, and fetched anew when it is old.
    ///
    /// # Errors
    /// When the folder cannot be used, or there is no such commune.
    pub fn around(&self, commune: Option<String>) -> Result<Option<Around>, AppError> {
        let found = self.with(|outbox| {
            let region = outbox.region()?;
            let code = commune.map_or_else(|| outbox.around_where(), |commune| Ok(Some(commune)))?;
            let commune = code.and_then(|code| region.commune(&code));
            let Some(commune) = commune else { return Ok::<_, OutboxError>(None) };
            let (around, stale) = outbox.around(commune.code.as_str())?;
            Ok(Some((commune, around, stale, outbox.now())))
        })?;
        let Some((commune, around, stale, now)) = found else { return Ok(None) };
        if stale {
            self.wake.notify_one();
        }
        Ok(Some(Around {
            commune: commune.into(),
            told_at: around.told_at.map(|at| at.to_string()),
            cases: around.cases.into_iter().map(|case| PublicCase::of(case, now)).collect(),
        }))
    }
}
