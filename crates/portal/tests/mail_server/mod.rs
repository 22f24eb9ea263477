//! A real mail server on loopback, in Python.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// `tests/foreign/smtp.py`, until it is dropped.
pub struct Server {
    program: Child,
    said: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    /// Starts it; it says «not now» so often. `None` where its interpreter was not installed.
    pub fn start(test: &str, not_now: u32) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let interpreter = root.join("target/foreign-clients/bin/python");
        if !interpreter.exists() {
            eprintln!("SKIPPED {test}: no Python with aiosmtpd (scripts/install --for-tests)");
            return None;
        }
        let mut program = Command::new(interpreter)
            .arg(root.join("tests/foreign/smtp.py"))
            .arg(not_now.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(program.stdout.take().unwrap());
        let mut port = String::new();
        said.read_line(&mut port).unwrap();
        Some(Self { program, said, port: port.trim().parse().unwrap() })
    }

    pub fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next mail that it took.
    pub fn took(&mut self) -> Value {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    pub fn ended_without_another(mut self) {
        drop(self.program.stdin.take());
        let mut rest = String::new();
        self.said.read_line(&mut rest).unwrap();
        assert_eq!(rest, "", "no mail was sent twice");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.program.stdin.take());
        drop(self.program.kill());
        drop(self.program.wait());
    }
}
