//! One commune's ground: its polygons, and how far a point is from them.
//!
//! Invariant: a territory has at least one polygon, checked at import.

use geo::{Area, BooleanOps, BoundingRect, Coord, Intersects, LinesIter, MultiPolygon, Point, Rect};

use crate::Commune;
use crate::plane::{Edges, Plane};

/// The share of a commune's ground that a neighbour's simplified boundary may cut into.
const SLIVERS: f64 = 0.01;

#[derive(Debug, Clone)]
pub(crate) struct Territory {
    pub(crate) commune: Commune,
    pub(crate) polygons: MultiPolygon,
    plane: Plane,
    bounds: Rect,
    edges: Edges,
}

impl Territory {
    pub(crate) fn new(plane: Plane, commune: Commune, polygons: MultiPolygon) -> Self {
        let bounds = polygons.bounding_rect().expect("an imported commune has a polygon with corners");
        let edges = Edges::new(plane, polygons.lines_iter());
        Self { commune, polygons, plane, bounds, edges }
    }

    /// Whether the point lies in the commune or on its boundary.
    pub(crate) fn holds(&self, point: Point) -> bool {
        self.bounds.intersects(&point) && self.polygons.intersects(&point)
    }

    /// Whether both claim more ground than the slivers that simplified boundaries leave.
    pub(crate) fn covers_ground_of(&self, other: &Self) -> bool {
        if !self.bounds.intersects(&other.bounds) {
            return false;
        }
        let smaller = self.polygons.unsigned_area().min(other.polygons.unsigned_area());
        self.polygons.intersection(&other.polygons).unsigned_area() > SLIVERS * smaller
    }

    /// Great-circle distance in km to the boundary, 0 inside.
    pub(crate) fn distance_km(&self, point: Point) -> f64 {
        if self.holds(point) {
            return 0.0;
        }
        self.edges.distance_km(point).expect("an imported commune has edges")
    }

    /// A distance in km, true to 1 % within the province, that no part of the commune is nearer than.
    pub(crate) fn at_least_km(&self, point: Point) -> f64 {
        let (low, high) = (self.bounds.min(), self.bounds.max());
        let corner = Coord { x: point.x().clamp(low.x, high.x), y: point.y().clamp(low.y, high.y) };
        self.plane.roughly_km(point.0, corner)
    }
}
