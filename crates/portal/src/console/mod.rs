//! What officers do: sign in, look through the cases they may see, and do deeds. The browser's side is `ui/console`,
//! which this module also serves.
//!
//! ```text
//! /console/            the built single page          app
//! /console/api/…       JSON, described by OpenAPI     session · inbox · map · case · reporter · deed · reasons · units · pictures
//! ```
//!
//! A handler knows who asks ([`officer::Officer`]), asks `access` whether they may, and leaves the deed to `casework`.
//! `ui/console/openapi.json` is this API as a file; a test holds the two equal.
//!
//! **Invariants:** nothing is answered without a session but the door itself; a change needs a header that no form of
//! another site can send; a case that an officer may not see answers as one that is not there.

mod app;
mod audit;
mod bulk;
mod calendar;
mod candidates;
mod case;
mod categories;
mod channels;
mod clocks;
mod cover;
mod deadlines;
mod deed;
mod deed_shape;
mod due;
mod duty;
mod edit;
mod entry;
mod events;
mod files;
mod fresh;
mod inbox;
mod links;
mod map;
mod notices;
mod officer;
mod owner;
mod people;
mod pictures;
mod possible;
mod reasons;
mod recordings;
mod region;
mod reporter;
mod roster;
mod routes;
mod rule_shape;
mod rules;
mod search;
mod session;
mod shape;
mod telling;
mod templates;
mod terms;
mod units;
mod users;
mod voices;
mod zones;

pub(crate) use files::served;
pub use routes::{openapi, router};
