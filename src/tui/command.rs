//! The state of commands that were begun from here: what each printed last, and whether it has ended.

use crate::app::acts::line::{ActLine, Kind};
use crate::text::words::command;

/// Bytes of output that the page keeps; the record keeps all of it.
const KEPT: usize = 64 * 1024;

/// A command of a change that runs, or ran, beside the session.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Aside {
    /// The change.
    pub id: String,
    /// The command with its arguments, as a shell takes it.
    pub line: String,
    /// The end of what it printed.
    text: String,
    /// Whether something before that is left out here.
    pub cut: bool,
    /// How it has ended, if it has.
    pub ended: Option<End>,
}

/// How a command has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// With this exit code, where that is known.
    Code(Option<i32>),
    /// It was never run.
    NotRun,
}

impl Aside {
    /// A command that begins.
    #[must_use]
    pub fn of(id: &str, line: String) -> Self {
        Self { id: id.to_owned(), line, ..Self::default() }
    }

    /// Takes in what it printed.
    pub fn printed(&mut self, text: &str) {
        self.text.push_str(text);
        if let Some(over) = self.text.len().checked_sub(KEPT) {
            let from = (over..=self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(over);
            self.text.drain(..from);
            self.cut |= over > 0;
        }
    }

    /// What it printed, line by line: nothing in it can steer the terminal, and what it wrote over is not shown.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let text = self.text.replace("\r\n", "\n");
        let last = |line: &str| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default().to_owned();
        command::shown(&text.lines().map(last).collect::<Vec<_>>().join("\n"))
    }

    /// How it stands, in words.
    #[must_use]
    pub fn standing(&self) -> String {
        match self.ended {
            None => "runs".into(),
            Some(End::NotRun) => "was not run".into(),
            Some(End::Code(None)) => "has ended".into(),
            Some(End::Code(Some(code))) => format!("ended with {code}"),
        }
    }
}

/// The page of a change's command.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CommandPage {
    /// The change.
    pub id: String,
    /// How many rows the page is scrolled back from the end of the output.
    pub back: usize,
}

/// The act line that runs a command.
pub const RUN: &str = "command";
/// The act line that stops it.
pub const STOP: &str = "stop_command";

/// An act line about a command, among those on the lists of a change.
#[must_use]
pub fn kind(act: &str) -> Kind {
    Kind::Checklist { act: act.into(), list: String::new(), item: 0 }
}

/// Whether an act line runs a command, or stops one; none where it is about something else.
#[must_use]
pub fn runs(line: &ActLine) -> Option<bool> {
    match &line.kind {
        Kind::Checklist { act, .. } if act == RUN => Some(true),
        Kind::Checklist { act, .. } if act == STOP => Some(false),
        _ => None,
    }
}

/// The command line that does the same as the act line; none where it is about something else.
#[must_use]
pub fn twin(line: &ActLine) -> Option<String> {
    Some(match (runs(line)?, command::argv(line.answer(0).unwrap_or_default())) {
        (false, _) => "kill -TERM PID, of the quorate run exec that runs it".into(),
        (true, Ok(argv)) => format!("quorate run exec {} -- {}", line.id, command::line(&argv)),
        (true, Err(why)) => why,
    })
}
