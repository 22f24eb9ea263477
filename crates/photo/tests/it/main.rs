//! What the crate promises, held against real photos and against pictures that lie.
//!
//! One program, so that it is linked once.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod clean;
mod colours;
mod cover;
mod data;
mod formats;
mod heic;
mod hostile;
mod manifest;
mod orientation;
mod picture;
mod whole;
