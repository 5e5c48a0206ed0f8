//! What is due on the run of a change, in a line each.

use super::{Lens, checklist};
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::change::states::State;
use crate::domain::change::{Change, next, under_way};
use crate::domain::checklist::acts::at_hand;
use crate::domain::checklist::{back, waiting};
use crate::domain::run::Deployment;
use crate::policy::diary::told;
use crate::policy::document::Role;
use crate::policy::facts::Facts;
use crate::policy::missing::tell_once;
use crate::policy::pack::Rule;
use crate::sheets::checklist::ItemLine;
use crate::sheets::run::{DeploymentLine, RunSheet};

/// What is due: what failed before all else, then the way to the end, lists that are bound to a time, and who helps.
#[must_use]
pub fn lines(lens: &Lens<'_>, change: &Change, known: &Facts, sheet: &RunSheet) -> Vec<String> {
    let left = || under_way::failed_deployment(change, known).filter(|_| !back::done(change, known));
    let mut all: Vec<String> = failed(lens, change, known).or_else(left).into_iter().collect();
    let back = change.run.open().find(|d| d.last && given_up(known));
    let back = back.map(|d| (d.no, back::done(change, known)));
    all.extend(sheet.deployments.iter().filter(|d| d.state == "deploying").flat_map(|d| going(lens, change, d, back)));
    all.extend(course(sheet));
    all.extend(before_the_end(lens, change, known, sheet));
    all.extend(at_hand(change, &lens.desk.pack, known).iter().flat_map(|id| timed(lens, change, known, id)));
    all.extend(watched(lens, change, known));
    all.extend(support(lens, change, known));
    all
}

/// The items of a list whose time has passed, runs or is to come: the first of each. A list by which a change is taken back is
/// due as a whole.
fn timed(lens: &Lens<'_>, change: &Change, known: &Facts, id: &str) -> Vec<String> {
    let list = checklist::sheet(lens, change, known, id, None);
    let at = |at: Moment| told(at, lens.desk.pack.calendar.tz);
    let open: Vec<&ItemLine> = list.items.iter().filter(|i| !checklist::settled(&i.state)).collect();
    let mut all = Vec::new();
    if list.phase == "rollback" {
        all.push(format!("the checklist {}: {} of {} done", list.title, list.done, list.of));
    }
    let late: Vec<&ItemLine> = open.iter().copied().filter(|i| i.overdue).collect();
    if let Some((first, since)) = late.iter().filter_map(|i| Some((i, i.late_after?.0))).min_by_key(|(_, at)| *at) {
        let more = match late.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        all.push(format!("OVERDUE since {}: item {} of {} ({}){more}", at(since), first.n, list.title, first.text));
    }
    let runs = open.iter().filter(|i| !i.overdue && i.not_before.is_none_or(|from| from.0 <= lens.desk.now));
    if let Some((item, until)) = runs.filter_map(|i| Some((i, i.late_after?.0))).min_by_key(|(_, at)| *at) {
        all.push(format!("item {} of {} ({}) by {}", item.n, list.title, item.text, at(until)));
    }
    let comes = open.iter().filter_map(|i| Some((i, i.not_before?.0))).filter(|(_, from)| *from > lens.desk.now);
    if let Some((item, from)) = comes.min_by_key(|(_, at)| *at) {
        all.push(format!("item {} of {} ({}), not before {}", item.n, list.title, item.text, at(from)));
    }
    all
}

/// What has to last for a time before the change is closed.
fn watched(lens: &Lens<'_>, change: &Change, known: &Facts) -> Vec<String> {
    if change.state != State::Review {
        return Vec::new();
    }
    let pack = &*lens.desk.pack;
    let rules = || std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.rules);
    let lasts = |id: &str| rules().any(|r: &Rule| r.id() == id && !r.needs.elapsed.is_empty());
    let reasons = next::verdict_by(lens.world, lens.desk, change, known).reasons;
    reasons.into_iter().filter(|r| lasts(&r.rule)).map(|r| format!("before it is closed: {}", r.text)).collect()
}

/// Whether it is being taken back, or has been.
fn given_up(known: &Facts) -> bool {
    known.words("flag.backed_out").is_some_and(|w| w.iter().any(|w| w == "yes"))
}

/// Who helps to undo it, once it failed: those of a role that have worked on the change, else all who hold the role.
fn support(lens: &Lens<'_>, change: &Change, known: &Facts) -> Vec<String> {
    if !given_up(known) || change.state.over() {
        return Vec::new();
    }
    let worked = |person: &PersonId| {
        change.has_part(person)
            || change.reviews.iter().any(|r| r.by == *person && !r.void)
            || change.evidence.iter().any(|e| e.added.1 == *person)
    };
    let line = |role: &Role| {
        let all = lens.world.people.0.iter().filter(|(_, p)| p.active && p.roles.contains(role.id()));
        let (own, others): (Vec<_>, Vec<_>) = all.map(|(id, _)| id).partition(|id| worked(id));
        let who = if own.is_empty() { others } else { own };
        let names = who.iter().map(|id| (lens.name)(id.as_str())).collect::<Vec<_>>().join(", ");
        let names = if names.is_empty() { format!("nobody holds the role {}", role.id()) } else { names };
        format!("{}: {names} ({}) [{}]", role.rollback, role.title, role.clauses.join(", "))
    };
    lens.desk.pack.roles.iter().filter(|r| !r.rollback.is_empty()).map(line).collect()
}

/// The item of a checklist that failed last and is not settled: what comes of it, who said so, when and why.
fn failed(lens: &Lens<'_>, change: &Change, known: &Facts) -> Option<String> {
    let (n, list, again) = waiting::failed(change, known)?;
    let item = list.item(n).map(|i| i.text.clone()).unwrap_or_default();
    let told = list.course(n).and_then(|c| c.failed.as_ref()).map(|(at, by, why)| {
        let at = crate::policy::diary::told(*at, lens.desk.pack.calendar.tz);
        format!(" ({by}, {at}: {})", lens.words(why))
    });
    let next = if again { "try it again, or back out" } else { "back out" };
    Some(format!("{next}: item {n} of {} ({item}) failed{}", list.sealed.title, told.unwrap_or_default()))
}

/// What a deployment that is under way comes to: its next step or share, and its end; as failed where it is being taken back
/// or has been.
fn going(lens: &Lens<'_>, change: &Change, line: &DeploymentLine, back: Option<(u32, bool)>) -> Vec<String> {
    let place = line.environment.as_deref().unwrap_or("its environment");
    let env = line.environment.as_ref().map(|e| format!(" --env {e}")).unwrap_or_default();
    let no = change.no;
    if let Some((_, gone)) = back.filter(|(deployment, _)| *deployment == line.no) {
        let end = format!("end the deployment to {place} as failed: quorate run finish {no}{env} --result failed");
        return vec![if gone { end } else { format!("once it is taken back, {end}") }];
    }
    let mut due = vec![format!("end the deployment to {place}")];
    let open = change.run.open().find(|d| d.no == line.no);
    let method = line.method.as_deref().and_then(|m| lens.desk.pack.method(m));
    let fell = method.zip(open).and_then(|(m, open)| m.steps.iter().find(|s| open.fell(s)));
    let open = open.filter(|d| d.share < 100);
    let raise = |open: &Deployment| {
        let next = open.next_share(&lens.desk.pack);
        (next, format!("quorate run raise {no}{env} --share {next} --reason TEXT"))
    };
    if let Some(s) = fell {
        let again = open.filter(|_| s.shifts).map(|d| format!(" and go on: {}", raise(d).1)).unwrap_or_default();
        due.push(format!("step {} failed ({}): see to it{again}, or back out", s.id, s.text));
        return due;
    }
    let step = line.steps.iter().find(|s| s.state != "passed");
    let shifts = step.is_none_or(|s| method.is_some_and(|m| m.steps.iter().any(|of| of.id == s.id && of.shifts)));
    match (step, open.filter(|_| shifts && method.is_some())) {
        (_, Some(open)) => {
            let (next, command) = raise(open);
            due.push(format!("it is at {} percent, and goes on to {next}: {command}", open.share));
        }
        (Some(s), None) => due.push(format!("step {}: {}", s.id, s.text)),
        (None, None) => {}
    }
    due
}

/// What else is against ending the implementation, or closing the change: the first of it. The review, steps and what has to last are
/// told by themselves.
fn before_the_end(lens: &Lens<'_>, change: &Change, known: &Facts, sheet: &RunSheet) -> Option<String> {
    let word = match change.state {
        State::Implement => "ended",
        State::Review => "closed",
        _ => return None,
    };
    let pack = &*lens.desk.pack;
    let rules = || std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.rules);
    let told = |r: &Rule| {
        let review = r.needs.flag.get("pir") == Some(&true) && sheet.review.is_none();
        review || !r.needs.elapsed.is_empty() || r.when.flag.contains_key("steps_open")
    };
    let mut verdict = next::verdict_by(lens.world, lens.desk, change, known);
    tell_once(pack, &mut verdict);
    if change.state == State::Review && verdict.reasons.is_empty() && verdict.missing.is_empty() {
        return Some(format!("close it: quorate change close {} --code CODE", change.no));
    }
    let named = |rule: &str| verdict.missing.iter().any(|m| m.field == rule);
    let left =
        verdict.reasons.iter().filter(|why| !named(&why.rule) && !rules().any(|r| r.id() == why.rule && told(r)));
    let all: Vec<&String> = verdict.missing.iter().map(|m| &m.text).chain(left.map(|r| &r.text)).collect();
    let more = match all.len() {
        0 | 1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    all.first().map(|first| format!("before it is {word}: {first}{more}"))
}

/// That the window was left, the next stage, the review.
fn course(sheet: &RunSheet) -> Vec<String> {
    let mut due = Vec::new();
    if let Some(over) = sheet.overrun.as_ref().filter(|o| !o.noted && sheet.state != "closed") {
        let by = Span::seconds(over.over_s).words();
        let cited = if over.clauses.is_empty() { String::new() } else { format!(" [{}]", over.clauses.join(", ")) };
        let say = format!("quorate run note {} --kind deviation TEXT", sheet.id);
        due.push(format!("say why it left its window, by {by}: {say}{cited}"));
    }
    if let Some(next) = &sheet.next {
        match next.reasons.first() {
            None => due.push(format!("deploy to {}", next.environment)),
            Some(reason) => {
                let more = match next.reasons.len() {
                    1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                due.push(format!("before {}: {}{more}", next.environment, reason.text));
            }
        }
    }
    if sheet.review.is_none() && sheet.state == "review" && !sheet.findings.is_empty() {
        due.push("the review after the implementation".into());
    }
    due
}
