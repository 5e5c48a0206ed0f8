//! The agenda of a meeting, built by the pack's order from what the register holds now.

use crate::app::error::AppError;
use crate::app::execute::desk_for;
use crate::app::open::App;
use crate::app::show::{Lens, progress};
use crate::base::ids::{ChangeNo, MeetingId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision, facts, summary};
use crate::domain::meeting::{Item, Meeting, MeetingState, Subject, outcome};
use crate::domain::world::World;
use crate::policy::judge;
use crate::policy::meeting::{Section, Series, Source};
use crate::policy::pack::{Pack, Path};
use crate::store::load::Reader;
use crate::store::query::meetings::MeetingRow as Called;
use crate::store::query::queue::{Filter, Order};
use std::collections::BTreeSet;

/// Meetings that are looked at for what they left to a later one.
const EARLIER: usize = 12;
/// Minutes for an item where the pack gives none.
const MINUTES: u32 = 5;
/// Changes in assessment, the newest touched first, among which those are sought that fell back from the board.
const LOOKED_AT: usize = 200;
/// How long ago such a change was touched at most: whatever lies longer is not on its way to a board.
const RECENTLY: Span = Span::hours(-24 * 28);

impl App {
    /// The agenda as the register gives it now: the pack's sections in their order, then topics put on by hand. The
    /// changes it looked at are in the world afterwards.
    pub(super) fn agenda(&mut self, world: &mut World, meeting: &Meeting) -> Result<Vec<Item>, AppError> {
        self.recall()?;
        let now = self.now();
        let desk = self.desk(world, now)?;
        let pack = desk.pack.clone();
        let Some(series) = pack.series.iter().find(|s| s.id() == meeting.series) else { return Ok(Vec::new()) };
        let board: Vec<ChangeNo> = self.store.read()?.waiting_for_board()?.into_iter().map(ChangeNo).collect();
        let urgent: Vec<String> =
            pack.types.iter().filter(|t| t.path == Path::Urgent).map(|t| t.id().to_owned()).collect();
        let mut emergencies = Vec::new();
        for kind in &urgent {
            let states = ["implement", "review"].map(str::to_owned).to_vec();
            let filter = Filter { states, change_type: Some(kind.clone()), ..Filter::default() };
            self.store.read()?.queue(&filter, &mut |row| {
                emergencies.push(ChangeNo(row.no));
                true
            })?;
        }
        emergencies.sort();
        let by_hand: Vec<ChangeNo> = meeting.changes().collect();
        self.look_at(world, board.iter().chain(&emergencies).chain(&by_hand).copied(), None)?;
        let lacking = self.fell_back(world, now)?;
        // What becomes ready after the cut-off waits for the next meeting, unless a member seconds it.
        let locked = meeting.locks(&pack).filter(|at| now > *at);
        let mut in_time: Vec<ChangeNo> = Vec::new();
        for no in board.iter().chain(&lacking) {
            let early = match locked {
                Some(at) => self.stood_before(world, *no, at)?,
                None => true,
            };
            if early && !in_time.contains(no) {
                in_time.push(*no);
            }
        }
        let put_off = self.put_off(world, meeting)?;
        let mut items: Vec<Item> = Vec::new();
        // A board that was convened for something holds that and nothing else.
        if !series.convenes.is_empty() && !meeting.added.is_empty() {
            items.extend(meeting.added.iter().filter(|i| !meeting.removed.contains(&i.subject)).cloned());
            return Ok(items);
        }
        for section in &series.sections {
            let mut found: Vec<Item> = Vec::new();
            let candidates = match section.source {
                Source::Decisions => in_time.clone(),
                Source::Retrospective if section.reviews.is_empty() => board.clone(),
                Source::Retrospective => emergencies.clone(),
                _ => Vec::new(),
            };
            for no in candidates {
                let Some(change) = world.changes.get(&no) else { continue };
                if self.belongs(world, section, change, meeting.starts)? {
                    let mut new = item(&pack, section, change);
                    // Nobody consents to what is not ready.
                    new.consent &= !lacking.contains(&no);
                    found.push(new);
                }
            }
            // What a meeting before put off although it was due comes first.
            found.sort_by_key(|i| (!put_off.contains(&i.subject), std::cmp::Reverse(weight(&pack, world, i))));
            if found.is_empty() {
                let mandatory = false;
                let minutes = minutes(section, None);
                let subject = Subject::Topic(section.title.clone());
                found.push(Item {
                    section: section.id.clone(),
                    subject,
                    minutes,
                    mandatory,
                    consent: false,
                    reviews: Vec::new(),
                });
            }
            items.extend(found);
        }
        for (section, no) in self.left_over(world, meeting)? {
            let section = series.sections.iter().find(|s| s.id == section).or_else(|| section_of(series));
            let (Some(section), Some(change)) = (section, world.changes.get(&no)) else { continue };
            let back = item(&pack, section, change);
            let at = items.iter().rposition(|i| i.section == back.section).map_or(items.len(), |at| at + 1);
            if items.iter().all(|i| i.subject != back.subject) {
                items.insert(at, back);
            }
        }
        let missed = self.never_held(world, meeting, &pack)?;
        let mut topics = self.topics_left(world, meeting, series)?;
        topics.extend(super::turns::recurring(world, &pack, series, meeting));
        for added in meeting.added.iter().chain(&missed).chain(&topics) {
            // Beside its section's other items, else at the end.
            let at = items.iter().rposition(|i| i.section == added.section).map_or(items.len(), |at| at + 1);
            if items.iter().all(|i| i.subject != added.subject) {
                items.insert(at, added.clone());
            }
        }
        items.retain(|i| !meeting.removed.contains(&i.subject));
        Ok(items)
    }

    /// Changes that earlier meetings of the series leave to this one, with their section: what the last of them did not
    /// decide, and what any of them deferred until this one. The changes are in the world afterwards.
    fn left_over(&self, world: &mut World, meeting: &Meeting) -> Result<Vec<(String, ChangeNo)>, AppError> {
        let reader = self.store.read()?;
        let held = held_before(&reader, meeting)?;
        let mut found: Vec<(String, ChangeNo)> = Vec::new();
        for (n, row) in held.into_iter().enumerate() {
            let Ok(id) = row.id.parse::<MeetingId>() else { continue };
            let earlier = crate::app::execute::fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let Some(earlier) = earlier.meetings.get(&id) else { continue };
            self.look_at(world, earlier.changes(), None)?;
            for (no, item, _) in earlier.numbered() {
                let Subject::Change(about) = item.subject else { continue };
                let Some(change) = world.changes.get(&about).filter(|c| !c.state.over()) else { continue };
                let due = match change.decision {
                    Decision::Deferred => change.deferred_to.is_some_and(|to| to <= meeting.starts),
                    Decision::None => n == 0 && outcome::fate(world, earlier, no).is_none(),
                    _ => false,
                };
                // A review that is still due comes back by itself, and one that is not has no business there.
                if due && item.reviews.is_empty() && found.iter().all(|(_, f)| *f != about) {
                    found.push((item.section.clone(), about));
                }
            }
        }
        Ok(found)
    }

    /// The mandatory items that the meeting before left undecided.
    fn put_off(&self, world: &World, meeting: &Meeting) -> Result<BTreeSet<Subject>, AppError> {
        let reader = self.store.read()?;
        let Some(row) = held_before(&reader, meeting)?.into_iter().next() else { return Ok(BTreeSet::new()) };
        let Ok(id) = row.id.parse::<MeetingId>() else { return Ok(BTreeSet::new()) };
        let earlier = crate::app::execute::fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
        let Some(earlier) = earlier.meetings.get(&id) else { return Ok(BTreeSet::new()) };
        let left = outcome::mandatory(world, earlier).into_iter();
        Ok(left.filter_map(|no| earlier.item(no).map(|(item, _)| item.subject.clone())).collect())
    }

    /// Topics put on by hand that the meeting before did not come to, and those that a meeting deferred to this one and
    /// that have not come up since.
    fn topics_left(&self, world: &World, meeting: &Meeting, series: &Series) -> Result<Vec<Item>, AppError> {
        let reader = self.store.read()?;
        let standing = |title: &String| series.sections.iter().any(|s| s.title == *title);
        let (mut left, mut seen): (Vec<Item>, BTreeSet<Subject>) = (Vec::new(), BTreeSet::new());
        for (n, row) in held_before(&reader, meeting)?.into_iter().enumerate() {
            let Ok(id) = row.id.parse::<MeetingId>() else { continue };
            let earlier = crate::app::execute::fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let Some(earlier) = earlier.meetings.get(&id) else { continue };
            for (no, item, course) in earlier.numbered() {
                let by_hand = matches!(&item.subject, Subject::Topic(title) if !standing(title));
                if !by_hand || !seen.insert(item.subject.clone()) {
                    continue;
                }
                let comes = match outcome::fate(world, earlier, no) {
                    None => n == 0 && course.shown.is_empty(),
                    Some(fate) if fate.word() == "deferred" => match course.until {
                        Some(until) => until <= meeting.starts,
                        None => n == 0 && !course.open,
                    },
                    Some(_) => false,
                };
                if comes {
                    left.push(item.clone());
                }
            }
        }
        Ok(left)
    }

    /// Changes that had been brought before the board and lack something again since: they stand on the agenda with it.
    fn fell_back(&mut self, world: &mut World, now: Moment) -> Result<Vec<ChangeNo>, AppError> {
        let mut recent = Vec::new();
        let filter =
            Filter { states: vec!["assess".into()], order: Order::Updated, limit: LOOKED_AT, ..Filter::default() };
        self.store.read()?.queue(&filter, &mut |row| {
            let lately = row.updated >= now.plus(RECENTLY).0;
            if lately {
                recent.push(ChangeNo(row.no));
            }
            lately
        })?;
        let mut found = Vec::new();
        for no in recent {
            let Some((change, _)) = self.fold_alone(no, None)? else { continue };
            if change.state != State::Assess || !change.moments.contains_key("requested") {
                continue;
            }
            let desk = desk_for(&mut self.shelf, world, &self.actor, now, &change)?;
            let facts = facts::of(world, &desk, &change);
            if judge::open_approvals(&desk.pack, &facts).iter().any(|a| a.board) {
                world.changes.entry(no).or_insert(change);
                found.push(no);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Whether a change stood before the board at a moment: it waited for its ballot, or an emergency that nobody lets
    /// wait came later.
    fn stood_before(&mut self, world: &World, no: ChangeNo, at: Moment) -> Result<bool, AppError> {
        if self.store.read()?.changed_at(no)?.is_some_and(|changed| changed <= at) {
            return Ok(true);
        }
        let now = self.now();
        if let Some(change) = world.changes.get(&no) {
            let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
            if desk.pack.change_type(&change.change_type).is_some_and(|t| t.path == Path::Urgent) {
                return Ok(true);
            }
        }
        let Some((then, _)) = self.fold_alone(no, Some(at))? else { return Ok(false) };
        let desk = desk_for(&mut self.shelf, world, &self.actor, at, &then)?;
        let next = summary::of(world, &desk, &then);
        let asked = then.state == State::Assess && then.moments.contains_key("requested");
        Ok(asked || next.waiting.iter().any(|w| matches!(w.kind, "OPEN VOTE" | "CLOSE VOTE" | summary::RETURNS)))
    }

    /// What was put by hand on the agendas of meetings that were called since the last one was held, and were not held: it
    /// comes up at the next.
    fn never_held(&self, world: &mut World, meeting: &Meeting, pack: &Pack) -> Result<Vec<Item>, AppError> {
        let reader = self.store.read()?;
        let rows: Vec<_> = reader.meetings(EARLIER)?.into_iter().filter(|r| r.series == meeting.series).collect();
        let last = rows.iter().filter(|r| r.state == "complete").map(|r| r.starts).max();
        let missed = rows.iter().filter(|r| {
            let before = r.starts < meeting.starts && r.id != meeting.id.as_str();
            before
                && last.is_none_or(|last| r.starts > last)
                && matches!(r.state.as_str(), "pending" | "not_held" | "canceled")
        });
        let mut items: Vec<Item> = Vec::new();
        for row in missed {
            let Ok(id) = row.id.parse::<MeetingId>() else { continue };
            let earlier = crate::app::execute::fold(&reader, &[Stream::Meeting(id.clone())], self.back)?;
            let Some(earlier) = earlier.meetings.get(&id) else { continue };
            if earlier.state == MeetingState::Pending && !earlier.missed(pack, self.now()) {
                continue;
            }
            self.look_at(world, earlier.changes(), None)?;
            let open = |item: &&Item| match item.subject {
                Subject::Topic(_) => true,
                Subject::Change(no) => world.changes.get(&no).is_some_and(|c| {
                    matches!(c.state, State::Assess | State::Authorize) && c.decision == Decision::None
                }),
            };
            items.extend(earlier.added.iter().filter(open).cloned());
        }
        Ok(items)
    }

    /// Folds changes into a world, up to a moment if one is given; those of now are kept.
    pub(super) fn look_at(
        &self,
        world: &mut World,
        changes: impl Iterator<Item = ChangeNo>,
        until: Option<Moment>,
    ) -> Result<(), AppError> {
        for no in changes {
            if world.changes.contains_key(&no) {
                continue;
            }
            world.changes.extend(self.fold_alone(no, until)?.map(|(change, _)| (no, change)));
        }
        Ok(())
    }

    /// Whether a change is an item of a section at a meeting.
    fn belongs(&mut self, world: &World, section: &Section, change: &Change, starts: Moment) -> Result<bool, AppError> {
        let now = self.now();
        let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
        let urgent = desk.pack.change_type(&change.change_type).is_some_and(|t| t.path == Path::Urgent);
        let later = change.decision == Decision::Deferred
            && (change.deferred_open || change.deferred_to.is_some_and(|to| to > starts));
        let splits = desk
            .pack
            .series
            .iter()
            .any(|s| s.sections.iter().any(|s| s.source == Source::Retrospective && s.reviews.is_empty()));
        match section.source {
            Source::Decisions => Ok(!later && (!urgent || !splits)),
            Source::Retrospective if section.reviews.is_empty() => Ok(urgent && !later),
            Source::Retrospective => self.looking(world, &desk, |lens| due(lens, section, change)),
            _ => Ok(false),
        }
    }
}

/// Whether one of the section's reviews of the change is still to be signed.
fn due(lens: &Lens<'_>, section: &Section, change: &Change) -> bool {
    let facts = facts::of(lens.world, lens.desk, change);
    progress::lacks_review(lens, change, &facts, &section.reviews)
}

/// A change as an item of a section.
pub(super) fn item(pack: &Pack, section: &Section, change: &Change) -> Item {
    let consents = pack.setting("meeting.consent").unwrap_or_default();
    let low = change.level.as_ref().is_some_and(|l| consents.split(',').any(|c| c.trim() == l));
    Item {
        section: section.id.clone(),
        subject: Subject::Change(change.no),
        minutes: minutes(section, change.level.as_deref()),
        // An emergency that still waits for the board is not left to another meeting.
        mandatory: section.source == Source::Retrospective
            || pack.change_type(&change.change_type).is_some_and(|t| t.path == Path::Urgent),
        consent: low && section.source == Source::Decisions,
        reviews: section.reviews.clone(),
    }
}

/// Minutes for an item of a section, by risk.
pub(super) fn minutes(section: &Section, level: Option<&str>) -> u32 {
    let given = level.and_then(|l| section.minutes.get(l)).or_else(|| section.minutes.get("any"));
    given.copied().unwrap_or(MINUTES)
}

/// Whether a series decides on changes that wait for the board, by itself.
pub(super) fn decides(series: &Series) -> bool {
    series.convenes.is_empty() && series.sections.iter().any(|s| s.source == Source::Decisions)
}

/// The section in which a change that is put on by hand stands.
pub(super) fn section_of(series: &Series) -> Option<&Section> {
    series.sections.iter().find(|s| s.source == Source::Decisions).or(series.sections.last())
}

fn weight(pack: &Pack, world: &World, item: &Item) -> i64 {
    match &item.subject {
        Subject::Change(no) => world.changes.get(no).map_or(-1, |change| summary::weight(pack, change)),
        Subject::Topic(_) => -1,
    }
}

/// The meetings of the series that were held before this one, the last first.
fn held_before(reader: &Reader<'_>, meeting: &Meeting) -> Result<Vec<Called>, AppError> {
    let held = reader.meetings(EARLIER)?.into_iter().filter(|r| {
        let before = r.closed.is_some_and(|at| meeting.opened.as_ref().is_none_or(|o| at <= o.0));
        before && r.state == "complete" && r.series == meeting.series && r.id != meeting.id.as_str()
    });
    let mut held: Vec<_> = held.collect();
    held.sort_by_key(|r| std::cmp::Reverse(r.closed));
    Ok(held)
}
