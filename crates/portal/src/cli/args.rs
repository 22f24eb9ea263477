//! The words of the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use report::words::Language;
use report::{DeviceKey, Outcome};
use worktime::{Allowance, Pace, Pause};

use crate::access::Role;
use crate::channels::Channel;
use crate::cli::deadline;
use crate::keys::KeyKind;
use crate::roster::Post;
use crate::store::Address;

/// The province's portal: takes reports in and follows them to their answer.
#[derive(Debug, Parser)]
#[command(name = "portal", version)]
pub(crate) struct Args {
    /// The folder that holds everything.
    #[arg(long, global = true, env = "PORTAL_DATA", default_value = "portal-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database that holds the books: `postgres://user:password@host/name`. Photos, unfinished uploads and
    /// keys stay in the folder.
    #[arg(long, global = true, env = "PORTAL_DATABASE", value_name = "URL", hide_env_values = true)]
    pub(crate) database: Option<Address>,
    /// A TOML file with settings: `portal_id`, `case_prefix`, `province`, `guesses_per_code`,
    /// `guesses_per_device`, `guesses_in_all` (wrong tracking codes an hour), `mail_server` (also `PORTAL_MAIL_SERVER`),
    /// `mail_from`, `console_url` (for links in mails), `public_url` (for links in
    /// messages to citizens), `quiet_hours` (`21:00-06:00`; blank: none), `listeners` (open streams of events),
    /// `database`, `hold_ms` (how long officers can undo).
    #[arg(long, global = true, env = "PORTAL_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve devices, the public and officers.
    Serve(ServeArgs),
    /// Who may sign in.
    #[command(subcommand)]
    User(UserCommand),
    /// Who leads and who answers for each unit.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// The province's own boundaries and units.
    #[command(subcommand)]
    Region(RegionCommand),
    /// Cases.
    #[command(subcommand)]
    Case(CaseCommand),
    /// On which ways citizens whose app is closed are told.
    #[command(subcommand)]
    Channel(ChannelCommand),
    /// Devices.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// The portal's keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// The days off and the working weekends.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Say when something is due, and which hours did not count on the way.
    Deadline(DeadlineArgs),
    /// Copy the whole portal, also while it serves. THE COPY HOLDS EVERY SECRET OF THE PORTAL.
    ///
    /// The copy holds the portal's keys and everything that citizens sent: whoever has it can speak in the portal's name.
    /// Keep it as you keep the portal itself, on another disk, readable by nobody else. Ended before it is done, nothing
    /// is left of it.
    Backup {
        /// Where to: a folder that is not there yet, or empty.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Make the portal again from a backup, into an empty folder.
    ///
    /// It gets a new epoch, so that devices offer again what came after the backup; leaves out 10,000 case numbers of each
    /// year; and ends all sessions.
    Restore {
        /// The backup.
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
    },
    /// Bring the database up to date, and say what that took. `serve` does it too.
    Migrate,
    /// Copy the books from a folder to an empty PostgreSQL database, or back. No portal may serve from them meanwhile.
    ///
    /// All of it or nothing, compared by count and hash when it is there. Photos and keys stay in the portal's folder; the
    /// source stays as it is.
    Copy {
        /// The portal's folder, or the database's address.
        #[arg(long, value_name = "FOLDER|URL")]
        from: String,
        /// The database's address, or a folder.
        #[arg(long, value_name = "FOLDER|URL")]
        to: String,
    },
    /// Fill a portal that has no case yet with made-up ones, to try it at its size. Never on a portal that citizens use.
    Seed {
        /// How many cases, over the last three years.
        #[arg(long, value_name = "N")]
        cases: u64,
        /// The same number makes the same cases.
        #[arg(long, default_value_t = 1, value_name = "N")]
        seed: u64,
    },
    /// Look whether database, seals, receipts and photo files are whole. Exit code 4 when something is wrong.
    Check,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "PORTAL_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CalendarCommand {
    /// The days that are not what their weekday says.
    List,
    /// Print them as CSV: `date,weekday,name_vi,name_en,kind,basis`.
    Export,
    /// Take in a table, all or nothing: it takes the place of the years that it names.
    Import {
        /// CSV: `date,name_vi,kind` and, if wanted, `weekday,name_en,basis`.
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("allowed").required(true).args(["hours", "days"]))]
pub(crate) struct DeadlineArgs {
    /// When the clock is started: RFC 3339, or `2026-11-24 08:00` by the clock in Việt Nam.
    #[arg(long, value_name = "TIME", value_parser = deadline::moment)]
    pub(crate) from: Timestamp,
    /// So many hours that count; 0.5 is half an hour.
    #[arg(long, value_name = "N", value_parser = deadline::hours)]
    hours: Option<Allowance>,
    /// So many working days; with `--always`, days of 24 hours.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    days: Option<u32>,
    /// Every hour counts, day and night.
    #[arg(long)]
    always: bool,
    /// The clock stood still; may be given again. Without TO it still does.
    #[arg(long, value_name = "FROM..TO", value_parser = deadline::pause)]
    pub(crate) paused: Vec<Pause>,
    /// CSV of days off and working weekends (`date,name_vi,kind`), instead of the portal's calendar.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) holidays: Option<PathBuf>,
}

impl DeadlineArgs {
    pub(crate) fn allowance(&self) -> Allowance {
        self.hours.or(self.days.map(Allowance::Days)).expect("clap wants --hours or --days")
    }

    pub(crate) const fn pace(&self) -> Pace {
        deadline::pace(self.always)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add somebody.
    Add {
        /// The name to sign in with.
        name: String,
        /// `duty_officer`, `duty_supervisor`, `unit_officer`, `unit_leader`, `province_leader` or `administrator`.
        #[arg(long)]
        role: Role,
        /// The unit's code, for the roles of a unit.
        #[arg(long)]
        unit: Option<String>,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// The units with their leader and officer, and since when a post is vacant.
    List {
        /// On which day, like 2026-11-25; without it, today.
        #[arg(long, value_name = "DAY")]
        on: Option<Date>,
        /// Everything that was recorded of this unit.
        #[arg(long, value_name = "CODE")]
        unit: Option<String>,
    },
    /// Put somebody into a post. Who has it until further notice leaves it the day before.
    Set {
        #[command(flatten)]
        post: PostArgs,
        /// The last day; without it, until further notice.
        #[arg(long, value_name = "DAY")]
        until: Option<Date>,
    },
    /// Name somebody who stands in for a post, for a time.
    Deputy {
        #[command(flatten)]
        post: PostArgs,
        /// The last day.
        #[arg(long, value_name = "DAY")]
        until: Date,
        /// Why: leave, a journey.
        #[arg(long)]
        why: Option<String>,
    },
    /// Say which day is somebody's last in a post.
    End {
        /// The unit's code.
        unit: String,
        /// The term, by its number in `roster list --unit`.
        #[arg(long, value_name = "NUMBER")]
        term: i64,
        /// The last day.
        #[arg(long, value_name = "DAY")]
        until: Date,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct PostArgs {
    /// The unit's code.
    pub(crate) unit: String,
    /// `leader` or `officer`.
    #[arg(long)]
    pub(crate) post: Post,
    /// The name with which they sign in.
    #[arg(long)]
    pub(crate) user: String,
    /// The first day, like 2026-11-25.
    #[arg(long, value_name = "DAY")]
    pub(crate) from: Date,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegionCommand {
    /// Take in boundaries, all or nothing.
    Import {
        /// `GeoJSON` with one feature per commune.
        file: PathBuf,
        /// CSV: `unit_code,name,kind,commune_code,category_code`; blank = any.
        #[arg(long, value_name = "FILE.csv")]
        units: Option<PathBuf>,
        /// CSV of communes that are no more: `old_code,old_name,new_code` and, if wanted,
        /// `old_district,valid_from,valid_until` (blank: not known, and 2025-06-30).
        #[arg(long, value_name = "FILE.csv")]
        old_communes: Option<PathBuf>,
        /// CSV: `name,kind,commune_code` and, if wanted, `lat,lon`; kind is village, road, bridge, market, water or
        /// landmark.
        #[arg(long, value_name = "FILE.csv")]
        places: Option<PathBuf>,
        /// A base map for devices: `PMTiles` 3 with vector tiles (Protomaps' basemap) or pictures, at most 96 MiB. Without this
        /// the one that is known stays.
        #[arg(long, value_name = "FILE.pmtiles")]
        base_map: Option<PathBuf>,
        /// Whose data the base map is, as their licence asks to have it shown; by default what the file itself says.
        #[arg(long, value_name = "TEXT", requires = "base_map")]
        base_map_attribution: Option<String>,
        /// Take the base map away.
        #[arg(long, conflicts_with = "base_map")]
        without_base_map: bool,
        /// The boundaries are those of a part of the province. Without this every commune of today must be there, by its
        /// code and name of today, where it lies.
        #[arg(long)]
        partial: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ChannelCommand {
    /// Set up SMS or Zalo: what is posted to the provider.
    Set(ChannelForm),
    /// The channels: whether they are set up, what waits, what was given up, what went wrong last. Never a password.
    List,
    /// Tell nobody on it any more. What waits for it is forgotten.
    Remove {
        /// `sms` or `zalo`.
        channel: Channel,
    },
    /// Send one message, and say what came of it.
    Try {
        /// `sms`, `zalo` or `email`.
        channel: Channel,
        /// A mobile number, or an address.
        #[arg(long)]
        to: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ChannelForm {
    /// `sms` or `zalo`.
    pub(crate) channel: Channel,
    /// Where it is posted. Without it, the whole form is read from standard input as JSON, so that no password stands in the
    /// list of processes.
    #[arg(long, requires = "body")]
    pub(crate) url: Option<String>,
    /// `NAME: VALUE`, may be given again; `{id}` is filled in.
    #[arg(long, value_name = "NAME: VALUE", requires = "url")]
    pub(crate) header: Vec<String>,
    /// JSON or a form, with `{phone}` (84912345678) or `{phone_local}` (0912345678), `{text}` and, if wanted, `{id}`.
    #[arg(long, requires = "url")]
    pub(crate) body: Option<String>,
    /// What the answer must hold, for providers that refuse with «200 OK».
    #[arg(long, value_name = "TEXT", requires = "url")]
    pub(crate) taken_when: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum DeviceCommand {
    /// The devices that the portal knows, by key.
    List {
        /// Only those that reported or claimed this case.
        #[arg(long, value_name = "NUMBER")]
        case: Option<String>,
    },
    /// Let a device's key open nothing any more. What it filed stays.
    Revoke {
        /// The device's key, 64 hexadecimal digits.
        key: DeviceKey,
        /// Why, for those who come after.
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Every public key that the portal has or had.
    List,
    /// Put a new key in the place of one. A portal that serves takes it when it is started again; then make a backup.
    ///
    /// Receipts that the old key signed stay valid, and devices that know an old root key follow to the new one.
    Rotate {
        /// Which key.
        #[arg(long, value_enum)]
        purpose: KeyKind,
        /// Somebody else may have the old key: nothing that it signed is believed any more. A root key then hands nothing
        /// on, and every citizen is asked whether to trust the new one.
        #[arg(long)]
        compromised: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum CaseCommand {
    /// All cases.
    List,
    /// One case with its timeline.
    Show(Number),
    /// Take it.
    Accept(Number),
    /// Send it to a unit.
    Dispatch {
        #[command(flatten)]
        case: Number,
        /// The unit's code; without it, the one that the rules suggest.
        #[arg(long)]
        unit: Option<String>,
    },
    /// Find out more before it goes on.
    Verify(Number),
    /// Give it back to the desk, as a unit does.
    Return(Reasoned),
    /// Begin handling it.
    Start(Number),
    /// Say by when it will be put right.
    Plan {
        #[command(flatten)]
        case: Number,
        /// The day, `2026-12-05`.
        #[arg(long)]
        on: jiff::civil::Date,
        /// What the citizen reads beside it.
        #[arg(long)]
        text: Option<String>,
    },
    /// Answer it.
    Answer {
        #[command(flatten)]
        case: Number,
        /// `fixed`, `explained`, `not_fixable` or `referred`.
        #[arg(long)]
        outcome: Outcome,
        /// What the citizen reads.
        #[arg(long)]
        text: String,
        /// With `fixed`: why there is no photo of what was put right.
        #[arg(long, default_value = "Ghi từ dòng lệnh")]
        waiver: String,
    },
    /// Let the answer that waits for approval go out.
    Approve(Number),
    /// Send the answer that waits for approval back.
    SendBack(Reasoned),
    /// Write a note for officers alone.
    Note {
        #[command(flatten)]
        case: Number,
        /// The note.
        #[arg(long)]
        text: String,
    },
    /// Ask whoever reported something; the case waits for the answer.
    Ask {
        #[command(flatten)]
        case: Number,
        /// What the citizen reads.
        #[arg(long)]
        text: String,
    },
    /// End it.
    Close(Number),
    /// Turn it down.
    Reject(Reasoned),
    /// Turn it down as none of this system's matters.
    OutOfScope(Reasoned),
    /// Say that it is the same as another.
    Duplicate {
        #[command(flatten)]
        case: Number,
        /// The number of the other case.
        #[arg(long)]
        of: String,
    },
    /// Handle it again.
    Reopen(Reasoned),
    /// Show it to everybody.
    Publish {
        #[command(flatten)]
        case: Number,
        /// What everybody reads instead of the citizen's words.
        #[arg(long)]
        text: Option<String>,
        /// Children, faces and plates were looked at; without this nothing is published.
        #[arg(long)]
        looked: bool,
        /// The second confirmation, which a private category needs.
        #[arg(long)]
        confirm_private: bool,
    },
    /// Show it to nobody else any more.
    Unpublish(Number),
    /// Say who reported it. The look is written down.
    Reporter(Reasoned),
    /// Print everything personal that is held of it, for whoever it concerns. The look is written down.
    Copy(Number),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Number {
    /// The case's number, `QT-2026-000123`.
    pub(crate) number: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Reasoned {
    /// The case's number, `QT-2026-000123`.
    pub(crate) number: String,
    /// Why; of a deed, what the citizen reads.
    #[arg(long)]
    pub(crate) reason: String,
}

impl Args {
    /// The language of the terminal.
    pub(crate) fn language(&self) -> Language {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
        Language::of_locale(&locale.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_fit_together() {
        use clap::CommandFactory as _;
        Args::command().debug_assert();
    }
}
