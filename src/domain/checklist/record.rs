//! What becomes of items otherwise: failed, waived, not applicable, retracted.

use super::acts::AtHand;
use super::events::ChecklistEvent;
use super::{Checklist, How, Standing};
use crate::base::ids::ChangeNo;
use crate::base::time::Span;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::said::Said;
use crate::policy::checklist::{Item, Phase, rollbacks};
use crate::policy::verdict::Reason;

/// The reason of an act that needs one.
fn because(case: &mut Case<'_>, reason: Option<&str>, what: &str, cited: &[String]) -> Result<Said, Refusal> {
    case.say(reason)?.ok_or_else(|| {
        Refusal::new(Kind::Missing, format!("{what} needs a reason"), "give it with --reason").citing(cited)
    })
}

/// An item that people may still say something about.
fn open(no: ChangeNo, at: &AtHand, n: u32) -> Result<(Item, Vec<String>), Refusal> {
    let item = at.item(n)?;
    let cited = at.clauses(&item);
    if item.automatic() {
        return Err(super::sign::by_the_record(no, at, n, &item));
    }
    let standing = at.list.standing(n, &item, false);
    if standing.settled() || matches!(standing, Standing::Failed | Standing::Waiting) {
        return Err(over(no, at, n, &item, standing));
    }
    Ok((item, cited))
}

/// That something was said of an item already, and who may take it back.
fn over(no: ChangeNo, at: &AtHand, n: u32, item: &Item, standing: Standing) -> Refusal {
    let text = format!("item {n} ({}) is {}", item.text, standing.word().replace("n_a", "not applicable"));
    let list = at.id();
    let remedy =
        format!("whoever recorded that may retract it: quorate run retract {no} {n} --list {list} --reason TEXT");
    Refusal::new(Kind::AlreadyDone, text, remedy).citing(&at.clauses(item))
}

/// An item failed.
pub(super) fn fail(case: &mut Case<'_>, at: &AtHand, n: u32, then: &str, reason: Option<&str>) -> Result<(), Refusal> {
    let (item, cited) = open(case.change.no, at, n)?;
    if !matches!(then, "retry" | "waive" | "back_out") {
        let text = format!("after a failure: retry, waive or back_out, not \"{}\"", crate::base::text::visible(then));
        return Err(Refusal::new(Kind::InvalidInput, text, "give one of them with --then"));
    }
    match then {
        "waive" => may_be_waived(case, at, n, &item, &cited)?,
        "back_out" if !way_out(case, at) => return Err(nothing_to_take_back(case, at, n, &item, &cited)),
        _ => {}
    }
    let reason = because(case, reason, &format!("that item {n} failed"), &cited)?;
    case.add(ChecklistEvent::Failed { list: at.id(), item: n, then: then.into(), reason });
    if then != "waive" && matches!(at.list.sealed.phase, Phase::During | Phase::Post) {
        case.decided.warnings.push(way_back(case, at, n, &item, &cited));
    }
    Ok(())
}

/// Whether there may be something to take back: not on a list of what comes first while nothing of the change has begun.
fn way_out(case: &Case<'_>, at: &AtHand) -> bool {
    at.list.sealed.phase != Phase::Pre
        || !case.change.run.deployments.is_empty()
        || super::progress(None, case.change).0
}

/// That nothing is there yet which could be backed out.
fn nothing_to_take_back(case: &Case<'_>, at: &AtHand, n: u32, item: &Item, cited: &[String]) -> Refusal {
    let (no, list) = (case.change.no, at.id());
    let text = format!("item {n} ({}): nothing of {no} is deployed that could be backed out", item.text);
    let remedy = format!(
        "record that it failed: quorate run fail {no} {n} --list {list} --reason TEXT; it waits until the item is ticked, \
         or is called off: quorate change cancel {no} --reason TEXT"
    );
    Refusal::new(Kind::WrongState, text, remedy).citing(cited)
}

/// Where a change goes in which something failed: back, by the lists for that or by the plan that it came with.
fn way_back(case: &Case<'_>, at: &AtHand, n: u32, item: &Item, cited: &[String]) -> Reason {
    let no = case.change.no;
    let lists: Vec<String> = rollbacks(&case.desk.pack, &at.facts)
        .into_iter()
        .map(|l| format!("quorate run view {no} --list {}", l.id()))
        .collect();
    let ended = super::progress(at.list.sealed.stage.as_deref(), case.change).1;
    let remedy = match lists.as_slice() {
        // After a success nothing is taken back before somebody says so.
        _ if ended && !super::given_up(&case.so_far()) => {
            let list = at.id();
            format!(
                "try it again and tick it, or back out: quorate run fail {no} {n} --list {list} --then back_out --reason TEXT"
            )
        }
        [] => format!("roll back by its plan: quorate change view {no}"),
        some => format!("roll back: {}", some.join(", or ")),
    };
    let text = format!("item {n} ({}) failed", item.text);
    Reason { rule: "roll-back".into(), text, clauses: cited.to_vec(), remedy, ..Reason::default() }
}

/// Only what the policy lets go is waived.
fn may_be_waived(case: &Case<'_>, at: &AtHand, n: u32, item: &Item, cited: &[String]) -> Result<(), Refusal> {
    if item.waivable {
        return Ok(());
    }
    let text = format!("item {n} ({}) cannot be waived: no clause lets it go", item.text);
    let (no, list) = (case.change.no, at.id());
    let aside = if item.if_applicable {
        format!("; where it does not apply: quorate run skip {no} {n} --list {list} --reason TEXT")
    } else {
        String::new()
    };
    let back = match way_out(case, at) {
        true => format!(", or back out: quorate run fail {no} {n} --list {list} --then back_out --reason TEXT"),
        false => format!("; if it fails: quorate run fail {no} {n} --list {list} --reason TEXT"),
    };
    let remedy = format!("see to it and tick it{back}{aside}");
    Err(Refusal::new(Kind::Policy, text, remedy).citing(cited))
}

/// Whoever leads counter-signs that a failed item is waived.
pub(super) fn waive(case: &mut Case<'_>, at: &AtHand, n: u32, reason: Option<&str>) -> Result<(), Refusal> {
    let item = at.item(n)?;
    let cited = at.clauses(&item);
    let refuse = |kind, text: String, remedy: &str| Err(Refusal::new(kind, text, remedy).citing(&cited));
    let standing = at.list.standing(n, &item, false);
    if item.automatic() {
        return Err(super::sign::by_the_record(case.change.no, at, n, &item));
    }
    if matches!(standing, Standing::Done | Standing::NotApplicable | Standing::Failed) {
        return Err(over(case.change.no, at, n, &item, standing));
    }
    may_be_waived(case, at, n, &item, &cited)?;
    let Some(aside) = at.list.course(n).and_then(|c| c.aside.as_ref()).filter(|a| a.how == How::Waive) else {
        let text = format!("item {n} ({}) has not failed with a waiver asked for", item.text);
        let remedy = format!(
            "ask for one: quorate run fail {} {n} --list {} --then waive --reason TEXT",
            case.change.no,
            at.id()
        );
        return refuse(Kind::WrongState, text, &remedy);
    };
    if let Some((at, by)) = &aside.waived {
        return refuse(
            Kind::AlreadyDone,
            format!("item {n} was waived by {by}, {}", case.desk.told(*at)),
            "nothing is left to do",
        );
    }
    if aside.by.1 == case.desk.actor {
        let text = format!("item {n}: {} asked for the waiver, and another person counter-signs it", aside.by.1);
        return refuse(Kind::NotPermitted, text, "ask whoever leads");
    }
    if !at.leads() {
        return refuse(Kind::NotPermitted, format!("item {n} is waived by {}", at.leaders()), "ask them");
    }
    let reason = case.say(reason)?;
    case.add(ChecklistEvent::Waived { list: at.id(), item: n, reason });
    Ok(())
}

/// An item does not apply.
pub(super) fn skip(case: &mut Case<'_>, at: &AtHand, n: u32, reason: Option<&str>) -> Result<(), Refusal> {
    let (item, cited) = open(case.change.no, at, n)?;
    if !item.if_applicable {
        let text = format!("item {n} ({}) applies always: it cannot be left out", item.text);
        let remedy = format!(
            "see to it and tick it; or say that it failed: quorate run fail {} {n} --list {} --reason TEXT",
            case.change.no,
            at.id()
        );
        return Err(Refusal::new(Kind::Policy, text, remedy).citing(&cited));
    }
    let reason = because(case, reason, &format!("that item {n} does not apply"), &cited)?;
    case.add(ChecklistEvent::Skipped { list: at.id(), item: n, reason });
    Ok(())
}

/// Somebody takes back what they last recorded on an item: at once, or later with a reason.
pub(super) fn retract(case: &mut Case<'_>, at: &AtHand, n: u32, reason: Option<&str>) -> Result<(), Refusal> {
    let item = at.item(n)?;
    let cited = at.clauses(&item);
    let course = at.list.course(n);
    let Some(last) = course.and_then(|c| c.last_by(&case.desk.actor)) else {
        if course.and_then(|c| c.failed.as_ref()).is_some_and(|(_, by, _)| *by == case.desk.actor) {
            return Err(stays(case, at, n, &item));
        }
        let text =
            format!("{} has recorded nothing on item {n} ({}) that could be retracted", case.desk.actor, item.text);
        return Err(Refusal::new(Kind::NotPermitted, text, "each retracts their own").citing(&cited));
    };
    if course.and_then(|c| c.aside.as_ref()).is_some_and(|a| a.how == How::BackOut) {
        still_forward(case, &at.list)?;
    }
    let at_once = case.desk.pack.setting("checklist.retract_seconds").and_then(|s| s.parse().ok()).map(Span::seconds);
    let said = case.say(reason)?;
    if said.is_none() && at_once.is_none_or(|span| case.desk.now.since(last) > span) {
        let text = format!("what was recorded on item {n}, {}, is retracted with a reason", case.desk.told(last));
        return Err(Refusal::new(Kind::Missing, text, "give it with --reason").citing(&cited));
    }
    case.add(ChecklistEvent::Retracted { list: at.id(), item: n, reason: said });
    let after = case.so_far().checklists.get(&at.id()).map(|list| list.ahead_of(n)).unwrap_or_default();
    if !after.is_empty() {
        case.decided.warnings.push(stands_alone(case, at, n, &after, &cited));
    }
    Ok(())
}

/// What was signed after an item that is retracted: it stands, marked, for whoever signed it to look at again.
fn stands_alone(case: &Case<'_>, at: &AtHand, n: u32, after: &[u32], cited: &[String]) -> Reason {
    let (no, list) = (case.change.no, at.id());
    let numbers = after.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let text = match after {
        [_] => format!("item {numbers} was signed after item {n}: it stands, and is marked as out of order"),
        _ => format!("items {numbers} were signed after item {n}: they stand, and are marked as out of order"),
    };
    let remedy = format!(
        "look at them again; whoever signed one may take it back: quorate run retract {no} N --list {list} --reason TEXT"
    );
    Reason { rule: "out-of-order".into(), text, clauses: cited.to_vec(), remedy, ..Reason::default() }
}

/// A failure that is to be tried again is no last word that could be taken back: the next try is.
fn stays(case: &Case<'_>, at: &AtHand, n: u32, item: &Item) -> Refusal {
    let (no, list) = (case.change.no, at.id());
    let text = format!("that item {n} ({}) failed stays on the record; it is open for another try", item.text);
    let remedy = format!(
        "tick it once it is in order: quorate run tick {no} {n} --list {list}; or back out: quorate run fail {no} {n} --list \
         {list} --then back_out --reason TEXT"
    );
    Refusal::new(Kind::WrongState, text, remedy).citing(&at.clauses(item))
}

/// A failure that is to be backed out stands once something of the way back is signed: what was taken back is no success.
/// A deployment that has begun since is another attempt.
pub(super) fn still_forward(case: &Case<'_>, list: &Checklist) -> Result<(), Refusal> {
    let (no, change) = (case.change.no, case.change);
    let signed = |l: &Checklist| {
        let mut items = l.courses.iter().filter(|(_, c)| !c.signed.is_empty() || c.aside.is_some());
        items.next().map(|(n, _)| *n)
    };
    let newest = list.sealed.stage.as_deref().and_then(|stage| change.run.newest(stage));
    let before = |way: &&Checklist| newest.is_some_and(|d| d.begun.0 > way.opened.0);
    let back = change.checklists.values().filter(|l| l.sealed.phase == Phase::Rollback && !before(l));
    let Some((way, n)) = back.filter_map(|l| Some((l, signed(l)?))).next().filter(|_| list.backed_out()) else {
        return Ok(());
    };
    let text =
        format!("the way back has begun: item {n} of {} is signed, so that what failed stands", way.sealed.title);
    let end = match change.state {
        State::Implement => format!("end it as failed: quorate run finish {no} --result failed"),
        _ => format!("close it as what it was: quorate change close {no} --code unsuccessful"),
    };
    let remedy = format!("go on with the way back: quorate run view {no} --list {}; then {end}", way.sealed.id);
    Err(Refusal::new(Kind::WrongState, text, remedy).citing(&way.sealed.clauses))
}
