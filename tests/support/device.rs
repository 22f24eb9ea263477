//! A citizen's device: the real `outbox` command line on a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::programs::program;

/// A device.
#[derive(Debug)]
pub struct Device {
    folder: tempfile::TempDir,
}

/// What a command answered.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The JSON on standard output.
    pub json: Value,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    /// A new device with nothing on it.
    ///
    /// # Panics
    /// When there is no room for a folder.
    #[must_use]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Its data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The command, ready to be run.
    #[must_use]
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program("outbox"));
        command.arg("--data").arg(self.folder()).arg("--json").args(words);
        command
    }

    /// Runs a command.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn run(&self, words: &[&str]) -> Run {
        Run::of(&self.command(words).output().expect("outbox runs"))
    }

    /// Files a report with `words` besides the category and the photos.
    pub fn report(&self, photos: &[PathBuf], words: &[&str]) -> Run {
        let mut command = self.command(&["report", "--category", "giao-thong"]);
        for photo in photos {
            command.arg("--photo").arg(photo);
        }
        Run::of(&command.args(words).output().expect("outbox runs"))
    }

    /// Syncs once with the portal at `url`.
    pub fn sync(&self, url: &str) -> Run {
        self.run(&["sync", "--portal", url])
    }

    /// Syncs until nothing waits any more.
    pub fn sync_until_done(&self, url: &str) -> Run {
        self.run(&["sync", "--until-done", "--portal", url])
    }

    /// Its reports.
    ///
    /// # Panics
    /// When the answer is no list.
    #[must_use]
    pub fn list(&self) -> Vec<Value> {
        self.run(&["list"]).json.as_array().expect("a list of reports").clone()
    }
}

impl Run {
    /// What a command that has ended said, for one that needs more than words.
    #[must_use]
    pub fn of(output: &Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout);
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { code: output.status.code().unwrap_or(-1), json }
    }

    /// A text field of the answer.
    #[must_use]
    pub fn text(&self, field: &str) -> &str {
        self.json[field].as_str().unwrap_or_default()
    }
}
