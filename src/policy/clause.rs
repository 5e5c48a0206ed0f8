//! The clause table: the text of every clause, and how far a pack carries it.

use super::pack::{Effect, Pack};
use serde::Serialize;
use std::collections::BTreeMap;

/// A clause of a policy document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// Id, such as `GQ-cab-04`.
    pub id: String,
    /// Name of the pack that it belongs to.
    pub pack: String,
    /// Area: `decide`, `pack`, `run` …
    pub area: String,
    /// Section of the document.
    pub section: String,
    /// Kind: `gate`, `authority`, `deadline` …
    pub kind: String,
    /// What it says.
    pub text: String,
}

/// How far a pack carries a clause.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A person can run into it: the act is refused, demanded or timed.
    Enforced,
    /// What it asks for is kept with the record.
    Recorded,
    /// It is shown as the document has it.
    Reported,
    /// It cannot be checked by a program; it is shown as guidance.
    Guidance,
    /// Nothing carries it yet.
    NotYet,
}

impl State {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Enforced, Self::Recorded, Self::Reported, Self::Guidance, Self::NotYet];

    /// The word in JSON and on screens.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Recorded => "recorded",
            Self::Reported => "reported",
            Self::Guidance => "guidance",
            Self::NotYet => "not_yet",
        }
    }
}

/// What carries a clause in a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// How far.
    pub state: State,
    /// Ids of the rules, fields, approvals … that carry it.
    pub rules: Vec<String>,
    /// Names of the vectors that test it.
    pub tests: Vec<String>,
}

/// Reads the clause table (CSV with the columns `id,pack,area,section,kind,text`).
///
/// # Errors
/// The line and what is wrong with it.
pub fn read(text: &str) -> Result<Vec<Clause>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut clauses = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|e| format!("line {}: {e}", i + 2))?;
        let cell = |n: usize| record.get(n).map(str::to_owned).ok_or_else(|| format!("line {}: column {n}", i + 2));
        clauses.push(Clause {
            id: cell(0)?,
            pack: cell(1)?,
            area: cell(2)?,
            // Some documents lost headings; what is left of the place is enough to cite it.
            section: cell(3)?.replace(" (heading lost)", ""),
            kind: cell(4)?,
            text: cell(5)?,
        });
    }
    Ok(clauses)
}

/// What each clause that the pack names is carried by; of packs adopted together, by the parts of each of them.
#[must_use]
pub fn carried(pack: &Pack) -> BTreeMap<String, Carried> {
    let mut map: BTreeMap<String, Carried> = BTreeMap::new();
    let alone = pack.members.is_empty();
    let members = if alone { std::slice::from_ref(pack) } else { &pack.members };
    let parts = members.iter().flat_map(|m| carriers(m).into_iter().map(move |part| (m, part)));
    for (member, (state, rule, clauses)) in parts {
        let rule = if alone { rule } else { format!("{}: {rule}", member.name) };
        for id in clauses {
            let entry =
                map.entry(id.clone()).or_insert_with(|| Carried { state, rules: Vec::new(), tests: Vec::new() });
            entry.state = entry.state.min(state);
            entry.rules.push(rule.clone());
        }
    }
    for vector in &pack.vectors {
        for id in &vector.clauses {
            if let Some(entry) = map.get_mut(id) {
                entry.tests.push(vector.name.get_ref().clone());
            }
        }
    }
    map
}

/// Every part of the pack that names clauses: how far it carries them, what it is called, and which they are.
fn carriers(pack: &Pack) -> Vec<(State, String, &[String])> {
    use State::{Enforced, Guidance, Recorded, Reported};
    let mut all: Vec<(State, String, &[String])> = Vec::new();
    let document = &pack.document;
    all.push((Reported, "document".into(), &document.clauses));
    all.push((Enforced, "document.next_review".into(), &document.review_clauses));
    all.push((Recorded, "document.revisions".into(), &document.revision_clauses));
    all.push((Enforced, "document.signatures".into(), &document.signature_clauses));
    all.extend(pack.settings.iter().map(|s| (Reported, format!("setting {}", s.id()), s.clauses.as_slice())));
    all.extend(pack.roles.iter().map(|r| (Reported, format!("role {}", r.id()), r.clauses.as_slice())));
    all.extend(
        pack.responsibilities.iter().map(|r| (Reported, format!("responsibility {}", r.id), r.clauses.as_slice())),
    );
    all.extend(pack.types.iter().map(|t| (Enforced, format!("type {}", t.id()), t.clauses.as_slice())));
    all.extend(pack.catalogue.iter().map(|c| (Enforced, format!("catalogue {}", c.id()), c.clauses.as_slice())));
    all.extend(pack.fields.iter().map(|f| {
        let state = if f.required.is_empty() { Recorded } else { Enforced };
        (state, format!("field {}", f.id()), f.clauses.as_slice())
    }));
    all.push((Enforced, "risk".into(), &pack.risk.clauses));
    all.push((Recorded, "risk.residual".into(), &pack.risk.residual_clauses));
    all.extend(pack.risk.factors.iter().map(|f| (Enforced, format!("factor {}", f.id), f.clauses.as_slice())));
    all.extend(pack.risk.levels.iter().map(|l| (Enforced, format!("level {}", l.id), l.clauses.as_slice())));
    all.extend(pack.risk.raises.iter().map(|r| (Enforced, format!("raise {}", r.factor), r.clauses.as_slice())));
    all.extend(pack.reviews.iter().map(|r| {
        let state = if r.required.is_empty() && r.roles.is_empty() { Recorded } else { Enforced };
        (state, format!("review {}", r.id()), r.clauses.as_slice())
    }));
    all.extend(pack.approvals.iter().map(|a| (Enforced, format!("approval {}", a.id()), a.clauses.as_slice())));
    for test in &pack.tests {
        // What a criterion asks decides whether evidence passes; what else stands there is written down with it.
        all.push((Recorded, format!("test {}", test.id()), test.clauses.as_slice()));
        let state = |warn: bool| if warn { Reported } else { Enforced };
        let criteria = test.criteria.iter();
        all.extend(criteria.map(|c| (state(c.warn), format!("test {}", test.id()), c.clauses.as_slice())));
    }
    let board = &pack.board;
    all.push((Reported, "board".into(), &board.clauses));
    all.push((Enforced, "board.quorum".into(), &board.quorum.clauses));
    all.push((Enforced, "board.threshold".into(), &board.threshold_clauses));
    all.push((Enforced, "board.outcomes".into(), &board.outcome_clauses));
    all.push((Enforced, "board.unfilled".into(), &board.unfilled_clauses));
    for series in &pack.series {
        // A board that must open in time is timed; else the series is shown as it is.
        let state = if series.within.is_some() { Enforced } else { Reported };
        all.push((state, format!("meeting {}", series.id()), &series.clauses));
        let sections = series.sections.iter();
        all.extend(sections.map(|s| (Reported, format!("section {}", s.id), s.clauses.as_slice())));
    }
    all.extend(pack.windows.iter().map(|w| (Enforced, format!("window {}", w.id()), w.clauses.as_slice())));
    all.extend(pack.exceptions.iter().map(|e| (Enforced, format!("exception {}", e.id()), e.clauses.as_slice())));
    all.extend(pack.tasks.iter().map(|t| (Enforced, format!("task {}", t.id()), t.clauses.as_slice())));
    all.extend(pack.layout.iter().map(|l| (Reported, format!("layout {}", l.title), l.clauses.as_slice())));
    all.extend(pack.annual.iter().map(|a| (Reported, "annual".to_owned(), a.clauses.as_slice())));
    all.extend(pack.tiers.iter().map(|t| (Reported, format!("tier {}", t.id), t.clauses.as_slice())));
    all.extend(pack.data.iter().map(|d| (Reported, format!("data {}", d.id), d.clauses.as_slice())));
    all.extend(pack.freezes.iter().map(|f| (Enforced, format!("freeze {}", f.id()), f.clauses.as_slice())));
    for list in &pack.checklists {
        // What nothing waits for is written down; what is waited for, or timed, a person runs into.
        let state = |timed: bool| if timed || !list.blocks.is_empty() { Enforced } else { Recorded };
        all.push((state(false), format!("checklist {}", list.id()), &list.clauses));
        let items = list.items.iter();
        all.extend(items.map(|i| (state(i.after.is_some()), format!("item {}.{}", list.id(), i.id), &*i.clauses)));
    }
    all.extend(pack.stages.iter().map(|s| (Reported, format!("stage {}", s.id()), s.clauses.as_slice())));
    for stage in &pack.process {
        all.push((Reported, format!("process {}", stage.id()), stage.clauses.as_slice()));
        let done = stage.activities.iter();
        all.extend(done.map(|a| (Reported, format!("process {}: {}", stage.id(), a.text), a.clauses.as_slice())));
    }
    all.extend(pack.methods.iter().map(|m| (Enforced, format!("method {}", m.id()), m.clauses.as_slice())));
    all.extend(pack.findings.iter().map(|f| (Enforced, format!("pir {}", f.id()), f.clauses.as_slice())));
    all.extend(pack.panel.criteria.iter().map(|c| (Reported, format!("criterion {}", c.id), c.clauses.as_slice())));
    let assessments = pack.panel.assessments.iter();
    all.extend(assessments.map(|a| (Recorded, format!("assessment {}", a.seat), a.clauses.as_slice())));
    all.extend(pack.clocks.iter().map(|c| (Enforced, format!("clock {}", c.id), c.clauses.as_slice())));
    all.extend(pack.rules.iter().map(|r| {
        let state = if r.effect == Effect::Warn { Reported } else { Enforced };
        (state, format!("rule {}", r.id()), r.clauses.as_slice())
    }));
    all.extend(pack.delegations.iter().map(|d| (Enforced, format!("delegation {}", d.id), d.clauses.as_slice())));
    all.extend(pack.raci.iter().map(|r| (Reported, format!("raci {}", r.id), r.clauses.as_slice())));
    all.extend(pack.materiality.iter().map(|m| (Enforced, "materiality".into(), m.clauses.as_slice())));
    all.extend(pack.criteria.iter().map(|c| (Enforced, format!("criterion {}", c.id), c.clauses.as_slice())));
    all.extend(
        pack.escalations.iter().map(|e| (Reported, format!("escalation {}", e.environment), e.clauses.as_slice())),
    );
    all.extend(pack.milestones.iter().map(|m| (Reported, format!("milestone day {}", m.day), m.clauses.as_slice())));
    if let Some(bia) = &pack.bia {
        all.push((Enforced, "bia.cost".into(), &bia.cost_clauses));
        all.push((Enforced, "bia.class".into(), &bia.class_clauses));
    }
    all.extend(pack.guidance.iter().map(|g| (Guidance, format!("guidance {}", g.title), g.clauses.as_slice())));
    all
}
