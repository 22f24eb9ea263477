//! SIGKILL at random moments of every phase, on both sides: what was promised is there, once, and whole.
//!
//! Both programs say which phase they enter (`RUST_LOG=phase=debug`). A kill aims at one phase and strikes up to a few
//! milliseconds after it was entered, or at once when the phase is over in a blink. It counts for the phase that was
//! entered last when it struck. Every phase is struck in the end.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that prints its counts")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use end_to_end::{BadLink, Connection, Device, Portal, photo, require_data};
use rand::Rng as _;

const KILLS: usize = 200;
const REPORT_PHASES: [&str; 6] = ["picture", "write", "fsync", "rename", "commit", "seal"];
/// Over sooner than a kill can be late: aimed at without any delay, with a photo that takes long to write.
const BLINKS: [&str; 2] = ["write", "rename"];
const SYNC_PHASES: [&str; 5] = ["offer", "hear", "remember", "upload", "append"];
const PORTAL_PHASES: [&str; 7] = ["received", "committing", "committed", "writing", "fsync", "renamed", "recorded"];

#[test]
fn two_hundred_kills_of_the_device_lose_nothing_and_send_nothing_twice() {
    let name = "two_hundred_kills_of_the_device_lose_nothing_and_send_nothing_twice";
    let Some(_) = require_data(name) else { return };
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::started(folder.path());
    let story = Story::default();
    let mut kills = Kills::default();
    for round in 0.. {
        if kills.total() >= KILLS && kills.reached_all(REPORT_PHASES.iter().chain(&SYNC_PHASES)) {
            break;
        }
        assert!(round < KILLS * 5, "too few kills hit their phase: {:?}", kills.by_phase);
        story.report_undisturbed();
        let aim = kills.rarest(&REPORT_PHASES);
        let words = if BLINKS.contains(&aim) { story.next_large_report() } else { story.next_report() };
        let run = kills.strike(story.device.command(&words.iter().map(String::as_str).collect::<Vec<_>>()), aim);
        story.promised(&run);
        let aim = kills.rarest(&SYNC_PHASES);
        if aim == "append" {
            cut_in_the_middle_of_an_upload(&story.device, &portal);
        }
        kills.strike(story.device.command(&["sync", "--portal", &portal.url()]), aim);
    }
    eprintln!("kills of the device by phase: {:?}", kills.by_phase);
    story.holds(&portal);
}

#[test]
fn two_hundred_kills_of_the_portal_under_sync_lose_nothing_and_file_nothing_twice() {
    let name = "two_hundred_kills_of_the_portal_under_sync_lose_nothing_and_file_nothing_twice";
    let Some(_) = require_data(name) else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut portal = Portal::new(folder.path());
    let story = Story::default();
    let mut kills = Kills::default();
    for round in 0.. {
        if kills.total() >= KILLS && kills.reached_all(PORTAL_PHASES.iter()) {
            break;
        }
        assert!(round < KILLS * 5, "too few kills hit their phase: {:?}", kills.by_phase);
        for _ in 0..1 + round % 3 {
            story.report_undisturbed();
        }
        let watch = Watch::new(kills.rarest(&PORTAL_PHASES));
        let heard = watch.clone();
        portal.start_with(&[("RUST_LOG", "phase=debug")], move |line| heard.line(line));
        let mut sync = quiet(story.device.command(&["sync", "--portal", &portal.url()])).spawn().unwrap();
        let reached = watch.reached(|| matches!(sync.try_wait(), Ok(Some(_))));
        if reached {
            a_moment();
            portal.kill();
            kills.count(&watch);
        }
        sync.wait().unwrap();
        portal.kill();
    }
    eprintln!("kills of the portal by phase: {:?}", kills.by_phase);
    portal.start();
    story.holds(&portal);
}

/// Loopback is so fast that a photo goes up at once; only an upload that was cut before goes on by appending.
fn cut_in_the_middle_of_an_upload(device: &Device, portal: &Portal) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let cut = || Connection { cut_up_after: Some(60_000), ..Connection::default() };
    let link = runtime.block_on(BadLink::to(portal.address(), vec![cut(), cut()]));
    device.sync(&link.url());
}

/// One device, what it was told to report, and what it promised.
struct Story {
    device: Device,
    scene: image::RgbImage,
    next: std::cell::Cell<usize>,
    promised: std::cell::RefCell<BTreeSet<String>>,
}

impl Default for Story {
    fn default() -> Self {
        let scene = image::open(photo("orientation/landscape_1.jpg").unwrap()).unwrap();
        Self {
            device: Device::new(),
            scene: scene.thumbnail(900, 600).into_rgb8(),
            next: std::cell::Cell::default(),
            promised: std::cell::RefCell::default(),
        }
    }
}

impl Story {
    /// The words of the next report, with a marker text of its own.
    fn next_report(&self) -> Vec<String> {
        self.next_report_with(&self.scene)
    }

    /// The same with a photo of a megabyte and more.
    fn next_large_report(&self) -> Vec<String> {
        let mut noise = image::RgbImage::new(1600, 1200);
        rand::rng().fill(&mut *noise);
        self.next_report_with(&noise)
    }

    fn next_report_with(&self, scene: &image::RgbImage) -> Vec<String> {
        let number = self.next.replace(self.next.get() + 1);
        let photo = self.photo(scene, number);
        let text = format!("marker-{number:05}");
        let words = ["report", "--category", "khac", "--at", "16.8163,107.096", "--text", &text, "--photo", &photo];
        words.iter().map(ToString::to_string).collect()
    }

    /// Files the next report and remembers its id.
    fn report_undisturbed(&self) {
        let words = self.next_report();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.promised(&String::from_utf8(self.device.command(&words).output().unwrap().stdout).unwrap());
    }

    /// A real photo with a mark of its own: the portal keeps the same bytes only once, so that each must differ.
    fn photo(&self, scene: &image::RgbImage, number: usize) -> String {
        let mut scene = scene.clone();
        for (x, y) in (0..64).flat_map(|x| (0..64).map(move |y| (x, y))) {
            scene.put_pixel(x, y, image::Rgb(rand::rng().random()));
        }
        let path = self.device.folder().join(format!("picture-{}.jpg", number % 4));
        scene.save(&path).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Remembers an id that was printed, whole.
    fn promised(&self, printed: &str) {
        if let Ok(answer) = serde_json::from_str::<serde_json::Value>(printed) {
            self.promised.borrow_mut().extend(answer["id"].as_str().map(str::to_owned));
        }
    }

    /// Everything promised is one case, nothing stands twice, every photo is whole.
    fn holds(&self, portal: &Portal) {
        let done = self.device.sync_until_done(&portal.url());
        assert_eq!(done.code, 0, "{done:?}");
        let reader = rusqlite::Connection::open(portal.folder().join("portal.sqlite3")).unwrap();
        let mut select = reader.prepare("SELECT lower(hex(act_id)), text FROM case_file").unwrap();
        let rows: Vec<(String, String)> =
            select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
        let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
        for promised in self.promised.borrow().iter() {
            let id = promised.replace('-', "");
            assert_eq!(ids.iter().filter(|known| **known == id).count(), 1, "{promised} is exactly one case");
        }
        let texts: BTreeSet<&str> = rows.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts.len(), rows.len(), "each marker text stands at most once");
        let cases = portal.cases();
        assert_eq!(cases.len(), rows.len());
        let photos = cases.iter().flat_map(|case| case["photos"].as_array().unwrap());
        let mut whole = 0;
        for photo in photos {
            assert_eq!(photo["complete"], true, "{photo}");
            let bytes = std::fs::read(photo["path"].as_str().unwrap()).unwrap();
            assert_eq!(report::Sha256::of(&bytes).to_string(), photo["sha256"].as_str().unwrap());
            whole += 1;
        }
        assert!(self.device.list().iter().all(|report| report["state"] == "complete"));
        eprintln!("{} promised, {} cases, {whole} photos whole", self.promised.borrow().len(), cases.len());
    }
}

/// Waits for a phase and knows which was entered last.
#[derive(Clone)]
struct Watch {
    aim: &'static str,
    last: Arc<Mutex<String>>,
    reached: Arc<Mutex<mpsc::Receiver<()>>>,
    reach: mpsc::Sender<()>,
}

impl Watch {
    fn new(aim: &'static str) -> Self {
        let (reach, reached) = mpsc::channel();
        Self { aim, last: Arc::default(), reached: Arc::new(Mutex::new(reached)), reach }
    }

    /// A line of the watched program: `… DEBUG phase: word`.
    fn line(&self, line: &str) {
        let Some((_, word)) = line.rsplit_once("phase: ") else { return };
        *self.last.lock().unwrap() = word.trim().to_owned();
        if word.trim() == self.aim {
            // Nobody waits any more when it was reached before.
            let _ = self.reach.send(());
        }
    }

    /// Whether the phase was entered before `ended` says that it never will be.
    fn reached(&self, mut ended: impl FnMut() -> bool) -> bool {
        let reached = self.reached.lock().unwrap();
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(60) {
            if reached.recv_timeout(Duration::from_millis(2)).is_ok() {
                return true;
            }
            if ended() {
                return reached.try_recv().is_ok();
            }
        }
        panic!("waited a minute for the phase {} or the end", self.aim)
    }
}

#[derive(Default)]
struct Kills {
    by_phase: BTreeMap<String, usize>,
}

impl Kills {
    fn total(&self) -> usize {
        self.by_phase.values().sum()
    }

    fn reached_all<'a>(&self, mut phases: impl Iterator<Item = &'a &'a str>) -> bool {
        phases.all(|phase| self.by_phase.contains_key(*phase))
    }

    /// The phase that was hit least so far: the next to aim at.
    fn rarest(&self, phases: &[&'static str]) -> &'static str {
        phases.iter().copied().min_by_key(|phase| self.by_phase.get(*phase).copied().unwrap_or(0)).unwrap()
    }

    fn count(&mut self, watch: &Watch) {
        *self.by_phase.entry(watch.last.lock().unwrap().clone()).or_default() += 1;
    }

    /// Runs `command`, kills it a moment after it entered `aim`, and returns what it had printed.
    fn strike(&mut self, mut command: Command, aim: &'static str) -> String {
        command.env("RUST_LOG", "phase=debug").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let error = child.stderr.take().unwrap();
        let last = listen_and_strike(error, aim, &mut child);
        let output = child.wait_with_output().unwrap();
        if output.status.code().is_none() {
            *self.by_phase.entry(last).or_default() += 1;
        }
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Reads to the end of `error`, killing `victim` when it says that it entered `aim`; returns the phase entered last.
fn listen_and_strike(error: impl std::io::Read, aim: &'static str, victim: &mut Child) -> String {
    let mut last = String::new();
    for line in BufReader::new(error).lines().map_while(Result::ok) {
        let Some((_, word)) = line.rsplit_once("phase: ") else { continue };
        if word.trim() == aim {
            if !BLINKS.contains(&aim) {
                a_moment();
            }
            // It may have ended meanwhile: then it is no kill.
            let _ = victim.kill();
        }
        word.trim().clone_into(&mut last);
    }
    last
}

/// Up to three milliseconds, every third time none at all.
fn a_moment() {
    if rand::rng().random_ratio(2, 3) {
        std::thread::sleep(Duration::from_micros(rand::rng().random_range(0..3000)));
    }
}

fn quiet(mut command: Command) -> Command {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}
