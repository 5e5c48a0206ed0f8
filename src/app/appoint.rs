//! Approvals and reviews that nobody can give, for whoever may register another person.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use crate::base::ids::{ChangeNo, PersonId};
use crate::domain::change::{facts, stuck};
use crate::domain::desk::Desk;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::sheets::people::InboxItem;
use std::collections::BTreeSet;

/// Changes that are looked at for each role.
const MOST: usize = 100;
/// Changes of a role that are judged, by the eyes of everybody who might sign, the most urgent first. Each takes about as long
/// as the rest of an inbox; those behind them are judged as soon as these have gone on.
const JUDGED: usize = 20;
/// Of more holders of a role one is always free to sign.
const FEW: usize = 3;

impl App {
    /// The changes that wait for somebody whom a person may register, since nobody else can give what they wait for.
    pub(super) fn appointments(&mut self, person: &PersonId) -> Result<Vec<InboxItem>, AppError> {
        let (world, now) = (self.house()?, self.now());
        if world.people.active(person).is_none() {
            return Ok(Vec::new());
        }
        let desk = Desk { actor: person.clone(), ..self.desk(&world, now)? };
        if !judge(&desk.pack, Act::Person, &facts::register(&world, &desk)).allowed() {
            return Ok(Vec::new());
        }
        let reader = self.store.read()?;
        let mut nos: BTreeSet<u32> = BTreeSet::new();
        for role in desk.pack.roles.iter().map(|r| r.id()) {
            let holders: Vec<&PersonId> =
                world.people.0.iter().filter(|(_, p)| p.active && p.roles.contains(role)).map(|(id, _)| id).collect();
            if holders.len() > FEW {
                continue;
            }
            let before = nos.len();
            for waiting in reader.waiting(&[format!("role {role}")], MOST)? {
                if nos.len() - before == JUDGED {
                    break;
                }
                let signed = matches!(waiting.kind.as_str(), "APPROVE" | "REVIEW");
                // Whom the record of the change never names has no part in it, and can sign.
                let mut parts = holders.iter().map(|h| reader.names_person(ChangeNo(waiting.no), h));
                if signed && parts.try_fold(true, |all, named| named.map(|named| all && named))? {
                    nos.insert(waiting.no);
                }
            }
        }
        let mut items = Vec::new();
        for no in nos.into_iter().map(ChangeNo) {
            let (change, world, _) = self.found(no, None)?;
            let desk = desk_for(&mut self.shelf, &world, person, now, &change)?;
            let known = facts::of(&world, &desk, &change);
            for stuck in stuck::of(&world, &desk, &change, &known) {
                items.push(InboxItem {
                    kind: "APPOINT".into(),
                    id: no.to_string(),
                    title: stuck.reason.text,
                    letter: String::new(),
                    risk: None,
                    why: "you register persons".into(),
                    due: None,
                    command: format!("quorate person add ID --name NAME --role {}", stuck.role),
                });
            }
        }
        Ok(items)
    }
}
