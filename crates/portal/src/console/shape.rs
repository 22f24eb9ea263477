//! What crosses to the officers' console as JSON: shapes only, described for `OpenAPI`.
//!
//! Codes (statuses, outcomes, categories) travel as codes; the console has the same words as everybody
//! (`crates/report/locales`). Times are RFC 3339, UTC.
//!
//! **Invariant:** nothing here but [`Reporter`] can hold who reported a case.

use report::{Outcome, Status};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::channels::MessageShown;
use super::cover::CoverArea;
use super::due::DueShown;
use super::files::FileShown;
use super::links::LinkShown;
use super::owner::OwnerShown;
use super::voices::VoiceShown;
use crate::access::{Action, Role};
use crate::casework::{Urgency, Why};
pub use crate::problem::ProblemShape;
use crate::publication::Precision;

/// Name and password.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Credentials {
    /// The user's name.
    pub username: String,
    /// The password, at most 1,024 bytes.
    pub password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The user's name.
    pub username: String,
    /// What they are to the portal.
    pub role: Role,
    /// The unit they belong to.
    #[schema(required)]
    pub unit: Option<UnitName>,
    /// The name of the province.
    pub province: String,
    /// What they may do somewhere at least: which pages there are for them.
    pub may: Vec<Action>,
}

/// A handling unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnitName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The units of the province.
#[derive(Debug, Serialize, ToSchema)]
pub struct Units {
    /// By name.
    pub units: Vec<UnitName>,
}

/// A page of the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inbox {
    /// What is due first; then open cases whose clocks stand still, the oldest first; then ended ones, the newest first.
    pub cases: Vec<CaseRow>,
    /// What to ask for the next page with; missing on the last.
    #[schema(required)]
    pub next: Option<String>,
    /// How many cases there are in all; not counted while searching.
    #[schema(required)]
    pub total: Option<u64>,
}

/// A case in the inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseRow {
    /// The public number.
    pub number: String,
    /// Where it stands: a code of `status`.
    #[schema(value_type = String)]
    pub status: Status,
    /// What came of it: a code of `outcome`.
    #[schema(value_type = Option<String>, required)]
    pub outcome: Option<Outcome>,
    /// A code of `category`.
    pub category: String,
    /// The commune's name, «Phường Đông Hà».
    #[schema(required)]
    pub commune: Option<String>,
    /// The unit that has it.
    #[schema(required)]
    pub unit: Option<UnitName>,
    /// The beginning of the text.
    pub excerpt: String,
    /// When the portal took it.
    pub submitted_at: String,
    /// Who answers for it today; missing once it has ended.
    #[schema(required)]
    pub owner: Option<OwnerShown>,
    /// Whether everybody sees it.
    pub published: bool,
    /// The SHA-256 of a picture that has a thumbnail or is stored.
    #[schema(required)]
    pub picture: Option<String>,
    /// What has to be done first, and by when; missing: nothing, or its clocks stand still.
    #[schema(required)]
    pub due: Option<DueShown>,
}

/// A case with all that this officer may see.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseDetails {
    /// The public number.
    pub number: String,
    /// Counts the changes; a deed names the one it was decided on.
    pub version: i64,
    /// Where it stands: a code of `status`.
    #[schema(value_type = String)]
    pub status: Status,
    /// What came of it: a code of `outcome`.
    #[schema(value_type = Option<String>, required)]
    pub outcome: Option<Outcome>,
    /// A code of `category`.
    pub category: String,
    /// Whether the category is one that the province offers now.
    pub category_known: bool,
    /// What the citizen wrote.
    #[schema(required)]
    pub text: Option<String>,
    /// What everybody reads instead of the text, once published.
    #[schema(required)]
    pub public_text: Option<String>,
    /// When it was published.
    #[schema(required)]
    pub published_at: Option<String>,
    /// The citizen's words with telephone numbers, plates and the like covered, when there are such: they are edited before
    /// anything is published.
    #[schema(required)]
    pub covered_text: Option<String>,
    /// Whether its category is private by default: publishing it needs a second confirmation.
    pub private: bool,
    /// What its category asks of whoever reports and this report does not tell: `name`, `phone`. Empty for those who may not
    /// see who reported.
    pub identity_missing: Vec<String>,
    /// Whether it is sealed.
    pub sealed: bool,
    /// Whether this officer may seal it, and unseal it.
    pub may_seal: bool,
    /// The closest that everybody may be told of the place.
    pub closest_place: Precision,
    /// What everybody is told of the place, once published.
    #[schema(required)]
    pub public_place: Option<Precision>,
    /// When the portal took it.
    pub submitted_at: String,
    /// Where.
    pub place: PlaceShown,
    /// The pictures.
    pub photos: Vec<PhotoShown>,
    /// What was told by voice.
    pub voices: Vec<VoiceShown>,
    /// What has to be done first, and by when; missing: nothing, or its clocks stand still.
    #[schema(required)]
    pub due: Option<DueShown>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The unit that has it.
    #[schema(required)]
    pub unit: Option<UnitName>,
    /// Who answers for it today; missing once it has ended.
    #[schema(required)]
    pub owner: Option<OwnerShown>,
    /// The unit to which it would go by itself, and why.
    #[schema(required)]
    pub suggested: Option<SuggestedUnit>,
    /// Why it went to that unit.
    #[schema(required)]
    pub unit_why: Option<Why>,
    /// What the rule is called by which it went there.
    #[schema(required)]
    pub unit_rule: Option<String>,
    /// The units that work on it beside that one: they read it and write notes.
    pub coordinating: Vec<UnitName>,
    /// Files of the office, oldest first.
    pub files: Vec<FileShown>,
    /// Cases that have to do with it.
    pub links: Vec<LinkShown>,
    /// How fast it must go.
    pub urgency: Urgency,
    /// The day by which the unit means to have put it right, `2026-12-05`.
    #[schema(required)]
    pub planned_on: Option<String>,
    /// The answer that waits for approval.
    #[schema(required)]
    pub proposal: Option<ProposalShown>,
    /// More time that the unit asked for.
    #[schema(required)]
    pub extension: Option<ExtensionShown>,
    /// A deed that was decided on and is done when its seconds are over, unless it is undone. Meanwhile no other is possible.
    #[schema(required)]
    pub held: Option<HeldShown>,
    /// What this officer may do with it now: nothing while a deed is held.
    pub deeds: Vec<Action>,
    /// Whether this officer may ask who reported it.
    pub may_see_reporter: bool,
    /// What whoever reported was told while their app was closed, oldest first; only for who may ask who they are.
    pub told: Vec<MessageShown>,
    /// How content whoever reported was, last.
    #[schema(required)]
    pub rating: Option<RatingShown>,
    /// How many devices met the same trouble.
    pub me_too: i64,
    /// How many devices hear of it as one that is public.
    pub followers: i64,
}

/// An answer that waits for approval. Nobody but officers reads it yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProposalShown {
    /// What came of it: a code of `outcome`.
    pub outcome: String,
    /// What the citizen is to read.
    pub text: String,
}

/// More time that the unit asked for, or was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionShown {
    /// How much, in minutes of the case's clock.
    pub minutes: i64,
    /// When it was granted; missing while it is asked for.
    #[schema(required)]
    pub granted_at: Option<String>,
}

/// A deed that can still be undone.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldShown {
    /// Its id, for `DELETE /console/api/held/{id}`.
    pub id: i64,
    /// The deed's `kind`.
    pub kind: String,
    /// Until when it can be undone. RFC 3339 with milliseconds.
    pub until: String,
    /// How many milliseconds that is from the moment of this answer, whatever the browser's clock says.
    pub left_ms: i64,
    /// Who decided it.
    pub by: String,
    /// Whether this officer can undo it: whoever decided it.
    pub mine: bool,
}

/// How content whoever reported was.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatingShown {
    /// From 1, very dissatisfied, to 4, very satisfied.
    pub rating: i64,
    /// Why.
    #[schema(required)]
    pub text: Option<String>,
}

/// Who reported, as far as they told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reporter {
    /// In the order in which it was told.
    pub parts: Vec<PersonalPart>,
}

/// Something personal.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonalPart {
    /// `name`, `phone`, or what a later version knows.
    pub label: String,
    /// The text.
    pub value: String,
}

/// Where a case is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceShown {
    /// The commune's code.
    #[schema(required)]
    pub commune_code: Option<String>,
    /// The commune's name.
    #[schema(required)]
    pub commune: Option<String>,
    /// How the commune was found: `polygon`, `nearest_coast`, `chosen`, …
    #[schema(required)]
    pub method: Option<String>,
    /// Latitude in degrees.
    #[schema(required)]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[schema(required)]
    pub lon: Option<f64>,
    /// Radius of 68 % confidence, in metres.
    #[schema(required)]
    pub accuracy_m: Option<i64>,
}

/// A picture of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhotoShown {
    /// Its SHA-256, under which it is asked for.
    pub sha256: String,
    /// Whether the whole picture has arrived.
    pub stored: bool,
    /// Whether its thumbnail has.
    pub thumbnail: bool,
    /// How many bytes the whole has.
    pub bytes: i64,
    /// What everybody may see of it, once the case is published; missing: it is withheld.
    #[schema(required)]
    pub copy: Option<CopyShown>,
}

/// What somebody who looked at a photo made of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CopyShown {
    /// Its SHA-256, under which it is asked for as any picture is.
    pub sha256: String,
    /// What is covered; nothing where there was nothing to cover.
    pub areas: Vec<CoverArea>,
    /// When somebody looked.
    pub looked_at: String,
    /// Who.
    pub looked_by: String,
}

/// One thing that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The status that the case then had: a code of `status`.
    pub status: String,
    /// What came of it: a code of `outcome`.
    #[schema(required)]
    pub outcome: Option<String>,
    /// When.
    pub at: String,
    /// The reason or the answer.
    #[schema(required)]
    pub text: Option<String>,
    /// The unit concerned, by name.
    #[schema(required)]
    pub unit: Option<String>,
    /// Who did it; missing when the portal did by itself, or a citizen.
    #[schema(required)]
    pub actor: Option<String>,
    /// Whether whoever reported did it.
    pub by_citizen: bool,
    /// What it is when it is no step of the case: `published`, `unpublished`, `answer`, `rate`, `rework`, `edit`, `erase`,
    /// `returned`, `proposed`, `sent_back`, `delegated` (the text names the role of whoever it was done for), `waived`, `note`, `urgency`,
    /// `extension_asked`, `extension_granted`, `extension_refused`, `coordinating`, `coordination_ended`, `by_rule`, `merged`, `unmerged`,
    /// `split`, `recurrence`, `no_recurrence`, `linked` (how the main case or a part goes on), `file_added`, `file_shown`, `file_hidden`, `file_removed`, `transcribed`, `entered`, `split_off`, `lapsed` (a deed that was not done, `code` says why), or
    /// `looked` when somebody looked at who reported, `heard` when somebody heard their voice.
    #[schema(required)]
    pub internal: Option<String>,
    /// What stands behind the words: of a dispatch `rule`, `boundary` or `by_hand`; of a refusal a code of `refusal`; of a plan
    /// its day; of an urgency its code; of another case its number; of a file its kind; of a transcript the voice note's hash; of `linked` that case's status; of a deed that lapsed the code of the error.
    #[schema(required)]
    pub code: Option<String>,
    /// How much more time was asked for or given, in minutes of the case's clock.
    #[schema(required)]
    pub minutes: Option<i64>,
}

/// A unit and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestedUnit {
    /// The unit.
    pub unit: UnitName,
    /// Why.
    pub reason: SuggestionReason,
    /// What the rule is called that says so; the table of units has no names.
    #[schema(required)]
    pub rule: Option<String>,
    /// The units that work beside it by that rule.
    pub beside: Vec<UnitName>,
}

/// Why a unit is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionReason {
    /// A rule for the category names it.
    Rule,
    /// It is the People's Committee of the commune.
    Commune,
}
