//! What a report can be about (lĩnh vực): the defaults until the province sends its own.
//!
//! A category is data that the province edits, so on the wire it is text; what is here is what a device offers
//! before it ever met a portal. The words are in `locales/` under `category.<code>`.

/// Codes of the default categories, in the order in which they are offered.
pub const DEFAULTS: [&str; 18] = [
    "giao-thong",
    "moi-truong",
    "do-thi",
    "dien-chieu-sang",
    "cap-thoat-nuoc",
    "an-ninh-trat-tu",
    "an-toan-thuc-pham",
    "bom-min-vat-no",
    "y-te",
    "giao-duc",
    "vien-thong",
    "pccc-cuu-nan",
    "thien-tai",
    "dat-dai-xay-dung",
    "rung-khoang-san",
    "du-lich",
    "thu-tuc-hanh-chinh",
    "khac",
];

/// The category of unexploded ordnance: no photo is asked for, the place may be set from afar.
pub const ORDNANCE: &str = "bom-min-vat-no";

/// Whether `code` is one of the defaults.
#[must_use]
pub fn is_default(code: &str) -> bool {
    DEFAULTS.contains(&code)
}
