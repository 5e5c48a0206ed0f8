//! The signals that matter while a command runs, each as a pipe that can be waited on together with everything else.

use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::low_level::pipe::register;
use std::io::Read as _;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

/// A signal that arrived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Came {
    /// The command, or a part of it, has ended.
    Child,
    /// The terminal has another size.
    Resized,
    /// To interrupt.
    Interrupt,
    /// To end.
    Terminate,
    /// The terminal is gone.
    Hangup,
}

/// How many signals are listened to.
pub const COUNT: usize = HEEDED.len();

const HEEDED: [(i32, Came); 5] = [
    (SIGCHLD, Came::Child),
    (SIGWINCH, Came::Resized),
    (SIGINT, Came::Interrupt),
    (SIGTERM, Came::Terminate),
    (SIGHUP, Came::Hangup),
];

/// The signals that are listened to, from now until the program ends.
#[derive(Debug)]
pub struct Signals(Vec<(UnixStream, Came)>);

impl Signals {
    /// Begins to listen.
    pub fn listen() -> std::io::Result<Self> {
        let one = |(number, came): (i32, Came)| {
            let (read, write) = UnixStream::pair()?;
            read.set_nonblocking(true)?;
            register(number, write)?;
            Ok((read, came))
        };
        HEEDED.into_iter().map(one).collect::<std::io::Result<_>>().map(Self)
    }

    /// What to wait on.
    pub fn fds(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.0.iter().map(|(stream, _)| stream.as_fd())
    }

    /// What came since the last time, with how often.
    pub fn came(&mut self) -> Vec<(Came, usize)> {
        let mut all = Vec::new();
        for (stream, came) in &mut self.0 {
            let (mut buffer, mut count) = ([0_u8; 64], 0_usize);
            while let Ok(n @ 1..) = stream.read(&mut buffer) {
                count = count.saturating_add(n);
            }
            if count > 0 {
                all.push((*came, count));
            }
        }
        all
    }
}
