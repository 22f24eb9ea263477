//! The camera in the real window, as debug builds pretend it: a picture is taken and kept; one that is refused or missing is told.
#![expect(clippy::unwrap_used, reason = "tests")]

use end_to_end::Portal;
use fantoccini::Client;
use serde_json::json;

#[macro_use]
mod browsers;

use browsers::{DESKTOP, Window, all, exists, find, first_start, press, until};

/// So many colours, seen at so many places, are a picture and no empty square.
const LOOKED_THROUGH: &str = "const video = document.querySelector('video')
    if (!video || video.videoWidth === 0) return 0
    const canvas = document.createElement('canvas')
    const [width, height] = [canvas.width, canvas.height] = [64, 48]
    const pen = canvas.getContext('2d')
    pen.drawImage(video, 0, 0, width, height)
    const pixels = new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer)
    return new Set(pixels).size";

/// A web view that is driven asks nobody and allows everything: here it refuses as one that asks does.
const REFUSED: &str = "MediaDevices.prototype.getUserMedia =
    () => Promise.reject(new DOMException('refused', 'NotAllowedError'))";

at_both_sizes!(what_the_camera_sees_is_taken_and_is_in_the_draft_after_a_kill, taken);

async fn taken(_name: &str, size: (u32, u32)) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let nowhere = Portal::new(books.path()).url();
    let mut window = Window::open_with(device.path(), &nowhere, size, &[("PHAN_ANH_CAMERA", "pretended")]).await;
    let client = &window.client;
    first_start(&window).await;
    press(client, "camera-open").await;
    until("a picture in the window", || async {
        let colours = client.execute(LOOKED_THROUGH, Vec::new()).await.ok()?.as_u64()?;
        (colours > 8).then_some(())
    })
    .await;
    window.screen("camera", "camera-take").await;
    press(client, "camera-take").await;
    find(client, "photo-item").await;
    assert!(exists(client, "camera").await.is_none(), "the camera is closed");
    let videos = client.execute("return document.querySelectorAll('video').length", Vec::new()).await.unwrap();
    assert_eq!(videos, json!(0), "nobody looks through it any more");
    picture_is_large(client).await;
    window.kill_app();

    let window = Window::open(device.path(), &nowhere, size).await;
    assert_eq!(all(&window.client, "photo-item").await, 1, "it is in the draft");
    picture_is_large(&window.client).await;
    window.screen("report-photographed", "photo-edit").await;
    window.client.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_refused_is_told_and_files_still_work() {
    told("refused", &[("PHAN_ANH_CAMERA", "pretended")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_missing_is_told_and_files_still_work() {
    // GStreamer looks for none, also where there is one.
    told("missing", &[("GST_PLUGIN_FEATURE_RANK", "v4l2deviceprovider:NONE,pipewiredeviceprovider:NONE")]).await;
}

async fn told(trouble: &str, environment: &[(&str, &str)]) {
    let (books, device) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let nowhere = Portal::new(books.path()).url();
    let window = Window::open_with(device.path(), &nowhere, DESKTOP, environment).await;
    let client = &window.client;
    first_start(&window).await;
    if trouble == "refused" {
        client.execute(REFUSED, Vec::new()).await.unwrap();
    }
    press(client, "camera-open").await;
    let told = find(client, "camera-trouble").await;
    assert_eq!(told.attr("data-trouble").await.unwrap().as_deref(), Some(trouble));
    window.screen(&format!("camera-{trouble}"), "camera-leave").await;
    press(client, "camera-leave").await;
    let file = device.path().join("a.png");
    image::RgbImage::from_pixel(400, 300, image::Rgb([90, 120, 60])).save(&file).unwrap();
    find(client, "photo-input").await.send_keys(file.to_str().unwrap()).await.unwrap();
    find(client, "photo-item").await;
    window.client.close().await.unwrap();
}

/// The photo itself, opened, is larger than a thumbnail.
async fn picture_is_large(client: &Client) {
    press(client, "photo-edit").await;
    until("the photo", || async {
        let width = "return document.querySelector('[data-test=photo-editor] img')?.naturalWidth ?? 0";
        (client.execute(width, Vec::new()).await.ok()?.as_u64()? >= 320).then_some(())
    })
    .await;
    press(client, "photo-done").await;
}
