//! How the world hears that something did not go: `application/problem+json` (RFC 9457), one file for all of it.
//!
//! A handler returns a [`Problem`]; [`speak`] writes it in the asker's language. The words are `report::words::error`
//! for codes that devices know, and `problems/` for those that only the portal has.
//!
//! **Invariant:** nothing personal and nothing of the inside (paths, SQL, causes) ever stands in a problem.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::extract::Request;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use report::words::{self, Language};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use worktime::table::{LineFault, TableFaults};

use crate::casework::CaseworkError;
use crate::error::PortalError;
use crate::fault::Fault;
use crate::roster::RosterError;
use crate::spoken::SpokenError;

/// The media type.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a busy portal is worth another try.
const BUSY_RETRY_S: u32 = 5;
/// The same for an act whose report is on another way.
pub(crate) const AWAITED_RETRY_S: u32 = 60;

/// Why something did not go, as `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemShape {
    /// The HTTP status.
    pub status: u16,
    /// A stable code.
    pub code: String,
    /// In short.
    pub title: String,
    /// What happened, that nothing is lost, and what to do.
    pub detail: String,
    /// The field of the request that is wrong, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What the detail names, by its own name: `feature`, `line`, …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub named: BTreeMap<String, String>,
    /// What is wrong in a table that was sent, line by line; empty where none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FaultShape>,
}

/// What is wrong in one line of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct FaultShape {
    /// The line, the header being 1.
    pub line: u64,
    /// The column.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What did not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    field: Option<&'static str>,
    faults: Option<Arc<TableFaults>>,
    /// The key of the detail's words, where they are not those of the code.
    words: Option<&'static str>,
    /// What those words name.
    named: Vec<(&'static str, String)>,
    retry_after_s: Option<u32>,
}

/// Facts that stand beside a problem.
#[derive(Debug, Clone)]
struct Facts(Map<String, Value>);

impl Problem {
    /// A problem with a stable code.
    #[must_use]
    pub const fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, field: None, faults: None, words: None, named: Vec::new(), retry_after_s: None }
    }

    /// Something to try again after `seconds`.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Names the field of the request that is wrong.
    #[must_use]
    pub const fn about(mut self, field: Option<&'static str>) -> Self {
        self.field = field;
        self
    }

    /// Says more exactly what is wrong.
    #[must_use]
    fn saying(mut self, fault: Option<Fault>) -> Self {
        if let Some(Fault { words, values }) = fault {
            (self.words, self.named) = (Some(words), values);
        }
        self
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// As it crosses to whoever asked.
    #[must_use]
    pub fn shape(&self, language: Language) -> ProblemShape {
        ProblemShape {
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            title: title(self.status, language).to_owned(),
            detail: filled(detail(self.words.unwrap_or(self.code), language), &self.named),
            named: self.named.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            field: self.field.map(str::to_owned),
            faults: self.faults.iter().flat_map(|faults| faults.lines()).map(|fault| shown(fault, language)).collect(),
        }
    }

    fn body(&self, language: Language, facts: Option<&Facts>) -> String {
        let mut body = json!(self.shape(language));
        if let (Some(body), Some(Facts(facts))) = (body.as_object_mut(), facts) {
            body.extend(facts.clone());
        }
        body.to_string()
    }

    /// With facts beside it, as members of its object (RFC 9457, section 3.2).
    #[must_use]
    pub fn with(self, facts: Map<String, Value>) -> Response {
        let facts = Facts(facts);
        let body = self.body(Language::default(), Some(&facts));
        let mut response = self.into_response();
        *response.body_mut() = body.into();
        response.extensions_mut().insert(facts);
        response
    }
}

fn shown(fault: &LineFault, language: Language) -> FaultShape {
    FaultShape {
        line: fault.line,
        field: fault.field.to_owned(),
        reason: worktime::words::fault(&fault.fault, language),
    }
}

impl From<PortalError> for Problem {
    fn from(error: PortalError) -> Self {
        let (code, field, fault) = (error.code(), error.field(), Fault::of(&error));
        let status = match &error {
            PortalError::CaseUnknown
            | PortalError::UnitUnknown
            | PortalError::TemplateUnknown
            | PortalError::RuleUnknown
            | PortalError::UserUnknown => StatusCode::NOT_FOUND,
            PortalError::Casework(
                CaseworkError::ReasonMissing
                | CaseworkError::TextTooLong
                | CaseworkError::TooLate(_)
                | CaseworkError::AfterPhotoMissing
                | CaseworkError::DayOver
                | CaseworkError::ReasonUnfit,
            ) => StatusCode::UNPROCESSABLE_ENTITY,
            PortalError::Spoken(SpokenError::SubjectUnknown | SpokenError::LanguageUnknown | SpokenError::Unknown) => {
                StatusCode::NOT_FOUND
            }
            PortalError::Spoken(SpokenError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            PortalError::Spoken(SpokenError::LanguageInUse) => StatusCode::CONFLICT,
            PortalError::TooManyFiles | PortalError::Spoken(_) | PortalError::BaseMap(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            PortalError::Casework(_)
            | PortalError::PhotoAwaited
            | PortalError::CopyChanged
            | PortalError::RuleConflict { .. }
            | PortalError::RulesOther
            | PortalError::UserExists
            | PortalError::LastAdministrator => StatusCode::CONFLICT,
            PortalError::UserNameInvalid
            | PortalError::PasswordInvalid
            | PortalError::UnitMismatch
            | PortalError::ContactInvalid { .. }
            | PortalError::CategoryInvalid { .. }
            | PortalError::RuleInvalid { .. }
            | PortalError::CoverRefused(_)
            | PortalError::Region(_)
            | PortalError::RegionOfAnotherYear { .. }
            | PortalError::RegionElsewhere { .. }
            | PortalError::RegionIncomplete { .. }
            | PortalError::Units { .. }
            | PortalError::OldCommunes(_)
            | PortalError::Places(_)
            | PortalError::Calendar(_)
            | PortalError::Day(_)
            | PortalError::Hours(_)
            | PortalError::DeadlineInvalid { .. }
            | PortalError::Publication(_) => StatusCode::UNPROCESSABLE_ENTITY,
            PortalError::Roster(RosterError::TermUnknown) => StatusCode::NOT_FOUND,
            PortalError::Roster(
                RosterError::TermOverlap { .. }
                | RosterError::UnitEmpty
                | RosterError::UserInOffice
                | RosterError::TermBegun,
            ) => StatusCode::CONFLICT,
            PortalError::Roster(_) | PortalError::DelaysInvalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            PortalError::ShiftNotYours | PortalError::ShiftNotHandedOver => StatusCode::CONFLICT,
            PortalError::PhotoLost => StatusCode::GONE,
            PortalError::ActErased => StatusCode::GONE,
            PortalError::ReportAwaited => {
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, code).retry_after(AWAITED_RETRY_S);
            }
            PortalError::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            PortalError::Busy => return Self::new(StatusCode::SERVICE_UNAVAILABLE, code).retry_after(BUSY_RETRY_S),
            inside => {
                tracing::error!(%inside, "unexpected");
                return Self::new(StatusCode::INTERNAL_SERVER_ERROR, "portal_error");
            }
        };
        let faults = if let PortalError::Calendar(faults) = error { Some(Arc::new(faults)) } else { None };
        Self { faults, ..Self::new(status, code).about(field).saying(fault) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body(Language::default(), None)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

fn filled(words: String, named: &[(&'static str, String)]) -> String {
    named.iter().fold(words, |words, (name, value)| words.replace(&format!("{{{name}}}"), value))
}

/// Middleware: writes problems in the language that the request asks for.
pub async fn speak(request: Request, next: Next) -> Response {
    let (language, head_only) = (language(request.headers()), request.method() == Method::HEAD);
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    if language != Language::default() && !head_only {
        response.headers_mut().remove(CONTENT_LENGTH);
        // The body that is put in its place is not compressed.
        response.headers_mut().remove(CONTENT_ENCODING);
        let body = problem.body(language, response.extensions().get::<Facts>());
        *response.body_mut() = body.into();
    }
    response
}

/// Middleware: what a framework refused by itself, in its own words, becomes a problem like every other.
pub async fn only(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let (status, is_ours) = (response.status(), response.extensions().get::<Problem>().is_some());
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "request_too_large",
        status if status.is_client_error() => "request_malformed",
        _ => "portal_error",
    };
    let mut problem = Problem::new(status, code).into_response();
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE && name != CONTENT_LENGTH {
            problem.headers_mut().append(name, value.clone());
        }
    }
    problem
}

/// What is not there.
pub async fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found")
}

/// What is there, but not for this method.
pub async fn method_not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
}

/// What a panic becomes. Its text went to the log, not to the asker.
#[must_use]
pub fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "portal_error").into_response()
}

/// What a code means, in words: what happened, that nothing is lost, what to do.
#[must_use]
pub fn detail(code: &str, language: Language) -> String {
    let catalogue = match language {
        Language::Vi => &*VI,
        Language::En => &*EN,
    };
    catalogue.get(code).cloned().unwrap_or_else(|| words::error(code, language))
}

static VI: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| catalogue(include_str!("../problems/vi.json")));
static EN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| catalogue(include_str!("../problems/en.json")));

fn catalogue(text: &str) -> BTreeMap<String, String> {
    serde_json::from_str(text).expect("the built-in catalogue is a JSON object of texts")
}

/// The first of our languages that the asker names.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let primary = |tag: &str| tag.trim().get(..2).and_then(|code| code.to_ascii_lowercase().parse().ok());
    wanted.split(',').find_map(primary).unwrap_or_default()
}

fn title(status: StatusCode, language: Language) -> &'static str {
    let (vi, en) = match status.as_u16() {
        401 | 403 => ("Chưa được phép", "Not allowed"),
        404 | 410 => ("Không tìm thấy", "Not found"),
        409 => ("Không khớp", "Does not fit what is there"),
        413 => ("Quá lớn", "Too large"),
        429 | 503 => ("Đang bận", "Busy"),
        507 => ("Hết chỗ", "No room"),
        500.. => ("Cổng gặp sự cố", "The portal has a problem"),
        _ => ("Chưa thực hiện được", "Could not be done"),
    };
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_have_the_same_codes() {
        assert!(VI.keys().eq(EN.keys()));
    }

    #[test]
    fn no_code_of_the_portal_is_without_words() {
        for code in [
            "stale_edit",
            "deed_held",
            "day_over",
            "reason_unfit",
            "extension_unfit",
            "undo_too_late",
            "not_found",
            "ticket_expired",
            "hash_mismatch",
            "no_room",
            "portal_busy",
            "portal_error",
        ] {
            assert_ne!(detail(code, Language::En), detail("unexpected", Language::En), "{code}");
        }
    }
}
