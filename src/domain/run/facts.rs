//! The facts of a run, as the policy room judges them.

use super::baseline::Baseline;
use super::{Deployment, Run};
use crate::policy::facts::Facts;
use crate::policy::layer::named;
use crate::policy::pack::Pack;

/// Lays the facts of a run: where it was deployed to and when, and what its record holds.
pub fn lay(facts: &mut Facts, pack: &Pack, run: &Run) {
    what_is_deployed(facts, run, &run.baseline());
    for kind in super::KINDS {
        let count = run.notes.iter().filter(|n| n.kind == kind.0).count();
        facts.numbers.insert(named(["noted.", kind.0]), number(count));
    }
    for deployment in &run.deployments {
        let Some(environment) = &deployment.environment else { continue };
        facts.moments.insert(format!("deploying.{environment}"), deployment.begun.0);
        if let Some(ending) = deployment.ended.as_ref().filter(|e| e.succeeded) {
            facts.moments.insert(format!("deployed.{environment}"), ending.by.0);
        }
    }
    let live = |d: &Deployment| {
        let production = d.environment.as_deref().and_then(|e| pack.stage(e)).is_some_and(|s| s.production);
        production && d.ended.as_ref().is_some_and(|e| e.succeeded)
    };
    facts.set_flag("in_production", run.deployments.iter().any(live));
    if let Some(newest) = run.deployments.iter().rev().find(|d| d.last) {
        let mut passed: Vec<&str> = newest.steps.iter().map(|s| s.step.as_str()).collect();
        passed.sort_unstable();
        passed.dedup();
        facts.set_word("method", newest.method.as_deref().unwrap_or("none"));
        facts.set_words("steps", passed.into_iter().filter(|s| newest.passed(s)).map(str::to_owned));
    }
    facts.set_flag("commands_open", run.unsettled_commands().next().is_some());
    facts.set_flag("pir", !run.reviews.is_empty());
    if let Some(review) = run.reviews.last() {
        facts.moments.insert("pir", review.by.0);
        facts.set_flag("pir_outdated", review.failures < run.failures());
    }
}

/// Where an artefact is deployed, or being deployed.
pub fn what_is_deployed(facts: &mut Facts, run: &Run, baseline: &Baseline<'_>) {
    facts.set_words("deployed", run.deployed(baseline).into_iter().map(str::to_owned));
    facts.set_words("deploying", run.open().filter_map(|d| d.environment.clone()));
}

/// What is still open of a deployment that is to end: the share, and the steps of its method.
pub fn what_is_open(facts: &mut Facts, pack: &Pack, deployment: &Deployment) {
    let method = deployment.method.as_deref().and_then(|m| pack.method(m));
    let steps = method.map(|m| m.steps.as_slice());
    let next = steps.unwrap_or_default().iter().find(|s| !deployment.passed(&s.id));
    facts.set_flag("steps_open", next.is_some());
    facts.set_word("step.next", next.map_or("", |s| s.id.as_str()));
    facts.set_flag("share_open", deployment.share < 100);
    facts.numbers.insert("share", i64::from(deployment.share));
    facts.numbers.insert("share.next", i64::from(deployment.next_share(pack)));
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
