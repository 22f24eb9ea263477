//! A message bus of a test's own (D-Bus), who takes the notices on it as a desktop would, and who says where the device is.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use end_to_end::Killed;
use tokio::sync::Notify;
use zbus::object_server::SignalEmitter;
use zbus::{OwnedObjectPath, OwnedVariant};

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

/// A receiver of positions as `GeoClue` offers it, with one answer.
#[derive(Clone, Copy)]
pub enum Receiver {
    /// It is here, with a radius in metres.
    At { lat: f64, lon: f64, accuracy_m: f64 },
    /// This app may not know.
    Refuses,
}

impl Receiver {
    /// Answers on this bus for as long as the connection is held.
    pub async fn answer(self, bus: &Bus) -> zbus::Connection {
        self.serve(bus, None).await
    }

    /// Takes the question on this bus, and does not answer yet.
    pub async fn hesitate(self, bus: &Bus) -> Hesitating {
        let asked = Arc::new(Notify::new());
        let connection = self.serve(bus, Some(Arc::clone(&asked))).await;
        Hesitating { connection, asked }
    }

    async fn serve(self, bus: &Bus, hesitates: Option<Arc<Notify>>) -> zbus::Connection {
        let builder = bus.connect().name("org.freedesktop.GeoClue2");
        let builder = builder.serve_at("/org/freedesktop/GeoClue2/Manager", Manager);
        let builder = builder.serve_at(CLIENT, LocationClient { receiver: self, hesitates });
        let builder = if let Self::At { lat, lon, accuracy_m } = self {
            builder.serve_at(LOCATION, Location { lat, lon, accuracy_m })
        } else {
            builder
        };
        builder.build().await.unwrap()
    }
}

/// A receiver that is still looking for where it is.
pub struct Hesitating {
    connection: zbus::Connection,
    asked: Arc<Notify>,
}

impl Hesitating {
    /// Waits until somebody has asked.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Answers whoever asked.
    pub async fn answer(&self) {
        let client = self.connection.object_server().interface::<_, LocationClient>(CLIENT).await.unwrap();
        LocationClient::location_updated(client.signal_emitter(), path("/"), path(LOCATION)).await.unwrap();
    }
}

const CLIENT: &str = "/org/freedesktop/GeoClue2/Client/1";
const LOCATION: &str = "/org/freedesktop/GeoClue2/Client/1/Location/0";

/// `org.freedesktop.GeoClue2`, version 2: who asks gets a client of its own.
struct Manager;

#[zbus::interface(name = "org.freedesktop.GeoClue2.Manager")]
impl Manager {
    fn get_client(&self) -> OwnedObjectPath {
        path(CLIENT)
    }

    fn create_client(&self) -> OwnedObjectPath {
        path(CLIENT)
    }

    fn delete_client(&self, _client: OwnedObjectPath) {}

    #[zbus(property)]
    fn available_accuracy_level(&self) -> u32 {
        8
    }
}

struct LocationClient {
    receiver: Receiver,
    /// Told that it was asked, where it does not answer at once.
    hesitates: Option<Arc<Notify>>,
}

#[zbus::interface(name = "org.freedesktop.GeoClue2.Client")]
impl LocationClient {
    async fn start(&self, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> zbus::fdo::Result<()> {
        if let Some(asked) = &self.hesitates {
            asked.notify_one();
            return Ok(());
        }
        match self.receiver {
            Receiver::Refuses => Err(zbus::fdo::Error::AccessDenied("not for this app".to_owned())),
            Receiver::At { .. } => Ok(Self::location_updated(&emitter, path("/"), path(LOCATION)).await?),
        }
    }

    fn stop(&self) {}

    #[zbus(signal)]
    async fn location_updated(
        emitter: &SignalEmitter<'_>,
        old: OwnedObjectPath,
        new: OwnedObjectPath,
    ) -> zbus::Result<()>;

    #[zbus(property)]
    fn location(&self) -> OwnedObjectPath {
        path(LOCATION)
    }

    #[zbus(property)]
    fn active(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn desktop_id(&self) -> String {
        String::new()
    }

    #[zbus(property)]
    fn set_desktop_id(&self, _id: String) {}

    #[zbus(property)]
    fn requested_accuracy_level(&self) -> u32 {
        8
    }

    #[zbus(property)]
    fn set_requested_accuracy_level(&self, _level: u32) {}
}

struct Location {
    lat: f64,
    lon: f64,
    accuracy_m: f64,
}

#[zbus::interface(name = "org.freedesktop.GeoClue2.Location")]
impl Location {
    #[zbus(property)]
    fn latitude(&self) -> f64 {
        self.lat
    }

    #[zbus(property)]
    fn longitude(&self) -> f64 {
        self.lon
    }

    #[zbus(property)]
    fn accuracy(&self) -> f64 {
        self.accuracy_m
    }

    /// The least that a 64-bit float says: not known.
    #[zbus(property)]
    fn altitude(&self) -> f64 {
        f64::MIN
    }

    #[zbus(property)]
    fn speed(&self) -> f64 {
        -1.0
    }

    #[zbus(property)]
    fn heading(&self) -> f64 {
        -1.0
    }

    #[zbus(property)]
    fn description(&self) -> String {
        String::new()
    }

    /// Seconds and microseconds since 1970.
    #[zbus(property)]
    fn timestamp(&self) -> (u64, u64) {
        (SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs(), 0)
    }
}

fn path(text: &str) -> OwnedObjectPath {
    text.to_owned().try_into().unwrap()
}
