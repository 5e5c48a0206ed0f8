//! A list that is signed too early: what it waits for, and until when.

use super::{fell, progress};
use crate::domain::change::Change;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::refusal::Refusal;
use crate::policy::checklist::{Phase, Sealed};

/// The rule that refuses what is signed too early.
const RULE: &str = "not-before-its-deployment";

/// A refusal with what the list waits for, where that is why it was refused.
pub(super) fn told(mut refusal: Refusal, case: &Case<'_>, list: &Sealed) -> Refusal {
    for reason in refusal.reasons.iter_mut().filter(|r| r.rule == RULE) {
        (reason.text, reason.remedy) = waits_for(case, list);
    }
    refusal
}

/// What the deployment of a list has still to do, and the command that does it.
fn waits_for(case: &Case<'_>, list: &Sealed) -> (String, String) {
    let (change, no) = (case.change, case.change.no);
    let (stage, title) = (list.stage.as_deref(), &list.title);
    let place = stage.map(|s| format!(" to {s}")).unwrap_or_default();
    let flag = stage.map(|s| format!(" --env {s}")).unwrap_or_default();
    let after = matches!(list.phase, Phase::Post | Phase::Review);
    let once = if after {
        format!("once its deployment{place} has ended")
    } else {
        format!("while its deployment{place} runs")
    };
    if let Some(at) = fell(stage, change) {
        let text =
            format!("{title} is signed once its deployment{place} has succeeded; it failed {}", case.desk.told(at));
        let again = State::Review != change.state && !change.state.over();
        let back = format!("it is taken back: quorate run view {no}");
        let remedy = if again { format!("deploy it there again: quorate run start {no}{flag}") } else { back };
        return (text, remedy);
    }
    if progress(stage, change).0 {
        let text = format!("{title} is signed {once}; that runs{}", until(case, change, stage));
        return (text, format!("end it first: quorate run finish {no}{flag} --result ok"));
    }
    let from = change.window().filter(|(from, _)| *from > case.desk.now);
    let from = from.map(|(from, _)| format!(", the window opens {}", case.desk.told(from))).unwrap_or_default();
    let text = format!("{title} is signed {once}; that has not begun{from}");
    (text, format!("begin it when its time has come: quorate run start {no}{flag}"))
}

/// Since when a deployment runs, and until when it may.
fn until(case: &Case<'_>, change: &Change, stage: Option<&str>) -> String {
    let running = |s: Option<&str>| change.run.open().filter(|d| s.is_none() || d.environment.as_deref() == s).last();
    let since = running(stage).map(|d| format!(" since {}", case.desk.told(d.begun.0))).unwrap_or_default();
    let last = running(stage).is_none_or(|d| d.last);
    let ends = change.window().filter(|_| last).map(|(_, to)| format!(", and the window ends {}", case.desk.told(to)));
    format!("{since}{}", ends.unwrap_or_default())
}
