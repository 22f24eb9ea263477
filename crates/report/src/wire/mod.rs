//! The items of `POST /v1/sync`: a CBOR Sequence (RFC 8742) each way, zstd (RFC 8878) flushed per item.
//!
//! A request is a [`RequestItem::Header`] and then acts, thumbnails and follows in any number; the portal commits
//! each as it arrives. An answer is an [`AnswerItem::Header`], a result per act asked about, changes, and
//! [`AnswerItem::End`]. **An answer without its end was cut**: what came counts, the rest is asked again.
//! Items of a type that this version does not know are skipped.

mod answer;
mod request;
mod stream;

pub use answer::{AnswerHeader, AnswerItem, Change, ItemOutcome, ItemResult, Ticket};
pub use request::{ActItem, ActRef, ClaimItem, FollowItem, HeldReceipts, RequestHeader, RequestItem, ThumbnailItem};
pub use stream::{Encoding, ItemReader, ItemWriter, StreamError};

/// The media type of both directions.
pub const MEDIA_TYPE: &str = "application/cbor-seq";
