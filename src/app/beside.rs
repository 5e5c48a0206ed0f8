//! What an act looks at beside the streams that its command names.

use super::error::AppError;
use super::execute::{event, fold};
use crate::base::ids::{MeetingId, Stream};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::meeting::MeetingState;
use crate::domain::world::World;
use crate::store::load::Reader;

/// What an act looks at beside its own streams: the changes on a meeting's agenda; and for a ballot that opens, the
/// meeting that is under way and has the change on its agenda.
pub(super) fn beside(reader: &Reader<'_>, world: &mut World, command: &Command) -> Result<Command, AppError> {
    match command {
        Command::Meeting(id, _) => {
            let changes: Vec<_> = world.meetings.get(id).map(|m| m.changes().collect()).unwrap_or_default();
            for no in changes {
                let stream = Stream::Change(no);
                if world.changes.contains_key(&no) {
                    continue;
                }
                for entry in &reader.load(&stream)? {
                    world.apply(&event(&stream, entry)?);
                }
            }
        }
        Command::Change(no, ChangeCommand::OpenVote { tally, meeting: None }) => {
            for row in reader.meetings_in(MeetingState::InProgress.word())? {
                let Ok(id) = row.id.parse::<MeetingId>() else { continue };
                let found = fold(reader, &[Stream::Meeting(id.clone())], None)?;
                if found.meetings.get(&id).is_some_and(|m| m.item_of(*no).is_some()) {
                    let meeting = Some(id.to_string());
                    return Ok(Command::Change(*no, ChangeCommand::OpenVote { tally: *tally, meeting }));
                }
            }
        }
        Command::Change(no, _) => {
            // The meeting that votes on it tells what was considered there.
            let Some(ballot) = world.changes.get(no).and_then(|c| c.ballot()) else { return Ok(command.clone()) };
            let held: Vec<MeetingId> = match ballot.meeting.as_ref().and_then(|id| id.parse().ok()) {
                Some(id) => vec![id],
                None => {
                    let open = reader.meetings_in(MeetingState::InProgress.word())?;
                    open.iter().filter_map(|row| row.id.parse().ok()).collect()
                }
            };
            for stream in held.into_iter().map(Stream::Meeting) {
                for entry in &reader.load(&stream)? {
                    world.apply(&event(&stream, entry)?);
                }
            }
        }
        _ => {}
    }
    Ok(command.clone())
}
