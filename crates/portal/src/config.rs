//! What can be set: defaults, then one TOML file, then the command line. Parsed once, at start.
//!
//! **Invariant:** a [`Config`] that exists is valid; a wrong value is refused at start with the field's name.

use std::path::{Path, PathBuf};

use report::PortalId;
use serde::Deserialize;

use crate::channels::Quiet;
use crate::error::PortalError;
use crate::guesses::Limits;
use crate::mail::Way;
use crate::store::{Address, Books};

/// The longest prefix of case numbers, so that a number fits [`report::CaseNumber`].
const PREFIX_CHARS: usize = 8;

/// How a portal is set up.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that holds everything: database, keys, photos, unfinished uploads.
    pub data: PathBuf,
    /// The PostgreSQL database that holds the books instead of the folder.
    pub database: Option<Address>,
    /// Which portal this is; devices seal their acts for it. Never changes once there are data.
    pub portal_id: PortalId,
    /// What case numbers begin with, `QT` in `QT-2026-000123`.
    pub case_prefix: String,
    /// The province's name in titles.
    pub province: String,
    /// Wrong tracking codes within an hour.
    pub guesses: Limits,
    /// Streams of events that may be open at once: of everybody, of devices and of officers, each.
    pub listeners: usize,
    /// How long a deed that a citizen would hear of can be undone, in milliseconds; 0: it is done at once.
    pub hold_ms: u32,
    /// How mails leave; without it they wait in the books.
    pub mail: Option<Way>,
    /// Where the public pages are, for links in messages to citizens.
    pub public_url: Option<String>,
    /// When telephones are left alone; `None`: never.
    pub quiet: Option<Quiet>,
}

/// From whom mails are, if nothing else is said.
const MAIL_FROM: &str = "Phản ánh hiện trường <khong-tra-loi@localhost>";
/// The longest address of the public pages: it goes into each text message.
const PUBLIC_URL_BYTES: usize = 60;
/// Ten seconds.
const HOLD_MS: u32 = 10_000;
/// Open streams of each kind, if nothing else is said.
const LISTENERS: usize = 1000;

/// The TOML file: every field may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    portal_id: Option<String>,
    case_prefix: Option<String>,
    province: Option<String>,
    guesses_per_code: Option<u32>,
    guesses_per_device: Option<u32>,
    guesses_in_all: Option<u32>,
    listeners: Option<usize>,
    database: Option<String>,
    hold_ms: Option<u32>,
    mail_server: Option<String>,
    mail_from: Option<String>,
    console_url: Option<String>,
    public_url: Option<String>,
    quiet_hours: Option<String>,
}

impl Config {
    /// The defaults, for the folder `data`.
    #[must_use]
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            portal_id: "quang-tri".parse().expect("the default portal id is valid"),
            case_prefix: "QT".to_owned(),
            province: "Quảng Trị".to_owned(),
            guesses: Limits::default(),
            listeners: LISTENERS,
            hold_ms: HOLD_MS,
            mail: None,
            public_url: None,
            quiet: Some(Quiet::NIGHT),
        }
    }

    /// The defaults overlaid with a TOML file.
    ///
    /// # Errors
    /// [`PortalError::Config`] with the field that is wrong.
    pub fn read(data: impl Into<PathBuf>, file: &Path) -> Result<Self, PortalError> {
        let wrong = |reason: String| PortalError::Config { field: file.display().to_string(), reason };
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        let file: File = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        Self::new(data).overlaid(file)
    }

    /// Where the books are.
    #[must_use]
    pub fn books(&self) -> Books {
        match &self.database {
            Some(address) => Books::Server(self.data.clone(), address.clone()),
            None => Books::Folder(self.data.clone()),
        }
    }

    fn overlaid(mut self, file: File) -> Result<Self, PortalError> {
        let wrong =
            |field: &str, reason: &str| PortalError::Config { field: field.to_owned(), reason: reason.to_owned() };
        if let Some(id) = file.portal_id {
            self.portal_id = id.parse().map_err(|_| wrong("portal_id", "lower-case letters, digits and hyphens"))?;
        }
        if let Some(prefix) = file.case_prefix {
            let valid =
                (1..=PREFIX_CHARS).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
            self.case_prefix =
                Some(prefix).filter(|_| valid).ok_or_else(|| wrong("case_prefix", "1 to 8 letters A–Z"))?;
        }
        if let Some(province) = file.province {
            self.province =
                Some(province).filter(|name| !name.trim().is_empty()).ok_or_else(|| wrong("province", "empty"))?;
        }
        let count = |field: &str, wanted: Option<u32>, default: u32| match wanted {
            Some(0) => Err(wrong(field, "1 at least")),
            wanted => Ok(wanted.unwrap_or(default)),
        };
        self.guesses = Limits {
            per_code: count("guesses_per_code", file.guesses_per_code, self.guesses.per_code)?,
            per_device: count("guesses_per_device", file.guesses_per_device, self.guesses.per_device)?,
            in_all: count("guesses_in_all", file.guesses_in_all, self.guesses.in_all)?,
        };
        self.listeners = file.listeners.unwrap_or(self.listeners);
        self.database =
            file.database.map(|address| address.parse()).transpose().map_err(|why| wrong("database", why))?;
        self.hold_ms = file.hold_ms.unwrap_or(self.hold_ms);
        // The server's address holds a password: it may stand in the environment instead of the file.
        let server = std::env::var("PORTAL_MAIL_SERVER").ok().or(file.mail_server);
        let from = file.mail_from.unwrap_or_else(|| MAIL_FROM.to_owned());
        self.mail = server.map(|server| Way::new(&server, &from, file.console_url)).transpose()?;
        if let Some(url) = &file.public_url {
            let is_web = url.starts_with("https://") || url.starts_with("http://");
            if !is_web || url.len() > PUBLIC_URL_BYTES || !url.is_ascii() {
                return Err(wrong("public_url", "https://HOST, 60 characters at most"));
            }
        }
        self.public_url = file.public_url;
        if let Some(hours) = file.quiet_hours {
            let hours = Some(hours.trim()).filter(|hours| !hours.is_empty());
            self.quiet = hours.map(str::parse).transpose().map_err(|why| wrong("quiet_hours", why))?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> Result<Config, PortalError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Config::read("data", file.path())
    }

    #[test]
    fn what_the_file_does_not_say_is_the_default() {
        let config = read("case_prefix = \"HUE\"").unwrap();
        assert_eq!((config.case_prefix.as_str(), config.portal_id.as_str()), ("HUE", "quang-tri"));
    }

    #[test]
    fn the_databases_password_is_not_printed() {
        let config = read("database = 'postgres://portal:bi-mat@db.local/portal?sslmode=require'").unwrap();
        assert!(!format!("{config:?}").contains("bi-mat"));
        assert_eq!(config.database.unwrap().to_string(), "postgres://db.local/portal");
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_fields_name() {
        for (text, field) in [
            ("case_prefix = \"q-t\"", "case_prefix"),
            ("portal_id = \"Quảng Trị\"", "portal_id"),
            ("province = ' '", "province"),
            ("guesses_in_all = 0", "guesses_in_all"),
            ("database = 'mysql://host/name'", "database"),
            ("public_url = 'phananh.example.vn'", "public_url"),
            ("quiet_hours = '21-6'", "quiet_hours"),
        ] {
            assert!(read(text).unwrap_err().to_string().contains(field), "{text}");
        }
        assert!(read("no_such_field = 1").unwrap_err().to_string().contains("no_such_field"));
    }
}
