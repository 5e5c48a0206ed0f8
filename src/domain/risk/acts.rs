//! What may be done to the risk register.

use super::events::RiskEvent;
use crate::base::ids::Stream;
use crate::base::text;
use crate::domain::board::acts::judged;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::RiskCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;

/// Decides a command on the risk register.
///
/// # Errors
/// No right to do so, an unknown level or risk, no description.
pub fn decide(world: &World, desk: &Desk, command: &RiskCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let mut decided = Decided::default();
    let mut scribe = desk.scribe();
    match command {
        RiskCommand::Log { change, text: body, level, mitigation, owner } => {
            let about = change.and_then(|no| world.changes.get(&no));
            if let (Some(no), None) = (change, about) {
                return Err(Refusal::new(Kind::NotFound, format!("there is no {no}"), "see `quorate change list`"));
            }
            let level = level.clone().or_else(|| about.and_then(|c| c.level.clone())).unwrap_or_default();
            let levels = &desk.pack.risk.levels;
            if !levels.iter().any(|l| l.id == level) {
                let listed = levels.iter().map(|l| l.id.as_str()).collect::<Vec<_>>().join(", ");
                let text = format!("\"{}\" is no risk level of the pack", text::visible(&level));
                return Err(Refusal::new(Kind::InvalidInput, text, format!("give --level, one of {listed}")));
            }
            let body =
                text::prose(body).map_err(|e| Refusal::new(Kind::InvalidInput, e.to_string(), "clean the text"))?;
            if body.trim().is_empty() {
                return Err(Refusal::new(Kind::Missing, "a risk says what may happen", "give --text"));
            }
            let mut known = match about {
                Some(change) => facts::of(world, desk, change),
                None => facts::register(world, desk),
            };
            known.set_word("act.level", &level);
            known.set_word("act.mitigation", mitigation.clone().unwrap_or_default());
            judged(desk, Act::LogRisk, "risk register", &known, &mut decided)?;
            let no = world.risks.list.last().map_or(1, |r| r.no + 1);
            let event = RiskEvent::Logged {
                no,
                change: *change,
                text: scribe.say(&body),
                level,
                mitigation: scribe.say_if(mitigation.as_deref()),
                owner: owner.clone().unwrap_or_else(|| desk.actor.clone()),
            };
            decided.add(Stream::Risks, event);
        }
        RiskCommand::Accept { no, reason } => {
            let Some(risk) = world.risks.list.iter().find(|r| r.no == *no) else {
                return Err(Refusal::new(Kind::NotFound, format!("there is no risk {no}"), "see `quorate risk list`"));
            };
            if let Some((at, by)) = &risk.accepted {
                let text = format!("risk {no} was accepted by {by}, {}", desk.told(*at));
                return Err(Refusal::new(Kind::AlreadyDone, text, ""));
            }
            let mut known = facts::register(world, desk);
            known.set_word("risk.level", &risk.level);
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::AcceptRisk, &format!("risk {no}"), &known, &mut decided)?;
            let reason = scribe.say_if(reason.as_deref());
            decided.add(Stream::Risks, RiskEvent::Accepted { no: *no, reason });
        }
        RiskCommand::Review { note } => {
            judged(desk, Act::ReviewRisks, "risk register", &facts::register(world, desk), &mut decided)?;
            let note = scribe.say_if(note.as_deref());
            decided.add(Stream::Risks, RiskEvent::Reviewed { note });
        }
    }
    decided.prose = scribe.prose;
    Ok(decided)
}
