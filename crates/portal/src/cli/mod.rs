//! The command line: reads words, calls the library, prints. No rule lives here.
//!
//! All commands but `serve` and `restore` work beside a running `serve` on the same folder.
//!
//! Exit codes: 0 done, 2 wrong usage, 4 refused, with `{code, message}` for programs.

mod args;
mod backup;
mod calendar;
mod case;
mod channel;
mod check;
mod copy;
mod deadline;
mod device;
mod key;
mod output;
mod region;
mod reporter;
mod restore;
mod roster;
mod seed;
mod serve;
mod user;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use worktime::Calendar;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::{database, migrate, timetable};
use args::{Args, Command};
use output::Output;

/// How long the program waits for work that goes on when it is ended.
const PATIENCE: Duration = Duration::from_secs(2);

/// The exit code of what was refused, or found wrong.
const REFUSED: u8 = 4;

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(false).init();
    let output = Output::new(args.json, args.language());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&output, &error.into()),
    };
    let ended = runtime.block_on(run(&args, &output));
    // What still blocks on the disk is not waited for without end: whatever is half done is of no account.
    runtime.shutdown_timeout(PATIENCE);
    ended.unwrap_or_else(|error| refuse(&output, &error))
}

fn refuse(output: &Output, error: &PortalError) -> ExitCode {
    output.error(error);
    ExitCode::from(REFUSED)
}

async fn run(args: &Args, output: &Output) -> Result<ExitCode, PortalError> {
    match &args.command {
        Command::Serve(serve) => serve::serve(config(args)?, serve.listen, output).await?,
        Command::User(command) => user::run(&open(args).await?, command, output).await?,
        Command::Roster(command) => roster::run(&open(args).await?, command, output).await?,
        Command::Region(command) => region::run(&open(args).await?, command, output).await?,
        Command::Case(command) => case::run(&open(args).await?, command, output).await?,
        Command::Channel(command) => channel::run(&open(args).await?, command, output).await?,
        Command::Device(command) => device::run(&open(args).await?, command, output).await?,
        Command::Key(command) => key::run(&open(args).await?, command, output)?,
        Command::Calendar(command) => calendar::run(&open(args).await?, command, output).await?,
        Command::Deadline(asked) => deadline::run(asked, known_calendar(args).await?, output)?,
        Command::Backup { to } => backup::run(&config(args)?, to, output).await?,
        Command::Restore { from } => restore::run(&config(args)?, from, output).await?,
        Command::Migrate => copy::migrate(&config(args)?, output).await?,
        Command::Copy { from, to } => copy::run(from, to, output).await?,
        Command::Seed { cases, seed } => seed::run(&open(args).await?, *cases, *seed, output).await?,
        Command::Check => return check::run(&config(args)?, output).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// The portal's calendar, where there is a portal; nothing is made where there is none.
async fn known_calendar(args: &Args) -> Result<Calendar, PortalError> {
    let Some(mut books) = database::open_to_read(&config(args)?.books()).await? else { return Ok(Calendar::builtin()) };
    let is_older = !migrate::missing(&mut books).await?.is_empty();
    if is_older { Ok(Calendar::builtin()) } else { Ok(timetable::read(&mut books).await?.calendar.clone()) }
}

async fn open(args: &Args) -> Result<AppState, PortalError> {
    AppState::open(config(args)?, Clock::system()).await
}

fn config(args: &Args) -> Result<Config, PortalError> {
    let config = match &args.config {
        Some(file) => Config::read(&args.data, file)?,
        None => Config::new(&args.data),
    };
    let database = args.database.clone().or(config.database);
    Ok(Config { database, ..config })
}

/// Who sits at the terminal, as far as the system tells.
fn person() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    format!("cli:{}", name.unwrap_or_default())
}
