//! Showing a command's output while it runs, in a thread of its own: a reader that is slow or gone holds nothing up that
//! must be noticed, such as the end of the time.

use std::fs::File;
use std::io::Write as _;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};

/// Pieces of output that may wait to be shown, of at most 64 KiB each.
const WAITING: usize = 64;

/// Where the output is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// On the standard output.
    Output,
    /// On the standard error, since the standard output is for a document.
    Error,
}

/// Shows output.
#[derive(Debug)]
pub struct Show {
    pieces: SyncSender<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
    /// The piece that found no room.
    held: Option<Vec<u8>>,
}

impl Show {
    /// Begins to show.
    pub fn begin(place: Where) -> std::io::Result<Self> {
        let out: OwnedFd = match place {
            Where::Output => std::io::stdout().as_fd().try_clone_to_owned()?,
            Where::Error => std::io::stderr().as_fd().try_clone_to_owned()?,
        };
        let (pieces, given) = sync_channel::<Vec<u8>>(WAITING);
        let waiting = Arc::new(AtomicUsize::new(0));
        let left = Arc::clone(&waiting);
        std::thread::Builder::new().name("command-output".into()).spawn(move || {
            let mut out = Some(File::from(out));
            for piece in given {
                // Nobody looks any more: the command goes on, and so does its record.
                if out.as_mut().is_some_and(|out| write_all(out, &piece).is_err()) {
                    out = None;
                }
                left.fetch_sub(1, Ordering::Release);
            }
        })?;
        Ok(Self { pieces, waiting, held: None })
    }

    /// Whether there is room for another piece.
    pub fn has_room(&mut self) -> bool {
        match self.held.take() {
            Some(piece) => {
                self.offer(piece);
                self.held.is_none()
            }
            None => true,
        }
    }

    /// Shows a piece of output, as soon as there is room.
    pub fn piece(&mut self, piece: Vec<u8>) {
        self.waiting.fetch_add(1, Ordering::Release);
        self.offer(piece);
    }

    fn offer(&mut self, piece: Vec<u8>) {
        match self.pieces.try_send(piece) {
            Ok(()) => {}
            Err(TrySendError::Full(piece)) => self.held = Some(piece),
            Err(TrySendError::Disconnected(_)) => self.waiting.store(0, Ordering::Release),
        }
    }

    /// Whether everything has been shown.
    pub fn is_done(&mut self) -> bool {
        self.has_room() && self.waiting.load(Ordering::Acquire) == 0
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
