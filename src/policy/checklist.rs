//! Checklists: the tables of a pack, and how one is sealed when it is opened.

use super::act::Act;
use super::facts::Facts;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Truth, When};
use crate::base::calendar::Calendar;
use crate::base::digest::Digest;
use crate::base::time::{Length, Moment};
use serde::{Deserialize, Serialize};
use toml::Spanned;

mod words;
pub use words::{Order, Phase, Proof};

keyed!(Checklist);

/// A checklist of the pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    /// Id, unique in the pack.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// Where it belongs.
    pub phase: Phase,
    /// The stage to whose deployment it belongs; to that of the last environment when none is named. The acts that it
    /// blocks are those on that stage.
    #[serde(default)]
    pub stage: Option<String>,
    /// Which changes have it; all when empty.
    #[serde(default)]
    pub when: When,
    /// Acts that are refused until it is complete.
    #[serde(default)]
    pub blocks: Vec<Act>,
    /// A field of several lines, such as a plan: its items come once for each line, and without one the change has no
    /// such checklist.
    #[serde(default)]
    pub lines_of: Option<String>,
    /// Whether it is opened by choice: then it blocks only once it is open.
    #[serde(default)]
    pub by_choice: bool,
    /// What becomes of an item that is signed before one above it.
    #[serde(default)]
    pub order: Order,
    /// Roles of which each signer holds one, for items that name none themselves.
    #[serde(default)]
    pub roles: Vec<String>,
    /// What one is to the change who signs, for items that name neither that nor roles.
    #[serde(default)]
    pub is: Vec<String>,
    /// Clauses that say who signs.
    #[serde(default)]
    pub signer_clauses: Vec<String>,
    /// Roles of which one counter-signs what is waived; whoever owns the change when empty.
    #[serde(default)]
    pub lead: Vec<String>,
    /// Whether a second person may sign on the first one's terminal, by a code from a session of their own.
    #[serde(default)]
    pub same_terminal: bool,
    /// Items, in order.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// An item of a checklist; it is sealed as it stands when the list is opened.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Item {
    /// Id, unique in the list.
    pub id: String,
    /// What is to be done or true.
    pub text: String,
    /// What to look for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// What the evaluator ticks it by; nobody ticks it then.
    #[serde(skip_serializing_if = "is_empty")]
    pub needs: When,
    /// Where it is not demanded: the record settles it then as not applying, and tells it from what was done.
    #[serde(skip_serializing_if = "is_empty")]
    pub unless: When,
    /// Clauses that say who signs it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signer_clauses: Vec<String>,
    /// Persons who sign it, when more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signers: Option<u32>,
    /// Roles of which each signer holds one; anybody registered when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Roles of which one signer at least holds one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub including: Vec<String>,
    /// What one is to the change who signs it, such as `implementer` or `member`; anything when empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// Whether the requester, the owner and the implementers do not sign it; of two signers, the second one.
    #[serde(skip_serializing_if = "no")]
    pub independent: bool,
    /// Answers of which the note is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<String>,
    /// Kinds of evidence of which one is needed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Proof>,
    /// Commands whose output is evidence, to the letter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// Whether nothing after it is signed before it.
    #[serde(skip_serializing_if = "no")]
    pub hold: bool,
    /// Time that must have passed before it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<After>,
    /// Whether it may not apply.
    #[serde(skip_serializing_if = "no")]
    pub if_applicable: bool,
    /// Whether it may be waived once it failed, counter-signed by whoever leads the list.
    #[serde(skip_serializing_if = "no")]
    pub waivable: bool,
    /// The line that it is about, from 1, where the list goes by the lines of a field; set by sealing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Clauses, beside those of the list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

/// Time that must have passed since a moment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// The moment: one of the change's, `opened` for the list's own, or `item.ID` for when an item of it was done.
    pub since: String,
    /// How much.
    pub least: Length,
    /// How much at most, so that it is not called late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Length>,
    /// How often it comes, each time that much later; in the pack only, since sealing makes an item of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
}

fn is_empty(when: &When) -> bool {
    *when == When::default()
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn no(b: &bool) -> bool {
    !*b
}

/// A checklist as it was opened. What the pack says later changes nothing of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// Id of the template.
    pub id: String,
    /// Title.
    pub title: String,
    /// Where it belongs.
    pub phase: Phase,
    /// The stage to whose deployment it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What becomes of an item that is signed before one above it.
    pub order: Order,
    /// Roles of which one counter-signs what is waived.
    pub lead: Vec<String>,
    /// Whether a second person may sign on the first one's terminal.
    pub same_terminal: bool,
    /// The field by whose lines it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines_of: Option<String>,
    /// Items, in order.
    pub items: Vec<Item>,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl Item {
    /// Whether the evaluator ticks it.
    #[must_use]
    pub fn automatic(&self) -> bool {
        !is_empty(&self.needs)
    }

    /// Persons who sign it.
    #[must_use]
    pub fn persons(&self) -> usize {
        self.signers.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).max(1)
    }

    /// The items that one of the pack stands for: itself, or one for each time that it comes.
    fn each(&self) -> Vec<Self> {
        let Some((after, times)) = self.after.as_ref().and_then(|a| Some((a, a.times?))) else {
            return vec![self.clone()];
        };
        let turn = |n: u32| {
            let n64 = i64::from(n);
            let after = After {
                since: after.since.clone(),
                least: after.least.times(n64),
                most: after.most.map(|_| after.least.times(n64 + 1)),
                times: None,
            };
            let (id, text) = (format!("{}.{n}", self.id), format!("{} ({} after)", self.text, after.least));
            Self { id, text, after: Some(after), ..self.clone() }
        };
        (1..=times).map(turn).collect()
    }

    /// The item as it is for a line of a field.
    fn on_line(&self, n: u32) -> Self {
        let (id, text) = (format!("{}.{n}", self.id), format!("{}, step {n}", self.text));
        Self { id, text, line: Some(n), ..self.clone() }
    }
}

impl Checklist {
    /// The lines of its field; none where it goes by no field.
    fn lines(&self, facts: &Facts) -> Option<u32> {
        let field = self.lines_of.as_ref()?;
        let lines = facts.numbers.get(&format!("lines.{field}")).copied().unwrap_or_default();
        Some(u32::try_from(lines).unwrap_or_default())
    }

    /// Whether a change has it, by these facts.
    fn applies(&self, pack: &Pack, facts: &Facts) -> bool {
        self.when.holds(facts, pack) != Truth::No && self.lines(facts) != Some(0)
    }

    /// Its clauses, those of the items that are left first.
    #[must_use]
    pub fn cited(&self, left: &[String]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let open = self.items.iter().filter(|i| left.iter().any(|text| text.starts_with(&i.text)));
        for id in open.flat_map(|i| &i.clauses).chain(&self.clauses) {
            if !all.contains(id) {
                all.push(id.clone());
            }
        }
        all
    }

    /// An item with who signs it, where the list says so for all.
    fn bound(&self, item: Item) -> Item {
        if item.automatic() || !item.roles.is_empty() || !item.is.is_empty() {
            return item;
        }
        let (roles, is, signer_clauses) = (self.roles.clone(), self.is.clone(), self.signer_clauses.clone());
        Item { roles, is, signer_clauses, ..item }
    }

    /// The checklist as it is when it is opened on a change with these facts.
    #[must_use]
    pub fn seal(&self, facts: &Facts) -> Sealed {
        let each = || self.items.iter().flat_map(Item::each).map(|item| self.bound(item));
        let on = |n: u32| each().map(move |item| item.on_line(n));
        let items = self.lines(facts).map_or_else(|| each().collect(), |lines| (1..=lines).flat_map(on).collect());
        Sealed {
            id: self.id().to_owned(),
            title: self.title.clone(),
            phase: self.phase,
            stage: self.stage.clone(),
            order: self.order,
            lead: self.lead.clone(),
            same_terminal: self.same_terminal,
            lines_of: self.lines_of.clone(),
            items,
            clauses: self.clauses.clone(),
        }
    }
}

impl Sealed {
    /// What tells it from another version of its template.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of_parts([serde_json::to_vec(self).unwrap_or_default().as_slice()])
    }

    /// What another version of the template has that this one has not, in words; nothing where they are the same.
    #[must_use]
    pub fn differs(&self, other: &Self) -> Vec<String> {
        let find = |items: &[Item], id: &str| items.iter().find(|i| i.id == id).cloned();
        let mut said = Vec::new();
        for item in &other.items {
            match find(&self.items, &item.id) {
                None => said.push(format!("new item: {}", item.text)),
                Some(own) if own.text != item.text => said.push(format!("\"{}\" reads \"{}\"", own.text, item.text)),
                Some(own) if own != *item => said.push(format!("\"{}\" is signed under other terms", own.text)),
                Some(_) => {}
            }
        }
        let gone = self.items.iter().filter(|i| find(&other.items, &i.id).is_none());
        said.extend(gone.map(|i| format!("no longer there: {}", i.text)));
        let same = Self { items: self.items.clone(), ..other.clone() };
        if said.is_empty() && same != *self {
            said.push("other terms for the list as a whole".into());
        }
        said
    }
}

/// The checklists of the packs that judge, each id once.
#[must_use]
pub fn all(pack: &Pack) -> Vec<&Checklist> {
    let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    let mut found: Vec<&Checklist> = Vec::new();
    for list in members.iter().flat_map(|m| &m.checklists) {
        if found.iter().all(|f| f.id() != list.id()) {
            found.push(list);
        }
    }
    found
}

/// The checklists that a change has by these facts, in the pack's order; those by choice are among them.
#[must_use]
pub fn applying<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Checklist> {
    let beside = !pack.members.is_empty();
    all(pack).into_iter().filter(|l| l.applies(pack, &pack.sees(facts, beside))).collect()
}

/// The checklists by which a change is taken back.
#[must_use]
pub fn rollbacks<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Checklist> {
    applying(pack, facts).into_iter().filter(|l| l.phase == Phase::Rollback).collect()
}

/// How a checklist stands in facts: its word, and the items that are left.
#[must_use]
pub fn standing<'f>(id: &str, facts: &'f Facts) -> (&'f str, &'f [String]) {
    let word = facts.words(&format!("checklist.{id}")).and_then(|w| w.first()).map_or("none", String::as_str);
    (word, facts.words(&format!("checklist.{id}.left")).unwrap_or_default())
}

/// The checklists of one pack that stand in the way of an act: those of the stage that it is on. What a deployment that
/// failed, or was backed out, left undone bars neither its end nor the closing of the change.
#[must_use]
pub fn blocking<'a>(pack: &'a Pack, act: Act, facts: &Facts) -> Vec<&'a Checklist> {
    let is = |name: &str, word: &str| facts.words(name).is_some_and(|w| w.iter().any(|w| w == word));
    let failed = is("act.outcome", "fail") && matches!(act, Act::Finish | Act::Deployed);
    let undone = failed || act == Act::Close && is("flag.backed_out", "yes");
    let stands = |l: &&Checklist| {
        let word = standing(l.id(), facts).0;
        let moot = undone && matches!(l.phase, Phase::During | Phase::Post);
        let elsewhere =
            l.stage.as_deref().is_some_and(|s| facts.words("act.environment").is_some() && !is("act.environment", s));
        let unopened = l.by_choice && word == "none";
        !(word == "complete" || moot || elsewhere || unopened) && l.applies(pack, facts)
    };
    pack.checklists.iter().filter(|l| l.blocks.contains(&act)).filter(stands).collect()
}

/// When an item may be signed, and until when it is not late, by the moments known; none while its moment is not.
#[must_use]
pub fn times(calendar: &Calendar, after: &After, since: Moment) -> (Moment, Option<Moment>) {
    (calendar.earliest(since, after.least), after.most.map(|most| calendar.after(since, most)))
}
