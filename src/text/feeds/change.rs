//! The typed row that every reader yields: one foreign change record, with what could not be understood of it.

use super::Format;
use crate::base::digest::Digest;
use crate::base::time::Moment;
use crate::domain::change::states::State;
use std::collections::BTreeMap;

/// Type of a change in the words of ITIL.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ForeignType {
    /// Pre-authorised routine.
    Standard,
    /// Assessed and scheduled.
    Normal,
    /// As soon as possible.
    Emergency,
}

impl ForeignType {
    /// All types.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Normal, Self::Emergency];

    /// The type as a word: `standard`, `normal`, `emergency`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Normal => "normal",
            Self::Emergency => "emergency",
        }
    }
}

/// What was decided about a change, where the record says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ForeignOutcome {
    /// Approved.
    Approved,
    /// Approved with conditions.
    Conditional,
    /// Rejected.
    Rejected,
    /// Put off.
    Deferred,
    /// Taken back by the requester.
    Withdrawn,
}

impl ForeignOutcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [Self::Approved, Self::Conditional, Self::Rejected, Self::Deferred, Self::Withdrawn];

    /// The outcome as a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Conditional => "conditional",
            Self::Rejected => "rejected",
            Self::Deferred => "deferred",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Something in a record that was not understood, or understood and doubted. The record is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The column as the file names it.
    pub column: Option<String>,
    /// What is odd and what was done about it.
    pub text: String,
}

/// A change record of another tool. All text is tamed: no control characters, no bidirectional overrides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignChange {
    /// Number of the record in the file, from 1, headings not counted.
    pub row: u64,
    /// Line of the file on which the record begins, from 1.
    pub line: u64,
    /// The tool it comes from.
    pub source: Format,
    /// Its id there: `CHG0000024`, `TES-25`, `C00018384`.
    pub source_id: String,
    /// One line.
    pub title: String,
    /// Type, where the record's word for it was understood.
    pub change_type: Option<ForeignType>,
    /// State, where the record's word for it was understood.
    pub state: Option<State>,
    /// What was decided, where the record says so.
    pub outcome: Option<ForeignOutcome>,
    /// Who asked for it.
    pub requester: Option<String>,
    /// Who carries it out.
    pub owner: Option<String>,
    /// The team that carries it out.
    pub group: Option<String>,
    /// Prose.
    pub description: Option<String>,
    /// Why it is needed.
    pub justification: Option<String>,
    /// The tool's word for the risk, lower case, without a leading number.
    pub risk: Option<String>,
    /// The tool's word for the impact.
    pub impact: Option<String>,
    /// The tool's word for the likelihood.
    pub likelihood: Option<String>,
    /// The tool's word for the priority.
    pub priority: Option<String>,
    /// Plan of implementation.
    pub implementation_plan: Option<String>,
    /// Plan of tests.
    pub test_plan: Option<String>,
    /// Plan for backing out.
    pub backout_plan: Option<String>,
    /// Plan of communication.
    pub communication_plan: Option<String>,
    /// Names of the systems that it touches, in the order of the file, each once.
    pub affected: Vec<String>,
    /// When it was recorded.
    pub opened: Option<Moment>,
    /// Begin of the planned window.
    pub planned_start: Option<Moment>,
    /// End of the planned window.
    pub planned_end: Option<Moment>,
    /// When work began.
    pub actual_start: Option<Moment>,
    /// When work ended.
    pub actual_end: Option<Moment>,
    /// When the record was closed.
    pub closed: Option<Moment>,
    /// Result as the tool words it.
    pub close_code: Option<String>,
    /// Notes on the result.
    pub close_notes: Option<String>,
    /// Further columns that are known or mapped, by name.
    pub extra: BTreeMap<String, String>,
    /// Digest of everything above except the place in the file: equal for a record that has not changed.
    pub digest: Digest,
    /// What was not understood.
    pub warnings: Vec<Warning>,
}

impl ForeignChange {
    /// A record with nothing in it.
    #[must_use]
    pub fn empty(source: Format, row: u64, line: u64) -> Self {
        Self {
            row,
            line,
            source,
            source_id: String::new(),
            title: String::new(),
            change_type: None,
            state: None,
            outcome: None,
            requester: None,
            owner: None,
            group: None,
            description: None,
            justification: None,
            risk: None,
            impact: None,
            likelihood: None,
            priority: None,
            implementation_plan: None,
            test_plan: None,
            backout_plan: None,
            communication_plan: None,
            affected: Vec::new(),
            opened: None,
            planned_start: None,
            planned_end: None,
            actual_start: None,
            actual_end: None,
            closed: None,
            close_code: None,
            close_notes: None,
            extra: BTreeMap::new(),
            digest: Digest([0; 32]),
            warnings: Vec::new(),
        }
    }

    /// Every field that holds something, by the name that a mapping file uses for it, as text; extra columns as
    /// `extra.NAME`, moments in UTC. The order is fixed.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                out.push((name.to_owned(), value));
            }
        };
        put("id", Some(self.source_id.clone()));
        put("title", Some(self.title.clone()));
        put("type", self.change_type.map(|t| t.word().to_owned()));
        put("state", self.state.map(|s| s.word().to_owned()));
        put("outcome", self.outcome.map(|o| o.word().to_owned()));
        put("requester", self.requester.clone());
        put("owner", self.owner.clone());
        put("group", self.group.clone());
        put("description", self.description.clone());
        put("justification", self.justification.clone());
        put("risk", self.risk.clone());
        put("impact", self.impact.clone());
        put("likelihood", self.likelihood.clone());
        put("priority", self.priority.clone());
        put("implementation_plan", self.implementation_plan.clone());
        put("test_plan", self.test_plan.clone());
        put("backout_plan", self.backout_plan.clone());
        put("communication_plan", self.communication_plan.clone());
        for system in &self.affected {
            put("affected", Some(system.clone()));
        }
        put("opened", self.opened.map(|m| m.to_string()));
        put("planned_start", self.planned_start.map(|m| m.to_string()));
        put("planned_end", self.planned_end.map(|m| m.to_string()));
        put("actual_start", self.actual_start.map(|m| m.to_string()));
        put("actual_end", self.actual_end.map(|m| m.to_string()));
        put("closed", self.closed.map(|m| m.to_string()));
        put("close_code", self.close_code.clone());
        put("close_notes", self.close_notes.clone());
        for (name, value) in &self.extra {
            put(&format!("extra.{name}"), Some(value.clone()));
        }
        out
    }

    /// Sets the digest from what the record holds now.
    pub(super) fn seal(&mut self) {
        let fields = self.fields();
        let parts = fields.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
        self.digest = Digest::of_parts(std::iter::once(self.source.name().as_bytes()).chain(parts));
    }
}
