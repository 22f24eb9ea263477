//! What the device knows of the province: the verified region pack, or the built-in table until one came.

use std::path::Path;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use place::gazetteer::CommuneThen;
use place::{Candidate, Commune, Gazetteer, Method, NamedPlace, OldCommune, PlaceHit, PlaceKind, Point};
use report::base_map::PackBaseMap;
use report::pack::{PackCategory, PackOldCommune, PackPlace, PackRule, PackUnit, RegionPack};
use report::spoken::PackSpoken;
use report::words::{Language, word};
use report::{Content, Degrees, Signed, category};

use crate::draft::{Draft, Spot};
use crate::error::{DraftProblem, OutboxError};
use crate::outbox::Outbox;
use crate::timetable::Timetable;

/// The file of the region pack, the very bytes that were verified when they came.
pub(crate) const PACK_FILE: &str = "region.cbor";
const DAMAGED_FILE: &str = "region.damaged.cbor";

/// As many answers as a search gives: more would not be read.
const HITS: usize = 20;

/// A province as far as this device knows it.
#[derive(Debug)]
pub struct Region {
    pub(crate) polygons: Option<place::Region>,
    categories: Vec<String>,
    details: Vec<PackCategory>,
    pub(crate) units: Vec<PackUnit>,
    pub(crate) rules: Vec<PackRule>,
    old_communes: Vec<OldCommune>,
    pub(crate) places: Vec<NamedPlace>,
    pub(crate) time: Option<Timetable>,
    pub(crate) spoken: Option<PackSpoken>,
    pub(crate) base_map: Option<PackBaseMap>,
    /// Made when something is first searched: folding thousands of names takes a moment.
    gazetteer: OnceLock<Gazetteer>,
}

/// How the position of a draft came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpotSource {
    /// Given by the device or typed.
    Given,
    /// Set by a finger on the map.
    Map,
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
        Self::from_pack(pack)
    }

    /// Puts a pack that does not read where nobody takes it for one, and people who look for the reason find it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn set_aside(data: &Path) -> Result<(), OutboxError> {
        Ok(std::fs::rename(data.join(PACK_FILE), data.join(DAMAGED_FILE))?)
    }

    /// The province of a pack, whose signature was verified before.
    ///
    /// # Errors
    /// When its polygons do not read. A name that makes no sense is left out.
    pub fn from_pack(pack: RegionPack) -> Result<Self, OutboxError> {
        let region = Self::from_geojson(&pack.communes)?;
        Ok(Self {
            categories: pack.categories,
            details: pack.category_details.unwrap_or_default(),
            units: pack.units,
            rules: pack.rules.unwrap_or_default(),
            old_communes: pack.old_communes.unwrap_or_default().into_iter().filter_map(old_commune).collect(),
            places: pack.places.unwrap_or_default().into_iter().filter_map(named_place).collect(),
            time: pack.time.map(Into::into),
            spoken: pack.spoken,
            base_map: pack.base_map,
            ..region
        })
    }

    /// A province whose communes are these polygons, given as GeoJSON.
    ///
    /// # Errors
    /// When they do not read.
    pub fn from_geojson(communes: &str) -> Result<Self, OutboxError> {
        let polygons = place::Region::from_geojson(communes).map_err(|error| OutboxError::Region(error.to_string()))?;
        Ok(Self { polygons: Some(polygons), ..Self::builtin() })
    }

    /// Whether a province told all of this, and not the build.
    pub(crate) fn is_of_a_pack(&self) -> bool {
        self.polygons.is_some()
    }

    /// What every device knows from its build.
    #[must_use]
    pub fn builtin() -> Self {
        Self {
            polygons: None,
            categories: category::DEFAULTS.iter().map(ToString::to_string).collect(),
            details: Vec::new(),
            units: Vec::new(),
            rules: Vec::new(),
            old_communes: Vec::new(),
            places: Vec::new(),
            time: None,
            spoken: None,
            base_map: None,
            gazetteer: OnceLock::new(),
        }
    }

    /// Codes of the categories, in the order in which they are offered.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// What the province says of a category; nothing before a pack came that does.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&PackCategory> {
        self.details.iter().find(|category| category.code == code)
    }

    /// What a category is called: the province's name for it, else the shared word, else its code.
    #[must_use]
    pub fn category_name(&self, code: &str, language: Language) -> String {
        let told = self.category(code).map(|category| match language {
            Language::Vi => &category.vi,
            Language::En => &category.en,
        });
        told.filter(|name| !name.is_empty()).cloned().unwrap_or_else(|| word("category", code, language))
    }

    /// Whether a category is called so in Vietnamese, the language of texts of cases.
    pub(crate) fn category_is(&self, code: &str, name: &str) -> bool {
        self.category_name(code, Language::Vi) == name
    }

    /// Every commune, by its name's order in the pack.
    #[must_use]
    pub fn communes(&self) -> Vec<Commune> {
        match &self.polygons {
            Some(polygons) => polygons.communes().cloned().collect(),
            None => place::builtin().iter().map(|unit| unit.commune.clone()).collect(),
        }
    }

    /// The commune of today of this code.
    #[must_use]
    pub fn commune(&self, code: &str) -> Option<Commune> {
        self.communes().into_iter().find(|commune| commune.code.as_str() == code)
    }

    /// What a code meant on that day: most codes of today belonged to another unit before July 2025.
    #[must_use]
    pub fn commune_on(&self, code: &str, on: Date) -> Option<CommuneThen> {
        self.gazetteer().commune_on(code, on)
    }

    /// What bears a name like this, the best first, for words that are meant on that day. Works without a network.
    #[must_use]
    pub fn search_places(&self, text: &str, on: Date) -> Vec<PlaceHit> {
        self.gazetteer().search(text, on, HITS)
    }

    fn gazetteer(&self) -> &Gazetteer {
        let make = || Gazetteer::new(self.communes(), self.old_communes.clone(), self.places.clone());
        self.gazetteer.get_or_init(make)
    }

    /// Where a position is.
    #[must_use]
    pub fn locate(&self, point: Point) -> place::Place {
        match &self.polygons {
            Some(polygons) => polygons.locate_at(point),
            None => place::suggest_at(point),
        }
    }

    /// Where a finger on the map points.
    ///
    /// # Errors
    /// [`DraftProblem::PositionInvalid`].
    pub fn pointed(&self, lat: f64, lon: f64) -> Result<DraftPlace, DraftProblem> {
        let spot = Spot { lat, lon, accuracy_m: None }.checked()?;
        let point = Point::parse(lat, lon).map_err(|_| DraftProblem::PositionInvalid)?;
        let place::Place { method, commune, candidates, .. } = self.locate(point);
        Ok(DraftPlace { spot: Some(spot), source: SpotSource::Map, method, commune, candidates })
    }

    /// Where a draft is: the picked commune goes before the position's own.
    #[must_use]
    pub fn place_of(&self, draft: &Draft) -> Option<DraftPlace> {
        let spot = draft.position();
        let located = spot.and_then(|spot| Point::parse(spot.lat, spot.lon).ok()).map(|point| self.locate(point));
        let picked = draft.commune.as_deref().and_then(|code| self.commune(code));
        let source = match (draft.spot, spot) {
            (Some(_), _) if draft.by_map => SpotSource::Map,
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

impl Outbox {
    /// What bears a name like this, the best first; the names that the province has today go before old ones.
    ///
    /// # Errors
    /// When the stored region pack is damaged.
    pub fn search_places(&self, text: &str) -> Result<Vec<PlaceHit>, OutboxError> {
        Ok(self.region()?.search_places(text, day(self.inner.clock.now())))
    }
}

/// The day in the province.
#[must_use]
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::get("Asia/Ho_Chi_Minh").unwrap_or(TimeZone::UTC)).date()
}

fn old_commune(old: PackOldCommune) -> Option<OldCommune> {
    Some(OldCommune {
        valid_from: old.valid_from.map(|day| day.parse()).transpose().ok()?,
        valid_until: old.valid_until.parse().ok()?,
        today: old.today.parse().ok()?,
        code: old.code,
        name: old.name,
        district: old.district,
    })
}

fn named_place(place: PackPlace) -> Option<NamedPlace> {
    let at = place.lat.map(Degrees::degrees).zip(place.lon.map(Degrees::degrees));
    Some(NamedPlace {
        commune: place.commune.parse().ok()?,
        kind: PlaceKind::of_number(place.kind),
        point: at.and_then(|(lat, lon)| Point::parse(lat, lon).ok()),
        name: place.name,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use jiff::civil::date;

    use super::*;

    const ONE: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
         "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;

    fn pack() -> RegionPack {
        let old = |code: &str, name: &str, today: &str, until: &str| PackOldCommune {
            code: code.into(),
            name: name.into(),
            today: today.into(),
            valid_until: until.into(),
            valid_from: None,
            district: Some("Thành phố Đông Hà".into()),
        };
        let place = |name: &str, kind, commune: &str, at: Option<(f64, f64)>| PackPlace {
            name: name.into(),
            kind,
            commune: commune.into(),
            lat: at.and_then(|(lat, _)| Degrees::from_degrees(lat)),
            lon: at.and_then(|(_, lon)| Degrees::from_degrees(lon)),
        };
        RegionPack {
            made_at_ms: 0,
            communes: ONE.into(),
            units: Vec::new(),
            categories: Vec::new(),
            old_communes: Some(vec![
                old("19327", "Phường 1", "19333", "2025-06-30"),
                old("19330", "Phường 2", "19333", "hôm qua"),
                old("19336", "Phường 3", "20000", "2025-06-30"),
            ]),
            places: Some(vec![
                place("Chợ Đông Hà", 3, "19333", Some((16.5, 107.5))),
                place("Bến xe", 77, "19333", None),
                place("Thôn Hai", 0, "x", None),
            ]),
            category_details: None,
            time: None,
            rules: None,
            spoken: None,
            base_map: None,
        }
    }

    #[test]
    fn names_of_a_pack_are_found_and_what_makes_no_sense_is_left_out() {
        let region = Region::from_pack(pack()).unwrap();
        let found = |text: &str| region.search_places(text, date(2026, 11, 24));
        let market = &found("cho dong ha")[0];
        assert_eq!((market.commune.code.as_str(), market.point.map(Point::lat)), ("19333", Some(16.5)));
        assert!(found("p1")[0].former);
        assert_eq!(found("ben xe")[0].kind, place::HitKind::Place(PlaceKind::Landmark));
        assert!(
            found("phuong 2").iter().chain(&found("phuong 3")).chain(&found("thon hai")).all(|hit| hit.old.is_none())
        );
        assert_eq!(region.commune_on("19327", date(2025, 6, 30)).unwrap().today[0].code.as_str(), "19333");
        assert_eq!(region.commune_on("19327", date(2025, 7, 1)), None);
    }

    #[test]
    fn without_a_pack_the_communes_of_today_are_found() {
        let hits = Region::builtin().search_places("khe sanh", date(2026, 11, 24));
        assert_eq!(hits[0].commune.code.as_str(), "19429");
    }
}
