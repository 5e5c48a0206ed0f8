//! What the terminal has not seen yet: how much may be written ahead, and which keys were typed too early.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// The question whether what was written has arrived.
pub const ARRIVED: &[u8] = b"\x1b[5n";
/// The question for the cursor's place, whose answer comes in order with keys.
pub const SEEN: &[u8] = b"\x1b[6n";

/// Bytes that may be on their way before drawing waits.
const AHEAD: usize = 1024;
/// Frames up to this size are not worth a question.
const SMALL: usize = 256;
/// After so long without an answer nothing is asked any more.
const PATIENCE: Duration = Duration::from_secs(1);
/// After so long keys are taken although the terminal did not say that the page is there.
const BARRIER: Duration = Duration::from_secs(2);

/// Questions asked, and bytes on their way.
#[derive(Debug, Default)]
pub struct Flow {
    /// Bytes written since the last question.
    since: usize,
    /// Bytes in front of each question that has no answer yet.
    asked: VecDeque<usize>,
    asked_at: Option<Instant>,
    first: bool,
    deaf: bool,
    /// A question for the barrier goes out with the next frame.
    barrier: bool,
    seen_by: Option<Instant>,
    seen_deaf: bool,
}

impl Flow {
    /// A flow before the first frame, with which nothing is asked.
    #[must_use]
    pub fn new() -> Self {
        Self { first: true, ..Self::default() }
    }

    /// Whether a frame may be written now; if not, an answer or [`Self::deadline`] comes.
    #[must_use]
    pub fn open(&self) -> bool {
        self.asked.is_empty() || self.asked.iter().sum::<usize>() + self.since < AHEAD
    }

    /// From now on keys count once the terminal has said that the next frame is there.
    pub fn raise(&mut self) {
        self.barrier = true;
    }

    /// What is to be asked behind a frame of so many bytes.
    pub fn tail(&mut self, frame: usize, now: Instant) -> &'static [u8] {
        self.since += frame;
        if self.barrier {
            self.barrier = false;
            self.seen_by = Some(now + if self.seen_deaf { Duration::ZERO } else { BARRIER });
            return if self.seen_deaf { b"" } else { SEEN };
        }
        if std::mem::take(&mut self.first) {
            // The first frame waits for nobody.
            self.since = 0;
        } else if !self.deaf && frame > 0 && self.since > SMALL {
            self.asked.push_back(self.since);
            self.since = 0;
            self.asked_at.get_or_insert(now);
            return ARRIVED;
        }
        b""
    }

    /// The terminal has answered that what was written before a question has arrived.
    pub fn arrived(&mut self, now: Instant) {
        self.asked.pop_front();
        self.asked_at = (!self.asked.is_empty()).then_some(now);
    }

    /// The terminal has answered that an act page is there; whether keys were waiting for that.
    pub fn seen(&mut self) -> bool {
        self.seen_by.take().is_some()
    }

    /// When to stop waiting.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let arrive = self.asked_at.map(|t| t + PATIENCE);
        [arrive, self.seen_by].into_iter().flatten().min()
    }

    /// Gives up waiting for what is overdue; whether keys may be taken from now on.
    pub fn expire(&mut self, now: Instant) -> bool {
        if self.asked_at.is_some_and(|t| now >= t + PATIENCE) {
            self.deaf = true;
            self.asked.clear();
            self.asked_at = None;
        }
        if self.seen_by.is_some_and(|t| now >= t) {
            self.seen_deaf = true;
            self.seen_by = None;
            return true;
        }
        false
    }

    /// Answers that are still to come; left unread they would land in the shell.
    #[must_use]
    pub fn outstanding(&self) -> bool {
        !self.asked.is_empty() || (self.seen_by.is_some() && !self.seen_deaf)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn drawing_waits_only_for_a_window_of_bytes() {
        let now = Instant::now();
        let mut flow = Flow::new();
        assert_eq!(flow.tail(3500, now), b"", "the first frame asks nothing");
        assert!(flow.open());
        assert_eq!(flow.tail(100, now), b"", "small frames ask nothing");
        assert_eq!(flow.tail(600, now), ARRIVED);
        assert!(flow.open(), "600 bytes are no reason to wait");
        assert_eq!(flow.tail(600, now), ARRIVED);
        assert!(!flow.open());
        flow.arrived(now);
        assert!(flow.open());
        assert!(flow.outstanding());
        flow.arrived(now);
        assert!(!flow.outstanding());
        assert_eq!(flow.deadline(), None, "an idle session waits for nothing");
    }

    #[test]
    fn a_terminal_that_never_answers_is_asked_no_more() {
        let now = Instant::now();
        let mut flow = Flow::new();
        flow.tail(1, now);
        assert_eq!(flow.tail(2000, now), ARRIVED);
        assert!(!flow.open());
        let later = now + PATIENCE;
        assert_eq!(flow.deadline(), Some(later));
        assert!(!flow.expire(later));
        assert!(flow.open());
        assert_eq!(flow.tail(2000, later), b"");
        flow.raise();
        assert_eq!(flow.tail(0, later), SEEN);
        assert!(flow.expire(later + BARRIER), "keys are taken after the wait");
        flow.raise();
        assert_eq!(flow.tail(0, later), b"", "and not waited for again");
        assert!(flow.expire(later));
    }
}
