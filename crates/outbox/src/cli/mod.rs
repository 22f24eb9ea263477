//! The command line: reads words, calls the library, prints. No rule lives here.
//!
//! Exit codes: 0 done, 2 wrong usage, 3 still waiting for the network, 4 needs attention.

mod args;
mod draft;
mod output;
mod place;
mod read;
mod sync;
mod trust;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use outbox::{Outbox, OutboxError, SystemClock};

use args::{Args, Command};
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
        Command::Report(report) => draft::report(&open(args, output)?, report, output),
        Command::Sync(options) => sync::sync(open(args, output)?, options, output),
        Command::Trust { root } => trust::trust(&open(args, output)?, root.as_deref(), output),
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
