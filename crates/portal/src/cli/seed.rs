//! `portal seed`.

use serde_json::json;

use crate::cli::output::{Output, Patience};
use crate::error::PortalError;
use crate::state::AppState;
use crate::upkeep::seed;

/// Makes cases up.
pub(crate) async fn run(state: &AppState, cases: u64, number: u64, output: &Output) -> Result<(), PortalError> {
    let patience = Patience::new(output);
    let told = |progress| patience.tell(progress);
    let seeded = seed::seed(state, cases, number, &told).await?;
    let value = json!({ "cases": seeded.cases, "events": seeded.events });
    output.answer(&value, || vec![format!("{} {} · {}", output.said("seed_done"), seeded.cases, seeded.events)]);
    Ok(())
}
