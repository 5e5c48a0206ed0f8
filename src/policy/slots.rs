//! The times in which a change may run, and the answer with the next of them.

use super::diary::{Answer, Diary, Question};
use super::exception::Waiver;
use super::pack::Pack;
use super::rule::Truth;
use super::running::{Case, View, judge_time, members, shift};
use super::schedule::{ScheduleError, Stretch, joined, without};
use crate::base::time::{Moment, Span};

/// How far free slots are looked for, in days.
const AHEAD: i64 = 400;
/// How many days are looked at in one go.
const GO: i64 = 40;
/// Of how many days of a stretch one is offered each.
const DAYS: usize = 14;

/// Whether a change may run in a time, why, and when next if not.
#[must_use]
pub fn may_run(pack: &Pack, diary: &Diary, question: &Question<'_>) -> Answer {
    let mut answer = judge_time(pack, diary, question);
    if !answer.allowed {
        answer.next_free = Slots::new(pack, diary, question).next();
    }
    answer
}

/// Free times for a change, as long as the time asked for and beginning there or later; one for each stretch that is free,
/// or one a day ([`Slots::daily`]).
#[derive(Debug)]
pub struct Slots<'a> {
    pack: &'a Pack,
    diary: &'a Diary,
    asked: Question<'a>,
    /// Whether what a change must have beside to use a window is not asked for yet.
    planned: bool,
    /// Whether a stretch of days is offered day by day.
    daily: bool,
    /// Where the next go begins, and where looking ends.
    at: Moment,
    end: Moment,
    ready: std::vec::IntoIter<Stretch>,
}

impl<'a> Slots<'a> {
    /// Slots from the beginning of the time asked for.
    #[must_use]
    pub fn new(pack: &'a Pack, diary: &'a Diary, asked: &Question<'a>) -> Self {
        let end = shift(asked.from, AHEAD);
        Self {
            pack,
            diary,
            asked: *asked,
            planned: false,
            daily: false,
            at: asked.from,
            end,
            ready: Vec::new().into_iter(),
        }
    }

    /// For a change that is not approved yet: what it must have beside, such as an approval, is not asked for.
    #[must_use]
    pub fn planned(self) -> Self {
        Self { planned: true, ..self }
    }

    /// For somebody who chooses: of a stretch of days also the days after its first, at the same hour, up to two weeks.
    #[must_use]
    pub fn daily(self) -> Self {
        Self { daily: true, ..self }
    }

    /// The beginnings that are offered of a stretch for a change of a length.
    fn begins(&self, (from, to): Stretch, length: Span) -> impl Iterator<Item = Moment> + use<> {
        let calendar = &self.pack.calendar;
        let (first, hour) = (calendar.day(from), from.local(calendar.tz).time());
        let more = if self.daily { DAYS } else { 1 };
        let days: Vec<Moment> = first.iter_days().skip(1).take(more - 1).map(|day| calendar.at(day, hour)).collect();
        std::iter::once(from).chain(days).take_while(move |at| at.plus(length) <= to)
    }

    /// The free stretches between two moments under all packs.
    fn free(&self, from: Moment, to: Moment) -> Vec<Stretch> {
        let mut free = vec![(from, to)];
        for member in members(self.pack) {
            let facts = member.sees(self.asked.facts, !self.pack.members.is_empty());
            let asked = Question { facts: &facts, from, to, ..self.asked };
            let calendar = member.calendar_for(&facts);
            let case = Case { pack: member, diary: self.diary, asked, planned: self.planned, calendar };
            if !member.windows.is_empty() {
                let views = member.windows.iter().map(|w| case.view(w, from, to)).filter(View::admits);
                let mut open: Vec<Stretch> = views.flat_map(|v| v.turns).collect();
                open.extend(waived(&case, |w| w.windows));
                let open = joined(open);
                free = common(&free, &open);
            }
            free = without(&free, &joined(frozen(&case, from, to)));
        }
        free
    }
}

/// The times in which freezes stop the change.
fn frozen(case: &Case<'_>, from: Moment, to: Moment) -> Vec<Stretch> {
    let mut all = Vec::new();
    let carried = case.pack.freezes.iter().any(|f| f.on.announced);
    for freeze in case.pack.freezes.iter().filter(|f| case.holds(&f.when) != Truth::No) {
        match freeze.on.plan_by(case.pack, &case.calendar) {
            Ok(plan) if plan.announced() => {
                let hits = case.announced(from, to).filter(|a| !case.passes(freeze, &a.exempt));
                for hit in hits {
                    all.extend(without(&[(hit.from, hit.to)], &joined(waived(case, |w| w.waives(&hit.id)))));
                }
            }
            Ok(plan) if !case.passes(freeze, &[]) => {
                let free = joined(waived(case, |w| w.waives(freeze.id())));
                all.extend(without(&plan.between(from, to), &free));
            }
            Err(ScheduleError::Wrong(_)) => all.push((from, to)),
            _ => {}
        }
    }
    if !carried {
        for hit in case.announced(from, to).filter(|a| !case.is_type(&a.exempt)) {
            all.extend(without(&[(hit.from, hit.to)], &joined(waived(case, |w| w.waives(&hit.id)))));
        }
    }
    all
}

/// The times for which exceptions of some kind hold.
fn waived(case: &Case<'_>, kind: impl Fn(&Waiver) -> bool) -> Vec<Stretch> {
    case.waived(kind).into_iter().map(|w| w.during).collect()
}

pub(super) fn common(a: &[Stretch], b: &[Stretch]) -> Vec<Stretch> {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x.0.max(y.0), x.1.min(y.1))));
    pairs.filter(|(from, to)| from < to).collect()
}

impl Iterator for Slots<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let length = self.asked.to.since(self.asked.from);
        loop {
            if let Some(slot) = self.ready.next() {
                return Some(slot);
            }
            if self.at >= self.end {
                return None;
            }
            let (from, to) = (self.at, shift(self.at, GO));
            // A stretch that reaches back over the beginning of this go was offered in the one before.
            let first = from == self.asked.from;
            let back = if first { from } else { from.plus(Span(-1)) };
            let found = self.free(back, to.plus(length));
            let fits = |(a, b): &Stretch| a.plus(length) <= *b && *a < to && (first || *a >= from);
            let begins = found.into_iter().filter(fits).flat_map(|free| self.begins(free, length));
            let slots: Vec<Stretch> = begins.map(|at| (at, at.plus(length))).collect();
            self.ready = slots.into_iter();
            self.at = to;
        }
    }
}
