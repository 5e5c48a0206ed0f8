//! The audience's screen: the chair switches it on, blanks and pages it, and pairs it by six digits. It is no fact and no
//! entry, only what the room may see.

use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::ids::MeetingId;
use crate::domain::refusal::{Kind, Refusal};
use crate::sheets::meeting::{Audience, MeetingSheet};
use std::hash::{BuildHasher as _, RandomState};

/// Digits that are tried before giving up: there are a million.
const TRIES: u64 = 1000;

/// What a screen in the room may show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Room {
    /// The meeting.
    Shown(Box<MeetingSheet>),
    /// Nothing: the chair has not switched the screen on.
    Off,
    /// Nothing: nobody registered looks, and the screen is not paired.
    Unpaired,
}

impl App {
    /// Leads the audience's screen. Its digits are made when it is switched on for the first time, and stay.
    ///
    /// # Errors
    /// When somebody else leads the meeting, or the register cannot be written.
    pub fn lead_audience(&mut self, id: &MeetingId, shown: bool, blank: bool, page: u32) -> Result<Audience, AppError> {
        if !self.meeting(id)?.leads {
            let text = format!("{} does not lead meeting {id}, and so not what the room sees", self.actor);
            let remedy = format!("take the chair: quorate meeting chair {id}");
            return Err(Refusal::new(Kind::NotPermitted, text, remedy).into());
        }
        let mut led = Audience { shown, blank, page: page % 4, ..self.store.read()?.audience(id.as_str())? };
        if shown && led.code.is_none() {
            led.code = Some(self.free_code()?);
        }
        self.store.lead_audience(id.as_str(), &led)?;
        Ok(led)
    }

    /// Another item begins with its facts, whatever page of the one before the room was shown.
    pub(in crate::app) fn first_page(&mut self, id: &MeetingId) -> Result<(), AppError> {
        let led = self.store.read()?.audience(id.as_str())?;
        if led.page != 0 {
            self.store.lead_audience(id.as_str(), &Audience { page: 0, ..led })?;
        }
        Ok(())
    }

    /// What the room sees of a meeting: of the one that six digits stand for, of the one named, else of the one that is
    /// open or next. Who is not registered needs the digits. A screen that follows goes on from a meeting that is over to
    /// another one, once that is shown.
    ///
    /// # Errors
    /// When no screen has these digits, or there is no such meeting.
    pub fn room(&mut self, meeting: Option<&str>, code: Option<&str>, follows: bool) -> Result<Room, AppError> {
        let paired = match code {
            Some(code) => Some(self.store.read()?.paired(code)?.ok_or_else(|| AppError::NotFound {
                text: format!("no meeting shows itself under the digits {code}"),
                hint: "who leads the meeting reads them out: P, or quorate meeting audience on".into(),
            })?),
            None => None,
        };
        let mut id = self.meeting_meant(paired.as_deref().or(meeting))?;
        if let Some(open) = self.open_meeting()?.filter(|open| follows && paired.is_none() && *open != id) {
            let over = self.meeting(&id)?.row.closed.is_some();
            if over && self.store.read()?.audience(open.as_str())?.shown {
                id = open;
            }
        }
        let known = self.world(None)?.people.active(&self.actor).is_some();
        if paired.is_none() && !known {
            return Ok(Room::Unpaired);
        }
        if !self.store.read()?.audience(id.as_str())?.shown {
            return Ok(Room::Off);
        }
        let mut sheet = self.meeting(&id)?;
        sheet.notes.retain(|n| !n.private);
        (sheet.leads, sheet.audience.code) = (false, None);
        Ok(Room::Shown(Box::new(sheet)))
    }

    /// Six digits that no other screen has.
    fn free_code(&self) -> Result<String, AppError> {
        let (seed, reader) = (RandomState::new(), self.store.read()?);
        for n in 0..TRIES {
            let code = format!("{:06}", seed.hash_one(n) % 1_000_000);
            if reader.paired(&code)?.is_none() {
                return Ok(code);
            }
        }
        Err(AppError::Register { text: "no digits are free for the audience's screen".into(), hint: String::new() })
    }
}
