//! The command line: reads words, calls the library, prints. No rule lives here.
//!
//! All commands but `serve` work beside a running `serve` on the same folder.
//!
//! Exit codes: 0 done, 2 wrong usage, 4 refused, with `{code, message}` for programs.

mod args;
mod case;
mod output;
mod region;
mod serve;
mod user;

use std::process::ExitCode;

use clap::Parser as _;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::PortalError;
use crate::state::AppState;
use args::{Args, Command};
use output::Output;

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
    match runtime.block_on(run(&args, &output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&output, &error),
    }
}

fn refuse(output: &Output, error: &PortalError) -> ExitCode {
    output.error(error);
    ExitCode::from(4)
}

async fn run(args: &Args, output: &Output) -> Result<(), PortalError> {
    match &args.command {
        Command::Serve(serve) => serve::serve(config(args)?, serve.listen, output).await,
        Command::User(command) => user::run(&open(args).await?, command, output).await,
        Command::Region(command) => region::run(&open(args).await?, command, output).await,
        Command::Case(command) => case::run(&open(args).await?, command, output).await,
    }
}

async fn open(args: &Args) -> Result<AppState, PortalError> {
    AppState::open(config(args)?, Clock::system()).await
}

fn config(args: &Args) -> Result<Config, PortalError> {
    match &args.config {
        Some(file) => Config::read(&args.data, file),
        None => Ok(Config::new(&args.data)),
    }
}
