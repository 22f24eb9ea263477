//! A published case in a list.

use report::Sha256;

use super::frame::Frame;
use super::shown::{Chip, Moment, excerpt};
use crate::store::case_view::CaseView;

/// Characters of text on a card.
const EXCERPT_CHARS: usize = 140;

/// What a card shows.
#[derive(Debug)]
pub struct Card {
    /// The public number.
    pub number: String,
    /// The path of its page.
    pub path: String,
    /// The category's word.
    pub category: String,
    /// The commune's name.
    pub commune: String,
    /// Where it stands.
    pub chip: Chip,
    /// The beginning of its public text.
    pub excerpt: String,
    /// When it was sent.
    pub at: Moment,
    /// Its first picture.
    pub picture: Option<Sha256>,
}

impl Card {
    /// The card of a published case.
    pub fn of(case: &CaseView, frame: &Frame) -> Self {
        let text = case.public_text.as_deref().or(case.text.as_deref()).unwrap_or_default();
        Self {
            path: format!("/phan-anh/{}", case.number),
            number: case.number.to_string(),
            category: case.category_name(frame.language).to_owned(),
            commune: case.commune_name.clone().unwrap_or_else(|| frame.t("case.place_unknown")),
            chip: Chip::of(case.status, case.outcome, frame.language),
            excerpt: excerpt(text, EXCERPT_CHARS),
            at: Moment::of_ms(case.submitted_at_ms),
            picture: case.public_picture,
        }
    }
}
