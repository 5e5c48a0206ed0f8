//! What is written down for an item that the board decides on: criteria, assessments, and the reviews that speak to them.

use crate::app::show::Lens;
use crate::domain::change::Change;
use crate::domain::meeting::{Meeting, Subject, outcome};
use crate::policy::facts::Facts;
use crate::policy::meeting::{Section, Source};
use crate::policy::pack::Pack;
use crate::policy::request::Review;
use crate::policy::rule::Truth;
use crate::sheets::meeting::{AgendaLine, AssessmentLine};

/// The criteria and assessments of an item that the board decides on.
pub(super) fn panel(
    line: &mut AgendaLine,
    lens: &Lens<'_>,
    meeting: &Meeting,
    section: Option<&Section>,
    no: u32,
    speaks: &[String],
) {
    if section.is_none_or(|s| s.source != Source::Decisions) {
        return;
    }
    let panel = &lens.desk.pack.panel;
    let Some((item, course)) = meeting.item(no) else { return };
    let change = match item.subject {
        Subject::Change(no) => lens.world.changes.get(&no),
        Subject::Topic(_) => None,
    };
    let held = change.and_then(|change| outcome::ballot(meeting, change));
    let mut reviewed = Vec::new();
    for c in &panel.criteria {
        let line_of = change.and_then(|change| spoken_to(lens, change, speaks, &c.review));
        let (mut text, mut clauses) = (c.text.clone(), c.clauses.clone());
        if let Some(a) = line_of {
            let said = a.text.clone().unwrap_or_else(|| "NOT SIGNED".into());
            text = format!("{text} ({}: {said})", a.title);
            clauses.extend(a.clauses.iter().cloned());
            reviewed.push(a);
        }
        let beside = held.is_some_and(|b| b.considered.contains(&c.id));
        line.considered.push((c.id.clone(), text, course.considered.contains(&c.id) || beside, clauses));
    }
    line.assessments = panel
        .assessments
        .iter()
        .map(|a| {
            let given = course.assessed.get(&a.seat);
            AssessmentLine {
                seat: a.seat.clone(),
                title: a.title.clone(),
                text: given.map(|(_, said)| lens.words(said)),
                by: given.map(|(by, _)| (lens.name)(by.as_str())),
                clauses: a.clauses.clone(),
            }
        })
        .chain(reviewed)
        .collect();
}

/// Ids of the reviews that speak to a criterion of the panel, where these facts ask for them.
pub(super) fn speaks(pack: &Pack, facts: &Facts) -> Vec<String> {
    let named = |review: &&Review| pack.panel.criteria.iter().any(|c| c.review == review.id());
    let asked = pack.reviews.iter().filter(named).filter(|r| r.when.holds(facts, pack) == Truth::Yes);
    asked.map(|r| r.id().to_owned()).collect()
}

/// The review that speaks to a criterion of the panel, where the change needs it: who signed it how, or nothing yet.
fn spoken_to(lens: &Lens<'_>, change: &Change, speaks: &[String], review: &str) -> Option<AssessmentLine> {
    let review = lens.desk.pack.reviews.iter().find(|r| r.id() == review && speaks.iter().any(|id| id == review))?;
    let signed: Vec<_> = change.reviews.iter().filter(|r| !r.void && r.review == review.id()).collect();
    let words = signed.iter().map(|r| {
        let how = if r.passed { "passed" } else { "failed" };
        let note = r.note.as_ref().map(|said| format!(": {}", lens.words(said))).unwrap_or_default();
        format!("{how} by {}{note}", (lens.name)(r.by.as_str()))
    });
    let by = signed.last().map(|r| (lens.name)(r.by.as_str()));
    let text = by.as_ref().map(|_| words.collect::<Vec<_>>().join("; "));
    Some(AssessmentLine {
        seat: review.roles.join(", "),
        title: review.title.clone(),
        text,
        by,
        clauses: review.clauses.clone(),
    })
}
