//! A device that is none of ours: it seals, files and asks by the protocol alone, over plain sockets, and leaves the
//! upload of its photo to whoever has the ticket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use report::receipt::Complete;
use report::wire::{
    ActItem, AnswerHeader, AnswerItem, Encoding, HeldReceipts, ItemReader, ItemResult, ItemWriter, MEDIA_TYPE,
    RequestHeader, RequestItem,
};
use report::{
    Act, ActId, ActKind, Attachment, Degrees, Device, Place, PlaceSource, SealedAct, Sha256, Signer, TrustedKeys,
    limits,
};

/// A device with one sealed report of one photo.
#[derive(Debug)]
pub struct Stranger {
    sealed: SealedAct,
}

impl Stranger {
    /// A device that has just sealed a report with these bytes as its photo.
    ///
    /// # Panics
    /// When the act does not seal.
    #[must_use]
    pub fn reporting(photo: &[u8]) -> Self {
        let device = Device::new(Signer::from_seed(&[41; 32]), "quang-tri".parse().expect("a portal's id"));
        Self { sealed: device.seal(&act(photo)).expect("a whole act seals") }
    }

    /// Offers the report and gives the ticket for its photo.
    ///
    /// # Panics
    /// When the portal does not take the report.
    #[must_use]
    pub fn ticket(&self, portal: &str) -> String {
        let (_, result) = self.offer(portal);
        let ticket = result.tickets.into_iter().next();
        ticket.unwrap_or_else(|| panic!("no ticket: {:?} {:?}", result.outcome, result.code)).ticket
    }

    /// Whether the portal gives the receipt `complete`, rightly signed and for this photo.
    ///
    /// # Panics
    /// When the portal's certificates or the receipt do not verify.
    #[must_use]
    pub fn is_complete(&self, portal: &str) -> bool {
        let (header, result) = self.offer(portal);
        let Some(receipt) = result.complete else { return false };
        let id = "quang-tri".parse().expect("a portal's id");
        let certificates: Vec<Vec<u8>> = header.certificates.iter().map(|bytes| bytes.to_vec()).collect();
        let keys = TrustedKeys::read(&certificates, &id, None).expect("certificates of one root");
        let complete = Complete::verify(&receipt, &keys, &self.sealed).expect("a receipt of this portal for this act");
        complete.stored == [self.sealed.act().attachments[0].sha256]
    }

    /// One exchange with the portal at `address`.
    fn offer(&self, address: &str) -> (AnswerHeader, ItemResult) {
        let header = RequestHeader {
            version: limits::PROTOCOL_VERSION,
            wall_ms: 0,
            uptime_ms: 0,
            epoch: None,
            position: None,
            proof: None,
            session: None,
        };
        let act = ActItem::new(self.sealed.bytes().to_vec(), HeldReceipts::None);
        let mut writer = ItemWriter::new(Encoding::Identity);
        let items = [RequestItem::Header(header), RequestItem::Act(act)];
        let body: Vec<u8> = items.iter().flat_map(|item| writer.write(item)).collect();
        let (mut header, mut result) = (None, None);
        let mut reader = ItemReader::new(Encoding::Identity, limits::REQUEST_BYTES);
        let each = |item: Vec<u8>| match ItemReader::decode(&item) {
            Some(AnswerItem::Header(one)) => header = Some(one),
            Some(AnswerItem::Result(one)) => result = Some(one),
            _ => {}
        };
        reader.feed(&post(address, &body), each).expect("items");
        (header.expect("an answer has a header"), result.expect("a result for the only act"))
    }
}

/// The body that answers `POST /v1/sync`; HTTP/1.0, so that it simply ends with the connection.
fn post(address: &str, body: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(address).expect("the portal listens");
    let head = format!(
        "POST /v1/sync HTTP/1.0\r\nHost: {address}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    socket.write_all(&[head.as_bytes(), body].concat()).expect("it is taken");
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    assert!(answer.starts_with(b"HTTP/1.0 200"), "{}", String::from_utf8_lossy(&answer));
    answer.split_off(end + 4)
}

fn act(photo: &[u8]) -> Act {
    let attachment = Attachment {
        media_type: "image/jpeg".into(),
        sha256: Sha256::of(photo),
        length: photo.len() as u64,
        thumbnail: None,
        unit_hears: None,
    };
    let now = jiff::Timestamp::now();
    Act {
        id: ActId::new(now),
        kind: ActKind::Report,
        captured_at_ms: now.as_millisecond(),
        uptime_ms: 0,
        category: Some("giao-thong".into()),
        text: Some("Ổ gà".into()),
        place: Some(Place {
            lat: Degrees::from_degrees(16.8163),
            lon: Degrees::from_degrees(107.096),
            accuracy_m: None,
            source: PlaceSource::Gps,
            commune: None,
        }),
        attachments: vec![attachment],
        replaces: None,
        about: None,
        consent_version: 1,
        parts: None,
        case: None,
        rating: None,
    }
}
