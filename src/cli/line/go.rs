//! The go/no-go board of a change in line mode: what stands against it, and the decision.

use super::acts;
use super::talk::{Said, Talk};
use crate::app::acts::go;
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::print::evidence::board_words;
use crate::cli::session::Session;
use crate::text::words::receipt;

const HELP: &str = "d decides go or no-go. n the board of the next environment. r read again. q back.";

/// Shows the board and takes decisions until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<(), Failure> {
    let mut env: Option<String> = None;
    loop {
        let sheet = session.app()?.go_board(no, env.as_deref(), None)?;
        talk.say_all(board_words(&sheet))?;
        let words = match talk.ask("d decide, n next environment, r again, q back, ? help.", HELP)? {
            Said::Back | Said::End => return Ok(()),
            Said::Words(words) => words,
        };
        match words.as_str() {
            "" | "r" => {}
            "n" => {
                let at = sheet.environments.iter().position(|e| Some(e) == sheet.env.as_ref());
                let next = at.and_then(|i| sheet.environments.get(i + 1)).or(sheet.environments.first());
                env = next.cloned().or(env);
            }
            "d" => {
                let Some(decider) = go::decider(&sheet) else {
                    talk.say("The pack has nobody decide on this.")?;
                    continue;
                };
                let line = go::line(&sheet, decider);
                let title = line.title.clone();
                talk.say(&title)?;
                let commands = acts::answered(session, talk, line, None)?.unwrap_or_default();
                if commands.is_empty() || !talk.record(&title)? {
                    talk.say("Nothing was recorded.")?;
                    continue;
                }
                for command in &commands {
                    let mut how = session.how(&format!("{no} decide"));
                    how.if_version = how.if_version.or(Some(sheet.revision));
                    let tz = session.tz_to_show();
                    match session.app()?.execute(command, how) {
                        Ok(recorded) => talk.say_all(receipt::lines(&recorded, tz))?,
                        Err(error) => talk.report(&error.into())?,
                    }
                }
            }
            _ => talk.say(HELP)?,
        }
    }
}
