//! Fetching the base map, piece by piece: what a cut left is gone on with, and whatever else waits goes between two pieces.

use std::io::Write as _;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_RANGE, RANGE};
use reqwest::{Method, StatusCode};

use crate::base_map::Lacking;
use crate::error::{BaseMapProblem, OutboxError};
use crate::outbox::Outbox;
use crate::phase;
use crate::sync::incoming::Refused;
use crate::sync::problem::LinkProblem;
use crate::sync::web::{Web, WebAnswer};

/// How much is asked for at a time, in bytes, so that it takes seconds whatever the link: a text need not wait longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece(u64);

const LEAST_BYTES: u64 = 32 * 1024;
const MOST_BYTES: u64 = 1024 * 1024;
const QUICK: Duration = Duration::from_secs(2);
const SLOW: Duration = Duration::from_secs(8);

impl Default for Piece {
    fn default() -> Self {
        Self(LEAST_BYTES * 2)
    }
}

impl Piece {
    fn took(&mut self, time: Duration) {
        let bytes = if time < QUICK {
            self.0 * 2
        } else if time > SLOW {
            self.0 / 2
        } else {
            self.0
        };
        self.0 = bytes.clamp(LEAST_BYTES, MOST_BYTES);
    }
}

/// Fetches the next piece of the map that is wanted.
pub(crate) async fn fetch(outbox: &Outbox, web: &Web, piece: &mut Piece) -> Result<(), Refused> {
    let Some(mut lacking) = outbox.lacking_base_map()? else { return Ok(()) };
    if lacking.held > lacking.map.length {
        outbox.forget_map_part(&lacking.map)?;
        lacking.held = 0;
    }
    let left = lacking.map.length - lacking.held;
    if left > 0 {
        let room = outbox.has_room_for_map(left.min(piece.0))?;
        let came =
            if room { download(outbox, web, &lacking, piece).await } else { Err(Refused::Own(OutboxError::DiskFull)) };
        if let Err(Refused::Own(OutboxError::DiskFull)) = came {
            return Ok(outbox.give_up_base_map(BaseMapProblem::NoRoom)?);
        }
        came?;
    }
    let Some(Lacking { map, held }) = outbox.lacking_base_map()? else { return Ok(()) };
    if held < map.length || outbox.keep_base_map(&map)? {
        return Ok(());
    }
    // Megabytes that somebody pays for: not again before they say so.
    Ok(outbox.give_up_base_map(BaseMapProblem::Mismatch)?)
}

async fn download(outbox: &Outbox, web: &Web, lacking: &Lacking, piece: &mut Piece) -> Result<(), Refused> {
    phase::enter("base-map");
    let (map, first) = (&lacking.map, lacking.held);
    let last = (first + piece.0).min(map.length) - 1;
    let request = web.request(Method::GET, &format!("v1/base-map/{}", map.sha256)).map_err(Refused::Link)?;
    let began = Instant::now();
    let request = request.header(RANGE, format!("bytes={first}-{last}"));
    let answer = web.send(request).await.map_err(Refused::Link)?;
    let wanted = format!("bytes {first}-{last}/{}", map.length);
    let most = match answer.head.status {
        StatusCode::PARTIAL_CONTENT if answer.head.header(CONTENT_RANGE) == Some(wanted.as_str()) => last - first + 1,
        // Something between here and the portal knows no ranges.
        StatusCode::OK => {
            outbox.forget_map_part(map)?;
            map.length
        }
        StatusCode::NOT_FOUND => return Ok(outbox.give_up_base_map(BaseMapProblem::Gone)?),
        StatusCode::PARTIAL_CONTENT => return Err(Refused::Link(LinkProblem::NotOurPortal)),
        _ => return Err(Refused::Link(answer.head.problem())),
    };
    if !answer.head.is("application/vnd.pmtiles") {
        return Err(Refused::Link(LinkProblem::NotOurPortal));
    }
    keep(outbox, lacking, answer, most).await?;
    piece.took(began.elapsed());
    Ok(())
}

/// Keeps what comes as it comes, so that what a cut leaves is not paid for twice.
async fn keep(outbox: &Outbox, lacking: &Lacking, mut answer: WebAnswer, most: u64) -> Result<(), Refused> {
    let mut part = outbox.open_map_part(&lacking.map)?;
    let mut came = 0;
    while let Some(bytes) = answer.chunk().await.map_err(Refused::Link)? {
        came += bytes.len() as u64;
        if came > most {
            return Err(Refused::Link(LinkProblem::NotOurPortal));
        }
        part.write_all(&bytes).map_err(OutboxError::from)?;
        if !outbox.wants_base_map()? {
            return Ok(());
        }
    }
    part.sync_all().map_err(OutboxError::from)?;
    if came < most { Err(Refused::Link(LinkProblem::Cut)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_takes_seconds_whatever_the_link() {
        let mut piece = Piece::default();
        piece.took(Duration::from_secs(5));
        assert_eq!(piece, Piece::default());
        for _ in 0..10 {
            piece.took(Duration::from_millis(100));
        }
        assert_eq!(piece, Piece(MOST_BYTES));
        for _ in 0..10 {
            piece.took(Duration::from_secs(30));
        }
        assert_eq!(piece, Piece(LEAST_BYTES));
    }
}
