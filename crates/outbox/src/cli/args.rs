//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use report::PortalId;
use report::words::Language;

/// Report from the scene: kept on this device, sent exactly once when there is a network.
#[derive(Debug, Parser)]
#[command(name = "outbox", version)]
pub(crate) struct Args {
    /// The folder of drafts, reports and photos; made when it is not there.
    #[arg(long, global = true, default_value = "outbox-data", env = "PHAN_ANH_DATA_DIR")]
    pub(crate) data: PathBuf,
    /// Which portal the reports are meant for.
    #[arg(long, global = true, default_value = "quang-tri", env = "PHAN_ANH_PORTAL_ID")]
    pub(crate) portal_id: PortalId,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Language of what is printed, `vi` or `en`; by default that of the system.
    #[arg(long, global = true)]
    pub(crate) lang: Option<Language>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Args {
    pub(crate) fn language(&self) -> Language {
        let system = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
        self.lang.unwrap_or_else(|| Language::of_locale(&system.unwrap_or_default()))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// File a report; what cannot be filed yet is kept as a draft.
    Report(ReportArgs),
    /// Send what waits and hear what is new.
    Sync(SyncArgs),
    /// Show the portal's root key; take another one that was seen, once a person has compared it.
    Trust {
        /// The root key that was seen, as the province publishes it.
        #[arg(long, value_name = "KEY")]
        root: Option<String>,
    },
    /// List the reports of this device.
    List,
    /// Show one report with its timeline.
    Show {
        /// The report's id.
        id: String,
    },
    /// Show a report's verified receipts.
    Receipt {
        /// The report's id.
        id: String,
    },
    /// Answer what was asked about a report.
    Answer(SayArgs),
    /// Rate how a report was handled.
    Rate {
        /// The report's id.
        report: String,
        /// From 1, very dissatisfied, to 4, very satisfied.
        #[arg(long, value_parser = clap::value_parser!(u8).range(1..=4))]
        stars: u8,
        /// Why.
        #[arg(long, default_value = "")]
        text: String,
    },
    /// Ask to have an answered report handled again.
    Rework(SayArgs),
    /// Take a report back.
    Withdraw {
        /// The report's id.
        report: String,
        /// Why.
        #[arg(long, default_value = "")]
        text: String,
    },
    /// Put another text, category, place or photos in the place of a report's own.
    Edit(EditArgs),
    /// Erase a report with everything personal in it, or everything on this device.
    Erase(EraseArgs),
    /// Give up a photo whose file is gone.
    DropPhoto {
        /// The report's or the deed's id.
        report: String,
        /// The photo's hash.
        sha256: String,
    },
    /// Say «tôi cũng gặp tình trạng này» of a public case.
    MeToo {
        /// The case's number.
        case: String,
    },
    /// Follow a public case.
    Follow {
        /// The case's number.
        case: String,
    },
    /// Follow a public case no longer.
    Unfollow {
        /// The case's number.
        case: String,
    },
    /// List the public cases that this device takes part in or follows.
    Followed,
    /// Open a report of another device by its tracking code.
    Claim {
        /// The tracking code.
        code: String,
        /// Forget the code instead; a report that it opened stays.
        #[arg(long)]
        forget: bool,
    },
    /// List the tracking codes that were typed.
    Claims,
    /// Say who reports, or show what was said. It goes with each report that is not anonymous.
    Me(MeArgs),
    /// Write everything that is on this device into a folder, to be read.
    Export {
        /// A folder that is not there yet.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// The province's detailed map: roads, rivers, houses. It is tens of megabytes, and comes only when it is asked for.
    #[command(subcommand)]
    Map(MapCommand),
    /// Find the commune of a position, or places by their name.
    #[command(allow_negative_numbers = true)]
    Place(PlaceArgs),
    /// Make a photo upright, clean and small.
    Photo(PhotoArgs),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Go on with a kept draft.
    #[arg(long, value_name = "ID")]
    pub(crate) draft: Option<String>,
    /// A photo; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Vec<PathBuf>,
    /// A voice note of at most 60 seconds: Opus in `WebM` or Ogg, AAC or Opus in MP4.
    #[arg(long, value_name = "FILE")]
    pub(crate) voice: Option<PathBuf>,
    /// The unit that handles the report may hear the voice note too, not only the duty desk.
    #[arg(long, requires = "voice")]
    pub(crate) voice_for_unit: bool,
    /// The category's code.
    #[arg(long, value_name = "CODE")]
    pub(crate) category: Option<String>,
    /// What is wrong.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// Where it is, in degrees and metres; by default where the photo says.
    #[arg(long, value_name = "LAT,LON[,ACCURACY_M]", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
    /// The commune, when the position does not tell.
    #[arg(long, value_name = "CODE")]
    pub(crate) commune: Option<String>,
    /// Say who reports, as `outbox me` knows.
    #[arg(long, conflicts_with = "anonymous")]
    pub(crate) named: bool,
    /// Do not say who reports.
    #[arg(long)]
    pub(crate) anonymous: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SayArgs {
    /// The report's id.
    pub(crate) report: String,
    /// What is said.
    #[arg(long, default_value = "")]
    pub(crate) text: String,
    /// A photo; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) photo: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EditArgs {
    /// The report's id.
    pub(crate) report: String,
    /// What is to be otherwise; what is not given stays as it is.
    #[command(flatten)]
    pub(crate) content: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct EraseArgs {
    /// The report's id.
    #[arg(required_unless_present = "everything", conflicts_with = "everything")]
    pub(crate) report: Option<String>,
    /// Everything on this device: reports, drafts, photos, receipts, name and telephone. The portal keeps its own.
    #[arg(long)]
    pub(crate) everything: bool,
    /// Also what was not sent yet.
    #[arg(long, requires = "everything")]
    pub(crate) even_unsent: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct MeArgs {
    /// What you are called.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where you can be called.
    #[arg(long)]
    pub(crate) phone: Option<String>,
    /// How you want to hear of your reports while no app runs: `sms`, `zalo` (both to your number) or `email:ADDRESS`; blank:
    /// not at all. The number of the report and where it stands are told, never your words or photos.
    #[arg(long, value_name = "WAY")]
    pub(crate) notify: Option<String>,
    /// Forget all of it.
    #[arg(long, conflicts_with_all = ["name", "phone", "notify"])]
    pub(crate) clear: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// The portal's address.
    #[arg(long, value_name = "URL", env = "PHAN_ANH_PORTAL")]
    pub(crate) portal: String,
    /// Go on, however long it takes, until nothing waits any more.
    #[arg(long)]
    pub(crate) until_done: bool,
    /// Send texts and thumbnails; photos wait for another time.
    #[arg(long, conflicts_with = "until_done")]
    pub(crate) without_photos: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MapCommand {
    /// Fetch it, once nothing else waits; a fetch that broke is gone on with.
    Fetch {
        /// The portal's address.
        #[arg(long, value_name = "URL", env = "PHAN_ANH_PORTAL")]
        portal: String,
    },
    /// Say whether it is here, and how large it is.
    Status,
    /// Take it from this device.
    Remove,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PlaceArgs {
    /// The position in degrees.
    #[arg(value_name = "LAT,LON", allow_hyphen_values = true, required_unless_present = "search")]
    pub(crate) at: Option<String>,
    /// A name as people type it: without diacritics, abbreviated, unfinished, or one of before 2025.
    #[arg(long, value_name = "TEXT", conflicts_with = "at")]
    pub(crate) search: Option<String>,
    /// The day on which the name is meant; by default today.
    #[arg(long, value_name = "DATE", requires = "search")]
    pub(crate) on: Option<jiff::civil::Date>,
    /// The communes' polygons: GeoJSON, or a region pack. A search takes that of the data folder otherwise.
    #[arg(long, value_name = "FILE")]
    pub(crate) pack: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct PhotoArgs {
    /// JPEG, PNG or WebP.
    pub(crate) file: PathBuf,
    /// Where the photo goes.
    #[arg(long, value_name = "F.jpg")]
    pub(crate) out: PathBuf,
    /// Where the thumbnail goes.
    #[arg(long, value_name = "T.jpg")]
    pub(crate) thumb: PathBuf,
}
