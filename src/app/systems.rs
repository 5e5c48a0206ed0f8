//! Systems and services: the list, one with its neighbours, and the import of a table.

use super::error::AppError;
use super::open::App;
use super::options::How;
use crate::base::ids::ChangeNo;
use crate::base::text::visible;
use crate::base::time::Moment;
use crate::domain::command::{Command, SystemCommand};
use crate::domain::system::{Relation, System, Systems, draft, key};
use crate::policy::pack::Pack;
use crate::sheets::system::{SystemChange, SystemImport, SystemRow, SystemSheet};
use crate::sheets::time::{Time, Window};
use crate::text::feeds::systems::{Fault, read};
use std::path::Path;

/// Faults of a file that are told at once.
const TOLD: usize = 20;
/// The largest file of systems that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

impl App {
    /// Systems in use, by id, or in the order of recovery those that have a place in it.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn systems(&mut self, by_priority: bool) -> Result<Vec<SystemRow>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let all = if by_priority { world.systems.by_priority() } else { world.systems.in_use().collect() };
        Ok(all.into_iter().map(|s| row(&pack, &world.systems, s)).collect())
    }

    /// A system with what it needs, what needs it, and the open changes that touch it.
    ///
    /// # Errors
    /// When there is no such system.
    pub fn system(&mut self, id: &str) -> Result<SystemSheet, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let Some(system) = world.systems.all.get(&key(id)) else {
            let near = crate::policy::read::nearest(&key(id), world.systems.all.keys().map(String::as_str));
            return Err(AppError::NotFound {
                text: format!("there is no system \"{}\"", visible(id)),
                hint: near.map_or_else(|| "see `quorate system list`".into(), |n| format!("did you mean {n}?")),
            });
        };
        let related = world.systems.related(&system.entry.id, false);
        let of = |wanted: Relation| -> Vec<String> {
            let keys = related.iter().filter(|(_, r)| **r == wanted).map(|(k, _)| k);
            keys.map(|k| world.systems.find(k).map_or_else(|| k.clone(), |s| s.entry.id.clone())).collect()
        };
        let reader = self.store.read()?;
        let own = key(&system.entry.id);
        let always = (Moment(i64::MIN), Moment(i64::MAX));
        let mut changes = Vec::new();
        for no in reader.claiming(&[("system", &own)], always)? {
            changes.extend(reader.queue_row(ChangeNo(no), |r| {
                let (from, to) = r.window?;
                let window = Window { from: Time(Moment(from)), to: Time(Moment(to)) };
                Some(SystemChange { id: ChangeNo(no).to_string(), title: r.title.to_owned(), window })
            })?);
        }
        let tier = pack.tiers.iter().find(|t| t.id == system.entry.tier);
        Ok(SystemSheet {
            row: row(&pack, &world.systems, system),
            tier_text: tier.map(|t| t.text.clone()).unwrap_or_default(),
            needs: of(Relation::Parent),
            needed_by: of(Relation::Dependent),
            changes: changes.into_iter().flatten().collect(),
            clauses: tier.map(|t| t.clauses.clone()).unwrap_or_default(),
        })
    }

    /// Records the systems of a CSV file: all of them, or none where anything in it is wrong. The same file a second time
    /// records nothing.
    ///
    /// # Errors
    /// A file that cannot be read; every fault with its line and column; no right to record systems.
    pub fn import_systems(&mut self, file: &Path, how: How) -> Result<SystemImport, AppError> {
        let bad = |text: String| AppError::Input {
            text: format!("{}: {text}", file.display()),
            hint: "correct the file and import it again; nothing was recorded".into(),
        };
        let size = std::fs::metadata(file).map_err(|e| bad(e.to_string()))?.len();
        if size > LARGEST {
            return Err(bad("the file is larger than 64 MiB".into()));
        }
        let bytes = std::fs::read(file).map_err(|e| bad(e.to_string()))?;
        let table = read(&bytes).map_err(|faults| bad(told(&faults, &[])))?;
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let entries = draft::read(&pack, &world.systems, &table.systems).map_err(|faults| {
            let place = |f: &draft::Fault| Fault {
                line: table.lines.get(f.index).copied().unwrap_or_default(),
                column: table.column(f.part),
                text: f.text.clone(),
            };
            let names: Vec<&str> = faults.iter().map(|f| f.part).collect();
            bad(told(&faults.iter().map(place).collect::<Vec<_>>(), &names))
        })?;
        let added = entries.iter().filter(|e| world.systems.find(&e.id).is_none()).count();
        let sheet = SystemImport {
            read: table.systems.len(),
            added,
            changed: entries.len().saturating_sub(added),
            unchanged: table.systems.len().saturating_sub(entries.len()),
            unknown: table.unknown,
            dry_run: how.dry_run,
        };
        if !entries.is_empty() {
            self.execute(&Command::System(SystemCommand::Put { systems: table.systems, new: false }), how)?;
        }
        Ok(sheet)
    }
}

/// Faults with their places, the first of them.
fn told(faults: &[Fault], names: &[&str]) -> String {
    let line = |(i, f): (usize, &Fault)| {
        let name = names.get(i).map_or_else(String::new, |n| format!(" ({n})"));
        let column = f.column.map_or_else(String::new, |c| format!(", column {c}{name}"));
        format!("line {}{column}: {}", f.line, f.text)
    };
    let mut all: Vec<String> = faults.iter().enumerate().take(TOLD).map(line).collect();
    if faults.len() > TOLD {
        all.push(format!("and {} more", faults.len() - TOLD));
    }
    all.join("; ")
}

fn row(pack: &Pack, systems: &Systems, system: &System) -> SystemRow {
    let tier = pack.tiers.iter().find(|t| t.id == system.entry.tier);
    let when = |what: &str| system.validated.get(what).map(|(at, _)| Time(*at));
    let entry = system.entry.clone();
    SystemRow {
        id: entry.id,
        title: entry.title,
        tier: entry.tier,
        owner: entry.owner,
        site: entry.site,
        depends_on: entry.depends_on,
        priority: entry.priority,
        data: entry.data,
        dependents: systems.dependents(&system.entry.id).into_iter().map(|s| s.entry.id.clone()).collect(),
        rto: tier.map(|t| t.rto.to_string()),
        rpo: tier.map(|t| t.rpo.to_string()),
        rto_validated: when("rto"),
        recovered: when("recovery"),
        state: if system.retired.is_some() { "retired" } else { "in use" }.into(),
    }
}
