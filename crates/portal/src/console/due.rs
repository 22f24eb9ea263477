//! When a case is due, in the officer's words: for rows of the inbox and for a case.

use jiff::Timestamp;
use report::words::Language;
use serde::Serialize;
use utoipa::ToSchema;
use worktime::words;

use super::case::time;
use crate::casework::ClockStep;
use crate::store::case_view::CaseView;
use crate::store::timetable::Timetable;

/// What has to be done first with a case, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DueShown {
    /// The step that is due first.
    pub step: ClockStep,
    /// When.
    pub at: String,
    /// Whether that is over.
    pub late: bool,
    /// «còn 2 ngày làm việc», «quá hạn 3 giờ làm việc».
    pub words: String,
}

impl DueShown {
    /// What has to be done first with this case; `None` when nothing has, or while its clocks stand still.
    pub fn of(case: &CaseView, timetable: &Timetable, now_ms: i64, language: Language) -> Option<Self> {
        let due = case.due?;
        let moment = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        let standing = timetable.calendar.standing(moment(due.at_ms), due.pace, moment(now_ms));
        Some(Self {
            step: due.step,
            at: time(due.at_ms),
            late: standing.is_late(),
            words: words::standing(standing, due.pace, &timetable.calendar, language),
        })
    }
}
