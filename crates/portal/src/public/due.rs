//! By when an answer can be expected, as citizens read it.

use jiff::Timestamp;
use worktime::words;

use super::frame::Frame;
use super::shown::Moment;
use crate::casework::ClockStep;
use crate::casework::clocks;
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::clock;

/// By when an answer can be expected.
pub struct Due {
    /// «Hạn trả lời», with «dự kiến» until the province confirmed the rules behind it.
    pub label: String,
    /// When.
    pub at: Moment,
    /// «còn 2 ngày làm việc».
    pub words: String,
    /// Whether it is over.
    pub late: bool,
}

/// By when the answer to a case can be expected; `None` once it is there, and while the citizen is asked.
///
/// # Errors
/// Those of the database.
pub async fn of(state: &AppState, case: &CaseView, frame: &Frame) -> Result<Option<Due>, PortalError> {
    if !case.status.is_open() {
        return Ok(None);
    }
    let timetable = state.timetable().await?;
    let (rules, calendar) = (&timetable.rules, &timetable.calendar);
    let history = clock::history(&mut *state.store().readers().acquire().await?, case.id).await?.of;
    let clocks = clocks::of(&history, rules, calendar);
    let Some((due, confirmed)) = clocks::answer_due(&case.category, &clocks, rules, calendar) else { return Ok(None) };
    let urgency = clocks.last().map(|clock| clock.rule.urgency).unwrap_or(crate::casework::Urgency::Normal);
    let pace = rules.of(ClockStep::Handle, &case.category, urgency).pace;
    let now = Timestamp::from_millisecond(state.now_ms()).unwrap_or_default();
    let standing = calendar.standing(due, pace, now);
    Ok(Some(Due {
        label: frame.t(if confirmed { "case.due" } else { "case.due_expected" }),
        at: Moment::of_ms(due.as_millisecond()),
        words: words::standing(standing, pace, calendar, frame.language),
        late: standing.is_late(),
    }))
}
