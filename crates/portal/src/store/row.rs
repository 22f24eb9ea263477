//! From what stands in a column to the types of the field.
//!
//! **Invariant:** a column that does not read is [`PortalError::Broken`], never a guess.

use sqlx::Row as _;
use sqlx::any::AnyRow;

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
