//! The province's region as the portal itself uses it: read once per pack, shared by all requests.
//!
//! A pack may be imported by another process while this one serves, so that each use asks the books which one counts.

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use place::Region;

use crate::error::PortalError;
use crate::store::Store;
use crate::store::region::{self, RegionRow};

/// How hard a pack is compressed: once per start, for thousands of slow links.
const LEVEL: i32 = 15;

/// The region that counts now.
#[derive(Debug)]
pub struct KnownRegion {
    id: i64,
    /// The communes.
    pub region: Region,
    /// The `ETag` of the pack that devices fetch, with its quotes.
    pub etag: String,
    /// That pack, as it was signed.
    pub pack: Bytes,
    /// The same, zstd.
    pub compressed: Bytes,
}

/// The newest region, cached.
#[derive(Debug, Default)]
pub struct Regions {
    cached: RwLock<Option<Arc<KnownRegion>>>,
}

impl Regions {
    /// The region that counts now; `None` before the first import.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn current(&self, store: &Store) -> Result<Option<Arc<KnownRegion>>, PortalError> {
        let Some(newest) = region::newest_id(store.readers()).await? else { return Ok(None) };
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner).clone();
        match cached {
            Some(known) if known.id == newest => Ok(Some(known)),
            _ => self.load(store).await.map(Some),
        }
    }

    async fn load(&self, store: &Store) -> Result<Arc<KnownRegion>, PortalError> {
        let row = region::newest(store.readers()).await?.ok_or(PortalError::Broken("region"))?;
        let known = tokio::task::spawn_blocking(move || known(row));
        let known = known.await.map_err(|_| PortalError::Broken("region"))??;
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

fn known(row: RegionRow) -> Result<Arc<KnownRegion>, PortalError> {
    let region = Region::from_geojson(&row.geojson)?;
    let compressed = zstd::bulk::compress(&row.pack, LEVEL)?.into();
    Ok(Arc::new(KnownRegion { id: row.id, region, etag: row.etag, pack: row.pack.into(), compressed }))
}
