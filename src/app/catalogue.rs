//! The catalogue of standard changes: its entries, who may restore one, and why one is out of use.

use super::error::AppError;
use super::execute::{desk_for, fold};
use super::open::App;
use super::show;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::domain::catalogue::{Entry, cited};
use crate::domain::change::{facts, summary};
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::sheets::catalogue::EntrySheet;
use crate::sheets::people::InboxItem;
use crate::text::words::catalogue::standing;
use std::collections::BTreeSet;

impl App {
    /// The entries of the catalogue.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn catalogue(&mut self) -> Result<Vec<EntrySheet>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        self.looking(&world, &desk, |lens| {
            world.catalogue.0.iter().map(|(id, entry)| show::catalogue::sheet(lens, id, entry)).collect()
        })
    }

    /// An entry of the catalogue.
    ///
    /// # Errors
    /// No such entry; the register cannot be read.
    pub fn catalogue_entry(&mut self, id: &str) -> Result<EntrySheet, AppError> {
        let found = self.catalogue()?.into_iter().find(|e| e.id == id);
        found.ok_or_else(|| AppError::NotFound {
            text: format!("the catalogue has no entry \"{}\"", crate::base::text::visible(id)),
            hint: "see `quorate catalogue list`".into(),
        })
    }

    /// The suspended entries, for a person whom the pack lets restore them.
    pub(super) fn suspended(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        if world.people.active(person).is_none() || !world.catalogue.0.values().any(out) {
            return Ok(Vec::new());
        }
        let desk = Desk { actor: person.clone(), ..self.desk(&world, now)? };
        if !restores(&world, &desk) {
            return Ok(Vec::new());
        }
        let entries = self.catalogue()?.into_iter().filter(|e| e.standing == "suspended");
        Ok(entries
            .map(|entry| InboxItem {
                kind: "RESTORE".into(),
                title: format!("{}, {}", entry.title, told(&entry)),
                letter: String::new(),
                risk: None,
                why: "you may admit it anew".into(),
                due: None,
                command: format!("quorate catalogue admit {}", entry.id),
                id: entry.id,
            })
            .collect())
    }

    /// The changes whose entry has expired since their rows were made; time alone does that.
    pub(super) fn expired(&mut self) -> Result<BTreeSet<u32>, AppError> {
        let (reader, now) = (self.store.read()?, self.now());
        let world = fold(&reader, &[Stream::Catalogue], self.back)?;
        if world.catalogue.0.values().all(|entry| entry.standing(now) != "expired") {
            return Ok(BTreeSet::new());
        }
        Ok(reader.due_before(summary::EXPIRES, now)?)
    }

    /// Why the entry that a change is of is out of use, for the people of the change.
    pub(super) fn entry_out(&mut self, no: ChangeNo) -> Result<String, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let Some(id) = change.catalogue.clone() else { return Ok("you".into()) };
        let entry = self.catalogue_entry(&id)?;
        Ok(format!("it is one of {id}, {}{}", told(&entry), cited(&desk.pack)))
    }
}

/// Whether an entry is suspended, and may be restored.
fn out(entry: &Entry) -> bool {
    entry.suspended.is_some() && entry.withdrawn.is_none()
}

/// How an entry stands, on a line.
fn told(entry: &EntrySheet) -> String {
    crate::base::text::tame_line(&standing(entry), 200)
}

/// Whether the pack lets the one at the desk admit an entry anew.
fn restores(world: &World, desk: &Desk) -> bool {
    let mut known = facts::register(world, desk);
    known.set_word("act.action", "admit");
    known.set_word("act.procedure", "given");
    judge(&desk.pack, Act::Catalogue, &known).allowed()
}
