//! Tells tauri-build where capabilities and permissions live: the package's root is the repository's.

fn main() {
    // A debug cdylib for *-windows-gnu would export more than 65,535 symbols.
    if std::env::var("TARGET").unwrap_or_default().ends_with("windows-gnu") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,--exclude-all-symbols");
    }
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(manifest);
    tauri_build::try_build(attributes).expect("tauri.conf.json, capabilities and permissions agree");
}
