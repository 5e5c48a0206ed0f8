//! What may be done to the register's policy: found it, adopt packs, change settings, record reviews.

use super::events::PolicyEvent;
use super::{PackText, Signature};
use crate::base::digest::Digest;
use crate::base::ids::Stream;
use crate::base::text;
use crate::domain::board::acts::judged;
use crate::domain::catalogue::events::CatalogueEvent;
use crate::domain::change::approve::role_id;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::PolicyCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::bearing::{self, Bears};
use crate::policy::document::{Role, Setting};
use crate::policy::pack::Pack;
use crate::policy::read::nearest;
use crate::policy::schedule::{Schedule, ScheduleError};
use crate::policy::value::{self, Takes};
use crate::policy::verdict::Reason;

/// Decides a command on the policy.
///
/// # Errors
/// No right to do so, missing signatures, an unknown setting or a value that it does not take.
pub fn decide(world: &World, desk: &Desk, command: &PolicyCommand) -> Result<Decided, Refusal> {
    let mut decided = Decided::default();
    let mut scribe = desk.scribe();
    let first = world.people.0.is_empty();
    if !first && world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let mut known = facts::register(world, desk);
    match command {
        PolicyCommand::Found { org, sandbox } => {
            if world.policy.founded.is_some() {
                return Err(Refusal::new(
                    Kind::AlreadyDone,
                    "the register is founded already",
                    "use it, or choose another --db",
                ));
            }
            let org = text::line(org, 120).map_err(|e| {
                Refusal::new(Kind::InvalidInput, format!("organisation: {e}"), "shorten or clean the name")
            })?;
            decided.add(Stream::Policy, PolicyEvent::Founded { org, sandbox: *sandbox });
        }
        PolicyCommand::Adopt { packs, entries, reason } => {
            known.set_words("act.pack", packs.iter().map(|p| p.name.clone()));
            if let Some(reason) = reason {
                known.set_word("act.reason", reason);
            }
            signed(world, desk, packs)?;
            judged(desk, Act::Adopt, "policy", &known, &mut decided)?;
            if world.policy.is(packs) {
                return Ok(Decided::default());
            }
            let reason = scribe.say_if(reason.as_deref());
            decided.add(Stream::Policy, PolicyEvent::Adopted { packs: packs.as_slice().into(), reason });
            // What the document itself pre-approves is in the catalogue from the start, without probation.
            let expiry = desk.pack.setting("standard.catalogue.expiry").and_then(|l| l.parse().ok());
            let expires = expiry.map_or(desk.now, |l| desk.pack.calendar.after(desk.now, l));
            for (id, title, procedure) in entries.iter().filter(|(id, ..)| !world.catalogue.0.contains_key(id)) {
                let procedure = scribe.say_if(Some(procedure));
                let (id, title) = (id.clone(), title.clone());
                let event = CatalogueEvent::Admitted { id, title, procedure, expires, probation: 0 };
                decided.add(Stream::Catalogue, event);
            }
        }
        PolicyCommand::Set { id, value, reason } => {
            let Some(setting) = desk.pack.settings.iter().find(|s| s.id() == id) else {
                let near = nearest(id, desk.pack.settings.iter().map(Setting::id));
                let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
                let text = format!("the pack {} has no setting \"{}\"{near}", desk.pack.name, text::visible(id));
                return Err(Refusal::new(Kind::InvalidInput, text, "see `quorate policy show`"));
            };
            let value = text::line(value, 2000)
                .map_err(|e| Refusal::new(Kind::InvalidInput, format!("{id}: {e}"), "clean the value"))?;
            if let Some(wrong) = value::wrong(setting, &value)
                .or_else(|| value::unknown_word(&desk.pack, setting, &value))
                .or_else(|| unreadable(&desk.pack, id, &value))
            {
                let remedy = "see what it takes: quorate policy show";
                let text = if wrong.starts_with(id.as_str()) { wrong } else { format!("{id}: {wrong}") };
                return Err(Refusal::new(Kind::InvalidInput, text, remedy).citing(&setting.clauses));
            }
            known.set_word("act.setting", id);
            known.set_word("act.value", &value);
            if let Some(reason) = reason {
                known.set_word("act.reason", reason);
            }
            judged(desk, Act::Set, id, &known, &mut decided)?;
            // Who may not change it is not told that there is nothing to change.
            if setting.value == value {
                let text = format!("{id} is {value} already");
                return Err(Refusal::new(Kind::AlreadyDone, text, ""));
            }
            decided.warnings.extend(held_by_nobody(world, &desk.pack, setting, &value));
            let reason = scribe.say_if(reason.as_deref());
            let from = setting.value.clone();
            decided.add(Stream::Policy, PolicyEvent::SettingChanged { id: id.clone(), from, to: value, reason });
        }
        PolicyCommand::Review { note } => {
            judged(desk, Act::ReviewPolicy, "policy", &known, &mut decided)?;
            let note = scribe.say_if(note.as_deref());
            decided.add(Stream::Policy, PolicyEvent::PolicyReviewed { note });
        }
        PolicyCommand::Sign { role, pack, digest } => {
            let role = role_id(&desk.pack, Some(role))?.unwrap_or_default();
            if !world.people.active(&desk.actor).is_some_and(|p| p.roles.contains(&role)) {
                let text = format!("{} does not hold the role {role}", desk.actor);
                let clauses = desk.pack.document.signature_clauses.clone();
                return Err(Refusal::new(Kind::NotPermitted, text, "ask the holder to sign").citing(&clauses));
            }
            in_person(world, desk, &role, pack, *digest)?;
            let (pack, digest) = (Some(pack.clone()), Some(*digest));
            let given = |s: &Signature| (&s.role, &s.pack, s.digest, &s.by) == (&role, &pack, digest, &desk.actor);
            if !world.policy.signatures.iter().any(given) {
                decided.add(Stream::Policy, PolicyEvent::AdoptionSigned { role, pack, digest });
            }
        }
        PolicyCommand::AcceptState { found, seen, reason } => {
            administers(world, desk, "accepts another state of the register")?;
            let reason = scribe.say_if(Some(reason));
            decided.add(Stream::Policy, PolicyEvent::StateAccepted { found: *found, seen: *seen, reason });
        }
        PolicyCommand::RestoreGuards { found, reason } => {
            administers(world, desk, "puts the triggers back")?;
            let reason = scribe.say_if(Some(reason));
            decided.add(Stream::Policy, PolicyEvent::GuardsRestored { found: found.clone(), reason });
        }
        PolicyCommand::Acknowledge { seq, reason } => {
            administers(world, desk, "acknowledges a broken chain")?;
            let reason = scribe.say_if(Some(reason));
            decided.add(Stream::Policy, PolicyEvent::BreakAcknowledged { seq: *seq, reason });
        }
        PolicyCommand::Confirm { line } => {
            if !desk.pack.guidance.iter().any(|g| g.confirm && g.lines.contains(line)) {
                let text = "the pack has no such precondition to confirm";
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate policy show`"));
            }
            judged(desk, Act::ReviewPolicy, "policy", &known, &mut decided)?;
            if !world.policy.confirmed.contains(line) {
                decided.add(Stream::Policy, PolicyEvent::Confirmed { line: line.clone() });
            }
        }
    }
    decided.prose = scribe.prose;
    Ok(decided)
}

/// Roles that a value names and that nobody holds.
fn held_by_nobody(world: &World, pack: &Pack, setting: &Setting, value: &str) -> Vec<Reason> {
    let named = value.split(',').filter(|_| setting.takes == Takes::Roles).filter_map(|word| pack.role(word.trim()));
    let held = |role: &str| world.people.0.values().any(|p| p.active && p.roles.contains(role));
    let warning = |role: &Role| Reason {
        rule: "role-held-by-nobody".into(),
        text: format!("nobody holds the role {}", role.id()),
        remedy: format!("quorate person add ID --name NAME --role {}", role.id()),
        clauses: setting.clauses.clone(),
        ..Reason::default()
    };
    named.filter(|role| !held(role.id())).map(warning).collect()
}

fn administers(world: &World, desk: &Desk, what: &str) -> Result<(), Refusal> {
    if world.people.active(&desk.actor).is_some_and(|p| p.roles.contains("administrator")) {
        return Ok(());
    }
    let text = format!("{} is not an administrator, and only one {what}", desk.actor);
    Err(Refusal::new(Kind::NotPermitted, text, "ask an administrator"))
}

/// An edited pack is adopted with the signatures that its document carries. The first adoption, and that of a pack in
/// the very text that is in force, need none.
fn signed(world: &World, desk: &Desk, packs: &[PackText]) -> Result<(), Refusal> {
    let Some(before) = world.policy.adoption(world.policy.version()) else { return Ok(()) };
    let edited =
        packs.iter().any(|new| before.packs.iter().any(|old| old.name == new.name && old.digest() != new.digest()));
    if !edited {
        return Ok(());
    }
    let document = &desk.pack.document;
    for new in packs.iter().filter(|new| before.packs.iter().all(|old| old.digest() != new.digest())) {
        let digest = new.digest();
        let signed: Vec<&str> = world.policy.signed(digest).map(|s| s.role.as_str()).collect();
        let missing: Vec<String> =
            document.unsigned(&signed).iter().map(|s| format!("{} ({})", s.title, s.role)).collect();
        if !missing.is_empty() {
            let text = format!(
                "another text of a pack is adopted with signatures under it ({} {}); missing: {}",
                new.name,
                digest.short(),
                missing.join(", ")
            );
            let remedy =
                format!("each signs that text: quorate policy sign {}|FILE --as-role ROLE; see policy diff", new.name);
            return Err(Refusal::new(Kind::Policy, text, remedy).citing(&document.signature_clauses));
        }
    }
    Ok(())
}

/// Each role under a text is signed once, and by a person of its own.
fn in_person(world: &World, desk: &Desk, role: &str, pack: &str, digest: Digest) -> Result<(), Refusal> {
    let document = &desk.pack.document;
    let refused =
        |kind, text: String, remedy: &str| Err(Refusal::new(kind, text, remedy).citing(&document.signature_clauses));
    let what = format!("{pack} {}", digest.short());
    if !document.signatures.is_empty() && document.signatures.iter().all(|s| s.role != role) {
        let roles = document.signatures.iter().map(|s| s.role.as_str()).collect::<Vec<_>>().join(", ");
        return refused(
            Kind::InvalidInput,
            format!("the policy is not signed as {role}"),
            &format!("it is signed as {roles}"),
        );
    }
    if let Some(done) = world.policy.signed(digest).find(|s| s.role == role) {
        let text = format!("{what} is signed as {role} already, by {}", done.by);
        return refused(Kind::AlreadyDone, text, "sign another text, or adopt this one: quorate policy adopt FILE");
    }
    if let Some(own) = world.policy.signed(digest).find(|s| s.by == desk.actor) {
        let text =
            format!("{} has signed {what} as {} already, and each role is signed by another person", own.by, own.role);
        return refused(Kind::NotPermitted, text, "let somebody else who holds the role sign");
    }
    Ok(())
}

/// What is wrong with a value by which windows or freezes go; nothing where they can read it.
fn unreadable(pack: &Pack, id: &str, value: &str) -> Option<String> {
    if id == bearing::BEARS {
        let bears: Bears = value.parse().unwrap_or_default();
        let each = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
        let level = each.iter().find_map(|member| bears.unknown(member))?;
        let known = pack.risk.levels.iter().map(|l| l.id.as_str()).collect::<Vec<_>>().join(", ");
        return Some(format!("there is no risk level \"{}\"; levels are {known}", text::visible(level)));
    }
    let goes_by = |on: &&Schedule| [&on.dates_setting, &on.hours_setting].into_iter().flatten().any(|s| s == id);
    let schedules = pack.windows.iter().map(|w| &w.on).chain(pack.freezes.iter().map(|f| &f.on));
    let named: Vec<&Schedule> = schedules.filter(goes_by).collect();
    if named.is_empty() || value == "unset" {
        return None;
    }
    let mut trial = pack.clone();
    trial.set(id, value);
    let wrong = |on: &Schedule| match on.plan(&trial) {
        Err(ScheduleError::Unset(_)) | Ok(_) => None,
        Err(wrong) => Some(wrong.to_string()),
    };
    named.into_iter().find_map(wrong)
}
