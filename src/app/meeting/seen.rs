//! Who has a session open during a meeting: shown on the chair's list, counted nowhere.

use crate::app::open::App;
use crate::sheets::meeting::MeetingSheet;
use crate::store::here::{self, Here};
use std::time::{Duration, SystemTime};

/// Without a sign for so long somebody is away.
const AWAY: Duration = Duration::from_secs(180);

impl App {
    /// The actor gives a sign in a session while a meeting is open: the others see it from now on.
    pub fn be_seen(&mut self) {
        match &self.here {
            Some(here) => here.sign(SystemTime::now()),
            None => self.here = Here::show(self.store.path(), &self.actor, SystemTime::now()),
        }
    }

    /// What is seen of the members' sessions in an open meeting.
    pub(super) fn see(&self, sheet: &mut MeetingSheet) {
        let open = sheet.row.opened.filter(|_| sheet.row.state == "in_progress" && self.back.is_none());
        let Some(opened) = open else { return };
        let since = self.now().since(opened.0).as_seconds();
        for seen in here::look(self.store.path(), SystemTime::now()) {
            let ago = i64::try_from(seen.ago.as_secs()).unwrap_or(i64::MAX);
            // Who left before the meeting was never at it.
            let there = sheet.attendance.iter_mut().find(|a| a.person == seen.person.as_str());
            let Some(line) = there.filter(|_| seen.open || ago <= since) else { continue };
            let word = match (seen.open, seen.ago >= AWAY) {
                (false, _) => "left",
                (true, true) => "away",
                (true, false) => "here",
            };
            (line.seen, line.seen_s) = (Some(word.into()), Some(ago));
        }
    }
}
