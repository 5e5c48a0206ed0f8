//! A list that goes to the next shift: handed over by whoever has it, taken over by reading back how it stands.

use super::acts::AtHand;
use super::events::ChecklistEvent;
use super::{facts, sign};
use crate::base::ids::PersonId;
use crate::domain::change::acts::Case;
use crate::domain::change::draft::unknown;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::policy::verdict::Reason;

/// Hands the list to the next shift. Whoever has it in hand does, and for somebody who has gone the owner or who leads it.
pub(super) fn hand_over(case: &mut Case<'_>, at: &AtHand, to: &PersonId, note: Option<&str>) -> Result<(), Refusal> {
    let (no, id, title, holder) = (case.change.no, at.id(), &at.list.sealed.title, &at.list.holder);
    if case.world.people.active(to).is_none() {
        return Err(unknown(to));
    }
    let own = *holder == case.desk.actor;
    if !(own || at.leads() || at.by_owner()) {
        let leaders = if at.list.sealed.lead.is_empty() { String::new() } else { format!("{}, or ", at.leaders()) };
        let text = format!("{title} of {no} is in the hands of {holder}, and not of {}", case.desk.actor);
        let remedy = format!("{holder} hands it over; for somebody who has gone {leaders}the change's owner does");
        return Err(Refusal::new(Kind::NotPermitted, text, remedy));
    }
    if to == holder {
        let text = if own {
            "nobody hands over to themselves".to_owned()
        } else {
            format!("{title} of {no} is in the hands of {holder} already")
        };
        return Err(Refusal::new(Kind::InvalidInput, text, "name who takes over with --to"));
    }
    let verdict = judge(&case.desk.pack, Act::Tick, &sign::facts_of(case, at, to, ""));
    if !verdict.allowed() {
        let text = format!("{title} of {no} is not handed over to {to}, who may sign nothing on it");
        return Err(Refusal { text, ..Refusal::of(Act::Tick, &no.to_string(), verdict) });
    }
    if let Some(before) = at.list.handed() {
        let waits = &before.to;
        if waits == to {
            let text = format!("{title} of {no} is handed over to {to} already, who has not read it back yet");
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do until then"));
        }
        case.decided.warnings.push(Reason {
            rule: "handed-anew".into(),
            text: format!("{title} was handed over to {waits}, who had not read it back: it waits for {to} now"),
            remedy: format!("tell {waits}; see quorate run view {no} --list {id}"),
            ..Reason::default()
        });
    }
    let note = case.say(note)?;
    case.add(ChecklistEvent::HandedOver { list: id, to: to.clone(), note });
    Ok(())
}

/// Takes the list over. Reading back names how many items are settled and then which comes next, so that both have seen
/// the same list.
pub(super) fn take_over(case: &mut Case<'_>, at: &AtHand, read_back: &str) -> Result<(), Refusal> {
    let Some(handover) = at.list.handed() else {
        let text = format!("{} of {} is not handed over to anybody", at.list.sealed.title, case.change.no);
        return Err(Refusal::new(
            Kind::WrongState,
            text,
            format!("quorate run handover {} --to PERSON", case.change.no),
        ));
    };
    if handover.to != case.desk.actor {
        let text = format!("{} is handed over to {}, not to {}", at.list.sealed.title, handover.to, case.desk.actor);
        return Err(Refusal::new(Kind::NotPermitted, text, "let them read it back"));
    }
    let (done, next) = tally(case, at);
    if !says(read_back, done, next, at.list.sealed.items.len()) {
        let text =
            "the read-back does not say how the list stands: how many items are settled, and then which one is next";
        let remedy = format!(
            "look at it (quorate run view {no}) and say both numbers in this order: quorate run handover {no} --read-back \
             \"N settled, next is N\"",
            no = case.change.no
        );
        return Err(Refusal::new(Kind::InvalidInput, text, remedy));
    }
    let Some(said) = case.say(Some(read_back))? else { return Ok(()) };
    case.add(ChecklistEvent::TakenOver { list: at.id(), read_back: said });
    Ok(())
}

/// Whether a read-back says how many items are settled and then, where one is left, which is next. "8 of 12" is 8.
fn says(read_back: &str, done: u32, next: Option<u32>, of: usize) -> bool {
    let numbers = read_back.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let told: Vec<Option<u32>> = numbers.map(|d| d.parse().ok()).collect();
    let of = u32::try_from(of).ok();
    match (told.as_slice(), next) {
        ([first, ..], None) => *first == Some(done),
        ([first, all, third, ..], Some(_)) if *all == of && *third == next => *first == Some(done),
        ([first, second, ..], Some(_)) => *first == Some(done) && *second == next,
        _ => false,
    }
}

/// How many items are settled, and the first that is not.
fn tally(case: &Case<'_>, at: &AtHand) -> (u32, Option<u32>) {
    let (mut done, mut next) = (0, None);
    for (n, item) in at.list.items() {
        if at.list.standing(n, item, facts::holds(item, &case.desk.pack, &at.facts)).settled() {
            done += 1;
        } else if next.is_none() {
            next = Some(n);
        }
    }
    (done, next)
}
