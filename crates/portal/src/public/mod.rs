//! What everybody sees: server-rendered pages without script and without cookies.
//!
//! The front page, the list of published cases with its filters, one page per published case, the page that a tracking
//! code opens, and their pictures. Handlers here ask the store for what they may show and hand it to a template; what
//! is public is the store's to say (`store::case_view`), how it looks is in `templates/` and `shown`.
//!
//! **Invariants:** nothing of a case is on any page before it is published, except to whoever shows its tracking code;
//! a tracking code is never part of an address; no page sets a cookie or runs a script.

pub mod files;
mod frame;
pub mod pass;
pub mod security;
mod shown;
mod url;
mod words;

pub use words::words;
