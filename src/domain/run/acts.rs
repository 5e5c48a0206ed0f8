//! Deployments: begun, raised, carried on step by step, ended. Those to the last environment are the implementation.

use super::baseline::{self, Baseline};
use super::command::{Begin, RunCommand};
use super::events::RunEvent;
use super::{Deployment, Run, facts};
use crate::base::ids::Stream;
use crate::base::text;
use crate::domain::catalogue::events::CatalogueEvent;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::events::ChangeEvent;
use crate::domain::change::{Change, conflict, time};
use crate::domain::checklist::{self, back};
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::evidence::Test;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::running::bypassed;
use crate::policy::stage::{Method, left_out};

/// Where a deployment goes.
pub(crate) struct Target {
    /// The environment; none where neither the change nor the command names one.
    pub environment: Option<String>,
    /// Whether the change ends there.
    pub last: bool,
}

/// Decides a command on a change that is carried out.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &RunCommand) -> Result<(), Refusal> {
    match command {
        RunCommand::Start(begin) => case.begin(begin),
        RunCommand::Finish { environment, succeeded, note } => {
            case.end(environment.as_deref(), *succeeded, note.as_deref())
        }
        RunCommand::Raise { environment, share, reason } => {
            case.raise(environment.as_deref(), *share, reason.as_deref())
        }
        RunCommand::Step { environment, step, passed, note } => {
            case.step(environment.as_deref(), step, *passed, note.as_deref())
        }
        RunCommand::Note { kind, text, file } => case.note(kind, text.as_deref(), file.as_ref()),
        RunCommand::Review { outcome, findings, reason } => case.pir(outcome, findings, reason.as_deref()),
        RunCommand::Exec(begin) => case.begin_command(begin),
        RunCommand::ExecEnded(end) => case.end_command(end),
    }
}

impl Case<'_> {
    /// Where a deployment may go: to an environment of the change, or to a stage on the way there.
    pub(crate) fn target(&self, environment: Option<&str>) -> Result<Target, Refusal> {
        let pack = &self.desk.pack;
        let own = self.change.words("environment");
        let end = pack.furthest(own);
        let environment = environment.map(|e| pack.environment(e).unwrap_or(e));
        let Some(asked) = environment.or(end) else { return Ok(Target { environment: None, last: true }) };
        let place = |e: &str| pack.stages.iter().position(|s| s.id() == e);
        let last = end.is_none_or(|end| end == asked) || place(asked).is_none();
        let fits = match (place(asked), end.and_then(place)) {
            (Some(asked), Some(end)) => asked <= end,
            _ => own.is_empty() || own.iter().any(|o| o == asked),
        };
        if !fits {
            let text = format!("{} is for {}, not for {}", self.change.no, own.join(", "), text::visible(asked));
            let listed = pack.stages.iter().map(|s| s.id()).collect::<Vec<_>>().join(", ");
            let remedy = match listed.as_str() {
                "" => "name one of its environments, or none".to_owned(),
                listed => format!("name one of its environments or a stage before it; the stages are {listed}"),
            };
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        Ok(Target { environment: Some(asked.to_owned()), last })
    }

    /// The facts of an act on a deployment to an environment.
    pub(super) fn facts_in(&self, environment: Option<&str>, params: &[(&str, &str)]) -> Facts {
        let mut known = facts_for(self.world, self.desk, self.change, params);
        time::name_environment(&mut known, environment);
        let stage = environment.and_then(|e| self.desk.pack.stage(e));
        if let Some(environment) = environment {
            known.set_word("act.environment", environment);
        }
        known.set_flag("on_a_stage", stage.is_some());
        // Where nothing says otherwise, it is production.
        known.set_flag("production", stage.is_none_or(|s| s.production));
        known
    }

    fn begin(&mut self, begin: &Begin) -> Result<(), Refusal> {
        let target = self.target(begin.environment.as_deref())?;
        let environment = target.environment.as_deref();
        let run = &self.change.run;
        if let Some(open) = run.open().find(|d| d.environment.as_deref() == environment) {
            let text = format!(
                "{} is being deployed to {} since {}",
                self.change.no,
                open.place(),
                self.desk.told(open.begun.0)
            );
            return Err(Refusal::new(Kind::AlreadyDone, text, self.way_to_end(open)));
        }
        if let Some(text) = &begin.moved {
            let cited = self.change.tagged().and_then(|(kind, _)| self.desk.pack.test(kind)).map(Test::cited);
            let remedy = "a baseline that was promoted does not move: make a new tag, and record it";
            return Err(Refusal::new(Kind::Policy, text.clone(), remedy).citing(&cited.unwrap_or_default()));
        }
        let artifact = digest(begin.artifact.as_deref())?.or_else(|| goes_on(run, begin).map(str::to_owned));
        let commit = line("--commit", begin.commit.as_deref())?;
        let commit = commit.or_else(|| inherited(run, artifact.as_deref()).map(str::to_owned));
        let method = self.method(begin.method.as_deref())?;
        let share = begin.share.unwrap_or_else(|| method.as_ref().map_or(100, Method::begins));
        let act = if target.last { Act::Start } else { Act::Deploy };
        let mut known = self.begin_facts(begin, &target, run, artifact.as_deref());
        self.name_share(&mut known, share);
        self.in_state(act).map_err(|refusal| self.with_what_is_open(act, refusal, &known))?;
        let answer = time::start(self.world, self.desk, self.change, &known, self.desk.now);
        self.judged_in_time(act, &known, &answer)?;
        self.share_fits(method.as_ref(), share, begin.share.is_some())?;
        self.uses_exceptions(act, &known, &answer);
        let deploys = Baseline { artifact: artifact.as_deref(), commit: commit.as_deref() };
        let lapsed = baseline::lapsed(&self.desk.pack, self.change, environment, &deploys);
        let no = run.deployments.last().map_or(1, |d| d.no.saturating_add(1));
        let left_out = left_out(&self.desk.pack, &known).iter().map(|s| s.id().to_owned()).collect();
        let bypass = if target.last { bypassed(&self.desk.pack, &known, self.desk.now) } else { Vec::new() };
        checklist::evaluate::kept(self, environment, target.last, &known);
        self.add(RunEvent::DeploymentStarted {
            no,
            environment: target.environment,
            last: target.last,
            method: method.map(|m| m.id().to_owned()),
            share,
            artifact,
            commit,
            branch: line("--branch", begin.branch.as_deref())?,
            pipeline: line("--pipeline", begin.pipeline.as_deref())?,
            left_out,
            bypass,
            lapsed,
        });
        if target.last {
            self.add(ChangeEvent::Started { share });
        }
        Ok(())
    }

    /// How a deployment that is under way comes to its end: its share is raised before.
    pub(super) fn way_to_end(&self, open: &Deployment) -> String {
        let (no, env) = (self.change.no, open.environment.as_ref().map(|e| format!(" --env {e}")).unwrap_or_default());
        let end = format!("end it: quorate run finish {no}{env} --result ok");
        if open.share >= 100 {
            return end;
        }
        let next = open.next_share(&self.desk.pack);
        format!(
            "it is at {} percent; raise it: quorate run raise {no}{env} --share {next} --reason TEXT; at 100 percent {end}",
            open.share
        )
    }

    /// What the pack judges when a deployment begins, and when the gate asks whether it may.
    pub(crate) fn begin_facts(&self, begin: &Begin, target: &Target, run: &Run, artifact: Option<&str>) -> Facts {
        let environment = target.environment.as_deref();
        let mut known = self.facts_in(environment, &[]);
        if target.last {
            let way = conflict::at_start(self.world, self.desk, self.change);
            conflict::facts(&mut known, &way, &self.change.overlaps);
        }
        let commit = begin.commit.as_deref().or_else(|| inherited(run, artifact));
        let deploys = Baseline { artifact, commit };
        for (name, value) in [
            ("act.method", begin.method.as_deref()),
            ("act.artifact", artifact),
            ("act.commit", commit),
            ("act.branch", begin.branch.as_deref()),
            ("act.pipeline", begin.pipeline.as_deref()),
        ] {
            if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
                known.set_word(name, value.trim());
            }
        }
        facts::what_is_deployed(&mut known, run, &deploys);
        // Another artefact begins its way anew: with the first stage that the change passes.
        let other = run.deployments.last().map(|d| d.baseline()).filter(|b| !b.same(&deploys));
        let anew = crate::policy::stage::open_stages(&self.desk.pack, &known).is_empty();
        let told = other.filter(|_| !anew).map(|tested| (tested.told(), deploys.told()));
        let told = told.or_else(|| baseline::of_another_commit(self.change, &deploys).filter(|_| target.last));
        known.set_flag("artifact_differs", told.is_some());
        let told = told.map(|(tested, this)| format!("{tested} was tested, and this is {this}"));
        known.set_words("artifact.other", told);
        known.set_flag("commit_loose", begin.loose);
        for list in environment.map(|e| baseline::signed_for_another(self.change, e, &deploys)).unwrap_or_default() {
            known.set_word(format!("checklist.{list}"), "replaced");
        }
        let branch = environment.and_then(|e| self.desk.pack.stage(e)).map_or("", |s| s.branch.as_str());
        let given = begin.branch.as_deref().unwrap_or_default();
        known.set_flag("branch_differs", !branch.is_empty() && !branch_fits(branch, given));
        known
    }

    fn end(&mut self, environment: Option<&str>, succeeded: bool, note: Option<&str>) -> Result<(), Refusal> {
        let run = &self.change.run;
        let Some(deployment) = self.under_way(run, environment)? else {
            // An implementation that began before deployments were recorded.
            let known = self.finish_facts(None, succeeded, note);
            self.in_state(Act::Finish)?;
            self.judged(Act::Finish, &known)?;
            return self.finished(succeeded, note);
        };
        let mut known = self.finish_facts(deployment.environment.as_deref(), succeeded, note);
        facts::what_is_open(&mut known, &self.desk.pack, deployment);
        let act = if deployment.last { Act::Finish } else { Act::Deployed };
        self.in_state(act)?;
        self.judged(act, &known)?;
        let said = self.say(note)?;
        self.add(RunEvent::DeploymentEnded { no: deployment.no, succeeded, note: said });
        if deployment.last { self.finished(succeeded, note) } else { Ok(()) }
    }

    pub(super) fn finish_facts(&self, environment: Option<&str>, succeeded: bool, note: Option<&str>) -> Facts {
        let outcome = if succeeded { "pass" } else { "fail" };
        self.facts_in(environment, &[("outcome", outcome), ("reason", note.unwrap_or_default())])
    }

    /// The implementation of the change has ended.
    fn finished(&mut self, succeeded: bool, note: Option<&str>) -> Result<(), Refusal> {
        let said = self.say(note)?;
        self.add(ChangeEvent::Finished { succeeded, note: said });
        let Some(id) = self.change.catalogue.clone() else { return Ok(()) };
        let Some(entry) = self.world.catalogue.0.get(&id) else { return Ok(()) };
        let change = self.change.no;
        // Off probation an entry has nothing more to prove, and its stream stays short.
        if entry.probation == 0 {
            return Ok(());
        }
        let event = if succeeded {
            CatalogueEvent::Proved { id, change }
        } else {
            CatalogueEvent::Suspended { id, reason: said, change: Some(change) }
        };
        self.decided.add(Stream::Catalogue, event);
        Ok(())
    }
}

/// The facts of the beginning of a deployment, for whoever asks about it without beginning it: the page of a change, the
/// gate, a demonstration. With the act that it would be, `start` or `deploy`.
///
/// # Errors
/// An environment that is not on the way of the change; what is no digest.
pub fn facts_to_begin(world: &World, desk: &Desk, change: &Change, begin: &Begin) -> Result<(Act, Facts), Refusal> {
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    let target = case.target(begin.environment.as_deref())?;
    let run = &change.run;
    let artifact = digest(begin.artifact.as_deref())?.or_else(|| goes_on(run, begin).map(str::to_owned));
    let mut known = case.begin_facts(begin, &target, run, artifact.as_deref());
    case.name_share(&mut known, begin.share.unwrap_or(100));
    Ok((if target.last { Act::Start } else { Act::Deploy }, known))
}

/// The facts of going on with a deployment that is under way, as a command of it is judged by.
#[must_use]
pub fn facts_to_go_on(world: &World, desk: &Desk, change: &Change, deployment: &Deployment) -> Facts {
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    case.exec_facts(deployment.environment.as_deref(), deployment.last)
}

/// The facts of raising the share of a deployment that is under way, whatever is said to it.
///
/// # Errors
/// A share that does not follow on the one that it has.
pub fn facts_to_raise(
    world: &World,
    desk: &Desk,
    change: &Change,
    (deployment, share): (&Deployment, u32),
) -> Result<Facts, Refusal> {
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    case.raise_fits(deployment, share)?;
    Ok(case.raise_facts(deployment, share, "said"))
}

/// The facts of ending the implementation that is under way: as a success, but as failed once it has been taken back. All is
/// said that a pack may ask of whoever ends it; none where no deployment of it is on record.
#[must_use]
pub fn facts_to_end(world: &World, desk: &Desk, change: &Change) -> Option<Facts> {
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    let deployment = change.run.open().find(|d| d.last)?;
    let ended = |succeeded| case.finish_facts(deployment.environment.as_deref(), succeeded, Some("said"));
    let mut known = ended(true);
    if back::done(change, &known) {
        known = ended(false);
    }
    facts::what_is_open(&mut known, &desk.pack, deployment);
    Some(known)
}

/// The artefact of what was deployed last, which is meant where none is named, unless another commit is.
fn goes_on<'a>(run: &'a Run, begin: &Begin) -> Option<&'a str> {
    let commit = begin.commit.as_deref().map(str::trim).filter(|c| !c.is_empty());
    let another = commit.is_some_and(|c| run.baseline().built_from(c) == Some(false));
    run.artifact().filter(|_| !another)
}

/// The commit of what was deployed last, where that is deployed again.
fn inherited<'a>(run: &'a Run, artifact: Option<&str>) -> Option<&'a str> {
    let newest = run.deployments.last()?;
    newest.commit.as_deref().filter(|_| newest.artifact.as_deref() == artifact)
}

/// A beginning that says all that a pack may ask of whoever begins: what is judged then is the change, not the words of
/// the command.
#[must_use]
pub fn said_all(pack: &Pack, change: &Change, environment: Option<&str>) -> Begin {
    let target = environment.or_else(|| pack.furthest(change.words("environment")));
    let branch = target.and_then(|e| pack.stage(e)).map(|s| s.branch.replace('*', "next")).unwrap_or_default();
    let said = || Some("said".to_owned());
    Begin {
        environment: environment.map(str::to_owned),
        method: pack.methods.first().map(|m| m.id().to_owned()).or_else(said),
        artifact: None,
        share: None,
        commit: change.pinned_commit().map(str::to_owned).or_else(said),
        branch: Some(branch),
        pipeline: said(),
        loose: false,
        moved: None,
    }
}

/// The digest of an artefact, in small letters.
pub(crate) fn digest(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(given) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    let hex = given.strip_prefix("sha256:").unwrap_or(given).to_ascii_lowercase();
    if hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(Some(format!("sha256:{hex}")));
    }
    let text = format!("\"{}\" is no digest of an artefact", text::visible(given));
    Err(Refusal::new(Kind::InvalidInput, text, "give sha256: and 64 hexadecimal digits"))
}

/// A line of other people's words: no control characters, not too long.
fn line(flag: &str, given: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(given) = given.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    let clean = text::line(given, text::LINE_MAX)
        .map_err(|e| Refusal::new(Kind::InvalidInput, format!("{flag}: {e}"), "shorten or clean it"))?;
    Ok(Some(clean))
}

/// Whether a branch is the one that a stage is deployed from; `release/*` stands for every branch that begins so.
fn branch_fits(wanted: &str, given: &str) -> bool {
    wanted.strip_suffix('*').map_or(wanted == given, |begins| given.starts_with(begins) && given.len() > begins.len())
}
