//! Turns that were not called, each by the policy that gave it: what is set later moves no turn of before.

use super::turns::{in_week, turns_of_week};
use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::ids::MeetingId;
use crate::base::time::{Moment, Span};
use crate::domain::board::turns::{Turn, next_turn};
use crate::domain::meeting::{MeetingState, over};
use crate::domain::pack::{PackVersion, Policy};
use crate::domain::world::World;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::meeting::MeetingRow;
use std::sync::Arc;

/// How far back turns that nobody held are looked for where not all of them are asked for: a quarter and a little.
pub(super) const LATELY: Span = Span::hours(-24 * 100);

/// How far ahead a turn that nobody called is looked at, moved or called off: later ones may yet be of another policy.
const AHEAD: Span = Span::hours(24 * 366);

/// The pack that gave the turns of a time.
struct Era {
    pack: Arc<Pack>,
    from: Moment,
    until: Moment,
}

impl Era {
    /// The turns of a series after a moment, as far as this time reaches.
    fn turns<'a>(&'a self, series: &'a Series, after: Moment) -> impl Iterator<Item = Turn> + 'a {
        let next = |after| next_turn(&self.pack, series, after).filter(|t| t.at < self.until);
        // The bound only ends a series that never advances.
        std::iter::successors(next(after.max(self.from)), move |turn| next(turn.at)).take(5000)
    }

    /// Whether a series has a turn of its own in the week of a day.
    fn meets(&self, series: &str, day: chrono::NaiveDate) -> bool {
        let week = MeetingId::of(day, 1);
        let own = turns_of_week(&self.pack, day);
        own.iter().any(|(t, s)| *s == series && t.at > self.from && t.at < self.until && in_week(week.as_str(), t.day))
    }
}

impl App {
    /// The turns that are over and that nobody has called: they were not held. Each stays in sight until somebody says why;
    /// the latest are asked for with `since`. One that another rule put on a later day of its week was moved, and is none.
    pub(super) fn missed_turns(
        &mut self,
        world: &World,
        (pack, now): (&Pack, Moment),
        since: Option<Moment>,
    ) -> Result<Vec<MeetingRow>, AppError> {
        let eras = self.eras(&world.policy, since)?;
        let mut missed = Vec::new();
        for (n, era) in eras.iter().enumerate() {
            // Where no board of the name meets any more, nobody says what became of its turns.
            for series in era.pack.series.iter().filter(|s| pack.series.iter().any(|own| own.id() == s.id())) {
                let over = |turn: &Turn| over(&era.pack, series.id(), turn.at) <= now;
                for turn in era.turns(series, since.unwrap_or(era.from)).take_while(over) {
                    let moved = eras.iter().skip(n + 1).any(|later| later.meets(series.id(), turn.day));
                    if !moved && !self.had(series, turn) {
                        missed.push(self.uncalled(&era.pack, series, turn, MeetingState::NotHeld.word()));
                    }
                }
            }
        }
        Ok(missed)
    }

    /// The turn that nobody called under an id, however old, or of the year to come: only its own week is looked at.
    pub(super) fn turn_as(&mut self, id: &MeetingId) -> Result<Option<MeetingRow>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let Some(day) = id.monday() else { return Ok(None) };
        let week = self.desk(&world, now)?.pack.calendar.at(day, chrono::NaiveTime::MIN);
        for era in self.eras(&world.policy, Some(week.plus(Span::hours(-24 * 7))))?.iter().rev() {
            for (turn, series) in turns_of_week(&era.pack, day) {
                let Some(series) = era.pack.series.iter().find(|s| s.id() == series) else { continue };
                let given = turn.at > era.from && turn.at < era.until.min(now.plus(AHEAD));
                if given && !self.had(series, turn) && self.turn_id(&era.pack, series, turn) == *id {
                    let held = over(&era.pack, series.id(), turn.at) > now;
                    let state = if held { "planned" } else { MeetingState::NotHeld.word() };
                    return Ok(Some(self.uncalled(&era.pack, series, turn, state)));
                }
            }
        }
        Ok(None)
    }

    /// The packs that gave turns since a moment, each for its time, oldest first.
    fn eras(&mut self, policy: &Policy, since: Option<Moment>) -> Result<Vec<Era>, AppError> {
        let by_setting = |id: &str| matches!(id, "cab.weekday" | "cab.time" | "meeting.holiday" | "pack.tz");
        let set = policy.settings.iter().filter(|s| by_setting(&s.id)).map(|s| s.at);
        let mut begins: Vec<Moment> = policy.adoptions.iter().map(|a| a.at).chain(set).collect();
        begins.sort_unstable();
        begins.dedup();
        let ends = begins.iter().skip(1).copied().chain([Moment(i64::MAX)]);
        let mut eras = Vec::new();
        for (from, until) in
            begins.iter().copied().zip(ends).filter(|(_, until)| since.is_none_or(|since| *until > since))
        {
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let version = PackVersion {
                adoptions: count(policy.adoptions.iter().filter(|a| a.at <= from).count()),
                settings: count(policy.settings.iter().filter(|s| s.at < until).count()),
            };
            eras.push(Era { pack: self.shelf.of(policy, version)?.1, from, until });
        }
        Ok(eras)
    }
}
