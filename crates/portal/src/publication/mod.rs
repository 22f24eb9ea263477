//! What of a case everybody may know: pure functions over what the books say and what an officer decided.
//!
//! ```text
//! words    names of persons stay the officer's to see; telephone numbers, plates and numbers of identity are found here
//! place    the commune, a cell of 200 m, or the very spot
//! decide   whether a publication may go out at all, and what its place is
//! ```
//!
//! Photos are no part of a publication: each is confirmed by itself (`store::public_photo`), and one that is not is withheld.
//!
//! **Invariant:** nothing here gives more of a place than its category and the zones around it allow, whoever asks for it.

/// What whoever reports what is sealed reads: where complaints and denunciations are heard by law (Luật Tiếp công dân 2013).
pub const SEALED_GUIDANCE: &str = "Nội dung này thuộc diện khiếu nại, tố cáo, được giải quyết theo luật riêng, không qua phản ánh \
    hiện trường. Phản ánh đã được giữ kín, chỉ bộ phận trực được xem. Đề nghị ông/bà liên hệ Ban Tiếp công dân của tỉnh hoặc nơi \
    tiếp công dân của Ủy ban nhân dân cấp xã để được tiếp nhận và giải quyết.";

mod decide;
mod error;
mod place;
mod words;

pub use decide::{Facts, Terms, decide};
pub use error::PublicationError;
pub use place::{GRID_M, Precision, PublicPlace};
pub use words::{covered, finds_personal};
