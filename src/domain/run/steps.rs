//! How a deployment goes on: the share that it is given, the steps of its method, and which one is meant.

use super::events::RunEvent;
use super::{Deployment, Run};
use crate::base::text;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::desk::Decided;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::stage::Method;
use crate::policy::verdict::Reason;

impl Case<'_> {
    pub(super) fn raise(&mut self, environment: Option<&str>, share: u32, reason: Option<&str>) -> Result<(), Refusal> {
        let run = &self.change.run;
        let deployment = self.must_be_under_way(run, environment)?;
        self.raise_fits(deployment, share)?;
        let known = self.raise_facts(deployment, share, reason.unwrap_or_default());
        self.in_time(Act::Raise, &known, Some(deployment))?;
        let reason = self.say(reason)?;
        self.add(RunEvent::ShareRaised { no: deployment.no, share, reason });
        Ok(())
    }

    /// What the pack judges when the share of a deployment is raised.
    pub(super) fn raise_facts(&self, deployment: &Deployment, share: u32, reason: &str) -> Facts {
        let mut known = self.facts_in(deployment.environment.as_deref(), &[("reason", reason)]);
        self.name_share(&mut known, share);
        known.set_flag("implementation", deployment.last);
        known
    }

    /// Names a share, and the conditions that bar it: a canary's condition allows its own share before it is verified, and
    /// no more. Whether one that is not verified bars an act at all is for the pack to say.
    pub(super) fn name_share(&self, known: &mut Facts, share: u32) {
        known.numbers.insert("share", i64::from(share));
        let blocking = self.change.open_conditions().filter(|c| c.share.is_none_or(|s| share > s));
        known.set_words("conditions", blocking.map(|c| c.told(self.desk)));
    }

    /// Whether a share is the next one of the deployment's method, and its steps before it are done.
    pub(super) fn raise_fits(&self, deployment: &Deployment, share: u32) -> Result<(), Refusal> {
        let pack = &self.desk.pack;
        let method = deployment.method.as_deref().and_then(|m| pack.method(m));
        if share > 100 || share <= deployment.share {
            let text =
                format!("the share is {} percent: it only grows, up to 100, and {share} was given", deployment.share);
            return Err(Refusal::new(Kind::InvalidInput, text, "to give it back, end the deployment as failed"));
        }
        if let Some(method) = method {
            if let Some(next) = method.next(deployment.share).filter(|next| *next != share) {
                let text = format!("{} goes on to {next} percent next, not to {share}", method.title);
                return Err(
                    Refusal::new(Kind::InvalidInput, text, format!("give --share {next}")).citing(&method.clauses)
                );
            }
            let mut before = method.steps.iter().take_while(|s| !s.shifts);
            if let Some(open) = before.find(|s| !deployment.passed(&s.id)) {
                return Err(self.step_first(deployment, method, &open.id, &open.text));
            }
        }
        Ok(())
    }

    pub(super) fn step(
        &mut self,
        environment: Option<&str>,
        step: &str,
        passed: bool,
        note: Option<&str>,
    ) -> Result<(), Refusal> {
        let run = &self.change.run;
        let deployment = self.must_be_under_way(run, environment)?;
        let pack = self.desk.pack.clone();
        let method = deployment.method.as_deref().and_then(|m| pack.method(m)).filter(|m| !m.steps.is_empty());
        let Some(method) = method else {
            let chosen = deployment.method.as_deref().and_then(|m| pack.method(m));
            let text = match chosen {
                Some(method) => format!("{} has no steps that are recorded one by one", method.title),
                None => format!("the deployment to {} was begun without a method", deployment.place()),
            };
            return Err(Refusal::new(Kind::WrongState, text, self.way_to_end(deployment)));
        };
        if !method.steps.iter().any(|s| s.id == step) {
            let listed = method.steps.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("{} has no step \"{}\"", method.title, text::visible(step));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("its steps are {listed}")));
        }
        let mut before = method.steps.iter().take_while(|s| s.id != step);
        if let Some(open) = before.find(|s| !deployment.passed(&s.id)) {
            return Err(self.step_first(deployment, method, &open.id, &open.text));
        }
        let shifts = method.steps.iter().any(|s| s.id == step && s.shifts);
        if passed && shifts && deployment.share < 100 {
            let text = format!("the share is {} percent, and the step is over at 100", deployment.share);
            let (no, env, next) = (self.change.no, self.named(deployment), deployment.next_share(&pack));
            let remedy = format!("raise it: quorate run raise {no}{env} --share {next} --reason TEXT");
            return Err(Refusal::new(Kind::WrongState, text, remedy).citing(&method.clauses));
        }
        let outcome = if passed { "pass" } else { "fail" };
        let params = [("step", step), ("outcome", outcome), ("reason", note.unwrap_or_default())];
        let mut known = self.facts_in(deployment.environment.as_deref(), &params);
        known.set_flag("implementation", deployment.last);
        self.may_say(step, passed, &known, deployment)?;
        let note = self.say(note)?;
        self.add(RunEvent::StepDone { no: deployment.no, step: step.to_owned(), passed, note });
        if !passed {
            let words = method.steps.iter().find(|s| s.id == step).map_or(step, |s| s.text.as_str());
            let (no, env) = (self.change.no, self.named(deployment));
            let before = self.before_failed(deployment);
            self.decided.warnings.push(Reason {
                rule: "roll-back".into(),
                text: format!(
                    "step {step} failed: {words}; see to it, or back out: quorate run finish {no}{env} --result failed"
                ),
                clauses: method.clauses.clone(),
                remedy: format!(
                    "see to it and say so again: quorate run step {no} {step}{env}; or back out and end it: quorate run \
                     finish {no}{env} --result failed --note TEXT{before}"
                ),
                ..Reason::default()
            });
        }
        Ok(())
    }

    /// What the pack asks for before the deployment is ended as failed, as things stand with what is recorded here.
    fn before_failed(&self, deployment: &Deployment) -> String {
        let after = self.so_far();
        let (scribe, decided) = (self.desk.scribe(), Decided::default());
        let case = Case { world: self.world, desk: self.desk, change: &after, scribe, decided };
        let known = case.finish_facts(deployment.environment.as_deref(), false, Some("said"));
        let asked = judge(&self.desk.pack, if deployment.last { Act::Finish } else { Act::Deployed }, &known).reasons;
        let first =
            asked.into_iter().filter(|r| !r.person && !r.remedy.is_empty()).map(|r| format!("; first {}", r.remedy));
        first.collect()
    }

    /// A step is said by whoever may carry the deployment on, as its commands are run: in their time where it passed. What went
    /// wrong is recorded at any time, also while the change is on hold.
    fn may_say(&mut self, step: &str, passed: bool, known: &Facts, deployment: &Deployment) -> Result<(), Refusal> {
        let word = if passed { "passed" } else { "failed" };
        let text = format!("{}: refused to say that step {step} has {word}", self.change.no);
        if passed {
            return self.in_time(Act::Exec, known, Some(deployment)).map(drop).map_err(|r| Refusal { text, ..r });
        }
        let mut verdict = judge(&self.desk.pack, Act::Exec, known);
        verdict.reasons.retain(|r| r.person);
        if !verdict.allowed() {
            return Err(Refusal { text, ..Refusal::of(Act::Exec, &self.change.no.to_string(), verdict) });
        }
        self.judged(Act::Record, known)
    }

    /// The flag that names a deployment in advice, where several are under way.
    fn named(&self, deployment: &Deployment) -> String {
        let several = self.change.run.open().count() > 1;
        several.then_some(deployment.environment.as_ref()).flatten().map(|e| format!(" --env {e}")).unwrap_or_default()
    }

    fn step_first(&self, deployment: &Deployment, method: &Method, step: &str, words: &str) -> Refusal {
        let text = format!("{} goes step by step, and this one has not passed: {words}", method.title);
        let remedy =
            format!("say so when it has: quorate run step {} {step}{}", self.change.no, self.named(deployment));
        Refusal::new(Kind::WrongState, text, remedy).citing(&method.clauses)
    }

    pub(super) fn method(&self, id: Option<&str>) -> Result<Option<Method>, Refusal> {
        let pack = &self.desk.pack;
        let Some(id) = id else { return Ok(None) };
        if pack.methods.is_empty() {
            let text = match id.trim() {
                "" => "--method names nothing, and the pack names no methods".to_owned(),
                id => format!("the pack names no methods, and so none called \"{}\"", text::visible(id)),
            };
            let remedy = format!(
                "leave --method out, and say how it is deployed: quorate change comment {} TEXT",
                self.change.no
            );
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        pack.method(id).cloned().map(Some).ok_or_else(|| {
            let offered = pack.methods.iter().map(|m| format!("{} ({})", m.id(), m.purpose));
            let clauses: Vec<String> = pack.methods.iter().flat_map(|m| m.clauses.iter().cloned()).collect();
            let text = match id.trim() {
                "" => "--method names nothing".to_owned(),
                id => format!("the pack has no method \"{}\"", text::visible(id)),
            };
            let listed = offered.collect::<Vec<_>>().join(", ");
            Refusal::new(Kind::InvalidInput, text, format!("choose one of {listed}")).citing(&clauses)
        })
    }

    /// A share lies between 1 and 100; 0 where the method begins without traffic.
    pub(super) fn share_fits(&self, method: Option<&Method>, share: u32, given: bool) -> Result<(), Refusal> {
        let dark = method.is_some_and(|m| m.begins() == 0);
        if share > 100 || (share == 0 && !dark) {
            return Err(Refusal::new(Kind::InvalidInput, "a share lies between 1 and 100 percent", "give --share 50"));
        }
        if let Some(method) = method.filter(|m| given && !m.shares.is_empty() && m.begins() < share) {
            let text = format!("{} begins with {} percent, not with {share}", method.title, method.begins());
            let remedy = "leave --share out, and raise it: quorate run raise";
            return Err(Refusal::new(Kind::InvalidInput, text, remedy).citing(&method.clauses));
        }
        Ok(())
    }

    /// The deployment that is under way to an environment, or the only one; none where the implementation began before
    /// deployments were recorded. Where several are under way nobody guesses.
    pub(super) fn under_way<'r>(
        &self,
        run: &'r Run,
        environment: Option<&str>,
    ) -> Result<Option<&'r Deployment>, Refusal> {
        let open: Vec<&Deployment> = run.open().collect();
        let environment = environment.map(|e| self.desk.pack.environment(e).unwrap_or(e));
        let listed = || open.iter().map(|d| d.place().to_owned()).collect::<Vec<_>>().join(", ");
        if let Some(environment) = environment {
            if let Some(found) = open.iter().find(|d| d.environment.as_deref() == Some(environment)) {
                return Ok(Some(found));
            }
        } else {
            match open.as_slice() {
                [one] => return Ok(Some(one)),
                [] => {}
                several => {
                    let text = format!("{} is being deployed to {}", self.change.no, listed());
                    let ways: Vec<String> = several.iter().map(|d| format!("--env {}", d.place())).collect();
                    let remedy = format!("say which one is meant: {}", ways.join(" or "));
                    return Err(Refusal::new(Kind::InvalidInput, text, remedy));
                }
            }
        }
        let implementing = self.change.state == State::Implement && !run.open().any(|d| d.last);
        let own = environment.is_none_or(|e| self.desk.pack.furthest(self.change.words("environment")) == Some(e));
        if implementing && own && run.deployments.iter().all(|d| !d.last) {
            return Ok(None);
        }
        let place = environment.map_or_else(String::new, |e| format!(" to {}", text::visible(e)));
        let newest = environment.map_or_else(|| run.deployments.last(), |e| run.newest(e));
        let over = newest.and_then(|d| d.ended.as_ref().map(|e| (d, e)));
        let text = match over {
            Some((d, e)) => {
                let how = if e.succeeded { "ended" } else { "failed" };
                format!("the deployment of {} to {} {how} {}", self.change.no, d.place(), self.desk.told(e.by.0))
            }
            None => format!("{} is not being deployed{place}", self.change.no),
        };
        let remedy = match open.as_slice() {
            // What is implemented begins no more.
            [] if self.change.state == State::Review => {
                format!("its implementation has ended: quorate run status {}", self.change.no)
            }
            [] if over.is_some() => format!("see what comes next: quorate run status {}", self.change.no),
            [] => {
                let flag = environment.map_or_else(String::new, |e| format!(" --env {}", text::visible(e)));
                format!("begin it: quorate run start {}{flag}", self.change.no)
            }
            _ => format!("it is being deployed to {}", listed()),
        };
        Err(Refusal::new(Kind::WrongState, text, remedy))
    }

    fn must_be_under_way<'r>(&self, run: &'r Run, environment: Option<&str>) -> Result<&'r Deployment, Refusal> {
        self.under_way(run, environment)?.ok_or_else(|| {
            let text = format!("{} has no deployment on record", self.change.no);
            Refusal::new(Kind::WrongState, text, format!("begin one: quorate run start {}", self.change.no))
        })
    }
}
