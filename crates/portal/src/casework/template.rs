//! Answers that are written often: a text with named fields, `{so_phan_anh}`, which the case fills in. `\{` and `\}` are the
//! signs themselves.
//!
//! **Invariant:** a template that was checked can be filled in for every case; no field tells who reported or opens the case.

use std::collections::HashMap;

use leon::Template;

use crate::casework::CaseworkError;

/// The fields, in the order in which they are offered.
pub const FIELDS: [&str; 8] =
    ["so_phan_anh", "linh_vuc", "xa_phuong", "don_vi", "ngay_gui", "han_tra_loi", "ngay_du_kien", "hom_nay"];

/// What stands where a case has nothing for a field, for the officer to see and fill in.
const NOTHING: &str = "…";

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Fields that there are not.
    #[error("no such fields: {}", .0.join(", "))]
    UnknownFields(Vec<String>),
    /// A bracket without its other half, or without a name in it.
    #[error("a bracket without its other half, or without a name in it")]
    Brackets,
    /// Nothing, or too much.
    #[error(transparent)]
    Text(#[from] CaseworkError),
}

/// Whether a text is a template, without what stands around it.
///
/// # Errors
/// [`TemplateError`].
pub fn checked(text: String) -> Result<String, TemplateError> {
    let text = super::case_file::words(text)?;
    let template = Template::parse(&text).map_err(|_| TemplateError::Brackets)?;
    let unknown: Vec<String> =
        template.keys().filter(|key| !FIELDS.contains(key)).map(|key| (*key).to_owned()).collect();
    if unknown.is_empty() { Ok(text) } else { Err(TemplateError::UnknownFields(unknown)) }
}

/// The text with its fields filled in. One that does not read, which no checked one does, is given as it is.
#[must_use]
pub fn filled(text: &str, values: &HashMap<&'static str, String>) -> String {
    let Ok(mut template) = Template::parse(text) else { return text.to_owned() };
    template.set_default(&NOTHING);
    template.render(values).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_template_is_filled_in_and_what_is_missing_is_seen() {
        let text = checked(" Phản ánh {so_phan_anh}: {don_vi} đã xử lý \\{xong\\}. ".into()).unwrap();
        let values = HashMap::from([("so_phan_anh", "QT-2026-000001".to_owned())]);
        assert_eq!(filled(&text, &values), "Phản ánh QT-2026-000001: … đã xử lý {xong}.");
    }

    #[test]
    fn unknown_fields_are_refused_by_name_and_brackets_must_fit() {
        let unknown = checked("{so_phan_anh} {dia_chi} {ten_nguoi_gui}".into());
        let named = vec!["dia_chi".to_owned(), "ten_nguoi_gui".to_owned()];
        assert_eq!(unknown, Err(TemplateError::UnknownFields(named)));
        for text in ["{so_phan_anh", "a } b", "{}"] {
            assert_eq!(checked(text.into()), Err(TemplateError::Brackets), "{text}");
        }
        assert_eq!(checked(" ".into()), Err(TemplateError::Text(CaseworkError::ReasonMissing)));
    }
}
