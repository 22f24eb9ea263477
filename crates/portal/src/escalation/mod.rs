//! Who is told when, so that lateness cannot hide.
//!
//! ```text
//! urgent      a clock of an urgent case began       → who is on call
//! due_soon    a clock is nearly due                 → who answers for the case
//! leader      it is overdue                         → the unit's leader
//! desk        for longer                            → the duty desk
//! province    for much longer                       → the province's leaders
//! vacancy     a post that nobody has had for days   → supervisors and administrators
//! ```
//!
//! Each step is an alarm of the books, with a notice for each person who was told: in the console at once, by mail too, urgent
//! ones at once and the others in the digest of the next morning. A clock that stands still raises none.
//!
//! **Invariants:** a level is reached once for each clock, however often one goes round, whatever moves the clock and
//! whenever the portal starts again; nobody being there to tell leads to the next who is, never to silence.

mod level;
pub mod mails;
mod round;

pub use level::{Delays, Level};
pub use round::go;
