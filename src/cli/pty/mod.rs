//! Runs a command in a pseudo terminal: what it prints is shown, recorded and digested while it runs, in bounded memory.

#[cfg(not(unix))]
compile_error!("commands of a deployment run in a pseudo terminal of a Unix system; elsewhere quorate is not built");

mod modes;
pub mod show;
mod signals;
mod terminal;

use crate::base::digest::{Digest, Running};
use crate::text::cast::{Header, Recorder, Recording};
use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group};
use show::{Show, Where};
use signals::{Came, Signals};
use std::io::ErrorKind;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Bytes of output that are digested, recorded and shown at once.
const PIECE: usize = 1 << 16;
/// The most that a pseudo terminal gives out at a time, in bytes.
const AT_ONCE: usize = 4095;
/// How long output waits for more of it before it is shown.
const TOGETHER: Duration = Duration::from_millis(1);
/// Keys that may wait for the command to read them, in bytes.
const KEYS: usize = 1 << 16;
/// How long a command that is told to end may take before it is killed.
const GRACE: Duration = Duration::from_secs(5);
/// Within which time a second Ctrl-C ends the command.
const TWICE: Duration = Duration::from_secs(2);
/// How long output of what the command left running is awaited after it has ended.
const ECHO: Duration = Duration::from_millis(200);

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// By itself, with a code.
    Exit(u8),
    /// By a signal.
    Signal(u8),
    /// Its time was over.
    TimedOut,
    /// Somebody pressed Ctrl-C twice, or sent the signal for it twice.
    Interrupted,
    /// This program was told to end.
    Stopped,
    /// There is no such command.
    NotFound,
    /// It cannot be executed.
    NotExecutable,
}

impl Ending {
    /// The exit code that stands for it, as shells have it.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Exit(code) => code,
            Self::Signal(number) => 128_u8.saturating_add(number),
            Self::TimedOut => 124,
            Self::Interrupted => 130,
            Self::Stopped => 143,
            Self::NotFound => 127,
            Self::NotExecutable => 126,
        }
    }
}

/// A command to run.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// The command and its arguments.
    pub argv: &'a [String],
    /// How long it may run.
    pub limit: Option<Duration>,
    /// Where its output is shown.
    pub show: Where,
    /// What the recording's head says, but for the size.
    pub header: Header,
}

/// A command that has run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ran {
    /// How it ended.
    pub ending: Ending,
    /// How long it ran.
    pub took: Duration,
    /// Bytes that it printed.
    pub bytes: u64,
    /// Their digest.
    pub digest: Digest,
    /// The recording.
    pub recording: Recording,
}

/// The columns and rows that a command gets.
pub fn size() -> (u16, u16) {
    terminal::size()
}

/// Runs a command to its end.
///
/// # Errors
/// When the system gives no pseudo terminal, or no process for another reason than that the command is missing or may
/// not be executed.
pub fn run(step: &Step<'_>) -> std::io::Result<Ran> {
    let (columns, rows) = size();
    let header = Header { columns, rows, ..step.header.clone() };
    let (pty, pts) = open().map_err(std::io::Error::other)?;
    pty.resize(Size::new(rows, columns)).map_err(std::io::Error::other)?;
    let flags = rustix::fs::fcntl_getfl(&pty)?;
    rustix::fs::fcntl_setfl(&pty, flags | OFlags::NONBLOCK)?;
    let signals = Signals::listen()?;
    let typed_at = terminal::typed_at();
    let mut run = Run {
        pty,
        signals,
        show: Show::begin(step.show)?,
        recorder: Recorder::new(&header),
        digest: Running::default(),
        piece: vec![0; PIECE],
        filled: 0,
        bytes: 0,
        begun: Instant::now(),
        keys: typed_at.then(Vec::new),
        last_break: None,
        stop: None,
    };
    let (program, arguments) = step.argv.split_first().ok_or_else(|| std::io::Error::other("there is no command"))?;
    let mut command = Command::new(program).args(arguments);
    if !typed_at {
        use std::io::IsTerminal as _;
        // What is piped in is for the command; a terminal before which another process stands is not.
        let piped = !std::io::stdin().is_terminal();
        command = command.stdin(if piped { Stdio::inherit() } else { Stdio::null() });
    }
    let ending = match command.spawn(pts) {
        Ok(child) => {
            let _raw = if typed_at { terminal::Raw::enter().ok() } else { None };
            run.until_its_end(child, step.limit)?
        }
        Err(pty_process::Error::Io(e)) if e.kind() == ErrorKind::NotFound => Ending::NotFound,
        Err(pty_process::Error::Io(e)) if e.kind() == ErrorKind::PermissionDenied => Ending::NotExecutable,
        Err(error) => return Err(std::io::Error::other(error)),
    };
    Ok(Ran {
        ending,
        took: run.begun.elapsed(),
        bytes: run.bytes,
        digest: run.digest.digest(),
        recording: run.recorder.end(),
    })
}

/// Why a command is made to end, since when, and what it was sent last for it.
struct Stop {
    why: Ending,
    since: Instant,
    sent: Option<Signal>,
}

/// A command that runs.
struct Run {
    pty: Pty,
    signals: Signals,
    show: Show,
    recorder: Recorder,
    digest: Running,
    /// Output that was read and is not taken yet: so many bytes of it.
    piece: Vec<u8>,
    filled: usize,
    bytes: u64,
    begun: Instant,
    /// Keys that the command has not read yet; none where nobody types.
    keys: Option<Vec<u8>>,
    last_break: Option<Instant>,
    stop: Option<Stop>,
}

impl Run {
    fn until_its_end(&mut self, mut child: Child, limit: Option<Duration>) -> std::io::Result<Ending> {
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let (mut ended, mut last_output) = (None, Instant::now());
        loop {
            let room = self.show.has_room();
            let (came, signalled) = self.wait(limit, room, ended.is_some())?;
            let (read, closed) = if came && room { self.read() } else { (0, false) };
            let quiet = read == 0;
            if read > 0 && ended.is_some() {
                last_output = Instant::now();
            }
            if self.filled > 0 && (quiet || self.filled > PIECE / 2) {
                self.take();
            }
            self.type_keys();
            if signalled {
                for (came, count) in self.signals.came() {
                    self.heed(came, count, group);
                }
            }
            if ended.is_none() {
                // While output flows the end of the command is not asked for, it is told.
                let status = if signalled || quiet { child.try_wait()? } else { None };
                if let Some(status) = status {
                    ended = Some(ending(self.stop.as_ref(), status));
                    last_output = Instant::now();
                } else {
                    self.mind_the_time(limit, group);
                }
            }
            let drained = closed || room && quiet && last_output.elapsed() >= ECHO;
            match (ended, &self.stop) {
                (Some(ended), _) if drained && self.show.is_done() && !self.show.tidies() => return Ok(ended),
                // Whatever does not end by being killed is left behind; so is output that nobody takes.
                (_, Some(stop)) if stop.since.elapsed() > GRACE * 2 => return Ok(ended.unwrap_or(stop.why)),
                _ => {}
            }
            // A terminal that the command has closed stays readable, with nothing in it.
            if closed {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Waits until something is to be done; gives whether something came from the command, and whether a signal did.
    fn wait(&mut self, limit: Option<Duration>, room: bool, ended: bool) -> std::io::Result<(bool, bool)> {
        let mut patience = if ended { ECHO } else { Duration::from_secs(60) };
        if !room || self.filled > 0 || ended && !self.show.is_done() {
            patience = TOGETHER;
        }
        if let Some(stop) = &self.stop {
            patience = patience.min(GRACE.saturating_sub(stop.since.elapsed()).max(Duration::from_millis(20)));
        } else if let Some(limit) = limit {
            patience = patience.min(limit.saturating_sub(self.begun.elapsed()));
        }
        let mut wanted = PollFlags::empty();
        wanted.set(PollFlags::IN, room);
        wanted.set(PollFlags::OUT, self.keys.as_ref().is_some_and(|k| !k.is_empty()));
        let stdin = rustix::stdio::stdin();
        let mut fds = vec![PollFd::new(&self.pty, wanted)];
        fds.extend(self.signals.fds().map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        if self.keys.as_ref().is_some_and(|k| k.len() < KEYS) {
            fds.push(PollFd::new(&stdin, PollFlags::IN));
        }
        let timeout = Timespec::try_from(patience).ok();
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let came = fds.first().is_some_and(|fd| !fd.revents().is_empty());
        let signalled = fds.iter().skip(1).take(signals::COUNT).any(|fd| !fd.revents().is_empty());
        let typed = fds.get(1 + signals::COUNT).is_some_and(|fd| !fd.revents().is_empty());
        if typed {
            self.read_keys();
        }
        Ok((came, signalled))
    }

    /// Reads what there is; how much, and whether the command's side is closed. Where as much came as a terminal gives at once,
    /// there is more: it is read without being waited for.
    fn read(&mut self) -> (usize, bool) {
        let mut all = 0;
        loop {
            let rest = self.piece.get_mut(self.filled..).unwrap_or_default();
            let n = match rustix::io::read(&self.pty, rest) {
                Ok(0) | Err(Errno::IO) => return (all, all == 0),
                Ok(n) => n,
                Err(_) => return (all, false),
            };
            self.filled = self.filled.saturating_add(n);
            all += n;
            if n < AT_ONCE || self.filled > PIECE / 2 {
                return (all, false);
            }
        }
    }

    /// Takes the output that was read: it is shown, counts and is recorded.
    fn take(&mut self) {
        let piece = self.piece.get(..std::mem::take(&mut self.filled)).unwrap_or_default();
        self.show.piece(piece);
        self.digest.add(piece);
        self.recorder.output(self.begun.elapsed(), piece);
        self.bytes = self.bytes.saturating_add(piece.len() as u64);
    }

    fn read_keys(&mut self) {
        let mut buffer = [0_u8; 4096];
        let read = rustix::io::read(rustix::stdio::stdin(), &mut buffer);
        let given = match read {
            Ok(n @ 1..) => buffer.get(..n).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => return,
            // Nobody types any more.
            Ok(0) | Err(_) => {
                self.keys = None;
                return;
            }
        };
        for _ in given.iter().filter(|b| **b == 0x03) {
            let again = self.last_break.is_some_and(|last| last.elapsed() < TWICE);
            self.last_break = Some(Instant::now());
            if again {
                self.begin_to_stop(Ending::Interrupted);
            }
        }
        if let Some(keys) = &mut self.keys {
            keys.extend_from_slice(given);
        }
    }

    fn type_keys(&mut self) {
        let Some(keys) = self.keys.as_mut().filter(|k| !k.is_empty()) else { return };
        match rustix::io::write(&self.pty, keys) {
            Ok(n) => drop(keys.drain(..n)),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => keys.clear(),
        }
    }

    fn heed(&mut self, came: Came, count: usize, group: Option<Pid>) {
        match came {
            Came::Child => {}
            Came::Resized => {
                let (columns, rows) = size();
                // A command that does not learn the size draws as before.
                let _ = self.pty.resize(Size::new(rows, columns));
                self.recorder.resized(self.begun.elapsed(), columns, rows);
            }
            Came::Interrupt => {
                if self.last_break.is_some() || count > 1 {
                    self.begin_to_stop(Ending::Interrupted);
                }
                self.last_break = Some(Instant::now());
                self.signal(Signal::INT, group);
            }
            Came::Terminate => self.begin_to_stop(Ending::Stopped),
            // As without this program: the command is told, and may go on.
            Came::Hangup => {
                self.keys = None;
                self.signal(Signal::HUP, group);
            }
        }
    }

    fn begin_to_stop(&mut self, why: Ending) {
        if self.stop.is_none() {
            self.stop = Some(Stop { why, since: Instant::now(), sent: None });
        }
    }

    /// Ends a command whose time is over, or that was told to end: first it is asked, later it is killed.
    fn mind_the_time(&mut self, limit: Option<Duration>, group: Option<Pid>) {
        if limit.is_some_and(|limit| self.begun.elapsed() >= limit) {
            self.begin_to_stop(Ending::TimedOut);
        }
        let Some(stop) = &mut self.stop else { return };
        let next = match stop.sent {
            None => Signal::TERM,
            Some(Signal::TERM) if stop.since.elapsed() >= GRACE => Signal::KILL,
            Some(_) => return,
        };
        stop.sent = Some(next);
        self.signal(next, group);
    }

    /// Sends a signal to the command's process group, and to the one that stands before its terminal.
    fn signal(&self, signal: Signal, group: Option<Pid>) {
        let front = rustix::termios::tcgetpgrp(&self.pty).ok();
        for group in group.into_iter().chain(front.filter(|f| Some(*f) != group)) {
            // A group that is gone has ended.
            let _ = kill_process_group(group, signal);
        }
    }
}

fn ending(stop: Option<&Stop>, status: std::process::ExitStatus) -> Ending {
    let byte = |n: i32| u8::try_from(n).unwrap_or(u8::MAX);
    match (stop, status.code(), status.signal()) {
        (Some(stop), ..) => stop.why,
        (None, Some(code), _) => Ending::Exit(byte(code)),
        (None, None, number) => Ending::Signal(byte(number.unwrap_or_default())),
    }
}
