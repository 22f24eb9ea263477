//! What everybody sees: server-rendered pages that work without script, and without cookies.
//!
//! The front page, the list of published cases with its filters, one page per published case, the page that a tracking
//! code opens, and their pictures. Handlers here ask the store for what they may show and hand it to a template; what
//! is public is the store's to say (`store::case_view`), how it looks is in `templates/` and `shown`.
//!
//! **Invariants:** nothing of a case is on any page before it is published, except to whoever shows its tracking code;
//! a tracking code is never part of an address that is sent; no page sets a cookie; every page is whole without its script.

mod card;
mod case_page;
mod due;
mod files;
mod filters;
mod frame;
mod front;
mod list;
mod map;
mod office_files;
mod page;
mod pass;
mod pictures;
mod routes;
pub mod security;
mod shown;
mod track;
mod url;
mod words;

pub use pictures::{small, stored, whole};
pub use routes::router;
pub use shown::excerpt;
pub use words::{fill, words};
