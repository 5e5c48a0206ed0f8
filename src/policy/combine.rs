//! Lays one pack over another: `extends` replaces, `pack.combine=strictest` joins packs that all have to agree.

use super::board::Board;
use super::document::{Document, Setting, Stricter};
use super::facts::Blank;
use super::lists::Materiality;
use super::meeting::Panel;
use super::pack::Pack;
use super::rename::rename;
use super::request::{Field, FieldKind};
use super::value::Takes;
use crate::base::calendar::Calendar;
use crate::base::time::{Length, Moment};

/// The parts of `over` replace parts of `base` with the same key; what only one of them has stays.
#[must_use]
pub fn extend(base: Pack, over: Pack) -> Pack {
    let mut base_map = base.base;
    base_map.extend(over.base);
    Pack {
        settings: laid(base.settings, over.settings),
        roles: lay(base.roles, over.roles, |r| r.id()),
        responsibilities: lay(base.responsibilities, over.responsibilities, |r| r.id.as_str()),
        types: lay(base.types, over.types, |t| t.id()),
        catalogue: lay(base.catalogue, over.catalogue, |c| c.id()),
        fields: lay(base.fields, over.fields, |f| f.id()),
        risk: if over.risk.factors.is_empty() { base.risk } else { over.risk },
        reviews: lay(base.reviews, over.reviews, |r| r.id()),
        tests: lay(base.tests, over.tests, |t| t.id()),
        approvals: lay(base.approvals, over.approvals, |a| a.id()),
        board: if over.board.votes || !over.board.title.is_empty() { over.board } else { base.board },
        series: lay(base.series, over.series, |s| s.id()),
        windows: lay(base.windows, over.windows, |w| w.id()),
        exceptions: lay(base.exceptions, over.exceptions, |e| e.id()),
        tasks: lay(base.tasks, over.tasks, |t| t.id()),
        layout: if over.layout.is_empty() { base.layout } else { over.layout },
        annual: over.annual.or(base.annual),
        tiers: lay(base.tiers, over.tiers, |t| t.id.as_str()),
        data: lay(base.data, over.data, |d| d.id.as_str()),
        freezes: lay(base.freezes, over.freezes, |f| f.id()),
        checklists: lay(base.checklists, over.checklists, |l| l.id()),
        stages: lay(base.stages, over.stages, |s| s.id()),
        process: if over.process.is_empty() { base.process } else { over.process },
        methods: lay(base.methods, over.methods, |m| m.id()),
        findings: lay(base.findings, over.findings, |f| f.id()),
        panel: Panel {
            criteria: lay(base.panel.criteria, over.panel.criteria, |c| c.id.as_str()),
            assessments: lay(base.panel.assessments, over.panel.assessments, |a| a.seat.as_str()),
        },
        clocks: lay(base.clocks, over.clocks, |c| c.id.as_str()),
        rules: lay(base.rules, over.rules, |r| r.id()),
        delegations: lay(base.delegations, over.delegations, |d| d.id.as_str()),
        raci: lay(base.raci, over.raci, |r| r.id.as_str()),
        materiality: if over.materiality.is_empty() { base.materiality } else { over.materiality },
        criteria: lay(base.criteria, over.criteria, |c| c.id.as_str()),
        escalations: lay(base.escalations, over.escalations, |e| e.environment.as_str()),
        milestones: if over.milestones.is_empty() { base.milestones } else { over.milestones },
        bia: over.bia.or(base.bia),
        questions: lay(base.questions, over.questions, |q| q.id.as_str()),
        guidance: lay(base.guidance, over.guidance, |g| g.title.as_str()),
        base: base_map,
        vectors: over.vectors,
        blank: Blank::default(),
        ..over
    }
}

/// Settings: a value laid over another is of the same kind, and decides the same, where it does not say otherwise.
fn laid(base: Vec<Setting>, mut over: Vec<Setting>) -> Vec<Setting> {
    for own in &mut over {
        let Some(of) = base.iter().find(|b| b.id() == own.id()) else { continue };
        if own.choices.is_empty() && own.takes == Takes::Text && own.each_of.is_empty() {
            (own.choices, own.takes, own.each_of) = (of.choices.clone(), of.takes, of.each_of.clone());
        }
        if own.text.is_empty() {
            own.text.clone_from(&of.text);
        }
    }
    lay(base, over, |s| s.id())
}

fn lay<T>(mut base: Vec<T>, over: Vec<T>, key: impl Fn(&T) -> &str) -> Vec<T> {
    let own = base.len();
    base.reserve_exact(over.len());
    for part in over {
        match base.iter_mut().take(own).find(|b| key(b) == key(&part)) {
            Some(place) => *place = part,
            None => base.push(part),
        }
    }
    base
}

/// Two packs at once, the stricter of both. Every act is judged by each of them in turn ([`Pack::members`]), and all
/// that speak of it must permit it; so fields, reviews, approvals, forbids and demands of both apply, and a permit holds
/// only with the other's. What the program asks of the pack as a whole is joined here, the stricter value each time:
/// the board (all seats; larger quorum and threshold; outcomes that both know), settings, delegation limits, edits that
/// void, and the types and pre-approved changes that both know. An approval, review, factor or checklist that means
/// something else in `b` is called `NAME-id` there; an environment is called as in `a`.
#[must_use]
pub fn strictest(a: Pack, b: Pack) -> Pack {
    let b = rename(&a, b);
    let mut members = if a.members.is_empty() { vec![a.clone()] } else { a.members.clone() };
    members.push(b.clone());
    let name = format!("{}+{}", a.name, b.name);
    let title = format!("{} with {}", a.title, b.title);
    let document = document(&a.document, &b.document);
    let mut settings = settings(&a.settings, &b.settings);
    // A pack that knows no deviation grants none, so the combination has none either.
    let knows = |p: &Pack| p.settings.iter().any(|s| s.id() == "exception.approvers");
    settings.retain(|s| s.id() != "exception.approvers" || (knows(&a) && knows(&b)));
    let fields = fields(&a.fields, &b.fields);
    let mut risk = a.risk.clone();
    if risk.factors.is_empty() {
        risk = b.risk.clone();
    } else {
        risk.factors.extend(b.risk.factors.iter().filter(|f| a.risk.factors.iter().all(|o| o.id != f.id)).cloned());
    }
    let mut types = a.types.clone();
    types.retain(|t| b.change_type(t.id()).is_some());
    let mut catalogue = a.catalogue.clone();
    catalogue.retain(|c| b.catalogue.iter().any(|o| o.id() == c.id()));
    let mut roles = lay(b.roles.clone(), a.roles.clone(), |r| r.id());
    for role in &mut roles {
        if let Some(other) = b.roles.iter().find(|r| r.id() == role.id()) {
            merge(&mut role.aliases, other.aliases.clone());
            merge(&mut role.clauses, other.clauses.clone());
        }
    }
    let mut both = Pack {
        board: board(&a.board, &b.board),
        delegations: a.delegations.iter().chain(&b.delegations).cloned().collect(),
        materiality: materiality(&a.materiality, &b.materiality),
        reviews: both_of(
            &a.reviews,
            &b.reviews,
            |r| r.id(),
            |own, other| {
                own.when = std::mem::take(&mut own.when).or(&other.when);
                merge(&mut own.required, other.required.clone());
                merge(&mut own.clauses, other.clauses.clone());
            },
        ),
        approvals: both_of(
            &a.approvals,
            &b.approvals,
            |r| r.id(),
            |own, other| {
                own.when = std::mem::take(&mut own.when).or(&other.when);
                merge(&mut own.clauses, other.clauses.clone());
            },
        ),
        tests: both_of(
            &a.tests,
            &b.tests,
            |t| t.id(),
            |own, other| {
                // One of no environment in particular is taken of any.
                if own.environments.is_empty() || other.environments.is_empty() {
                    own.environments.clear();
                } else {
                    merge(&mut own.environments, other.environments.clone());
                }
                own.values.extend(other.values.clone());
                merge(&mut own.clauses, other.clauses.clone());
            },
        ),
        stages: super::stage::joined(&a.stages, &b.stages),
        clocks: lay(b.clocks.clone(), a.clocks.clone(), |c| c.id.as_str()),
        ..extend(a, b)
    };
    (both.name, both.title, both.document, both.risk) = (name, title, document, risk);
    (both.settings, both.fields, both.types) = (settings, fields, types);
    (both.catalogue, both.roles, both.members) = (catalogue, roles, members);
    both.exceptions.retain(|e| both.members.iter().all(|m| m.exceptions.iter().any(|o| o.id() == e.id())));
    both.vectors.clear();
    if let Some(setting) = both.settings.iter_mut().find(|s| s.id() == "pack.combine") {
        setting.value = "strictest".into();
        setting.choices = vec!["strictest".into()];
    }
    both.calendar = both.calendar_of_settings();
    both
}

/// The parts of both; of one that both have, the first is joined with the second.
fn both_of<T: Clone>(a: &[T], b: &[T], key: impl Fn(&T) -> &str, join: impl Fn(&mut T, &T)) -> Vec<T> {
    let mut both = a.to_vec();
    for other in b {
        match both.iter_mut().find(|own| key(own) == key(other)) {
            Some(own) => join(own, other),
            None => both.push(other.clone()),
        }
    }
    both
}

impl Pack {
    /// Gives a setting another value, in each pack of a combination that has it; calendars follow.
    pub fn set(&mut self, id: &str, value: &str) {
        self.blank = Blank::default();
        if let Some(setting) = self.settings.iter_mut().find(|s| s.id() == id) {
            value.clone_into(&mut setting.value);
            self.calendar = self.calendar_of_settings();
        }
        for member in &mut self.members {
            member.set(id, value);
        }
    }
}

pub(super) fn merge<T: PartialEq>(into: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !into.contains(&item) {
            into.push(item);
        }
    }
}

/// Signatures of both, and the earlier of both review dates.
fn document(a: &Document, b: &Document) -> Document {
    let mut both = a.clone();
    for signature in &b.signatures {
        if both.signatures.iter().all(|s| s.role != signature.role) {
            both.signatures.push(signature.clone());
        }
    }
    merge(&mut both.signature_clauses, b.signature_clauses.clone());
    merge(&mut both.owner, b.owner.clone());
    if both.source != b.source {
        both.source = format!("{}, {}", a.source, b.source);
    }
    merge(&mut both.review_clauses, b.review_clauses.clone());
    both.effective = a.effective.max(b.effective);
    both.next_review = match (a.next_review, b.next_review) {
        (Some(x), Some(y)) => Some(x.min(y)),
        (x, y) => x.or(y),
    };
    both
}

fn settings(a: &[Setting], b: &[Setting]) -> Vec<Setting> {
    let mut both = a.to_vec();
    for other in b {
        match both.iter_mut().find(|s| s.id() == other.id()) {
            None => both.push(other.clone()),
            Some(own) => {
                own.value = stricter(own, other);
                own.stricter = own.stricter.or(other.stricter);
                merge(&mut own.choices, other.choices.clone());
                merge(&mut own.clauses, other.clauses.clone());
            }
        }
    }
    both
}

/// The stricter of two values of a setting. Where nothing says which is, the first pack's stays.
fn stricter(a: &Setting, b: &Setting) -> String {
    let (x, y) = (a.value.clone(), b.value.clone());
    if x == y || y == "unset" {
        return x;
    }
    if x == "unset" {
        return y;
    }
    let list = |v: &str| v.split(',').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect::<Vec<_>>();
    match a.stricter.or(b.stricter) {
        Some(rule @ (Stricter::Less | Stricter::More)) => {
            let (Some(n), Some(m)) = (size(&x), size(&y)) else { return x };
            if (n <= m) == (rule == Stricter::Less) { x } else { y }
        }
        Some(Stricter::All) => {
            let mut all = list(&x);
            merge(&mut all, list(&y));
            all.join(",")
        }
        Some(Stricter::Common) => {
            let other = list(&y);
            list(&x).into_iter().filter(|w| other.contains(w)).collect::<Vec<_>>().join(",")
        }
        None => {
            let place = |v: &String| a.choices.iter().position(|c| c == v);
            match (place(&x), place(&y)) {
                (Some(i), Some(j)) if j < i => y,
                _ => x,
            }
        }
    }
}

/// A number or length as something that compares.
fn size(value: &str) -> Option<i64> {
    let length = |v: &str| v.parse::<Length>().ok().map(|l| Calendar::default().after(Moment(0), l).0);
    value.parse().ok().or_else(|| length(value))
}

/// The fields of both: values offered by either, one of them where either takes no more, and required where either requires
/// them. Which of them is required
/// when is each pack's own matter.
fn fields(a: &[Field], b: &[Field]) -> Vec<Field> {
    let mut both = a.to_vec();
    for other in b {
        match both.iter_mut().find(|f| f.id() == other.id()) {
            None => both.push(other.clone()),
            Some(own) => {
                // Spellings of one value that differ only in case stay apart: each pack's rules name their own.
                if !own.choices.is_empty() {
                    merge(&mut own.choices, other.choices.clone());
                }
                if own.kind == FieldKind::Choices && other.kind == FieldKind::Choice {
                    own.kind = FieldKind::Choice;
                }
                own.when = own.when.clone().or(&other.when);
                merge(&mut own.required, other.required.clone());
                merge(&mut own.clauses, other.clauses.clone());
            }
        }
    }
    both
}

/// All seats of both boards under the first one's chair, and the larger quorum and threshold.
fn board(a: &Board, b: &Board) -> Board {
    if !(a.votes && b.votes) {
        return if b.votes { b.clone() } else { a.clone() };
    }
    let mut both = a.clone();
    for seat in &b.seats {
        match both.seats.iter_mut().find(|s| s.id == seat.id) {
            Some(own) => {
                own.mandatory |= seat.mandatory;
                own.veto |= seat.veto;
            }
            None => {
                let chair = seat.chair && a.seats.iter().all(|s| !s.chair);
                both.seats.push(super::board::Seat { chair, ..seat.clone() });
            }
        }
    }
    both.open_seats |= b.open_seats;
    let (p, q) = (&a.quorum, &b.quorum);
    both.quorum.of = None;
    both.quorum.members = match (p.members, q.members) {
        (Some(x), Some(y)) => Some(x.max(y)),
        _ => None,
    };
    both.quorum.minimum =
        [p.minimum, q.minimum, p.members.unwrap_or(0), q.members.unwrap_or(0)].into_iter().max().unwrap_or_default();
    both.threshold = a.threshold.max(b.threshold);
    if a.outcomes.is_empty() {
        both.outcomes.clone_from(&b.outcomes);
    } else if !b.outcomes.is_empty() {
        both.outcomes.retain(|o| b.outcomes.contains(o));
    }
    for (into, from) in [
        (&mut both.clauses, &b.clauses),
        (&mut both.quorum.clauses, &q.clauses),
        (&mut both.threshold_clauses, &b.threshold_clauses),
        (&mut both.outcome_clauses, &b.outcome_clauses),
        (&mut both.unfilled_clauses, &b.unfilled_clauses),
    ] {
        merge(into, from.clone());
    }
    both
}

/// What an edit voids under either table: rows for each field that one of them names, and for the rest.
fn materiality(a: &[Materiality], b: &[Materiality]) -> Vec<Materiality> {
    let row = |table: &[Materiality], field: &str| {
        let named = table.iter().find(|m| m.fields.iter().any(|f| f == field));
        named.or_else(|| table.iter().find(|m| m.fields.iter().any(|f| f == "*"))).cloned()
    };
    let mut names: Vec<String> = Vec::new();
    for table in [a, b] {
        merge(&mut names, table.iter().flat_map(|m| m.fields.iter().cloned()).collect());
    }
    let mut both = Vec::new();
    for field in names {
        let mut joined = Materiality { fields: vec![field.clone()], voids: Vec::new(), clauses: Vec::new() };
        for row in [row(a, &field), row(b, &field)].into_iter().flatten() {
            merge(&mut joined.voids, row.voids);
            merge(&mut joined.clauses, row.clauses);
        }
        both.push(joined);
    }
    both
}
