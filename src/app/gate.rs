//! The gate: may this change go out now?

use super::calendar::{TURN, booked_near};
use super::error::AppError;
use super::execute::{desk_for, event_of};
use super::gating::{by_state, compared};
use super::open::App;
use super::verdict::{Case, Pins, Said, given};
use super::world::{HOUSE, REGISTER};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::change::who::{nobody, starter};
use crate::domain::change::{Change, acts, facts, time};
use crate::domain::desk::Desk;
use crate::domain::places;
use crate::domain::run::Deployment;
use crate::domain::run::acts::{facts_to_begin, facts_to_go_on, facts_to_raise, said_all};
use crate::domain::run::command::Begin;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::told;
use crate::policy::judge::judge;
use crate::policy::pack::Pack;
use crate::policy::verdict::Reason;
use crate::sheets::calendar::ChainLine;
use crate::sheets::gate::{Commit, GateReason, GateSheet, Looked};
use crate::sheets::time::{Time, Window};
use std::sync::Arc;

/// By how much the clock may be behind the newest entry before the gate says nothing.
const BEHIND: Span = Span::seconds(60);

/// What the gate is asked.
#[derive(Clone, Copy, Debug)]
pub struct GateQuestion<'a> {
    /// The change.
    pub no: ChangeNo,
    /// Environment.
    pub env: Option<&'a str>,
    /// What is to go out.
    pub artifact: Option<Digest>,
    /// The share of users or traffic, in percent, that it is to go out to; all where none is named, or as far as it has gone.
    pub share: Option<u32>,
    /// The commit that it was built from: it stands for what has no digest.
    pub commit: Option<&'a str>,
    /// What the repository of what goes out said, where it was looked into.
    pub looked: Option<&'a Looked>,
    /// Another moment than now.
    pub at: Option<Moment>,
}

impl App {
    /// Whether a change may go out now, or at a moment. Nothing but a clear "yes, now" is `yes`. With a receipt, the
    /// answer can be checked later; a moment that is not now gets none.
    ///
    /// # Errors
    /// When there is no such change, or the clock cannot be right.
    pub fn gate(&mut self, question: GateQuestion<'_>, receipt: bool) -> Result<GateSheet, AppError> {
        loop {
            let head = self.store.read()?.head()?;
            let now = match question.at {
                Some(at) => at,
                None => self.gate_clock()?,
            };
            let Some((change, world)) = self.gate_world(question.no, None)? else {
                return Err(self.not_there(question.no)?);
            };
            let mut sheet = self.gate_of(&world, &change, question, now)?;
            if !receipt || question.at.is_some() {
                return Ok(sheet);
            }
            // Whoever wrote in between may have changed the answer.
            if self.store.read()?.head()? == head {
                self.add_receipt(&mut sheet, question.no, head)?;
                return Ok(sheet);
            }
        }
    }

    /// That there is no such change, or was none at the moment that is looked back to.
    fn not_there(&mut self, no: ChangeNo) -> Result<AppError, AppError> {
        let known = self.fold_alone(no, Some(Moment(i64::MAX)))?.filter(|_| self.back.is_some());
        let Some(opened) = known.and_then(|(change, _)| change.moments.get("created").copied()) else {
            let (text, hint) = (format!("there is no {no}"), "see `quorate change list`".into());
            return Ok(AppError::NotFound { text, hint });
        };
        let text = format!("there was no {no} then: it was opened {}", told(opened, self.zone()?));
        Ok(AppError::NotFound { text, hint: "ask for a time after that".into() })
    }

    /// A change and the streams by which it is judged, up to an entry if one is named. The catalogue is read for a change
    /// that is of it only: it is long, and its entries lie far apart.
    pub(super) fn gate_world(
        &self,
        no: ChangeNo,
        through: Option<u64>,
    ) -> Result<Option<(Arc<Change>, World)>, AppError> {
        let reader = self.store.read()?;
        let mut world = World::default();
        let take = |stream: &Stream, world: &mut World| -> Result<(), AppError> {
            reader.each_of(stream, self.back.unwrap_or(Moment(i64::MAX)), |entry| {
                if through.is_none_or(|last| entry.seq <= last) {
                    world.apply(&event_of(stream, entry)?);
                }
                Ok(())
            })
        };
        // What is the same for every change is read once, for this question and those that follow.
        let now = through.is_none() && self.back.is_none();
        let read = if now { HOUSE } else { 0 };
        if now {
            world = Arc::unwrap_or_clone(self.house()?);
        }
        take(&Stream::Change(no), &mut world)?;
        let Some(change) = world.changes.get(&no).cloned() else { return Ok(None) };
        for stream in REGISTER.iter().skip(read).filter(|s| **s != Stream::Catalogue || change.catalogue.is_some()) {
            take(stream, &mut world)?;
        }
        Ok(Some((change, world)))
    }

    /// Now; an error where the clock is behind what the register has seen.
    fn gate_clock(&self) -> Result<Moment, AppError> {
        let now = self.now();
        if self.clock.is_some() || self.back.is_some() {
            return Ok(now);
        }
        let newest = self.store.read()?.page(None, 1)?.first().map_or(now, |e| e.entry.at);
        let behind = newest.since(now);
        if behind > BEHIND {
            return Err(AppError::Register {
                text: format!(
                    "the clock says {now}, {} s before the newest entry: what may go out now is not known",
                    behind.as_seconds()
                ),
                hint: "set the system's clock".into(),
            });
        }
        Ok(now.max(newest))
    }

    /// What the gate says of a change as it stands in a world.
    pub(super) fn gate_of(
        &mut self,
        world: &World,
        change: &Change,
        question: GateQuestion<'_>,
        now: Moment,
    ) -> Result<GateSheet, AppError> {
        let mut desk = self.gate_desk(world, change, now)?;
        let named = question.env.map(|word| places::named(&desk.pack, word)).transpose()?;
        let env = named.as_deref();
        // What is being deployed there may go on, or may not: it is not begun again.
        let place = env.or(desk.pack.furthest(change.words("environment"))).map(str::to_owned);
        let going = change.run.open().find(|d| d.environment == place);
        let begins = || facts_to_begin(world, &desk, change, &begun_with(&desk.pack, change, env, question));
        let mut begins = going.is_none().then(begins);
        let known = begins.as_ref().and_then(|begins| begins.as_ref().ok());
        let (actor, bars) = match going {
            Some(deployment) => (deployment.begun.1.clone(), Vec::new()),
            None => starter(world, &desk, change, known),
        };
        desk.actor = actor;
        if let Some(Ok((_, known))) = &mut begins {
            facts::turn(known, world, &desk, change);
        }
        let share = question.share.max(going.map(|d| d.share));
        let more = going.zip(share).filter(|(d, share)| *share > d.share);
        let raise = more.map(|more| facts_to_raise(world, &desk, change, more));
        let (raise, unfit) = raise.map_or((None, None), |raise| (raise.as_ref().ok().cloned(), raise.err()));
        let goes_on = |deployment| match raise {
            Some(facts) => (Act::Raise, facts),
            None => (Act::Exec, facts_to_go_on(world, &desk, change, deployment)),
        };
        let elsewhere = matches!(begins, Some(Err(_)));
        let begun = going.map(goes_on).or_else(|| begins.and_then(Result::ok));
        let (act, facts) = begun.unwrap_or_else(|| (Act::Start, acts::facts_for(world, &desk, change, &[])));
        let no_go = self.no_go(world, &desk, change, (act, &facts))?;
        let time = match going {
            Some(d) => time::going_on(world, &desk, change, &facts, (Some(d.begun.0), now)),
            None => time::start(world, &desk, change, &facts, now),
        };
        let pinned = going.map_or_else(|| change.run.baseline(), Deployment::baseline);
        let asked = question.artifact.map(|a| format!("sha256:{a}"));
        let artifact = compared(pinned.artifact, asked.as_deref());
        let commit = question.commit.map(|asked| Commit { hash: asked.to_owned(), matches: pinned.built_from(asked) });
        let mut judged = judge(&desk.pack, act, &facts).reasons;
        judged.retain(|r| !r.rule.starts_with("no-permit") || nobody(&bars));
        // What a deviation or an exception sets aside does not stop the start.
        let aside = time::aside(&desk.pack, change, &time, &mut judged);
        change.lacking(&desk.pack, &mut judged);
        let pins = Pins::of(artifact.as_ref().filter(|_| asked.is_some()), commit.as_ref());
        let case = Case { world, desk: &desk, change, act, facts: &facts, going, share, unfit, time: &time, now };
        let said = if let Some(state) = by_state(change, act, &facts) {
            case.held(state, judged)
        } else if elsewhere {
            case.elsewhere(env)
        } else if let Some(said) =
            case.backing_out().or_else(|| case.moved(question.looked, &judged)).or_else(|| case.pinned(&pins, &judged))
        {
            said
        } else {
            case.ready(&pins, judged, no_go)
        };
        let Said { verdict, mut reasons, overrun } = said;
        // Whoever waits is told of a freeze also while other things are missing.
        if verdict == "pending" {
            let stops = time.reasons(desk.pack.calendar.tz).into_iter().filter(|r| r.rule.starts_with("freeze-"));
            reasons.extend(given(stops));
        }
        let mut chain = super::calendar::chain(&time);
        chain.extend(overrun.map(past_window));
        if !elsewhere {
            chain.push(super::show::deciding::starter(&desk.pack, act, &facts, &bars));
            chain.extend(super::show::deciding::tag(&desk.pack, change, question.looked));
            chain.extend(super::show::deciding::decided(&desk.pack, change, act, &facts, &aside));
        }
        Ok(GateSheet {
            id: change.no.to_string(),
            version: change.revision,
            env: place.filter(|_| !elsewhere),
            verdict: verdict.into(),
            reasons: GateReason::once(reasons),
            chain,
            window: change.window().map(|(from, to)| Window { from: Time(from), to: Time(to) }),
            artifact,
            commit,
            share: question.share,
            repository: question.looked.cloned(),
            receipt: None,
            checked_at: Time(now),
        })
    }

    /// The desk at which the gate is asked: a pipeline asks for the change, not for itself, so that what depends on who
    /// starts it is judged at the start.
    fn gate_desk(&mut self, world: &World, change: &Change, now: Moment) -> Result<Desk, AppError> {
        self.recall()?;
        let mut desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
        self.look_around(world, &mut desk, change)?;
        desk.booked = booked_near(&self.store.read()?, world, &desk.pack, change.no, ((now, now), TURN), self.back)?;
        desk.quoted = super::execute::quoted_of(&self.store.read()?, change);
        Ok(desk)
    }
}

/// What a deployment would be begun with: what is asked about, and what was said of the one before. What whoever starts says
/// beside is judged at the start.
fn begun_with(pack: &Pack, change: &Change, env: Option<&str>, question: GateQuestion<'_>) -> Begin {
    let said = said_all(pack, change, env);
    let commit = question.commit.map(str::to_owned).or_else(|| said.commit.clone());
    let loose = question.looked.is_some_and(|l| l.loose);
    let artifact = question.artifact.map(|a| format!("sha256:{a}"));
    Begin { artifact, commit, loose, share: question.share, ..said }
}

/// That work goes on past its window, as a link of the chain.
fn past_window(r: Reason) -> ChainLine {
    ChainLine {
        kind: "window".into(),
        id: "own".into(),
        effect: "warn".into(),
        text: format!("{}: what is done now is recorded as outside it", r.text),
        clauses: r.clauses,
    }
}
