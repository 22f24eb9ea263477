//! The names, folded once, and the search over them.
//!
//! All keys stand in one text, a line each: the first word typed is looked for there, and only the lines that have it
//! are compared word by word. 20,000 names answer within a few milliseconds.
//!
//! Invariant: every entry's commune of today is among `communes`.

use std::collections::HashMap;

use jiff::civil::Date;

use super::query::{self, Form};
use super::{CommuneThen, HitKind, Likeness, NamedPlace, OldCommune, OldUnit, PlaceHit};
use crate::names::fold;
use crate::{Commune, CommuneCode, Point, builtin};

/// Names that can be searched and codes that can be asked for, on a date.
#[derive(Debug, Clone)]
pub struct Gazetteer {
    communes: Vec<Today>,
    old: Vec<Old>,
    places: Vec<NamedPlace>,
    keys: String,
    lines: Vec<Line>,
}

/// A commune of today.
#[derive(Debug, Clone)]
struct Today {
    commune: Commune,
    valid_from: Date,
    point: Option<Point>,
    /// Its folded name, for what lies in it.
    context: String,
}

/// A commune of once.
#[derive(Debug, Clone)]
struct Old {
    commune: OldCommune,
    /// Its folded district.
    context: String,
}

/// Where an entry's key stands in the text, and what it belongs to.
#[derive(Debug, Clone, Copy)]
struct Line {
    start: usize,
    end: usize,
    bare_from: usize,
    /// Among `communes`.
    today: usize,
    entry: Entry,
}

#[derive(Debug, Clone, Copy)]
enum Entry {
    Commune,
    Old(usize),
    Place(usize),
}

/// What is sorted, in one number: the better fits first, then what needs no explanation, then short names; the lowest
/// bits are the line. One search ranks all names there are, so that this is small and compares at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u64);

impl Rank {
    const NONE: Self = Self(u64::MAX);

    fn new(likeness: Likeness, without_kind: bool, class: u8, length: usize, line: usize) -> Self {
        let standing = u64::from(likeness as u8) << 4 | u64::from(without_kind) << 3 | u64::from(class);
        Self(standing << 48 | (length.min(0xFFFF) as u64) << 32 | line as u64)
    }

    const fn line(self) -> usize {
        (self.0 & 0xFFFF_FFFF) as usize
    }

    fn likeness(self) -> Likeness {
        const ALL: [Likeness; 4] = [Likeness::Exact, Likeness::Beginning, Likeness::Words, Likeness::Inside];
        ALL[(self.0 >> 52 & 0b11) as usize]
    }
}

impl Gazetteer {
    /// The names of these communes, and of the old communes and places that lie in them; others are left out.
    #[must_use]
    pub fn new(communes: Vec<Commune>, old: Vec<OldCommune>, places: Vec<NamedPlace>) -> Self {
        let communes: Vec<Today> = communes.into_iter().map(Today::of).collect();
        let old = old.into_iter().map(Old::of).collect();
        let mut gazetteer = Self { communes, old, places, keys: String::new(), lines: Vec::new() };
        gazetteer.fold_names();
        gazetteer
    }

    /// The names that every device knows from its build.
    #[must_use]
    pub fn builtin() -> Self {
        Self::new(builtin().iter().map(|unit| unit.commune.clone()).collect(), Vec::new(), Vec::new())
    }

    /// The best `limit` answers to what was typed so far, the best first, for words that are meant on that day.
    /// Nothing typed finds nothing.
    #[must_use]
    pub fn search(&self, typed: &str, on: Date, limit: usize) -> Vec<PlaceHit> {
        let mut ranks = vec![Rank::NONE; self.lines.len()];
        for form in query::forms(typed) {
            self.each_line_with(form.needle(), |number| {
                let rank = self.rank(number, &form, on).unwrap_or(Rank::NONE);
                ranks[number] = ranks[number].min(rank);
            });
        }
        ranks.retain(|rank| *rank != Rank::NONE);
        if ranks.len() > limit {
            ranks.select_nth_unstable(limit);
            ranks.truncate(limit);
        }
        ranks.sort_unstable();
        ranks.into_iter().map(|rank| self.hit(rank.line(), rank.likeness(), on)).collect()
    }

    /// What a code meant on that day; nothing if it meant nothing then.
    ///
    /// A code of today's table and one of an old unit may be the same: only the day tells them apart.
    #[must_use]
    pub fn commune_on(&self, code: &str, on: Date) -> Option<CommuneThen> {
        let old = self.old.iter().map(|old| &old.commune);
        let then: Vec<&OldCommune> = old.filter(|old| old.code == code && old.is_valid(on)).collect();
        let today = |code: &CommuneCode| self.communes.iter().find(|today| today.commune.code == *code);
        if let Some(first) = then.first() {
            let communes = then.iter().filter_map(|old| today(&old.today)).map(|today| today.commune.clone());
            return Some(CommuneThen { name: first.name.clone(), today: communes.collect() });
        }
        let now = self.communes.iter().find(|today| today.commune.code.as_str() == code && today.valid_from <= on)?;
        Some(CommuneThen { name: now.commune.name.clone(), today: vec![now.commune.clone()] })
    }

    fn fold_names(&mut self) {
        let numbers: HashMap<CommuneCode, usize> =
            self.communes.iter().enumerate().map(|(number, today)| (today.commune.code.clone(), number)).collect();
        self.old.retain(|old| numbers.contains_key(&old.commune.today));
        self.places.retain(|place| numbers.contains_key(&place.commune));
        let communes = self
            .communes
            .iter()
            .enumerate()
            .map(|(number, today)| (today.commune.name.as_str(), number, Entry::Commune));
        let old = self.old.iter().enumerate();
        let old = old.map(|(number, old)| (&old.commune, number));
        let old = old.map(|(old, number)| (old.name.as_str(), numbers[&old.today], Entry::Old(number)));
        let places = self.places.iter().enumerate();
        let places = places.map(|(number, place)| (place.name.as_str(), numbers[&place.commune], Entry::Place(number)));
        for (name, today, entry) in communes.chain(old).chain(places) {
            let (start, key) = (self.keys.len(), query::key(name));
            self.keys.push_str(&key);
            self.lines.push(Line { start, end: self.keys.len(), bare_from: query::bare_from(&key), today, entry });
            self.keys.push('\n');
        }
    }

    /// Calls with the number of each line that has the needle in it, once.
    fn each_line_with(&self, needle: &str, mut call: impl FnMut(usize)) {
        let (mut number, mut from) = (0, 0);
        while let Some(at) = self.keys[from..].find(needle).map(|at| from + at) {
            number += self.lines[number..].partition_point(|line| line.end < at);
            call(number);
            // The newline after the key is one byte.
            from = self.lines[number].end + 1;
        }
    }

    fn rank(&self, number: usize, form: &Form, on: Date) -> Option<Rank> {
        let line = &self.lines[number];
        let key = &self.keys[line.start..line.end];
        let (class, context) = self.standing(line, on)?;
        let likeness = form.likeness(key, line.bare_from, context)?;
        Some(Rank::new(likeness, form.without_kind, class, key.len(), number))
    }

    /// What goes first among equals, and the words that may stand after the name; nothing for what was not on that
    /// day, and for an old name that the commune of today bears as well.
    fn standing(&self, line: &Line, on: Date) -> Option<(u8, &str)> {
        let today = &self.communes[line.today];
        match line.entry {
            Entry::Commune => (today.valid_from <= on).then_some((0, "")),
            Entry::Place(_) => Some((2, &today.context)),
            Entry::Old(number) => {
                let Old { commune: old, context } = &self.old[number];
                let told_already = on > old.valid_until && self.keys[line.start..line.end] == today.context;
                let class = if old.is_valid(on) { 0 } else { 1 };
                (old.had_begun(on) && !told_already).then_some((class, context))
            }
        }
    }

    fn hit(&self, number: usize, likeness: Likeness, on: Date) -> PlaceHit {
        let line = self.lines[number];
        let today = &self.communes[line.today];
        let commune = today.commune.clone();
        match line.entry {
            Entry::Commune => PlaceHit {
                name: commune.name.clone(),
                kind: HitKind::Commune,
                commune,
                point: today.point,
                old: None,
                former: false,
                likeness,
            },
            Entry::Old(number) => self.old[number].commune.hit(commune, likeness, on),
            Entry::Place(number) => self.places[number].hit(commune, likeness),
        }
    }
}

impl Today {
    fn of(commune: Commune) -> Self {
        let known = builtin().iter().find(|unit| unit.commune.code == commune.code);
        // Whatever the pack names was valid when the pack was made; before the reorganisation no code of today was.
        let valid_from = known.map_or_else(|| super::entry::LAST_OLD_DAY.tomorrow(), |unit| Ok(unit.valid_from));
        Self {
            valid_from: valid_from.unwrap_or(Date::MIN),
            point: known.and_then(|unit| Point::parse(unit.lat, unit.lon).ok()),
            context: fold(&commune.name),
            commune,
        }
    }
}

impl Old {
    fn of(commune: OldCommune) -> Self {
        Self { context: commune.district.as_deref().map(fold).unwrap_or_default(), commune }
    }
}

impl OldCommune {
    fn hit(&self, commune: Commune, likeness: Likeness, on: Date) -> PlaceHit {
        let old = OldUnit { code: self.code.clone(), district: self.district.clone(), valid_until: self.valid_until };
        PlaceHit {
            name: self.name.clone(),
            kind: HitKind::OldCommune,
            commune,
            point: None,
            old: Some(old),
            former: !self.is_valid(on),
            likeness,
        }
    }
}

impl NamedPlace {
    fn hit(&self, commune: Commune, likeness: Likeness) -> PlaceHit {
        PlaceHit {
            name: self.name.clone(),
            kind: HitKind::Place(self.kind),
            commune,
            point: self.point,
            old: None,
            former: false,
            likeness,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rank_compares_likeness_first_and_gives_back_what_it_was_made_of() {
        let better = Rank::new(Likeness::Beginning, true, 2, 70_000, 19_999);
        let worse = Rank::new(Likeness::Words, false, 0, 1, 0);
        assert!(better < worse && worse < Rank::NONE);
        assert_eq!((better.likeness(), better.line()), (Likeness::Beginning, 19_999));
        assert_eq!((worse.likeness(), worse.line()), (Likeness::Words, 0));
    }
}
