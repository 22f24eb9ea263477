//! Who answers for a unit on which day: its leader, its officer, and who stands in for them. Pure: terms and days in,
//! people out; what is kept is `store::roster`.
//!
//! ```text
//! term      a post of a unit, somebody, from a day on, to a last day or until further notice
//! deputy    who stands in for a post while its holder is on leave
//! owner     officer's deputy → officer → leader's deputy → leader → duty desk: the first that there is
//! ```
//!
//! Days are days in Việt Nam, first and last included. A change is to be recorded within a few days of the day on which it
//! takes effect; that day is not counted (Civil Code 2015, art. 147). How late it was is recorded with it, and a post that
//! nobody has on the last of those days raises an alarm.
//!
//! **Invariants:** a post of a unit has one holder on a day, or none; no change makes a unit empty on a day on which
//! somebody was named; every case has an owner on every day.

mod error;
mod notice;
mod owner;
mod term;
mod vacancy;

pub use error::RosterError;
pub use notice::Notice;
pub use owner::{Owner, Standing, at_the_post, owner};
pub use term::{Deputy, NewDeputy, NewTerm, Post, Resumption, Succession, Term, appoint, end, name_deputy, withdraw};
pub use vacancy::{Vacancy, vacancies};
