//! A meeting of the board: called, opened with its agenda, led item by item, closed; its minutes are what happened.

pub mod acts;
pub mod agenda;
mod calling;
pub mod chair;
pub mod closing;
pub mod command;
mod consent;
pub mod convene;
pub mod events;
pub mod outcome;
pub mod permitted;

use crate::base::ids::{ChangeNo, MeetingId, PersonId};
use crate::base::time::{Moment, Span};
use crate::domain::board::Presence;
use crate::domain::said::Said;
use crate::policy::pack::Pack;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What an item is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A change.
    Change(ChangeNo),
    /// A standing item or a topic.
    Topic(String),
}

impl Subject {
    /// A change where the word is the number of one, else a topic.
    #[must_use]
    pub fn of(word: &str) -> Self {
        let number = word.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("CHG-"));
        let change = word.parse().ok().filter(|_| number);
        change.map_or_else(|| Self::Topic(word.to_owned()), Self::Change)
    }
}

/// An item of the agenda.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Section of the pack's agenda that it belongs to.
    pub section: String,
    /// What it is about.
    pub subject: Subject,
    /// Minutes planned.
    pub minutes: u32,
    /// Whether the meeting may not close before it is decided.
    pub mandatory: bool,
    /// Whether it belongs to the consent group.
    pub consent: bool,
    /// Reviews that it is about: the item is done when one of them is signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<String>,
}

/// What has become of an item beside the change's own record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Course {
    /// When it was presented: from and to, the last one open while it is the current item.
    pub shown: Vec<(Moment, Option<Moment>)>,
    /// Minutes added.
    pub extended: u32,
    /// Criteria marked as considered.
    pub considered: BTreeSet<String>,
    /// Assessments by seat: who gave it, and the words.
    pub assessed: BTreeMap<String, (PersonId, Said)>,
    /// How it was settled, where no change's record says so.
    pub settled: Option<(String, Option<Said>)>,
    /// When that was.
    pub settled_at: Option<Moment>,
    /// Until when it was deferred, where a moment was given.
    pub until: Option<Moment>,
    /// Whether it was deferred until somebody brings it again.
    pub open: bool,
    /// What a standing item showed when the meeting closed.
    pub data: Option<Said>,
    /// Who asked for the late item, and who seconded it.
    pub seconded: Option<(PersonId, PersonId)>,
}

/// A note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The item, from 1; none for the meeting as a whole.
    pub item: Option<u32>,
    /// The words.
    pub text: Said,
    /// Whether it is the writer's alone: never in the minutes, never on the audience's screen.
    pub private: bool,
    /// Who wrote it.
    pub by: PersonId,
    /// When.
    pub at: Moment,
}

/// An action that somebody took on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// Number within the meeting, from 1.
    pub no: u32,
    /// The item.
    pub item: Option<u32>,
    /// What is to be done.
    pub text: Said,
    /// By whom.
    pub owner: PersonId,
    /// When it was given.
    pub given: Moment,
    /// Until when.
    pub due: Moment,
    /// When it was done, and by whom.
    pub done: Option<(Moment, PersonId)>,
}

/// For whom somebody opened a meeting in the chair (reading 3.14), and why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Acting {
    /// Who holds the seat of the chair; none while nobody does.
    pub holder: Option<PersonId>,
    /// What the roll said of the holder; none where they simply were not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away: Option<Presence>,
}

/// State of a meeting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingState {
    /// Called, not opened.
    #[default]
    Pending,
    /// Open.
    InProgress,
    /// Closed.
    Complete,
    /// Called off.
    Canceled,
    /// Called, and not held.
    NotHeld,
}

impl MeetingState {
    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Complete => "complete",
            Self::Canceled => "canceled",
            Self::NotHeld => "not_held",
        }
    }
}

/// A meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Series of the pack.
    pub series: String,
    /// State.
    pub state: MeetingState,
    /// When it was called, and by whom.
    pub called: (Moment, PersonId),
    /// When it is planned to begin.
    pub starts: Moment,
    /// Whether it is beside the turns of its series: it takes none of them.
    pub ad_hoc: bool,
    /// When it was moved last.
    pub moved: Option<Moment>,
    /// For whom the opener took the chair.
    pub acting: Option<Acting>,
    /// Planned length in minutes.
    pub minutes: u32,
    /// Items put on the agenda by hand before it opened.
    pub added: Vec<Item>,
    /// Who asked for items that came late before it opened, and who seconded them.
    pub seconded: BTreeMap<Subject, (PersonId, PersonId)>,
    /// Subjects taken off the agenda by hand before it opened.
    pub removed: BTreeSet<Subject>,
    /// The agenda, from its opening on.
    pub items: Vec<Item>,
    /// What became of each item, in the order of `items`.
    pub courses: Vec<Course>,
    /// The current item, from 1.
    pub current: Option<u32>,
    /// When it was opened, and by whom.
    pub opened: Option<(Moment, PersonId)>,
    /// Who took the chair, in order: from when, and who.
    pub chairs: Vec<(Moment, PersonId)>,
    /// When it paused: from and to, the last one open while it does.
    pub pauses: Vec<(Moment, Option<Moment>)>,
    /// Roll calls and joins: when, who, how.
    pub attendance: Vec<(Moment, PersonId, Presence)>,
    /// When the roll was called anew: at the opening, and once an earlier one no longer held.
    pub rolls: Vec<Moment>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Actions.
    pub actions: Vec<Action>,
    /// When it was closed, and by whom.
    pub closed: Option<(Moment, PersonId)>,
    /// Changes that came after the cut-off and that nobody had put on the agenda when it closed.
    pub late: Vec<ChangeNo>,
    /// Corrections of the minutes: when, who, what.
    pub corrections: Vec<(Moment, PersonId, Said)>,
    /// When each person recorded something in it last.
    pub heard: BTreeMap<PersonId, Moment>,
    /// Names of people as its minutes keep them.
    pub names: BTreeMap<PersonId, Said>,
    /// Why it was called or called off.
    pub reason: Option<Said>,
    /// The consent group as it was announced last.
    pub announced: Option<Announced>,
}

/// The consent group as it was announced to the members: who says nothing until then consents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Announced {
    /// When.
    pub at: Moment,
    /// When the silence ends.
    pub until: Moment,
    /// The items, by number.
    pub items: Vec<u32>,
}

impl Course {
    /// When the board last dealt with the item, of a meeting that ended then: not where it was put off, withdrawn or not
    /// reached.
    #[must_use]
    pub fn dealt(&self, ended: Moment) -> Option<Moment> {
        match &self.settled {
            Some((how, _)) => self.settled_at.filter(|_| how == "done"),
            None => self.shown.last().map(|(_, to)| to.unwrap_or(ended)),
        }
    }
}

impl Item {
    /// An item of which only the subject is known; the register finds its section when it is put on an agenda.
    #[must_use]
    pub const fn about(subject: Subject) -> Self {
        Self { section: String::new(), subject, minutes: 0, mandatory: false, consent: false, reviews: Vec::new() }
    }
}

impl Meeting {
    /// An item by its number, from 1.
    #[must_use]
    pub fn item(&self, no: u32) -> Option<(&Item, &Course)> {
        let at = usize::try_from(no).ok()?.checked_sub(1)?;
        Some((self.items.get(at)?, self.courses.get(at)?))
    }

    /// Items with their numbers and courses.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Item, &Course)> {
        (1..).zip(&self.items).zip(&self.courses).map(|((no, item), course)| (no, item, course))
    }

    /// The number of the item about a change.
    #[must_use]
    pub fn item_of(&self, change: ChangeNo) -> Option<u32> {
        self.numbered().find(|(_, i, _)| i.subject == Subject::Change(change)).map(|(no, ..)| no)
    }

    /// The changes on its agenda.
    pub fn changes(&self) -> impl Iterator<Item = ChangeNo> {
        self.items.iter().chain(&self.added).filter_map(|i| match i.subject {
            Subject::Change(no) => Some(no),
            Subject::Topic(_) => None,
        })
    }

    /// When its agenda is locked, by the series' cut-off. What is called or moved at short notice is locked from then on.
    #[must_use]
    pub fn locks(&self, pack: &Pack) -> Option<Moment> {
        let cutoff = pack.series.iter().find(|s| s.id() == self.series)?.cutoff?;
        let notice = self.moved.or_else(|| self.ad_hoc.then_some(self.called.0));
        Some(pack.calendar.before(self.starts, cutoff).max(notice.unwrap_or(Moment(i64::MIN))))
    }

    /// Whether its time is over and it was never opened: it waits for somebody to say what became of it.
    #[must_use]
    pub fn missed(&self, pack: &Pack, now: Moment) -> bool {
        self.state == MeetingState::Pending && now >= over(pack, &self.series, self.starts)
    }

    /// Since when somebody has been there without a break, as far as they are there.
    #[must_use]
    pub fn here_since(&self, person: &PersonId) -> Option<Moment> {
        let roll = self.rolls.last().copied();
        let said = self.attendance.iter().rev().filter(|(at, p, _)| p == person && roll.is_none_or(|roll| *at >= roll));
        said.take_while(|(_, _, how)| how.counts()).map(|(at, ..)| *at).last()
    }

    /// Time spent on an item until a moment, pauses left out.
    #[must_use]
    pub fn spent(&self, no: u32, now: Moment) -> Span {
        let spans = self.item(no).map(|(_, c)| c.shown.as_slice()).unwrap_or_default();
        let total: i64 = spans
            .iter()
            .map(|(from, to)| {
                let to = to.unwrap_or(now);
                let paused: i64 = self.pauses.iter().map(|(a, b)| overlap((*from, to), (*a, b.unwrap_or(now)))).sum();
                to.since(*from).0.max(0) - paused
            })
            .sum();
        Span(total)
    }
}

/// When the time of a meeting is over that nobody opens: once it would have ended, or, where it is to open within a while,
/// once that is over.
#[must_use]
pub fn over(pack: &Pack, series: &str, starts: Moment) -> Moment {
    let series = pack.series.iter().find(|s| s.id() == series);
    let minutes = series.map_or(60, |s| s.minutes).max(1);
    let within = series.and_then(|s| s.within).map(|length| pack.calendar.after(starts, length));
    starts.plus(Span::seconds(60 * i64::from(minutes))).max(within.unwrap_or(starts))
}

fn overlap(a: (Moment, Moment), b: (Moment, Moment)) -> i64 {
    a.1.min(b.1).since(a.0.max(b.0)).0.max(0)
}
