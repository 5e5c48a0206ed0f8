//! What may be asked of a change.

use crate::base::ids::{MeetingId, PersonId};
use crate::base::time::Moment;
use crate::domain::ballot::TallyMode;
use crate::domain::checklist::command::ChecklistCommand;
use crate::domain::evidence::command::EvidenceCommand;
use crate::domain::meeting::Item;
use crate::domain::run::command::RunCommand;
use serde::{Deserialize, Serialize};

/// To a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeCommand {
    /// Edit fields; an empty value empties.
    Edit {
        /// Field id and text.
        fields: Vec<(String, String)>,
    },
    /// Give it another type.
    Retype {
        /// Type id.
        to: String,
        /// Why.
        reason: Option<String>,
    },
    /// Rate factors.
    Assess {
        /// Factor id and value or label.
        ratings: Vec<(String, String)>,
    },
    /// Hand it in; a rejected one is handed in again.
    Submit,
    /// Turn it back as incomplete.
    Return {
        /// Criteria that failed.
        criteria: Vec<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Sign a review.
    Review {
        /// Review id; found by the role when not given.
        review: Option<String>,
        /// Role in which it is signed.
        role: Option<String>,
        /// Passed or failed.
        passed: bool,
        /// What was found.
        note: Option<String>,
    },
    /// Ask for approval.
    Request,
    /// Approve in a role.
    Approve(Approval),
    /// Reject in a role.
    Reject {
        /// Role.
        role: Option<String>,
        /// Why.
        reason: Option<String>,
    },
    /// Withdraw the approval.
    Withdraw {
        /// Why.
        reason: Option<String>,
    },
    /// Open a ballot.
    OpenVote {
        /// How the tally shows.
        tally: Option<TallyMode>,
        /// Meeting.
        meeting: Option<String>,
    },
    /// Open the ballot of an item that the consent group decides: the meeting stays with its current item.
    OpenConsent {
        /// Meeting.
        meeting: String,
    },
    /// Cast a vote.
    Cast(Cast),
    /// Mark criteria as considered for the ballot.
    Consider {
        /// Ids of the criteria; all of the pack's when none is named.
        criteria: Vec<String>,
    },
    /// Close the ballot.
    CloseVote {
        /// Rationale, demanded of a rejection.
        reason: Option<String>,
    },
    /// Close the ballot as its chair; where the votes are even, break the tie so.
    BreakTie {
        /// In favour, or against.
        favour: bool,
        /// Rationale.
        reason: Option<String>,
    },
    /// Object to a vote that the chair entered.
    Object {
        /// Why.
        reason: Option<String>,
    },
    /// Defer the decision.
    Defer {
        /// Why.
        reason: Option<String>,
        /// Until when; the board's next meeting when not given.
        until: Option<Moment>,
    },
    /// Defer the decision until somebody brings the change before the board again.
    DeferOpen {
        /// Why.
        reason: Option<String>,
    },
    /// Verify a condition.
    Verify {
        /// Number of the condition.
        no: u32,
        /// How it was verified.
        note: Option<String>,
    },
    /// Give an open condition to somebody else.
    Entrust {
        /// Number of the condition.
        no: u32,
        /// Who answers for it from now on.
        owner: PersonId,
        /// Why.
        reason: Option<String>,
    },
    /// Sign a deviation from a rule.
    Except {
        /// Rule id.
        rule: String,
        /// Role.
        role: Option<String>,
        /// Why, and how the risk was assessed.
        reason: Option<String>,
    },
    /// To a calendar exception.
    Exception(ExceptionCommand),
    /// Convene the board that is convened for such a change; the register finds the meeting's number.
    Convene {
        /// The meeting, and the change as its item.
        meeting: Option<(MeetingId, Item)>,
        /// Why.
        reason: Option<String>,
    },
    /// Set the window.
    Schedule {
        /// From.
        from: Moment,
        /// To.
        to: Moment,
        /// Environment.
        environment: Option<String>,
    },
    /// Begin implementation.
    Start {
        /// Environment.
        environment: Option<String>,
        /// Share of the targets in percent.
        share: Option<u32>,
    },
    /// End implementation.
    Finish {
        /// Whether it succeeded.
        succeeded: bool,
        /// What happened.
        note: Option<String>,
    },
    /// Close the change.
    Close {
        /// Close code: `successful`, `successful_with_issues`, `unsuccessful`.
        code: String,
        /// Close notes.
        notes: Option<String>,
    },
    /// Cancel it.
    Cancel {
        /// Why.
        reason: Option<String>,
    },
    /// Put it on hold.
    Hold {
        /// Why.
        reason: Option<String>,
    },
    /// Release it.
    Resume,
    /// Note an approval that was given out of band; its words follow.
    Hear {
        /// Who gave it.
        given_by: PersonId,
        /// How: `phone`, `verbal` …
        channel: Option<String>,
    },
    /// Confirm what was recorded in one's own name, or disown it.
    Confirm {
        /// Whether it is one's own.
        stands: bool,
        /// Why.
        reason: Option<String>,
    },
    /// Comment on it.
    Comment {
        /// What is said.
        text: String,
    },
    /// Carry it out.
    Run(RunCommand),
    /// To its evidence.
    Evidence(EvidenceCommand),
    /// To its checklists.
    Checklist(ChecklistCommand),
}

/// To a calendar exception of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionCommand {
    /// Ask for one.
    Ask {
        /// Kind, by the pack's id.
        kind: String,
        /// From.
        from: Moment,
        /// To.
        to: Moment,
        /// Environment; all of the change's when not given.
        environment: Option<String>,
        /// The only freeze that it waives.
        freeze: Option<String>,
        /// Business reason.
        reason: Option<String>,
        /// What happens if it is not granted.
        impact: Option<String>,
        /// Risk and mitigation.
        risk: Option<String>,
    },
    /// Grant or refuse one.
    Sign {
        /// Number within the change.
        no: u32,
        /// Role.
        role: Option<String>,
        /// Granted or refused.
        granted: bool,
        /// Why.
        reason: Option<String>,
    },
}

/// An approval as a person gives it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Approval {
    /// Role; the only one that fits when not given.
    pub role: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// What the approver confirms.
    pub confirms: Vec<String>,
    /// Channel, where it was given out of band (`phone`, `verbal`).
    pub channel: Option<String>,
    /// Who gave it, where the actor only records it.
    pub given_by: Option<PersonId>,
    /// When it was spoken.
    pub spoken_at: Option<Moment>,
}

/// A vote as a person casts it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Cast {
    /// `approve`, `condition`, `reject`, `abstain` or `recuse`.
    pub choice: String,
    /// Why.
    pub reason: Option<String>,
    /// What must be done, with `condition`.
    pub condition: Option<String>,
    /// Who answers for the condition.
    pub owner: Option<PersonId>,
    /// When the condition is due.
    pub due: Option<Moment>,
    /// Canary share in percent, with `condition`.
    pub share: Option<u32>,
    /// Whether the chair enters it by roll call.
    pub via_chair: bool,
    /// Whose vote it is, if not the actor's.
    pub member: Option<PersonId>,
}
