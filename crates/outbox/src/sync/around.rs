//! Fetching what is public in a commune: everybody's list, bounded, cleaned and kept.

use place::Point;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{Method, StatusCode};
use serde::Deserialize;

use crate::around::PublicCase;
use crate::outbox::Outbox;
use crate::phase;
use crate::store::around;
use crate::sync::incoming::Refused;
use crate::sync::problem::LinkProblem;
use crate::sync::web::Web;

/// The longest list that is read, in bytes.
const MOST_BYTES: usize = 256 * 1024;
/// As many cases of a list are kept.
const MOST_CASES: usize = 100;
/// Characters of a text that are kept, and of a code.
const TEXT_CHARS: usize = 240;
const CODE_CHARS: usize = 64;

#[derive(Deserialize)]
struct Told {
    cases: Vec<ToldCase>,
}

#[derive(Deserialize)]
struct ToldCase {
    case_number: String,
    status: String,
    outcome: Option<String>,
    category: String,
    submitted_at: String,
    answer_due: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    text: String,
}

/// Fetches the list of a commune, unless it is the one that `etag` names.
pub(crate) async fn fetch(outbox: &Outbox, web: &Web, commune: &str, etag: Option<&str>) -> Result<(), Refused> {
    match download(web, commune, etag).await.map_err(Refused::Link)? {
        None => around::unchanged(&outbox.database(), commune, outbox.now_ms())?,
        Some((etag, told)) => {
            let cases: Vec<PublicCase> = told.cases.into_iter().filter_map(case).take(MOST_CASES).collect();
            outbox.keep_around(commune, &etag, &cases)?;
        }
    }
    Ok(())
}

async fn download(web: &Web, commune: &str, etag: Option<&str>) -> Result<Option<(String, Told)>, LinkProblem> {
    phase::enter("around");
    let request = web.request(Method::GET, &format!("v1/around?commune={commune}"))?;
    let request = etag.into_iter().fold(request, |request, etag| request.header(IF_NONE_MATCH, etag));
    let answer = web.send(request).await?;
    match answer.head.status {
        StatusCode::NOT_MODIFIED => return Ok(None),
        StatusCode::OK if answer.head.is("application/json") => {}
        _ => return Err(answer.head.problem()),
    }
    let etag = answer.head.header(ETAG).unwrap_or_default().to_owned();
    let body = answer.whole(MOST_BYTES).await?;
    let told = serde_json::from_slice(&body).map_err(|_| LinkProblem::NotOurPortal)?;
    Ok(Some((etag, told)))
}

/// A case as it may be kept; one that makes no sense is passed over.
fn case(told: ToldCase) -> Option<PublicCase> {
    let code = |text: String| (!text.is_empty() && text.chars().count() <= CODE_CHARS).then_some(text);
    let spot = told.lat.zip(told.lon).filter(|(lat, lon)| Point::parse(*lat, *lon).is_ok());
    Some(PublicCase {
        case_number: told.case_number.parse().ok()?,
        status: code(told.status)?,
        outcome: told.outcome.and_then(code),
        category: code(told.category)?,
        submitted_at: told.submitted_at.parse().ok()?,
        answer_due: told.answer_due.and_then(|due| due.parse().ok()),
        spot,
        text: told.text.chars().filter(|one| is_shown(*one)).take(TEXT_CHARS).collect(),
    })
}

/// Whether a character may stand on a screen beside other words: no controls, and none that turn the direction of a line.
fn is_shown(one: char) -> bool {
    let turns = matches!(one, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    one == '\n' || !(one.is_control() || turns)
}
