//! The citizen's side: what is captured stays safe on the device until the portal has it, exactly once.
//!
//! # A report's life on the device
//! A [`Draft`](draft::Draft) collects photos, words and a place, each step saved at once. Filing **seals** it: from
//! then on the report is the sealed bytes and its photos are files named by their hash. The queue offers it until the
//! portal's receipts say otherwise:
//!
//! ```text
//! draft ──file──▶ queued ──accepted──▶ accepted ──complete──▶ complete
//!                   │                     │
//!                   └──── refused for good┴──▶ needs attention (kept, with the reason)
//! ```
//!
//! The state is never stored: it is what the stored receipts say. A report is shown as sent only after its receipt
//! was verified, nothing is ever given up on, and a photo's file goes only after `complete` listed its hash and the
//! time in which a restored portal may ask again is over.
//!
//! # Who does what
//! [`Outbox`] is the folder: drafts, reports, settings of the portal, in SQLite and files (`store`). [`Engine`] is the
//! one sender per folder: it asks the pure [`planner`](sync::planner) for the next step, does it on the
//! network, and writes down what came of it. Everything else, windows and command lines, works beside a running engine.
//!
//! What does not live here: pictures (`photo`), polygons (`place`), seals and the wire's items (`report`).

mod around;
pub mod base_map;
mod claim;
mod clock;
mod deeds;
mod described;
mod device;
pub mod draft;
mod drafting;
mod drawing;
mod error;
mod mine;
mod news;
mod next;
mod outbox;
mod own;
mod person;
pub mod phase;
mod region;
mod reports;
mod sealing;
mod spoken;
mod store;
pub mod sync;
mod timetable;
mod trust;
pub mod voice;
mod words;

pub use around::{Around, PublicCase, Similar};
pub use base_map::BaseMap;
pub use claim::{Claim, ClaimState};
pub use clock::{Clock, FixedClock, SystemClock};
pub use draft::{Behalf, Draft, DraftChange, DraftPhoto, DraftVoice, Missing, Retouched};
pub use error::{BaseMapProblem, DeedProblem, DraftProblem, OutboxError, PersonProblem};
pub use mine::{Mine, Which};
pub use news::News;
pub use next::ExpectedAnswer;
pub use outbox::Outbox;
pub use own::{Exported, Holdings};
pub use person::Person;
pub use region::{DraftPlace, Region, SpotSource, day};
pub use reports::{
    ActSummary, Followed, Holder, ReportState, ReportSummary, Story, StoryPhoto, StoryVoice, TimelineEntry,
};
pub use spoken::Recordings;
pub use store::files::write_durably;
pub use store::recovery::Recovery;
pub use sync::engine::Engine;
pub use trust::RootKeys;
