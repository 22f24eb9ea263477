//! From what stands in a column to the types of the field.
//!
//! **Invariant:** a column that does not read is [`PortalError::Broken`], never a guess.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::query::Query;
use sqlx::{Any, Row as _};

use crate::error::PortalError;

/// Reads columns by name.
pub trait Columns {
    /// A fixed-length id from a BLOB.
    ///
    /// # Errors
    /// When it is missing or of another length.
    fn id<'r, T>(&'r self, column: &'static str) -> Result<T, PortalError>
    where
        T: TryFrom<&'r [u8]>;

    /// The same where it may be NULL.
    ///
    /// # Errors
    /// When it is of another length.
    fn id_or_none<'r, T>(&'r self, column: &'static str) -> Result<Option<T>, PortalError>
    where
        T: TryFrom<&'r [u8]>;

    /// A code or a number from a TEXT.
    ///
    /// # Errors
    /// When it is missing or does not parse.
    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, PortalError>;

    /// The same where it may be NULL.
    ///
    /// # Errors
    /// When it does not parse.
    fn parsed_or_none<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, PortalError>;
}

impl Columns for AnyRow {
    fn id<'r, T>(&'r self, column: &'static str) -> Result<T, PortalError>
    where
        T: TryFrom<&'r [u8]>,
    {
        self.id_or_none(column)?.ok_or(PortalError::Broken(column))
    }

    fn id_or_none<'r, T>(&'r self, column: &'static str) -> Result<Option<T>, PortalError>
    where
        T: TryFrom<&'r [u8]>,
    {
        let bytes: Option<&[u8]> = self.try_get(column)?;
        bytes.map(T::try_from).transpose().map_err(|_| PortalError::Broken(column))
    }

    fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, PortalError> {
        self.parsed_or_none(column)?.ok_or(PortalError::Broken(column))
    }

    fn parsed_or_none<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, PortalError> {
        let text: Option<&str> = self.try_get(column)?;
        text.map(str::parse).transpose().map_err(|_| PortalError::Broken(column))
    }
}

/// A citizen's text as every database of texts takes it: PostgreSQL has no U+0000. The sealed act has the very text.
#[must_use]
pub fn kept_text(text: Option<&str>) -> Option<String> {
    text.map(|text| text.replace('\0', "\u{fffd}"))
}

/// Binds a double that may be missing; every column of doubles is bound by it.
///
/// A missing `f64` goes to PostgreSQL as a `REAL`, and a statement keeps the types that it had when it was first used:
/// a value that comes later would be refused. A missing `f32` goes as a `DOUBLE PRECISION` (sqlx 0.9,
/// `AnyArguments::convert_into`).
pub fn bind_double(query: Query<'_, Any, AnyArguments>, value: Option<f64>) -> Query<'_, Any, AnyArguments> {
    match value {
        Some(value) => query.bind(value),
        None => query.bind(None::<f32>),
    }
}
