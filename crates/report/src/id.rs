//! Names of things: acts, devices, portals, contents, cases. Each is a type of its own, parsed once at the border.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use uuid::Uuid;

/// What cannot be a name of the given kind.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a valid {kind}")]
pub struct ParseIdError {
    kind: &'static str,
}

impl ParseIdError {
    pub(crate) fn of(kind: &'static str) -> Self {
        Self { kind }
    }
}

/// Declares a newtype over a fixed number of bytes that travels as a CBOR byte string and prints as lower-case hex.
macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Wraps the bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = ParseIdError;

            fn try_from(bytes: &[u8]) -> Result<Self, ParseIdError> {
                bytes.try_into().map(Self).map_err(|_| ParseIdError { kind: $kind })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let bytes = data_encoding::HEXLOWER_PERMISSIVE
                    .decode(text.as_bytes())
                    .map_err(|_| ParseIdError { kind: $kind })?;
                Self::try_from(bytes.as_slice())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, to: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                to.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                Self::try_from(from.bytes()?).map_err(|_| decode::Error::message($kind))
            }
        }
    };
}

bytes_id!(
    /// The Ed25519 public key of a device (RFC 8032): who seals acts.
    DeviceKey, 32, "device key"
);
bytes_id!(
    /// SHA-256 of a sealed act's payload: what exactly was said.
    Digest, 32, "digest"
);
bytes_id!(
    /// SHA-256 of an attachment's bytes: its name on the device, on the wire and in the portal.
    Sha256, 32, "SHA-256"
);
bytes_id!(
    /// One unbroken memory of a portal. Restored from a backup, a portal has a new one and devices offer again.
    Epoch, 16, "epoch"
);
bytes_id!(
    /// What a portal asks a device to sign as proof that its key is alive.
    Nonce, 24, "nonce"
);

impl Sha256 {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl Digest {
    /// The digest of a payload.
    #[must_use]
    pub fn of(payload: &[u8]) -> Self {
        Self(sha2::Sha256::digest(payload).into())
    }
}

/// The name of an act: a `UUIDv7` (RFC 9562) made when it was captured. Unique per device, not in the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActId(Uuid);

impl ActId {
    /// A new id for something captured at `at`.
    ///
    /// Times before 1970 count as 1970: a device whose clock is wrong still gets an id.
    #[must_use]
    pub fn new(at: jiff::Timestamp) -> Self {
        let seconds = u64::try_from(at.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(at.subsec_nanosecond()).unwrap_or(0);
        Self(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds)))
    }

    /// The sixteen bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl TryFrom<&[u8]> for ActId {
    type Error = ParseIdError;

    fn try_from(bytes: &[u8]) -> Result<Self, ParseIdError> {
        Uuid::from_slice(bytes).map(Self).map_err(|_| ParseIdError { kind: "act id" })
    }
}

impl FromStr for ActId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        Uuid::from_str(text).map(Self).map_err(|_| ParseIdError { kind: "act id" })
    }
}

impl fmt::Display for ActId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl<C> Encode<C> for ActId {
    fn encode<W: encode::Write>(&self, to: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        to.bytes(self.as_bytes())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ActId {
    fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        Self::try_from(from.bytes()?).map_err(|_| decode::Error::message("act id"))
    }
}

/// Declares a newtype over validated text that travels as a CBOR text string.
macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(text.to_owned())) } else { Err(ParseIdError { kind: $kind }) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: encode::Write>(&self, to: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
                to.str(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(from: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
                from.str()?.parse().map_err(|_| decode::Error::message($kind))
            }
        }
    };
}

text_id!(
    /// Which portal an act is meant for: `quang-tri`. Lower-case letters, digits and hyphens, at most 40.
    PortalId, "portal id", |text| {
        !text.is_empty()
            && text.len() <= 40
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    }
);
text_id!(
    /// The public number of a case: `QT-2026-000123`. Letters, digits and hyphens, at most 24.
    CaseNumber, "case number", |text| {
        !text.is_empty() && text.len() <= 24 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
);
