//! Reports as JSON, for programs and for the copy that a citizen takes away. Field names and codes are stable.

use report::Rating;
use serde_json::{Value, json};

use crate::reports::{ActSummary, ReportSummary, Story, StoryPhoto, StoryVoice, TimelineEntry};

impl ReportSummary {
    /// The line of a list.
    #[must_use]
    pub fn described(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "state": self.state.code(),
            "tracking_code": self.tracking_code.as_ref().map(ToString::to_string),
            "case_number": self.case_number,
            "status": self.status,
            "outcome": self.outcome,
            "category": self.category,
            "commune_code": self.commune,
            "bytes_left": self.bytes_left,
            "attention": self.attention,
            "erased": self.erased,
            "claimed": self.device.is_some(),
            "acts": self.acts.iter().map(ActSummary::described).collect::<Vec<_>>(),
        })
    }
}

impl Story {
    /// Everything about one report.
    #[must_use]
    pub fn described(&self) -> Value {
        let mut value = self.summary.described();
        value["text"] = json!(self.summary.text);
        value["timeline"] = self.timeline.iter().map(entry).collect();
        value["photos"] = self.photos.iter().map(photo).collect();
        value["voice"] = self.voice.as_ref().map(voice).into();
        value["person"] = self.parts.iter().map(|part| (part.label.clone(), json!(part.as_text()))).collect();
        value
    }
}

impl ActSummary {
    /// One deed.
    #[must_use]
    pub fn described(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "kind": self.kind.code(),
            "state": self.state.code(),
            "at": self.filed_at.to_string(),
            "text": self.text,
            "rating": self.rating.map(Rating::stars),
            "photos": self.photos,
            "attention": self.attention,
        })
    }
}

/// A report with the moment at which it was sealed.
pub(crate) fn filed(story: &Story) -> Value {
    let mut value = story.described();
    value["filed_at"] = json!(story.summary.filed_at.to_string());
    value
}

fn photo(photo: &StoryPhoto) -> Value {
    json!({
        "sha256": photo.sha256,
        "bytes": photo.bytes,
        "sent_bytes": photo.sent_bytes,
        "stored": photo.stored,
        "missing": photo.missing,
    })
}

fn voice(voice: &StoryVoice) -> Value {
    json!({
        "sha256": voice.sha256,
        "media_type": voice.media_type,
        "bytes": voice.bytes,
        "sent_bytes": voice.sent_bytes,
        "stored": voice.stored,
    })
}

fn entry(entry: &TimelineEntry) -> Value {
    json!({
        "status": entry.status,
        "outcome": entry.outcome,
        "at": entry.at.to_string(),
        "text": entry.text,
        "unit": entry.unit,
    })
}
