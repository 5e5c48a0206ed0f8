//! The sheet of a pack: identity, settings, model, matrix, board, and everything that the document only states.

use super::conditions;
use super::progress::approver;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::pack::{PackText, Policy, Signature};
use crate::policy::clause::{self, Clause, State};
use crate::policy::clock::{Clock, Standing};
use crate::policy::document::Document;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::risk::Model;
use crate::policy::rule::Truth;
use crate::sheets::pack::{
    ApprovalRow, BoardRow, ClauseRow, FieldRow, PackRow, PackSheet, PolicyReview, RiskModel, RoleRow, Section,
    SettingRow,
};
use crate::sheets::time::Time;
use std::collections::BTreeSet;

/// The clauses of a pack's document, each with what carries it.
#[must_use]
pub fn clauses(pack: &Pack, table: &[Clause]) -> Vec<ClauseRow> {
    let carried = clause::carried(pack);
    // A text may be adopted under a name of its own: what it carries says whose clauses it is about.
    let own: BTreeSet<&str> = table
        .iter()
        .filter(|c| carried.contains_key(&c.id) || pack.name.split('+').any(|name| name == c.pack))
        .map(|c| c.pack.as_str())
        .collect();
    table
        .iter()
        .filter(|c| own.contains(c.pack.as_str()))
        .map(|c| {
            let how = carried.get(&c.id);
            ClauseRow {
                id: c.id.clone(),
                pack: c.pack.clone(),
                area: c.area.clone(),
                section: c.section.clone(),
                kind: c.kind.clone(),
                text: c.text.clone(),
                state: how.map_or(State::NotYet, |h| h.state).word().into(),
                rules: how.map(|h| h.rules.clone()).unwrap_or_default(),
                tests: how.map(|h| h.tests.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

/// The row of a pack.
#[must_use]
pub fn row(pack: &Pack, table: &[Clause], active: bool) -> PackRow {
    let clauses = clauses(pack, table);
    let count = |state: State| clauses.iter().filter(|c| c.state == state.word()).count();
    PackRow {
        id: pack.name.clone(),
        title: pack.title.clone(),
        version: pack.document.version.clone(),
        source_document: pack.document.source.clone(),
        active,
        states: State::ALL.iter().map(|s| (s.word().to_owned(), count(*s))).collect(),
        clauses: clauses.len(),
    }
}

/// When the policy document is to be reviewed, and whether that is overdue.
#[must_use]
pub fn review(pack: &Pack, policy: Option<&Policy>, now: Moment) -> PolicyReview {
    let document = &pack.document;
    let last = policy.and_then(|p| p.reviews.last()).map(|(at, ..)| *at);
    let months = match document.cadence.as_str() {
        "quarterly" => 3,
        "annual" => 12,
        _ => 0,
    };
    // A recorded review sets the next date one cycle on; a date named by the document alone counts to its last day.
    let next = match last {
        Some(at) if months > 0 => pack.calendar.day(at).checked_add_months(chrono::Months::new(months)),
        _ => document.next_review,
    };
    let today = pack.calendar.day(now);
    let days = next.map_or(0, |due| (today - due).num_days());
    PolicyReview {
        cadence: document.cadence.clone(),
        next: match (last, document.next_review_words.as_str()) {
            // Words that name no day have it beside them.
            (None, words) if !words.is_empty() => match next {
                Some(day) if !words.contains(|c: char| c.is_ascii_digit()) => format!("{words} ({day})"),
                _ => words.to_owned(),
            },
            _ => next.map(|d| d.to_string()).unwrap_or_default(),
        },
        due: next.map(|d| d.to_string()),
        overdue: days > 0,
        overdue_days: days.max(0),
        last: last.map(Time),
        clauses: document.review_clauses.clone(),
    }
}

/// Lines for the head of a document that leaves the program: each classified policy in force, with what it is and whose.
#[must_use]
pub fn banner(pack: &Pack) -> Vec<String> {
    let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    let classified = members.iter().map(|m| &m.document).filter(|d| !d.classification.is_empty());
    let line = |d: &Document| {
        let updated = if d.updated.is_empty() { String::new() } else { format!(", updated {}", d.updated) };
        let cited = if d.clauses.is_empty() { String::new() } else { format!(" ({})", d.clauses.join(", ")) };
        let owner = d.owner.join(", ");
        format!("{}: {} version {}{updated}, owner {owner}{cited}", d.classification, d.id, d.version)
    };
    classified.map(line).collect()
}

/// The sheet of a pack.
#[must_use]
pub fn sheet(
    pack: &Pack,
    (digest, text_digests): (String, Vec<String>),
    table: &[Clause],
    register: Option<(&Policy, &Facts, usize)>,
    active: bool,
    findings: Vec<String>,
    now: Moment,
) -> PackSheet {
    let document = &pack.document;
    let policy = register.map(|(policy, ..)| policy);
    let mut identity = vec![format!("version {}", document.version), format!("owner {}", document.owner.join(", "))];
    for (label, value) in [
        ("document ", &document.id),
        ("source ", &document.source),
        ("updated ", &document.updated),
        ("classification ", &document.classification),
    ] {
        if !value.is_empty() {
            identity.push(format!("{label}{value}"));
        }
    }
    identity.extend(document.effective.map(|d| format!("effective {d}")));
    // Where the document names no seats, those of the register count.
    let seats = register.map_or(pack.board.seats.len(), |(.., seats)| seats);
    let rule = pack.vote_rule(pack.board.quorum.of.unwrap_or(seats));
    PackSheet {
        row: row(pack, table, active),
        digest,
        text_digests,
        document: Section { title: pack.title.clone(), lines: identity, clauses: document.clauses.clone() },
        review: review(pack, policy, now),
        settings: pack
            .settings
            .iter()
            .map(|s| SettingRow {
                id: s.id().to_owned(),
                value: s.value.clone(),
                choices: s.choices.clone(),
                text: s.text.clone(),
                reading: s.reading.clone(),
                clauses: s.clauses.clone(),
            })
            .collect(),
        roles: pack
            .roles
            .iter()
            .map(|r| RoleRow {
                id: r.id().to_owned(),
                title: r.title.clone(),
                duties: r.duties.clone(),
                clauses: r.clauses.clone(),
            })
            .collect(),
        types: pack.types.iter().map(|t| t.id().to_owned()).collect(),
        fields: pack
            .fields
            .iter()
            .map(|f| FieldRow {
                id: f.id().to_owned(),
                label: f.label.clone(),
                required_for: f.required.iter().map(|a| a.words().to_owned()).collect(),
                choices: f.choices.clone(),
                clauses: f.clauses.clone(),
            })
            .collect(),
        risk: RiskModel {
            model: match pack.risk.model {
                Model::Product => "product",
                Model::Sum => "sum",
                Model::Highest => "highest",
            }
            .into(),
            factors: pack
                .risk
                .factors
                .iter()
                .map(|f| {
                    let choices = f.choices.iter().map(|c| format!("{} {}", c.value, c.label)).collect();
                    (f.id.clone(), f.label.clone(), choices)
                })
                .collect(),
            levels: pack.risk.levels.iter().map(|l| (l.id.clone(), l.min, l.max)).collect(),
        },
        approvals: pack
            .approvals
            .iter()
            .map(|a| ApprovalRow {
                id: a.id().to_owned(),
                title: a.title.clone(),
                role: approver(a, pack),
                count: a.count,
                when: conditions::words(&a.when),
                clauses: a.clauses.clone(),
            })
            .collect(),
        board: BoardRow {
            seats: pack.board.seats.iter().map(|s| (s.id.clone(), s.title.clone())).collect(),
            quorum: rule.quorum,
            of: rule.of,
            decision: super::ballot::rule_of(pack, &rule),
            clauses: super::ballot::clauses(pack),
        },
        sections: sections(pack, policy, register.map(|(_, facts, _)| facts)),
        findings,
    }
}

/// How a clock of the register as a whole stands.
fn standing(pack: &Pack, clock: &Clock, facts: &Facts) -> String {
    let reading =
        (clock.when.holds(facts, pack) == Truth::Yes).then(|| clock.read(facts, &pack.calendar_for(facts))).flatten();
    let Some(reading) = reading else { return "nothing due".into() };
    let word = match reading.standing {
        Standing::Running | Standing::Amber => "open",
        Standing::Breached => "overdue",
        Standing::Met => "done in time",
        Standing::Late => "done late",
        Standing::Dropped => "nothing due",
    };
    format!("due {}: {word}", pack.calendar.day(reading.limit))
}

/// Who signed the text that is in force, and who has signed another since.
fn signatures(pack: &Pack, policy: Option<&Policy>) -> Vec<String> {
    let adopted = policy.and_then(|p| p.adoption(p.version()));
    let in_force = adopted.and_then(|a| a.packs.iter().find(|t| t.name == pack.name)).map(PackText::digest);
    let told = |s: &Signature| format!("signed by {}, {}", s.by, pack.calendar.day(s.at));
    let mut lines: Vec<String> = Vec::new();
    for s in &pack.document.signatures {
        let found = policy.zip(in_force).and_then(|(p, digest)| p.signed(digest).find(|given| given.role == s.role));
        let date = s.date.map(|d| d.to_string()).unwrap_or_default();
        lines.push(format!("{} ({}) {date}: {}", s.title, s.role, found.map_or_else(|| "not signed".into(), told)));
    }
    let since = adopted.map(|a| a.at);
    let other = |s: &&Signature| s.digest != in_force && since.is_none_or(|at| s.at >= at);
    for s in policy.into_iter().flat_map(|p| &p.signatures).filter(other) {
        let what = match (&s.pack, &s.digest) {
            (Some(name), Some(digest)) => format!("{name} {}", digest.short()),
            _ => "no text that is named".into(),
        };
        lines.push(format!("for the next adoption, {what}: {} as {}", told(s), s.role));
    }
    lines
}

/// What the document states beside rules, section by section; of packs adopted together what each of their documents does.
fn sections(pack: &Pack, policy: Option<&Policy>, facts: Option<&Facts>) -> Vec<Section> {
    let mut all: Vec<(&str, Section)> = Vec::new();
    for member in if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members } {
        for section in sections_alone(pack, member, policy, facts) {
            if all.iter().all(|(_, known)| *known != section) {
                all.push((&member.name, section));
            }
        }
    }
    let twice: Vec<bool> =
        all.iter().map(|(_, s)| all.iter().filter(|(_, other)| other.title == s.title).count() > 1).collect();
    let titled = |((name, section), twice): ((&str, Section), bool)| match twice {
        true => Section { title: format!("{} ({name})", section.title), ..section },
        false => section,
    };
    all.into_iter().zip(twice).map(titled).collect()
}

fn sections_alone(whole: &Pack, pack: &Pack, policy: Option<&Policy>, facts: Option<&Facts>) -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    let mut add = |title: String, lines: Vec<String>, clauses: &[String]| {
        if !lines.is_empty() || !clauses.is_empty() {
            let mut cited: Vec<String> = Vec::new();
            for id in clauses {
                if !cited.contains(id) {
                    cited.push(id.clone());
                }
            }
            all.push(Section { title, lines, clauses: cited });
        }
    };
    for kind in pack.types.iter().filter(|t| whole.change_type(t.id()).is_some()) {
        add(format!("type {}", kind.title), kind.examples.clone(), &kind.clauses);
    }
    let known = || pack.catalogue.iter().filter(|c| whole.catalogue.iter().any(|o| o.id() == c.id()));
    let entries = known().map(|c| format!("{}: {}", c.id(), c.title)).collect();
    let clauses: Vec<String> = known().flat_map(|c| c.clauses.iter().cloned()).collect();
    add("catalogue of standard changes".into(), entries, &clauses);
    for raci in &pack.raci {
        let mut lines = vec![format!("{:<28} {}", "", raci.columns.join(" | "))];
        lines.extend(raci.rows.iter().map(|r| format!("{:<28} {}", r.activity, r.cells.join(" | "))));
        add(format!("responsibilities ({})", raci.id), lines, &raci.clauses);
    }
    for d in &pack.delegations {
        let limit =
            if d.max_hours == 0 { "not at all".into() } else { format!("at most {}", so_many(d.max_hours, "hour")) };
        let who = if d.roles.is_empty() { "anybody".into() } else { d.roles.join(", ") };
        let place =
            if d.environments.is_empty() { String::new() } else { format!(" for {}", d.environments.join(", ")) };
        add("delegation".into(), vec![format!("{who}{place}: {limit}")], &d.clauses);
    }
    for e in &pack.escalations {
        let line = format!("{} accountable, then {}, escalate to {}", e.primary, e.secondary, e.escalate);
        add(format!("escalation {}", e.environment), vec![line], &e.clauses);
    }
    let days = |m: &crate::policy::lists::Milestone| match m.until {
        Some(until) => format!("day {} to {until}: {}", m.day, m.title),
        None => format!("day {}: {}", m.day, m.title),
    };
    let clauses: Vec<String> = pack.milestones.iter().flat_map(|m| m.clauses.iter().cloned()).collect();
    add("planned timeline".into(), pack.milestones.iter().map(days).collect(), &clauses);
    for c in &pack.clocks {
        let target = c.target.map(|t| format!("target {t}, ")).unwrap_or_default();
        let line = format!(
            "from {} to {}: {target}limit {}; {}",
            c.start,
            c.stop,
            c.limit_words(),
            conditions::words(&c.when)
        );
        let mut lines = vec![line];
        lines.extend(facts.filter(|_| c.register).map(|facts| standing(pack, c, facts)));
        add(format!("clock {}", c.title), lines, &c.clauses);
    }
    let criteria = pack.criteria.iter().map(|c| format!("{}: {}", c.id, c.text)).collect();
    let clauses: Vec<String> = pack.criteria.iter().flat_map(|c| c.clauses.iter().cloned()).collect();
    add("grounds for turning a request back".into(), criteria, &clauses);
    let mut revisions: Vec<String> = pack
        .document
        .revisions
        .iter()
        .map(|r| format!("{}  {}  {}  {}", r.version, r.date, r.author, r.change))
        .collect();
    for s in policy.into_iter().flat_map(|p| &p.settings) {
        let day = pack.calendar.day(s.at);
        revisions
            .push(format!("{}+{}  {day}  {}  {} set to {}", pack.document.version, s.adoption, s.by, s.id, s.value));
    }
    add("revisions".into(), revisions, &pack.document.revision_clauses);
    add("signatures".into(), signatures(pack, policy), &pack.document.signature_clauses);
    for g in &pack.guidance {
        let mut lines: Vec<String> = g.lines.clone();
        if g.confirm {
            for line in &mut lines {
                let done = policy.is_some_and(|p| p.confirmed.contains(line));
                *line = format!("[{}] {line}", if done { "x" } else { " " });
            }
        }
        if !g.links.is_empty() {
            lines.push(format!("made concrete by {}", g.links.join(", ")));
        }
        add(g.title.clone(), lines, &g.clauses);
    }
    all
}
