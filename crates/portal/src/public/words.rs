//! The words of the public pages in both languages, from `locales/`. The vocabulary shared with the app (statuses,
//! categories, …) is in `report::words`.
//!
//! **Invariant:** every key that a page asks for is in both catalogues, and no catalogue holds a key that none asks for.

use report::words::Language;

rust_i18n::i18n!("locales", fallback = "vi");

/// The words for `key`; the key itself when no catalogue has it.
pub fn words(key: &str, language: Language) -> String {
    _rust_i18n_try_translate(language.code(), key).map_or_else(|| key.to_owned(), Cow::into_owned)
}

/// The words for `key` with each `%{name}` replaced by its value.
pub fn fill(key: &str, language: Language, values: &[(&str, &str)]) -> String {
    values.iter().fold(words(key, language), |text, (name, value)| text.replace(&format!("%{{{name}}}"), value))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn both_catalogues_have_the_same_keys() {
        assert_eq!(keys(include_str!("../../locales/vi.json")), keys(include_str!("../../locales/en.json")));
    }

    #[test]
    fn every_key_of_the_catalogue_is_used_and_every_used_key_is_there() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let sources = read(&root.join("templates")) + &read(&root.join("src"));
        let known = keys(include_str!("../../locales/vi.json"));
        for key in &known {
            assert!(sources.contains(&format!("\"{key}\"")), "nobody asks for {key}");
        }
        for asked in sources.split("frame.t(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(known.contains(asked), "no words for {asked}");
        }
    }

    #[test]
    fn placeholders_are_filled_in() {
        let values = [("number", "QT-2026-000001")];
        assert_eq!(fill("case.title", Language::En, &values), "Report QT-2026-000001");
    }

    fn keys(catalogue: &str) -> BTreeSet<String> {
        let catalogue: serde_json::Value = serde_json::from_str(catalogue).unwrap();
        let groups =
            catalogue.as_object().unwrap().iter().filter_map(|(group, words)| Some((group, words.as_object()?)));
        groups.flat_map(|(group, words)| words.keys().map(move |key| format!("{group}.{key}"))).collect()
    }

    fn read(folder: &Path) -> String {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let text = |path: &Path| fs::read_to_string(path).unwrap_or_default();
        entries.map(|path| if path.is_dir() { read(&path) } else { text(&path) }).collect()
    }
}
