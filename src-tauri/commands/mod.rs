//! What the window may ask. Each forwards to the desk; none runs on the window's own thread.

pub mod base_map;
pub mod deeds;
pub mod drafting;
pub mod own;
pub mod places;
pub mod sending;
pub mod spoken;

use std::sync::Arc;

use tauri::State;

use crate::desk::Desk;

type AtDesk<'a> = State<'a, Arc<Desk>>;
