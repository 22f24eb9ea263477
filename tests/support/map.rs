//! A base map made on the spot, as a province would hand it in: `PMTiles` with one vector tile over the whole province.

use std::io::Cursor;

use pmtiles::{Compression, PmTilesWriter, TileCoord, TileType};

/// What it says of its makers.
pub const ATTRIBUTION: &str = "© OpenStreetMap contributors";

/// The tile in which the province lies.
const TILE: (u8, u32, u32) = (5, 25, 14);
const EXTENT: f64 = 4096.0;

type Line = &'static [(f64, f64)];

const ROADS: [(&str, &str, Line); 3] = [
    (
        "highway",
        "Quốc lộ 1",
        &[(106.4, 17.9), (106.62, 17.48), (106.98, 16.98), (107.1, 16.82), (107.22, 16.7), (107.4, 16.55)],
    ),
    ("major_road", "Quốc lộ 9", &[(107.19, 16.89), (107.1, 16.82), (106.9, 16.79), (106.73, 16.62), (106.59, 16.62)]),
    ("minor_road", "Đường Hùng Vương", &[(107.07, 16.84), (107.1, 16.82), (107.11, 16.79)]),
];
const RIVER: Line = &[(106.85, 16.6), (107.0, 16.76), (107.1, 16.83), (107.18, 16.9)];

/// The file of a base map.
#[derive(Debug, Clone, Copy)]
pub struct BaseMapFile {
    /// Degrees east and north: west, south, east, north.
    pub bounds: (f64, f64, f64, f64),
    /// What its tiles are.
    pub tiles: TileType,
    /// Bytes that nothing makes shorter, in a tile that nobody looks at.
    pub filler: usize,
    /// What makes it another file.
    pub edition: u8,
}

impl Default for BaseMapFile {
    fn default() -> Self {
        Self { bounds: (105.5, 16.2, 107.7, 18.2), tiles: TileType::Mvt, filler: 0, edition: 1 }
    }
}

impl BaseMapFile {
    /// Its bytes.
    ///
    /// # Panics
    /// When the writer refuses what is above.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let (west, south, east, north) = self.bounds;
        let linked = format!(r#"<a href=\"https://www.openstreetmap.org/copyright\">{ATTRIBUTION}</a>"#);
        let metadata = format!(r#"{{"name":"{}","attribution":"{linked}"}}"#, self.edition);
        let writer = PmTilesWriter::new(self.tiles).tile_compression(Compression::Gzip).min_zoom(TILE.0);
        let writer = writer.max_zoom(TILE.0).bounds(west, south, east, north).metadata(metadata);
        let mut file = Cursor::new(Vec::new());
        let mut writer = writer.create(&mut file).expect("memory takes everything");
        let at = |(z, x, y)| TileCoord::new(z, x, y).expect("a tile of the world");
        if self.filler > 0 {
            writer.add_tile(at((TILE.0, 0, 0)), &noise(self.filler, self.edition)).expect("a tile");
        }
        writer.add_tile(at(TILE), &tile()).expect("a tile");
        writer.finalize().expect("memory takes everything");
        file.into_inner()
    }
}

/// The same noise each time (xorshift, Marsaglia 2003).
fn noise(length: usize, seed: u8) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(seed);
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// The tile (Mapbox Vector Tile 2.1), layers as Protomaps' basemap has them.
fn tile() -> Vec<u8> {
    let streets = (0..).zip(ROADS).map(|(at, (_, _, line))| feature(line, &[0, at * 2, 1, at * 2 + 1]));
    let words: Vec<&str> = ROADS.iter().flat_map(|(kind, name, _)| [*kind, *name]).collect();
    let water = [feature(RIVER, &[0, 0])];
    [layer("roads", streets, &["kind", "name"], &words), layer("water", water, &["kind"], &["river"])].concat()
}

fn layer(name: &str, features: impl IntoIterator<Item = Vec<u8>>, keys: &[&str], values: &[&str]) -> Vec<u8> {
    let mut fields = [varint(15 << 3), varint(2), field(1, name.as_bytes())].concat();
    fields.extend(features.into_iter().flat_map(|feature| field(2, &feature)));
    fields.extend(keys.iter().flat_map(|key| field(3, key.as_bytes())));
    fields.extend(values.iter().flat_map(|value| field(4, &field(1, value.as_bytes()))));
    fields.extend([varint(5 << 3), varint(EXTENT as u32)].concat());
    field(3, &fields)
}

fn feature(line: Line, tags: &[u32]) -> Vec<u8> {
    let (mut last, mut steps) = ((0, 0), Vec::new());
    for (x, y) in line.iter().map(placed) {
        steps.extend([zigzag(x - last.0), zigzag(y - last.1)]);
        last = (x, y);
    }
    let rest = (line.len() as u32 - 1) << 3 | 2;
    let geometry = [&[9], &steps[..2], &[rest], &steps[2..]].concat();
    let packed = |numbers: &[u32]| numbers.iter().flat_map(|number| varint(*number)).collect::<Vec<u8>>();
    [field(2, &packed(tags)), varint(3 << 3), varint(2), field(4, &packed(&geometry))].concat()
}

/// Where a longitude and a latitude are in the tile.
fn placed((lon, lat): &(f64, f64)) -> (i32, i32) {
    let tiles = f64::from(1_u32 << TILE.0);
    let across = (lon + 180.0) / 360.0 * tiles - f64::from(TILE.1);
    let down = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * tiles - f64::from(TILE.2);
    ((across * EXTENT).round() as i32, (down * EXTENT).round() as i32)
}

fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

fn field(number: u32, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u32), bytes.to_vec()].concat()
}

fn varint(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
