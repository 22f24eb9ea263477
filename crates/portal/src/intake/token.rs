//! What the portal recognises without remembering it: nonces and upload tickets, authenticated with HMAC-SHA-256 (RFC 2104) under
//! the portal's secret. Each kind has its own label, so that one is never taken for another.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac as _};
use report::wire::ActRef;
use report::{ActId, DeviceKey, Nonce, Sha256};

/// How long a nonce can be signed, ms.
pub const NONCE_VALID_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a ticket opens the upload, ms.
pub const TICKET_VALID_MS: i64 = 7 * 24 * 60 * 60 * 1000;

const TIME_BYTES: usize = 8;
const TAG_BYTES: usize = 16;
const NONCE_BYTES: usize = TIME_BYTES + TAG_BYTES;
const CLAIM_BYTES: usize = 32 + 16 + 32 + 8 + TIME_BYTES;
const SESSION_BYTES: usize = 32 + TIME_BYTES;

/// A nonce of now.
#[must_use]
pub fn nonce(secret: &[u8; 32], now_ms: i64) -> Nonce {
    let time = now_ms.to_be_bytes();
    let mut bytes = [0; NONCE_BYTES];
    bytes[..TIME_BYTES].copy_from_slice(&time);
    bytes[TIME_BYTES..].copy_from_slice(&tag(secret, b"nonce", &time)[..TAG_BYTES]);
    Nonce::from_bytes(bytes)
}

/// Whether a nonce is one of ours and not too old.
#[must_use]
pub fn is_fresh(secret: &[u8; 32], nonce: &Nonce, now_ms: i64) -> bool {
    let (time, tag) = nonce.as_bytes().split_at(TIME_BYTES);
    let made_at = time.try_into().map_or(i64::MIN, i64::from_be_bytes);
    is_genuine(secret, b"nonce", time, tag) && now_ms.saturating_sub(made_at) < NONCE_VALID_MS
}

/// The session token of `device` that was issued at `issued_ms`: the same each time it is told. Whether it still counts is
/// for the books to say.
#[must_use]
pub fn session(secret: &[u8; 32], device: DeviceKey, issued_ms: i64) -> Vec<u8> {
    let mut bytes = device.as_bytes().to_vec();
    bytes.extend_from_slice(&issued_ms.to_be_bytes());
    let tag = tag(secret, b"session", &bytes);
    bytes.extend_from_slice(&tag[..TAG_BYTES]);
    bytes
}

/// The device of a session token and the moment at which it was issued; `None` when it is not one of ours.
#[must_use]
pub fn read_session(secret: &[u8; 32], token: &[u8]) -> Option<(DeviceKey, i64)> {
    let (stated, tag) = token.split_at_checked(SESSION_BYTES)?;
    let (device, issued) = stated.split_first_chunk::<32>()?;
    let issued_ms = i64::from_be_bytes(issued.try_into().ok()?);
    is_genuine(secret, b"session", stated, tag).then_some((DeviceKey::from_bytes(*device), issued_ms))
}

/// What a ticket stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The act.
    pub of: ActRef,
    /// Its attachment.
    pub sha256: Sha256,
    /// The attachment's bytes.
    pub length: u64,
}

/// Why a ticket is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// Not one of ours.
    #[error("not a ticket of this portal")]
    Invalid,
    /// Its time is over.
    #[error("the ticket has expired")]
    Expired,
}

/// A ticket for `claim`, opaque to whoever holds it.
#[must_use]
pub fn ticket(secret: &[u8; 32], claim: &Claim, now_ms: i64) -> String {
    let mut bytes = claim_bytes(claim, now_ms.saturating_add(TICKET_VALID_MS));
    let tag = tag(secret, b"ticket", &bytes);
    bytes.extend_from_slice(&tag[..TAG_BYTES]);
    BASE64URL_NOPAD.encode(&bytes)
}

/// What `ticket` stands for.
///
/// # Errors
/// When it is not ours or its time is over.
pub fn redeem(secret: &[u8; 32], ticket: &str, now_ms: i64) -> Result<Claim, TicketError> {
    let bytes = BASE64URL_NOPAD.decode(ticket.as_bytes()).map_err(|_| TicketError::Invalid)?;
    let (claim, tag) = bytes.split_at_checked(CLAIM_BYTES).ok_or(TicketError::Invalid)?;
    if !is_genuine(secret, b"ticket", claim, tag) {
        return Err(TicketError::Invalid);
    }
    let (claim, expiry_ms) = read(claim).ok_or(TicketError::Invalid)?;
    if now_ms < expiry_ms { Ok(claim) } else { Err(TicketError::Expired) }
}

/// When the upload that a ticket of `now_ms` opens is over at the latest.
#[must_use]
pub const fn expiry_ms(now_ms: i64) -> i64 {
    now_ms.saturating_add(TICKET_VALID_MS)
}

/// The name of the upload of one attachment of one act: the same each time, and not to be guessed.
#[must_use]
pub fn upload_id(secret: &[u8; 32], claim: &Claim) -> String {
    HEXLOWER.encode(&tag(secret, b"upload", &claim_bytes(claim, 0))[..TAG_BYTES])
}

fn claim_bytes(claim: &Claim, expiry_ms: i64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(CLAIM_BYTES + TAG_BYTES);
    bytes.extend_from_slice(claim.of.device.as_bytes());
    bytes.extend_from_slice(claim.of.act.as_bytes());
    bytes.extend_from_slice(claim.sha256.as_bytes());
    bytes.extend_from_slice(&claim.length.to_be_bytes());
    bytes.extend_from_slice(&expiry_ms.to_be_bytes());
    bytes
}

fn read(bytes: &[u8]) -> Option<(Claim, i64)> {
    let (device, rest) = bytes.split_first_chunk::<32>()?;
    let (act, rest) = rest.split_first_chunk::<16>()?;
    let (sha256, rest) = rest.split_first_chunk::<32>()?;
    let (length, rest) = rest.split_first_chunk::<8>()?;
    let expiry = rest.first_chunk::<TIME_BYTES>()?;
    let of = ActRef { device: DeviceKey::from_bytes(*device), act: ActId::try_from(act.as_slice()).ok()? };
    let claim = Claim { of, sha256: Sha256::from_bytes(*sha256), length: u64::from_be_bytes(*length) };
    Some((claim, i64::from_be_bytes(*expiry)))
}

fn mac(secret: &[u8; 32], label: &[u8], message: &[u8]) -> Hmac<sha2::Sha256> {
    let mut mac = Hmac::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(label);
    mac.update(&[0]);
    mac.update(message);
    mac
}

fn tag(secret: &[u8; 32], label: &[u8], message: &[u8]) -> [u8; 32] {
    mac(secret, label, message).finalize().into_bytes().into()
}

fn is_genuine(secret: &[u8; 32], label: &[u8], message: &[u8], tag: &[u8]) -> bool {
    tag.len() == TAG_BYTES && mac(secret, label, message).verify_truncated_left(tag).is_ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    #[test]
    fn a_nonce_is_fresh_for_a_day_and_only_here() {
        let nonce = nonce(&SECRET, 1000);
        assert!(is_fresh(&SECRET, &nonce, 1000 + NONCE_VALID_MS - 1));
        assert!(!is_fresh(&SECRET, &nonce, 1000 + NONCE_VALID_MS));
        assert!(!is_fresh(&[8; 32], &nonce, 1000));
    }

    #[test]
    fn a_ticket_stands_for_what_it_was_made_for_until_it_expires() {
        let ticket = ticket(&SECRET, &claim(), 1000);
        assert_eq!(redeem(&SECRET, &ticket, 1000 + TICKET_VALID_MS - 1), Ok(claim()));
        assert_eq!(redeem(&SECRET, &ticket, 1000 + TICKET_VALID_MS), Err(TicketError::Expired));
        assert_eq!(redeem(&[8; 32], &ticket, 1000), Err(TicketError::Invalid));
    }

    #[test]
    fn a_changed_ticket_is_not_taken() {
        let ticket = ticket(&SECRET, &claim(), 1000);
        for at in 0..ticket.len() {
            let mut changed = ticket.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(redeem(&SECRET, std::str::from_utf8(&changed).unwrap(), 1000).is_err(), "character {at}");
        }
        assert_eq!(redeem(&SECRET, &ticket[..40], 1000), Err(TicketError::Invalid));
    }

    #[test]
    fn a_session_token_names_its_device_and_moment_and_cannot_be_made_elsewhere() {
        let device = DeviceKey::from_bytes([1; 32]);
        let token = session(&SECRET, device, 1000);
        assert!(token.len() <= report::limits::SESSION_BYTES);
        assert_eq!(read_session(&SECRET, &token), Some((device, 1000)));
        assert_eq!(read_session(&[8; 32], &token), None);
        for at in 0..token.len() {
            let mut changed = token.clone();
            changed[at] ^= 1;
            assert_eq!(read_session(&SECRET, &changed), None, "byte {at}");
        }
        assert_eq!(read_session(&SECRET, &token[..55]), None);
    }

    fn claim() -> Claim {
        let of = ActRef {
            device: DeviceKey::from_bytes([1; 32]),
            act: "01932b1e-7c00-7abc-8def-0123456789ab".parse().unwrap(),
        };
        Claim { of, sha256: Sha256::of(b"photo"), length: 5 }
    }
}
