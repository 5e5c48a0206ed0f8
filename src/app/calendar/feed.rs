//! The calendar for other programs: windows, freezes and changes as they stand, the same whenever it is asked for.

use super::{each, shown};
use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::show::conditions::words;
use crate::base::time::Moment;
use crate::domain::calendar::{Freeze, Opening};
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::pattern::Pattern;
use crate::policy::rule::Truth;
use crate::policy::schedule::without;
use crate::policy::schedule::{Plan, Schedule, Stretch, joined};
use crate::policy::window::Freeze as PackFreeze;
use crate::sheets::calendar::{CalendarFeed, FeedEntry, FeedRule, FeedTimes};
use crate::sheets::time::{Time, Window};
use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};

/// How a calendar is read where nothing stands in it (`X-CALENDAR-TYPE`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Openness {
    /// Open: what stands in it are the times in which nothing may run.
    Open,
    /// Closed: what stands in it are the times in which something may run.
    Closed,
}

impl Openness {
    /// Its word in a file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "DEFAULT_OPEN",
            Self::Closed => "DEFAULT_CLOSED",
        }
    }
}

impl App {
    /// The calendar from here to there, by default this year and the next. With a kind of [`Openness`], only the times
    /// that are closed or open for a change of which nothing else is known, without recurrences.
    ///
    /// # Errors
    /// When the register cannot be read, or the time asked for is too long.
    pub fn calendar_feed(
        &mut self,
        from: Option<Moment>,
        to: Option<Moment>,
        openness: Option<Openness>,
    ) -> Result<CalendarFeed, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let desk = self.desk(&world, now)?;
        let tz = &desk.pack.calendar;
        let newyear = |year| tz.at(NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default(), NaiveTime::MIN);
        let from = from.unwrap_or_else(|| newyear(tz.day(now).year()));
        let to = to.unwrap_or_else(|| newyear(tz.day(from).year() + 2));
        super::shows((from, to), tz.tz)?;
        let policy = &world.policy;
        let set = policy.settings.last().map(|s| s.at);
        let stand = Stand {
            told: (from, to),
            changed: policy.adoptions.last().map(|a| a.at).max(set).unwrap_or_default(),
            sequence: policy.version().adoptions.saturating_sub(1) + policy.version().settings,
        };
        let (freezes, windows) = (&world.calendar.freezes, &world.calendar.windows);
        let mut entries = match openness {
            None => {
                let mut all = stand.windows(&desk.pack);
                all.extend(stand.freezes(&desk.pack));
                let near = freezes.iter().filter(|f| f.from < to && f.to > from);
                all.extend(near.flat_map(announced).filter(|e| touches(e, (from, to))));
                let open = windows.iter().filter_map(Opening::seen).filter(|w| w.from < to && w.to > from);
                all.extend(open.map(|w| {
                    let (uid, turn) = (w.id.replace('/', "-"), FeedTimes::Once(shown((w.from, w.to))));
                    stand.entry(uid, "window", &w.title, "", turn)
                }));
                let reader = self.store.read()?;
                all.extend(reader.scheduled_between(from, to)?.into_iter().map(|c| FeedEntry {
                    uid: c.no.to_string(),
                    kind: "change".into(),
                    title: format!("{} {}", c.no, c.title),
                    text: [format!("state: {}", c.state), format!("environment: {}", c.environment)].join("\n"),
                    sequence: c.entries,
                    changed: Time(c.updated),
                    canceled: false,
                    environments: Vec::new(),
                    when: FeedTimes::Once(shown(c.window)),
                }));
                all
            }
            Some(openness) => stand.plain(&desk.pack, freezes, windows, openness),
        };
        entries.sort_by(|a, b| a.uid.cmp(&b.uid));
        let home = self.home();
        for entry in entries.iter_mut().filter(|e| !e.uid.contains('@')) {
            entry.uid = format!("{}@{home}", entry.uid);
        }
        Ok(CalendarFeed {
            org: policy.org.clone(),
            home,
            tz: tz.tz.name().to_owned(),
            told: Window { from: Time(from), to: Time(to) },
            entries,
        })
    }
}

/// An announced freeze, turn by turn; one that was ended is as long as it held, or called off if it never did.
fn announced(freeze: &Freeze) -> Vec<FeedEntry> {
    let binds = |what: &str, of: &[String]| match of {
        [] => format!("{what}: all"),
        of => format!("{what}: {}", of.join(", ")),
    };
    let held = freeze.holds();
    let several = freeze.turns.len() > 1;
    let due = if freeze.turns.is_empty() { vec![(freeze.from, freeze.to)] } else { freeze.turns.clone() };
    let entry = |turn: Stretch| {
        let part = if several { format!(".{}", turn.0.utc().format("%Y%m%dT%H%M")) } else { String::new() };
        let kept = held.iter().find(|h| h.0 == turn.0);
        FeedEntry {
            uid: named(freeze, &part),
            kind: "freeze".into(),
            title: freeze.title.clone(),
            text: [
                binds("environments", &freeze.environments),
                binds("systems", &freeze.systems),
                format!("exempt: {}", if freeze.exempt.is_empty() { "none".into() } else { freeze.exempt.join(", ") }),
            ]
            .join("\n"),
            sequence: freeze.source.as_ref().map_or(0, |s| s.sequence) + u32::from(freeze.ended.is_some()),
            changed: Time(freeze.ended.as_ref().unwrap_or(&freeze.announced).0),
            canceled: kept.is_none(),
            environments: freeze.environments.clone(),
            when: FeedTimes::Once(shown(kept.copied().unwrap_or(turn))),
        }
    };
    due.into_iter().map(entry).collect()
}

/// The two parts of a name; what has no domain is given one, as which it is known again.
pub(super) fn parts(uid: &str) -> (&str, &str) {
    uid.rsplit_once('@').unwrap_or((uid, "elsewhere"))
}

/// The name of a freeze: what was brought from another calendar is the same event there and here (RFC 5545, 3.8.4.7), so
/// that it is known where it came from.
fn named(freeze: &Freeze, part: &str) -> String {
    match freeze.source.as_ref().map(|s| parts(&s.uid)) {
        Some((id, of)) => format!("{id}{part}@{of}"),
        None => format!("freeze-{}{part}", freeze.no),
    }
}

fn touches(entry: &FeedEntry, (from, to): Stretch) -> bool {
    match &entry.when {
        FeedTimes::Once(w) => w.from.0 < to && w.to.0 > from,
        FeedTimes::Rule(_) => true,
    }
}

/// What of the policy a feed tells.
struct Stand {
    told: Stretch,
    changed: Moment,
    sequence: u32,
}

impl Stand {
    fn windows(&self, pack: &Pack) -> Vec<FeedEntry> {
        let mut all = Vec::new();
        for (member, w) in each(pack).flat_map(|m| m.windows.iter().map(move |w| (m, w))) {
            let admits = words(&w.when);
            let text = format!("admits: {}\n{}", if admits.is_empty() { "all" } else { &admits }, w.clauses.join(" "));
            all.extend(self.entries("window", member, w.id(), &w.title, &text, &w.on));
        }
        all
    }

    fn freezes(&self, pack: &Pack) -> Vec<FeedEntry> {
        let mut all = Vec::new();
        for (member, f) in each(pack).flat_map(|m| m.freezes.iter().map(move |f| (m, f))) {
            let binds = words(&f.when);
            let text = format!("binds: {}\n{}", if binds.is_empty() { "all" } else { &binds }, f.clauses.join(" "));
            all.extend(self.entries("freeze", member, f.id(), &f.title, &text, &f.on));
        }
        all
    }

    fn entries(&self, kind: &str, pack: &Pack, id: &str, title: &str, text: &str, on: &Schedule) -> Vec<FeedEntry> {
        let Some(plan) = on.plan(pack).ok().filter(|p| !p.always()) else { return Vec::new() };
        let (from, to) = self.told;
        let uid = format!("{kind}.{}.{id}", pack.name);
        match plan.pattern(from, to) {
            Some(pattern) if pattern.days.is_empty() => Vec::new(),
            Some(pattern) => vec![self.entry(uid, kind, title, text, FeedTimes::Rule(rule(&pattern)))],
            None => {
                let once = |turn: Stretch| {
                    let day = turn.0.utc().format("%Y%m%dT%H%M");
                    self.entry(format!("{uid}.{day}"), kind, title, text, FeedTimes::Once(shown(turn)))
                };
                plan.between(from, to).into_iter().map(once).collect()
            }
        }
    }

    fn entry(&self, uid: String, kind: &str, title: &str, text: &str, when: FeedTimes) -> FeedEntry {
        FeedEntry {
            uid,
            kind: kind.into(),
            title: title.into(),
            text: text.trim().to_owned(),
            sequence: self.sequence,
            changed: Time(self.changed),
            canceled: false,
            environments: Vec::new(),
            when,
        }
    }

    /// Closed or open times, each by itself: readers of such calendars do not all know exceptions to recurrences.
    fn plain(&self, pack: &Pack, announced: &[Freeze], opened: &[Opening], openness: Openness) -> Vec<FeedEntry> {
        let (from, to) = self.told;
        let turns = |on: &Schedule, member: &Pack| {
            let plan: Option<Plan> = on.plan(member).ok();
            plan.filter(|p| !p.always()).map(|p| p.between(from, to)).unwrap_or_default()
        };
        let mut closed: Vec<(String, String, String, Stretch)> = Vec::new();
        // A time that is closed to some changes only is not closed to one of which nothing is known; nor is it open.
        let whole = |f: &PackFreeze, member: &Pack| f.when.holds(&Facts::default(), member) == Truth::Yes;
        let counts = |f: &PackFreeze, member: &Pack| openness == Openness::Closed || whole(f, member);
        let freezes = each(pack).flat_map(|m| m.freezes.iter().map(move |f| (m, f)));
        for (member, f) in freezes.filter(|(m, f)| counts(f, m)) {
            let uid = format!("freeze.{}.{}", member.name, f.id());
            closed.extend(turns(&f.on, member).into_iter().map(|t| (uid.clone(), f.title.clone(), String::new(), t)));
        }
        let part = |f: &&Freeze| f.systems.is_empty() && f.environments.is_empty();
        for f in announced.iter().filter(|f| openness == Openness::Closed || part(f)) {
            let held = f.holds().into_iter().filter(|(a, b)| *a < to && *b > from);
            closed.extend(held.map(|turn| (format!("freeze-{}", f.no), f.title.clone(), String::new(), turn)));
        }
        let times = match openness {
            Openness::Open => closed,
            Openness::Closed => {
                let frozen = joined(closed.into_iter().map(|c| c.3).collect());
                let mut open = Vec::new();
                // Who reads such a calendar lets everything run in it: what takes emergencies only is no open time.
                for (member, w) in each(pack).flat_map(|m| m.windows.iter().map(move |w| (m, w))) {
                    let whom = super::admits::admits(member, w);
                    let uid = format!("window.{}.{}", member.name, w.id());
                    let free = without(&turns(&w.on, member), &frozen).into_iter().filter(|_| !whom.urgent);
                    let held = |t: Stretch| (t.0.max(from), t.1.min(to));
                    open.extend(free.map(|t| (uid.clone(), w.title.clone(), whom.words.clone(), held(t))));
                }
                for opening in opened {
                    let whom = super::admits::announced(pack, opening);
                    let Some(w) = opening.seen().filter(|w| w.from < to && w.to > from && !whom.urgent) else {
                        continue;
                    };
                    let free = without(&[(w.from.max(from), w.to.min(to))], &frozen);
                    let uid = w.id.replace('/', "-");
                    open.extend(free.into_iter().map(|t| (uid.clone(), w.title.clone(), whom.words.clone(), t)));
                }
                open
            }
        };
        let once = |(uid, title, text, turn): (String, String, String, Stretch)| {
            let uid = format!("{uid}.{}", turn.0.utc().format("%Y%m%dT%H%M"));
            let kind = if openness == Openness::Open { "freeze" } else { "window" };
            self.entry(uid, kind, &title, &text, FeedTimes::Once(shown(turn)))
        };
        times.into_iter().map(once).collect()
    }
}

fn rule(pattern: &Pattern) -> FeedRule {
    FeedRule {
        rule: pattern.rule.clone(),
        tz: pattern.zone.name().to_owned(),
        opens_s: pattern.opens.num_seconds_from_midnight(),
        minutes: pattern.minutes,
        days: pattern.days.iter().map(|(day, turn)| (day.to_string(), turn.map(shown))).collect(),
    }
}
