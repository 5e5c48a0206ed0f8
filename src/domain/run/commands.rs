//! Commands of a deployment: who may run one, when, and what is written down when it begins and when it ends.

use super::events::RunEvent;
use super::{Deployment, Run};
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::text;
use crate::base::time::Moment;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::change::time;
use crate::domain::checklist;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::said::Said;
use crate::policy::act::Act;
use crate::policy::diary::{Answer, told};
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::verdict::Reason;
use serde::{Deserialize, Serialize};

/// The longest command line, in bytes.
const LINE_MAX: usize = 100_000;

/// A command as somebody begins it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BeginCommand {
    /// The environment; the one that is being deployed to when not given.
    pub environment: Option<String>,
    /// The command and its arguments.
    pub argv: Vec<String>,
    /// The folder that it runs in.
    pub directory: String,
    /// The computer that it runs on.
    pub host: String,
    /// The account of the operating system that it runs under.
    pub account: String,
    /// How long it may run, in seconds.
    pub limit_s: Option<u64>,
}

/// How a command ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EndCommand {
    /// Number of the command within the change.
    pub no: u32,
    /// `exit`, `signal`, `timed_out`, `interrupted`, `stopped`, `not_found`, `not_executable`.
    pub ending: String,
    /// The exit code that stands for it.
    pub code: u8,
    /// How long it ran, in milliseconds.
    pub took_ms: u64,
    /// Bytes that it printed.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub output: Digest,
    /// The recording, in the form asciicast v2.
    pub recording: String,
    /// Bytes of the output that the recording leaves out.
    pub left_out: u64,
    /// Bytes of the output that are no UTF-8.
    pub replaced: u64,
}

/// A command that was run for a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunCommandLine {
    /// Number within the change, from 1.
    pub no: u32,
    /// Environment.
    pub environment: Option<String>,
    /// Who ran it, and since when.
    pub by: (Moment, PersonId),
    /// The command and its arguments, and the folder that it ran in: a list in JSON.
    pub command: Said,
    /// Computer.
    pub host: String,
    /// Account of the operating system.
    pub account: String,
    /// Whether it began inside its window.
    pub inside: bool,
    /// Whether it takes the change back.
    pub back_out: bool,
    /// How it ended; none while it runs, and for ever where what ran it was killed.
    pub ended: Option<CommandEnd>,
    /// Notes of the record when it began.
    notes: usize,
}

/// How a command of a change ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CommandEnd {
    /// When.
    pub at: Moment,
    /// How, as in [`EndCommand`].
    pub ending: String,
    /// The exit code that stands for it.
    pub code: u8,
    /// How long it ran, in milliseconds.
    pub took_ms: u64,
    /// Bytes that it printed.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub output: Digest,
    /// The recording.
    pub recording: Said,
    /// Bytes of the output that the recording leaves out.
    pub left_out: u64,
    /// Bytes of the output that are no UTF-8.
    pub replaced: u64,
    /// Whether it ended inside its window.
    pub inside: bool,
}

impl Run {
    /// Applies an event about a command; any other has no effect.
    pub(super) fn take_command(&mut self, what: &RunEvent, at: Moment, actor: &PersonId) {
        match what {
            RunEvent::CommandBegan { no, environment, command, host, account, inside, back_out, .. } => {
                self.commands.push(RunCommandLine {
                    no: *no,
                    environment: environment.clone(),
                    by: (at, actor.clone()),
                    command: *command,
                    host: host.clone(),
                    account: account.clone(),
                    inside: *inside,
                    back_out: *back_out,
                    ended: None,
                    notes: self.notes.len(),
                });
            }
            RunEvent::CommandEnded {
                no,
                ending,
                code,
                took_ms,
                bytes,
                output,
                recording,
                left_out,
                replaced,
                inside,
            } => {
                if let Some(command) = self.commands.iter_mut().find(|c| c.no == *no) {
                    command.ended = Some(CommandEnd {
                        at,
                        ending: ending.clone(),
                        code: *code,
                        took_ms: *took_ms,
                        bytes: *bytes,
                        output: *output,
                        recording: *recording,
                        left_out: *left_out,
                        replaced: *replaced,
                        inside: *inside,
                    });
                }
            }
            _ => {}
        }
    }

    /// Commands without an end on record, of which nobody has written since what became of them.
    pub fn unsettled_commands(&self) -> impl Iterator<Item = &RunCommandLine> {
        let told = |c: &RunCommandLine| {
            let since = self.notes.get(c.notes..).unwrap_or_default();
            since.iter().any(|n| matches!(n.kind.as_str(), "deviation" | "incident"))
        };
        self.commands.iter().filter(move |c| c.ended.is_none() && !told(c))
    }
}

impl Case<'_> {
    /// Whether a command may be run now; then it begins.
    pub(super) fn begin_command(&mut self, begin: &BeginCommand) -> Result<(), Refusal> {
        let named = begin.environment.as_deref();
        let run = &self.change.run;
        self.in_state(Act::Exec)?;
        let named = named.map(|e| self.desk.pack.environment(e).unwrap_or(e));
        let under_way = match self.taken_back(run, named) {
            Some(failed) => Some(failed),
            None => self.under_way(run, named).map_err(|refusal| self.why_not_begun(refusal, named))?,
        };
        let last = under_way.is_none_or(|d| d.last);
        let environment = under_way.map_or_else(|| named.map(str::to_owned), |d| d.environment.clone());
        let known = self.exec_facts(environment.as_deref(), last);
        let (inside, back_out) = self.in_time(Act::Exec, &known, under_way)?;
        let said = self.say_command(begin)?;
        let line = |given: &str| text::tame_line(given, text::LINE_MAX);
        self.add(RunEvent::CommandBegan {
            no: run.commands.last().map_or(1, |c| c.no.saturating_add(1)),
            environment,
            command: said,
            host: line(&begin.host),
            account: line(&begin.account),
            limit_s: begin.limit_s,
            back_out,
            inside,
        });
        Ok(())
    }

    /// Judges an act on a deployment that is under way, at this moment: one answer for its commands, shares and steps.
    /// Gives whether the moment lies inside all windows, and whether the implementation is being taken back.
    pub(super) fn in_time(
        &mut self,
        act: Act,
        known: &Facts,
        under_way: Option<&Deployment>,
    ) -> Result<(bool, bool), Refusal> {
        let last = under_way.is_none_or(|d| d.last);
        let now = self.desk.now;
        let begun = under_way.map(|d| d.begun.0);
        let mut answer = time::going_on(self.world, self.desk, self.change, known, (begun, now));
        let failed = under_way.and_then(|d| d.ended.as_ref()).is_some_and(|e| !e.succeeded);
        let back_out = failed || last && checklist::backing_out(self.change);
        let inside_calendar = answer.allowed;
        let at_any_time = self.desk.pack.setting("backout.any_time") != Some("false");
        if back_out && !answer.allowed && at_any_time {
            // A change is never left half done because its time is up, also under a pack of before; what forbids it is
            // told.
            let against = answer.reasons(self.desk.pack.calendar.tz);
            self.decided.warnings.extend(against.into_iter().map(|reason| {
                let text = format!("backing out nevertheless: {}", reason.text);
                let remedy = "this is recorded as backing out, outside its window".into();
                Reason { text, remedy, ..reason }
            }));
            answer = Answer::default();
        }
        self.judged_in_time(act, known, &answer).map_err(|refusal| self.with_way_back(refusal, back_out))?;
        let window = self.change.window().filter(|_| last);
        let early = window.is_some_and(|(from, _)| now < from);
        if let Some(reason) = time::own_window(&self.desk.pack, known, self.change, now).filter(|_| early) {
            let text = format!("{}: {}", self.change.no, reason.text);
            return Err(Refusal { reasons: vec![reason], ..Refusal::new(Kind::Policy, text, "") });
        }
        if let Some((_, to)) = window.filter(|(_, to)| now >= *to) {
            // Work that overruns is ended in order, or taken back; that it did is told.
            let closed = told(to, self.desk.pack.calendar.tz);
            let text = format!("the window of {} closed {closed}: this is recorded as outside it", self.change.no);
            let remedy = format!("say why: quorate run note {} --kind deviation TEXT", self.change.no);
            self.decided.warnings.push(Reason { rule: "window".into(), text, remedy, ..Reason::default() });
        }
        Ok((inside_calendar && window.is_none_or(|(from, to)| from <= now && now < to), back_out))
    }

    /// The deployment that has ended and that a command now can only take back: the newest of the environment, where it
    /// failed, or is the implementation and something of it did. Without an environment one that is under way comes first.
    fn taken_back<'r>(&self, run: &'r Run, environment: Option<&str>) -> Option<&'r Deployment> {
        let newest = match environment {
            Some(environment) => run.newest(environment)?,
            None if run.open().next().is_some() => return None,
            None => run.deployments.last()?,
        };
        let failed = newest.ended.as_ref().map(|e| !e.succeeded)?;
        let given_up = newest.last && self.change.state == State::Review && checklist::backing_out(self.change);
        (failed || given_up).then_some(newest)
    }

    /// What the pack judges when a command is run in a deployment.
    pub(super) fn exec_facts(&self, environment: Option<&str>, last: bool) -> Facts {
        let mut known = self.facts_in(environment, &[("reason", "")]);
        known.set_flag("implementation", last);
        known
    }

    /// A refusal for the time, with how a change that is half done is taken back.
    fn with_way_back(&self, mut refusal: Refusal, back_out: bool) -> Refusal {
        let no = self.change.no;
        let begun = self.change.run.open().any(|d| d.last);
        if let Some(reason) = refusal.reasons.first_mut().filter(|_| begun && !back_out) {
            let way = format!("to back out instead, say so first: quorate run finish {no} --result failed --note TEXT");
            reason.remedy = if reason.remedy.is_empty() { way } else { format!("{}; {way}", reason.remedy) };
        }
        refusal
    }

    /// The command as a list in JSON, with the folder that it runs in before it: an argument may hold anything.
    fn say_command(&mut self, begin: &BeginCommand) -> Result<Said, Refusal> {
        if begin.argv.first().is_none_or(|program| program.is_empty()) {
            let remedy = format!("quorate run exec {} -- COMMAND", self.change.no);
            return Err(Refusal::new(Kind::InvalidInput, "there is no command", remedy));
        }
        let all: Vec<&str> = std::iter::once(&begin.directory).chain(&begin.argv).map(String::as_str).collect();
        let json = serde_json::to_string(&all)
            .map_err(|e| Refusal::new(Kind::InvalidInput, e.to_string(), "give other arguments"))?;
        if json.len() > LINE_MAX {
            let text = format!("the command line has {} bytes; at most {LINE_MAX} are recorded", json.len());
            return Err(Refusal::new(Kind::InvalidInput, text, "put it into a script"));
        }
        Ok(self.scribe.say(&json))
    }

    /// Nothing is being deployed there: beside that, what still stands against it, by name and clause.
    fn why_not_begun(&self, mut refusal: Refusal, environment: Option<&str>) -> Refusal {
        if refusal.kind != Kind::WrongState {
            return refusal;
        }
        let begin = super::acts::said_all(&self.desk.pack, self.change, environment);
        let known = super::acts::facts_to_begin(self.world, self.desk, self.change, &begin);
        if let Ok((act, known)) = known {
            let place = environment.or(self.desk.pack.furthest(self.change.words("environment")));
            let own = self.exec_facts(place, act == Act::Start);
            // What keeps somebody from the work keeps them from its commands: it is told once.
            let told =
                |all: &[Reason], r: &Reason| all.iter().any(|other| other.rule == r.rule || other.text == r.text);
            let against = [judge(&self.desk.pack, act, &known), judge(&self.desk.pack, Act::Exec, &own)];
            for reason in against.into_iter().flat_map(|v| v.reasons) {
                if !reason.rule.starts_with("no-permit") && !told(&refusal.reasons, &reason) {
                    refusal.reasons.push(reason);
                }
            }
        }
        refusal
    }

    /// A command has ended; whoever began it says how.
    pub(super) fn end_command(&mut self, end: &EndCommand) -> Result<(), Refusal> {
        const ENDINGS: [&str; 7] =
            ["exit", "signal", "timed_out", "interrupted", "stopped", "not_found", "not_executable"];
        let Some(command) = self.change.run.commands.iter().find(|c| c.no == end.no) else {
            let text = format!("{} has no command {}", self.change.no, end.no);
            return Err(Refusal::new(Kind::NotFound, text, format!("see quorate run status {}", self.change.no)));
        };
        if command.by.1 != self.desk.actor {
            let text = format!("command {} was begun by {}", end.no, command.by.1);
            return Err(Refusal::new(Kind::NotPermitted, text, "whoever began it records its end"));
        }
        if command.ended.is_some() {
            let text = format!("the end of command {} is on record", end.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
        }
        if !ENDINGS.contains(&end.ending.as_str()) {
            let text = format!("\"{}\" is no way to end", text::visible(&end.ending));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("one of {}", ENDINGS.join(", "))));
        }
        let known = self.facts_in(command.environment.as_deref(), &[]);
        let now = self.desk.now;
        let last = self.change.run.deployments.iter().rev().find(|d| d.environment == command.environment);
        let begun = last.map(|d| d.begun.0);
        let answer = time::going_on(self.world, self.desk, self.change, &known, (begun, now));
        let window = self.change.window().filter(|_| last.is_none_or(|d| d.last));
        let recording = self.scribe.say(&end.recording);
        let inside = answer.allowed && window.is_none_or(|(from, to)| from <= now && now < to);
        let outran = (!inside && command.inside).then(|| self.outran(end.no, &answer, window));
        self.add(RunEvent::CommandEnded {
            no: end.no,
            ending: end.ending.clone(),
            code: end.code,
            took_ms: end.took_ms,
            bytes: end.bytes,
            output: end.output,
            recording,
            left_out: end.left_out,
            replaced: end.replaced,
            inside,
        });
        self.decided.warnings.extend(outran);
        Ok(())
    }

    /// That a command which began in its time ended after it.
    fn outran(&self, no: u32, answer: &Answer, window: Option<(Moment, Moment)>) -> Reason {
        let (tz, id) = (self.desk.pack.calendar.tz, self.change.no);
        let closed = window.filter(|(_, to)| self.desk.now >= *to);
        let reasons = answer.reasons(tz);
        let (why, clauses) = match (closed, reasons.first()) {
            (Some((_, to)), _) => (format!("the window of {id} closed {}", told(to, tz)), Vec::new()),
            (None, Some(reason)) => (reason.text.clone(), reason.clauses.clone()),
            (None, None) => ("its time was over".to_owned(), Vec::new()),
        };
        let text = format!("command {no} of {id} ended outside its window: {why}");
        let remedy = format!("it is on record as that: quorate run status {id}");
        Reason { rule: "window".into(), text, clauses, remedy, ..Reason::default() }
    }
}
