//! The province as this device knows it.

use super::Desk;
use crate::problem::AppError;
use crate::view::{Commune, PlaceHit};

impl Desk {
    /// Every commune, to choose from.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn communes(&self) -> Result<Vec<Commune>, AppError> {
        self.with(|outbox| Ok(outbox.region()?.communes().into_iter().map(Into::into).collect()))
    }

    /// What bears a name like this, old or new; needs no network.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn search_places(&self, text: &str) -> Result<Vec<PlaceHit>, AppError> {
        self.with(|outbox| Ok(outbox.search_places(text)?.into_iter().map(Into::into).collect()))
    }

    /// Codes of the categories.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn categories(&self) -> Result<Vec<String>, AppError> {
        self.with(|outbox| Ok(outbox.region()?.categories().to_vec()))
    }
}
