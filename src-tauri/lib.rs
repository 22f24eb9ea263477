//! The citizen app's shell: a window over [`outbox`], and nothing that could live without a window.
//!
//! [`commands`] are what the window may ask, a few lines each; they forward to [`desk::Desk`], which knows no window
//! and is tested without one. [`view`] holds the types made for the window; they exist only at this border, and
//! `ui/app/src/backend/bindings.ts` is generated from them. [`background`] runs the engine that sends by itself.

mod app;
mod background;
pub mod bindings;
mod calls;
mod camera;
mod commands;
pub mod desk;
mod drawing;
pub mod notices;
mod problem;
mod settings;
pub mod view;

pub use app::{build, context, open, run};
pub use settings::{Folder, Notices, Settings};
