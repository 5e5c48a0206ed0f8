//! Everything that can happen to the model, and everything that the model can ask for.

use crate::app::error::AppError;
use crate::app::options::{Draft, How, ListQuery, Page};
use crate::base::ids::ChangeNo;
use crate::domain::command::Command;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::ChangeSheet;
use crate::sheets::pack::{ClauseRow, PackRow, PackSheet};
use crate::sheets::people::{BoardSheet, InboxItem};
use crate::sheets::register::{LogLine, Receipt, RegisterSheet};
use crossterm::event::KeyEvent;

/// A message: the one closed list.
#[derive(Debug)]
pub enum Message {
    /// A key.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
    /// The terminal's new size.
    Size(u16, u16),
    /// An answer of the worker.
    Answer(Box<Answer>),
    /// Another process has committed.
    Elsewhere,
    /// A visible clock shows another minute.
    Minute,
    /// The terminal or the system asks to leave.
    Leave,
}

/// What the model asks for.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A question or an act for the worker.
    Ask(Request),
    /// Draw everything again.
    Redraw,
    /// Leave.
    Quit,
}

/// A request to the worker that owns the register.
#[derive(Clone, Debug)]
pub enum Request {
    /// Found a register: packs and whether to fill it with a demonstration.
    Found(Vec<String>, bool),
    /// The head of every page.
    Register,
    /// What waits for me.
    Inbox,
    /// A page of the queue; the number tells answers apart.
    Queue(ListQuery, u64),
    /// A change.
    Change(ChangeNo),
    /// The fields of a new change.
    Blank(String),
    /// A ballot.
    Ballot(ChangeNo),
    /// The log of one thing or of all, before a sequence number.
    Log(Option<String>, Option<u64>),
    /// The packs.
    Packs,
    /// A pack with its clauses.
    Pack(String),
    /// The board.
    Board,
    /// An act.
    Do(Command, How),
    /// Keep or discard a draft.
    Draft(String, Option<Draft>),
    /// The drafts.
    Drafts,
}

/// An answer of the worker.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "answers travel in a box")]
pub enum Answer {
    /// The head of every page.
    Register(RegisterSheet),
    /// What waits for me.
    Inbox(Vec<InboxItem>),
    /// A page of the queue.
    Queue(Page, ListQuery, u64),
    /// A change.
    Change(Box<ChangeSheet>),
    /// The fields of a new change.
    Blank(Box<ChangeSheet>),
    /// A ballot.
    Ballot(Box<BallotSheet>),
    /// Lines of the log.
    Log(Vec<LogLine>, Option<String>, Option<u64>),
    /// The packs.
    Packs(Vec<PackRow>),
    /// A pack with its clauses.
    Pack(Box<PackSheet>, Vec<ClauseRow>),
    /// The board.
    Board(BoardSheet),
    /// An act was recorded.
    Done(Receipt),
    /// The drafts.
    Drafts(Vec<(String, Draft)>),
    /// It failed or was refused; whether it was an act.
    Failed(Failure, bool),
    /// The draft was kept.
    Kept,
    /// The worker has ended.
    Gone(String),
}

/// A failure or refusal as the page shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Failure {
    /// What was refused or failed.
    pub text: String,
    /// Lines: reasons, each with clauses and remedy.
    pub lines: Vec<String>,
}

impl Failure {
    /// A failure in words: what, each reason with its clauses and their text, and what would change it.
    #[must_use]
    pub fn of(error: &AppError) -> Self {
        let mut lines = Vec::new();
        match error {
            AppError::Refused(refusal) => {
                for reason in &refusal.reasons {
                    if reason.text != refusal.text {
                        lines.push(reason.text.clone());
                    }
                    for id in &reason.clauses {
                        let text = crate::app::App::clause_text(id);
                        lines.push(
                            text.map_or_else(|| id.clone(), |(section, text)| format!("{id} ({section}): {text}")),
                        );
                    }
                    for setting in &reason.settings {
                        lines.push(format!("setting {setting}"));
                    }
                    if !reason.remedy.is_empty() {
                        lines.push(format!("-> {}", reason.remedy));
                    }
                }
            }
            AppError::Pack { findings, .. } => {
                lines.extend(findings.iter().map(|f| format!("line {}, column {}: {}", f.line, f.column, f.text)));
            }
            other => {
                let hint = other.hint();
                if !hint.is_empty() {
                    lines.push(format!("-> {hint}"));
                }
            }
        }
        Self { text: error.to_string(), lines }
    }
}
