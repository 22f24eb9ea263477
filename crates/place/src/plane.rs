//! Distances: a flat map of the region for finding what is nearest, the sphere for saying how far it is.
//!
//! On the flat map a degree of longitude is shortened by the cosine of the region's middle latitude. Over a province
//! of two degrees that is wrong by at most 1 %, too little to confuse neighbours, and it lets an R-tree of edges
//! answer in microseconds. What is reported is the great-circle distance to the point so found.

use geo::algorithm::line_measures::{Distance, Haversine};
use geo::{Closest, ClosestPoint, Coord, Line, Point};
use rstar::RTree;

/// A degree of latitude on the sphere that distances are measured on.
const KM_PER_DEGREE: f64 = 111.195;

/// The flat map: degrees north, and degrees east shortened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    shortening: f64,
}

impl Plane {
    /// A map that is true at `latitude` degrees.
    pub(crate) fn at(latitude: f64) -> Self {
        // A pole would make the map a line; no province comes near.
        Self { shortening: latitude.to_radians().cos().max(0.01) }
    }

    pub(crate) fn flatten(self, at: Coord) -> Coord {
        Coord { x: at.x * self.shortening, y: at.y }
    }

    /// Kilometres as the flat map has them.
    pub(crate) fn roughly_km(self, from: Coord, to: Coord) -> f64 {
        let way = self.flatten(to) - self.flatten(from);
        way.x.hypot(way.y) * KM_PER_DEGREE
    }

    fn unflatten(self, at: Point) -> Point {
        Point::new(at.x() / self.shortening, at.y())
    }
}

/// Boundary edges that can be asked which is nearest.
#[derive(Debug, Clone)]
pub(crate) struct Edges {
    plane: Plane,
    tree: RTree<Line>,
}

impl Edges {
    /// Takes edges in longitude and latitude.
    pub(crate) fn new(plane: Plane, edges: impl Iterator<Item = Line>) -> Self {
        let flat = edges.map(|edge| Line::new(plane.flatten(edge.start), plane.flatten(edge.end)));
        Self { plane, tree: RTree::bulk_load(flat.collect()) }
    }

    /// How far `from` is from the nearest edge in km; nothing if there are no edges.
    pub(crate) fn distance_km(&self, from: Point) -> Option<f64> {
        let flat = Point(self.plane.flatten(from.0));
        let edge = self.tree.nearest_neighbor(&flat)?;
        let (Closest::SinglePoint(at) | Closest::Intersection(at)) = edge.closest_point(&flat) else { return None };
        Some(kilometres(from, self.plane.unflatten(at)))
    }
}

/// The great-circle distance in km (haversine, mean Earth radius 6371.0088 km).
pub(crate) fn kilometres(from: Point, to: Point) -> f64 {
    Haversine.distance(from, to) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_longitude_is_shorter_in_the_north() {
        let east = Line::from([(20.5, 59.0), (20.5, 61.0)]);
        let north = Line::from([(19.0, 60.4), (21.0, 60.4)]);
        let km = |latitude, at| Edges::new(Plane::at(latitude), [east, north].into_iter()).distance_km(at);
        assert!(km(60.0, Point::new(20.0, 60.0)).is_some_and(|km| (27.7..27.9).contains(&km)), "the eastern edge");
    }

    #[test]
    fn the_distance_between_two_degrees_of_latitude_is_111_km() {
        assert!((kilometres(Point::new(107.0, 16.0), Point::new(107.0, 17.0)) - KM_PER_DEGREE).abs() < 0.001);
    }

    #[test]
    fn without_edges_there_is_no_distance() {
        assert_eq!(Edges::new(Plane::at(17.0), std::iter::empty()).distance_km(Point::new(107.0, 17.0)), None);
    }
}
