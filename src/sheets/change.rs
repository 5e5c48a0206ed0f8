//! A change as lists, the detail page and documents show it.

use super::approval::ApprovalLine;
use super::ballot::BallotSheet;
use super::course::{DeviationLine, ProcessLine};
use super::exception::ExceptionRow;
use super::ready::ReadySheet;
use super::risk::RiskSheet;
use super::time::{Time, Window};
use super::timeline::EscalationLine;
use serde::{Deserialize, Serialize};

/// What the pack asks of people beside the record's own facts: each by id or word, and text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asks {
    /// Criteria that a request may fail.
    pub criteria: Vec<(String, String)>,
    /// What an approver confirms, with the rule's text.
    pub confirms: Vec<(String, String)>,
    /// What is said when a deployment begins: `method`, `commit`, `branch`, `pipeline`.
    pub begin: Vec<String>,
    /// Whether the pack has a go/no-go decision.
    pub go: bool,
    /// Kinds of tests and other proofs: id, title, environments.
    pub tests: Vec<(String, String, Vec<String>)>,
    /// Kinds of calendar exceptions.
    pub exceptions: Vec<(String, String)>,
    /// Types of change.
    pub types: Vec<(String, String)>,
    /// The first time to come that calendar and rules allow, as the form proposes it: from and to.
    pub slot: Option<(String, String)>,
    /// The window in which it is to run, in words.
    pub window: Option<String>,
    /// What moving that window to another time takes back, in words.
    pub moving: Vec<String>,
    /// What a deferral to the next meeting would miss, in words.
    pub missing: Vec<String>,
    /// Whether votes may be for approval with conditions.
    pub conditions: bool,
    /// Whether closing its ballot needs a rationale, whatever the outcome.
    pub rationale: bool,
    /// Whether the chair who breaks a tie says why.
    pub tie_rationale: bool,
    /// Whom an open condition may be given to: id and name.
    pub people: Vec<(String, String)>,
    /// Why no ballot is opened on it, whoever asks: it is decided, or its state knows none.
    pub settled: Option<String>,
}

/// A row of the queue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChangeRow {
    /// `CHG-1`.
    pub id: String,
    /// Type id.
    #[serde(rename = "type")]
    pub change_type: String,
    /// State word.
    pub state: String,
    /// State letter, the same everywhere: blank ready, `N` not ready, `C` clash, `S` scheduled, `V` voting,
    /// `A` approved, `R` rejected, `D` deferred, `W` withdrawn or canceled, `E` emergency, `P` awaiting review.
    pub letter: String,
    /// What has been decided: `none`, `approved`, `rejected`, `deferred`, `withdrawn`.
    pub decision: String,
    /// The same with how: `approved_with_conditions`, or `approved_elsewhere` for what an import says and nobody here
    /// decided.
    pub decided: String,
    /// Title.
    pub title: String,
    /// Risk level id.
    pub risk: Option<String>,
    /// Risk score.
    pub score: Option<i64>,
    /// Owner's id.
    pub owner: Option<String>,
    /// Requester's id.
    pub requester: String,
    /// Environments.
    pub environment: Vec<String>,
    /// Window.
    pub window: Option<Window>,
    /// What happens next, in words.
    pub next_action: String,
    /// Who is waited for: `role manager`, `board`, `person ana`.
    pub waiting_for: Vec<String>,
    /// Revision.
    pub revision: u32,
    /// Whether it is on hold.
    pub on_hold: bool,
    /// When it was opened.
    pub created: Time,
    /// When something last happened to it.
    pub updated: Time,
}

/// A field with its value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldLine {
    /// Field id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Kind: `line`, `prose`, `choice`, `choices`, `yes_no`, `person`, `people`, `number`, `moment`, `window`, `list`, `dates`.
    pub kind: String,
    /// Value as text; null when empty, `[removed]` where the words were removed.
    pub value: Option<String>,
    /// What to write there.
    pub hint: String,
    /// Values offered.
    pub choices: Vec<String>,
    /// Whether it must be filled before submission.
    pub required: bool,
    /// Clauses.
    pub clauses: Vec<String>,
    /// Why the pack would not take the value if it were written here; only an import brings such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfit: Option<String>,
}

/// A review of the change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReviewLine {
    /// Review id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Roles that may sign it.
    pub roles: Vec<String>,
    /// Who may sign it, where no role is named for it: persons and roles.
    #[serde(default)]
    pub signers: Vec<String>,
    /// `pending`, `passed`, `failed`.
    pub state: String,
    /// Who passed it.
    pub by: Vec<String>,
    /// Persons that count.
    pub have: usize,
    /// Persons needed.
    pub need: usize,
    /// What is refused until then, in words.
    pub before: String,
    /// How long the signature is kept, such as `5y`; nothing where the pack does not say.
    pub keep: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A condition of the approval.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ConditionLine {
    /// Number.
    pub no: u32,
    /// What must be done.
    pub text: String,
    /// Owner.
    pub owner: Option<String>,
    /// Due.
    pub due: Option<Time>,
    /// Canary share.
    pub share: Option<u32>,
    /// Who asked for it.
    pub by: String,
    /// Who verified it.
    pub verified_by: Option<String>,
    /// When.
    pub verified_at: Option<Time>,
    /// How it was verified.
    pub note: Option<String>,
    /// Whether it is open and its time is over.
    #[serde(default)]
    pub overdue: bool,
    /// Whether it is open and its owner is not on the register any more.
    #[serde(default)]
    pub owner_left: bool,
}

/// A comment on the change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CommentLine {
    /// Who.
    pub by: String,
    /// When.
    pub at: Time,
    /// What was said; `[removed]` where the words were removed.
    pub text: String,
}

/// A clock of the change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClockLine {
    /// Clock id.
    pub id: String,
    /// What is due.
    pub title: String,
    /// Start.
    pub start: Time,
    /// Amber after this.
    pub target: Option<Time>,
    /// Breached after this.
    pub limit: Time,
    /// `running`, `amber`, `breached`, `met`, `late`, `dropped` (nobody waits for it any more).
    pub state: String,
    /// Seconds left; negative when breached; null when stopped.
    pub left_s: Option<i64>,
    /// Who answers for it, once it is breached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<EscalationLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Something that is missing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MissingLine {
    /// Field, `review.ID` or `approval.ID`.
    pub field: String,
    /// What is missing.
    pub text: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A reason or warning.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ReasonLine {
    /// Rule id.
    pub rule: String,
    /// What is wrong.
    pub text: String,
    /// Clauses.
    pub clauses: Vec<String>,
    /// Settings looked at.
    pub settings: Vec<String>,
    /// What would change it.
    pub remedy: String,
}

/// A change with everything.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChangeSheet {
    /// The row.
    #[serde(flatten)]
    pub row: ChangeRow,
    /// Title of the type.
    pub type_title: String,
    /// Whether its type is authorised at once, as emergencies are.
    pub urgent: bool,
    /// Name of the pack that judges it, with its digest.
    pub pack: String,
    /// Digest of the revision.
    pub revision_digest: String,
    /// Why it is on hold.
    pub hold_reason: Option<String>,
    /// Catalogue entry of a standard change.
    pub catalogue: Option<String>,
    /// That entry as the catalogue has it, with its procedure.
    #[serde(default)]
    pub entry: Option<super::catalogue::EntrySheet>,
    /// Fields in the pack's order.
    pub fields: Vec<FieldLine>,
    /// What the policy expects of people for it, done or not.
    #[serde(default)]
    pub responsibilities: Vec<ResponsibilityLine>,
    /// Lines that stand over documents made of it: the policy, its owner and its classification.
    #[serde(skip)]
    pub banner: Vec<String>,
    /// Zone of the policy, in which documents made of it tell days and times.
    #[serde(skip)]
    pub tz: String,
    /// Every decision that was recorded, oldest first.
    pub decisions: Vec<super::decision::DecisionLine>,
    /// Risk.
    pub risk_sheet: RiskSheet,
    /// Reviews.
    pub reviews: Vec<ReviewLine>,
    /// Approvals.
    pub approvals: Vec<ApprovalLine>,
    /// Newest ballot.
    pub ballot: Option<BallotSheet>,
    /// Conditions.
    pub conditions: Vec<ConditionLine>,
    /// Comments, oldest first.
    pub comments: Vec<CommentLine>,
    /// What is in the way of its window: other changes, freezes, full windows.
    pub conflicts: Vec<ConflictLine>,
    /// Calendar exceptions, oldest first.
    pub exceptions: Vec<ExceptionRow>,
    /// How far it has come in the process of the document; empty where the document describes none.
    pub process: Vec<ProcessLine>,
    /// Deviations from the policy, in the order in which they were begun.
    pub deviations: Vec<DeviationLine>,
    /// Clocks.
    pub clocks: Vec<ClockLine>,
    /// What it lacks for the next step.
    pub ready: ReadySheet,
    /// Acts that are possible now, by the actor, with the reason where not: act word, possible, why not.
    pub acts: Vec<ActLine>,
    /// How often it was deferred, and until when it is now.
    pub deferrals: u32,
    /// When the deferred change comes up again.
    pub deferred_to: Option<Time>,
    /// Whether it waits until somebody brings it again.
    #[serde(default)]
    pub deferred_open: bool,
    /// Why it was rejected or deferred last.
    pub turned: Option<String>,
    /// Close code.
    pub close_code: Option<String>,
    /// Where it was imported from.
    pub origin: Option<String>,
    /// Entries in the ledger.
    pub history_count: u32,
    /// Its run: deployments, the record, what is due. A document of its own has it.
    #[serde(skip)]
    pub run: super::run::RunSheet,
    /// What the pack asks of people, for forms; no part of documents.
    #[serde(skip)]
    pub asks: Asks,
}

/// Something that the policy expects of a role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResponsibilityLine {
    /// Title of the role.
    pub role: String,
    /// What is expected.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// An act on the change, and whether the actor may do it now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActLine {
    /// The act's word, such as `submit` or `vote_open`.
    pub act: String,
    /// Whether it is possible.
    pub possible: bool,
    /// Why not, in a sentence.
    pub why_not: String,
}

/// Something in the way of a change's window.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ConflictLine {
    /// `system`, `parent`, `dependent`, `person`, `capacity`, `window`, `blackout`.
    pub kind: String,
    /// The other change, or the window or freeze.
    pub with: String,
    /// In words.
    pub text: String,
    /// When both run.
    pub during: Window,
    /// Whether it was accepted when the change was scheduled.
    pub accepted: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Something in the way of a change's window, with the change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Clash {
    /// The change.
    pub id: String,
    /// What is in its way.
    #[serde(flatten)]
    pub line: ConflictLine,
}

/// What is in the way, in one short line: the first of it, and how much more. What was accepted is left out.
#[must_use]
pub fn clashes(conflicts: &[ConflictLine]) -> String {
    let mut open = conflicts.iter().filter(|c| !c.accepted);
    let first = match open.next() {
        Some(c) if c.kind == "blackout" || c.kind == "window" || c.kind == "capacity" => {
            format!("{} {}", c.kind, c.with)
        }
        Some(c) => c.text.clone(),
        None => return String::new(),
    };
    match open.count() {
        0 => first,
        more => format!("{first}; {more} more"),
    }
}
