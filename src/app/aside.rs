//! A command of a deployment beside a session: the program runs itself (`run exec`), so that it is begun, recorded and ended
//! as from a shell, and hands on what is printed.

use super::error::AppError;
use super::open::App;
use super::options::{How, Options};
use crate::base::ids::{ActId, ChangeNo};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use std::io::Read as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most bytes that are handed on at once; of more the end.
const MOST: usize = 64 * 1024;
/// How often output is handed on.
const PACE: Duration = Duration::from_millis(50);
/// How long a part of a letter waits for the rest before it is asked for again.
const TOGETHER: Duration = Duration::from_millis(5);

/// What comes of a command that runs beside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It printed something.
    Printed(String),
    /// It has ended with this exit code; none where nobody knows.
    Ended(Option<i32>),
    /// Nothing was run: it was refused, or could not begin. What was printed says why.
    NotRun,
}

/// A command that runs beside the session, whether or not anybody looks.
#[derive(Clone, Debug)]
pub struct Aside(Arc<Mutex<Child>>);

impl Aside {
    /// Begins a command on a change, as whoever has the session; what is heard is given to `tell`.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn begin(
        options: &Options,
        no: ChangeNo,
        argv: &[String],
        mut tell: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Self, AppError> {
        let wrong = |e: std::io::Error| AppError::Input {
            text: format!("the command cannot be run from here: {e}"),
            hint: format!("run it from a shell: quorate run exec {no} -- COMMAND"),
        };
        let (read, write) = std::io::pipe().map_err(wrong)?;
        let mut command = Command::new(std::env::current_exe().map_err(wrong)?);
        if let Some(db) = &options.db {
            command.arg("--db").arg(db);
        }
        if let Some(actor) = &options.actor {
            command.arg("--as").arg(actor);
        }
        if let Some(clock) = options.clock {
            command.arg("--clock").arg(clock.to_string());
        }
        if let Some(state) = &options.state {
            command.env("QUORATE_STATE_DIR", state);
        }
        // By the id of its act the register says afterwards whether it began: an exit code may be the command's own.
        let act = How::fresh().act;
        command.args(["run", "exec", &no.to_string(), "--no-input", "--idempotency-key", &act.to_string(), "--"]);
        command.args(argv);
        command.stdin(Stdio::null()).stdout(write.try_clone().map_err(wrong)?).stderr(write);
        // It goes on when the session ends or its terminal is gone, and has its end on record.
        command.process_group(0);
        let child = Arc::new(Mutex::new(command.spawn().map_err(wrong)?));
        // The ends of the pipe that this process held are closed with it.
        drop(command);
        let (own, options) = (Arc::clone(&child), options.clone());
        let listen = move || {
            hear(read, &mut tell);
            let code = held(&own).wait().ok().and_then(|status| status.code());
            tell(if code == Some(0) || began(&options, act) { Heard::Ended(code) } else { Heard::NotRun });
        };
        std::thread::Builder::new().name("command-aside".into()).spawn(listen).map_err(wrong)?;
        Ok(Self(child))
    }

    /// Tells the command to end; its record says that it was stopped.
    pub fn stop(&self) {
        let mut child = held(&self.0);
        if let (Ok(None), Some(pid)) = (child.try_wait(), i32::try_from(child.id()).ok().and_then(Pid::from_raw)) {
            // One that has just ended needs no signal.
            let _ = kill_process(pid, Signal::TERM);
        }
    }
}

/// Whether a command is on record as begun; where nobody can look, it is taken to be.
fn began(options: &Options, act: ActId) -> bool {
    App::open(options).and_then(|app| app.is_recorded(act)).unwrap_or(true)
}

fn held(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands on what is printed, at a pace that a screen can follow and without holding the command up, until nobody prints
/// any more.
fn hear(mut from: std::io::PipeReader, tell: &mut impl FnMut(Heard)) {
    let (mut piece, mut waiting) = (vec![0_u8; MOST], Vec::new());
    let mut last: Option<Instant> = None;
    loop {
        let rest = last.map_or(Duration::ZERO, |at| PACE.saturating_sub(at.elapsed()));
        if !waiting.is_empty() && rest.is_zero() {
            last = Some(Instant::now());
            tell(Heard::Printed(whole(&mut waiting)));
        }
        let patience = if waiting.is_empty() { None } else { Timespec::try_from(rest.max(TOGETHER)).ok() };
        match poll(&mut [PollFd::new(&from, PollFlags::IN)], patience.as_ref()) {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(_) => break,
        }
        let Ok(n @ 1..) = from.read(&mut piece) else { break };
        waiting.extend_from_slice(piece.get(..n).unwrap_or_default());
        if let Some(over) = waiting.len().checked_sub(MOST) {
            waiting.drain(..over);
        }
    }
    if !waiting.is_empty() {
        tell(Heard::Printed(String::from_utf8_lossy(&waiting).into_owned()));
    }
}

/// Takes the text that is there; a letter of which only a part has come waits for the rest.
fn whole(waiting: &mut Vec<u8>) -> String {
    let keep = match std::str::from_utf8(waiting) {
        Err(cut) if cut.error_len().is_none() => cut.valid_up_to(),
        _ => waiting.len(),
    };
    let rest = waiting.split_off(keep);
    String::from_utf8_lossy(&std::mem::replace(waiting, rest)).into_owned()
}
