//! What the exceptions of a change do to the answer of the calendar: they stand for windows, waive freezes, set rules aside.

use super::diary::{Diary, Effect, Link, Question};
use super::exception::{Waived, Waiver};
use super::running::Case;
use super::schedule::{Stretch, joined, without};
use crate::base::time::Moment;

impl Waiver {
    /// The exception as a link of the chain.
    pub(super) fn link(&self, effect: Effect, text: String) -> Link {
        Link {
            kind: "exception",
            id: self.id.clone(),
            effect,
            text,
            remedy: String::new(),
            clauses: self.clauses.clone(),
            settings: Vec::new(),
        }
    }
}

/// The exceptions of which a change must use some for these times: one that does for all of them, where there is one.
pub(super) fn needed<'w>(live: &[&'w Waiver], times: &[Stretch]) -> impl Iterator<Item = &'w Waiver> + use<'w> {
    let for_all = |w: &&&Waiver| times.iter().all(|(a, b)| w.during.0 <= *a && *b <= w.during.1);
    let for_some = |w: &&&Waiver| times.iter().any(|(a, b)| w.during.0 < *b && *a < w.during.1);
    let used: Vec<&Waiver> = match live.iter().filter(for_some).find(for_all) {
        Some(one) => vec![*one],
        None => live.iter().filter(for_some).copied().collect(),
    };
    used.into_iter()
}

/// The rules that exceptions of the change set aside in the time asked for. Those that may be used stand in the chain.
pub(super) fn waived_rules(diary: &Diary, asked: &Question<'_>, chain: &mut Vec<Link>) -> Vec<Waived> {
    let environments = asked.facts.words("field.environment").unwrap_or_default();
    let mut rules = Vec::new();
    for waiver in diary.waivers.iter().filter(|w| !w.rules.is_empty() && w.covers(environments, (asked.from, asked.to)))
    {
        if waiver.void.is_none() {
            chain.push(waiver.link(Effect::Exempt, format!("{}: {}", waiver.title, waiver.text)));
        }
        rules.extend(waiver.rules.iter().map(|rule| Waived {
            rule: rule.clone(),
            by: waiver.id.clone(),
            title: waiver.title.clone(),
            void: waiver.void.clone(),
            clauses: waiver.clauses.clone(),
        }));
    }
    rules
}

impl Case<'_> {
    fn exceptions(&self, void: bool, kind: impl Fn(&Waiver) -> bool) -> Vec<&Waiver> {
        let environments = self.asked.facts.words("field.environment").unwrap_or_default();
        let meant = |w: &&Waiver| w.void.is_some() == void && kind(w) && w.is_for(environments);
        self.diary.waivers.iter().filter(meant).collect()
    }

    /// Exceptions of the change that may be used.
    pub(super) fn waived(&self, kind: impl Fn(&Waiver) -> bool) -> Vec<&Waiver> {
        self.exceptions(false, kind)
    }

    /// Exceptions that would have helped in some times, and cannot be used any more or not yet.
    pub(super) fn void(&self, times: &[Stretch], kind: impl Fn(&Waiver) -> bool) -> Vec<Link> {
        let meets = |w: &&Waiver| times.iter().any(|(a, b)| w.during.0 < *b && *a < w.during.1);
        let why = |w: &Waiver| format!("{}: {}", w.title, w.void.as_deref().unwrap_or_default());
        self.exceptions(true, kind).into_iter().filter(meets).map(|w| w.link(Effect::Deny, why(w))).collect()
    }

    /// Exceptions whose time was over before a moment, in a stretch of time that they were for.
    pub(super) fn ran_out(&self, during: Stretch, before: Moment, kind: impl Fn(&Waiver) -> bool) -> Vec<Link> {
        let over = |w: &Waiver| w.expired && w.during.1 <= before && kind(w);
        self.void(&[during], over)
    }

    /// Exceptions that hold in a stretch of time, and not for all that the change would use of it.
    fn partial(&self, during: Stretch, kind: impl Fn(&Waiver) -> bool) -> Vec<Link> {
        let meets = |w: &&Waiver| w.during.0 < self.asked.to && during.0 < w.during.1;
        let told = |w: &Waiver| {
            let (from, to) = (self.told(w.during.0), self.told(w.during.1));
            w.link(Effect::Deny, format!("{} holds from {from} to {to} only", w.title))
        };
        self.waived(kind).into_iter().filter(meets).map(told).collect()
    }

    /// What of a turn of a freeze the change would use.
    fn used(&self, (a, b): Stretch) -> Stretch {
        (a.max(self.asked.from), b.min(self.asked.to))
    }

    /// Whether exceptions do not waive all that the change would use of a turn of a freeze.
    pub(super) fn unwaived(&self, freeze: &str, turn: Stretch) -> bool {
        let times = joined(self.waived(|w| w.waives(freeze)).iter().map(|w| w.during).collect());
        !without(&[self.used(turn)], &times).is_empty()
    }

    /// A freeze with what the change's exceptions make of it.
    pub(super) fn with_exceptions(&self, link: Link, turn: Stretch) -> Vec<Link> {
        if link.effect != Effect::Deny || self.diary.waivers.is_empty() {
            return vec![link];
        }
        let used = [self.used(turn)];
        if self.unwaived(&link.id, turn) {
            let waives = |w: &Waiver| w.waives(&link.id);
            let mut more = self.void(&used, waives);
            more.extend(self.partial(turn, waives));
            more.extend(self.ran_out(turn, self.asked.from, waives));
            return std::iter::once(link).chain(more).collect();
        }
        let live = self.waived(|w| w.waives(&link.id));
        let by: Vec<Link> =
            needed(&live, &used).map(|w| w.link(Effect::Allow, format!("{} waives it", w.title))).collect();
        std::iter::once(Link { effect: Effect::Exempt, ..link }).chain(by).collect()
    }
}
