//! Which deployment an act means: where several are under way, whoever acts is asked.

use super::line::ActLine;
use crate::sheets::change::ChangeSheet;
use crate::sheets::run::{DeploymentLine, StepLine};

/// The deployments that are under way, oldest first.
#[must_use]
pub fn under_way(sheet: &ChangeSheet) -> Vec<&DeploymentLine> {
    sheet.run.deployments.iter().filter(|d| d.state == "deploying").collect()
}

/// Those that have not reached all of their targets.
#[must_use]
pub fn to_raise(sheet: &ChangeSheet) -> Vec<&DeploymentLine> {
    under_way(sheet).into_iter().filter(|d| d.share < 100).collect()
}

/// Those that go on by the steps of a method.
#[must_use]
pub fn with_steps(sheet: &ChangeSheet) -> Vec<&DeploymentLine> {
    under_way(sheet).into_iter().filter(|d| !d.steps.is_empty()).collect()
}

/// Where a deployment goes, in words.
#[must_use]
pub fn place(deployment: &DeploymentLine) -> &str {
    deployment.environment.as_deref().unwrap_or("its environment")
}

/// The steps that something may be said of: of each deployment the first that has not passed, and those before it. By the
/// number of the deployment and the step, with words.
#[must_use]
pub fn steps(sheet: &ChangeSheet) -> Vec<(String, String)> {
    let all = with_steps(sheet);
    let several = all.len() > 1;
    let mut listed = Vec::new();
    for deployment in all {
        let passed = deployment.steps.iter().take_while(|s| s.state == "passed").count();
        let (before, left) = deployment.steps.split_at(passed);
        let label = |s: &StepLine| {
            let of = if several { format!("{}: ", place(deployment)) } else { String::new() };
            let state = if s.state == "open" { String::new() } else { format!(", {} before", s.state) };
            (format!("{} {}", deployment.no, s.id), format!("{of}{}{state}", s.text))
        };
        listed.extend(left.first().into_iter().chain(before).map(label));
    }
    listed
}

/// The line with the question which of several deployments is meant; of one alone nobody is asked.
#[must_use]
pub fn asking(line: ActLine, among: &[&DeploymentLine]) -> ActLine {
    match among {
        [] | [_] => line,
        several => line.choice("deployment to", true, several.iter().map(|d| (d.no.to_string(), place(d)))),
    }
}

/// The environment of the deployment that is meant, and the place of the first question after that for it.
#[must_use]
pub fn meant(among: &[&DeploymentLine], answered: &str) -> (Option<String>, usize) {
    match among {
        [] => (None, 0),
        [one] => (one.environment.clone(), 0),
        several => (by_number(several, answered), 1),
    }
}

/// The environment of the deployment of a number.
#[must_use]
pub fn by_number(among: &[&DeploymentLine], no: &str) -> Option<String> {
    among.iter().find(|d| d.no.to_string() == no).and_then(|d| d.environment.clone())
}
