//! What a polygon must be before it is believed: degrees, rings that enclose something, edges that do not cross.
//!
//! Touching itself in a point is allowed, as islands of simplified boundaries do.

use geo::algorithm::line_intersection::{LineIntersection, line_intersection};
use geo::{
    Area, Coord, CoordsIter, Line, LineString, LinesIter, MapCoords, Orient, Polygon, RemoveRepeatedPoints,
    orient::Direction,
};
use rstar::RTree;

/// Degrees are kept to seven decimals, as on the wire: a centimetre.
const STEPS_PER_DEGREE: f64 = 1e7;

/// Why a polygon is refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    /// Neither degrees nor degrees in the wrong order: metres of a projection, most likely.
    NotDegrees(Coord),
    /// Latitude first, longitude second.
    Swapped(Coord),
    /// A ring with fewer than three corners, or without area.
    Empty,
    /// Two edges cross or run over each other near here.
    Crossing(Coord),
}

/// The polygon rounded to seven decimals, its shell anticlockwise and its holes clockwise (RFC 7946 §3.1.6).
pub(crate) fn checked(polygon: &Polygon) -> Result<Polygon, Fault> {
    polygon.coords_iter().try_for_each(degrees)?;
    let tidy = rounded(polygon).orient(Direction::Default);
    // A symmetric figure of eight has no area either: what crosses is told first.
    let crossing = if any_ring(&tidy, is_too_short) { None } else { crossing(&tidy) };
    match crossing {
        Some(at) => Err(Fault::Crossing(at)),
        None if any_ring(&tidy, has_no_area) => Err(Fault::Empty),
        None => Ok(tidy),
    }
}

fn degrees(at: Coord) -> Result<(), Fault> {
    let fits = |lat: f64, lon: f64| lat.abs() <= 90.0 && lon.abs() <= 180.0;
    match (fits(at.y, at.x), fits(at.x, at.y)) {
        (true, _) => Ok(()),
        (false, true) => Err(Fault::Swapped(at)),
        (false, false) => Err(Fault::NotDegrees(at)),
    }
}

fn rounded(polygon: &Polygon) -> Polygon {
    let round = |degrees: f64| (degrees * STEPS_PER_DEGREE).round() / STEPS_PER_DEGREE;
    polygon.map_coords(|at| Coord { x: round(at.x), y: round(at.y) }).remove_repeated_points()
}

fn any_ring(polygon: &Polygon, is: fn(&LineString) -> bool) -> bool {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).any(is)
}

/// Closed, so that three corners are four positions.
fn is_too_short(ring: &LineString) -> bool {
    ring.0.len() < 4
}

fn has_no_area(ring: &LineString) -> bool {
    is_too_short(ring) || Polygon::new(ring.clone(), Vec::new()).unsigned_area() == 0.0
}

fn crossing(polygon: &Polygon) -> Option<Coord> {
    let edges: RTree<Line> = RTree::bulk_load(polygon.lines_iter().collect());
    edges.intersection_candidates_with_other_tree(&edges).find_map(|(one, other)| cross(one, other))
}

/// Where two different edges cross. Neighbours share a corner, which is not crossing.
fn cross(one: &Line, other: &Line) -> Option<Coord> {
    if std::ptr::eq(one, other) {
        return None;
    }
    match line_intersection(*one, *other)? {
        LineIntersection::SinglePoint { intersection, is_proper } => is_proper.then_some(intersection),
        LineIntersection::Collinear { intersection } => Some(intersection.start),
    }
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    #[test]
    fn a_bow_tie_crosses_itself_where_it_does() {
        let bow_tie = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0), (x: 0.0, y: 2.5)];
        assert!(matches!(checked(&bow_tie), Err(Fault::Crossing(at)) if at.x > 0.9 && at.x < 1.3));
    }

    #[test]
    fn a_spike_that_runs_back_over_itself_is_a_crossing() {
        let spike = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 2.0, y: 4.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        assert!(matches!(checked(&spike), Err(Fault::Crossing(_))));
    }

    #[test]
    fn a_straight_corner_and_a_repeated_point_are_nothing_to_refuse() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
        assert!(checked(&square).is_ok());
    }

    #[test]
    fn a_clockwise_shell_is_turned_round() {
        let clockwise = polygon![(x: 0.0, y: 0.0), (x: 0.0, y: 2.0), (x: 2.0, y: 2.0), (x: 2.0, y: 0.0)];
        assert!(checked(&clockwise).is_ok_and(|turned| turned.signed_area() > 0.0));
    }

    #[test]
    fn what_encloses_nothing_is_empty() {
        let line = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0)];
        assert_eq!(checked(&line), Err(Fault::Empty));
    }
}
