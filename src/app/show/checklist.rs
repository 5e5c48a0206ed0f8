//! The sheet of a change's checklists.

use super::Lens;
use super::conditions::words;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::change::{Change, Value};
use crate::domain::checklist::{Checklist, Course, Evidence, How, Standing, acts, facts, since, untimely};
use crate::policy::checklist::{Checklist as Template, Item, Phase, Sealed, standing, times};
use crate::policy::facts::Facts;
use crate::sheets::checklist::{ChecklistSheet, EvidenceLine, FailureLine, ItemLine, ListLine, RunRow, WaiverLine};
use crate::sheets::time::{Time, Window};
use std::collections::BTreeMap;

/// Lines of a body that a sheet carries.
const BODY_LINES: usize = 200;

fn templates<'p>(lens: &'p Lens<'_>, change: &Change, known: &Facts) -> Vec<&'p Template> {
    acts::templates(change, &lens.desk.pack, known)
}

/// A list as it is open, or as it would be opened now.
fn as_opened(lens: &Lens<'_>, change: &Change, known: &Facts, template: &Template) -> Checklist {
    change.checklists.get(template.id()).cloned().unwrap_or_else(|| Checklist {
        sealed: template.seal(known),
        opened: (lens.desk.now, lens.desk.actor.clone()),
        round: 0,
        courses: BTreeMap::new(),
        holder: lens.desk.actor.clone(),
        handover: None,
        passed: false,
    })
}

/// Which list is meant: an id, a phase, or the one that the change is at.
#[must_use]
pub fn meant(lens: &Lens<'_>, change: &Change, known: &Facts, word: Option<&str>) -> Option<String> {
    let pack = &*lens.desk.pack;
    word.map_or_else(|| acts::unnamed(change, pack, known), |word| acts::worded(change, pack, known, word))
}

/// The sheet of one of a change's checklists, with all of them in lines.
#[must_use]
pub fn sheet(lens: &Lens<'_>, change: &Change, known: &Facts, id: &str, in_force: Option<&Template>) -> ChecklistSheet {
    let all = templates(lens, change, known);
    let template = all.iter().find(|l| l.id() == id);
    let list = template.map(|t| as_opened(lens, change, known, t));
    let open = change.checklists.get(id);
    let items: Vec<ItemLine> =
        list.iter().flat_map(|l| l.items().map(|(n, item)| line(lens, change, l, known, n, item))).collect();
    let sealed = list.as_ref().map(|l| &l.sealed);
    let handover = open.and_then(|l| l.handover.as_ref());
    let waiting = handover.filter(|h| h.taken.is_none());
    let left = |person: &PersonId| lens.world.people.active(person).is_none();
    ChecklistSheet {
        id: change.no.to_string(),
        change: super::change::title(lens, change),
        change_state: change.state.word().into(),
        revision: change.revision,
        window: change.window().map(|(from, to)| Window { from: Time(from), to: Time(to) }),
        list: sealed.map(|s| s.id.clone()).unwrap_or_default(),
        title: sealed.map(|s| s.title.clone()).unwrap_or_default(),
        phase: sealed.map(|s| s.phase.word().to_owned()).unwrap_or_default(),
        state: standing(id, known).0.into(),
        done: items.iter().filter(|i| settled(&i.state)).count(),
        of: items.len(),
        not_yet: sealed.filter(|s| untimely(s, change).0).map(signed_once),
        opened: open.map(|l| Time(l.opened.0)),
        opened_by: open.map(|l| l.opened.1.to_string()),
        round: open.map_or(0, |l| l.round),
        in_hand: open.map(|l| l.holder.to_string()),
        in_hand_left: open.is_some_and(|l| left(&l.holder)),
        handed_to: waiting.map(|h| h.to.to_string()),
        handed_left: waiting.is_some_and(|h| left(&h.to)),
        handover_note: waiting.and_then(|h| h.note.as_ref()).map(|said| lens.words(said)),
        blocks: super::barring::bars(lens, known, id),
        same_terminal: sealed.is_some_and(|s| s.same_terminal),
        differs: match (open, in_force) {
            (Some(l), Some(now)) => l.sealed.differs(&now.seal(known)),
            (Some(_), None) => vec!["the pack in force has no such checklist".into()],
            // What is opened is the list of the pack that judges the change.
            (None, Some(now)) => sealed.map(|s| s.differs(&now.seal(known))).unwrap_or_default(),
            (None, None) => Vec::new(),
        },
        lists: all.iter().map(|t| in_a_line(lens, change, known, t)).collect(),
        clauses: sealed.map(|s| s.clauses.clone()).unwrap_or_default(),
        items,
    }
}

/// Whether nothing is left to do about an item in a state.
pub fn settled(state: &str) -> bool {
    matches!(state, "done" | "n_a" | "waived")
}

/// When a list is signed whose deployment has not got so far.
fn signed_once(sealed: &Sealed) -> String {
    let when = if matches!(sealed.phase, Phase::Post | Phase::Review) { "once" } else { "while" };
    match &sealed.stage {
        Some(stage) if when == "once" => format!("signed once deployed to {stage}"),
        Some(stage) => format!("signed while deploying to {stage}"),
        None if when == "once" => "signed once it is implemented".into(),
        None => "signed while it is implemented".into(),
    }
}

fn in_a_line(lens: &Lens<'_>, change: &Change, known: &Facts, template: &Template) -> ListLine {
    let list = as_opened(lens, change, known, template);
    let pack = &*lens.desk.pack;
    let done = list.items().filter(|(n, i)| list.standing(*n, i, facts::holds(i, pack, known)).settled()).count();
    ListLine {
        list: template.id().to_owned(),
        title: list.sealed.title.clone(),
        phase: list.sealed.phase.word().into(),
        state: standing(template.id(), known).0.into(),
        done,
        of: list.sealed.items.len(),
        by_choice: template.by_choice,
    }
}

/// What to look for: the line of the field that the item is about, or the pack's own words.
fn hint(lens: &Lens<'_>, change: &Change, list: &Checklist, item: &Item) -> String {
    let field = list.sealed.lines_of.as_ref().and_then(|id| change.fields.get(id));
    let (Some(Value::Said(said)), Some(n)) = (field, item.line) else { return item.hint.clone() };
    let before = usize::try_from(n).unwrap_or(usize::MAX).saturating_sub(1);
    let words = lens.words(said);
    let line = words.lines().map(str::trim).filter(|l| !l.is_empty()).nth(before);
    line.map_or_else(|| item.hint.clone(), str::to_owned)
}

fn line(lens: &Lens<'_>, change: &Change, list: &Checklist, known: &Facts, n: u32, item: &Item) -> ItemLine {
    let pack = &*lens.desk.pack;
    let holds = facts::holds(item, pack, known);
    let standing = list.standing(n, item, holds);
    let nothing = Course::default();
    let course = list.course(n).unwrap_or(&nothing);
    let since = item.after.as_ref().and_then(|after| Some((after, since(list, known, after)?)));
    let (from, until) = since.map_or((None, None), |(after, at)| {
        let (from, until) = times(&pack.calendar_for(known), after, at);
        (Some(from), until)
    });
    let mut signed_by: Vec<String> = course.signed.iter().map(|s| s.by.to_string()).collect();
    let moot = facts::moot(item, pack, known);
    if item.automatic() && standing.settled() && !moot {
        signed_by.push("auto".into());
    }
    let said = course.aside.as_ref().map(|a| a.reason).or_else(|| course.signed.iter().rev().find_map(|s| s.note));
    let mut marks: Vec<String> = course.signed.iter().flat_map(|s| s.marks.iter().cloned()).collect();
    if moot {
        marks.push("not_demanded".into());
    }
    if course.failures > 0 && standing.settled() {
        marks.push("failed_before".into());
    }
    marks.sort();
    marks.dedup();
    ItemLine {
        n,
        phase: list.sealed.phase.word().into(),
        item: item.id.clone(),
        text: item.text.clone(),
        state: if moot { Standing::NotApplicable } else { standing }.word().into(),
        kind: if item.automatic() {
            "auto"
        } else if item.evidence.is_empty() {
            "plain"
        } else {
            "evidence"
        }
        .into(),
        needs: needs(lens, list, n, item, standing, course, from),
        signed_by,
        at: list.settled_at(n).filter(|_| !matches!(standing, Standing::Open | Standing::Again)).map(Time),
        evidence: course.proofs.iter().map(|e| evidence(lens, e)).collect(),
        marks,
        note: said.map(|s| lens.words(&s)),
        hint: hint(lens, change, list, item),
        signers: item.persons(),
        proofs: item.evidence.iter().map(|k| k.word().to_owned()).collect(),
        commands: item.commands.clone(),
        answers: item.answers.clone(),
        not_before: from.filter(|_| !standing.settled()).map(Time),
        late_after: until.map(Time),
        overdue: !standing.settled() && until.is_some_and(|until| lens.desk.now > until),
        if_applicable: item.if_applicable,
        waivable: item.waivable,
        hold: item.hold,
        failures: course.failures,
        failed: course.failed.as_ref().map(|(at, by, why)| FailureLine {
            at: Time(*at),
            by: by.to_string(),
            reason: lens.words(why),
        }),
        waiver: waiver(lens, course),
        set_aside_by: course.aside.as_ref().filter(|a| a.how == How::NotApplicable).map(|a| a.by.1.to_string()),
        clauses: item.clauses.iter().chain(&list.sealed.clauses).cloned().collect(),
    }
}

/// What an item still needs, in words.
fn needs(
    lens: &Lens<'_>,
    list: &Checklist,
    n: u32,
    item: &Item,
    standing: Standing,
    course: &Course,
    from: Option<Moment>,
) -> Vec<String> {
    let mut all = Vec::new();
    if standing.settled() {
        return all;
    }
    if item.automatic() {
        return vec![format!("the record: {}", words(&item.needs))];
    }
    match (&item.after, from) {
        (Some(after), None) => all.push(format!("{} after {}", after.least, after.since.replace('_', " "))),
        (Some(_), Some(at)) if lens.desk.now < at => all.push(format!("not before {}", lens.desk.told(at))),
        _ => {}
    }
    let before = list.items().take_while(|(m, _)| *m < n);
    let held = before.filter(|(m, i)| i.hold && !list.standing(*m, i, true).settled()).last();
    all.extend(held.map(|(m, _)| format!("hold point {m} first")));
    if !item.evidence.is_empty() && course.proofs.last().is_none_or(Evidence::failed) {
        let kinds = item.evidence.iter().map(|k| k.word()).collect::<Vec<_>>().join(" or ");
        all.push(format!("evidence: {kinds}"));
    }
    if !item.answers.is_empty() {
        all.push(format!("answer: {}", item.answers.join(" or ")));
    }
    let who = |list: &[String]| list.join(" or ");
    match standing {
        Standing::Half => {
            let by = course.signed.iter().map(|s| s.by.to_string()).collect::<Vec<_>>().join(", ");
            let whom = if !item.including.is_empty() {
                format!(" of {}", who(&item.including))
            } else if !item.roles.is_empty() {
                format!(" of {}", who(&item.roles))
            } else {
                String::new()
            };
            let apart = if item.independent { " who has no part in the change" } else { "" };
            all.push(format!("another person{whom}{apart} beside {by}"));
        }
        Standing::Waiting => {
            let whom = if list.sealed.lead.is_empty() { "the owner".into() } else { who(&list.sealed.lead) };
            all.push(format!("the waiver counter-signed by {whom}"));
        }
        Standing::Failed => all.push("to be backed out".into()),
        _ => {
            if standing == Standing::Again {
                all.push(format!("failed {}: to be tried again, or backed out", times_over(course.failures)));
            }
            if item.persons() > 1 {
                all.push(format!("{} signers", item.persons()));
            }
            if !item.roles.is_empty() {
                all.push(format!("role {}", who(&item.roles)));
            }
            if !item.is.is_empty() {
                all.push(format!("the change's {}", who(&item.is)));
            }
        }
    }
    all
}

fn times_over(n: u32) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}

fn evidence(lens: &Lens<'_>, e: &Evidence) -> EvidenceLine {
    let body = lens.words(&e.body);
    let text = body.lines().take(BODY_LINES).collect::<Vec<_>>().join("\n");
    EvidenceLine {
        kind: e.kind.word().into(),
        origin: e.origin.clone(),
        exit: e.exit,
        sha256: e.sha256.to_string(),
        size: e.size,
        masked: e.masked,
        by: e.by.1.to_string(),
        at: Time(e.by.0),
        text,
    }
}

/// What waits for a person on a list: items to counter-sign, waivers, a hand-over to read back.
#[must_use]
pub fn waits(lens: &Lens<'_>, list: &Checklist, known: &Facts, person: &PersonId) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let words = |name: &str| known.words(name).unwrap_or_default();
    let (roles, is) = (words("actor.roles"), words("actor.is"));
    for (n, item) in list.items() {
        let Some(course) = list.course(n) else { continue };
        let fits = item.roles.is_empty() || item.roles.iter().any(|r| roles.contains(r));
        let own = is.iter().any(|w| matches!(w.as_str(), "requester" | "owner" | "implementer"));
        match list.standing(n, item, facts::holds(item, &lens.desk.pack, known)) {
            Standing::Half if fits && !(item.independent && own) && course.signed.iter().all(|s| s.by != *person) => {
                found.push((n, format!("counter-sign item {n}, {}", item.text)));
            }
            Standing::Waiting => {
                let lead = &list.sealed.lead;
                let leads = if lead.is_empty() {
                    is.iter().any(|w| w == "owner")
                } else {
                    roles.iter().any(|r| lead.contains(r))
                };
                let asked = course.aside.as_ref().is_some_and(|a| a.how == How::Waive && a.by.1 != *person);
                if leads && asked {
                    found.push((n, format!("waive item {n}, {}", item.text)));
                }
            }
            _ => {}
        }
    }
    if list.handover.as_ref().is_some_and(|h| h.taken.is_none() && h.to == *person) {
        found.push((0, "take it over, reading it back".into()));
    }
    found
}

/// Whether a person may sign an item of a list that nobody has signed yet.
fn may_sign(lens: &Lens<'_>, list: &Checklist, known: &Facts) -> bool {
    let words = |name: &str| known.words(name).unwrap_or_default();
    let (roles, is) = (words("actor.roles"), words("actor.is"));
    let team = is.iter().any(|w| matches!(w.as_str(), "owner" | "implementer"));
    let fits = |item: &Item| {
        let by_role = item.roles.iter().any(|r| roles.contains(r));
        let by_part = item.is.iter().any(|w| is.contains(w));
        (item.roles.is_empty() || by_role) && (item.is.is_empty() || by_part) && !(item.independent && team)
    };
    // What nobody in particular signs is for those who carry the change out.
    let mine = |item: &Item| fits(item) && (team || !item.roles.is_empty() || !item.is.is_empty());
    let left = |n: u32, item: &Item| {
        let standing = list.standing(n, item, facts::holds(item, &lens.desk.pack, known));
        matches!(standing, Standing::Open | Standing::Again)
    };
    list.items().any(|(n, item)| !item.automatic() && mine(item) && left(n, item))
}

/// The rows of a change's checklists: each whose time it is and of which the person may sign an item, each on which
/// something waits for them; where there is none, the one that the change is at.
#[must_use]
pub fn rows(lens: &Lens<'_>, change: &Change, known: &Facts, person: &PersonId) -> Vec<RunRow> {
    let mut due = acts::at_hand(change, &lens.desk.pack, known);
    due.extend(acts::ways_back(change, &lens.desk.pack, known));
    let all = templates(lens, change, known);
    let mine =
        |t: &Template| due.iter().any(|id| id == t.id()) && may_sign(lens, &as_opened(lens, change, known, t), known);
    let waiting =
        |t: &Template| change.checklists.get(t.id()).map(|l| waits(lens, l, known, person)).unwrap_or_default();
    let mut shown: Vec<&Template> = all.iter().copied().filter(|t| mine(t) || !waiting(t).is_empty()).collect();
    if shown.is_empty() {
        let at = meant(lens, change, known, None);
        shown.extend(all.into_iter().filter(|t| at.as_deref() == Some(t.id())));
    }
    let mut rows = Vec::new();
    for template in shown {
        let waits = waiting(template);
        let list = in_a_line(lens, change, known, template);
        rows.push(RunRow {
            id: change.no.to_string(),
            title: super::change::title(lens, change),
            list: list.list,
            list_title: list.title,
            phase: list.phase,
            state: list.state,
            done: list.done,
            of: list.of,
            waits: waits.into_iter().map(|(_, text)| text).collect(),
            window: change.window().map(|(from, to)| Window { from: Time(from), to: Time(to) }),
        });
    }
    rows
}

/// Who asked for an item to be waived, why, and who counter-signed.
pub fn waiver(lens: &Lens<'_>, course: &Course) -> Option<WaiverLine> {
    let aside = course.aside.as_ref().filter(|a| a.how == How::Waive)?;
    Some(WaiverLine {
        by: aside.by.1.to_string(),
        at: Time(aside.by.0),
        reason: lens.words(&aside.reason),
        signed_by: aside.waived.as_ref().map(|(_, by)| by.to_string()),
        signed_at: aside.waived.as_ref().map(|(at, _)| Time(*at)),
    })
}
