//! The first run in line mode: a demo week, an empty register with a pack of one's choice, or a short tour.

use super::talk::Talk;
use crate::app::App;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::cli::verbs::setup::{self, BEGINNINGS, PACKS, TOUR};

/// Asks how to begin until there is a register; false when the person leaves before.
pub fn run(session: &mut Session, talk: &mut Talk) -> Result<bool, Failure> {
    let place = App::paths(&session.options).into_iter().find(|p| p.0 == "db");
    let place = place.map_or_else(String::new, |p| format!(" at {}", p.1.display()));
    loop {
        let question = format!("There is no register yet{place}. How do you want to begin?");
        let begun = match talk.choose(&question, &BEGINNINGS)? {
            Some(0) => begin(session, talk, setup::DEMO_PACK, None)?,
            Some(1) => empty(session, talk)?,
            Some(_) => {
                talk.say_all(TOUR.lines())?;
                false
            }
            None => return Ok(false),
        };
        if begun {
            return Ok(true);
        }
    }
}

fn empty(session: &mut Session, talk: &mut Talk) -> Result<bool, Failure> {
    let titles = PACKS.map(|p| p.1);
    let Some((name, title)) = talk.choose("Which pack?", &titles)?.and_then(|at| PACKS.get(at)) else {
        return Ok(false);
    };
    let help = "The name stands in the header and on minutes. Nothing is founded yet.";
    let Some(org) = talk.words("Organisation? It may be empty.", help)? else { return Ok(false) };
    if !talk.record(&format!("Found a register under {title}"))? {
        talk.say("Nothing was founded.")?;
        return Ok(false);
    }
    begin(session, talk, name, Some(org))
}

/// Founds a register, with a demo week in it where no organisation is named; what stands in the way is told.
fn begin(session: &mut Session, talk: &mut Talk, pack: &str, org: Option<String>) -> Result<bool, Failure> {
    let begun = match org {
        Some(org) => setup::found(session, pack, org),
        None => {
            talk.say("Inventing a demo week, in a register for training ...")?;
            setup::demo_week(session, pack)
        }
    };
    match begun {
        Ok(receipt) => {
            let tz = session.tz_to_show();
            talk.say_all(crate::text::words::receipt::lines(&receipt, tz))?;
            Ok(true)
        }
        Err(failure) => {
            talk.report(&failure)?;
            // A demo week that was cut short leaves a register, which can be looked at.
            Ok(App::exists(&session.options))
        }
    }
}
