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
}

#[derive(Debug, clap::Args)]
pub(crate) struct SyncArgs {
    /// The portal's address.
    #[arg(long, value_name = "URL", env = "PHAN_ANH_PORTAL")]
    pub(crate) portal: String,
    /// Go on, however long it takes, until nothing waits any more.
    #[arg(long)]
    pub(crate) until_done: bool,
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
