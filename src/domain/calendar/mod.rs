//! The register's own calendar: freezes and windows that people announce beside those of the packs.

pub mod acts;
mod beside;
pub mod bring;
pub mod command;
pub mod events;
pub mod proposal;

use self::bring::Bound;
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::policy::diary::{Announced, Opened};
use crate::policy::schedule::Stretch;
use serde::{Deserialize, Serialize};

/// A freeze that was announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freeze {
    /// Number, from 1.
    pub no: u32,
    /// Title, in a line.
    pub title: String,
    /// First moment.
    pub from: Moment,
    /// First moment after it.
    pub to: Moment,
    /// Its turns, in order, where it has several.
    pub turns: Vec<Stretch>,
    /// Environments that it binds; all when empty.
    pub environments: Vec<String>,
    /// Systems that it binds; all when empty.
    pub systems: Vec<String>,
    /// Types of change that it lets through, beside those of the pack.
    pub exempt: Vec<String>,
    /// The event of another calendar that it was made of.
    pub source: Option<Source>,
    /// Whose approval it needs before it binds; it binds by itself where there is none.
    pub proposal: Option<Proposal>,
    /// Who announced it, and when.
    pub announced: (Moment, PersonId),
    /// When it was ended ahead of its time, and by whom.
    pub ended: Option<(Moment, PersonId)>,
}

impl Freeze {
    /// A freeze as it is announced: from its first moment to its last, for what it binds.
    #[must_use]
    pub fn new(no: u32, title: &str, (from, to): Stretch, bound: &Bound<'_>, announced: (Moment, PersonId)) -> Self {
        Self {
            no,
            title: title.to_owned(),
            from,
            to,
            turns: Vec::new(),
            environments: bound.environments.to_vec(),
            systems: bound.systems.to_vec(),
            exempt: bound.exempt.to_vec(),
            source: None,
            proposal: None,
            announced,
            ended: None,
        }
    }

    /// A freeze as it is made of an event of another calendar: in each of its turns.
    #[must_use]
    pub fn brought(
        no: u32,
        title: &str,
        turns: &[Stretch],
        bound: &Bound<'_>,
        source: &Source,
        announced: (Moment, PersonId),
    ) -> Self {
        let hull = turns.iter().copied().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let times = hull.unwrap_or((announced.0, announced.0));
        let source = Some(source.clone());
        Self { turns: turns.to_vec(), source, ..Self::new(no, title, times, bound, announced) }
    }

    /// Its name in chains and lists: `freeze/1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("freeze/{}", self.no)
    }

    /// When it holds until: its end, or the moment at which it was ended.
    #[must_use]
    pub fn until(&self) -> Moment {
        self.ended.as_ref().map_or(self.to, |(at, _)| (*at).min(self.to))
    }

    /// The times in which it holds; none once it was ended before it began.
    #[must_use]
    pub fn holds(&self) -> Vec<Stretch> {
        let until = self.until();
        let begins = match &self.proposal {
            None => self.from,
            Some(Proposal { approved: Some(at), .. }) => *at,
            Some(_) => return Vec::new(),
        };
        let whole = [(self.from, self.to)];
        let turns = if self.turns.is_empty() { &whole[..] } else { &self.turns };
        turns.iter().map(|(from, to)| ((*from).max(begins), (*to).min(until))).filter(|(from, to)| from < to).collect()
    }

    /// Whether it waits for approval, and binds nothing until then.
    #[must_use]
    pub fn proposed(&self) -> bool {
        self.ended.is_none() && self.proposal.as_ref().is_some_and(|p| p.approved.is_none())
    }

    /// Whether it holds, or would once it is approved, at these times for the same changes.
    #[must_use]
    pub fn same(&self, times: Stretch, environments: &[String], systems: &[String], exempt: &[String]) -> bool {
        let equal = |a: &[String], b: &[String]| a.iter().all(|w| b.contains(w)) && b.iter().all(|w| a.contains(w));
        self.ended.is_none()
            && (self.from, self.to) == times
            && self.turns.len() < 2
            && equal(&self.environments, environments)
            && equal(&self.systems, systems)
            && equal(&self.exempt, exempt)
    }

    /// `proposed`, `to come`, `holds`, `over`, `lapsed`, `refused`, `ended`.
    #[must_use]
    pub fn state(&self, now: Moment) -> &'static str {
        let refused = self.proposal.as_ref().is_some_and(|p| p.refused);
        match (&self.ended, now) {
            (Some(_), _) if refused => "refused",
            (Some(_), _) => "ended",
            (None, now) if self.proposed() => {
                if now < self.to {
                    "proposed"
                } else {
                    "lapsed"
                }
            }
            (None, now) if now < self.from => "to come",
            (None, now) if now < self.to => "holds",
            _ => "over",
        }
    }

    /// As a judgement sees it, turn by turn.
    pub fn seen(&self) -> impl Iterator<Item = Announced> + '_ {
        self.holds().into_iter().map(|(from, to)| Announced {
            id: self.id(),
            title: self.title.clone(),
            from,
            to,
            environments: self.environments.clone(),
            systems: self.systems.clone(),
            exempt: self.exempt.clone(),
        })
    }
}

/// Whose approval a freeze needs before it binds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proposal {
    /// Roles, each by another person; `chair` stands for whoever takes the chair.
    pub roles: Vec<String>,
    /// Roles in which it was approved, by whom and when.
    pub signed: Vec<(String, PersonId, Moment)>,
    /// When the last of them approved it.
    pub approved: Option<Moment>,
    /// Whether one of them refused it.
    pub refused: bool,
}

impl Proposal {
    /// The roles that have not approved it yet.
    pub fn open(&self) -> impl Iterator<Item = &str> {
        self.roles.iter().map(String::as_str).filter(|r| !self.signed.iter().any(|(role, ..)| role == r))
    }
}

/// A window that was announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// Number, from 1.
    pub no: u32,
    /// Title, in a line.
    pub title: String,
    /// First moment.
    pub from: Moment,
    /// First moment after it.
    pub to: Moment,
    /// Environments for which it is open; all when empty.
    pub environments: Vec<String>,
    /// Systems for which it is open; all when empty.
    pub systems: Vec<String>,
    /// Types of change for which it is open; all that the pack admits when empty.
    pub types: Vec<String>,
    /// When it was ended ahead of its time.
    pub ended: Option<Moment>,
}

impl Opening {
    /// Its name in lists: `window/1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("window/{}", self.no)
    }

    /// When it is open; never, once it was ended before it began.
    #[must_use]
    pub fn holds(&self) -> Option<Stretch> {
        let until = self.ended.map_or(self.to, |at| at.min(self.to));
        (self.from < until).then_some((self.from, until))
    }

    /// As a judgement sees it.
    #[must_use]
    pub fn seen(&self) -> Option<Opened> {
        self.holds().map(|(from, to)| Opened {
            id: self.id(),
            title: self.title.clone(),
            from,
            to,
            environments: self.environments.clone(),
            systems: self.systems.clone(),
            types: self.types.clone(),
        })
    }
}

/// The event of another calendar that a freeze was made of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// UID.
    pub uid: String,
    /// How often it had changed.
    pub sequence: u32,
    /// Digest of what the file said of it.
    pub digest: Digest,
    /// Until when its turns were read, where it goes on.
    pub until: Option<Moment>,
}

/// A task of a month that was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// The month: `2026-03`.
    pub month: String,
    /// The task, by the pack's id.
    pub task: String,
    /// By whom, and when.
    pub by: (Moment, PersonId),
}

/// The register's calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    /// Freezes in order of their numbers.
    pub freezes: Vec<Freeze>,
    /// Tasks of months that were done.
    pub done: Vec<Done>,
    /// Windows in order of their numbers.
    pub windows: Vec<Opening>,
}
