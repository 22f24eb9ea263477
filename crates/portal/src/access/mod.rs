//! Who may do what: roles × actions as one table.
//!
//! ```text
//! role      what somebody is to the portal            action   what can be done
//! table     how far each role reaches with each action: nowhere, own unit, everywhere
//! beside    what a unit may do with a case on which it works beside the one that has it
//! ```
//!
//! Here is only the table and the question. Who somebody is comes from a session (`console::officer`), for whom somebody
//! stands in from the roster; whether a case may go from one status to another is `casework`.
//!
//! **Invariant:** what the table does not grant is refused, and people of a unit reach nothing but their own unit's
//! cases and never learn who reported.

mod action;
mod beside;
mod role;
mod table;

pub use action::Action;
pub use beside::beside;
pub use role::{ParseRoleError, Role};
pub use table::{Reach, citizen_may, reach};
