//! Commands of a deployment: begun in the ledger, run by the shell that asked, ended in the ledger.

use super::error::{AppError, unreadable};
use super::execute::words;
use super::open::App;
use super::options::How;
use crate::base::ids::{ActId, ChangeNo};
use crate::domain::change::Change;
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::event::What;
use crate::domain::run::command::RunCommand;
use crate::domain::run::commands::{BeginCommand, EndCommand, RunCommandLine};
use crate::domain::run::events::RunEvent;
use crate::sheets::register::Receipt;
use crate::store::codec;

/// A command that may be run now: it is on record that it began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begun {
    /// Its receipt. With `again` it was begun before, under the same act, and is not to be run once more.
    pub receipt: Receipt,
    /// Its number within the change; none for a trial.
    pub no: Option<u32>,
    /// The environment that is being deployed to.
    pub environment: Option<String>,
    /// The exit code with which it ended, where it was begun before and has ended.
    pub code: Option<u8>,
}

impl App {
    /// Records that a command begins.
    ///
    /// # Errors
    /// A refusal with its reasons: then it must not be run.
    pub fn begin_command(&mut self, no: ChangeNo, begin: BeginCommand, how: How) -> Result<Begun, AppError> {
        let command = Command::Change(no, ChangeCommand::Run(RunCommand::Exec(begin)));
        let receipt = self.execute(&command, how)?;
        let mut begun = Begun { receipt, no: None, environment: None, code: None };
        if how.dry_run {
            return Ok(begun);
        }
        for stored in self.store.read()?.act(how.act)? {
            let entry = stored.entry;
            let what = codec::decode(&entry.kind, entry.v, &entry.payload).map_err(unreadable)?;
            if let What::Run(RunEvent::CommandBegan { no, environment, .. }) = what {
                (begun.no, begun.environment) = (Some(no), environment);
            }
        }
        if begun.no.is_none() {
            return Err(AppError::Input {
                text: "this act is recorded already, and it was not a command".into(),
                hint: "use another --idempotency-key".into(),
            });
        }
        if begun.receipt.again {
            let (change, ..) = self.found(no, None)?;
            let ended = change.run.commands.iter().find(|c| Some(c.no) == begun.no).and_then(|c| c.ended.as_ref());
            begun.code = ended.map(|e| e.code);
        }
        Ok(begun)
    }

    /// Whether an act is on record.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn is_recorded(&self, act: ActId) -> Result<bool, AppError> {
        Ok(!self.store.read()?.act(act)?.is_empty())
    }

    /// Records how a command ended.
    ///
    /// # Errors
    /// When that cannot be recorded.
    pub fn end_command(&mut self, no: ChangeNo, end: EndCommand) -> Result<Receipt, AppError> {
        let command = Command::Change(no, ChangeCommand::Run(RunCommand::ExecEnded(end)));
        self.execute(&command, How::fresh())
    }

    /// The recording of a command, in the form asciicast v2.
    ///
    /// # Errors
    /// When there is no such command, it has not ended, or its recording was removed.
    pub fn recording(&mut self, no: ChangeNo, command: u32) -> Result<String, AppError> {
        let (change, ..) = self.found(no, None)?;
        let line = found(&change, command)?;
        let Some(ended) = &line.ended else {
            return Err(AppError::NotFound {
                text: format!("command {command} of {no} has no end on record, and so no recording"),
                hint: format!("it runs still, or what ran it was killed: see `quorate run status {no}`"),
            });
        };
        words(&self.store.read()?, &ended.recording).ok_or_else(|| AppError::NotFound {
            text: format!("the recording of command {command} of {no} was removed"),
            hint: format!("its digest stays: see `quorate run status {no}`"),
        })
    }
}

fn found(change: &Change, command: u32) -> Result<&RunCommandLine, AppError> {
    change.run.commands.iter().find(|c| c.no == command).ok_or_else(|| AppError::NotFound {
        text: format!("{} has no command {command}", change.no),
        hint: format!("see `quorate run status {}`", change.no),
    })
}
