//! The meetings of the board: which there are, when, in which state, and the actions that they gave.

use crate::base::time::Moment;
use crate::domain::event::What;
use crate::domain::meeting::MeetingState;
use crate::domain::meeting::events::MeetingEvent;
use crate::ledger::entry::EntryRef;
use crate::store::codec;
use rusqlite::Connection;

/// Enters what the entry says of a meeting.
pub(in crate::store) fn apply(conn: &Connection, entry: &EntryRef<'_>) -> rusqlite::Result<()> {
    let stream = std::str::from_utf8(entry.stream).unwrap_or_default();
    let Some(id) = stream.strip_prefix("meeting/") else { return Ok(()) };
    let kind = std::str::from_utf8(entry.kind).unwrap_or_default();
    let v = u16::try_from(entry.v).unwrap_or(u16::MAX);
    // An entry of a newer program shows nothing here; opening such a register is refused before.
    let Ok(What::Meeting(what)) = codec::decode(kind, v, entry.payload) else { return Ok(()) };
    let state = |state: MeetingState, moment: &str, at: Option<Moment>| {
        let set = if moment.is_empty() { String::new() } else { format!(", {moment} = ?3") };
        let sql = format!("UPDATE meetings SET state = ?2{set} WHERE id = ?1");
        match at {
            Some(at) => conn.prepare_cached(&sql)?.execute((id, state.word(), at.0)),
            None => conn.prepare_cached(&sql)?.execute((id, state.word())),
        }
        .map(|_| ())
    };
    match what {
        MeetingEvent::Called { series, starts, .. } => conn
            .prepare_cached("INSERT INTO meetings(id, series, starts, state) VALUES (?, ?, ?, ?)")?
            .execute((id, series, starts.0, MeetingState::Pending.word()))
            .map(|_| ()),
        MeetingEvent::Moved { starts, .. } => {
            conn.prepare_cached("UPDATE meetings SET starts = ? WHERE id = ?")?.execute((starts.0, id)).map(|_| ())
        }
        MeetingEvent::Canceled { .. } => state(MeetingState::Canceled, "", None),
        MeetingEvent::NotHeld { .. } => state(MeetingState::NotHeld, "closed", Some(entry.at)),
        MeetingEvent::Opened { .. } => state(MeetingState::InProgress, "opened", Some(entry.at)),
        MeetingEvent::Closed { .. } => state(MeetingState::Complete, "closed", Some(entry.at)),
        MeetingEvent::ActionGiven { owner, .. } => conn
            .prepare_cached(
                "INSERT INTO actions(meeting, no, owner) SELECT ?1, count(*) + 1, ?2 FROM actions WHERE meeting = ?1",
            )?
            .execute((id, owner.as_str()))
            .map(|_| ()),
        MeetingEvent::ActionDone { no } => conn
            .prepare_cached("UPDATE actions SET done = ? WHERE meeting = ? AND no = ?")?
            .execute((entry.at.0, id, no))
            .map(|_| ()),
        _ => Ok(()),
    }
}
