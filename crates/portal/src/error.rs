//! Why the portal did not do something, as variants that a caller can act on. How the world hears of it is
//! [`crate::problem`] over HTTP and `cli::output` on the command line.

use std::path::PathBuf;

use crate::base_map::BaseMapError;
use crate::casework::CaseworkError;
use crate::publication::PublicationError;
use crate::roster::RosterError;
use crate::spoken::SpokenError;

/// What can go wrong in the portal. [`PortalError::code`] is stable.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// A setting has a wrong value.
    #[error("{field}: {reason}")]
    Config {
        /// The field or the file.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The database was made by a newer program; nothing was written.
    #[error("the data is of version {found}, this program knows up to {known}; nothing was written")]
    DataNewer {
        /// The database's schema version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Another `portal serve` has this folder.
    #[error("another portal serves from this folder")]
    AlreadyRunning,
    /// The folder belongs to a portal of another id.
    #[error("the data belongs to the portal «{found}»")]
    OtherPortal {
        /// The id that the data has.
        found: String,
    },
    /// There are data but a key is gone: a new key would break every receipt.
    #[error("the key {0} is missing or damaged; restore it from the backup")]
    KeyLost(PathBuf),
    /// There is no portal in this folder.
    #[error("there is no portal in this folder")]
    DataMissing,
    /// The database is not sound: SQLite cannot read it, or found it so.
    #[error("the database is damaged: {0}")]
    DataDamaged(String),
    /// The portal's books are on a server, and its address was not given.
    #[error("the books of this portal are in a PostgreSQL database: give --database")]
    BooksElsewhere,
    /// The books were made by an older program and are not up to date.
    #[error("the books are not up to date: portal migrate")]
    DataOlder,
    /// Another portal's books are where these were to be copied to; nothing was written.
    #[error("a portal was founded there already")]
    TargetInUse,
    /// Made-up cases go only into a portal without any.
    #[error("there are cases already")]
    CasesExist,
    /// What was read back is not what was written; nothing stays of it.
    #[error("the table {0} was not the same when it was read back")]
    MovedOtherwise(String),
    /// The database server does not answer, or does not let the portal in.
    #[error("the database cannot be reached: {0}")]
    DatabaseUnreachable(String),
    /// A restore into this folder was not finished.
    #[error("a restore into this folder was not finished: empty it, and restore again")]
    RestoreUnfinished,
    /// A folder that is to be written to is not empty; nothing was written.
    #[error("{0} is not empty")]
    TargetNotEmpty(PathBuf),
    /// The folder is no backup, or one that was not finished.
    #[error("the folder is no finished backup")]
    BackupIncomplete,
    /// A file of a backup is missing or not what its manifest says.
    #[error("the backup is damaged: {0}")]
    BackupDamaged(String),
    /// A photo that was stored is gone from the disk, or its file holds other bytes.
    #[error("the photo is lost")]
    PhotoLost,
    /// Whoever asked ended it.
    #[error("ended before it was done")]
    Cancelled,
    /// The disk is full.
    #[error("no room on the disk")]
    NoRoom,
    /// The books could not be written just now; nothing was.
    #[error("the books could not be written just now")]
    Busy,
    /// No such case.
    #[error("no such case")]
    CaseUnknown,
    /// An act concerns a report that is not in the books yet; it may still come.
    #[error("the report that this concerns has not come yet")]
    ReportAwaited,
    /// The act was erased; no device can bring it back.
    #[error("the act was erased")]
    ActErased,
    /// No such unit, or one that is retired.
    #[error("no such unit")]
    UnitUnknown,
    /// A user of that name exists.
    #[error("a user of that name exists")]
    UserExists,
    /// No such user.
    #[error("no such user")]
    UserUnknown,
    /// Nobody who may change the portal would be left.
    #[error("this is the last administrator")]
    LastAdministrator,
    /// A name, telephone number, address or language that is none.
    #[error("{field} does not read")]
    ContactInvalid {
        /// Which.
        field: &'static str,
    },
    /// Not a user name: 2 to 40 lower-case letters, digits, `.`, `-`.
    #[error("a user name has 2 to 40 lower-case letters, digits, dots and hyphens")]
    UserNameInvalid,
    /// Not a password: too short or too long.
    #[error("a password has 10 characters at least and 1,024 bytes at most")]
    PasswordInvalid,
    /// Somebody of a unit needs one, others must not have one.
    #[error("this role needs a unit, or must not have one")]
    UnitMismatch,
    /// A category would not be one.
    #[error("the category's {field} does not fit")]
    CategoryInvalid {
        /// Which field.
        field: &'static str,
    },
    /// A photo that is not here yet cannot be looked at.
    #[error("the photo has not come yet")]
    PhotoAwaited,
    /// Somebody else covered the photo meanwhile.
    #[error("the photo was covered by somebody else meanwhile")]
    CopyChanged,
    /// A photo cannot be covered: the code says why.
    #[error("the photo cannot be covered: {0}")]
    CoverRefused(&'static str),
    /// Something does not become public.
    #[error(transparent)]
    Publication(#[from] PublicationError),
    /// A file is not taken as a base map; nothing was changed.
    #[error(transparent)]
    BaseMap(#[from] BaseMapError),
    /// A recording or a language of spoken help is not taken.
    #[error(transparent)]
    Spoken(#[from] SpokenError),
    /// No such template, or one that is no longer offered.
    #[error("no such template")]
    TemplateUnknown,
    /// A case has as many files of the office as one may have.
    #[error("the case has as many files as one may have")]
    TooManyFiles,
    /// The case does not allow the deed.
    #[error(transparent)]
    Casework(#[from] CaseworkError),
    /// A number of the escalation that is out of order.
    #[error("{field} is out of order")]
    DelaysInvalid {
        /// Which.
        field: &'static str,
    },
    /// The shift is somebody else's, or nobody is on.
    #[error("the shift is not theirs")]
    ShiftNotYours,
    /// The shift was not handed over, or is their own.
    #[error("the shift was not handed over")]
    ShiftNotHandedOver,
    /// The roster does not allow the change; nothing was written.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// The province's `GeoJSON` was refused; nothing was changed.
    #[error(transparent)]
    Region(#[from] place::RegionError),
    /// A code means another commune today, or none: the file is of another year. Nothing was changed.
    #[error("feature {feature}: the code {code} is {name} today")]
    RegionOfAnotherYear {
        /// The feature, by its number and name.
        feature: String,
        /// The code that it claims.
        code: String,
        /// What bears that code today, or a dash.
        name: String,
    },
    /// No such rule.
    #[error("no such rule")]
    RuleUnknown,
    /// A rule that would not be one.
    #[error("the rule's {field} does not fit")]
    RuleInvalid {
        /// Which field.
        field: &'static str,
    },
    /// A rule would never count.
    #[error("«{earlier}» leaves nothing to «{later}»")]
    RuleConflict {
        /// What the rule is called that is asked before.
        earlier: String,
        /// What the one is called that would never count.
        later: String,
    },
    /// Other rules than those that are there.
    #[error("not the rules that are there")]
    RulesOther,
    /// A commune that does not lie where it lies. Nothing was changed.
    #[error("{feature} does not lie near latitude {lat}, longitude {lon}")]
    RegionElsewhere {
        /// The feature, by its name.
        feature: String,
        /// Where it lies, degrees north.
        lat: String,
        /// Degrees east.
        lon: String,
    },
    /// Communes of the province are missing in the file. Nothing was changed.
    #[error("{missing} communes are missing, the first is {name} ({code})")]
    RegionIncomplete {
        /// How many.
        missing: usize,
        /// The first of them.
        name: String,
        /// Its code.
        code: String,
    },
    /// The table of units was refused; nothing was changed.
    #[error("units, line {line}: {reason}")]
    Units {
        /// Counted from 1, the header being 1.
        line: u64,
        /// What is wrong, by field.
        reason: String,
    },
    /// The table of old communes was refused; nothing was changed.
    #[error("old communes:\n{0}")]
    OldCommunes(place::gazetteer::TableFaults),
    /// The table of places was refused; nothing was changed.
    #[error("places:\n{0}")]
    Places(place::gazetteer::TableFaults),
    /// A table of holidays was refused; nothing was changed.
    #[error("holidays:\n{0}")]
    Calendar(worktime::table::TableFaults),
    /// A day of the calendar is none.
    #[error(transparent)]
    Day(worktime::DayError),
    /// The hours of a working day are none.
    #[error(transparent)]
    Hours(worktime::HoursError),
    /// A deadline rule is none.
    #[error("{field} of a deadline does not fit")]
    DeadlineInvalid {
        /// The field that is wrong.
        field: &'static str,
    },
    /// A deadline lies more than a hundred years ahead.
    #[error("the deadline lies more than a hundred years ahead")]
    DeadlineTooFar,
    /// A channel to citizens that is not set up.
    #[error("the channel is not set up")]
    ChannelClosed,
    /// A provider did not take a message.
    #[error("the provider did not take it: {0}")]
    ChannelRefused(String),
    /// A file could not be read or written.
    #[error("file: {0}")]
    File(std::io::Error),
    /// The database failed.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// What is in the database does not read.
    #[error("the books hold something that does not read: {0}")]
    Broken(&'static str),
}

impl PortalError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Config { .. } => "config_invalid",
            Self::DataNewer { .. } => "data_newer_than_program",
            Self::AlreadyRunning => "engine_already_running",
            Self::OtherPortal { .. } => "data_of_another_portal",
            Self::KeyLost(_) => "key_lost",
            Self::DataMissing => "data_missing",
            Self::DataDamaged(_) => "data_damaged",
            Self::BooksElsewhere => "books_elsewhere",
            Self::DataOlder => "data_older_than_program",
            Self::TargetInUse => "target_in_use",
            Self::CasesExist => "cases_exist",
            Self::MovedOtherwise(_) => "moved_otherwise",
            Self::DatabaseUnreachable(_) => "database_unreachable",
            Self::RestoreUnfinished => "restore_unfinished",
            Self::TargetNotEmpty(_) => "target_not_empty",
            Self::BackupIncomplete => "backup_incomplete",
            Self::BackupDamaged(_) => "backup_damaged",
            Self::PhotoLost => "photo_lost",
            Self::Cancelled => "cancelled",
            Self::NoRoom => "no_room",
            Self::Busy => "portal_busy",
            Self::CaseUnknown => "case_unknown",
            Self::ReportAwaited => "report_awaited",
            Self::ActErased => "act_erased",
            Self::UnitUnknown => "unit_unknown",
            Self::UserExists => "user_exists",
            Self::UserUnknown => "user_unknown",
            Self::LastAdministrator => "last_administrator",
            Self::ContactInvalid { .. } => "contact_invalid",
            Self::RuleUnknown => "rule_unknown",
            Self::RuleInvalid { .. } => "rule_invalid",
            Self::RuleConflict { .. } => "rule_conflict",
            Self::RulesOther => "rules_other",
            Self::UserNameInvalid => "user_name_invalid",
            Self::PasswordInvalid => "password_invalid",
            Self::UnitMismatch => "unit_mismatch",
            Self::CategoryInvalid { .. } => "category_invalid",
            Self::PhotoAwaited => "photo_awaited",
            Self::CopyChanged => "copy_changed",
            Self::CoverRefused(code) => code,
            Self::Publication(error) => error.code(),
            Self::Spoken(error) => error.code(),
            Self::BaseMap(error) => error.code(),
            Self::TemplateUnknown => "template_unknown",
            Self::TooManyFiles => "too_many_files",
            Self::Casework(error) => error.code(),
            Self::Roster(error) => error.code(),
            Self::Region(_)
            | Self::RegionOfAnotherYear { .. }
            | Self::RegionElsewhere { .. }
            | Self::RegionIncomplete { .. } => "region_invalid",
            Self::DelaysInvalid { .. } => "delays_invalid",
            Self::ShiftNotYours => "shift_not_yours",
            Self::ShiftNotHandedOver => "shift_not_handed_over",
            Self::Units { .. } => "units_invalid",
            Self::OldCommunes(_) => "old_communes_invalid",
            Self::Places(_) => "places_invalid",
            Self::Calendar(_) => "calendar_invalid",
            Self::Day(error) => error.code(),
            Self::Hours(_) => "hours_invalid",
            Self::DeadlineInvalid { .. } => "deadline_invalid",
            Self::DeadlineTooFar => "deadline_too_far",
            Self::ChannelClosed => "channel_closed",
            Self::ChannelRefused(_) => "channel_refused",
            Self::File(_) => "file_unreadable",
            Self::Database(_) => "unexpected",
            Self::Broken(_) => "data_broken",
        }
    }
}

impl PortalError {
    /// The field of the request that is wrong, where it is one.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::ContactInvalid { field }
            | Self::CategoryInvalid { field }
            | Self::RuleInvalid { field }
            | Self::DeadlineInvalid { field } => Some(field),
            Self::Day(error) => Some(error.field()),
            Self::Hours(_) => Some("hours"),
            Self::Publication(error) => error.field(),
            Self::Roster(error) => error.field(),
            Self::DelaysInvalid { field } => Some(field),
            Self::UserNameInvalid | Self::UserExists => Some("name"),
            Self::PasswordInvalid => Some("password"),
            Self::UnitMismatch | Self::UnitUnknown => Some("unit"),
            _ => None,
        }
    }

    /// Whether the machine failed, not the one who asked.
    #[must_use]
    pub const fn is_of_the_machine(&self) -> bool {
        matches!(
            self,
            Self::NoRoom | Self::Busy | Self::File(_) | Self::Database(_) | Self::Broken(_) | Self::DataDamaged(_)
        )
    }

    /// Whether it refuses an act for good: offered again, it would be refused again.
    #[must_use]
    pub const fn refuses_for_good(&self) -> bool {
        matches!(self, Self::CaseUnknown | Self::ActErased | Self::Casework(_))
    }
}

impl From<std::io::Error> for PortalError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoRoom,
            _ => Self::File(error),
        }
    }
}

impl From<sqlx::Error> for PortalError {
    fn from(error: sqlx::Error) -> Self {
        crate::store::dialect::meaning(error)
    }
}
