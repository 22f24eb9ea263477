//! Voice notes: what is taken, that it stays through every restart, what is sealed of it and sent, and when it goes.

use outbox::draft::Spot;
use outbox::voice::{self, VoiceProblem};
use outbox::{DraftChange, Missing, OutboxError};
use report::{ActId, ActKind, Sha256, limits};

use crate::device::{Device, picture};
use crate::portal::FakePortal;
use crate::sound;

#[test]
fn opus_in_webm_and_ogg_is_taken_with_its_length_as_the_sound_has_it() {
    for (kind, recording) in [("audio/webm", sound::webm(12)), ("audio/ogg", sound::ogg(12))] {
        let found = voice::look(&recording).unwrap();
        assert_eq!(found.media_type, kind);
        assert!((11.9..=12.0).contains(&found.duration.as_secs_f64()), "{kind}: {:?}", found.duration);
    }
}

#[test]
fn a_minute_is_taken_and_more_is_refused() {
    for make in [sound::webm, sound::ogg] {
        assert!(voice::look(&make(60)).is_ok());
        assert_eq!(voice::look(&make(62)), Err(VoiceProblem::TooLong));
    }
    let large = vec![0; usize::try_from(limits::VOICE_BYTES).unwrap() + 1];
    assert_eq!(voice::look(&large), Err(VoiceProblem::TooLarge));
}

#[test]
fn what_is_no_recording_is_refused_and_the_draft_is_as_before() {
    let device = Device::new();
    let draft = device.outbox.new_draft().unwrap().id;
    let kept = device.outbox.set_voice(draft, &sound::webm(3)).unwrap();
    let wav = [b"RIFF\x24\0\0\0WAVEfmt ".as_slice(), &[0; 64]].concat();
    for no_voice in [&b""[..], b"<html>", &picture(64), &wav, &sound::webm(0), &sound::webm(3)[..40]] {
        let refused = device.outbox.set_voice(draft, no_voice);
        assert!(matches!(refused, Err(OutboxError::Voice(VoiceProblem::NotTaken))), "{refused:?}");
        assert_eq!(device.outbox.draft(draft).unwrap(), kept);
    }
    assert_eq!(files(&device), [kept.voice.unwrap().sha256]);
}

#[test]
fn damaged_recordings_end_nothing() {
    for recording in [sound::webm(1), sound::ogg(1)] {
        for at in 0..recording.len().min(600) {
            for byte in [0x00, 0x7f, 0xff] {
                let mut damaged = recording.clone();
                damaged[at] = byte;
                let _ = voice::look(&damaged);
            }
            let _ = voice::look(&recording[..at]);
        }
    }
}

#[test]
fn a_voice_note_stays_with_its_draft_when_the_program_is_ended_and_can_be_replaced_and_removed() {
    let device = Device::new();
    let draft = device.outbox.new_draft().unwrap().id;
    let first = device.outbox.set_voice(draft, &sound::webm(5)).unwrap().voice.unwrap();
    assert!(!first.unit_hears, "nobody has agreed to anything");
    device.outbox.change_draft(draft, heard_by_unit(true)).unwrap();
    let device = Device::on(device.close());
    let found = device.outbox.latest_draft().unwrap().unwrap().voice.unwrap();
    assert_eq!((found.sha256, found.unit_hears, found.duration), (first.sha256, true, first.duration));
    assert_eq!(device.outbox.picture(&found.sha256, false).unwrap(), sound::webm(5));

    let second = device.outbox.set_voice(draft, &sound::ogg(4)).unwrap().voice.unwrap();
    assert_eq!((second.media_type.as_str(), second.unit_hears), ("audio/ogg", true));
    assert_eq!(files(&device), [second.sha256], "the one before is gone");
    assert!(device.outbox.remove_voice(draft).unwrap().voice.is_none());
    assert!(files(&device).is_empty());
    device.outbox.set_voice(draft, &sound::webm(5)).unwrap();
    device.outbox.discard_draft(draft).unwrap();
    assert!(files(&device).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_alone_says_enough_and_travels_as_a_photo_does_with_what_was_agreed() {
    for agreed in [false, true] {
        let (device, portal) = (Device::new(), FakePortal::start().await);
        let report = told(&device, &sound::webm(5), agreed);
        device.sync_until_done(&portal.address()).await;
        let books = portal.books();
        let sealed = &books.filed[&report].sealed;
        let [attachment] = &sealed.act().attachments[..] else { panic!("one attachment") };
        assert_eq!((attachment.media_type.as_str(), attachment.thumbnail), ("audio/webm", None));
        assert_eq!(attachment.unit_hears, agreed.then_some(true));
        assert_eq!(books.files[&attachment.sha256], sound::webm(5));
        drop(books);
        let story = device.outbox.story(report).unwrap();
        assert!(story.photos.is_empty() && story.summary.photo.is_none(), "a voice is no picture");
        let voice = story.voice.unwrap();
        assert!(voice.stored && voice.sha256 == Sha256::of(&sound::webm(5)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_says_again_what_was_told_by_voice() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = told(&device, &sound::ogg(5), true);
    device.sync_until_done(&portal.address()).await;
    let edit = device.outbox.draft_about(report, ActKind::Report).unwrap();
    let voice = edit.voice.clone().unwrap();
    assert_eq!((voice.sha256, voice.unit_hears), (Sha256::of(&sound::ogg(5)), true));
    device.outbox.remove_voice(edit.id).unwrap();
    assert_eq!(files(&device).len(), 1, "the report that was filed still has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_with_what_is_personal() {
    let (device, portal) = (Device::new(), FakePortal::start().await);
    let report = told(&device, &sound::webm(5), false);
    device.sync_until_done(&portal.address()).await;
    let copy = tempfile::tempdir().unwrap();
    device.outbox.export(&copy.path().join("copy")).unwrap();
    let name = format!("copy/voices/{}.webm", Sha256::of(&sound::webm(5)));
    assert_eq!(std::fs::read(copy.path().join(name)).unwrap(), sound::webm(5));
    device.outbox.erase(report).unwrap();
    device.sync_until_done(&portal.address()).await;
    assert!(files(&device).is_empty());
}

/// Files a report that is told by voice alone.
fn told(device: &Device, recording: &[u8], agreed: bool) -> ActId {
    let draft = device.outbox.new_draft().unwrap().id;
    let spot = Some(Spot { lat: 16.8163, lon: 107.096, accuracy_m: None });
    device
        .outbox
        .change_draft(draft, DraftChange { category: Some("khac".into()), spot, ..DraftChange::default() })
        .unwrap();
    let silent = device.outbox.draft(draft).unwrap();
    assert_eq!(device.outbox.missing(&silent).unwrap(), [Missing::PhotoOrText]);
    device.outbox.set_voice(draft, recording).unwrap();
    device.outbox.change_draft(draft, heard_by_unit(agreed)).unwrap();
    device.outbox.file(draft).unwrap()
}

fn heard_by_unit(unit_hears: bool) -> DraftChange {
    DraftChange { unit_hears: Some(unit_hears), ..DraftChange::default() }
}

fn files(device: &Device) -> Vec<Sha256> {
    let folder = std::fs::read_dir(device.folder().join("photos")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| name.trim_end_matches(".jpg").parse().unwrap()).collect()
}
