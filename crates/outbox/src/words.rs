//! Whether a text is that of a template whose fields were filled in and in which nothing else was changed.
//!
//! Words of officers come as text alone. The recording of a template says them only where the text is the template's: a number, a
//! day, or a name that the province's pack has stands in each field, and all around it is the same.

use std::collections::BTreeSet;

use crate::region::Region;

/// The longest thing that a field holds, in characters.
const FIELD_CHARS: usize = 200;
/// What an officer sees, and may leave, where a case has nothing for a field.
const NOTHING: &str = "…";

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Field(String),
}

/// Whether the template `words` says `text`.
pub(crate) fn is_said_by(words: &str, text: &str, region: &Region) -> bool {
    says(words, text, |field, value| fits(field, value, region))
}

fn says(words: &str, text: &str, fits: impl Fn(&str, &str) -> bool) -> bool {
    let text = text.trim();
    let mut ends = BTreeSet::from([0]);
    for piece in pieces(words.trim()) {
        ends = ends.into_iter().flat_map(|at| after(&piece, text, at, &fits)).collect();
    }
    ends.contains(&text.len())
}

/// Where `piece` may end in `text` when it begins at the byte `at`.
fn after(piece: &Piece, text: &str, at: usize, fits: &impl Fn(&str, &str) -> bool) -> Vec<usize> {
    let rest = &text[at..];
    match piece {
        Piece::Plain(plain) => rest.starts_with(plain.as_str()).then(|| at + plain.len()).into_iter().collect(),
        Piece::Field(field) => {
            let ends = rest.char_indices().map(|(begin, one)| begin + one.len_utf8()).take(FIELD_CHARS);
            ends.filter(|end| fits(field, &rest[..*end])).map(|end| at + end).collect()
        }
    }
}

fn fits(field: &str, value: &str, region: &Region) -> bool {
    let counts = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '/');
    value == NOTHING
        || match field {
            "so_phan_anh" | "ngay_gui" | "han_tra_loi" | "ngay_du_kien" | "hom_nay" => value.chars().all(counts),
            "linh_vuc" => region.categories().iter().any(|code| code == value || region.category_is(code, value)),
            "xa_phuong" => region.communes().iter().any(|commune| commune.name == value),
            "don_vi" => {
                region.units.iter().any(|unit| unit.name == value) || region.rules.iter().any(|rule| rule.name == value)
            }
            _ => false,
        }
}

/// `{field}`; `\{` and `\}` are the signs themselves. A bracket without its other half is a sign like any other.
fn pieces(words: &str) -> Vec<Piece> {
    let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), words);
    while let Some(first) = rest.chars().next() {
        if let Some(sign) =
            rest.strip_prefix('\\').and_then(|rest| rest.chars().next()).filter(|one| "{}".contains(*one))
        {
            plain.push(sign);
            rest = &rest[2..];
        } else if let Some((field, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            pieces.push(Piece::Field(field.trim().to_owned()));
            rest = after;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    pieces.push(Piece::Plain(plain));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "Phản ánh {so_phan_anh} đã chuyển {don_vi}, \\{xong\\} ngày {hom_nay}.";

    fn said(text: &str) -> bool {
        is_said_by(WORDS, text, &Region::builtin())
    }

    #[test]
    fn a_filled_template_is_said_and_an_edited_one_is_not() {
        assert!(said("Phản ánh QT-2026-000001 đã chuyển …, {xong} ngày 24/11/2026."));
        assert!(said(" Phản ánh … đã chuyển …, {xong} ngày ….\n"));
        for edited in [
            "Phản ánh QT-2026-000001 đã chuyển …, {xong} ngày 24/11/2026. Xin cảm ơn.",
            "Phản ánh QT-2026-000001 chưa chuyển …, {xong} ngày 24/11/2026.",
            "Phản ánh QT-2026-000001 đã chuyển cho ai đó, {xong} ngày 24/11/2026.",
            "Phản ánh  đã chuyển …, {xong} ngày 24/11/2026.",
            "",
        ] {
            assert!(!said(edited), "{edited}");
        }
    }

    #[test]
    fn names_fit_only_when_the_province_has_them() {
        let text = |name: &str| format!("Ở {name}.");
        assert!(is_said_by("Ở {xa_phuong}.", &text("Phường Đông Hà"), &Region::builtin()));
        assert!(!is_said_by("Ở {xa_phuong}.", &text("Phường Đông Hà. Hay ở đâu đó"), &Region::builtin()));
        assert!(!is_said_by("Ở {noi_khac}.", &text("Phường Đông Hà"), &Region::builtin()));
    }

    #[test]
    fn a_text_without_fields_is_said_as_it_is() {
        assert!(is_said_by("Xin cảm ơn {ông, bà", "Xin cảm ơn {ông, bà", &Region::builtin()));
        assert!(!is_said_by("Xin cảm ơn.", "Xin cảm ơn", &Region::builtin()));
    }
}
