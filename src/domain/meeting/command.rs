//! What may be asked of a meeting.

use super::{Item, Subject};
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::board::Presence;
use serde::{Deserialize, Serialize};

/// How a standing item or topic is settled.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Settling {
    /// The item.
    pub item: u32,
    /// `done`, `deferred` or `withdrawn`.
    pub how: String,
    /// What was said.
    pub note: Option<String>,
    /// Until when it is deferred; to the next meeting where nothing is said.
    pub until: Option<Moment>,
    /// Whether it is deferred until somebody brings it again.
    pub open: bool,
    /// What it shows, line by line; the register fills it in, so that the minutes keep what the board saw.
    pub shown: Option<String>,
}

/// To a meeting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingCommand {
    /// Call it.
    Call {
        /// Series of the pack.
        series: String,
        /// Beginning.
        starts: Moment,
        /// Whether it is beside the turns of its series.
        ad_hoc: bool,
        /// Why.
        reason: Option<String>,
    },
    /// Do something to a turn of a series that nobody has called yet: it is called with it, or not at all.
    Planned {
        /// Series of the pack.
        series: String,
        /// Beginning.
        starts: Moment,
        /// What is done.
        then: Box<MeetingCommand>,
    },
    /// Move it.
    Move {
        /// Beginning.
        starts: Moment,
        /// Why.
        reason: Option<String>,
    },
    /// Call it off.
    CallOff {
        /// Why.
        reason: Option<String>,
    },
    /// Write down that it was not held, once its time is over.
    NotHeld {
        /// Why.
        reason: Option<String>,
    },
    /// Put an item on its agenda.
    Add {
        /// The item.
        item: Item,
        /// Who seconds it, where it comes late.
        second: Option<PersonId>,
    },
    /// Take an item off its agenda.
    Remove {
        /// What it is about.
        subject: Subject,
        /// Why.
        reason: Option<String>,
    },
    /// Open it with the agenda that the register gives now.
    Open {
        /// The agenda.
        items: Vec<Item>,
    },
    /// Join it in a session of one's own.
    Join,
    /// Record who is present.
    Rollcall {
        /// Who is how present.
        present: Vec<(PersonId, Presence)>,
    },
    /// Take the chair.
    TakeChair,
    /// Hand the chair over.
    GiveChair {
        /// To whom.
        to: PersonId,
    },
    /// Make an item the current one.
    Present {
        /// The item.
        item: u32,
    },
    /// Pause, or go on.
    Pause,
    /// Give an item more time.
    Extend {
        /// The item.
        item: u32,
        /// Minutes.
        minutes: u32,
    },
    /// Write something down.
    Note {
        /// The item.
        item: Option<u32>,
        /// The words.
        text: String,
        /// Whether it is the writer's alone.
        private: bool,
    },
    /// Give somebody an action.
    Action {
        /// The item.
        item: Option<u32>,
        /// What.
        text: String,
        /// Who.
        owner: Option<PersonId>,
        /// Until when.
        due: Option<Moment>,
    },
    /// An action is done.
    Done {
        /// Its number.
        no: u32,
    },
    /// Mark criteria as considered.
    Consider {
        /// The item.
        item: u32,
        /// Ids of the criteria.
        criteria: Vec<String>,
    },
    /// Give a seat's assessment.
    Assess {
        /// The item.
        item: u32,
        /// Seat; one's own if not given.
        seat: Option<String>,
        /// The words.
        text: String,
    },
    /// Take an item out of the consent group.
    Pull {
        /// The item.
        item: u32,
    },
    /// Announce the consent group to the members, who may pull items out while the silence lasts.
    Announce,
    /// Decide the consent group: what nobody pulled out of it until the silence was over is approved by those who were
    /// present throughout, each item by a ballot of its own. The register carries out the ballots with it.
    Consent {
        /// The rationale.
        reason: Option<String>,
    },
    /// Settle a standing item or topic.
    Settle(Settling),
    /// Close it.
    Close {
        /// Why, where it leaves open what it should not.
        reason: Option<String>,
    },
    /// Close it, with the data that its standing items show and the names of those who are in its minutes, so that the
    /// minutes keep them: the register completes `Close` to this.
    CloseWith {
        /// Item, and what it shows, line by line.
        shown: Vec<(u32, String)>,
        /// Person and name.
        names: Vec<(PersonId, String)>,
        /// Changes that came after the cut-off and are not on the agenda.
        late: Vec<ChangeNo>,
        /// Why, as `Close` has it.
        reason: Option<String>,
    },
    /// Correct its minutes.
    Correct {
        /// How.
        text: String,
        /// The name of who corrects, which the minutes keep; the register fills it in.
        name: Option<String>,
    },
}
