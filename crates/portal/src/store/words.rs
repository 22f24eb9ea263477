//! The words of cases, folded as people type them, so that a case is found among a million by the beginnings of some.
//!
//! ```text
//! what is typed   → the words that begin so             table word
//! the rarest      → the newest cases that have it       case_word, some at a time
//!                 → those of them that have the others  case_word
//! ```
//!
//! What is found here is a suggestion: whoever searches reads the case and looks whether it fits. Numbers of cases are no
//! words: [`numbered`] finds them.
//!
//! **Invariant:** when what was personal of a case is erased, its words go in the same transaction.

use std::collections::BTreeSet;

use place::names;
use sqlx::{AnyConnection, AnyExecutor, AnyPool, AssertSqlSafe, Row as _};

use crate::error::PortalError;

/// Letters of a word that are kept; nobody types more.
const LETTERS: usize = 40;
/// A beginning with more words than this finds nearly every case and is no help.
const WIDE: usize = 100;
/// Cases of a word that tell how rare it is.
const SAMPLE: i64 = 200;
/// Words that are written by one statement.
const WORDS: usize = 500;

/// What is searched for, as far as the words know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// No case has such words.
    Nothing,
    /// Every case may be it: what was typed begins too many words.
    Anything,
    /// The cases that have one word of each.
    Words {
        /// The words with the rarest beginning.
        rarest: Vec<i64>,
        /// Those with each of the other beginnings.
        others: Vec<Vec<i64>>,
    },
}

/// Cases that may be what is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// Their rows, the newest first.
    pub rows: Vec<i64>,
    /// The row before which to look on; `None`: there are no more.
    pub before: Option<i64>,
}

/// What a case is found by.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What the citizen wrote.
    pub text: Option<&'a str>,
    /// The commune's name.
    pub commune: Option<&'a str>,
    /// The category's name.
    pub category: &'a str,
}

impl Said<'_> {
    /// Its words as they are kept.
    #[must_use]
    pub fn words(&self) -> BTreeSet<String> {
        let (text, commune) = (self.text.unwrap_or_default(), self.commune.unwrap_or_default());
        folded(&format!("{text} {commune} {}", self.category))
    }
}

/// Writes the words of a case that has none.
///
/// # Errors
/// Those of the database.
pub(super) async fn begin(connection: &mut AnyConnection, case_id: i64, said: Said<'_>) -> Result<(), PortalError> {
    let words: Vec<String> = said.words().into_iter().collect();
    for some in words.chunks(WORDS) {
        put(connection, case_id, some).await?;
    }
    Ok(())
}

/// Writes the words of a case in the place of those that it had.
///
/// # Errors
/// Those of the database.
pub async fn write(connection: &mut AnyConnection, case_id: i64, now_ms: i64) -> Result<(), PortalError> {
    sqlx::query("DELETE FROM case_word WHERE case_id = $1").bind(case_id).execute(&mut *connection).await?;
    let find = "SELECT c.text, c.commune_name, coalesce(category.name_vi, c.category) AS category
        FROM case_file c LEFT JOIN category ON category.code = c.category WHERE c.id = $1";
    let row = sqlx::query(find).bind(case_id).fetch_one(&mut *connection).await?;
    let (text, commune): (Option<String>, Option<String>) = (row.try_get("text")?, row.try_get("commune_name")?);
    let category: String = row.try_get("category")?;
    let said = Said { text: text.as_deref(), commune: commune.as_deref(), category: &category };
    begin(connection, case_id, said).await?;
    let done = sqlx::query("UPDATE case_file SET worded_at = $1 WHERE id = $2");
    done.bind(now_ms).bind(case_id).execute(connection).await?;
    Ok(())
}

/// The same of several cases.
///
/// # Errors
/// Those of the database.
pub async fn write_all(connection: &mut AnyConnection, cases: Vec<i64>, now_ms: i64) -> Result<(), PortalError> {
    for case in cases {
        write(connection, case, now_ms).await?;
    }
    Ok(())
}

/// The words of a text as they are kept.
#[must_use]
pub fn folded(text: &str) -> BTreeSet<String> {
    names::fold(text).split(' ').filter(|word| !word.is_empty()).map(beginning).collect()
}

fn beginning(word: &str) -> String {
    word.chars().take(LETTERS).collect()
}

async fn put(connection: &mut AnyConnection, case_id: i64, words: &[String]) -> Result<(), PortalError> {
    // Filled up by the last word, so that there are few statements for the database to prepare.
    let places = words.len().next_power_of_two();
    let filled = || words.iter().chain(std::iter::repeat(&words[words.len() - 1])).take(places).cloned();
    let list = |first: usize, open: &str, close: &str| {
        (first..first + places).map(|place| format!("{open}${place}{close}")).collect::<Vec<_>>().join(", ")
    };
    let know = format!("INSERT INTO word (word) VALUES {} ON CONFLICT (word) DO NOTHING", list(1, "(", ")"));
    let query = filled().fold(sqlx::query(AssertSqlSafe(know)), |query, word| query.bind(word));
    query.execute(&mut *connection).await?;
    let has = format!(
        "INSERT INTO case_word (word_id, case_id) SELECT id, CAST($1 AS BIGINT) FROM word WHERE word IN ({})",
        list(2, "", "")
    );
    let query = filled().fold(sqlx::query(AssertSqlSafe(has)).bind(case_id), |query, word| query.bind(word));
    query.execute(connection).await?;
    Ok(())
}

/// Cases whose words are still to be written, at most `most`.
///
/// # Errors
/// Those of the database.
pub async fn missing<'e>(executor: impl AnyExecutor<'e>, most: i64) -> Result<Vec<i64>, PortalError> {
    let list = sqlx::query_scalar("SELECT id FROM case_file WHERE worded_at IS NULL ORDER BY id LIMIT $1");
    Ok(list.bind(most).fetch_all(executor).await?)
}

/// The words of a category's cases are to be written anew: it has another name.
///
/// # Errors
/// Those of the database.
pub async fn outdate(connection: &mut AnyConnection, category: &str) -> Result<(), PortalError> {
    let outdate = sqlx::query("UPDATE case_file SET worded_at = NULL WHERE category = $1");
    outdate.bind(category.to_owned()).execute(connection).await?;
    Ok(())
}

/// Which words begin as typed, and which of the beginnings is the rarest.
///
/// # Errors
/// Those of the database.
pub async fn seek(readers: &AnyPool, typed: &BTreeSet<String>) -> Result<Sought, PortalError> {
    let mut known = Vec::new();
    for words in beginning_with(readers, typed).await? {
        if words.is_empty() {
            return Ok(Sought::Nothing);
        }
        if words.len() <= WIDE {
            known.push((frequency(readers, &words).await?, words));
        }
    }
    known.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let mut known = known.into_iter().map(|(_, words)| words);
    Ok(match known.next() {
        Some(rarest) => Sought::Words { rarest, others: known.collect() },
        None => Sought::Anything,
    })
}

/// The words that begin as each of these, [`WIDE`] and one at most.
async fn beginning_with(readers: &AnyPool, typed: &BTreeSet<String>) -> Result<Vec<Vec<i64>>, PortalError> {
    // No text that is folded has the last character of Unicode.
    let of_one = |index: usize| {
        let (from, until) = (2 * index + 2, 2 * index + 3);
        format!(
            "SELECT id, CAST({index} AS BIGINT) AS place FROM (SELECT id FROM word WHERE word >= ${from} AND word < ${until}
             ORDER BY word LIMIT $1) AS words"
        )
    };
    let of_each: Vec<String> = (0..typed.len()).map(of_one).collect();
    let sql = AssertSqlSafe(of_each.join(" UNION ALL "));
    let query = typed.iter().fold(sqlx::query(sql).bind(WIDE as i64 + 1), |query, one| {
        query.bind(one.clone()).bind(format!("{one}\u{10ffff}"))
    });
    let mut words = vec![Vec::new(); typed.len()];
    for row in query.fetch_all(readers).await? {
        let place = usize::try_from(row.try_get::<i64, _>("place")?).unwrap_or(usize::MAX);
        words.get_mut(place).ok_or(PortalError::Broken("a word"))?.push(row.try_get("id")?);
    }
    Ok(words)
}

/// How many of a hundred cases or so have one of these words: of the newest that have it, how close together they are.
async fn frequency(readers: &AnyPool, words: &[i64]) -> Result<f64, PortalError> {
    let newest = |word: &i64| {
        format!(
            "SELECT count(*) AS cases, max(case_id) - min(case_id) + 1 AS among FROM (SELECT case_id FROM case_word
             WHERE word_id = {word} ORDER BY case_id DESC LIMIT $1) AS newest"
        )
    };
    let newest: Vec<String> = words.iter().map(newest).collect();
    let rows = sqlx::query(AssertSqlSafe(newest.join(" UNION ALL "))).bind(SAMPLE).fetch_all(readers).await?;
    let mut frequency = 0.0;
    for row in rows {
        let (cases, among): (i64, Option<i64>) = (row.try_get("cases")?, row.try_get("among")?);
        // What fewer cases have is rare wherever they are.
        frequency += if cases < SAMPLE { 0.0 } else { cases as f64 / among.unwrap_or(1) as f64 };
    }
    Ok(frequency)
}

/// Of the newest cases before the row `before` that have one of the rarest words, at most `most`, those that have one of each
/// of the others too.
///
/// # Errors
/// Those of the database.
pub async fn suggest(
    readers: &AnyPool,
    rarest: &[i64],
    others: &[Vec<i64>],
    before: i64,
    most: i64,
) -> Result<Suggested, PortalError> {
    let newest = |word: &i64| {
        format!(
            "SELECT case_id FROM (SELECT case_id FROM case_word WHERE word_id = {word} AND case_id < $1
             ORDER BY case_id DESC LIMIT $2) AS newest"
        )
    };
    let newest: Vec<String> = rarest.iter().map(newest).collect();
    // Not EXISTS: PostgreSQL would read every case of a frequent word, to look at some.
    let has = |words: &Vec<i64>| {
        let words = list(words);
        format!(
            "(SELECT 1 FROM case_word o WHERE o.case_id = d.case_id AND o.word_id IN ({words}) LIMIT 1) IS NOT NULL"
        )
    };
    let has: Vec<String> = others.iter().map(has).collect();
    let sql = format!(
        "SELECT d.case_id, CASE WHEN {} THEN 1 ELSE 0 END AS fits
         FROM (SELECT case_id FROM ({}) AS of_each GROUP BY case_id ORDER BY case_id DESC LIMIT $2) AS d
         ORDER BY d.case_id DESC",
        if has.is_empty() { "1 = 1".to_owned() } else { has.join(" AND ") },
        newest.join(" UNION ALL ")
    );
    let found = sqlx::query(AssertSqlSafe(sql)).bind(before).bind(most).fetch_all(readers).await?;
    let (mut rows, mut last) = (Vec::new(), None);
    for row in &found {
        let id: i64 = row.try_get("case_id")?;
        last = Some(id);
        if row.try_get::<i64, _>("fits")? == 1 {
            rows.push(id);
        }
    }
    let full = found.len() as i64 == most;
    Ok(Suggested { rows, before: last.filter(|_| full) })
}

fn list(numbers: &[i64]) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// The rows of cases whose number begins as typed: whole, from its year on, or the counting part alone, the newest first, at
/// most `most`.
///
/// # Errors
/// Those of the database.
pub async fn numbered(readers: &AnyPool, prefix: &str, typed: &str, most: i64) -> Result<Vec<i64>, PortalError> {
    let mut found = Vec::new();
    for beginning in numbers(readers, prefix, typed).await? {
        let list = "SELECT id FROM case_file WHERE number >= $1 AND number < $2 ORDER BY number DESC LIMIT $3";
        let rows = sqlx::query_scalar::<_, i64>(list).bind(beginning.clone()).bind(format!("{beginning}~")).bind(most);
        found.extend(rows.fetch_all(readers).await?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.dedup();
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(found)
}

/// How the numbers begin that somebody may mean; none when what they typed is no number.
async fn numbers(readers: &AnyPool, prefix: &str, typed: &str) -> Result<Vec<String>, PortalError> {
    let folded = names::fold(typed);
    let (own, words) = (names::fold(prefix), folded.split(' ').collect::<Vec<_>>());
    let words = words.strip_prefix([own.as_str()].as_slice()).unwrap_or(&words);
    if !words.iter().all(|word| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_digit())) {
        return Ok(Vec::new());
    }
    Ok(match words {
        [year, count] => vec![format!("{prefix}-{year}-{count}")],
        [count] if count.len() <= 6 => {
            let years = sqlx::query_scalar::<_, i64>("SELECT year FROM case_counter ORDER BY year DESC");
            let years = years.fetch_all(readers).await?;
            years.iter().map(|year| format!("{prefix}-{year}-{count:0>6}")).collect()
        }
        _ => Vec::new(),
    })
}
