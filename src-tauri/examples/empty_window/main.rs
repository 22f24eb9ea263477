//! A window of the same Tauri with nothing in it: what `scripts/bench-app` compares the app with.

fn main() {
    let context = tauri::generate_context!("src-tauri/examples/empty_window/tauri.conf.json");
    tauri::Builder::default().run(context).expect("the system provides a web view");
}
