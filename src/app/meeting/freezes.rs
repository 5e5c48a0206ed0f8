//! Whether a freeze is reviewed by the board before it starts, where a pack has meetings that review freezes.

use super::MOST;
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::calendar::Freeze;
use crate::domain::meeting::{Course, Item};
use crate::policy::meeting::{Series, Source};
use crate::policy::pack::Pack;
use crate::sheets::change::ReasonLine;

/// How long before a freeze a meeting counts as having reviewed it: as far as its item looks ahead.
pub(super) const BEFORE: Span = Span::hours(24 * 60);

/// Whether a pack has meetings that review freezes.
pub(super) fn reviews(pack: &Pack) -> bool {
    pack.series.iter().flat_map(|s| &s.sections).any(|c| c.source == Source::Freezes)
}

impl App {
    /// What is wrong with a freeze that starts then: no meeting with an item for freezes has dealt with that item in the
    /// weeks before, and none is still to come.
    pub(in crate::app) fn unreviewed(&mut self, title: &str, from: Moment) -> Result<Option<ReasonLine>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let sections = |s: &Series| s.sections.iter().filter(|c| c.source == Source::Freezes).count();
        let reviewing: Vec<&Series> = pack.series.iter().filter(|s| sections(s) > 0).collect();
        let Some(own) = reviewing.iter().find(|s| s.rrule == "none").or(reviewing.first()) else { return Ok(None) };
        // What was closed before anybody knew of the freeze has not reviewed it.
        let starts = |f: &&Freeze| f.title == title && (f.from == from || f.turns.iter().any(|turn| turn.0 == from));
        let announced = world.calendar.freezes.iter().filter(starts).map(|f| f.announced.0).min();
        let reader = self.store.read()?;
        let first = announced.unwrap_or(Moment(i64::MIN)).max(Moment(from.0 - BEFORE.0));
        for row in reader.meetings(MOST)? {
            let Some(series) = reviewing.iter().find(|s| s.id() == row.series) else { continue };
            if row.state == "pending" && row.starts <= from && row.starts >= now {
                return Ok(None);
            }
            let Some(id) = row.id.parse::<MeetingId>().ok().filter(|_| row.closed.is_some()) else { continue };
            if row.closed.is_none_or(|at| at > from || at < first) {
                continue;
            }
            let held = fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let of = |item: &Item| series.sections.iter().any(|c| c.source == Source::Freezes && c.id == item.section);
            let dealt = |course: &Course| course.dealt(from).is_some();
            if held.meetings.get(&id).is_some_and(|m| m.numbered().any(|(_, item, c)| of(item) && dealt(c))) {
                return Ok(None);
            }
        }
        let turn = reviewing.iter().filter_map(|s| self.upcoming(&pack, s, now)).map(|t| t.at).min();
        if turn.is_some_and(|at| at <= from) {
            return Ok(None);
        }
        let verb = if from <= now { "runs" } else { "starts" };
        Ok(Some(ReasonLine {
            rule: "freeze-review".into(),
            text: format!("the freeze {title} {verb} without a review by the board"),
            clauses: own.clauses.clone(),
            remedy: format!("hold one: quorate meeting create --board {}", own.id()),
            ..Default::default()
        }))
    }

    /// Freezes that run now and that no meeting reviewed, in words.
    pub(in crate::app) fn unreviewed_now(&mut self) -> Result<Vec<String>, AppError> {
        let now = self.now();
        let mut found = Vec::new();
        for row in self.calendar_rows(Some(now), Some(now.plus(Span::seconds(1))))? {
            if row.kind == "freeze"
                && row.from.0 <= now
                && let Some(reason) = self.unreviewed(&row.title, row.from.0)?
            {
                found.push(format!("{} {}", reason.text, reason.clauses.join(" ")));
            }
        }
        Ok(found)
    }
}
