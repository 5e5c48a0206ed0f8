//! The sheet of a change.

use super::fields::{self, PROPOSED};
use super::{Lens, ballot, course, progress};
use crate::app::conflicts::in_the_way;
use crate::app::exceptions;
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::ballot::close::rationale_clauses;
use crate::domain::ballot::opening;
use crate::domain::change::draft::CATALOGUE;
use crate::domain::change::exception::Exception;
use crate::domain::change::put_off::missed_by_next;
use crate::domain::change::states::State;
use crate::domain::change::summary::{self, Summary};
use crate::domain::change::work::taken_back;
use crate::domain::change::{Change, Comment};
use crate::domain::change::{facts, time};
use crate::domain::said::Said;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::lists::Responsibility;
use crate::policy::pack::{Pack, Path};
use crate::policy::rule::Truth;
use crate::sheets::change::{Asks, ChangeRow, ChangeSheet, CommentLine, ConditionLine, FieldLine, ResponsibilityLine};
use crate::sheets::exception::ExceptionRow;
use crate::sheets::risk::{FactorLine, ImpactLine, RiskSheet};
use crate::sheets::time::{Time, Window};
use crate::text::words::moment;
use std::collections::BTreeSet;

/// The row of a change.
#[must_use]
pub fn row(lens: &Lens<'_>, change: &Change, summary: &Summary, updated: Time) -> ChangeRow {
    let waiting = summary.whom();
    ChangeRow {
        id: change.no.to_string(),
        change_type: change.change_type.clone(),
        state: change.state.word().into(),
        letter: letter(lens, change, summary.letter),
        decision: change.decision.word().into(),
        decided: change.decided(),
        title: title(lens, change),
        risk: change.level.clone(),
        score: change.scores.0,
        owner: change.owner().map(|p| p.to_string()),
        requester: change.requester.to_string(),
        environment: change.words("environment").to_vec(),
        window: window(change),
        next_action: summary.next_action.clone(),
        waiting_for: waiting,
        revision: change.revision,
        on_hold: change.hold.is_some(),
        created: Time(change.moments.get("created").copied().unwrap_or(updated.0)),
        updated,
    }
}

/// The letter of a change, with what is in its way marked.
#[must_use]
pub fn letter(lens: &Lens<'_>, change: &Change, letter: char) -> String {
    summary::letter_with(letter, in_the_way(lens.world, lens.desk, change)).to_string()
}

/// When a change is to be carried out.
#[must_use]
pub fn window(change: &Change) -> Option<Window> {
    change.window().map(|(from, to)| Window { from: Time(from), to: Time(to) })
}

/// The title, or a mark that there is none.
#[must_use]
pub fn title(lens: &Lens<'_>, change: &Change) -> String {
    change.fields.get("title").and_then(|v| lens.value(v)).unwrap_or_else(|| "(no title)".into())
}

/// Words by which a change is found, each once: number, title, owner, systems, texts, comments.
#[must_use]
pub fn search_words(lens: &Lens<'_>, change: &Change) -> String {
    let mut all = vec![change.no.to_string(), change.requester.to_string()];
    all.extend(change.fields.values().filter_map(|v| lens.value(v)));
    all.extend(change.comments.iter().map(|c| lens.words(&c.text)));
    all.extend(change.run.notes.iter().map(|n| lens.words(&n.text)));
    all.extend(change.run.reviews.iter().flat_map(|r| &r.findings).map(|(_, said)| lens.words(said)));
    all.extend(change.origin.as_ref().map(|o| o.id.clone()));
    // Each once: the index keeps a place for every time that a word is said, and nobody asks for the places.
    let mut said = BTreeSet::new();
    let mut words = all.iter().flat_map(|text| text.split_whitespace()).fold(String::new(), |mut words, word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if !said.contains(&word) {
            words.push_str(&word);
            words.push(' ');
            said.insert(word);
        }
        words
    });
    words.truncate(words.trim_end().len());
    words
}

/// The sheet of a change.
#[must_use]
pub fn sheet(lens: &Lens<'_>, change: &Change, updated: Time) -> ChangeSheet {
    let pack = &*lens.desk.pack;
    let summary = summary::of(lens.world, lens.desk, change);
    let facts = facts::of(lens.world, lens.desk, change);
    let approvals = progress::approvals(lens, change, &facts);
    let mut fields = fields::lines(lens, change, &facts);
    // A draft of a pre-authorised change says which one it is.
    let by_entry = approvals.iter().find(|a| a.role == CATALOGUE).filter(|_| change.state == State::New);
    if let Some(approval) = by_entry {
        let valid = lens.world.catalogue.0.iter().filter(|(_, entry)| entry.standing(lens.desk.now) == "valid");
        let entry = FieldLine {
            id: CATALOGUE.into(),
            label: "Catalogue entry".into(),
            kind: "choice".into(),
            value: change.catalogue.clone(),
            hint: "the pre-authorised change that this one is".into(),
            choices: valid.map(|(id, _)| id.clone()).collect(),
            required: true,
            clauses: approval.clauses.clone(),
            unfit: None,
        };
        fields.insert(0, entry);
    }
    ChangeSheet {
        row: row(lens, change, &summary, updated),
        type_title: pack.change_type(&change.change_type).map_or_else(String::new, |t| t.title.clone()),
        urgent: pack.change_type(&change.change_type).is_some_and(|t| t.path == Path::Urgent),
        pack: judged_by(lens, change),
        revision_digest: change.revision_digest().to_string(),
        hold_reason: change.hold.map(|said| lens.words(&said)),
        catalogue: change.catalogue.clone(),
        entry: change
            .catalogue
            .as_ref()
            .and_then(|id| lens.world.catalogue.0.get(id).map(|entry| super::catalogue::sheet(lens, id, entry))),
        fields,
        responsibilities: responsibilities(pack, &facts),
        banner: super::pack::banner(pack),
        tz: pack.calendar.tz.name().into(),
        risk_sheet: risk(lens, change),
        reviews: progress::reviews(lens, change, &facts),
        approvals,
        ballot: change.ballot().map(|b| ballot::sheet(lens, change, b)),
        conditions: conditions(lens, change),
        comments: comments(lens, change),
        conflicts: crate::app::conflicts::lines(lens.world, lens.desk, change),
        exceptions: exceptions(lens, change),
        process: course::process(lens, &facts),
        deviations: course::deviations(lens, change),
        clocks: progress::clocks(lens, change, &facts),
        ready: progress::ready(lens, change, summary.whom()),
        acts: progress::acts(lens, change, &facts),
        deferrals: change.deferrals,
        deferred_to: change.deferred_to.map(Time),
        deferred_open: change.deferred_open,
        decisions: change.decisions.iter().map(|d| crate::app::decisions::line(d, &|s| lens.words(s))).collect(),
        turned: change.turned.map(|said| lens.words(&said)),
        close_code: change.close_code.clone(),
        origin: change.origin.as_ref().map(|o| format!("{} {}", o.source, o.id)),
        history_count: change.entries,
        run: super::run::sheet(lens, change),
        asks: Asks {
            slot: slot(lens, change, &facts),
            moving: taken_back(lens.world, lens.desk, change).into_iter().map(|r| r.text).collect(),
            missing: missed_by_next(lens.world, lens.desk, change).into_iter().map(|r| r.text).collect(),
            window: change.window().map(|(from, to)| moment::window(from, to, pack.calendar.tz, false)),
            people: super::people::heirs(lens, change),
            settled: opening::settled(lens.world, lens.desk, change, &facts),
            ..asks(pack, &facts)
        },
    }
}

/// The text that judges a change; that it stands in for another one is said with it.
fn judged_by(lens: &Lens<'_>, change: &Change) -> String {
    let own = lens.desk.judge();
    match change.pack.filter(|_| change.judged_by_another(lens.desk)) {
        Some((_, handed_in)) => format!(
            "{own}, the text in force: this program cannot read the one that it was handed in under ({})",
            handed_in.short()
        ),
        None => own,
    }
}

/// What the document expects of roles, each done or not.
fn responsibilities(pack: &Pack, facts: &Facts) -> Vec<ResponsibilityLine> {
    let line = |r: &Responsibility| ResponsibilityLine {
        role: pack.role(&r.role).map_or_else(|| r.role.clone(), |role| role.title.clone()),
        text: r.text.clone(),
        done: r.done.holds(facts, pack) == Truth::Yes,
        clauses: r.clauses.clone(),
    };
    pack.responsibilities.iter().map(line).collect()
}

/// The first time to come that calendar and rules allow, while the change may be scheduled under a pack with windows.
fn slot(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Option<(String, String)> {
    let pack = &*lens.desk.pack;
    if change.state != State::Scheduled || !pack.has_windows() {
        return None;
    }
    let length = change.window().map_or(Span::hours(1), |(from, to)| to.since(from));
    // What begins this moment has gone by once somebody agrees to it: the next quarter of an hour does.
    let (ahead, quarter) = (Span::seconds(5 * 60), Span::seconds(15 * 60));
    let from = Moment(lens.desk.now.plus(ahead).0.div_euclid(quarter.0) * quarter.0).plus(quarter);
    let asked = (from, from.plus(length));
    let told = |at: crate::base::time::Moment| at.local(pack.calendar.tz).to_rfc3339();
    let found = time::offered(lens.world, lens.desk, change, facts, asked, PROPOSED);
    found.into_iter().find(|o| o.against.is_empty()).map(|o| (told(o.time.0), told(o.time.1)))
}

fn asks(pack: &Pack, facts: &Facts) -> Asks {
    let mut confirms: Vec<(String, String)> = Vec::new();
    for rule in pack.rules.iter().filter(|r| r.acts.contains(&Act::Approve)) {
        for word in rule.needs.act.get("confirms").into_iter().flat_map(|words| words.list()) {
            if confirms.iter().all(|(known, _)| known != word) {
                confirms.push((word.clone(), rule.text.clone()));
            }
        }
    }
    let mut even = facts.clone();
    even.set_flag("tie", true);
    Asks {
        criteria: pack.criteria.iter().map(|c| (c.id.clone(), c.text.clone())).collect(),
        confirms,
        begin: begin(pack),
        go: pack.reviews.iter().any(|r| r.go),
        tests: pack.tests.iter().map(|t| (t.id().to_owned(), t.title.clone(), t.environments.clone())).collect(),
        exceptions: pack.exceptions.iter().map(|k| (k.id().to_owned(), k.title.clone())).collect(),
        types: pack.types.iter().map(|t| (t.id().to_owned(), t.title.clone())).collect(),
        slot: None,
        window: None,
        moving: Vec::new(),
        missing: Vec::new(),
        people: Vec::new(),
        settled: None,
        conditions: pack.board.decides("approved_with_conditions"),
        rationale: !rationale_clauses(pack, facts).is_empty(),
        tie_rationale: !rationale_clauses(pack, &even).is_empty(),
    }
}

/// What the pack asks of whoever begins a deployment.
fn begin(pack: &Pack) -> Vec<String> {
    let speaks = |r: &&crate::policy::pack::Rule| r.acts.iter().any(|a| matches!(a, Act::Start | Act::Deploy));
    let named = |word: &str| pack.rules.iter().filter(speaks).any(|r| r.needs.act_has.iter().any(|w| w == word));
    let asked = |word: &&str| match *word {
        "method" => !pack.methods.is_empty(),
        "branch" => pack.stages.iter().any(|s| !s.branch.is_empty()),
        word => named(word),
    };
    ["method", "commit", "branch", "pipeline"].into_iter().filter(asked).map(str::to_owned).collect()
}

fn risk(lens: &Lens<'_>, change: &Change) -> RiskSheet {
    let model = &lens.desk.pack.risk;
    let scored = lens.desk.pack.score(&change.ratings);
    let level = scored.level.clone().or_else(|| change.level.clone());
    let mut clauses = scored.clauses;
    clauses.extend(model.clauses.iter().filter(|c| !clauses.contains(c)).cloned().collect::<Vec<_>>());
    RiskSheet {
        title: level.as_ref().and_then(|id| model.levels.iter().find(|l| l.id == *id)).map(|l| l.title.clone()),
        level,
        score: scored.inherent,
        inherent: scored.inherent,
        residual: scored.residual,
        explain: scored.explain,
        factors: model
            .factors
            .iter()
            .map(|f| {
                let value = change.ratings.get(&f.id).copied();
                FactorLine {
                    id: f.id.clone(),
                    label: f.label.clone(),
                    value,
                    rating: f.choices.iter().find(|c| Some(c.value) == value).map(|c| c.label.clone()),
                    choices: f.choices.iter().map(|c| (c.value, c.label.clone())).collect(),
                    clauses: f.clauses.clone(),
                }
            })
            .collect(),
        clauses,
        impact: impact(&lens.desk.pack, change),
    }
}

/// What the planned downtime costs, by the pack's method.
fn impact(pack: &Pack, change: &Change) -> Option<ImpactLine> {
    let bia = pack.bia.as_ref()?;
    let n = |field: &str| change.words(field).first().and_then(|w| w.parse::<i64>().ok());
    let found = bia.impact(pack, n(&bia.per_hour)?, n(&bia.minutes)?);
    Some(ImpactLine {
        cost: found.cost,
        currency: pack.setting("currency").map(str::to_owned),
        formula: found.formula,
        class: found.class,
        why: found.why,
        clauses: found.clauses,
    })
}

fn conditions(lens: &Lens<'_>, change: &Change) -> Vec<ConditionLine> {
    let id = |p: &PersonId| p.to_string();
    change
        .conditions
        .iter()
        .map(|c| ConditionLine {
            no: c.no,
            text: lens.words(&c.text),
            owner: c.owner.as_ref().map(id),
            due: c.due.map(Time),
            share: c.share,
            by: c.by.to_string(),
            verified_by: c.verified.as_ref().map(|(_, by)| id(by)),
            verified_at: c.verified.as_ref().map(|(at, _)| Time(*at)),
            note: c.note.as_ref().map(|said| lens.words(said)),
            overdue: c.verified.is_none() && c.overdue(lens.desk.now),
            owner_left: c.verified.is_none() && c.owner.as_ref().is_some_and(|p| lens.world.people.active(p).is_none()),
        })
        .collect()
}

fn exceptions(lens: &Lens<'_>, change: &Change) -> Vec<ExceptionRow> {
    let kinds = &lens.desk.pack.exceptions;
    let said = |said: &Said| Some(lens.words(said));
    let kind = |e: &Exception| kinds.iter().find(|k| k.id() == e.kind);
    change.exceptions.iter().map(|e| exceptions::row(change, e, kind(e), lens.desk.now, &said)).collect()
}

fn comments(lens: &Lens<'_>, change: &Change) -> Vec<CommentLine> {
    let line = |c: &Comment| CommentLine { by: c.by.to_string(), at: Time(c.at), text: lens.words(&c.text) };
    change.comments.iter().map(line).collect()
}
