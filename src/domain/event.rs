//! What happened: the closed list of events. A released shape is for ever; a new shape is a new version with an upcast.

use super::attempt::events::AttemptEvent;
use super::ballot::events::BallotEvent;
use super::board::events::{BoardEvent, PeopleEvent};
use super::calendar::events::CalendarEvent;
use super::catalogue::events::CatalogueEvent;
use super::change::events::ChangeEvent;
use super::checklist::events::ChecklistEvent;
use super::evidence::events::EvidenceEvent;
use super::meeting::events::MeetingEvent;
use super::pack::events::PolicyEvent;
use super::risk::events::RiskEvent;
use super::run::events::RunEvent;
use super::system::events::SystemEvent;
use crate::base::ids::{PersonId, Stream};
use crate::base::time::Moment;

/// An event with its circumstances.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The stream it belongs to.
    pub stream: Stream,
    /// When it was recorded.
    pub at: Moment,
    /// Who acted.
    pub actor: PersonId,
    /// What happened.
    pub what: What,
}

/// What happened, by noun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// To the register's policy.
    Policy(PolicyEvent),
    /// To persons.
    People(PeopleEvent),
    /// To the board.
    Board(BoardEvent),
    /// To the catalogue of standard changes.
    Catalogue(CatalogueEvent),
    /// To the risk register.
    Risk(RiskEvent),
    /// To the calendar.
    Calendar(CalendarEvent),
    /// To the register of systems.
    System(SystemEvent),
    /// To a change.
    Change(ChangeEvent),
    /// To a ballot on a change.
    Ballot(BallotEvent),
    /// While a change was carried out.
    Run(RunEvent),
    /// To the evidence on a change.
    Evidence(EvidenceEvent),
    /// To the checklists of a change.
    Checklist(ChecklistEvent),
    /// To a meeting.
    Meeting(MeetingEvent),
    /// What was refused.
    Attempt(AttemptEvent),
}

macro_rules! into_what {
    ($($variant:ident($event:ident)),+ $(,)?) => {$(
        impl From<$event> for What {
            fn from(event: $event) -> Self {
                Self::$variant(event)
            }
        }
    )+};
}
into_what!(
    Policy(PolicyEvent),
    People(PeopleEvent),
    Board(BoardEvent),
    Catalogue(CatalogueEvent),
    Risk(RiskEvent),
    Calendar(CalendarEvent),
    System(SystemEvent),
    Change(ChangeEvent),
    Ballot(BallotEvent),
    Run(RunEvent),
    Evidence(EvidenceEvent),
    Checklist(ChecklistEvent),
    Meeting(MeetingEvent),
    Attempt(AttemptEvent),
);
