//! The one write path: load the streams touched, decide, append, keep the words, show, commit.

use super::error::AppError;
use super::open::App;
use super::options::How;
use super::packs::adopted;
use super::shelf::Shelf;
use super::show::Lens;
use super::show::change::{search_words, title};
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::change::conflict;
use crate::domain::change::events::ChangeEvent;
use crate::domain::change::summary;
use crate::domain::change::{Change, Value};
use crate::domain::command::{
    self, BoardCommand, CalendarCommand, ChangeCommand, Command, MeetingCommand, PeopleCommand,
};
use crate::domain::desk::{Decided, Desk};
use crate::domain::event::{Event, What};
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::ledger::entry;
use crate::sheets::register::Receipt;
use crate::store::append::{NewEntry, Tx};
use crate::store::codec;
use crate::store::load::{Reader, StoredEntry};
use crate::store::project::changes::Projection;
use crate::store::prose::Prose;
use std::collections::BTreeMap;

impl App {
    /// Carries out a command in one transaction. A meeting that is opened without an agenda gets the one that the
    /// register gives now, an item without a section finds its own, and "the next meeting" is the one after this.
    ///
    /// # Errors
    /// A refusal with its reasons, or what went wrong; nothing is recorded then.
    pub fn execute(&mut self, command: &Command, how: How) -> Result<Receipt, AppError> {
        match command {
            Command::Calendar(CalendarCommand::Announce { .. }) => self.announce(command, how),
            Command::Calendar(CalendarCommand::Sign { no, .. }) => self.sign_freeze(command, *no, how),
            Command::Meeting(id, MeetingCommand::Open { items }) if items.is_empty() => self.begin_meeting(id, how),
            Command::Meeting(id, MeetingCommand::Close { reason }) => self.end_meeting(id, reason.clone(), how),
            Command::Meeting(id, MeetingCommand::Settle(settle)) => self.settle_item(id, settle, how),
            Command::Meeting(id, MeetingCommand::Correct { text, name: None }) => {
                let (text, name) = (text.clone(), Some(self.own_name()?));
                self.carry_out(&Command::Meeting(id.clone(), MeetingCommand::Correct { text, name }), how)
            }
            Command::Meeting(id, MeetingCommand::Join | MeetingCommand::Rollcall { .. }) => {
                let receipt = self.carry_out(command, how)?;
                self.present_now(id, command, receipt)
            }
            Command::Meeting(id, MeetingCommand::Consent { reason }) => self.consent(id, reason.as_deref(), how),
            Command::Change(no, ChangeCommand::Checklist(on)) => self.on_list(*no, on, how),
            Command::Change(no, ChangeCommand::Convene { reason, meeting: None }) => {
                self.convene(*no, reason.clone(), how)
            }
            Command::Change(no, ChangeCommand::Defer { reason, until: None }) => {
                let until = self.deferred_before(how.act)?;
                let (reason, until) = (reason.clone(), until.or(self.next_turn()?));
                self.carry_out(&Command::Change(*no, ChangeCommand::Defer { reason, until }), how)
            }
            Command::Meeting(id, MeetingCommand::Add { item, second }) if item.section.is_empty() => {
                self.put_on_agenda(id, item.subject.clone(), second.clone(), how)
            }
            Command::Meeting(id, MeetingCommand::GiveChair { to }) => self.hand_over(id, to, how),
            Command::People(PeopleCommand::Retire { person }) => self.retire(command, person, how),
            Command::Board(BoardCommand::Repeat { .. }) => self.repeat(command, how),
            Command::Meeting(_, MeetingCommand::Call { .. }) => self.carry_out(command, how),
            Command::Meeting(id, command) => self.of_planned(id, command, how),
            _ => self.carry_out(command, how),
        }
    }

    /// As [`Self::execute`], for a command that lacks nothing.
    pub(super) fn carry_out(&mut self, command: &Command, how: How) -> Result<Receipt, AppError> {
        self.together(command, how, |act| act.carry_out(command).map(Some))
    }

    /// After a COMMIT that failed: whether the act is recorded is looked up.
    ///
    /// # Errors
    /// Why it is not, and any other error as it came.
    pub(super) fn settled(&mut self, error: AppError) -> Result<(), AppError> {
        match error {
            AppError::Unsettled(act) => Ok(self.store.settled(act)?.map(|_| ())?),
            other => Err(other),
        }
    }
}

/// Decides a command on a world that is loaded, and appends what happened; the world is then as after it. Salts are
/// drawn from `seed`, which is random but for demonstrations.
#[allow(
    clippy::too_many_arguments,
    reason = "each is one thing that the desk needs; a struct would be the desk itself"
)]
pub(super) fn record(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    world: &mut World,
    actor: &PersonId,
    now: Moment,
    command: &Command,
    if_version: Option<u32>,
    next_change: ChangeNo,
    seed: [u8; 32],
) -> Result<Decided, AppError> {
    let at = tx.moment(now);
    let (pack_digest, pack) = shelf.for_act(world, command)?;
    let booked = super::calendar::booked(&tx.read(), world, &pack, (command, at))?;
    let (near, quoted) = (Vec::new(), BTreeMap::new());
    let mut desk =
        Desk { now: at, actor: actor.clone(), pack, pack_digest, next_change, seed, if_version, near, booked, quoted };
    if let Command::Change(no, what) = command
        && let Some(change) = world.changes.get(no)
    {
        let own = conflict::claim_after(world, &desk, change, what);
        desk.near = super::conflicts::near(&tx.read(), world, &desk.pack, own.as_ref(), None)?;
        desk.quoted = quoted_of(&tx.read(), change);
    }
    let mut decided = command::decide(world, &desk, command)?;
    if let Command::Change(no, ChangeCommand::Edit { fields }) = command {
        let same = unchanged(&tx.read(), world, &desk, *no, &decided);
        let fields: Vec<_> = fields.iter().filter(|(id, _)| !same.contains(id)).cloned().collect();
        if fields.is_empty() {
            decided = Decided::default();
        } else if !same.is_empty() {
            decided = command::decide(world, &desk, &Command::Change(*no, ChangeCommand::Edit { fields }))?;
        }
    }
    append(tx, world, actor, now, &decided)?;
    Ok(decided)
}

/// What the open conditions of a change say, by number.
pub(super) fn quoted_of(reader: &Reader<'_>, change: &Change) -> BTreeMap<u32, String> {
    change.open_conditions().filter_map(|c| Some((c.no, words(reader, &c.text)?))).collect()
}

/// The fields of an edit that would hold what they hold already: they make no revision and void nothing. Free text is
/// compared by its words, since each commitment has a salt of its own.
fn unchanged(reader: &Reader<'_>, world: &World, desk: &Desk, no: ChangeNo, decided: &Decided) -> Vec<String> {
    let Some(change) = world.changes.get(&no) else { return Vec::new() };
    let new = |said: &Said| decided.prose.iter().find(|p| p.digest == said.digest).map(|p| p.body.clone());
    let same = |id: &String, value: &Value| match (change.fields.get(id), value) {
        (None, value) => value.is_empty(),
        (Some(Value::Words(have)), Value::Words(given)) => have == given,
        (Some(Value::Said(have)), Value::Said(given)) => {
            let have = words(reader, have);
            have.is_some() && have == new(given)
        }
        _ => false,
    };
    // The same words say something else where the register has other systems than when they were written.
    let on_systems = desk.pack.bia.as_ref().and_then(|bia| bia.dependents.as_ref());
    let anew = |what: &What| match what {
        What::Change(ChangeEvent::Edited { assessed: Some(now), .. }) => change.assessed.as_ref() != Some(now),
        _ => false,
    };
    let anew = decided.events.iter().any(|(_, what)| anew(what));
    let same = |id: &String, value: &Value| same(id, value) && !(anew && Some(id) == on_systems);
    let edited = decided.events.iter().filter_map(|(_, what)| match what {
        What::Change(ChangeEvent::Edited { fields, .. }) => Some(fields),
        _ => None,
    });
    edited.flatten().filter(|(id, value)| same(id, value)).map(|(id, _)| id.clone()).collect()
}

/// Appends what was decided and applies it to the world.
pub(super) fn append(
    tx: &mut Tx<'_>,
    world: &mut World,
    actor: &PersonId,
    now: Moment,
    decided: &Decided,
) -> Result<(), AppError> {
    let at = tx.moment(now);
    let mut entries = Vec::with_capacity(decided.events.len());
    for (stream, what) in &decided.events {
        let (kind, v, payload) = codec::encode(what).map_err(super::error::unreadable)?;
        entries.push(NewEntry { stream: stream.clone(), kind, v, payload });
        world.apply(&Event { stream: stream.clone(), at, actor: actor.clone(), what: what.clone() });
    }
    for prose in &decided.prose {
        tx.put_prose(&prose.salt, &prose.body)?;
    }
    tx.append(now, actor, &entries)?;
    Ok(())
}

/// A random seed: two fresh UUIDs, 148 random bits in all.
pub(super) fn seed() -> [u8; 32] {
    let mut seed = [0_u8; 32];
    let drawn = uuid::Uuid::new_v4().into_bytes().into_iter().chain(uuid::Uuid::new_v4().into_bytes());
    for (to, from) in seed.iter_mut().zip(drawn) {
        *to = from;
    }
    seed
}

/// Writes the rows of one change.
pub(super) fn show(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    world: &World,
    actor: &PersonId,
    at: Moment,
    change: &Change,
) -> Result<(), AppError> {
    show_until(tx, shelf, world, actor, (at, None), change)
}

/// The same for a moment that is looked back to, by what stood until then.
pub(super) fn show_until(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    world: &World,
    actor: &PersonId,
    (at, until): (Moment, Option<Moment>),
    change: &Change,
) -> Result<(), AppError> {
    let pack = shelf.of(&world.policy, world.policy.version())?.1;
    let before = super::marks::claim(tx, &pack, world, change)?;
    let (title, words, summary) = {
        let reader = tx.read();
        let desk = desk_for(shelf, world, actor, at, change)?;
        let prose = |said: &Said| words(&reader, said);
        let name = |id: &str| id.to_owned();
        let lens = Lens { world, desk: &desk, prose: &prose, name: &name };
        (title(&lens, change), search_words(&lens, change), summary::of(world, &desk, change))
    };
    tx.show_change(&Projection { change, summary: &summary, title: &title, words: &words, updated: at })?;
    super::marks::mark(tx, shelf, world, (actor, at), (change, until), before)
}

/// A desk from which a change is looked at, under the pack that judges it.
pub(super) fn desk_for(
    shelf: &mut Shelf,
    world: &World,
    actor: &PersonId,
    now: Moment,
    change: &Change,
) -> Result<Desk, AppError> {
    let version = change.judged_under().unwrap_or_else(|| world.policy.version());
    let (pack_digest, pack) = shelf.of(&world.policy, version)?;
    Ok(Desk::looking(now, actor.clone(), pack, pack_digest, change.no))
}

/// The words of a commitment; none when they were removed.
pub(super) fn words(reader: &Reader<'_>, said: &Said) -> Option<String> {
    match reader.prose(&said.digest) {
        Ok(Some(Prose::Kept(body))) => Some(body),
        _ => None,
    }
}

/// Folds streams, up to a moment if one is given.
pub(super) fn fold(reader: &Reader<'_>, streams: &[Stream], until: Option<Moment>) -> Result<World, AppError> {
    fold_on(World::default(), reader, streams, until)
}

/// As [`fold`], on top of other streams.
pub(super) fn fold_on(
    mut world: World,
    reader: &Reader<'_>,
    streams: &[Stream],
    until: Option<Moment>,
) -> Result<World, AppError> {
    for stream in streams {
        reader.each_of(stream, until.unwrap_or(Moment(i64::MAX)), |entry| {
            world.apply(&event_of(stream, entry)?);
            Ok::<_, AppError>(())
        })?;
    }
    Ok(world)
}

/// The event of a stored entry.
pub(super) fn event(stream: &Stream, stored: &StoredEntry) -> Result<Event, AppError> {
    event_of(stream, &stored.entry.view())
}

/// The event of an entry as it lies there.
pub(super) fn event_of(stream: &Stream, entry: &entry::EntryRef<'_>) -> Result<Event, AppError> {
    use super::error::unreadable;
    let kind = std::str::from_utf8(entry.kind).map_err(unreadable)?;
    let v = u16::try_from(entry.v).map_err(unreadable)?;
    let known = if (kind, v) == ("policy.adopted", 1) { adopted(entry.payload) } else { None };
    let what = match known {
        Some(adoption) => adoption.into(),
        None => codec::decode(kind, v, entry.payload).map_err(unreadable)?,
    };
    let actor = std::str::from_utf8(entry.actor).map_err(unreadable)?.parse().map_err(unreadable)?;
    Ok(Event { stream: stream.clone(), at: entry.at, actor, what })
}

pub(super) fn subject(command: &Command, no: Option<ChangeNo>) -> String {
    match (command, no) {
        (_, Some(no)) => no.to_string(),
        (Command::Change(no, _) | Command::Import(_, Some(no)), None) => no.to_string(),
        (Command::Policy(_), None) => "policy".into(),
        (Command::People(PeopleCommand::Register { person, .. } | PeopleCommand::Retire { person }), None) => {
            person.to_string()
        }
        (Command::People(_) | Command::Board(_), None) => "board".into(),
        (Command::Catalogue(_), None) => "catalogue".into(),
        (Command::Meeting(id, _), None) => id.to_string(),
        (Command::Risk(_), None) => "risks".into(),
        (Command::Calendar(_), None) => "calendar".into(),
        (Command::System(_), None) => "systems".into(),
        (Command::Open(_) | Command::Import(..), None) => "change".into(),
    }
}
