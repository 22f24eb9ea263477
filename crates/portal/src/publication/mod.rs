//! What of a case everybody may know: pure functions over what the books say and what an officer decided.
//!
//! ```text
//! words    names of persons stay the officer's to see; telephone numbers, plates and numbers of identity are found here
//! place    the commune, a cell of 200 m, or the very spot
//! decide   whether a publication may go out at all, and what its place is
//! ```
//!
//! Photos are no part of a publication: each is confirmed by itself (`store::public_photo`), and one that is not is withheld.
//!
//! **Invariant:** nothing here gives more of a place than its category and the zones around it allow, whoever asks for it.

mod decide;
mod error;
mod place;
mod words;

pub use decide::{Facts, Publishing, decide};
pub use error::PublicationError;
pub use place::{GRID_M, Precision, PublicPlace};
pub use words::{covered, finds_personal};
