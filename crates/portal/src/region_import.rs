//! Taking in the province's own files: boundaries, and the tables of units, of old communes and of places. All or
//! nothing, in one transaction, beside a running portal; devices hear of the new pack with their next sync. A table
//! that is not given is empty from then on; a base map stays.
//!
//! The table of units is CSV with the columns `unit_code,name,kind,commune_code,category_code`; a blank commune or
//! category is any. A unit may stand on several lines. Without a line of its own a commune goes to its People's
//! Committee, and what nobody takes goes to the duty desk. The columns of the other two are those of
//! [`place::gazetteer`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use place::gazetteer::{self, NamedPlace, OldCommune};
use place::{Commune, Region};
use report::Degrees;
use report::base_map::PackBaseMap;
use report::pack::{PackOldCommune, PackPlace};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::AnyConnection;

use crate::base_map::{self, Taken};
use crate::casework::Category;
use crate::error::PortalError;
use crate::photos::PhotoFolder;
use crate::region_check;
use crate::region_pack::{self, Edited, FromFiles};
use crate::spoken::{self, Packed};
use crate::state::AppState;
use crate::store::audit::{self, Attempt};
use crate::store::region::{self, RegionRow};
use crate::store::unit::{self, Rule, UnitRow};
use crate::store::{self, category, dispatch_rule, recording};

/// The unit that takes what no rule gives to another.
pub const DUTY_DESK: &str = "ioc";
const DUTY_DESK_NAME: &str = "Bộ phận trực IOC";
const COMMITTEE: &str = "ubnd";

/// The province's own files.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProvinceFiles<'a> {
    /// The communes' boundaries, `GeoJSON`.
    pub communes: &'a str,
    /// The table of units.
    pub units: Option<&'a [u8]>,
    /// The table of communes that are no more.
    pub old_communes: Option<&'a [u8]>,
    /// The table of villages, roads, bridges and the like.
    pub places: Option<&'a [u8]>,
    /// What becomes of the base map.
    pub base_map: BaseMapChange<'a>,
    /// Whether the boundaries must be those of the whole province of today.
    pub whole: bool,
}

/// What becomes of the base map. Unlike a table it stays unless something else is said: it is made seldom, and elsewhere.
#[derive(Debug, Clone, Copy, Default)]
pub enum BaseMapChange<'a> {
    /// The one that is known stays.
    #[default]
    Keep,
    /// This one takes its place.
    Take {
        /// `PMTiles`.
        file: &'a Path,
        /// Whose data it is; by default what the file says.
        attribution: Option<&'a str>,
    },
    /// There is none any more.
    Drop,
}

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Communes with boundaries.
    pub communes: usize,
    /// Units that handle reports.
    pub units: usize,
    /// Rules by which one is suggested.
    pub rules: usize,
    /// Old communes that can be searched.
    pub old_communes: usize,
    /// Named places that can be searched.
    pub places: usize,
    /// The `ETag` of the new pack.
    pub etag: String,
    /// Bytes of the new pack.
    pub pack_bytes: usize,
    /// The base map that it names.
    pub base_map: Option<PackBaseMap>,
}

/// Who handles what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    units: Vec<UnitRow>,
    rules: Vec<Rule>,
}

/// The files as they would be taken in, and what would be different then. Names are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would be taken in.
    pub imported: Imported,
    /// Communes that are not here yet.
    pub communes_added: Vec<String>,
    /// Communes that would be here no more.
    pub communes_removed: Vec<String>,
    /// Units that are not here yet.
    pub units_added: Vec<String>,
    /// Units that would be here no more.
    pub units_removed: Vec<String>,
}

/// Everything of an import but the writing.
struct Prepared {
    imported: Imported,
    roster: Roster,
    communes: BTreeSet<String>,
    row: RegionRow,
    spoken: Option<Packed>,
    /// The file of a base map that is new.
    taken: Option<Taken>,
    made_at_ms: i64,
}

/// Reads the files and says what taking them in would change; nothing is.
///
/// # Errors
/// Those of [`import`].
pub async fn preview(state: &AppState, files: &ProvinceFiles<'_>) -> Result<Preview, PortalError> {
    let Prepared { imported, roster, communes, .. } = prepare(state, files).await?;
    let known = state.region().await?;
    let known = known.map(|known| known.region.communes().map(|one| one.name.clone()).collect()).unwrap_or_default();
    let units = roster.units.into_iter().map(|unit| unit.name).collect();
    let units_known = unit::list(state.store().readers()).await?.into_iter().map(|unit| unit.name).collect();
    Ok(Preview {
        imported,
        communes_added: without(&communes, &known),
        communes_removed: without(&known, &communes),
        units_added: without(&units, &units_known),
        units_removed: without(&units_known, &units),
    })
}

fn without(these: &BTreeSet<String>, those: &BTreeSet<String>) -> Vec<String> {
    these.difference(those).cloned().collect()
}

/// What the audit log calls an import.
pub const PUBLISHED: &str = "region_published";
/// To what it is done.
pub const SUBJECT: &str = "region";

/// Takes in the boundaries and the tables that are given. The audit log says who did, in the same transaction; what is
/// refused stands there too.
///
/// # Errors
/// [`PortalError::Region`], [`PortalError::Units`], [`PortalError::OldCommunes`], [`PortalError::Places`] and
/// [`PortalError::BaseMap`] name what
/// is wrong in the files, as do those of [`region_check`]; then nothing was changed.
pub async fn import(state: &AppState, files: &ProvinceFiles<'_>, who: &str) -> Result<Imported, PortalError> {
    let (who, now_ms) = (who.to_owned(), state.now_ms());
    let attempt = Attempt { who: who.clone(), what: PUBLISHED, subject: SUBJECT.to_owned(), asked: files.asked() };
    let prepared = match prepare(state, files).await {
        Err(error) if !error.is_of_the_machine() => {
            audit::refuse(state.store(), attempt, error.code(), now_ms).await?;
            return Err(error);
        }
        prepared => prepared?,
    };
    let photos = state.photos().clone();
    let written = audit::carry_out(state.store(), attempt, now_ms, move |books| {
        Box::pin(async move { prepared.write(books, &photos, who, now_ms).await })
    });
    written.await
}

impl ProvinceFiles<'_> {
    /// How much was handed in, for the audit log.
    #[must_use]
    pub fn asked(&self) -> Value {
        let bytes = |table: Option<&[u8]>| table.map(<[u8]>::len);
        json!({ "communes": self.communes.len(), "units": bytes(self.units), "old_communes": bytes(self.old_communes),
            "places": bytes(self.places), "base_map": self.base_map.asked(), "whole": self.whole })
    }
}

impl BaseMapChange<'_> {
    const fn asked(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Take { .. } => "take",
            Self::Drop => "drop",
        }
    }
}

impl Prepared {
    async fn write(
        self,
        books: &mut AnyConnection,
        photos: &PhotoFolder,
        who: String,
        now_ms: i64,
    ) -> Result<Imported, PortalError> {
        let Self { imported, roster, row, spoken, taken, made_at_ms, .. } = self;
        store::base_map::name(books, imported.base_map.as_ref(), made_at_ms).await?;
        if let Some(taken) = taken {
            // While nobody else writes: nothing that is being forgotten has the same name.
            taken.keep(photos)?;
        }
        if let Some(Packed { spoken, archive }) = &spoken {
            recording::keep_archive(books, &spoken.archive, archive, made_at_ms).await?;
        }
        unit::replace(books, &roster.units, &roster.rules, made_at_ms).await?;
        region::add(books, &row, made_at_ms).await?;
        region::is_up_to_date(books, now_ms).await?;
        let base_map = imported.base_map.as_ref().map(|map| map.sha256);
        let became = json!({ "etag": imported.etag, "communes": imported.communes, "units": imported.units,
            "base_map": base_map });
        audit::record(books, &who, PUBLISHED, SUBJECT, None, Some(became), now_ms).await?;
        Ok(imported)
    }
}

async fn prepare(state: &AppState, files: &ProvinceFiles<'_>) -> Result<Prepared, PortalError> {
    let region = Region::from_geojson(files.communes)?;
    region_check::check(&region, files.whole)?;
    let communes: Vec<&Commune> = region.communes().collect();
    let categories = category::all(state.store().readers()).await?;
    let roster = Roster::of(&communes, &categories, files.units.unwrap_or_default())?;
    let names = Names::of(&region, files)?;
    let (old_communes, places) = (names.old_communes.len(), names.places.len());
    let timetable = state.timetable().await?;
    let rules = dispatch_rule::all(state.store().readers()).await?;
    let spoken = spoken::packed(&mut *state.store().readers().acquire().await?).await?;
    let edited = Edited {
        units: &roster.units,
        table: &roster.rules,
        rules: &rules,
        categories: &categories,
        timetable: &timetable,
        spoken: spoken.as_ref(),
    };
    let (base_map, taken) = of_base_map(state, files.base_map, &region).await?;
    let files = names.beside(&region, base_map.clone());
    let made_at_ms = state.now_ms();
    let row = region_pack::row(state, region_pack::pack(files, &edited, made_at_ms));
    let imported = Imported {
        communes: communes.len(),
        units: roster.units.len(),
        rules: roster.rules.len(),
        old_communes,
        places,
        etag: row.etag.clone(),
        pack_bytes: row.pack.len(),
        base_map,
    };
    let communes = communes.into_iter().map(|commune| commune.name.clone()).collect();
    Ok(Prepared { imported, roster, communes, row, spoken, taken, made_at_ms })
}

/// What the pack says of the base map, and the file of a new one.
async fn of_base_map(
    state: &AppState,
    change: BaseMapChange<'_>,
    region: &Region,
) -> Result<(Option<PackBaseMap>, Option<Taken>), PortalError> {
    match change {
        BaseMapChange::Keep => {
            let known = region::newest(state.store().readers()).await?;
            Ok((known.map(|known| region_pack::read(&known)).transpose()?.and_then(|pack| pack.base_map), None))
        }
        BaseMapChange::Take { file, attribution } => {
            let taken = base_map::take(state.photos(), file, attribution, region).await?;
            Ok((Some(taken.pack.clone()), Some(taken)))
        }
        BaseMapChange::Drop => Ok((None, None)),
    }
}

impl Roster {
    /// The roster before any file came: the communes of the built-in table, each with its committee.
    #[must_use]
    pub fn builtin() -> Self {
        let communes: Vec<&Commune> = place::builtin().iter().map(|unit| &unit.commune).collect();
        Self::standing(&communes)
    }

    /// Its units and rules.
    #[must_use]
    pub fn into_parts(self) -> (Vec<UnitRow>, Vec<Rule>) {
        (self.units, self.rules)
    }

    fn of(communes: &[&Commune], categories: &[Category], table: &[u8]) -> Result<Self, PortalError> {
        let mut roster = Self::standing(communes);
        let mut lines = Lines {
            communes: communes.iter().map(|commune| commune.code.as_str()).collect(),
            categories: categories.iter().map(|category| category.code.as_str()).collect(),
            ..Lines::default()
        };
        for (line, row) in (2..).zip(csv::Reader::from_reader(table).deserialize()) {
            let row: Row = row.map_err(|error| refused(line, error.to_string()))?;
            lines.take(line, row)?;
        }
        roster.units.retain(|unit| !lines.units.contains_key(&unit.code));
        roster.rules.retain(|rule| !lines.rules.contains_key(&(rule.category.clone(), rule.commune.clone())));
        roster.units.extend(lines.units.into_values());
        let rule = |((category, commune), unit)| Rule { category, commune, unit };
        roster.rules.extend(lines.rules.into_iter().map(rule));
        Ok(roster)
    }

    fn standing(communes: &[&Commune]) -> Self {
        let desk = UnitRow { code: DUTY_DESK.into(), name: DUTY_DESK_NAME.into(), kind: None, commune: None };
        let rest = Rule { category: String::new(), commune: String::new(), unit: DUTY_DESK.into() };
        let committees = communes.iter().map(|commune| UnitRow {
            code: committee(commune),
            name: format!("UBND {}", commune.name),
            kind: Some(COMMITTEE.to_owned()),
            commune: Some(commune.code.to_string()),
        });
        let rules = communes.iter().map(|commune| Rule {
            category: String::new(),
            commune: commune.code.to_string(),
            unit: committee(commune),
        });
        Self { units: committees.chain([desk]).collect(), rules: rules.chain([rest]).collect() }
    }
}

fn committee(commune: &Commune) -> String {
    format!("{COMMITTEE}-{}", commune.code)
}

/// A line of the table.
#[derive(Debug, Deserialize)]
struct Row {
    unit_code: String,
    name: String,
    kind: String,
    commune_code: String,
    category_code: String,
}

/// What was read so far.
#[derive(Default)]
struct Lines<'a> {
    communes: BTreeSet<&'a str>,
    categories: BTreeSet<&'a str>,
    units: BTreeMap<String, UnitRow>,
    rules: BTreeMap<(String, String), String>,
}

impl Lines<'_> {
    fn take(&mut self, line: u64, row: Row) -> Result<(), PortalError> {
        let unit = unit(line, &row)?;
        let commune = row.commune_code.trim().to_owned();
        if !commune.is_empty() && !self.communes.contains(commune.as_str()) {
            return Err(refused(line, format!("commune_code {commune} is not in the file of boundaries")));
        }
        let category = row.category_code.trim().to_owned();
        if !category.is_empty() && !self.categories.contains(category.as_str()) {
            return Err(refused(line, format!("category_code {category} is not a category")));
        }
        let code = unit.code.clone();
        if self.units.insert(code.clone(), unit.clone()).is_some_and(|before| before.name != unit.name) {
            return Err(refused(line, format!("name: {code} has another name on a line above")));
        }
        match self.rules.insert((category, commune), code.clone()) {
            Some(before) if before != code => Err(refused(line, format!("{before} has the same category and commune"))),
            _ => Ok(()),
        }
    }
}

fn unit(line: u64, row: &Row) -> Result<UnitRow, PortalError> {
    let (code, name, kind) = (row.unit_code.trim(), row.name.trim(), row.kind.trim());
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=60).contains(&code.len()) || !code.bytes().all(fits) {
        return Err(refused(line, "unit_code: lower-case letters, digits and hyphens, at most 60".into()));
    }
    if name.is_empty() {
        return Err(refused(line, "name: empty".into()));
    }
    let kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty());
    Ok(UnitRow { code: code.to_owned(), name: name.to_owned(), kind, commune: None })
}

fn refused(line: u64, reason: String) -> PortalError {
    PortalError::Units { line, reason }
}

/// The names that people search for, as the pack carries them.
struct Names {
    old_communes: Vec<PackOldCommune>,
    places: Vec<PackPlace>,
}

impl Names {
    fn of(region: &Region, files: &ProvinceFiles<'_>) -> Result<Self, PortalError> {
        let old = files.old_communes.map(|table| gazetteer::old_communes(table, region)).transpose();
        let places = files.places.map(|table| gazetteer::places(table, region)).transpose();
        let old = old.map_err(PortalError::OldCommunes)?.unwrap_or_default();
        let places = places.map_err(PortalError::Places)?.unwrap_or_default();
        Ok(Self {
            old_communes: old.into_iter().map(packed_old_commune).collect(),
            places: places.into_iter().map(packed_place).collect(),
        })
    }

    fn beside(self, region: &Region, base_map: Option<PackBaseMap>) -> FromFiles {
        FromFiles {
            communes: region.to_geojson(),
            old_communes: Some(self.old_communes).filter(|old| !old.is_empty()),
            places: Some(self.places).filter(|places| !places.is_empty()),
            base_map,
        }
    }
}

fn packed_old_commune(old: OldCommune) -> PackOldCommune {
    PackOldCommune {
        code: old.code,
        name: old.name,
        today: old.today.to_string(),
        valid_until: old.valid_until.to_string(),
        valid_from: old.valid_from.map(|day| day.to_string()),
        district: old.district,
    }
}

fn packed_place(place: NamedPlace) -> PackPlace {
    PackPlace {
        name: place.name,
        kind: place.kind.number(),
        commune: place.commune.to_string(),
        lat: place.point.and_then(|point| Degrees::from_degrees(point.lat())),
        lon: place.point.and_then(|point| Degrees::from_degrees(point.lon())),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const HEADER: &str = "unit_code,name,kind,commune_code,category_code\n";

    #[test]
    fn a_commune_without_a_line_goes_to_its_committee_and_the_rest_to_the_desk() {
        let (units, rules) = Roster::builtin().into_parts();
        assert_eq!((units.len(), rules.len()), (79, 79));
        let dong_ha = units.iter().find(|unit| unit.code == "ubnd-19333").unwrap();
        assert!(dong_ha.name.starts_with("UBND Phường"), "{}", dong_ha.name);
    }

    #[test]
    fn a_line_of_the_table_takes_the_place_of_the_committee() {
        let roster = read("dien-luc,Công ty Điện lực,congty,,dien-chieu-sang\nto-xu-ly,Tổ xử lý,,19333,\n").unwrap();
        assert!(roster.rules.iter().any(|rule| rule.unit == "dien-luc" && rule.commune.is_empty()));
        let here: Vec<&Rule> = roster.rules.iter().filter(|rule| rule.commune == "19333").collect();
        assert_eq!((here.len(), here[0].unit.as_str()), (1, "to-xu-ly"));
    }

    #[test]
    fn what_is_wrong_in_the_table_is_named_by_line_and_field() {
        for (table, words) in [
            ("Sở,Sở Xây dựng,,,\n", "line 2: unit_code"),
            ("a,A,,,\nb,,,,\n", "line 3: name"),
            ("a,A,,00000,\n", "line 2: commune_code 00000"),
            ("a,A,,,xe-co\n", "line 2: category_code xe-co"),
            ("a,A,,,khac\nb,B,,,khac\n", "line 3: a has the same"),
            ("a,A,,,khac\na,Á,,,y-te\n", "line 3: name"),
            ("a,A\n", "line 2"),
        ] {
            let error = read(table).unwrap_err().to_string();
            assert!(error.contains(words), "{table:?}: {error}");
        }
    }

    fn read(lines: &str) -> Result<Roster, PortalError> {
        let communes: Vec<&Commune> = place::builtin().iter().map(|unit| &unit.commune).collect();
        Roster::of(&communes, &Category::defaults(), format!("{HEADER}{lines}").as_bytes())
    }
}
