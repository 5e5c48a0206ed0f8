//! What people were called when a meeting closed: its minutes keep the names, whoever is called something else later.

use crate::app::error::AppError;
use crate::app::execute::words;
use crate::app::open::App;
use crate::base::ids::{PersonId, Stream};
use crate::domain::meeting::Meeting;
use crate::domain::world::World;
use crate::sheets::meeting::BesideLine;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

impl App {
    /// The name that a person has now, where it is to be kept.
    pub(in crate::app) fn own_name(&self) -> Result<String, AppError> {
        let id = self.actor.to_string();
        Ok(self.names()?.get(&id).map_or(id, |(name, _)| name.clone()))
    }

    /// Everybody whom the minutes of a meeting may name, with the name of now: who acted in it or stands in an entry of
    /// the meeting or of its changes, and who has a seat.
    pub(super) fn named(&self, world: &World, meeting: &Meeting) -> Result<Vec<(PersonId, String)>, AppError> {
        let mut found: BTreeSet<String> = BTreeSet::new();
        let board = &world.board;
        let seated = board.seats.values().chain(board.alternates.values().flatten());
        let seated = seated.chain(board.offices.values().flatten());
        found.extend(seated.chain([&self.actor]).map(ToString::to_string));
        let first = meeting.opened.as_ref().map(|o| o.0);
        let reader = self.store.read()?;
        let streams = [Stream::Meeting(meeting.id.clone()), Stream::Board].into_iter();
        for stream in streams.chain(meeting.changes().map(Stream::Change)) {
            for stored in reader.load(&stream)? {
                let entry = stored.entry;
                if stream == Stream::Board && first.is_none_or(|first| entry.at < first) {
                    continue;
                }
                let payload: Value = serde_json::from_slice(&entry.payload).unwrap_or(Value::Null);
                // Who made a private note is nobody's business.
                if payload.pointer("/noted/private") == Some(&Value::Bool(true)) {
                    continue;
                }
                mentioned(&payload, &mut found);
                found.insert(entry.actor);
            }
        }
        let names = self.names()?;
        let known = world.people.0.keys().filter(|id| found.contains(id.as_str()));
        Ok(known
            .map(|id| (id.clone(), names.get(id.as_str()).map_or_else(|| id.to_string(), |(n, _)| n.clone())))
            .collect())
    }

    /// Names as a meeting keeps them, by person; the id stands for a name that was removed.
    pub(super) fn kept_names(&self, meeting: Option<&Meeting>) -> Result<BTreeMap<String, String>, AppError> {
        let reader = self.store.read()?;
        let kept = meeting.into_iter().flat_map(|m| &m.names);
        Ok(kept.map(|(id, said)| (id.to_string(), words(&reader, said).unwrap_or_else(|| id.to_string()))).collect())
    }
}

/// Every word of an entry.
fn mentioned(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(word) => drop(found.insert(word.clone())),
        Value::Array(list) => list.iter().for_each(|v| mentioned(v, found)),
        Value::Object(fields) => {
            for (key, v) in fields {
                found.insert(key.clone());
                mentioned(v, found);
            }
        }
        _ => {}
    }
}

/// Who may sit for the holder of seats.
pub(super) fn alternates(
    lens: &crate::app::show::Lens<'_>,
    holder: &crate::domain::ballot::RosterEntry,
) -> Vec<(String, String)> {
    let registered = lens.desk.pack.setting("vote.alternates") == Some("registered");
    let list = holder.seats.iter().filter_map(|s| lens.world.board.alternates.get(s)).flatten();
    let mut found: Vec<(String, String)> = Vec::new();
    for person in list.filter(|p| registered && lens.world.people.active(p).is_some() && **p != holder.person) {
        if found.iter().all(|(id, _)| id != person.as_str()) {
            found.push((person.to_string(), (lens.name)(person.as_str())));
        }
    }
    found
}

/// Who is at the table without a vote.
pub(super) fn beside(lens: &crate::app::show::Lens<'_>, meeting: &Meeting) -> Vec<BesideLine> {
    let board = &lens.world.board;
    let holders: BTreeSet<&PersonId> = board.offices.values().flatten().collect();
    let seated = |p: &PersonId| board.seats.values().any(|s| s == p);
    let line = |p: &PersonId| {
        let said = meeting.attendance.iter().rev().find(|(_, person, _)| person == p);
        BesideLine {
            person: p.to_string(),
            name: (lens.name)(p.as_str()),
            offices: board.offices_of(p).map(str::to_owned).collect(),
            presence: said.map(|(_, _, how)| how.word().to_owned()),
        }
    };
    holders.into_iter().filter(|p| !seated(p)).map(line).collect()
}
