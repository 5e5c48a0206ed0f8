//! Events of persons, the board, the policy, the catalogue and the risk register as sentences.

use super::{Names, list, moment, plain};
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::board::Presence;
use crate::domain::board::events::{BoardEvent, PeopleEvent};
use crate::domain::calendar::events::CalendarEvent;
use crate::domain::catalogue::events::CatalogueEvent;
use crate::domain::pack::events::PolicyEvent;
use crate::domain::risk::events::RiskEvent;

/// How often a topic comes back, and until when: `every 2 turns until 2026-12-31 00:00 CET`.
#[must_use]
pub fn often(every: &str, until: Option<Moment>, tz: chrono_tz::Tz) -> String {
    let until = until.map_or_else(String::new, |at| format!(" until {}", moment::moment(at, tz)));
    let often = match every {
        "turn" | "1" => "at each turn".to_owned(),
        n if n.parse::<usize>().is_ok() => format!("every {n} turns"),
        rule => rule.to_owned(),
    };
    format!("{often}{until}")
}

/// What happened to persons.
#[must_use]
pub fn people(what: &PeopleEvent, names: &Names<'_>) -> String {
    let roles = |roles: &[String]| if roles.is_empty() { "no role".to_owned() } else { list(roles) };
    match what {
        PeopleEvent::Registered { person, roles: held } => {
            format!("registered {} with {}", names.of(person), roles(held))
        }
        PeopleEvent::RolesChanged { person, roles: held } => {
            format!("set the roles of {} to {}", names.of(person), roles(held))
        }
        PeopleEvent::Retired { person } => format!("retired {}", names.of(person)),
        PeopleEvent::Returned { person } => format!("took {} back", names.of(person)),
    }
}

/// What happened to the board.
#[must_use]
pub fn board(what: &BoardEvent, names: &Names<'_>) -> String {
    match what {
        BoardEvent::Seated { seat, person } => format!("gave the seat {seat} to {}", names.of(person)),
        BoardEvent::Vacated { seat } => format!("vacated the seat {seat}"),
        BoardEvent::AlternateNamed { seat, person } => {
            format!("named {} alternate for the seat {seat}", names.of(person))
        }
        BoardEvent::Attached { office, person } => {
            format!("gave {} a place at the table as {office}", names.of(person))
        }
        BoardEvent::Detached { office, person } => format!("ended the place of {} as {office}", names.of(person)),
        BoardEvent::RollCalled { begins, present, .. } => {
            let joined = !begins && present.iter().all(|(_, how)| *how == Presence::Session);
            let what = match (begins, joined) {
                (true, _) => "took the roll call",
                (false, true) => "joined",
                (false, false) => "amended the roll call",
            };
            let who: Vec<_> = present.iter().map(|(p, how)| format!("{} ({})", names.of(p), how.word())).collect();
            match who.as_slice() {
                [] => format!("{what}: nobody"),
                // Nobody joins for somebody else.
                [_] if joined => what.into(),
                _ => format!("{what}: {}", list(&who)),
            }
        }
        BoardEvent::ChairTaken { meeting, to: None } => format!("took the chair of {meeting}"),
        BoardEvent::ChairTaken { meeting, to: Some(to) } => {
            format!("handed the chair of {meeting} over to {}", names.of(to))
        }
        BoardEvent::TopicRepeats { series, topic, every, until } => {
            let often = often(every, *until, names.tz);
            format!("put the topic \"{topic}\" on the agendas of {series}: {often}")
        }
        BoardEvent::TopicEnded { series, topic } => {
            format!("ended that the topic \"{topic}\" comes back at {series}")
        }
        BoardEvent::Delegated(d) => {
            let what = d.role.as_ref().map_or_else(|| "the vote".to_owned(), |r| format!("the role {r}"));
            let place = d.environment.as_ref().map_or_else(String::new, |e| format!(" in {e}"));
            let holder = names.of(&d.from);
            let (to, start, end) =
                (names.of(&d.to), moment::moment(d.starts, names.tz), moment::moment(d.ends, names.tz));
            format!(
                "delegated {what} of {holder}{place} to {to} from {start} until {end}{}",
                names.because(d.reason.as_ref())
            )
        }
        BoardEvent::DelegationEnded { from, to } => {
            format!("ended the delegation from {} to {}", names.of(from), names.of(to))
        }
    }
}

/// What happened to the policy.
#[must_use]
pub fn policy(what: &PolicyEvent, names: &Names<'_>) -> String {
    match what {
        PolicyEvent::Founded { org, sandbox } => {
            let kind = if *sandbox { "a sandbox register" } else { "the register" };
            if org.is_empty() { format!("founded {kind}") } else { format!("founded {kind} of {org}") }
        }
        PolicyEvent::Adopted { packs, reason } => {
            let named: Vec<_> = packs.iter().map(|p| format!("{} (text {})", p.name, p.digest().short())).collect();
            let noun = if named.len() == 1 { "the pack" } else { "the packs" };
            format!("adopted {noun} {}{}", list(&named), names.because(reason.as_ref()))
        }
        PolicyEvent::SettingChanged { id, from, to, reason } => {
            format!("set {id} from {from} to {to}{}", names.because(reason.as_ref()))
        }
        PolicyEvent::PolicyReviewed { note } => format!("reviewed the policy{}", names.because(note.as_ref())),
        PolicyEvent::AdoptionSigned { role, pack: Some(pack), digest: Some(digest) } => {
            format!("signed the pack {pack} (text {}) as {role}", digest.short())
        }
        PolicyEvent::AdoptionSigned { role, .. } => format!("signed the adoption as {role}, without naming a text"),
        PolicyEvent::BreakAcknowledged { seq, reason } => {
            format!("acknowledged that the chain is broken at entry {seq}{}", names.because(reason.as_ref()))
        }
        PolicyEvent::GuardsRestored { found, reason } => {
            let why = names.because(reason.as_ref());
            format!("put back what keeps entries from being altered ({}){why}", found.join("; "))
        }
        PolicyEvent::StateAccepted { found, seen, reason } => {
            let seen = seen.map_or_else(|| "another past".into(), |n| format!("entry {n}"));
            let why = names.because(reason.as_ref());
            format!(
                "accepted the register as it was put in place, up to entry {found}, though {seen} had been seen{why}"
            )
        }
        PolicyEvent::Confirmed { line } => format!("confirmed {line}"),
    }
}

/// What happened to the catalogue of standard changes.
#[must_use]
pub fn catalogue(what: &CatalogueEvent, names: &Names<'_>) -> String {
    match what {
        CatalogueEvent::Admitted { id, title, expires, probation, .. } => {
            let runs = match probation {
                0 => String::new(),
                n => format!(", on probation for {}", so_many(*n, "run")),
            };
            format!("admitted the standard change {id} \"{title}\" until {}{runs}", moment::day(*expires, names.tz))
        }
        CatalogueEvent::Suspended { id, reason, change } => {
            let run = change.map_or_else(String::new, |no| format!(" after the failed run {no}"));
            format!("suspended the standard change {id}{run}{}", names.because(reason.as_ref()))
        }
        CatalogueEvent::Proved { id, change } => format!("proved the standard change {id} with {change}"),
        CatalogueEvent::Withdrawn { id, reason } => {
            format!("took the standard change {id} out of the catalogue{}", names.because(reason.as_ref()))
        }
    }
}

/// What happened to the risk register.
#[must_use]
pub fn risk(what: &RiskEvent, names: &Names<'_>) -> String {
    match what {
        RiskEvent::Logged { no, change, text, level, owner, .. } => {
            let of = change.map_or_else(String::new, |c| format!(" of {c}"));
            format!("logged risk {no}{of} as {}, owner {}: {}", plain(level), names.of(owner), names.quote(text))
        }
        RiskEvent::Accepted { no, reason } => format!("accepted risk {no}{}", names.because(reason.as_ref())),
        RiskEvent::Reviewed { note } => format!("reviewed the risk register{}", names.because(note.as_ref())),
    }
}

/// What happened to the calendar.
pub fn calendar(what: &CalendarEvent, names: &Names<'_>) -> String {
    match what {
        CalendarEvent::FreezeBrought { no, title, turns, source, reason, .. } => {
            let at = |t: Option<Moment>| moment::moment(t.unwrap_or_default(), names.tz);
            let (from, until) = (at(turns.first().map(|t| t.0)), at(turns.last().map(|t| t.1)));
            let often = if turns.len() > 1 { format!(", {} times", turns.len()) } else { String::new() };
            let why = names.because(reason.as_ref());
            format!("made freeze {no} of the event {}: {title}{often}, from {from} until {until}{why}", source.uid)
        }
        CalendarEvent::FreezeAnnounced { no, title, from, to, environments, reason, .. } => {
            let place = if environments.is_empty() { String::new() } else { format!(" in {}", list(environments)) };
            let (from, to) = (moment::moment(*from, names.tz), moment::moment(*to, names.tz));
            format!("announced freeze {no}, {title}{place}, from {from} until {to}{}", names.because(reason.as_ref()))
        }
        CalendarEvent::FreezeWaits { no, roles } => {
            format!("freeze {no} waits for approval by {}", list(&roles.iter().map(|r| plain(r)).collect::<Vec<_>>()))
        }
        CalendarEvent::FreezeApproved { no, role, reason } => {
            format!("approved freeze {no} as {}{}", plain(role), names.because(reason.as_ref()))
        }
        CalendarEvent::FreezeRefused { no, role, reason } => {
            format!("refused freeze {no} as {}{}", plain(role), names.because(reason.as_ref()))
        }
        CalendarEvent::TaskDone { month, task, note } => {
            format!("did the task {} of {month}{}", plain(task), names.because(note.as_ref()))
        }
        CalendarEvent::WindowAnnounced { no, title, from, to, environments, reason, .. } => {
            let place = if environments.is_empty() { String::new() } else { format!(" in {}", list(environments)) };
            let (from, to) = (moment::moment(*from, names.tz), moment::moment(*to, names.tz));
            format!("announced window {no}, {title}{place}, from {from} until {to}{}", names.because(reason.as_ref()))
        }
        CalendarEvent::WindowEnded { no, reason } => format!("ended window {no}{}", names.because(reason.as_ref())),
        CalendarEvent::FreezeEnded { no, reason } => format!("ended freeze {no}{}", names.because(reason.as_ref())),
    }
}
