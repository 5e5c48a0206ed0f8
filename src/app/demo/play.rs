//! Plays the life of changes, one step at a time: what the pack finds missing is supplied, then the next act is tried.

use super::cast::{Company, sentence, subject};
use super::chance::Chance;
use super::scene::Scene;
use crate::app::error::AppError;
use crate::app::execute::show;
use crate::app::packs::Shelf;
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::{Moment, Span};
use crate::domain::change::draft::NewChange;
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision};
use crate::domain::command::Command;
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::policy::request::{Field, FieldKind};
use crate::store::append::Tx;
use chrono::{Datelike, Timelike};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The play: the pack, the persons, and what has to be shown at the end of the batch.
pub(super) struct Play {
    pub(super) pack: Arc<Pack>,
    pub(super) digest: Digest,
    pub(super) company: Company,
    touched: BTreeSet<ChangeNo>,
    over: BTreeSet<ChangeNo>,
}

impl Play {
    pub(super) const fn new(pack: Arc<Pack>, digest: Digest, company: Company) -> Self {
        Self { pack, digest, company, touched: BTreeSet::new(), over: BTreeSet::new() }
    }

    /// The moment, moved into office hours.
    pub(super) fn office_hours(&self, at: Moment) -> Moment {
        let calendar = &self.pack.calendar;
        let local = at.local(calendar.tz);
        let day = if calendar.works(local.date_naive()) {
            local.date_naive()
        } else {
            calendar.business_days_after(local.date_naive(), 1)
        };
        let hour = 9 + local.hour() % 8;
        let time =
            chrono::NaiveTime::from_hms_micro_opt(hour, local.minute(), local.second(), local.nanosecond() / 1000);
        let moved = calendar.at(day, time.unwrap_or(calendar.opens));
        if moved < at { at } else { moved }
    }

    /// One step of one change; when the next one comes, if any.
    pub(super) fn step(
        &mut self,
        tx: &mut Tx<'_>,
        world: &mut World,
        no: ChangeNo,
        at: Moment,
        chance: &mut Chance,
    ) -> Result<Option<Moment>, AppError> {
        self.touched.insert(no);
        let Some(change) = world.changes.get(&no).cloned() else {
            self.open(tx, world, no, at, chance)?;
            return Ok(Some(later(at, chance, 20, 240)));
        };
        let mut scene = Scene { play: self, tx, world, at, chance, no };
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

    fn open(
        &self,
        tx: &mut Tx<'_>,
        world: &mut World,
        no: ChangeNo,
        at: Moment,
        chance: &mut Chance,
    ) -> Result<(), AppError> {
        let Some(requester) = chance.of(&self.company.requesters).cloned() else { return Ok(()) };
        let roll = chance.below(100);
        let wanted = if roll < 66 {
            "normal"
        } else if roll < 88 {
            "standard"
        } else {
            "emergency"
        };
        let change_type =
            self.pack.change_type(wanted).or(self.pack.types.first()).map_or("normal", |t| t.id()).to_owned();
        let ids: Vec<String> = world.catalogue.0.keys().cloned().collect();
        let catalogue = (change_type == "standard").then(|| chance.of(&ids).cloned()).flatten();
        let (title, systems) = subject(chance);
        let mut fields = vec![("title".to_owned(), title)];
        for field in self.pack.fields.iter().filter(|f| f.id() != "title" && !f.required.is_empty()) {
            // Now and then somebody forgets a field; the pack will say so.
            if !chance.happens(4) {
                fields.push((field.id().to_owned(), self.fill(field, &requester, &systems, at, chance)));
            }
        }
        let new = NewChange { change_type, fields, catalogue };
        let mut scene = Scene { play: self, tx, world, at, chance, no };
        if let Err(refusal) = scene.act(&requester, &Command::Open(new))? {
            // A value that does not fit is left out, as a person would.
            let wrong: Vec<String> = refusal.missing.iter().map(|m| m.field.clone()).collect();
            let (title, _) = subject(scene.chance);
            let fields = vec![("title".to_owned(), title)];
            let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
            drop(wrong);
            drop(scene.act(&requester, &Command::Open(new))?);
        }
        Ok(())
    }

    pub(super) fn fill(
        &self,
        field: &Field,
        requester: &PersonId,
        systems: &str,
        at: Moment,
        chance: &mut Chance,
    ) -> String {
        let tz = self.pack.calendar.tz;
        match field.kind {
            FieldKind::Line | FieldKind::Prose => sentence(chance).to_owned(),
            FieldKind::Choice | FieldKind::Choices => {
                let production = field.choices.iter().find(|c| c.to_lowercase().starts_with("prod"));
                let any = || chance.clone().of(&field.choices).cloned().unwrap_or_else(|| "none".into());
                let chosen = production.cloned().unwrap_or_else(any);
                chance.next();
                chosen
            }
            FieldKind::YesNo => "no".into(),
            FieldKind::Person => requester.to_string(),
            FieldKind::People => chance.of(&self.company.implementers).map(ToString::to_string).unwrap_or_default(),
            FieldKind::Number => (chance.below(40) * 25 + 15).to_string(),
            FieldKind::Moment => at.plus(Span::hours(24)).to_string(),
            FieldKind::Window => {
                let local = at.plus(Span::hours(24 * 8)).local(tz).date_naive();
                let ahead = (6 + 7 - local.weekday().num_days_from_sunday()) % 7;
                let day = local.checked_add_days(chrono::Days::new(u64::from(ahead))).unwrap_or(local);
                let hour = 18 + chance.below(5);
                format!("{day} {hour}:00/{day} {hour}:59")
            }
            FieldKind::List => systems.to_owned(),
        }
    }

    /// Brings the rows of everything touched up to date, and lets go of what is over.
    pub(super) fn show(&mut self, tx: &mut Tx<'_>, shelf: &mut Shelf, world: &mut World) -> Result<(), AppError> {
        let actor = PersonId::system();
        for no in std::mem::take(&mut self.touched) {
            if let Some(change) = world.changes.get(&no).cloned() {
                let updated = tx.moment(Moment(i64::MIN)).min(last(&change));
                show(tx, shelf, world, &actor, updated, &change)?;
            }
        }
        for no in std::mem::take(&mut self.over) {
            world.changes.remove(&no);
        }
        Ok(())
    }
}

/// When something last happened to a change, by its moments.
fn last(change: &Change) -> Moment {
    change.moments.iter().filter(|(name, _)| !name.starts_with("window")).map(|(_, at)| *at).max().unwrap_or_default()
}

/// A moment between so many minutes and so many later.
pub(super) fn later(at: Moment, chance: &mut Chance, from: u64, to: u64) -> Moment {
    let minutes = from + chance.below(to.saturating_sub(from).max(1));
    at.plus(Span::seconds(i64::try_from(minutes * 60 + chance.below(60)).unwrap_or(60)))
}
