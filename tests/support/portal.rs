//! A real `portal serve`, on a port that stays the same when it is killed and started again.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::programs::{Killed, program};

/// A portal on its own folder.
pub struct Portal {
    folder: PathBuf,
    listen: String,
    process: Option<Killed>,
    /// The first administrator's password, from the first start.
    pub password: Option<String>,
}

impl Portal {
    /// A portal on `folder`, not started yet; its address is decided already.
    ///
    /// # Panics
    /// When this machine gives no port.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let listen = socket.local_addr().expect("a bound socket has an address").to_string();
        Self { folder: folder.to_owned(), listen, process: None, password: None }
    }

    /// A running portal on `folder`.
    #[must_use]
    pub fn started(folder: &Path) -> Self {
        let mut portal = Self::new(folder);
        portal.start();
        portal
    }

    /// A running portal on `folder` with the province's polygons.
    ///
    /// # Panics
    /// When they are not among the data.
    #[must_use]
    pub fn with_polygons(folder: &Path, data: &Path) -> Self {
        let portal = Self::started(folder);
        portal.command(&["region", "import", &data.join("region/communes-2025.geojson").to_string_lossy()]);
        portal
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.listen)
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.listen
    }

    /// Starts it and waits until it listens.
    ///
    /// # Panics
    /// When it ends or says nothing for a minute.
    pub fn start(&mut self) {
        self.start_with(&[], |_| {});
    }

    /// Starts it with extra environment; every line that it writes to standard error goes to `heard`.
    ///
    /// # Panics
    /// When it ends or says nothing for a minute.
    pub fn start_with(&mut self, environment: &[(&str, &str)], heard: impl Fn(&str) + Send + 'static) {
        let mut command = self.serving(&[]);
        command.envs(environment.iter().copied());
        let said = Arc::new(Mutex::new(Vec::new()));
        let last_words = said.clone();
        let listens = self.run(command, move |line| {
            heard(line);
            last_words.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
        });
        assert!(listens, "the portal does not listen: {:?}", said.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Starts it by the program `before`, which goes on to run it, and says whether it listens; it may also have ended.
    ///
    /// # Panics
    /// When it says nothing for a minute.
    pub fn start_by(&mut self, before: &[&str]) -> bool {
        let command = self.serving(before);
        self.run(command, |_| {})
    }

    fn serving(&self, before: &[&str]) -> Command {
        let portal = program("portal");
        let words = before.iter().map(std::ffi::OsStr::new).chain([portal.as_os_str()]).collect::<Vec<_>>();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).args(["serve", "--listen", &self.listen, "--data"]).arg(&self.folder);
        command
    }

    fn run(&mut self, mut command: Command, heard: impl Fn(&str) + Send + 'static) -> bool {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the portal starts");
        let (out, error) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        self.process = Some(Killed(child));
        std::thread::spawn(move || {
            for line in BufReader::new(error).lines().map_while(Result::ok) {
                heard(&line);
            }
        });
        let (said, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                // Nobody listens any more once it is ready.
                let _ = said.send(line);
            }
        });
        loop {
            let line = match lines.recv_timeout(Duration::from_secs(60)) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => panic!("the portal said nothing for a minute"),
            };
            if let Some(password) = line.split("password: ").nth(1) {
                self.password = Some(password.trim().to_owned());
            }
            if line.contains("listening on ") {
                return true;
            }
        }
    }

    /// Runs `portal WORDS --data FOLDER --json`, which may be refused, and reads its exit code and its answer.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn ask(&self, words: &[&str]) -> (i32, Value) {
        let mut command = Command::new(program("portal"));
        let output = command.args(words).arg("--data").arg(&self.folder).arg("--json").output();
        let output = output.expect("the portal's command runs");
        let answer = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.code().unwrap_or(-1), answer)
    }

    /// Ends it at once with SIGKILL.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Whether the process still runs.
    pub fn is_running(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| matches!(process.0.try_wait(), Ok(None)))
    }

    /// Runs `portal WORDS --data FOLDER --json` and reads its answer.
    ///
    /// # Panics
    /// When it fails.
    pub fn command(&self, words: &[&str]) -> Value {
        let output = Command::new(program("portal"))
            .args(words)
            .arg("--data")
            .arg(&self.folder)
            .arg("--json")
            .output()
            .expect("the portal's command runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "portal {words:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// Every case.
    ///
    /// # Panics
    /// When the answer is no list.
    #[must_use]
    pub fn cases(&self) -> Vec<Value> {
        self.command(&["case", "list"]).as_array().expect("a list of cases").clone()
    }

    /// Adds a user with this password.
    ///
    /// # Panics
    /// When it fails.
    pub fn add_user(&self, name: &str, role: &str, password: &str) {
        let mut child = Command::new(program("portal"))
            .args(["user", "add", name, "--role", role, "--password-stdin", "--data"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the portal's command runs");
        child.stdin.take().expect("piped").write_all(password.as_bytes()).expect("it reads the password");
        let mut error = String::new();
        let _ = child.stderr.take().expect("piped").read_to_string(&mut error);
        assert!(child.wait().expect("it ends").success(), "user add: {error}");
    }
}
