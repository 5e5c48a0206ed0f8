//! What may be done to a change: the guard that every act passes, and the acts up to the request for approval.

use super::draft::{CATALOGUE, assessed, entry_of, read_fields, unknown};
use super::events::ChangeEvent;
use super::history::voided;
use super::states::{State, states_for};
use super::{Change, facts, next};
use crate::base::ids::Stream;
use crate::base::text;
use crate::domain::command::ChangeCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::event::{Event, What};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::run::command::{Begin, RunCommand};
use crate::domain::said::{Said, Scribe};
use crate::domain::world::World;
use crate::domain::{checklist, evidence, run};
use crate::policy::act::Act;
use crate::policy::diary::Answer;
use crate::policy::facts::Facts;
use crate::policy::judge::{self, judge};
use crate::policy::pack::{Effect, Pack, Path, Rule};
use crate::policy::rule::Truth;
use crate::policy::verdict::Reason;
use std::collections::BTreeMap;

/// A change at the desk: what every act on it works with.
pub(crate) struct Case<'a> {
    pub world: &'a World,
    pub desk: &'a Desk,
    pub change: &'a Change,
    pub scribe: Scribe,
    pub decided: Decided,
}

/// Decides a command on a change.
///
/// # Errors
/// A refusal; nothing has happened then.
pub fn decide(world: &World, desk: &Desk, change: &Change, command: &ChangeCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    if let Some(seen) = desk.if_version
        && seen != change.revision
    {
        let text = format!("{} is at revision {}, and revision {seen} was meant", change.no, change.revision);
        let remedy = match seen < change.revision {
            true => format!("see what changed: quorate change diff {} {seen} {}", change.no, change.revision),
            false => format!("it never had revision {seen}; look at it anew: quorate change view {}", change.no),
        };
        let moved = Some((change.no.to_string(), change.revision, seen));
        return Err(Refusal { moved, ..Refusal::new(Kind::StaleRevision, text, remedy) });
    }
    let mut case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    case.by_another();
    match command {
        ChangeCommand::Edit { fields } => case.edit(fields),
        ChangeCommand::Retype { to, reason } => case.retype(to, reason.as_deref()),
        ChangeCommand::Assess { ratings } => case.assess(ratings),
        ChangeCommand::Submit => case.submit(),
        ChangeCommand::Return { criteria, reason } => case.turn_back(criteria, reason.as_deref()),
        ChangeCommand::Review { review, role, passed, note } => {
            case.review(review.as_deref(), role.as_deref(), *passed, note.as_deref())
        }
        ChangeCommand::Request => case.request(),
        ChangeCommand::Approve(approval) => case.approve(approval),
        ChangeCommand::Hear { given_by, channel } => case.hear(given_by, channel.as_deref()),
        ChangeCommand::Confirm { stands, reason } => case.confirm(*stands, reason.as_deref()),
        ChangeCommand::Reject { role, reason } => case.reject(role.as_deref(), reason.as_deref()),
        ChangeCommand::Withdraw { reason } => case.withdraw(reason.as_deref()),
        ChangeCommand::OpenVote { tally, meeting } => case.open_vote(*tally, meeting.as_deref()),
        ChangeCommand::OpenConsent { meeting } => case.open_ballot_in(None, Some(meeting)),
        ChangeCommand::Cast(cast) => case.cast(cast),
        ChangeCommand::Consider { criteria } => case.consider(criteria),
        ChangeCommand::CloseVote { reason } => case.close_vote(reason.as_deref(), None),
        ChangeCommand::BreakTie { favour, reason } => case.close_vote(reason.as_deref(), Some(*favour)),
        ChangeCommand::Object { reason } => case.object(reason.as_deref()),
        ChangeCommand::Defer { reason, until } => case.defer(reason.as_deref(), *until),
        ChangeCommand::DeferOpen { reason } => case.defer_open(reason.as_deref()),
        ChangeCommand::Verify { no, note } => case.verify(*no, note.as_deref()),
        ChangeCommand::Entrust { no, owner, reason } => case.entrust(*no, owner, reason.as_deref()),
        ChangeCommand::Except { rule, role, reason } => case.except(rule, role.as_deref(), reason.as_deref()),
        ChangeCommand::Exception(command) => case.exception(command),
        ChangeCommand::Convene { meeting, reason } => case.convene(meeting.as_ref(), reason.as_deref()),
        ChangeCommand::Schedule { from, to, environment } => case.schedule(*from, *to, environment.as_deref()),
        ChangeCommand::Start { environment, share } => run::acts::decide(
            &mut case,
            &RunCommand::Start(Begin { environment: environment.clone(), share: *share, ..Begin::default() }),
        ),
        ChangeCommand::Finish { succeeded, note } => run::acts::decide(
            &mut case,
            &RunCommand::Finish { environment: None, succeeded: *succeeded, note: note.clone() },
        ),
        ChangeCommand::Close { code, notes } => case.close(code, notes.as_deref()),
        ChangeCommand::Cancel { reason } => case.cancel(reason.as_deref()),
        ChangeCommand::Hold { reason } => case.hold(reason.as_deref()),
        ChangeCommand::Resume => case.resume(),
        ChangeCommand::Comment { text } => case.comment(text),
        ChangeCommand::Run(command) => run::acts::decide(&mut case, command),
        ChangeCommand::Evidence(command) => evidence::acts::decide(&mut case, command),
        ChangeCommand::Checklist(command) => checklist::acts::decide(&mut case, command),
    }?;
    case.tells_of_a_late_window(command);
    case.decided.prose = case.scribe.prose;
    Ok(case.decided)
}

/// The facts of an act on a change, with the act's parameters.
#[must_use]
pub fn facts_for(world: &World, desk: &Desk, change: &Change, params: &[(&str, &str)]) -> Facts {
    let mut facts = facts::of(world, desk, change);
    facts.of_act(params);
    facts
}

/// What the pack says to an act that the state of a change bars: one answer for the act and for the gate.
#[must_use]
pub fn barred(pack: &Pack, act: Act, facts: &Facts) -> Option<Reason> {
    let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    members.iter().find_map(|pack| {
        let bars = |r: &&Rule| r.effect == Effect::Forbid && r.acts.contains(&act) && !r.when.state.is_empty();
        let rule = pack.rules.iter().filter(bars).find(|r| r.when.holds(facts, pack) == Truth::Yes)?;
        Some(judge::explained(pack, rule, facts))
    })
}

impl Case<'_> {
    pub(crate) fn stream(&self) -> Stream {
        Stream::Change(self.change.no)
    }

    pub(crate) fn add(&mut self, event: impl Into<What>) {
        let stream = self.stream();
        self.decided.add(stream, event);
    }

    /// The change with the events decided so far.
    pub(crate) fn so_far(&self) -> Change {
        let mut change = self.change.clone();
        for (stream, what) in &self.decided.events {
            let event =
                Event { stream: stream.clone(), at: self.desk.now, actor: self.desk.actor.clone(), what: what.clone() };
            if *stream == self.stream() {
                change.take(&event);
            }
        }
        change
    }

    /// The guard: state first, then the pack.
    pub(crate) fn guard(&mut self, act: Act, params: &[(&str, &str)]) -> Result<Facts, Refusal> {
        self.in_state(act)?;
        let facts = facts_for(self.world, self.desk, self.change, params);
        self.judged(act, &facts)?;
        Ok(facts)
    }

    pub(crate) fn in_state(&self, act: Act) -> Result<(), Refusal> {
        let allowed = states_for(act);
        if allowed.contains(&self.change.state) {
            return Ok(());
        }
        let states = allowed.iter().map(|s| s.word()).collect::<Vec<_>>().join(", ");
        let (no, state) = (self.change.no, self.change.state.word());
        let text = format!("{no} is in the state {state}: too late or too early to {}", act.words());
        let draft = self.change.state == State::New;
        let first = if draft { format!("handed in first: quorate change submit {no}; then ") } else { String::new() };
        // Where the pack itself says what comes first, its words and clauses go along.
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        Err(match barred(&self.desk.pack, act, &facts) {
            Some(said) => {
                Refusal::new(Kind::WrongState, format!("{text}: {}", said.text), said.remedy).citing(&said.clauses)
            }
            None => Refusal::new(Kind::WrongState, text, format!("{first}possible while it is {states}")),
        })
    }

    /// Commits to a text that a person gave, if any.
    pub(crate) fn say(&mut self, body: Option<&str>) -> Result<Option<Said>, Refusal> {
        let Some(body) = body.filter(|b| !b.trim().is_empty()) else { return Ok(None) };
        let body = text::prose(body)
            .map_err(|e| Refusal::new(Kind::InvalidInput, e.to_string(), "shorten or clean the text"))?;
        Ok(Some(self.scribe.say(&body)))
    }

    fn edit(&mut self, fields: &[(String, String)]) -> Result<(), Refusal> {
        let own = self.desk.pack.field(CATALOGUE).is_some();
        let (entry, words): (Vec<_>, Vec<_>) = fields.iter().cloned().partition(|(id, _)| id == CATALOGUE && !own);
        let mut values = read_fields(self.world, self.desk, &words, &mut self.scribe)?;
        self.in_state(Act::Edit)?;
        if let Some((id, entry)) = entry.into_iter().next_back() {
            values.push((id, entry_of(self.world, self.change, entry.trim())?));
        }
        let names: Vec<&str> = values.iter().map(|(id, _)| id.as_str()).collect();
        let under_way = matches!(self.change.state, State::Implement | State::Review);
        if under_way {
            self.only_the_record(&names)?;
        }
        // Each field is judged by itself: a rule may let some people edit only some of them.
        let mut reasons: Vec<Reason> = Vec::new();
        let mut refused: Option<Refusal> = None;
        let assessed = assessed(self.world, self.desk, fields);
        let mut after = self.change.clone();
        after.fields.extend(values.iter().cloned());
        after.assessed = assessed.clone().or(after.assessed);
        for (id, body) in fields {
            let mut known = facts_for(self.world, self.desk, self.change, &[("field", id)]);
            known.set_word("act.value", body.trim());
            // An assessment is about the systems as the edit leaves them.
            crate::domain::system::facts::of(&mut known, &self.desk.pack, &self.world.systems, &after);
            if let Err(refusal) = self.judged(Act::Edit, &known) {
                reasons.extend(refusal.reasons.iter().filter(|r| !reasons.contains(r)).cloned().collect::<Vec<_>>());
                refused = Some(refusal);
            }
        }
        if let Some(refusal) = refused {
            return Err(Refusal { reasons, ..refusal });
        }
        let mut voids = self.voids(&names);
        self.spare(&mut voids, &names, &after);
        let approved = self.change.decision == super::Decision::Approved;
        let with = self.edited_window(&values)?;
        self.ends(&voids);
        self.add(ChangeEvent::Edited { fields: values.clone(), voids, assessed, scheduled: false });
        if self.change.state != State::New {
            self.still_complete(&values)?;
        }
        self.accepts(with);
        self.recuses_parties();
        self.tells_who_reviewed_their_own();
        if !under_way && self.asked_anew() {
            return Ok(());
        }
        // Where nobody is asked for approval there is nobody to give it anew.
        if approved && !under_way {
            self.settle();
        }
        Ok(())
    }

    fn retype(&mut self, to: &str, reason: Option<&str>) -> Result<(), Refusal> {
        if self.desk.pack.change_type(to).is_none() {
            let types = self.desk.pack.types.iter().map(|t| t.id()).collect::<Vec<_>>().join(", ");
            let text = format!("the pack has no type \"{}\"", text::visible(to));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("choose one of {types}")));
        }
        if self.change.change_type == to {
            let text = format!("{} is a {to} change already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
        }
        if self.change.approvals.iter().any(|a| !a.void) || self.change.ballots.iter().any(|b| !b.void) {
            let text = format!("{}: the type is locked, since approvals exist", self.change.no);
            return Err(Refusal::new(Kind::WrongState, text, "cancel it and open a new change of the other type"));
        }
        self.guard(Act::Retype, &[("type", to), ("reason", reason.unwrap_or_default())])?;
        let reason = self.say(reason)?;
        let voids = self.change.that_stand(voided(&self.desk.pack.materiality, &["type"]));
        self.ends(&voids);
        self.add(ChangeEvent::Retyped { to: to.into(), reason, voids });
        Ok(())
    }

    fn assess(&mut self, ratings: &[(String, String)]) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        let mut points: BTreeMap<String, i64> = BTreeMap::new();
        for (id, word) in ratings {
            let Some(factor) = pack.risk.factors.iter().find(|f| f.id == *id) else {
                let names = pack.risk.factors.iter().map(|f| f.id.as_str()).collect::<Vec<_>>().join(", ");
                let text = format!("the risk model has no factor \"{}\"", text::visible(id));
                return Err(Refusal::new(Kind::InvalidInput, text, format!("factors are {names}")));
            };
            let Some(n) = factor.points(word) else {
                let offered =
                    factor.choices.iter().map(|c| format!("{} ({})", c.label, c.value)).collect::<Vec<_>>().join(", ");
                let text = format!("{} takes one of {offered}", factor.label);
                return Err(Refusal::new(Kind::InvalidInput, text, "give a label or its value").citing(&factor.clauses));
            };
            points.insert(id.clone(), n);
        }
        let mut known = facts_for(self.world, self.desk, self.change, &[]);
        known.set_words("act.factor", points.keys().cloned());
        let mut all = self.change.ratings.clone();
        all.extend(points.iter().map(|(id, n)| (id.clone(), *n)));
        let scored = pack.score(&all);
        // Each of several packs judges by its own model, and so by the ratings.
        for (id, n) in all.iter().filter(|_| !pack.members.is_empty()) {
            known.set_word(format!("risk.factor.{id}"), n.to_string());
        }
        for (name, score) in [("risk.inherent", scored.inherent), ("risk.residual", scored.residual)] {
            if let Some(score) = score {
                known.numbers.insert(name, score);
            }
        }
        // A rule may look at the level that comes of it.
        match &scored.level {
            Some(level) => known.set_word("risk.level", level),
            None => known.words.remove("risk.level"),
        }
        self.in_state(Act::Assess)?;
        self.judged(Act::Assess, &known)?;
        // The same said again is nothing new, and takes nothing back.
        let (scores, level) = (self.change.scores, &self.change.level);
        if all == self.change.ratings && (scored.inherent, scored.residual) == scores && scored.level == *level {
            return Ok(());
        }
        let voids = match self.change.state {
            State::Authorize => voided(&pack.materiality, &["risk"]),
            _ => Vec::new(),
        };
        let voids = self.change.that_stand(voids);
        self.ends(&voids);
        self.add(ChangeEvent::Assessed {
            ratings: points.into_iter().collect(),
            inherent: scored.inherent,
            residual: scored.residual,
            level: scored.level,
            voids,
        });
        self.advance();
        Ok(())
    }

    fn submit(&mut self) -> Result<(), Refusal> {
        let again = self.change.decision == super::Decision::Rejected;
        let pack = self.desk.pack.clone();
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        self.in_state(if again { Act::Resubmit } else { Act::Submit })?;
        for act in next::handing_in(&pack, self.change) {
            self.judged(act, &facts)?;
        }
        self.handed_in_window()?;
        let to = if next::path(&pack, self.change) == Path::Assessed { State::Assess } else { State::Authorize };
        self.add(ChangeEvent::Submitted {
            to,
            pack: self.world.policy.version(),
            pack_digest: self.desk.pack_digest,
            revision: self.change.revision_digest(),
            again,
        });
        self.advance();
        Ok(())
    }

    fn turn_back(&mut self, criteria: &[String], reason: Option<&str>) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        if let Some(unknown) = criteria.iter().find(|c| !pack.criteria.iter().any(|k| k.id == **c)) {
            let listed = pack.criteria.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("the pack has no criterion \"{}\"", text::visible(unknown));
            let hint =
                if listed.is_empty() { "leave --criterion out".to_owned() } else { format!("criteria are {listed}") };
            return Err(Refusal::new(Kind::InvalidInput, text, hint));
        }
        let params = [("reason", reason.unwrap_or_default()), ("criterion", &criteria.join(","))];
        self.guard(Act::Return, &params).map_err(|mut refusal| {
            // Where the pack wants its criteria named, the refusal lists them.
            let listed = pack.criteria.iter().map(|c| format!("{} ({})", c.id, c.text)).collect::<Vec<_>>().join("; ");
            for reason in refusal.reasons.iter_mut().filter(|r| criteria.is_empty() && r.remedy.contains("--criterion"))
            {
                reason.remedy = format!("give --criterion, of {listed}");
            }
            refusal
        })?;
        let reason = self.say(reason)?;
        self.goes_back(criteria.to_vec(), reason);
        Ok(())
    }

    pub(crate) fn request(&mut self) -> Result<(), Refusal> {
        self.guard(Act::Request, &[])?;
        self.add(ChangeEvent::ApprovalRequested);
        self.settle();
        Ok(())
    }

    /// Moves on by itself where nothing more is to be asked: from Assess to Authorize once the pack allows to ask for
    /// approval, and to Scheduled once every approval is there.
    pub(crate) fn advance(&mut self) {
        let change = self.so_far();
        if change.state == State::Assess {
            let facts = facts::of(self.world, self.desk, &change);
            let mut verdict = judge(&self.desk.pack, Act::Request, &facts);
            change.deviate(&self.desk.pack, &Answer::default(), &mut verdict);
            if verdict.allowed() {
                self.add(ChangeEvent::ApprovalRequested);
            }
        }
        self.settle();
    }

    /// Authorises the change when every approval that applies is complete.
    pub(crate) fn settle(&mut self) {
        let change = self.so_far();
        let facts = facts::of(self.world, self.desk, &change);
        let complete = judge::open_approvals(&self.desk.pack, &facts).is_empty();
        if complete && change.decision != super::Decision::Approved && change.state == State::Authorize {
            self.add(ChangeEvent::Authorised);
        }
    }
}
