//! The region pack: what devices are told of the province, made of the books and signed.
//!
//! Taking files in makes one (`region_import`). When rules, categories or working time were changed since, it is made again
//! of the same files once nobody has changed anything for a while, so that a morning of edits is one pack to fetch and not
//! twenty.

use std::collections::HashMap;

use report::base_map::PackBaseMap;
use report::pack::{PackCategory, PackDeadline, PackOldCommune, PackPlace, PackRule, PackTime, PackUnit, RegionPack};
use report::{Content, Sha256, Signed};
use sqlx::AnyConnection;

use crate::casework::{Category, DeadlineRule, DispatchRule};
use crate::error::PortalError;
use crate::spoken::{self, Packed};
use crate::state::AppState;
use crate::store::region::{self, RegionRow};
use crate::store::timetable::{self, Timetable};
use crate::store::unit::{self, Rule, UnitRow};
use crate::store::{base_map, category, dispatch_rule, recording};

/// How long nobody may have changed anything before the pack is made again.
const QUIET_MS: i64 = 10 * 60 * 1000;

/// What of a pack comes from the province's files.
#[derive(Debug, Default)]
pub(crate) struct FromFiles {
    pub communes: String,
    pub old_communes: Option<Vec<PackOldCommune>>,
    pub places: Option<Vec<PackPlace>>,
    pub base_map: Option<PackBaseMap>,
}

/// What of a pack officers edit.
pub(crate) struct Edited<'a> {
    pub units: &'a [UnitRow],
    pub table: &'a [Rule],
    pub rules: &'a [DispatchRule],
    pub categories: &'a [Category],
    pub timetable: &'a Timetable,
    pub spoken: Option<&'a Packed>,
}

/// The pack of files and of what officers edit.
pub(crate) fn pack(files: FromFiles, edited: &Edited<'_>, made_at_ms: i64) -> RegionPack {
    let offered = edited.categories.iter().filter(|category| category.retired_at_ms.is_none());
    let names = edited.units.iter().map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
    let mut units: Vec<PackUnit> = edited.table.iter().filter_map(|rule| packed_unit(rule, &names)).collect();
    // The same table makes the same pack, in whatever order it was read.
    units.sort_by(|one, other| (&one.category, &one.commune).cmp(&(&other.category, &other.commune)));
    RegionPack {
        made_at_ms,
        communes: files.communes,
        units,
        categories: offered.clone().map(|category| category.code.clone()).collect(),
        old_communes: files.old_communes,
        places: files.places,
        category_details: Some(offered.map(packed_category).collect()),
        time: Some(packed_time(edited.timetable)),
        rules: Some(edited.rules.iter().filter_map(|rule| packed_rule(rule, &names)).collect())
            .filter(|rules: &Vec<PackRule>| !rules.is_empty()),
        spoken: edited.spoken.map(|packed| packed.spoken.clone()),
        base_map: files.base_map,
    }
}

/// Signs a pack and makes a row of it.
pub(crate) fn row(state: &AppState, pack: RegionPack) -> RegionRow {
    let bytes = pack.sign(state.keys().region(), state.portal_id());
    let base_map_bytes = pack.base_map.and_then(|map| i64::try_from(map.length).ok());
    RegionRow { id: 0, etag: etag(&bytes), geojson: pack.communes, pack: bytes, base_map_bytes }
}

/// Makes the pack again when what it carries was changed and nobody has changed anything for ten minutes.
///
/// # Errors
/// Those of the database.
pub async fn refresh_when_quiet(state: &AppState) -> Result<(), PortalError> {
    let (outdated_ms, now_ms) = (region::outdated(state.store().readers()).await?, state.now_ms());
    if outdated_ms == 0 || now_ms < outdated_ms + QUIET_MS {
        return Ok(());
    }
    let of = state.clone();
    state.store().write(move |books| Box::pin(refresh(books, of, now_ms))).await
}

async fn refresh(books: &mut AnyConnection, state: AppState, now_ms: i64) -> Result<(), PortalError> {
    if let Some(known) = region::newest(&mut *books).await? {
        let recordings = spoken::packed(&mut *books).await?;
        let made = made_again(books, &known, recordings.as_ref(), now_ms).await?;
        if let Some(Packed { spoken, archive }) = &recordings {
            recording::keep_archive(books, &spoken.archive, archive, now_ms).await?;
        }
        base_map::name(books, made.base_map.as_ref(), now_ms).await?;
        region::add(books, &row(&state, made), now_ms).await?;
    }
    region::is_up_to_date(books, now_ms).await
}

async fn made_again(
    books: &mut AnyConnection,
    known: &RegionRow,
    spoken: Option<&Packed>,
    now_ms: i64,
) -> Result<RegionPack, PortalError> {
    let before = read(known)?;
    let files = FromFiles {
        communes: before.communes,
        old_communes: before.old_communes,
        places: before.places,
        base_map: before.base_map,
    };
    let edited = Edited {
        units: &unit::list(&mut *books).await?,
        table: &unit::rules(&mut *books).await?,
        rules: &dispatch_rule::all(&mut *books).await?,
        categories: &category::all(&mut *books).await?,
        timetable: &*timetable::read(books).await?,
        spoken,
    };
    // A device takes no pack that is older than its own, whatever the portal's clock says meanwhile.
    Ok(pack(files, &edited, now_ms.max(before.made_at_ms + 1)))
}

/// A pack of the books.
///
/// # Errors
/// [`PortalError::Broken`].
pub(crate) fn read(known: &RegionRow) -> Result<RegionPack, PortalError> {
    let broken = || PortalError::Broken("region");
    let signed = Signed::open_large(&known.pack, Content::Region).map_err(|_| broken())?;
    minicbor::decode(&signed.payload).map_err(|_| broken())
}

/// Signs the pack that counts again when another key signed it: devices believe only the key that signs now.
///
/// # Errors
/// Those of the database.
pub async fn sign_again(state: &AppState) -> Result<(), PortalError> {
    let Some(row) = region::newest(state.store().readers()).await? else { return Ok(()) };
    let signed = Signed::open_large(&row.pack, Content::Region).map_err(|_| PortalError::Broken("region"))?;
    if signed.key == state.keys().region().key() {
        return Ok(());
    }
    let pack = state.keys().region().sign(Content::Region, state.portal_id(), signed.payload);
    let (row, now_ms) = (RegionRow { etag: etag(&pack), pack, ..row }, state.now_ms());
    state.store().write(move |books| Box::pin(async move { region::add(books, &row, now_ms).await })).await
}

/// Weak: the same pack compressed on the way is the same pack.
pub(crate) fn etag(pack: &[u8]) -> String {
    format!("W/\"{}\"", &Sha256::of(pack).to_string()[..32])
}

fn packed_unit(rule: &Rule, names: &HashMap<&str, &str>) -> Option<PackUnit> {
    let any = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Some(PackUnit {
        code: rule.unit.clone(),
        name: (*names.get(rule.unit.as_str())?).to_owned(),
        commune: any(&rule.commune),
        category: any(&rule.category),
    })
}

/// Nothing of a rule that does not count.
fn packed_rule(rule: &DispatchRule, names: &HashMap<&str, &str>) -> Option<PackRule> {
    let name = (*names.get(rule.says.unit.as_str())?).to_owned();
    let unit = (rule.says.unit.clone(), name);
    let packed = || rule.says.window.packed(unit, rule.says.category.clone(), rule.says.commune.clone());
    rule.switched_off_at_ms.is_none().then(packed)
}

fn packed_time(timetable: &Timetable) -> PackTime {
    let rule = |rule: &DeadlineRule| PackDeadline {
        step: rule.step.code().to_owned(),
        urgency: rule.urgency.code().to_owned(),
        allowance: rule.allowance.to_string(),
        pace: rule.pace.code().to_owned(),
        confirmed: u32::from(rule.confirmed_at_ms.is_some()),
        category: rule.category.clone(),
    };
    PackTime {
        hours: timetable.calendar.hours().to_string(),
        days: timetable.calendar.packed_days(),
        deadlines: timetable.rules.all().iter().map(rule).collect(),
        day_and_night: timetable.rules.day_and_night().map(str::to_owned).collect(),
    }
}

fn packed_category(category: &Category) -> PackCategory {
    let set = |flag: bool| flag.then_some(1);
    PackCategory {
        code: category.code.clone(),
        vi: category.name_vi.clone(),
        en: category.name_en.clone(),
        icon: category.icon.clone(),
        identity: category.identity as u32,
        hotline: category.hotline.clone(),
        photo_unwanted: set(!category.photo_asked),
        private: set(category.private),
    }
}
