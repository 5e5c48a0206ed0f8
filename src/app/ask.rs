//! Questions: the head of every page, a change, a ballot, persons, the board.

use super::error::AppError;
use super::execute::{desk_for, words};
use super::open::App;
use super::show::{self, Lens};
use crate::base::ids::{ChangeNo, Stream};
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::desk::Desk;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::policy::meeting::{Section, Source};
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::ChangeSheet;
use crate::sheets::people::{BoardSheet, PersonRow};
use crate::sheets::register::RegisterSheet;
use crate::sheets::time::Time;
use crate::store::load::Reader;
use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Display name and mail address by person.
type Names = BTreeMap<String, (String, Option<String>)>;

impl App {
    /// A desk for looking at the register under the pack in force.
    pub(super) fn desk(&mut self, world: &World, now: Moment) -> Result<Desk, AppError> {
        let (pack_digest, pack) = self.shelf.of(&world.policy, world.policy.version())?;
        Ok(Desk::looking(now, self.actor.clone(), pack, pack_digest, ChangeNo(0)))
    }

    /// Display names by person: those that the record keeps which is shown, else those of the directory.
    pub(super) fn names(&self) -> Result<Names, AppError> {
        self.names_by(&self.store.read()?)
    }

    /// What people are called, by person.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn called(&self) -> Result<BTreeMap<String, String>, AppError> {
        Ok(self.names()?.into_iter().map(|(id, (name, _))| (id, name)).collect())
    }

    fn names_by(&self, reader: &Reader<'_>) -> Result<Names, AppError> {
        let known = reader.directory()?.into_iter().map(|d| (d.person.to_string(), (d.display_name, d.email)));
        let mut names: Names = known.collect();
        for (id, name) in &self.called {
            names.entry(id.clone()).or_default().0.clone_from(name);
        }
        Ok(names)
    }

    /// Answers a question by what stands at one moment, whatever others commit meanwhile. Its looks at the register then
    /// need no lock each.
    pub(super) fn at_one_moment<T>(
        &mut self,
        ask: impl FnOnce(&mut Self) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        // Tables of another moment are made before anything is read.
        self.recall()?;
        let begun = self.store.hold_still()?;
        let answer = ask(self);
        if begun {
            self.store.let_go()?;
        }
        answer
    }

    /// Looks at something through a lens: with words, names and the pack in force.
    pub(super) fn looking<T>(
        &mut self,
        world: &World,
        desk: &Desk,
        look: impl FnOnce(&Lens<'_>) -> T,
    ) -> Result<T, AppError> {
        let reader = self.store.read()?;
        let prose = |said: &Said| words(&reader, said);
        // Many looks ask for no name, and none is worth a directory then.
        let (names, trouble) = (OnceCell::new(), Cell::new(None));
        let read = || self.names_by(&reader).map_err(|e| trouble.set(Some(e))).unwrap_or_default();
        let called = |id: &str| names.get_or_init(read).get(id).map(|(name, _): &(String, _)| name.clone());
        let name = |id: &str| called(id).unwrap_or_else(|| id.to_owned());
        let seen = look(&Lens { world, desk, prose: &prose, name: &name });
        trouble.into_inner().map_or(Ok(seen), Err)
    }

    /// The zone of the pack in force.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn zone(&mut self) -> Result<chrono_tz::Tz, AppError> {
        let world = self.house()?;
        Ok(self.shelf.at_least(&world.policy, world.policy.version())?.1.calendar.tz)
    }

    /// What the header and the home page show.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn register(&mut self) -> Result<RegisterSheet, AppError> {
        let world = self.house()?;
        let now = self.now();
        // Under a text that this program does not know there is little to tell, but that.
        let unreadable = self.unreadable(&world)?;
        let (pack_digest, pack) = self.shelf.at_least(&world.policy, world.policy.version())?;
        let desk = Desk::looking(now, self.actor.clone(), pack, pack_digest, ChangeNo(0));
        let names = self.names()?;
        let pack = &desk.pack;
        let person = world.people.active(&self.actor);
        let seats = show::people::seats_of(&world.board, &self.actor);
        let roles = person.map(|p| p.roles.iter().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let review = show::pack::review(pack, Some(&world.policy), now);
        let broken = self.broken();
        let unguarded = self.unguarded();
        let notices = broken.iter().chain(&unguarded).cloned().chain(self.disk_full()).chain(unreadable.clone());
        let mut notices: Vec<String> = notices.collect();
        if person.is_none() {
            notices.push(format!("{} is not registered here: you can read, not act", self.actor));
        }
        if review.overdue {
            let cited = review.clauses.join(", ");
            let since = review.due.as_deref().unwrap_or(&review.next);
            let late = so_many(review.overdue_days, "day");
            notices.push(format!("policy review overdue since {since} ({late}) {cited}"));
        }
        let year = (now, now.plus(crate::base::time::Span::seconds(1)));
        let unnamed = super::calendar::unnamed(pack, year);
        notices
            .extend(unnamed.into_iter().map(|(_, s, text)| format!("{text}: set {} {}", s.id(), s.clauses.join(", "))));
        let reviews = |c: &Section| c.source == Source::Freezes;
        if pack.series.iter().any(|s| s.sections.iter().any(reviews)) {
            notices.extend(self.unreviewed_now()?);
        }
        let id = self.actor.to_string();
        let mut open = self.open_meetings()?.into_iter().map(|id| id.to_string());
        let (meeting, beside) = (open.next(), open.collect());
        let (asked, joined) = meeting.as_deref().map_or(Ok((None, false)), |id| self.asked_in(id, pack))?;
        Ok(RegisterSheet {
            org: world.policy.org.clone(),
            sandbox: self.sandbox(),
            packs: pack.name.split('+').map(str::to_owned).collect(),
            tz: pack.calendar.tz.name().into(),
            actor_name: names.get(&id).map_or_else(|| id.clone(), |(name, _)| name.clone()),
            actor: id,
            actor_as: if seats.is_empty() { roles.join(", ") } else { seats.join(", ") },
            broken: broken.is_some(),
            unreadable: unreadable.is_some(),
            read_only: broken.or(unguarded).or_else(|| self.store.read_only()),
            asked,
            joined,
            meeting,
            beside,
            notices,
        })
    }

    /// That the adopted text has something that this program does not know, with what to do; nothing where it is known.
    pub(super) fn unreadable(&mut self, world: &World) -> Result<Option<String>, AppError> {
        match self.shelf.of(&world.policy, world.policy.version()) {
            Err(error @ AppError::Adopted { .. }) => Ok(Some(format!("{error}; {}", error.hint()))),
            other => other.map(|_| None),
        }
    }

    /// A change with the register around it, folded up to a moment; none when it did not exist then.
    pub(super) fn fold_change(
        &self,
        no: ChangeNo,
        until: Option<Moment>,
    ) -> Result<Option<(Arc<Change>, World, Moment)>, AppError> {
        let Some((change, updated)) = self.fold_alone(no, until)? else { return Ok(None) };
        let mut world = Arc::unwrap_or_clone(self.world(until)?);
        world.changes.insert(no, Arc::clone(&change));
        Ok(Some((change, world, updated)))
    }

    /// A change with the register around it.
    ///
    /// # Errors
    /// When there is no such change, then or now.
    pub(super) fn found(&self, no: ChangeNo, at: Option<Moment>) -> Result<(Arc<Change>, World, Moment), AppError> {
        let at = at.or(self.back);
        self.fold_change(no, at)?.ok_or_else(|| AppError::NotFound {
            text: match at {
                Some(at) => format!("there was no {no} at {at}"),
                None => format!("there is no {no}"),
            },
            hint: "see `quorate change list`".into(),
        })
    }

    /// A change with everything, now or as it stood.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn change(&mut self, no: ChangeNo, at: Option<Moment>) -> Result<ChangeSheet, AppError> {
        let (change, mut world, updated) = self.found(no, at)?;
        let until = at.or(self.back).unwrap_or(super::beside::END);
        super::beside::load_held(&self.store.read()?, &mut world, &change, until)?;
        let now = at.unwrap_or_else(|| self.now());
        let mut desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        if at.is_none() {
            self.look_around(&world, &mut desk, &change)?;
            desk.quoted = super::execute::quoted_of(&self.store.read()?, &change);
        }
        self.looking(&world, &desk, |lens| show::change::sheet(lens, &change, Time(updated)))
    }

    /// A change as it stood at a revision, before anything made another one of it.
    ///
    /// # Errors
    /// When there is no such change, or it never had that revision.
    pub fn change_at_revision(&mut self, no: ChangeNo, revision: u32) -> Result<ChangeSheet, AppError> {
        let (change, mut world, _) = self.found(no, None)?;
        let newest = change.revision;
        let entries = self.store.read()?.load(&Stream::Change(no))?;
        world.changes.remove(&no);
        let mut then: Option<(Arc<Change>, Moment)> = None;
        for entry in &entries {
            world.apply(&super::execute::event(&Stream::Change(no), entry)?);
            match world.changes.get(&no) {
                Some(now) if now.revision <= revision => then = Some((now.clone(), entry.entry.at)),
                _ => break,
            }
        }
        let Some((change, at)) = then.filter(|(c, _)| c.revision == revision) else {
            return Err(AppError::NotFound {
                text: format!("{no} has no revision {revision}"),
                hint: format!("it is at revision {newest}"),
            });
        };
        let desk = desk_for(&mut self.shelf, &world, &self.actor, at, &change)?;
        self.looking(&world, &desk, |lens| show::change::sheet(lens, &change, Time(at)))
    }

    /// The newest ballot of a change.
    ///
    /// # Errors
    /// When there is no such change or no ballot on it.
    pub fn ballot(&mut self, no: ChangeNo) -> Result<BallotSheet, AppError> {
        self.ballots(no)?.into_iter().next().ok_or_else(|| AppError::NotFound {
            text: format!("{no} has no ballot"),
            hint: format!("the chair opens one: quorate vote open {no}"),
        })
    }

    /// All ballots of a change, newest first.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn ballots(&mut self, no: ChangeNo) -> Result<Vec<BallotSheet>, AppError> {
        let (change, mut world, _) = self.found(no, None)?;
        // What was considered, and who was there, is told by the meetings that voted.
        let until = self.back.unwrap_or(super::beside::END);
        super::beside::load_held(&self.store.read()?, &mut world, &change, until)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        self.looking(&world, &desk, |lens| {
            change.ballots.iter().rev().map(|b| show::ballot::sheet(lens, &change, b)).collect()
        })
    }

    /// That the actor is a registered, active person.
    ///
    /// # Errors
    /// A refusal when they are not.
    pub fn known_actor(&self) -> Result<(), AppError> {
        let known = self.house()?.people.active(&self.actor).is_some();
        if known { Ok(()) } else { Err(crate::domain::change::draft::unknown(&self.actor).into()) }
    }

    /// Persons.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn people(&mut self) -> Result<Vec<PersonRow>, AppError> {
        let world = self.house()?;
        let now = self.now();
        let desk = self.desk(&world, now)?;
        let names = self.names()?;
        let email = |id: &str| names.get(id).and_then(|(_, email)| email.clone());
        self.looking(&world, &desk, |lens| show::people::rows(lens, &email))
    }

    /// The board.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn board(&mut self) -> Result<BoardSheet, AppError> {
        let world = self.house()?;
        let now = self.now();
        let desk = self.desk(&world, now)?;
        let next = self.next_meeting(&desk.pack)?;
        // Where several boards sit, the roll that counts is that of the meeting which is told of.
        let of = next.as_ref().filter(|n| n.state == "in_progress").map(|n| n.id.clone());
        let of = of.filter(|_| self.open_meetings().is_ok_and(|open| open.len() > 1));
        let sheet = self.looking(&world, &desk, |lens| show::people::board(lens, of.as_deref()))?;
        Ok(BoardSheet { next_meeting: next.as_ref().map(|n| n.starts), next, ..sheet })
    }

    /// Risks: number, change, level, text, mitigation, owner, accepted by.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn risks(&mut self) -> Result<Vec<[String; 7]>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        self.looking(&world, &desk, |lens| {
            let row = |r: &crate::domain::risk::Risk| {
                [
                    r.no.to_string(),
                    r.change.map(|c| c.to_string()).unwrap_or_default(),
                    r.level.clone(),
                    lens.words(&r.text),
                    r.mitigation.map(|m| lens.words(&m)).unwrap_or_default(),
                    r.owner.to_string(),
                    r.accepted.as_ref().map(|(_, by)| by.to_string()).unwrap_or_default(),
                ]
            };
            world.risks.list.iter().map(row).collect()
        })
    }

    /// The sheet of a change that does not exist yet, for forms.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn blank(&mut self, change_type: &str) -> Result<ChangeSheet, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        let mut change = Change::unborn(ChangeNo(0));
        change.change_type = change_type.to_owned();
        change.requester = self.actor.clone();
        self.looking(&world, &desk, |lens| show::change::sheet(lens, &change, Time(now)))
    }
}
