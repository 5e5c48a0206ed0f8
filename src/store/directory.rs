//! People's details: a name to show and a mail address. Not in the ledger, so that they can be corrected and removed.

use super::Store;
use super::error::StoreError;
use super::load::Reader;
use crate::base::ids::PersonId;
use rusqlite::{OptionalExtension, Row};

/// One person's details.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Details {
    /// The person.
    pub person: PersonId,
    /// The name to show.
    pub display_name: String,
    /// The mail address.
    pub email: Option<String>,
}

impl Store {
    /// Keeps a person's details in the place of those before.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn put_details(&mut self, details: &Details) -> Result<(), StoreError> {
        let sql = "INSERT INTO directory(person, display_name, email) VALUES (?, ?, ?) \
                   ON CONFLICT(person) DO UPDATE SET display_name = excluded.display_name, email = excluded.email";
        self.aside("writing the directory of", |conn| {
            conn.execute(sql, (details.person.as_str(), &details.display_name, &details.email)).map(|_| ())
        })
    }

    /// Removes a person's details; returns whether there were any.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn remove_details(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        self.aside("writing the directory of", |conn| {
            conn.execute("DELETE FROM directory WHERE person = ?", [person.as_str()]).map(|rows| rows > 0)
        })
    }
}

impl Reader<'_> {
    /// A person's details.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn details(&self, person: &PersonId) -> Result<Option<Details>, StoreError> {
        self.conn
            .prepare_cached("SELECT person, display_name, email FROM directory WHERE person = ?")
            .and_then(|mut find| find.query_row([person.as_str()], details).optional())
            .map_err(|e| self.fail(e))
    }

    /// Everybody's details, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn directory(&self) -> Result<Vec<Details>, StoreError> {
        self.conn
            .prepare_cached("SELECT person, display_name, email FROM directory ORDER BY person")
            .and_then(|mut find| find.query_map([], details)?.collect())
            .map_err(|e| self.fail(e))
    }
}

fn details(row: &Row<'_>) -> rusqlite::Result<Details> {
    let id: String = row.get(0)?;
    let person = id.parse().map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            rusqlite::types::Type::Text,
            Box::<crate::base::ids::IdError>::new(e),
        )
    })?;
    Ok(Details { person, display_name: row.get(1)?, email: row.get(2)? })
}
