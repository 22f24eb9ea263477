//! What the citizen set, in one JSON file beside the outbox; and where that folder is.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;

use report::words::Language as Words;

/// The portal that a build talks to unless told otherwise.
const DEFAULT_PORTAL: &str = match option_env!("PHAN_ANH_DEFAULT_PORTAL") {
    Some(url) => url,
    None => "http://127.0.0.1:8080",
};

/// The app's data folder, and where copies for the citizen go.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    copies: PathBuf,
}

impl Folder {
    /// This folder, with copies put into another one.
    #[must_use]
    pub fn new(path: PathBuf, copies: PathBuf) -> Self {
        Self { path, copies }
    }

    /// The folder that `PHAN_ANH_DATA_DIR` names, for kiosks and tests; copies go where `PHAN_ANH_COPIES_DIR` says, else beside it.
    #[must_use]
    pub fn from_environment() -> Option<Self> {
        let path = PathBuf::from(std::env::var_os("PHAN_ANH_DATA_DIR")?);
        let beside = || path.parent().unwrap_or(&path).to_owned();
        let copies = std::env::var_os("PHAN_ANH_COPIES_DIR").map_or_else(beside, PathBuf::from);
        Some(Self { path, copies })
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where copies for the citizen go.
    #[must_use]
    pub fn copies(&self) -> &Path {
        &self.copies
    }

    fn settings_file(&self) -> PathBuf {
        self.path.join("settings.json")
    }
}

/// What the citizen set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Of everything the app says.
    pub language: Language,
    /// How it looks.
    pub theme: Theme,
    /// How large its words are.
    pub text_size: TextSize,
    /// When photos go up.
    pub photos: PhotoSending,
    /// When news are told to somebody who does not look.
    pub notices: Notices,
    /// Kept on the device.
    pub name: Option<String>,
    /// Kept on the device.
    pub phone: Option<String>,
    /// How the citizen is told of reports while the app is closed; only with `share_contact`.
    pub told_by: ToldBy,
    /// Where mails go. Kept on the device unless mails are wanted.
    pub email: Option<String>,
    /// The language of spoken help. It tells of whom it is, so that nothing but this file has it.
    pub spoken: Option<String>,
    /// The citizen ticked that name and phone go to the duty desk with each report.
    pub share_contact: bool,
    /// The version of the consent that was given; none before the first start is through.
    pub consent_version: Option<u32>,
    /// Where the portal is.
    pub portal_url: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::Vi,
            theme: Theme::System,
            text_size: TextSize::Normal,
            photos: PhotoSending::Always,
            notices: Notices::ByDay,
            name: None,
            phone: None,
            told_by: ToldBy::Nothing,
            email: None,
            spoken: None,
            share_contact: false,
            consent_version: None,
            portal_url: std::env::var("PHAN_ANH_PORTAL").unwrap_or_else(|_| DEFAULT_PORTAL.to_owned()),
        }
    }
}

/// A language of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl From<Language> for Words {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

/// How the app looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system does.
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
    /// For the sun: highest contrast.
    Outdoor,
}

/// How large the words are, beside what the system itself does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum TextSize {
    /// As designed.
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
    /// Twice as large.
    Largest,
}

/// When photos go up. Texts always go at once: they are a few hundred bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PhotoSending {
    /// As soon as there is a network.
    Always,
    /// When the citizen says so: for those who pay by the megabyte.
    WhenAsked,
}

/// When news are told to somebody who does not look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Notices {
    /// From six in the morning until nine in the evening; what comes at night is told in the morning.
    ByDay,
    /// At once.
    Always,
    /// Not at all.
    Never,
}

/// How the citizen is told of reports while the app is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// Not at all.
    Nothing,
    /// By text messages to their number.
    Sms,
    /// By messages of the province's Zalo account to their number.
    Zalo,
    /// By mails.
    Email,
}

impl Settings {
    /// What goes with reports of how the citizen wants to be told.
    #[must_use]
    pub fn way(&self) -> Option<String> {
        match self.told_by {
            ToldBy::Nothing => None,
            ToldBy::Sms => Some("sms".to_owned()),
            ToldBy::Zalo => Some("zalo".to_owned()),
            ToldBy::Email => Some(format!("email:{}", self.email.as_deref().unwrap_or_default().trim())),
        }
    }

    /// Reads the settings; what is missing or damaged is as at first start.
    #[must_use]
    pub fn read(folder: &Folder) -> Self {
        let text = std::fs::read(folder.settings_file()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Writes the settings, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, folder: &Folder) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        outbox::write_durably(&folder.settings_file(), &text)
    }
}
