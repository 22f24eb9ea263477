//! Lists the migrations: every file in `migrations/`, by its number. Nobody keeps the list by hand.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=migrations");
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("migrations");
    let files = fs::read_dir(&folder)?.map(|file| file.map(|file| file.path())).collect::<io::Result<Vec<_>>>()?;
    let mut files: Vec<_> = files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "sql")).collect();
    files.sort();
    let line = |path: &PathBuf| format!("({:?}, include_str!({path:?})),\n", path.file_name().unwrap_or_default());
    let list: String = files.iter().map(line).collect();
    let code = format!("const MIGRATIONS: &[(&str, &str)] = &[\n{list}];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?).join("migrations.rs"), code)
}
