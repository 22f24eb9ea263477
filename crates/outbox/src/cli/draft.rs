//! `outbox report`: from words on the command line to a sealed report, or to a draft that is kept.

use std::path::Path;

use outbox::draft::Spot;
use outbox::{Draft, DraftChange, Outbox, OutboxError};
use report::ActId;
use report::limits::VOICE_BYTES;
use serde_json::json;

use super::End;
use super::args::{EditArgs, ReportArgs};
use super::output::Output;
use super::place::parse_position;
use super::read::report_id;

pub(crate) fn report(outbox: &Outbox, args: &ReportArgs, output: &Output) -> Result<End, OutboxError> {
    let draft = match &args.draft {
        Some(id) => outbox.draft(draft_id(id)?)?,
        None => outbox.new_draft()?,
    };
    fill_and_tell(outbox, &draft, args, output)
}

/// `outbox edit`: what a report says now, with what was given in its place.
pub(crate) fn edit(outbox: &Outbox, args: &EditArgs, output: &Output) -> Result<End, OutboxError> {
    let draft = match &args.content.draft {
        Some(id) => outbox.draft(draft_id(id)?)?,
        None => outbox.revise(report_id(&args.report)?)?,
    };
    fill_and_tell(outbox, &draft, &args.content, output)
}

fn fill_and_tell(outbox: &Outbox, draft: &Draft, args: &ReportArgs, output: &Output) -> Result<End, OutboxError> {
    match fill_and_file(outbox, draft, args) {
        Ok(id) => {
            let id = id.to_string();
            output.answer(&json!({ "id": id }), || vec![id.clone(), output.say("saved", &[])]);
            Ok(End::Done)
        }
        Err(error) => {
            output.error(error.code(), Some(&draft.id.to_string()));
            Ok(End::NeedsAttention)
        }
    }
}

/// Saves everything that can be saved before it tells of the first thing that cannot.
fn fill_and_file(outbox: &Outbox, draft: &Draft, args: &ReportArgs) -> Result<ActId, OutboxError> {
    let mut first_problem = None;
    let mut keep = |outcome: Result<Draft, OutboxError>| {
        if let Err(error) = outcome {
            first_problem.get_or_insert(error);
        }
    };
    let spot = args.at.as_deref().map(spot).transpose();
    keep(spot.and_then(|spot| outbox.change_draft(draft.id, DraftChange { spot, ..DraftChange::default() })));
    let changes = [
        DraftChange { text: args.text.clone(), ..DraftChange::default() },
        DraftChange { category: args.category.clone(), ..DraftChange::default() },
        DraftChange { commune: args.commune.clone(), ..DraftChange::default() },
        DraftChange { named: named(args), ..DraftChange::default() },
    ];
    for change in changes {
        keep(outbox.change_draft(draft.id, change));
    }
    for photo in &args.photo {
        keep(add_photo(outbox, draft.id, photo));
    }
    if let Some(voice) = &args.voice {
        keep(set_voice(outbox, draft.id, voice, args.voice_for_unit));
    }
    match first_problem {
        Some(problem) => Err(problem),
        None => outbox.file(draft.id),
    }
}

fn named(args: &ReportArgs) -> Option<bool> {
    (args.named || args.anonymous).then_some(args.named)
}

fn set_voice(outbox: &Outbox, draft: ActId, path: &Path, for_unit: bool) -> Result<Draft, OutboxError> {
    outbox.set_voice(draft, &read_at_most(path, VOICE_BYTES)?)?;
    outbox.change_draft(draft, DraftChange { unit_hears: Some(for_unit), ..DraftChange::default() })
}

fn add_photo(outbox: &Outbox, draft: ActId, path: &Path) -> Result<Draft, OutboxError> {
    outbox.add_photo(draft, &read_picture(path)?)
}

/// Reads a picture file, but never more of it than a picture may have.
pub(crate) fn read_picture(path: &Path) -> Result<Vec<u8>, OutboxError> {
    read_at_most(path, photo::Limits::default().max_bytes as u64)
}

/// Reads a file, or the first byte too many of it, which is refused.
fn read_at_most(path: &Path, bytes: u64) -> Result<Vec<u8>, OutboxError> {
    use std::io::Read as _;
    let limit = bytes + 1;
    let unreadable = |source| OutboxError::FileUnreadable { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn draft_id(text: &str) -> Result<ActId, OutboxError> {
    text.parse().map_err(|_| OutboxError::DraftUnknown(text.to_owned()))
}

fn spot(text: &str) -> Result<Spot, OutboxError> {
    let (lat, lon, accuracy_m) = parse_position(text)?;
    Ok(Spot { lat, lon, accuracy_m }.checked()?)
}
