//! A portal in memory on a real socket: honest by itself, and told to lie as a test needs it.
//!
//! Everything that it sends is written by hand, byte for byte: heads, offsets and ends that no server library would let
//! through. The real portal is met in the workspace's `tests/`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use report::receipt::{Accepted, Complete, Expected};
use report::wire::{
    ActItem, ActRef, AnswerHeader, AnswerItem, Encoding, HeldReceipts, ItemOutcome, ItemReader, ItemResult, ItemWriter,
    RequestItem, Ticket,
};
use report::{ActId, Certificate, Epoch, Nonce, PortalId, Purpose, SealedAct, Sha256, Signer, TrackingCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub fn portal_id() -> PortalId {
    "quang-tri".parse().unwrap()
}

/// What a device asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn items(&self) -> Vec<RequestItem> {
        let mut reader = ItemReader::new(Encoding::Zstd, report::limits::REQUEST_BYTES);
        let mut items = Vec::new();
        reader.feed(&self.body, |item| items.extend(ItemReader::decode(&item))).unwrap();
        items
    }

    pub fn header(&self) -> report::wire::RequestHeader {
        let Some(RequestItem::Header(header)) = self.items().into_iter().next() else { panic!("no header") };
        header
    }

    /// The head and the body, roughly as they crossed the socket.
    pub fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        self.method.len() + self.path.len() + headers + self.body.len() + 14
    }

    pub fn is_sync(&self) -> bool {
        self.path == "/v1/sync"
    }

    pub fn carries_acts(&self) -> bool {
        self.is_sync() && self.items().iter().any(|item| matches!(item, RequestItem::Act(_)))
    }
}

/// What it is answered.
pub enum Reply {
    Bytes(Vec<u8>),
    /// First these bytes, then the others again and again until nobody listens.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// First these bytes, then what the channel brings; its end is the connection's end.
    Stream(Vec<u8>, tokio::sync::mpsc::UnboundedReceiver<Vec<u8>>),
}

impl Reply {
    pub fn status(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut bytes = head(status, headers, Some(body.len())).into_bytes();
        bytes.extend_from_slice(body);
        Self::Bytes(bytes)
    }

    pub fn items(items: &[AnswerItem]) -> Self {
        let mut writer = ItemWriter::new(Encoding::Identity);
        let body: Vec<u8> = items.iter().flat_map(|item| writer.write(item)).collect();
        Self::status("200 OK", &[("Content-Type", "application/cbor-seq")], &body)
    }

    pub fn tus(status: &str, headers: &[(&str, &str)]) -> Self {
        Self::status(status, &[&[("Tus-Resumable", "1.0.0")], headers].concat(), b"")
    }
}

pub fn head(status: &str, headers: &[(&str, &str)], length: Option<usize>) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    if let Some(length) = length {
        head += &format!("Content-Length: {length}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head + "\r\n"
}

type Lie = Box<dyn FnMut(&Asked, &mut Books) -> Option<Reply> + Send>;

pub struct FakePortal {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    books: Arc<Mutex<Books>>,
    lie: Arc<Mutex<Option<Lie>>>,
}

/// What an honest portal knows.
pub struct Books {
    root: Signer,
    pub receipts: Signer,
    pub certificates: Vec<Vec<u8>>,
    pub epoch: Epoch,
    pub position: u64,
    pub least_version: u32,
    pub region: Option<(String, Vec<u8>)>,
    /// The archive that the pack names.
    pub recordings: Vec<u8>,
    /// The base map that the pack names.
    pub base_map: Vec<u8>,
    /// Tokens that are honoured.
    pub sessions: Vec<Vec<u8>>,
    pub gives_sessions: bool,
    pub filed: BTreeMap<ActId, Filed>,
    pub files: BTreeMap<Sha256, Vec<u8>>,
    pub lengths: BTreeMap<Sha256, u64>,
    tokens: u8,
}

pub struct Filed {
    pub sealed: SealedAct,
    pub accepted: Vec<u8>,
    pub offered: usize,
}

impl FakePortal {
    pub async fn start() -> Self {
        Self::with(Books::of(1)).await
    }

    pub async fn with(books: Books) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            books: Arc::new(Mutex::new(books)),
            lie: Arc::default(),
        };
        let (asked, books, lie) = (portal.asked.clone(), portal.books.clone(), portal.lie.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, asked.clone(), books.clone(), lie.clone()));
            }
        });
        portal
    }

    pub fn url(&self) -> &str {
        &self.address
    }

    pub fn address(&self) -> outbox::sync::PortalAddress {
        self.address.parse().unwrap()
    }

    /// From now on answers what `lie` says, and honestly where it says nothing.
    pub fn lie(&self, lie: impl FnMut(&Asked, &mut Books) -> Option<Reply> + Send + 'static) {
        *self.lie.lock().unwrap() = Some(Box::new(lie));
    }

    pub fn be_honest(&self) {
        *self.lie.lock().unwrap() = None;
    }

    pub fn books(&self) -> std::sync::MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    asked: Arc<Mutex<Vec<Asked>>>,
    books: Arc<Mutex<Books>>,
    lie: Arc<Mutex<Option<Lie>>>,
) {
    let Some(request) = read(&mut stream).await else { return };
    asked.lock().unwrap().push(request.clone());
    let reply = {
        let mut books = books.lock().unwrap();
        let lied = lie.lock().unwrap().as_mut().and_then(|lie| lie(&request, &mut books));
        lied.unwrap_or_else(|| books.reply(&request))
    };
    // However it ends, nobody may listen any more.
    let _ = match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes).await,
        Reply::Stream(first, mut pieces) => {
            let mut sent = stream.write_all(&first).await;
            while sent.is_ok() {
                let Some(piece) = pieces.recv().await else { break };
                sent = stream.write_all(&piece).await;
            }
            sent
        }
        Reply::Endless(first, again, pause) => {
            let mut sent = stream.write_all(&first).await;
            while sent.is_ok() {
                tokio::time::sleep(pause).await;
                sent = stream.write_all(&again).await;
            }
            sent
        }
    };
    let _ = stream.shutdown().await;
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 16384]);
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end + 4;
        }
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    };
    let text = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = text.lines();
    let mut first = lines.next()?.split(' ').map(str::to_owned);
    let (method, path) = (first.next()?, first.next()?);
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let chunked = headers.contains_key("transfer-encoding");
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let body = loop {
        let rest = &bytes[end..];
        let whole = if chunked { unchunk(rest) } else { (rest.len() >= length).then(|| rest.to_vec()) };
        if let Some(body) = whole {
            break body;
        }
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
    };
    Some(Asked { method, path, headers, body })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// The body of chunks (RFC 9112 §7.1), when the last one is there.
fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = find(bytes, b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).ok()?, 16).ok()?;
        let start = line + 2;
        body.extend_from_slice(bytes.get(start..start + length)?);
        if length == 0 {
            return Some(body);
        }
        bytes = bytes.get(start + length + 2..)?;
    }
}

impl Books {
    /// Those of a portal whose keys come from `seed`.
    pub fn of(seed: u8) -> Self {
        let (root, receipts) = (Signer::from_seed(&[seed; 32]), Signer::from_seed(&[seed + 1; 32]));
        let certificates = Self::certify(&root, &receipts);
        Self {
            root,
            receipts,
            certificates: certificates.into(),
            epoch: Epoch::from_bytes([seed; 16]),
            position: 10,
            least_version: 1,
            region: None,
            recordings: Vec::new(),
            base_map: Vec::new(),
            sessions: Vec::new(),
            gives_sessions: true,
            filed: BTreeMap::new(),
            files: BTreeMap::new(),
            lengths: BTreeMap::new(),
            tokens: 0,
        }
    }

    /// The root key hands on to the one of `seed`, which certifies the other keys from now on.
    pub fn hand_on(&mut self, seed: u8) {
        let (old, new) = (self.root.clone(), Signer::from_seed(&[seed; 32]));
        let successor = Certificate { key: new.key(), purpose: Purpose::Root, since_ms: 1 }.sign(&old, &portal_id());
        self.certificates.retain(|bytes| {
            let signed = report::Signed::open_for(bytes, report::Content::Certificate, &portal_id()).unwrap();
            signed.key != old.key()
                || minicbor::decode::<Certificate>(&signed.payload).unwrap().purpose == Purpose::Root
        });
        self.certificates.push(successor);
        self.certificates.extend(Self::certify(&new, &self.receipts));
        self.root = new;
    }

    fn certify(root: &Signer, receipts: &Signer) -> [Vec<u8>; 2] {
        [Purpose::Receipts, Purpose::Region]
            .map(|purpose| Certificate { key: receipts.key(), purpose, since_ms: 0 }.sign(root, &portal_id()))
    }

    pub fn root_key(&self) -> report::DeviceKey {
        self.root.key()
    }

    /// Everything that was filed and stored is forgotten.
    pub fn forget(&mut self) {
        self.filed.clear();
        self.files.clear();
    }

    pub fn reply(&mut self, asked: &Asked) -> Reply {
        match (asked.method.as_str(), asked.path.as_str()) {
            ("POST", "/v1/sync") => Reply::items(&self.answer(asked)),
            ("POST", "/v1/files") => self.create(asked),
            ("PATCH", _) => self.append(asked),
            ("GET", "/v1/region") => match &self.region {
                Some((etag, pack)) => Reply::status("200 OK", &[("ETag", etag)], pack),
                None => Reply::status("404 Not Found", &[], b""),
            },
            ("GET", path) if path.starts_with("/v1/spoken/") => self.recorded(asked),
            ("GET", path) if path.starts_with("/v1/base-map/") => self.mapped(asked),
            _ => Reply::status("404 Not Found", &[], b""),
        }
    }

    /// The piece of the recordings that is asked for.
    fn recorded(&self, asked: &Asked) -> Reply {
        Self::part(&self.recordings, "application/cbor", asked)
    }

    /// The piece of the base map that is asked for.
    pub fn mapped(&self, asked: &Asked) -> Reply {
        Self::part(&self.base_map, "application/vnd.pmtiles", asked)
    }

    fn part(whole: &[u8], media_type: &str, asked: &Asked) -> Reply {
        let (first, last) = asked.headers["range"].strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
        let range = format!("bytes {first}-{last}/{}", whole.len());
        let headers = [("Content-Type", media_type), ("Content-Range", range.as_str())];
        Reply::status("206 Partial Content", &headers, &whole[first..=last])
    }

    /// The honest answer, item by item, for lies to be put into.
    pub fn answer(&mut self, asked: &Asked) -> Vec<AnswerItem> {
        let header = asked.header();
        let by_proof = header.proof.as_ref().is_some_and(|proof| report::open_proof(proof, &portal_id()).is_ok());
        let by_session = header.session.as_ref().is_some_and(|session| self.sessions.contains(session));
        let proven = by_proof || by_session;
        let mut answer = vec![AnswerItem::Header(self.header(proven))];
        let mut named = BTreeSet::new();
        for (index, item) in asked.items().iter().enumerate() {
            let result = match item {
                RequestItem::Act(act) => Some(self.file(act)),
                RequestItem::Follow(follow) => Some(self.tell(follow.of, follow.held, proven)),
                _ => None,
            };
            if let Some(result) = result.filter(|result| named.insert(result.of)) {
                answer.push(AnswerItem::Result(ItemResult { index: index as u32, ..result }));
            }
        }
        answer.push(AnswerItem::End(if proven { self.position } else { header.position.unwrap_or(0) }));
        answer
    }

    pub fn header(&mut self, proven: bool) -> AnswerHeader {
        self.tokens += 1;
        let session = (proven && self.gives_sessions).then(|| vec![self.tokens; 24]);
        self.sessions.extend(session.clone());
        AnswerHeader {
            epoch: self.epoch,
            nonce: Nonce::from_bytes([self.tokens; 24]),
            certificates: self.certificates.iter().map(|bytes| bytes.clone().into()).collect(),
            least_version: self.least_version,
            at_ms: 0,
            region: self.region.as_ref().map(|(etag, _)| etag.clone()),
            session,
        }
    }

    fn file(&mut self, item: &ActItem) -> ItemResult {
        let sealed = SealedAct::open(&item.bytes, &portal_id()).unwrap();
        let id = sealed.act().id;
        let is_new = !self.filed.contains_key(&id);
        if is_new {
            for attachment in &sealed.act().attachments {
                self.lengths.insert(attachment.sha256, attachment.length);
            }
            // What it signed it takes back; what another signed it ignores.
            let own = |bytes: &Vec<u8>| Accepted::verify(bytes, &self.keys(), &sealed).is_ok();
            let accepted = item.accepted.clone().filter(own).unwrap_or_else(|| self.accepted(&sealed));
            self.filed.insert(id, Filed { sealed: sealed.clone(), accepted, offered: 0 });
        }
        let filed = self.filed.get_mut(&id).unwrap();
        filed.offered += 1;
        let outcome = if is_new { ItemOutcome::Created } else { ItemOutcome::Exists };
        let of = ActRef { device: sealed.device(), act: id };
        ItemResult { outcome, ..self.tell(of, item.held, true) }
    }

    pub fn accepted(&self, sealed: &SealedAct) -> Vec<u8> {
        let number = format!("QT-2026-{:06}", self.filed.len() + 1);
        let receipt = Accepted {
            device: sealed.device(),
            act: sealed.act().id,
            digest: sealed.digest(),
            case_number: number.parse().unwrap(),
            tracking_code: Some(TrackingCode::from_random([self.filed.len() as u8; 13])),
            at_ms: 1,
            expected: sealed
                .act()
                .attachments
                .iter()
                .map(|one| Expected { sha256: one.sha256, length: one.length })
                .collect(),
        };
        receipt.sign(&self.receipts, &portal_id())
    }

    pub fn tell(&self, of: ActRef, held: HeldReceipts, proven: bool) -> ItemResult {
        let unknown = |code: Option<&str>| ItemResult {
            of: Some(of),
            index: 0,
            outcome: ItemOutcome::Unknown,
            code: code.map(str::to_owned),
            accepted: None,
            complete: None,
            tickets: Vec::new(),
            thumbnails: Vec::new(),
            retry_after_s: None,
            sealed: None,
        };
        let Some(filed) = self.filed.get(&of.act).filter(|_| proven) else {
            return unknown((!proven).then_some("proof_needed"));
        };
        let attachments = &filed.sealed.act().attachments;
        let missing: Vec<Sha256> =
            attachments.iter().map(|one| one.sha256).filter(|hash| !self.is_whole(hash)).collect();
        let receipt = Complete {
            device: of.device,
            act: of.act,
            digest: filed.sealed.digest(),
            case_number: Accepted::verify(&filed.accepted, &self.keys(), &filed.sealed).unwrap().case_number,
            stored: attachments.iter().map(|one| one.sha256).collect(),
            at_ms: 2,
        };
        ItemResult {
            outcome: ItemOutcome::Exists,
            accepted: (held == HeldReceipts::None).then(|| filed.accepted.clone()),
            complete: missing.is_empty().then(|| receipt.sign(&self.receipts, &portal_id())),
            tickets: missing.iter().map(|hash| Ticket { attachment: *hash, ticket: hash.to_string() }).collect(),
            ..unknown(None)
        }
    }

    fn keys(&self) -> report::TrustedKeys {
        report::TrustedKeys::read(&self.certificates, &portal_id(), None).unwrap()
    }

    fn is_whole(&self, hash: &Sha256) -> bool {
        self.files.get(hash).is_some_and(|bytes| Sha256::of(bytes) == *hash)
    }

    fn create(&mut self, asked: &Asked) -> Reply {
        let hash: Sha256 = asked.headers["authorization"].trim_start_matches("Bearer ").parse().unwrap();
        let stored = self.files.entry(hash).or_insert_with(|| asked.body.clone());
        let (place, offset) = (format!("/v1/files/{hash}"), stored.len().to_string());
        Reply::tus("201 Created", &[("Location", &place), ("Upload-Offset", &offset)])
    }

    fn append(&mut self, asked: &Asked) -> Reply {
        let hash: Sha256 = asked.path.trim_start_matches("/v1/files/").parse().unwrap();
        let stored = self.files.get_mut(&hash).unwrap();
        assert_eq!(asked.headers["upload-offset"], stored.len().to_string());
        stored.extend_from_slice(&asked.body);
        Reply::tus("204 No Content", &[("Upload-Offset", &stored.len().to_string())])
    }
}
