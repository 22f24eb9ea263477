//! Fetching the archive of recordings, piece by piece: everybody the same bytes in the same pieces, whatever language is played.

use report::spoken::PIECE_BYTES;
use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Method, StatusCode};

use crate::outbox::Outbox;
use crate::phase;
use crate::spoken::Lacking;
use crate::sync::incoming::Refused;
use crate::sync::problem::LinkProblem;
use crate::sync::web::Web;

/// Fetches the next piece of what is lacking.
pub(crate) async fn fetch(outbox: &Outbox, web: &Web) -> Result<(), Refused> {
    let Some(mut lacking) = outbox.lacking_recordings()? else { return Ok(()) };
    if lacking.held >= lacking.length {
        outbox.forget_part(&lacking)?;
        lacking.held = 0;
    }
    let bytes = match download(web, &lacking).await.map_err(Refused::Link)? {
        Piece::Next(bytes) => bytes,
        Piece::Whole(bytes) => {
            outbox.forget_part(&lacking)?;
            bytes
        }
    };
    if outbox.keep_recordings(&lacking, &bytes)? { Ok(()) } else { Err(Refused::Link(LinkProblem::HashMismatch)) }
}

enum Piece {
    Next(Vec<u8>),
    /// Something between here and the portal knows no ranges.
    Whole(Vec<u8>),
}

async fn download(web: &Web, lacking: &Lacking) -> Result<Piece, LinkProblem> {
    phase::enter("recordings");
    let (first, last) = (lacking.held, (lacking.held + PIECE_BYTES).min(lacking.length) - 1);
    let request = web.request(Method::GET, &format!("v1/spoken/{}", lacking.sha256))?;
    let answer = web.send(request.header(RANGE, format!("bytes={first}-{last}"))).await?;
    let is_whole = match answer.head.status {
        StatusCode::OK => true,
        StatusCode::PARTIAL_CONTENT => false,
        _ => return Err(answer.head.problem()),
    };
    let (told, wanted) = (answer.head.header(CONTENT_RANGE), format!("bytes {first}-{last}/{}", lacking.length));
    if !answer.head.is("application/cbor") || (!is_whole && told != Some(wanted.as_str())) {
        return Err(LinkProblem::NotOurPortal);
    }
    let length = if is_whole { lacking.length } else { last - first + 1 };
    let length = usize::try_from(length).map_err(|_| LinkProblem::NotOurPortal)?;
    let body = answer.whole(length).await?;
    match body.len() == length {
        true if is_whole => Ok(Piece::Whole(body)),
        true => Ok(Piece::Next(body)),
        false => Err(LinkProblem::Cut),
    }
}
