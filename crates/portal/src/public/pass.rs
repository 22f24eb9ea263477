//! Short-lived passes to pictures that are not public: for whoever showed a tracking code.
//!
//! A pass names one picture of one case and a time, signed by the portal's secret, so that nothing is stored and nothing about the
//! code or the case is in the address. Whether a picture is public is asked of the store, never of a pass.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use report::Sha256;

/// How long a pass opens its picture: long enough to load a slow page, ms.
pub const VALID_MS: i64 = 30 * 60 * 1000;

const EXPIRY_BYTES: usize = 8;
const TAG_BYTES: usize = 16;

/// Makes a pass to the picture `sha256` of the case `case_id`, valid from `now_ms` for [`VALID_MS`].
#[must_use]
pub fn issue(secret: &[u8; 32], sha256: Sha256, case_id: i64, now_ms: i64) -> String {
    let expiry = (now_ms + VALID_MS).to_be_bytes();
    let mut pass = [0; EXPIRY_BYTES + TAG_BYTES];
    pass[..EXPIRY_BYTES].copy_from_slice(&expiry);
    pass[EXPIRY_BYTES..].copy_from_slice(&mac(secret, sha256, case_id, expiry).finalize().into_bytes()[..TAG_BYTES]);
    BASE64URL_NOPAD.encode(&pass)
}

/// Whether `pass` opens the picture `sha256` of the case `case_id` at `now_ms`.
#[must_use]
pub fn opens(secret: &[u8; 32], pass: &str, sha256: Sha256, case_id: i64, now_ms: i64) -> bool {
    let Ok(bytes) = BASE64URL_NOPAD.decode(pass.as_bytes()) else { return false };
    let Some((expiry, tag)) = bytes.split_first_chunk::<EXPIRY_BYTES>() else { return false };
    let genuine = tag.len() == TAG_BYTES && mac(secret, sha256, case_id, *expiry).verify_truncated_left(tag).is_ok();
    genuine && now_ms < i64::from_be_bytes(*expiry)
}

fn mac(secret: &[u8; 32], sha256: Sha256, case_id: i64, expiry: [u8; EXPIRY_BYTES]) -> Hmac<sha2::Sha256> {
    let mut mac = Hmac::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(b"picture pass");
    mac.update(sha256.as_bytes());
    mac.update(&case_id.to_be_bytes());
    mac.update(&expiry);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_opens_its_picture_until_it_expires_and_no_other() {
        let (picture, other) = (Sha256::of(b"a"), Sha256::of(b"b"));
        let pass = issue(&[7; 32], picture, 1, 1000);
        assert!(opens(&[7; 32], &pass, picture, 1, 1000 + VALID_MS - 1));
        assert!(!opens(&[7; 32], &pass, picture, 1, 1000 + VALID_MS));
        assert!(!opens(&[7; 32], &pass, other, 1, 1000));
        assert!(!opens(&[7; 32], &pass, picture, 2, 1000), "the same bytes of another case");
        assert!(!opens(&[8; 32], &pass, picture, 1, 1000));
        assert!(!opens(&[7; 32], "", picture, 1, 1000));
        assert!(!opens(&[7; 32], &pass[..20], picture, 1, 1000));
    }
}
