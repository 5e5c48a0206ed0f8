//! A ballot in words.

use super::change::when;
use super::list::block;
use super::text::cited;
use crate::sheets::ballot::BallotSheet;
use crate::text::words::ballot::{anew, said, votes};
use crate::text::words::{plain, quorum};
use chrono_tz::Tz;

/// A ballot in words; the four quantities always stand first.
pub fn words(ballot: &BallotSheet, tz: Tz) -> Vec<String> {
    let count = |n: Option<usize>| n.map_or_else(|| "?".into(), |n| n.to_string());
    let outcome = ballot.outcome.as_deref().map_or_else(String::new, |o| format!(": {}", plain(o)));
    let state = if ballot.lapsed { "lapsed" } else { &ballot.state };
    let mut out = vec![format!("Ballot {} on {} revision {}, {state}{outcome}", ballot.no, ballot.id, ballot.revision)];
    out.push(format!("  present {}", quorum::standing(&ballot.quorum_now())));
    out.push(format!("  eligible {}, recused {}, voted {}", ballot.eligible, ballot.recused, votes(ballot)));
    out.push(match (ballot.for_, ballot.against) {
        (None, None) if ballot.closed.is_some() => "  votes not shown: the ballot decided nothing".into(),
        (None, None) => format!("  votes hidden until closed ({} tally)", ballot.tally),
        _ => format!(
            "  for {}, against {}, abstaining {}",
            count(ballot.for_),
            count(ballot.against),
            count(ballot.abstain)
        ),
    });
    out.extend(ballot.tie.iter().chain(&ballot.vetoed).map(|said| format!("  {said}")));
    out.extend(ballot.dropped().map(|dropped| format!("  {dropped}")));
    let came = ballot.came_for().map(|who| anew(&who, &format!("quorate vote open {}", ballot.id)));
    out.extend(came.map(|said| format!("  {said}")));
    out.extend(ballot.altered_by().map(|what| {
        let diff = format!("quorate change diff {} {}", ballot.id, ballot.revision);
        format!("  ALTERED since it opened: {what}; {diff}")
    }));
    if ballot.mandatory > 0 {
        let filled = ballot.mandatory.saturating_sub(ballot.mandatory_missing.len());
        let lacking = if ballot.mandatory_missing.is_empty() {
            String::new()
        } else {
            format!(", missing {}", ballot.mandatory_titles.join(", "))
        };
        out.push(format!("  mandatory seats {filled} of {}{lacking}", ballot.mandatory));
    }
    let mut reach = Vec::new();
    if !ballot.quorum_met {
        let lacks = ballot.quorum.saturating_sub(ballot.present);
        let seats = ballot.mandatory_titles.join(", ");
        reach.push(if lacks > 0 {
            format!("quorum needs {lacks} more present")
        } else {
            format!("needs the seat {seats}")
        });
    }
    // Enough votes decide nothing while too few are there.
    reach.extend(ballot.needs.filter(|n| *n > 0 || ballot.quorum_met).map(|n| format!("needs {n} more")));
    reach.extend(ballot.can_pass.map(|can| if can { "can still carry" } else { "can no longer carry" }.to_owned()));
    reach.extend(ballot.can_fail.map(|can| if can { "can still fail" } else { "can no longer fail" }.to_owned()));
    if !reach.is_empty() && ballot.closed.is_none() {
        out.push(format!("  {}", reach.join("; ")));
    }
    out.push(format!("  rule: {}{}", ballot.rule, cited(&ballot.clauses)));
    out.push(match ballot.closed {
        Some(closed) => format!("  opened {}, closed {}", when(ballot.opened, tz), when(closed, tz)),
        None => {
            format!("  opened {} by {}, lapses {}", when(ballot.opened, tz), ballot.opened_by, when(ballot.lapses, tz))
        }
    });
    out.extend(ballot.criteria.iter().map(|c| {
        let mark = if c.considered { "considered" } else { "not considered" };
        format!("  {mark}: {}{}", c.text, cited(&c.clauses))
    }));
    if ballot.stale {
        out.push("  an edit has overtaken this ballot".into());
    }
    let rows: Vec<_> = ballot
        .members
        .iter()
        .map(|m| {
            let marks = [(m.chair, "chair"), (m.mandatory, "mandatory"), (m.veto, "veto")];
            let marks: Vec<_> = marks.into_iter().filter(|m| m.0).map(|m| m.1).collect();
            let unasked = ballot.closed.is_some() && m.presence == "unknown";
            let vote = if m.voted || unasked { said(m, ballot.closed.is_some()) } else { "-".into() };
            let via = m.via.as_ref().map_or_else(String::new, |v| format!("via {v}"));
            let beside = [via, m.reason.clone().unwrap_or_default()];
            let beside: Vec<_> = beside.into_iter().filter(|s| !s.is_empty()).collect();
            let name = if m.name.is_empty() { m.person.clone() } else { m.name.clone() };
            let presence = if unasked { String::new() } else { plain(&m.presence) };
            vec![name, m.seats.join(", "), marks.join(" "), presence, vote, beside.join(": ")]
        })
        .collect();
    out.extend(block(&rows));
    out
}
