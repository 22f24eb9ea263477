//! Uploads by programs that know tus and nothing of us, over a link that is cut again and again: the photo arrives whole
//! and the receipt `complete` comes. The programs are in `foreign/`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;

use end_to_end::{BadLink, Connection, Portal, Stranger};
use rand::RngCore as _;

const PHOTO_BYTES: usize = 10_000_000;
/// Leaves five cuts and a sixth connection for the rest.
const CUT_AFTER: usize = 1_800_000;

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_uploads_over_a_link_that_is_cut_five_times() {
    uploads(node("tus-js-client.mjs"), &["bearer"], every(CUT_AFTER)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tus_js_client_shows_its_ticket_in_the_metadata() {
    uploads(node("tus-js-client.mjs"), &["metadata"], every(CUT_AFTER)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uppy_in_a_browser_uploads_from_another_origin_over_a_link_that_is_cut_five_times() {
    uploads(node("uppy.mjs"), &["bearer"], every(CUT_AFTER)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uppy_in_a_browser_shows_its_ticket_in_the_metadata() {
    uploads(node("uppy.mjs"), &["metadata"], every(CUT_AFTER)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_uploads_over_a_link_that_is_cut_five_times() {
    uploads(python("tuspy.py"), &["bearer"], every(CUT_AFTER)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tuspy_uploads_in_pieces_with_sums_and_its_ticket_in_the_metadata() {
    // A piece that is cut is sent again whole, so that not every connection may be cut.
    let plan = every(300_000).into_iter().flat_map(|cut| [cut, Connection::default(), Connection::default()]);
    uploads(python("tuspy.py"), &["metadata", "checked"], plan.collect()).await;
}

/// A report of a device that is none of ours, its photo uploaded by `program`.
async fn uploads(mut program: Command, words: &[&str], plan: Vec<Connection>) {
    let folder = tempfile::tempdir().unwrap();
    let portal = Portal::started(&folder.path().join("portal"));
    let (photo, file) = photo(folder.path());
    let stranger = Stranger::reporting(&photo);
    let ticket = stranger.ticket(portal.address());
    let link = BadLink::to(portal.address(), plan).await;

    program.arg(format!("{}/v1/files", link.url())).arg(file).arg(ticket).args(words);
    let ended = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(link.cuts() >= 5, "cut {} times", link.cuts());
    // A browser repeats by itself a request whose kept connection broke: each cut may cost what a connection carries.
    let (up, _) = link.bytes();
    assert!(up < PHOTO_BYTES * 5 / 2, "{up} bytes crossed: what had arrived was not sent again");

    let stored = &portal.cases()[0]["photos"][0];
    assert_eq!(stored["complete"], true);
    assert_eq!(stored["sha256"].as_str().unwrap(), report::Sha256::of(&photo).to_string());
    assert!(std::fs::read(stored["path"].as_str().unwrap()).unwrap() == photo, "byte for byte");
    assert!(stranger.is_complete(portal.address()), "the second receipt comes with the next exchange");
}

/// More connections than anybody needs, each cut after so many bytes towards the portal.
fn every(bytes: usize) -> Vec<Connection> {
    vec![Connection { cut_up_after: Some(bytes), ..Connection::default() }; 100]
}

/// Bytes that nothing compresses, also as a file.
fn photo(folder: &Path) -> (Vec<u8>, PathBuf) {
    let mut bytes = vec![0; PHOTO_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let file = folder.join("photo.jpg");
    std::fs::write(&file, &bytes).unwrap();
    (bytes, file)
}

fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(foreign(script));
    command
}

fn python(script: &str) -> Command {
    let interpreter = foreign("../../target/foreign-clients/bin/python");
    assert!(interpreter.is_file(), "tuspy is missing: scripts/install --for-tests");
    let mut command = Command::new(interpreter);
    command.arg(foreign(script));
    command
}

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign").join(name)
}
