//! `outbox`: the citizen's side as a command line, for scripts, measurements and people without a window.

mod cli;

rust_i18n::i18n!("locales", fallback = "vi");

fn main() -> std::process::ExitCode {
    cli::main()
}
