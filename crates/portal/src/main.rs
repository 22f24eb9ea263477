//! `portal`: the province's side as a program.

fn main() -> std::process::ExitCode {
    portal::cli::main()
}
