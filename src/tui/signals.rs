//! Signals: leaving with drafts kept, another size, and suspension.

/// What a signal asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signal {
    /// To leave.
    Leave,
    /// To look at the size again.
    Resized,
}

/// The signals that a session listens to.
#[derive(Debug)]
pub struct Signals {
    #[cfg(unix)]
    term: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hup: tokio::signal::unix::Signal,
    /// From elsewhere: the keys for it are read as keys.
    #[cfg(unix)]
    int: tokio::signal::unix::Signal,
    #[cfg(unix)]
    quit: tokio::signal::unix::Signal,
    #[cfg(unix)]
    size: tokio::signal::unix::Signal,
}

impl Signals {
    /// Begins to listen.
    ///
    /// # Errors
    /// When the system gives no handlers.
    pub fn new() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                term: signal(SignalKind::terminate())?,
                hup: signal(SignalKind::hangup())?,
                int: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                size: signal(SignalKind::window_change())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// The next signal.
    pub async fn next(&mut self) -> Signal {
        #[cfg(unix)]
        tokio::select! {
            _ = self.term.recv() => Signal::Leave,
            _ = self.hup.recv() => Signal::Leave,
            _ = self.int.recv() => Signal::Leave,
            _ = self.quit.recv() => Signal::Leave,
            _ = self.size.recv() => Signal::Resized,
        }
        #[cfg(not(unix))]
        std::future::pending::<Signal>().await
    }
}

/// Stops the process until it is continued.
pub fn suspend() {
    // Where it cannot be stopped the session just goes on.
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::TSTP);
}
