//! What in a citizen's words names somebody and can be told by its shape: telephone numbers, number plates, numbers of
//! identity, addresses of mail. Names of persons have no shape; those are for the officer's eyes.
//!
//! **Invariant:** what is [`covered`] finds nothing any more.

/// What stands instead of what is covered.
const COVER: &str = "[…]";

/// Digits of a telephone number (Thông tư 22/2014/TT-BTTTT and 12/2021: ten, fixed lines eleven) and of a number of identity
/// (căn cước twelve, the older one nine).
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 9..=12;
/// Digits behind the letters of a plate (Thông tư 79/2024/TT-BCA: five, older ones four).
const PLATE_DIGITS: std::ops::RangeInclusive<usize> = 4..=5;

/// Whether anything in the text is of such a shape.
#[must_use]
pub fn finds_personal(text: &str) -> bool {
    !spans(text).is_empty()
}

/// The text with everything of such a shape covered.
#[must_use]
pub fn covered(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in spans(text) {
        shown.push_str(&text[from..start]);
        shown.push_str(COVER);
        from = end;
    }
    shown.push_str(&text[from..]);
    shown
}

/// Where something of such a shape stands, in bytes, in order and apart.
fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, letter)) = text[at..].char_indices().next().map(|(offset, letter)| (at + offset, letter)) {
        let begins = starts_word(text, start);
        let end = if begins {
            plate(&text[start..]).or_else(|| number(&text[start..])).or_else(|| mail(&text[start..]))
        } else {
            None
        };
        match end {
            Some(length) => {
                found.push((start, start + length));
                at = start + length;
            }
            None => at = start + letter.len_utf8(),
        }
    }
    found
}

fn starts_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
}

fn ends_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(|after| !after.is_alphanumeric())
}

/// The length of a long number, its digits apart or not: `0912 345 678`, `+84.912.345.678`, `045 090 001 234`.
fn number(text: &str) -> Option<usize> {
    // An international prefix brings two digits more.
    let most = NUMBER_DIGITS.end() + if text.starts_with('+') { 2 } else { 0 };
    let (mut digits, mut gap, mut longest) = (0, false, None);
    for (at, letter) in text.char_indices() {
        match letter {
            '0'..='9' => {
                (digits, gap) = (digits + 1, false);
                if (*NUMBER_DIGITS.start()..=most).contains(&digits) && ends_word(&text[at + 1..]) {
                    longest = Some(at + 1);
                }
            }
            '+' if at == 0 => {}
            ' ' | '.' | '-' | '\u{a0}' if digits > 0 && !gap => gap = true,
            _ => break,
        }
    }
    longest
}

/// The length of a plate: two digits, a letter or two, perhaps a digit, then four or five digits: `74A-123.45`,
/// `74-H1 2345`, `74h1 234.56`.
fn plate(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is = |at: usize, fits: fn(&u8) -> bool| bytes.get(at).is_some_and(fits);
    let skip = |at: usize| if is(at, |byte| matches!(byte, b'-' | b' ' | b'.')) { at + 1 } else { at };
    if !(is(0, u8::is_ascii_digit) && is(1, u8::is_ascii_digit)) {
        return None;
    }
    let mut at = skip(2);
    if !is(at, u8::is_ascii_alphabetic) {
        return None;
    }
    at += 1;
    if is(at, u8::is_ascii_alphanumeric) && !is(at + 1, u8::is_ascii_alphanumeric) {
        at += 1;
    }
    let (mut digits, mut end) = (0, 0);
    at = skip(at);
    while is(at, u8::is_ascii_digit) || (digits > 0 && is(at, |byte| *byte == b'.') && is(at + 1, u8::is_ascii_digit)) {
        if bytes[at] != b'.' {
            digits += 1;
            end = at + 1;
        }
        at += 1;
    }
    (PLATE_DIGITS.contains(&digits) && ends_word(&text[end..])).then_some(end)
}

/// The length of an address of mail.
fn mail(text: &str) -> Option<usize> {
    let word = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+');
    let (name, rest) = text.split_at(text.find(|letter: char| !word(letter))?);
    let host = rest.strip_prefix('@')?;
    let length = host.find(|letter: char| !word(letter)).unwrap_or(host.len());
    let host = host[..length].trim_end_matches('.');
    (!name.is_empty() && host.contains('.')).then(|| name.len() + 1 + host.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_names_somebody_by_its_shape_is_covered() {
        for (text, shown) in [
            ("Gọi 0912345678 nhé", "Gọi […] nhé"),
            ("Gọi 0912 345 678.", "Gọi […]."),
            ("ĐT: +84 912.345.678, gặp anh Ba", "ĐT: […], gặp anh Ba"),
            ("Xe 74A-123.45 đổ rác", "Xe […] đổ rác"),
            ("xe máy 74-H1 234.56 và 74h1 2345", "xe máy […] và […]"),
            ("CCCD 045090001234", "CCCD […]"),
            ("thư ba.nguyen@example.vn.", "thư […]."),
        ] {
            assert_eq!(covered(text), shown);
            assert!(finds_personal(text), "{text}");
        }
    }

    #[test]
    fn numbers_of_roads_houses_and_years_are_nobody() {
        for text in [
            "Quốc lộ 9, km 12+300, từ năm 2024",
            "Nhà số 123 đường Lê Duẩn",
            "Cột điện 471-E4 hỏng, 3.500.000 đồng",
            "Ngày 24/11/2026 lúc 14:05",
            "Kiệt 74 A cũ",
        ] {
            assert!(!finds_personal(text), "{text}: {}", covered(text));
        }
    }

    proptest! {
        #[test]
        fn what_is_covered_finds_nothing_any_more(text in "[ 0-9a-zA-ZĐăâ.@+-]{0,40}") {
            let shown = covered(&text);
            prop_assert!(!finds_personal(&shown), "{text:?} → {shown:?}");
        }
    }
}
