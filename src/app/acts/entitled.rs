//! What is told at the key, before anything is typed: an act that is not for this person, or not possible as things stand.

use super::ask;
use crate::app::keymap::Action;
use crate::base::time::Moment;
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::MeetingSheet;
use crate::text::words::{list, plain, quorum};

/// Acts of a meeting that runs which are for whoever leads it.
const LEADING: [&str; 11] = [
    "rollcall",
    "present",
    "timer",
    "settle",
    "consider",
    "announce",
    "consent",
    "close",
    "vote_open",
    "vote_close",
    "vote_rollcall",
];

/// Why an act of a meeting is not for somebody now: the pack keeps it from them, they have no place at its table, or
/// somebody else leads it.
#[must_use]
pub fn not_for(sheet: &MeetingSheet, actor: &str, act: &str, now: Moment) -> Option<String> {
    let barred = match act {
        "add" | "remove" | "repeat" | "repeat_end" => &sheet.barred.agenda,
        "move" | "call_off" | "not_held" => &sheet.barred.calling,
        "action" | "correct" => &sheet.barred.minutes,
        _ => &None,
    };
    if let Some(who) = barred {
        return Some(who.clone());
    }
    if sheet.row.state != "in_progress" {
        return None;
    }
    let member = sheet.is_member(actor);
    let beside = sheet.beside.iter().any(|b| b.person == actor);
    match act {
        "join" if !member && !beside => {
            Some("you have no place at this board's table: you look on, and need not join".into())
        }
        "chair" if in_chair(sheet, actor) => Some("you are in the chair already; A hands it over".into()),
        "chair" if !member => Some("only a member of the board takes the chair".into()),
        "chair" => kept(sheet, now),
        _ if sheet.leads || !LEADING.contains(&act) => None,
        _ => {
            let chair = sheet.chair.as_deref().unwrap_or("nobody");
            let seat = sheet.attendance.iter().any(|a| a.person == actor && a.chair);
            let takes = match (seat, member) {
                (true, _) => "; the seat is yours: K takes the chair",
                (_, true) => "; K takes the chair, once they are gone",
                _ => "",
            };
            Some(format!("{chair} leads the meeting: that is for them{takes}"))
        }
    }
}

/// Why the chair is not to be taken yet: who has it is there, and recorded something a short while ago.
fn kept(sheet: &MeetingSheet, now: Moment) -> Option<String> {
    let (chair, from) = sheet.chair_kept.as_ref().filter(|(_, from)| from.is_none_or(|at| now < at.0))?;
    let Some(from) = from else {
        return Some(format!("{chair} is there and has the chair: they hand it over (A), or are recorded as gone (C)"));
    };
    let tz = sheet.tz.parse().unwrap_or(chrono_tz::UTC);
    let from = from.0.local(tz).format("%H:%M:%S %Z");
    Some(format!("K takes the chair from {from} on, if {chair} records nothing more"))
}

/// Why an act of a meeting is not possible as it stands, whoever does it; `item` is the one that it would be about.
#[must_use]
pub fn not_now(sheet: &MeetingSheet, act: &str, item: Option<u32>) -> Option<&'static str> {
    let open = sheet.row.state == "in_progress";
    let over = sheet.row.closed.is_some();
    match act {
        "open" if open => Some("the meeting is open already"),
        "open" | "note" | "add" if over => Some("the meeting is over"),
        "rollcall" | "timer" | "action" | "chair" | "present" | "settle" | "consent" | "close" if !open => {
            Some(if over { "the meeting is over" } else { "the meeting is not open" })
        }
        "settle" | "consider" | "assess" if item.or(sheet.current).is_none() => {
            Some("no item is current: go to one first (])")
        }
        "settle" => {
            let line = sheet.agenda.iter().find(|l| Some(l.position) == item.or(sheet.current))?;
            let over = matches!(line.state.as_str(), "done" | "deferred" | "withdrawn");
            match line.id.is_some() {
                true => Some("a change is not settled: V votes on it, D defers it, W withdraws it"),
                false => over.then_some("it is settled already; i notes what is said beside it"),
            }
        }
        _ => None,
    }
}

/// Whether a key of a meeting's page leads anywhere now, for whoever is shown the keys.
#[must_use]
pub fn leads_anywhere(action: Action, sheet: &MeetingSheet, actor: &str) -> bool {
    let open = sheet.row.state == "in_progress";
    let pending = matches!(sheet.row.state.as_str(), "pending" | "planned");
    let member = sheet.is_member(actor);
    match action {
        Action::OpenMeeting => pending && sheet.leads,
        Action::Join => open && (member || sheet.beside.iter().any(|b| b.person == actor)),
        Action::Chair => open && !sheet.leads && member && chair_is_gone(sheet),
        Action::Note | Action::AddItem => open || pending,
        Action::MeetingAct | Action::Minutes | Action::NextPage => true,
        _ => open && sheet.leads,
    }
}

/// Whether nobody is in the chair: nobody took it, they were recorded as gone, or their session ended.
fn chair_is_gone(sheet: &MeetingSheet) -> bool {
    let chair = sheet.chair_id.as_ref().and_then(|c| sheet.attendance.iter().find(|a| a.person == *c));
    chair.is_none_or(|a| a.seen.as_deref() == Some("left") || !sheet.is_here(&a.person))
}

/// Whether somebody is in the chair of a meeting.
#[must_use]
pub fn in_chair(sheet: &MeetingSheet, actor: &str) -> bool {
    let me = sheet.attendance.iter().find(|a| a.person == actor);
    me.is_some_and(|m| sheet.chair_id.as_ref() == Some(&m.person))
}

/// Why a decision cannot be deferred, whatever is answered: told at the key, before anything is typed.
#[must_use]
pub fn cannot_defer(sheet: &ChangeSheet) -> Option<String> {
    match sheet.acts.iter().find(|a| a.act == "defer") {
        Some(act) => (!act.possible).then(|| act.why_not.clone()),
        None => Some(format!("state {}: it is too late to defer {}", plain(&sheet.row.state), sheet.row.id)),
    }
}

/// Why a ballot cannot be closed now, whoever does it, and what can be done instead: `adjourn` is how its meeting is closed
/// over it, where that is possible.
#[must_use]
pub fn cannot_close(sheet: &ChangeSheet, adjourn: Option<&str>) -> Option<String> {
    let ballot = sheet.ballot.as_ref()?;
    let q = ballot.quorum_now();
    // One whose time ran out is closed without a quorum: it decides nothing.
    let open = matches!(ballot.state.as_str(), "open" | "suspended") && !ballot.lapsed;
    if !open || q.met {
        return None;
    }
    let word = if q.lost { "suspended" } else { "short of its quorum" };
    let anew = ballot.came_for().map(|who| format!("open it anew (V) with {who}, ")).unwrap_or_default();
    let clauses = if ballot.clauses.is_empty() { String::new() } else { format!(" [{}]", ballot.clauses.join(", ")) };
    let mut ways = vec!["call the roll (C)".to_owned()];
    if cannot_defer(sheet).is_none() {
        ways.push("defer the item (D)".into());
    }
    ways.extend(adjourn.map(|how| format!("adjourn the meeting for a reason ({how})")));
    let ways = match ways.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{}, or {last}", first.join(", ")),
        one => one.concat(),
    };
    // What to do comes first: on a phone the rest is cut, and the figures stand above.
    Some(format!("the ballot is {word}: {anew}{ways}; present {}{clauses}", quorum::standing(&q)))
}

/// Why the ballot that runs is not closed, and its votes not read out, by somebody: another person leads it.
#[must_use]
pub fn not_leading(sheet: &ChangeSheet, actor: &str) -> Option<String> {
    let ballot = sheet.ballot.as_ref().filter(|_| !super::offer::leads(sheet, actor))?;
    let chair = ballot.members.iter().find(|m| m.chair).map_or("the chair", |m| m.name.as_str());
    let own = match ballot.members.iter().find(|m| m.person == actor) {
        Some(m) if m.presence != "recused" => "; v goes to the ballot, where a digit is your vote",
        _ => "; v shows the ballot",
    };
    Some(format!("{chair} leads the ballot: votes are read out and the ballot is closed by them{own}"))
}

/// Why a digit on the page of a ballot says nothing.
#[must_use]
pub fn no_choice(sheet: &ChangeSheet, actor: &str, digit: char) -> Option<String> {
    let ballot = sheet.ballot.as_ref()?;
    match ballot.members.iter().find(|m| m.person == actor) {
        _ if ballot.outcome.is_some() || ballot.stale => return Some("this ballot is over: it takes no vote".into()),
        _ if ballot.lapsed => return Some("its time ran out: this ballot takes no vote".into()),
        None => {
            let sits = ballot.sits_for(actor).map(|m| format!("{} votes for you", m.name));
            let who = sits.unwrap_or_else(|| "its members vote".into());
            return Some(format!("you are not on this ballot: {who}"));
        }
        Some(m) if m.presence == "recused" => return Some("you are recused from this vote".into()),
        Some(_) => {}
    }
    let choices = ask::choices(sheet);
    if choices.iter().any(|c| c.digit == digit) {
        return None;
    }
    let digits: Vec<String> = choices.iter().map(|c| c.digit.to_string()).collect();
    let why = if digit == '2' { "the policy knows no approval on a condition" } else { "that is no choice" };
    Some(format!("{why}: the choices are {}", list(&digits)))
}
