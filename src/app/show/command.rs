//! The row of a command that was run.

use super::Lens;
use crate::domain::run::commands::RunCommandLine;
use crate::sheets::run::CommandRow;
use crate::sheets::time::Time;
use crate::text::words::command;

/// The row of a command.
#[must_use]
pub fn row(lens: &Lens<'_>, line: &RunCommandLine) -> CommandRow {
    let (directory, argv) = (lens.prose)(&line.command).and_then(|kept| command::read(&kept)).unzip();
    let ended = line.ended.as_ref();
    CommandRow {
        no: line.no,
        environment: line.environment.clone(),
        command: argv.map(|argv| command::line(&argv)),
        directory,
        at: Time(line.by.0),
        by: line.by.1.to_string(),
        host: line.host.clone(),
        account: line.account.clone(),
        state: ended.map_or_else(|| "no_end".into(), |e| e.ending.clone()),
        code: ended.map(|e| e.code),
        ended: ended.map(|e| Time(e.at)),
        took_ms: ended.map(|e| e.took_ms),
        bytes: ended.map(|e| e.bytes),
        sha256: ended.map(|e| e.output.to_string()),
        left_out: ended.map(|e| e.left_out),
        inside: line.inside && ended.is_none_or(|e| e.inside),
        back_out: line.back_out,
    }
}
