//! Checklists of a change: as they were opened, what became of each item, and how the list stands.

pub mod acts;
pub mod back;
pub mod behind;
pub mod command;
mod early;
pub mod evaluate;
pub mod events;
pub mod facts;
mod record;
mod shift;
mod sign;
pub mod waiting;

use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::states::State;
use crate::domain::said::Said;
use crate::policy::checklist::{After, Item, Order, Phase, Proof, Sealed};
use crate::policy::facts::Facts;
use std::collections::BTreeMap;

/// The mark of what was signed while something before it was not.
pub const OUT_OF_ORDER: &str = "out_of_order";

/// A checklist that was opened; of one that was opened again, the newest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checklist {
    /// What it was opened as.
    pub sealed: Sealed,
    /// When, and by whom.
    pub opened: (Moment, PersonId),
    /// How often it has been opened.
    pub round: u32,
    /// What became of the items, by their numbers from 1; nothing yet where there is no entry.
    pub courses: BTreeMap<u32, Course>,
    /// Who has the list in hand: whoever took it over last, else who opened it.
    pub holder: PersonId,
    /// The newest hand-over to another shift.
    pub handover: Option<Handover>,
    /// Whether the deployment that it comes before has begun, with no other attempt to come: what the record ticked stays so.
    pub passed: bool,
}

/// What became of an item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Course {
    /// Who signed it.
    pub signed: Vec<Signature>,
    /// Its evidence, oldest first.
    pub proofs: Vec<Evidence>,
    /// Since when the evaluator has it ticked.
    pub auto: Option<Moment>,
    /// How it ended otherwise.
    pub aside: Option<Aside>,
    /// How often it failed.
    pub failures: u32,
    /// Who said last that it failed, when, and why.
    pub failed: Option<(Moment, PersonId, Said)>,
}

/// A signature under an item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// On whose terminal, where it was not their own.
    pub at_terminal_of: Option<PersonId>,
    /// What was said, or which answer was given.
    pub note: Option<Said>,
    /// What is to be seen beside it: `out_of_order`, `too_fast`, `late`, `outside_window`, `same_terminal`.
    pub marks: Vec<String>,
}

/// A piece of evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// What kind.
    pub kind: Proof,
    /// Where it came from: the command, the name of the file, the link.
    pub origin: String,
    /// Exit code of the command.
    pub exit: Option<i32>,
    /// SHA-256 of the body.
    pub sha256: Digest,
    /// Bytes of the body.
    pub size: u64,
    /// The body, beside the ledger.
    pub body: Said,
    /// Secrets that were masked in it before it was kept.
    pub masked: u32,
    /// Who added it, and when.
    pub by: (Moment, PersonId),
}

impl Evidence {
    /// Whether it is the output of a command that failed.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.kind == Proof::Command && self.exit != Some(0)
    }
}

/// How an item ended otherwise than by being done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aside {
    /// How.
    pub how: How,
    /// Who said so, and when.
    pub by: (Moment, PersonId),
    /// Why.
    pub reason: Said,
    /// Who counter-signed what is waived, and when.
    pub waived: Option<(Moment, PersonId)>,
}

/// How an item ended otherwise than by being done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It does not apply.
    NotApplicable,
    /// It failed and is to be waived.
    Waive,
    /// It failed, and the change is to be backed out.
    BackOut,
}

/// A hand-over to another shift.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handover {
    /// Who gave it, and when.
    pub from: (Moment, PersonId),
    /// To whom.
    pub to: PersonId,
    /// What there is to know.
    pub note: Option<Said>,
    /// When it was taken over, read back.
    pub taken: Option<(Moment, Said)>,
}

/// How an item stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Nothing is signed.
    Open,
    /// It failed and is to be tried again.
    Again,
    /// Another person has to sign it as well.
    Half,
    /// It is done.
    Done,
    /// It does not apply.
    NotApplicable,
    /// It failed; whoever leads has to counter-sign that it is waived.
    Waiting,
    /// It failed and was waived.
    Waived,
    /// It failed, and the change is to be backed out.
    Failed,
}

impl Standing {
    /// The word in JSON and on screens.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Half => "half",
            Self::Done => "done",
            Self::NotApplicable => "n_a",
            Self::Waiting => "waiting",
            Self::Waived => "waived",
            Self::Again | Self::Failed => "failed",
        }
    }

    /// Whether nothing of it is left to do.
    #[must_use]
    pub const fn settled(self) -> bool {
        matches!(self, Self::Done | Self::NotApplicable | Self::Waived)
    }
}

/// Whether a deployment has begun, and whether it has ended: that to a stage, or the implementation.
#[must_use]
pub fn progress(stage: Option<&str>, change: &Change) -> (bool, bool) {
    match stage {
        Some(stage) => {
            let newest = change.run.newest(stage);
            (newest.is_some(), newest.is_some_and(|d| d.ended.is_some()))
        }
        None => (
            matches!(change.state, State::Implement | State::Review | State::Closed),
            matches!(change.state, State::Review | State::Closed),
        ),
    }
}

/// When a deployment failed, to a stage or as the implementation: the newest one.
#[must_use]
pub fn fell(stage: Option<&str>, change: &Change) -> Option<Moment> {
    let run = &change.run;
    let newest = stage.map_or_else(|| run.deployments.iter().rev().find(|d| d.last), |stage| run.newest(stage));
    newest.and_then(|d| d.ended.as_ref()).filter(|e| !e.succeeded).map(|e| e.by.0)
}

/// Whether the deployment that a list belongs to has not got so far, and whether it is over, for what is signed on it.
#[must_use]
pub fn untimely(list: &Sealed, change: &Change) -> (bool, bool) {
    let (begun, ended) = progress(list.stage.as_deref(), change);
    match list.phase {
        Phase::Pre => (false, false),
        Phase::During => (!begun, ended),
        Phase::Rollback => (!begun, false),
        // What failed has nothing that is signed after a success.
        Phase::Post => (!ended || fell(list.stage.as_deref(), change).is_some(), false),
        Phase::Review => (!ended, false),
    }
}

/// Whether a change is being taken back: its implementation ended as failed, an item failed with that, or a list by which
/// it is taken back is open.
#[must_use]
pub fn backing_out(change: &Change) -> bool {
    let says = |l: &Checklist| l.sealed.phase == Phase::Rollback;
    given_up(change) || change.checklists.values().any(says)
}

/// Whether the implementation of a change ended as failed, or an item of it failed and is to be backed out.
#[must_use]
pub fn given_up(change: &Change) -> bool {
    change.run.failed() || change.checklists.values().any(Checklist::backed_out)
}

/// The moment that an item's time runs from, once it is known.
#[must_use]
pub fn since(list: &Checklist, facts: &Facts, after: &After) -> Option<Moment> {
    match (after.since.as_str(), after.since.strip_prefix("item.")) {
        (_, Some(id)) => {
            let (n, item) = list.items().find(|(_, i)| i.id == id)?;
            list.standing(n, item, true).settled().then(|| list.settled_at(n))?
        }
        ("opened", _) => Some(list.opened.0),
        (name, _) => facts.moments.get(name).copied(),
    }
}

impl Checklist {
    /// Items by number, from 1.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (u32, &Item)> {
        self.sealed.items.iter().enumerate().map(|(n, item)| (u32::try_from(n + 1).unwrap_or(u32::MAX), item))
    }

    /// Whether an item of the implementation failed, if only at first, was waived or does not apply.
    #[must_use]
    pub fn departed(&self) -> bool {
        let otherwise = |c: &Course| c.failures > 0 || c.aside.is_some();
        self.sealed.phase == Phase::During && self.courses.values().any(otherwise)
    }

    /// Whether an item of what was deployed failed for good: the change is to be backed out.
    #[must_use]
    pub fn backed_out(&self) -> bool {
        let failed = |c: &Course| c.aside.as_ref().is_some_and(|a| a.how == How::BackOut);
        matches!(self.sealed.phase, Phase::During | Phase::Post) && self.courses.values().any(failed)
    }

    /// An item by its number.
    #[must_use]
    pub fn item(&self, n: u32) -> Option<&Item> {
        self.sealed.items.get(usize::try_from(n).ok()?.checked_sub(1)?)
    }

    /// What became of an item.
    #[must_use]
    pub fn course(&self, n: u32) -> Option<&Course> {
        self.courses.get(&n)
    }

    /// How an item stands, given whether the evaluator holds its condition.
    #[must_use]
    pub fn standing(&self, n: u32, item: &Item, holds: bool) -> Standing {
        if item.automatic() {
            let kept = self.passed && self.course(n).is_some_and(|c| c.auto.is_some());
            return if holds || kept { Standing::Done } else { Standing::Open };
        }
        let Some(course) = self.course(n) else { return Standing::Open };
        match &course.aside {
            Some(Aside { how: How::NotApplicable, .. }) => Standing::NotApplicable,
            Some(Aside { how: How::BackOut, .. }) => Standing::Failed,
            Some(Aside { how: How::Waive, waived: Some(_), .. }) => Standing::Waived,
            Some(Aside { how: How::Waive, waived: None, .. }) => Standing::Waiting,
            None if course.signed.len() >= item.persons() => Standing::Done,
            None if course.signed.is_empty() && course.failures > 0 => Standing::Again,
            None if course.signed.is_empty() => Standing::Open,
            None => Standing::Half,
        }
    }

    /// Whether it comes before a deployment: to its stage, or where it has none before the implementation.
    #[must_use]
    pub fn comes_before(&self, stage: Option<&str>, last: bool) -> bool {
        let own = self.sealed.stage.as_deref();
        self.sealed.phase == Phase::Pre && (own.is_none() && last || own.is_some() && own == stage)
    }

    /// The items that are signed although this one, which comes before them, is not settled: where the list has an order,
    /// or nothing after this one is signed before it.
    #[must_use]
    pub fn ahead_of(&self, n: u32) -> Vec<u32> {
        let Some(item) = self.item(n).filter(|i| i.hold || self.sealed.order != Order::Any) else { return Vec::new() };
        if self.standing(n, item, true).settled() {
            return Vec::new();
        }
        self.courses.range(n.saturating_add(1)..).filter(|(_, c)| !c.signed.is_empty()).map(|(m, _)| *m).collect()
    }

    /// When an item was settled, so far as it is.
    #[must_use]
    pub fn settled_at(&self, n: u32) -> Option<Moment> {
        let course = self.course(n)?;
        let aside = course.aside.as_ref().map(|a| a.waived.as_ref().map_or(a.by.0, |w| w.0));
        aside.or(course.auto).or_else(|| course.signed.last().map(|s| s.at))
    }

    /// The hand-over that has not been read back yet.
    #[must_use]
    pub fn handed(&self) -> Option<&Handover> {
        self.handover.as_ref().filter(|h| h.taken.is_none())
    }

    /// Signatures of a person, oldest first.
    #[must_use]
    pub fn signed_by(&self, person: &PersonId) -> Vec<Moment> {
        let all = self.courses.values().flat_map(|c| &c.signed);
        let mut moments: Vec<Moment> = all.filter(|s| s.by == *person).map(|s| s.at).collect();
        moments.sort();
        moments
    }
}
