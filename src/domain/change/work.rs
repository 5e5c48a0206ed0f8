//! From approval to closure: deferral, conditions, schedule, close, cancel, hold.

use super::acts::{Case, facts_for};
use super::conflict::Conflict;
use super::events::ChangeEvent;
use super::states::State;
use super::{Change, Condition, Decision, Value};
use super::{conflict, put_off, time};
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::text;
use crate::base::time::Moment;
use crate::domain::board;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::run::CODES;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::Answer;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::verdict::{Reason, Verdict};

/// Free times that are looked at for one that the rules allow as well.
const OFFERED: usize = 40;

impl Condition {
    /// Whether it was to be met before a moment.
    #[must_use]
    pub fn overdue(&self, now: Moment) -> bool {
        self.due.is_some_and(|due| due < now)
    }

    /// The condition as a refusal names it: number, what it says where that is at hand, owner, due date.
    #[must_use]
    pub fn told(&self, desk: &Desk) -> String {
        const SAID: usize = 160;
        let text = desk.quoted.get(&self.no).map_or_else(String::new, |t| format!(" \"{}\"", text::tame_line(t, SAID)));
        let word = if self.overdue(desk.now) { "OVERDUE since" } else { "due" };
        let day = |at: Moment| format!("{word} {}", at.local(desk.pack.calendar.tz).format("%a %Y-%m-%d %H:%M %Z"));
        let owner = self.owner.as_ref().map(|p| format!("owner {p}"));
        let canary = self.share.map(|s| format!("up to {s} percent may begin before: run start --share {s}"));
        let more = owner.into_iter().chain(self.due.map(day)).chain(canary).collect::<Vec<_>>().join(", ");
        if more.is_empty() {
            format!("condition {}{text}", self.no)
        } else {
            format!("condition {}{text} ({more})", self.no)
        }
    }
}

impl Case<'_> {
    pub(crate) fn defer(&mut self, reason: Option<&str>, until: Option<Moment>) -> Result<(), Refusal> {
        self.desk.ahead(&format!("{} would be deferred until", self.change.no), until, "--until")?;
        let until = until.or_else(|| board::turns::meeting_after_today(&self.desk.pack, self.desk.now));
        let given = until.map(|t| t.to_string()).unwrap_or_default();
        if self.change.decision == Decision::Deferred && self.change.deferred_to == until {
            let text = format!("{} is deferred until then already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "give another time: --until TIME"));
        }
        self.guard(Act::Defer, &[("reason", reason.unwrap_or_default()), ("outcome", "deferred"), ("until", &given)])?;
        self.put_off(reason, until, false)
    }

    /// Defers until somebody brings the change before the board again.
    pub(crate) fn defer_open(&mut self, reason: Option<&str>) -> Result<(), Refusal> {
        if self.change.decision == Decision::Deferred && self.change.deferred_open {
            let text = format!("{} is deferred until it is brought again already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "give a time: --until TIME"));
        }
        let given = [("reason", reason.unwrap_or_default()), ("outcome", "deferred"), ("until", "open")];
        self.guard(Act::Defer, &given)?;
        self.put_off(reason, None, true)
    }

    fn put_off(&mut self, reason: Option<&str>, until: Option<Moment>, open: bool) -> Result<(), Refusal> {
        if let Some(ballot) = self.change.ballot().filter(|b| b.outcome.is_none()) {
            let event = self.withdrawn(ballot);
            self.add(event);
        }
        let missed = until.map(|until| put_off::missed(self.world, self.desk, self.change, until));
        self.decided.warnings.extend(missed.unwrap_or_default());
        let reason = self.say(reason)?;
        self.add(ChangeEvent::Deferred { reason, until, open });
        Ok(())
    }

    /// A condition that is not verified yet.
    fn open_condition(&self, no: u32) -> Result<&Condition, Refusal> {
        let Some(condition) = self.change.conditions.iter().find(|c| c.no == no) else {
            let text = format!("{} has no condition {no}", self.change.no);
            return Err(Refusal::new(Kind::NotFound, text, format!("see `quorate change view {}`", self.change.no)));
        };
        if condition.verified.is_some() {
            let text = format!("condition {no} of {} is verified already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
        }
        Ok(condition)
    }

    /// Gives a condition to somebody else, as where its owner left: whoever may verify it may do so.
    pub(crate) fn entrust(&mut self, no: u32, owner: &PersonId, reason: Option<&str>) -> Result<(), Refusal> {
        let condition = self.open_condition(no)?;
        if self.world.people.active(owner).is_none() {
            let text = format!("{owner} is not registered and active");
            return Err(Refusal::new(Kind::NotFound, text, "see `quorate person list`"));
        }
        if condition.owner.as_ref() == Some(owner) {
            let text = format!("{owner} answers for condition {no} of {} already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
        }
        self.guard(Act::VerifyCondition, &[("reason", reason.unwrap_or_default())])?;
        let reason = self.say(reason)?;
        self.add(ChangeEvent::ConditionPassed { no, owner: owner.clone(), reason });
        Ok(())
    }

    pub(crate) fn verify(&mut self, no: u32, note: Option<&str>) -> Result<(), Refusal> {
        let condition = self.open_condition(no)?;
        if condition.owner.as_ref() == Some(&self.desk.actor) {
            let text = format!("condition {no}: its owner does not verify it");
            return Err(Refusal::new(Kind::NotPermitted, text, "ask another member of the board"));
        }
        self.guard(Act::VerifyCondition, &[("reason", note.unwrap_or_default())])?;
        let note = self.say(note)?;
        self.add(ChangeEvent::ConditionVerified { no, note });
        Ok(())
    }

    pub(crate) fn schedule(&mut self, from: Moment, to: Moment, environment: Option<&str>) -> Result<(), Refusal> {
        self.desk.turned_about("window", (from, to)).map_or(Ok(()), Err)?;
        self.in_state(Act::Schedule)?;
        if from < self.desk.now {
            let at = from.local(self.desk.pack.calendar.tz).format("%a %Y-%m-%d %H:%M %Z");
            let remedy = format!("see when it may run: quorate change slots {}", self.change.no);
            return Err(Refusal::new(Kind::InvalidInput, format!("the window begins {at}, which has gone by"), remedy));
        }
        let pack = self.desk.pack.clone();
        let environment = environment.map(|e| pack.environment(e).unwrap_or(e));
        self.among_its_environments(environment)?;
        let with = self.judged_window(from, to, environment)?;
        // The same said again is nothing new; only that what is in the way is known may be.
        let named = environment.is_none_or(|e| self.change.words("environment") == [e]);
        if named && self.change.window() == Some((from, to)) && self.change.moments.contains_key("scheduled") {
            if with.iter().any(|no| !self.change.overlaps.contains(no)) {
                self.accepts(with);
            }
            return Ok(());
        }
        let mut fields = vec![("window".to_owned(), Value::Words(vec![format!("{from}/{to}")]))];
        if let Some(environment) = environment {
            let given = [("environment".to_owned(), environment.to_owned())];
            fields.extend(super::draft::read_fields(self.world, self.desk, &given, &mut self.scribe)?);
        }
        let voids = self.moving_voids((from, to));
        let approved = self.change.decision == super::Decision::Approved;
        self.ends(&voids);
        self.add(ChangeEvent::Edited { fields, voids, assessed: None, scheduled: true });
        self.accepts(with);
        if approved {
            self.settle();
        }
        Ok(())
    }

    /// What scheduling voids: what an edit of the window does, unless the pack lets the window be chosen after the
    /// approval and this is the first choice since.
    fn moving_voids(&self, window: (Moment, Moment)) -> Vec<String> {
        if self.change.window() == Some(window) { Vec::new() } else { self.moved_voids() }
    }

    fn moved_voids(&self) -> Vec<String> {
        let chosen_after = self.desk.pack.setting("window.chosen") == Some("after_approval");
        if chosen_after && !self.change.moments.contains_key("scheduled") {
            return Vec::new();
        }
        let mut voids = self.voids(&["window"]);
        // What the board alone approved stands or falls with its ballot.
        let given = self.change.approvals.iter().any(|g| g.approved && !g.void);
        voids.retain(|v| v != "approvals" || given);
        voids
    }

    /// Judges a window as scheduling does: by the rules of the pack, the calendar, and what else runs then. Gives the
    /// changes that are in its way and that nothing forbids to overlap.
    pub(crate) fn judged_window(
        &mut self,
        from: Moment,
        to: Moment,
        environment: Option<&str>,
    ) -> Result<Vec<ChangeNo>, Refusal> {
        let mut facts =
            facts_for(self.world, self.desk, self.change, &[("environment", environment.unwrap_or_default())]);
        time::lay_window(&mut facts, &self.desk.pack, self.change, (from, to));
        time::name_environment(&mut facts, environment);
        let mut after = self.change.clone();
        after.fields.insert("window".into(), Value::Words(vec![format!("{from}/{to}")]));
        // What was settled was settled for the window as it was.
        let conflicts: Vec<Conflict> =
            conflict::of(self.world, self.desk, &after).into_iter().map(|c| Conflict { settled: false, ..c }).collect();
        conflict::facts(&mut facts, &conflicts, &[]);
        let mut answer = time::answer(self.world, self.desk, self.change, &facts, (from, to));
        let begin = from.max(self.desk.now);
        let search = (begin, begin.plus(to.since(from)));
        let next = |known: &Facts| {
            let offered = time::offered(self.world, self.desk, self.change, known, search, OFFERED);
            offered.into_iter().find(|o| o.against.is_empty()).map(|o| o.time)
        };
        if !answer.allowed {
            answer.next_free = next(&facts);
        }
        if let Err(mut refusal) = self.judged_in_time(Act::Schedule, &facts, &answer) {
            // What only the rules refuse is told with the time that they allow.
            let free = if answer.allowed && self.desk.pack.has_windows() { next(&facts) } else { None };
            if let (Some((at, _)), Some(reason)) = (free, refusal.reasons.first_mut()) {
                let told = crate::policy::diary::told(at, self.desk.pack.calendar.tz);
                reason.remedy = format!("{}; the next time that the rules allow begins {told}", reason.remedy);
            }
            return Err(refusal);
        }
        let mut with: Vec<ChangeNo> = conflicts.iter().map(|c| c.no).collect();
        with.sort_unstable();
        with.dedup();
        Ok(with)
    }

    /// A window that is edited after the approval is judged as one that is scheduled; one that is asked approval for, by
    /// the calendar; one of a draft is only warned of.
    pub(crate) fn edited_window(&mut self, values: &[(String, Value)]) -> Result<Vec<ChangeNo>, Refusal> {
        let mut after = self.change.clone();
        after.fields.extend(values.iter().filter(|(_, v)| !v.is_empty()).cloned());
        let Some(window) = after.window().filter(|w| Some(*w) != self.change.window()) else { return Ok(Vec::new()) };
        match self.change.state {
            State::Scheduled => return self.judged_window(window.0, window.1, None),
            State::New | State::Assess | State::Authorize => {}
            _ => return Ok(Vec::new()),
        }
        let facts = facts_for(self.world, self.desk, &after, &[]);
        let answer = time::planned(self.world, self.desk, &after, &facts, window);
        let reasons = answer.reasons(self.desk.pack.calendar.tz);
        if self.change.state == State::Authorize && !reasons.is_empty() {
            let verdict = Verdict { reasons, ..Verdict::default() };
            return Err(Refusal::of(Act::Schedule, &self.change.no.to_string(), verdict));
        }
        self.decided.warnings.extend(reasons);
        Ok(Vec::new())
    }

    /// The window that a request is handed in with is judged by the calendar, as [`time::handed_in`] says.
    pub(crate) fn handed_in_window(&mut self) -> Result<(), Refusal> {
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let (reasons, warnings) = time::handed_in(self.world, self.desk, self.change, &facts);
        self.decided.warnings.extend(warnings);
        if reasons.is_empty() {
            return Ok(());
        }
        let verdict = Verdict { reasons, ..Verdict::default() };
        Err(Refusal::of(Act::Schedule, &self.change.no.to_string(), verdict))
    }

    /// Records that changes in the way of the window are known.
    pub(crate) fn accepts(&mut self, with: Vec<ChangeNo>) {
        if !with.is_empty() {
            self.add(ChangeEvent::OverlapAccepted { with });
        }
    }

    /// A start before the approval is complete: beside the state, what the pack still wants, by name and clause.
    pub(crate) fn with_what_is_open(&self, act: Act, mut refusal: Refusal, facts: &Facts) -> Refusal {
        if act != Act::Start || !matches!(self.change.state, State::Assess | State::Authorize) {
            return refusal;
        }
        let mut verdict = judge(&self.desk.pack, Act::Start, facts);
        self.change.deviate(&self.desk.pack, &Answer::default(), &mut verdict);
        let open = |r: &Reason| !r.rule.starts_with("no-permit") && !refusal.text.ends_with(&r.text);
        let reasons: Vec<Reason> = verdict.reasons.into_iter().filter(open).collect();
        if !reasons.is_empty() {
            refusal.kind = Kind::Policy;
            refusal.reasons.extend(reasons);
            refusal.missing.extend(verdict.missing);
        }
        refusal
    }

    pub(crate) fn close(&mut self, code: &str, notes: Option<&str>) -> Result<(), Refusal> {
        if !CODES.contains(&code) {
            let text = format!("\"{}\" is no close code", text::visible(code));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("give one of {}", CODES.join(", "))));
        }
        self.in_state(Act::Close)?;
        let params = [("outcome", code), ("reason", notes.unwrap_or_default())];
        let mut known = facts_for(self.world, self.desk, self.change, &params);
        let found = self.change.run.reviews.last().map(|r| r.outcome.as_str()).filter(|found| *found != code);
        known.set_flag("close_differs", found.is_some());
        known.set_flag("close_better", found == Some("unsuccessful"));
        self.judged(Act::Close, &known)?;
        if let Some(open) = self.change.run.open().next() {
            let (no, place) = (self.change.no, open.place());
            let text = format!("{no} is being deployed to {place}: it would stay so for ever");
            let remedy = format!("end that first: quorate run finish {no} --env {place} --result ok");
            return Err(Refusal::new(Kind::WrongState, text, remedy));
        }
        let notes = self.say(notes)?;
        self.add(ChangeEvent::Closed { code: code.into(), notes });
        Ok(())
    }

    pub(crate) fn cancel(&mut self, reason: Option<&str>) -> Result<(), Refusal> {
        self.guard(Act::Cancel, &[("reason", reason.unwrap_or_default())])?;
        if let Some(ballot) = self.change.ballot().filter(|b| b.outcome.is_none()) {
            self.takes_back(ballot, "", String::new());
        }
        let reason = self.say(reason)?;
        self.add(ChangeEvent::Canceled { reason });
        Ok(())
    }

    pub(crate) fn hold(&mut self, reason: Option<&str>) -> Result<(), Refusal> {
        if self.change.hold.is_some() {
            let text = format!("{} is on hold already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "release it: quorate change resume"));
        }
        self.guard(Act::Hold, &[("reason", reason.unwrap_or_default())])?;
        let Some(reason) = self.say(reason)? else {
            return Err(Refusal::new(Kind::Missing, "a hold needs a reason", "give one with --reason"));
        };
        self.add(ChangeEvent::Held { reason });
        Ok(())
    }

    pub(crate) fn resume(&mut self) -> Result<(), Refusal> {
        if self.change.hold.is_none() {
            let text = format!("{} is not on hold", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, ""));
        }
        self.guard(Act::Resume, &[])?;
        self.add(ChangeEvent::Resumed);
        Ok(())
    }

    pub(crate) fn comment(&mut self, said: &str) -> Result<(), Refusal> {
        self.guard(Act::Comment, &[])?;
        let Some(text) = self.say(Some(said))? else {
            let remedy = format!("quorate change comment {} TEXT", self.change.no);
            return Err(Refusal::new(Kind::InvalidInput, "the comment is empty", remedy));
        };
        self.add(ChangeEvent::Commented { text });
        Ok(())
    }
}

impl Case<'_> {
    /// Only an environment of the request may be named: another one has rules under which nobody approved it.
    pub(crate) fn among_its_environments(&self, environment: Option<&str>) -> Result<(), Refusal> {
        let own = self.change.words("environment");
        let Some(other) = environment.filter(|e| !own.is_empty() && !own.iter().any(|o| o == e)) else {
            return Ok(());
        };
        let text = format!("{} is for {}, not for {}", self.change.no, own.join(", "), text::visible(other));
        Err(Refusal::new(Kind::InvalidInput, text, "name one of its environments, or none"))
    }
}

/// What moving the window of a change to another time takes back: approvals, reviews, votes that are being cast.
#[must_use]
pub fn taken_back(world: &World, desk: &Desk, change: &Change) -> Vec<Reason> {
    let mut case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    let voids = case.moved_voids();
    case.ends(&voids);
    case.decided.warnings
}
