//! Meetings of the board: called some days before, opened with the agenda that the register gives, led item by item,
//! closed with what its standing items show.

use super::chance::Chance;
use super::later;
use super::play::{Hands, Play};
use super::scene::Scene;
use super::speech::sentence;
use super::stage::Stage;
use crate::app::error::AppError;
use crate::app::execute::event;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::board::Presence;
use crate::domain::change::Decision;
use crate::domain::change::states::State;
use crate::domain::command::{Command, MeetingCommand, Settling};
use crate::domain::meeting::{Action, Item, Meeting, MeetingState, Subject, outcome};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::store::append::Ending;
use std::sync::Arc;

/// Items that one meeting votes on.
const ITEMS: usize = 25;

impl Play {
    /// The id of a meeting that begins at a moment: of its week, as one that a person calls.
    fn meeting_id(&self, hands: &Hands<'_, '_>, at: Moment) -> Option<MeetingId> {
        let day = self.pack.calendar.day(at);
        let mut ids = (1..10).map(|n| MeetingId::of(day, n));
        ids.find(|id| !hands.world.meetings.contains_key(id))
    }

    /// Calls the i-th meeting.
    pub fn call(&self, hands: &mut Hands<'_, '_>, i: usize, at: Moment) -> Result<(), AppError> {
        let Some(starts) = self.meetings.get(i).copied() else { return Ok(()) };
        let (Some(id), Some(series)) = (self.meeting_id(hands, starts), self.series()) else { return Ok(()) };
        let series = series.id().to_owned();
        let mut people = self.company.roles.iter().filter(|(r, _)| r == "change_manager").map(|(_, p)| p);
        let Some(who) = people.next().or(self.company.board.first()).cloned() else { return Ok(()) };
        let command = MeetingCommand::Call { series, starts, ad_hoc: false, reason: None };
        let mut scene = Scene::new(self, hands, at, ChangeNo(0));
        drop(scene.act(&who, &Command::Meeting(id, command))?);
        Ok(())
    }

    /// The actions of the i-th meeting that are done, and when: most in time, some late, and some never.
    pub fn kept_up(&self, world: &World, i: usize) -> Vec<(u32, Moment)> {
        let Some(meeting) = self.held_at(world, i) else { return Vec::new() };
        let done = |action: &Action| {
            let mut chance = whim(action);
            let (hours, from) = match chance.below(100) {
                0..60 => (24 * 8, action.given),
                60..75 => (24 * 6, action.due),
                _ => return None,
            };
            let after = i64::try_from(chance.below(hours)).unwrap_or_default().saturating_add(1);
            Some((action.no, self.office_hours(from.plus(Span::hours(after)))))
        };
        meeting.actions.iter().filter_map(done).collect()
    }

    fn held_at<'w>(&self, world: &'w World, i: usize) -> Option<&'w Meeting> {
        let starts = self.meetings.get(i)?;
        world.meetings.values().find(|m| m.starts == *starts)
    }

    /// The owner of an action says that it is done. It is drawn by a chance of its own, so that all else goes as without it.
    pub fn do_as_taken_on(&self, hands: &mut Hands<'_, '_>, i: usize, no: u32, at: Moment) -> Result<(), AppError> {
        let Some(meeting) = self.held_at(hands.world, i) else { return Ok(()) };
        let Some(action) = meeting.actions.iter().find(|a| a.no == no).cloned() else { return Ok(()) };
        let command = Command::Meeting(meeting.id.clone(), MeetingCommand::Done { no });
        let kept = std::mem::replace(hands.chance, whim(&action));
        let done = Scene::new(self, hands, at, ChangeNo(0)).act(&action.owner, &command);
        *hands.chance = kept;
        drop(done?);
        Ok(())
    }

    /// What is under way when the audience comes in: a ballot in which some have voted and the chair has not.
    pub fn last(&mut self, hands: &mut Hands<'_, '_>, at: Moment) -> Result<(), AppError> {
        let open: Vec<ChangeNo> = hands.world.changes.keys().copied().collect();
        self.hurry(hands, &open, at)?;
        let mut waiting = 0;
        for no in open {
            let mut scene = Scene::new(self, &mut *hands, at, no);
            if !scene.waits_for_board() {
                continue;
            }
            // The first and the third are voted on; the rest goes on waiting.
            waiting += 1;
            if matches!(waiting, 1 | 3) && scene.put_to_vote(None)? {
                let some: Vec<PersonId> = scene.play.company.board.iter().skip(1).take(2).cloned().collect();
                scene.cast_votes(&some)?;
                self.touched.insert(no);
            }
        }
        Ok(())
    }

    /// Where hardly anything waits for the board, the newest requests are made ready for it.
    fn hurry(&mut self, hands: &mut Hands<'_, '_>, open: &[ChangeNo], at: Moment) -> Result<(), AppError> {
        if !self.pack.board.votes {
            return Ok(());
        }
        let mut waiting = 0;
        for no in open.iter().rev().take(12).copied() {
            for _ in 0..4 {
                let scene = Scene::new(self, &mut *hands, at, no);
                if scene.waits_for_board() || scene.state() != Some(State::Assess) || waiting >= 3 {
                    break;
                }
                self.step(hands, no, at)?;
            }
            let scene = Scene::new(self, &mut *hands, at, no);
            waiting += usize::from(scene.waits_for_board());
        }
        Ok(())
    }
}

/// The chance by which somebody keeps to what they took on.
fn whim(action: &Action) -> Chance {
    Chance::new(action.given.0.cast_unsigned() ^ u64::from(action.no))
}

impl Scene<'_, '_, '_> {
    /// Whether the board's ballot is the next thing.
    fn waits_for_board(&self) -> bool {
        let Some(change) = self.change() else { return false };
        let due = change.state == State::Authorize && change.decision != Decision::Deferred;
        due && !self.voting() && self.only_board_open()
    }
}

impl Stage<'_> {
    /// Holds the i-th meeting.
    pub fn hold(&mut self, i: usize, starts: Moment) -> Result<(), AppError> {
        let pending = |m: &&Meeting| m.starts == starts && m.state == MeetingState::Pending;
        let Some(id) = self.world.meetings.values().find(pending).map(|m| m.id.clone()) else { return Ok(()) };
        debug_assert_eq!(self.play.meetings.get(i), Some(&starts), "a meeting is held at its turn");
        let opens = later(starts, self.chance, 0, 4);
        self.app.clock = Some(opens);
        let items = self.app.agenda_now(&id)?;
        self.fold_missing(&items)?;
        let closes = self.sit(&id, &items, opens)?;
        self.app.clock = Some(closes);
        let close = Command::Meeting(id.clone(), self.app.closing(&id, None)?);
        let closed = self.scene(closes, |scene| {
            let Some(chair) = scene.leader() else { return Ok(false) };
            scene.wind_up(&id, &chair)?;
            Ok(scene.act(&chair, &close)?.is_ok())
        })?;
        self.held += u32::from(closed);
        Ok(())
    }

    /// Changes on the agenda that the play has let go of are looked at again.
    fn fold_missing(&mut self, items: &[Item]) -> Result<(), AppError> {
        let reader = self.app.store.read()?;
        for no in items.iter().filter_map(|item| match item.subject {
            Subject::Change(no) => Some(no),
            Subject::Topic(_) => None,
        }) {
            if self.world.changes.contains_key(&no) {
                continue;
            }
            let stream = Stream::Change(no);
            for entry in &reader.load(&stream)? {
                self.world.apply(&event(&stream, entry)?);
            }
        }
        Ok(())
    }

    /// Something in one transaction, with the rows of what it touched.
    fn scene<T>(
        &mut self,
        at: Moment,
        play: impl FnOnce(&mut Scene<'_, '_, '_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let Self { app, play: ours, world, chance, tally, written, .. } = self;
        let crate::app::open::App { store, shelf, .. } = &mut **app;
        let act = chance.act();
        let done = store.write(act, Ending::Keep, |tx| {
            let mut hands = Hands { tx, shelf, world, chance, tally, written };
            // Around one table things go faster.
            let pace = Span(ours.pace.0.min(9_000_000));
            let mut scene = Scene::new(ours, &mut hands, at, ChangeNo(0));
            scene.pace = pace;
            let value = play(&mut scene)?;
            ours.show(&mut hands)?;
            Ok::<T, AppError>(value)
        })?;
        match done {
            crate::store::append::Written::Now(_, value) => Ok(value),
            crate::store::append::Written::Before(receipt) => Err(AppError::Unsettled(receipt.act)),
        }
    }

    /// The course of a meeting from its opening to its last item; when that was.
    fn sit(&mut self, id: &MeetingId, items: &[Item], opens: Moment) -> Result<Moment, AppError> {
        let to = |command| Command::Meeting(id.clone(), command);
        let begun = self.scene(opens, |scene| {
            let Some(chair) = scene.leader() else { return Ok(Err(scene.at)) };
            if scene.act(&chair, &to(MeetingCommand::Open { items: items.to_vec() }))?.is_err() {
                return Ok(Err(scene.at));
            }
            let present = scene.roll(&chair);
            drop(scene.act(&chair, &to(MeetingCommand::Rollcall { present: present.clone() }))?);
            let here: Vec<PersonId> = present.iter().filter(|(_, how)| how.counts()).map(|(p, _)| p.clone()).collect();
            Ok(Ok((chair, here, scene.at)))
        })?;
        let (chair, here, mut at) = match begun {
            Ok(begun) => begun,
            Err(at) => return Ok(at),
        };
        let numbered: Vec<(u32, &Item)> = (1_u32..).zip(items).collect();
        let standing = |item: &Item| matches!(item.subject, Subject::Topic(_));
        // Standing items after one another show what the register has before the first of them.
        for part in numbered.chunk_by(|(_, a), (_, b)| standing(a) == standing(b)) {
            self.app.clock = Some(at);
            let numbers: Vec<u32> = part.iter().filter(|(_, i)| standing(i)).map(|(no, _)| *no).collect();
            let shown = if numbers.is_empty() { Vec::new() } else { self.app.shown_now(id, &numbers)? };
            // Each part brings the rows of its own changes up to date, so that an end in between leaves none behind.
            self.play.touched.extend(part.iter().filter_map(|(_, item)| match item.subject {
                Subject::Change(no) => Some(no),
                Subject::Topic(_) => None,
            }));
            at = self.scene(at, |scene| {
                for (i, item) in part.iter().copied() {
                    drop(scene.act(&chair, &to(MeetingCommand::Present { item: i }))?);
                    match &item.subject {
                        Subject::Topic(_) => scene.settle(id, &chair, i, &shown)?,
                        Subject::Change(no) => {
                            scene.no = *no;
                            scene.decide(id, &chair, i, item, &here)?;
                            scene.no = ChangeNo(0);
                        }
                    }
                    scene.at = later(scene.at, scene.hands.chance, 0, 3);
                }
                Ok(scene.at)
            })?;
        }
        Ok(at)
    }
}

impl Scene<'_, '_, '_> {
    /// Who leads a meeting: the holder of the chair's seat, who comes first.
    fn leader(&self) -> Option<PersonId> {
        self.play.company.board.first().cloned()
    }

    /// Who is how present: the chair, the seats that no vote carries without, and enough for a quorum always are.
    fn roll(&mut self, chair: &PersonId) -> Vec<(PersonId, Presence)> {
        let pack = Arc::clone(&self.play.pack);
        let world = &*self.hands.world;
        let need = pack.vote_rule(world.board.size(&pack)).quorum.saturating_add(1);
        let roster = world.board.roster(&pack, &world.people, self.at, None);
        let mut may_miss = roster.len().saturating_sub(need);
        let mut present = Vec::new();
        for entry in roster {
            let needed = entry.mandatory || entry.person == *chair;
            let roll = self.hands.chance.below(100);
            let how = match roll {
                0..9 if !needed && may_miss > 0 => Presence::Excused,
                9..14 if !needed && may_miss > 0 => Presence::Absent,
                0..70 => Presence::Room,
                _ => Presence::Phone,
            };
            if !how.counts() {
                may_miss = may_miss.saturating_sub(1);
            }
            present.push((entry.person, how));
        }
        present
    }

    /// What would keep the meeting from closing is put off, or signed by whoever may: no meeting is left open.
    fn wind_up(&mut self, id: &MeetingId, chair: &PersonId) -> Result<(), AppError> {
        let Some(meeting) = self.hands.world.meetings.get(id).cloned() else { return Ok(()) };
        for no in outcome::voting(self.hands.world, &meeting, self.hands.tx.moment(self.at)) {
            self.no = no;
            if !self.defer()? {
                self.close_vote()?;
            }
        }
        for item in outcome::mandatory(self.hands.world, &meeting) {
            let Some((Item { subject: Subject::Change(no), reviews, .. }, _)) = meeting.item(item) else { continue };
            self.no = *no;
            // The board looks back on what is done: an emergency that is under way is finished first.
            if let Some(change) = self.change().filter(|c| c.state == State::Implement).cloned() {
                self.finish(&change)?;
            }
            for review in reviews {
                self.sign(review)?;
            }
            if reviews.is_empty() {
                self.defer()?;
            }
        }
        self.no = ChangeNo(0);
        for item in outcome::not_reached(self.hands.world, &meeting) {
            drop(self.act(chair, &Command::Meeting(id.clone(), MeetingCommand::Present { item }))?);
        }
        Ok(())
    }

    /// A standing item or topic is gone through; now and then somebody takes something on.
    fn settle(&mut self, id: &MeetingId, chair: &PersonId, item: u32, shown: &[(u32, String)]) -> Result<(), AppError> {
        let to = |command| Command::Meeting(id.clone(), command);
        if self.hands.chance.happens(12) {
            let owner = self.hands.chance.of(&self.play.company.board).cloned();
            let text = self.hands.chance.word(&[
                "Ask the vendor for the date of the next release",
                "Bring the figures of the last quarter",
                "Agree the freeze over the holidays with sales",
                "Try the way back of the last emergency once more",
            ]);
            let due = Some(self.play.office_hours(self.at.plus(Span::hours(24 * 9))));
            let command = MeetingCommand::Action { item: Some(item), text: text.to_owned(), owner, due };
            drop(self.act(chair, &to(command))?);
        }
        let note = self.hands.chance.happens(25).then(|| sentence(self.hands.chance).to_owned());
        let shown = shown.iter().find(|(no, _)| *no == item).map(|(_, text)| text.clone());
        let settling = Settling { item, how: "done".into(), note, shown, ..Settling::default() };
        drop(self.act(chair, &to(MeetingCommand::Settle(settling)))?);
        Ok(())
    }

    /// A change is reviewed, or put to the vote, or deferred.
    fn decide(
        &mut self,
        id: &MeetingId,
        chair: &PersonId,
        no: u32,
        item: &Item,
        here: &[PersonId],
    ) -> Result<(), AppError> {
        let pack = Arc::clone(&self.play.pack);
        let to = |command| Command::Meeting(id.clone(), command);
        if self.hands.chance.happens(15) {
            let text = sentence(self.hands.chance).to_owned();
            drop(self.act(chair, &to(MeetingCommand::Note { item: Some(no), text, private: false }))?);
        }
        if !item.reviews.is_empty() {
            for review in &item.reviews {
                self.sign(review)?;
            }
            return Ok(());
        }
        let many = usize::try_from(no).is_ok_and(|no| no > ITEMS) && !item.mandatory;
        if many || self.voting() {
            return Ok(());
        }
        if !pack.panel.criteria.is_empty() {
            let criteria = pack.panel.criteria.iter().map(|c| c.id.clone()).collect();
            drop(self.act(chair, &to(MeetingCommand::Consider { item: no, criteria }))?);
        }
        for assessment in &pack.panel.assessments {
            let holder = self.hands.world.board.seats.get(&assessment.seat).cloned();
            if let Some(holder) = holder.filter(|p| here.contains(p)) {
                let (seat, text) = (Some(assessment.seat.clone()), sentence(self.hands.chance).to_owned());
                drop(self.act(&holder, &to(MeetingCommand::Assess { item: no, seat, text }))?);
            }
        }
        if self.hands.chance.happens(9) && self.defer()? {
            return Ok(());
        }
        self.at = later(self.at, self.hands.chance, 1, 3);
        if self.put_to_vote(Some(id.to_string()))? {
            self.cast_votes(here)?;
            self.close_vote()?;
        } else if self.may(chair, Act::Defer, &[("reason", "stated"), ("outcome", "deferred")]) {
            self.defer()?;
        }
        Ok(())
    }
}
