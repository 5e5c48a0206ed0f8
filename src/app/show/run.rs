//! The sheet of a run.

use super::{Lens, due, progress, reason, timeline};
use crate::base::time::{Moment, Span};
use crate::domain::change::states::State;
use crate::domain::change::{Change, facts, time};
use crate::domain::checklist::{Checklist, back};
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::run::{Deployment, Review, Run};
use crate::policy::checklist::Item;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::pack::{Effect, Pack};
use crate::policy::rule::Truth;
use crate::policy::stage::Stage;
use crate::sheets::run::{
    DeploymentLine, EarlierPir, FileLine, FindingLine, NextStage, NoteLine, OverrunLine, PirSheet, RunSheet, StageLine,
    StepLine,
};
use crate::sheets::time::{Time, Window};

/// The sheet of the run of a change.
#[must_use]
pub fn sheet(lens: &Lens<'_>, change: &Change) -> RunSheet {
    let known = facts::of(lens.world, lens.desk, change);
    let run = &change.run;
    let at = |name: &str| change.moments.get(name).copied().map(Time);
    let clocks: Vec<_> = progress::clocks(lens, change, &known);
    let mut sheet = RunSheet {
        banner: super::pack::banner(&lens.desk.pack),
        id: change.no.to_string(),
        title: super::change::title(lens, change),
        state: change.state.word().into(),
        revision: change.revision,
        started: at("started"),
        finished: at("finished"),
        window: change.window().map(|(from, to)| Window { from: Time(from), to: Time(to) }),
        overrun: overrun(lens, change),
        close_code: change.close_code.clone(),
        artifact: run.artifact().map(str::to_owned),
        stages: stages(lens, change, &known),
        next: None,
        deployments: run.deployments.iter().map(|d| deployment(lens, d)).collect(),
        commands: run.commands.iter().map(|c| super::command::row(lens, c)).collect(),
        record: record(lens, change),
        findings: findings(lens, run.reviews.last(), &known),
        review: run.reviews.last().map(|r| review(lens, r)),
        earlier_reviews: earlier(lens, run, &known),
        timeline: timeline::timeline(lens, change, &known),
        clocks,
        due: Vec::new(),
        methods: methods(&lens.desk.pack),
        deviations: super::course::deviations(lens, change),
        acts: progress::acts(lens, change, &known),
    };
    sheet.next = next(lens, change, &sheet.stages);
    sheet.due = due::lines(lens, change, &known, &sheet);
    sheet
}

/// That the implementation left its window, with the clauses of the rules that look at it.
fn overrun(lens: &Lens<'_>, change: &Change) -> Option<OverrunLine> {
    let (closed, over) = change.overrun(lens.desk.now)?;
    let pack = &*lens.desk.pack;
    let rules = std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.rules);
    let asks = rules.filter(|r| r.when.flag.get("overrun") == Some(&true)).flat_map(|r| r.clauses.iter().cloned());
    let mut clauses: Vec<String> = Vec::new();
    for id in asks {
        if !clauses.contains(&id) {
            clauses.push(id);
        }
    }
    let noted = change.run.notes.iter().any(|n| n.kind == "deviation");
    Some(OverrunLine { closed: Time(closed), over_s: over.as_seconds(), noted, clauses })
}

/// The stages up to the one that the change ends in.
fn stages(lens: &Lens<'_>, change: &Change, known: &Facts) -> Vec<StageLine> {
    let pack = &*lens.desk.pack;
    let run = &change.run;
    let end = pack.furthest(change.words("environment"));
    let Some(end) = end.and_then(|e| pack.stages.iter().position(|s| s.id() == e)) else { return Vec::new() };
    let first = run.deployments.first().map(|d| d.begun.0);
    let day = |n: i64| first.map(|at| at.plus(Span::hours(n.saturating_mul(24))));
    let gone = back::done_at(change, known).filter(|_| back::given_up_after(change));
    let line = |(i, stage): (usize, &Stage)| {
        let passed = run.deployed(&run.baseline()).contains(&stage.id());
        let taken_back = gone.filter(|_| i == end);
        let newest = run.newest(stage.id());
        let state = match newest {
            _ if passed && taken_back.is_some() => "backed_out",
            _ if passed => "deployed",
            Some(d) if d.ended.is_none() => "deploying",
            Some(d) if d.ended.as_ref().is_some_and(|e| e.succeeded) => "stale",
            Some(_) => "failed",
            None if i < end && stage.when.holds(known, pack) == Truth::No => "left_out",
            None => "open",
        };
        let planned = match (stage.day.and_then(day), stage.until.or(stage.day).and_then(day)) {
            (Some(from), Some(to)) => Some((from, to)),
            _ => None,
        };
        let done = newest.and_then(|d| d.ended.as_ref()).filter(|e| e.succeeded).map(|e| e.by.0);
        let last_day = planned.map(|(_, to)| pack.calendar.day(to));
        let late = |at: Moment| last_day.is_some_and(|last| pack.calendar.day(at) > last);
        StageLine {
            id: stage.id().to_owned(),
            title: stage.title.clone(),
            production: stage.production,
            last: i == end,
            state: state.into(),
            at: taken_back.or(done).filter(|_| passed).map(Time),
            planned: planned.map(|(from, to)| Window { from: Time(from), to: Time(to) }),
            behind: state != "left_out" && late(done.unwrap_or(lens.desk.now)),
            clauses: stage.clauses.clone(),
        }
    };
    pack.stages.iter().take(end.saturating_add(1)).enumerate().map(line).collect()
}

/// The next stage that the change goes to, and what the pack has against it now.
fn next(lens: &Lens<'_>, change: &Change, stages: &[StageLine]) -> Option<NextStage> {
    if change.state.over() || change.run.open().next().is_some() {
        return None;
    }
    let next = stages.iter().find(|s| !matches!(s.state.as_str(), "deployed" | "backed_out" | "left_out"))?;
    let begin = said_all(&lens.desk.pack, change, Some(&next.id));
    let (act, known) = facts_to_begin(lens.world, lens.desk, change, &begin).ok()?;
    let open = crate::domain::change::states::states_for(act).contains(&change.state);
    let mut verdict = judge(&lens.desk.pack, act, &known);
    let time = time::start(lens.world, lens.desk, change, &known, lens.desk.now);
    if open {
        verdict.reasons.extend(time::untimely(lens.desk, change, (act, &known), &time));
    }
    change.deviate(&lens.desk.pack, &time, &mut verdict);
    // What the state of an implemented change bars is nothing that comes next.
    let packs = || std::iter::once(&*lens.desk.pack).chain(&lens.desk.pack.members);
    let bars = |id: &str| {
        let rule = packs().flat_map(|p| &p.rules).find(|r| r.id() == id);
        rule.is_some_and(|r| r.effect == Effect::Forbid && r.when.state.iter().any(|s| s == change.state.word()))
    };
    if change.state == State::Review && verdict.reasons.iter().any(|r| bars(&r.rule)) {
        return None;
    }
    // Once the implementation has ended there is no other one.
    if change.state == State::Review && !open {
        return None;
    }
    let mut reasons: Vec<_> = verdict.reasons.iter().filter(|r| !r.rule.starts_with("no-permit")).map(reason).collect();
    if !open && reasons.is_empty() {
        reasons.push(crate::sheets::change::ReasonLine {
            rule: "state".into(),
            text: format!("the change is in state {}", change.state.word()),
            ..Default::default()
        });
    }
    Some(NextStage { environment: next.id.clone(), allowed: open && reasons.is_empty(), reasons })
}

fn deployment(lens: &Lens<'_>, d: &Deployment) -> DeploymentLine {
    let method = d.method.as_deref().and_then(|m| lens.desk.pack.method(m));
    let step = |s: &crate::policy::stage::Step| {
        let done = d.steps.iter().rev().find(|done| done.step == s.id);
        StepLine {
            id: s.id.clone(),
            text: s.text.clone(),
            state: done.map_or("open", |s| if s.passed { "passed" } else { "failed" }).into(),
            by: done.map(|s| s.by.1.to_string()),
            at: done.map(|s| Time(s.by.0)),
        }
    };
    let ended = d.ended.as_ref();
    DeploymentLine {
        no: d.no,
        environment: d.environment.clone(),
        state: ended.map_or("deploying", |e| if e.succeeded { "succeeded" } else { "failed" }).into(),
        started: Time(d.begun.0),
        by: d.begun.1.to_string(),
        ended: ended.map(|e| Time(e.by.0)),
        ended_by: ended.map(|e| e.by.1.to_string()),
        note: ended.and_then(|e| e.note).map(|said| lens.words(&said)),
        method: d.method.clone(),
        share: d.share,
        raises: d
            .raises
            .iter()
            .map(|(by, share, said)| (*share, Time(by.0), said.map(|s| lens.words(&s)).unwrap_or_default()))
            .collect(),
        steps: method.map(|m| m.steps.iter().map(step).collect()).unwrap_or_default(),
        artifact: d.artifact.clone(),
        commit: d.commit.clone(),
        branch: d.branch.clone(),
        pipeline: d.pipeline.clone(),
        left_out: d.left_out.clone(),
    }
}

/// What was put on record while it was carried out, and the items of its lists that were waived.
fn record(lens: &Lens<'_>, change: &Change) -> Vec<NoteLine> {
    let line = |n: &crate::domain::run::Note| NoteLine {
        kind: n.kind.clone(),
        at: Time(n.by.0),
        by: n.by.1.to_string(),
        environment: n.environment.clone(),
        text: lens.words(&n.text),
        file: n.file.as_ref().map(|f| FileLine { name: f.name.clone(), size: f.size, sha256: f.digest.to_string() }),
    };
    let mut all: Vec<NoteLine> = change.run.notes.iter().map(line).collect();
    all.extend(change.checklists.values().flat_map(|list| waived(lens, list)));
    all.sort_by_key(|n| n.at);
    all
}

/// The waived items of a list, each with who asked for it, why, and who counter-signed.
fn waived(lens: &Lens<'_>, list: &Checklist) -> Vec<NoteLine> {
    let line = |(n, item): (u32, &Item)| {
        let waiver = super::checklist::waiver(lens, list.course(n)?)?;
        let (signed, at) = (waiver.signed_by?, waiver.signed_at?);
        let title = &list.sealed.title;
        let text = format!("item {n} of {title} ({}), asked by {}: {}", item.text, waiver.by, waiver.reason);
        let environment = list.sealed.stage.clone();
        Some(NoteLine { kind: "waiver".into(), at, by: signed, environment, text, file: None })
    };
    list.items().filter_map(line).collect()
}

fn review(lens: &Lens<'_>, review: &Review) -> PirSheet {
    PirSheet {
        outcome: review.outcome.clone(),
        at: Time(review.by.0),
        by: review.by.1.to_string(),
        reason: review.reason.map(|said| lens.words(&said)),
    }
}

/// The reviews before the newest, with what they say.
fn earlier(lens: &Lens<'_>, run: &Run, known: &Facts) -> Vec<EarlierPir> {
    let before = run.reviews.iter().rev().skip(1).rev();
    let said = |r: &Review| findings(lens, Some(r), known).into_iter().filter(|f| f.text.is_some()).collect();
    before.map(|r| EarlierPir { review: review(lens, r), findings: said(r) }).collect()
}

/// What the review has to say, and what the newest one says; also what it says beside the fields of the pack.
fn findings(lens: &Lens<'_>, review: Option<&Review>, known: &Facts) -> Vec<FindingLine> {
    let pack = &*lens.desk.pack;
    let said: &[(String, crate::domain::said::Said)] = review.map_or(&[], |r| r.findings.as_slice());
    let words = |id: &str| said.iter().find(|(known, _)| known == id).map(|(_, said)| lens.words(said));
    let asked = pack.findings.iter().filter(|f| f.when.holds(known, pack) != Truth::No || words(f.id()).is_some());
    let mut lines: Vec<FindingLine> = asked
        .map(|f| FindingLine {
            id: f.id().to_owned(),
            label: f.label.clone(),
            hint: f.hint.clone(),
            text: words(f.id()),
            clauses: f.clauses.clone(),
        })
        .collect();
    for (id, text) in said.iter().filter(|(id, _)| pack.findings.iter().all(|f| f.id() != id)) {
        lines.push(FindingLine {
            id: id.clone(),
            label: id.replace('_', " "),
            hint: String::new(),
            text: Some(lens.words(text)),
            clauses: Vec::new(),
        });
    }
    lines
}

fn methods(pack: &Pack) -> Vec<(String, String, String)> {
    pack.methods.iter().map(|m| (m.id().to_owned(), m.title.clone(), m.purpose.clone())).collect()
}
