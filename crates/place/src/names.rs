//! Vietnamese names as people type them: with and without diacritics, composed or not, either tone placement.
//!
//! Folding is for comparing and searching, never for showing. It is coarse on purpose: «Hoà», «Hòa», «Hóa» and
//! «hoa» fold alike, because a phone's keyboard without Telex can write only the last.
//!
//! Invariant: folding what is folded changes nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no diacritics, đ as d, and one space between words whatever stood there.
///
/// ```
/// use place::names::fold;
/// assert_eq!(fold("Lệ Thuỷ"), "le thuy");
/// assert_eq!(fold("Lệ Thuỷ"), fold("Lệ Thủy"));
/// assert_eq!(fold("  ĐÔNG-HÀ "), "dong ha");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let bare: String =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(plain_d).collect();
    bare.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The letter đ has no decomposition in Unicode; its lower case is all that is left to meet here. Old fonts and some
/// keyboards write the Icelandic ð, which looks the same as a capital.
fn plain_d(letter: char) -> char {
    if matches!(letter, 'đ' | 'ð') { 'd' } else { letter }
}

/// Whether each word typed begins a word of the name, in the same order: «le th» finds «Xã Lệ Thủy».
///
/// An empty query finds everything, as an empty search box shows the whole list.
#[must_use]
pub fn matches(name: &str, query: &str) -> bool {
    let (name, query) = (fold(name), fold(query));
    let mut words = name.split(' ');
    query.split_whitespace().all(|typed| words.any(|word| word.starts_with(typed)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn either_tone_placement_and_no_diacritics_at_all_fold_alike() {
        for spelling in ["Lệ Thuỷ", "Lệ Thủy", "le thuy", "LỆ THỦY", "Lê\u{323} Thu\u{309}y", "Lệ  Thủy\u{a0}"]
        {
            assert_eq!(fold(spelling), "le thuy", "{spelling}");
        }
        assert_eq!(fold("Minh Hoá"), fold("Minh Hóa"));
    }

    #[test]
    fn every_vietnamese_letter_folds_to_ascii() {
        let letters = "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ";
        for text in [letters.to_owned(), letters.to_uppercase()] {
            assert!(fold(&text).bytes().all(|byte| byte.is_ascii_lowercase()), "{}", fold(&text));
        }
    }

    #[test]
    fn a_search_finds_by_the_beginnings_of_words() {
        assert!(matches("Xã Lệ Thủy", "le th"));
        assert!(matches("Xã Lệ Thủy", "thuy"));
        assert!(matches("Phường Đông Hà", "Đông"));
        assert!(matches("Phường Đông Hà", ""));
        assert!(!matches("Phường Đông Hà", "ha dong"));
        assert!(!matches("Phường Đông Hà", "ong"));
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
