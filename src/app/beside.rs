//! What an act looks at beside the streams that its command names.

use super::error::AppError;
use super::execute::event_of;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::Moment;
use crate::domain::ballot::BallotState;
use crate::domain::change::Change;
use crate::domain::command::{BoardCommand, ChangeCommand, Command, MeetingCommand, PeopleCommand};
use crate::domain::meeting::MeetingState;
use crate::domain::world::World;
use crate::store::load::Reader;
use crate::store::query::meetings::MeetingRow;

/// As far as the register goes.
pub(super) const END: Moment = Moment(i64::MAX);

/// The entries that an act saw: those up to a moment, and before a place in the ledger.
#[derive(Clone, Copy)]
pub(super) struct Until(pub Moment, pub u64);

impl Until {
    /// All of them.
    pub const NOW: Self = Self(END, u64::MAX);
}

/// What an act looks at beside its own streams: the changes on a meeting's agenda; and for a ballot that opens, the
/// meeting that is under way and has the change on its agenda.
pub(super) fn beside(
    reader: &Reader<'_>,
    world: &mut World,
    command: &Command,
    until: Until,
) -> Result<Command, AppError> {
    match command {
        Command::Meeting(id, command) => {
            let opens = |c: &MeetingCommand| matches!(c, MeetingCommand::Open { .. });
            if opens(command) || matches!(command, MeetingCommand::Planned { then, .. } if opens(then)) {
                // One board does not sit twice at once.
                load_open(reader, world, until)?;
            }
            let changes: Vec<_> = world.meetings.get(id).map(|m| m.changes().collect()).unwrap_or_default();
            for no in changes {
                let stream = Stream::Change(no);
                if world.changes.contains_key(&no) {
                    continue;
                }
                take_in(reader, world, &stream, until)?;
            }
        }
        // While a meeting is under way, the roll is the meeting's.
        Command::Board(BoardCommand::Rollcall { .. }) => load_open(reader, world, until)?,
        Command::People(PeopleCommand::Alternate { .. }) => load_open(reader, world, until)?,
        Command::Change(no, ChangeCommand::OpenVote { tally, meeting: None }) => {
            for id in open(reader, until)? {
                let mut found = World::default();
                load(reader, &mut found, &id, until)?;
                if found.meetings.get(&id).is_some_and(|m| m.item_of(*no).is_some()) {
                    load(reader, world, &id, until)?;
                    let meeting = Some(id.to_string());
                    return Ok(Command::Change(*no, ChangeCommand::OpenVote { tally: *tally, meeting }));
                }
            }
        }
        Command::Change(_, ChangeCommand::OpenVote { meeting: Some(id), .. }) => {
            if open(reader, until)?.iter().all(|m| m.as_str() != id) {
                return Err(AppError::NotFound {
                    text: format!("no meeting {} is open", crate::base::text::visible(id)),
                    hint: "see quorate meeting list; without --meeting it is the one that has the change on its agenda"
                        .into(),
                });
            }
            load_open(reader, world, until)?;
        }
        Command::Change(no, _) => {
            // The meeting that votes on it tells what was considered there, and the one that has it on its agenda who is
            // there.
            let ballot = world.changes.get(no).and_then(|c| c.ballot());
            let named = ballot.and_then(|b| b.meeting.as_ref()?.parse().ok());
            let open = ballot.is_some_and(|b| b.state == BallotState::Open);
            if let Some(id) = &named {
                load(reader, world, id, until)?;
            }
            if named.is_none() || !open {
                load_open(reader, world, until)?;
            }
        }
        _ => {}
    }
    Ok(command.clone())
}

/// The meetings that are open, or were then. The table finds them.
fn open(reader: &Reader<'_>, until: Until) -> Result<Vec<MeetingId>, AppError> {
    let rows = match until.0 {
        END => reader.meetings_in(MeetingState::InProgress.word())?,
        at => reader.meetings(SITTINGS)?.into_iter().filter(|row| sat(at, row)).collect(),
    };
    Ok(rows.into_iter().filter_map(|row| row.id.parse().ok()).collect())
}

/// Whether a meeting was open at a moment.
fn sat(at: Moment, row: &MeetingRow) -> bool {
    row.opened.is_some_and(|from| from <= at) && row.closed.is_none_or(|to| to >= at)
}

/// Folds the meetings that are open into the world: their own entries say how they stand.
fn load_open(reader: &Reader<'_>, world: &mut World, until: Until) -> Result<(), AppError> {
    open(reader, until)?.iter().try_for_each(|id| load(reader, world, id, until))
}

/// Meetings that are looked through for one in which a ballot was closed: those of a year and some more.
const SITTINGS: usize = 60;

/// Folds the meetings into the world in which a change was voted on, up to a moment.
pub(super) fn load_held(
    reader: &Reader<'_>,
    world: &mut World,
    change: &Change,
    until: Moment,
) -> Result<(), AppError> {
    let mut held: Vec<MeetingId> = change.ballots.iter().filter_map(|b| b.meeting.as_deref()?.parse().ok()).collect();
    // A ballot of before a meeting may have been closed in it, which then tells what was considered there.
    let before: Vec<Moment> = change.ballots.iter().filter(|b| b.meeting.is_none()).filter_map(|b| b.closed).collect();
    if !before.is_empty() {
        let rows = reader.meetings(SITTINGS)?.into_iter().filter(|row| before.iter().any(|at| sat(*at, row)));
        held.extend(rows.filter_map(|row| row.id.parse().ok()));
    }
    held.iter().try_for_each(|id| load(reader, world, id, Until(until, u64::MAX)))
}

/// Folds a meeting into the world, once.
fn load(reader: &Reader<'_>, world: &mut World, id: &MeetingId, until: Until) -> Result<(), AppError> {
    // What the board's own stream tells of a meeting has no series.
    if world.meetings.get(id).is_some_and(|m| !m.series.is_empty()) {
        return Ok(());
    }
    take_in(reader, world, &Stream::Meeting(id.clone()), until)
}

/// Folds a stream into the world.
pub(super) fn take_in(
    reader: &Reader<'_>,
    world: &mut World,
    stream: &Stream,
    Until(at, before): Until,
) -> Result<(), AppError> {
    reader.each_of(stream, at, |entry| {
        if entry.seq < before {
            world.apply(&event_of(stream, entry)?);
        }
        Ok::<_, AppError>(())
    })
}
