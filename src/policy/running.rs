//! May a change run from here to there? One answer, with the chain of windows and freezes that decided it.
//!
//! No freeze that binds the change may touch the time, unless the change is exempt or may cross it. Where the pack has
//! windows, every minute must lie in one that admits the change; only an overrun rule lets the end lie outside. Packs
//! adopted together answer each for itself, and all of them must allow.

use super::bearing;
use super::diary::{Announced, Answer, Diary, Effect, Link, Opened, Question, told};
use super::exception::Waiver;
use super::facts::Facts;
use super::pack::{Pack, Path};
use super::remedy::filled;
use super::rule::{Truth, When};
use super::schedule::{Plan, ScheduleError, Stretch, joined, without};
use super::waiving::{needed, waived_rules};
use super::window::{Freeze, Overrun, Window};
use crate::base::calendar::Calendar;
use crate::base::text::so_many;
use crate::base::time::{Moment, Span};
use std::borrow::Cow;

/// Whether a change may run in a time, and why.
#[must_use]
pub fn judge_time(pack: &Pack, diary: &Diary, question: &Question<'_>) -> Answer {
    judged(pack, diary, question, false)
}

/// As [`judge_time`], for a time that is only planned: what a change must have beside to use a window, such as an approval,
/// is not asked for yet.
#[must_use]
pub fn judge_plan(pack: &Pack, diary: &Diary, question: &Question<'_>) -> Answer {
    judged(pack, diary, question, true)
}

fn judged(pack: &Pack, diary: &Diary, question: &Question<'_>, planned: bool) -> Answer {
    let diary = &*diary.standing((question.from, question.to));
    let mut chain: Vec<Link> = Vec::new();
    for member in members(pack) {
        let facts = member.sees(question.facts, !pack.members.is_empty());
        let calendar = member.calendar_for(&facts);
        let case = Case { pack: member, diary, asked: Question { facts: &facts, ..*question }, planned, calendar };
        for link in case.freezes().into_iter().chain(case.windows()) {
            if !chain.contains(&link) {
                chain.push(link);
            }
        }
    }
    let waived = waived_rules(diary, question, &mut chain);
    Answer { allowed: chain.iter().all(|l| l.effect != Effect::Deny), chain, waived, next_free: None }
}

/// Whether a change is one that a window admits at once (`bypass`), whatever it planned itself; where a pack has no windows,
/// what it authorises at once.
#[must_use]
pub fn at_once(pack: &Pack, facts: &Facts) -> bool {
    members(pack).iter().any(|member| {
        let facts = member.sees(facts, !pack.members.is_empty());
        if member.windows.is_empty() {
            let kind = facts.words("type").and_then(|w| w.first()).and_then(|w| member.change_type(w));
            return kind.is_some_and(|t| t.path == Path::Urgent);
        }
        member.windows.iter().any(|w| w.bypass && w.when.holds(&facts, member) == Truth::Yes)
    })
}

/// The windows by which a change begins at a moment although no other one is open: their clauses. Nothing where another
/// one is open, or the change has none that admits it at once.
#[must_use]
pub fn bypassed(pack: &Pack, facts: &Facts, at: Moment) -> Vec<String> {
    let mut clauses = Vec::new();
    for member in members(pack) {
        let facts = member.sees(facts, !pack.members.is_empty());
        let end = at.plus(Span(1));
        let open = |w: &&Window| {
            let plan = w.on.plan_by(member, &member.calendar_for(&facts));
            !w.bypass && plan.is_ok_and(|p| !p.always() && p.between(at, end).iter().any(|t| t.0 <= at && at < t.1))
        };
        if member.windows.iter().any(|w| open(&w)) {
            continue;
        }
        let by = member.windows.iter().filter(|w| w.bypass && w.when.holds(&facts, member) == Truth::Yes);
        clauses.extend(by.flat_map(|w| w.clauses.iter().cloned()));
    }
    clauses.dedup();
    clauses
}

/// The packs that answer: the members of a combination, or the pack itself.
pub(super) fn members(pack: &Pack) -> &[Pack] {
    if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members }
}

/// One pack's answer in the making.
pub(super) struct Case<'a> {
    pub(super) pack: &'a Pack,
    pub(super) diary: &'a Diary,
    pub(super) asked: Question<'a>,
    /// Whether the time is only planned.
    pub(super) planned: bool,
    /// The business calendar of the sites that the change is about.
    pub(super) calendar: Cow<'a, Calendar>,
}

impl Case<'_> {
    pub(super) fn holds(&self, when: &When) -> Truth {
        when.holds(self.asked.facts, self.pack)
    }

    pub(super) fn told(&self, at: Moment) -> String {
        told(at, self.pack.calendar.tz)
    }

    /// Whether an announced freeze binds the change.
    fn binds(&self, freeze: &Announced) -> bool {
        let environments = self.asked.facts.words("field.environment").unwrap_or_default();
        // What is not known of the change is taken to be bound.
        let meets =
            |of: &[String], own: &[String]| of.is_empty() || own.is_empty() || own.iter().any(|o| of.contains(o));
        meets(&freeze.environments, environments) && meets(&freeze.systems, self.asked.systems)
    }

    fn freezes(&self) -> Vec<Link> {
        let (from, to) = (self.asked.from, self.asked.to);
        let mut links = Vec::new();
        let mut announced_carried = false;
        for freeze in self.pack.freezes.iter().filter(|f| self.holds(&f.when) != Truth::No) {
            let link = |effect, text: String, settings: Vec<String>| Link {
                kind: "freeze",
                id: freeze.id().to_owned(),
                effect,
                text,
                remedy: filled(&freeze.remedy, self.asked.facts),
                clauses: freeze.clauses.clone(),
                settings,
            };
            let plan = match freeze.on.plan_by(self.pack, &self.calendar) {
                Ok(plan) => plan,
                Err(ScheduleError::Unset(setting)) => {
                    let text = format!("{}: its days are not set yet", freeze.title);
                    links.push(link(Effect::Warn, text, vec![setting]));
                    continue;
                }
                Err(wrong) => {
                    links.push(link(Effect::Deny, format!("{}: {wrong}", freeze.title), Vec::new()));
                    continue;
                }
            };
            if plan.announced() {
                announced_carried = true;
                for hit in self.announced(from, to) {
                    let turn = (hit.from, hit.to);
                    let (effect, text) = self.against(freeze, &hit.titled(self.asked.systems), turn, &hit.exempt);
                    let told = Link { id: hit.id.clone(), ..link(effect, text, Vec::new()) };
                    links.extend(self.with_exceptions(told, turn));
                }
            } else {
                // The first turn that stops the change; where none does, the first that would have.
                let turns = whole(&plan, from, to);
                let stops = turns.iter().find(|t| self.unwaived(freeze.id(), **t)).or_else(|| turns.first());
                if let Some(turn) = stops {
                    let (effect, text) = self.against(freeze, &freeze.title, *turn, &[]);
                    links.extend(self.with_exceptions(link(effect, text, Vec::new()), *turn));
                }
            }
        }
        if !announced_carried && !self.pack.freezes.iter().any(|f| f.on.announced) {
            for hit in self.announced(from, to) {
                let exempt = self.is_type(&hit.exempt);
                let told = Link {
                    kind: "freeze",
                    id: hit.id.clone(),
                    effect: if exempt { Effect::Exempt } else { Effect::Deny },
                    text: format!("{}, until {}", hit.titled(self.asked.systems), self.told(hit.to)),
                    remedy: String::new(),
                    clauses: Vec::new(),
                    settings: Vec::new(),
                };
                links.extend(self.with_exceptions(told, (hit.from, hit.to)));
            }
        }
        links
    }

    pub(super) fn announced(&self, from: Moment, to: Moment) -> impl Iterator<Item = &Announced> {
        self.diary.announced.iter().filter(move |a| a.from < to && a.to > from && self.binds(a))
    }

    /// The announced windows that are open to the change between two moments. What is not known of the change is not
    /// let in by a window that is only for some.
    pub(super) fn opened(&self, from: Moment, to: Moment) -> Vec<Stretch> {
        let environments = self.asked.facts.words("field.environment").unwrap_or_default();
        let within = |of: &[String], own: &[String]| {
            of.is_empty() || (!own.is_empty() && own.iter().all(|o| of.iter().any(|w| w.eq_ignore_ascii_case(o))))
        };
        let takes = |o: &&Opened| {
            within(&o.environments, environments)
                && within(&o.systems, self.asked.systems)
                && (o.types.is_empty() || self.is_type(&o.types))
        };
        let near = self.diary.opened.iter().filter(|o| o.from < to && o.to > from);
        joined(near.filter(takes).map(|o| (o.from, o.to)).collect())
    }

    pub(super) fn is_type(&self, exempt: &[String]) -> bool {
        self.asked.facts.words("type").is_some_and(|t| t.iter().any(|t| exempt.contains(t)))
    }

    /// Whether a freeze lets the change through.
    pub(super) fn passes(&self, freeze: &Freeze, types: &[String]) -> bool {
        let given = |when: &Option<When>| when.as_ref().is_some_and(|w| self.holds(w) == Truth::Yes);
        self.is_type(types) || given(&freeze.exempt) || given(&freeze.cross)
    }

    fn against(&self, freeze: &Freeze, title: &str, (from, to): Stretch, types: &[String]) -> (Effect, String) {
        let when = if from.0 <= i64::MIN / 8 {
            String::new()
        } else {
            format!(", from {} to {}", self.told(from), self.told(to))
        };
        if self.passes(freeze, types) {
            return (Effect::Exempt, format!("{title}{when}: this change may run in it"));
        }
        let why = if freeze.text.is_empty() { String::new() } else { format!(": {}", freeze.text) };
        (Effect::Deny, format!("{title}{when}{why}"))
    }

    fn windows(&self) -> Vec<Link> {
        if self.pack.windows.is_empty() {
            return Vec::new();
        }
        let (from, to) = (self.asked.from, self.asked.to);
        let views: Vec<View<'_>> = self.pack.windows.iter().map(|w| self.view(w, from, to)).collect();
        let turns = joined(views.iter().filter(|v| v.admits()).flat_map(|v| v.turns.clone()).collect());
        let waived = self.waived(|w| w.windows);
        let cover = joined(turns.iter().copied().chain(waived.iter().map(|w| w.during)).collect());
        let Some(stretch) = cover.iter().find(|(a, b)| *a <= from && from < *b) else {
            let mut links = self.outside(&views);
            links.extend(self.void(&[(from, to)], |w| w.windows));
            // One that was over in the last day may be the one that was meant.
            links.extend(self.ran_out((shift(from, -1), from), from, |w| w.windows));
            return links;
        };
        let mut links: Vec<Link> = Vec::new();
        let last = views.iter().filter(|v| v.admits() && v.turns.iter().any(|(_, b)| *b == stretch.1));
        let late = self.asked.to > stretch.1;
        for view in views.iter().filter(|v| v.admits() && !v.turns.is_empty()) {
            links.push(view.link(Effect::Allow, format!("{} is open", view.window.title)));
            // Where too much risk at once is only told, not refused.
            let told = view.over.iter().filter(|(turn, _)| turn.0 < to && turn.1 > from).take(1);
            links.extend(told.map(|(_, why)| view.link(Effect::Warn, format!("{} is full: {why}", view.window.title))));
        }
        // An exception that is not needed is not used up.
        let shut = without(&[(from, to)], &turns);
        links.extend(needed(&waived, &shut).map(|w| w.link(Effect::Allow, format!("{} stands for a window", w.title))));
        if late && last.clone().next().is_none() {
            // Only an exception was open at the end, and an exception has no overrun.
            let by = |w: &Waiver| format!("{} holds until {} only", w.title, self.told(stretch.1));
            links = waived.iter().filter(|w| w.during.1 == stretch.1).map(|w| w.link(Effect::Deny, by(w))).collect();
            links.extend(self.void(&[(stretch.1, to)], |w| w.windows));
            return links;
        }
        if late {
            let by = format!("it would end {}, after the window closes {}", self.told(to), self.told(stretch.1));
            let last: Vec<&View<'_>> = last.collect();
            if last.iter().any(|v| v.window.overrun == Overrun::Allow) {
                return links;
            }
            let effect =
                if last.iter().any(|v| v.window.overrun == Overrun::Warn) { Effect::Warn } else { Effect::Deny };
            if effect == Effect::Deny {
                links.clear();
            }
            links.extend(last.iter().map(|v| v.link(effect, format!("{}: {by}", v.window.title))));
            if effect == Effect::Deny {
                links.extend(self.void(&[(stretch.1, to)], |w| w.windows));
            }
        }
        links
    }

    /// Why no window takes the change when it begins: first when those that would take it are open.
    fn outside(&self, views: &[View<'_>]) -> Vec<Link> {
        // That the window of that time is full comes before when others are open.
        let full = |view: &&View<'_>| view.problem.is_none() && !view.full.is_empty();
        let told = |view: &View<'_>| {
            let (many, over) = (view.window.capacity.unwrap_or_default(), view.over.first());
            let why = over.map_or_else(|| so_many(many, "change"), |(_, why)| why.clone());
            let remedy = filled(bearing::FULL, self.asked.facts);
            Link { remedy, ..view.link(Effect::Deny, format!("{} is full: {why}", view.window.title)) }
        };
        let mut links: Vec<Link> = views.iter().filter(full).map(told).collect();
        links.extend(self.nearest_turns(views));
        let meant = views.iter().any(|v| v.when == Truth::Yes);
        for view in views {
            let title = &view.window.title;
            if let Some(problem) = &view.problem {
                if view.when != Truth::No {
                    links.push(view.link(Effect::Deny, format!("{title}: {problem}")));
                }
            } else if full(&view) {
                continue;
            } else if !view.turns.is_empty() && !view.admits() {
                if meant && view.window.quiet && view.when != Truth::Yes {
                    continue;
                }
                let why = if view.window.text.is_empty() { "not for such a change" } else { &view.window.text };
                links.push(view.link(Effect::Deny, format!("{title} is open then: {why}")));
            } else if let Some((opens, _)) = view.turns.first() {
                links.push(view.link(Effect::Deny, format!("{title} opens {}", self.told(*opens))));
            }
        }
        if links.is_empty() {
            links.extend(views.iter().map(|v| v.link(Effect::Deny, format!("{} is not open then", v.window.title))));
        }
        links
    }

    /// The turns of a window that are open to the change between two moments.
    pub(super) fn turns(&self, window: &Window, plan: &Plan, from: Moment, to: Moment) -> Vec<Stretch> {
        let turns = |from, to| if plan.announced() { self.opened(from, to) } else { plan.between(from, to) };
        if !window.next_only || plan.always() {
            return turns(from, to);
        }
        let now = self.asked.facts.now();
        let next = [40, 400].into_iter().find_map(|days| turns(now, shift(now, days)).into_iter().next());
        turns(from, to).into_iter().filter(|(begins, _)| next.is_none_or(|next| *begins <= next.0)).collect()
    }

    /// How a window stands to the change in a time.
    pub(super) fn view<'w>(&self, window: &'w Window, from: Moment, to: Moment) -> View<'w> {
        let when = self.holds(&window.when);
        let needs = if self.planned { Truth::Yes } else { self.holds(&window.needs) };
        let (plan, problem) = match window.on.plan_by(self.pack, &self.calendar) {
            Ok(plan) => (Some(plan), None),
            Err(problem) => (None, Some(problem)),
        };
        let turns = plan.as_ref().map_or_else(Vec::new, |plan| self.turns(window, plan, from, to));
        // A window that is always open has no turn that could be full.
        let bears = self.pack.bears_in(window).filter(|_| !plan.as_ref().is_some_and(Plan::always));
        let over = bears.map_or_else(Vec::new, |b| b.overfull(self.pack, self.diary, self.asked.facts, &turns));
        let refuses = self.pack.setting(bearing::EFFECT) != Some("warn");
        let full = |turn: &Stretch| {
            window.capacity.is_some_and(|most| self.diary.booked.within(*turn) >= most)
                || (refuses && over.iter().any(|(of, _)| of == turn))
        };
        let (full, turns) = turns.into_iter().partition(full);
        View { window, plan, when, needs, turns, full, over, problem }
    }
}

/// A window beside a change.
pub(super) struct View<'w> {
    pub(super) window: &'w Window,
    pub(super) plan: Option<Plan>,
    when: Truth,
    needs: Truth,
    pub(super) turns: Vec<Stretch>,
    pub(super) full: Vec<Stretch>,
    /// Turns in which the change would be more risk than the window bears, and why.
    over: Vec<(Stretch, String)>,
    pub(super) problem: Option<ScheduleError>,
}

impl View<'_> {
    pub(super) fn admits(&self) -> bool {
        self.when == Truth::Yes && self.needs == Truth::Yes
    }

    pub(super) fn link(&self, effect: Effect, text: String) -> Link {
        let settings = match &self.problem {
            Some(ScheduleError::Unset(setting)) => vec![setting.clone()],
            _ => Vec::new(),
        };
        Link {
            kind: "window",
            id: self.window.id().to_owned(),
            effect,
            text,
            remedy: self.window.remedy.clone(),
            clauses: self.window.clauses.clone(),
            settings,
        }
    }
}

/// The turns that touch a time, each as long as it is: days that follow each other are one freeze.
fn whole(plan: &Plan, from: Moment, to: Moment) -> Vec<Stretch> {
    const MONTH: i64 = 32;
    let turns = plan.between(from, to);
    if turns.is_empty() || plan.always() {
        return turns;
    }
    let around = plan.between(shift(from, -MONTH), shift(to, MONTH));
    around.into_iter().filter(|(a, b)| *a < to && *b > from).collect()
}

pub(super) fn shift(at: Moment, days: i64) -> Moment {
    at.plus(Span::hours(days.saturating_mul(24)))
}
