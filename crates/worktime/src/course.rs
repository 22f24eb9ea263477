//! The course of time from a moment on, in stretches that count or do not, without a gap.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::vietnam::{local, moment};
use crate::{Calendar, Pace, Why};

/// A stretch of time; `why` it does not count, or `None` when it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) why: Option<Why>,
}

impl Calendar {
    /// The course of time from `from` on, in which the clock stands still during `pauses` (in order, apart).
    pub(crate) fn course<'a>(
        &'a self,
        from: Timestamp,
        pace: Pace,
        pauses: &'a [(Timestamp, Timestamp)],
    ) -> Box<dyn Iterator<Item = Stretch> + 'a> {
        match pace {
            Pace::Always => {
                let all = Stretch { from, to: Timestamp::MAX, why: None };
                Box::new(cut(all, pauses))
            }
            Pace::Working => Box::new(self.stretches(from).flat_map(move |stretch| cut(stretch, pauses))),
        }
    }

    fn stretches(&self, from: Timestamp) -> impl Iterator<Item = Stretch> {
        let dates = std::iter::successors(Some(local(from).date()), |date| date.tomorrow().ok());
        let after = dates.flat_map(|date| self.stretches_of(date)).filter(move |stretch| stretch.to > from);
        after.map(move |stretch| Stretch { from: stretch.from.max(from), ..stretch })
    }

    /// The stretches of a day, from midnight to midnight.
    fn stretches_of(&self, date: Date) -> Vec<Stretch> {
        let Ok(tomorrow) = date.tomorrow() else { return Vec::new() };
        let (begin, end) = (date.to_datetime(Time::midnight()), tomorrow.to_datetime(Time::midnight()));
        if let Some(why) = self.free(date) {
            return stretch(begin, end, Some(why)).into_iter().collect();
        }
        let (mut stretches, mut at) = (Vec::new(), begin);
        for (from, to) in self.hours().stretches() {
            let (from, to) = (date.to_datetime(*from), date.to_datetime(*to));
            let why = if at == begin { Why::OutsideHours } else { Why::NoonBreak };
            stretches.extend(stretch(at, from, Some(why)));
            stretches.extend(stretch(from, to, None));
            at = to;
        }
        stretches.extend(stretch(at, end, Some(Why::OutsideHours)));
        stretches
    }
}

fn stretch(from: DateTime, to: DateTime, why: Option<Why>) -> Option<Stretch> {
    let (from, to) = (moment(from)?, moment(to)?);
    (from < to).then_some(Stretch { from, to, why })
}

/// Cuts what is paused out of a stretch: in a pause it is the pause that speaks, also at night.
fn cut(stretch: Stretch, pauses: &[(Timestamp, Timestamp)]) -> impl Iterator<Item = Stretch> + use<'_> {
    let first = pauses.partition_point(|(_, end)| *end <= stretch.from);
    let within = pauses[first..].iter().take_while({
        let to = stretch.to;
        move |(begin, _)| *begin < to
    });
    let (from, to, why) = (stretch.from, stretch.to, stretch.why);
    let mut pieces = Vec::new();
    let mut at = from;
    for (begin, end) in within {
        let (begin, end) = ((*begin).max(from), (*end).min(to));
        if at < begin {
            pieces.push(Stretch { from: at, to: begin, why: why.clone() });
        }
        pieces.push(Stretch { from: begin, to: end, why: Some(Why::Paused) });
        at = end;
    }
    if at < to {
        pieces.push(Stretch { from: at, to, why });
    }
    pieces.into_iter()
}
