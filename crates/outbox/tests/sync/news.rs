//! What is worth telling somebody who does not look.

use report::wire::ActRef;

use crate::device::Device;
use crate::portal::FakePortal;
use crate::told::{step, tell};

#[tokio::test(flavor = "multi_thread")]
async fn each_new_status_is_news_once_and_what_the_citizen_did_is_none() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let id = device.file("Đèn hỏng", &[]);
    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.news().unwrap(), [], "«đã gửi» is the citizen's own doing");

    let sealed = portal.books().filed[&id].sealed.clone();
    let of = ActRef { device: sealed.device(), act: id };
    let steps = vec![step(of, 1, "received", ""), step(of, 2, "dispatched", "")];
    tell(&portal, steps.clone());
    device.sync(&portal.address()).await;
    let news = device.outbox.news().unwrap();
    assert_eq!(
        news.iter().map(|one| (one.act, one.status.as_str(), one.own)).collect::<Vec<_>>(),
        [(id, "dispatched", true)]
    );
    assert_eq!(device.outbox.news().unwrap(), news, "until it was heard");
    device.outbox.heard(&news).unwrap();
    assert_eq!(device.outbox.news().unwrap(), []);

    device.sync(&portal.address()).await;
    assert_eq!(device.outbox.news().unwrap(), [], "told again by the portal, it is no news");
    tell(&portal, [steps, vec![step(of, 3, "answered", "Đã thay")]].concat());
    device.sync(&portal.address()).await;
    let news = device.outbox.news().unwrap();
    assert_eq!((news.len(), news[0].status.as_str(), news[0].outcome.as_deref()), (1, "answered", Some("fixed")));
}
