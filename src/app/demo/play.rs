//! Plays the life of changes, one step at a time: what the pack finds missing is supplied, then the next act is done.

use super::Tally;
use super::cast::Company;
use super::chance::Chance;
use super::scene::Scene;
use super::speech;
use super::subject::subject;
use crate::app::error::AppError;
use crate::app::execute::show;
use crate::app::shelf::Shelf;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::{Moment, Span};
use crate::domain::board::turns::next_meeting;
use crate::domain::change::Decision;
use crate::domain::change::draft::NewChange;
use crate::domain::change::states::State;
use crate::domain::command::{CatalogueCommand, Command};
use crate::domain::world::World;
use crate::policy::meeting::{Series, Source};
use crate::policy::pack::{Pack, Path};
use crate::policy::request::{Field, FieldKind};
use crate::store::append::Tx;
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The play: the pack, the persons, and what has to be shown at the end of the batch.
pub(super) struct Play {
    pub pack: Arc<Pack>,
    pub company: Company,
    /// Meetings of the board, by their beginning.
    pub meetings: Vec<Moment>,
    /// Time between two acts of one step.
    pub pace: Span,
    /// When the audience comes in: nothing is recorded after it.
    pub end: Moment,
    /// Whether the board decides in its meetings only.
    pub sits: bool,
    pub touched: BTreeSet<ChangeNo>,
    over: BTreeSet<ChangeNo>,
}

/// What a step works with.
pub(super) struct Hands<'a, 'tx> {
    pub tx: &'a mut Tx<'tx>,
    pub shelf: &'a mut Shelf,
    pub world: &'a mut World,
    pub chance: &'a mut Chance,
    pub tally: &'a mut Tally,
    /// When each change was written to last.
    pub written: &'a mut BTreeMap<ChangeNo, Moment>,
}

/// A request as it is being filled in.
pub(super) struct Form<'a> {
    pub requester: &'a PersonId,
    pub systems: &'a str,
    pub urgent: bool,
    pub at: Moment,
}

impl Play {
    /// A play until `end` in which a change is opened every `span`.
    pub fn new(pack: Arc<Pack>, company: Company, span: Span, end: Moment) -> Self {
        // Where much happens the acts of a step follow close on each other, so that none is late for the next.
        let pace = Span((span.0 / 512).clamp(0, 45_000_000));
        let (touched, over) = (BTreeSet::new(), BTreeSet::new());
        Self { pack, company, meetings: Vec::new(), pace, end, sits: false, touched, over }
    }

    /// Plans the board's meetings at their turns between two moments: all of them, or so many evenly spread.
    pub fn plan_meetings(&mut self, begin: Moment, end: Moment, wanted: Option<u32>, busy: bool) {
        if !self.pack.board.votes || self.series().is_none() {
            return;
        }
        let mut turns = Vec::new();
        // The first turn finds nothing to decide; the last one is over before the audience comes in.
        let (mut at, last) = (begin.plus(Span::hours(96)), end.plus(Span::hours(-3)));
        while let Some(next) = next_meeting(&self.pack, at).filter(|next| *next <= last) {
            turns.push(next);
            at = next;
        }
        let all = turns.len();
        let wanted = wanted.map_or(all, |n| usize::try_from(n).unwrap_or(all)).min(all);
        // The newest turn is always one of them.
        let chosen = (1..=wanted).filter_map(|i| turns.get((i * all / wanted).saturating_sub(1)).copied());
        self.meetings = chosen.collect();
        self.sits = !busy && wanted > 0;
    }

    /// The series in which the board decides at its turns.
    pub fn series(&self) -> Option<&Series> {
        let decides = |s: &&Series| s.rrule.is_empty() && s.sections.iter().any(|c| c.source == Source::Decisions);
        self.pack.series.iter().find(decides)
    }

    /// Reviews that the board signs in its meetings.
    pub fn board_reviews(&self) -> Vec<String> {
        let series = self.series().filter(|_| self.sits);
        series.into_iter().flat_map(|s| s.sections.iter().flat_map(|c| c.reviews.clone())).collect()
    }

    /// The end of the next meeting after a moment: the next one planned, else the board's next turn.
    pub fn next_sitting(&self, after: Moment) -> Option<Moment> {
        let planned = self.meetings.iter().find(|m| **m >= after).copied();
        planned.or_else(|| next_meeting(&self.pack, after)).map(|at| at.plus(Span::hours(2)))
    }

    /// Whether a type of change takes the urgent path.
    pub fn urgent(&self, change_type: &str) -> bool {
        self.path(change_type) == Path::Urgent
    }

    pub fn path(&self, change_type: &str) -> Path {
        self.pack.change_type(change_type).map_or(Path::Assessed, |t| t.path)
    }

    /// The moment, moved into office hours.
    pub fn office_hours(&self, at: Moment) -> Moment {
        let calendar = &self.pack.calendar;
        let local = at.local(calendar.tz);
        let (day, time) = (local.date_naive(), local.time());
        let works = calendar.works(day);
        if works && time >= calendar.opens && time < calendar.closes {
            return at;
        }
        let early = works && time < calendar.opens;
        let day = if early { day } else { calendar.business_days_after(day, 1) };
        // The hour at which it would have been says when on that day.
        let open = calendar.closes.signed_duration_since(calendar.opens).num_microseconds().unwrap_or(0).max(1);
        calendar.at(day, calendar.opens).plus(Span(at.0.rem_euclid(open))).max(at)
    }

    /// One step of one change; when the next one comes, if any.
    pub fn step(&mut self, hands: &mut Hands<'_, '_>, no: ChangeNo, at: Moment) -> Result<Option<Moment>, AppError> {
        self.touched.insert(no);
        let Some(change) = hands.world.changes.get(&no).cloned() else {
            let urgent = self.open(hands, no, at)?;
            let mut scene = Scene::new(self, hands, at, no);
            return Ok(if urgent { scene.soon(3, 20) } else { scene.in_office(20, 600) });
        };
        let mut scene = Scene::new(self, hands, at, no);
        let next = match change.state {
            State::New if change.decision == Decision::Rejected => scene.revise(&change)?,
            State::New => scene.submit(&change)?,
            State::Assess => scene.assess(&change)?,
            State::Authorize => scene.authorize(&change)?,
            State::Scheduled => scene.begin(&change)?,
            State::Implement => scene.finish(&change)?,
            State::Review => scene.close(&change)?,
            State::Closed | State::Canceled => None,
        };
        if next.is_none() {
            self.over.insert(no);
        }
        Ok(next)
    }

    /// Opens a change; whether it is urgent.
    fn open(&self, hands: &mut Hands<'_, '_>, no: ChangeNo, at: Moment) -> Result<bool, AppError> {
        let Some(requester) = hands.chance.of(&self.company.requesters).cloned() else { return Ok(false) };
        // Nobody asks for anything at night but whoever has to.
        let night = self.office_hours(at) != at;
        let wanted = match hands.chance.below(100) {
            _ if night => "emergency",
            0..70 => "normal",
            70..95 => "standard",
            _ => "emergency",
        };
        let change_type =
            self.pack.change_type(wanted).or(self.pack.types.first()).map_or("normal", |t| t.id()).to_owned();
        let urgent = self.urgent(&change_type);
        let ids: Vec<String> = hands.world.catalogue.0.keys().cloned().collect();
        let catalogue = (change_type == "standard").then(|| hands.chance.of(&ids).cloned()).flatten();
        let (title, systems) = subject(hands.chance, &self.company.halls);
        let form = Form { requester: &requester, systems: &systems, urgent, at };
        let mut fields = vec![("title".to_owned(), title.clone())];
        let asked = |f: &&Field| {
            let here = f.when.change_type.is_empty() || f.when.change_type.contains(&change_type);
            here && (!f.required.is_empty() || f.id() == "implementers") && f.id() != "title"
        };
        for field in self.pack.fields.iter().filter(asked) {
            // What is asked for later is written later; now and then somebody forgets a field.
            let now = field.required.is_empty() || field.required.contains(&crate::policy::act::Act::Submit);
            if now && field.when.yes.is_empty() && !hands.chance.happens(2) {
                fields.push((field.id().to_owned(), self.fill(field, &form, hands.chance)));
            }
        }
        let mut scene = Scene::new(self, hands, at, no);
        if let Some(id) = &catalogue {
            scene.renew(id)?;
        }
        let new = NewChange { change_type, fields, catalogue };
        if scene.act(&requester, &Command::Open(new))?.is_err() {
            // A request that does not go as it was meant is begun with its title alone.
            let fields = vec![("title".to_owned(), title)];
            let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
            drop(scene.act(&requester, &Command::Open(new))?);
        }
        Ok(urgent)
    }

    /// What a person would write into a field.
    pub fn fill(&self, field: &Field, form: &Form<'_>, chance: &mut Chance) -> String {
        match field.kind {
            FieldKind::Line | FieldKind::Prose => speech::about(field.id(), chance).to_owned(),
            FieldKind::Choice | FieldKind::Choices => {
                let production = field.choices.iter().find(|c| c.to_lowercase().starts_with("prod"));
                let production = production.filter(|_| field.id() == "environment").cloned();
                // What is urgent is of the first classes.
                let classes =
                    if form.urgent && field.choices.first().is_some_and(|c| c == "P1") { 2 } else { usize::MAX };
                let choices: Vec<&String> = field.choices.iter().take(classes).collect();
                let any = chance.of(&choices).map(|c| (*c).clone());
                production.or(any).unwrap_or_else(|| "none".into())
            }
            FieldKind::YesNo => if chance.happens(15) { "yes" } else { "no" }.into(),
            FieldKind::Person => form.requester.to_string(),
            FieldKind::People => chance.of(&self.company.crews).map(ToString::to_string).unwrap_or_default(),
            // Times that a policy bounds are short ones.
            FieldKind::Number if field.id().ends_with("_minutes") => (chance.below(40) % 3 * 5 + 5).to_string(),
            FieldKind::Number => (chance.below(40) * 25 + 15).to_string(),
            FieldKind::Moment => {
                // What is asked for in order happened in order, and not long ago.
                let moments = self.pack.fields.iter().filter(|f| f.kind == FieldKind::Moment);
                let after = moments.rev().position(|f| f.id() == field.id()).unwrap_or(0);
                let hours = i64::try_from(after).unwrap_or(0).saturating_mul(26).saturating_add(2);
                form.at.plus(Span::hours(-24 - hours)).to_string()
            }
            FieldKind::Window => {
                let (from, to) = self.window(form.at, form.urgent, chance);
                format!("{from}/{to}")
            }
            // Those that the calendar has free are proposed when the request is handed in.
            FieldKind::Dates => String::new(),
            FieldKind::List if field.id().contains("system") => form.systems.to_owned(),
            FieldKind::List => {
                let list = &self.company.roles;
                chance.of(list).map_or_else(|| form.requester.to_string(), |(_, person)| person.to_string())
            }
        }
    }

    /// A window for a change that is planned at a moment: an evening in the middle of the week or of a Saturday, after
    /// the board will have met; at once for what is urgent.
    pub fn window(&self, at: Moment, urgent: bool, chance: &mut Chance) -> (Moment, Moment) {
        if urgent {
            let from = at.plus(Span::seconds(3600));
            return (from, from.plus(Span::hours(3)));
        }
        let calendar = &self.pack.calendar;
        let days = 10 + chance.below(5);
        let mut day = calendar.day(at).checked_add_days(chrono::Days::new(days)).unwrap_or_else(|| calendar.day(at));
        let wanted = if chance.happens(60) { chrono::Weekday::Sat } else { chrono::Weekday::Wed };
        day = day.iter_days().take(7).find(|d| d.weekday() == wanted).unwrap_or(day);
        let hour = u32::try_from(18 + chance.below(5)).unwrap_or(18);
        let time = chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(calendar.closes);
        let from = calendar.at(day, time);
        (from, from.plus(Span::seconds(5400)))
    }

    /// Brings the rows of everything touched up to date, and lets go of what is over.
    pub fn show(&mut self, hands: &mut Hands<'_, '_>) -> Result<(), AppError> {
        let actor = PersonId::system();
        let Hands { tx, shelf, world, written, .. } = hands;
        for no in std::mem::take(&mut self.touched) {
            if let Some(change) = world.changes.get(&no).cloned() {
                let updated = written.get(&no).copied().unwrap_or_else(|| tx.moment(Moment(i64::MIN)));
                show(tx, shelf, world, &actor, updated, &change)?;
            }
        }
        for no in std::mem::take(&mut self.over) {
            world.changes.remove(&no);
            written.remove(&no);
        }
        Ok(())
    }
}

impl Scene<'_, '_, '_> {
    /// Has an entry of the catalogue admitted anew when it is about to expire, or was suspended after a failed run.
    fn renew(&mut self, id: &str) -> Result<(), AppError> {
        let Some(entry) = self.hands.world.catalogue.0.get(id) else { return Ok(()) };
        if entry.suspended.is_none() && entry.expires.since(self.at) > Span::hours(24 * 75) {
            return Ok(());
        }
        let (title, procedure) =
            (Some(entry.title.clone()), Some(speech::about("procedure", self.hands.chance).to_owned()));
        let command = Command::Catalogue(CatalogueCommand::Admit { id: id.to_owned(), title, procedure });
        let mut people = self.play.company.board.clone();
        people.extend(self.play.company.roles.iter().map(|(_, p)| p.clone()));
        for who in people {
            if self.act(&who, &command)?.is_ok() {
                break;
            }
        }
        Ok(())
    }
}
