//! `outbox place` and `outbox photo`: the device's eyes, without a folder.

use std::path::Path;

use outbox::draft::Spot;
use outbox::{DraftProblem, OutboxError, Region};
use place::{HitKind, Method, PlaceHit, Point};
use report::Sha256;
use report::pack::RegionPack;
use serde_json::{Value, json};

use super::End;
use super::args::{PhotoArgs, PlaceArgs};
use super::draft::read_picture;
use super::output::Output;

pub(crate) fn place(args: &PlaceArgs, data: &Path, output: &Output) -> Result<End, OutboxError> {
    match &args.search {
        Some(text) => {
            let region = args.pack.as_deref().map_or_else(|| Region::open(data), read_pack)?;
            let on = args.on.unwrap_or_else(|| outbox::day(jiff::Timestamp::now()));
            search(&region.search_places(text, on), output);
            Ok(End::Done)
        }
        None => locate(args, output),
    }
}

fn search(hits: &[PlaceHit], output: &Output) {
    output.answer(&hits.iter().map(hit_json).collect(), || match hits {
        [] => vec![output.say("nothing_found", &[])],
        hits => hits.iter().map(|hit| hit_line(hit, output)).collect(),
    });
}

fn hit_json(hit: &PlaceHit) -> Value {
    let old = hit.old.as_ref();
    json!({
        "name": hit.name,
        "kind": hit.kind.as_str(),
        "commune_code": hit.commune.code.as_str(),
        "commune_name": hit.commune.name,
        "lat": hit.point.map(Point::lat),
        "lon": hit.point.map(Point::lon),
        "former": hit.former,
        "old_code": old.map(|old| &old.code),
        "district": old.and_then(|old| old.district.as_ref()),
        "valid_until": old.map(|old| old.valid_until.to_string()),
        "likeness": hit.likeness.as_str(),
    })
}

/// «Xã Hải An (cũ), Huyện Hải Lăng → Xã Mỹ Thủy (19741)».
fn hit_line(hit: &PlaceHit, output: &Output) -> String {
    let former = if hit.former { output.say("former", &[]) } else { String::new() };
    let district = hit.old.as_ref().and_then(|old| old.district.as_ref());
    let district = district.map_or_else(String::new, |district| format!(", {district}"));
    if hit.kind == HitKind::Commune {
        return format!("{} ({})", hit.name, hit.commune.code);
    }
    format!("{}{former}{district} → {} ({})", hit.name, hit.commune.name, hit.commune.code)
}

fn locate(args: &PlaceArgs, output: &Output) -> Result<End, OutboxError> {
    let (lat, lon, _) = parse_position(args.at.as_deref().unwrap_or_default())?;
    let spot = Spot { lat, lon, accuracy_m: None }.checked()?;
    let region = args.pack.as_deref().map_or_else(|| Ok(Region::builtin()), read_pack)?;
    let point = place::Point::parse(spot.lat, spot.lon).map_err(|_| DraftProblem::PositionInvalid)?;
    let place = region.locate(point);
    let candidates: Vec<Value> = place
        .candidates
        .iter()
        .map(|candidate| {
            let distance_km = (candidate.distance_km * 1000.0).round() / 1000.0;
            json!({ "code": candidate.commune.code.as_str(), "name": candidate.commune.name, "distance_km": distance_km })
        })
        .collect();
    let code = place.commune.as_ref().map(|commune| commune.code.as_str());
    let value = json!({ "commune_code": code, "method": method_code(place.method), "candidates": candidates });
    output.answer(&value, || {
        let name =
            place.commune.as_ref().map_or_else(String::new, |commune| format!("{} ({})", commune.name, commune.code));
        let mut lines = vec![output.say(&format!("place_{}", method_code(place.method)), &[("commune", &name)])];
        lines.extend(place.candidates.iter().map(|candidate| {
            format!("  {} ({}) · {:.1} km", candidate.commune.name, candidate.commune.code, candidate.distance_km)
        }));
        lines
    });
    Ok(End::Done)
}

/// A file of polygons: GeoJSON, or a pack whose signer only a folder that met the portal could judge.
fn read_pack(path: &Path) -> Result<Region, OutboxError> {
    let unreadable = |source| OutboxError::FileUnreadable { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(unreadable)?;
    if let Ok(signed) = report::Signed::open_large(&bytes, report::Content::Region) {
        let pack: RegionPack =
            minicbor::decode(&signed.payload).map_err(|error| OutboxError::Region(error.to_string()))?;
        return Region::from_pack(pack);
    }
    let text = String::from_utf8(bytes).map_err(|error| OutboxError::Region(error.to_string()))?;
    Region::from_geojson(&text)
}

/// The stable code of how a commune was found.
pub(crate) fn method_code(method: Method) -> &'static str {
    match method {
        Method::Polygon => "polygon",
        Method::NearestCoast => "nearest_coast",
        Method::Suggested => "suggested",
        Method::Outside => "outside",
        Method::Chosen => "chosen",
    }
}

pub(crate) fn photo(args: &PhotoArgs, output: &Output) -> Result<End, OutboxError> {
    let prepared = photo::prepare(&read_picture(&args.file)?, &photo::Limits::default())?;
    write(&args.out, &prepared.jpeg)?;
    write(&args.thumb, &prepared.thumbnail)?;
    let position = prepared.scene.position.as_ref();
    let value = json!({
        "width": prepared.width,
        "height": prepared.height,
        "bytes": prepared.jpeg.len(),
        "thumb_bytes": prepared.thumbnail.len(),
        "sha256": Sha256::from_bytes(prepared.sha256),
        "lat": position.map(|position| position.lat),
        "lon": position.map(|position| position.lon),
        "accuracy_m": position.and_then(|position| position.accuracy_m),
        "taken_at": prepared.scene.taken_at.as_ref().map(ToString::to_string),
    });
    output.answer(&value, || {
        vec![format!(
            "{} × {} · {} B · {} B",
            prepared.width,
            prepared.height,
            prepared.jpeg.len(),
            prepared.thumbnail.len()
        )]
    });
    Ok(End::Done)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), OutboxError> {
    std::fs::write(path, bytes).map_err(|source| OutboxError::FileUnreadable { path: path.to_owned(), source })
}

/// `LAT,LON` or `LAT,LON,ACCURACY_M` in degrees and metres.
pub(crate) fn parse_position(text: &str) -> Result<(f64, f64, Option<f64>), OutboxError> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some([lat, lon]) => Ok((*lat, *lon, None)),
        Some([lat, lon, accuracy_m]) => Ok((*lat, *lon, Some(*accuracy_m))),
        _ => Err(DraftProblem::PositionInvalid.into()),
    }
}
