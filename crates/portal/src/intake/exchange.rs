//! One exchange with one device: items in as they arrive, and then what became of them.
//!
//! Acts and thumbnails go to the writer in the order in which they came and are not waited for one by one, so that
//! many share a commit; what became of an act is looked up at the end, when its thumbnails have been heard too.
//!
//! **Invariant:** one bad item never fails the rest; one result per act, however often it was named.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use report::wire::{
    ActItem, ActRef, ClaimItem, FollowItem, HeldReceipts, ItemReader, RequestHeader, RequestItem, ThumbnailItem,
};
use report::{ActKind, DeviceKey, SealedAct, limits};

use crate::error::PortalError;
use crate::intake::claim::{self, Attempt};
use crate::intake::reader::Reader;
use crate::intake::{accept, forget};
use crate::phase;
use crate::regions::KnownRegion;
use crate::state::AppState;
use crate::store::acceptance::{Filed, reference};
use crate::store::{Pending, attachment, device};

/// Items handed in and not yet waited for.
const IN_FLIGHT: usize = 256;
/// What one request may ask about, so that the answer stays within its limit.
pub(super) const ASKED: usize = 10_000;
/// Items that do not read, after which the rest is not looked at: nobody errs so often.
pub(super) const MALFORMED: usize = 100;
/// The highest number of a [`RequestItem`].
const LAST_KNOWN_KIND: u64 = 4;
/// What a JPEG begins with.
const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];

/// What has been heard so far.
pub struct Exchange {
    state: AppState,
    region: Option<Arc<KnownRegion>>,
    header: Option<RequestHeader>,
    reader: Option<Reader>,
    revoked: HashMap<DeviceKey, bool>,
    asked: Vec<Asked>,
    known: HashMap<ActRef, usize>,
    in_flight: VecDeque<InFlight>,
    next_index: u32,
    malformed: usize,
    erases: bool,
}

/// Something that the device waits to hear of.
#[derive(Debug)]
pub struct Asked {
    /// The item's place in the request.
    pub index: u32,
    /// The act, when it could be told.
    pub of: Option<ActRef>,
    /// Receipts that need not be sent.
    pub held: HeldReceipts,
    /// What is known of it.
    pub fate: Fate,
}

/// What is known of something asked.
#[derive(Debug)]
pub enum Fate {
    /// On its way into the books.
    Offered,
    /// In the books, or in conflict with them.
    Filed(Filed),
    /// Only asked about.
    Followed,
    /// Opened by its tracking code.
    Claimed,
    /// Asked for by somebody who has to prove its key first.
    Unproven,
    /// Asked for too often; seconds to wait.
    TooOften(u32),
    /// Not taken, for good.
    Rejected(&'static str),
    /// Not taken, for now.
    Later(PortalError),
    /// The stream broke here.
    Broken(&'static str),
}

/// A request that was read to its end, or as far as it went, and is in the books.
#[derive(Debug)]
pub struct Heard {
    /// What was asked, in order.
    pub asked: Vec<Asked>,
    /// The device whose key is alive.
    pub reader: Option<Reader>,
    /// The position up to which the device has heard, in this epoch.
    pub heard_until: u64,
}

enum InFlight {
    Act(usize, Pending<Filed>),
    Thumbnail(Pending<()>),
    Claim(usize, ActRef, Pending<()>),
}

impl Exchange {
    /// An exchange that has heard nothing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn begin(state: AppState) -> Result<Self, PortalError> {
        let region = state.region().await?;
        let (asked, known, in_flight) = (Vec::new(), HashMap::new(), VecDeque::new());
        let (header, reader, revoked) = (None, None, HashMap::new());
        let (next_index, malformed, erases) = (0, 0, false);
        Ok(Self { state, region, header, reader, revoked, asked, known, in_flight, next_index, malformed, erases })
    }

    /// Takes an item.
    ///
    /// # Errors
    /// With the code, when it is one too many: each asks for a result, and the answer must fit.
    pub async fn take(&mut self, item: &[u8]) -> Result<(), &'static str> {
        if self.malformed > MALFORMED {
            return Err("act_malformed");
        }
        if self.asked.len() >= ASKED {
            return Err("request_too_large");
        }
        phase::enter("received");
        let index = self.next_index;
        self.next_index += 1;
        match ItemReader::decode(item) {
            Some(RequestItem::Header(header)) => self.header(header).await,
            Some(RequestItem::Act(act)) => self.act(index, act).await,
            Some(RequestItem::Thumbnail(thumbnail)) => self.thumbnail(thumbnail).await,
            Some(RequestItem::Follow(follow)) => self.follow(index, follow),
            Some(RequestItem::Claim(claim)) => self.claim(index, claim).await,
            None if is_of_a_later_version(item) => {}
            None => {
                self.malformed += 1;
                self.refuse(index, None, "act_malformed");
            }
        }
        while self.in_flight.len() > IN_FLIGHT {
            self.settle_one().await;
        }
        Ok(())
    }

    /// Says that nothing more can be read, and why.
    pub fn broke(&mut self, code: &'static str) {
        self.ask(self.next_index, None, HeldReceipts::None, Fate::Broken(code));
    }

    /// Waits until everything that was handed in is in the books, and gives what was asked.
    pub async fn settle(mut self) -> Heard {
        while !self.in_flight.is_empty() {
            self.settle_one().await;
        }
        if self.erases {
            forget::files(&self.state).await;
        }
        let heard_until = self.heard_until();
        Heard { asked: self.asked, reader: self.reader, heard_until }
    }

    /// Says who reads, where a request has no header of its own.
    pub fn is_read_by(&mut self, reader: Option<Reader>) {
        self.reader = reader;
    }

    /// The first header counts.
    async fn header(&mut self, header: RequestHeader) {
        if self.header.is_some() {
            return;
        }
        // Without the books nobody is known; the answer, which needs them too, says so.
        self.reader = Reader::of_header(&self.state, &header).await.unwrap_or_default();
        self.header = Some(header);
    }

    /// Positions of another epoch mean nothing here.
    fn heard_until(&self) -> u64 {
        let ours = self.header.as_ref().filter(|header| header.epoch == Some(self.state.epoch()));
        ours.and_then(|header| header.position).unwrap_or(0)
    }

    /// Asked once per exchange and device.
    async fn is_revoked(&mut self, device: DeviceKey) -> Result<bool, PortalError> {
        if let Some(known) = self.revoked.get(&device) {
            return Ok(*known);
        }
        let revoked = device::is_revoked(self.state.store().readers(), device).await?;
        self.revoked.insert(device, revoked);
        Ok(revoked)
    }

    async fn claim(&mut self, index: u32, item: ClaimItem) {
        let attempt = match &self.reader {
            Some(reader) => claim::attempt(&self.state, reader, &item.code, self.heard_until()).await.map(Some),
            None => Ok(None),
        };
        let fate = match attempt {
            Ok(Some(Attempt::Right(report, pending))) => {
                let place = self.ask(index, None, HeldReceipts::None, Fate::Offered);
                return self.in_flight.push_back(InFlight::Claim(place, report, pending));
            }
            Ok(Some(Attempt::Wrong)) => Fate::Rejected("code_wrong"),
            Ok(Some(Attempt::Wait(wait))) => Fate::TooOften(u32::try_from(wait.as_secs().max(1)).unwrap_or(u32::MAX)),
            Ok(None) => Fate::Unproven,
            Err(error) => Fate::Later(error),
        };
        self.ask(index, None, HeldReceipts::None, fate);
    }

    async fn act(&mut self, index: u32, item: ActItem) {
        match SealedAct::open(&item.bytes, self.state.portal_id()) {
            Ok(sealed) => match self.is_revoked(sealed.device()).await {
                Ok(false) => self.offer(index, sealed, item).await,
                Ok(true) => self.refuse(index, Some(reference(&sealed)), "device_revoked"),
                Err(error) => {
                    self.ask(index, Some(reference(&sealed)), item.held, Fate::Later(error));
                }
            },
            Err(error) => self.refuse(index, accept::reference(&item.bytes), error.code()),
        }
    }

    fn refuse(&mut self, index: u32, of: Option<ActRef>, code: &'static str) {
        self.ask(index, of, HeldReceipts::None, Fate::Rejected(code));
    }

    async fn offer(&mut self, index: u32, sealed: SealedAct, item: ActItem) {
        let (of, held) = (reference(&sealed), item.held);
        self.erases |= sealed.act().kind == ActKind::Erase;
        match accept::offer(&self.state, self.region.as_deref(), sealed, item).await {
            Ok(pending) => {
                let asked = self.ask(index, Some(of), held, Fate::Offered);
                self.in_flight.push_back(InFlight::Act(asked, pending));
            }
            Err(error) => {
                self.ask(index, Some(of), held, Fate::Later(error));
            }
        }
    }

    /// Hashes are compared with the sealed act in the books; what does not fit is dropped without a word.
    async fn thumbnail(&mut self, item: ThumbnailItem) {
        if item.bytes.len() > limits::THUMBNAIL_BYTES || !item.bytes.starts_with(&JPEG) {
            return;
        }
        let ThumbnailItem { of, attachment, bytes } = item;
        let store = self.state.store();
        let pending =
            store.offer(move |books| Box::pin(attachment::keep_thumbnail(books, of, attachment, bytes))).await;
        self.in_flight.push_back(InFlight::Thumbnail(pending));
    }

    fn follow(&mut self, index: u32, item: FollowItem) {
        self.ask(index, Some(item.of), item.held, Fate::Followed);
    }

    /// Notes what was asked; an act that was named before keeps its place and what is known of it.
    fn ask(&mut self, index: u32, of: Option<ActRef>, held: HeldReceipts, fate: Fate) -> usize {
        if let Some(first) = of.and_then(|of| self.known.get(&of).copied()) {
            let asked = &mut self.asked[first];
            asked.held = asked.held.min(held);
            if !matches!(fate, Fate::Followed) && matches!(asked.fate, Fate::Followed) {
                asked.fate = fate;
            }
            return first;
        }
        let place = self.asked.len();
        if let Some(of) = of {
            self.known.insert(of, place);
        }
        self.asked.push(Asked { index, of, held, fate });
        place
    }

    async fn settle_one(&mut self) {
        match self.in_flight.pop_front() {
            Some(InFlight::Act(place, pending)) => {
                let fate = match pending.committed().await {
                    Ok(filed) => Fate::Filed(filed),
                    Err(error) if error.refuses_for_good() => Fate::Rejected(error.code()),
                    Err(error) => Fate::Later(error),
                };
                let asked = &mut self.asked[place];
                // Offered twice in one request, the second finds what the first made.
                if !matches!(asked.fate, Fate::Filed(Filed::Created | Filed::Conflict)) {
                    asked.fate = fate;
                }
            }
            Some(InFlight::Thumbnail(pending)) => {
                if let Err(error) = pending.committed().await {
                    tracing::warn!(%error, "a thumbnail was not kept; its device is told that it is missing");
                }
            }
            Some(InFlight::Claim(place, report, pending)) => {
                let asked = &mut self.asked[place];
                match pending.committed().await {
                    Ok(()) => (asked.of, asked.fate) = (Some(report), Fate::Claimed),
                    Err(error) => asked.fate = Fate::Later(error),
                }
            }
            None => {}
        }
    }
}

/// Whether an item is of a type that this version does not know: an array that begins with another number.
fn is_of_a_later_version(item: &[u8]) -> bool {
    let mut decoder = minicbor::Decoder::new(item);
    matches!(decoder.array(), Ok(Some(1..))) && decoder.u64().is_ok_and(|kind| kind > LAST_KNOWN_KIND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_later_version_are_told_from_broken_ones() {
        assert!(is_of_a_later_version(&[0x82, 0x05, 0xa0]));
        assert!(!is_of_a_later_version(&[0x82, 0x01, 0xa0]));
        assert!(!is_of_a_later_version(&[0x80]));
        assert!(!is_of_a_later_version(&[0xa0]));
    }
}
