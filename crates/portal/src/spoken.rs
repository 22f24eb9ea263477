//! Spoken help: of what there can be recordings, in which languages, and the archive that devices fetch.
//!
//! **Invariant:** all languages are one archive, so that nobody who fetches it says which one is listened to.

use std::fmt::{self, Display};
use std::str::FromStr;

use report::spoken::{self, ARCHIVE_BYTES, PackSpoken, Recording, SpokenLanguage};
use report::words::{Language, word};
use report::{Outcome, Sha256, Status};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::casework::{Category, Refusal};
use crate::error::PortalError;
use crate::store::recording::{self, LANGUAGES, RecordingRow};
use crate::store::setting;
use crate::store::template::TemplateRow;

/// Languages at most.
const MOST_LANGUAGES: usize = 12;
/// The longest name of a language, in characters.
const NAME_CHARS: usize = 40;
/// What a recording takes in an archive beside its sound and its words, in bytes.
const AROUND_BYTES: usize = 256;

/// Why a recording or a language is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpokenError {
    /// It is no sound of a kind that devices play.
    #[error("not a sound of a kind that is taken")]
    NotTaken,
    /// It is longer than one may be.
    #[error("longer than {} bytes", spoken::RECORDING_BYTES)]
    TooLarge,
    /// All together would be more than devices fetch.
    #[error("more than {ARCHIVE_BYTES} bytes together")]
    Full,
    /// There is nothing of that name to be recorded.
    #[error("nothing of that name to be recorded")]
    SubjectUnknown,
    /// It is not recorded in this language.
    #[error("no such language")]
    LanguageUnknown,
    /// There is no such recording.
    #[error("no such recording")]
    Unknown,
    /// These cannot be the languages: a code or a name is none, stands twice, or there are too many.
    #[error("not a list of languages")]
    LanguagesInvalid,
    /// There are recordings in a language that would be gone.
    #[error("a language has recordings")]
    LanguageInUse,
}

impl SpokenError {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotTaken => "recording_not_taken",
            Self::TooLarge => "recording_too_large",
            Self::Full => "recordings_full",
            Self::SubjectUnknown => "recording_subject_unknown",
            Self::LanguageUnknown => "spoken_language_unknown",
            Self::Unknown => "recording_unknown",
            Self::LanguagesInvalid => "spoken_languages_invalid",
            Self::LanguageInUse => "spoken_language_in_use",
        }
    }
}

/// The languages in which is recorded, in the order in which they are offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages(pub Vec<NamedLanguage>);

/// A language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NamedLanguage {
    /// Its code, two to eight lower-case letters, ISO 639 where it has one.
    pub code: String,
    /// What it is called by those who speak it, at most 40 characters.
    pub name: String,
}

impl Default for Languages {
    fn default() -> Self {
        let language = |code: &str, name: &str| NamedLanguage { code: code.into(), name: name.into() };
        Self(vec![language("vi", "Tiếng Việt"), language("bru", "Bru–Vân Kiều"), language("pac", "Pa Kô")])
    }
}

impl Display for Languages {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Languages {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

impl Languages {
    /// These languages without what stands around their names, if they can be the languages.
    ///
    /// # Errors
    /// [`SpokenError::LanguagesInvalid`].
    pub fn checked(languages: Vec<NamedLanguage>) -> Result<Self, SpokenError> {
        let named = languages.into_iter().map(|one| NamedLanguage { name: one.name.trim().to_owned(), ..one });
        let languages: Vec<NamedLanguage> = named.collect();
        let is_code = |code: &str| (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_name = |name: &str| (1..=NAME_CHARS).contains(&name.chars().count());
        let twice = |one: &NamedLanguage| languages.iter().filter(|other| other.code == one.code).count() > 1;
        let fits = languages.iter().all(|one| is_code(&one.code) && is_name(&one.name) && !twice(one));
        let number = (1..=MOST_LANGUAGES).contains(&languages.len());
        if fits && number { Ok(Self(languages)) } else { Err(SpokenError::LanguagesInvalid) }
    }

    /// Whether this code is among them.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.0.iter().any(|language| language.code == code)
    }
}

/// Something of which there can be a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its name, `category:giao-thong`.
    pub says: String,
    /// The words in Vietnamese. Devices find a template or a refusal by them.
    pub vi: String,
    /// The words in English, where there are.
    pub en: Option<String>,
}

/// Everything of which there can be a recording.
#[must_use]
pub fn subjects(categories: &[Category], templates: &[TemplateRow]) -> Vec<Subject> {
    let offered = categories.iter().filter(|category| category.retired_at_ms.is_none());
    let categories = offered.map(|category| Subject {
        says: format!("category:{}", category.code),
        vi: category.name_vi.clone(),
        en: Some(category.name_en.clone()),
    });
    let templates = templates.iter().map(|row| Subject {
        says: format!("template:{}", row.id),
        vi: row.template.text.clone(),
        en: None,
    });
    let statuses = Status::ALL.iter().map(|status| named("status", status.code()));
    let outcomes = Outcome::ALL.iter().map(|outcome| named("outcome", outcome.code()));
    let refusals = Refusal::ALL.iter().map(|refusal| named("refusal", refusal.code()));
    let consent =
        Subject { says: spoken::CONSENT.to_owned(), vi: consent(Language::Vi), en: Some(consent(Language::En)) };
    std::iter::once(consent)
        .chain(categories)
        .chain(statuses)
        .chain(outcomes)
        .chain(refusals)
        .chain(templates)
        .collect()
}

fn named(group: &str, code: &str) -> Subject {
    let says = format!("{group}:{code}");
    Subject { says, vi: word(group, code, Language::Vi), en: Some(word(group, code, Language::En)) }
}

/// The consent as the app shows it, in one piece.
fn consent(language: Language) -> String {
    const PARTS: [&str; 10] = [
        "title",
        "sent_title",
        "sent",
        "kept_title",
        "kept",
        "public_title",
        "public",
        "rights_title",
        "rights",
        "agree",
    ];
    PARTS.map(|part| word("consent", part, language)).join("\n")
}

/// The media type of a sound, by its first bytes; nothing that devices do not play.
#[must_use]
pub fn media_type(sound: &[u8]) -> Option<&'static str> {
    match sound {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some("audio/webm"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'I', b'D', b'3', ..] | [0xff, 0xfb | 0xf3 | 0xf2, ..] => Some("audio/mpeg"),
        _ => None,
    }
}

/// What all recordings take in an archive, in bytes.
#[must_use]
pub fn archive_bytes(recordings: &[RecordingRow]) -> usize {
    let of = |row: &RecordingRow| usize::try_from(row.length).unwrap_or_default() + around_bytes(&row.words);
    recordings.iter().map(of).sum()
}

/// What a recording of these words takes in an archive beside its sound, in bytes, and more.
#[must_use]
pub fn around_bytes(words: &str) -> usize {
    words.len() + AROUND_BYTES
}

/// What a pack says of the recordings, and the archive that it names.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    pub spoken: PackSpoken,
    pub archive: Vec<u8>,
}

/// The archive of all recordings; `None` where there are none.
///
/// # Errors
/// Those of the database.
pub(crate) async fn packed(books: &mut AnyConnection) -> Result<Option<Packed>, PortalError> {
    let rows = recording::all(&mut *books).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let known = setting::get(&mut *books, &LANGUAGES).await?.value;
    let recorded = |one: &NamedLanguage| rows.iter().any(|row| row.language == one.code);
    let languages = known.0.into_iter().filter(recorded);
    let languages = languages.map(|one| SpokenLanguage { code: one.code, name: one.name }).collect();
    let mut recordings = Vec::with_capacity(rows.len());
    for row in rows {
        let Some((media_type, sound)) = recording::sound(&mut *books, &row.language, &row.says).await? else {
            continue;
        };
        let words = is_found_by_words(&row.says).then_some(row.words);
        recordings.push(Recording { language: row.language, says: row.says, media_type, bytes: sound.into(), words });
    }
    let archive = spoken::archive(&recordings);
    let spoken = PackSpoken { archive: Sha256::of(&archive), length: archive.len() as u64, languages };
    Ok(Some(Packed { spoken, archive }))
}

/// Words of officers reach devices as text alone; by it they find who says it.
fn is_found_by_words(says: &str) -> bool {
    says.starts_with("template:") || says.starts_with("refusal:")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn languages_are_kept_as_they_are_and_refused_when_they_are_none() {
        let default = Languages::default();
        assert_eq!(default.to_string().parse::<Languages>().unwrap(), default);
        let language = |code: &str, name: &str| NamedLanguage { code: code.into(), name: name.into() };
        assert_eq!(Languages::checked(vec![language("vi", " Tiếng Việt ")]).unwrap().0[0].name, "Tiếng Việt");
        for bad in [
            vec![],
            vec![language("v", "x")],
            vec![language("VI", "x")],
            vec![language("vi", " ")],
            vec![language("vi", &"x".repeat(41))],
            vec![language("vi", "x"), language("vi", "y")],
            (0..13_u8).map(|at| language(&format!("v{}", char::from(b'a' + at)), "x")).collect(),
        ] {
            assert_eq!(Languages::checked(bad.clone()), Err(SpokenError::LanguagesInvalid), "{bad:?}");
        }
    }

    #[test]
    fn sounds_are_known_by_their_first_bytes() {
        assert_eq!(media_type(b"\x1a\x45\xdf\xa3rest"), Some("audio/webm"));
        assert_eq!(media_type(b"\0\0\0\x20ftypM4A "), Some("audio/mp4"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WAVEfmt "), Some("audio/wav"));
        for other in [&b"<html>"[..], b"", b"RIFF\0\0\0\0WEBP", b"\xff\xd8\xff"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn every_part_of_the_consent_has_its_words() {
        for language in [Language::Vi, Language::En] {
            assert_eq!(consent(language).lines().count(), 10);
            assert!(consent(language).lines().all(|line| line.len() > 8), "{}", consent(language));
        }
    }
}
