//! What was typed, in the forms in which it may stand in a name, and how well each fits.

use super::Likeness;
use crate::names::fold;

/// Abbreviations of the kinds that stand before names, folded, and what they stand for.
const ABBREVIATIONS: [(&str, &str); 15] = [
    ("tt", "thi tran"),
    ("tx", "thi xa"),
    ("tp", "thanh pho"),
    ("dk", "dac khu"),
    ("kp", "khu pho"),
    ("ql", "quoc lo"),
    ("tl", "tinh lo"),
    ("dt", "duong tinh"),
    ("hl", "huong lo"),
    ("p", "phuong"),
    ("x", "xa"),
    ("t", "thon"),
    ("b", "ban"),
    ("h", "huyen"),
    ("d", "duong"),
];

/// A name folded, its abbreviated kind written out.
pub(super) fn key(name: &str) -> String {
    let folded = fold(name);
    written_out(&folded).unwrap_or(folded)
}

/// The name without the kind before it: where in the key it begins.
pub(super) fn bare_from(key: &str) -> usize {
    let kinds = ABBREVIATIONS.iter().map(|(_, kind)| *kind);
    let after = |kind: &str| key.strip_prefix(kind)?.strip_prefix(' ').map(|bare| key.len() - bare.len());
    kinds.filter_map(after).max().unwrap_or(0)
}

/// «tt ai tu» → «thi tran ai tu», «ql9» → «quoc lo 9», «tt» → «thi tran»; nothing when no abbreviation stands there.
fn written_out(folded: &str) -> Option<String> {
    ABBREVIATIONS.iter().find_map(|(short, kind)| {
        if folded == *short && short.len() > 1 {
            return Some((*kind).to_owned());
        }
        let rest = folded.strip_prefix(short)?;
        let name = rest.strip_prefix(' ').unwrap_or(rest);
        let stands_apart = rest.starts_with(' ') || rest.starts_with(|first: char| first.is_ascii_digit());
        (stands_apart && !name.is_empty()).then(|| format!("{kind} {name}"))
    })
}

/// A form of what was typed.
pub(super) struct Form {
    text: String,
    words: Vec<String>,
    /// Whether the kind was left out of what was typed: other forms go before this one.
    pub(super) without_kind: bool,
}

/// The forms of what was typed, the most literal first; none when nothing was.
pub(super) fn forms(typed: &str) -> Vec<Form> {
    let folded = fold(typed);
    let written_out = written_out(&folded);
    let whole = written_out.as_deref().unwrap_or(&folded);
    let bare = &whole[bare_from(whole)..];
    let without_kind = (bare.len() < whole.len()).then(|| Form::new(bare, true));
    let forms =
        [Some(Form::new(&folded, false)), written_out.as_deref().map(|text| Form::new(text, false)), without_kind];
    forms.into_iter().flatten().filter(|form| !form.text.is_empty()).collect()
}

impl Form {
    fn new(text: &str, without_kind: bool) -> Self {
        Self { text: text.to_owned(), words: text.split(' ').map(str::to_owned).collect(), without_kind }
    }

    /// What every key that fits has in it.
    pub(super) fn needle(&self) -> &str {
        &self.words[0]
    }

    /// How well a key fits, whose bare name begins at `bare_from`; `context` is the district or the commune.
    pub(super) fn likeness(&self, key: &str, bare_from: usize, context: &str) -> Option<Likeness> {
        let bare = &key[bare_from..];
        if key == self.text || bare == self.text {
            Some(Likeness::Exact)
        } else if key.starts_with(&self.text) || bare.starts_with(&self.text) {
            Some(Likeness::Beginning)
        } else if self.words_begin(key, context) {
            Some(Likeness::Words)
        } else {
            // One letter is inside of nearly everything, and so is what is left when the kind is taken away.
            let telling = self.text.len() > 1 && !self.without_kind;
            (telling && key.contains(&self.text)).then_some(Likeness::Inside)
        }
    }

    fn words_begin(&self, key: &str, context: &str) -> bool {
        let mut own = key.split(' ');
        if !own.any(|word| word.starts_with(&self.words[0])) {
            return false;
        }
        let mut there = own.chain(context.split(' '));
        self.words[1..].iter().all(|typed| there.any(|word| word.starts_with(typed.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_written_out_before_a_name_and_before_a_number() {
        assert_eq!(key("TT. Ái Tử"), "thi tran ai tu");
        assert_eq!(key("P.1"), "phuong 1");
        assert_eq!(key("QL9"), "quoc lo 9");
        assert_eq!(key("ĐT.571"), "duong tinh 571");
        assert_eq!(key("Tam Thanh"), "tam thanh");
        assert_eq!((key("X."), key("TT")), ("x".into(), "thi tran".into()));
    }

    #[test]
    fn the_bare_name_begins_after_its_kind() {
        for (key, bare) in [("thi tran ai tu", "ai tu"), ("xa hai an", "hai an"), ("xanh", "xanh"), ("xa", "xa")] {
            assert_eq!(&key[bare_from(key)..], bare);
        }
    }

    #[test]
    fn likeness_goes_from_the_whole_name_to_somewhere_inside() {
        let like = |typed: &str, name: &str| {
            let key = key(name);
            forms(typed).iter().filter_map(|form| form.likeness(&key, bare_from(&key), "huyen hai lang")).min()
        };
        assert_eq!(like("xã hải an", "Xã Hải An"), Some(Likeness::Exact));
        assert_eq!(like("X. Hai An", "Xã Hải An"), Some(Likeness::Exact));
        assert_eq!(like("hai an", "Xã Hải An"), Some(Likeness::Exact));
        assert_eq!(like("hải a", "Xã Hải An"), Some(Likeness::Beginning));
        assert_eq!(like("an", "Xã Hải An"), Some(Likeness::Words));
        assert_eq!(like("hai an hai lang", "Xã Hải An"), Some(Likeness::Words));
        assert_eq!(like("ai an", "Xã Hải An"), Some(Likeness::Inside));
        assert_eq!(like("lang", "Xã Hải An"), None);
        assert_eq!(like("a", "Xã Hải"), None);
        assert_eq!(like(" .", "Xã Hải An"), None);
    }
}
