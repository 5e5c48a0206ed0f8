//! The act line: an act is opened by a capital letter, chosen by digit or text, and recorded by Enter. Nothing is
//! preselected, and the key that finishes is never the one that started.

use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::ballot::TallyMode;
use crate::domain::board::Presence;
use crate::domain::command::{Approval, BoardCommand, Cast, ChangeCommand, Command};

/// One question of an act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// One of these, by digit; each with its word.
    Choice(String, Vec<(String, String)>),
    /// A text; whether it must be given.
    Text(String, bool),
}

/// What is to be recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A vote.
    Vote,
    /// Opening a ballot.
    OpenVote,
    /// Closing it.
    CloseVote,
    /// Deferring.
    Defer,
    /// An act chosen from the list of those possible.
    Menu,
    /// One act of a change by its word, such as `submit`.
    Plain(String),
    /// Ratings by factor, in the order of the steps.
    Assess(Vec<String>),
    /// A roll call, persons in the order of the steps.
    Rollcall(Vec<String>),
    /// What a form holds.
    Form,
}

/// An act line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActLine {
    /// What is to be recorded.
    pub kind: Kind,
    /// The change.
    pub id: String,
    /// The revision that is on the screen; the act is refused when it has moved.
    pub revision: Option<u32>,
    /// What the line is about.
    pub title: String,
    /// Questions.
    pub steps: Vec<Step>,
    /// Answers so far, by word.
    pub answers: Vec<String>,
    /// What is typed or chosen for the present question.
    pub input: String,
    /// What is chosen by digit, before Enter.
    pub chosen: Option<usize>,
    /// The command that does the same.
    pub twin: String,
}

impl ActLine {
    /// An act line on a change.
    #[must_use]
    pub fn new(kind: Kind, id: &str, revision: Option<u32>, title: impl Into<String>, steps: Vec<Step>) -> Self {
        let twin = twin(&kind, id);
        Self {
            kind,
            id: id.into(),
            revision,
            title: title.into(),
            steps,
            answers: Vec::new(),
            input: String::new(),
            chosen: None,
            twin,
        }
    }

    /// The present question; none when only Enter is left.
    #[must_use]
    pub fn step(&self) -> Option<&Step> {
        self.steps.get(self.answers.len())
    }

    /// Takes a digit for a choice; whether it fits.
    pub fn choose(&mut self, digit: usize) -> bool {
        let fits = matches!(self.step(), Some(Step::Choice(_, list)) if digit >= 1 && digit <= list.len());
        if fits {
            self.chosen = Some(digit - 1);
        }
        fits
    }

    /// Goes on to the next question with what was chosen or typed; whether it was enough.
    pub fn answer(&mut self) -> bool {
        let word = match self.step() {
            Some(Step::Choice(_, list)) => match self.chosen.and_then(|i| list.get(i)) {
                Some((word, _)) => word.clone(),
                None => return false,
            },
            Some(Step::Text(_, must)) if *must && self.input.trim().is_empty() => return false,
            Some(Step::Text(..)) => self.input.trim().to_owned(),
            None => return false,
        };
        self.answers.push(word);
        self.input.clear();
        self.chosen = None;
        true
    }

    /// Whether every question is answered.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.answers.len() >= self.steps.len()
    }

    fn text(&self, i: usize) -> Option<String> {
        self.answers.get(i).filter(|a| !a.is_empty()).cloned()
    }

    /// The command that the answers make; none for a menu or a form, which lead on.
    #[must_use]
    pub fn command(&self) -> Option<Command> {
        let no: ChangeNo = self.id.parse().ok()?;
        let word = self.answers.first().map_or("", String::as_str);
        let command = match &self.kind {
            Kind::Vote => {
                let condition = word == "condition";
                let text = self.text(1);
                ChangeCommand::Cast(Cast {
                    choice: word.into(),
                    reason: text.clone().filter(|_| !condition),
                    condition: text.filter(|_| condition),
                    owner: None,
                    due: None,
                    share: None,
                    via_chair: false,
                    member: None,
                })
            }
            Kind::OpenVote => ChangeCommand::OpenVote { tally: TallyMode::of(word), meeting: None },
            Kind::CloseVote => ChangeCommand::CloseVote { reason: self.text(0) },
            Kind::Defer => {
                let reason = match word {
                    "other" => self.text(2),
                    known => Some(known.to_owned()),
                };
                // An empty word leaves it open.
                let until = self.answers.get(1).and_then(|t| Moment::parse(t, chrono_tz::UTC).ok());
                ChangeCommand::Defer { reason, until }
            }
            Kind::Assess(factors) => ChangeCommand::Assess {
                ratings: factors
                    .iter()
                    .cloned()
                    .zip(self.answers.iter().cloned())
                    .filter(|(_, v)| !v.is_empty())
                    .collect(),
            },
            Kind::Rollcall(persons) => {
                let present = persons
                    .iter()
                    .zip(&self.answers)
                    .filter_map(|(p, how)| Some((p.parse().ok()?, Presence::of(how)?)))
                    .collect();
                return Some(Command::Board(BoardCommand::Rollcall { present }));
            }
            Kind::Plain(act) => plain(act, self)?,
            Kind::Menu | Kind::Form => return None,
        };
        Some(Command::Change(no, command))
    }
}

/// The questions of a plain act.
#[must_use]
pub fn questions(act: &str) -> Vec<Step> {
    let text = |label: &str, must: bool| Step::Text(label.into(), must);
    let pass = || {
        let list = vec![("pass".to_owned(), "passed".to_owned()), ("fail".to_owned(), "failed".to_owned())];
        Step::Choice("outcome".into(), list)
    };
    match act {
        "review" => vec![pass(), text("what was found (may stay empty)", false)],
        "finish" => vec![pass(), text("what happened (may stay empty)", false)],
        "approve" => vec![text("reason (may stay empty)", false)],
        "reject" | "withdraw_approval" | "cancel" | "hold" | "return" => vec![text("reason", true)],
        "verify_condition" => vec![text("number of the condition", true), text("how it was verified", false)],
        "close" => {
            let list = ["successful", "successful_with_issues", "unsuccessful"];
            let list = list.iter().map(|w| ((*w).to_owned(), w.replace('_', " "))).collect();
            vec![Step::Choice("close code".into(), list), text("close notes", false)]
        }
        _ => Vec::new(),
    }
}

fn plain(act: &str, line: &ActLine) -> Option<ChangeCommand> {
    let first = line.answers.first().map_or("", String::as_str);
    Some(match act {
        "submit" | "resubmit" => ChangeCommand::Submit,
        "request" => ChangeCommand::Request,
        "review" => ChangeCommand::Review { review: None, role: None, passed: first == "pass", note: line.text(1) },
        "approve" => {
            // Enter on this line is the approver's confirmation of what the page shows.
            let confirms = ["completeness", "risk", "testing", "justification"].map(str::to_owned).to_vec();
            ChangeCommand::Approve(Approval { reason: line.text(0), confirms, ..Approval::default() })
        }
        "reject" => ChangeCommand::Reject { role: None, reason: line.text(0) },
        "withdraw_approval" => ChangeCommand::Withdraw { reason: line.text(0) },
        "return" => ChangeCommand::Return { criteria: Vec::new(), reason: line.text(0) },
        "verify_condition" => ChangeCommand::Verify { no: first.parse().ok()?, note: line.text(1) },
        "start" => ChangeCommand::Start { environment: None, share: None },
        "finish" => ChangeCommand::Finish { succeeded: first == "pass", note: line.text(1) },
        "close" => ChangeCommand::Close { code: first.into(), notes: line.text(1) },
        "cancel" => ChangeCommand::Cancel { reason: line.text(0) },
        "hold" => ChangeCommand::Hold { reason: line.text(0) },
        "resume" => ChangeCommand::Resume,
        "object" => ChangeCommand::Object { reason: line.text(0) },
        _ => return None,
    })
}

/// The command line that does the same as an act line.
#[must_use]
pub fn twin(kind: &Kind, id: &str) -> String {
    match kind {
        Kind::Vote => format!("quorate vote cast {id} approve|condition|reject|abstain|recuse [--reason T]"),
        Kind::OpenVote => format!("quorate vote open {id} --tally hidden|open|secret"),
        Kind::CloseVote => format!("quorate vote close {id} [--reason T]"),
        Kind::Defer => format!("quorate decision defer {id} --reason T"),
        Kind::Assess(_) => format!("quorate change assess {id} --set FACTOR=VALUE"),
        Kind::Rollcall(_) => "quorate board rollcall PERSON=room|phone|excused|absent".into(),
        Kind::Plain(act) => match act.as_str() {
            "review" => format!("quorate change review {id} --outcome pass|fail"),
            "verify_condition" => format!("quorate decision condition {id} N"),
            "start" | "finish" => format!("quorate run {act} {id}"),
            "withdraw_approval" => format!("quorate change withdraw {id} --reason T"),
            act => format!("quorate change {act} {id}"),
        },
        Kind::Menu => format!("quorate change view {id}"),
        Kind::Form => format!("quorate change edit {id} --set FIELD=VALUE"),
    }
}
