//! What anybody may ask as data: who this portal is, the region pack, and what is public of the cases.

mod changes;
mod portal;
mod region;

pub use changes::changes;
pub use portal::portal;
pub use region::region;
