//! Why the network did not do what was asked: each is tried again, none loses anything.

use std::time::Duration;

/// What went wrong on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// The portal cannot be reached.
    #[error("the portal cannot be reached")]
    Offline,
    /// The certificate at the portal's address is not one that this machine trusts, is over, or is another name's.
    #[error("the portal's certificate is not believed")]
    Certificate,
    /// The connection broke, or no byte came for too long.
    #[error("the connection broke")]
    Cut,
    /// Nothing came over the connection any more, and another one stands already.
    #[error("the connection went silent")]
    Silent,
    /// Something answered that is not our portal: a sign-in page, a proxy.
    #[error("what answers is not the portal")]
    NotOurPortal,
    /// The portal is there and in trouble.
    #[error("the portal has a problem")]
    PortalError,
    /// The portal asks to wait.
    #[error("the portal is busy")]
    Busy {
        /// For how long, when it says.
        retry_after: Option<Duration>,
    },
    /// No room for photos on the portal.
    #[error("the portal has no room")]
    NoRoom,
    /// The batch was too large for the portal.
    #[error("the request was too large")]
    TooLarge,
    /// The photo did not arrive whole.
    #[error("the photo did not arrive whole")]
    HashMismatch,
    /// Another root key than the pinned one.
    #[error("the portal's root key has changed")]
    KeyChanged,
    /// The portal does not take what this version of the app writes.
    #[error("the portal takes newer versions only")]
    AppTooOld,
    /// A receipt or a pack that does not verify.
    #[error("the portal's signature does not verify")]
    ReceiptInvalid,
    /// The ticket is not taken any more.
    #[error("the upload ticket is not taken")]
    TicketRefused,
    /// The device's own storage failed meanwhile; what came is asked for again.
    #[error("this device's storage failed")]
    OwnStorage,
}

impl LinkProblem {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Certificate => "certificate",
            Self::Cut | Self::Silent => "link_cut",
            Self::NotOurPortal => "not_our_portal",
            Self::PortalError => "portal_error",
            Self::Busy { .. } => "portal_busy",
            Self::NoRoom => "no_room",
            Self::TooLarge => "request_too_large",
            Self::HashMismatch => "hash_mismatch",
            Self::KeyChanged => "portal_key_changed",
            Self::AppTooOld => "app_too_old",
            Self::ReceiptInvalid => "receipt_invalid",
            Self::TicketRefused => "ticket_invalid",
            Self::OwnStorage => "disk_full",
        }
    }

    /// How long the portal asked to wait.
    #[must_use]
    pub fn retry_after(self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after } => retry_after,
            _ => None,
        }
    }

    /// Whether anything else that is asked of the portal now would fail as well.
    #[must_use]
    pub fn is_of_the_link(self) -> bool {
        matches!(
            self,
            Self::Offline | Self::Certificate | Self::Cut | Self::Silent | Self::Busy { .. } | Self::KeyChanged
        )
    }

    /// Whether only a person can help: the queue is kept and nothing is sent meanwhile.
    #[must_use]
    pub fn needs_a_person(self) -> bool {
        matches!(self, Self::KeyChanged | Self::AppTooOld)
    }
}
