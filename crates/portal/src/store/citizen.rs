//! What a citizen's act does to the case that it concerns. What the case allows is `casework`'s to say.

use report::ActKind;
use report::wire::ActRef;
use sqlx::AnyConnection;

use crate::casework::CitizenDeed;
use crate::error::PortalError;
use crate::store::acceptance::{Filing, reference};
use crate::store::category;
use crate::store::row::{bind_double, kept_text};
use crate::store::subject::Subject;
use crate::store::{case, clock, erasure, follower, tally, words};

/// Does what the act of `filing` asks.
///
/// # Errors
/// [`PortalError::Casework`] when the case does not allow it; those of the database.
pub(super) async fn heed(
    connection: &mut AnyConnection,
    subject: &Subject,
    filing: &Filing,
) -> Result<(), PortalError> {
    let (by, at_ms) = (reference(&filing.sealed), filing.at_ms);
    let act = filing.sealed.act();
    let text = || kept_text(act.text.as_deref()).filter(|text| !text.trim().is_empty());
    let deed = match act.kind {
        // Whoever reported it has it already, and counts by the report itself.
        ActKind::MeToo | ActKind::Follow if subject.reporter == by.device => return Ok(()),
        ActKind::MeToo => return follower::me_too(connection, subject.id, by, at_ms).await,
        ActKind::Follow => return follower::follow(connection, subject.id, by).await,
        ActKind::Unfollow => return follower::unfollow(connection, subject.id, by.device).await,
        ActKind::Report => CitizenDeed::Edit { before: subject.text.clone() },
        ActKind::Answer => CitizenDeed::Answer { text: text() },
        ActKind::Rate => CitizenDeed::Rate { text: text() },
        ActKind::Rework => CitizenDeed::Rework { text: text() },
        ActKind::Withdraw => CitizenDeed::Withdraw { text: text() },
        ActKind::Erase => CitizenDeed::Erase,
    };
    case::heed(connection, subject.id, deed, by, at_ms).await?;
    match act.kind {
        ActKind::Report => replace(connection, subject.id, filing).await?,
        ActKind::Rate => rate(connection, subject.id, by, filing).await?,
        ActKind::Erase => erasure::forget(connection, subject.id, at_ms).await?,
        _ => {}
    }
    clock::settle(connection, subject.id).await
}

/// Puts the report of `filing` in the place of what the case says. The acts stay, and so do their photos, out of sight.
async fn replace(connection: &mut AnyConnection, case_id: i64, filing: &Filing) -> Result<(), PortalError> {
    let facts = filing.report.as_ref().ok_or(PortalError::Broken("a sealed report has a place"))?;
    let act = filing.sealed.act();
    let offered = category::offers(&mut *connection, act.category.as_deref().unwrap_or_default()).await?;
    tally::leave(connection, case_id).await?;
    let replace = "UPDATE case_file SET category = $1, category_unknown_at = $2, commune = $3, commune_name = $4,
            commune_method = $5, lat = $6, lon = $7, accuracy_m = $8, place_source = $9, text = $10
        WHERE id = $11";
    let query = sqlx::query(replace)
        .bind(act.category.clone().unwrap_or_default())
        .bind((!offered).then_some(filing.at_ms))
        .bind(facts.placed.commune.clone())
        .bind(facts.placed.commune_name.clone())
        .bind(facts.placed.method.clone());
    bind_double(bind_double(query, facts.placed.lat), facts.placed.lon)
        .bind(facts.placed.accuracy_m)
        .bind(facts.placed.source)
        .bind(kept_text(act.text.as_deref()))
        .bind(case_id)
        .execute(&mut *connection)
        .await?;
    tally::join(connection, case_id).await?;
    words::write(connection, case_id, filing.at_ms).await?;
    let supersede = "UPDATE attachment SET superseded_at = $1 WHERE case_id = $2 AND superseded_at IS NULL
        AND (device, act_id) IN (SELECT device, act_id FROM act WHERE case_id = $2 AND kind = 'report')";
    sqlx::query(supersede).bind(filing.at_ms).bind(case_id).execute(connection).await?;
    Ok(())
}

async fn rate(connection: &mut AnyConnection, case_id: i64, by: ActRef, filing: &Filing) -> Result<(), PortalError> {
    let act = filing.sealed.act();
    let stars = act.rating.ok_or(PortalError::Broken("a sealed rating has a number"))?.stars();
    let rate = "INSERT INTO rating (device, act_id, case_id, stars, text, rated_at) VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(rate)
        .bind(by.device.as_bytes().to_vec())
        .bind(by.act.as_bytes().to_vec())
        .bind(case_id)
        .bind(i64::from(stars))
        .bind(kept_text(act.text.as_deref()))
        .bind(filing.at_ms)
        .execute(connection)
        .await?;
    Ok(())
}
