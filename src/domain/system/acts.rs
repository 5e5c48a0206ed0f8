//! What may be done to the register of systems.

use super::draft::{Fault, read};
use super::events::SystemEvent;
use super::{System, key};
use crate::base::ids::Stream;
use crate::domain::board::acts::judged;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::SystemCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;

/// Systems that one entry of the ledger holds at most.
const BATCH: usize = 500;

/// What can be validated.
pub const VALIDATIONS: [&str; 2] = ["rto", "recovery"];

/// Decides a command on the register of systems.
///
/// # Errors
/// No right to do so; details that are wrong, all of them at once; a system that is not there, or is there already.
pub fn decide(world: &World, desk: &Desk, command: &SystemCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let (mut decided, mut scribe) = (Decided::default(), desk.scribe());
    let mut known = facts::register(world, desk);
    let mut allowed = |what: &str, reason: Option<&String>, decided: &mut Decided| {
        known.set_word("act.procedure", what);
        known.set_word("act.reason", reason.map_or("", String::as_str));
        judged(desk, Act::System, "systems", &known, decided)
    };
    match command {
        SystemCommand::Put { systems, new } => {
            if let Some(there) = systems.iter().filter(|_| *new).find_map(|s| Some(&world.systems.find(&s.id)?.entry)) {
                let text = format!("there is a system {} already", there.id);
                return Err(Refusal::new(Kind::AlreadyDone, text, format!("quorate system edit {}", there.id)));
            }
            let entries = read(&desk.pack, &world.systems, systems).map_err(|faults| wrong(&faults))?;
            allowed("record", None, &mut decided)?;
            let mut left = entries.into_iter().peekable();
            while left.peek().is_some() {
                let systems = left.by_ref().take(BATCH).collect();
                decided.add(Stream::Systems, SystemEvent::Recorded { systems });
            }
        }
        SystemCommand::Retire { id, reason } => {
            let system = found(world, id)?;
            let users = world.systems.dependents(id);
            if !users.is_empty() {
                let names = users.iter().map(|s| s.entry.id.as_str()).collect::<Vec<_>>().join(", ");
                let text = format!("{} is still needed by {names}", system.entry.id);
                return Err(Refusal::new(Kind::WrongState, text, "take it out of their dependencies first"));
            }
            allowed("retire", reason.as_ref(), &mut decided)?;
            let (id, reason) = (system.entry.id.clone(), scribe.say_if(reason.as_deref()));
            decided.add(Stream::Systems, SystemEvent::Retired { id, reason });
        }
        SystemCommand::Validate { id, what, note } => {
            let system = found(world, id)?;
            if !VALIDATIONS.contains(&what.as_str()) {
                let text = format!("\"{}\" is nothing that is validated", crate::base::text::visible(what));
                return Err(Refusal::new(Kind::InvalidInput, text, format!("give {}", VALIDATIONS.join(" or "))));
            }
            allowed("validate", note.as_ref(), &mut decided)?;
            let (id, note) = (system.entry.id.clone(), scribe.say_if(note.as_deref()));
            decided.add(Stream::Systems, SystemEvent::Validated { id, what: what.clone(), note });
        }
        SystemCommand::RecoveryTest { patched, note } => {
            allowed("recovery_test", note.as_ref(), &mut decided)?;
            let note = scribe.say_if(note.as_deref());
            decided.add(Stream::Systems, SystemEvent::RecoveryTested { patched: *patched, note });
        }
    }
    decided.prose = scribe.prose;
    Ok(decided)
}

fn found<'w>(world: &'w World, id: &str) -> Result<&'w System, Refusal> {
    world.systems.find(id).ok_or_else(|| {
        let near = crate::policy::read::nearest(&key(id), world.systems.all.keys().map(String::as_str));
        let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
        let text = format!("there is no system \"{}\"{near}", crate::base::text::visible(id));
        Refusal::new(Kind::NotFound, text, "see `quorate system list`")
    })
}

/// Every fault in one refusal, each with the part that it is about.
fn wrong(faults: &[Fault]) -> Refusal {
    let text = faults.iter().map(|f| format!("{}: {}", f.part, f.text)).collect::<Vec<_>>().join("; ");
    Refusal::new(Kind::InvalidInput, text, "correct what is named; nothing was recorded")
}
