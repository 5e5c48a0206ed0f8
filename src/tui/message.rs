//! Everything that can happen to the model, and everything that the model can ask for.

use crate::app::aside::Heard;
use crate::app::error::AppError;
use crate::app::options::{Draft, How, ListQuery, Page};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::checklist::command::NewProof;
use crate::domain::command::Command;
use crate::domain::refusal::Kind;
use crate::sheets::calendar::{PlanSheet, SlotsSheet, WeekSheet, YearSheet};
use crate::sheets::change::ChangeSheet;
use crate::sheets::checklist::{ChecklistSheet, RunRow};
use crate::sheets::meeting::{MeetingSheet, WrittenLine};
use crate::sheets::pack::{ClauseRow, PackRow, PackSheet};
use crate::sheets::people::{BoardSheet, InboxItem, PersonRow};
use crate::sheets::register::{LogLine, Receipt, RegisterSheet};
use chrono::NaiveDate;
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
    /// The page that was drawn last can be seen: keys count.
    Seen,
    /// The clock has passed a moment from which something else waits.
    Turned,
    /// What was typed has waited long enough to be kept.
    Save,
    /// What came back from a person's own editor, or what went wrong.
    Edited(Result<String, String>),
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
    /// Keys count only after the next frame can be seen.
    Barrier,
    /// Let the person edit a text in their own editor: the text, and a name for its file.
    Edit(String, String),
    /// Send a text to the terminal's clipboard.
    Copy(String),
    /// Stop until the shell continues the session.
    Suspend,
    /// Leave.
    Quit,
}

/// A request to the worker that owns the register.
#[derive(Clone, Debug)]
pub enum Request {
    /// Found a register: packs, organisation, and whether to fill it with a demonstration.
    Found(Vec<String>, String, bool),
    /// The head of every page.
    Register,
    /// What waits for me.
    Inbox,
    /// What waits for the actor, for the first frame of so many rows; [`Self::Inbox`] follows.
    InboxAtOnce(usize),
    /// A page of the queue; the number tells answers apart.
    Queue(ListQuery, u64),
    /// The first page of the queue as it stands now, to tell what is new.
    Fresh(ListQuery, u64),
    /// How many changes there are by state.
    Counts,
    /// A change.
    Change(ChangeNo),
    /// The types of the pack in force, and its risk levels.
    Types,
    /// The fields of a new change.
    Blank(String),
    /// The log of one thing or of all, before a sequence number.
    Log(Option<String>, Option<u64>, bool),
    /// The packs.
    Packs,
    /// A pack with its clauses.
    Pack(String),
    /// The board.
    Board,
    /// A meeting; the one that is open, or the next, when not named.
    Meeting(Option<String>),
    /// The minutes of a meeting as they are now, as lines.
    Minutes(String),
    /// The person pressed a key while a meeting is open, which others may see.
    Here,
    /// Write documents of a meeting into the current folder; all when none is named.
    Write(String, Vec<String>),
    /// Lead the audience's screen of a meeting: on or off, blank or not, and the page.
    Audience(String, bool, bool, u32),
    /// What the room sees: of a meeting, or of the one that six digits stand for; whether it goes on to another.
    Room(Option<String>, Option<String>, bool),
    /// The checklists that one has to do with.
    Runs,
    /// A checklist of a change; the one that it is at when none is named.
    Checklist(ChangeNo, Option<String>),
    /// The go/no-go board of a change; for where it ends when no environment is named.
    GoBoard(ChangeNo, Option<String>),
    /// Run a command that an item allows: the change, the list, the item, the command.
    ItemCommand(ChangeNo, Option<String>, u32, String),
    /// Run a command of a change's deployment beside the session.
    RunCommand(ChangeNo, Vec<String>),
    /// Tell the command that was begun so to end.
    StopCommand(ChangeNo),
    /// Read a file as evidence for an item.
    ItemFile(u32, String),
    /// A second person signs here by their code: the change, the list, the item, the code.
    SignHere(ChangeNo, Option<String>, u32, String),
    /// The persons.
    People,
    /// The week of a day; of today when none is named.
    Week(Option<NaiveDate>),
    /// A year; the present one when none is named.
    Year(Option<i32>),
    /// The plan of the month of a day; of the present one when none is named.
    Plan(Option<chrono::NaiveDate>),
    /// When a change may run.
    Slots(ChangeNo),
    /// An act on trial: what it would come to; nothing is recorded.
    Trial(Command),
    /// Acts, one after the other; the first that is refused ends them.
    Do(Vec<(Command, How)>),
    /// A draft that is recorded, and discarded by the same act: its key, and how it is believed to stand.
    Record(Box<Command>, How, String, Option<Draft>),
    /// Keep or discard a draft.
    Draft(String, Option<Draft>),
    /// The drafts.
    Drafts,
    /// Something was committed: was it another process?
    Elsewhere,
    /// End, after everything that was asked before.
    End,
}

/// An answer of the worker.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "answers travel in a box")]
pub enum Answer {
    /// The head of every page.
    Register(RegisterSheet),
    /// What waits for me, as far as the first frame has rows for it.
    InboxAtOnce(Vec<InboxItem>, Option<Moment>),
    /// What waits for me.
    Inbox(Vec<InboxItem>, Option<Moment>),
    /// A page of the queue.
    Queue(Page, ListQuery, u64),
    /// The first page of the queue as it stands now.
    Fresh(Page, u64),
    /// How many changes there are by state.
    Counts(Vec<(String, u64)>),
    /// A change.
    Change(Box<ChangeSheet>),
    /// The types of the pack in force, and its risk levels.
    Types(Vec<String>, Vec<String>),
    /// The fields of a new change.
    Blank(Box<ChangeSheet>),
    /// Lines of the log.
    Log(Vec<LogLine>, Option<String>, Option<u64>, bool),
    /// The packs.
    Packs(Vec<PackRow>),
    /// A pack with its clauses.
    Pack(Box<PackSheet>, Vec<ClauseRow>),
    /// The board.
    Board(BoardSheet),
    /// The checklists that one has to do with.
    Runs(Vec<RunRow>),
    /// A checklist.
    Checklist(Box<ChecklistSheet>),
    /// A go/no-go board.
    GoBoard(Box<crate::sheets::evidence::BoardSheet>),
    /// Evidence for an item, to be looked at before it is attached.
    Proved(u32, NewProof),
    /// Something was heard of a command that runs beside the session.
    Heard(ChangeNo, Heard),
    /// A meeting.
    Meeting(Box<MeetingSheet>),
    /// The room sees nothing; whether the screen is to be paired.
    Hidden(bool),
    /// The minutes of a meeting, as lines.
    Minutes(String, Vec<String>),
    /// Documents of a meeting were written.
    Written(String, Vec<WrittenLine>),
    /// The persons.
    People(Vec<PersonRow>),
    /// A week.
    Week(Box<WeekSheet>),
    /// A year.
    Year(Box<YearSheet>),
    /// The plan of a month.
    Plan(Box<PlanSheet>),
    /// When a change may run.
    Slots(Box<SlotsSheet>),
    /// What an act on trial would come to.
    Trial(Receipt),
    /// Acts were recorded; at least one.
    Done(Vec<Receipt>),
    /// A register was founded.
    Founded(Receipt),
    /// The drafts.
    Drafts(Vec<(String, Draft)>),
    /// It failed or was refused; whether it was an act.
    Failed(Failure, bool),
    /// Another process has committed.
    Elsewhere,
    /// Nothing to tell.
    Kept,
    /// The worker has ended.
    Gone(String),
}

impl Answer {
    /// What is left when the worker ended without a word.
    #[must_use]
    pub fn lost() -> Self {
        Self::Gone(
            "the part of the program that holds the register ended unexpectedly; nothing half-done was recorded".into(),
        )
    }
}

/// A failure or refusal as the page shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Failure {
    /// What was refused or failed.
    pub text: String,
    /// Whether the record has moved since it was drawn.
    pub stale: bool,
    /// Whether the votes are even and the chair's casting vote is what lacks.
    pub tie: bool,
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
                        lines.push(text.map_or_else(
                            || format!("  {id}"),
                            |(section, text)| format!("  {id} ({section}): {text}"),
                        ));
                    }
                    for setting in &reason.settings {
                        lines.push(format!("  setting {setting}"));
                    }
                    if !reason.remedy.is_empty() {
                        lines.push(format!("-> {}", reason.remedy));
                    }
                }
                for m in refusal.missing.iter().filter(|m| refusal.reasons.iter().all(|r| r.rule != m.field)) {
                    lines.push(format!("{}: {}", m.field, m.text));
                    lines.extend(m.clauses.iter().map(|id| format!("  {id}")));
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
        let stale = matches!(error, AppError::Refused(r) if r.kind == Kind::StaleRevision);
        let tie = crate::app::acts::closing::even(error);
        Self { text: error.to_string(), stale, tie, lines }
    }
}
