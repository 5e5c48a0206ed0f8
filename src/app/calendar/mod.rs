//! The calendar: windows of the packs, turns between two moments, free times for a change, and what is booked.

mod admits;
mod booked;
mod closed;
mod feed;
mod freezes;
mod import;
mod look;
mod plan;

pub use feed::Openness;
pub use import::CalendarJob;

pub(in crate::app) use booked::{TURN, booked, booked_near};

use admits::{Whom, admits, binds, bound};

use super::error::AppError;
use super::execute::desk_for;
use super::gating;
use super::open::App;
use super::show::conditions::words;
use crate::base::ids::ChangeNo;
use crate::base::time::{Moment, Span};
use crate::domain::change::{acts, time};
use crate::domain::places::named;
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::world::World;
use crate::policy::diary::{Answer, told};
use crate::policy::document::Setting;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::rule::{Truth, When};
use crate::policy::schedule::Stretch;
use crate::policy::verdict::Reason;
use crate::policy::window::{Freeze, Overrun};
use crate::sheets::calendar::{CalendarRow, ChainLine, Slot, SlotsSheet, WindowRow};
use crate::sheets::gate::GateReason;
use crate::sheets::time::{Time, Window};
use chrono::{Datelike as _, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use std::cmp::Ordering;

/// How long a change runs where nothing says so, in seconds.
const HOUR: i64 = 3600;
/// Free times that are shown.
const SLOTS: usize = 6;
/// Said of a time in the past.
const GONE: &str = "that time has gone by";
/// How many days the calendar shows where no end is asked for.
const SHOWN: i64 = 60;
/// Most days that the calendar shows at once.
const MOST: i64 = 732;
/// How many days after a time are looked through for a free one.
const AHEAD: i64 = 400;

impl App {
    /// The windows of the packs in force.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn windows(&mut self) -> Result<Vec<WindowRow>, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let mut rows = Vec::new();
        for (member, window) in each(&pack).flat_map(|m| m.windows.iter().map(move |w| (m, w))) {
            let plan = window.on.plan(member);
            let turn = |p: &crate::policy::schedule::Plan| p.between(now, days(now, 400)).into_iter().next();
            let always = plan.as_ref().is_ok_and(crate::policy::schedule::Plan::always);
            rows.push(WindowRow {
                id: window.id().to_owned(),
                title: window.title.clone(),
                next: plan.as_ref().ok().filter(|_| !always).and_then(turn).map(shown),
                always,
                admits: words(&window.when),
                needs: if window.needs == When::default() { String::new() } else { words(&window.needs) },
                overrun: match window.overrun {
                    Overrun::Refuse => "refuse",
                    Overrun::Warn => "warn",
                    Overrun::Allow => "allow",
                }
                .into(),
                capacity: window.capacity,
                bears: plan
                    .as_ref()
                    .is_ok_and(|_| !always)
                    .then(|| member.bears_in(window))
                    .flatten()
                    .map(|b| b.to_string()),
                problem: plan.err().map(|e| e.to_string()),
                clauses: window.clauses.clone(),
            });
        }
        // Those that were announced, until they are over.
        let ahead = world.calendar.windows.iter().filter_map(|w| Some((w, w.holds()?))).filter(|(_, h)| h.1 > now);
        rows.extend(ahead.map(|(window, holds)| {
            let of = |what: &str, list: &[String]| (!list.is_empty()).then(|| format!("{what} {}", list.join(", ")));
            let (environments, systems) = (of("environment", &window.environments), of("system", &window.systems));
            let admits = [environments, systems, of("type", &window.types)].into_iter().flatten().collect::<Vec<_>>();
            let admits = admits.join("; ");
            WindowRow {
                id: window.id(),
                title: window.title.clone(),
                next: Some(shown(holds)),
                admits,
                overrun: "refuse".into(),
                ..WindowRow::default()
            }
        }));
        Ok(rows)
    }

    /// Turns of windows and freezes and the windows of changes between two moments, in order.
    ///
    /// # Errors
    /// When the register cannot be read, or the time asked for is too long.
    pub fn calendar(&mut self, from: Option<Moment>, to: Option<Moment>) -> Result<Vec<CalendarRow>, AppError> {
        let mut rows = self.calendar_rows(from, to)?;
        let now = self.now();
        // Until the board has reviewed a freeze, or meets before it, its first turn says so.
        for ahead in self.freezes_ahead(now)? {
            let Some(row) = rows.iter_mut().find(|r| (&r.id, r.from) == (&ahead.id, ahead.from)) else { continue };
            if let Some(reason) = self.unreviewed(&ahead.title, ahead.from.0)? {
                row.title.push_str(&format!(" (NOT REVIEWED by the board, {})", reason.clauses.join(" ")));
            }
        }
        Ok(rows)
    }

    /// As [`Self::calendar`], without what is to be said of it.
    pub(in crate::app) fn calendar_rows(
        &mut self,
        from: Option<Moment>,
        to: Option<Moment>,
    ) -> Result<Vec<CalendarRow>, AppError> {
        self.recall()?;
        let now = self.now();
        let world = self.world(None)?;
        let desk = self.desk(&world, now)?;
        let from = from.unwrap_or(now);
        let to = to.unwrap_or_else(|| days(from, SHOWN));
        shows((from, to), desk.pack.calendar.tz)?;
        let excepted = self.excepted((from, to))?;
        let mut rows: Vec<CalendarRow> = Vec::new();
        let mut put = |(from, to): Stretch, kind: &str, id: &str, title: &str, clauses: &[String], whom: Whom| {
            rows.push(CalendarRow {
                from: Time(from),
                to: Time(to),
                kind: kind.into(),
                id: id.into(),
                title: title.into(),
                admits: whom.admits,
                whom: whom.words,
                urgent: whom.urgent,
                standing: whom.standing,
                clash: Vec::new(),
                clauses: clauses.to_vec(),
            });
        };
        for (turn, setting, text) in unnamed(&desk.pack, (from, to)) {
            put(turn, "missing", setting.id(), &text, &setting.clauses, Whom::default());
        }
        for member in each(&desk.pack) {
            for w in &member.windows {
                for turn in
                    w.on.plan(member).ok().filter(|p| !p.always()).map(|p| p.between(from, to)).unwrap_or_default()
                {
                    put(turn, "window", w.id(), &w.title, &w.clauses, admits(member, w));
                }
            }
            for f in member.freezes.iter().filter(|f| may_bind(member, &world, f)) {
                if let Some(turn) = standing(&world, member, f, (from, to)) {
                    put(turn, "freeze", f.id(), &f.title, &f.clauses, Whom { standing: true, ..bound(f) });
                }
                for turn in
                    f.on.plan(member).ok().filter(|p| !p.always()).map(|p| p.between(from, to)).unwrap_or_default()
                {
                    put(turn, "freeze", f.id(), &f.title, &f.clauses, bound(f));
                }
            }
        }
        for f in world.calendar.freezes.iter().filter(|f| f.proposed() && f.from < to && f.to > from) {
            let whom = binds(&f.environments, &f.systems);
            put((f.from, f.to), "proposal", &f.id(), &format!("{} (freeze proposed)", f.title), &[], whom);
        }
        for window in world.calendar.windows.iter().filter(|w| w.from < to && w.to > from) {
            if let Some(seen) = window.seen() {
                let whom = admits::announced(&desk.pack, window);
                put((seen.from, seen.to), "window", &seen.id, &seen.title, &[], whom);
            }
        }
        for freeze in time::diary(&world, &desk).announced.iter().filter(|f| f.from < to && f.to > from) {
            let whom = binds(&freeze.environments, &freeze.systems);
            put((freeze.from, freeze.to), "freeze", &freeze.id, &freeze.title, &[], whom);
        }
        for e in excepted.iter().filter(|e| e.state != "refused") {
            let title = format!("exception {}: {} ({})", e.no, e.title, e.state);
            put((e.from.0, e.to.0), "exception", &e.change, &title, &e.clauses, Whom::default());
        }
        for (no, title, turn, authorized) in self.store.read()?.planned_between(from, to)? {
            let kind = if authorized { "change" } else { "tentative" };
            put(turn, kind, &no.to_string(), &title, &[], Whom::default());
        }
        // What is missing comes first.
        let order = |r: &CalendarRow| (r.kind != "missing", r.from, r.kind.clone(), r.id.clone());
        rows.sort_by_cached_key(order);
        rows.dedup();
        self.mark_clashes(&world, &desk.pack, &mut rows)?;
        Ok(rows)
    }

    /// When a change may run: the time asked for (its own window, or an hour from now on, where none is), what decided
    /// that, and the next free times of that length.
    ///
    /// # Errors
    /// When there is no such change; an end before the beginning.
    pub fn slots(
        &mut self,
        no: ChangeNo,
        from: Option<Moment>,
        minutes: Option<i64>,
        env: Option<&str>,
    ) -> Result<SlotsSheet, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let mut desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let place = env.map(|word| named(&desk.pack, word)).transpose()?;
        let env = place.as_deref();
        gating::goes_on(&world, &desk, &change)?;
        if env.is_some() {
            // An environment that is not on its way is refused here as by the gate.
            facts_to_begin(&world, &desk, &change, &said_all(&desk.pack, &change, env))?;
        }
        let own = change.window();
        // A window that has gone by is no time to ask about.
        let begin = from.or(own.map(|(from, _)| from).filter(|at| *at >= now)).unwrap_or(now);
        let length = match minutes {
            Some(n) if n <= 0 || n > 60 * 24 * 31 => {
                return Err(AppError::Input {
                    text: "a change runs for a minute at least and 31 days at most".into(),
                    hint: "give --minutes 90".into(),
                });
            }
            Some(n) => Span::seconds(n * 60),
            None => own.map_or(Span::seconds(HOUR), |(from, to)| to.since(from)),
        };
        // Within its own window the change has what is left of that.
        let left = own.filter(|(a, b)| from.is_none() && minutes.is_none() && *a <= now && now < *b);
        let asked = (begin, left.map_or_else(|| begin.plus(length), |(_, end)| end));
        desk.booked = booked_near(&self.store.read()?, &world, &desk.pack, no, (asked, AHEAD), self.back)?;
        let mut facts = acts::facts_for(&world, &desk, &change, &[("environment", env.unwrap_or_default())]);
        time::name_environment(&mut facts, env);
        let answer = time::answer(&world, &desk, &change, &facts, asked);
        // What is free is told from now on: a change may run before the time that it planned.
        let search = from.unwrap_or(now).max(now);
        let offered = time::offered(&world, &desk, &change, &facts, (search, search.plus(length)), SLOTS);
        let told = |list: Vec<Reason>| {
            list.into_iter().map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses }).collect()
        };
        let slot = |o: time::Offer| Slot {
            from: Time(o.time.0),
            to: Time(o.time.1),
            against: told(o.against),
            warnings: told(o.warnings),
        };
        // Those that the rules allow come first.
        // Where nothing is offered to compare with, a day far off tells what says nothing of the time.
        let far = time::offer(&desk, &change, &facts, (days(asked.0, AHEAD), days(asked.1, AHEAD))).against;
        let always = |r: &Reason| {
            let others = offered.iter().all(|o| o.against.iter().any(|a| a.rule == r.rule));
            others && (offered.len() > 1 || far.iter().any(|a| a.rule == r.rule))
        };
        // The head says of the time asked for what the list says of it. A window that was scheduled is judged no more.
        let kept = (own == Some(asked) || left.is_some()) && change.moments.contains_key("scheduled");
        let lacks = if kept { Vec::new() } else { time::offer(&desk, &change, &facts, asked).against };
        let of_time: Vec<Reason> = lacks.iter().filter(|r| !always(r)).cloned().collect();
        let free = |o: &time::Offer| o.against.iter().all(always);
        let free: Vec<bool> = offered.iter().map(free).collect();
        let (kept, short): (Vec<_>, Vec<_>) = offered.into_iter().zip(free).partition(|(_, free)| *free);
        let slots = kept.into_iter().chain(short).map(|(o, _)| slot(o)).collect();
        let plan = time::chosen(&world, &desk, &change, &facts, asked);
        let mut chain = chain(&answer);
        let line = |r: Reason| ChainLine {
            kind: "rule".into(),
            id: r.rule,
            effect: "deny".into(),
            text: r.text,
            clauses: r.clauses,
        };
        let refused = !of_time.is_empty();
        if answer.allowed {
            chain.extend(of_time.into_iter().map(line));
        } else if plan.allowed && time::plans(&change) && !lacks.is_empty() {
            // It is free by the same measure as the times below: what is lacking are the rules, and they are named.
            chain = self::chain(&plan);
            chain.extend(lacks.into_iter().map(line));
        }
        if begin < now {
            let line =
                ChainLine { kind: "now".into(), effect: "deny".into(), text: GONE.into(), ..ChainLine::default() };
            chain.insert(0, line);
        }
        Ok(SlotsSheet {
            id: no.to_string(),
            asked: shown(asked),
            allowed: answer.allowed && begin >= now && !refused,
            chain,
            slots,
            planned: plan::planned(&desk.pack, (search, search.plus(length)), &|times| {
                time::chosen(&world, &desk, &change, &facts, times)
            }),
        })
    }
}

/// Whether the calendar shows a time: from a moment to a later one, at most two years.
fn shows((from, to): Stretch, tz: Tz) -> Result<(), AppError> {
    let refuse = |text: String, hint: &str| Err(AppError::Input { text, hint: hint.into() });
    match to.cmp(&from) {
        Ordering::Less => {
            let text = format!("the calendar would end {}, before it begins {}", told(to, tz), told(from, tz));
            refuse(text, "give --from before --to")
        }
        Ordering::Equal => {
            let text = format!("the calendar would begin and end {}", told(from, tz));
            refuse(text, "give a later --to; a day alone, as in --to 2026-03-02, includes that day")
        }
        Ordering::Greater if to > days(from, MOST) => {
            refuse("the calendar shows at most two years at once".into(), "give an earlier --to, or a later --from")
        }
        Ordering::Greater => Ok(()),
    }
}

/// The chain of an answer, as sheets carry it.
pub(in crate::app) fn chain(answer: &Answer) -> Vec<ChainLine> {
    let line = |l: &crate::policy::diary::Link| ChainLine {
        kind: l.kind.into(),
        id: l.id.clone(),
        effect: l.effect.word().into(),
        text: l.text.clone(),
        clauses: l.clauses.clone(),
    };
    answer.chain.iter().map(line).collect()
}

/// When a freeze that holds at any time holds, where what switches it on is known without a change: since it was switched on.
fn standing(world: &World, pack: &Pack, freeze: &Freeze, (from, to): Stretch) -> Option<Stretch> {
    let always = freeze.on.plan(pack).is_ok_and(|p| p.always());
    let adopted = world.policy.adoptions.last().map(|a| a.at);
    let switches = world.policy.settings.iter().filter(|s| freeze.when.setting.contains_key(&s.id)).map(|s| s.at);
    let from = switches.chain(adopted).chain([from]).max().unwrap_or(from);
    let known = Facts::of_settings(pack);
    let holds = || freeze.when.holds(&known, pack) == Truth::Yes;
    (always && from < to && holds()).then_some((from, to))
}

pub(in crate::app) fn each(pack: &Pack) -> impl Iterator<Item = &Pack> {
    let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    members.iter()
}

/// The years of a time of which a setting names no day, though it has to: the part of the year, the setting, what is told.
pub(in crate::app) fn unnamed(pack: &Pack, (from, to): Stretch) -> Vec<(Stretch, &Setting, String)> {
    let calendar = &pack.calendar;
    let begins = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| calendar.at(day, NaiveTime::MIN));
    let years = calendar.day(from).year()..=calendar.day(to.plus(Span(-1))).year();
    let mut found = Vec::new();
    for setting in each(pack).flat_map(|m| &m.settings).filter(|s| !s.yearly.is_empty()) {
        for year in years.clone() {
            let turn = begins(year).zip(begins(year + 1)).map(|(a, b)| (a.max(from), b.min(to)));
            if let (Some(turn), Some(text)) = (turn, setting.lacks(year)) {
                found.push((turn, setting, text));
            }
        }
    }
    found
}

/// Whether a freeze of a pack can bind anything: by the settings, and by the tiers that systems have.
fn may_bind(pack: &Pack, world: &World, freeze: &Freeze) -> bool {
    let mut known = Facts::of_settings(pack);
    known.set_words("system.tier", world.systems.all.values().map(|s| s.entry.tier.clone()));
    freeze.when.holds(&known, pack) != Truth::No
}

pub(in crate::app) fn days(at: Moment, n: i64) -> Moment {
    at.plus(Span::hours(n.saturating_mul(24)))
}

const fn shown((from, to): Stretch) -> Window {
    Window { from: Time(from), to: Time(to) }
}
