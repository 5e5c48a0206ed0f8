//! The closed list of acts that a pack may permit, forbid or make demands on.

use serde::{Deserialize, Serialize};

/// What somebody wants to do. Packs name these words in `acts = […]`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Open a draft of a change request.
    Create,
    /// Bring change records of another tool over.
    Import,
    /// Change fields of a change request.
    Edit,
    /// Give a change another type.
    Retype,
    /// Score the risk factors or impact ratings.
    Assess,
    /// Hand the request in.
    Submit,
    /// Turn a submitted request back as incomplete.
    Return,
    /// Sign a review (completeness, peer, security, tests, validation …) as passed or failed.
    Review,
    /// Ask for approval: from Assess to Authorize.
    Request,
    /// Approve in a role.
    Approve,
    /// Reject in a role.
    Reject,
    /// Withdraw an approval that was given.
    WithdrawApproval,
    /// Record who is present at the board.
    Rollcall,
    /// Open a ballot.
    VoteOpen,
    /// Cast a vote.
    VoteCast,
    /// Close a ballot.
    VoteClose,
    /// Object to a vote recorded by the chair on one's behalf.
    Object,
    /// Defer the decision.
    Defer,
    /// Verify a condition of an approval.
    VerifyCondition,
    /// Revise a rejected change and hand it in again.
    Resubmit,
    /// Set the implementation window.
    Schedule,
    /// Begin the implementation (also what `gate` asks).
    Start,
    /// End the implementation.
    Finish,
    /// Begin a deployment to an environment before production.
    Deploy,
    /// End a deployment to an environment before production.
    Deployed,
    /// Give more of the targets, or of the traffic, to a deployment.
    Raise,
    /// Run a command of the deployment.
    Exec,
    /// Add evidence: the result of a test, or another proof.
    Evidence,
    /// Tick, sign, fail or skip an item of a checklist.
    Tick,
    /// Waive an item of a checklist.
    Waive,
    /// Write into the implementation record.
    Record,
    /// Review the implementation afterwards.
    Pir,
    /// Close the change.
    Close,
    /// Cancel the change.
    Cancel,
    /// Put the change on hold.
    Hold,
    /// Release the change from hold.
    Resume,
    /// Say something about the change, which decides nothing.
    Comment,
    /// Add an entry to the risk register.
    LogRisk,
    /// Accept a risk of the register.
    AcceptRisk,
    /// Record the periodic review of the risk register.
    ReviewRisks,
    /// Announce a freeze of the calendar, or end one.
    Freeze,
    /// Approve or refuse a freeze that waits for it.
    FreezeSign,
    /// Record that a task of a month's plan is done.
    PlanDone,
    /// Announce a window of the calendar, or end one.
    Window,
    /// Convene the board that is convened for such a change.
    Convene,
    /// Ask for a calendar exception.
    Exception,
    /// Grant or refuse a calendar exception.
    ExceptionSign,
    /// Record systems and services, retire or validate them.
    System,
    /// Admit a standard change to the catalogue, suspend or retire it.
    Catalogue,
    /// Delegate an approval or a seat for a limited time.
    Delegate,
    /// Adopt a pack.
    Adopt,
    /// Change a setting of the pack.
    Set,
    /// Record the periodic review of the policy.
    ReviewPolicy,
    /// Sign a deviation from the policy for one change.
    Except,
    /// Register persons, roles, seats and alternates.
    Person,
    /// Call a meeting of the board, move it or call it off.
    MeetingCall,
    /// Put an item on the agenda of a meeting, or take one off.
    MeetingAgenda,
    /// Open a meeting.
    MeetingOpen,
    /// Lead a meeting: items, timers, the chair.
    MeetingRun,
    /// Write the minutes: notes, actions, corrections.
    MeetingWrite,
    /// Take the chair of a meeting.
    ChairTake,
    /// Close a meeting.
    MeetingClose,
}

impl Act {
    /// All acts, in the order of a change's life.
    pub const ALL: &[Self] = &[
        Self::Create,
        Self::Import,
        Self::Edit,
        Self::Retype,
        Self::Assess,
        Self::Submit,
        Self::Return,
        Self::Review,
        Self::Request,
        Self::Approve,
        Self::Reject,
        Self::WithdrawApproval,
        Self::Rollcall,
        Self::VoteOpen,
        Self::VoteCast,
        Self::VoteClose,
        Self::Object,
        Self::Defer,
        Self::VerifyCondition,
        Self::Resubmit,
        Self::Schedule,
        Self::Start,
        Self::Finish,
        Self::Deploy,
        Self::Deployed,
        Self::Raise,
        Self::Exec,
        Self::Evidence,
        Self::Tick,
        Self::Waive,
        Self::Record,
        Self::Pir,
        Self::Close,
        Self::Cancel,
        Self::Hold,
        Self::Resume,
        Self::Comment,
        Self::LogRisk,
        Self::AcceptRisk,
        Self::ReviewRisks,
        Self::Freeze,
        Self::FreezeSign,
        Self::PlanDone,
        Self::Window,
        Self::Convene,
        Self::Exception,
        Self::ExceptionSign,
        Self::System,
        Self::Catalogue,
        Self::Delegate,
        Self::Adopt,
        Self::Set,
        Self::ReviewPolicy,
        Self::Except,
        Self::Person,
        Self::MeetingCall,
        Self::MeetingAgenda,
        Self::MeetingOpen,
        Self::MeetingRun,
        Self::MeetingWrite,
        Self::ChairTake,
        Self::MeetingClose,
    ];

    /// The verb phrase for messages: "open a ballot".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Create => "open a change request",
            Self::Import => "import change records",
            Self::Edit => "edit the request",
            Self::Retype => "change the type",
            Self::Assess => "assess the risk",
            Self::Submit => "submit the request",
            Self::Return => "turn the request back",
            Self::Review => "sign this review",
            Self::Request => "ask for approval",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::WithdrawApproval => "withdraw the approval",
            Self::Rollcall => "record who is present",
            Self::VoteOpen => "open a ballot",
            Self::VoteCast => "cast this vote",
            Self::VoteClose => "close the ballot",
            Self::Object => "object to a recorded vote",
            Self::Defer => "defer the decision",
            Self::VerifyCondition => "verify the condition",
            Self::Resubmit => "resubmit the change",
            Self::Schedule => "schedule the change",
            Self::Start => "start the implementation",
            Self::Finish => "end the implementation",
            Self::Deploy => "deploy to this environment",
            Self::Deployed => "end this deployment",
            Self::Raise => "raise the share of the deployment",
            Self::Exec => "run a command of the deployment",
            Self::Evidence => "add evidence",
            Self::Tick => "sign an item of a checklist",
            Self::Waive => "waive an item of a checklist",
            Self::Record => "write into the implementation record",
            Self::Pir => "review the implementation",
            Self::Close => "close the change",
            Self::Cancel => "cancel the change",
            Self::Hold => "put the change on hold",
            Self::Resume => "release the change from hold",
            Self::Comment => "comment on the change",
            Self::LogRisk => "log a risk",
            Self::AcceptRisk => "accept the risk",
            Self::ReviewRisks => "record the risk register's review",
            Self::Freeze => "announce or end a freeze",
            Self::FreezeSign => "approve or refuse a freeze",
            Self::PlanDone => "record a task of the plan as done",
            Self::Window => "announce or end a window",
            Self::Convene => "convene the board for the change",
            Self::Exception => "ask for a calendar exception",
            Self::ExceptionSign => "grant or refuse the exception",
            Self::System => "alter the register of systems",
            Self::Catalogue => "alter the catalogue of standard changes",
            Self::Delegate => "delegate",
            Self::Adopt => "adopt a pack",
            Self::Set => "change a setting",
            Self::ReviewPolicy => "record the policy's review",
            Self::Except => "sign a deviation",
            Self::Person => "alter persons, roles or seats",
            Self::MeetingCall => "call a meeting",
            Self::MeetingAgenda => "change the agenda",
            Self::MeetingOpen => "open the meeting",
            Self::MeetingRun => "lead the meeting",
            Self::MeetingWrite => "write the minutes",
            Self::ChairTake => "take the chair",
            Self::MeetingClose => "close the meeting",
        }
    }
}
