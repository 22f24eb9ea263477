//! What officers and citizens do with a case, and what that makes of it. Who may do which deed is `access`, which case a
//! citizen's act concerns is `store::subject`; how the result is kept is `store::case`.
//!
//! **Invariant:** [`CaseFile::apply`] and [`CaseFile::heed`] are the only ways in which a case changes, and it goes only
//! where [`report::Status::next`] leads.
//!
//! **Invariant:** the words of an event [`EventKind::Status`] are for whoever reported at least: what is for officers alone
//! stands in an event of another kind beside it.

mod alike;
mod case_file;
mod category;
mod citizen;
pub mod clocks;
mod deed;
mod desk;
mod dispatching;
mod error;
mod event;
mod handling;
mod reason;
pub mod rules;
mod sealing;
mod template;

pub use alike::{Alike, DAYS as ALIKE_DAYS, NEAR_M, Traits, alike};
pub use case_file::{CaseFile, Extension, Proposal};
pub use category::{Category, Identity, ParseCodeError, Urgency};
pub use citizen::CitizenDeed;
pub use deed::Deed;
pub use dispatching::{DispatchRule, DispatchSays, Subject, place_of, shadowed};
pub use error::CaseworkError;
pub use event::{Audience, Event, EventKind};
pub use handling::MOST_EXTENSION_MINUTES;
pub use reason::{FileKind, Refusal, UnknownCode, Why};
pub use rules::{ClockStep, DeadlineRule, Rules};
pub use template::{FIELDS as TEMPLATE_FIELDS, TemplateError, checked as checked_template, filled as filled_template};
