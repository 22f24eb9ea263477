//! What to do next: a pure function of the queue, the link and the clocks.
//!
//! All texts go first, then thumbnails, then photos, smallest remainder first; reports never wait for each other. The
//! link's memory is on the monotonic clock, so that a wall clock that jumps neither stops nor hurries anything.
//!
//! A link that fails makes everything wait. What fails for a reason of its own, a photo that the portal refuses or a
//! region pack that does not verify, waits alone: behind all others, longer each time, never for good.

use std::collections::BTreeMap;
use std::time::Duration;

use report::wire::HeldReceipts;
use report::{ActId, Sha256, TrackingCode};

use crate::sync::problem::LinkProblem;

/// The first flight: what one initial TCP window carries.
pub const FIRST_BATCH_BYTES: usize = 14 * 1024;
const LEAST_BATCH_BYTES: usize = 2 * 1024;
const MOST_BATCH_BYTES: usize = 512 * 1024;
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// Without unsent work, one exchange in this time while the app is open.
pub const POLL: Duration = Duration::from_secs(15 * 60);
/// The same while nobody looks, or while the portal tells by itself that something is new.
pub const SELDOM: Duration = Duration::from_secs(6 * 60 * 60);
/// So much of an upload reached the other side of the connection, and the portal has nothing of it: a proxy swallowed it.
const SWALLOWED_BYTES: u64 = 8 * 1024;
/// Between two exchanges that the portal called for.
const BETWEEN_CALLS: Duration = Duration::from_secs(1);
/// A region pack that was refused is not fetched again before: it may be megabytes.
const REGION_WAIT_DOUBLINGS: u32 = 9;
/// How long one request should take at most where a break costs all of it.
const REQUEST: Duration = Duration::from_secs(8);

/// Everything unfinished, as the database holds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue {
    /// Unfinished acts that go on by themselves, in the order in which they were sealed.
    pub reports: Vec<Waiting>,
    /// Tracking codes that were typed.
    pub claims: Vec<TrackingCode>,
    /// The portal offers another region pack than the one that is kept.
    pub region_stale: bool,
    /// A commune whose public cases somebody looks at and of which too little is known, with the `ETag` of what is known.
    pub around: Option<(String, Option<String>)>,
    /// Spoken help is wanted, and the archive that the region pack names is not here.
    pub recordings_lacking: bool,
    /// Somebody asked for the base map that the region pack names, and it is not here.
    pub base_map_lacking: bool,
    /// Milliseconds until the first report that the portal asked to wait with may go on.
    pub paused_ms: Option<u64>,
    /// There is a nonce that is fresh enough to prove the device's key with.
    pub can_prove: bool,
    /// What last answered bears another root key than the pinned one: it is greeted until the pinned one answers, and
    /// sent nothing.
    pub stranger: bool,
    /// The citizen wants photos to wait until asked for. Texts and thumbnails go all the same.
    pub photos_held: bool,
}

/// An unfinished report.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its id.
    pub id: ActId,
    /// The length of its sealed bytes.
    pub sealed_bytes: usize,
    /// What the portal has confirmed. `None` also when it lost what it had.
    pub held: HeldReceipts,
    /// Its attachments.
    pub attachments: Vec<WaitingAttachment>,
}

/// An attachment of an unfinished report.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingAttachment {
    /// Its hash.
    pub sha256: Sha256,
    /// The length of its thumbnail, unless the portal has it.
    pub thumbnail_bytes: Option<usize>,
    /// Bytes that the portal does not have.
    pub left_bytes: u64,
    /// The portal has all of it.
    pub stored: bool,
    /// There is a ticket to upload it with.
    pub has_ticket: bool,
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// One round trip of `POST /v1/sync`.
    Exchange(Batch),
    /// Upload what is left of one attachment.
    Upload(ActId, Sha256),
    /// Fetch the region pack.
    FetchRegion,
    /// Fetch what is public in a commune, unless it is what this `ETag` names.
    FetchAround(String, Option<String>),
    /// Fetch the next piece of the archive of recordings.
    FetchRecordings,
    /// Fetch the next piece of the base map.
    FetchBaseMap,
    /// Nothing before this moment of the monotonic clock, milliseconds.
    WaitUntil(u64),
    /// Everything is done; look again at this moment of the monotonic clock, milliseconds.
    RestUntil(u64),
}

/// What goes into one exchange.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// Tracking codes; they stand first, so that a result's index tells which.
    pub claims: Vec<TrackingCode>,
    /// Sealed acts.
    pub acts: Vec<ActId>,
    /// Thumbnails.
    pub thumbnails: Vec<(ActId, Sha256)>,
    /// Acts to be asked about.
    pub follows: Vec<ActId>,
}

/// What the engine remembers of the link. Forgotten when the program ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    failures: u32,
    not_before_ms: u64,
    batch_bytes: usize,
    bytes_per_s: Option<f64>,
    heard_ms: Option<u64>,
    poll: Duration,
    apart: BTreeMap<Thing, Apart>,
    asked_again: bool,
    calls: Calls,
    swallow: Swallow,
}

/// What is known of something between here and the portal that keeps what it was sent until it has all of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Swallow {
    /// How much it may be given at once, once it was seen to lose something.
    most_bytes: Option<u64>,
    /// What the last request lost that broke.
    lost: Option<(Thing, u64)>,
}

/// What the portal called for by an event, bounded against one that cries wolf.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Calls {
    due_ms: Option<u64>,
    not_before_ms: u64,
    futile: u32,
}

/// What can fail without the link's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// One attachment of one act.
    Upload(ActId, Sha256),
    /// The region pack.
    Region,
    /// What is public in a commune.
    Around,
    /// The archive of recordings.
    Recordings,
    /// The base map.
    BaseMap,
}

/// What waits alone: how often it failed, since when it may be tried again, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Apart {
    failures: u32,
    not_before_ms: u64,
    problem: LinkProblem,
}

impl Default for Link {
    fn default() -> Self {
        Self::polling(POLL)
    }
}

/// What came of a step on the network.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// An exchange was heard to its end, having sent so many bytes in so much time.
    Heard {
        /// Bytes sent.
        bytes: usize,
        /// From the first byte to the end of the answer.
        took: Duration,
    },
    /// Likewise, but the portal took the request for one without proof, by its session or its epoch: it told nothing,
    /// and is to be asked again at once, one time.
    Unproven {
        /// Bytes sent.
        bytes: usize,
        /// From the first byte to the end of the answer.
        took: Duration,
    },
    /// Another step succeeded, likewise.
    Moved {
        /// Bytes sent.
        bytes: usize,
        /// From the first byte to the answer.
        took: Duration,
    },
    /// It did not, and nothing else would have.
    Failed(LinkProblem),
    /// This thing did not; others may.
    Refused(Thing, LinkProblem),
}

/// Decides the next step at `now_ms` of the monotonic clock.
#[must_use]
pub fn next(queue: &Queue, link: &Link, now_ms: u64) -> Step {
    if now_ms < link.not_before_ms {
        return Step::WaitUntil(link.not_before_ms);
    }
    if queue.stranger {
        return Step::Exchange(Batch::default());
    }
    let batch = batch(queue, link.batch_bytes);
    let called = link.calls.due_ms.is_some_and(|due| now_ms >= due);
    let due = called || link.heard_ms.is_some_and(|heard| now_ms >= heard.saturating_add(millis(link.poll)));
    // To hear what is new costs a round trip, and so does asking for the receipt of a photo: one is enough for both. But a
    // link that carries no photo may carry news.
    let (unheard, upload) = (link.heard_ms.is_none(), best_upload(queue, link, now_ms));
    let due = due || unheard && (link.failures > 0 || upload.is_none());
    if due || !batch.acts.is_empty() || !batch.thumbnails.is_empty() || !batch.claims.is_empty() {
        return Step::Exchange(batch);
    }
    if let Some((report, sha256)) = upload {
        return Step::Upload(report, sha256);
    }
    if !batch.follows.is_empty() {
        return Step::Exchange(batch);
    }
    if queue.region_stale && link.may_try(Thing::Region, now_ms) {
        return Step::FetchRegion;
    }
    if let Some((commune, etag)) = queue.around.clone().filter(|_| link.may_try(Thing::Around, now_ms)) {
        return Step::FetchAround(commune, etag);
    }
    if wants_recordings(queue) && link.may_try(Thing::Recordings, now_ms) {
        return Step::FetchRecordings;
    }
    if wants_base_map(queue) && link.may_try(Thing::BaseMap, now_ms) {
        return Step::FetchBaseMap;
    }
    let poll = link.heard_ms.unwrap_or(now_ms).saturating_add(millis(link.poll));
    let resume = queue.paused_ms.map_or(u64::MAX, |pause| now_ms.saturating_add(pause));
    let apart = things(queue).filter_map(|thing| link.apart.get(&thing)).map(|apart| apart.not_before_ms);
    let call = link.calls.due_ms.unwrap_or(u64::MAX);
    Step::RestUntil(apart.fold(poll.min(resume).min(call), u64::min))
}

/// Whether there is a text that the portal does not have: it goes before whatever is being sent.
#[must_use]
pub fn texts_wait(queue: &Queue) -> bool {
    queue.reports.iter().any(|report| report.held == HeldReceipts::None)
}

/// Whether photos could go and wait only because the citizen wants them to.
#[must_use]
pub fn holds_photos(queue: &Queue) -> bool {
    queue.photos_held && uploads(queue).any(|(_, attachment)| !attachment.stored)
}

/// Why something of the queue waits alone, when something does.
#[must_use]
pub fn refused(queue: &Queue, link: &Link) -> Option<LinkProblem> {
    // What is public around is other people's, recordings and maps are everybody's: nothing of the citizen's waits for them.
    let own = things(queue).filter(|thing| !matches!(thing, Thing::Around | Thing::Recordings | Thing::BaseMap));
    own.filter_map(|thing| link.apart.get(&thing)).map(|apart| apart.problem).next()
}

/// Attachments that the portal said it had, and now says it has not: it is not to be believed too soon again.
#[must_use]
pub fn taken_back(before: &Queue, after: &Queue) -> Vec<Thing> {
    let of = |queue: &Queue, stored: bool| -> Vec<(ActId, Sha256)> {
        uploads(queue).filter(|(_, attachment)| attachment.stored == stored).map(|(id, one)| (id, one.sha256)).collect()
    };
    let missing = of(after, false);
    let both = of(before, true).into_iter().filter(|upload| missing.contains(upload));
    both.map(|(report, sha256)| Thing::Upload(report, sha256)).collect()
}

/// As many texts as fit, one at least; when all fit, thumbnails; when these fit too, questions.
fn batch(queue: &Queue, budget_bytes: usize) -> Batch {
    let mut batch = Batch { claims: queue.claims.clone(), ..Batch::default() };
    let mut bytes = 0;
    for report in queue.reports.iter().filter(|report| report.held == HeldReceipts::None) {
        bytes += report.sealed_bytes;
        if bytes > budget_bytes && !batch.acts.is_empty() {
            return batch;
        }
        batch.acts.push(report.id);
    }
    for report in &queue.reports {
        for attachment in &report.attachments {
            let Some(thumbnail_bytes) = attachment.thumbnail_bytes else { continue };
            bytes += thumbnail_bytes;
            if bytes > budget_bytes && !(batch.acts.is_empty() && batch.thumbnails.is_empty()) {
                return batch;
            }
            batch.thumbnails.push((report.id, attachment.sha256));
        }
    }
    // Without a proof the portal tells nothing: the exchange then only brings a nonce, and the question comes after.
    batch.follows = queue.reports.iter().filter(|report| must_ask(report)).map(|report| report.id).collect();
    batch
}

/// Accepted, and either a ticket is missing or everything is up and only the last receipt is missing.
fn must_ask(report: &Waiting) -> bool {
    let needs_ticket = |attachment: &WaitingAttachment| !attachment.stored && !attachment.has_ticket;
    let all_stored = report.attachments.iter().all(|attachment| attachment.stored);
    report.held == HeldReceipts::Accepted && (all_stored || report.attachments.iter().any(needs_ticket))
}

/// The smallest remainder of those that failed least.
fn best_upload(queue: &Queue, link: &Link, now_ms: u64) -> Option<(ActId, Sha256)> {
    if queue.photos_held {
        return None;
    }
    let failures = |thing| link.apart.get(&thing).map_or(0, |apart| apart.failures);
    uploads(queue)
        .filter(|(_, attachment)| !attachment.stored && attachment.has_ticket)
        .map(|(report, attachment)| (Thing::Upload(report, attachment.sha256), report, attachment))
        .filter(|(thing, ..)| link.may_try(*thing, now_ms))
        .min_by_key(|(thing, _, attachment)| (failures(*thing), attachment.left_bytes))
        .map(|(_, report, attachment)| (report, attachment.sha256))
}

/// Every attachment of an accepted report.
fn uploads(queue: &Queue) -> impl Iterator<Item = (ActId, &WaitingAttachment)> {
    let accepted = queue.reports.iter().filter(|report| report.held == HeldReceipts::Accepted);
    accepted.flat_map(|report| report.attachments.iter().map(move |attachment| (report.id, attachment)))
}

/// What of the queue could wait alone.
fn things(queue: &Queue) -> impl Iterator<Item = Thing> {
    let missing = uploads(queue).filter(|(_, attachment)| !attachment.stored);
    let fetched = [
        (queue.region_stale, Thing::Region),
        (queue.around.is_some(), Thing::Around),
        (wants_recordings(queue), Thing::Recordings),
        (wants_base_map(queue), Thing::BaseMap),
    ];
    let fetched = fetched.into_iter().filter_map(|(wanted, thing)| wanted.then_some(thing));
    missing.map(|(report, attachment)| Thing::Upload(report, attachment.sha256)).chain(fetched)
}

/// Megabytes: whoever pays for them and holds photos back waits with these too. A pack that is fetched first names newer ones.
fn wants_recordings(queue: &Queue) -> bool {
    queue.recordings_lacking && !queue.photos_held && !queue.region_stale
}

/// Whoever asked for it wants it now, also while photos are held back. A pack that is fetched first names a newer one.
fn wants_base_map(queue: &Queue) -> bool {
    queue.base_map_lacking && !queue.region_stale
}

impl Link {
    /// A link of which nothing is known yet, listened to once in `poll` while nothing waits.
    #[must_use]
    pub fn polling(poll: Duration) -> Self {
        Self {
            failures: 0,
            not_before_ms: 0,
            batch_bytes: FIRST_BATCH_BYTES,
            bytes_per_s: None,
            heard_ms: None,
            poll,
            apart: BTreeMap::new(),
            asked_again: false,
            calls: Calls::default(),
            swallow: Swallow::default(),
        }
    }

    /// Learns from what came of a step. `jitter` is uniform in 0..1.
    pub fn after(&mut self, outcome: &Outcome, now_ms: u64, jitter: f64) {
        match outcome {
            Outcome::Heard { bytes, took } => {
                (self.heard_ms, self.asked_again) = (Some(now_ms), false);
                self.worked(*bytes, *took);
            }
            // A portal that takes nothing for a proof would be asked for ever.
            Outcome::Unproven { .. } if self.asked_again => self.failed(LinkProblem::PortalError, now_ms, jitter),
            Outcome::Unproven { bytes, took } => {
                (self.heard_ms, self.asked_again) = (None, true);
                self.worked(*bytes, *took);
            }
            Outcome::Moved { bytes, took } => self.worked(*bytes, *took),
            Outcome::Failed(problem) => self.failed(*problem, now_ms, jitter),
            Outcome::Refused(thing, problem) => self.set_apart(*thing, *problem, now_ms, jitter),
        }
    }

    /// The link is another one now: tries at once.
    pub fn changed(&mut self) {
        *self = Self { heard_ms: self.heard_ms, calls: self.calls, ..Self::polling(self.poll) };
    }

    /// Something new waits: an exchange that only listens need not be waited for, a failing link still must.
    pub fn listen(&mut self) {
        self.heard_ms = None;
    }

    /// The portal says that there is something new.
    pub fn called(&mut self, now_ms: u64) {
        self.calls.due_ms = Some(now_ms.max(self.calls.not_before_ms));
    }

    /// An exchange ended, and told something new or not. A portal that calls for nothing is heard later each time.
    pub fn answered(&mut self, anything_new: bool, now_ms: u64) {
        if self.calls.due_ms.take().is_none() {
            return;
        }
        self.calls.futile = if anything_new { 0 } else { self.calls.futile.saturating_add(1) };
        let wait = BETWEEN_CALLS.saturating_mul(1 << self.calls.futile.min(10)).min(LONGEST_WAIT);
        self.calls.not_before_ms = now_ms.saturating_add(millis(wait));
    }

    /// The portal tells by itself from now on: what it told to nobody just before is asked for once.
    pub fn tells(&mut self, now_ms: u64) {
        self.heard_ms = self.heard_ms.filter(|heard| now_ms < heard.saturating_add(millis(REQUEST)));
    }

    /// From now on listens once in `poll` while nothing waits.
    pub fn poll_every(&mut self, poll: Duration) {
        self.poll = poll;
    }

    /// Whether the last thing tried failed.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        self.failures > 0
    }

    /// How many bytes the next request of an upload may have: all, but where a proxy keeps them until it has the last one,
    /// as many as came through.
    #[must_use]
    pub fn piece_bytes(&self) -> usize {
        self.swallow.most_bytes.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX))
    }

    /// A request of this upload broke after `bytes` of it had reached the other side of the connection.
    pub fn lost(&mut self, upload: Thing, bytes: u64) {
        self.swallow.lost = Some((upload, bytes));
    }

    /// The portal has so many bytes more of this upload than it had before the request that broke.
    pub fn stands(&mut self, upload: Thing, more: u64) {
        let lost = self.swallow.lost.take().filter(|(thing, _)| *thing == upload);
        if more > 0 {
            (self.swallow, self.failures, self.not_before_ms) = (Swallow::default(), 0, 0);
        } else if let Some((_, bytes)) = lost.filter(|(_, bytes)| *bytes >= SWALLOWED_BYTES) {
            let most = self.swallow.most_bytes.map_or(bytes, |most| most.min(bytes)) / 2;
            self.swallow.most_bytes = Some(most.max(SWALLOWED_BYTES));
        }
    }

    /// A piece of an upload came through whole.
    pub fn came_through(&mut self, took: Duration) {
        if took < REQUEST / 4 {
            self.swallow.most_bytes = self.swallow.most_bytes.map(|most| most.saturating_mul(2));
        }
    }

    fn may_try(&self, thing: Thing, now_ms: u64) -> bool {
        self.apart.get(&thing).is_none_or(|apart| now_ms >= apart.not_before_ms)
    }

    fn set_apart(&mut self, thing: Thing, problem: LinkProblem, now_ms: u64, jitter: f64) {
        let failures = self.apart.get(&thing).map_or(0, |apart| apart.failures).saturating_add(1);
        let wait = match thing {
            Thing::Upload(..) | Thing::Around => wait(problem, failures, jitter),
            Thing::Region | Thing::Recordings | Thing::BaseMap => {
                wait(problem, failures.saturating_add(REGION_WAIT_DOUBLINGS), jitter)
            }
        };
        let not_before_ms = now_ms.saturating_add(millis(wait));
        self.apart.insert(thing, Apart { failures, not_before_ms, problem });
    }

    fn worked(&mut self, bytes: usize, took: Duration) {
        self.failures = 0;
        self.not_before_ms = 0;
        if bytes >= 4 * 1024 {
            self.bytes_per_s = Some(bytes as f64 / took.as_secs_f64().max(0.001));
        }
        let by_rate = self.bytes_per_s.map_or(MOST_BATCH_BYTES, |rate| (rate * REQUEST.as_secs_f64()) as usize);
        self.batch_bytes = (self.batch_bytes * 2).min(by_rate).clamp(LEAST_BATCH_BYTES, MOST_BATCH_BYTES);
    }

    fn failed(&mut self, problem: LinkProblem, now_ms: u64, jitter: f64) {
        self.failures = self.failures.saturating_add(1);
        self.batch_bytes = (self.batch_bytes / 2).max(LEAST_BATCH_BYTES);
        self.bytes_per_s = self.bytes_per_s.map(|rate| rate / 2.0);
        // The next connection stands already: the first time it need not be waited for.
        let at_once = problem == LinkProblem::Silent && self.failures == 1;
        let wait = if at_once { Duration::ZERO } else { wait(problem, self.failures, jitter) };
        self.not_before_ms = now_ms.saturating_add(millis(wait));
    }
}

/// As long as the portal asks for; never sooner than by ourselves: «Retry-After: 0» would spin.
fn wait(problem: LinkProblem, failures: u32, jitter: f64) -> Duration {
    problem.retry_after().unwrap_or_default().max(backoff(failures, jitter)).min(LONGEST_WAIT)
}

/// Full jitter: uniform up to a ceiling that doubles from 2 s to 15 min.
pub(crate) fn backoff(failures: u32, jitter: f64) -> Duration {
    let ceiling = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(LONGEST_WAIT);
    ceiling.mul_f64(jitter.clamp(0.0, 1.0))
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn texts_go_before_thumbnails_and_thumbnails_before_photos() {
        let mut queue = Queue { reports: vec![waiting(1, 600), waiting(2, 700)], ..Queue::default() };
        let link = heard();
        let Step::Exchange(batch) = next(&queue, &link, 0) else { panic!("texts wait") };
        assert_eq!(batch.acts, [id(1), id(2)]);
        assert_eq!(batch.thumbnails.len(), 1, "the second thumbnail has no room beside the texts");

        for report in &mut queue.reports {
            report.held = HeldReceipts::Accepted;
            report.attachments[0].has_ticket = true;
        }
        let Step::Exchange(batch) = next(&queue, &link, 0) else { panic!("thumbnails wait") };
        assert_eq!((batch.acts.len(), batch.thumbnails.len()), (0, 2));

        queue.reports[0].attachments[0].thumbnail_bytes = None;
        queue.reports[1].attachments[0].thumbnail_bytes = None;
        queue.reports[1].attachments[0].left_bytes = 10;
        assert_eq!(next(&queue, &link, 0), Step::Upload(id(2), hash(2)));
    }

    #[test]
    fn photos_that_the_citizen_holds_back_wait_while_their_texts_go() {
        let held = Queue { photos_held: true, ..uploading(1) };
        assert!(matches!(next(&held, &heard(), 5), Step::RestUntil(_)));
        assert!(holds_photos(&held));
        let queue = Queue { photos_held: true, reports: vec![waiting(1, 600)], ..Queue::default() };
        let Step::Exchange(batch) = next(&queue, &heard(), 5) else { panic!("a text waits") };
        assert_eq!((batch.acts.len(), batch.thumbnails.len()), (1, 1));
    }

    #[test]
    fn a_text_longer_than_the_budget_still_goes() {
        let queue = Queue { reports: vec![waiting(1, 60_000), waiting(2, 100)], ..Queue::default() };
        let Step::Exchange(batch) = next(&queue, &heard(), 0) else { panic!("a text waits") };
        assert_eq!(batch.acts, [id(1)]);
    }

    #[test]
    fn when_every_photo_is_up_the_last_receipt_is_asked_for() {
        let mut queue = Queue { reports: vec![waiting(1, 100)], ..Queue::default() };
        queue.reports[0].held = HeldReceipts::Accepted;
        queue.reports[0].attachments[0] = WaitingAttachment {
            thumbnail_bytes: None,
            stored: true,
            left_bytes: 0,
            ..queue.reports[0].attachments[0].clone()
        };
        let Step::Exchange(batch) = next(&queue, &heard(), 0) else { panic!("a receipt is missing") };
        assert_eq!(batch.follows, [id(1)]);
    }

    #[test]
    fn failures_wait_longer_and_longer_but_never_for_good_and_a_new_link_tries_at_once() {
        let mut link = heard();
        let mut waits = Vec::new();
        for _ in 0..40 {
            link.after(&Outcome::Failed(LinkProblem::Offline), 0, 1.0);
            let Step::WaitUntil(at) = next(&Queue::default(), &link, 0) else { panic!("it waits") };
            waits.push(at);
        }
        assert_eq!(&waits[..4], [2_000, 4_000, 8_000, 16_000]);
        assert_eq!(waits.last(), Some(&900_000));
        link.changed();
        let queue = Queue { reports: vec![waiting(1, 100)], ..Queue::default() };
        assert!(matches!(next(&queue, &link, 0), Step::Exchange(_)));
    }

    #[test]
    fn batches_shrink_when_the_link_breaks_and_grow_while_it_holds() {
        let mut link = Link::default();
        let first = link.batch_bytes;
        link.after(&Outcome::Heard { bytes: 10_000, took: SECOND / 100 }, 0, 0.5);
        assert_eq!(link.batch_bytes, first * 2);
        link.after(&Outcome::Failed(LinkProblem::Cut), 0, 0.5);
        assert_eq!(link.batch_bytes, first);
        link.after(&Outcome::Heard { bytes: 10_000, took: SECOND * 20 }, 0, 0.5);
        assert_eq!(link.batch_bytes, 4_000, "eight seconds of a slow link");
    }

    #[test]
    fn with_nothing_to_do_it_rests_until_the_poll_is_due() {
        let link = heard();
        assert_eq!(next(&Queue::default(), &link, 5), Step::RestUntil(900_000));
        assert_eq!(next(&Queue::default(), &link, 900_000), Step::Exchange(Batch::default()));
        assert_eq!(next(&Queue { region_stale: true, ..Queue::default() }, &link, 5), Step::FetchRegion);
    }

    #[test]
    fn the_portals_own_wish_to_wait_is_kept() {
        let mut link = heard();
        link.after(&Outcome::Failed(LinkProblem::Busy { retry_after: Some(SECOND * 7) }), 1_000, 0.0);
        assert_eq!(next(&Queue::default(), &link, 1_000), Step::WaitUntil(8_000));
    }

    #[test]
    fn a_photo_that_keeps_being_refused_is_tried_after_larger_ones_and_never_given_up() {
        let mut queue = uploading(2);
        queue.reports[1].attachments[0].left_bytes = 1_000_000;
        let mut link = heard();
        let small = Thing::Upload(id(1), hash(1));
        assert_eq!(next(&queue, &link, 0), Step::Upload(id(1), hash(1)));
        link.after(&Outcome::Refused(small, LinkProblem::HashMismatch), 0, 1.0);
        assert_eq!(next(&queue, &link, 0), Step::Upload(id(2), hash(2)), "the large one does not wait for it");
        assert_eq!(next(&queue, &link, 2_000), Step::Upload(id(2), hash(2)), "nor later, while it never failed");
        assert_eq!(refused(&queue, &link), Some(LinkProblem::HashMismatch));

        queue.reports.remove(1);
        assert_eq!(next(&queue, &link, 0), Step::RestUntil(2_000), "alone, it waits its own time");
        assert_eq!(next(&queue, &link, 2_000), Step::Upload(id(1), hash(1)));
        for _ in 0..40 {
            link.after(&Outcome::Refused(small, LinkProblem::HashMismatch), 0, 1.0);
        }
        assert_eq!(next(&queue, &link, 0), Step::RestUntil(900_000));
        assert!(!link.is_failing());
        queue.reports[0].held = HeldReceipts::None;
        assert!(matches!(next(&queue, &link, 0), Step::Exchange(_)), "texts go whatever photos do");
    }

    #[test]
    fn a_call_is_answered_at_once_and_one_that_brings_nothing_later_each_time() {
        let mut link = heard();
        link.called(100);
        assert_eq!(next(&Queue::default(), &link, 100), EXCHANGE);
        link.answered(true, 100);
        link.called(200);
        assert_eq!(next(&Queue::default(), &link, 200), Step::RestUntil(1_100), "once a second at most");
        let mut waits = Vec::new();
        for _ in 0..20 {
            link.answered(false, 0);
            link.called(0);
            let Step::RestUntil(at) = next(&Queue::default(), &link, 0) else { panic!("it waits") };
            waits.push(at);
        }
        assert_eq!((&waits[..3], waits.last()), (&[2_000, 4_000, 8_000][..], Some(&900_000)));
        link.answered(true, 0);
        assert_eq!(next(&Queue::default(), &link, 0), Step::RestUntil(900_000), "the poll is as ever");
    }

    #[test]
    fn a_portal_that_took_no_proof_is_asked_again_at_once_and_only_once() {
        let (mut link, unproven) = (heard(), Outcome::Unproven { bytes: 100, took: SECOND });
        link.after(&unproven, 0, 1.0);
        assert_eq!(next(&Queue::default(), &link, 0), Step::Exchange(Batch::default()));
        link.after(&unproven, 0, 1.0);
        assert_eq!(next(&Queue::default(), &link, 0), Step::WaitUntil(2_000));
        link.after(&Outcome::Heard { bytes: 100, took: SECOND }, 0, 1.0);
        link.after(&unproven, 0, 1.0);
        assert_eq!(next(&Queue::default(), &link, 0), Step::Exchange(Batch::default()));
    }

    #[test]
    fn where_a_proxy_loses_what_it_was_sent_pieces_become_small_until_they_come_through() {
        let (mut link, photo) = (heard(), Thing::Upload(id(1), hash(1)));
        assert_eq!(link.piece_bytes(), usize::MAX);
        link.lost(photo, 100_000);
        link.stands(photo, 99_000);
        assert_eq!(link.piece_bytes(), usize::MAX, "what arrived is at the portal: nothing lies between");
        let pieces: Vec<usize> = (0..6)
            .map(|_| {
                link.lost(photo, 100_000);
                link.stands(photo, 0);
                link.piece_bytes()
            })
            .collect();
        assert_eq!(pieces, [50_000, 25_000, 12_500, 8_192, 8_192, 8_192]);
        link.came_through(SECOND * 5);
        assert_eq!(link.piece_bytes(), 8_192);
        link.came_through(SECOND);
        assert_eq!(link.piece_bytes(), 16_384);
        link.changed();
        assert_eq!(link.piece_bytes(), usize::MAX);
    }

    #[test]
    fn what_broke_before_anything_arrived_blames_no_proxy() {
        let (mut link, photo) = (heard(), Thing::Upload(id(1), hash(1)));
        link.lost(photo, 4_000);
        link.stands(photo, 0);
        link.lost(Thing::Upload(id(2), hash(2)), 100_000);
        link.stands(photo, 0);
        assert_eq!(link.piece_bytes(), usize::MAX);
    }

    #[test]
    fn a_silent_connection_is_left_at_once_and_the_second_time_without_progress_later() {
        let (mut link, photo) = (heard(), Thing::Upload(id(1), hash(1)));
        link.after(&Outcome::Failed(LinkProblem::Silent), 0, 1.0);
        assert_eq!(next(&uploading(1), &link, 0), Step::Upload(id(1), hash(1)));
        link.after(&Outcome::Failed(LinkProblem::Silent), 0, 1.0);
        assert_eq!(next(&uploading(1), &link, 0), Step::WaitUntil(4_000));
        link.stands(photo, 10_000);
        link.after(&Outcome::Failed(LinkProblem::Silent), 5_000, 1.0);
        assert_eq!(next(&uploading(1), &link, 5_000), Step::Upload(id(1), hash(1)));
    }

    #[test]
    fn what_is_new_is_heard_with_the_receipt_of_a_photo_unless_the_link_fails() {
        let mut link = Link::default();
        assert_eq!(next(&uploading(1), &link, 0), Step::Upload(id(1), hash(1)));
        assert_eq!(next(&Queue::default(), &link, 0), EXCHANGE);
        link.after(&Outcome::Failed(LinkProblem::Cut), 0, 0.0);
        assert_eq!(next(&uploading(1), &link, 0), EXCHANGE);
    }

    #[test]
    fn a_stranger_is_greeted_and_sent_nothing() {
        let queue = Queue { stranger: true, region_stale: true, reports: vec![waiting(1, 600)], ..uploading(2) };
        assert_eq!(next(&queue, &heard(), 0), Step::Exchange(Batch::default()));
    }

    #[test]
    fn a_region_pack_that_is_refused_makes_nothing_else_wait() {
        let queue = Queue { region_stale: true, ..uploading(1) };
        let mut link = heard();
        link.after(&Outcome::Refused(Thing::Region, LinkProblem::ReceiptInvalid), 0, 1.0);
        assert_eq!(next(&queue, &link, 0), Step::Upload(id(1), hash(1)));
        let queue = Queue { region_stale: true, ..Queue::default() };
        assert_eq!(next(&queue, &link, 0), Step::RestUntil(900_000), "megabytes are not fetched again and again");
        assert_eq!(next(&Queue { region_stale: true, ..Queue::default() }, &Link::default(), 0), EXCHANGE);
    }

    #[test]
    fn what_is_public_around_is_fetched_last_and_makes_nothing_wait() {
        let around = Some(("19333".to_owned(), None));
        let fetch = Step::FetchAround("19333".to_owned(), None);
        let mut link = heard();
        assert_eq!(next(&Queue { around: around.clone(), ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
        let only = Queue { around: around.clone(), ..Queue::default() };
        assert_eq!(next(&only, &link, 5), fetch);
        link.after(&Outcome::Refused(Thing::Around, LinkProblem::NotOurPortal), 5, 1.0);
        assert_eq!(next(&Queue { around, ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
        assert_eq!(next(&only, &link, 5), Step::RestUntil(2_005));
        assert_eq!(next(&only, &link, 2_005), fetch);
    }

    #[test]
    fn recordings_come_last_wait_with_held_photos_and_make_nothing_wait() {
        let lacking = Queue { recordings_lacking: true, ..Queue::default() };
        let mut link = heard();
        assert_eq!(next(&Queue { recordings_lacking: true, ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
        assert_eq!(next(&Queue { region_stale: true, ..lacking.clone() }, &link, 5), Step::FetchRegion);
        assert_eq!(next(&lacking, &link, 5), Step::FetchRecordings);
        assert!(matches!(next(&Queue { photos_held: true, ..lacking.clone() }, &link, 5), Step::RestUntil(_)));
        link.after(&Outcome::Refused(Thing::Recordings, LinkProblem::HashMismatch), 5, 1.0);
        assert_eq!(next(&lacking, &link, 5), Step::RestUntil(900_000), "megabytes are not fetched again and again");
        assert_eq!(refused(&lacking, &link), None);
        assert_eq!(next(&Queue { recordings_lacking: true, ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
    }

    #[test]
    fn the_base_map_comes_last_of_all_and_makes_nothing_wait() {
        let lacking = Queue { base_map_lacking: true, ..Queue::default() };
        let mut link = heard();
        assert_eq!(next(&Queue { base_map_lacking: true, ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
        assert_eq!(next(&Queue { region_stale: true, ..lacking.clone() }, &link, 5), Step::FetchRegion);
        assert_eq!(next(&Queue { recordings_lacking: true, ..lacking.clone() }, &link, 5), Step::FetchRecordings);
        assert_eq!(next(&lacking, &link, 900_000), EXCHANGE, "news go first");
        assert_eq!(
            next(&Queue { photos_held: true, ..lacking.clone() }, &link, 5),
            Step::FetchBaseMap,
            "it was asked for"
        );
        link.after(&Outcome::Refused(Thing::BaseMap, LinkProblem::PortalError), 5, 1.0);
        assert_eq!(next(&lacking, &link, 5), Step::RestUntil(900_000), "megabytes are not tried again and again");
        assert_eq!(refused(&lacking, &link), None);
        assert_eq!(next(&Queue { base_map_lacking: true, ..uploading(1) }, &link, 5), Step::Upload(id(1), hash(1)));
    }

    #[test]
    fn a_photo_that_the_portal_had_and_has_not_is_set_apart() {
        let (mut before, after) = (uploading(1), uploading(1));
        assert_eq!(taken_back(&before, &after), []);
        before.reports[0].attachments[0].stored = true;
        assert_eq!(taken_back(&before, &after), [Thing::Upload(id(1), hash(1))]);
        assert_eq!(taken_back(&after, &before), [], "being stored is what is hoped for");
    }

    /// So many accepted reports, each with a photo to be uploaded.
    fn uploading(count: u8) -> Queue {
        let mut queue = Queue { reports: (1..=count).map(|number| waiting(number, 100)).collect(), ..Queue::default() };
        for report in &mut queue.reports {
            report.held = HeldReceipts::Accepted;
            report.attachments[0].thumbnail_bytes = None;
            report.attachments[0].has_ticket = true;
        }
        queue
    }

    const EXCHANGE: Step =
        Step::Exchange(Batch { claims: Vec::new(), acts: Vec::new(), thumbnails: Vec::new(), follows: Vec::new() });

    fn heard() -> Link {
        Link { heard_ms: Some(0), ..Link::default() }
    }

    fn id(number: i64) -> ActId {
        let at = Timestamp::from_second(number).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut bytes = *ActId::new(at).as_bytes();
        bytes[6..].fill(0x80);
        ActId::try_from(&bytes[..]).unwrap_or_else(|_| panic!("sixteen bytes"))
    }

    fn hash(number: u8) -> Sha256 {
        Sha256::from_bytes([number; 32])
    }

    fn waiting(number: u8, sealed_bytes: usize) -> Waiting {
        Waiting {
            id: id(i64::from(number)),
            sealed_bytes,
            held: HeldReceipts::None,
            attachments: vec![WaitingAttachment {
                sha256: hash(number),
                thumbnail_bytes: Some(7_000),
                left_bytes: 200_000,
                stored: false,
                has_ticket: false,
            }],
        }
    }
}
