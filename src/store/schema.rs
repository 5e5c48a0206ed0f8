//! The tables of a register, their versions, and whether a register still has them as they were made.

use super::error::StoreError;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};
use std::collections::BTreeMap;
use std::path::Path;

/// SQLite's `application_id` of a register: `QUOR`.
pub const APPLICATION_ID: i32 = 0x5155_4F52;

/// The version of the rows that this program makes of changes, for lists and inboxes. It is raised when they say more, or
/// say it otherwise; those of an older program are then made anew by the first session that may write.
pub const SHAPE: i64 = 17;

/// One step for each schema version; a released step is never edited.
const STEPS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
    include_str!("schema_10.sql"),
    include_str!("schema_11.sql"),
    include_str!("schema_12.sql"),
    include_str!("schema_13.sql"),
];

/// The schema version (`user_version`) that this program makes and understands.
#[must_use]
pub fn known_version() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Brings the tables to [`known_version`] in one transaction.
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let steps = Migrations::new(STEPS.iter().map(|sql| M::up(sql)).collect());
    steps.to_latest(conn).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::sql(path, "making the tables", err),
        other => StoreError::Corrupt { path: path.into(), detail: other.to_string() },
    })
}

/// The triggers over the entries and the register's identity, by name, word for word as SQLite keeps them.
pub(super) fn guards() -> impl Iterator<Item = (&'static str, &'static str)> {
    const MAKE: &str = "CREATE TRIGGER ";
    let first = STEPS.first().copied().unwrap_or_default();
    first.match_indices(MAKE).filter_map(move |(at, _)| {
        let sql = first.get(at..)?;
        let sql = sql.get(..sql.find(" END;")? + " END".len())?;
        Some((sql.strip_prefix(MAKE)?.split_whitespace().next()?, sql))
    })
}

/// Tables, indexes and triggers that are missing, added or altered, by name: a dropped append-only trigger is here.
pub(super) fn differences(conn: &Connection, path: &Path) -> Result<Vec<String>, StoreError> {
    let fresh = || -> Result<BTreeMap<String, String>, StoreError> {
        let mut fresh = Connection::open_in_memory().map_err(|e| StoreError::sql(path, "comparing the tables", e))?;
        migrate(&mut fresh, path)?;
        objects(&fresh, path)
    };
    let (wanted, found) = (fresh()?, objects(conn, path)?);
    let missing = wanted.keys().filter(|name| !found.contains_key(*name)).map(|name| format!("{name} is missing"));
    let altered =
        wanted.iter().filter(|(n, sql)| found.get(*n).is_some_and(|f| f != *sql)).map(|(n, _)| format!("{n} differs"));
    let added = found.keys().filter(|name| !wanted.contains_key(*name)).map(|name| format!("{name} was added"));
    Ok(missing.chain(altered).chain(added).collect())
}

fn objects(conn: &Connection, path: &Path) -> Result<BTreeMap<String, String>, StoreError> {
    let read = || {
        let mut statement = conn.prepare(
            "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'",
        )?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()
    };
    read().map_err(|e| StoreError::sql(path, "comparing the tables", e))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_words_of_an_older_register_finds_the_same_and_by_longer_beginnings() {
        let mut conn = Connection::open_in_memory().unwrap();
        let steps = Migrations::new(STEPS.iter().map(|sql| M::up(sql)).collect());
        steps.to_version(&mut conn, 8).unwrap();
        conn.execute_batch(
            "INSERT INTO read_search(rowid, words) VALUES (1, 'Rotate the server keys'), (2, 'Services serve the keys'),
             (3, 'Retire the relay')",
        )
        .unwrap();
        let found = |conn: &Connection, words: &str| -> Vec<i64> {
            let mut sql =
                conn.prepare("SELECT rowid FROM read_search WHERE read_search MATCH ? ORDER BY rowid DESC").unwrap();
            sql.query_map([words], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let searches = ["\"serv\"*", "\"serve\"*", "\"service\"*", "\"k\"* \"serv\"*", "\"relay\"*", "\"relays\"*"];
        let before = searches.map(|words| found(&conn, words));
        assert_eq!(before, [vec![2, 1], vec![2, 1], vec![2], vec![2, 1], vec![3], vec![]]);
        migrate(&mut conn, Path::new("register")).unwrap();
        assert_eq!(searches.map(|words| found(&conn, words)), before);
        // A row of it is replaced as before.
        conn.execute_batch("DELETE FROM read_search WHERE rowid = 1").unwrap();
        assert_eq!(found(&conn, "\"serv\"*"), [2]);
    }
}
