//! The gate: may this change go out now?

use super::calendar::{TURN, booked_near};
use super::error::AppError;
use super::execute::{desk_for, event_of};
use super::gating::{begins_anew, by_state, compared, pinning, starter};
use super::open::App;
use super::show::deciding::nobody;
use super::world::{HOUSE, REGISTER};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, acts, summary, time};
use crate::domain::checklist;
use crate::domain::desk::Desk;
use crate::domain::places;
use crate::domain::run::Deployment;
use crate::domain::run::acts::{facts_to_begin, facts_to_go_on, said_all};
use crate::domain::run::command::Begin;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::{Effect, told};
use crate::policy::facts::Facts;
use crate::policy::judge::{judge, needed_reviews};
use crate::policy::pack::Pack;
use crate::policy::request::Review;
use crate::policy::verdict::Reason;
use crate::sheets::calendar::ChainLine;
use crate::sheets::gate::{Commit, GateReason, GateSheet};
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
    /// The commit that it was built from: it stands for what has no digest.
    pub commit: Option<&'a str>,
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
            let (change, world) = self.gate_world(question.no, None)?.ok_or_else(|| AppError::NotFound {
                text: format!("there is no {}", question.no),
                hint: "see `quorate change list`".into(),
            })?;
            if let Some(opened) = change.moments.get("created").filter(|opened| question.at.is_some() && now < **opened)
            {
                let tz = self.desk(&world, now)?.pack.calendar.tz;
                return Err(AppError::NotFound {
                    text: format!("there was no {} then: it was opened {}", question.no, told(*opened, tz)),
                    hint: "ask for a time after that".into(),
                });
            }
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

    /// A change and the streams by which it is judged, up to an entry if one is named. The catalogue is read for a change
    /// that is of it only: it is long, and its entries lie far apart.
    pub(super) fn gate_world(&self, no: ChangeNo, through: Option<u64>) -> Result<Option<(Change, World)>, AppError> {
        let reader = self.store.read()?;
        let mut world = World::default();
        let take = |stream: &Stream, world: &mut World| -> Result<(), AppError> {
            reader.each_of(stream, Moment(i64::MAX), |entry| {
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
        let mut desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
        // A pipeline asks for the change, not for itself: what depends on who starts it is judged at the start.
        self.look_around(world, &mut desk, change)?;
        desk.booked = booked_near(&self.store.read()?, world, &desk.pack, change.no, ((now, now), TURN), self.back)?;
        desk.quoted = super::execute::quoted_of(&self.store.read()?, change);
        let named = question.env.map(|word| places::named(&desk.pack, word)).transpose()?;
        let env = named.as_deref();
        // What is being deployed there may go on, or may not: it is not begun again.
        let place = env.or(desk.pack.furthest(change.words("environment"))).map(str::to_owned);
        let going = change.run.open().find(|d| d.environment == place);
        let (actor, bars) = match going {
            Some(deployment) => (deployment.begun.1.clone(), Vec::new()),
            None => starter(world, &desk, change, env),
        };
        desk.actor = actor;
        // What whoever starts says beside is judged at the start.
        let artifact = question.artifact.map(|a| format!("sha256:{a}"));
        let said = said_all(&desk.pack, change, env);
        let commit = question.commit.map(str::to_owned).or_else(|| said.commit.clone());
        let begin = Begin { artifact: artifact.clone(), commit, ..said };
        let begin = match going {
            Some(deployment) => Ok((Act::Exec, facts_to_go_on(world, &desk, change, deployment))),
            None => facts_to_begin(world, &desk, change, &begin),
        };
        let elsewhere = begin.is_err();
        let (act, facts) = begin.unwrap_or_else(|_| (Act::Start, acts::facts_for(world, &desk, change, &[])));
        let no_go = self.no_go(world, &desk, change, (act, &facts))?;
        let mut reasons = Vec::new();
        let mut overrun = None;
        let mut reason = |code: &str, text: String, clauses: Vec<String>| {
            reasons.push(GateReason { code: code.into(), text, clauses });
        };
        let window = change.window();
        let time = match going {
            Some(d) => time::going_on(world, &desk, change, &facts, (Some(d.begun.0), now)),
            None => time::start(world, &desk, change, &facts, now),
        };
        let pinned = going.map_or_else(|| change.run.baseline(), Deployment::baseline);
        let artifact = compared(pinned.artifact, artifact.as_deref());
        let commit = question.commit.map(|asked| Commit { hash: asked.to_owned(), matches: pinned.built_from(asked) });
        let digests = artifact.as_ref().filter(|_| question.artifact.is_some()).map(|a| a.matches);
        let asked: Vec<Option<bool>> = digests.into_iter().chain(commit.as_ref().map(|c| c.matches)).collect();
        let (unpinned, another) = (asked.contains(&None), asked.contains(&Some(false)));
        let mut judged = judge(&desk.pack, act, &facts).reasons;
        judged.retain(|r| !r.rule.starts_with("no-permit") || nobody(&bars));
        // What a deviation or an exception sets aside does not stop the start.
        let aside = time::aside(&desk.pack, change, &time, &mut judged);
        change.lacking(&desk.pack, &mut judged);
        let verdict = if let Some((verdict, text)) = by_state(change, act) {
            let said = acts::barred(&desk.pack, act, &facts);
            let held = text.clone();
            let (text, clauses) = match said {
                Some(said) => (format!("{text}: {}", said.text), said.clauses),
                None => (text, Vec::new()),
            };
            reason(change.state.word(), text, clauses);
            if verdict == "pending" && change.hold.is_some() && states_for(act).contains(&change.state) {
                // Beside the hold stands what is against this very act, and nothing of another environment.
                for r in judged.into_iter().filter(|r| r.text != held) {
                    reason(&r.rule, r.text, r.clauses);
                }
            } else if verdict == "pending" {
                let missing = summary::next_verdict(world, &desk, change).missing;
                judged.retain(|r| missing.iter().all(|m| m.field != r.rule));
                for missing in missing {
                    reason("missing", missing.text, missing.clauses);
                }
                let open = crate::policy::judge::open_approvals(&desk.pack, &facts);
                for approval in open {
                    reason("approval", format!("{} is open", approval.title), approval.clauses.clone());
                }
                if change.state != State::New {
                    let asked = of_conditions(&desk.pack, &mut judged);
                    let cited = |r: &Reason| !r.clauses.is_empty() && !r.rule.starts_with("no-permit");
                    for r in judged.into_iter().filter(cited) {
                        reason(&r.rule, r.text, r.clauses);
                    }
                    for condition in change.open_conditions() {
                        reason("condition", format!("not verified: {}", condition.told(&desk)), asked.clone());
                    }
                }
            }
            verdict
        } else if elsewhere {
            let listed = change.words("environment").join(", ");
            reason("environment", format!("approved for {listed}, not for {}", env.unwrap_or_default()), Vec::new());
            "refused"
        } else if going.is_some() && checklist::backing_out(change) {
            reason("backing_out", "the change is being backed out".into(), Vec::new());
            "refused"
        } else if (unpinned || another) && !begins_anew(&desk.pack, act, &facts) {
            let what = if question.artifact.is_some() { "artifact" } else { "commit" };
            let text = match unpinned {
                true => format!("no {what} is pinned that it could be: whoever begins a deployment with it pins it"),
                false => format!("this is not the {what} that is pinned"),
            };
            reason("artifact", text, pinning(&desk.pack));
            for r in judged {
                reason(&r.rule, r.text, r.clauses);
            }
            "refused"
        } else {
            // A share that a condition allows before it is verified may go on as it is.
            let covered = |share: Option<u32>| going.zip(share).is_some_and(|(d, share)| d.share <= share);
            let unmet: Vec<_> = change.open_conditions().filter(|c| !covered(c.share)).collect();
            let cited = if unmet.is_empty() { Vec::new() } else { of_conditions(&desk.pack, &mut judged) };
            for r in judged {
                reason(&r.rule, r.text, r.clauses);
            }
            // What failed is seen to before there is more of it: the share is not raised either.
            for (text, clauses) in going.map(|d| d.failed_steps(&desk.pack)).unwrap_or_default() {
                reason("step_failed", text, clauses);
            }
            if unpinned {
                let text = "no artifact is pinned that it could be: no deployment named its digest";
                reason("artifact", text.into(), pinning(&desk.pack));
            }
            for condition in unmet {
                reason("condition", format!("not verified: {}", condition.told(&desk)), cited.clone());
            }
            // The window is that of the implementation; the stages before it have none.
            let last = going.map_or(act == Act::Start, |d| d.last);
            let own = time::own_window(&desk.pack, &facts, change, now).filter(|_| last);
            // Work that has begun may overrun: that is told, as a command of it is told.
            overrun = own.clone().filter(|_| going.is_some() && change.window().is_some_and(|(_, to)| now >= to));
            let own = own.filter(|_| overrun.is_none());
            let frozen = time.chain.iter().any(|l| l.kind == "freeze" && l.effect == Effect::Deny);
            match own {
                _ if !no_go.is_empty() => {
                    reasons.splice(0..0, no_go);
                    "refused"
                }
                _ if !reasons.is_empty() => "pending",
                None if frozen => {
                    let stops = time.reasons(desk.pack.calendar.tz).into_iter();
                    reasons.extend(stops.map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses }));
                    "refused"
                }
                own if own.is_some() || !time.allowed => {
                    let closed = time.reasons(desk.pack.calendar.tz).into_iter().chain(own);
                    reasons.extend(closed.map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses }));
                    "not_now"
                }
                _ => "yes",
            }
        };
        // Whoever waits is told of a freeze also while other things are missing.
        if verdict == "pending" {
            let stops = time.reasons(desk.pack.calendar.tz).into_iter().filter(|r| r.rule.starts_with("freeze-"));
            reasons.extend(stops.map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses }));
        }
        let mut chain = super::calendar::chain(&time);
        chain.extend(overrun.map(|r| ChainLine {
            kind: "window".into(),
            id: "own".into(),
            effect: "warn".into(),
            text: format!("{}: what is done now is recorded as outside it", r.text),
            clauses: r.clauses,
        }));
        if !elsewhere {
            chain.push(super::show::deciding::starter(&desk.pack, act, &facts, &bars));
            chain.extend(super::show::deciding::decided(&desk.pack, change, act, &facts, &aside));
        }
        Ok(GateSheet {
            id: change.no.to_string(),
            version: change.revision,
            env: env.map(str::to_owned),
            verdict: verdict.into(),
            reasons: GateReason::once(reasons),
            chain,
            window: window.map(|(from, to)| Window { from: Time(from), to: Time(to) }),
            artifact,
            commit,
            receipt: None,
            checked_at: Time(now),
        })
    }
}

/// Takes the rules that ask for the conditions of an approval out of reasons, since each condition is told by itself; gives
/// the clauses of it.
fn of_conditions(pack: &Pack, reasons: &mut Vec<Reason>) -> Vec<String> {
    let asks = |r: &Reason| super::show::deciding::asks_for_conditions(pack, &r.rule);
    let asked = reasons.iter().filter(|r| asks(r)).flat_map(|r| r.clauses.iter().cloned());
    let cited = pack.board.outcome_clauses.iter().cloned().chain(asked).collect();
    reasons.retain(|r| !asks(r));
    cited
}

impl App {
    /// The sign-offs that were refused, without which the act is: by whom, when and why.
    fn no_go(
        &mut self,
        world: &World,
        desk: &Desk,
        change: &Change,
        (act, facts): (Act, &Facts),
    ) -> Result<Vec<GateReason>, AppError> {
        let pack = desk.pack.clone();
        let against = |id: &str| change.failed(id).first().map(|p| (*p).clone());
        let refused = needed_reviews(&pack, facts).into_iter().filter(|r| r.required.contains(&act));
        let refused: Vec<_> = refused.filter_map(|r| Some((r, against(r.id())?))).collect();
        if refused.is_empty() {
            return Ok(Vec::new());
        }
        self.looking(world, desk, |lens| {
            let told = |(review, by): &(&Review, PersonId)| {
                let signed = change.reviews.iter().rev().find(|s| s.review == review.id() && s.by == *by);
                let at = signed.map(|s| format!(", {}", told(s.at, pack.calendar.tz))).unwrap_or_default();
                let why = signed.and_then(|s| s.note).map(|said| format!(": {}", lens.words(&said)));
                let text = format!("{}: refused by {by}{at}{}", review.title, why.unwrap_or_default());
                GateReason { code: "no_go".into(), text, clauses: review.clauses.clone() }
            };
            refused.iter().map(told).collect()
        })
    }
}
