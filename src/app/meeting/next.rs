//! Which meeting is meant: the one that is open, or the next; and what an open one asks of its members, wherever they are.

use super::turns::{begun, stands};
use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::ids::{MeetingId, PersonId, Stream};
use crate::domain::meeting::{Meeting, MeetingState};
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::sheets::meeting::MeetingRow;
use crate::sheets::time::Time;

impl App {
    /// The meeting that is open, if one is; of several the first of [`Self::open_meetings`].
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn open_meeting(&self) -> Result<Option<MeetingId>, AppError> {
        Ok(self.open_meetings()?.into_iter().next())
    }

    /// The meetings that are open: first those in which the actor is recorded as present, then the newest.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn open_meetings(&self) -> Result<Vec<MeetingId>, AppError> {
        let rows = self.store.read()?.meetings_in(MeetingState::InProgress.word())?;
        let mut open: Vec<MeetingId> = rows.iter().rev().filter_map(|r| r.id.parse().ok()).collect();
        if open.len() > 1 {
            let world = self.sitting_in(&open)?;
            open.sort_by_key(|id| !world.meetings.get(id).is_some_and(|m| is_in(m, &self.actor)));
        }
        Ok(open)
    }

    /// Meetings and the roll of the board, and nothing else.
    fn sitting_in(&self, meetings: &[MeetingId]) -> Result<World, AppError> {
        let streams = meetings.iter().cloned().map(Stream::Meeting).chain([Stream::Board]);
        crate::app::execute::fold(&self.store.read()?, &streams.collect::<Vec<_>>(), self.back)
    }

    /// The meeting that somebody means by `next`, `open` or nothing: the one that is open, else the next that is called or
    /// planned. One whose time went by is named by its id.
    ///
    /// # Errors
    /// When there is none.
    pub fn meeting_meant(&mut self, word: Option<&str>) -> Result<MeetingId, AppError> {
        match word {
            None | Some("open" | "next") => {}
            Some(id) => {
                return id.parse().map_err(|e: crate::base::ids::IdError| AppError::Input {
                    text: e.to_string(),
                    hint: "see `quorate meeting list`".into(),
                });
            }
        }
        if let Some(open) = self.open_meeting()? {
            return Ok(open);
        }
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        self.next_meeting(&pack)?.and_then(|r| r.id.parse().ok()).ok_or_else(|| AppError::NotFound {
            text: "no meeting is called, and none is planned".into(),
            hint: "call one: quorate meeting create --at TIME".into(),
        })
    }

    /// As [`Self::meeting_meant`], for looking at it: where two boards sit at once and whoever looks is in neither, the
    /// answer asks for the name of one.
    ///
    /// # Errors
    /// When there is none, or more than one is open and none is named.
    pub fn meeting_looked_at(
        &mut self,
        word: Option<&str>,
        line: impl Fn(&str) -> String,
    ) -> Result<MeetingId, AppError> {
        let open = self.open_meetings()?;
        if !matches!(word, None | Some("open" | "next")) || open.len() < 2 {
            return self.meeting_meant(word);
        }
        let world = self.sitting_in(&open)?;
        let own = world.meetings.values().filter(|m| is_in(m, &self.actor)).count();
        if own == 1 { self.meeting_meant(word) } else { self.meeting_acted_on(word, line) }
    }

    /// As [`Self::meeting_meant`], for an act: where two boards sit at once, an act says in which of them it is done. `line`
    /// is the command that does it in a meeting.
    ///
    /// # Errors
    /// When there is none, or more than one is open and none is named.
    pub fn meeting_acted_on(
        &mut self,
        word: Option<&str>,
        line: impl Fn(&str) -> String,
    ) -> Result<MeetingId, AppError> {
        if matches!(word, None | Some("open" | "next")) {
            let open = self.store.read()?.meetings_in(MeetingState::InProgress.word())?;
            if open.len() > 1 {
                let listed = open.iter().map(|r| format!("{} ({})", r.id, r.series)).collect::<Vec<_>>().join(", ");
                let lines = open.iter().map(|r| line(&r.id)).collect::<Vec<_>>().join(", or ");
                return Err(AppError::Input {
                    text: format!("{} meetings are open, and none is named: {listed}", open.len()),
                    hint: format!("name the one you mean: {lines}"),
                });
            }
        }
        self.meeting_meant(word)
    }

    /// The meeting that is open, else the soonest one: of those that are called, and of the turns that series have.
    pub(in crate::app) fn next_meeting(&self, pack: &Pack) -> Result<Option<MeetingRow>, AppError> {
        let (reader, now) = (self.store.read()?, self.now());
        let title = |series: &str| {
            let found = pack.series.iter().find(|s| s.id() == series);
            found.map_or_else(|| series.to_owned(), |s| s.title.clone())
        };
        let shown = |r: crate::store::query::meetings::MeetingRow| MeetingRow {
            title: title(&r.series),
            id: r.id,
            series: r.series,
            state: r.state,
            starts: Time(r.starts),
            opened: r.opened.map(Time),
            closed: None,
        };
        // Those to come; of what has begun, what somebody called goes before what is only planned.
        let order = |r: &MeetingRow| {
            let begun = r.starts.0 <= now;
            (!begun, begun && r.state == "planned", r.starts)
        };
        let called = |state: &str| -> Result<Option<MeetingRow>, AppError> {
            let still = reader.meetings_in(state)?.into_iter().filter(|r| stands(pack, r, now) == state);
            Ok(still.map(shown).min_by_key(order))
        };
        if let Some(first) = self.open_meeting()? {
            let mut open = reader.meetings_in(MeetingState::InProgress.word())?.into_iter();
            return Ok(open.find(|r| r.id == first.as_str()).map(shown));
        }
        let pending = called("pending")?;
        // A turn that has begun and that nobody has called yet is still the next one, for as long as it is planned.
        let turns = pack.series.iter().filter_map(|s| Some((self.upcoming(pack, s, begun(s, now))?, s)));
        let planned = turns.min_by_key(|(turn, _)| turn.at).map(|(turn, s)| MeetingRow {
            id: self.turn_id(pack, s, turn).to_string(),
            title: s.title.clone(),
            series: s.id().to_owned(),
            state: "planned".into(),
            starts: Time(turn.at),
            opened: None,
            closed: None,
        });
        Ok(pending.into_iter().chain(planned).min_by_key(order))
    }

    /// What an open meeting asks of its members, wherever they are: to say so where an item of the consent group that is
    /// announced shall be voted on, or to end a meeting that was left open.
    /// And whether the actor is recorded as present in it.
    pub(in crate::app) fn asked_in(&self, id: &str, pack: &Pack) -> Result<(Option<String>, bool), AppError> {
        let Ok(id) = id.parse::<MeetingId>() else { return Ok((None, false)) };
        let world = self.sitting_in(std::slice::from_ref(&id))?;
        let Some(meeting) = world.meetings.get(&id) else { return Ok((None, false)) };
        let now = self.now();
        let joined = is_in(meeting, &self.actor);
        if world.board.holds_until(pack, &id).is_some_and(|until| until <= now) {
            // Until when its roll held stands on its own page; this line has room for what to do.
            let text = format!("{id} was left open: m goes there, X closes it");
            return Ok((Some(text), false));
        }
        // Only what is being waited for is news; the meeting's own page knows what has been decided since.
        let said = meeting.announced.as_ref().filter(|a| now < a.until);
        let asked = said.map(|a| {
            let still = |no: &&u32| meeting.item(**no).is_some_and(|(item, _)| item.consent);
            let items: Vec<String> = a.items.iter().filter(still).map(ToString::to_string).collect();
            // With its end it is another sentence for each announcement, and so told anew.
            let end = a.until.local(pack.calendar.tz).format("%H:%M:%S");
            let items = items.join(", ");
            format!("{id} decides items {items} by consent at {end}: v goes there, where its number takes an item out")
        });
        Ok((asked, joined))
    }
}

/// Whether somebody is recorded as present in a meeting.
fn is_in(meeting: &Meeting, person: &PersonId) -> bool {
    let said = meeting.attendance.iter().rev().find(|(_, who, _)| who == person);
    said.is_some_and(|(.., how)| how.counts())
}
