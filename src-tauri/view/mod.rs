//! Types made for the window. They exist only at this border; TypeScript gets them generated.

mod around;
mod base_map;
mod deed;
mod draft;
mod mine;
mod next;
mod own;
mod place;
mod report;
mod spoken;
mod sync;

pub use around::{Around, PublicCase};
pub use base_map::{BaseMap, LocalMap};
pub use deed::{Claim, ClaimState, Deed, DeedKind, Followed};
pub use draft::{Area, Behalf, DevicePosition, Draft, DraftChange, DraftPhoto, DraftVoice, MapPoint, Missing};
pub use mine::{Mine, MineRow, Which};
pub use next::{Expected, ExpectedAnswer};
pub use own::{DataCopy, MyData};
pub use place::{Candidate, Category, Commune, DraftPlace, PlaceHit, PlaceHitKind, PlaceMethod, PlaceSource};
pub use report::{Holder, Receipt, ReportState, ReportStory, ReportSummary, StoryPhoto, StoryVoice, TimelineEntry};
pub use spoken::{Recording, Spoken, SpokenLanguage};
pub use sync::{SyncPhase, SyncState};
