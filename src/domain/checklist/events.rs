//! What happened to the checklists of a change.

use super::{Aside, Checklist, Course, Evidence, Handover, How, OUT_OF_ORDER, Signature};
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::domain::event::Event;
use crate::domain::said::Said;
use crate::policy::checklist::{Proof, Sealed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to the checklists of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistEvent {
    /// A checklist was opened, as its template was then.
    Opened {
        /// The checklist.
        list: Sealed,
    },
    /// Items were signed.
    Ticked {
        /// The checklist.
        list: String,
        /// Their numbers, each with what is to be seen beside the signature.
        items: Vec<(u32, Vec<String>)>,
        /// What was said.
        note: Option<Said>,
    },
    /// Somebody signed an item on another person's terminal.
    SignedHere {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// Who signed.
        signer: PersonId,
        /// What is to be seen beside the signature.
        marks: Vec<String>,
    },
    /// The evaluator ticked items whose condition holds now, and took back those whose condition does no longer.
    Evaluated {
        /// The checklist.
        list: String,
        /// Ticked.
        ticked: Vec<u32>,
        /// Taken back.
        fell: Vec<u32>,
    },
    /// Evidence was added to an item.
    Proved {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// What kind.
        kind: Proof,
        /// Where it came from.
        origin: String,
        /// Exit code of the command.
        exit: Option<i32>,
        /// SHA-256 of the body.
        sha256: Digest,
        /// Bytes of the body.
        size: u64,
        /// The body.
        body: Said,
        /// Secrets that were masked.
        masked: u32,
    },
    /// An item failed.
    Failed {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// What follows: `retry`, `waive` or `back_out`.
        then: String,
        /// What happened.
        reason: Said,
    },
    /// That an item is waived was counter-signed.
    Waived {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// Why.
        reason: Option<Said>,
    },
    /// An item does not apply.
    Skipped {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// Why.
        reason: Said,
    },
    /// Somebody took back what they had last recorded on an item.
    Retracted {
        /// The checklist.
        list: String,
        /// Its number.
        item: u32,
        /// Why.
        reason: Option<Said>,
    },
    /// A checklist was handed over.
    HandedOver {
        /// The checklist.
        list: String,
        /// To whom.
        to: PersonId,
        /// What there is to know.
        note: Option<Said>,
    },
    /// A checklist was taken over.
    TakenOver {
        /// The checklist.
        list: String,
        /// What was read back.
        read_back: Said,
    },
}

impl ChecklistEvent {
    /// The checklist that it is about.
    #[must_use]
    pub fn list(&self) -> &str {
        match self {
            Self::Opened { list } => &list.id,
            Self::Ticked { list, .. }
            | Self::SignedHere { list, .. }
            | Self::Evaluated { list, .. }
            | Self::Proved { list, .. }
            | Self::Failed { list, .. }
            | Self::Waived { list, .. }
            | Self::Skipped { list, .. }
            | Self::Retracted { list, .. }
            | Self::HandedOver { list, .. }
            | Self::TakenOver { list, .. } => list,
        }
    }
}

/// Keeps the lists that come before a deployment as they are once it has begun, and opens them to the record again where it
/// failed. A list of no stage comes before the implementation.
pub fn pass(lists: &mut BTreeMap<String, Checklist>, stage: Option<&str>, last: bool, passed: bool) {
    for list in lists.values_mut().filter(|l| l.comes_before(stage, last)) {
        list.passed = passed;
    }
}

/// Applies an event to the checklists of a change.
pub fn apply(lists: &mut BTreeMap<String, Checklist>, what: &ChecklistEvent, event: &Event) {
    let by = (event.at, event.actor.clone());
    if let ChecklistEvent::Opened { list } = what {
        let round = lists.get(&list.id).map_or(0, |l| l.round) + 1;
        let sealed = list.clone();
        let holder = by.1.clone();
        let fresh =
            Checklist { sealed, opened: by, round, courses: BTreeMap::new(), holder, handover: None, passed: false };
        lists.insert(list.id.clone(), fresh);
        return;
    }
    let Some(list) = lists.get_mut(what.list()) else { return };
    match what {
        ChecklistEvent::Opened { .. } => {}
        ChecklistEvent::Ticked { items, note, .. } => {
            for (n, marks) in items {
                let signature =
                    Signature { by: by.1.clone(), at: by.0, at_terminal_of: None, note: *note, marks: marks.clone() };
                list.courses.entry(*n).or_default().signed.push(signature);
            }
        }
        ChecklistEvent::SignedHere { item, signer, marks, .. } => {
            let at_terminal_of = Some(by.1.clone());
            let signature =
                Signature { by: signer.clone(), at: by.0, at_terminal_of, note: None, marks: marks.clone() };
            list.courses.entry(*item).or_default().signed.push(signature);
        }
        ChecklistEvent::Evaluated { ticked, fell, .. } => {
            for n in ticked {
                list.courses.entry(*n).or_default().auto = Some(by.0);
            }
            for n in fell {
                list.courses.entry(*n).or_default().auto = None;
            }
        }
        ChecklistEvent::Proved { item, kind, origin, exit, sha256, size, body, masked, .. } => {
            list.courses.entry(*item).or_default().proofs.push(Evidence {
                kind: *kind,
                origin: origin.clone(),
                exit: *exit,
                sha256: *sha256,
                size: *size,
                body: *body,
                masked: *masked,
                by,
            });
        }
        ChecklistEvent::Failed { item, then, reason, .. } => {
            let course = list.courses.entry(*item).or_default();
            course.failures += 1;
            course.failed = Some((by.0, by.1.clone(), *reason));
            // What was signed before it failed does not stand for the next try.
            course.signed.clear();
            let how = match then.as_str() {
                "waive" => How::Waive,
                "back_out" => How::BackOut,
                _ => return,
            };
            course.aside = Some(Aside { how, by, reason: *reason, waived: None });
        }
        ChecklistEvent::Waived { item, .. } => {
            if let Some(aside) = list.courses.get_mut(item).and_then(|c| c.aside.as_mut()) {
                aside.waived = Some(by);
            }
        }
        ChecklistEvent::Skipped { item, reason, .. } => {
            let aside = Aside { how: How::NotApplicable, by, reason: *reason, waived: None };
            list.courses.entry(*item).or_default().aside = Some(aside);
        }
        ChecklistEvent::Retracted { item, .. } => {
            if let Some(course) = list.courses.get_mut(item) {
                course.retract(&by.1);
            }
            for n in list.ahead_of(*item) {
                let signed = list.courses.entry(n).or_default().signed.iter_mut();
                signed
                    .filter(|s| s.marks.iter().all(|m| m != OUT_OF_ORDER))
                    .for_each(|s| s.marks.push(OUT_OF_ORDER.into()));
            }
        }
        ChecklistEvent::HandedOver { to, note, .. } => {
            list.handover = Some(Handover { from: by, to: to.clone(), note: *note, taken: None });
        }
        ChecklistEvent::TakenOver { read_back, .. } => {
            if let Some(handover) = &mut list.handover {
                handover.taken = Some((by.0, *read_back));
                list.holder = by.1;
            }
        }
    }
}

impl Course {
    /// Takes back the newest thing that a person recorded: a counter-signature, what set the item aside, a signature.
    fn retract(&mut self, person: &PersonId) {
        match &mut self.aside {
            Some(aside) if aside.waived.as_ref().is_some_and(|w| w.1 == *person) => aside.waived = None,
            Some(aside) if aside.by.1 == *person => self.aside = None,
            _ => {
                if let Some(at) = self.signed.iter().rposition(|s| s.by == *person) {
                    self.signed.remove(at);
                }
            }
        }
    }

    /// When a person recorded what a retraction of theirs would take back.
    #[must_use]
    pub fn last_by(&self, person: &PersonId) -> Option<crate::base::time::Moment> {
        match &self.aside {
            Some(aside) if aside.waived.as_ref().is_some_and(|w| w.1 == *person) => aside.waived.as_ref().map(|w| w.0),
            Some(aside) if aside.by.1 == *person => Some(aside.by.0),
            _ => self.signed.iter().rev().find(|s| s.by == *person).map(|s| s.at),
        }
    }
}
