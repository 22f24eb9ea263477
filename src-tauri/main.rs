//! The citizen's app.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    phan_anh::run();
}
