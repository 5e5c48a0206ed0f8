//! Showing a command's output while it runs, in a thread of its own: a reader that is slow or gone holds nothing up that
//! must be noticed, such as the end of the time.

use super::modes::Modes;
use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::mem::swap;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of output that may wait to be shown.
const WAITING: usize = 1 << 20;

/// Where the output is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// On the standard output.
    Output,
    /// On the standard error, since the standard output is for a document.
    Error,
}

/// What waits to be shown; whoever shows takes all of it at once.
#[derive(Debug, Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Bytes that are being written.
    under_way: usize,
    /// Nobody gives any more.
    over: bool,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: Mutex<Waiting>,
    given: Condvar,
}

impl Desk {
    fn look(&self) -> MutexGuard<'_, Waiting> {
        // Nothing that holds it can fail half way.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for bytes and takes them, in exchange for an empty buffer; `false` when nobody gives any more.
    fn take(&self, bytes: &mut Vec<u8>) -> bool {
        let mut waiting = self.look();
        waiting.under_way = 0;
        while waiting.bytes.is_empty() {
            if waiting.over {
                return false;
            }
            waiting = self.given.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        bytes.clear();
        swap(bytes, &mut waiting.bytes);
        waiting.under_way = bytes.len();
        true
    }
}

/// Shows output, and knows in what it leaves the terminal where it goes to one.
#[derive(Debug)]
pub struct Show(Arc<Desk>, Option<Modes>);

impl Show {
    /// Begins to show.
    pub fn begin(place: Where) -> std::io::Result<Self> {
        let out: OwnedFd = match place {
            Where::Output => std::io::stdout().as_fd().try_clone_to_owned()?,
            Where::Error => std::io::stderr().as_fd().try_clone_to_owned()?,
        };
        let modes = out.is_terminal().then(Modes::default);
        let desk = Arc::new(Desk::default());
        let from = Arc::clone(&desk);
        std::thread::Builder::new().name("command-output".into()).spawn(move || {
            let (mut out, mut bytes) = (Some(File::from(out)), Vec::new());
            while from.take(&mut bytes) {
                // Nobody looks any more: the command goes on, and so does its record.
                if out.as_mut().is_some_and(|out| write_all(out, &bytes).is_err()) {
                    out = None;
                }
            }
        })?;
        Ok(Self(desk, modes))
    }

    /// Whether there is room for more.
    pub fn has_room(&self) -> bool {
        let waiting = self.0.look();
        waiting.bytes.len() + waiting.under_way < WAITING
    }

    /// Shows a piece of output, as soon as what came before is shown.
    pub fn piece(&mut self, piece: &[u8]) {
        if let Some(modes) = &mut self.1 {
            modes.see(piece);
        }
        self.give(piece);
    }

    /// Takes back what the command left the terminal in; whether there was something.
    pub fn tidies(&mut self) -> bool {
        let undo = self.1.as_mut().map(Modes::undo).unwrap_or_default();
        if !undo.is_empty() {
            self.give(&undo);
        }
        !undo.is_empty()
    }

    fn give(&self, piece: &[u8]) {
        self.0.look().bytes.extend_from_slice(piece);
        self.0.given.notify_one();
    }

    /// Whether everything has been shown.
    pub fn is_done(&self) -> bool {
        let waiting = self.0.look();
        waiting.bytes.is_empty() && waiting.under_way == 0
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        self.0.look().over = true;
        self.0.given.notify_one();
    }
}

/// Writes everything, also to a place that somebody has made non-blocking.
fn write_all(out: &mut File, mut bytes: &[u8]) -> std::io::Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => {
                use rustix::event::{PollFd, PollFlags, poll};
                poll(&mut [PollFd::new(&*out, PollFlags::OUT)], None)?;
            }
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
