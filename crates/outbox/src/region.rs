//! What the device knows of the province: the verified region pack, or the built-in table until one came.

use std::path::Path;

use place::{Candidate, Commune, Method, Point};
use report::pack::RegionPack;
use report::{Content, Signed, category};

use crate::draft::{Draft, Spot};
use crate::error::{DraftProblem, OutboxError};

/// The file of the region pack, the very bytes that were verified when they came.
pub(crate) const PACK_FILE: &str = "region.cbor";

/// A province as far as this device knows it.
#[derive(Debug)]
pub struct Region {
    polygons: Option<place::Region>,
    categories: Vec<String>,
}

/// How the position of a draft came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotSource {
    /// Given by the device or typed.
    Given,
    /// A photo's metadata.
    Photo,
    /// No position; a commune was picked.
    Chosen,
}

/// Where a draft is, as far as is known.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftPlace {
    /// The position, when there is one.
    pub spot: Option<Spot>,
    /// Where it comes from.
    pub source: SpotSource,
    /// How the commune was found.
    pub method: Method,
    /// The commune, unless it is for the citizen to choose.
    pub commune: Option<Commune>,
    /// The nearest communes, nearest first.
    pub candidates: Vec<Candidate>,
}

impl Region {
    /// The region pack in `data`, else the built-in table. The pack was verified when it was stored.
    ///
    /// # Errors
    /// When the stored pack is damaged.
    pub fn open(data: &Path) -> Result<Self, OutboxError> {
        let path = data.join(PACK_FILE);
        if !path.exists() {
            return Ok(Self::builtin());
        }
        let broken = |error: String| OutboxError::Region(error);
        let signed =
            Signed::open_large(&std::fs::read(path)?, Content::Region).map_err(|error| broken(error.to_string()))?;
        let pack: RegionPack = minicbor::decode(&signed.payload).map_err(|error| broken(error.to_string()))?;
        let polygons = place::Region::from_geojson(&pack.communes).map_err(|error| broken(error.to_string()))?;
        Ok(Self { polygons: Some(polygons), categories: pack.categories })
    }

    /// A province whose communes are these polygons, given as GeoJSON.
    ///
    /// # Errors
    /// When they do not read.
    pub fn from_geojson(communes: &str) -> Result<Self, OutboxError> {
        let polygons = place::Region::from_geojson(communes).map_err(|error| OutboxError::Region(error.to_string()))?;
        Ok(Self { polygons: Some(polygons), ..Self::builtin() })
    }

    /// What every device knows from its build.
    #[must_use]
    pub fn builtin() -> Self {
        Self { polygons: None, categories: category::DEFAULTS.iter().map(ToString::to_string).collect() }
    }

    /// Codes of the categories, in the order in which they are offered.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// Every commune, by its name's order in the pack.
    #[must_use]
    pub fn communes(&self) -> Vec<Commune> {
        match &self.polygons {
            Some(polygons) => polygons.communes().cloned().collect(),
            None => place::builtin().iter().map(|unit| unit.commune.clone()).collect(),
        }
    }

    /// The commune of this code.
    #[must_use]
    pub fn commune(&self, code: &str) -> Option<Commune> {
        self.communes().into_iter().find(|commune| commune.code.as_str() == code)
    }

    /// Where a position is.
    #[must_use]
    pub fn locate(&self, point: Point) -> place::Place {
        match &self.polygons {
            Some(polygons) => polygons.locate_at(point),
            None => place::suggest_at(point),
        }
    }

    /// Where a draft is: the picked commune goes before the position's own.
    #[must_use]
    pub fn place_of(&self, draft: &Draft) -> Option<DraftPlace> {
        let spot = draft.position();
        let located = spot.and_then(|spot| Point::parse(spot.lat, spot.lon).ok()).map(|point| self.locate(point));
        let picked = draft.commune.as_deref().and_then(|code| self.commune(code));
        let source = match (draft.spot, spot) {
            (Some(_), _) => SpotSource::Given,
            (None, Some(_)) => SpotSource::Photo,
            (None, None) => SpotSource::Chosen,
        };
        let candidates = located.as_ref().map(|place| place.candidates.clone()).unwrap_or_default();
        match (picked, located) {
            (Some(commune), _) => {
                Some(DraftPlace { spot, source, method: Method::Chosen, commune: Some(commune), candidates })
            }
            (None, Some(place)) => {
                Some(DraftPlace { spot, source, method: place.method, commune: place.commune, candidates })
            }
            (None, None) => None,
        }
    }

    /// Refuses codes that the province does not have.
    ///
    /// # Errors
    /// [`DraftProblem::CategoryUnknown`] or [`DraftProblem::CommuneUnknown`].
    pub fn check(&self, category: Option<&str>, commune: Option<&str>) -> Result<(), DraftProblem> {
        if category.is_some_and(|code| !self.categories.iter().any(|known| known == code)) {
            return Err(DraftProblem::CategoryUnknown);
        }
        if commune.is_some_and(|code| self.commune(code).is_none()) {
            return Err(DraftProblem::CommuneUnknown);
        }
        Ok(())
    }
}
