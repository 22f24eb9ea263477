//! The committed files: reading them, and writing them anew when `UPDATE_VECTORS` is set.

use std::path::PathBuf;

use serde_json::Value;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/vectors").join(name)
}

/// The committed document.
pub fn committed(name: &str) -> Value {
    let path = path(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Checks that the committed document is the one that our code makes, or makes it so under `UPDATE_VECTORS=1`.
pub fn hold(name: &str, made: Value) {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(path(name), serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }
    assert_eq!(without_compressed(made), without_compressed(committed(name)), "{name}");
}

/// Compressed bytes may differ from one release of zstd to the next: they are only read.
fn without_compressed(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.remove("zstd");
            fields.values_mut().for_each(|field| *field = without_compressed(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_compressed(item.take())),
        _ => {}
    }
    value
}

/// The entries of `document` under `list`, each with its name.
pub fn entries(document: &str, list: &str) -> Vec<(String, Value)> {
    let all = named(&committed(document)[list]);
    assert!(!all.is_empty(), "{document} has no {list}");
    all
}

/// The elements of a list, each with its name.
pub fn named(list: &Value) -> Vec<(String, Value)> {
    let name = |entry: &Value| entry["name"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|entry| (name(entry), entry.clone())).collect()
}

/// The bytes that a hexadecimal field holds.
pub fn bytes(value: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

/// The bytes of every element of a list of hexadecimal fields.
pub fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(bytes).collect()
}

/// Bytes as a hexadecimal field.
pub fn hex(bytes: impl AsRef<[u8]>) -> Value {
    data_encoding::HEXLOWER.encode(bytes.as_ref()).into()
}
