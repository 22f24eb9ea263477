//! Items and streams that must not be taken, and must not harm what came with them.

use report::wire::{Encoding, ItemOutcome, ItemWriter, RequestItem};
use report::{Act, Content, Device, SealedAct, Signer};

use crate::house::{Answer, House, act, device, header, offered, words};

#[tokio::test]
async fn one_bad_item_never_fails_the_rest() {
    let house = House::open().await;
    let (first, last) = (words(&device(1), "một"), words(&device(1), "hai"));
    let mut bytes = plain(&[header(), offered(&first)]);
    bytes.extend([0x82, 0x01, 0x05]);
    bytes.extend([0x82, 0x18, 0x63, 0xa0]);
    bytes.extend([0x63, b'a', b'b', b'c']);
    bytes.extend(plain(&[offered(&last)]));
    let answer = house.send(bytes, &[]).await;
    assert_eq!(answer.result(&first).outcome, ItemOutcome::Created);
    assert_eq!(answer.result(&last).outcome, ItemOutcome::Created);
    let refused: Vec<(u32, &str)> = of_nobody(&answer);
    assert_eq!(refused, [(2, "act_malformed"), (4, "act_malformed")], "what is of a later version is skipped");
}

#[tokio::test]
async fn a_seal_that_is_not_believed_is_refused_with_its_reason() {
    let house = House::open().await;
    let sealed = words(&device(1), "Ổ gà");
    let mut changed = sealed.bytes().to_vec();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let elsewhere = Device::new(Signer::from_seed(&[1; 32]), "hue".parse().unwrap()).seal(&act("Ổ gà")).unwrap();
    let garbage = vec![0x01];
    for (bytes, code) in [
        (changed, "signature_invalid"),
        (elsewhere.bytes().to_vec(), "wrong_portal"),
        (garbage, "act_malformed"),
        (unchecked(&Act { category: None, ..act("Ổ gà") }), "report_incomplete"),
        (unchecked(&Act { text: Some("ạ".repeat(10_001)), ..act("") }), "text_too_long"),
    ] {
        let item = RequestItem::Act(report::wire::ActItem::new(bytes, report::wire::HeldReceipts::None));
        let answer = house.exchange(&[header(), item]).await;
        let result = &answer.results[0];
        assert_eq!((result.outcome, result.code.as_deref()), (ItemOutcome::Rejected, Some(code)));
    }
    assert_eq!(house.numbers().await.len(), 0);
}

#[tokio::test]
async fn a_device_hears_which_of_its_acts_was_refused() {
    let house = House::open().await;
    let incomplete = Act { category: None, ..act("Ổ gà") };
    let item = RequestItem::Act(report::wire::ActItem::new(unchecked(&incomplete), report::wire::HeldReceipts::None));
    let answer = house.exchange(&[header(), item]).await;
    let of = answer.results[0].of.unwrap();
    assert_eq!((of.device, of.act), (device(1).key(), incomplete.id));
}

#[tokio::test]
async fn an_item_that_is_too_long_or_too_deep_ends_the_stream_and_what_came_before_counts() {
    let long = [vec![0x5a, 0x00, 0x02, 0x00, 0x00], vec![0; 131_072]].concat();
    let deep = vec![0x81; 40];
    let endless = vec![0x9f, 0x01, 0xff];
    for (bad, code) in [(long, "item_too_large"), (deep, "item_too_deep"), (endless, "act_malformed")] {
        let house = House::open().await;
        let sealed = words(&device(1), "Ổ gà");
        let answer = house.send([plain(&[header(), offered(&sealed)]), bad].concat(), &[]).await;
        assert_eq!(answer.result(&sealed).outcome, ItemOutcome::Created);
        assert_eq!(of_nobody(&answer), [(2, code)]);
    }
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit() {
    let house = House::open().await;
    let zeros = vec![0_u8; 64 * 1024 * 1024];
    let bomb = zstd::stream::encode_all(zeros.as_slice(), 3).unwrap();
    assert!(bomb.len() < 100_000);
    let answer = house.send(bomb, &[("content-encoding", "zstd")]).await;
    let last = answer.results.last().unwrap();
    assert!(matches!(last.code.as_deref(), Some("request_too_large" | "act_malformed")), "{last:?}");
    assert!(answer.results.len() < 200, "{}", answer.results.len());
}

#[tokio::test]
async fn nobody_asks_for_more_than_an_answer_can_hold() {
    let house = House::open().await;
    let device = device(1);
    let follow = |_| {
        let of = report::wire::ActRef { device: device.key(), act: act("").id };
        RequestItem::Follow(report::wire::FollowItem { of, held: report::wire::HeldReceipts::None })
    };
    let items: Vec<RequestItem> = [header()].into_iter().chain((0..12_000).map(follow)).collect();
    let answer = house.exchange(&items).await;
    assert_eq!(answer.results.len(), 10_001);
    assert_eq!(answer.results[10_000].code.as_deref(), Some("request_too_large"));
}

#[tokio::test]
async fn bytes_that_decompress_to_nothing_have_an_end_too() {
    let house = House::open().await;
    let skippable = [0x50, 0x2a, 0x4d, 0x18, 0x00, 0x00, 0x10, 0x00];
    let frame = [skippable.to_vec(), vec![0; 0x0010_0000]].concat();
    let answer = house.send(frame.repeat(6), &[("content-encoding", "zstd")]).await;
    assert_eq!(of_nobody(&answer), [(0, "request_too_large")]);
}

#[tokio::test]
async fn what_is_not_zstd_is_refused_and_another_encoding_before_reading() {
    let house = House::open().await;
    let answer = house.send("this is not zstd", &[("content-encoding", "zstd")]).await;
    assert_eq!(of_nobody(&answer), [(0, "act_malformed")]);
    let brotli = house.ask("POST", "/v1/sync", &[("content-encoding", "br")], "x").await;
    assert_eq!(brotli.status, 415);
}

#[tokio::test]
async fn errors_are_problems_in_the_askers_language() {
    let house = House::open().await;
    let missing = house.get("/v1/no/such/thing").await;
    assert_eq!((missing.status.as_u16(), missing.code()), (404, "not_found".into()));
    assert_eq!(missing.json()["detail"], "Không có gì ở địa chỉ này.");
    let english = house.ask("GET", "/v1/sync", &[("accept-language", "en-GB,en;q=0.8")], "").await;
    assert_eq!((english.status.as_u16(), english.code()), (405, "method_not_allowed".into()));
    assert_eq!(english.json()["title"], "Could not be done");
}

fn plain(items: &[RequestItem]) -> Vec<u8> {
    let mut writer = ItemWriter::new(Encoding::Identity);
    items.iter().flat_map(|item| writer.write(item)).collect()
}

/// What a device that checks nothing would seal.
fn unchecked(act: &Act) -> Vec<u8> {
    let bytes =
        Signer::from_seed(&[1; 32]).sign(Content::Act, &"quang-tri".parse().unwrap(), minicbor::to_vec(act).unwrap());
    assert!(SealedAct::open(&bytes, &"quang-tri".parse().unwrap()).is_err());
    bytes
}

fn of_nobody(answer: &Answer) -> Vec<(u32, &str)> {
    let of_nobody = answer.results.iter().filter(|result| result.of.is_none());
    of_nobody.map(|result| (result.index, result.code.as_deref().unwrap())).collect()
}
