//! Signing items: who may, what must have happened before, what is marked; and the evidence that an item takes.

use super::acts::AtHand;
use super::command::NewProof;
use super::events::ChecklistEvent;
use super::{How, OUT_OF_ORDER, Standing, facts};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::text;
use crate::base::time::{Moment, Span};
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::draft::unknown;
use crate::domain::evidence;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::checklist::{After, Item, Order, Phase, Proof, times};
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::verdict::Reason;

/// The largest body of evidence, in bytes.
const BODY_MAX: usize = text::PROSE_MAX;

/// Somebody who signs, with what is known of them.
struct Signer<'a> {
    who: &'a PersonId,
    facts: &'a Facts,
    note: Option<&'a str>,
    /// How many items this act signs before this one.
    before: usize,
}

/// Ticks items: each is signed by the actor.
pub(super) fn tick(case: &mut Case<'_>, at: &AtHand, items: &[u32], note: Option<&str>) -> Result<(), Refusal> {
    let mut all: Vec<(u32, Vec<String>)> = Vec::new();
    for n in items {
        if all.iter().any(|(m, _)| m == n) || (items.len() > 1 && stands_by_the_record(case, at, *n)?) {
            continue;
        }
        let so_far: Vec<u32> = all.iter().map(|(m, _)| *m).collect();
        let signer = Signer { who: &case.desk.actor, facts: &at.facts, note, before: so_far.len() };
        let marks = may_sign(case, at, *n, &signer, &so_far, false)?;
        all.push((*n, marks));
    }
    if let (true, Some(n)) = (all.is_empty(), items.first()) {
        return Err(by_the_record(case.change.no, at, *n, &at.item(*n)?));
    }
    if all.is_empty() {
        let remedy = format!("give its number: quorate run tick {} 3", case.change.no);
        return Err(Refusal::new(Kind::InvalidInput, "no item is named", remedy));
    }
    let note = case.say(note)?;
    case.add(ChecklistEvent::Ticked { list: at.id(), items: all, note });
    Ok(())
}

/// Whether the record has ticked an item already: among others it is passed over.
fn stands_by_the_record(case: &Case<'_>, at: &AtHand, n: u32) -> Result<bool, Refusal> {
    let item = at.item(n)?;
    let holds = || facts::holds(&item, &case.desk.pack, &at.facts);
    Ok(item.automatic() && at.list.standing(n, &item, holds()).settled())
}

/// A second person signs on the actor's terminal.
pub(super) fn sign_here(case: &mut Case<'_>, at: &AtHand, n: u32, signer: &PersonId) -> Result<(), Refusal> {
    let item = at.item(n)?;
    if !at.list.sealed.same_terminal {
        let text = format!("{}: nobody signs on another person's terminal", at.list.sealed.title);
        return Err(Refusal::new(Kind::NotPermitted, text, "let them sign in a session of their own")
            .citing(&at.clauses(&item)));
    }
    if case.world.people.active(signer).is_none() {
        return Err(unknown(signer));
    }
    let known = facts_of(case, at, signer, &item.id);
    let verdict = judge(&case.desk.pack, Act::Tick, &known);
    if !verdict.allowed() {
        return Err(Refusal::of(Act::Tick, &case.change.no.to_string(), verdict));
    }
    let mut marks = may_sign(case, at, n, &Signer { who: signer, facts: &known, note: None, before: 0 }, &[], false)?;
    marks.push("same_terminal".into());
    case.add(ChecklistEvent::SignedHere { list: at.id(), item: n, signer: signer.clone(), marks });
    Ok(())
}

/// Whether somebody may sign an item that is left, whenever its time is, or counter-sign a waiver that waits.
pub(super) fn may_sign_some(case: &Case<'_>, at: &AtHand, who: &PersonId) -> bool {
    at.list.items().filter(|(_, item)| !item.automatic()).any(|(n, item)| {
        let standing = at.list.standing(n, item, false);
        if !matches!(standing, Standing::Open | Standing::Again | Standing::Half | Standing::Waiting) {
            return false;
        }
        let known = facts_of(case, at, who, &item.id);
        let signed = at.list.course(n).map(|c| c.signed.as_slice()).unwrap_or_default();
        let signer = Signer { who, facts: &known, note: None, before: 0 };
        let fits = match standing {
            Standing::Waiting => at.leads_by(&known),
            _ => signed.iter().all(|s| s.by != *who) && allowed(item, n, &signer, signed, case).is_ok(),
        };
        fits && judge(&case.desk.pack, Act::Tick, &known).allowed()
    })
}

/// What is known where another person than the actor signs.
pub(super) fn facts_of(case: &Case<'_>, at: &AtHand, signer: &PersonId, item: &str) -> Facts {
    let desk = crate::domain::desk::Desk { actor: signer.clone(), ..case.desk.clone() };
    let params = [("list", at.list.sealed.id.as_str()), ("phase", at.list.sealed.phase.word()), ("item", item)];
    let mut known = facts_for(case.world, &desk, case.change, &params);
    super::acts::when_signed(&mut known, &at.list, case.change);
    known
}

/// Adds evidence, and ticks the item with it.
pub(super) fn prove(case: &mut Case<'_>, at: &AtHand, n: u32, proof: &NewProof, tick: bool) -> Result<(), Refusal> {
    let item = at.item(n)?;
    let cited = at.clauses(&item);
    let refuse = |kind, text: String, remedy: String| Err(Refusal::new(kind, text, remedy).citing(&cited));
    if item.automatic() {
        return Err(by_the_record(case.change.no, at, n, &item));
    }
    let takes = if item.evidence.is_empty() { &Proof::ALL[..] } else { &item.evidence };
    if !takes.contains(&proof.kind) || (proof.kind == Proof::Command && item.commands.is_empty()) {
        let kinds = takes.iter().filter(|k| **k != Proof::Command || !item.commands.is_empty());
        let kinds = kinds.map(|k| k.word()).collect::<Vec<_>>().join(" or ");
        let text = format!("item {n} ({}) takes evidence by {kinds}, not by {}", item.text, proof.kind.word());
        return refuse(Kind::InvalidInput, text, format!("give it by {kinds}"));
    }
    if proof.kind == Proof::Command && !item.commands.contains(&proof.origin) {
        let text = format!("item {n}: the checklist does not allow the command \"{}\"", text::visible(&proof.origin));
        return refuse(Kind::NotPermitted, text, format!("allowed to the letter: {}", item.commands.join("; ")));
    }
    if proof.body.trim().is_empty() {
        return refuse(
            Kind::InvalidInput,
            format!("the evidence for item {n} is empty"),
            "attach what shows it".into(),
        );
    }
    if proof.kind == Proof::Link {
        evidence::acts::link(&proof.body)?;
    }
    if proof.body.len() > BODY_MAX {
        let text = format!("the evidence for item {n} has {} bytes, and {BODY_MAX} are kept", proof.body.len());
        return refuse(Kind::InvalidInput, text, "attach the part that shows it, or a link".into());
    }
    // What would steer a terminal is kept as its mark; the digest is that of what was given.
    let body = case.scribe.say(&text::tame_prose(&proof.body));
    let size = u64::try_from(proof.body.len()).unwrap_or(u64::MAX);
    let failed = proof.kind == Proof::Command && proof.exit != Some(0);
    if failed {
        case.decided.warnings.push(failed_command(case, at, n, &item, proof));
    }
    let marks = if tick && !failed {
        let signer = Signer { who: &case.desk.actor, facts: &at.facts, note: None, before: 0 };
        Some(may_sign(case, at, n, &signer, &[], true)?)
    } else {
        None
    };
    let origin = text::line(&proof.origin, text::LINE_MAX)
        .map_err(|e| Refusal::new(Kind::InvalidInput, format!("the origin: {e}"), "shorten or clean it"))?;
    case.add(ChecklistEvent::Proved {
        list: at.id(),
        item: n,
        kind: proof.kind,
        origin,
        exit: proof.exit,
        sha256: Digest::of(proof.body.as_bytes()),
        size,
        body,
        masked: proof.masked,
    });
    if let Some(marks) = marks {
        case.add(ChecklistEvent::Ticked { list: at.id(), items: vec![(n, marks)], note: None });
    }
    Ok(())
}

/// A command that failed shows that the item is not in order: what it printed is kept, and nothing is ticked by it.
fn failed_command(case: &Case<'_>, at: &AtHand, n: u32, item: &Item, proof: &NewProof) -> Reason {
    let (no, list) = (case.change.no, at.id());
    let how =
        proof.exit.map_or_else(|| "ended without an exit code".to_owned(), |code| format!("ended with exit {code}"));
    let text = format!("item {n} ({}) is not ticked: the command {how}", item.text);
    let remedy = format!(
        "see to it and run it again: quorate run evidence {no} {n} --list {list} --command; or say that it \
         failed: quorate run fail {no} {n} --list {list} --reason TEXT"
    );
    Reason { rule: "command-failed".into(), text, clauses: at.clauses(item), remedy, ..Reason::default() }
}

/// The refusal of what people would say about an item that the evaluator ticks.
pub(super) fn by_the_record(no: ChangeNo, at: &AtHand, n: u32, item: &Item) -> Refusal {
    let text = format!("item {n} ({}) is ticked by the record itself, and by nobody else", item.text);
    let remedy = match item.needs.steps.first() {
        Some(step) => format!("say that the step has passed: quorate run step {no} {step}"),
        None => format!("nothing is to be signed: it is ticked once the record says so; see quorate run view {no}"),
    };
    Refusal::new(Kind::NotPermitted, text, remedy).citing(&at.clauses(item))
}

/// Whether somebody may sign an item; what is to be seen beside the signature. `so_far` are items that the same act
/// signs before, `proved` says that it brings the evidence.
fn may_sign(
    case: &Case<'_>,
    at: &AtHand,
    n: u32,
    signer: &Signer<'_>,
    so_far: &[u32],
    proved: bool,
) -> Result<Vec<String>, Refusal> {
    let item = at.item(n)?;
    let cited = at.clauses(&item);
    let refuse = |kind, text: String, remedy: &str| Err(Refusal::new(kind, text, remedy).citing(&cited));
    if item.automatic() {
        return Err(by_the_record(case.change.no, at, n, &item));
    }
    let course = at.list.course(n).cloned().unwrap_or_default();
    let what = &item.text;
    match at.list.standing(n, &item, false) {
        Standing::Done => {
            let by = course.signed.iter().map(|s| format!("{}, {}", s.by, case.desk.told(s.at)));
            let by = by.collect::<Vec<_>>().join("; ");
            return refuse(Kind::AlreadyDone, format!("item {n} ({what}) is done: {by}"), "nothing is left to do");
        }
        Standing::NotApplicable | Standing::Waived => {
            return refuse(Kind::AlreadyDone, format!("item {n} ({what}) is settled already"), "nothing is left to do");
        }
        Standing::Failed | Standing::Waiting => {
            let how = if course.aside.is_some_and(|a| a.how == How::BackOut) { "backed out" } else { "waived" };
            let text = format!("item {n} ({what}) failed and is to be {how}");
            return refuse(Kind::WrongState, text, "whoever said so may retract it; then try again");
        }
        Standing::Open | Standing::Again | Standing::Half => {}
    }
    if course.signed.iter().any(|s| s.by == *signer.who) {
        let text = format!("item {n} ({what}): {} has signed it, and the same person never signs twice", signer.who);
        return refuse(Kind::NotPermitted, text, "another person signs it as well");
    }
    if let Err((text, remedy)) = allowed(&item, n, signer, &course.signed, case) {
        let cited: Vec<String> = item.signer_clauses.iter().chain(&cited).cloned().collect();
        return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&cited));
    }
    if !item.answers.is_empty() && !signer.note.is_some_and(|a| item.answers.iter().any(|w| w == a.trim())) {
        let answers = item.answers.join(" or ");
        let text = format!("item {n} ({what}) is answered with {answers}");
        return refuse(Kind::Missing, text, "give the answer with --note");
    }
    let newest = course.proofs.last();
    if !item.evidence.is_empty() && newest.is_none_or(super::Evidence::failed) && !proved {
        let kinds = item.evidence.iter().map(|k| k.word()).collect::<Vec<_>>().join(" or ");
        let text = match newest {
            None => format!("item {n} ({what}) needs evidence: {kinds}"),
            Some(e) => {
                let code = e.exit.map_or_else(|| "no exit code".to_owned(), |c| format!("exit {c}"));
                format!("item {n} ({what}) needs evidence: the command that was run last ended with {code}")
            }
        };
        let way = |kind: &Proof| match kind {
            Proof::Paste => format!("quorate run evidence {} {n} --paste TEXT", case.change.no),
            Proof::File => format!("quorate run evidence {} {n} --file FILE", case.change.no),
            Proof::Link => format!("quorate run evidence {} {n} --link URL", case.change.no),
            Proof::Command => format!("quorate run evidence {} {n} --command", case.change.no),
        };
        let ways = item.evidence.iter().map(way).collect::<Vec<_>>().join(", or ");
        return refuse(Kind::Missing, text, &ways);
    }
    let mut marks = Vec::new();
    for (m, other) in at.list.items().take_while(|(m, _)| *m < n) {
        let holds = facts::holds(other, &case.desk.pack, &at.facts);
        if at.list.standing(m, other, holds).settled() || so_far.contains(&m) && other.persons() == 1 {
            continue;
        }
        if at.list.sealed.order == Order::Strict || other.hold {
            let stop = if other.hold { "is a hold point" } else { "comes first" };
            let text = format!("item {n} ({what}) is not signed yet: item {m} ({}) {stop}", other.text);
            return refuse(Kind::Policy, text, "settle that one first");
        }
        if at.list.sealed.order == Order::Marked && marks.is_empty() {
            marks.push(OUT_OF_ORDER.to_owned());
        }
    }
    if let Some(after) = &item.after {
        let (from, until) = open_time(case, at, after)
            .map_err(|since| Refusal::new(Kind::Policy, since, "it can be signed once that is so").citing(&cited))?;
        if case.desk.now < from {
            let left = from.since(case.desk.now).as_seconds();
            let text = format!(
                "item {n} ({what}) is signed {} after {} at the earliest: {} left, until {}",
                after.least,
                since_words(&after.since),
                minutes(left),
                case.desk.told(from)
            );
            return refuse(Kind::Policy, text, "wait, and look again then");
        }
        if until.is_some_and(|until| case.desk.now > until) {
            marks.push("late".into());
        }
    }
    if too_fast(case, at, signer) {
        marks.push("too_fast".into());
    }
    let timely = matches!(at.list.sealed.phase, Phase::Pre | Phase::During);
    let past = |(_, to): (Moment, Moment)| case.desk.now > to;
    if timely && case.change.window().is_some_and(past) {
        marks.push("outside_window".into());
    }
    Ok(marks)
}

/// Whether the person may sign, as far as it depends on who they are; why not, and what to do.
fn allowed(
    item: &Item,
    n: u32,
    signer: &Signer<'_>,
    signed: &[super::Signature],
    case: &Case<'_>,
) -> Result<(), (String, String)> {
    let what = &item.text;
    let words = |name: &str| signer.facts.words(name).unwrap_or_default();
    let (roles, is) = (words("actor.roles"), words("actor.is"));
    let one_of = |wanted: &[String], had: &[String]| wanted.iter().any(|w| had.contains(w));
    if !item.roles.is_empty() && !one_of(&item.roles, roles) {
        let text = format!("item {n} ({what}) is signed by {}", item.roles.join(" or "));
        return Err((text, "ask somebody who holds the role".into()));
    }
    if !item.is.is_empty() && !one_of(&item.is, is) {
        let text = format!("item {n} ({what}) is signed by the change's {}", item.is.join(" or "));
        return Err((text, "ask one of them".into()));
    }
    let last = signed.len() + 1 >= item.persons();
    let own = is.iter().any(|w| matches!(w.as_str(), "requester" | "owner" | "implementer"));
    if item.independent && own && (item.persons() == 1 || last) {
        let text = format!("item {n} ({what}): somebody who has no part in the change signs it");
        return Err((text, "ask another person".into()));
    }
    let held =
        |p: &PersonId| case.world.people.active(p).is_some_and(|p| item.including.iter().any(|r| p.roles.contains(r)));
    if last && !item.including.is_empty() && !one_of(&item.including, roles) && !signed.iter().any(|s| held(&s.by)) {
        let text = format!("item {n} ({what}) is signed by {} as well", item.including.join(" or "));
        return Err((text, "ask somebody who holds the role".into()));
    }
    Ok(())
}

/// From when an item may be signed, and until when it is not late.
fn open_time(case: &Case<'_>, at: &AtHand, after: &After) -> Result<(Moment, Option<Moment>), String> {
    let since =
        since(at, after).ok_or_else(|| format!("not yet: the time runs from when {}", since_words(&after.since)))?;
    Ok(times(&case.desk.pack.calendar_for(&at.facts), after, since))
}

/// The moment that an item's time runs from, once it is known.
fn since(at: &AtHand, after: &After) -> Option<Moment> {
    super::since(&at.list, &at.facts, after)
}

/// What a moment is called: `it is finished`, `item backup is done`.
fn since_words(name: &str) -> String {
    match (name, name.strip_prefix("item.")) {
        (_, Some(item)) => format!("item {item} is done"),
        ("opened", _) => "the checklist is opened".into(),
        (name, _) => format!("the change is {}", name.replace('_', " ")),
    }
}

fn minutes(seconds: i64) -> String {
    match seconds {
        s if s < 3600 => format!("{} min", (s + 59) / 60),
        s => format!("{} h {} min", s / 3600, (s % 3600 + 59) / 60),
    }
}

/// Whether this signature ends a run of signatures that follow one another faster than anybody looks at things.
fn too_fast(case: &Case<'_>, at: &AtHand, signer: &Signer<'_>) -> bool {
    let number = |id: &str| case.desk.pack.setting(id).and_then(|n| n.parse::<i64>().ok());
    let (Some(items), Some(apart)) = (number("checklist.fast_items"), number("checklist.fast_seconds")) else {
        return false;
    };
    let Ok(items) = usize::try_from(items) else { return false };
    let mut moments = at.list.signed_by(signer.who);
    moments.extend(std::iter::repeat_n(case.desk.now, signer.before + 1));
    let Some(run) = moments.len().checked_sub(items).and_then(|from| moments.get(from..)) else { return false };
    items > 1 && run.windows(2).all(|pair| matches!(pair, [a, b] if b.since(*a) < Span::seconds(apart)))
}
