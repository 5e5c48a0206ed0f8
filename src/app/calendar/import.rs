//! Calendars of other programs: their events become freezes of the register, or its holidays; twice changes nothing.

use super::{closed, days, each};
use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::options::How;
use crate::base::calendar::site_key;
use crate::base::time::Moment;
use crate::domain::calendar::bring::{Bound, Brought, Outcome};
use crate::domain::calendar::{Calendar, Freeze, Source};
use crate::domain::command::{CalendarCommand, Command, PolicyCommand};
use crate::domain::places::all_named;
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::policy::schedule::HOLIDAYS;
use crate::sheets::register::{ImportSheet, Skipped};
use crate::text::ical::foreign::{Asked, Foreign, ForeignCalendar, ForeignEvent, Note};
use crate::text::ical::read;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// How many days ahead events are read where nothing else is asked for.
const AHEAD: i64 = 400;
/// Largest file, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The setting that holds the holidays of single sites.
const SITE_HOLIDAYS: &str = "calendar.site_holidays";

/// A calendar that is brought over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CalendarJob {
    /// The file.
    pub file: PathBuf,
    /// Until when events are read.
    pub until: Option<Moment>,
    /// Environments that the freezes bind; all when empty.
    pub environments: Vec<String>,
    /// Systems that they bind; all when empty.
    pub systems: Vec<String>,
    /// Types of change that they let through.
    pub exempt: Vec<String>,
    /// Whether whole days become holidays instead of freezes.
    pub holidays: bool,
    /// The only site that has them; all when none is given.
    pub site: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

fn notes(notes: &[Note]) -> Vec<Skipped> {
    notes.iter().map(|n| Skipped { row: u64::try_from(n.line).unwrap_or(0), reason: n.text.clone() }).collect()
}

impl App {
    /// Brings a calendar over: all of what can be read, in one act.
    ///
    /// # Errors
    /// A file that cannot be read, is no calendar or is cut off; a refusal. Nothing is recorded then.
    pub fn import_calendar(&mut self, job: &CalendarJob, how: How) -> Result<ImportSheet, AppError> {
        let wrong = |what: &dyn std::fmt::Display, hint: &str| AppError::Input {
            text: format!("{}: {what}", job.file.display()),
            hint: hint.into(),
        };
        let size = std::fs::metadata(&job.file).map_err(|e| wrong(&e, "name a file that can be read"))?.len();
        if size > LARGEST {
            return Err(wrong(&format!("it has {size} bytes; {LARGEST} are read at most"), "export fewer events"));
        }
        let bytes = std::fs::read(&job.file).map_err(|e| wrong(&e, "name a file that can be read"))?;
        let mut sheet = ImportSheet::default();
        let text = String::from_utf8(bytes).unwrap_or_else(|e| {
            let reason = "the file is not in UTF-8; it was read as Windows-1252".into();
            sheet.warnings.push(Skipped { row: 0, reason });
            encoding_rs::WINDOWS_1252.decode(e.as_bytes()).0.into_owned()
        });
        let now = self.now();
        let world = self.world(None)?;
        let tz = self.desk(&world, now)?.pack.calendar.tz;
        let horizon = job.until.unwrap_or_else(|| days(now, AHEAD));
        if horizon <= now || horizon > days(now, 3660) {
            return Err(AppError::Input {
                text: "events are read from now on, for ten years at most".into(),
                hint: "give --until a time to come".into(),
            });
        }
        let asked = Asked { tz, from: now, horizon };
        let found = read::read(&text, asked).map_err(|e| wrong(&e, "export the calendar again, whole, as .ics"))?;
        sheet.read = found.read;
        sheet.skipped = notes(&found.skipped);
        sheet.warnings.extend(notes(&found.warnings));
        if job.holidays {
            self.bring_holidays(&found, job, horizon, how, &mut sheet)?;
        } else {
            self.bring_freezes(&found, job, (now, horizon), how, &mut sheet)?;
        }
        Ok(sheet)
    }

    fn bring_freezes(
        &mut self,
        found: &Foreign,
        job: &CalendarJob,
        (now, horizon): (Moment, Moment),
        how: How,
        sheet: &mut ImportSheet,
    ) -> Result<(), AppError> {
        let mut events: Vec<(usize, Brought)> = Vec::new();
        let mut endless = 0;
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let environments = all_named(&pack, &job.environments)?;
        let bound = Bound { environments: &environments, systems: &job.systems, exempt: &job.exempt };
        for (n, calendar) in found.calendars.iter().enumerate() {
            let mut calendar = calendar.clone();
            let home = self.home();
            // What is open elsewhere counts only in a calendar that says that all else is closed.
            let closed_else = calendar.closed;
            let told_here = calendar.home.as_ref() == Some(&home);
            let (elsewhere, told): (Vec<_>, Vec<_>) =
                calendar.events.into_iter().partition(|e| !closed_else && no_freeze_of_another(&home, e));
            sheet.skipped.extend(elsewhere.iter().map(|e| Skipped {
                row: u64::try_from(e.line).unwrap_or(0),
                reason: format!("{}: a window or change of another register closes nothing here", e.uid),
            }));
            let (own, foreign): (Vec<_>, Vec<_>) =
                told.into_iter().partition(|e| is_own(&world, &pack, &home, e) || told_here && was_brought(&world, e));
            calendar.events = foreign;
            sheet.unchanged += own.len() as u64;
            sheet.warnings.extend(own.iter().map(|e| Skipped {
                row: u64::try_from(e.line).unwrap_or(0),
                reason: format!("{}: it stands in this calendar already, which is where it was exported from", e.uid),
            }));
            let narrower = |e: &&ForeignEvent| !e.environments.is_empty() && job.environments.is_empty();
            sheet.warnings.extend(calendar.events.iter().filter(narrower).map(|e| Skipped {
                row: u64::try_from(e.line).unwrap_or(0),
                reason: format!(
                    "{}: where it comes from it is for {}; here it binds every environment, but for --env",
                    e.uid,
                    e.environments.join(", ")
                ),
            }));
            // Of a calendar that tells what is open, nothing else is left to be closed by.
            if calendar.closed && calendar.events.is_empty() && !own.is_empty() {
                continue;
            }
            let calendar = &calendar;
            let all = if calendar.closed {
                let key = closed::key(calendar, n, &job.file, &bound);
                let known = world.calendar.of_source(&key.0, now).is_some();
                let all: Vec<_> = closed::freeze(calendar, key, known, (now, horizon), sheet).into_iter().collect();
                sheet.warnings.extend(all.first().map(|_| closed_until(horizon)));
                all
            } else {
                let all = brought(calendar, horizon);
                endless += all.iter().filter(|(_, e)| e.source.until.is_some()).count();
                all
            };
            events.extend(all);
        }
        sheet.warnings.extend(goes_on(endless, horizon));
        sheet.warnings.extend(binds_all(&bound, &events));
        let (mut freezes, mut next) = (Vec::new(), world.calendar.freezes.last().map_or(1, |f| f.no + 1));
        for (line, event) in &events {
            let row = u64::try_from(*line).unwrap_or(0);
            match world.calendar.outcome(event, &bound, now) {
                Outcome::Same => sheet.unchanged += 1,
                Outcome::Ended(no) => {
                    sheet.updated += 1;
                    sheet.warnings.push(told(row, event, &format!("it was called off: freeze {no} ends")));
                }
                // Understood, and there is nothing to do for it.
                Outcome::Nothing => {
                    sheet.unchanged += 1;
                    sheet.warnings.push(told(row, event, "it was called off, and no freeze was made of it"));
                }
                Outcome::Older(known) => {
                    let sequence = event.source.sequence;
                    let text = format!("it is older (SEQUENCE {sequence}) than what is known already ({known})");
                    sheet.unchanged += 1;
                    sheet.warnings.push(told(row, event, &text));
                }
                outcome @ (Outcome::New | Outcome::Changed(_)) => {
                    if let Outcome::Changed(no) = outcome {
                        sheet.updated += 1;
                        let text = replaced(&world.calendar, no, next, &bound);
                        sheet.warnings.push(told(row, event, &text));
                    } else {
                        sheet.created += 1;
                    }
                    let announced = (now, self.actor.clone());
                    freezes.push(Freeze::brought(next, &event.title, &event.turns, &bound, &event.source, announced));
                    next += 1;
                }
            }
        }
        sheet.skipped.sort_by_key(|s| s.row);
        if sheet.created + sheet.updated == 0 {
            return Ok(());
        }
        let bring = Command::Calendar(CalendarCommand::Bring {
            events: events.into_iter().map(|(_, event)| event).collect(),
            environments,
            systems: job.systems.clone(),
            exempt: job.exempt.clone(),
            reason: job.reason.clone(),
        });
        self.execute(&bring, how)?;
        let hits = self.hits(&freezes)?;
        let told = |text: String, remedy: String| Skipped { row: 0, reason: format!("{text}; {remedy}") };
        sheet.warnings.extend(hits.into_iter().map(|h| told(h.text, h.remedy)));
        Ok(())
    }

    /// Whole days become holidays of the policy in force.
    fn bring_holidays(
        &mut self,
        found: &Foreign,
        job: &CalendarJob,
        horizon: Moment,
        how: How,
        sheet: &mut ImportSheet,
    ) -> Result<(), AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let endless = found.calendars.iter().flat_map(|c| &c.events).filter(|e| e.cut && !e.canceled);
        sheet.warnings.extend(goes_on(endless.count(), horizon));
        let mut known = BTreeSet::new();
        let mut sites = BTreeMap::new();
        for member in each(&pack) {
            known.extend(member.calendar.holidays.iter().copied());
            for (site, days) in &member.calendar.sites {
                sites.entry(site.clone()).or_insert_with(BTreeSet::new).extend(days.iter().copied());
            }
        }
        let spelled = |site: &String| sites.keys().find(|k| site_key(k) == site_key(site)).unwrap_or(site).clone();
        let site = job.site.as_ref().map(spelled);
        if let Some(site) = &site {
            known = sites.get(site).cloned().unwrap_or_default();
        }
        let before = known.clone();
        for event in found.calendars.iter().flat_map(|c| &c.events) {
            let row = u64::try_from(event.line).unwrap_or(0);
            let skip = |why: &str| Skipped { row, reason: format!("{}: {why}", event.uid) };
            match event.days.as_slice() {
                _ if event.canceled => sheet.skipped.push(skip("it was called off; take its day out of the setting")),
                [] => sheet.skipped.push(skip("it is no whole day, and a holiday is")),
                days if days.iter().all(|d| known.contains(d)) => sheet.unchanged += 1,
                days => {
                    known.extend(days.iter().copied());
                    sheet.created += 1;
                }
            }
        }
        sheet.skipped.sort_by_key(|s| s.row);
        if known == before {
            return Ok(());
        }
        let list = |days: &BTreeSet<_>| days.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let (id, value) = match site {
            None => (HOLIDAYS, list(&known)),
            Some(site) => {
                sites.insert(site, known);
                let each = sites.iter().map(|(site, days)| format!("{site}: {}", list(days)));
                (SITE_HOLIDAYS, each.collect::<Vec<_>>().join("; "))
            }
        };
        let set = PolicyCommand::Set { id: id.into(), value, reason: job.reason.clone() };
        self.execute(&Command::Policy(set), how)?;
        Ok(())
    }
}

/// That some events go on after the last day up to which they were read.
fn goes_on(endless: usize, horizon: Moment) -> Option<Skipped> {
    let day = horizon.utc().format("%Y-%m-%d");
    let reason = format!(
        "{endless} of the events go on; they were read until {day}. Import the calendar again before then, or give --until"
    );
    (endless > 0).then_some(Skipped { row: 0, reason })
}

/// That nothing bounds the freezes, where nobody said what they are to bind.
fn binds_all(bound: &Bound<'_>, events: &[(usize, Brought)]) -> Option<Skipped> {
    let reason = "the freezes bind every environment and every system; --env or --system bounds them".to_owned();
    let all = bound.environments.is_empty() && bound.systems.is_empty();
    (all && !events.is_empty()).then_some(Skipped { row: 0, reason })
}

/// That a calendar which closes what it does not open was read up to a day only.
fn closed_until(horizon: Moment) -> Skipped {
    let day = horizon.utc().format("%Y-%m-%d");
    let reason = format!("all else is closed until {day}. Import the calendar again before then, or give --until");
    Skipped { row: 0, reason }
}

/// What comes after the `@` in the names that registers gave before each had a domain of its own.
const ANY: &str = "quorate";

impl App {
    /// The domain in which this register names what it exports (RFC 5545, 3.8.4.7: unique over all calendars).
    #[must_use]
    pub fn home(&self) -> String {
        let id = self.store.identity().ledger.to_string();
        format!("{}.{ANY}", id.rsplit('-').next().unwrap_or(&id))
    }
}

fn neither_freeze(id: &str) -> bool {
    id.starts_with("window") || id.starts_with("CHG-")
}

/// Whether an event is a window or change that another register exported.
fn no_freeze_of_another(home: &str, event: &ForeignEvent) -> bool {
    let named = event.uid.rsplit_once('@');
    named.is_some_and(|(id, of)| of != home && of.ends_with(&format!(".{ANY}")) && neither_freeze(id))
}

/// Whether an event is a freeze, or a turn of one, that was brought from another calendar before.
fn was_brought(world: &World, event: &ForeignEvent) -> bool {
    let known = |uid: &str| {
        let ((id, of), (brought, at)) = (super::feed::parts(uid), event.uid.rsplit_once('@')?);
        let rest = brought.strip_prefix(id).filter(|_| of == at)?;
        (rest.is_empty() || rest.starts_with('.')).then_some(())
    };
    world.calendar.freezes.iter().filter_map(|f| f.source.as_ref()).any(|s| known(&s.uid).is_some())
}

/// Whether an event is one that this register exported: a window, a change, or a freeze that it has.
fn is_own(world: &World, pack: &Pack, home: &str, event: &ForeignEvent) -> bool {
    let Some((id, _)) = event.uid.rsplit_once('@').filter(|(_, of)| *of == home || *of == ANY) else { return false };
    if neither_freeze(id) {
        return true;
    }
    let of_pack = |f: &str, member: &Pack| {
        let rest = id.strip_prefix(&format!("freeze.{}.{f}", member.name));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let announced = |f: &Freeze| {
        let rest = id.strip_prefix(&format!("freeze-{}", f.no));
        f.title == event.title && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    each(pack).any(|m| m.freezes.iter().any(|f| of_pack(f.id(), m))) || world.calendar.freezes.iter().any(announced)
}

/// What is said of one event.
fn told(row: u64, event: &Brought, why: &str) -> Skipped {
    Skipped { row, reason: format!("{}: {why}", event.source.uid) }
}

/// That a freeze ends for another one, and which changes are free of it from then on.
fn replaced(calendar: &Calendar, no: u32, next: u32, bound: &Bound<'_>) -> String {
    let binds = |systems: &[String], environments: &[String]| match [environments, systems].concat().join(", ") {
        all if all.is_empty() => "everything".to_owned(),
        some => some,
    };
    let before = calendar.freezes.iter().find(|f| f.no == no).map(|f| binds(&f.systems, &f.environments));
    let now = binds(bound.systems, bound.environments);
    let moved = before.filter(|b| *b != now).map(|b| format!("; that bound {b}, this binds {now}"));
    format!("freeze {no} ends, and freeze {next} takes its place{}", moved.unwrap_or_default())
}

fn brought(calendar: &ForeignCalendar, horizon: Moment) -> Vec<(usize, Brought)> {
    let event = |e: &ForeignEvent| {
        let until = e.cut.then_some(horizon);
        let source = Source { uid: e.uid.clone(), sequence: e.sequence, digest: e.digest, until };
        (e.line, Brought { source, title: e.title.clone(), turns: e.turns.clone() })
    };
    calendar.events.iter().map(event).collect()
}
