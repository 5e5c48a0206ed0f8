//! The ledger for auditors: log, verification, checkpoint, rebuilding of what is shown, backup.

use super::Progress;
use super::error::{AppError, unreadable};
use super::execute::{desk_for, event, fold, show, words};
use super::open::App;
use super::options::How;
use super::show::Lens;
use super::world::REGISTER;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::change::summary;
use crate::domain::command::{Command, PolicyCommand};
use crate::domain::event::What;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::ledger::checkpoint::Checkpoint;
use crate::sheets::register::{Broken, LogLine, VerifySheet};
use crate::sheets::time::Time;
use crate::store::append::{Ending, Tx};
use crate::store::broken::{Acknowledged, Mark};
use crate::store::error::StoreError;
use crate::store::kept::Lost;
use crate::store::load::{Reader, StoredEntry};
use crate::store::verify::Against;
use crate::text::words::{self as speech, Names};
use std::collections::BTreeMap;
use std::path::Path;

/// Entries that are looked through at a time.
const SCAN: usize = 512;

/// Entries of one stream or of all, newest first.
fn page(
    reader: &Reader<'_>,
    stream: Option<&Stream>,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<StoredEntry>, AppError> {
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    Ok(match stream {
        Some(stream) => reader.stream_page(stream, before.map(|b| u32::try_from(b).unwrap_or(u32::MAX)), limit)?,
        None => reader.page(before, limit)?,
    })
}

/// As [`page`], only approvals that were given otherwise than by the approver in a session: by telephone, by word of mouth,
/// written down by somebody else.
fn spoken(
    reader: &Reader<'_>,
    stream: Option<&Stream>,
    mut before: Option<u64>,
    limit: usize,
) -> Result<Vec<StoredEntry>, AppError> {
    let mut found = Vec::new();
    loop {
        let entries = page(reader, stream, before, SCAN)?;
        let Some(last) = entries.last() else { return Ok(found) };
        before = Some(if stream.is_some() { u64::from(last.entry.version) } else { last.entry.seq });
        for entry in entries {
            if matches!(entry.entry.kind.as_str(), "change.approved" | "change.approval_heard") {
                let of: Stream = entry.entry.stream.parse().map_err(unreadable)?;
                if let What::Change(what) = event(&of, &entry)?.what
                    && what.out_of_band()
                {
                    found.push(entry);
                    if found.len() >= limit {
                        return Ok(found);
                    }
                }
            }
        }
    }
}

impl App {
    /// The log of one thing (`CHG-1`, `board`, `people`, `policy`, `catalogue`, `risks`, `attempts` …) or of all, newest first,
    /// before a sequence number (of all) or version (of one thing); only approvals given out of band if so asked.
    ///
    /// # Errors
    /// An id that is none; the register cannot be read.
    pub fn log(
        &mut self,
        id: Option<&str>,
        before: Option<u64>,
        limit: usize,
        out_of_band: bool,
    ) -> Result<Vec<LogLine>, AppError> {
        let reader = self.store.read()?;
        let stream = match id {
            Some(id) => {
                let stream = id.parse::<ChangeNo>().map(Stream::Change).or_else(|_| id.parse::<Stream>());
                let stream = stream.map_err(|e| AppError::Input {
                    text: e.to_string(),
                    hint: "give a change such as CHG-12, or board, people, policy, catalogue, risks, calendar, systems, attempts".into(),
                })?;
                Some(stream)
            }
            None => None,
        };
        let entries = if out_of_band {
            spoken(&reader, stream.as_ref(), before, limit)?
        } else {
            page(&reader, stream.as_ref(), before, limit)?
        };
        if let (Some(id), Some(Stream::Change(_)), true, None) = (id, &stream, entries.is_empty(), before)
            && (!out_of_band || page(&reader, stream.as_ref(), None, 1)?.is_empty())
        {
            return Err(AppError::NotFound {
                text: format!("there is no {id}"),
                hint: "see `quorate change list`".into(),
            });
        }
        let names = self.names()?;
        let person = |id: &PersonId| names.get(id.as_str()).map_or_else(|| id.to_string(), |(name, _)| name.clone());
        let said = |said: &Said| words(&reader, said);
        let world = fold(&reader, &[Stream::Policy], None)?;
        let tz = self.shelf.at_least(&world.policy, world.policy.version())?.1.calendar.tz;
        let policy = entries.iter().any(|e| e.entry.stream == Stream::Policy.to_string());
        let digests = if policy { Self::digests_after(&reader)? } else { BTreeMap::new() };
        let mut lines = Vec::with_capacity(entries.len());
        for stored in &entries {
            // A hidden ballot keeps its secret in the log too.
            let hidden = self.store.read().map_or(None, |r| hides_choices(&r, &stored.entry.stream));
            let choices = |no| hidden.as_ref().is_some_and(|hidden| !hidden.contains(&no));
            let mut line = line(stored, &Names { person: &person, said: &said, choices: &choices, tz })?;
            line.text.extend(digests.get(&stored.entry.seq).map(|d| format!("; from then on with settings {d}")));
            lines.push(line);
        }
        Ok(lines)
    }

    /// Verifies the ledger; `against` is the text of a checkpoint.
    ///
    /// # Errors
    /// When the register or the checkpoint cannot be read; damage is a finding, not an error.
    pub fn verify(&mut self, against: Option<&str>, progress: Progress<'_>) -> Result<VerifySheet, AppError> {
        let older = against.map(checkpoint).transpose()?;
        let audit = self.store.read()?.audit(older.as_ref(), &mut *progress)?;
        let broken_at = audit.first_broken.as_ref().map(|b| b.seq);
        let against = audit.against.as_ref().map(|against| match against {
            Against::Same { size } => format!("the first {size} entries are those of the checkpoint"),
            Against::OtherLedger { wanted, .. } => format!("the checkpoint is of another ledger ({wanted})"),
            // Where the chain breaks, what follows was not looked at: nothing says that it was cut off.
            Against::Short { size, .. } if broken_at.is_some() => format!(
                "the chain breaks at entry {} and cannot be compared with the checkpoint's {size} entries from there on",
                broken_at.unwrap_or_default()
            ),
            Against::Short { found, size } => {
                format!("the ledger has {}, the checkpoint {size}: its tail was cut off", so_many(*found, "whole entry"))
            }
            Against::Different { size } => format!("the first {size} entries are not those of the checkpoint"),
        });
        let mut first_broken = audit.first_broken.as_ref().map(|b| Broken { seq: b.seq, reason: b.reason.to_string() });
        if first_broken.is_none() && !audit.altered.is_empty() {
            first_broken = Some(Broken { seq: 0, reason: format!("tables: {}", audit.altered.join("; ")) });
        }
        if let (None, Some(Lost { texts, first: (seq, stream) })) = (&first_broken, &audit.lost) {
            let (texts, are) = (so_many(*texts, "text"), if *texts == 1 { "is" } else { "are" });
            let reason = format!(
                "{texts} that entries commit to {are} gone from beside the ledger, the first of entry {seq} ({stream}), and no \
                 entry tells of a removal"
            );
            first_broken = Some(Broken { seq: 0, reason });
        }
        if first_broken.is_none()
            && let Some(digest) = self.store.read()?.altered_prose()?
        {
            let reason = format!("a text beside the ledger is not the one that was committed to ({})", digest.short());
            first_broken = Some(Broken { seq: 0, reason });
        }
        // What was found is told to whoever writes next; a register in a folder that takes no files is not written to.
        drop(match &audit.first_broken {
            Some(broken) => self.store.mark_broken(broken.seq, &broken.reason.to_string()),
            None => self.store.unmark_broken(),
        });
        let acknowledged = self.acknowledged()?;
        Ok(VerifySheet {
            acknowledged,
            unguarded: self.store.read()?.unguarded()?,
            ok: audit.ok() && first_broken.is_none() && self.unlike.is_none(),
            unlike: self.unlike.as_ref().map(ToString::to_string),
            entries: audit.head.seq,
            head: audit.head.hash.to_string(),
            first_broken,
            against,
            since: None,
        })
    }

    /// Who acknowledged that the chain is broken, when and why; none where nobody did or it is whole.
    ///
    /// # Errors
    /// When the mark beside the register cannot be read.
    pub fn acknowledged(&self) -> Result<Option<String>, AppError> {
        let given = self.store.broken()?.and_then(|m| m.acknowledged);
        Ok(given.map(|a| format!("acknowledged by {} at {}: {}", a.by, a.at, a.reason)))
    }

    /// Acknowledges what the last verification found, so that recording goes on: a broken chain, an older state of the
    /// register in its place, or triggers that are gone, which are put back. The first entry after it is that somebody did.
    ///
    /// # Errors
    /// No reason; somebody who is not an administrator; a register that is what was seen before, and whole.
    pub fn acknowledge(&mut self, reason: Option<&str>) -> Result<(), AppError> {
        let input = |text: &str, hint: &str| AppError::Input { text: text.into(), hint: hint.into() };
        let reason = reason.map(str::trim).filter(|r| !r.is_empty());
        let Some(reason) = reason else {
            return Err(input("it is acknowledged with a reason", "give --reason TEXT"));
        };
        let (broken, found) = (self.store.broken()?, self.store.read()?.unguarded()?);
        if broken.is_none() && self.unlike.is_none() && found.is_empty() {
            return Err(input("the chain is whole: there is nothing to acknowledge", "see `quorate audit verify`"));
        }
        let restored =
            Command::Policy(PolicyCommand::RestoreGuards { found: found.clone(), reason: reason.to_owned() });
        if !found.is_empty() {
            // Who may not do it leaves the file as it is.
            self.execute(&restored, How { dry_run: true, ..How::fresh() })?;
            self.store.restore_guards()?;
        }
        if let Some(mark) = broken {
            self.acknowledge_break(mark, reason)?;
        }
        if !found.is_empty() {
            self.execute(&restored, How::fresh())?;
        }
        if self.unlike.is_some() {
            self.accept_state(reason)?;
        }
        Ok(())
    }

    /// Takes the register as it is now, though this account saw it longer or otherwise, and records that.
    fn accept_state(&mut self, reason: &str) -> Result<(), AppError> {
        let found = self.store.read()?.count()?;
        let seen = match &self.unlike {
            Some(StoreError::Shorter { seen, .. }) => Some(*seen),
            _ => None,
        };
        let said = PolicyCommand::AcceptState { found, seen, reason: reason.to_owned() };
        self.execute(&Command::Policy(said), How::fresh())?;
        super::heads::forget(self.heads.as_deref(), self.store.path());
        super::heads::remember(self.heads.as_deref(), &self.store);
        self.unlike = None;
        Ok(())
    }

    fn acknowledge_break(&mut self, mark: Mark, reason: &str) -> Result<(), AppError> {
        // Nothing is recorded while the mark stands; what cannot be recorded leaves it as it was.
        let (by, at) = (self.actor.clone(), self.now());
        self.store.acknowledge(Some(Acknowledged { by, at, reason: reason.to_owned() }))?;
        let said = PolicyCommand::Acknowledge { seq: mark.seq, reason: reason.to_owned() };
        let recorded = self.execute(&Command::Policy(said), How::fresh());
        if recorded.is_err() {
            self.store.acknowledge(mark.acknowledged)?;
        }
        recorded.map(drop)
    }

    /// The checkpoint of the ledger as it stands (C2SP tlog-checkpoint).
    ///
    /// # Errors
    /// When the ledger does not hold: a broken one is not vouched for.
    pub fn checkpoint(&mut self) -> Result<String, AppError> {
        let audit = self.store.read()?.audit(None, |_, _| {})?;
        match &audit.first_broken {
            None => Ok(audit.checkpoint.to_string()),
            Some(broken) => Err(AppError::Integrity {
                text: format!("entry {} is broken: {}", broken.seq, broken.reason),
                hint: "see `quorate audit verify`; restore a backup".into(),
            }),
        }
    }

    /// Compares the read tables with a fresh replay, or builds them anew; gives the differences in words.
    ///
    /// # Errors
    /// When the register cannot be read or written.
    pub fn rebuild(&mut self, check: bool, progress: Progress<'_>) -> Result<Vec<String>, AppError> {
        use crate::store::project::rebuild::Keep;
        let keep = if check { Keep::Found } else { Keep::Fresh };
        let rebuilt = self.store.rebuild(keep, |done, all| progress(done, all * 2))?;
        let mut differences: Vec<String> = rebuilt.differing.iter().map(|t| format!("table {t} differs")).collect();
        let (actor, now) = (self.actor.clone(), self.now());
        let shelf = &mut self.shelf;
        let ending = if check { Ending::Undo } else { Ending::Keep };
        let written = self.store.write(Self::new_act(), ending, |tx| {
            let mut world = fold(&tx.read(), &REGISTER, None)?;
            let last = tx.read().last_change()?;
            let before = if check { Vec::new() } else { vec![tx.forget_changes()] };
            before.into_iter().collect::<Result<Vec<_>, _>>()?;
            let mut found = Vec::new();
            for no in (1..=last).map(ChangeNo) {
                let entries = tx.read().load(&Stream::Change(no))?;
                world.changes.clear();
                for entry in &entries {
                    world.apply(&event(&Stream::Change(no), entry)?);
                }
                let Some(change) = world.changes.get(&no).cloned() else { continue };
                let updated = entries.last().map_or(now, |e| e.entry.at);
                if check {
                    found.extend(differs(tx, shelf, &world, &actor, updated, &change)?);
                } else {
                    show(tx, shelf, &world, &actor, updated, &change)?;
                }
                if no.0 % 200 == 0 {
                    progress(u64::from(last) + u64::from(no.0), u64::from(last) * 2);
                }
            }
            Ok::<_, AppError>(found)
        });
        match written {
            Ok(crate::store::append::Written::Now(_, found)) => differences.extend(found),
            Ok(crate::store::append::Written::Before(_)) => {}
            Err(error) => self.settled(error)?,
        }
        Ok(differences)
    }

    /// Copies the register with SQLite's own backup.
    ///
    /// # Errors
    /// When the target exists or cannot be written.
    pub fn backup(&mut self, to: &Path) -> Result<(), AppError> {
        Ok(self.store.backup(to, |_, _| {})?)
    }
}

/// How the row of a change differs from what its record gives. What is next, and who is waited for, is advice that
/// follows the day and the register, and is not compared.
fn differs(
    tx: &mut Tx<'_>,
    shelf: &mut super::shelf::Shelf,
    world: &World,
    actor: &crate::base::ids::PersonId,
    updated: Moment,
    change: &crate::domain::change::Change,
) -> Result<Option<String>, AppError> {
    let reader = tx.read();
    let desk = desk_for(shelf, world, actor, updated, change)?;
    let prose = |said: &Said| words(&reader, said);
    let name = |id: &str| id.to_owned();
    let lens = Lens { world, desk: &desk, prose: &prose, name: &name };
    let wanted = super::show::change::row(&lens, change, &summary::of(world, &desk, change), Time(updated));
    let found = reader.queue_row(change.no, |r| super::queue::change_row(&r))?;
    let Some(mut found) = found else { return Ok(Some(format!("{} has no row", change.no))) };
    found.next_action.clone_from(&wanted.next_action);
    found.waiting_for.clone_from(&wanted.waiting_for);
    found.letter.clone_from(&wanted.letter);
    // A row of an older program says what was decided, not how.
    if found.decided == found.decision {
        found.decided.clone_from(&wanted.decided);
    }
    Ok((found != wanted).then(|| format!("the row of {} differs", change.no)))
}

/// The ballots of a change whose choices are told to nobody: a hidden one unless it has decided, and each secret one. None
/// where the change cannot be read.
fn hides_choices(reader: &Reader<'_>, stream: &str) -> Option<Vec<u32>> {
    let Ok(stream @ Stream::Change(no)) = stream.parse::<Stream>() else { return Some(Vec::new()) };
    let world = fold(reader, &[stream], None).ok()?;
    let ballots = world.changes.get(&no).into_iter().flat_map(|c| &c.ballots);
    Some(ballots.filter(|b| !b.tells_choices()).map(|b| b.no).collect())
}

/// A checkpoint as `audit checkpoint` writes it: the text, or the document with `--json`.
fn checkpoint(given: &str) -> Result<Checkpoint, AppError> {
    let document: Option<serde_json::Value> = serde_json::from_str(given).ok();
    let inside = document.as_ref().and_then(|d| d.get("checkpoint")).and_then(|c| c.as_str());
    inside.unwrap_or(given).parse().map_err(|e| AppError::Input {
        text: format!("the checkpoint cannot be read: {e}"),
        hint: "give a file that `quorate audit checkpoint` wrote".into(),
    })
}

fn line(stored: &StoredEntry, names: &Names<'_>) -> Result<LogLine, AppError> {
    let entry = &stored.entry;
    let stream: Stream = entry.stream.parse().map_err(unreadable)?;
    let what = event(&stream, stored)?;
    Ok(LogLine {
        seq: entry.seq,
        at: Time(entry.at),
        actor: entry.actor.clone(),
        id: match &stream {
            Stream::Change(no) => no.to_string(),
            other => other.to_string(),
        },
        version: entry.version,
        kind: entry.kind.clone(),
        text: speech::event::sentence(&what.what, names),
        hash: stored.hash.to_string(),
        act: entry.act.to_string(),
    })
}
