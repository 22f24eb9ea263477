//! What can go wrong on the device, by what a caller can do about it.

use std::path::PathBuf;

use photo::PhotoError;
use report::{SealError, SignatureError};

use crate::voice::VoiceProblem;

/// Why something was not done. Nothing that was saved before is lost by any of them.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The picture cannot be used.
    #[error(transparent)]
    Photo(#[from] PhotoError),
    /// The recording cannot be used; `code` is stable.
    #[error(transparent)]
    Voice(#[from] VoiceProblem),
    /// The act breaks a limit.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Something about the draft; `code` is stable.
    #[error("{0}")]
    Draft(DraftProblem),
    /// Something that cannot be done about this report; `code` is stable.
    #[error("{0}")]
    Deed(DeedProblem),
    /// Something about the base map; `code` is stable.
    #[error("{0}")]
    BaseMap(BaseMapProblem),
    /// Something about the citizen's name or telephone; `code` is stable.
    #[error("{0}")]
    Person(PersonProblem),
    /// No draft of this id.
    #[error("no draft {0}")]
    DraftUnknown(String),
    /// No report of this id.
    #[error("no report {0}")]
    ReportUnknown(String),
    /// A given file cannot be read.
    #[error("cannot read {path}")]
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No room on the device.
    #[error("no room on the device")]
    DiskFull,
    /// Another engine sends from this folder.
    #[error("another engine runs on this folder")]
    EngineRunning,
    /// The database was written by a newer program.
    #[error("the database is newer than this program")]
    DataNewer,
    /// The folder belongs to another portal.
    #[error("the folder belongs to the portal {0}")]
    DataOfAnotherPortal(String),
    /// The device's storage failed: a write or a read that should have worked.
    #[error("the device's storage failed: {0}")]
    StorageFailed(String),
    /// The database's pages are damaged; opened again, what can be read is recovered.
    #[error("the database is damaged")]
    DataDamaged,
    /// The folder's own files are damaged or cannot be reached.
    #[error("the data folder cannot be used: {0}")]
    DataBroken(String),
    /// The root key that is to be trusted is not the one that was seen.
    #[error("this root key was not seen")]
    RootNotSeen,
    /// A region pack does not read.
    #[error("the region pack does not read: {0}")]
    Region(String),
}

/// What a draft lacks or has too much of.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum DraftProblem {
    /// More photos than a report holds.
    #[error("too many photos")]
    TooManyPhotos,
    /// Text beyond the limit.
    #[error("the text is too long")]
    TextTooLong,
    /// Text with characters that no one can read, such as zero bytes.
    #[error("the text holds control characters")]
    TextInvalid,
    /// A category that the province does not have.
    #[error("unknown category")]
    CategoryUnknown,
    /// No category yet.
    #[error("no category")]
    CategoryMissing,
    /// A commune that the province does not have.
    #[error("unknown commune")]
    CommuneUnknown,
    /// Filed for somebody whose word is not given.
    #[error("the person for whom it is filed has not agreed")]
    AgreementMissing,
    /// Without the name that the category asks for.
    #[error("no name, which the category asks for")]
    NameMissing,
    /// Without the telephone number that the category asks for.
    #[error("no telephone number, which the category asks for")]
    PhoneMissing,
    /// No photo, no text and no voice note.
    #[error("no photo, no text and no voice note")]
    NothingToReport,
    /// No place yet.
    #[error("no place")]
    PlaceMissing,
    /// The position lies outside the province and no commune was chosen.
    #[error("outside the province")]
    PlaceOutside,
    /// Not a position on Earth, or 0,0.
    #[error("not a position")]
    PositionInvalid,
}

impl DraftProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooManyPhotos => "too_many_photos",
            Self::TextTooLong => "text_too_long",
            Self::TextInvalid => "text_invalid",
            Self::CategoryUnknown => "category_unknown",
            Self::CategoryMissing => "category_missing",
            Self::CommuneUnknown => "commune_unknown",
            Self::AgreementMissing => "agreement_missing",
            Self::NameMissing => "name_missing",
            Self::PhoneMissing => "phone_missing",
            Self::NothingToReport => "nothing_to_report",
            Self::PlaceMissing => "place_missing",
            Self::PlaceOutside => "place_outside",
            Self::PositionInvalid => "position_invalid",
        }
    }
}

/// Why nothing was sealed about a report, as far as this device knows; the portal decides what it takes.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum DeedProblem {
    /// The portal refused the report itself.
    #[error("the portal did not take the report")]
    ReportRefused,
    /// It was erased.
    #[error("the report was erased")]
    Erased,
    /// An answer without a question.
    #[error("nothing was asked")]
    NotAsked,
    /// A rating, or a wish to have it handled again, before there is an answer.
    #[error("there is no answer yet")]
    NotAnswered,
    /// The case has ended.
    #[error("the case has ended")]
    TooLate,
    /// Said before.
    #[error("done already")]
    AlreadyDone,
    /// A case that this device does not follow.
    #[error("not followed")]
    NotFollowed,
    /// Not a public number.
    #[error("not a case number")]
    CaseNumberInvalid,
    /// Not a tracking code, or one with a wrong character.
    #[error("not a tracking code")]
    CodeMistyped,
    /// A word or a photo is needed.
    #[error("nothing said")]
    NothingSaid,
    /// Something is on this device alone.
    #[error("something was not sent yet")]
    UnsentWaits,
    /// No photo of this hash waits in this report.
    #[error("no such photo waits")]
    PhotoUnknown,
}

impl DeedProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ReportRefused => "report_refused",
            Self::Erased => "act_erased",
            Self::NotAsked => "not_asked",
            Self::NotAnswered => "not_answered",
            Self::TooLate => "too_late",
            Self::AlreadyDone => "already_done",
            Self::NotFollowed => "not_followed",
            Self::CaseNumberInvalid => "case_number_invalid",
            Self::CodeMistyped => "code_mistyped",
            Self::NothingSaid => "nothing_said",
            Self::UnsentWaits => "unsent_waits",
            Self::PhotoUnknown => "photo_unknown",
        }
    }
}

/// What cannot be a name, a telephone number, or a way to be told.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum PersonProblem {
    /// Longer than [`crate::Person::NAME_CHARS`].
    #[error("the name is too long")]
    NameTooLong,
    /// A name with control characters.
    #[error("the name holds control characters")]
    NameInvalid,
    /// Not 8 to 15 digits.
    #[error("not a telephone number")]
    PhoneInvalid,
    /// No way on which anybody is told.
    #[error("not a way to be told")]
    NotifyInvalid,
    /// Not an address of a mailbox.
    #[error("not an e-mail address")]
    EmailInvalid,
    /// Messages to the telephone without its number.
    #[error("no telephone number to send messages to")]
    NotifyPhoneMissing,
    /// Messages to a number on which none arrive.
    #[error("no messages arrive on this number")]
    NotifyPhoneNotMobile,
}

impl PersonProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NameTooLong => "name_too_long",
            Self::NameInvalid => "name_invalid",
            Self::PhoneInvalid => "phone_invalid",
            Self::NotifyInvalid => "notify_invalid",
            Self::EmailInvalid => "email_invalid",
            Self::NotifyPhoneMissing => "notify_phone_missing",
            Self::NotifyPhoneNotMobile => "notify_phone_not_mobile",
        }
    }
}

/// Why there is no base map, or not this one.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
pub enum BaseMapProblem {
    /// The province has none, or it is here already.
    #[error("there is no base map to be fetched")]
    None,
    /// It would take the room that reports need.
    #[error("no room for the base map")]
    NoRoom,
    /// Not the map that is here, or no bytes of it.
    #[error("these bytes of a base map are not here")]
    NotHere,
    /// The file is not any more what came.
    #[error("the base map is damaged")]
    Damaged,
    /// What came was not what the pack names.
    #[error("another base map came than the region pack names")]
    Mismatch,
    /// The portal has it no more.
    #[error("the portal does not have this base map")]
    Gone,
}

impl BaseMapProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::None => "base_map_none",
            Self::NoRoom => "base_map_no_room",
            Self::NotHere => "base_map_not_here",
            Self::Damaged => "base_map_file_damaged",
            Self::Mismatch => "base_map_mismatch",
            Self::Gone => "base_map_gone",
        }
    }
}

impl OutboxError {
    /// The stable code, whose words are in the catalogues under `error.<code>`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Photo(error) => error.code(),
            Self::Voice(problem) => problem.code(),
            Self::Seal(error) => error.code(),
            Self::Draft(problem) => problem.code(),
            Self::Deed(problem) => problem.code(),
            Self::BaseMap(problem) => problem.code(),
            Self::Person(problem) => problem.code(),
            Self::DraftUnknown(_) => "draft_unknown",
            Self::ReportUnknown(_) => "report_unknown",
            Self::FileUnreadable { .. } => "file_unreadable",
            Self::DiskFull => "disk_full",
            Self::EngineRunning => "engine_already_running",
            Self::RootNotSeen => "root_key_not_seen",
            Self::DataNewer => "data_newer_than_program",
            Self::DataOfAnotherPortal(_) => "data_of_another_portal",
            Self::StorageFailed(_) => "storage_failed",
            Self::DataBroken(_) | Self::DataDamaged | Self::Region(_) => "data_broken",
        }
    }
}

impl From<DraftProblem> for OutboxError {
    fn from(problem: DraftProblem) -> Self {
        Self::Draft(problem)
    }
}

impl From<DeedProblem> for OutboxError {
    fn from(problem: DeedProblem) -> Self {
        Self::Deed(problem)
    }
}

impl From<BaseMapProblem> for OutboxError {
    fn from(problem: BaseMapProblem) -> Self {
        Self::BaseMap(problem)
    }
}

impl From<PersonProblem> for OutboxError {
    fn from(problem: PersonProblem) -> Self {
        Self::Person(problem)
    }
}

impl From<rusqlite::Error> for OutboxError {
    fn from(error: rusqlite::Error) -> Self {
        let extended = error.sqlite_error().map(|error| error.extended_code);
        match error.sqlite_error_code() {
            // The journal's index could not grow: SQLite has a code of its own for it.
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(rusqlite::ErrorCode::SystemIoFailure) => Self::StorageFailed(error.to_string()),
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => Self::DataDamaged,
            _ => Self::DataBroken(error.to_string()),
        }
    }
}

impl From<std::io::Error> for OutboxError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::DataBroken(error.to_string()),
        }
    }
}

impl From<SignatureError> for OutboxError {
    fn from(error: SignatureError) -> Self {
        Self::Seal(SealError::Signature(error))
    }
}
