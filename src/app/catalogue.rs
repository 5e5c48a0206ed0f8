//! The catalogue of standard changes: its entries, and who hears that one is suspended.

use super::error::AppError;
use super::open::App;
use super::show;
use crate::base::ids::{ChangeNo, PersonId};
use crate::domain::catalogue::Entry;
use crate::domain::change::facts;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::sheets::catalogue::EntrySheet;
use crate::sheets::people::InboxItem;
use crate::store::query::queue::Filter;

/// States in which a change is not over.
const OPEN: [&str; 6] = ["new", "assess", "authorize", "scheduled", "implement", "review"];

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
        found.ok_or_else(|| AppError::Input {
            text: format!("the catalogue has no entry \"{}\"", crate::base::text::visible(id)),
            hint: "see `quorate catalogue list`".into(),
        })
    }

    /// What a suspended entry asks of a person: to restore it, where the pack lets them, and to know of it where an open
    /// change of theirs is one of it.
    pub(super) fn suspended(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let (world, now) = (self.house()?, self.now());
        let out = |e: &&Entry| e.suspended.is_some() && !e.retired;
        if world.people.active(person).is_none() || !world.catalogue.0.values().any(|e| out(&e)) {
            return Ok(Vec::new());
        }
        let world = self.world(None)?;
        let desk = Desk { actor: person.clone(), ..self.desk(&world, now)? };
        let restores = restores(&world, &desk);
        let mut items = Vec::new();
        for entry in self.catalogue()?.into_iter().filter(|e| e.standing == "suspended") {
            let why = entry.reason.as_ref().map(|r| format!(": {}", crate::base::text::tame_line(r, 200)));
            let why = format!("suspended{}", why.unwrap_or_default());
            if restores {
                let title = entry.title.replace('"', "'");
                let command = format!("quorate catalogue admit {} --title \"{title}\" --procedure -", entry.id);
                let title = format!("{}, {why}", entry.title);
                items.push(item("RESTORE", entry.id.clone(), title, "you may admit it anew".into(), command));
            }
            for (no, title) in self.open_under(&entry.id, person)? {
                let why = format!("it is one of {}, {why}", entry.id);
                items.push(item("SUSPENDED", no.to_string(), title, why, format!("quorate change view {no}")));
            }
        }
        Ok(items)
    }

    /// The open changes under an entry that a person asks for or owns.
    fn open_under(&self, entry: &str, person: &PersonId) -> Result<Vec<(ChangeNo, String)>, AppError> {
        let states = OPEN.map(str::to_owned).to_vec();
        let filter = Filter { states, owner: Some(person.to_string()), ..Filter::default() };
        let mut rows = Vec::new();
        self.store.read()?.queue(&filter, &mut |row| {
            rows.push((ChangeNo(row.no), row.title.to_owned()));
            true
        })?;
        let mut under = Vec::new();
        for (no, title) in rows {
            let change = self.fold_alone(no, self.now())?.map(|(change, _)| change);
            if change.is_some_and(|c| c.catalogue.as_deref() == Some(entry)) {
                under.push((no, title));
            }
        }
        Ok(under)
    }
}

/// Whether the pack lets the one at the desk admit an entry anew.
fn restores(world: &World, desk: &Desk) -> bool {
    let mut known = facts::register(world, desk);
    known.set_word("act.action", "admit");
    known.set_word("act.procedure", "given");
    judge(&desk.pack, Act::Catalogue, &known).allowed()
}

fn item(kind: &str, id: String, title: String, why: String, command: String) -> InboxItem {
    InboxItem { kind: kind.into(), id, title, letter: String::new(), risk: None, why, due: None, command }
}
