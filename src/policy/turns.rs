//! When the windows that would take a change are open, where none is open in the time asked for: what is told of them.

use super::diary::{Effect, Link};
use super::running::{Case, View, shift};
use super::schedule::Stretch;
use crate::base::time::{Moment, Span};

impl Case<'_> {
    /// When the windows that would take the change are open: those nearest to the time asked for.
    pub(super) fn nearest_turns(&self, views: &[View<'_>]) -> Vec<Link> {
        let near: Vec<(Span, &View<'_>, Stretch)> = views
            .iter()
            .filter(|v| v.admits() && v.turns.is_empty() && v.full.is_empty())
            .filter_map(|v| self.nearest(v).map(|(gap, turn)| (gap, v, turn)))
            .collect();
        if near.is_empty() {
            return self.without_turns(views);
        }
        let least = near.iter().map(|(gap, ..)| *gap).min();
        let told = |(_, view, (opens, closes)): &(Span, &View<'_>, Stretch)| {
            let title = &view.window.title;
            let is = if self.over(*closes) { "was" } else { "is" };
            let next = self.next(view).filter(|_| self.over(*closes));
            let next = next.map(|(a, b)| format!("; the next is from {} to {}", self.told(a), self.told(b)));
            let text = format!(
                "{title} is not open then; it {is} from {} to {}{}",
                self.told(*opens),
                self.told(*closes),
                next.unwrap_or_default()
            );
            view.link(Effect::Deny, text)
        };
        near.iter().filter(|(gap, ..)| Some(*gap) == least).map(told).collect()
    }

    /// Windows that would take the change and have no turn at all.
    fn without_turns(&self, views: &[View<'_>]) -> Vec<Link> {
        let none =
            views.iter().filter(|v| v.admits() && v.turns.is_empty() && v.full.is_empty() && v.problem.is_none());
        let told = |view: &View<'_>| {
            let open = view.window.on.dates_setting.as_ref().filter(|id| self.pack.setting(id).is_none());
            let why = match open {
                Some(id) => format!("the setting {id} has no value yet"),
                None if view.window.on.announced => "none is announced".into(),
                None => "it is not open in the months around".into(),
            };
            let settings = open.into_iter().cloned().collect();
            Link { settings, ..view.link(Effect::Deny, format!("{}: {why}", view.window.title)) }
        };
        none.map(told).collect()
    }

    /// Whether a moment is gone by.
    fn over(&self, at: Moment) -> bool {
        self.asked.facts.moments.get("now").is_some_and(|now| at <= *now)
    }

    /// The next turn of a window that is not over yet, within a few months.
    fn next(&self, view: &View<'_>) -> Option<Stretch> {
        let plan = view.plan.as_ref()?;
        let now = *self.asked.facts.moments.get("now")?;
        let until = shift(now, 3 * 40);
        let turns = if plan.announced() { self.opened(now, until) } else { plan.between(now, until) };
        turns.into_iter().filter(|turn| turn.1 > now).min()
    }

    /// The turn nearest to the time asked for, within a few months either way.
    fn nearest(&self, view: &View<'_>) -> Option<(Span, Stretch)> {
        let plan = view.plan.as_ref()?;
        let turns = |from, to| self.turns(view.window, plan, from, to);
        [8, 40, 3 * 40].into_iter().find_map(|days| {
            let (from, to) = (shift(self.asked.from, -days), shift(self.asked.to, days));
            let gap = |(a, b): &Stretch| Span(a.since(self.asked.from).0.max(self.asked.from.since(*b).0));
            turns(from, to).into_iter().map(|turn| (gap(&turn), turn)).min()
        })
    }
}
