//! The herald: while a terminal waits for a line, what others do in meetings and ballots is told above the prompt.

use crate::app::App;
use crate::app::meeting::news::{Calls, News};
use crate::app::options::Options;
use chrono_tz::Tz;
use rustix::event::{PollFd, PollFlags, poll};
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::os::unix::net::UnixStream;

/// Who is to be told, and from which entry on.
#[derive(Clone, Debug)]
pub struct Audience {
    /// Where and as whom.
    pub options: Options,
    /// The zone in which times are told.
    pub tz: Tz,
    /// The newest entry that the pages so far could show.
    pub after: u64,
}

/// Somebody who listens to the register for whoever is asked.
#[derive(Debug)]
pub struct Herald {
    app: App,
    tz: Tz,
    after: u64,
    /// Something can be read here after each commit.
    commits: UnixStream,
    /// Kept for as long as there is somebody to tell.
    _watch: Box<dyn std::any::Any + Send>,
}

impl Herald {
    /// Begins to listen; none where no terminal waits, or where the system tells of no commits.
    pub fn listen(audience: &Audience) -> Option<Self> {
        if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
            return None;
        }
        // A register of its own: the other one is in use by whoever asks.
        let app = App::open(&audience.options).ok()?;
        let (commits, tell) = UnixStream::pair().ok()?;
        commits.set_nonblocking(true).and_then(|()| tell.set_nonblocking(true)).ok()?;
        // What was recorded since the page was read is looked for at once. One sign that nobody has read yet is as good as many.
        (&tell).write_all(&[1]).ok()?;
        let watch = app.watch(Box::new(move || drop((&tell).write(&[1])))).ok()?;
        Some(Self { app, tz: audience.tz, after: audience.after, commits, _watch: watch })
    }

    /// Waits for the next line, or for news; none once a line can be read.
    pub fn news(&mut self) -> Option<Vec<String>> {
        let input = rustix::stdio::stdin();
        loop {
            let mut polled = [PollFd::new(&input, PollFlags::IN), PollFd::new(&self.commits, PollFlags::IN)];
            match poll(&mut polled, None) {
                Err(rustix::io::Errno::INTR) => continue,
                Err(_) => return None,
                Ok(_) => {}
            }
            let [typed, committed] = polled.map(|p| p.revents());
            if !typed.is_empty() || committed.is_empty() {
                return None;
            }
            while self.commits.read(&mut [0; 64]).is_ok_and(|n| n > 0) {}
            // A register that cannot be read says so to the next act.
            let (news, newest) = self.app.news(self.after, self.tz).ok()?;
            self.after = newest;
            if !news.is_empty() {
                return Some(news.iter().map(words).collect());
            }
        }
    }
}

/// What happened, and what can be typed for it on every page.
fn words(news: &News) -> String {
    let then = match news.calls {
        Some(Calls::Vote(no)) => format!(" {no}, then v, votes."),
        Some(Calls::Join) => " gm goes there, then v joins.".into(),
        Some(Calls::Pull) => " gm goes there, where an act takes an item out.".into(),
        None => String::new(),
    };
    format!("! {}.{then}", news.text)
}
