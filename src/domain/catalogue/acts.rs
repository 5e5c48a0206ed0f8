//! What may be done to the catalogue of standard changes.

use super::events::CatalogueEvent;
use crate::base::ids::Stream;
use crate::base::text;
use crate::domain::board::acts::judged;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::CatalogueCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;

/// Decides a command on the catalogue.
///
/// # Errors
/// No right to do so, an id that does not fit, an unknown entry.
pub fn decide(world: &World, desk: &Desk, command: &CatalogueCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let mut decided = Decided::default();
    let mut scribe = desk.scribe();
    let mut known = facts::register(world, desk);
    let given = |body: &Option<String>| body.clone().unwrap_or_default();
    match command {
        CatalogueCommand::Admit { id, title, procedure } => {
            let fits =
                !id.is_empty() && id.len() <= 60 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            if !fits {
                let text = format!("\"{}\" is no id for the catalogue", text::visible(id));
                return Err(Refusal::new(
                    Kind::InvalidInput,
                    text,
                    "use letters, digits, - and _, such as rotate-logs",
                ));
            }
            // What is admitted anew keeps what nobody says otherwise.
            let before = world.catalogue.0.get(id);
            let title = title.as_ref().or(before.map(|e| &e.title)).map_or("", String::as_str);
            let title = text::line(title, text::LINE_MAX)
                .map_err(|e| Refusal::new(Kind::InvalidInput, format!("title: {e}"), "shorten or clean the title"))?;
            if title.is_empty() {
                return Err(Refusal::new(Kind::Missing, "an entry of the catalogue has a title", "give --title TEXT"));
            }
            known.set_word("act.action", "admit");
            let kept = before.and_then(|e| e.procedure).filter(|_| procedure.is_none());
            known.set_word("act.procedure", if kept.is_some() { "given".into() } else { given(procedure) });
            judged(desk, Act::Catalogue, "catalogue", &known, &mut decided)?;
            let expiry = desk.pack.setting("standard.catalogue.expiry").and_then(|l| l.parse().ok());
            let expires = expiry.map_or(desk.now, |l| desk.pack.calendar.after(desk.now, l));
            let probation = desk.pack.setting("standard.catalogue.probation").and_then(|n| n.parse().ok()).unwrap_or(0);
            let procedure = kept.or_else(|| scribe.say_if(procedure.as_deref()));
            let event = CatalogueEvent::Admitted { id: id.clone(), title, procedure, expires, probation };
            decided.add(Stream::Catalogue, event);
        }
        CatalogueCommand::Suspend { id, reason } | CatalogueCommand::Withdraw { id, reason } => {
            let Some(entry) = world.catalogue.0.get(id).filter(|e| e.withdrawn.is_none()) else {
                let text = format!("the catalogue has no entry \"{}\"", text::visible(id));
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate catalogue list`"));
            };
            if entry.suspended.is_some() && matches!(command, CatalogueCommand::Suspend { .. }) {
                return Err(Refusal::new(
                    Kind::AlreadyDone,
                    format!("{id} is suspended already"),
                    "admit it anew to lift that",
                ));
            }
            known.set_word(
                "act.action",
                if matches!(command, CatalogueCommand::Suspend { .. }) { "suspend" } else { "withdraw" },
            );
            known.set_word("act.reason", given(reason));
            judged(desk, Act::Catalogue, "catalogue", &known, &mut decided)?;
            if reason.as_deref().is_none_or(|r| r.trim().is_empty()) {
                let text = format!("whoever takes {id} from the catalogue says why");
                return Err(Refusal::new(Kind::Missing, text, "give --reason TEXT"));
            }
            let reason = scribe.say_if(reason.as_deref());
            let event = match command {
                CatalogueCommand::Suspend { .. } => CatalogueEvent::Suspended { id: id.clone(), reason, change: None },
                _ => CatalogueEvent::Withdrawn { id: id.clone(), reason },
            };
            decided.add(Stream::Catalogue, event);
        }
    }
    decided.prose = scribe.prose;
    Ok(decided)
}
