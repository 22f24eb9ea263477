//! Fetching the region pack: believed when the portal's pack key signed it, kept as the very bytes.

use report::pack::{self, RegionPack};
use report::{Content, Signed, TrustedKeys};
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG};
use reqwest::{Method, StatusCode};

use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::phase;
use crate::region::{PACK_FILE, Region};
use crate::store::files::write_durably;
use crate::store::portal;
use crate::sync::incoming::Refused;
use crate::sync::problem::LinkProblem;
use crate::sync::web::Web;

/// Fetches the pack, verifies it with `keys`, and puts it in place of the old one.
pub(crate) async fn fetch(outbox: &Outbox, web: &Web, keys: &TrustedKeys) -> Result<usize, Refused> {
    let (etag, bytes) = download(web).await.map_err(Refused::Link)?;
    let pack = RegionPack::verify(&bytes, keys).map_err(|_| Refused::Link(LinkProblem::ReceiptInvalid))?;
    if is_older(outbox, &pack)? {
        return Err(Refused::Link(LinkProblem::ReceiptInvalid));
    }
    Region::from_pack(pack).map_err(|_| Refused::Link(LinkProblem::ReceiptInvalid))?;
    write_durably(&outbox.inner.folder.join(PACK_FILE), &bytes).map_err(OutboxError::from)?;
    portal::keep_region(&outbox.database(), &etag)?;
    outbox.forget_region();
    Ok(bytes.len())
}

/// Whether the kept pack is a newer one: within one memory of the portal, an old pack that comes again is a replay.
fn is_older(outbox: &Outbox, pack: &RegionPack) -> Result<bool, OutboxError> {
    let known = portal::known(&outbox.database())?;
    let kept = std::fs::read(outbox.inner.folder.join(PACK_FILE)).ok();
    let kept = kept.and_then(|bytes| Signed::open_large(&bytes, Content::Region).ok());
    let kept: Option<RegionPack> = kept.and_then(|signed| minicbor::decode(&signed.payload).ok());
    Ok(known.region_epoch == known.epoch && kept.is_some_and(|kept| pack.made_at_ms < kept.made_at_ms))
}

async fn download(web: &Web) -> Result<(String, Vec<u8>), LinkProblem> {
    phase::enter("region");
    let request = web.request(Method::GET, "v1/region")?.header(ACCEPT_ENCODING, "zstd");
    let answer = web.send(request).await?;
    if answer.head.status != StatusCode::OK {
        return Err(answer.head.problem());
    }
    let etag = answer.head.header(ETAG).ok_or(LinkProblem::NotOurPortal)?.to_owned();
    let is_zstd = answer.head.header(CONTENT_ENCODING) == Some("zstd");
    let body = answer.whole(pack::MAX_BYTES).await?;
    if !is_zstd {
        return Ok((etag, body));
    }
    let plain = zstd::bulk::decompress(&body, pack::MAX_BYTES).map_err(|_| LinkProblem::NotOurPortal)?;
    Ok((etag, plain))
}
