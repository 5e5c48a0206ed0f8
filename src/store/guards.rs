//! The triggers that keep entries from being changed or removed: whether they are there, and putting them back.

use super::Store;
use super::error::StoreError;
use super::load::Reader;
use super::schema;
use rusqlite::Connection;

/// The triggers that stand over the entries and the register's identity.
const THERE: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('ledger', 'register')";

/// What is wrong with the guards, by name; nothing where they are as the program made them. A look at a handful of rows.
fn altered(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut there = conn.prepare_cached(THERE)?;
    let there = there.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let there = there.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut found = Vec::new();
    for (name, sql) in schema::guards() {
        match there.iter().find(|(n, _)| n == name) {
            None => found.push(format!("trigger {name} is missing")),
            Some((_, other)) if other != sql => found.push(format!("trigger {name} differs")),
            Some(_) => {}
        }
    }
    let added = there.iter().filter(|(name, _)| schema::guards().all(|(n, _)| n != name));
    found.extend(added.map(|(name, _)| format!("trigger {name} was added")));
    Ok(found)
}

impl Reader<'_> {
    /// What is wrong with the triggers that keep entries from being altered; nothing where they are as they were made.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn unguarded(&self) -> Result<Vec<String>, StoreError> {
        altered(self.conn()).map_err(|e| self.fail(e))
    }

    /// That the triggers are there: without them an entry could be altered behind the program's back, so none is added.
    pub(super) fn guarded(&self) -> Result<(), StoreError> {
        match self.unguarded()?.as_slice() {
            [] => Ok(()),
            found => Err(StoreError::Unguarded { path: self.path.into(), found: found.join("; ") }),
        }
    }
}

impl Store {
    /// Puts the triggers back as the program made them.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn restore_guards(&mut self) -> Result<(), StoreError> {
        self.aside("putting back the triggers of", |conn| {
            let there =
                conn.prepare(THERE)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
            for name in there {
                conn.execute_batch(&format!("DROP TRIGGER \"{}\"", name.replace('"', "\"\"")))?;
            }
            schema::guards().try_for_each(|(_, sql)| conn.execute_batch(sql))
        })
    }
}
