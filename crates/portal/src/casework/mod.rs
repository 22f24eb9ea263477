//! What officers do with a case: deeds, and what a deed makes of a case. Who may do which deed is `access`; how the
//! result is kept is `store::casework`.
//!
//! **Invariant:** [`CaseFile::apply`] is the only way in which a case changes, and it goes only where
//! [`report::Status::next`] leads.

mod case_file;
mod deed;
mod error;

pub use case_file::{CaseFile, Event, EventKind};
pub use deed::Deed;
pub use error::CaseworkError;
