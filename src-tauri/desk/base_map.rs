//! The base map: asked for here, fetched by the engine, read by the window piece by piece.

use outbox::BaseMapProblem;

use super::Desk;
use crate::problem::AppError;
use crate::view::BaseMap;

impl Desk {
    /// The base map as it is here.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn base_map(&self) -> Result<BaseMap, AppError> {
        let map = self.with(|outbox| outbox.base_map())?;
        Ok(BaseMap::new(map, self.settings().language))
    }

    /// Asks the engine to fetch it.
    ///
    /// # Errors
    /// When there is none, or no room for it.
    pub fn fetch_base_map(&self) -> Result<BaseMap, AppError> {
        self.file(|outbox| outbox.want_base_map())?;
        self.base_map()
    }

    /// Stops fetching it.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn stop_base_map(&self) -> Result<BaseMap, AppError> {
        self.with(|outbox| outbox.stop_base_map())?;
        self.base_map()
    }

    /// Takes it away.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn remove_base_map(&self) -> Result<BaseMap, AppError> {
        self.with(|outbox| outbox.remove_base_map())?;
        self.base_map()
    }

    /// Looks whether it is whole, and takes a damaged one away.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn check_base_map(&self) -> Result<BaseMap, AppError> {
        self.with(|outbox| outbox.check_base_map())?;
        self.base_map()
    }

    /// Bytes of the base map of this hash.
    ///
    /// # Errors
    /// When it is not here, or they are none of it.
    pub fn base_map_bytes(&self, sha256: &str, offset: u64, length: u64) -> Result<Vec<u8>, AppError> {
        self.with(|outbox| {
            let sha256 = sha256.parse().map_err(|_| BaseMapProblem::NotHere)?;
            outbox.read_base_map(&sha256, offset, length)
        })
    }
}
