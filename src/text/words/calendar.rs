//! The calendar in words: a week, a year, and when a change may run.

use super::moment;
use crate::base::time::Moment;
use crate::sheets::calendar::{
    CalendarRow, DaySheet, FreezeRow, FreezeSheet, PlanSheet, SlotsSheet, WeekSheet, YearSheet,
};
use crate::sheets::gate::GateReason;
use crate::sheets::time::{Time, Window};
use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

/// The mark of a day in a year: frozen, a patch day, a holiday, a window, one for emergencies, no business day, or nothing.
#[must_use]
pub const fn mark(day: &DaySheet) -> char {
    match day {
        DaySheet { freezes: 1.., .. } => 'X',
        DaySheet { patch_day: Some(_), .. } => 'P',
        DaySheet { holiday: true, .. } => 'o',
        DaySheet { windows: 1.., .. } => '=',
        DaySheet { urgent: 1.., .. } => 'e',
        DaySheet { works: false, .. } => '-',
        _ => '.',
    }
}

/// How many changes a day has, in one character; a blank for none.
#[must_use]
pub fn digit(changes: u32) -> char {
    if changes == 0 { ' ' } else { char::from_digit(changes, 10).unwrap_or('+') }
}

/// What the marks mean.
pub const LEGEND: &str = "X freeze  o holiday  = window  e emergency  P patch day  - day off  1-9 changes";

/// When something stands on a day: its hours, as far as they lie there.
#[must_use]
pub fn hours(row: &Window, day: &Window, tz: Tz) -> String {
    let at = |t: Time| t.0.local(tz).format("%H:%M").to_string();
    // A freeze of days ends a second before midnight.
    let ends = day.to.0.since(row.to.0).as_seconds() < 60;
    match (row.from <= day.from, ends, row.to > day.to) {
        (true, true, _) => "all day".into(),
        (true, false, _) => format!("until {}", at(row.to)),
        (false, _, true) => format!("from {}", at(row.from)),
        (false, _, false) => format!("{}-{}", at(row.from), at(row.to)),
    }
}

/// The day with what marks it: `Mon 2 Mar 2026, holiday`.
#[must_use]
pub fn day(sheet: &DaySheet) -> String {
    let Ok(day) = sheet.day.parse::<NaiveDate>() else { return sheet.day.clone() };
    let what = match (sheet.holiday, sheet.works) {
        (true, _) => ", holiday".into(),
        (false, false) => ", no business day".into(),
        (false, true) if !sheet.sites.is_empty() => format!(", holiday in {}", sheet.sites.join(", ")),
        _ => String::new(),
    };
    let patches = sheet.patch_day.as_ref().map(|what| format!(", {what}")).unwrap_or_default();
    format!("{}{what}{patches}", day.format("%a %-d %b %Y"))
}

/// A row touches a day.
#[must_use]
pub fn on_day(row: &CalendarRow, day: &Window) -> bool {
    row.from < day.to && row.to > day.from
}

/// What of a year is still to be set, by name; nothing where all is.
#[must_use]
pub fn to_be_set(year: &YearSheet) -> Option<String> {
    let names: Vec<&str> = year.unset.iter().filter_map(|line| line.split(": ").next()).collect();
    (!names.is_empty()).then(|| format!("to be set (z): {}", names.join(", ")))
}

/// Whom a window takes or a freeze binds, as it stands behind its title: ` (for type emergency)`; nothing where that is every
/// change.
#[must_use]
pub fn whom(row: &CalendarRow) -> String {
    if matches!(row.whom.as_str(), "" | "binds all") { String::new() } else { format!(" ({})", row.whom) }
}

/// A week, day by day, then who is busy and what is frozen.
#[must_use]
pub fn week(sheet: &WeekSheet, tz: Tz) -> Vec<String> {
    let mut out = sheet.missing.clone();
    for d in &sheet.days {
        out.push(day(d));
        let Some(span) = d.span else { continue };
        for row in sheet.rows.iter().filter(|r| on_day(r, &span)) {
            let window = Window { from: row.from, to: row.to };
            let clash =
                if row.clash.is_empty() { String::new() } else { format!(" CLASH with {}", row.clash.join(", ")) };
            let when = hours(&window, &span, tz);
            out.push(format!("  {when:<12} {:<6} {} {}{}{clash}", row.kind, row.id, row.title, whom(row)));
        }
    }
    let clashing = sheet.people.iter().filter(|p| p.changes.iter().any(|c| !c.clash.is_empty()));
    for person in clashing {
        for c in person.changes.iter().filter(|c| !c.clash.is_empty()) {
            out.push(format!("{} is double-booked: {} with {}", person.person, c.id, c.clash.join(", ")));
        }
    }
    // One that holds stands among the days, but for what comes of it again.
    let ahead = |f: &&FreezeRow| f.state == "to come" || f.state == "holds" && f.turns > 1;
    let announced = sheet.announced.iter().filter(ahead);
    let announced = announced.map(|f| (f.next.map_or(f.from, |n| n.from), f.title.as_str()));
    // A freeze of the pack that holds is told with its end.
    let (holding, later): (Vec<_>, Vec<_>) = sheet.frozen.iter().partition(|f| f.from <= sheet.from);
    let holds = |f: &&CalendarRow| match f.standing {
        true => format!("freeze until it is switched off: {}", f.title),
        false => format!("freeze until {}: {}", moment::moment(f.to.0, tz), f.title),
    };
    out.extend(holding.iter().map(holds));
    let mut next: Vec<(Time, &str)> = later.iter().map(|f| (f.from, f.title.as_str())).collect();
    next.extend(announced);
    next.sort_by_key(|(from, _)| *from);
    out.extend(next.iter().map(|(from, title)| format!("next freeze: {} {title}", moment::moment(from.0, tz))));
    out
}

/// A year, month by month: two characters a day, its mark and its changes; then the busiest weeks.
#[must_use]
pub fn year(sheet: &YearSheet) -> Vec<String> {
    let numbers: String = (1..=31).map(|n| format!("{n:>3}")).collect();
    let mut out = vec![format!("{}  {numbers}  changes", sheet.year)];
    for month in 1..=12 {
        let of = |d: &&DaySheet| d.day.get(5..7).and_then(|m| m.parse::<u32>().ok()) == Some(month);
        let days: Vec<&DaySheet> = sheet.days.iter().filter(of).collect();
        let cells: String = days.iter().map(|d| format!(" {}{}", mark(d), digit(d.changes))).collect();
        let name = NaiveDate::from_ymd_opt(sheet.year, month, 1).map(|d| d.format("%b").to_string());
        let changes: u32 = days.iter().map(|d| d.begin).sum();
        out.push(format!("{}   {cells:<93}  {changes}", name.unwrap_or_default()));
    }
    out.push(LEGEND.into());
    out.extend(sheet.unset.iter().cloned());
    let mut weeks: Vec<(u32, u32)> = Vec::new();
    for d in sheet.days.iter().filter(|d| d.begin > 0) {
        let Ok(day) = d.day.parse::<NaiveDate>() else { continue };
        let week = day.iso_week().week();
        match weeks.iter_mut().find(|w| w.0 == week) {
            Some(known) => known.1 += d.begin,
            None => weeks.push((week, d.begin)),
        }
    }
    let told: Vec<String> = weeks.iter().map(|(week, n)| format!("W{week:02} {n}")).collect();
    out.push(if told.is_empty() {
        "No change is scheduled.".into()
    } else {
        format!("Changes by week: {}", told.join("  "))
    });
    out
}

/// The plan of a month: its tasks, where its layout says otherwise, and the months of its year.
#[must_use]
pub fn plan(sheet: &PlanSheet, tz: Tz) -> Vec<String> {
    let cited =
        |clauses: &[String]| if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) };
    let mut out = Vec::new();
    if !sheet.tasks.is_empty() {
        out.push(format!("Tasks of {}", sheet.month));
    }
    for t in &sheet.tasks {
        let until = if t.to == t.from { String::new() } else { format!(" to {}", t.to) };
        let or = t.or.as_ref().map(|d| format!(" or {d}")).unwrap_or_default();
        let by = t.by.as_ref().map(|p| format!(" by {p}")).unwrap_or_default();
        let roles: Vec<String> = t.roles.iter().map(|r| super::plain(r)).collect();
        let papers = t.papers.map(|at| format!("; papers by {}", moment::moment(at.0, tz))).unwrap_or_default();
        out.push(format!(
            "  {}{until}{or}  {}: {}{by}, {}{papers}{}",
            t.from,
            t.title,
            t.state,
            roles.join(" and "),
            cited(&t.clauses)
        ));
        out.extend(t.notes.iter().map(|n| format!("    {n}")));
    }
    if !sheet.layout.is_empty() {
        out.push(format!("Layout of {}", sheet.month));
    }
    for week in 1..=4 {
        let lines: Vec<_> = sheet.layout.iter().filter(|l| l.week == week).collect();
        if !sheet.layout.is_empty() {
            out.push(format!("  week {week}{}", if lines.is_empty() { ": nothing" } else { "" }));
        }
        for l in lines {
            let until = if l.to == l.from { String::new() } else { format!(" to {}", l.to) };
            let differs = l.differs.as_ref().map(|d| format!("  (the plan has {d})")).unwrap_or_default();
            out.push(format!("    {}{until}  {}{differs}", l.from, l.title));
        }
    }
    if !sheet.year.is_empty() {
        let clauses = sheet.year.first().map(|m| cited(&m.clauses)).unwrap_or_default();
        out.push(format!("Months of {}{clauses}", sheet.month.get(..4).unwrap_or_default()));
    }
    for m in &sheet.year {
        let days: Vec<String> = m.days.iter().map(|(title, day)| format!("{title} {day}")).collect();
        out.push(format!("  {}  {}  {}", m.month, days.join("  "), m.note));
    }
    out
}

/// What a freeze lets through: its own types, and what the policy says of all that are announced.
#[must_use]
pub fn lets_through(f: &FreezeRow) -> String {
    let all: Vec<&str> = f.exempt.iter().chain(&f.policy_exempt).map(String::as_str).collect();
    if all.is_empty() { "none".into() } else { all.join(", ") }
}

/// A freeze: when, for whom, how it stands, and what it stops.
#[must_use]
pub fn freeze(sheet: &FreezeSheet, tz: Tz) -> Vec<String> {
    let (f, at) = (&sheet.row, |t: Time| moment::moment(t.0, tz));
    let all = |list: &[String]| if list.is_empty() { "all".into() } else { list.join(", ") };
    let lacks = if f.lacks.is_empty() { String::new() } else { format!("; it lacks {}", f.lacks.join(", ")) };
    let mut out = vec![
        format!("freeze {}: {}", f.no, f.title),
        format!("  {} to {}, {}{lacks}", at(f.from), at(f.to), f.state),
        match (f.turns, &f.next) {
            (2.., Some(next)) => format!("  in {} turns, the next from {} to {}", f.turns, at(next.from), at(next.to)),
            (2.., None) => format!("  in {} turns", f.turns),
            _ => String::new(),
        },
        format!("  environments: {}; systems: {}", all(&f.environments), all(&f.systems)),
        format!("  lets through: {}", lets_through(f)),
        format!("  announced by {}", f.by),
    ];
    out.retain(|line| !line.is_empty());
    if !f.approved_by.is_empty() {
        out.push(format!("  approved by {}", f.approved_by.join(", ")));
    }
    let would = if f.state == "proposed" { "would stop" } else { "stops" };
    out.push(match sheet.hits.len() {
        0 => format!("It {would} nothing that is scheduled"),
        n => format!("It {would} {n}:"),
    });
    out.extend(sheet.hits.iter().map(|h| format!("  {}", h.text)));
    out
}

/// The answer about the time asked for, its chain, and the next free times, with numbers where one picks of them.
#[must_use]
pub fn slots(sheet: &SlotsSheet, tz: Tz, numbers: bool) -> Vec<String> {
    let at = |t: Time| crate::policy::diary::told(t.0, tz);
    let cited = |clauses: &[String]| {
        if clauses.is_empty() { String::new() } else { format!(" [{}]", clauses.join(", ")) }
    };
    let verdict = if sheet.allowed { "may run" } else { "may not run" };
    let mut out = vec![format!("{} {verdict} from {} to {}", sheet.id, at(sheet.asked.from), at(sheet.asked.to))];
    out.extend(sheet.chain.iter().map(|l| format!("  {} {}: {}{}", l.kind, l.effect, l.text, cited(&l.clauses))));
    if sheet.slots.is_empty() {
        out.push("No time is free in the year to come".into());
    }
    // What stands against all of them is told once, and says nothing of the time.
    let told = sheet.allowed && sheet.slots.first().is_some_and(|s| s.from <= sheet.asked.from);
    let always = |r: &GateReason| {
        (sheet.slots.len() > 1 || told) && sheet.slots.iter().all(|s| s.against.iter().any(|a| a.code == r.code))
    };
    let mut head = "";
    for (i, slot) in sheet.slots.iter().enumerate() {
        let free = slot.against.iter().all(always);
        let title = if free { "Next free times" } else { "Free, but refused by the rules" };
        if head != title {
            out.push(title.into());
            head = title;
        }
        let number = if numbers { format!("{} ", i + 1) } else { String::new() };
        out.push(format!("  {number}{} to {}", at(slot.from), at(slot.to)));
        let of_time = slot.against.iter().filter(|r| !always(r));
        out.extend(of_time.map(|r| format!("    {}{}", r.text, cited(&r.clauses))));
        out.extend(slot.warnings.iter().map(|r| format!("    warning: {}{}", r.text, cited(&r.clauses))));
    }
    let of_all = sheet.slots.first().into_iter().flat_map(|s| &s.against).filter(|r| always(r));
    out.extend(of_all.map(|r| format!("Before it is scheduled: {}{}", r.text, cited(&r.clauses))));
    if !sheet.planned.is_empty() {
        out.push("Days of the plan outside the windows".into());
    }
    for slot in &sheet.planned {
        out.push(format!("  {} to {}", at(slot.from), at(slot.to)));
        out.extend(slot.against.iter().map(|r| format!("    {}{}", r.text, cited(&r.clauses))));
    }
    out
}

/// Whether a moment lies in a span.
#[must_use]
pub fn within(at: Moment, span: &Window) -> bool {
    span.from.0 <= at && at < span.to.0
}
