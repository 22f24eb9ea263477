//! On which ways citizens whose app is closed are told, and how each fares. They are set up at the command line, where
//! their passwords are.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::case::time;
use super::officer::{NOT_ALLOWED, Officer};
use super::shape::ProblemShape;
use crate::access::Action;
use crate::channels::{self, Channel, Form, Forms};
use crate::error::PortalError;
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::message::{self, ToldRow};

/// The ways to citizens.
#[derive(Debug, Serialize, ToSchema)]
pub struct Channels {
    /// Each.
    pub channels: Vec<ChannelShown>,
    /// When telephones are left alone, `21:00-06:00`; missing: never.
    #[schema(required)]
    pub quiet_hours: Option<String>,
    /// Where the public pages are; missing: messages say no address.
    #[schema(required)]
    pub public_url: Option<String>,
}

/// A way to citizens.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelShown {
    /// Which.
    pub channel: Channel,
    /// Whether it is set up. On one that is not, nobody is told anything.
    pub open: bool,
    /// The provider's host.
    #[schema(required)]
    pub host: Option<String>,
    /// Messages that wait.
    pub waiting: i64,
    /// Messages that were given up.
    pub given_up: i64,
    /// When it last took one.
    #[schema(required)]
    pub sent_at: Option<String>,
    /// What went wrong last.
    #[schema(required)]
    pub trouble: Option<String>,
    /// It takes nothing.
    pub failing: bool,
}

/// What whoever reported was told while their app was closed; to which number is not said.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageShown {
    /// On which way.
    pub channel: Channel,
    /// What: a code of `told_what`.
    pub what: String,
    /// When it was to be told.
    pub at: String,
    /// When the provider took it; missing: not yet, or never.
    #[schema(required)]
    pub sent_at: Option<String>,
    /// Whether it was given up.
    pub given_up: bool,
    /// What went wrong last.
    #[schema(required)]
    pub trouble: Option<String>,
}

impl From<ToldRow> for MessageShown {
    fn from(row: ToldRow) -> Self {
        Self {
            channel: row.channel,
            what: row.what,
            at: time(row.queued_at_ms),
            sent_at: row.sent_at_ms.map(time),
            given_up: row.given_up_at_ms.is_some(),
            trouble: row.trouble,
        }
    }
}

/// The ways to citizens, and how each fares
#[utoipa::path(get, path = "/console/api/channels", tag = "settings", operation_id = "channels",
    responses((status = 200, body = Channels), (status = 401, body = ProblemShape), (status = 403, body = ProblemShape)))]
pub async fn channels(State(state): State<AppState>, officer: Officer) -> Result<Json<Channels>, Problem> {
    if !officer.may(Action::EditSettings, None) {
        return Err(NOT_ALLOWED);
    }
    let config = state.config();
    Ok(Json(Channels {
        channels: all(&state).await?,
        quiet_hours: config.quiet.map(|quiet| quiet.to_string()),
        public_url: config.public_url.clone(),
    }))
}

async fn all(state: &AppState) -> Result<Vec<ChannelShown>, PortalError> {
    let (forms, open) = (Forms::read(&state.config().data), channels::open(state));
    let mut books = state.store().readers().acquire().await?;
    let mut all = Vec::new();
    for channel in Channel::ALL {
        let standing = message::standing(&mut books, channel, state.now_ms()).await?;
        let unreadable = forms.is_unreadable(channel);
        all.push(ChannelShown {
            channel,
            open: open.contains(&channel),
            host: forms.get(channel).map(Form::host),
            waiting: standing.waiting,
            given_up: standing.given_up,
            sent_at: standing.sent_at_ms.map(time),
            trouble: if unreadable { Some("the form does not read".to_owned()) } else { standing.trouble },
            failing: standing.failing || unreadable,
        });
    }
    Ok(all)
}
