//! A province drawn small: each commune as rings of whole pixels, for a map of a few kilobytes.
//!
//! Boundaries are simplified (Ramer–Douglas–Peucker, by `geo`) to what a pixel can show, each commune by itself: between
//! neighbours gaps of up to a pixel stay, which a stroke covers. How it looks is whoever draws it's to say.

use geo::{BoundingRect, Coord, InteriorPoint, LineString, MapCoords, MultiPolygon, Point, Polygon, Simplify};

use crate::plane::Plane;
use crate::{Commune, builtin};

/// Room around the province, in pixels.
const MARGIN_PX: f64 = 6.0;
/// How far a simplified boundary may lie beside the true one, in pixels.
const TOLERANCE_PX: f64 = 0.8;

/// A position on a sketch, in pixels from its upper left corner.
pub type Pixel = (i32, i32);

/// The province, `width_px` × `height_px`, north up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// How wide.
    pub width_px: u32,
    /// How high, in the province's proportions.
    pub height_px: u32,
    /// Its communes.
    pub communes: Vec<SketchedCommune>,
}

/// A commune on a sketch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SketchedCommune {
    /// Which.
    pub commune: Commune,
    /// Its parts, each a ring of at least three corners that is not closed by repeating the first; holes are left out.
    /// None where the boundaries are not known.
    pub rings: Vec<Vec<Pixel>>,
    /// A point inside it, or its representative point.
    pub middle: Pixel,
}

impl Sketch {
    /// The 78 units by their representative points, without boundaries: for a portal that was given no polygons yet.
    #[must_use]
    pub fn of_builtin(width_px: u32) -> Self {
        let units = builtin();
        let points: geo::MultiPoint = units.iter().map(|unit| Point::new(unit.lon, unit.lat)).collect();
        let frame = Frame::around(&points, width_px);
        let communes = units.iter().map(|unit| SketchedCommune {
            commune: unit.commune.clone(),
            rings: Vec::new(),
            middle: frame.pixel(Point::new(unit.lon, unit.lat).0),
        });
        Self { width_px, height_px: frame.height_px, communes: communes.collect() }
    }

    pub(crate) fn of<'a>(
        communes: impl Iterator<Item = (&'a Commune, &'a MultiPolygon)> + Clone,
        width_px: u32,
    ) -> Self {
        let all: MultiPolygon = communes.clone().flat_map(|(_, polygons)| polygons.0.clone()).collect();
        let frame = Frame::around(&all, width_px);
        let communes = communes.map(|(commune, polygons)| frame.commune(commune, polygons)).collect();
        Self { width_px, height_px: frame.height_px, communes }
    }
}

/// From degrees to pixels.
struct Frame {
    plane: Plane,
    west: f64,
    north: f64,
    px_per_degree: f64,
    height_px: u32,
}

impl Frame {
    fn around<G>(shape: &G, width_px: u32) -> Self
    where
        G: BoundingRect<f64>,
        G::Output: Into<Option<geo::Rect>>,
    {
        let bounds = shape.bounding_rect().into().expect("a province has an extent");
        let plane = Plane::at(bounds.center().y);
        let (low, high) = (plane.flatten(bounds.min()), plane.flatten(bounds.max()));
        let px_per_degree = (f64::from(width_px) - 2.0 * MARGIN_PX) / (high.x - low.x).max(f64::EPSILON);
        let height_px = ((high.y - low.y) * px_per_degree + 2.0 * MARGIN_PX).ceil().clamp(1.0, 1e6) as u32;
        Self { plane, west: low.x, north: high.y, px_per_degree, height_px }
    }

    fn project(&self, at: Coord) -> Coord {
        let flat = self.plane.flatten(at);
        Coord {
            x: (flat.x - self.west) * self.px_per_degree + MARGIN_PX,
            y: (self.north - flat.y) * self.px_per_degree + MARGIN_PX,
        }
    }

    fn pixel(&self, at: Coord) -> Pixel {
        rounded(self.project(at))
    }

    fn commune(&self, commune: &Commune, polygons: &MultiPolygon) -> SketchedCommune {
        let drawn = polygons.map_coords(|at| self.project(at));
        let middle = drawn.interior_point().map_or_else(|| self.pixel(first_corner(polygons)), |at| rounded(at.0));
        let rings: Vec<Vec<Pixel>> = drawn.iter().filter_map(ring).collect();
        // An islet smaller than a pixel is still there.
        let rings = if rings.is_empty() { vec![dot(middle)] } else { rings };
        SketchedCommune { commune: commune.clone(), rings, middle }
    }
}

fn first_corner(polygons: &MultiPolygon) -> Coord {
    polygons.0.first().and_then(|part| part.exterior().coords().next().copied()).unwrap_or_default()
}

/// The corners of a part that a pixel can show; nothing when it is smaller than that.
fn ring(part: &Polygon) -> Option<Vec<Pixel>> {
    let simple: LineString = part.exterior().simplify(TOLERANCE_PX);
    let mut corners: Vec<Pixel> = simple.coords().map(|at| rounded(*at)).collect();
    corners.pop();
    corners.dedup();
    (corners.len() >= 3).then_some(corners)
}

fn dot((x, y): Pixel) -> Vec<Pixel> {
    vec![(x, y - 2), (x + 2, y), (x, y + 2), (x - 2, y)]
}

fn rounded(at: Coord) -> Pixel {
    // A sketch is a few hundred pixels wide.
    (at.x.round() as i32, at.y.round() as i32)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::Region;

    #[test]
    fn a_square_degree_fills_the_sketch_and_needless_corners_go() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"code":"00001","full_name":"Xã A","kind":"xa"},"geometry":{"type":"Polygon",
             "coordinates":[[[106,0],[106.5,0],[107,0],[107,1],[106,1],[106,0]]]}},
            {"type":"Feature","properties":{"code":"00002","full_name":"Xã B","kind":"xa"},"geometry":{"type":"Polygon",
             "coordinates":[[[107,0],[107.0001,0],[107.0001,0.0001],[107,0]]]}}]}"#;
        let sketch = Region::from_geojson(text).unwrap().sketch(112);
        assert_eq!((sketch.width_px, sketch.communes.len()), (112, 2));
        assert_eq!(sketch.communes[0].rings[0].len(), 4, "the corner on a straight line goes");
        assert_eq!(sketch.communes[1].rings, [dot(sketch.communes[1].middle)], "an islet stays visible");
        let (x, y) = sketch.communes[0].middle;
        assert!((50..=62).contains(&x) && (0..=i32::try_from(sketch.height_px).unwrap()).contains(&y));
    }

    #[test]
    fn without_polygons_every_unit_is_a_point_within_the_frame() {
        let sketch = Sketch::of_builtin(600);
        assert_eq!(sketch.communes.len(), 78);
        let height = i32::try_from(sketch.height_px).unwrap();
        for unit in &sketch.communes {
            assert!(unit.rings.is_empty());
            assert!((0..=600).contains(&unit.middle.0) && (0..=height).contains(&unit.middle.1), "{unit:?}");
        }
    }
}
