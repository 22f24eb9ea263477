//! `portal check`.

use std::process::ExitCode;

use serde_json::json;

use crate::cli::REFUSED;
use crate::cli::output::{Output, Patience};
use crate::config::Config;
use crate::error::PortalError;
use crate::upkeep::check::{self, Fault};

/// Says what is wrong; something is, when the exit code is 4.
pub(crate) async fn run(config: &Config, output: &Output) -> Result<ExitCode, PortalError> {
    let patience = Patience::new(output);
    let told = |progress| patience.tell(progress);
    let findings = check::check(&config.books(), &told).await?;
    let is_sound = findings.faults.is_empty();
    let code = if is_sound { "check_sound" } else { "check_failed" };
    let fault = |fault: &Fault| json!({ "code": fault.code, "case": fault.case, "detail": fault.detail });
    let value = json!({
        "code": code,
        "message": output.said(code),
        "cases": findings.cases,
        "photos": findings.photos,
        "faults": findings.faults.iter().map(fault).collect::<Vec<_>>(),
    });
    output.answer(&value, || {
        let line = |fault: &Fault| {
            let case = fault.case.as_deref().unwrap_or("—");
            format!("{case} · {} [{}] {}", output.said(fault.code), fault.code, fault.detail)
        };
        let first = format!("{} {} · {}", output.said(code), findings.cases, findings.photos);
        [first].into_iter().chain(findings.faults.iter().map(line)).collect()
    });
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}
