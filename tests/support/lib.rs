//! What the end-to-end tests share: the real programs as processes, the real photos, a link that misbehaves, and `https`.
//!
//! The programs are those beside the test's own executable (`cargo build --workspace --bins` makes them); the data are
//! in `$PHAN_ANH_DATA`, by default `../shared/data`, and are never copied into the repository.

mod data;
mod device;
mod disk;
mod https;
mod link;
mod map;
mod portal;
mod programs;
mod stranger;

pub use data::{data, photo, require_data};
pub use device::{Device, Run};
pub use disk::SmallDisk;
pub use https::{Authority, Shown, https};
pub use link::{BadLink, Connection};
pub use map::{ATTRIBUTION, BaseMapFile};
pub use portal::Portal;
pub use programs::{Killed, program, wait_for};
pub use stranger::Stranger;
