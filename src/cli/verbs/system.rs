//! `system`: systems and services with tier, owner, site and dependencies.

use super::{Ended, act, done};
use crate::cli::args::system::{Details, System};
use crate::cli::exit::Exit;
use crate::cli::print::{self, Answer, system};
use crate::cli::session::Session;
use crate::domain::command::{Command, SystemCommand};
use crate::domain::system::draft::SystemDraft;

/// Carries out a verb of `system`.
pub fn run(session: &mut Session, verb: &System) -> Ended {
    let command = match verb {
        System::List(list) => return done(Answer::list(&session.app()?.systems(list.recovery)?)?),
        System::View(one) => {
            let sheet = session.app()?.system(&one.id)?;
            let value = print::value(&sheet)?;
            return done(Answer::document(value, move |tz| system::words(&sheet, tz)));
        }
        System::Import(file) => {
            let how = session.how(&file.file.display().to_string());
            let sheet = session.app()?.import_systems(&file.file, how)?;
            let nothing = sheet.added + sheet.changed == 0;
            let value = print::value(&sheet)?;
            let exit = if nothing && session.common.error_unchanged { Exit::Unchanged } else { Exit::Done };
            return Ok((Answer::document(value, move |_| system::imported(&sheet)), exit));
        }
        System::Add(details) => SystemCommand::Put { systems: vec![draft(details)], new: true },
        System::Edit(details) => {
            // A system that is not there is not made by an edit.
            session.app()?.system(&details.id)?;
            SystemCommand::Put { systems: vec![draft(details)], new: false }
        }
        System::Retire(one) => SystemCommand::Retire { id: one.id.clone(), reason: session.reason()? },
        System::Validate(args) => {
            SystemCommand::Validate { id: args.id.clone(), what: args.what.clone(), note: session.reason()? }
        }
        System::Drill(args) => SystemCommand::RecoveryTest { patched: args.patched, note: session.reason()? },
    };
    act(session, &Command::System(command))
}

fn draft(details: &Details) -> SystemDraft {
    let Details { id, title, tier, owner, site, depends_on, priority, data } = details.clone();
    let several = |given: &[String]| {
        let parts = || given.iter().flat_map(|d| d.split([',', ';'])).map(|d| d.trim().to_owned()).collect();
        (!given.is_empty()).then(parts)
    };
    let (depends_on, data) = (several(&depends_on), several(&data));
    SystemDraft { id, title, tier, owner, site, depends_on, priority, data }
}
