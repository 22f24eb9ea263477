//! «Mine» in the real window: rows come as they are scrolled to, and those alone that are searched or asked for.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use end_to_end::{Portal, program};
use fantoccini::{Client, Locator};

#[macro_use]
mod browsers;

use browsers::{Window, find, first_start, press, text, until};

const REPORTS: usize = 45;

at_both_sizes!(rows_come_as_they_are_scrolled_to_and_a_few_letters_find_one_of_them, scrolled_and_searched);

async fn scrolled_and_searched(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let nowhere = Portal::new(books.path()).url();
    for number in 0..REPORTS {
        filed(device.path(), &format!("Đèn số {number}"));
    }
    let window = Window::open(device.path(), &nowhere, size).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "nav-mine").await;
    rows(client, 40).await;
    assert!(text(client, "mine-count").await.contains("45"));
    until("the last rows", || async {
        let down = "document.querySelector('main').scrollTo(0, 1e6); document.querySelector('.frame').scrollTo(0, 1e6)";
        client.execute(down, Vec::new()).await.ok()?;
        (rows_there(client).await? == REPORTS).then_some(())
    })
    .await;

    let search = find(client, "mine-search").await;
    search.send_keys("den so 44").await.unwrap();
    rows(client, 1).await;
    let found = find(client, "report-row").await.prop("textContent").await.unwrap().unwrap();
    assert!(found.contains("Đèn số 44"), "{found}");
    window.screen("mine-searched", "mine-search").await;
    press(client, "mine-which-over").await;
    rows(client, 0).await;
    press(client, "mine-which-open").await;
    rows(client, 1).await;
    window.screen("mine", "mine-which-open").await;
    window.client.close().await.unwrap();
}

fn filed(folder: &Path, text: &str) {
    let words = ["report", "--category", "dien-chieu-sang", "--text", text, "--at", "16.8163,107.096"];
    let done =
        Command::new(program("outbox")).arg("--data").arg(folder).args(words).args(["--commune", "19333"]).output();
    let done = done.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

async fn rows(client: &Client, count: usize) {
    until(&format!("{count} rows"), || async { (rows_there(client).await? == count).then_some(()) }).await;
}

async fn rows_there(client: &Client) -> Option<usize> {
    Some(client.find_all(Locator::Css("[data-test=report-row]")).await.ok()?.len())
}
