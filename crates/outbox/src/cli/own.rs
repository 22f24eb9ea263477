//! A citizen's own data on this device: `outbox me`, `export`, `erase --everything`.

use std::path::Path;

use outbox::{Outbox, OutboxError, Person, write_durably};
use serde_json::{Value, json};

use super::End;
use super::args::MeArgs;
use super::output::Output;
use super::read::story_json;

pub(crate) fn me(outbox: &Outbox, args: &MeArgs, output: &Output) -> Result<End, OutboxError> {
    if args.clear {
        outbox.set_person(&Person::default())?;
    } else if args.name.is_some() || args.phone.is_some() {
        let said = Person::parse(args.name.as_deref(), args.phone.as_deref())?;
        let known = outbox.person()?;
        // What is not given stays; what is given blank goes.
        let name = if args.name.is_some() { said.name } else { known.name };
        let phone = if args.phone.is_some() { said.phone } else { known.phone };
        outbox.set_person(&Person { name, phone })?;
    }
    let person = outbox.person()?;
    output.answer(&json!({ "name": person.name, "phone": person.phone }), || {
        let said: Vec<String> = [person.name.clone(), person.phone.clone()].into_iter().flatten().collect();
        if said.is_empty() { vec![output.say("me_nobody", &[])] } else { said }
    });
    Ok(End::Done)
}

/// Everything as files that people and programs read: `data.json`, `photos/`, `receipts/`.
pub(crate) fn export(outbox: &Outbox, to: &Path, output: &Output) -> Result<End, OutboxError> {
    let unwritable = |source| OutboxError::FileUnreadable { path: to.to_owned(), source };
    std::fs::create_dir(to).map_err(unwritable)?;
    let stories = outbox.reports()?.into_iter().map(|report| outbox.story(report.id)).collect::<Result<Vec<_>, _>>()?;
    for folder in ["photos", "receipts"] {
        std::fs::create_dir(to.join(folder)).map_err(unwritable)?;
    }
    let mut photos = 0;
    for story in &stories {
        let of_acts = story.summary.acts.iter().flat_map(|act| act.photos.iter());
        for sha256 in story.photos.iter().map(|photo| &photo.sha256).chain(of_acts) {
            // A photo whose time on this device is over is at the portal alone.
            let Ok(bytes) = outbox.picture(sha256, false) else { continue };
            write_durably(&to.join("photos").join(format!("{sha256}.jpg")), &bytes).map_err(unwritable)?;
            photos += 1;
        }
        for (kind, receipt) in [("accepted", &story.accepted), ("complete", &story.complete)] {
            let Some(receipt) = receipt else { continue };
            let name = format!("{}.{kind}.cose", story.summary.id);
            write_durably(&to.join("receipts").join(name), receipt).map_err(unwritable)?;
        }
    }
    let value = json!({
        "person": { "name": outbox.person()?.name, "phone": outbox.person()?.phone },
        "reports": stories.iter().map(filed_json).collect::<Vec<_>>(),
        "followed": outbox.followed()?.iter().map(|case| json!(case.case_number)).collect::<Vec<_>>(),
    });
    let text = serde_json::to_vec_pretty(&value).map_err(std::io::Error::from)?;
    write_durably(&to.join("data.json"), &text).map_err(unwritable)?;
    let folder = to.display().to_string();
    output.answer(&json!({ "reports": stories.len(), "photos": photos }), || {
        vec![output.say("exported", &[("folder", &folder)])]
    });
    Ok(End::Done)
}

fn filed_json(story: &outbox::Story) -> Value {
    let mut value = story_json(story);
    value["filed_at"] = json!(story.summary.filed_at.to_string());
    value
}

pub(crate) fn erase_everything(outbox: &Outbox, even_unsent: bool, output: &Output) -> Result<End, OutboxError> {
    outbox.erase_everything(even_unsent)?;
    output.answer(&json!({}), || vec![output.say("everything_erased", &[])]);
    Ok(End::Done)
}
