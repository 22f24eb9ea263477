//! Filed reports, and what is done about them and about public cases.

use outbox::{Behalf, DeedProblem};
use report::{ActKind, CaseNumber, Rating};

use super::{Desk, hash, next, report_id, spoken};
use crate::problem::AppError;
use crate::view::{Claim, DeedKind, Followed, Mine, MineRow, ReportStory, ReportSummary, Which};

/// What can be done about a report, in the order in which it is offered.
const ABOUT: [ActKind; 6] =
    [ActKind::Answer, ActKind::Rate, ActKind::Rework, ActKind::Report, ActKind::Withdraw, ActKind::Erase];

impl Desk {
    /// A part of the reports that are asked for and fit a query, newest first: so many of them after the first `from`.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn reports(&self, which: Which, query: &str, from: usize, most: usize) -> Result<Mine, AppError> {
        let language = self.settings().language.into();
        self.with(|outbox| {
            let region = outbox.region()?;
            let row = |story: outbox::Story| {
                let commune = story.summary.commune.as_deref().and_then(|code| region.commune(code));
                let expected = next::of_story(&region, &story, outbox.now(), language);
                let answer = expected.answer.filter(|_| !story.timeline.is_empty());
                let for_whom = Behalf::of_parts(&story.parts).map(|behalf| behalf.name);
                MineRow { report: ReportSummary::new(story.summary, commune), for_whom, answer }
            };
            let rows = from..from.saturating_add(most);
            let outbox::Mine { reports, found, all, asking } = outbox.mine(which.into(), query, rows, language)?;
            Ok(Mine { rows: reports.into_iter().map(row).collect(), found, all, asking })
        })
    }

    /// Everything about one report.
    ///
    /// # Errors
    /// When there is no such report.
    pub fn report(&self, id: &str) -> Result<ReportStory, AppError> {
        self.with(|outbox| {
            let id = report_id(id)?;
            let story = outbox.story(id)?;
            let (region, settings) = (outbox.region()?, self.settings());
            let commune = story.summary.commune.as_deref().and_then(|code| region.commune(code));
            let expected = next::of_story(&region, &story, outbox.now(), settings.language.into());
            let may = ABOUT.into_iter().filter(|kind| outbox.may(id, *kind).is_ok()).map(DeedKind::from).collect();
            let mut page = ReportStory::new(story, commune, expected, may, settings.language);
            spoken::note(&mut page, outbox, settings.spoken.as_deref())?;
            Ok(page)
        })
    }

    /// A photo, or its thumbnail.
    ///
    /// # Errors
    /// When it is not there.
    pub fn picture(&self, sha256: &str, thumbnail: bool) -> Result<Vec<u8>, AppError> {
        self.with(|outbox| outbox.picture(&hash(sha256)?, thumbnail))
    }

    /// Rates how a report was handled, 1–4.
    ///
    /// # Errors
    /// Before there is an answer.
    pub fn rate(&self, report: &str, stars: u8, text: &str) -> Result<(), AppError> {
        self.file(|outbox| {
            let rating = Rating::from_stars(stars).ok_or(DeedProblem::NothingSaid)?;
            outbox.rate(report_id(report)?, rating, text)
        })?;
        Ok(())
    }

    /// Takes a report back.
    ///
    /// # Errors
    /// When the case has ended.
    pub fn withdraw(&self, report: &str, text: &str) -> Result<(), AppError> {
        self.file(|outbox| outbox.withdraw(report_id(report)?, text))?;
        Ok(())
    }

    /// Asks the portal to erase a report.
    ///
    /// # Errors
    /// When that was asked before.
    pub fn erase(&self, report: &str) -> Result<(), AppError> {
        self.file(|outbox| outbox.erase(report_id(report)?))?;
        Ok(())
    }

    /// Keeps a tracking code until the portal said what it opens; the report, when it is here already.
    ///
    /// # Errors
    /// When it is mistyped.
    pub fn claim(&self, code: &str) -> Result<Option<String>, AppError> {
        Ok(self.file(|outbox| outbox.claim(code))?.map(|report| report.to_string()))
    }

    /// Every typed code, newest first.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn claims(&self) -> Result<Vec<Claim>, AppError> {
        let language = self.settings().language;
        self.with(|outbox| Ok(outbox.claims()?.iter().map(|claim| Claim::new(claim, language)).collect()))
    }

    /// Forgets a typed code.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn forget_claim(&self, code: &str) -> Result<(), AppError> {
        self.with(|outbox| outbox.forget_claim(code))
    }

    /// Says «tôi cũng gặp tình trạng này» of a public case, follows it, or follows it no longer.
    ///
    /// # Errors
    /// When that was done, or the number is none.
    pub fn take_part(&self, case: &str, kind: DeedKind) -> Result<(), AppError> {
        self.file(|outbox| {
            let case: CaseNumber = case.trim().to_uppercase().parse().map_err(|_| DeedProblem::CaseNumberInvalid)?;
            match kind {
                DeedKind::MeToo => outbox.me_too(&case),
                DeedKind::Follow => outbox.follow(&case),
                _ => outbox.unfollow(&case),
            }
        })?;
        Ok(())
    }

    /// Public cases that this device follows or followed.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn followed(&self) -> Result<Vec<Followed>, AppError> {
        let language = self.settings().language;
        self.with(|outbox| Ok(outbox.followed()?.into_iter().map(|case| Followed::new(case, language)).collect()))
    }
}
