//! What is likely to happen to a report, told before it is filed and without any network.
//!
//! The portal decides; what is said here is what its rules in the region pack would say today.

use report::pack::PackUnit;

use crate::draft::Draft;
use crate::error::OutboxError;
use crate::outbox::Outbox;
use crate::region::Region;

impl Region {
    /// The unit for a category in a commune, as the portal would suggest: the most specific rule wins, the category before
    /// the commune.
    #[must_use]
    pub fn unit(&self, category: &str, commune: Option<&str>) -> Option<&PackUnit> {
        let fits = |rule: Option<&str>, asked: Option<&str>| rule.is_none() || rule == asked;
        let units = self
            .units
            .iter()
            .filter(|unit| fits(unit.category.as_deref(), Some(category)) && fits(unit.commune.as_deref(), commune));
        units.min_by_key(|unit| (unit.category.is_none(), unit.commune.is_none()))
    }
}

impl Outbox {
    /// The unit to which a draft would go, once its category and its commune are known.
    ///
    /// # Errors
    /// When the region pack is damaged.
    pub fn expected_unit(&self, draft: &Draft) -> Result<Option<String>, OutboxError> {
        let region = self.region()?;
        let commune = region.place_of(draft).and_then(|place| place.commune);
        let (Some(category), Some(commune)) = (&draft.category, commune) else { return Ok(None) };
        Ok(region.unit(category, Some(commune.code.as_str())).map(|unit| unit.name.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_rule_wins_the_category_before_the_commune() {
        let unit = |code: &str, category: Option<&str>, commune: Option<&str>| PackUnit {
            code: code.into(),
            name: code.into(),
            commune: commune.map(Into::into),
            category: category.map(Into::into),
        };
        let mut region = Region::builtin();
        region.units = vec![
            unit("rest", None, None),
            unit("ward", None, Some("19333")),
            unit("roads", Some("giao-thong"), None),
            unit("roads-here", Some("giao-thong"), Some("19333")),
        ];
        let found = |category: &str, commune: &str| region.unit(category, Some(commune)).map(|unit| unit.code.as_str());
        assert_eq!(found("giao-thong", "19333"), Some("roads-here"));
        assert_eq!(found("giao-thong", "19429"), Some("roads"));
        assert_eq!(found("y-te", "19333"), Some("ward"));
        assert_eq!(found("y-te", "19429"), Some("rest"));
        assert_eq!(Region::builtin().unit("y-te", None), None, "before a pack came nothing is promised");
    }
}
