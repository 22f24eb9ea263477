//! The console's API as a file: what the browser's side is generated from.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

#[test]
fn the_committed_description_is_the_api() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/console/openapi.json");
    let described = portal::console::openapi().to_pretty_json().unwrap() + "\n";
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(&file, &described).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap();
    assert_eq!(committed, described, "run with UPDATE_OPENAPI=1, then `npm run api -w @phan-anh/console`");
}
