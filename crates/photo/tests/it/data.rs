//! The photos, which are not part of the repository: read from `$PHAN_ANH_DATA` or from beside it.

use std::path::PathBuf;

/// One line of the photos' manifest: what exiftool says of a file.
pub(crate) struct Row {
    pub(crate) file: String,
    pub(crate) format: String,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) orientation: Option<u8>,
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
    pub(crate) gps_error_m: Option<f64>,
    pub(crate) taken_at: Option<String>,
    pub(crate) offset: Option<String>,
}

/// A photo by its path in the folder of photos; without the data says that the test is skipped.
pub(crate) fn photo(test: &str, file: &str) -> Option<Vec<u8>> {
    std::fs::read(folder(test)?.join(file)).ok()
}

/// Whether this system reads HEIC; where it doesn't, says that the test, or its part about HEIC, is skipped.
pub(crate) fn heic_is_read(test: &str) -> bool {
    if !photo::reads_heic() {
        eprintln!("SKIPPED {test}: no libheif on this system");
    }
    photo::reads_heic()
}

/// Every line of the manifest; none, and it is said, without the data.
pub(crate) fn manifest(test: &str) -> Vec<Row> {
    let Some(folder) = folder(test) else { return Vec::new() };
    let mut reader = csv::Reader::from_path(folder.join("manifest.csv")).unwrap();
    reader.records().map(|record| row(&record.unwrap())).collect()
}

fn row(record: &csv::StringRecord) -> Row {
    let text = |column: usize| Some(record[column].to_owned()).filter(|text| !text.is_empty());
    let number = |column: usize| text(column).map(|text| text.parse::<f64>().unwrap());
    let side = |column: usize| text(column).map(|text| text.parse::<u32>().unwrap());
    Row {
        file: record[0].to_owned(),
        format: record[3].to_owned(),
        width: side(4),
        height: side(5),
        orientation: text(6).map(|text| text.parse().unwrap()),
        lat: number(7),
        lon: number(8),
        gps_error_m: number(9),
        taken_at: text(10),
        offset: text(11),
    }
}

fn folder(test: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let data = std::env::var_os("PHAN_ANH_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let photos = data.join("photos");
    if !photos.join("manifest.csv").is_file() {
        eprintln!("SKIPPED {test}: no folder of photos (set PHAN_ANH_DATA)");
        return None;
    }
    Some(photos)
}
