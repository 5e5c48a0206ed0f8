//! What other changes have booked: read where a window takes only so many of them, or so much risk, at once.

use super::super::conflicts::other;
use super::super::error::AppError;
use super::{AHEAD, days, each};
use crate::base::ids::{ChangeNo, Stream};
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::run::command::RunCommand;
use crate::domain::world::World;
use crate::policy::diary::{Booked, Borne};
use crate::policy::pack::Pack;
use crate::policy::schedule::Stretch;
use crate::store::load::Reader;
use std::collections::BTreeSet;

/// The longest turn of a window, in days.
pub(in crate::app) const TURN: i64 = 32;

/// What other changes have booked around the time that a command asks for; that of a start is now.
pub(in crate::app) fn booked(
    reader: &Reader<'_>,
    world: &World,
    pack: &Pack,
    (command, now): (&Command, Moment),
) -> Result<Booked, AppError> {
    match command {
        Command::Change(no, ChangeCommand::Schedule { from, to, .. }) => {
            booked_near(reader, world, pack, *no, ((*from, *to), AHEAD), None)
        }
        Command::Change(no, ChangeCommand::Run(RunCommand::Start(_))) => {
            booked_near(reader, world, pack, *no, ((now, now), TURN), None)
        }
        _ => Ok(Booked::default()),
    }
}

/// The times of other changes near a time and so many days after it, where a window takes only so many. The read tables
/// find the changes; their own entries say when they run.
pub(in crate::app) fn booked_near(
    reader: &Reader<'_>,
    world: &World,
    pack: &Pack,
    but: ChangeNo,
    ((from, to), ahead): (Stretch, i64),
    until: Option<Moment>,
) -> Result<Booked, AppError> {
    if !each(pack).any(Pack::has_capacity) {
        return Ok(Booked::default());
    }
    let near = reader.windows_touching(days(from, -TURN), days(to, ahead))?;
    let numbers: BTreeSet<ChangeNo> = near.into_iter().map(|(no, ..)| ChangeNo(no)).collect();
    let own = match other(reader, world, but, until)? {
        Some(change) => placed(reader, &change)?,
        None => None,
    };
    let mut risks = Vec::new();
    for no in numbers.into_iter().filter(|no| *no != but) {
        let Some(change) = other(reader, world, no, until)? else { continue };
        let (inherent, residual) = change.scores;
        let later = own.is_some() && placed(reader, &change)? > own;
        let borne = |during| Borne {
            change: no.to_string(),
            during,
            level: change.level.clone(),
            score: residual.or(inherent),
            later,
        };
        risks.extend(change.window().map(borne));
    }
    Ok(Booked::bearing(risks))
}

/// The entry of the whole ledger by which a change took up the time that it has.
fn placed(reader: &Reader<'_>, change: &Change) -> Result<Option<u64>, AppError> {
    Ok(match change.placed {
        Some(version) => reader.seq_of(&Stream::Change(change.no), version)?,
        None => None,
    })
}
