//! The rules by which cases go to units, in their order. What they mean is `casework::dispatching`.
//!
//! **Invariant:** every writing leaves the list without a rule that never counts, and says that the region pack, which
//! carries the rules to the devices, is to be made again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AnyExecutor, Row as _};
use worktime::{Weekdays, Window};

use crate::casework::{CaseworkError, DispatchRule, DispatchSays, place_of, shadowed};
use crate::error::PortalError;
use crate::store::row::Columns as _;
use crate::store::{region, unit};

const COLUMNS: &str = "SELECT id, rank, name, category, commune, weekdays, hours, first_day, last_day, unit, beside,
    switched_off_at, version, updated_at, updated_by FROM dispatch_rule";

/// Who changes something, and when.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Who.
    pub who: String,
    /// When, ms.
    pub now_ms: i64,
}

/// Every rule, in the order in which they are asked.
///
/// # Errors
/// Those of the database.
pub async fn all<'e>(executor: impl AnyExecutor<'e>) -> Result<Vec<DispatchRule>, PortalError> {
    let list = sqlx::AssertSqlSafe(format!("{COLUMNS} ORDER BY rank, id"));
    sqlx::query(list).fetch_all(executor).await?.iter().map(read).collect()
}

/// Those that count and may speak of a case of this category in this commune, whatever the time, in their order. Of units
/// that are retired none.
///
/// # Errors
/// Those of the database.
pub async fn about<'e>(
    executor: impl AnyExecutor<'e>,
    category: &str,
    commune: Option<&str>,
) -> Result<Vec<DispatchRule>, PortalError> {
    let list = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE category IN ($1, '') AND commune IN ($2, '') AND switched_off_at IS NULL
            AND EXISTS (SELECT 1 FROM unit WHERE unit.code = dispatch_rule.unit AND unit.retired_at IS NULL)
        ORDER BY rank, id"
    ));
    let query = sqlx::query(list).bind(category.to_owned()).bind(commune.unwrap_or_default().to_owned());
    query.fetch_all(executor).await?.iter().map(read).collect()
}

/// Adds a rule: before the first that would leave it nothing.
///
/// # Errors
/// [`PortalError::RuleConflict`] names the rule that speaks of the same; [`PortalError::UnitUnknown`].
pub async fn add(connection: &mut AnyConnection, says: DispatchSays, by: &Editor) -> Result<DispatchRule, PortalError> {
    units_are_known(connection, &says).await?;
    let mut rules = all(&mut *connection).await?;
    let place = place_of(&says, &rules);
    let (updated_at_ms, updated_by) = (by.now_ms, by.who.clone());
    let mut new =
        DispatchRule { id: 0, rank: 0, says, switched_off_at_ms: None, version: 1, updated_at_ms, updated_by };
    new.id = insert(connection, &new).await?;
    rules.insert(place, new);
    let rules = keep(connection, rules, by).await?;
    Ok(rules[place].clone())
}

/// Says what a rule says from now on, or whether it counts, and gives how it was and is.
///
/// # Errors
/// [`PortalError::RuleUnknown`], [`CaseworkError::StaleEdit`], and as [`add`].
pub async fn change(
    connection: &mut AnyConnection,
    id: i64,
    seen: i64,
    says: DispatchSays,
    counts: bool,
    by: &Editor,
) -> Result<(DispatchRule, DispatchRule), PortalError> {
    units_are_known(connection, &says).await?;
    let mut rules = all(&mut *connection).await?;
    let (was, place) = found(&rules, id, seen)?;
    let switched_off_at_ms = if counts { None } else { was.switched_off_at_ms.or(Some(by.now_ms)) };
    let (version, updated_at_ms, updated_by) = (was.version + 1, by.now_ms, by.who.clone());
    rules[place] = DispatchRule { says, switched_off_at_ms, version, updated_at_ms, updated_by, ..was.clone() };
    update(connection, &rules[place]).await?;
    let rules = keep(connection, rules, by).await?;
    Ok((was, rules[place].clone()))
}

/// Takes a rule away and gives what it was.
///
/// # Errors
/// [`PortalError::RuleUnknown`], [`CaseworkError::StaleEdit`].
pub async fn remove(
    connection: &mut AnyConnection,
    id: i64,
    seen: i64,
    by: &Editor,
) -> Result<DispatchRule, PortalError> {
    let (was, _) = found(&all(&mut *connection).await?, id, seen)?;
    sqlx::query("DELETE FROM dispatch_rule WHERE id = $1").bind(id).execute(&mut *connection).await?;
    region::outdate(connection, &by.who, by.now_ms).await?;
    Ok(was)
}

/// Puts the rules in this order, which names every one once.
///
/// # Errors
/// [`PortalError::RulesOther`] when it names others than there are; [`PortalError::RuleConflict`].
pub async fn order(connection: &mut AnyConnection, ids: &[i64], by: &Editor) -> Result<Vec<DispatchRule>, PortalError> {
    let mut rules = all(&mut *connection).await?;
    let (there, named): (BTreeSet<i64>, BTreeSet<i64>) =
        (rules.iter().map(|rule| rule.id).collect(), ids.iter().copied().collect());
    if there != named || named.len() != ids.len() {
        return Err(PortalError::RulesOther);
    }
    rules.sort_by_key(|rule| ids.iter().position(|id| *id == rule.id));
    keep(connection, rules, by).await
}

/// Refuses a list in which a rule never counts, and writes the ranks down.
async fn keep(
    connection: &mut AnyConnection,
    mut rules: Vec<DispatchRule>,
    by: &Editor,
) -> Result<Vec<DispatchRule>, PortalError> {
    if let Some((earlier, later)) = shadowed(&rules) {
        return Err(PortalError::RuleConflict { earlier: earlier.says.name.clone(), later: later.says.name.clone() });
    }
    for (rank, rule) in (1..).zip(&mut rules) {
        rule.rank = rank;
        let set = sqlx::query("UPDATE dispatch_rule SET rank = $1 WHERE id = $2 AND rank <> $1");
        set.bind(rank).bind(rule.id).execute(&mut *connection).await?;
    }
    region::outdate(connection, &by.who, by.now_ms).await?;
    Ok(rules)
}

fn found(rules: &[DispatchRule], id: i64, seen: i64) -> Result<(DispatchRule, usize), PortalError> {
    let place = rules.iter().position(|rule| rule.id == id).ok_or(PortalError::RuleUnknown)?;
    let now = rules[place].version;
    if seen == now { Ok((rules[place].clone(), place)) } else { Err(CaseworkError::StaleEdit { seen, now }.into()) }
}

async fn units_are_known(connection: &mut AnyConnection, says: &DispatchSays) -> Result<(), PortalError> {
    for code in std::iter::once(&says.unit).chain(&says.beside) {
        unit::known(&mut *connection, code).await?;
    }
    Ok(())
}

async fn insert(connection: &mut AnyConnection, rule: &DispatchRule) -> Result<i64, PortalError> {
    let add =
        "INSERT INTO dispatch_rule (rank, name, category, commune, weekdays, hours, first_day, last_day, unit, beside,
            switched_off_at, version, updated_at, updated_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id";
    Ok(bound(add, rule).fetch_one(connection).await?.try_get("id")?)
}

async fn update(connection: &mut AnyConnection, rule: &DispatchRule) -> Result<(), PortalError> {
    let change =
        "UPDATE dispatch_rule SET rank = $1, name = $2, category = $3, commune = $4, weekdays = $5, hours = $6,
        first_day = $7, last_day = $8, unit = $9, beside = $10, switched_off_at = $11, version = $12, updated_at = $13,
        updated_by = $14 WHERE id = $15";
    bound(change, rule).bind(rule.id).execute(connection).await?;
    Ok(())
}

fn bound<'q>(sql: &'static str, rule: &DispatchRule) -> sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments> {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let DispatchSays { name, category, commune, window, unit, beside } = rule.says.clone();
    sqlx::query(sql)
        .bind(rule.rank)
        .bind(name)
        .bind(category.unwrap_or_default())
        .bind(commune.unwrap_or_default())
        .bind(i64::from(window.weekdays.bits()))
        .bind(window.hours.to_string())
        .bind(day(window.first))
        .bind(day(window.last))
        .bind(unit)
        .bind(beside.join(" "))
        .bind(rule.switched_off_at_ms)
        .bind(rule.version)
        .bind(rule.updated_at_ms)
        .bind(rule.updated_by.clone())
}

fn read(row: &AnyRow) -> Result<DispatchRule, PortalError> {
    let any = |column| Ok::<_, PortalError>(Some(row.try_get::<String, _>(column)?).filter(|text| !text.is_empty()));
    let day = |column| {
        let text: Option<String> = any(column)?;
        text.map(|text| text.parse::<Date>().map_err(|_| PortalError::Broken("dispatch_rule"))).transpose()
    };
    let bits: i64 = row.try_get("weekdays")?;
    let window = Window {
        weekdays: Weekdays::of_bits(u32::try_from(bits).map_err(|_| PortalError::Broken("dispatch_rule"))?),
        hours: row.parsed("hours")?,
        first: day("first_day")?,
        last: day("last_day")?,
    };
    let beside: String = row.try_get("beside")?;
    Ok(DispatchRule {
        id: row.try_get("id")?,
        rank: row.try_get("rank")?,
        says: DispatchSays {
            name: row.try_get("name")?,
            category: any("category")?,
            commune: any("commune")?,
            window,
            unit: row.try_get("unit")?,
            beside: beside.split_whitespace().map(str::to_owned).collect(),
        },
        switched_off_at_ms: row.try_get("switched_off_at")?,
        version: row.try_get("version")?,
        updated_at_ms: row.try_get("updated_at")?,
        updated_by: row.try_get("updated_by")?,
    })
}
