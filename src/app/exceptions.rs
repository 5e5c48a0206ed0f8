//! Calendar exceptions, of a change or of all, as a list.

use super::error::AppError;
use super::execute::{desk_for, words};
use super::open::App;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::exception::Exception;
use crate::domain::said::Said;
use crate::policy::exception::ExceptionKind;
use crate::policy::schedule::Stretch;
use crate::sheets::exception::{ExceptionRow, ExceptionSignature};
use crate::sheets::time::{Time, Window};

impl App {
    /// The calendar exceptions of a change, oldest first; without one those of all changes whose time is not over.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn exceptions(&mut self, no: Option<ChangeNo>) -> Result<Vec<ExceptionRow>, AppError> {
        match no {
            Some(no) => self.exceptions_of(no),
            None => self.excepted((self.now(), Moment(i64::MAX))),
        }
    }

    /// The exceptions of all changes that touch a time.
    pub(super) fn excepted(&mut self, (from, to): Stretch) -> Result<Vec<ExceptionRow>, AppError> {
        self.recall()?;
        let changes = self.store.read()?.excepted_between(from, to)?;
        let mut rows = Vec::new();
        for no in changes {
            rows.extend(self.exceptions_of(no)?.into_iter().filter(|r| r.from.0 < to && r.to.0 > from));
        }
        Ok(rows)
    }

    fn exceptions_of(&mut self, no: ChangeNo) -> Result<Vec<ExceptionRow>, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let reader = self.store.read()?;
        let said = |s: &Said| words(&reader, s);
        let kind = |e: &Exception| desk.pack.exceptions.iter().find(|k| k.id() == e.kind);
        Ok(change.exceptions.iter().map(|e| row(&change, e, kind(e), now, &said)).collect())
    }
}

/// An exception as a row.
pub(super) fn row(
    change: &Change,
    e: &Exception,
    kind: Option<&ExceptionKind>,
    now: Moment,
    said: &dyn Fn(&Said) -> Option<String>,
) -> ExceptionRow {
    let told = |s: &Option<Said>| s.as_ref().map(|s| said(s).unwrap_or_else(|| "[removed]".into()));
    let signature = |(approval, by, at): &(String, PersonId, Moment)| ExceptionSignature {
        approval: approval.clone(),
        by: by.to_string(),
        at: Time(*at),
    };
    ExceptionRow {
        no: e.no,
        change: change.no.to_string(),
        kind: e.kind.clone(),
        title: kind.map_or_else(|| e.kind.clone(), |k| k.title.clone()),
        state: e.state(now).into(),
        from: Time(e.during.0),
        to: Time(e.during.1),
        instead_of: e.instead_of.map(|(from, to)| Window { from: Time(from), to: Time(to) }),
        environments: e.environments.clone(),
        freeze: e.freeze.clone(),
        reason: told(&e.reason),
        impact: told(&e.impact),
        risk: told(&e.risk),
        asked_by: e.asked.1.to_string(),
        signed: e.signed.iter().map(signature).collect(),
        lacks: kind.and_then(|k| e.lacks(k)),
        expires: e.granted.map(|(_, until)| Time(until)),
        used: e.used.map(Time),
        clauses: kind.map(|k| k.clauses.clone()).unwrap_or_default(),
    }
}
