//! The course of the play: who acts when, batch by batch, and a stop for each meeting of the board.

use super::chance::Chance;
use super::play::{Hands, Play};
use super::{Played, Tally, cast};
use crate::app::Progress;
use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::options::Demo;
use crate::base::ids::ChangeNo;
use crate::base::time::{Moment, Span};
use crate::domain::change::Change;
use crate::domain::change::states::State;
use crate::domain::world::World;
use crate::store::append::Ending;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

/// Steps that go into one transaction.
const BATCH: usize = 4000;

/// Changes a week beyond which the board also votes between its meetings: no agenda holds so many.
const A_WEEK: u32 = 12;

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Turn {
    /// A change, by its order in the play.
    Change(u32),
    /// A meeting is called.
    Call(usize),
    /// A meeting is held.
    Hold(usize),
    /// Somebody has done what they took on in a meeting.
    Done(usize, u32),
    /// The last act: what is under way when the audience comes in.
    Last,
}

/// The stage.
pub(super) struct Stage<'a> {
    pub app: &'a mut App,
    pub play: Play,
    pub world: World,
    pub chance: &'a mut Chance,
    pub tally: Tally,
    pub held: u32,
    pub written: BTreeMap<ChangeNo, Moment>,
    end: Moment,
    changes: u32,
    opened: u32,
    queue: BinaryHeap<Reverse<(Moment, Turn)>>,
    /// Numbers are given in the order of opening, as everywhere.
    numbers: BTreeMap<u32, ChangeNo>,
}

impl<'a> Stage<'a> {
    /// Registers who plays, and plans the openings and meetings.
    pub fn new(
        app: &'a mut App,
        demo: &Demo,
        begin: Moment,
        end: Moment,
        chance: &'a mut Chance,
    ) -> Result<Self, AppError> {
        app.clock = Some(begin);
        let company = cast::engage(app, demo.changes, chance)?;
        app.keep_company(&company)?;
        let world = std::sync::Arc::unwrap_or_clone(app.world(None)?);
        let (_, pack) = app.shelf.of(&world.policy, world.policy.version())?;
        let span = end.since(begin).0 / i64::from(demo.changes.max(1));
        let mut play = Play::new(pack, company, Span(span), end);
        let weeks = u32::try_from(end.since(begin).as_seconds() / (7 * 86400)).unwrap_or(1).max(1);
        let busy = demo.changes / weeks > A_WEEK;
        // Where the board has more before it than it can sit on, meetings are held when they are asked for.
        let wanted = demo.meetings.or(busy.then_some(0));
        play.plan_meetings(begin, end, wanted, busy);
        let mut queue = BinaryHeap::new();
        for i in 0..demo.changes {
            let jitter = chance.below(u64::try_from(span).unwrap_or(1).max(1));
            let at = begin.plus(Span(span.saturating_mul(i64::from(i)))).plus(Span(jitter.cast_signed()));
            // An opening that office hours would put off beyond the end comes at the end: none is left out.
            let at = if chance.happens(8) { at } else { play.office_hours(at) };
            queue.push(Reverse((at.min(end), Turn::Change(i))));
        }
        for (i, at) in play.meetings.iter().enumerate() {
            // The board's secretary sends the invitations some days before.
            let called = play.office_hours(at.plus(Span::hours(-72))).max(begin).min(*at);
            queue.push(Reverse((called, Turn::Call(i))));
            queue.push(Reverse((*at, Turn::Hold(i))));
        }
        queue.push(Reverse((end.plus(Span::seconds(-1800)), Turn::Last)));
        let (tally, numbers) = (Tally::default(), BTreeMap::new());
        Ok(Self {
            app,
            play,
            world,
            chance,
            tally,
            held: 0,
            written: BTreeMap::new(),
            end,
            changes: demo.changes,
            opened: 0,
            queue,
            numbers,
        })
    }

    /// Plays it to the end.
    pub fn play(mut self, progress: Progress<'_>) -> Result<Played, AppError> {
        while let Some(Reverse((at, turn))) = self.queue.peek().copied().filter(|Reverse((at, _))| *at <= self.end) {
            match turn {
                Turn::Hold(i) => {
                    self.queue.pop();
                    self.hold(i, at)?;
                    let done = self.play.kept_up(&self.world, i).into_iter();
                    self.queue.extend(done.map(|(no, at)| Reverse((at, Turn::Done(i, no)))));
                }
                _ => self.batch()?,
            }
            progress(u64::from(self.opened), u64::from(self.changes));
        }
        // Who has waited for more than five weeks waits in vain.
        let long_ago = self.end.plus(Span::hours(-24 * 35));
        let forgotten = |c: &&Arc<Change>| {
            // Who waits for a window to come is not forgotten.
            let planned = c.window().is_some_and(|(from, _)| from > self.end);
            let waits = !c.state.over() && c.state != State::New && !planned;
            waits && self.written.get(&c.no).is_some_and(|at| *at < long_ago)
        };
        let forgotten = self.world.changes.values().filter(forgotten).count();
        self.tally.stalled = self.tally.stalled.saturating_add(u32::try_from(forgotten).unwrap_or(u32::MAX));
        Ok(Played { changes: self.opened, meetings: self.held, tally: self.tally })
    }

    /// Plays up to the next meeting, in one transaction.
    fn batch(&mut self) -> Result<(), AppError> {
        let Self { app, play, world, chance, tally, written, queue, numbers, opened, end, .. } = self;
        let App { store, shelf, .. } = &mut **app;
        store.write(chance.act(), Ending::Keep, |tx| {
            let mut hands = Hands { tx, shelf, world, chance, tally, written };
            for _ in 0..BATCH {
                let Some(Reverse((at, turn))) = queue.peek().copied() else { break };
                if at > *end || matches!(turn, Turn::Hold(_)) {
                    break;
                }
                queue.pop();
                match turn {
                    Turn::Change(key) => {
                        let no = *numbers.entry(key).or_insert_with(|| {
                            *opened = opened.saturating_add(1);
                            ChangeNo(*opened)
                        });
                        match play.step(&mut hands, no, at)? {
                            Some(next) => queue.push(Reverse((next.max(at.plus(Span::seconds(1))), Turn::Change(key)))),
                            None => drop(numbers.remove(&key)),
                        }
                    }
                    Turn::Call(i) => play.call(&mut hands, i, at)?,
                    Turn::Done(i, no) => play.do_as_taken_on(&mut hands, i, no, at)?,
                    Turn::Last => play.last(&mut hands, at)?,
                    Turn::Hold(_) => {}
                }
            }
            play.show(&mut hands)
        })?;
        Ok(())
    }
}
