//! What was typed into an act line, kept until it is recorded: words come back after the terminal is gone.

use super::line::{ActLine, Ask, Kind};
use super::{checklist, meeting, offer};
use crate::app::options::Draft;
use crate::base::secrets;

/// What keys of such drafts begin with; those of forms are `new` or a change.
const ACT: &str = "act/";

/// The key under which the words of an act line are kept; none where there is nothing to keep.
#[must_use]
pub fn key(line: &ActLine) -> Option<String> {
    let id = &line.id;
    Some(match &line.kind {
        Kind::Change(act) => format!("{ACT}{id}/{act}"),
        Kind::Decide(review) => format!("{ACT}{id}/decide/{review}"),
        Kind::RollcallVote(_) => format!("{ACT}{id}/vote_rollcall"),
        // A code counts once, and in its owner's hands only.
        Kind::Checklist { act, .. } if matches!(act.as_str(), "here" | "attach") => return None,
        Kind::Checklist { act, list, item } => format!("{ACT}{id}/{act}/{list}/{item}"),
        Kind::Meeting { act, item, .. } => format!("{ACT}{id}/{act}/{}", item.unwrap_or(0)),
        Kind::Freeze(_) => format!("{ACT}calendar/freeze"),
        Kind::EndFreeze(no) => format!("{ACT}calendar/end_freeze/{no}"),
        Kind::PlanDone(month, task) => format!("{ACT}calendar/plan_done/{month}/{task}"),
        Kind::SignFreeze(no) => format!("{ACT}calendar/sign_freeze/{no}"),
        Kind::Assess(_) | Kind::Rollcall(_) | Kind::Form | Kind::Found(_) => return None,
    })
}

/// The key of the draft that an act line has used up once it is recorded: its own, and that of the evidence which it
/// attaches.
#[must_use]
pub fn used(line: &ActLine) -> Option<String> {
    match &line.kind {
        Kind::Checklist { act, list, item } if act == "attach" => {
            Some(format!("{ACT}{}/evidence/{list}/{item}", line.id))
        }
        _ => key(line),
    }
}

/// The words of an act line with the choices that they belong to; none where nothing is written. A number that stands on
/// the page is typed anew each time, and what looks like a secret in evidence is masked before it is kept.
#[must_use]
pub fn of(line: &ActLine) -> Option<Draft> {
    let evidence = matches!(&line.kind, Kind::Checklist { .. });
    let written = |ask: &Ask| matches!(ask, Ask::Text | Ask::Moment);
    if !line.steps.iter().any(|s| written(&s.ask) && !s.proposed && !s.answer.trim().is_empty()) {
        return None;
    }
    let kept = |s: &&super::line::Step| !s.answer.is_empty() && !s.proposed && !matches!(s.ask, Ask::Code(_));
    let answered = line.steps.iter().filter(kept);
    let said = answered.map(|s| {
        let text = if evidence && written(&s.ask) { secrets::mask(&s.answer).0 } else { s.answer.clone() };
        (s.label.clone(), text)
    });
    let cursor = line.step().map(|s| (s.label.clone(), s.answer.chars().count()));
    Some(Draft { change_type: String::new(), fields: said.collect(), cursor })
}

/// Brings the words back into an act line that was begun again, unless another choice was made now: then they wait.
pub fn restore(line: &mut ActLine, draft: &Draft) -> bool {
    let kept = |label: &str| draft.fields.iter().find(|(l, _)| l == label).map(|(_, text)| text.as_str());
    let free = |step: &super::line::Step| step.answer.is_empty() || step.proposed;
    let same = |step: &super::line::Step| free(step) || kept(&step.label) == Some(step.answer.as_str());
    if !line.steps.iter().all(same) {
        return false;
    }
    let known = |ask: &Ask, text: &str| match ask {
        Ask::Choice(list) => list.iter().any(|c| c.word == text),
        Ask::Text | Ask::Moment => true,
        Ask::Code(_) => false,
    };
    for step in &mut line.steps {
        if let Some(text) = kept(&step.label).filter(|text| known(&step.ask, text)) {
            (step.answer, step.proposed) = (text.to_owned(), false);
        }
    }
    let at = draft.cursor.as_ref().and_then(|(label, _)| line.steps.iter().position(|s| s.label == *label));
    // A number that is asked before the words is typed before one is back at them.
    let number = (0..line.steps.len()).find(|i| matches!(line.steps.get(*i).map(|s| &s.ask), Some(Ask::Code(_))));
    let at = at.filter(|at| line.applies(*at)).filter(|at| number.is_none_or(|number| number > *at));
    line.at = at.or_else(|| line.open_step()).unwrap_or(line.at);
    true
}

/// What a draft is, for the banner: the act and what it is about; none for drafts of forms.
#[must_use]
pub fn about(key: &str) -> Option<String> {
    let rest = key.strip_prefix(ACT)?;
    let mut parts = rest.split('/');
    let (id, act) = (parts.next()?, parts.next()?);
    let (list, item) = (parts.next(), parts.next());
    Some(match (id, list, item) {
        ("calendar", ..) => "a freeze (g c)".into(),
        // What is of no list is the command line of the change.
        (id, Some(""), Some(_)) => format!("a command of {id} (x on its list)"),
        (id, Some(list), Some(item)) => format!("{id} {list}, item {item}: {}", checklist::label(act)),
        (id, Some(_), None) => format!("{id}: {}", meeting::label(act)),
        (id, ..) => format!("{id}: {}", offer::label(act)),
    })
}
