//! A list that goes to the next shift: handed over by whoever has it, taken over by reading back how it stands.

use super::acts::AtHand;
use super::behind::Heirs;
use super::events::ChecklistEvent;
use super::{Standing, facts, sign};
use crate::base::ids::PersonId;
use crate::domain::change::acts::Case;
use crate::domain::change::draft::unknown;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::checklist::Item;
use crate::policy::judge::judge;
use crate::policy::verdict::Reason;
use std::collections::BTreeSet;

/// Hands the list to the next shift. Whoever has it in hand does, and for somebody who has gone whoever answers for it.
pub(super) fn hand_over(case: &mut Case<'_>, at: &AtHand, to: &PersonId, note: Option<&str>) -> Result<(), Refusal> {
    let (no, id, title, holder) = (case.change.no, at.id(), &at.list.sealed.title, &at.list.holder);
    if case.world.people.active(to).is_none() {
        return Err(unknown(to));
    }
    let own = *holder == case.desk.actor;
    if !own {
        stands_in(case, at)?;
    }
    if to == holder {
        let text = if own {
            "nobody hands over to themselves".to_owned()
        } else {
            format!("{title} of {no} is in the hands of {holder} already")
        };
        return Err(Refusal::new(Kind::InvalidInput, text, "name who takes over with --to"));
    }
    receives(case, at, to)?;
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

/// That the actor may hand on what another person has in hand: the owner, or who leads it; where neither is there the chair;
/// and what somebody had who has left, whoever may sign what is left of it.
fn stands_in(case: &Case<'_>, at: &AtHand) -> Result<(), Refusal> {
    let (no, holder) = (case.change.no, &at.list.holder);
    let people = &case.world.people;
    let heirs = Heirs::of(people, case.change, &at.list);
    let chair = heirs.chair();
    let gone = people.active(holder).is_none();
    if at.leads() || at.by("owner") || chair && at.by("chair") {
        return Ok(());
    }
    if gone && sign::may_sign_some(case, at, &case.desk.actor) {
        return Ok(());
    }
    let mut who: Vec<String> = if heirs.led { vec![at.leaders()] } else { Vec::new() };
    who.extend(heirs.owner.map(|o| format!("the change's owner ({o})")));
    if chair && case.desk.pack.board.seats.iter().any(|s| s.chair) {
        who.push("the chair".to_owned());
    }
    if gone {
        who.push(format!("whoever may sign what is left ({})", signers(at)));
    }
    let text = format!("{} of {no} is in the hands of {holder}, and not of {}", at.list.sealed.title, case.desk.actor);
    if who.is_empty() {
        who.push("its owner, once it has one".to_owned());
    }
    let by = who.join(", or ");
    let by =
        if gone { format!("{holder} has left: {by}") } else { format!("{holder}; for somebody who has gone {by}") };
    let remedy = format!("{by}: quorate run handover {no} --list {} --to PERSON", at.id());
    Err(Refusal::new(Kind::NotPermitted, text, remedy))
}

/// That somebody to whom the list goes may sign something that is left on it.
fn receives(case: &Case<'_>, at: &AtHand, to: &PersonId) -> Result<(), Refusal> {
    let (no, title) = (case.change.no, &at.list.sealed.title);
    let verdict = judge(&case.desk.pack, Act::Tick, &sign::facts_of(case, at, to, ""));
    let text = format!("{title} of {no} is not handed over to {to}, who may sign nothing on it");
    if !verdict.allowed() {
        return Err(Refusal { text, ..Refusal::of(Act::Tick, &no.to_string(), verdict) });
    }
    if sign::may_sign_some(case, at, to) {
        return Ok(());
    }
    let signers = signers(at);
    if signers.is_empty() {
        let text = format!("{title} of {no} is not handed over: nothing is left on it that anybody signs");
        return Err(Refusal::new(Kind::WrongState, text, format!("see quorate run view {no} --list {}", at.id())));
    }
    let remedy = format!("hand it to whoever signs what is left ({signers}); see quorate person list");
    Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&clauses(at)))
}

/// The items that people have still to sign.
fn left(at: &AtHand) -> impl Iterator<Item = &Item> {
    let open = |n: u32, item: &Item| {
        let standing = at.list.standing(n, item, false);
        !item.automatic() && !standing.settled() && standing != Standing::Failed
    };
    at.list.items().filter(move |(n, item)| open(*n, item)).map(|(_, item)| item)
}

/// Who signs what is left, in words: each role or part in the change once.
fn signers(at: &AtHand) -> String {
    let mut all: Vec<String> = Vec::new();
    for item in left(at) {
        let part = || match item.is.as_slice() {
            [] if item.independent => "somebody who has no part in the change".to_owned(),
            [] => "anybody who may sign for the change".to_owned(),
            is => format!("the change's {}", is.join(" or ")),
        };
        let roles = if item.roles.is_empty() { &item.including } else { &item.roles };
        let words = if roles.is_empty() { vec![part()] } else { roles.clone() };
        for word in words {
            if !all.contains(&word) {
                all.push(word);
            }
        }
    }
    all.join(" or ")
}

/// The clauses that say who signs what is left, else those of the list.
fn clauses(at: &AtHand) -> Vec<String> {
    let said: BTreeSet<String> = left(at).flat_map(|item| item.signer_clauses.iter().cloned()).collect();
    if said.is_empty() { at.list.sealed.clauses.clone() } else { said.into_iter().collect() }
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
