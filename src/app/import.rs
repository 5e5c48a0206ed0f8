//! Imports of change records from other tools: read, map to the pack, record; the same file twice changes nothing.

use super::Progress;
use super::error::AppError;
use super::execute::{fold, record, seed, show};
use super::open::App;
use super::options::ImportJob;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::text::visible;
use crate::base::time::Moment;
use crate::domain::change::draft::{self, ForeignRecord};
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision, Origin};
use crate::domain::command::Command;
use crate::domain::refusal::Kind;
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::sheets::register::{ImportSheet, Skipped};
use crate::store::append::{Ending, Tx};
use crate::text::feeds::change::ForeignChange;
use crate::text::feeds::fault::ReadError;
use crate::text::feeds::mapping::Mapping;
use crate::text::feeds::{self, Feed, Format};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Records that go into one transaction.
const BATCH: usize = 500;

/// What is said of a trial that did not come to its end.
const TRIAL: &str = "this was a trial: nothing was recorded";

impl App {
    /// Imports a file.
    ///
    /// # Errors
    /// An unknown format, a file or mapping that cannot be read, a file that is not of the format or is cut off; what
    /// was recorded before the cut stays, and importing the whole file later goes on from there.
    pub fn import(&mut self, job: &ImportJob, progress: Progress<'_>) -> Result<ImportSheet, AppError> {
        let format: Format = job.format.parse().map_err(|_| AppError::Input {
            text: format!("\"{}\" is no format that can be imported", crate::base::text::visible(&job.format)),
            hint: format!("formats are {}", Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")),
        })?;
        let mapping = match &job.map {
            Some(path) => {
                let bad = |e: &dyn std::fmt::Display, hint: &str| AppError::Input {
                    text: format!("{}: {e}", path.display()),
                    hint: hint.into(),
                };
                let text = std::fs::read_to_string(path).map_err(|e| {
                    bad(&e, "name a mapping file with --map: TOML in UTF-8, such as [columns] \"Its name\" = \"title\"")
                })?;
                Mapping::parse(&text).map_err(|e| bad(&e, "correct the mapping file"))?
            }
            None => Mapping::default(),
        };
        self.known_actor()?;
        let unreadable = |e: std::io::Error| AppError::Input {
            text: format!("{}: {e}", job.file.display()),
            hint: match job.file.to_str() {
                Some("-") => "the standard input is not read: write it into a file and name that".into(),
                _ => "name a file that can be read".into(),
            },
        };
        let about = std::fs::metadata(&job.file).map_err(unreadable)?;
        if about.is_dir() {
            return Err(AppError::Input {
                text: format!("{} is a folder", job.file.display()),
                hint: "name the file in it that is to be imported".into(),
            });
        }
        let size = about.len();
        let file = std::fs::File::open(&job.file).map_err(unreadable)?;
        let mut world = Arc::unwrap_or_clone(self.world(None)?);
        let now = self.now();
        let desk = self.desk(&world, now)?;
        // Whoever may not is told before the file is read.
        draft::may_import(&world, &desk)?;
        let tz = desk.pack.calendar.tz;
        let broken = |e: &dyn std::fmt::Display| AppError::Input {
            text: format!("{}: {e}", job.file.display()),
            hint: format!(
                "see that it is what {} exports, whole and in UTF-8; other formats: {}",
                format.name(),
                Format::ALL.iter().filter(|f| **f != format).map(|f| f.name()).collect::<Vec<_>>().join(", ")
            ),
        };
        let mut feed = feeds::read(format, std::io::BufReader::new(file), &mapping, tz).map_err(|e| broken(&e))?;
        let mut sheet = ImportSheet::default();
        let cut = loop {
            match self.batch(&mut feed, format, &mut world, job.dry_run, &mut sheet) {
                Ok(Batch::More) if job.stop.load(Ordering::Relaxed) => {
                    break Some(AppError::Register {
                        text: format!("{}: interrupted", job.file.display()),
                        hint: match job.dry_run {
                            true => TRIAL.into(),
                            false => "importing it whole goes on from here; what is recorded stays as it is".into(),
                        },
                    });
                }
                Ok(Batch::More) => progress(feed.bytes_read(), size),
                Ok(Batch::End) => break None,
                Ok(Batch::Cut(error)) => {
                    break Some(AppError::Input {
                        text: format!("{}: {error}", job.file.display()),
                        hint: match job.dry_run {
                            true => format!("export the file again; {TRIAL}"),
                            false => "export the file again; importing it whole goes on from here".into(),
                        },
                    });
                }
                Err(error) => break Some(error),
            }
        };
        progress(size, size);
        if !job.dry_run {
            super::heads::remember(self.heads.as_deref(), &self.store);
        }
        let notes = feed.notes();
        sheet.unmapped = notes.unknown_columns.iter().map(|c| format!("{} ({} filled)", c.name, c.filled)).collect();
        // A column that is named and not there is most often a slip of the pen.
        sheet.warnings.extend(notes.unused_mappings.iter().map(|name| Skipped {
            row: 0,
            reason: format!("the mapping names the column \"{}\", which the file does not have", visible(name)),
        }));
        sheet.warnings.extend(notes.remarks.iter().map(|r| Skipped { row: 0, reason: r.clone() }));
        match cut {
            Some(cause) => {
                Err(AppError::Stopped { cause: Box::new(cause), sheet: Box::new(sheet), trial: job.dry_run })
            }
            None => Ok(sheet),
        }
    }

    /// Reads and records up to [`BATCH`] records in one transaction.
    fn batch(
        &mut self,
        feed: &mut Feed<'_>,
        format: Format,
        world: &mut World,
        dry_run: bool,
        sheet: &mut ImportSheet,
    ) -> Result<Batch, AppError> {
        let mut records: Vec<ForeignChange> = Vec::with_capacity(BATCH);
        let mut end = Batch::More;
        while records.len() < BATCH {
            match feed.next() {
                Some(Ok(change)) => {
                    sheet.read += 1;
                    let place = change.row;
                    sheet.warnings.extend(change.warnings.iter().map(|w| Skipped {
                        row: place,
                        reason: format!("{}: {}", w.column.as_deref().unwrap_or("record"), w.text),
                    }));
                    records.push(change);
                }
                Some(Err(ReadError::Row(error))) => {
                    sheet.read += 1;
                    sheet.skipped.push(Skipped { row: error.row, reason: error.to_string() });
                }
                Some(Err(ReadError::Feed(error))) => {
                    end = Batch::Cut(error.to_string());
                    break;
                }
                None => {
                    end = Batch::End;
                    break;
                }
            }
        }
        if records.is_empty() {
            return Ok(end);
        }
        let (actor, now) = (self.actor.clone(), self.now());
        let shelf = &mut self.shelf;
        let ending = if dry_run { Ending::Undo } else { Ending::Keep };
        let mut counts = (0, 0, 0);
        let mut kept: Vec<Skipped> = Vec::new();
        let written = self.store.write(Self::new_act(), ending, |tx| {
            let (_, pack) = shelf.of(&world.policy, world.policy.version())?;
            for foreign in &records {
                let known = tx.read().change_by_source(format.name(), &foreign.source_id)?;
                // Only the one change that the record had become is looked at.
                world.changes = known_change(tx, known)?;
                let record_ = foreign_record(format, foreign, &pack);
                let next = tx.next_change_number()?;
                let command = Command::Import(record_, known);
                let decided = match record(tx, shelf, world, &actor, now, &command, None, next, seed()) {
                    // What would set a change back is left out; the others go on.
                    Err(AppError::Refused(refused)) if refused.kind == Kind::WrongState => {
                        kept.push(Skipped { row: foreign.row, reason: refused.text.clone() });
                        continue;
                    }
                    decided => decided?,
                };
                match (decided.events.is_empty(), known) {
                    (true, _) => counts.2 += 1,
                    (false, Some(_)) => counts.1 += 1,
                    (false, None) => counts.0 += 1,
                }
                let no = known.unwrap_or(next);
                if let Some(change) = world.changes.get(&no).filter(|_| !decided.events.is_empty()) {
                    show(tx, shelf, world, &actor, tx.moment(now), &change.clone())?;
                }
            }
            Ok::<_, AppError>(())
        });
        if let Err(error) = written {
            self.settled(error)?;
        }
        let (created, updated, unchanged) = counts;
        sheet.skipped.extend(kept);
        sheet.created += created;
        sheet.updated += updated;
        sheet.unchanged += unchanged;
        Ok(end)
    }
}

enum Batch {
    More,
    End,
    Cut(String),
}

/// The change that a record had become, if any.
fn known_change(tx: &Tx<'_>, known: Option<ChangeNo>) -> Result<BTreeMap<ChangeNo, Arc<Change>>, AppError> {
    match known {
        Some(no) => Ok(fold(&tx.read(), &[Stream::Change(no)], None)?.changes),
        None => Ok(BTreeMap::new()),
    }
}

/// A foreign record in the pack's terms. Fields that the pack does not know are kept under `x.NAME`.
fn foreign_record(format: Format, foreign: &ForeignChange, pack: &Pack) -> ForeignRecord {
    let word = foreign.change_type.map_or("normal", |t| t.word());
    let change_type = if pack.change_type(word).is_some() { word } else { "normal" };
    let state = foreign.state.unwrap_or(State::New);
    let decision = match foreign.outcome.map(|o| o.word()) {
        Some("approved") => Decision::Approved,
        Some("rejected") => Decision::Rejected,
        Some("deferred") => Decision::Deferred,
        _ if matches!(state, State::Scheduled | State::Implement | State::Review | State::Closed) => Decision::Approved,
        _ => Decision::None,
    };
    let known = |name: &str| pack.field(name).is_some() || ["title", "owner", "environment", "window"].contains(&name);
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, body) in foreign.fields() {
        let id = if known(&name) { name } else { format!("x.{name}") };
        fields.push((id, body));
    }
    if let (Some(from), Some(to)) = (foreign.planned_start, foreign.planned_end)
        && from < to
    {
        fields.push(("window".into(), format!("{from}/{to}")));
    }
    let mut moments: Vec<(String, Moment)> = Vec::new();
    for (name, at) in [
        ("created", foreign.opened),
        ("started", foreign.actual_start),
        ("finished", foreign.actual_end),
        ("closed", foreign.closed),
    ] {
        moments.extend(at.map(|at| (name.to_owned(), at)));
    }
    ForeignRecord {
        origin: Origin { source: format.name().into(), id: foreign.source_id.clone(), digest: foreign.digest },
        change_type: change_type.into(),
        fields,
        state,
        decision,
        moments,
    }
}
