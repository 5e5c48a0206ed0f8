//! What the minutes tell of the ballots on an item: votes with their reasons, of each that the meeting decided.

use crate::app::show::Lens;
use crate::app::show::ballot::sheet;
use crate::base::ids::PersonId;
use crate::domain::ballot::{Ballot, Outcome};
use crate::domain::change::Change;
use crate::domain::meeting::Meeting;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::meeting::ItemCondition;
use crate::sheets::time::Time;
use crate::text::words;

/// Whether a ballot was taken back, as by a deferral: it decided nothing, and its votes are nobody's business.
pub(super) fn taken_back(ballot: &Ballot) -> bool {
    matches!(ballot.outcome, Some(Outcome::Withdrawn | Outcome::Lapsed))
}

/// The votes of a closed ballot and what else is told of it, in lines.
pub(super) fn told(lens: &Lens<'_>, ballot: &Ballot, sheet: &BallotSheet) -> Vec<String> {
    let votes = sheet.members.iter().filter_map(|m| {
        let why = m.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
        if m.is_recused() {
            return Some(format!("{} recused{why}", m.name));
        }
        let choice = m.choice.as_deref()?;
        let via = m.via.as_ref().map(|v| format!(" (via {v})")).unwrap_or_default();
        let left = if m.left() { ", not counted" } else { "" };
        Some(format!("{} {}{left}{via}{why}", m.name, words::plain(choice)))
    });
    let mut lines: Vec<String> = votes.collect();
    lines.extend(sheet.tie.clone().into_iter().chain(sheet.vetoed.clone()));
    lines.extend(sheet.dropped());
    lines.extend(sheet.altered_by().map(|what| format!("altered while it was voted on: {what}")));
    let silent: Vec<&str> = sheet.silent().map(|m| m.name.as_str()).collect();
    if !silent.is_empty() {
        lines.push(format!("present and did not vote: {}", silent.join(", ")));
    }
    lines.extend(ballot.rationale.map(|said| format!("rationale: {}", lens.words(&said))));
    lines
}

/// Who approved a change that the board did not decide, each with the role: `Ines Duarte (manager)`, `Bo Chen (security, for
/// Kai Wu)`.
pub(super) fn approved_by(state: &str, lens: &Lens<'_>, change: &Change) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let outside = state == "approved_outside_board";
    for given in change.approvals.iter().filter(|g| outside && g.approved && !g.void) {
        let name = |p: &PersonId| (lens.name)(p.as_str());
        let holder = given.delegated_by.as_ref().map(|p| format!(", for {}", name(p))).unwrap_or_default();
        let one = format!("{} ({}{holder})", name(&given.by), words::plain(&given.role));
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// What the meeting decided of a change before its last ballot on it, each with its count.
pub(super) fn before(lens: &Lens<'_>, meeting: &Meeting, change: &Change, last: Option<&Ballot>) -> Vec<String> {
    let own = |b: &&Ballot| b.meeting.as_deref() == Some(meeting.id.as_str()) && b.outcome.is_some() && !taken_back(b);
    let earlier = change.ballots.iter().filter(own).filter(|b| last.is_none_or(|l| b.no < l.no));
    let mut lines = Vec::new();
    for ballot in earlier {
        let sheet = sheet(lens, change, ballot);
        let count = [sheet.for_, sheet.against, sheet.abstain].map(Option::unwrap_or_default);
        let outcome = ballot.outcome.map(Outcome::words).unwrap_or_default();
        let [for_, against, abstain] = count;
        lines.push(format!(
            "ballot {}: {outcome}, {for_} for, {against} against, {abstain} abstaining{}",
            ballot.no,
            sheet.recused_too()
        ));
        lines.extend(told(lens, ballot, &sheet));
    }
    lines
}

/// The conditions of the decision, as they were set.
pub(super) fn conditions(lens: &Lens<'_>, change: &Change) -> Vec<ItemCondition> {
    let set = change.conditions.iter().map(|c| ItemCondition {
        no: c.no,
        text: lens.words(&c.text),
        owner: c.owner.as_ref().map(ToString::to_string),
        owner_name: c.owner.as_ref().map(|p| (lens.name)(p.as_str())),
        due: c.due.map(Time),
        share: c.share,
    });
    set.collect()
}
