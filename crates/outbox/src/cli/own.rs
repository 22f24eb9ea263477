//! A citizen's own data on this device: `outbox me`, `export`, `erase --everything`.

use std::path::Path;

use outbox::{Outbox, OutboxError, Person};
use serde_json::json;

use super::End;
use super::args::MeArgs;
use super::output::Output;

pub(crate) fn me(outbox: &Outbox, args: &MeArgs, output: &Output) -> Result<End, OutboxError> {
    if args.clear {
        outbox.set_person(&Person::default())?;
    } else if args.name.is_some() || args.phone.is_some() || args.notify.is_some() {
        let said = Person::parse(args.name.as_deref(), args.phone.as_deref())?;
        let known = outbox.person()?;
        // What is not given stays; what is given blank goes.
        let name = if args.name.is_some() { said.name } else { known.name };
        let phone = if args.phone.is_some() { said.phone } else { known.phone };
        let known_way = known.notify.map(|way| way.to_string());
        let person = Person { name, phone, notify: None };
        outbox.set_person(&person.told_by(args.notify.as_deref().or(known_way.as_deref()))?)?;
    }
    let person = outbox.person()?;
    let way = person.notify.as_ref().map(ToString::to_string);
    output.answer(&json!({ "name": person.name, "phone": person.phone, "notify": way }), || {
        let said: Vec<String> =
            [person.name.clone(), person.phone.clone(), way.clone()].into_iter().flatten().collect();
        if said.is_empty() { vec![output.say("me_nobody", &[])] } else { said }
    });
    Ok(End::Done)
}

/// Everything as files that people and programs read.
pub(crate) fn export(outbox: &Outbox, to: &Path, output: &Output) -> Result<End, OutboxError> {
    let exported = outbox.export(to)?;
    let folder = to.display().to_string();
    output.answer(&json!({ "reports": exported.reports, "photos": exported.photos }), || {
        vec![output.say("exported", &[("folder", &folder)])]
    });
    Ok(End::Done)
}

pub(crate) fn erase_everything(outbox: &Outbox, even_unsent: bool, output: &Output) -> Result<End, OutboxError> {
    outbox.erase_everything(even_unsent)?;
    output.answer(&json!({}), || vec![output.say("everything_erased", &[])]);
    Ok(End::Done)
}
