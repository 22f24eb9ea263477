//! The province's outline, and whether a point beyond it is at sea. The crate's essay gives the rule.

use geo::{
    Area, Coord, CoordsIter, Intersects, Line, LineString, LinesIter, MultiPolygon, Point, Polygon, unary_union,
};

use crate::plane::{Edges, Plane};

/// How far out the nearest coast still answers, in km: 24 nautical miles, as far as the contiguous zone reaches from
/// the baseline (United Nations Convention on the Law of the Sea, article 33). Measured from the nearest land of the
/// province, islands included. Small boats fish there; beyond it no commune could be expected to come.
pub const SEA_LIMIT_KM: f64 = 44.448;

/// The bearings, clockwise from north, towards which the coast's two ends are the outermost points of the mainland.
const NORTH_END_BEARING: f64 = 30.0;
const SOUTH_END_BEARING: f64 = 90.0;

#[derive(Debug, Clone)]
pub(crate) struct Outline {
    filled: MultiPolygon,
    coast: Edges,
    border: Edges,
    islands: Edges,
    lanes: Lanes,
}

impl Outline {
    /// Dissolves communes into one outline. Gaps between them are filled.
    pub(crate) fn around<'a>(plane: Plane, communes: impl Iterator<Item = &'a MultiPolygon>) -> Self {
        let mut parts: Vec<Polygon> = unary_union(communes).into_iter().map(without_holes).collect();
        parts.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
        let (mainland, islands) = parts.split_first().expect("communes have area, so their union has a part");
        let (coast, border, lanes) = shores(plane, mainland.exterior());
        Self {
            coast: Edges::new(plane, coast.into_iter()),
            border: Edges::new(plane, border.into_iter()),
            islands: Edges::new(plane, islands.iter().flat_map(LinesIter::lines_iter)),
            lanes,
            filled: MultiPolygon::new(parts),
        }
    }

    /// Whether the point lies within the outline, be it in a gap between communes.
    pub(crate) fn encloses(&self, point: Point) -> bool {
        self.filled.intersects(&point)
    }

    /// Whether a point beyond the outline is at sea and this province's.
    pub(crate) fn has_at_sea(&self, point: Point) -> bool {
        let km = |edges: &Edges| edges.distance_km(point).unwrap_or(f64::INFINITY);
        let (coast, border, islands) = (km(&self.coast), km(&self.border), km(&self.islands));
        let off_an_island = islands <= coast.min(border);
        let off_the_coast = coast <= border && self.lanes.hold(point);
        (off_an_island || off_the_coast) && coast.min(islands) <= SEA_LIMIT_KM
    }
}

fn without_holes(part: Polygon) -> Polygon {
    Polygon::new(part.into_inner().0, Vec::new())
}

/// Splits the mainland's ring into coast and land border, and finds the lines between which the sea is this
/// province's.
fn shores(plane: Plane, ring: &LineString) -> (Vec<Line>, Vec<Line>, Lanes) {
    let flat: Vec<Coord> = ring.coords_iter().map(|at| plane.flatten(at)).collect();
    let (south, north) = (outermost(&flat, SOUTH_END_BEARING), outermost(&flat, NORTH_END_BEARING));
    let mut edges: Vec<Line> = ring.lines().collect();
    edges.rotate_left(south);
    let border = edges.split_off((north + edges.len() - south) % edges.len());
    (edges, border, Lanes { plane, south: flat[south], north: flat[north] })
}

/// The corner of a closed ring that lies farthest towards a bearing.
fn outermost(ring: &[Coord], bearing: f64) -> usize {
    let (east, north) = bearing.to_radians().sin_cos();
    let reach = |at: &Coord| at.x * east + at.y * north;
    let corners = &ring[..ring.len() - 1];
    let farthest = (0..corners.len()).max_by(|&a, &b| reach(&corners[a]).total_cmp(&reach(&corners[b])));
    farthest.expect("a ring has corners")
}

/// The two lines from the coast's ends, at a right angle to the line that joins them.
#[derive(Debug, Clone, Copy)]
struct Lanes {
    plane: Plane,
    south: Coord,
    north: Coord,
}

impl Lanes {
    fn hold(&self, point: Point) -> bool {
        let along = self.north - self.south;
        let way = self.plane.flatten(point.0) - self.south;
        let reach = way.x * along.x + way.y * along.y;
        (0.0..=along.x * along.x + along.y * along.y).contains(&reach)
    }
}

#[cfg(test)]
mod tests {
    use geo::{coord, polygon};

    use super::*;

    /// A square of one degree at the equator and an islet off its eastern side.
    fn square_and_islet() -> Outline {
        let square = polygon![(x: 100.0, y: 0.0), (x: 101.0, y: 0.0), (x: 101.01, y: 0.01), (x: 101.0, y: 1.0), (x: 100.0, y: 1.0)];
        let islet = polygon![(x: 101.2, y: 0.5), (x: 101.21, y: 0.5), (x: 101.21, y: 0.51)];
        let parts = [MultiPolygon::from(square), MultiPolygon::from(islet)];
        Outline::around(Plane::at(0.0), parts.iter())
    }

    #[test]
    fn the_coast_faces_east_and_the_other_sides_are_land() {
        let outline = square_and_islet();
        assert!(outline.has_at_sea(Point::new(101.1, 0.8)));
        assert!(!outline.has_at_sea(Point::new(99.9, 0.5)));
        assert!(!outline.has_at_sea(Point::new(100.5, -0.1)));
        assert!(!outline.has_at_sea(Point::new(100.5, 1.1)));
    }

    #[test]
    fn behind_a_narrow_country_is_land_however_near_the_sea() {
        let strip = polygon![(x: 100.0, y: 0.0), (x: 100.11, y: 0.0), (x: 100.1, y: 1.0), (x: 100.0, y: 1.0)];
        let outline = Outline::around(Plane::at(0.0), std::iter::once(&MultiPolygon::from(strip)));
        assert!(outline.has_at_sea(Point::new(100.2, 0.5)));
        assert!(!outline.has_at_sea(Point::new(99.9, 0.5)), "22 km from the coast, across the strip");
    }

    #[test]
    fn beyond_the_ends_of_the_coast_the_sea_is_the_neighbours() {
        let outline = square_and_islet();
        assert!(!outline.has_at_sea(Point::new(101.1, 1.05)));
        assert!(!outline.has_at_sea(Point::new(101.1, -0.05)));
    }

    #[test]
    fn round_an_island_the_sea_is_the_provinces_even_beyond_the_ends_of_the_coast() {
        let mut parts = vec![MultiPolygon::from(polygon![(x: 100.0, y: 0.0), (x: 101.0, y: 0.0), (x: 101.0, y: 1.0)])];
        let beyond = Point::new(101.2, 1.2);
        assert!(!Outline::around(Plane::at(0.0), parts.iter()).has_at_sea(beyond));
        parts.push(polygon![(x: 101.1, y: 1.2), (x: 101.15, y: 1.2), (x: 101.15, y: 1.25)].into());
        assert!(Outline::around(Plane::at(0.0), parts.iter()).has_at_sea(beyond));
    }

    #[test]
    fn the_sea_ends_at_its_limit_from_the_nearest_land() {
        let outline = square_and_islet();
        assert!(outline.has_at_sea(Point::new(101.59, 0.5)), "42 km off the islet");
        assert!(!outline.has_at_sea(Point::new(101.62, 0.5)), "46 km off the islet");
    }

    #[test]
    fn a_gap_between_communes_is_enclosed() {
        let ring = Polygon::new(
            LineString::new(vec![coord! { x: 0.0, y: 0.0 }, coord! { x: 9.0, y: 0.0 }, coord! { x: 9.0, y: 9.0 }]),
            vec![LineString::new(vec![
                coord! { x: 7.0, y: 2.0 },
                coord! { x: 8.0, y: 2.0 },
                coord! { x: 8.0, y: 3.0 },
            ])],
        );
        let outline = Outline::around(Plane::at(0.0), std::iter::once(&MultiPolygon::from(ring)));
        assert!(outline.encloses(Point::new(7.9, 2.1)));
    }
}
