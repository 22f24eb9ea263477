//! The province's data, which is not part of the repository: read from `$PHAN_ANH_DATA` or from beside it.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use place::Region;
use serde::de::DeserializeOwned;

/// Reads a file of the data folder. Without the folder says so, for a test that passes unrun.
pub fn read(test: &str, file: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var_os("PHAN_ANH_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if !folder.exists() {
        eprintln!("SKIPPED {test}: no data folder (set PHAN_ANH_DATA)");
        return None;
    }
    Some(fs::read_to_string(folder.join(file)).unwrap())
}

/// The province with its 78 communes, read once for all tests.
pub fn province(test: &str) -> Option<&'static Region> {
    static PROVINCE: LazyLock<Option<Region>> =
        LazyLock::new(|| Some(Region::from_geojson(&read("province", "region/communes-2025.geojson")?).unwrap()));
    if PROVINCE.is_none() {
        eprintln!("SKIPPED {test}: no data folder (set PHAN_ANH_DATA)");
    }
    PROVINCE.as_ref()
}

/// The rows of a CSV file of the data folder.
pub fn rows<Row: DeserializeOwned>(test: &str, file: &str) -> Option<Vec<Row>> {
    let text = read(test, file)?;
    Some(csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap())
}
