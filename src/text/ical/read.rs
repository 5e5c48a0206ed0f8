//! Events of foreign calendars as times between now and a horizon. What cannot be read is skipped with its line and why.

use super::foreign::{Asked, Foreign, ForeignCalendar, ForeignEvent, Note};
use super::lines::{IcalError, Part, Prop, calendars, shown};
use super::register::{BOUND, HOME};
use super::times::{Floating, Lasts, When, lasts, time, times, until};
use super::zones::{Read, Zone, Zones};
use crate::base::digest::Digest;
use crate::base::text::{LINE_MAX, tame_line};
use crate::base::time::{Moment, Span};
use crate::policy::schedule::{Stretch, joined};
use chrono::{Duration, NaiveDateTime, TimeZone as _};
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};
use std::collections::BTreeMap;

/// Reads a file.
///
/// # Errors
/// A text that is no calendar or only the beginning of one; a single event that cannot be read is skipped instead.
pub fn read(text: &str, asked: Asked) -> Result<Foreign, IcalError> {
    let mut out = Foreign::default();
    for calendar in calendars(text)? {
        let zones = Zones::of(&calendar, asked.horizon);
        let own = calendar.value("X-WR-TIMEZONE").map(|name| zones.zone(name));
        if let (Some(Err(why)), Some(prop)) = (&own, calendar.prop("X-WR-TIMEZONE")) {
            out.warnings
                .push(Note { line: prop.line, text: format!("{why}; times without a zone are those of {}", asked.tz) });
        }
        let times = own.and_then(Result::ok).unwrap_or(Zone::Known(asked.tz));
        let reading = Reading { asked, zones, floating: Floating { times, days: asked.tz } };
        let mut found = ForeignCalendar {
            name: tame_line(calendar.value("X-WR-CALNAME").unwrap_or_default(), 200),
            about: tame_line(calendar.value("X-WR-CALDESC").unwrap_or_default(), 200),
            home: calendar.value(HOME).map(str::to_owned),
            closed: match calendar.value("X-CALENDAR-TYPE").map(str::to_ascii_uppercase).as_deref() {
                None | Some("DEFAULT_OPEN") => false,
                Some("DEFAULT_CLOSED") => true,
                Some(other) => {
                    let line = calendar.prop("X-CALENDAR-TYPE").map_or(calendar.line, |p| p.line);
                    let text =
                        format!("X-CALENDAR-TYPE is neither DEFAULT_OPEN nor DEFAULT_CLOSED: \"{}\"", shown(other));
                    return Err(IcalError { line, text });
                }
            },
            events: Vec::new(),
        };
        let mut by_uid: BTreeMap<String, Vec<&Part>> = BTreeMap::new();
        for part in &calendar.parts {
            match part.name.as_str() {
                "VTIMEZONE" => continue,
                "VEVENT" => by_uid.entry(uid(part)).or_default().push(part),
                other => {
                    out.read += 1;
                    out.skipped.push(Note { line: part.line, text: format!("{} is no event", shown(other)) });
                }
            }
        }
        // An event counts once, with the turns of it that were moved or called off.
        out.read += by_uid.len() as u64;
        for (uid, parts) in by_uid {
            let line = parts.iter().map(|p| p.line).min().unwrap_or_default();
            let mut notes = Vec::new();
            match reading.event(&uid, &parts, &mut notes) {
                Ok(event) => found.events.push(event),
                Err(text) => out.skipped.push(Note { line, text: format!("{}: {text}", shown(&uid)) }),
            }
            out.warnings.extend(notes.into_iter().map(|n| Note { text: format!("{}: {}", shown(&uid), n.text), ..n }));
        }
        found.events.sort_by_key(|e| e.line);
        out.calendars.push(found);
    }
    out.skipped.sort_by_key(|n| n.line);
    out.warnings.sort_by_key(|n| n.line);
    Ok(out)
}

/// The UID; an event without one goes by what it says.
fn uid(part: &Part) -> String {
    match part.value("UID") {
        Some(uid) => tame_line(uid, LINE_MAX),
        None => format!("without-uid-{}", digest(&[part]).short()),
    }
}

fn digest(parts: &[&Part]) -> Digest {
    let mut said: Vec<Vec<u8>> = Vec::new();
    for part in parts {
        said.push(b"VEVENT".to_vec());
        for p in part.props.iter().filter(|p| p.name != "SEQUENCE") {
            said.push(p.name.as_bytes().to_vec());
            said.extend(p.params.iter().map(|(n, v)| format!("{n}={v}").into_bytes()));
            said.push(p.value.as_bytes().to_vec());
        }
    }
    Digest::of_parts(said.iter().map(Vec::as_slice))
}

fn sequence(part: &Part) -> u32 {
    part.value("SEQUENCE").and_then(|v| v.parse().ok()).unwrap_or(0)
}

fn words(list: &str) -> Vec<String> {
    list.replace("\\,", ",").split(',').map(|w| tame_line(w, 100)).filter(|w| !w.is_empty()).collect()
}

fn canceled(part: &Part) -> bool {
    part.value("STATUS").is_some_and(|s| s.eq_ignore_ascii_case("CANCELLED"))
}

/// What a calendar is read with.
struct Reading {
    asked: Asked,
    zones: Zones,
    floating: Floating,
}

/// A turn in the making: when it was to be by its rule, and when it is.
struct Turn {
    due: When,
    turn: Stretch,
}

/// A turn that has an event of its own.
struct Moved {
    of: When,
    all_after: bool,
    to: Option<(When, Lasts)>,
}

impl Reading {
    fn event(&self, uid: &str, parts: &[&Part], notes: &mut Vec<Note>) -> Result<ForeignEvent, String> {
        if let Some((line, text)) = parts.iter().find_map(|p| p.bad.as_ref()) {
            return Err(format!("line {line} cannot be read: {text}"));
        }
        let (alone, others): (Vec<&Part>, Vec<&Part>) =
            parts.iter().copied().partition(|p| p.prop("RECURRENCE-ID").is_none());
        // Of several that say they are the same event, the newest counts.
        let main = alone.iter().copied().max_by_key(|p| (sequence(p), p.line));
        let newest = parts.iter().map(|p| sequence(p)).max().unwrap_or(0);
        if let (Some(main), true) = (main, alone.len() > 1) {
            let text = format!("stands {} times; line {} counts", alone.len(), main.line);
            notes.push(Note { line: main.line, text });
        }
        let first = main.or(others.first().copied()).ok_or("it is empty")?;
        let title = tame_line(first.value("SUMMARY").unwrap_or(uid), LINE_MAX);
        let mut event = ForeignEvent {
            uid: uid.to_owned(),
            line: first.line,
            sequence: newest,
            title: if title.is_empty() { "without a title".into() } else { title },
            canceled: main.is_some_and(canceled),
            turns: Vec::new(),
            days: Vec::new(),
            cut: false,
            environments: main.and_then(|p| p.value(BOUND)).map(words).unwrap_or_default(),
            digest: digest(parts),
        };
        if event.canceled {
            return Ok(event);
        }
        if let (Some(main), false) = (main, others.is_empty()) {
            let off = others.iter().filter(|p| canceled(p)).count();
            let moved = others.len() - off;
            let text = format!("{moved} of its turns moved and {off} called off: they count as this event");
            notes.push(Note { line: main.line, text });
        }
        let mut moved: Vec<Moved> = Vec::new();
        for part in &others {
            moved.extend(self.moved(part, notes)?);
        }
        let mut turns: Vec<Turn> = Vec::new();
        if let Some(main) = main {
            (turns, event.cut) = self.turns(main, notes)?;
        }
        let whole = main.and_then(|m| m.prop("DTSTART")).is_some_and(|p| p.value.trim().len() == 8);
        let kept: Vec<Stretch> = self.settled(turns, &moved);
        let counts = |t: &Stretch| t.1 > self.asked.from && t.0 < self.asked.horizon && t.0 < t.1;
        let over = kept.iter().all(|t| t.1 <= self.asked.from);
        event.turns = joined(kept.into_iter().filter(counts).collect());
        if event.turns.is_empty() {
            return Err(if over { "it is over".into() } else { "it begins after the time that is read".into() });
        }
        if whole {
            let zone = Zone::Known(self.asked.tz);
            for (from, to) in &event.turns {
                let (first, end) = (zone.local(*from).date(), zone.local(*to).date());
                event.days.extend(first.iter_days().take_while(|d| *d < end).take(400));
            }
        }
        Ok(event)
    }

    /// The turns of a rule with those that were moved or called off.
    fn settled(&self, turns: Vec<Turn>, moved: &[Moved]) -> Vec<Stretch> {
        let at = |w: &When| w.begins(&self.floating).0;
        let meets = |m: &Moved, t: &Turn| match &m.of {
            When::Day(day) => t.due.local().date() == *day,
            of @ When::At(..) => at(of) == at(&t.due),
        };
        let stretch = |w: &When, lasts: Lasts| (at(w), w.ends(lasts, &self.floating));
        let mut out = Vec::new();
        for t in turns {
            if moved.iter().any(|m| !m.all_after && meets(m, &t)) {
                continue;
            }
            let since = moved.iter().filter(|m| m.all_after && at(&m.of) <= at(&t.due)).max_by_key(|m| at(&m.of));
            match since {
                None => out.push(t.turn),
                Some(Moved { to: None, .. }) => {}
                Some(Moved { of, to: Some((to, lasts)), .. }) => {
                    // Later turns are shifted as the one that is named.
                    let shift = to.local() - of.local();
                    out.push(stretch(&to.with(t.due.local() + shift), *lasts));
                }
            }
        }
        out.extend(moved.iter().filter(|m| !m.all_after).filter_map(|m| m.to.as_ref()).map(|(w, l)| stretch(w, *l)));
        out
    }

    fn moved(&self, part: &Part, notes: &mut Vec<Note>) -> Result<Option<Moved>, String> {
        let Some(prop) = part.prop("RECURRENCE-ID") else { return Ok(None) };
        let of = time(prop.value.trim(), prop, &self.zones, &self.floating)?;
        let all_after = prop.param("RANGE").is_some_and(|r| r.eq_ignore_ascii_case("THISANDFUTURE"));
        let to = if canceled(part) { None } else { Some(self.span(part, notes)?) };
        Ok(Some(Moved { of, all_after, to }))
    }

    /// When an event begins and how long it lasts.
    fn span(&self, part: &Part, notes: &mut Vec<Note>) -> Result<(When, Lasts), String> {
        let prop = part.prop("DTSTART").ok_or("it has no DTSTART")?;
        let start = time(prop.value.trim(), prop, &self.zones, &self.floating)?;
        let begins = self.tell(&start, prop, notes);
        let lasts = match (part.prop("DTEND"), part.prop("DURATION")) {
            (Some(prop), _) => {
                let end = time(prop.value.trim(), prop, &self.zones, &self.floating)?;
                let ends = self.tell(&end, prop, notes);
                // A time that the clock skips is told by the offset before the gap, and so may lie after its end: the event
                // is then as long as the clock says.
                let by_clock = (end.local() - start.local()).num_seconds();
                let skipped = start.begins(&self.floating).1 == Read::Skipped;
                let by_clock = Some(by_clock).filter(|s| skipped && ends <= begins && *s > 0);
                if ends < begins && by_clock.is_none() {
                    return Err(format!("line {}: it ends {ends}, before it begins {begins}", prop.line));
                }
                match (&start, &end) {
                    (When::Day(a), When::Day(b)) => {
                        Lasts { days: (*b - *a).num_days().unsigned_abs().max(1), seconds: 0 }
                    }
                    _ if by_clock.is_some() => Lasts { days: 0, seconds: by_clock.unwrap_or_default() },
                    _ => Lasts { days: 0, seconds: ends.since(begins).as_seconds() },
                }
            }
            (None, Some(prop)) => lasts(prop, &prop.value)?,
            (None, None) if matches!(start, When::Day(_)) => Lasts { days: 1, seconds: 0 },
            (None, None) => Lasts { days: 0, seconds: 0 },
        };
        if lasts == (Lasts { days: 0, seconds: 0 }) {
            return Err("it has no length: neither DTEND nor DURATION says when it ends".into());
        }
        Ok((start, lasts))
    }

    /// The moment of a time; one at a change of the clock is told.
    fn tell(&self, when: &When, prop: &Prop, notes: &mut Vec<Note>) -> Moment {
        let (at, read) = when.begins(&self.floating);
        let why = match read {
            Read::Plain => return at,
            Read::Skipped => "the clock skips it that day",
            Read::Twice => "the clock shows it twice that day; the first is meant",
        };
        notes.push(Note { line: prop.line, text: format!("{} {}: {why}; read as {at}", prop.name, when.local()) });
        at
    }

    /// All turns of an event that may count, and whether it goes on after the horizon.
    fn turns(&self, part: &Part, notes: &mut Vec<Note>) -> Result<(Vec<Turn>, bool), String> {
        let (start, lasts) = self.span(part, notes)?;
        let mut due: Vec<(When, Option<Moment>)> = Vec::new();
        let mut cut = false;
        let mut rules: Vec<&Prop> = part.all("RRULE").collect();
        rules.dedup_by(|a, b| a.value == b.value);
        let mut ends = rules.is_empty();
        for prop in rules {
            let (found, more, last) = self.recurrence(prop, &start)?;
            ends |= last.is_none_or(|last| start.begins(&self.floating).0 <= last);
            due.extend(found.into_iter().map(|local| (start.with(local), None)));
            cut |= more;
        }
        if !ends {
            return Err("its rule ends (UNTIL) before it begins".into());
        }
        // The first turn is the one that it begins with, whatever the rule says.
        due.push((start.clone(), None));
        for prop in part.all("RDATE") {
            for value in prop.value.split(',').map(str::trim).filter(|v| !v.is_empty()) {
                let (begin, end) = value.split_once('/').map_or((value, None), |(b, e)| (b, Some(e)));
                let begin = time(begin, prop, &self.zones, &self.floating)?;
                let end = match end {
                    Some(text) if text.starts_with(['P', '+']) => {
                        Some(begin.ends(super::times::lasts(prop, text)?, &self.floating))
                    }
                    Some(text) => Some(time(text, prop, &self.zones, &self.floating)?.begins(&self.floating).0),
                    None => None,
                };
                due.push((begin, end));
            }
        }
        let mut except = Vec::new();
        for prop in part.all("EXDATE") {
            except.extend(times(prop, &self.zones, &self.floating)?);
        }
        if let Some(prop) = part.prop("EXRULE") {
            notes.push(Note { line: prop.line, text: "EXRULE is not read: its turns are frozen too".into() });
        }
        let out = |w: &When| {
            except.iter().any(|e| match e {
                When::Day(day) => w.local().date() == *day,
                at @ When::At(..) => at.begins(&self.floating).0 == w.begins(&self.floating).0,
            })
        };
        due.retain(|(w, _)| !out(w));
        let turn = |(due, end): (When, Option<Moment>)| {
            let turn = (due.begins(&self.floating).0, end.unwrap_or_else(|| due.ends(lasts, &self.floating)));
            Turn { due, turn }
        };
        let mut turns: Vec<Turn> = due.into_iter().map(turn).collect();
        turns.sort_by_key(|t| t.turn);
        turns.dedup_by_key(|t| t.turn);
        Ok((turns, cut))
    }

    /// The times by the clock at which a rule has turns that may count; whether it goes on; and its end.
    fn recurrence(&self, prop: &Prop, start: &When) -> Result<(Vec<NaiveDateTime>, bool, Option<Moment>), String> {
        let wrong = |e: &dyn std::fmt::Display| format!("line {}: RRULE \"{}\": {e}", prop.line, shown(&prop.value));
        let text = prop.value.trim().to_ascii_uppercase();
        let end = text.split(';').find_map(|p| p.strip_prefix("UNTIL="));
        let counted = text.split(';').any(|p| p.starts_with("COUNT="));
        let last = match end {
            Some(end) => Some(until(end, start, &self.floating).ok_or_else(|| wrong(&"UNTIL is no time"))?),
            None => None,
        };
        let kept: Vec<&str> = text.split(';').filter(|p| !p.starts_with("UNTIL=")).collect();
        let rule: RRule<Unvalidated> = kept.join(";").parse().map_err(|e: rrule::RRuleError| wrong(&e))?;
        if !matches!(rule.get_freq(), Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly) {
            return Err(wrong(&"more than once a day is more than a calendar of changes takes"));
        }
        let utc = |t: NaiveDateTime| rrule::Tz::UTC.from_utc_datetime(&t);
        let set: RRuleSet = rule.build(utc(start.local())).map_err(|e| wrong(&e))?;
        let zone = match start {
            When::Day(_) => Zone::Known(self.floating.days),
            When::At(_, zone) => zone.clone(),
        };
        // Turns that began a month before may go on.
        let low = zone.local(self.asked.from.plus(Span::hours(-24 * 32))).max(start.local());
        let high = zone.local(self.asked.horizon) + Duration::days(1);
        let found = set.after(utc(low)).before(utc(high)).all(u16::MAX);
        let local: Vec<NaiveDateTime> = found.dates.into_iter().map(|d| d.naive_utc()).collect();
        let before = |l: &NaiveDateTime| last.is_none_or(|last| start.with(*l).begins(&self.floating).0 <= last);
        let goes_on = !counted && last.is_none_or(|last| last > self.asked.horizon);
        Ok((local.into_iter().filter(before).collect(), goes_on, last))
    }
}
