//! Which meeting a verb means where none is named, and which item comes next in it.

use crate::app::error::AppError;
use crate::base::ids::MeetingId;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::command::MeetingCommand;

/// The meeting and item of the act whose key is given again, where the line names none.
fn before(session: &mut Session, id: Option<&str>) -> Result<Option<(MeetingId, Option<u32>)>, Failure> {
    if session.common.idempotency_key.is_none() || !matches!(id, None | Some("open" | "next")) {
        return Ok(None);
    }
    let act = session.how("").act;
    Ok(session.app()?.acted_before(act)?)
}

/// Whether the key of an act of a meeting is given again: its first receipt answers then.
pub fn repeats(session: &mut Session) -> Result<bool, Failure> {
    Ok(before(session, None)?.is_some())
}

/// The meeting that an act within a meeting means: where none is open and none is named, the answer says which was.
pub fn within(session: &mut Session, id: Option<&str>) -> Result<MeetingId, Failure> {
    if let Some((id, _)) = before(session, id)? {
        return Ok(id);
    }
    let app = session.app()?;
    if matches!(id, None | Some("open" | "next")) && app.open_meeting()?.is_none() {
        let rows = app.meetings()?;
        let ahead = rows.iter().find(|r| matches!(r.state.as_str(), "pending" | "planned"));
        let next = ahead
            .map_or_else(|| "quorate meeting create --at TIME".into(), |r| format!("quorate meeting open {}", r.id));
        let over = rows.iter().filter(|r| r.state == "complete").max_by_key(|r| r.closed);
        let text = match over.and_then(|r| Some((r, r.closed?))) {
            Some((row, at)) => {
                let at = crate::text::words::moment::moment(at.0, session.tz_to_show());
                format!("no meeting is open: {} {} was closed {at}", row.title, row.id)
            }
            None => "no meeting is open".to_owned(),
        };
        return Err(AppError::NotFound { text, hint: format!("open the next: {next}") }.into());
    }
    meant(session, id)
}

/// The meeting that is meant.
pub fn meant(session: &mut Session, id: Option<&str>) -> Result<MeetingId, Failure> {
    match before(session, id)? {
        Some((id, _)) => Ok(id),
        None => Ok(session.app()?.meeting_acted_on(id, named)?),
    }
}

/// The line that was typed, with a meeting named in the place where its verb takes one.
pub fn named(id: &str) -> String {
    let whole = crate::cli::command();
    let verbs = whole.find_subcommand("meeting");
    let mut typed = std::env::args().skip(1);
    let verb = typed.find_map(|word| verbs?.find_subcommand(word));
    let flag = verb.is_some_and(|v| v.get_arguments().any(|a| a.get_id() == "meeting"));
    let place = if flag { ["--meeting", id].join(" ") } else { id.to_owned() };
    let rest = typed.map(|word| format!(" {}", crate::base::text::shell(&word))).collect::<String>();
    format!("quorate meeting {} {place}{rest}", verb.map_or("view", |v| v.get_name()))
}

/// A meeting that nobody named is opened about its time; long before it, whoever means it names it.
pub fn about_now(session: &mut Session, id: &MeetingId) -> Result<(), Failure> {
    if before(session, None)?.is_some() {
        return Ok(());
    }
    let confirmed = session.common.confirm.as_ref().is_some_and(|c| c.trim().eq_ignore_ascii_case(id.as_str()));
    match session.app()?.opens_early(id)?.filter(|_| !confirmed) {
        None => Ok(()),
        Some(early) => {
            let text = format!("the next meeting, {id}, begins in {early}: nothing was opened");
            Err(Failure::usage(text, format!("name it to open it now: quorate meeting open {id}")))
        }
    }
}

/// The item after the current one, or before it.
pub fn step(session: &mut Session, id: Option<&str>, by: i64) -> Result<MeetingCommand, Failure> {
    if let Some((_, Some(item))) = before(session, None)? {
        return Ok(MeetingCommand::Present { item });
    }
    let id = within(session, id)?;
    let sheet = session.app()?.meeting(&id)?;
    let next = match sheet.current {
        None => 1,
        Some(at) => u32::try_from(i64::from(at) + by).unwrap_or(0),
    };
    Ok(MeetingCommand::Present { item: next })
}
