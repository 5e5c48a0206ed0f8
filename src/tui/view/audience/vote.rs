//! The vote as the room sees it: who has voted while it is open, the count once it is closed, never who voted how.

use super::{Line, Lines, of, shortest, wide};
use crate::base::text::{fit, wrap};
use crate::sheets::ballot::MemberLine;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::ballot::{not_counted, standing};
use crate::text::words::meeting::deferred;
use crate::text::words::plain;
use crate::text::words::quorum::awaits;
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::Tone;
use crate::tui::view::glyphs;
use crate::tui::view::when::short;
use crate::tui::view::who::name;

/// Decisions on other items that are named at most.
const BESIDE: usize = 3;

fn blank() -> Line {
    Line::Text(String::new(), Tone::Plain)
}

/// What was decided on other items since the one that is shown came up: each with its count.
pub fn beside(sheet: &MeetingSheet, shown: &AgendaLine) -> Lines {
    let since = shown.shown.last().map(|(from, _)| *from);
    let other = |l: &&AgendaLine| l.position != shown.position && l.closed.is_some() && l.closed >= since;
    let mut decided: Vec<&AgendaLine> = sheet.agenda.iter().filter(other).collect();
    decided.sort_by_key(|l| std::cmp::Reverse(l.closed));
    let mut lines: Lines = Vec::new();
    for l in decided.iter().take(BESIDE) {
        let tone = if l.state.starts_with("carried") { Tone::Good } else { Tone::Bad };
        let (id, word) = (l.id.clone().unwrap_or_default(), plain(&l.state).to_uppercase());
        let count = l.tally.map(|(f, a, x)| format!("  {f}:{a}:{x}")).unwrap_or_default();
        lines.push(Line::Text(format!("{id} {word}{count}  {}", l.title), tone));
    }
    if decided.len() > BESIDE {
        lines.push(Line::Text(format!("and {} more", decided.len() - BESIDE), Tone::Plain));
    }
    if !lines.is_empty() {
        lines.push(blank());
    }
    lines
}

/// Where the vote on an item stands, or what became of the item.
pub fn vote(all: &mut Lines, model: &Model, shown: &MeetingPage, sheet: &MeetingSheet, line: &AgendaLine, room: usize) {
    let indent = if room >= 56 { "    " } else { "" };
    let ballot = of(shown, line).and_then(|c| c.ballot.as_ref());
    if sheet.paused && room < 110 {
        all.extend([Line::Text(format!("{indent}{}", wide("PAUSED", 60)), Tone::Warn), blank()]);
    }
    match (line.voted, line.tally) {
        (Some((voted, asked)), _) => {
            let suspended = line.quorum.as_ref().is_some_and(|q| q.lost);
            let lapsed = ballot.is_some_and(|b| b.lapsed);
            let (word, tone) = match (lapsed, suspended) {
                (true, _) => ("LAPSED", Tone::Warn),
                (_, true) => ("SUSPENDED", Tone::Bad),
                _ => ("VOTING", Tone::Accent),
            };
            // How many of them count no more is told to the room as to the members.
            let not = ballot.map(not_counted).unwrap_or_default();
            let said = format!("voted {voted} of {asked}");
            let broad = wide(word, room.saturating_sub(said.len() + not.len() + indent.len() + 7));
            let instead = shortest(
                vec![
                    format!("{indent}{broad}      voted  {voted} of {asked}{not}"),
                    format!("{indent}{word}  {said}{not}"),
                    format!("{said}{not}"),
                ],
                room,
            );
            let open = ballot.and_then(|b| Some((b.for_?, b.against?, b.abstain?)));
            let first = if suspended || lapsed { word.to_owned() } else { said.to_uppercase() };
            let mut large = vec![(first, tone)];
            large.extend(open.map(|(f, a, x)| (format!("{f}:{a}:{x}"), tone)));
            if room >= 110 {
                all.push(Line::Large(large, instead));
                // The large letters have no room for more than a few words.
                let below = (suspended || lapsed || !not.is_empty())
                    .then(|| Line::Text(format!("{indent}voted {voted} of {asked}{not}"), tone));
                all.extend(below);
            } else {
                all.push(Line::Text(instead, tone));
            }
            members(all, ballot.map(|b| b.members.as_slice()).unwrap_or_default(), room);
            let (said, tone) = match open {
                _ if lapsed => ("Its time ran out: it takes no more votes.".to_owned(), Tone::Warn),
                _ if suspended => {
                    let waits = line.quorum.as_ref().map(awaits).filter(|w| !w.is_empty());
                    let waits = waits.unwrap_or_else(|| "the quorum".into());
                    // Where there is little room the word above it says the rest.
                    let said = if room < 56 { "It waits" } else { "The vote is suspended: it waits" };
                    (format!("{said} for {waits}."), Tone::Bad)
                }
                Some((f, a, x)) => {
                    let tied = ballot.and_then(|b| b.tied.as_deref()).map(|t| format!("   {}", tie(t)));
                    (format!("{f} for   {a} against   {x} abstaining{}", tied.unwrap_or_default()), Tone::Plain)
                }
                None => ("Votes are shown when the vote closes.".to_owned(), Tone::Faint),
            };
            let said = wrap(&said, room.saturating_sub(indent.len()));
            all.extend(said.into_iter().map(|text| Line::Text(format!("{indent}{text}"), tone)));
            let altered =
                ballot.and_then(|b| b.altered_by()).map(|what| format!("Altered since the vote opened: {what}."));
            let altered = altered.iter().flat_map(|text| wrap(text, room.saturating_sub(indent.len())));
            all.extend(altered.map(|text| Line::Text(format!("{indent}{text}"), Tone::Warn)));
            let carries = ballot.filter(|_| !lapsed && !suspended);
            all.extend(carries.map(|b| {
                let veto = b.may_veto.join(", ");
                let veto = if veto.is_empty() { veto } else { format!(" {veto} may veto.") };
                Line::Text(fit(&format!("{indent}It {} in favour.{veto}", b.carries), room), Tone::Plain)
            }));
        }
        (None, Some((f, a, x))) => {
            let tone = if line.state.starts_with("carried") { Tone::Good } else { Tone::Bad };
            let word = plain(&line.state).to_uppercase();
            let instead = format!("{indent}{}", wide(&word, room.saturating_sub(indent.len())));
            // The whole outcome where it fits, else its first word, with the rest below it.
            let fits = glyphs::large(&word, room.saturating_sub(6) / 2, true).is_some();
            let first = word.split(' ').next().unwrap_or_default().to_owned();
            let large = vec![(if fits { word.clone() } else { first }, tone), (format!("{f}:{a}:{x}"), tone)];
            if room >= 110 {
                // The rest stands below, whether the first word is drawn large or there is no height for it.
                let first = if fits { instead.clone() } else { String::new() };
                all.push(Line::Large(large, first));
                if !fits {
                    all.extend([blank(), Line::Text(instead, tone)]);
                }
            } else {
                all.push(Line::Text(instead, tone));
            }
            all.push(blank());
            all.push(Line::Text(format!("{indent}{f} for   {a} against   {x} abstaining"), Tone::Plain));
            all.extend(ballot.map(|b| Line::Text(format!("{indent}It {} in favour.", b.carries), Tone::Plain)));
            if let Some(text) = ballot.and_then(|b| b.tied.as_deref()).map(tie) {
                all.push(Line::Text(format!("{indent}{text}"), tone));
            }
            for c in of(shown, line).map(|c| c.conditions.as_slice()).unwrap_or_default() {
                let owner = c.owner.as_ref().map(|o| format!(", {}", name(model, o))).unwrap_or_default();
                let due = c.due.map(|t| format!(", due {}", short(model, t.0))).unwrap_or_default();
                let text =
                    wrap(&format!("Condition {}: {}{owner}{due}", c.no, c.text), room.saturating_sub(indent.len()));
                all.extend(text.into_iter().map(|text| Line::Text(format!("{indent}{text}"), Tone::Plain)));
            }
            if ballot.is_some_and(|b| b.vetoed.is_some()) {
                all.push(Line::Text(format!("{indent}A seat with a veto is against it."), Tone::Bad));
            }
        }
        // That nothing was decided yet needs no word.
        (None, None) if matches!(line.state.as_str(), "current" | "pending" | "presented") => {}
        (None, None) => {
            let until = deferred(line, |t| short(model, t.0));
            all.push(Line::Text(format!("{indent}{}{until}", plain(&line.state).to_uppercase()), Tone::Plain));
            let why = line.reason.iter().flat_map(|r| wrap(r, room.saturating_sub(indent.len())));
            all.extend(why.map(|text| Line::Text(format!("{indent}{text}"), Tone::Plain)));
        }
    }
}

/// How a tie ended; whose votes they were is not told.
fn tie(ended: &str) -> &'static str {
    match ended {
        "for" => "A tie: the chair's vote decided in favour.",
        "against" => "A tie: the chair's vote decided against it.",
        "asked" => "A tie: the chair's casting vote is asked for.",
        _ => "tie: not approved",
    }
}

/// How members stand while the vote is open: beside each other where there is room, else as lists.
fn members(all: &mut Lines, members: &[MemberLine], room: usize) {
    let may: Vec<&MemberLine> = members.iter().filter(|m| m.presence != "recused").collect();
    if room < 56 {
        for label in ["voted", "waiting", "not called", "excused", "absent", "left"] {
            let names: Vec<&str> =
                may.iter().filter(|m| standing(m, false) == label).map(|m| m.name.as_str()).collect();
            if !names.is_empty() {
                let lines = wrap(&names.join(", "), room.saturating_sub(11));
                all.extend(lines.into_iter().enumerate().map(|(i, text)| {
                    Line::Text(format!("{:<10} {text}", if i == 0 { label } else { "" }), Tone::Plain)
                }));
            }
        }
        return;
    }
    // Names as broad as the longest, as far as a few stand beside each other.
    let longest = may.iter().map(|m| m.name.chars().count()).max().unwrap_or(0).clamp(14, 24);
    let cell = |m: &&MemberLine| format!("{:<longest$} {:<10}", fit(&m.name, longest), standing(m, false));
    let lines: Vec<String> = may.iter().map(cell).collect();
    let beside = (room.saturating_sub(4) / (longest + 15)).clamp(1, 4);
    all.push(blank());
    all.extend(lines.chunks(beside).map(|some| Line::Text(format!("    {}", some.join("    ")), Tone::Plain)));
    all.push(blank());
}
