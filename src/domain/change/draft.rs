//! Opening and editing a change request: fields read by their kind, imports taken as they are.

use super::acts::Case;
use super::events::ChangeEvent;
use super::states::State;
use super::{Change, Decision, Origin, Value, facts};
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::spoken::{Here, Lean};
use crate::base::{text, time::Moment};
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::said::Scribe;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::policy::read::nearest;
use crate::policy::request::{Field, FieldKind};
use crate::policy::verdict::{Missing, Reason};
use serde::{Deserialize, Serialize};

/// A change request as a person opens it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct NewChange {
    /// Type id.
    pub change_type: String,
    /// Field id and text.
    pub fields: Vec<(String, String)>,
    /// Catalogue entry, for a standard change.
    pub catalogue: Option<String>,
}

impl NewChange {
    /// The request that a form holds: the entry of the catalogue stands among the fields, as [`CATALOGUE`].
    #[must_use]
    pub fn of(change_type: &str, mut fields: Vec<(String, String)>) -> Self {
        let at = fields.iter().position(|(id, _)| id == CATALOGUE);
        let catalogue = at.map(|at| fields.remove(at).1).filter(|entry| !entry.trim().is_empty());
        Self { change_type: change_type.to_owned(), fields, catalogue }
    }
}

/// The name under which forms and files give the entry of the catalogue.
pub const CATALOGUE: &str = "catalogue";

/// A record of another tool.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ForeignRecord {
    /// Where it comes from.
    pub origin: Origin,
    /// Type id.
    pub change_type: String,
    /// Field id and text; fields that the pack does not know are kept as free words under `x.NAME`.
    pub fields: Vec<(String, String)>,
    /// State.
    pub state: State,
    /// Decision.
    pub decision: Decision,
    /// Named moments.
    pub moments: Vec<(String, Moment)>,
}

/// Opens a change request.
///
/// # Errors
/// Unknown type, field or catalogue entry; a value that its field does not take; no right to open one.
pub fn open(world: &World, desk: &Desk, new: &NewChange) -> Result<Decided, Refusal> {
    let pack = &*desk.pack;
    if pack.change_type(&new.change_type).is_none() {
        let types = pack.types.iter().map(crate::policy::pack::ChangeType::id);
        let listed = types.clone().collect::<Vec<_>>().join(", ");
        let near = nearest(&new.change_type, types).map_or_else(String::new, |n| format!("; did you mean {n}?"));
        let text = format!("the pack {} has no type \"{}\"{near}", pack.name, new.change_type);
        return Err(Refusal::new(Kind::InvalidInput, text, format!("choose one of {listed}")));
    }
    let mut scribe = desk.scribe();
    let values = read_fields(world, desk, &new.fields, &mut scribe)?;
    if let Some(id) = &new.catalogue {
        known_entry(world, id)?;
    }
    let mut draft = Change::unborn(desk.next_change);
    draft.change_type.clone_from(&new.change_type);
    draft.requester = desk.actor.clone();
    draft.fields = values.iter().cloned().collect();
    draft.assessed = assessed(world, desk, &new.fields);
    let mut known = facts::of(world, desk, &draft);
    // Whoever opens a request is its requester from the start.
    known.set_word("act.type", &new.change_type);
    let verdict = judge(pack, Act::Create, &known);
    if !verdict.allowed() {
        return Err(Refusal::of(Act::Create, "new change", verdict));
    }
    let event = ChangeEvent::Opened {
        change_type: new.change_type.clone(),
        fields: values,
        catalogue: new.catalogue.clone(),
        assessed: draft.assessed,
    };
    let mut decided = Decided::one(Stream::Change(desk.next_change), event);
    decided.warnings = verdict.warnings;
    decided.prose = scribe.prose;
    Ok(decided)
}

/// The systems for which the text on dependent systems has an entry, where that text is among the fields. What a rule
/// leans on stands in the event, since the words themselves may be removed.
pub(super) fn assessed(world: &World, desk: &Desk, fields: &[(String, String)]) -> Option<Vec<String>> {
    let id = desk.pack.bia.as_ref()?.dependents.as_ref()?;
    let (_, text) = fields.iter().rev().find(|(field, _)| field == id)?;
    Some(crate::domain::system::facts::entries(&world.systems, text))
}

/// That the catalogue has an entry of this id.
fn known_entry(world: &World, id: &str) -> Result<(), Refusal> {
    if world.catalogue.0.contains_key(id) {
        return Ok(());
    }
    let near = nearest(id, world.catalogue.0.keys().map(String::as_str));
    let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
    let text = format!("the catalogue has no entry \"{}\"{near}", text::visible(id));
    Err(Refusal::new(Kind::InvalidInput, text, "see `quorate catalogue list`"))
}

/// The entry of the catalogue that a draft is to be; what it is approved by does not change once it is handed in.
pub(super) fn entry_of(world: &World, change: &Change, id: &str) -> Result<Value, Refusal> {
    if change.state != State::New {
        let text = format!("{}: the entry of the catalogue is chosen before it is submitted", change.no);
        return Err(Refusal::new(Kind::WrongState, text, "cancel it and open a new change of that entry"));
    }
    if id.is_empty() {
        return Ok(Value::Words(Vec::new()));
    }
    known_entry(world, id)?;
    Ok(Value::Words(vec![id.to_owned()]))
}

/// Brings a record of another tool over, or updates it; the same record changes nothing.
///
/// # Errors
/// When the actor may not import; [`Kind::WrongState`] where the record would set back what was done since.
pub fn import(world: &World, desk: &Desk, record: &ForeignRecord, no: Option<ChangeNo>) -> Result<Decided, Refusal> {
    may_import(world, desk)?;
    let before = no.and_then(|no| world.changes.get(&no));
    if before.and_then(|c| c.origin.as_ref()) == Some(&record.origin) {
        return Ok(Decided::default());
    }
    if let Some(before) = before {
        keeps_on(before, record)?;
    }
    let mut scribe = desk.scribe();
    let mut values = Vec::new();
    for (id, body) in &record.fields {
        if body.trim().is_empty() {
            continue;
        }
        let field = desk.pack.field(id);
        let value = match field.map(|f| f.kind) {
            Some(FieldKind::Line) => Value::Said(scribe.say(&text::tame_line(body, text::LINE_MAX))),
            Some(FieldKind::Prose) => Value::Said(scribe.say(&text::tame_prose(body))),
            // Foreign words need not fit the pack's choices; they are kept as they were said there.
            Some(FieldKind::Choices | FieldKind::People | FieldKind::List) => {
                Value::Words(body.split(',').map(|w| text::tame_line(w, 120)).filter(|w| !w.is_empty()).collect())
            }
            Some(_) => Value::Words(vec![text::tame_line(body, 120)]),
            None => Value::Said(scribe.say(&text::tame_prose(body))),
        };
        values.push((id.clone(), value));
    }
    let event = ChangeEvent::Imported {
        origin: record.origin.clone(),
        change_type: record.change_type.clone(),
        fields: values,
        state: record.state,
        decision: record.decision,
        moments: record.moments.clone(),
    };
    let mut decided = Decided::one(Stream::Change(no.unwrap_or(desk.next_change)), event);
    decided.prose = scribe.prose;
    Ok(decided)
}

/// That the actor may bring records of other tools over: they come with states and decisions that nobody here gave.
///
/// # Errors
/// Somebody who is not registered, or whom the pack does not permit it.
pub fn may_import(world: &World, desk: &Desk) -> Result<(), Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let verdict = judge(&desk.pack, Act::Import, &facts::of(world, desk, &Change::unborn(desk.next_change)));
    if verdict.allowed() { Ok(()) } else { Err(Refusal::of(Act::Import, "change records", verdict)) }
}

/// That a record does not undo what was done with its change: neither what this register decided, nor a later state.
fn keeps_on(before: &Change, record: &ForeignRecord) -> Result<(), Refusal> {
    let (no, source) = (before.no, &record.origin.id);
    let kept = |text: String| Err(Refusal::new(Kind::WrongState, text, format!("see `quorate audit log {no}`")));
    if before.pack.is_some() || !before.approvals.is_empty() || !before.ballots.is_empty() {
        return kept(format!("{no} ({source}) is dealt with here since it was imported; the file does not alter it"));
    }
    if before.revision > before.imported || !before.reviews.is_empty() {
        return kept(format!(
            "{no} ({source}) was edited or reviewed here since it was imported; the file does not alter it"
        ));
    }
    if record.state < before.state {
        let (now, then) = (before.state.word(), record.state.word());
        return kept(format!("{no} ({source}) is {now}, and the file would set it back to {then}"));
    }
    Ok(())
}

impl Case<'_> {
    /// Names those whose review no longer counts, since the edit gave them a part in the change.
    pub(crate) fn tells_who_reviewed_their_own(&mut self) {
        let (pack, after) = (self.desk.pack.clone(), self.so_far());
        for review in &pack.reviews {
            let (before, now) = (self.change.counted(review), after.counted(review));
            // What the edit voids is told elsewhere.
            let signed = after.passed(review.id());
            let gone = before.keys().filter(|by| !now.contains_key(*by) && signed.contains_key(*by));
            for by in gone {
                let text =
                    format!("{}: the review of {by} counts no longer, who now has a part in the change", review.title);
                let remedy = format!(
                    "have somebody else sign it: quorate change review {} --review {}",
                    self.change.no,
                    review.id()
                );
                let clauses = review.clauses.clone();
                let rule = format!("review.{}", review.id());
                self.decided.warnings.push(Reason { rule, text, remedy, clauses, ..Reason::default() });
            }
        }
    }

    /// Once work has begun the plan stands as it was approved. Written are the closing record, and what closing demands
    /// and nobody has filled in yet (an emergency is documented afterwards).
    pub(crate) fn only_the_record(&self, names: &[&str]) -> Result<(), Refusal> {
        // An emergency passes stages after the implementation.
        let late = |act: &Act| matches!(act, Act::Finish | Act::Close | Act::Deploy);
        let stands = |id: &&&str| {
            let Some(field) = self.desk.pack.field(id) else { return true };
            let record = !field.required.is_empty() && field.required.iter().all(late);
            let open = self.change.fields.get(**id).is_none_or(Value::is_empty);
            !(record || open && field.required.iter().any(late))
        };
        let Some(id) = names.iter().find(stands) else { return Ok(()) };
        let text = format!("{}: {id} stands as it was when the implementation began", self.change.no);
        Err(Refusal::new(Kind::WrongState, text, "say what went otherwise in the closing record"))
    }
}

/// The refusal of somebody who is not registered.
#[must_use]
pub fn unknown(person: &PersonId) -> Refusal {
    let text = format!("{person} is not a registered, active person");
    Refusal::new(Kind::UnknownPerson, text, "ask the administrator: quorate person add ID --name NAME --role ROLE")
}

/// Reads fields by their kinds; every one that does not fit is named at once.
///
/// # Errors
/// [`Kind::InvalidInput`] with one missing entry a field.
pub fn read_fields(
    world: &World,
    desk: &Desk,
    fields: &[(String, String)],
    scribe: &mut Scribe,
) -> Result<Vec<(String, Value)>, Refusal> {
    let mut values = Vec::new();
    let mut wrong: Vec<Missing> = Vec::new();
    for (id, body) in fields {
        let Some(field) = desk.pack.field(id) else {
            let near = nearest(id, desk.pack.fields.iter().map(Field::id));
            let near = match id.as_str() {
                "type" => "; a change gets another type by quorate change retype".to_owned(),
                _ => near.map_or_else(String::new, |n| format!("; did you mean {n}?")),
            };
            let text = format!("the pack has no field \"{}\"{near}", text::visible(id));
            wrong.push(Missing { field: id.clone(), text, clauses: Vec::new() });
            continue;
        };
        match read_value(world, desk, field, body, scribe) {
            Ok(value) => values.push((id.clone(), value)),
            Err(text) => wrong.push(Missing { field: id.clone(), text, clauses: field.clauses.clone() }),
        }
    }
    if wrong.is_empty() {
        return Ok(values);
    }
    let text = wrong.iter().map(|m| format!("{}: {}", m.field, m.text)).collect::<Vec<_>>().join("; ");
    let clauses: Vec<String> = wrong.iter().flat_map(|m| m.clauses.iter().cloned()).collect();
    let mut refusal = Refusal::new(Kind::InvalidInput, text, "correct the values named").citing(&clauses);
    refusal.missing = wrong;
    Err(refusal)
}

/// Why a field would not be taken with these words; none when it would.
#[must_use]
pub fn unfit(world: &World, desk: &Desk, id: &str, body: &str) -> Option<String> {
    let given = [(id.to_owned(), body.to_owned())];
    let refusal = read_fields(world, desk, &given, &mut desk.scribe()).err()?;
    refusal.missing.into_iter().next().map(|m| m.text)
}

fn read_value(world: &World, desk: &Desk, field: &Field, body: &str, scribe: &mut Scribe) -> Result<Value, String> {
    let pack = &*desk.pack;
    if body.trim().is_empty() {
        return Ok(Value::Words(Vec::new()));
    }
    let line = |max: usize| text::line(body, max).map_err(|e| e.to_string());
    let parts = || body.split(',').map(str::trim).filter(|w| !w.is_empty());
    let choice = |word: &str| -> Result<String, String> {
        let known = |word: &str| field.choices.iter().find(|c| c.eq_ignore_ascii_case(word)).cloned();
        // An environment is meant here by the same words as elsewhere.
        let place = || pack.environment(word).filter(|_| field.id() == "environment").and_then(known);
        known(word.trim()).or_else(place).ok_or_else(|| {
            let near = nearest(word, field.choices.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
            format!("\"{}\" is none of {}{near}", text::visible(word), field.choices.join(", "))
        })
    };
    let person = |word: &str| -> Result<String, String> {
        let id: PersonId = word.trim().parse().map_err(|e: crate::base::ids::IdError| e.to_string())?;
        world.people.active(&id).map(|_| id.to_string()).ok_or_else(|| format!("{id} is not registered and active"))
    };
    let (now, tz) = (desk.now, pack.calendar.tz);
    let read = |word: &str, lean| Here { now, tz }.read(word, lean).map_err(|e| e.to_string());
    Ok(match field.kind {
        FieldKind::Line => Value::Said(scribe.say(&line(text::LINE_MAX)?)),
        FieldKind::Prose => Value::Said(scribe.say(&text::prose(body).map_err(|e| e.to_string())?)),
        FieldKind::Choice if field.choices.is_empty() => Value::Words(vec![line(120)?]),
        FieldKind::Choice => Value::Words(vec![choice(body)?]),
        FieldKind::Choices if field.choices.is_empty() => {
            line(2000)?;
            Value::Words(parts().map(str::to_owned).collect())
        }
        FieldKind::Choices => {
            let mut words: Vec<String> = Vec::new();
            for word in parts() {
                let word = choice(word)?;
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            Value::Words(words)
        }
        FieldKind::YesNo => match body.trim().to_lowercase().as_str() {
            "yes" | "true" | "y" | "1" => Value::Words(vec!["yes".into()]),
            "no" | "false" | "n" | "0" => Value::Words(vec!["no".into()]),
            other => return Err(format!("\"{}\" is neither yes nor no", text::visible(other))),
        },
        FieldKind::Person => Value::Words(vec![person(body)?]),
        FieldKind::People => Value::Words(parts().map(person).collect::<Result<_, _>>()?),
        FieldKind::Number => {
            let n: i64 =
                body.trim().parse().map_err(|_| format!("\"{}\" is not a whole number", text::visible(body)))?;
            Value::Words(vec![n.to_string()])
        }
        FieldKind::Moment => Value::Words(vec![read(body, Lean::Either)?.to_string()]),
        FieldKind::Window => {
            let (from, to) = Here { now, tz }.window(body)?;
            Value::Words(vec![format!("{from}/{to}")])
        }
        FieldKind::Dates => {
            line(2000)?;
            Value::Words(parts().map(|w| read(w, Lean::Ahead).map(|at| at.to_string())).collect::<Result<_, _>>()?)
        }
        FieldKind::List => {
            line(4000)?;
            Value::Words(parts().map(str::to_owned).collect())
        }
    })
}
