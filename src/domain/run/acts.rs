//! What may be done while a change is carried out.

use super::command::RunCommand;
use super::events::RunEvent;
use crate::domain::change::acts::Case;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

/// The kinds of lines in an implementation record.
pub const KINDS: [&str; 6] = ["deviation", "incident", "health", "snapshot", "connectivity", "lesson"];

/// Decides a command on a change that is carried out.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &RunCommand) -> Result<(), Refusal> {
    match command {
        RunCommand::Note { kind, environment, text } => note(case, kind, environment.as_deref(), text),
    }
}

fn note(case: &mut Case<'_>, kind: &str, environment: Option<&str>, said: &str) -> Result<(), Refusal> {
    if !KINDS.contains(&kind) {
        let text = format!("there is no kind of note \"{}\"", crate::base::text::visible(kind));
        return Err(Refusal::new(Kind::InvalidInput, text, format!("choose of {}", KINDS.join(", "))));
    }
    case.among_its_environments(environment)?;
    case.guard(Act::Record, &[("kind", kind), ("environment", environment.unwrap_or_default())])?;
    let Some(text) = case.say(Some(said))? else {
        return Err(Refusal::new(
            Kind::InvalidInput,
            "the note is empty",
            format!("quorate run note {} TEXT", case.change.no),
        ));
    };
    case.add(RunEvent::Noted { kind: kind.into(), environment: environment.map(Into::into), text });
    Ok(())
}
