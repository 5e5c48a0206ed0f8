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

/// The nouns, each with the conversion from its own events.
macro_rules! nouns {
    ($($(#[$doc:meta])* $variant:ident($event:ident)),+ $(,)?) => {
        /// What happened, by noun.
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub enum What {$(
            $(#[$doc])*
            $variant($event),
        )+}

        $(impl From<$event> for What {
            fn from(event: $event) -> Self {
                Self::$variant(event)
            }
        })+
    };
}
nouns! {
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
