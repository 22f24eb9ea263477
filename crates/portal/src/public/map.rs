//! The map of published cases: the province as an inline SVG of links, whole without script; `ui/pages` adds zooming.
//!
//! What is counted is the commune. Where exactly a report was made stands on no public map: it may be somebody's home.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use place::{Pixel, Sketch, SketchedCommune, names};

use super::filters::{self, COMMUNE, Filter};
use super::frame::Frame;
use super::page::{self, Broken, OrBroken as _};
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::category;
use crate::store::published::{self, PublishedFilter};

/// Wide enough for every commune to be told from its neighbours, and small enough for the first flight of packets.
const WIDTH_PX: u32 = 600;
/// The radius of one case's dot, in pixels of the sketch.
const DOT_PX: f64 = 11.0;

#[derive(Template)]
#[template(path = "public/map.html")]
struct MapPage {
    frame: Frame,
    filters: Vec<Filter>,
    filtered: bool,
    views: Vec<(String, &'static str, bool)>,
    map: ProvinceMap,
}

/// The drawn province with what is published in it.
#[derive(Debug)]
pub struct ProvinceMap {
    /// `viewBox` of the drawing.
    pub view_box: String,
    /// The boundaries of the communes without published cases as one path.
    pub land: String,
    /// Communes without boundaries, as dots.
    pub dots: Vec<Pixel>,
    /// The communes with published cases.
    pub places: Vec<MapPlace>,
    /// Cases of no commune, which no map can show.
    pub elsewhere: i64,
}

/// A commune with published cases.
#[derive(Debug)]
pub struct MapPlace {
    /// Its name.
    pub name: String,
    /// The list of its cases.
    pub link: String,
    /// Its boundary.
    pub path: String,
    /// Where its dot is.
    pub at: Pixel,
    /// How large its dot is.
    pub radius: i32,
    /// How many cases.
    pub count: i64,
    /// Its name and how many, in words.
    pub label: String,
}

/// `GET /ban-do`
pub async fn map(
    State(state): State<AppState>,
    Extension(drawn): Extension<Arc<Drawn>>,
    frame: Frame,
    asked: HeaderMap,
) -> Result<Response, Broken> {
    let wanted = filters::wanted(&frame);
    let map = province(&state, &drawn, &frame, &wanted).await.or_broken(&frame)?;
    let categories = category::all(state.store().readers()).await.or_broken(&frame)?;
    let page = MapPage {
        filters: filters::without_commune(&frame, filters::MAP, &categories),
        filtered: filters::is_any(&frame),
        views: filters::views(&frame, filters::MAP),
        map,
        frame,
    };
    Ok(page::public(&asked, &page))
}

/// The province with the cases that the filter lets through, whatever their commune.
///
/// # Errors
/// Those of the database.
pub async fn province(
    state: &AppState,
    drawn: &Drawn,
    frame: &Frame,
    filter: &PublishedFilter,
) -> Result<ProvinceMap, PortalError> {
    let drawing = drawn.of(state).await?;
    let counts = published::by_commune(state.store().readers(), filter).await?;
    let shown: i64 = counts.iter().map(|(_, _, count)| count).sum();
    let mut elsewhere =
        published::count(state.store().readers(), &PublishedFilter { commune: String::new(), ..filter.clone() })
            .await?
            - shown;
    let mut places = Vec::with_capacity(counts.len());
    let mut linked = BTreeSet::new();
    for (code, name, count) in counts {
        match drawing.communes.iter().find(|known| known.commune.code.as_str() == code) {
            Some(known) => {
                linked.insert(&known.commune.code);
                places.push(place(frame, known, name, count));
            }
            None => elsewhere += count,
        }
    }
    places.sort_by_cached_key(|place| names::fold(&place.name));
    Ok(ProvinceMap {
        view_box: format!("0 0 {} {}", drawing.width_px, drawing.height_px),
        land: drawing.communes.iter().filter(|one| !linked.contains(&one.commune.code)).map(path).collect(),
        dots: drawing.communes.iter().filter(|one| one.rings.is_empty()).map(|one| one.middle).collect(),
        places,
        elsewhere,
    })
}

fn place(frame: &Frame, known: &SketchedCommune, name: String, count: i64) -> MapPlace {
    let words = if count == 1 { "list.count_one" } else { "list.count_many" };
    let cases = frame.fill(words, &[("count", &count.to_string())]);
    MapPlace {
        link: filters::link(frame, filters::LIST, Some((COMMUNE, known.commune.code.as_str())), None),
        path: path(known),
        at: known.middle,
        // The area grows with the count, up to three times the radius.
        radius: (DOT_PX * (count.max(1) as f64).sqrt()).min(3.0 * DOT_PX).round() as i32,
        label: format!("{name}: {cases}"),
        name,
        count,
    }
}

/// Path data of a commune: relative moves, in whole pixels.
fn path(commune: &SketchedCommune) -> String {
    let mut data = String::new();
    for ring in &commune.rings {
        let mut last = (0, 0);
        for (index, &(x, y)) in ring.iter().enumerate() {
            let command = match index {
                0 => "M",
                1 => "l",
                _ => " ",
            };
            // Writing to a string does not fail.
            let _ = write!(data, "{command}{} {}", x - last.0, y - last.1);
            last = (x, y);
        }
        data.push('z');
    }
    data
}

/// The province drawn once per region.
#[derive(Debug, Default)]
pub struct Drawn(Mutex<Option<(Option<String>, Arc<Sketch>)>>);

impl Drawn {
    async fn of(&self, state: &AppState) -> Result<Arc<Sketch>, PortalError> {
        let region = state.region().await?;
        let etag = region.as_ref().map(|known| known.etag.clone());
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, sketch)) = kept.filter(|(drawn, _)| *drawn == etag) {
            return Ok(sketch);
        }
        let draw = move || match region {
            Some(known) => known.region.sketch(WIDTH_PX),
            None => Sketch::of_builtin(WIDTH_PX),
        };
        let sketch = tokio::task::spawn_blocking(draw).await.map_err(|_| PortalError::Broken("region"))?;
        let sketch = Arc::new(sketch);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((etag, sketch.clone()));
        Ok(sketch)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_ring_becomes_relative_path_data() {
        let mut sketch = Sketch::of_builtin(100);
        let mut commune = sketch.communes.pop().unwrap();
        commune.rings = vec![vec![(1, 2), (4, 2), (4, 8)], vec![(9, 9), (8, 9), (9, 8)]];
        assert_eq!(path(&commune), "M1 2l3 0 0 6zM9 9l-1 0 1 -1z");
    }
}
