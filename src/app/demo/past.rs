//! Founds a sandbox register anew at the beginning of its demonstration: recorded time never runs backwards, so that a
//! history that begins in the past needs a register that does.

use super::chance::Chance;
use crate::app::error::AppError;
use crate::app::execute::record;
use crate::app::open::{App, pre_approved};
use crate::app::shelf::Shelf;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::command::{Command, PeopleCommand, PolicyCommand};
use crate::domain::pack::PackText;
use crate::domain::world::World;
use crate::ledger::entry::LedgerId;
use crate::store::append::{Ending, NewEntry};
use crate::store::directory::Details;
use crate::store::drafts::Draft;
use crate::store::load::StoredEntry;
use crate::store::{Identity, Store};

/// Acts that found a register: founding, adoption, the administrator.
const FOUNDING: usize = 3;

/// Entries that a register without changes may have and still be founded anew.
const MOST: u32 = 20_000;

/// What a register holds before its demonstration.
struct Before {
    org: String,
    founder: PersonId,
    packs: Vec<PackText>,
    /// Entries after the founding: persons, seats, settings.
    further: Vec<StoredEntry>,
    /// Texts that those entries commit to.
    texts: Vec<([u8; 16], String)>,
    directory: Vec<Details>,
    drafts: Vec<(PersonId, Draft)>,
}

impl App {
    /// The register as if it had been founded at `begin`, with all that was recorded since: the founding is done again by
    /// the same acts, what came after it is taken over word for word. One that is old enough stays as it is.
    pub(super) fn refound(self, begin: Moment, chance: &mut Chance) -> Result<Self, AppError> {
        let entries = self.store.read()?.page(None, MOST)?;
        let newest = entries.first().map_or(begin, |e| e.entry.at);
        let short = u32::try_from(entries.len()).is_ok_and(|n| n < MOST);
        if newest <= begin || !short {
            return Ok(self);
        }
        let before = self.before(entries)?;
        let path = self.store.path().to_path_buf();
        let Self { store, actor, clock, heads, .. } = self;
        store.remove()?;
        crate::app::heads::forget(heads.as_deref(), &path);
        let identity = Identity { ledger: LedgerId(chance.act().0), sandbox: true, founded_at: begin };
        let (mut store, ()) = Store::create_with(&path, identity, |store| found(store, &before, begin, chance))?;
        for details in &before.directory {
            store.put_details(details)?;
        }
        for (owner, draft) in &before.drafts {
            store.save_draft(owner, draft)?;
        }
        crate::app::heads::remember(heads.as_deref(), &store);
        Ok(Self::over(store, actor, clock, heads))
    }

    fn before(&self, mut entries: Vec<StoredEntry>) -> Result<Before, AppError> {
        entries.reverse();
        let world = self.world(None)?;
        let founder = entries.first().and_then(|e| e.entry.actor.parse().ok()).unwrap_or_else(|| self.actor.clone());
        let mut acts = Vec::new();
        let mut further: Vec<StoredEntry> = Vec::new();
        for entry in entries {
            if acts.last() != Some(&entry.entry.act) {
                acts.push(entry.entry.act);
            }
            if acts.len() > FOUNDING {
                further.push(entry);
            }
        }
        let reader = self.store.read()?;
        // Payloads are text, and a commitment stands in them as its digest in words.
        let held = |digest: &str| {
            further.iter().any(|e| std::str::from_utf8(&e.entry.payload).is_ok_and(|payload| payload.contains(digest)))
        };
        let texts = reader.texts()?.into_iter().filter(|(digest, ..)| held(&digest.to_string()));
        let texts = texts.map(|(_, salt, body)| (salt, body)).collect();
        let mut drafts = Vec::new();
        for person in world.people.0.keys() {
            drafts.extend(reader.drafts(person)?.into_iter().map(|draft| (person.clone(), draft)));
        }
        let directory = reader.directory()?;
        let packs = world.policy.adoptions.first().map(|a| a.packs.to_vec()).unwrap_or_default();
        Ok(Before { org: world.policy.org.clone(), founder, packs, further, texts, directory, drafts })
    }
}

/// The founding acts, and what came after them.
fn found(store: &mut Store, before: &Before, begin: Moment, chance: &mut Chance) -> Result<(), AppError> {
    let entries = pre_approved(&before.packs)?;
    let (mut shelf, mut world) = (Shelf::default(), World::default());
    let founder = &before.founder;
    let roles = vec!["administrator".to_owned()];
    let adopt = PolicyCommand::Adopt { packs: before.packs.clone(), entries, reason: None };
    let combine = crate::app::policy::combining(before.packs.len());
    let acts = [
        vec![Command::Policy(PolicyCommand::Found { org: before.org.clone(), sandbox: true })],
        combine.into_iter().chain([Command::Policy(adopt)]).collect(),
        vec![Command::People(PeopleCommand::Register { person: founder.clone(), roles, seats: Vec::new(), new: true })],
    ];
    for commands in acts {
        store.write(chance.act(), Ending::Keep, |tx| {
            commands.iter().try_for_each(|command| {
                let (none, seed) = (ChangeNo(0), chance.seed());
                record(tx, &mut shelf, &mut world, founder, begin, command, None, none, seed).map(|_| ())
            })
        })?;
    }
    if before.further.is_empty() {
        return Ok(());
    }
    store.write(chance.act(), Ending::Keep, |tx| {
        for (salt, body) in &before.texts {
            tx.put_prose(salt, body)?;
        }
        for stored in &before.further {
            let entry = &stored.entry;
            let unread = |e: &dyn std::fmt::Display| crate::app::error::unreadable(e.to_string());
            let stream: Stream = entry.stream.parse().map_err(|e| unread(&e))?;
            let actor: PersonId = entry.actor.parse().map_err(|e| unread(&e))?;
            let event = NewEntry { stream, kind: entry.kind.clone(), v: entry.v, payload: entry.payload.clone() };
            tx.as_act(entry.act);
            tx.append(begin, &actor, &[event])?;
        }
        Ok::<_, AppError>(())
    })?;
    Ok(())
}
