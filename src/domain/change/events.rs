//! What happened to a change.

use super::states::State;
use super::{Decision, Origin, Value};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::pack::PackVersion;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened to a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeEvent {
    /// It was opened.
    Opened {
        /// Type id.
        change_type: String,
        /// Fields that are filled.
        fields: Vec<(String, Value)>,
        /// Catalogue entry.
        catalogue: Option<String>,
        /// The systems for which the text on dependent systems has an entry, where it is among the fields.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assessed: Option<Vec<String>>,
    },
    /// It was brought over from another tool, in the state that it had there.
    Imported {
        /// Where from.
        origin: Origin,
        /// Type id.
        change_type: String,
        /// Fields.
        fields: Vec<(String, Value)>,
        /// State.
        state: State,
        /// Decision that the other tool had recorded.
        decision: Decision,
        /// Named moments.
        moments: Vec<(String, Moment)>,
    },
    /// Fields were edited; empty values remove.
    Edited {
        /// Fields.
        fields: Vec<(String, Value)>,
        /// What the edit voids.
        voids: Vec<String>,
        /// The systems for which the text on dependent systems has an entry, where it is among the fields.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assessed: Option<Vec<String>>,
        /// Whether its window was scheduled by this.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        scheduled: bool,
    },
    /// It got another type.
    Retyped {
        /// New type.
        to: String,
        /// Why.
        reason: Option<Said>,
        /// What that voids.
        voids: Vec<String>,
    },
    /// It was rated.
    Assessed {
        /// Points by factor.
        ratings: Vec<(String, i64)>,
        /// Inherent score.
        inherent: Option<i64>,
        /// Residual score.
        residual: Option<i64>,
        /// Level.
        level: Option<String>,
        /// What that voids.
        voids: Vec<String>,
    },
    /// It was handed in; from now on this pack judges it.
    Submitted {
        /// State that it goes to.
        to: State,
        /// Version of the pack.
        pack: PackVersion,
        /// Digest of the pack.
        pack_digest: Digest,
        /// Revision that was handed in.
        revision: Digest,
        /// Whether it had been rejected before.
        again: bool,
    },
    /// It was turned back as incomplete.
    TurnedBack {
        /// Ids of the criteria that failed.
        criteria: Vec<String>,
        /// Why.
        reason: Option<Said>,
        /// What this voids: `approvals`, `ballot`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        voids: Vec<String>,
    },
    /// A review was signed.
    Reviewed {
        /// Review id.
        review: String,
        /// Role.
        role: String,
        /// Passed or failed.
        passed: bool,
        /// What was found.
        note: Option<Said>,
        /// Whether the review is complete now.
        completes: bool,
        /// Holder for whom a delegate signed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delegated_by: Option<PersonId>,
    },
    /// Everything is reviewed; approval is asked for.
    ApprovalRequested,
    /// Somebody approved in a role.
    Approved {
        /// Approval id.
        approval: String,
        /// Role.
        role: String,
        /// Holder for whom a delegate acted.
        delegated_by: Option<PersonId>,
        /// Who gave it, where somebody else recorded it.
        given_by: Option<PersonId>,
        /// When it was spoken, if out of band.
        spoken_at: Option<Moment>,
        /// Channel, if out of band.
        channel: Option<String>,
        /// What the approver confirmed.
        confirms: Vec<String>,
        /// Why.
        reason: Option<Said>,
        /// Revision approved.
        revision: Digest,
        /// Whether that approval is complete now.
        completes: bool,
    },
    /// Somebody rejected in a role.
    Disapproved {
        /// Approval id.
        approval: String,
        /// Role.
        role: String,
        /// Why.
        reason: Option<Said>,
        /// Revision rejected.
        revision: Digest,
    },
    /// Every approval is there: the change is authorised.
    Authorised,
    /// The change was rejected; the requester may revise and resubmit.
    Rejected {
        /// Why.
        reason: Option<Said>,
    },
    /// The approval was withdrawn; the change waits for approval again.
    ApprovalWithdrawn {
        /// Why.
        reason: Option<Said>,
    },
    /// The decision was deferred.
    Deferred {
        /// Why.
        reason: Option<Said>,
        /// Until when.
        until: Option<Moment>,
        /// Whether it waits until somebody brings it before the board again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        open: bool,
    },
    /// An approval came with a condition.
    ConditionSet {
        /// Number.
        no: u32,
        /// What must be done.
        text: Said,
        /// Owner.
        owner: Option<PersonId>,
        /// Due.
        due: Option<Moment>,
        /// Canary share in percent.
        share: Option<u32>,
        /// Who asked for it.
        by: PersonId,
    },
    /// A condition was verified.
    ConditionVerified {
        /// Number.
        no: u32,
        /// How.
        note: Option<Said>,
    },
    /// An open condition was given to somebody else.
    ConditionPassed {
        /// Number.
        no: u32,
        /// Who answers for it from now on.
        owner: PersonId,
        /// Why.
        reason: Option<Said>,
    },
    /// A deviation from a rule was signed.
    DeviationSigned {
        /// Rule id.
        rule: String,
        /// Role.
        role: String,
        /// Why.
        reason: Option<Said>,
    },
    /// It was scheduled although other changes are in the way.
    OverlapAccepted {
        /// These changes.
        with: Vec<ChangeNo>,
    },
    /// A calendar exception was asked for.
    ExceptionAsked {
        /// Number.
        no: u32,
        /// Kind.
        kind: String,
        /// The only freeze that it waives.
        freeze: Option<String>,
        /// Environments.
        environments: Vec<String>,
        /// From.
        from: Moment,
        /// To.
        to: Moment,
        /// The window that the change had then.
        instead_of: Option<(Moment, Moment)>,
        /// Business reason.
        reason: Option<Said>,
        /// What happens if it is not granted.
        impact: Option<Said>,
        /// Risk and mitigation.
        risk: Option<Said>,
    },
    /// One of those who grant it signed.
    ExceptionSigned {
        /// Number.
        no: u32,
        /// Which approval.
        approval: String,
        /// Why.
        reason: Option<Said>,
    },
    /// All have signed.
    ExceptionGranted {
        /// Number.
        no: u32,
        /// Until when it may be used.
        expires: Moment,
    },
    /// One of them refused it.
    ExceptionRefused {
        /// Number.
        no: u32,
        /// Which approval.
        approval: String,
        /// Why.
        reason: Option<Said>,
    },
    /// The start used it; it holds no more.
    ExceptionUsed {
        /// Number.
        no: u32,
    },
    /// Implementation began.
    Started {
        /// Share of the targets in percent.
        share: u32,
    },
    /// Implementation ended.
    Finished {
        /// Whether it succeeded.
        succeeded: bool,
        /// What happened.
        note: Option<Said>,
    },
    /// The change was closed.
    Closed {
        /// Close code.
        code: String,
        /// Close notes.
        notes: Option<Said>,
    },
    /// The change was canceled.
    Canceled {
        /// Why.
        reason: Option<Said>,
    },
    /// The change was put on hold.
    Held {
        /// Why.
        reason: Said,
    },
    /// The change was released.
    Resumed,
    /// Somebody noted an approval that was given out of band and is not written down yet.
    ApprovalHeard {
        /// Who gave it.
        given_by: PersonId,
        /// How.
        channel: Option<String>,
    },
    /// The actor confirmed what was recorded in their name.
    ApprovalConfirmed,
    /// The actor disowned what was recorded in their name.
    ApprovalDisowned {
        /// Why.
        reason: Option<Said>,
    },
    /// A clock of the change was found to have run out.
    ClockRanOut {
        /// Its id.
        clock: String,
        /// When it ran out.
        limit: Moment,
        /// Its clauses.
        clauses: Vec<String>,
    },
    /// Somebody commented on it.
    Commented {
        /// What was said.
        text: Said,
    },
}

impl ChangeEvent {
    /// Whether it is an approval that was given otherwise than by the approver in a session.
    #[must_use]
    pub const fn out_of_band(&self) -> bool {
        match self {
            Self::Approved { given_by, spoken_at, channel, .. } => {
                given_by.is_some() || spoken_at.is_some() || channel.is_some()
            }
            Self::ApprovalHeard { .. } => true,
            _ => false,
        }
    }
}
