//! What may be asked of the register: the closed list of commands, and which streams each looks at.

use super::board::Presence;
pub use super::calendar::bring::Brought;
pub use super::calendar::command::CalendarCommand;
pub use super::change::command::{Approval, Cast, ChangeCommand, ExceptionCommand};
use super::change::draft::{ForeignRecord, NewChange};
use super::desk::{Decided, Desk};
pub use super::meeting::command::{MeetingCommand, Settling};
use super::meeting::{Item, Subject};
use super::pack::{PackText, PackVersion};
use super::refusal::{Kind, Refusal};
use super::system::draft::SystemDraft;
use super::world::World;
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};

/// A command.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// To the register's policy.
    Policy(PolicyCommand),
    /// To persons, roles and seats.
    People(PeopleCommand),
    /// To the board.
    Board(BoardCommand),
    /// To the catalogue of standard changes.
    Catalogue(CatalogueCommand),
    /// To the risk register.
    Risk(RiskCommand),
    /// To the calendar.
    Calendar(CalendarCommand),
    /// To the register of systems.
    System(SystemCommand),
    /// Open a change request.
    Open(NewChange),
    /// Bring a change over from another tool; the number of the change it had become, if it was brought before.
    Import(ForeignRecord, Option<ChangeNo>),
    /// To a change.
    Change(ChangeNo, ChangeCommand),
    /// To a meeting.
    Meeting(MeetingId, MeetingCommand),
}

/// To the register's policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyCommand {
    /// Found the register.
    Found {
        /// Organisation.
        org: String,
        /// Sandbox.
        sandbox: bool,
    },
    /// Adopt packs.
    Adopt {
        /// The packs.
        packs: Vec<PackText>,
        /// Standard changes that they name: id, title, procedure.
        entries: Vec<(String, String, String)>,
        /// Why.
        reason: Option<String>,
    },
    /// Change a setting.
    Set {
        /// Id.
        id: String,
        /// Value.
        value: String,
        /// Why.
        reason: Option<String>,
    },
    /// Record the policy's review.
    Review {
        /// What was found.
        note: Option<String>,
    },
    /// Sign the adoption of an edited pack in a role.
    Sign {
        /// Role.
        role: String,
        /// The pack's name.
        pack: String,
        /// The digest of the text that is signed.
        digest: Digest,
    },
    /// Accept the register as it is, though it was seen longer or otherwise: an older state was put in its place.
    AcceptState {
        /// Entries that are there.
        found: u64,
        /// Entries that were seen before, where that is known.
        seen: Option<u64>,
        /// Why.
        reason: String,
    },
    /// Put back what keeps entries from being altered.
    RestoreGuards {
        /// What was wrong with it.
        found: Vec<String>,
        /// What is known of how that came about.
        reason: String,
    },
    /// Acknowledge that the chain is broken.
    Acknowledge {
        /// The first entry that does not hold.
        seq: u64,
        /// Why the register is used on.
        reason: String,
    },
    /// Confirm a precondition of the policy.
    Confirm {
        /// The line.
        line: String,
    },
}

/// To persons, roles and seats.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleCommand {
    /// Register a person, or change roles and seats of one.
    Register {
        /// Who.
        person: PersonId,
        /// Roles by id, title or alias.
        roles: Vec<String>,
        /// Seats by id.
        seats: Vec<String>,
        /// Whether the person must not be registered yet.
        new: bool,
    },
    /// Retire a person.
    Retire {
        /// Who.
        person: PersonId,
    },
    /// Vacate a seat.
    Vacate {
        /// Seat id, or a place without a vote.
        seat: String,
        /// Who leaves it; whoever is there if not given.
        person: Option<PersonId>,
    },
    /// Name an alternate for a seat.
    Alternate {
        /// Seat id.
        seat: String,
        /// Who.
        person: PersonId,
    },
}

/// To the board.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardCommand {
    /// Record who is present.
    Rollcall {
        /// Who is how present.
        present: Vec<(PersonId, Presence)>,
    },
    /// Delegate a role, or one's vote.
    Delegate {
        /// To whom.
        to: PersonId,
        /// Role; none for the vote.
        role: Option<String>,
        /// Environment.
        environment: Option<String>,
        /// Beginning; now if not given.
        from: Option<Moment>,
        /// End.
        until: Moment,
        /// Written reason.
        reason: Option<String>,
    },
    /// Put a topic on the agenda of each meeting of a series that is made from now on, or of some of them.
    Repeat {
        /// Series of the pack.
        series: String,
        /// The topic.
        topic: String,
        /// `turn`, a number, or a recurrence rule.
        every: String,
        /// Until when.
        until: Option<Moment>,
    },
    /// Have a topic come back no longer.
    EndRepeat {
        /// Series of the pack.
        series: String,
        /// The topic.
        topic: String,
    },
    /// End one's delegation early.
    Undelegate {
        /// To whom.
        to: PersonId,
    },
}

/// To the catalogue of standard changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueCommand {
    /// Admit an entry, or admit it anew; what is not given then stays as it was.
    Admit {
        /// Id.
        id: String,
        /// Title.
        title: Option<String>,
        /// Documented procedure.
        procedure: Option<String>,
    },
    /// Suspend an entry.
    Suspend {
        /// Id.
        id: String,
        /// Why.
        reason: Option<String>,
    },
    /// Take an entry out.
    Withdraw {
        /// Id.
        id: String,
        /// Why.
        reason: Option<String>,
    },
}

/// To the risk register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskCommand {
    /// Log a risk.
    Log {
        /// Change.
        change: Option<ChangeNo>,
        /// What may happen.
        text: String,
        /// Level; the change's own when not given.
        level: Option<String>,
        /// Mitigation plan.
        mitigation: Option<String>,
        /// Owner; the actor when not given.
        owner: Option<PersonId>,
    },
    /// Accept a risk.
    Accept {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Record the register's review.
    Review {
        /// What was found.
        note: Option<String>,
    },
}

/// To the register of systems.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemCommand {
    /// Record systems, or their details anew.
    Put {
        /// The systems.
        systems: Vec<SystemDraft>,
        /// Whether none of them may be there yet.
        new: bool,
    },
    /// Take a system out of use.
    Retire {
        /// Id.
        id: String,
        /// Why.
        reason: Option<String>,
    },
    /// Record that something about a system was shown to work.
    Validate {
        /// Id.
        id: String,
        /// `rto` or `recovery`.
        what: String,
        /// How.
        note: Option<String>,
    },
    /// Record a test of disaster recovery.
    RecoveryTest {
        /// Whether a patch was deployed in it.
        patched: bool,
        /// How it went.
        note: Option<String>,
    },
}

impl Command {
    /// The streams that `decide` must see.
    #[must_use]
    pub fn touches(&self) -> Vec<Stream> {
        let mut streams = vec![Stream::Policy, Stream::People, Stream::Board];
        match self {
            Self::People(_) | Self::Board(_) => {}
            Self::Policy(_) => streams.extend([Stream::Catalogue, Stream::Systems]),
            Self::Catalogue(_) => streams.push(Stream::Catalogue),
            Self::Risk(command) => {
                streams.push(Stream::Risks);
                if let RiskCommand::Log { change: Some(no), .. } = command {
                    streams.push(Stream::Change(*no));
                }
            }
            Self::Calendar(_) => streams.extend([Stream::Calendar, Stream::Systems]),
            Self::System(_) => streams.push(Stream::Systems),
            Self::Open(_) => streams.extend([Stream::Catalogue, Stream::Systems]),
            Self::Import(_, no) => streams.extend(no.map(Stream::Change)),
            Self::Change(no, _) => {
                streams.extend([Stream::Catalogue, Stream::Risks, Stream::Calendar, Stream::Systems]);
                streams.push(Stream::Change(*no));
            }
            Self::Meeting(id, command) => {
                streams.push(Stream::Meeting(id.clone()));
                let command = match command {
                    MeetingCommand::Planned { then, .. } => &**then,
                    other => other,
                };
                if let MeetingCommand::Add { item: Item { subject: Subject::Change(no), .. }, .. } = command {
                    streams.push(Stream::Change(*no));
                }
            }
        }
        streams
    }

    /// The version of the pack that judges the command: that of the change's submission, else the one in force.
    #[must_use]
    pub fn judged_by(&self, world: &World) -> PackVersion {
        let submitted = match self {
            Self::Change(no, _) => world.changes.get(no).and_then(|c| c.judged_under()),
            _ => None,
        };
        submitted.unwrap_or_else(|| world.policy.version())
    }
}

/// Decides a command: what happens, or why not.
///
/// # Errors
/// A [`Refusal`] with its reasons, clauses and remedies; nothing has happened then.
pub fn decide(world: &World, desk: &Desk, command: &Command) -> Result<Decided, Refusal> {
    match command {
        Command::Policy(command) => super::pack::acts::decide(world, desk, command),
        Command::People(command) => super::board::acts::decide_people(world, desk, command),
        Command::Board(command) => super::board::acts::decide_board(world, desk, command),
        Command::Catalogue(command) => super::catalogue::acts::decide(world, desk, command),
        Command::Risk(command) => super::risk::acts::decide(world, desk, command),
        Command::Calendar(command) => super::calendar::acts::decide(world, desk, command),
        Command::System(command) => super::system::acts::decide(world, desk, command),
        Command::Open(new) => super::change::draft::open(world, desk, new),
        Command::Import(record, no) => super::change::draft::import(world, desk, record, *no),
        Command::Change(no, command) => {
            let change = world.changes.get(no).ok_or_else(|| {
                Refusal::new(Kind::NotFound, format!("there is no {no}"), "see `quorate change list`")
            })?;
            super::change::acts::decide(world, desk, change, command)
        }
        Command::Meeting(id, command) => super::meeting::acts::decide(world, desk, id, command),
    }
}
