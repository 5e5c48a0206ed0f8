//! A ballot in words: how its members stand, and its events as sentences.

use super::{Names, moment, plain};
use crate::base::text::so_many;
use crate::domain::ballot::Outcome;
use crate::domain::ballot::events::BallotEvent;
use crate::sheets::ballot::{BallotSheet, MemberLine};

/// How a member stands, without what they chose: voted, waited for, or why nobody waits.
#[must_use]
pub fn standing(m: &MemberLine, over: bool) -> &'static str {
    match (m.presence.as_str(), m.voted) {
        ("recused", _) => "recused",
        _ if m.left() => "left",
        (_, true) => "voted",
        ("excused", _) => "excused",
        ("absent", _) => "absent",
        ("not_called", _) => "not called",
        _ if over => "did not vote",
        _ => "waiting",
    }
}

/// What a member said, as far as the tally shows it; of one who voted and left, that the vote does not count.
#[must_use]
pub fn said(m: &MemberLine, over: bool) -> String {
    match &m.choice {
        Some(choice) if m.left() => format!("{}, left", plain(choice)),
        Some(choice) if m.presence != "recused" => plain(choice),
        _ if m.left() => "voted, left".into(),
        _ => standing(m, over).into(),
    }
}

/// How many votes there are, and how many of them do not count: `5, 1 not counted`.
#[must_use]
pub fn votes(b: &BallotSheet) -> String {
    format!("{}{}", b.voted, not_counted(b))
}

/// How many votes do not count, behind how many there are: `, 1 not counted`; nothing where all count.
#[must_use]
pub fn not_counted(b: &BallotSheet) -> String {
    match b.members.iter().filter(|m| m.left()).count() {
        0 => String::new(),
        left => format!(", {left} not counted"),
    }
}

/// That somebody came after the roster of a ballot was sealed, and how the ballot is opened with them.
#[must_use]
pub fn anew(came: &str, how: &str) -> String {
    format!("{came}: came after the roster was sealed; the chair opens the ballot anew: {how}")
}

/// What happened to a ballot.
#[must_use]
pub fn ballot(what: &BallotEvent, names: &Names<'_>) -> String {
    match what {
        BallotEvent::VoteOpened { no, roster, recused, tally, revision, meeting, lapses, .. } => {
            let members = so_many(roster.len(), "member");
            let out = match recused.len() {
                0 => String::new(),
                _ => format!(", {} recused", names.all(recused)),
            };
            let at = meeting.as_ref().map_or_else(String::new, |m| format!(" in {m}"));
            let until = moment::moment(*lapses, names.tz);
            format!(
                "opened ballot {no}{at} on revision {revision} to {members}{out}; tally {}; lapses {until}",
                tally.word()
            )
        }
        BallotEvent::VoteCast { no, member, choice, reason, condition, via_chair, .. } => {
            let by = if *via_chair { " entered by roll call" } else { "" };
            let whose = format!("vote of {}{by} on ballot {no}", names.of(member));
            if !(names.choices)(*no) {
                return whose;
            }
            let on = match condition {
                None => String::new(),
                Some(condition) => {
                    let owner =
                        condition.owner.as_ref().map_or_else(String::new, |o| format!(", owner {}", names.of(o)));
                    let due =
                        condition.due.map_or_else(String::new, |d| format!(", due {}", moment::moment(d, names.tz)));
                    let share = condition.share.map_or_else(String::new, |s| format!(", canary of {s}%"));
                    format!(", on the condition \"{}\"{owner}{due}{share}", names.quote(&condition.text))
                }
            };
            format!("{whose}: {}{on}{}", plain(choice.word()), names.because(reason.as_ref()))
        }
        BallotEvent::MemberRecused { no, member, reason } => {
            format!("recused {} on ballot {no}{}", names.of(member), names.because(reason.as_ref()))
        }
        BallotEvent::VoteObjected { no, reason, reopens } => {
            let then = if *reopens { "; the ballot is open again" } else { "" };
            format!("objected to the vote entered on ballot {no}{}{then}", names.because(reason.as_ref()))
        }
        BallotEvent::CriteriaConsidered { no, criteria } => {
            format!("marked as considered for ballot {no}: {}", criteria.join(", "))
        }
        BallotEvent::TieBroken { no, choice } => {
            let how = if choice.favours() { "in favour" } else { "against" };
            format!("broke the tie on ballot {no} {how}, as the chair")
        }
        // How one stood that decided nothing is nobody's business: the next one may be on the same change.
        BallotEvent::VoteClosed { no, outcome: outcome @ (Outcome::Withdrawn | Outcome::Lapsed), reason, .. } => {
            format!("closed ballot {no}: {}{}", plain(outcome.word()), names.because(reason.as_ref()))
        }
        BallotEvent::VoteClosed { no, outcome, present, in_favour, against, abstain, recused, reason, .. } => {
            format!(
                "closed ballot {no}: {}, {in_favour} for, {against} against, {abstain} abstaining, {recused} recused, {} present{}",
                plain(outcome.word()),
                present.len(),
                names.because(reason.as_ref())
            )
        }
    }
}
