//! A message bus of a test's own (D-Bus), and who takes the notices on it as a desktop would.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use end_to_end::Killed;
use zbus::OwnedVariant;

/// A private bus; it ends with this.
pub struct Bus {
    pub address: String,
    _daemon: Killed,
}

impl Bus {
    pub fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        let told = daemon.stdout.take().unwrap();
        BufReader::new(told).read_line(&mut address).unwrap();
        Self { address: address.trim().to_owned(), _daemon: Killed(daemon) }
    }

    pub fn connect(&self) -> zbus::connection::Builder<'_> {
        zbus::connection::Builder::address(self.address.as_str())
    }
}

/// What was shown: titles and bodies, in order.
#[derive(Clone, Default)]
pub struct Notices(Arc<Mutex<Vec<(String, String)>>>);

impl Notices {
    pub fn shown(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().clone()
    }

    /// Takes the notices of this bus for as long as the connection is held.
    pub async fn take(&self, bus: &Bus) -> zbus::Connection {
        let builder = bus.connect().name("org.freedesktop.Notifications");
        builder.serve_at("/org/freedesktop/Notifications", self.clone()).build().await.unwrap()
    }
}

/// Desktop Notifications Specification 1.2.
#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Notices {
    #[expect(clippy::too_many_arguments, reason = "the specification's")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedVariant>,
        _expires_ms: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap();
        shown.push((summary.to_owned(), body.to_owned()));
        shown.len() as u32
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("a test".to_owned(), String::new(), "1".to_owned(), "1.2".to_owned())
    }

    fn close_notification(&self, _id: u32) {}
}
