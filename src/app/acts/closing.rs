//! What closing a ballot asks: whether at all where nobody has voted, the rationale, and the chair's casting vote.

use super::line::{ActLine, Ask, Choice, Step};
use crate::app::error::AppError;
use crate::domain::refusal::{Kind, Refusal};
use crate::sheets::ballot::{BallotSheet, MemberLine};
use crate::sheets::change::ChangeSheet;
use crate::text::words::ballot::not_counted;
use crate::text::words::quorum;

/// What the chair is asked where the votes are even, and where nobody knows whether they are.
const EVEN: &str = "the votes are even: your casting vote";
const IF_EVEN: &str = "if the votes are even, your casting vote";

/// The act line that closes a ballot: how it stands, who might still vote, and what is confirmed with it.
pub fn close(sheet: &ChangeSheet, mut line: ActLine) -> ActLine {
    let mut silent = false;
    if sheet.ballot.as_ref().is_some_and(|b| b.lapsed) {
        line.title = format!(
            "Close the ballot on {}, whose time ran out: it decides nothing, and another one may be opened (V)",
            sheet.row.id
        );
        return line;
    }
    if let Some(b) = &sheet.ballot {
        let named = |what: &str, names: Vec<&str>| match names.as_slice() {
            [] => String::new(),
            _ => format!("; {what}: {}", names.join(", ")),
        };
        let names = |presence: &str| {
            let waits = |m: &&MemberLine| !m.voted && m.presence == presence;
            b.members.iter().filter(waits).map(|m| m.name.as_str()).collect()
        };
        // Who might still vote is named before the ballot takes no more of them.
        line.title = format!(
            "Close the ballot on {}: {} of {} voted{}{}{}; present {}{}; {}no vote can be changed then",
            sheet.row.id,
            b.voted,
            b.asked(),
            not_counted(b),
            named("PRESENT AND NOT VOTED", names("present")),
            named("waiting", names("unknown")),
            quorum::standing(&b.quorum_now()),
            named("may veto", b.may_veto.iter().map(String::as_str).collect()),
            ending(b),
        );
        silent = !b.members.iter().any(|m| m.voted && !m.left());
    }
    confirming(sheet, &mut line);
    if silent {
        // A board that said nothing rejects nothing by a slip of the finger.
        let label = "close it without a vote: it is not approved".into();
        let choice = Choice { digit: '1', word: "without".into(), label, then: None };
        line.steps.push(Step::new("NOBODY HAS VOTED", Ask::Choice(vec![choice]), true));
    }
    casting(sheet, line.text("rationale", sheet.asks.rationale))
}

/// How it ends as it stands, for whoever may close it and so may know.
fn ending(b: &BallotSheet) -> String {
    let word = match b.ends.as_deref() {
        None => return String::new(),
        Some("carried") => "APPROVED",
        Some("carried_with_conditions") => "APPROVED WITH CONDITIONS",
        Some("tied") => return "the votes are EVEN and yours decides, ".into(),
        Some(_) => "NOT APPROVED",
    };
    format!("it ends {word} as it stands, ")
}

/// Closing names the criteria that are confirmed with it.
pub fn confirming(sheet: &ChangeSheet, line: &mut ActLine) {
    let open = sheet.ballot.as_ref().map(BallotSheet::unconsidered).unwrap_or_default();
    if !open.is_empty() {
        line.title.push_str(&format!("; you confirm as considered: {}", open.join("; ")));
    }
}

/// The chair, who breaks ties, is asked for the casting vote: where the votes are even, or should they be so where the
/// counts are hidden. The rationale, the line's last question so far, is asked with it where the pack wants one for a tie.
pub fn casting(sheet: &ChangeSheet, line: ActLine) -> ActLine {
    // The digits are those of the ballot.
    let ways = [('1', "approve"), ('3', "reject")];
    let then = line.steps.len().checked_sub(1).filter(|_| sheet.asks.tie_rationale);
    let ways = ways.map(|(digit, word)| Choice { digit, word: word.into(), label: word.into(), then });
    let (label, must) = match sheet.ballot.as_ref().and_then(|b| b.casting.as_deref()) {
        Some("asked") => (EVEN, true),
        Some(_) => (IF_EVEN, false),
        None => return line,
    };
    let mut line = line;
    if let Some(rationale) = line.steps.last_mut().filter(|_| must && then.is_some()) {
        rationale.must = true;
    }
    line.steps.push(Step::new(label, Ask::Choice(ways.to_vec()), must));
    line
}

/// Whether the votes turned out to be even, and nothing but the chair's casting vote is wanted.
#[must_use]
pub fn even(error: &AppError) -> bool {
    let asks = |r: &Refusal| r.kind == Kind::Missing && r.reasons.iter().any(|reason| reason.rule == "casting-vote");
    matches!(error, AppError::Refused(r) if asks(r))
}

/// Goes to the question for the casting vote, once it turned out that the votes are even; false where the line has none.
pub fn breaks_tie(line: &mut ActLine) -> bool {
    let Some(at) = line.steps.iter().rposition(|s| s.label == IF_EVEN || s.label == EVEN) else { return false };
    if let Some(step) = line.steps.get_mut(at) {
        (step.label, step.must) = (EVEN.into(), true);
    }
    line.at = at;
    true
}
