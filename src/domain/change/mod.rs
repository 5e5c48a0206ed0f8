//! A change request: its fields, state, reviews, approvals, ballots and conditions.

pub mod acts;
mod anew;
pub mod approve;
mod board;
pub mod clocks;
pub mod command;
pub mod conflict;
mod dates;
pub mod decided;
pub mod deviation;
pub mod draft;
mod ending;
pub mod events;
mod evolve;
pub mod exception;
pub mod facts;
pub mod go;
pub mod history;
pub mod next;
mod place;
pub mod put_off;
pub mod recorded;
pub mod states;
pub mod stuck;
pub mod summary;
pub mod time;
pub mod under_way;
pub mod waits;
pub mod who;
pub mod work;

use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::ballot::{Ballot, Outcome};
use crate::domain::checklist::Checklist;
use crate::domain::evidence::Evidence;
use crate::domain::pack::PackVersion;
use crate::domain::run::Run;
use crate::domain::said::Said;
use deviation::Deviation;
use serde::{Deserialize, Serialize};
use states::State;
use std::collections::BTreeMap;

/// The value of a field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Words of a closed or technical kind: choices, persons, numbers, moments, systems.
    Words(Vec<String>),
    /// Free text, kept beside the ledger.
    Said(Said),
}

impl Value {
    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Words(words) => words.iter().all(|w| w.trim().is_empty()),
            Self::Said(said) => said.chars == 0,
        }
    }

    /// The words; none for free text.
    #[must_use]
    pub fn words(&self) -> &[String] {
        match self {
            Self::Words(words) => words,
            Self::Said(_) => &[],
        }
    }
}

/// A signed review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// Review id.
    pub review: String,
    /// Role in which it was signed.
    pub role: String,
    /// Who.
    pub by: PersonId,
    /// The holder of the role, where a delegate signed.
    pub delegated_by: Option<PersonId>,
    /// When.
    pub at: Moment,
    /// Passed or failed.
    pub passed: bool,
    /// What was found.
    pub note: Option<Said>,
    /// Whether a material edit has voided it since.
    pub void: bool,
}

/// An approval or rejection in a role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Granted {
    /// Approval id.
    pub approval: String,
    /// Role in which it was given.
    pub role: String,
    /// Who.
    pub by: PersonId,
    /// The holder of the role, where a delegate acted.
    pub delegated_by: Option<PersonId>,
    /// When it was recorded.
    pub at: Moment,
    /// When it was spoken, where it was given out of band.
    pub spoken_at: Option<Moment>,
    /// Approved or rejected.
    pub approved: bool,
    /// Why.
    pub reason: Option<Said>,
    /// Who wrote it down, where that is somebody else.
    pub recorded: Option<recorded::Recorded>,
    /// Whether a material edit or a withdrawal has voided it since.
    pub void: bool,
}

/// A condition of an approval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// Number within the change, from 1.
    pub no: u32,
    /// What must be done.
    pub text: Said,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// When it is due.
    pub due: Option<Moment>,
    /// The share of a canary deployment in percent, whose success criteria the text states.
    pub share: Option<u32>,
    /// Who asked for it.
    pub by: PersonId,
    /// Who verified it, when.
    pub verified: Option<(Moment, PersonId)>,
    /// How it was verified.
    pub note: Option<Said>,
}

/// A comment: it decides nothing and voids nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// What was said.
    pub text: Said,
}

/// What has been decided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing.
    #[default]
    None,
    /// Approved.
    Approved,
    /// Rejected.
    Rejected,
    /// Deferred.
    Deferred,
    /// Approved, then withdrawn.
    Withdrawn,
}

impl Decision {
    /// The word in facts and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Where an imported change came from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Format of the file: `servicenow`, `jira` …
    pub source: String,
    /// The record's id there.
    pub id: String,
    /// Digest of the record, so that the same record changes nothing.
    pub digest: Digest,
}

/// A change request.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// Number.
    pub no: ChangeNo,
    /// Type id: `standard`, `normal`, `emergency`.
    pub change_type: String,
    /// Who opened it.
    pub requester: PersonId,
    /// State.
    pub state: State,
    /// Why it is on hold, if it is.
    pub hold: Option<Said>,
    /// Fields by id; empty ones are absent.
    pub fields: BTreeMap<String, Value>,
    /// The systems for which the text on dependent systems has an entry; none where no such text was given.
    pub assessed: Option<Vec<String>>,
    /// Risk ratings by factor, in points.
    pub ratings: BTreeMap<String, i64>,
    /// Risk level id, as computed when last assessed.
    pub level: Option<String>,
    /// Inherent and residual score, as computed when last assessed.
    pub scores: (Option<i64>, Option<i64>),
    /// Revision: 1 when opened, one more with each edit, assessment or retyping.
    pub revision: u32,
    /// The pack that judges it, from submission on.
    pub pack: Option<(PackVersion, Digest)>,
    /// Entry of the catalogue under which a standard change runs.
    pub catalogue: Option<String>,
    /// Reviews, oldest first.
    pub reviews: Vec<Signed>,
    /// Approvals and rejections, oldest first.
    pub approvals: Vec<Granted>,
    /// Who gave an approval out of band that is not written down yet, and when that was noted.
    pub heard: Vec<(PersonId, Moment)>,
    /// Ballots, oldest first.
    pub ballots: Vec<Ballot>,
    /// Conditions of the approval.
    pub conditions: Vec<Condition>,
    /// Clocks that are written down as run out, and when each did.
    pub ran_out: Vec<(String, Moment)>,
    /// Comments, oldest first.
    pub comments: Vec<Comment>,
    /// What has been decided.
    pub decision: Decision,
    /// Every decision that was recorded, oldest first.
    pub decisions: Vec<decided::Decided>,
    /// Why it was rejected or deferred last.
    pub turned: Option<Said>,
    /// How often it was deferred, and to when.
    pub deferrals: u32,
    /// When the deferred change comes up again.
    pub deferred_to: Option<Moment>,
    /// Whether its deferral has no end but that somebody brings it before the board again.
    pub deferred_open: bool,
    /// Named moments; see the facts of the policy room.
    pub moments: BTreeMap<String, Moment>,
    /// Close code.
    pub close_code: Option<String>,
    /// Signatures under deviations, oldest first.
    pub deviations: Vec<Deviation>,
    /// How it is carried out.
    pub run: Run,
    /// Evidence, oldest first.
    pub evidence: Vec<Evidence>,
    /// Checklists by id.
    pub checklists: BTreeMap<String, Checklist>,
    /// Changes in the way of its window that were there when it was scheduled, and accepted.
    pub overlaps: Vec<ChangeNo>,
    /// Calendar exceptions, oldest first.
    pub exceptions: Vec<exception::Exception>,
    /// Where it was imported from.
    pub origin: Option<Origin>,
    /// The revision that the last import made; 0 where it was not imported.
    pub imported: u32,
    /// Entries on its stream.
    pub entries: u32,
    /// The entry since which it takes up the time of its window.
    pub placed: Option<u32>,
}

impl Change {
    /// A change of which no event is known.
    #[must_use]
    pub fn unborn(no: ChangeNo) -> Self {
        Self {
            no,
            change_type: String::new(),
            requester: PersonId::system(),
            state: State::New,
            hold: None,
            fields: BTreeMap::new(),
            ratings: BTreeMap::new(),
            level: None,
            scores: (None, None),
            revision: 0,
            pack: None,
            catalogue: None,
            assessed: None,
            reviews: Vec::new(),
            approvals: Vec::new(),
            heard: Vec::new(),
            ballots: Vec::new(),
            conditions: Vec::new(),
            ran_out: Vec::new(),
            turned: None,
            comments: Vec::new(),
            decision: Decision::None,
            decisions: Vec::new(),
            deferrals: 0,
            deferred_to: None,
            deferred_open: false,
            moments: BTreeMap::new(),
            close_code: None,
            deviations: Vec::new(),
            run: Run::default(),
            evidence: Vec::new(),
            checklists: BTreeMap::new(),
            overlaps: Vec::new(),
            exceptions: Vec::new(),
            origin: None,
            imported: 0,
            entries: 0,
            placed: None,
        }
    }

    /// Words of a field.
    #[must_use]
    pub fn words(&self, field: &str) -> &[String] {
        self.fields.get(field).map_or(&[], Value::words)
    }

    /// The owner.
    #[must_use]
    pub fn owner(&self) -> Option<PersonId> {
        self.words("owner").first().and_then(|w| w.parse().ok())
    }

    /// Whether the person is on the implementation team.
    #[must_use]
    pub fn implements(&self, person: &PersonId) -> bool {
        self.words("implementers").iter().any(|w| w == person.as_str())
    }

    /// Whether the person asks for the change, answers for it or carries it out.
    #[must_use]
    pub fn has_part(&self, person: &PersonId) -> bool {
        self.requester == *person || self.owner().as_ref() == Some(person) || self.implements(person)
    }

    /// The window as two moments.
    #[must_use]
    pub fn window(&self) -> Option<(Moment, Moment)> {
        let (from, to) = self.words("window").first()?.split_once('/')?;
        let at = |t: &str| Moment::parse(t, chrono_tz::UTC).ok();
        Some((at(from)?, at(to)?))
    }

    /// The newest ballot.
    #[must_use]
    pub fn ballot(&self) -> Option<&Ballot> {
        self.ballots.last()
    }

    /// What has been decided, with how: `approved_with_conditions` where the board said so, `approved_elsewhere` (or
    /// `rejected_elsewhere` …) where an import says it and nobody here decided. It begins with [`Decision::word`].
    #[must_use]
    pub fn decided(&self) -> String {
        let word = self.decision.word();
        let here = self.pack.is_some() || !self.approvals.is_empty() || !self.ballots.is_empty();
        let conditional = |b: &Ballot| !b.void && b.outcome == Some(Outcome::CarriedWithConditions);
        match self.decision {
            Decision::None => word.to_owned(),
            _ if self.origin.is_some() && !here => format!("{word}_elsewhere"),
            Decision::Approved if self.ballot().is_some_and(conditional) => format!("{word}_with_conditions"),
            _ => word.to_owned(),
        }
    }

    /// Conditions that are not verified.
    pub fn open_conditions(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|c| c.verified.is_none())
    }
}
