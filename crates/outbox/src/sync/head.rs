//! The head of an answer, and what one means that is not the hoped-for one.

use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{AsHeaderName, CONTENT_TYPE, HeaderMap, RETRY_AFTER};

use crate::sync::problem::LinkProblem;

/// The head of an answer.
pub(crate) struct Head {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
}

impl Head {
    /// A header's text.
    pub(crate) fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the content is of this media type.
    pub(crate) fn is(&self, media_type: &str) -> bool {
        let essence = self.header(CONTENT_TYPE).and_then(|value| value.split(';').next());
        essence.is_some_and(|found| found.trim().eq_ignore_ascii_case(media_type))
    }

    /// What a status that is not the hoped-for one means.
    pub(crate) fn problem(&self) -> LinkProblem {
        let seconds = self.header(RETRY_AFTER).and_then(|value| value.parse().ok()).map(Duration::from_secs);
        match self.status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                LinkProblem::Busy { retry_after: seconds }
            }
            StatusCode::PAYLOAD_TOO_LARGE => LinkProblem::TooLarge,
            StatusCode::INSUFFICIENT_STORAGE => LinkProblem::NoRoom,
            status if status.is_server_error() => LinkProblem::PortalError,
            _ => LinkProblem::NotOurPortal,
        }
    }
}
