//! Cases found by words or by a number, without diacritics, the newest first.
//!
//! One answer looks at a part of the cases only, and says where to look on: what is searched for may be rare although each
//! of its words is not.

use std::collections::BTreeSet;

use place::names;
use report::words::Language;

use super::inbox::{Cursor, PAGE};
use crate::error::PortalError;
use crate::state::AppState;
use crate::store::case_view::CaseView;
use crate::store::inbox::{self, InboxFilter};
use crate::store::words::{self, Sought};

/// Cases of the rarest word that each look of one answer goes through: what is searched for is mostly among the first.
const LOOKS: [i64; 3] = [200, 600, 1800];
/// Cases that are read at once when every case may be the one.
const BATCH: i64 = 200;

/// What is searched for.
pub struct Search<'a> {
    text: &'a str,
    folded: String,
    words: BTreeSet<String>,
}

/// What an answer has found so far.
struct Finding {
    found: Vec<CaseView>,
    /// The row before which to look on; `None`: everything was looked at.
    before: Option<i64>,
}

impl<'a> Search<'a> {
    /// `None` when there is nothing to search for.
    pub fn of(text: &'a str) -> Option<Self> {
        let folded = names::fold(text);
        if folded.is_empty() { None } else { Some(Self { text, words: words::folded(text), folded }) }
    }

    /// A page of what is found from `cursor` on, and where the next one begins.
    pub async fn page(
        &self,
        state: &AppState,
        filter: &InboxFilter,
        cursor: Option<Cursor>,
    ) -> Result<(Vec<CaseView>, Option<Cursor>), PortalError> {
        let (books, most) = (state.store().readers(), i64::try_from(PAGE).unwrap_or(i64::MAX));
        let numbered = words::numbered(books, &state.config().case_prefix, self.text, most).await?;
        let before = match cursor {
            Some(Cursor::Newest(before)) => before,
            _ => None,
        };
        let found = if before.is_none() { inbox::among(books, filter, &numbered, most).await? } else { Vec::new() };
        let sought = words::seek(books, &self.words).await?;
        let mut finding = Finding { found, before: Some(before.unwrap_or(i64::MAX)) };
        for far in LOOKS {
            let Some(before) = finding.before.filter(|_| finding.found.len() < PAGE) else { break };
            self.look(state, filter, (before, far), (&sought, &numbered), &mut finding).await?;
        }
        Ok((finding.found, finding.before.map(|before| Cursor::Newest(Some(before)))))
    }

    async fn look(
        &self,
        state: &AppState,
        filter: &InboxFilter,
        (before, far): (i64, i64),
        (sought, numbered): (&Sought, &[i64]),
        finding: &mut Finding,
    ) -> Result<(), PortalError> {
        let books = state.store().readers();
        let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let (cases, full, on) = match sought {
            Sought::Nothing => (Vec::new(), most, None),
            Sought::Anything => (inbox::newest(books, filter, Some(before), BATCH).await?, BATCH, None),
            Sought::Words { rarest, others } => {
                let suggested = words::suggest(books, rarest, others, before, far).await?;
                (inbox::among(books, filter, &suggested.rows, most).await?, most, suggested.before)
            }
        };
        let full = cases.len() as i64 == full;
        let last = cases.last().map(|last| last.id);
        for case in cases {
            if finding.found.len() == PAGE {
                return Ok(());
            }
            finding.before = Some(case.id);
            if !numbered.contains(&case.id) && self.fits(&case) {
                finding.found.push(case);
            }
        }
        finding.before = if full { last } else { on };
        Ok(())
    }

    /// Whether every word searched for begins a word of the case, in any order.
    fn fits(&self, case: &CaseView) -> bool {
        let category = case.category_name(Language::Vi);
        let parts =
            [case.text.as_deref().unwrap_or_default(), case.commune_name.as_deref().unwrap_or_default(), category];
        let text = names::fold(&parts.join(" "));
        self.folded.split(' ').all(|typed| text.split(' ').any(|word| word.starts_with(typed)))
    }
}
