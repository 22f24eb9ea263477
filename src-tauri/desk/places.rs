//! The province as this device knows it.

use outbox::Region;
use report::category::ORDNANCE;
use report::pack::PackCategory;

use super::Desk;
use crate::problem::AppError;
use crate::settings::Language;
use crate::view::{Category, Commune, DraftPlace, PlaceHit};

/// As many categories go before the others: a row of the grid on a phone.
const RECENT: usize = 3;

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

    /// The categories: those in which this device filed last, the latest first, then the others in the province's order.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn categories(&self) -> Result<Vec<Category>, AppError> {
        let language = self.settings().language;
        self.with(|outbox| {
            let region = outbox.region()?;
            let offered = |code: &String| region.categories().contains(code);
            let recent: Vec<String> = outbox.recent_categories(RECENT)?.into_iter().filter(offered).collect();
            let others = region.categories().iter().filter(|code| !recent.contains(code));
            let view = |code: &String| Category { recent: recent.contains(code), ..category(&region, code, language) };
            Ok(recent.iter().chain(others).map(view).collect())
        })
    }

    /// What a map of the province draws, as `GeoJSON`.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn map(&self) -> Result<Vec<u8>, AppError> {
        self.with(|outbox| Ok(outbox.region()?.map()?.to_string().into_bytes()))
    }

    /// What lies under a finger on the map.
    ///
    /// # Errors
    /// When it is no position.
    pub fn locate(&self, lat: f64, lon: f64) -> Result<DraftPlace, AppError> {
        self.with(|outbox| Ok(outbox.region()?.pointed(lat, lon)?.into()))
    }
}

/// A category in the words of the province; before a pack says otherwise, ordnance wants no photo.
fn category(region: &Region, code: &str, language: Language) -> Category {
    let told = region.category(code);
    let name = |told: &PackCategory| match language {
        Language::Vi => told.vi.clone(),
        Language::En => told.en.clone(),
    };
    let unwanted = told.and_then(|told| told.photo_unwanted).map_or(code == ORDNANCE, |unwanted| unwanted == 1);
    Category {
        code: code.to_owned(),
        name: told.map(name).filter(|name| !name.is_empty()),
        icon: told.map_or_else(|| code.to_owned(), |told| told.icon.clone()),
        hotline: told.and_then(|told| told.hotline.clone()),
        photo_unwanted: unwanted,
        needs_name: told.is_some_and(PackCategory::needs_name),
        needs_phone: told.is_some_and(PackCategory::needs_phone),
        recent: false,
    }
}
