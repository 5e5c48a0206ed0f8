//! Foreign change records: what each format yields, what damage does, how much is held.

mod damage;
mod dates;
mod formats;
mod large;
mod mapping;
mod samples;

use quorate::text::feeds::change::ForeignChange;
use quorate::text::feeds::fault::{FeedError, Notes, ReadError, RowError};
use quorate::text::feeds::mapping::Mapping;
use quorate::text::feeds::{Format, read};
use std::path::PathBuf;

/// Everything that a file yields.
#[derive(Debug)]
struct Yield {
    changes: Vec<ForeignChange>,
    skipped: Vec<RowError>,
    broken: Option<FeedError>,
    notes: Notes,
}

impl Yield {
    fn one(&self, id: &str) -> &ForeignChange {
        self.changes.iter().find(|c| c.source_id == id).unwrap_or_else(|| panic!("{id} is not in {self:#?}"))
    }

    fn ids(&self) -> Vec<&str> {
        self.changes.iter().map(|c| c.source_id.as_str()).collect()
    }
}

fn mapped(format: Format, bytes: &[u8], mapping: &Mapping) -> Result<Yield, FeedError> {
    let mut feed = read(format, bytes, mapping, chrono_tz::America::New_York)?;
    let (mut changes, mut skipped, mut broken) = (Vec::new(), Vec::new(), None);
    for item in feed.by_ref() {
        assert!(broken.is_none(), "something came after the end");
        match item {
            Ok(change) => changes.push(change),
            Err(ReadError::Row(e)) => skipped.push(e),
            Err(ReadError::Feed(e)) => broken = Some(e),
        }
    }
    if broken.is_none() {
        assert_eq!(feed.bytes_read(), bytes.len() as u64, "a whole file is read to its end");
    }
    Ok(Yield { changes, skipped, broken, notes: feed.notes() })
}

fn all(format: Format, bytes: &[u8]) -> Yield {
    mapped(format, bytes, &Mapping::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(format: Format, bytes: &[u8]) -> String {
    match mapped(format, bytes, &Mapping::default()) {
        Ok(found) => found.broken.map_or_else(|| panic!("nothing was refused"), |e| e.to_string()),
        Err(e) => e.to_string(),
    }
}

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn at(text: &str) -> quorate::base::time::Moment {
    quorate::base::time::Moment::parse(text, chrono_tz::UTC).unwrap()
}

fn warned(change: &ForeignChange, words: &str) -> bool {
    change.warnings.iter().any(|w| w.text.contains(words))
}
