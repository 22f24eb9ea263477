//! Sealing: what by law is heard elsewhere, and what names somebody who would otherwise read it, is the duty desk's alone.

use report::Status;

use crate::casework::case_file::words;
use crate::casework::{Audience, CaseFile, CaseworkError, Event, EventKind};
use crate::publication::SEALED_GUIDANCE;

impl CaseFile {
    /// Takes the case from its unit and from everybody else, and tells whoever reported where such things are heard.
    pub(super) fn seal(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.sealed_at_ms.is_some() {
            return Err(CaseworkError::NothingToChange);
        }
        let reason = words(reason)?;
        let mut events = Vec::new();
        if self.published_at_ms.is_some() {
            events.extend(self.unpublish(now_ms)?);
        }
        let (was_with_unit, open) = (self.unit.take().is_some(), self.status.is_open());
        self.coordinating.clear();
        self.sealed_at_ms = Some(now_ms);
        events.push(self.internal(EventKind::Sealed, reason, now_ms));
        if open {
            // The desk has it again, wherever it stood.
            let back =
                if was_with_unit && self.status.may_become(Status::Received) { Status::Received } else { self.status };
            self.status = back;
            let told = Event { text: Some(SEALED_GUIDANCE.to_owned()), ..self.event(EventKind::Status, now_ms) };
            events.push(Event { audience: Audience::Reporter, ..told });
        }
        Ok(events)
    }

    pub(super) fn unseal(&mut self, reason: String, now_ms: i64) -> Result<Vec<Event>, CaseworkError> {
        if self.sealed_at_ms.take().is_none() {
            return Err(CaseworkError::NothingToChange);
        }
        Ok(vec![self.internal(EventKind::Unsealed, words(reason)?, now_ms)])
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::casework::Deed;

    #[test]
    fn a_sealed_case_is_no_units_and_not_public_and_whoever_reported_is_told() {
        let mut case = CaseFile {
            unit: Some("so-xay-dung".into()),
            published_at_ms: Some(1),
            ..CaseFile::standing(Status::InProgress)
        };
        let events = case.apply(Deed::Seal { reason: "Tố cáo cán bộ".into() }, 5).unwrap();
        let kinds: Vec<_> = events.iter().map(|event| (event.kind, event.audience)).collect();
        let expected = [
            (EventKind::Unpublished, Audience::Everybody),
            (EventKind::Sealed, Audience::Desk),
            (EventKind::Status, Audience::Reporter),
        ];
        assert_eq!(kinds, expected);
        assert_eq!((case.unit.as_deref(), case.published_at_ms, case.sealed_at_ms), (None, None, Some(5)));
        assert!(events.iter().all(|event| event.unit.is_none() || event.kind == EventKind::Unpublished));
        let twice = case.apply(Deed::Seal { reason: "Lại".into() }, 6);
        assert_eq!(twice, Err(CaseworkError::NothingToChange));
        case.apply(Deed::Unseal { reason: "Nhầm".into() }, 7).unwrap();
        assert_eq!(case.sealed_at_ms, None);
    }
}
