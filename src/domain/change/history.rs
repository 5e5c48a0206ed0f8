//! How the pieces of a change are voided, settled and counted as events are applied.

use super::acts::Case;
use super::states::State;
use super::{Change, Decision, Value};
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::ballot::{BallotState, Outcome};
use crate::domain::desk::Desk;
use crate::domain::pack::PackVersion;
use crate::policy::act::Act;
use crate::policy::judge;
use crate::policy::lists::Materiality;
use crate::policy::request::{Approval, Field, Review};
use crate::policy::verdict::Reason;
use std::collections::BTreeMap;

impl Change {
    /// The digest of what is decided upon: type, fields and ratings.
    #[must_use]
    pub fn revision_digest(&self) -> Digest {
        let mut parts: Vec<Vec<u8>> = vec![b"quorate.revision/1".to_vec(), self.change_type.as_bytes().to_vec()];
        for (id, value) in &self.fields {
            parts.push(id.as_bytes().to_vec());
            match value {
                Value::Words(words) => {
                    parts.push(b"words".to_vec());
                    parts.push((words.len() as u64).to_be_bytes().to_vec());
                    parts.extend(words.iter().map(|w| w.as_bytes().to_vec()));
                }
                Value::Said(said) => {
                    parts.push(b"said".to_vec());
                    parts.push(said.digest.0.to_vec());
                }
            }
        }
        for (id, points) in &self.ratings {
            parts.push(id.as_bytes().to_vec());
            parts.push(points.to_be_bytes().to_vec());
        }
        Digest::of_parts(parts.iter().map(Vec::as_slice))
    }

    /// Voids what a material edit voids: `approvals`, `reviews`, `ballot`.
    pub(super) fn void(&mut self, what: &[String]) {
        let voids = |w: &str| what.iter().any(|x| x == w);
        if voids("approvals") {
            for granted in &mut self.approvals {
                granted.void = true;
            }
            if self.decision == Decision::Approved {
                self.decision = Decision::None;
            }
            // What is approved anew is scheduled anew.
            self.moments.retain(|name, _| !name.starts_with("approved") && name != "scheduled");
        }
        if voids("reviews") {
            for signed in &mut self.reviews {
                signed.void = true;
            }
            self.moments.retain(|name, _| !name.starts_with("reviewed.") && name != "reviews_done");
        }
        if voids("ballot") {
            // What the board had asked for was a part of what it decided.
            if self.ballots.iter().any(|b| !b.void && b.outcome.is_some_and(Outcome::carries)) {
                self.conditions.retain(|c| c.verified.is_some());
            }
            for ballot in &mut self.ballots {
                ballot.void = true;
                if ballot.state != BallotState::Decided {
                    ballot.state = BallotState::Decided;
                    ballot.outcome = Some(Outcome::Withdrawn);
                }
            }
        }
    }

    /// Of what an act voids, what there is to void: the log says nothing of what was not there.
    pub(super) fn that_stand(&self, mut voids: Vec<String>) -> Vec<String> {
        let back = matches!(self.state, State::Authorize | State::Scheduled);
        voids.retain(|what| match what.as_str() {
            "approvals" => self.decision == Decision::Approved || self.approvals.iter().any(|g| !g.void),
            "ballot" => self.ballots.iter().any(|b| !b.void),
            // Evidence goes out of date, and the change back to its reviews, with them.
            "reviews" => back || !self.evidence.is_empty() || self.reviews.iter().any(|s| !s.void),
            _ => true,
        });
        voids
    }

    /// Persons whose signed pass of a review counts: the newest signature of each, with the role.
    #[must_use]
    pub fn passed(&self, review: &str) -> BTreeMap<&PersonId, &str> {
        self.newest(review).into_iter().filter(|(_, s)| s.passed).map(|(p, s)| (p, s.role.as_str())).collect()
    }

    /// As [`Self::passed`], without those who have a part in the change, where the review is not for them to sign: who
    /// became its owner or implements it since has reviewed their own work.
    #[must_use]
    pub fn counted(&self, review: &Review) -> BTreeMap<&PersonId, &str> {
        let mut passed = self.passed(review.id());
        passed.retain(|by, _| review.own || !self.has_part(by));
        passed
    }

    /// Persons who failed a review and have not passed it since.
    #[must_use]
    pub fn failed(&self, review: &str) -> Vec<&PersonId> {
        self.newest(review).into_iter().filter(|(_, s)| !s.passed).map(|(p, _)| p).collect()
    }

    fn newest(&self, review: &str) -> BTreeMap<&PersonId, &super::Signed> {
        self.reviews.iter().filter(|s| s.review == review && !s.void).map(|s| (&s.by, s)).collect()
    }

    /// Persons whose approval counts.
    #[must_use]
    pub fn approved_by(&self, approval: &str) -> Vec<&PersonId> {
        self.standing(approval, true)
    }

    /// Persons who rejected.
    #[must_use]
    pub fn rejected_by(&self, approval: &str) -> Vec<&PersonId> {
        self.standing(approval, false)
    }

    fn standing(&self, approval: &str, approved: bool) -> Vec<&PersonId> {
        let newest: BTreeMap<&PersonId, bool> =
            self.approvals.iter().filter(|g| g.approval == approval && !g.void).map(|g| (&g.by, g.approved)).collect();
        newest.into_iter().filter(|(_, a)| *a == approved).map(|(p, _)| p).collect()
    }

    /// When an approval was complete: by its last signature, its review, or the newest ballot.
    #[must_use]
    pub fn approved_at(&self, approval: &Approval) -> Option<Moment> {
        if approval.board {
            return self.ballot().and_then(|b| b.closed);
        }
        let review = approval.by_review.as_ref().map(|r| format!("reviewed.{r}"));
        self.moments.get(&review.unwrap_or_else(|| format!("approved.{}", approval.id()))).copied()
    }

    /// Whether the person approved this change in any role or voted for it.
    #[must_use]
    pub fn has_approved(&self, person: &PersonId) -> bool {
        self.approvals.iter().any(|g| g.by == *person && g.approved && !g.void)
    }
}

impl Case<'_> {
    /// Says that the change is judged by another text than the one that it was handed in under.
    pub(super) fn by_another(&mut self) {
        if !self.change.judged_by_another(self.desk) {
            return;
        }
        let no = self.change.no;
        let text = format!(
            "{no} was handed in under a text of the policy that this program cannot read: the text in force ({}) judges it",
            self.desk.judge()
        );
        let remedy = "use the quorate that adopted that text, or go on knowingly".into();
        self.decided.warnings.push(Reason { rule: "text-unreadable".into(), text, remedy, ..Reason::default() });
    }

    /// What an edit of these fields voids now.
    pub(super) fn voids(&self, fields: &[&str]) -> Vec<String> {
        let voids = match self.change.state {
            State::Implement | State::Review => Vec::new(),
            // Nothing is approved, but what was tested, or reviewed before it was turned back, may not be what stands there now.
            State::New if self.change.evidence.is_empty() && self.change.reviews.is_empty() => Vec::new(),
            State::New => {
                let mut voids = voided(&self.desk.pack.materiality, fields);
                voids.retain(|v| v == "reviews");
                voids
            }
            _ => {
                let mut voids = voided(&self.desk.pack.materiality, fields);
                let (_, others): (Vec<&str>, Vec<&str>) = fields.iter().partition(|f| self.is_assessed_now(f));
                let of_others = voided(&self.desk.pack.materiality, &others);
                voids.retain(|v| v != "reviews" || of_others.contains(v));
                voids
            }
        };
        self.change.that_stand(voids)
    }

    /// Whether a field that is for a review to come has no value yet: what was reviewed before it says nothing of it, and the
    /// review that needs it is not signed.
    fn is_assessed_now(&self, field: &str) -> bool {
        let for_review = |f: &Field| !f.required.is_empty() && f.required.iter().all(|act| *act == Act::Review);
        self.desk.pack.field(field).is_some_and(for_review) && !self.change.fields.contains_key(field)
    }

    /// Takes out of what an edit voids the approvals of a change that the board alone approved, where its ballot stands
    /// and the edit asks for no other approval: there is nothing then that anybody has to give anew. Another window
    /// counts as such a thing, since it is scheduled anew.
    pub(super) fn spare(&self, voids: &mut Vec<String>, fields: &[&str], after: &Change) {
        let signed = self.change.approvals.iter().any(|g| !g.void);
        let carried = self.change.ballot().is_some_and(|b| !b.void && b.outcome.is_some_and(Outcome::carries));
        let stands = carried && !signed && !voids.iter().any(|v| v == "ballot") && !fields.contains(&"window");
        let facts = super::facts::of(self.world, self.desk, after);
        if stands && judge::open_approvals(&self.desk.pack, &facts).is_empty() {
            voids.retain(|v| v != "approvals");
        }
    }
}

impl Change {
    /// The version of the policy that judges the change: that under which it was handed in. What is a draft, or one again, is
    /// judged by the policy in force, under which it will be handed in.
    #[must_use]
    pub fn judged_under(&self) -> Option<PackVersion> {
        self.pack.filter(|_| self.state != State::New).map(|(version, _)| version)
    }

    /// That the text under which the change was handed in is not known to this program, and another one judges it.
    #[must_use]
    pub fn judged_by_another(&self, desk: &Desk) -> bool {
        self.pack.is_some_and(|(_, digest)| self.state != State::New && digest != desk.pack_digest)
    }
}

/// What an edit of these fields voids, by the pack's table: every row that names the field, else the row of `*`.
pub(super) fn voided(table: &[Materiality], fields: &[&str]) -> Vec<String> {
    let mut voids: Vec<String> = Vec::new();
    for field in fields {
        let named: Vec<_> = table.iter().filter(|m| m.fields.iter().any(|f| f == field)).collect();
        let rows =
            if named.is_empty() { table.iter().filter(|m| m.fields.iter().any(|f| f == "*")).collect() } else { named };
        for word in rows.into_iter().flat_map(|m| &m.voids) {
            if !voids.contains(word) {
                voids.push(word.clone());
            }
        }
    }
    voids
}
