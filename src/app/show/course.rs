//! How far a change has come in the process that its document describes, and which deviations go with it.

use super::Lens;
use crate::domain::change::Change;
use crate::domain::change::deviation::Deviation;
use crate::policy::facts::Facts;
use crate::policy::process;
use crate::sheets::course::{ActivityLine, DeviationLine, ProcessLine, SignatureLine};
use crate::sheets::time::Time;

/// The stages of the process.
#[must_use]
pub fn process(lens: &Lens<'_>, facts: &Facts) -> Vec<ProcessLine> {
    let line = |s: process::StageStanding<'_>| ProcessLine {
        id: s.stage.id().to_owned(),
        title: s.stage.title.clone(),
        state: s.state.into(),
        activities: s
            .activities
            .iter()
            .map(|(a, word)| ActivityLine {
                text: a.text.clone(),
                state: (*word).to_owned(),
                clauses: a.clauses.clone(),
            })
            .collect(),
        clauses: s.stage.clauses.clone(),
    };
    process::standing(&lens.desk.pack, facts).into_iter().map(line).collect()
}

/// The deviations of a change, in the order in which they were begun.
#[must_use]
pub fn deviations(lens: &Lens<'_>, change: &Change) -> Vec<DeviationLine> {
    let pack = &*lens.desk.pack;
    let cited = pack.settings.iter().find(|s| s.id() == "exception.approvers");
    let line = |(no, rule): (usize, &str)| {
        let signed: Vec<&Deviation> = change.signed(pack, rule);
        let lacks = change.deviation_lacks(pack, rule);
        let said = signed.iter().rev().find_map(|d| d.reason).map(|said| lens.words(&said));
        DeviationLine {
            id: format!("{}/D{}", change.no, no + 1),
            rule: rule.to_owned(),
            state: match (lacks.is_empty(), signed.is_empty()) {
                (true, _) => "approved",
                (false, true) => "lapsed",
                (false, false) => "open",
            }
            .into(),
            signed: signed.iter().map(|d| signature(d)).collect(),
            lacks,
            reason: said,
            clauses: cited.map(|s| s.clauses.clone()).unwrap_or_default(),
        }
    };
    change.deviated(pack).into_iter().enumerate().map(line).collect()
}

fn signature(d: &Deviation) -> SignatureLine {
    SignatureLine { role: d.role.clone(), by: d.by.to_string(), at: Time(d.at) }
}
