//! The calendar that a judgement looks at, what it is asked, and what it answers.

use super::exception::{Waived, Waiver};
use super::facts::Facts;
use super::schedule::Stretch;
use super::verdict::Reason;
use crate::base::time::Moment;
use chrono_tz::Tz;
use std::borrow::Cow;

/// A freeze that people announced in the register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Announced {
    /// Its id in the register.
    pub id: String,
    /// Why there is a freeze, in a title.
    pub title: String,
    /// First moment.
    pub from: Moment,
    /// First moment after it.
    pub to: Moment,
    /// Environments that it binds; all when empty.
    pub environments: Vec<String>,
    /// Systems that it binds; all when empty.
    pub systems: Vec<String>,
    /// Types of change that it lets through.
    pub exempt: Vec<String>,
}

impl Announced {
    /// Its title; for a change that names no system, with the systems that the freeze is for.
    #[must_use]
    pub fn titled(&self, own: &[String]) -> String {
        match self.systems.as_slice() {
            [_, ..] if own.is_empty() => {
                format!("{} (for {}; the change names no system)", self.title, self.systems.join(", "))
            }
            _ => self.title.clone(),
        }
    }
}

/// A window that people announced in the register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Opened {
    /// Its id in the register.
    pub id: String,
    /// What it is for, in a title.
    pub title: String,
    /// First moment.
    pub from: Moment,
    /// First moment after it.
    pub to: Moment,
    /// Environments for which it is open; all when empty.
    pub environments: Vec<String>,
    /// Systems for which it is open; all when empty.
    pub systems: Vec<String>,
    /// Types of change for which it is open; all that the pack's window admits when empty.
    pub types: Vec<String>,
}

/// The risk of another change that is booked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Borne {
    /// Its id.
    pub change: String,
    /// When it runs.
    pub during: Stretch,
    /// Its level.
    pub level: Option<String>,
    /// Its score: what is left of it, where that is known.
    pub score: Option<i64>,
    /// Whether it took its time after the change in question had taken its own.
    pub later: bool,
}

/// The times of other changes, so that the ones in a stretch are counted without looking at each.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Booked {
    starts: Vec<Moment>,
    ends: Vec<Moment>,
    risks: Vec<Borne>,
}

impl Booked {
    /// Of the windows of changes, in any order.
    #[must_use]
    pub fn of(changes: impl IntoIterator<Item = Stretch>) -> Self {
        let (mut starts, mut ends): (Vec<_>, Vec<_>) = changes.into_iter().filter(|(a, b)| a < b).unzip();
        starts.sort_unstable();
        ends.sort_unstable();
        Self { starts, ends, risks: Vec::new() }
    }

    /// Of changes with their risk.
    #[must_use]
    pub fn bearing(risks: Vec<Borne>) -> Self {
        let times = Self::of(risks.iter().map(|r| r.during));
        Self { risks, ..times }
    }

    /// The risks that touch a stretch.
    #[must_use]
    pub fn risks_within(&self, (from, to): Stretch) -> Vec<&Borne> {
        self.risks.iter().filter(|r| r.during.0 < to && r.during.1 > from).collect()
    }

    /// How many touch a stretch.
    #[must_use]
    pub fn within(&self, (from, to): Stretch) -> usize {
        let begun = self.starts.partition_point(|s| *s < to);
        begun.saturating_sub(self.ends.partition_point(|e| *e <= from))
    }
}

/// What the register knows of the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diary {
    /// Announced freezes.
    pub announced: Vec<Announced>,
    /// Announced windows.
    pub opened: Vec<Opened>,
    /// Other scheduled changes.
    pub booked: Booked,
    /// The time that the change in question takes up already.
    pub held: Option<Stretch>,
    /// Exceptions of the change in question.
    pub waivers: Vec<Waiver>,
}

impl Diary {
    /// The calendar as it stands to a time. In what a change takes up already it keeps its place before those that came later:
    /// of those that are too many for a window, the later ones do not fit.
    pub(super) fn standing(&self, (from, to): Stretch) -> Cow<'_, Self> {
        let holds = self.held.is_some_and(|(a, b)| a <= from && to <= b);
        if !holds || self.booked.risks.iter().all(|r| !r.later) {
            return Cow::Borrowed(self);
        }
        let before = self.booked.risks.iter().filter(|r| !r.later).cloned().collect();
        Cow::Owned(Self { booked: Booked::bearing(before), ..self.clone() })
    }
}

/// A change and the time in which it wants to run. Type, risk and environments stand in its facts.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is known of the change.
    pub facts: &'a Facts,
    /// The systems that it touches.
    pub systems: &'a [String],
    /// Beginning.
    pub from: Moment,
    /// End.
    pub to: Moment,
}

/// What a link of the chain does to the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A window admits the change.
    Allow,
    /// A freeze stops it, or a window does not admit it.
    Deny,
    /// A freeze holds, and lets it through.
    Exempt,
    /// It is allowed, and people should know.
    Warn,
}

impl Effect {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Exempt => "exempt",
            Self::Warn => "warn",
        }
    }
}

/// One window or freeze that had a say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// `window`, `freeze` or `exception`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// What it does.
    pub effect: Effect,
    /// In words.
    pub text: String,
    /// What would change it.
    pub remedy: String,
    /// Clauses.
    pub clauses: Vec<String>,
    /// Settings that it waits for.
    pub settings: Vec<String>,
}

/// The answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    /// Whether the change may run.
    pub allowed: bool,
    /// What decided it.
    pub chain: Vec<Link>,
    /// Rules that exceptions of the change set aside then, or would if they could be used.
    pub waived: Vec<Waived>,
    /// The next time of the same length that is free, where this one is not.
    pub next_free: Option<Stretch>,
}

impl Answer {
    /// Why not, as reasons of a verdict.
    #[must_use]
    pub fn reasons(&self, tz: Tz) -> Vec<Reason> {
        let next = self.next_free.map(|(from, _)| format!("the next free time begins {}", told(from, tz)));
        let mut found = self.with(Effect::Deny);
        for reason in &mut found {
            let remedy = std::mem::take(&mut reason.remedy);
            let ways = [Some(remedy).filter(|r| !r.is_empty()), next.clone()];
            reason.remedy = ways.into_iter().flatten().collect::<Vec<_>>().join("; ");
        }
        found
    }

    /// Takes out of reasons against an act those that exceptions of the change set aside, and gives them. A reason that an
    /// exception would set aside if it could be used says why it cannot.
    #[must_use]
    pub fn waive(&self, reasons: &mut Vec<Reason>) -> Vec<Reason> {
        let mut waived = Vec::new();
        reasons.retain_mut(|reason| {
            let mut of_rule = self.waived.iter().filter(|w| w.rule == reason.rule);
            if let Some(by) = of_rule.clone().find(|w| w.void.is_none()) {
                let text = format!("{} (set aside by {}, {})", reason.text, by.by, by.title);
                waived.push(Reason { text, ..reason.clone() });
                return false;
            }
            if let Some(void) = of_rule.next() {
                reason.text = format!("{}; {}", reason.text, void.void.as_deref().unwrap_or_default());
                reason
                    .clauses
                    .extend(void.clauses.iter().filter(|c| !reason.clauses.contains(c)).cloned().collect::<Vec<_>>());
            }
            true
        });
        waived
    }

    /// The exceptions without which an act would be refused, whose reasons against it are given.
    #[must_use]
    pub fn uses(&self, reasons: &[Reason]) -> Vec<&str> {
        let links = self.chain.iter().filter(|l| l.kind == "exception" && l.effect == Effect::Allow);
        let rule = |r: &Reason| self.waived.iter().find(|w| w.void.is_none() && w.rule == r.rule);
        let mut used: Vec<&str> = links.map(|l| l.id.as_str()).collect();
        used.extend(reasons.iter().filter_map(rule).map(|w| w.by.as_str()));
        used.sort_unstable();
        used.dedup();
        used
    }

    /// What people should know although it is allowed.
    #[must_use]
    pub fn warnings(&self) -> Vec<Reason> {
        self.with(Effect::Warn)
    }

    /// The links of the chain that have an effect, as reasons.
    fn with(&self, effect: Effect) -> Vec<Reason> {
        let reason = |l: &Link| Reason {
            person: false,
            rule: format!("{}-{}", l.kind, l.id),
            text: l.text.clone(),
            clauses: l.clauses.clone(),
            settings: l.settings.clone(),
            remedy: l.remedy.clone(),
            passes: None,
        };
        self.chain.iter().filter(|l| l.effect == effect).map(reason).collect()
    }
}

/// A moment as people of a zone write it.
#[must_use]
pub fn told(at: Moment, tz: Tz) -> String {
    at.local(tz).format("%a %Y-%m-%d %H:%M %Z").to_string()
}
