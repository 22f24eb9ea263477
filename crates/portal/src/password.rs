//! Passwords: argon2id hashes (RFC 9106) and nothing else. Who has which is `store::user`.
//!
//! **Invariant:** checking takes the same work whether or not the name exists, so that names cannot be told by time.

use std::sync::LazyLock;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The longest password taken, in bytes: hashing must not be a way to keep the portal busy.
pub const MOST_BYTES: usize = 1024;
/// The shortest password that an administrator may set, in characters.
pub const LEAST_CHARS: usize = 10;

/// A hash to check against when there is no such user.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password"));

/// The hash to store, in PHC string format with its own salt.
#[must_use]
pub fn hash(password: &str) -> String {
    let salt = SaltString::generate(&mut OsRng);
    let hashed = hasher().hash_password(password.as_bytes(), &salt);
    hashed.expect("argon2 takes any password with a generated salt").to_string()
}

/// Whether `password` is the one of `stored`; `None` (no such user) costs the same and is never right.
#[must_use]
pub fn is_right(password: &str, stored: Option<&str>) -> bool {
    if password.len() > MOST_BYTES {
        return false;
    }
    let known = stored.unwrap_or(&NOBODY);
    let Ok(parsed) = PasswordHash::new(known) else { return false };
    hasher().verify_password(password.as_bytes(), &parsed).is_ok() && stored.is_some()
}

/// A password to begin with: 20 characters of which none is mistaken for another, 100 random bits.
#[must_use]
pub fn random() -> String {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).expect("the system has random bytes");
    bytes.map(|byte| char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[usize::from(byte & 0x1f)])).iter().collect()
}

/// 19 MiB, two passes, one lane: OWASP's first recommendation, about 20 ms here.
fn hasher() -> Argon2<'static> {
    let parameters = Params::new(19 * 1024, 2, 1, None).expect("the parameters are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_is_right() {
        let stored = hash("đường Lê Duẩn 17");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right("đường Lê Duẩn 17", Some(&stored)));
        assert!(!is_right("đường Lê Duẩn 18", Some(&stored)));
        assert!(!is_right("", Some(&stored)));
    }

    #[test]
    fn nobody_signs_in_with_the_password_of_nobody() {
        assert!(!is_right("nobody has this password", None));
    }

    #[test]
    fn a_random_password_is_long_and_never_the_same() {
        assert_eq!(random().len(), 20);
        assert_ne!(random(), random());
    }
}
