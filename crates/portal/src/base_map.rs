//! A base map for devices, from a file of the province: copied, looked at, and only then named by a pack.
//!
//! ```text
//! FILE.pmtiles ─▶ uploads/base-map-ID.part, hashed on the way ─▶ checks ─▶ photos/ab/abcdef… ─▶ a row, a pack
//! ```
//!
//! What devices draw is checked here and not there: `PMTiles` of version 3, whole, with tiles that the app reads, of a place
//! that is the province's, and with the words that their licence asks for.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use futures_util::TryStreamExt as _;
use place::Region;
use pmtiles::{AsyncPmTilesReader, Compression, Header, MmapBackend, PmtError, TileType};
use report::Sha256;
use report::base_map::{ATTRIBUTION_CHARS, BYTES, PackBaseMap};
use sha2::Digest as _;

use crate::durable;
use crate::error::PortalError;
use crate::photos::PhotoFolder;

/// The length of the header of `PMTiles`, in bytes.
const HEADER_BYTES: usize = 127;
const PIECE_BYTES: usize = 256 * 1024;

/// Why a file is not taken as a base map. Nothing of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BaseMapError {
    /// Not `PMTiles`, or not of version 3.
    #[error("not a PMTiles file of version 3")]
    NotPmtiles,
    /// It ends before what its header names, or its directory does not read.
    #[error("the file is cut off or damaged: {0}")]
    Damaged(String),
    /// Tiles that the app does not draw.
    #[error("{0}; taken are MVT (not compressed, or by gzip), PNG and WebP")]
    Tiles(String),
    /// It shows another place.
    #[error("it shows latitude {south} to {north}, longitude {west} to {east}, where no commune is")]
    Elsewhere {
        /// Degrees north.
        south: String,
        /// Degrees north.
        north: String,
        /// Degrees east.
        west: String,
        /// Degrees east.
        east: String,
    },
    /// It has no tile.
    #[error("it holds no tile")]
    Empty,
    /// Longer than a device takes.
    #[error("{0} bytes; at most {BYTES}")]
    TooLarge(u64),
    /// Nobody says whose data it is.
    #[error("no attribution, neither given nor in the file")]
    Unattributed,
    /// More than fits upon a map.
    #[error("the attribution has more than {ATTRIBUTION_CHARS} characters")]
    AttributionTooLong,
}

impl BaseMapError {
    /// A stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotPmtiles => "base_map_not_pmtiles",
            Self::Damaged(_) => "base_map_damaged",
            Self::Tiles(_) => "base_map_tiles",
            Self::Elsewhere { .. } => "base_map_elsewhere",
            Self::Empty => "base_map_empty",
            Self::TooLarge(_) => "base_map_too_large",
            Self::Unattributed => "base_map_unattributed",
            Self::AttributionTooLong => "base_map_attribution_too_long",
        }
    }
}

/// A base map that may be named. Its file goes again unless it is [kept](Taken::keep).
#[derive(Debug)]
pub(crate) struct Taken {
    pub pack: PackBaseMap,
    part: Part,
}

impl Taken {
    /// Gives the file the name of its hash, durably. Blocking.
    pub fn keep(self, folder: &PhotoFolder) -> io::Result<()> {
        let to = folder.photo(&self.pack.sha256);
        if let Some(folder) = to.parent().filter(|folder| !folder.exists()) {
            std::fs::create_dir_all(folder)?;
            durable::sync_folder_of(folder)?;
        }
        durable::rename(&self.part.0, &to)
    }
}

#[derive(Debug)]
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // Renamed when it was kept.
        drop(std::fs::remove_file(&self.0));
    }
}

/// Copies `file` into the portal's folder and checks the copy. Without `attribution` it is what the file itself says.
///
/// # Errors
/// [`PortalError::BaseMap`], those of the file system.
pub(crate) async fn take(
    folder: &PhotoFolder,
    file: &Path,
    attribution: Option<&str>,
    region: &Region,
) -> Result<Taken, PortalError> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let part = Part(folder.part(&format!("base-map-{}", HEXLOWER.encode(&random))));
    let (from, to) = (file.to_owned(), part.0.clone());
    let copied = tokio::task::spawn_blocking(move || copy(&from, &to)).await.map_err(io::Error::other)?;
    let (sha256, length) = copied?;
    let said = look(&part.0, length, region).await?;
    let attribution = plain(attribution.unwrap_or(&said));
    match attribution.chars().count() {
        0 => return Err(BaseMapError::Unattributed.into()),
        1..=ATTRIBUTION_CHARS => {}
        _ => return Err(BaseMapError::AttributionTooLong.into()),
    }
    Ok(Taken { pack: PackBaseMap { sha256, length, attribution }, part })
}

/// Copies no more than may be, and says what it was.
fn copy(from: &Path, to: &Path) -> Result<(Sha256, u64), PortalError> {
    let mut source = File::open(from)?;
    let too_large = |length| Err(BaseMapError::TooLarge(length).into());
    let told = source.metadata()?.len();
    if told > BYTES {
        return too_large(told);
    }
    let (mut target, mut hash) = (File::create_new(to)?, sha2::Sha256::new());
    let (mut piece, mut length) = (vec![0; PIECE_BYTES], 0);
    loop {
        let read = source.read(&mut piece)?;
        if read == 0 {
            break;
        }
        length += read as u64;
        if length > BYTES {
            return too_large(length);
        }
        hash.update(&piece[..read]);
        target.write_all(&piece[..read])?;
    }
    target.sync_all()?;
    Ok((Sha256::from_bytes(hash.finalize().into()), length))
}

/// Checks what is there, and says what the file says of whose data it is.
async fn look(path: &Path, length: u64, region: &Region) -> Result<String, PortalError> {
    whole(path, length)?;
    let backend = MmapBackend::try_from(path).await.map_err(damaged)?;
    let reader = AsyncPmTilesReader::try_from_source(backend).await.map_err(damaged)?;
    let header = reader.get_header();
    if header.spec_version() != 3 {
        return Err(BaseMapError::NotPmtiles.into());
    }
    readable(header)?;
    of_the_province(header, region)?;
    let reader = Arc::new(reader);
    if reader.clone().entries().try_next().await.map_err(damaged)?.is_none() {
        return Err(BaseMapError::Empty.into());
    }
    let metadata = match reader.get_metadata().await {
        // There need not be any.
        Err(PmtError::InvalidMetadata) => String::new(),
        read => read.map_err(damaged)?,
    };
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap_or_default();
    Ok(metadata["attribution"].as_str().unwrap_or_default().to_owned())
}

/// Whether every part that the header names lies within the file: the offset and length of the root directory, of the
/// metadata, of the leaf directories and of the tiles stand one behind the other from byte 8 on (`PMTiles` 3, §3).
fn whole(path: &Path, length: u64) -> Result<(), PortalError> {
    let mut head = Vec::with_capacity(HEADER_BYTES);
    File::open(path)?.take(HEADER_BYTES as u64).read_to_end(&mut head)?;
    if !head.starts_with(b"PMTiles\x03") {
        return Err(BaseMapError::NotPmtiles.into());
    }
    let cut = |what: &str| Err(BaseMapError::Damaged(what.to_owned()).into());
    if head.len() < HEADER_BYTES {
        return cut("the header is not whole");
    }
    let number = |at: usize| head[at..at + 8].iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let parts = [8, 24, 40, 56].map(|at| number(at).checked_add(number(at + 8)));
    if parts.iter().any(|end| end.is_none_or(|end| end > length)) { cut("it ends too early") } else { Ok(()) }
}

fn damaged(error: PmtError) -> PortalError {
    match error {
        PmtError::InvalidTileType | PmtError::InvalidCompression | PmtError::UnsupportedCompression(_) => {
            BaseMapError::Tiles(error.to_string()).into()
        }
        other => BaseMapError::Damaged(other.to_string()).into(),
    }
}

/// What the app draws: vector tiles of `MVT`, or pictures that every web view shows.
fn readable(header: &Header) -> Result<(), BaseMapError> {
    let (tiles, by) = (header.tile_type, header.tile_compression);
    let is_vector = tiles == TileType::Mvt && matches!(by, Compression::None | Compression::Gzip);
    let is_raster = matches!(tiles, TileType::Png | TileType::Webp) && by == Compression::None;
    let inside = header.internal_compression();
    if !matches!(inside, Compression::None | Compression::Gzip) {
        return Err(BaseMapError::Tiles(format!("a directory compressed by {inside:?}")));
    }
    if is_vector || is_raster {
        Ok(())
    } else {
        Err(BaseMapError::Tiles(format!("tiles of {tiles:?}, compressed by {by:?}")))
    }
}

fn of_the_province(header: &Header, region: &Region) -> Result<(), BaseMapError> {
    let ((south, west), (north, east)) = region.bounds();
    let meets = header.min_latitude < north
        && header.max_latitude > south
        && header.min_longitude < east
        && header.max_longitude > west;
    let shown = |degrees: f64| format!("{degrees:.2}");
    if meets && header.min_latitude < header.max_latitude && header.min_longitude < header.max_longitude {
        return Ok(());
    }
    Err(BaseMapError::Elsewhere {
        south: shown(header.min_latitude),
        north: shown(header.max_latitude),
        west: shown(header.min_longitude),
        east: shown(header.max_longitude),
    })
}

/// Words without marks of HTML, in which makers of maps write their attribution.
fn plain(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut in_tag = false;
    for sign in text.chars() {
        match sign {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            sign if sign.is_control() => words.push(' '),
            sign => words.push(sign),
        }
    }
    let named = [
        ("&copy;", "©"),
        ("&#169;", "©"),
        ("&nbsp;", " "),
        ("&lt;", "‹"),
        ("&gt;", "›"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ];
    let words = named.iter().fold(words, |words, (name, sign)| words.replace(name, sign));
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::io::Cursor;

    use pmtiles::{PmTilesWriter, TileCoord};

    use super::*;

    const HERE: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"code":"19333","full_name":"Phường Đông Hà","kind":"phuong"},
         "geometry":{"type":"Polygon","coordinates":[[[107,16],[108,16],[108,17],[107,17],[107,16]]]}}]}"#;
    const BOX: (f64, f64, f64, f64) = (106.9, 16.5, 107.2, 16.9);

    #[tokio::test]
    async fn a_map_of_the_province_is_taken_with_what_it_says_of_its_makers() {
        let linked = r#"{"attribution":"<a href=\"https://www.openstreetmap.org/copyright\">&copy; OpenStreetMap</a>\n contributors"}"#;
        let map = made(TileType::Mvt, BOX, linked);
        let (folder, taken) = taken(&map, None).await;
        let taken = taken.unwrap();
        assert_eq!(taken.pack.attribution, "© OpenStreetMap contributors");
        assert_eq!((taken.pack.sha256, taken.pack.length), (Sha256::of(&map), map.len() as u64));
        let (sha256, photos) = (taken.pack.sha256, PhotoFolder::at(folder.path()));
        taken.keep(&photos).unwrap();
        assert_eq!(photos.read(&sha256).unwrap(), Some(map));
        assert_eq!(std::fs::read_dir(photos.uploads()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn what_is_given_goes_before_what_the_file_says_and_pictures_are_taken_too() {
        let picture = made(TileType::Webp, BOX, r#"{"attribution":"Somebody"}"#);
        assert_eq!(taken(&picture, Some(" © Sở ")).await.1.unwrap().pack.attribution, "© Sở");
    }

    #[tokio::test]
    async fn what_is_no_map_for_this_province_is_refused_and_nothing_is_left() {
        let good = made(TileType::Mvt, BOX, "{}");
        let firenze = made(TileType::Mvt, (11.2, 43.7, 11.3, 43.8), "{}");
        let empty = PmTilesWriter::new(TileType::Mvt).bounds(BOX.0, BOX.1, BOX.2, BOX.3);
        let mut without_tiles = Cursor::new(Vec::new());
        empty.create(&mut without_tiles).unwrap().finalize().unwrap();
        let mut other_version = good.clone();
        other_version[7] = 2;
        let mut unknown_tiles = good.clone();
        unknown_tiles[99] = 77;
        let mut brotli = good.clone();
        brotli[98] = 3;
        let mut broken = good.clone();
        broken[127..160].fill(0xff);
        for (bytes, said, code) in [
            (b"<html>".to_vec(), Some("©"), "base_map_not_pmtiles"),
            (Vec::new(), Some("©"), "base_map_not_pmtiles"),
            (other_version, Some("©"), "base_map_not_pmtiles"),
            (good[..100].to_vec(), Some("©"), "base_map_damaged"),
            (good[..good.len() - 1].to_vec(), Some("©"), "base_map_damaged"),
            (broken, Some("©"), "base_map_damaged"),
            (made(TileType::Avif, BOX, "{}"), Some("©"), "base_map_tiles"),
            (unknown_tiles, Some("©"), "base_map_tiles"),
            (brotli, Some("©"), "base_map_tiles"),
            (firenze, Some("©"), "base_map_elsewhere"),
            (without_tiles.into_inner(), Some("©"), "base_map_empty"),
            (good.clone(), None, "base_map_unattributed"),
            (good.clone(), Some(" <b> </b> "), "base_map_unattributed"),
            (good, Some(&*"x".repeat(301)), "base_map_attribution_too_long"),
        ] {
            let (folder, refused) = taken(&bytes, said).await;
            assert_eq!(refused.map(|taken| taken.pack).unwrap_err().code(), code, "{} bytes, {said:?}", bytes.len());
            assert_eq!(std::fs::read_dir(PhotoFolder::at(folder.path()).uploads()).unwrap().count(), 0, "{code}");
        }
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_refused_before_it_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.pmtiles");
        File::create(&path).unwrap().set_len(BYTES + 1).unwrap();
        let photos = PhotoFolder::open(folder.path()).unwrap();
        let region = Region::from_geojson(HERE).unwrap();
        let refused = take(&photos, &path, Some("©"), &region).await;
        assert_eq!(refused.map(|taken| taken.pack).unwrap_err().code(), "base_map_too_large");
    }

    async fn taken(bytes: &[u8], attribution: Option<&str>) -> (tempfile::TempDir, Result<Taken, PortalError>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.pmtiles");
        std::fs::write(&path, bytes).unwrap();
        let photos = PhotoFolder::open(folder.path()).unwrap();
        let region = Region::from_geojson(HERE).unwrap();
        let taken = take(&photos, &path, attribution, &region).await;
        (folder, taken)
    }

    /// A map of one tile, which is none.
    fn made(tiles: TileType, (west, south, east, north): (f64, f64, f64, f64), metadata: &str) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        let writer = PmTilesWriter::new(tiles).bounds(west, south, east, north).metadata(metadata);
        let mut writer = writer.create(&mut file).unwrap();
        writer.add_tile(TileCoord::new(3, 6, 3).unwrap(), b"tile").unwrap();
        writer.finalize().unwrap();
        file.into_inner()
    }
}
