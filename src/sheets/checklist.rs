//! A checklist of a change as screens, lists and documents show it.

use super::time::{Time, Window};
use serde::{Deserialize, Serialize};

/// Checklists of a change, and the one that is looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChecklistSheet {
    /// Change.
    pub id: String,
    /// Its title.
    pub change: String,
    /// Its state.
    pub change_state: String,
    /// Its revision.
    pub revision: u32,
    /// Its window.
    pub window: Option<Window>,
    /// The list that is shown; empty where the change has none.
    pub list: String,
    /// Title of the list.
    pub title: String,
    /// `pre`, `during`, `post`, `rollback` or `review`.
    pub phase: String,
    /// `none` (not opened yet), `open`, `failed` or `complete`.
    pub state: String,
    /// Items that are settled.
    pub done: usize,
    /// Items.
    pub of: usize,
    /// When it is signed, where the deployment that it belongs to has not got so far.
    pub not_yet: Option<String>,
    /// When it was opened.
    pub opened: Option<Time>,
    /// Who opened it.
    pub opened_by: Option<String>,
    /// How often it was opened.
    pub round: u32,
    /// Who has it in hand.
    pub in_hand: Option<String>,
    /// Whether they have left.
    #[serde(default)]
    pub in_hand_left: bool,
    /// To whom it is handed over, who has not read it back yet.
    pub handed_to: Option<String>,
    /// Whether they have left.
    #[serde(default)]
    pub handed_left: bool,
    /// What was said when it was handed over.
    pub handover_note: Option<String>,
    /// Acts that are refused until it is complete.
    pub blocks: Vec<String>,
    /// Whether a second person may sign on the same terminal.
    pub same_terminal: bool,
    /// Items.
    pub items: Vec<ItemLine>,
    /// What the pack says of this list now that it did not say when it was opened.
    pub differs: Vec<String>,
    /// All checklists of the change, in order.
    pub lists: Vec<ListLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A checklist in a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListLine {
    /// Id.
    pub list: String,
    /// Title.
    pub title: String,
    /// Phase.
    pub phase: String,
    /// `none`, `open`, `failed` or `complete`.
    pub state: String,
    /// Items that are settled.
    pub done: usize,
    /// Items.
    pub of: usize,
    /// Whether it is opened by choice only.
    pub by_choice: bool,
}

/// An item of a checklist.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ItemLine {
    /// Number, from 1.
    pub n: u32,
    /// Phase of its list.
    pub phase: String,
    /// Id within the list.
    pub item: String,
    /// What is to be done or true.
    pub text: String,
    /// `open`, `half` (another person signs), `done`, `n_a`, `waiting` (for the counter-signature of a waiver), `waived`
    /// or `failed` (to be tried again, or backed out).
    pub state: String,
    /// `plain`, `auto` or `evidence`.
    pub kind: String,
    /// What it still needs, in words.
    pub needs: Vec<String>,
    /// Who signed it; `auto` for the evaluator.
    pub signed_by: Vec<String>,
    /// When it was settled, or signed last.
    pub at: Option<Time>,
    /// Its evidence.
    pub evidence: Vec<EvidenceLine>,
    /// What is to be seen beside the signatures.
    pub marks: Vec<String>,
    /// What was said: the note, the reason.
    pub note: Option<String>,
    /// What to look for.
    pub hint: String,
    /// Persons who sign it.
    pub signers: usize,
    /// Kinds of evidence that it takes.
    pub proofs: Vec<String>,
    /// Commands that are allowed.
    pub commands: Vec<String>,
    /// Answers of which one is given.
    pub answers: Vec<String>,
    /// Before when it is not signed.
    pub not_before: Option<Time>,
    /// After when it is late.
    pub late_after: Option<Time>,
    /// Whether that moment has passed and it is not settled.
    pub overdue: bool,
    /// Whether it may not apply.
    pub if_applicable: bool,
    /// Whether it may be waived once it failed.
    pub waivable: bool,
    /// Whether nothing after it is signed before it.
    pub hold: bool,
    /// How often it failed.
    pub failures: u32,
    /// Who said last that it failed, when, and why.
    #[serde(default)]
    pub failed: Option<FailureLine>,
    /// Who said that it does not apply.
    #[serde(default)]
    pub set_aside_by: Option<String>,
    /// Who asked for it to be waived, and who counter-signed that.
    #[serde(default)]
    pub waiver: Option<WaiverLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// That an item is waived, or is to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WaiverLine {
    /// Who asked for it.
    pub by: String,
    /// When.
    pub at: Time,
    /// Why.
    pub reason: String,
    /// Who counter-signed it; nobody yet while it waits.
    pub signed_by: Option<String>,
    /// When that was.
    pub signed_at: Option<Time>,
}

/// That an item failed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FailureLine {
    /// When.
    pub at: Time,
    /// Who said so.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A piece of evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EvidenceLine {
    /// `paste`, `command`, `file` or `link`.
    pub kind: String,
    /// Where it came from.
    pub origin: String,
    /// Exit code of the command.
    pub exit: Option<i32>,
    /// SHA-256 of the body.
    pub sha256: String,
    /// Bytes of the body.
    pub size: u64,
    /// Secrets that were masked.
    pub masked: u32,
    /// Who added it.
    pub by: String,
    /// When.
    pub at: Time,
    /// The body, its first lines.
    pub text: String,
}

/// A checklist that somebody has to do with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RunRow {
    /// Change.
    pub id: String,
    /// Its title.
    pub title: String,
    /// List.
    pub list: String,
    /// Title of the list.
    pub list_title: String,
    /// Phase.
    pub phase: String,
    /// `none`, `open` or `failed`.
    pub state: String,
    /// Items that are settled.
    pub done: usize,
    /// Items.
    pub of: usize,
    /// What waits for the person who looks: items to sign, to waive, the list to take over.
    pub waits: Vec<String>,
    /// Window of the change.
    pub window: Option<Window>,
}

/// A code by which somebody signs on another person's terminal.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CodeSheet {
    /// Six digits.
    pub code: String,
    /// Whose.
    pub person: String,
    /// Until when it counts.
    pub until: Time,
}
