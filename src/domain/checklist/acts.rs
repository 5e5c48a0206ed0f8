//! What may be done to the checklists of a change: which one is meant, opening it, and which act does what.

use super::Checklist;
use super::command::{ChecklistCommand, ListAct};
use super::events::ChecklistEvent;
use crate::base::ids::PersonId;
use crate::domain::change::Change;
use crate::domain::change::acts::Case;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::checklist::{self, Item, Phase, standing};
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::rule::Truth;
use std::collections::BTreeMap;

/// A checklist at hand: what an act on it works with.
pub(super) struct AtHand {
    /// The list as it stands.
    pub list: Checklist,
    /// Whether it is opened by this act.
    pub fresh: bool,
    /// What is known, about who acts as well.
    pub facts: Facts,
}

impl AtHand {
    /// Its id.
    pub fn id(&self) -> String {
        self.list.sealed.id.clone()
    }

    /// An item by its number.
    pub fn item(&self, n: u32) -> Result<Item, Refusal> {
        self.list.item(n).cloned().ok_or_else(|| {
            let text =
                format!("{} has items 1 to {}, and no {n}", self.list.sealed.title, self.list.sealed.items.len());
            Refusal::new(Kind::NotFound, text, "see `quorate run view`")
        })
    }

    /// Whether the actor leads the list: by one of its roles, or as the change's owner where it names none.
    pub fn leads(&self) -> bool {
        self.leads_by(&self.facts)
    }

    /// As [`Self::leads`], of whoever the facts are about.
    pub fn leads_by(&self, known: &Facts) -> bool {
        let lead = &self.list.sealed.lead;
        let words = |name: &str| known.words(name).unwrap_or_default();
        if lead.is_empty() { is(known, "owner") } else { words("actor.roles").iter().any(|r| lead.contains(r)) }
    }

    /// Whether the actor is something to the change: its owner, or in the chair.
    pub fn by(&self, part: &str) -> bool {
        is(&self.facts, part)
    }

    /// Who leads the list, in words.
    pub fn leaders(&self) -> String {
        let lead = &self.list.sealed.lead;
        if lead.is_empty() { "the change's owner".to_owned() } else { lead.join(" or ") }
    }

    /// The clauses of an item: its own, then those of the list.
    pub fn clauses(&self, item: &Item) -> Vec<String> {
        item.clauses.iter().chain(&self.list.sealed.clauses).cloned().collect()
    }
}

/// Whether whoever the facts are about is something to the change.
fn is(known: &Facts, part: &str) -> bool {
    known.words("actor.is").is_some_and(|is| is.iter().any(|w| w == part))
}

/// Decides a command on the checklists of a change.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &ChecklistCommand) -> Result<(), Refusal> {
    let mut known = crate::domain::change::acts::facts_for(case.world, case.desk, case.change, &[]);
    let (id, fresh) = meant(case, command, &known)?;
    let list = match case.change.checklists.get(&id).filter(|_| !fresh) {
        Some(open) => open.clone(),
        None => opened(case, &id, &known)?,
    };
    let act = if matches!(command.act, ListAct::Waive { .. }) { Act::Waive } else { Act::Tick };
    let item = command.act.items().first().and_then(|n| list.item(*n)).map(|i| i.id.clone()).unwrap_or_default();
    let params = [("list", id.as_str()), ("phase", list.sealed.phase.word()), ("item", &item)];
    for (name, value) in params {
        known.set_word(format!("act.{name}"), value);
    }
    when_signed(&mut known, &list, case.change);
    case.in_state(act)?;
    if let Err(refusal) = case.judged(act, &known) {
        return Err(super::early::told(refusal, case, &list.sealed).citing(&list.sealed.clauses));
    }
    let at = AtHand { list, fresh, facts: known };
    if at.fresh {
        // To begin the list anew would take its failure back.
        if let Some(before) = case.change.checklists.get(&id) {
            super::record::still_forward(case, before)?;
            super::back::gone_already(case, before, &at.facts)?;
        }
        case.add(ChecklistEvent::Opened { list: at.list.sealed.clone() });
    }
    super::evaluate::evaluated(case, &at.list, &at.facts);
    match &command.act {
        ListAct::Open if !at.fresh => Err(Refusal::new(
            Kind::AlreadyDone,
            format!("{} of {} is open already", at.list.sealed.title, case.change.no),
            format!("quorate run view {} --list {}", case.change.no, at.id()),
        )),
        ListAct::Open => Ok(()),
        ListAct::Tick { items, note } => super::sign::tick(case, &at, items, note.as_deref()),
        ListAct::SignHere { item, signer } => super::sign::sign_here(case, &at, *item, signer),
        ListAct::Prove { item, proof, tick } => super::sign::prove(case, &at, *item, proof, *tick),
        ListAct::Fail { item, then, reason } => super::record::fail(case, &at, *item, then, reason.as_deref()),
        ListAct::Waive { item, reason } => super::record::waive(case, &at, *item, reason.as_deref()),
        ListAct::Skip { item, reason } => super::record::skip(case, &at, *item, reason.as_deref()),
        ListAct::Retract { item, reason } => super::record::retract(case, &at, *item, reason.as_deref()),
        ListAct::HandOver { to, note } => super::shift::hand_over(case, &at, to, note.as_deref()),
        ListAct::TakeOver { read_back } => super::shift::take_over(case, &at, read_back),
    }
}

/// Whether the list at hand is signed at its time.
pub(super) fn when_signed(known: &mut Facts, list: &Checklist, change: &Change) {
    let (early, late) = super::untimely(&list.sealed, change);
    known.set_flag("list_early", early);
    known.set_flag("list_late", late);
    let back = list.sealed.phase == Phase::Rollback;
    let (_, ended) = super::progress(list.sealed.stage.as_deref(), change);
    known.set_flag("nothing_back", back && ended && !super::given_up(change));
}

/// The checklist that a change is at: the one by which it is taken back where it is, else of those whose time it is one
/// that is open, else the next one that it has. None where no list may be signed now.
#[must_use]
pub fn current(change: &Change, pack: &Pack, facts: &Facts) -> Option<String> {
    let undone = |id: &str| standing(id, facts).0 != "complete";
    let open: Vec<_> = change
        .checklists
        .iter()
        .filter(|(id, l)| undone(id) && !super::back::moot(l.sealed.phase, change, facts))
        .collect();
    let timely = |l: &Checklist| due(l.sealed.phase, l.sealed.stage.as_deref(), change);
    let back = |l: &Checklist| l.sealed.phase == Phase::Rollback;
    if super::backing_out(change) {
        let begun = open.iter().filter(|(_, l)| back(l) && timely(l)).max_by_key(|(_, l)| l.opened.0);
        // Of several ways back, people choose one; where some way was gone already, nobody is sent another.
        let ways = || checklist::rollbacks(pack, facts);
        let only = || match ways().as_slice() {
            [one] if undone(one.id()) && due(one.phase, one.stage.as_deref(), change) => Some(one.id().to_owned()),
            _ => None,
        };
        if let Some(id) = begun.map(|(id, _)| (*id).clone()).or_else(only) {
            return Some(id);
        }
    }
    let newest = open.iter().filter(|(_, l)| timely(l)).max_by_key(|(_, l)| l.opened.0);
    let next = || at_hand(change, pack, facts).into_iter().next();
    let signable = |l: &Checklist| super::untimely(&l.sealed, change) == (false, false);
    let left = || open.iter().filter(|(_, l)| signable(l)).max_by_key(|(_, l)| l.opened.0);
    newest.map(|(id, _)| (*id).clone()).or_else(next).or_else(|| left().map(|(id, _)| (*id).clone()))
}

/// The checklists that are not complete and whose time it is, those of an earlier stage first: all that are open, and all
/// that may be opened. Of those before a deployment, the ones of the next stage only.
#[must_use]
pub fn at_hand(change: &Change, pack: &Pack, facts: &Facts) -> Vec<String> {
    let mut found = undone(change, pack, facts, due);
    let next = found.iter().filter(|l| l.phase == Phase::Pre).map(|l| place(pack, l.stage.as_deref())).min();
    let open = |l: &&checklist::Checklist| change.checklists.contains_key(l.id());
    found.retain(|l| l.phase != Phase::Pre || open(l) || Some(place(pack, l.stage.as_deref())) == next);
    found.into_iter().map(|l| l.id().to_owned()).collect()
}

/// The lists by which a change that failed may be taken back, while none of them is begun: people choose one.
#[must_use]
pub fn ways_back(change: &Change, pack: &Pack, facts: &Facts) -> Vec<String> {
    let ways = checklist::rollbacks(pack, facts);
    if !super::given_up(change) || ways.iter().any(|l| standing(l.id(), facts).0 != "none") {
        return Vec::new();
    }
    let timely = ways.into_iter().filter(|l| l.by_choice && due(l.phase, l.stage.as_deref(), change));
    timely.map(|l| l.id().to_owned()).collect()
}

/// The templates that count for a change, by phase: those that apply to it, and those of which a list is open.
#[must_use]
pub fn templates<'p>(change: &Change, pack: &'p Pack, facts: &Facts) -> Vec<&'p checklist::Checklist> {
    let mut all = checklist::applying(pack, facts);
    all.extend(checklist::all(pack).into_iter().filter(|l| change.checklists.contains_key(l.id())));
    let mut seen: Vec<&str> = Vec::new();
    all.retain(|l| {
        let new = !seen.contains(&l.id());
        seen.push(l.id());
        new
    });
    all.sort_by_key(|l| l.phase);
    all
}

/// The checklist that is meant where none is named, for whoever looks and whoever signs: the first of its ways back where one
/// is to be begun, else the one that the change is at, else the one that comes next, else the last that was.
#[must_use]
pub fn unnamed(change: &Change, pack: &Pack, facts: &Facts) -> Option<String> {
    let last = || templates(change, pack, facts).iter().rev().find(|l| !l.by_choice).map(|l| l.id().to_owned());
    // What was taken back ends with the list by which it was, or at which it failed.
    let opened = || change.checklists.iter().max_by_key(|(_, l)| l.opened.0).map(|(id, _)| id.clone());
    let last = || Some(change).filter(|c| super::given_up(c)).and_then(|_| opened()).or_else(last);
    let back = || ways_back(change, pack, facts).into_iter().next();
    back().or_else(|| current(change, pack, facts)).or_else(|| ahead(change, pack, facts)).or_else(last)
}

/// The checklist that a word means, an id or a phase, for whoever looks and whoever signs: of a phase one that is not
/// complete, those first that are open.
#[must_use]
pub fn worded(change: &Change, pack: &Pack, facts: &Facts, word: &str) -> Option<String> {
    if change.checklists.contains_key(word) {
        return Some(word.to_owned());
    }
    let all = templates(change, pack, facts);
    let phase = Phase::of(word);
    let of = || all.iter().filter(|l| Some(l.phase) == phase);
    let undone = |l: &&&checklist::Checklist| standing(l.id(), facts).0 != "complete";
    let opened = |l: &&checklist::Checklist| change.checklists.get(l.id()).map(|l| l.opened.0);
    let open = of().filter(undone).filter(|l| opened(l).is_some()).max_by_key(|l| opened(l));
    let next = || of().filter(undone).find(|l| !l.by_choice && opened(l).is_none());
    let last = || of().filter(|l| opened(l).is_some()).max_by_key(|l| opened(l));
    let first = || of().min_by_key(|l| l.by_choice);
    let named = all.iter().find(|l| l.id() == word);
    named.or(open).or_else(next).or_else(last).or_else(first).map(|l| l.id().to_owned())
}

/// The next checklist whose time is still to come.
fn ahead(change: &Change, pack: &Pack, facts: &Facts) -> Option<String> {
    let later = |phase, stage: Option<&str>, change: &Change| {
        let (begun, ended) = super::progress(stage, change);
        !(ended || phase == Phase::Pre && begun)
    };
    undone(change, pack, facts, later).first().map(|l| l.id().to_owned())
}

/// The checklists of a change that are not complete and that some time is right for: what belongs to an earlier stage
/// first, what belongs to the implementation last.
fn undone<'p>(
    change: &Change,
    pack: &'p Pack,
    facts: &Facts,
    timely: impl Fn(Phase, Option<&str>, &Change) -> bool,
) -> Vec<&'p checklist::Checklist> {
    let left_out = |stage: &str| pack.stage(stage).is_some_and(|s| s.when.holds(facts, pack) == Truth::No);
    let mut found = checklist::applying(pack, facts);
    found.retain(|l| {
        let stage = l.stage.as_deref();
        let open = change.checklists.contains_key(l.id());
        (open || !l.by_choice && !stage.is_some_and(left_out))
            && standing(l.id(), facts).0 != "complete"
            && !super::back::moot(l.phase, change, facts)
            && timely(l.phase, stage, change)
    });
    found.sort_by_key(|l| (place(pack, l.stage.as_deref()), l.phase));
    found
}

fn place(pack: &Pack, stage: Option<&str>) -> usize {
    stage.and_then(|id| pack.stages.iter().position(|s| s.id() == id)).unwrap_or(usize::MAX)
}

/// Whether it is the time of a list: before its deployment, while it runs, or after it; after one that failed, the way
/// back only.
fn due(phase: Phase, stage: Option<&str>, change: &Change) -> bool {
    let (begun, ended) = super::progress(stage, change);
    match phase {
        Phase::Pre => !begun,
        Phase::During => begun && !ended,
        Phase::Rollback => begun && (!ended || super::backing_out(change)),
        Phase::Post => ended && super::fell(stage, change).is_none(),
        Phase::Review => ended,
    }
}

/// The list on which somebody last recorded what they take back now, whichever list the change is at meanwhile.
#[must_use]
pub fn own_record(change: &Change, actor: &PersonId, act: &ListAct) -> Option<String> {
    let ListAct::Retract { item, .. } = act else { return None };
    let own = change.checklists.iter().filter_map(|(id, l)| Some((l.course(*item)?.last_by(actor)?, id)));
    own.max().map(|(_, id)| id.clone())
}

/// Which checklist a command is about, and whether it is opened by it. A phase stands for its list.
fn meant(case: &Case<'_>, command: &ChecklistCommand, known: &Facts) -> Result<(String, bool), Refusal> {
    let (pack, open) = (&*case.desk.pack, &case.change.checklists);
    let again =
        |id: &str| matches!(command.act, ListAct::Open) && matches!(standing(id, known).0, "failed" | "complete");
    let own = own_record(case.change, &case.desk.actor, &command.act);
    if let (None, Some(id)) = (&command.list, own) {
        return Ok((id, false));
    }
    let Some(word) = command.list.as_deref() else {
        let none = || {
            let text = format!("{} has no checklist", case.change.no);
            Refusal::new(Kind::NotFound, text, format!("see quorate run status {}", case.change.no))
        };
        let ways = ways_back(case.change, pack, known);
        if ways.len() > 1 {
            let titled = checklist::all(pack).into_iter().filter(|l| ways.iter().any(|id| id == l.id()));
            let titles = titled.map(|l| l.title.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("{} is to be taken back by one of several ways: {titles}", case.change.no);
            return Err(Refusal::new(Kind::Missing, text, format!("name it with --list: {}", ways.join(", "))));
        }
        let id = unnamed(case.change, pack, known).ok_or_else(none)?;
        let fresh = !open.contains_key(&id);
        return Ok((id, fresh));
    };
    match worded(case.change, pack, known, word) {
        Some(id) => {
            let fresh = !open.contains_key(&id) || again(&id);
            Ok((id, fresh))
        }
        None => {
            let (phase, all) = (Phase::of(word), checklist::all(pack));
            let applying = checklist::applying(pack, known);
            let there = all.iter().find(|l| l.id() == word || Some(l.phase) == phase);
            if let Some((text, remedy)) = there.and_then(|l| not_yet(case.change, pack, l)) {
                return Err(Refusal::new(Kind::WrongState, text, remedy));
            }
            let listed = applying.iter().map(|l| l.id()).collect::<Vec<_>>().join(", ");
            let word = crate::base::text::visible(word);
            let text = match there {
                Some(_) => format!("{} does not have the checklist {word}: it is for other changes", case.change.no),
                None => format!("the pack has no checklist \"{word}\""),
            };
            let clauses = there.map(|l| l.clauses.clone()).unwrap_or_default();
            Err(Refusal::new(Kind::NotFound, text, format!("it has {listed}")).citing(&clauses))
        }
    }
}

/// How a change comes to a list that is signed after a deployment which it has not been through; none where it has been,
/// or never goes there.
#[must_use]
pub fn not_yet(change: &Change, pack: &Pack, list: &checklist::Checklist) -> Option<(String, String)> {
    let stage = list.stage.as_deref().filter(|_| matches!(list.phase, Phase::Post | Phase::Review))?;
    let at = |e: &str| pack.stages.iter().position(|s| s.id() == e);
    let on_its_way = at(stage)? <= at(pack.furthest(change.words("environment"))?)?;
    let (no, id) = (change.no, list.id());
    let (begun, ended) = super::progress(Some(stage), change);
    let fell = super::fell(Some(stage), change).filter(|_| list.phase == Phase::Post).is_some();
    let remedy = if fell {
        format!("deploy it there again: quorate run start {no} --env {stage}")
    } else if begun {
        format!("end that deployment first: quorate run finish {no} --env {stage} --result ok")
    } else {
        format!("deploy it there first: quorate run start {no} --env {stage}")
    };
    let once = if fell { "succeeds: the newest one failed" } else { "has ended" };
    let text = format!("{no} has the checklist {id} once its deployment to {stage} {once}");
    (on_its_way && (fell || !ended)).then_some((text, remedy))
}

/// A checklist as it is when it is opened now.
fn opened(case: &Case<'_>, id: &str, known: &Facts) -> Result<Checklist, Refusal> {
    let template = checklist::applying(&case.desk.pack, known).into_iter().find(|l| l.id() == id);
    let Some(template) = template else {
        return Err(Refusal::new(Kind::NotFound, format!("there is no checklist {id} to open"), ""));
    };
    Ok(Checklist {
        sealed: template.seal(known),
        opened: (case.desk.now, case.desk.actor.clone()),
        round: case.change.checklists.get(id).map_or(1, |l| l.round + 1),
        courses: BTreeMap::new(),
        holder: case.desk.actor.clone(),
        handover: None,
        passed: false,
    })
}
