//! `run exec`: a command of the deployment, run as the caller in a pseudo terminal and recorded; and its recording.

use super::wait::span;
use super::{Ended, done, receipt_of};
use crate::app::exec::Begun;
use crate::base::ids::ChangeNo;
use crate::cli::args::run::{Exec, OneCommand};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::Answer;
use crate::cli::pty::show::Where;
use crate::cli::pty::{self, Ending, Ran, Step};
use crate::cli::session::Session;
use crate::domain::run::commands::{BeginCommand, EndCommand};
use crate::sheets::register::Receipt;
use crate::text::cast::{self, Header};
use crate::text::words::command;
use serde_json::json;
use std::ffi::OsString;

/// Runs a command: begun in the ledger before it is run, ended there afterwards.
pub fn run(session: &mut Session, args: &Exec) -> Ended {
    let argv = argv(&args.command)?;
    let limit = session.common.timeout.as_deref().map(span).transpose()?;
    if served() {
        return Err(Failure::usage(
            "commands are run as the caller, and this session runs as a service account",
            "run it from an account of your own",
        ));
    }
    let begin = BeginCommand {
        environment: args.env.clone(),
        argv: argv.clone(),
        directory: std::env::current_dir().map(|d| d.to_string_lossy().into_owned()).unwrap_or_default(),
        host: rustix::system::uname().nodename().to_string_lossy().into_owned(),
        account: account(),
        limit_s: limit.map(|l| l.as_secs()),
    };
    let how = session.how("");
    let began = session.app()?.now();
    let begun = session.app()?.begin_command(args.id, begin, how)?;
    let Some(no) = begun.no else { return receipt_of(session, begun.receipt) };
    if begun.receipt.again {
        return again(args.id, no, begun.code);
    }
    for warning in begun.receipt.warnings.iter().filter(|_| !session.common.quiet) {
        say(&format!("{}; {}", warning.text, warning.remedy));
    }
    let place = begun.environment.as_deref().map_or_else(String::new, |e| format!(", {e}"));
    let step = Step {
        argv: &argv,
        limit,
        // The standard output is for a document where one is asked for.
        show: if session.wants_json() { Where::Error } else { Where::Output },
        header: Header {
            columns: 0,
            rows: 0,
            began: began.0.div_euclid(1_000_000),
            command: command::line(&argv),
            title: format!("{}, command {no}{place}", args.id),
            term: std::env::var("TERM").unwrap_or_default(),
        },
    };
    let mut ran = pty::run(&step).map_err(Failure::io("the command"))?;
    // It may be long: it is handed on, not copied.
    let recording = std::mem::take(&mut ran.recording.text);
    let ended = end(no, &ran);
    let exit = match ran.ending.code() {
        0 => Exit::Done,
        code => Exit::Code(code),
    };
    match session.app()?.end_command(args.id, EndCommand { recording, ..ended.clone() }) {
        Ok(receipt) => Ok((told(session, args.id, &begun, &ended, &receipt), exit)),
        // That it succeeded counts only with its record.
        Err(error) if exit == Exit::Done => Err(error.into()),
        Err(error) => {
            Failure::from(error).report(session.wants_json());
            Ok((Answer::Written, exit))
        }
    }
}

/// The arguments, which must be text: what is recorded is what is run.
fn argv(given: &[OsString]) -> Result<Vec<String>, Failure> {
    let text = |(i, word): (usize, &OsString)| {
        word.to_str().map(str::to_owned).ok_or_else(|| {
            let text = format!("argument {i} of the command is no UTF-8");
            Failure::usage(text, "put it into a script, so that what is recorded is what is run")
        })
    };
    given.iter().enumerate().map(text).collect()
}

/// Whether the session is one that a server gives to whoever has a key: then nothing runs as the caller.
fn served() -> bool {
    std::env::var_os("SSH_ORIGINAL_COMMAND").is_some()
}

fn account() -> String {
    let name = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let uid = rustix::process::geteuid().as_raw();
    name.map_or_else(|| format!("uid {uid}"), |name| format!("{name} (uid {uid})"))
}

/// How a command ended, without its recording.
fn end(no: u32, ran: &Ran) -> EndCommand {
    let ending = match ran.ending {
        Ending::Exit(_) => "exit",
        Ending::Signal(_) => "signal",
        Ending::TimedOut => "timed_out",
        Ending::Interrupted => "interrupted",
        Ending::Stopped => "stopped",
        Ending::NotFound => "not_found",
        Ending::NotExecutable => "not_executable",
    };
    EndCommand {
        no,
        ending: ending.into(),
        code: ran.ending.code(),
        took_ms: u64::try_from(ran.took.as_millis()).unwrap_or(u64::MAX),
        bytes: ran.bytes,
        output: ran.digest,
        recording: String::new(),
        left_out: ran.recording.left_out,
        replaced: ran.recording.replaced,
    }
}

/// The same act twice runs its command once: the first ending counts.
fn again(id: ChangeNo, no: u32, code: Option<u8>) -> Ended {
    match code {
        Some(code) => {
            say(&format!("command {no} of {id} ran before, under the same key, and ended with {code}"));
            Ok((Answer::Written, if code == 0 { Exit::Done } else { Exit::Code(code) }))
        }
        None => Err(Failure::usage(
            format!("command {no} of {id} began before, under the same key, and has no end on record"),
            format!("see quorate run status {id}; use another --idempotency-key to run it once more"),
        )),
    }
}

/// What is told of a command that has run: a document where one is asked for, else a line beside its output.
fn told(session: &Session, id: ChangeNo, begun: &Begun, end: &EndCommand, receipt: &Receipt) -> Answer {
    if session.wants_json() || session.common.form.is_some() {
        let entries: Vec<_> = begun.receipt.entries.iter().chain(&receipt.entries).collect();
        let value = json!({
            "id": id.to_string(), "no": end.no, "environment": begun.environment, "ending": end.ending,
            "code": end.code, "took_ms": end.took_ms, "bytes": end.bytes, "sha256": end.output.to_string(),
            "left_out": end.left_out, "warnings": receipt.warnings, "entries": entries, "head": receipt.head,
        });
        return Answer::plain(value, Vec::new);
    }
    if !session.common.quiet {
        let cut = if end.left_out > 0 { format!(", {} of them not recorded", end.left_out) } else { String::new() };
        say(&format!(
            "command {} of {id}: {} after {}, {} bytes{cut}, sha256:{}",
            end.no,
            command::ending(&end.ending, end.code),
            command::seconds(end.took_ms),
            end.bytes,
            end.output
        ));
        for warning in &receipt.warnings {
            say(&format!("{}; {}", warning.text, warning.remedy));
        }
    }
    Answer::Written
}

/// Says something beside the output of a command.
fn say(text: &str) {
    use std::io::Write as _;
    // Nobody is left to tell when stderr is closed.
    let _ = writeln!(std::io::stderr().lock(), "quorate: {}", crate::cli::print::text::clean_line(text));
}

/// What a command printed, with what could steer a terminal marked.
pub fn output(session: &mut Session, args: &OneCommand) -> Ended {
    let recording = session.app()?.recording(args.id, args.no)?;
    let (_, events) = cast::read(&recording).map_err(|e| Failure::usage(e.to_string(), "see quorate audit verify"))?;
    done(Answer::Text(command::output(&events).iter().map(|line| format!("{line}\n")).collect()))
}
