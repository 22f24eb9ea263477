//! What anybody may ask as data: who this portal is, the region pack, and what is public of the cases.

pub(crate) mod around;
pub(crate) mod base_map;
pub(crate) mod changes;
pub(crate) mod events;
pub(crate) mod portal;
mod range;
pub(crate) mod region;
pub(crate) mod spoken;

pub use around::around;
pub use base_map::base_map;
pub use changes::changes;
pub use events::events;
pub(crate) use events::{answer as answer_events, event, listen};
pub use portal::portal;
pub use region::region;
pub use spoken::spoken;
