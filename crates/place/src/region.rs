//! A province's communes with their boundaries, asked for a point.
//!
//! Invariant: at least one commune, sorted by code, no code twice; the outline is made of exactly these communes.

use geo::{BoundingRect, Geometry, GeometryCollection, MultiPolygon};

use crate::found::{self, CANDIDATES};
use crate::outline::Outline;
use crate::plane::Plane;
use crate::territory::Territory;
use crate::{Candidate, Commune, CommuneCode, FeatureLabel, Method, Place, Point, RegionError, Sketch, export, import};

/// The communes of a province and their boundaries. It is made once and asked often: an answer takes microseconds.
#[derive(Debug, Clone)]
pub struct Region {
    territories: Vec<Territory>,
    outline: Outline,
}

impl Region {
    /// Reads a `GeoJSON` `FeatureCollection` (RFC 7946, WGS 84 degrees) of one feature per commune, with the properties
    /// `code`, `full_name` and `kind` (`xa`, `phuong`, `dac_khu`; without it, what the name begins with).
    ///
    /// # Errors
    /// The first thing that is wrong, by feature and field; nothing is taken from a file with an error.
    pub fn from_geojson(text: &str) -> Result<Self, RegionError> {
        let communes = import::communes(text)?;
        let plane = Plane::at(middle_latitude(communes.iter().map(|(_, polygons)| polygons)));
        let outline = Outline::around(plane, communes.iter().map(|(_, polygons)| polygons));
        let territory = |(commune, polygons)| Territory::new(plane, commune, polygons);
        Ok(Self { territories: communes.into_iter().map(territory).collect(), outline })
    }

    /// The canonical `GeoJSON`, for the pack: the same communes always make the same bytes, and reading them makes the
    /// same region.
    #[must_use]
    pub fn to_geojson(&self) -> String {
        export::geojson(self.territories.iter().map(|territory| (&territory.commune, &territory.polygons)))
    }

    /// The province in few bytes, `width_px` pixels wide.
    #[must_use]
    pub fn sketch(&self, width_px: u32) -> Sketch {
        Sketch::of(self.territories.iter().map(|territory| (&territory.commune, &territory.polygons)), width_px)
    }

    /// Refuses communes that lie upon each other. Who makes a region asks this once; who uses one need not.
    ///
    /// # Errors
    /// [`RegionError::Overlap`] names two communes by code and name; their numbers are those of the sorted communes.
    pub fn check_apart(&self) -> Result<(), RegionError> {
        let numbered: Vec<_> = (1..).zip(&self.territories).collect();
        for (at, (number, later)) in numbered.iter().enumerate() {
            if let Some((first, earlier)) = numbered[..at].iter().find(|(_, earlier)| later.covers_ground_of(earlier)) {
                let label =
                    |number: usize, one: &Territory| FeatureLabel { number, name: Some(one.commune.name.clone()) };
                return Err(RegionError::Overlap { feature: label(*number, later), other: label(*first, earlier) });
            }
        }
        Ok(())
    }

    /// Latitude and longitude, in degrees, of the south-western corner of all communes together and of the north-eastern one.
    #[must_use]
    pub fn bounds(&self) -> ((f64, f64), (f64, f64)) {
        let rects = self.territories.iter().filter_map(|territory| territory.polygons.bounding_rect());
        let corners = rects.map(|rect| (rect.min(), rect.max()));
        corners.fold(((90.0, 180.0), (-90.0, -180.0)), |((south, west), (north, east)), (low, high)| {
            ((low.y.min(south), low.x.min(west)), (high.y.max(north), high.x.max(east)))
        })
    }

    /// The communes, sorted by code.
    pub fn communes(&self) -> impl ExactSizeIterator<Item = &Commune> {
        self.territories.iter().map(|territory| &territory.commune)
    }

    /// The commune of that code.
    #[must_use]
    pub fn commune(&self, code: &CommuneCode) -> Option<&Commune> {
        let found = self.territories.binary_search_by(|territory| territory.commune.code.cmp(code)).ok()?;
        Some(&self.territories[found].commune)
    }

    /// Where a latitude and a longitude in degrees lie. What is no position is [`Method::Outside`] without candidates.
    #[must_use]
    pub fn locate(&self, lat: f64, lon: f64) -> Place {
        Point::parse(lat, lon).map_or_else(|_| Place::nowhere(), |point| self.locate_at(point))
    }

    /// Where a point lies. Candidates are the three nearest communes, also when the first of them is the answer.
    #[must_use]
    pub fn locate_at(&self, point: Point) -> Place {
        let candidates = self.nearest(point.into());
        let method = self.method(point.into(), &candidates);
        let nearest = candidates.first().map(|candidate| candidate.commune.clone());
        Place { commune: nearest.filter(|_| method != Method::Outside), method, candidates }
    }

    fn method(&self, point: geo::Point, candidates: &[Candidate]) -> Method {
        let inside = candidates.first().is_some_and(|nearest| nearest.distance_km == 0.0);
        if inside || self.outline.encloses(point) {
            Method::Polygon
        } else if self.outline.has_at_sea(point) {
            Method::NearestCoast
        } else {
            Method::Outside
        }
    }

    /// The nearest communes. Those whose bounds are farther away than what is already found are not measured.
    fn nearest(&self, point: geo::Point) -> Vec<Candidate> {
        let mut order: Vec<_> = self.territories.iter().map(|one| (one.at_least_km(point), one)).collect();
        order.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let mut candidates: Vec<Candidate> = Vec::with_capacity(CANDIDATES + 1);
        for (at_least_km, territory) in order {
            if candidates.get(CANDIDATES - 1).is_some_and(|last| last.distance_km < at_least_km) {
                break;
            }
            candidates
                .push(Candidate { commune: territory.commune.clone(), distance_km: territory.distance_km(point) });
            candidates = found::nearest_first(candidates);
        }
        candidates
    }
}

fn middle_latitude<'a>(polygons: impl Iterator<Item = &'a MultiPolygon>) -> f64 {
    let all: GeometryCollection = polygons.cloned().map(Geometry::from).collect();
    all.bounding_rect().map_or(0.0, |bounds| bounds.center().y)
}
