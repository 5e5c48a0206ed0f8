//! The gate: may this change go out now?

use super::error::AppError;
use super::execute::{desk_for, event_of};
use super::open::App;
use super::world::{HOUSE, REGISTER};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::text::visible;
use crate::base::time::{Moment, Span};
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision, acts, summary, time};
use crate::domain::checklist;
use crate::domain::desk::Desk;
use crate::domain::run::acts::{facts_to_begin, facts_to_go_on, said_all};
use crate::domain::run::command::Begin;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::{Effect, told};
use crate::policy::facts::Facts;
use crate::policy::judge::{judge, needed_reviews};
use crate::policy::pack::Pack;
use crate::policy::request::Review;
use crate::policy::stage::open_stages;
use crate::policy::verdict::Reason;
use crate::sheets::gate::{Artifact, GateReason, GateSheet};
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
        desk.quoted = super::execute::quoted_of(&self.store.read()?, change);
        let named = question.env.map(|word| environment(&desk.pack, word)).transpose()?;
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
        let begin = Begin { artifact: artifact.clone(), ..said_all(&desk.pack, change, env) };
        let begin = match going {
            Some(deployment) => Ok((Act::Exec, facts_to_go_on(world, &desk, change, deployment))),
            None => facts_to_begin(world, &desk, change, &begin),
        };
        let elsewhere = begin.is_err();
        let (act, facts) = begin.unwrap_or_else(|_| (Act::Start, acts::facts_for(world, &desk, change, &[])));
        let no_go = self.no_go(world, &desk, change, (act, &facts))?;
        let mut reasons = Vec::new();
        let mut aside = Vec::new();
        let mut reason = |code: &str, text: String, clauses: Vec<String>| {
            reasons.push(GateReason { code: code.into(), text, clauses });
        };
        let window = change.window();
        let time = match going {
            Some(d) => time::going_on(world, &desk, change, &facts, (Some(d.begun.0), now)),
            None => time::start(world, &desk, change, &facts, now),
        };
        let pinned = going.map_or_else(|| change.run.artifact(), |d| d.artifact.as_deref());
        let artifact = compared(pinned, artifact.as_deref());
        let unpinned = artifact.as_ref().is_some_and(|a| question.artifact.is_some() && a.matches.is_none());
        let verdict = if let Some((verdict, text)) = by_state(change, act) {
            let said = acts::barred(&desk.pack, act, &facts);
            let (text, clauses) = match said {
                Some(said) => (format!("{text}: {}", said.text), said.clauses),
                None => (text, Vec::new()),
            };
            reason(change.state.word(), text, clauses);
            if verdict == "pending" {
                for missing in summary::next_verdict(world, &desk, change).missing {
                    reason("missing", missing.text, missing.clauses);
                }
                let open = crate::policy::judge::open_approvals(&desk.pack, &facts);
                for approval in open {
                    reason("approval", format!("{} is open", approval.title), approval.clauses.clone());
                }
                if change.state != State::New {
                    let mut judged = judge(&desk.pack, act, &facts);
                    change.deviate(&desk.pack, &time, &mut judged);
                    for r in
                        judged.reasons.into_iter().filter(|r| !r.clauses.is_empty() && !r.rule.starts_with("no-permit"))
                    {
                        reason(&r.rule, r.text, r.clauses);
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
        } else if (unpinned || artifact.as_ref().is_some_and(|a| a.matches == Some(false)))
            && !begins_anew(&desk.pack, act, &facts)
        {
            let text = match unpinned {
                true => "no artifact is pinned that it could be: whoever begins a deployment with it pins it",
                false => "this is not the artifact that is pinned",
            };
            reason("artifact", text.into(), pinning(&desk.pack));
            let judged = judge(&desk.pack, act, &facts).reasons.into_iter();
            for r in judged.filter(|r| !r.rule.starts_with("no-permit")) {
                reason(&r.rule, r.text, r.clauses);
            }
            "refused"
        } else {
            let mut judged = judge(&desk.pack, act, &facts).reasons;
            judged.retain(|r| !r.rule.starts_with("no-permit"));
            // What a deviation or an exception sets aside does not stop the start.
            aside = time::aside(&desk.pack, change, &time, &mut judged);
            change.lacking(&desk.pack, &mut judged);
            // A share that a condition allows before it is verified may go on as it is.
            let covered = |share: Option<u32>| going.zip(share).is_some_and(|(d, share)| d.share <= share);
            let unmet: Vec<_> = change.open_conditions().filter(|c| !covered(c.share)).collect();
            let mut cited = desk.pack.board.outcome_clauses.clone();
            if !unmet.is_empty() {
                // Each condition is told by itself; the rule that asks for them gives its clauses.
                let asks = |r: &Reason| super::show::deciding::asks_for_conditions(&desk.pack, &r.rule);
                cited.extend(judged.iter().filter(|r| asks(r)).flat_map(|r| r.clauses.iter().cloned()));
                cited.dedup();
                judged.retain(|r| !asks(r));
            }
            for r in judged {
                reason(&r.rule, r.text, r.clauses);
            }
            if artifact.as_ref().is_some_and(|a| question.artifact.is_some() && a.matches.is_none()) {
                let text = "no artifact is pinned that it could be: no deployment named its digest";
                reason("artifact", text.into(), pinning(&desk.pack));
            }
            for condition in unmet {
                reason("condition", format!("not verified: {}", condition.told(&desk)), cited.clone());
            }
            // The window is that of the implementation; the stages before it have none.
            let last = going.map_or(act == Act::Start, |d| d.last);
            let own = time::own_window(&desk.pack, &facts, change, now).filter(|_| last);
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
        let mut chain = super::calendar::chain(&time);
        if !elsewhere {
            chain.push(super::show::deciding::starter(&desk.pack, act, &facts, &bars));
            chain.extend(super::show::deciding::decided(&desk.pack, change, act, &facts, &aside));
        }
        Ok(GateSheet {
            id: change.no.to_string(),
            version: change.revision,
            env: env.map(str::to_owned),
            verdict: verdict.into(),
            reasons,
            chain,
            window: window.map(|(from, to)| Window { from: Time(from), to: Time(to) }),
            artifact,
            receipt: None,
            checked_at: Time(now),
        })
    }
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

/// Who would start it: the first of the implementers whom no rule bars, whatever else is open; the first of them where
/// each is barred, with what bars. Without implementers the owner, or whoever asked for it.
fn starter(world: &World, desk: &Desk, change: &Change, env: Option<&str>) -> (PersonId, Vec<Reason>) {
    let mut team: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
    if team.is_empty() {
        team.push(change.owner().unwrap_or_else(|| change.requester.clone()));
    }
    let begin = said_all(&desk.pack, change, env);
    let bars = |who: &PersonId| {
        let desk = Desk { actor: who.clone(), ..desk.clone() };
        let judged = facts_to_begin(world, &desk, change, &begin).map(|(act, facts)| judge(&desk.pack, act, &facts));
        let mut reasons = judged.map(|v| v.reasons).unwrap_or_default();
        reasons.retain(|r| r.person && !r.rule.starts_with("no-permit"));
        reasons
    };
    let mut barred = team.iter().map(|who| (who.clone(), bars(who)));
    let first = barred.next();
    match first {
        Some(first) if first.1.is_empty() => first,
        Some(first) => barred.find(|(_, bars)| bars.is_empty()).unwrap_or(first),
        None => (change.requester.clone(), Vec::new()),
    }
}

/// The verdict that the state alone gives; none when the change is approved and its start is to be judged.
fn by_state(change: &Change, act: Act) -> Option<(&'static str, String)> {
    if matches!(act, Act::Deploy | Act::Exec) && change.hold.is_none() && states_for(act).contains(&change.state) {
        return None;
    }
    match (change.state, change.decision) {
        (State::Canceled, _) => Some(("refused", "the change is canceled".into())),
        (State::Closed | State::Review, _) => Some(("not_now", "the change has been implemented".into())),
        (_, Decision::Rejected) => Some(("refused", "the change was rejected".into())),
        (_, Decision::Deferred) => Some(("refused", "the decision was deferred".into())),
        (_, Decision::Withdrawn) => Some(("refused", "the approval was withdrawn".into())),
        // What was refused stays so; a hold only keeps back what could go on.
        _ if change.hold.is_some() => Some(("pending", "the change is on hold".into())),
        (State::New, _) => Some(("pending", "the change is a draft".into())),
        (State::Assess, _) => Some(("pending", "the change is being assessed".into())),
        (State::Authorize, _) => Some(("pending", "approval is open".into())),
        (State::Scheduled | State::Implement, _) => None,
    }
}

/// The clauses by which what was tested is what goes further.
fn pinning(pack: &Pack) -> Vec<String> {
    let members = std::iter::once(pack).chain(&pack.members);
    let rules = members.flat_map(|m| &m.rules).filter(|r| r.id() == "what-was-tested-is-deployed");
    let mut clauses: Vec<String> = rules.flat_map(|r| r.clauses.iter().cloned()).collect();
    clauses.dedup();
    clauses
}

/// The environment that is meant by a word.
fn environment(pack: &Pack, word: &str) -> Result<String, AppError> {
    let known = pack.environments();
    match pack.environment(word) {
        Some(found) => Ok(found.to_owned()),
        None if known.is_empty() => Ok(word.to_owned()),
        None => Err(AppError::Input {
            text: format!("there is no environment \"{}\"", visible(word)),
            hint: format!("name one of {}", known.join(", ")),
        }),
    }
}

/// Whether another artifact may begin its way here: on the first stage that the change passes.
fn begins_anew(pack: &Pack, act: Act, facts: &Facts) -> bool {
    let differs = facts.words("flag.artifact_differs").is_some_and(|w| w.iter().any(|w| w == "yes"));
    act == Act::Deploy && !differs && open_stages(pack, facts).is_empty()
}

/// The artifact that is asked about beside the one that is pinned: that of the deployment that is under way, else of the
/// newest one.
fn compared(pinned: Option<&str>, asked: Option<&str>) -> Option<Artifact> {
    let matches = asked.zip(pinned).map(|(asked, pinned)| asked == pinned);
    let bare = |digest: &str| digest.strip_prefix("sha256:").unwrap_or(digest).to_owned();
    asked.or(pinned).map(|digest| Artifact { sha256: bare(digest), matches })
}
