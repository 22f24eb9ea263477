//! Where something is, for the window.

use outbox::SpotSource;
use place::{HitKind, PlaceKind};
use serde::Serialize;
use specta::Type;

/// A commune-level unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct Commune {
    /// Five digits.
    pub code: String,
    /// «Phường Đông Hà».
    pub name: String,
}

impl From<place::Commune> for Commune {
    fn from(commune: place::Commune) -> Self {
        Self { code: commune.code.to_string(), name: commune.name }
    }
}

/// A category as the province has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// Its code.
    pub code: String,
    /// What the province calls it in the app's language; the app has a word of its own for those that it knows by itself.
    pub name: Option<String>,
    /// The name of its picture.
    pub icon: String,
    /// Whom to call at once.
    pub hotline: Option<String>,
    /// Nobody is asked for a photo.
    pub photo_unwanted: bool,
    /// Whoever reports must tell a name.
    pub needs_name: bool,
    /// Whoever reports must tell a telephone number.
    pub needs_phone: bool,
    /// One of those in which this device filed last.
    pub recent: bool,
}

/// A commune to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Which.
    pub commune: Commune,
    /// How far, kilometres.
    pub distance_km: f64,
}

/// What was found by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as place::HitKind")]
pub enum PlaceHitKind {
    Commune,
    OldCommune,
    Village,
    Road,
    Bridge,
    Market,
    Water,
    Landmark,
}

/// One answer of a search by name.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[expect(missing_docs, reason = "as place::PlaceHit")]
pub struct PlaceHit {
    pub name: String,
    pub kind: PlaceHitKind,
    pub commune: Commune,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    /// An old unit's district.
    pub district: Option<String>,
    pub former: bool,
}

impl From<place::PlaceHit> for PlaceHit {
    fn from(hit: place::PlaceHit) -> Self {
        Self {
            kind: match hit.kind {
                HitKind::Commune => PlaceHitKind::Commune,
                HitKind::OldCommune => PlaceHitKind::OldCommune,
                HitKind::Place(PlaceKind::Village) => PlaceHitKind::Village,
                HitKind::Place(PlaceKind::Road) => PlaceHitKind::Road,
                HitKind::Place(PlaceKind::Bridge) => PlaceHitKind::Bridge,
                HitKind::Place(PlaceKind::Market) => PlaceHitKind::Market,
                HitKind::Place(PlaceKind::Water) => PlaceHitKind::Water,
                HitKind::Place(PlaceKind::Landmark) => PlaceHitKind::Landmark,
            },
            name: hit.name,
            commune: hit.commune.into(),
            lat: hit.point.map(place::Point::lat),
            lon: hit.point.map(place::Point::lon),
            district: hit.old.and_then(|old| old.district),
            former: hit.former,
        }
    }
}

/// How a commune was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "as place::Method")]
pub enum PlaceMethod {
    Polygon,
    NearestCoast,
    Suggested,
    Outside,
    Chosen,
}

/// How a position came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "as report::PlaceSource")]
pub enum PlaceSource {
    Gps,
    Exif,
    Map,
    Kiosk,
    Chosen,
}

/// Where a draft is.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "as outbox::DraftPlace")]
pub struct DraftPlace {
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub source: PlaceSource,
    pub method: PlaceMethod,
    pub commune: Option<Commune>,
    pub candidates: Vec<Candidate>,
}

impl From<outbox::DraftPlace> for DraftPlace {
    fn from(place: outbox::DraftPlace) -> Self {
        Self {
            lat: place.spot.map(|spot| spot.lat),
            lon: place.spot.map(|spot| spot.lon),
            accuracy_m: place.spot.and_then(|spot| spot.accuracy_m),
            source: match place.source {
                SpotSource::Given => PlaceSource::Gps,
                SpotSource::Map => PlaceSource::Map,
                SpotSource::Photo => PlaceSource::Exif,
                SpotSource::Chosen => PlaceSource::Chosen,
            },
            method: match place.method {
                place::Method::Polygon => PlaceMethod::Polygon,
                place::Method::NearestCoast => PlaceMethod::NearestCoast,
                place::Method::Suggested => PlaceMethod::Suggested,
                place::Method::Outside => PlaceMethod::Outside,
                place::Method::Chosen => PlaceMethod::Chosen,
            },
            commune: place.commune.map(Into::into),
            candidates: place.candidates.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<place::Candidate> for Candidate {
    fn from(candidate: place::Candidate) -> Self {
        Self { commune: candidate.commune.into(), distance_km: candidate.distance_km }
    }
}
