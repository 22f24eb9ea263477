//! Cases that may be the same as the one that an officer looks at, each with its reasons.

use axum::Json;
use axum::extract::{Path, State};
use report::Status;
use serde::Serialize;
use utoipa::ToSchema;

use super::case::{seen, time};
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::casework::Alike;
use crate::error::PortalError;
use crate::problem::Problem;
use crate::public::excerpt;
use crate::state::AppState;
use crate::store::candidate::{self, Candidate};
use crate::store::case;

/// Characters of text shown of a candidate.
const EXCERPT_CHARS: usize = 120;

/// Cases that may be the same trouble.
#[derive(Debug, Serialize, ToSchema)]
pub struct Candidates {
    /// The most alike first.
    pub candidates: Vec<CandidateShown>,
}

/// A case that may be the same trouble.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateShown {
    /// The public number.
    pub number: String,
    /// Where it stands: a code of `status`.
    #[schema(value_type = String)]
    pub status: Status,
    /// A code of `category`.
    pub category: String,
    /// The commune's name.
    #[schema(required)]
    pub commune: Option<String>,
    /// The beginning of the text.
    pub excerpt: String,
    /// When the portal took it.
    pub submitted_at: String,
    /// The SHA-256 of a picture.
    #[schema(required)]
    pub picture: Option<String>,
    /// Why it may be the same.
    pub reasons: Vec<AlikeShown>,
}

/// Why a case may be the same.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AlikeShown {
    /// It is near.
    Place {
        /// How far, in metres.
        metres: i64,
    },
    /// It came soon before or after.
    Time {
        /// How many whole days.
        days: i64,
    },
    /// Both say the same.
    Words {
        /// Pairs of words, without diacritics.
        words: Vec<String>,
    },
    /// The pictures look alike.
    Picture {
        /// How much of them is the same, in hundredths.
        percent: u32,
    },
}

/// Cases that may be the same
#[utoipa::path(get, path = "/console/api/cases/{number}/candidates", tag = "cases", operation_id = "candidates",
    params(("number" = String, Path, description = "The public number")),
    responses((status = 200, body = Candidates), (status = 401, body = ProblemShape), (status = 404, body = ProblemShape)))]
pub async fn candidates(
    State(state): State<AppState>,
    officer: Officer,
    Path(number): Path<String>,
) -> Result<Json<Candidates>, Problem> {
    let case = seen(&state, &officer, &number).await?;
    Ok(Json(offered(&state, &officer, case.id).await?))
}

/// Say that another case is not the same trouble
///
/// Neither is offered for the other again. Right: `merge`.
#[utoipa::path(delete, path = "/console/api/cases/{number}/candidates/{other}", tag = "cases",
    operation_id = "not_the_same",
    params(("number" = String, Path, description = "The public number"),
        ("other" = String, Path, description = "The number of the other case")),
    responses((status = 200, body = Candidates), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape),
        (status = 404, body = ProblemShape), (status = 409, body = ProblemShape)))]
pub async fn not_the_same(
    State(state): State<AppState>,
    officer: Officer,
    Path((number, other)): Path<(String, String)>,
) -> Result<Json<Candidates>, Problem> {
    let (found, other) = (seen(&state, &officer, &number).await?, seen(&state, &officer, &other).await?.id);
    if !officer.may(Action::Merge, found.unit.as_deref()) {
        return Err(NOT_ALLOWED);
    }
    let (id, actor, now_ms) = (found.id, officer.user.name.clone(), state.now_ms());
    state.store().write(move |books| case::are_not_the_same(books, id, other, actor, now_ms)).await?;
    Ok(Json(offered(&state, &officer, id).await?))
}

async fn offered(state: &AppState, officer: &Officer, id: i64) -> Result<Candidates, PortalError> {
    let found = candidate::of_case(state.store().readers(), id).await?;
    let seen = found.into_iter().filter(|candidate| officer.reads(candidate.unit.as_deref(), false));
    Ok(Candidates { candidates: seen.map(shown).collect() })
}

fn shown(candidate: Candidate) -> CandidateShown {
    CandidateShown {
        number: candidate.number.to_string(),
        status: candidate.status,
        commune: candidate.commune_name,
        excerpt: excerpt(&candidate.traits.text, EXCERPT_CHARS),
        submitted_at: time(candidate.traits.at_ms),
        category: candidate.traits.category,
        picture: candidate.picture.map(|sha256| sha256.to_string()),
        reasons: candidate.reasons.into_iter().map(reason).collect(),
    }
}

fn reason(alike: Alike) -> AlikeShown {
    match alike {
        Alike::Place(metres) => AlikeShown::Place { metres: metres.round() as i64 },
        Alike::Time(days) => AlikeShown::Time { days },
        Alike::Words(words) => AlikeShown::Words { words },
        Alike::Picture(bits) => AlikeShown::Picture { percent: bits * 100 / 64 },
    }
}
