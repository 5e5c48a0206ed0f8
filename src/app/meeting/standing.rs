//! What standing items of the agenda show: data of the register, as lines.

use super::outlook::Known;
use crate::app::error::AppError;
use crate::app::execute::{desk_for, fold};
use crate::app::open::App;
use crate::base::ids::{MeetingId, PersonId, Stream};
use crate::base::text::so_many;
use crate::base::time::{Moment, Span};
use crate::domain::board::turns::next_turn;
use crate::domain::change::Decision;
use crate::domain::meeting::{Action, Item, Meeting, MeetingState, Subject};
use crate::domain::world::World;
use crate::policy::meeting::Source;
use crate::policy::pack::{Pack, Path};
use crate::store::query::queue::{Filter, Order, QueueRow};
use crate::text::words::plain;

/// Lines that a standing item shows at most.
const LINES: usize = 12;
/// How far ahead the calendar of a meeting looks.
const AHEAD: Span = Span::hours(24 * 14);
/// How far ahead freezes are looked for.
const FREEZES: Span = Span::hours(24 * 60);
/// Rows that are looked at for one line of data.
const ROWS: usize = 2000;

/// The command that shows everything of which a standing item shows a part.
fn whole(source: Source, meeting: &MeetingId) -> String {
    let command = match source {
        Source::Previous => "change list --state closed".to_owned(),
        Source::Emergencies => "change list --type emergency".to_owned(),
        Source::Calendar => "change list --state scheduled".to_owned(),
        Source::Freezes => "freeze list".to_owned(),
        Source::Actions => "meeting actions --open".to_owned(),
        Source::Requests | Source::Risks => format!("meeting agenda {meeting}"),
        Source::Metrics | Source::Decisions | Source::Retrospective | Source::Standing => return String::new(),
    };
    format!(": quorate {command}")
}

impl App {
    /// The data of a standing item between the meeting before and now; "none" where there is nothing.
    pub(super) fn standing(
        &mut self,
        world: &World,
        meeting: &Meeting,
        source: Source,
        known: &Known,
        now: Moment,
    ) -> Result<Vec<String>, AppError> {
        let desk = self.desk(world, now)?;
        let since = self.last_dealt(&desk.pack, meeting, source, now)?;
        let tz = desk.pack.calendar.tz;
        let day = |at: Moment| at.local(tz).format("%a %-d %b %H:%M").to_string();
        let mut lines: Vec<String> = Vec::new();
        let mut more = 0_usize;
        let mut put = |line: String| {
            if lines.len() <= LINES { lines.push(line) } else { more += 1 }
        };
        match source {
            Source::Previous => {
                let filter =
                    Filter { states: vec!["closed".into()], order: Order::Updated, limit: ROWS, ..Filter::default() };
                self.store.read()?.queue(&filter, &mut |row| {
                    let recent = row.updated >= since.0 && row.updated <= now.0;
                    if recent {
                        put(format!("CHG-{} {}: {}", row.no, row.title, plain(row.next_action)));
                    }
                    row.updated >= since.0
                })?;
            }
            Source::Emergencies => {
                for kind in desk.pack.types.iter().filter(|t| t.path == Path::Urgent) {
                    let filter = Filter { change_type: Some(kind.id().to_owned()), limit: ROWS, ..Filter::default() };
                    self.store.read()?.queue(&filter, &mut |row| {
                        if row.created >= since.0 && row.created <= now.0 {
                            put(format!("CHG-{} {}: {}", row.no, row.title, plain(row.state)));
                        }
                        row.created >= since.0
                    })?;
                }
            }
            Source::Calendar => {
                let filter =
                    Filter { states: vec!["scheduled".into()], order: Order::Window, limit: ROWS, ..Filter::default() };
                self.store.read()?.queue(&filter, &mut |row| {
                    let from = row.window.map(|(from, _)| Moment(from));
                    let soon = |at: &Moment| at.since(now) <= AHEAD;
                    if let Some(at) = from.filter(|at| *at >= now && soon(at)) {
                        put(format!("{} CHG-{} {}", day(at), row.no, row.title));
                    }
                    from.is_none_or(|at| soon(&at))
                })?;
            }
            Source::Freezes => {
                let mut known: Vec<String> = Vec::new();
                for row in self.calendar_rows(Some(now), Some(now.plus(FREEZES)))? {
                    // Of one that comes again and again, the next turn.
                    if row.kind == "freeze" && !known.contains(&row.id) {
                        let clauses = row.clauses.join(" ");
                        put(format!("{} to {}: {} {clauses}", day(row.from.0), day(row.to.0), row.title)
                            .trim_end()
                            .into());
                        known.push(row.id);
                    }
                }
                for (no, title) in self.store.read()?.on_hold()? {
                    put(format!("{no} {title}: on hold"));
                }
            }
            Source::Actions => {
                let names = self.names()?;
                let named =
                    |p: &PersonId| names.get(p.as_str()).map_or_else(|| p.to_string(), |(name, _)| name.clone());
                for (id, action, text) in self.open_actions(world, meeting, now)? {
                    put(format!("{id} action {}: {text}, {} by {}", action.no, named(&action.owner), day(action.due)));
                }
            }
            Source::Metrics => {
                let (mut closed, mut canceled) = (0, 0);
                let filter = Filter {
                    states: ["closed", "canceled"].map(str::to_owned).to_vec(),
                    order: Order::Updated,
                    ..Filter::default()
                };
                let reader = self.store.read()?;
                reader.queue(&filter, &mut |row: QueueRow<'_>| {
                    let recent = row.updated >= since.0;
                    match row.state {
                        "closed" if recent => closed += 1,
                        "canceled" if recent => canceled += 1,
                        _ => {}
                    }
                    recent
                })?;
                let over = |state: &str| matches!(state, "closed" | "canceled");
                let open: u64 = reader.change_counts()?.iter().filter(|(s, _)| !over(s)).map(|(_, n)| n).sum();
                put(format!("since {}: {closed} closed, {canceled} canceled; {open} under way", day(since)));
            }
            Source::Requests | Source::Risks => {
                let (shown, left) = self.requests(world, meeting, source, known, now)?;
                shown.into_iter().for_each(put);
                more = left;
            }
            Source::Decisions | Source::Retrospective | Source::Standing => {}
        }
        if more > 0 {
            // What is left out is a command away.
            let left = more + lines.len() - LINES;
            lines.truncate(LINES);
            lines.push(format!("and {left} more{}", whole(source, &meeting.id)));
        }
        if lines.is_empty() {
            lines.push("none".into());
        }
        Ok(lines)
    }

    /// The first requests that a meeting is to decide on, each in a line: whether it is ready, or its risk; and
    /// how many more there are.
    fn requests(
        &mut self,
        world: &World,
        meeting: &Meeting,
        source: Source,
        known: &Known,
        now: Moment,
    ) -> Result<(Vec<String>, usize), AppError> {
        let mut lines = Vec::new();
        let mut subjects = meeting.items.iter().filter_map(|i| match i.subject {
            Subject::Change(no) => Some((world.changes.get(&no)?, known.get(&no)?)),
            Subject::Topic(_) => None,
        });
        for (change, known) in subjects.by_ref().take(LINES + 1) {
            let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
            lines.push(self.looking(world, &desk, |lens| {
                let about = format!("{} {}", change.no, known.title);
                if source == Source::Risks {
                    let level = change.level.as_deref().map_or_else(|| "not assessed".to_owned(), plain);
                    let score = change.scores.0.map(|n| format!(" {n}")).unwrap_or_default();
                    let done = change.fields.get("mitigations").and_then(|v| lens.value(v));
                    let done = done.as_deref().and_then(|text| text.lines().next()).map(|text| format!("; {text}"));
                    return format!("{about}: {level}{score}{}", done.unwrap_or_default());
                }
                if change.decision != Decision::None {
                    return about;
                }
                match known.gaps.len() {
                    0 => format!("{about}: complete"),
                    n => format!("{about}: lacks {}", so_many(n, "thing")),
                }
            })?);
        }
        Ok((lines, subjects.count()))
    }

    /// When an earlier meeting of the series last dealt with the item of a source; where none did, the turn before the first
    /// of them, a week or a quarter ago.
    fn last_dealt(&self, pack: &Pack, meeting: &Meeting, source: Source, now: Moment) -> Result<Moment, AppError> {
        let reader = self.store.read()?;
        let opened = meeting.opened.as_ref().map_or(now, |o| o.0);
        let mut rows = reader.meetings(50)?;
        rows.retain(|r| {
            let before = r.closed.is_some_and(|at| at < opened);
            before && r.state == "complete" && r.series == meeting.series && r.id != meeting.id.as_str()
        });
        rows.sort_by_key(|r| std::cmp::Reverse(r.closed));
        let series = pack.series.iter().find(|s| s.id() == meeting.series);
        let of =
            |item: &Item| series.is_some_and(|s| s.sections.iter().any(|c| c.source == source && c.id == item.section));
        for row in &rows {
            let (Ok(id), Some(closed)) = (row.id.parse::<MeetingId>(), row.closed) else { continue };
            let held = fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let Some(held) = held.meetings.get(&id) else { continue };
            let mut items = held.numbered().filter(|(_, item, _)| of(item)).peekable();
            // A meeting under a pack without such an item took the register as it was.
            if items.peek().is_none() {
                return Ok(closed);
            }
            if let Some(at) = items.filter_map(|(_, _, course)| course.dealt(closed)).max() {
                return Ok(at);
            }
        }
        Ok(self.turn_before(pack, rows.last().map_or(meeting.starts, |r| r.starts), meeting))
    }

    /// The turn of a meeting's series before a moment, a week or a quarter ago.
    fn turn_before(&self, pack: &Pack, starts: Moment, meeting: &Meeting) -> Moment {
        let series = pack.series.iter().find(|s| s.id() == meeting.series);
        let turn = |after: Moment| series.and_then(|s| next_turn(pack, s, after)).map(|turn| turn.at);
        let next = turn(starts);
        let apart = next.and_then(|next| Some(turn(next)?.since(next).0)).unwrap_or(Span::hours(24 * 7).0);
        // The turn before, which nobody held; one from which this meeting was only moved is its own.
        let (mut first, until) = (starts.plus(Span(-apart)), starts.plus(Span(-apart / 2)));
        let mut at = starts.plus(Span(-2 * apart));
        while let Some(turn) = turn(at).filter(|turn| *turn < until) {
            (first, at) = (turn, turn);
        }
        first
    }

    /// Actions of earlier meetings that are not done, with their meeting and words.
    pub(super) fn open_actions(
        &mut self,
        world: &World,
        meeting: &Meeting,
        now: Moment,
    ) -> Result<Vec<(String, Action, String)>, AppError> {
        let desk = self.desk(world, now)?;
        let mut found = Vec::new();
        for id in self.store.read()?.meetings_with_open_actions(None)?.into_iter().filter(|id| *id != meeting.id) {
            let held = fold(&self.store.read()?, &[Stream::Meeting(id.clone())], self.back)?;
            let held = held.meetings.get(&id).filter(|m| m.state == MeetingState::Complete);
            for action in held.into_iter().flat_map(|m| &m.actions).filter(|a| a.done.is_none()) {
                let text = self.looking(world, &desk, |lens| lens.words(&action.text))?;
                found.push((id.to_string(), action.clone(), text));
            }
        }
        Ok(found)
    }
}
