//! What others see of this session while a meeting is open, and when the list of who is there is read again.

use super::message::Request;
use super::model::{Model, Screen};
use std::time::{Duration, Instant};

/// How often at most keys are told of.
const SIGN: Duration = Duration::from_secs(20);

/// How often the list is read again while nothing else happens.
const LOOK: Duration = Duration::from_secs(60);

/// When each happened last.
#[derive(Debug, Default)]
pub struct Presence {
    signed: Option<Instant>,
    looked: Option<Instant>,
}

impl Presence {
    /// A key was pressed: the sign that the others get, unless they had one just now.
    pub fn typed(&mut self, model: &Model, now: Instant) -> Option<Request> {
        let room = matches!(model.screen(), Some(Screen::Audience(_)));
        if room || model.register.meeting.is_none() || !passed(self.signed, SIGN, now) {
            return None;
        }
        self.signed = Some(now);
        Some(Request::Here)
    }

    /// The clock on the screen went on: the meeting is read again now and then, since nobody records that they left.
    pub fn due(&mut self, model: &Model, now: Instant) -> Option<Request> {
        let Some(Screen::Meeting(page)) = model.screen() else { return None };
        let sheet = page.sheet.as_ref().filter(|s| s.row.state == "in_progress")?;
        if !passed(self.looked, LOOK, now) {
            return None;
        }
        // The page was read when it was opened.
        let first = self.looked.replace(now).is_none();
        (!first).then(|| Request::Meeting(Some(sheet.row.id.clone())))
    }
}

fn passed(since: Option<Instant>, span: Duration, now: Instant) -> bool {
    since.is_none_or(|at| now.saturating_duration_since(at) >= span)
}
