//! The command line: reads words, calls the library, prints. No rule lives here.
//!
//! Exit codes: 0 done, 2 wrong usage, 3 still waiting for the network, 4 needs attention.

mod args;
mod deeds;
mod draft;
mod map;
mod output;
mod own;
mod place;
mod read;
mod sync;
mod trust;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use outbox::{Outbox, OutboxError, SystemClock};
use report::ActKind;

use args::{Args, Command, EraseArgs};
use output::Output;

/// How a command ended.
enum End {
    Done,
    Waiting,
    NeedsAttention,
}

pub(crate) fn main() -> ExitCode {
    let args = Args::parse();
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
    let output = Output::new(args.json, args.language());
    match run(&args, &output) {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Waiting) => ExitCode::from(3),
        Ok(End::NeedsAttention) => ExitCode::from(4),
        Err(error) => {
            output.error(error.code(), None);
            tracing::info!(%error, "refused");
            ExitCode::from(4)
        }
    }
}

fn run(args: &Args, output: &Output) -> Result<End, OutboxError> {
    match &args.command {
        Command::Place(place) => place::place(place, &args.data, output),
        Command::Photo(photo) => place::photo(photo, output),
        Command::Map(command) => map::map(&open(args, output)?, command, output),
        Command::Report(report) => draft::report(&open(args, output)?, report, output),
        Command::Sync(options) => sync::sync(open(args, output)?, options, output),
        Command::Trust { root } => trust::trust(&open(args, output)?, root.as_deref(), output),
        Command::Answer(said) => deeds::answer(&open(args, output)?, said, output),
        Command::Rework(said) => deeds::rework(&open(args, output)?, said, output),
        Command::Rate { report, stars, text } => deeds::rate(&open(args, output)?, report, *stars, text, output),
        Command::Withdraw { report, text } => deeds::withdraw(&open(args, output)?, report, text, output),
        Command::Edit(edit) => draft::edit(&open(args, output)?, edit, output),
        Command::Erase(EraseArgs { report: Some(report), .. }) => deeds::erase(&open(args, output)?, report, output),
        Command::Erase(erase) => own::erase_everything(&open(args, output)?, erase.even_unsent, output),
        Command::DropPhoto { report, sha256 } => deeds::drop_photo(&open(args, output)?, report, sha256, output),
        Command::MeToo { case } => deeds::public(&open(args, output)?, ActKind::MeToo, case, output),
        Command::Follow { case } => deeds::public(&open(args, output)?, ActKind::Follow, case, output),
        Command::Unfollow { case } => deeds::public(&open(args, output)?, ActKind::Unfollow, case, output),
        Command::Followed => read::followed(&open(args, output)?, output),
        Command::Claim { code, forget } => deeds::claim(&open(args, output)?, code, *forget, output),
        Command::Claims => read::claims(&open(args, output)?, output),
        Command::Me(me) => own::me(&open(args, output)?, me, output),
        Command::Export { to } => own::export(&open(args, output)?, to, output),
        Command::List => read::list(&open(args, output)?, output),
        Command::Show { id } => read::show(&open(args, output)?, id, output),
        Command::Receipt { id } => read::receipt(&open(args, output)?, id, output),
    }
}

fn open(args: &Args, output: &Output) -> Result<Outbox, OutboxError> {
    let outbox = Outbox::open(&args.data, args.portal_id.clone(), Arc::new(SystemClock::default()))?;
    if let Some(recovery) = outbox.recovery() {
        let (kept, lost) =
            (recovery.kept.to_string(), recovery.lost.map_or_else(|| "?".into(), |lost| lost.to_string()));
        let file = recovery.set_aside.display().to_string();
        output.note("recovered", &[("kept", &kept), ("lost", &lost), ("file", &file)]);
        outbox.recovery_seen()?;
    }
    Ok(outbox)
}
