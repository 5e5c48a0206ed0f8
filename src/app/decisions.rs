//! Every decision that was recorded, change by change, with what became of it.

use super::error::AppError;
use super::execute::words;
use super::open::App;
use super::options::{Cursor, DecisionQuery, ListQuery};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::change::decided::{Decided, Fate};
use crate::domain::said::Said;
use crate::sheets::decision::{DecisionLine, DecisionRow};
use crate::sheets::time::Time;

/// A decision as a line.
#[must_use]
pub fn line(decided: &Decided, said: &dyn Fn(&Said) -> String) -> DecisionLine {
    let (fate, became) = match &decided.fate {
        None => ("stands", "stands".to_owned()),
        Some((fate, _, by, revision)) => (
            fate.word(),
            match fate {
                Fate::Withdrawn => format!("withdrawn by {by}"),
                Fate::Voided => format!("voided by {by} with revision {revision}"),
                Fate::TurnedBack => format!("turned back by {by}"),
                Fate::Resubmitted => format!("resubmitted by {by} as revision {revision}"),
                Fate::Reopened => format!("opened again by the objection of {by}"),
                Fate::Disowned => format!("disowned by {by}"),
                Fate::Canceled => format!("the change was canceled by {by}"),
                Fate::DecidedAgain => format!("decided again by {by}"),
            },
        ),
    };
    DecisionLine {
        outcome: decided.outcome.clone(),
        decided_revision: decided.revision,
        decided_at: Time(decided.at),
        decided_by: decided.by.to_string(),
        ballot: decided.ballot,
        reason: decided.reason.as_ref().map(said),
        fate: fate.into(),
        became,
        became_at: decided.fate.as_ref().map(|(_, at, ..)| Time(*at)),
    }
}

impl App {
    /// Hands every decision that fits to `each`, newest first within a change, until it breaks off; gives the place of the
    /// next page where there is one. The decisions of one change stay on one page.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn each_decision(
        &mut self,
        query: &DecisionQuery,
        each: &mut dyn FnMut(DecisionRow) -> bool,
    ) -> Result<Option<Cursor>, AppError> {
        self.recall()?;
        let until = self.back.unwrap_or(Moment(i64::MAX));
        let reader = self.store.read()?;
        let said = |said: &Said| words(&reader, said).unwrap_or_else(|| "[removed]".into());
        let all = ListQuery { states: Vec::new(), limit: 0, ..query.changes.clone() };
        let (limit, mut told, mut next, mut place) = (query.changes.limit, 0_usize, None, None);
        let mut failed = None;
        reader.queue(&super::queue::filter(&all), &mut |found| {
            let row = super::queue::change_row(&found);
            let change = match self.fold_alone(ChangeNo(found.no), Some(until)) {
                Ok(Some((change, _))) => change,
                Ok(None) => return true,
                Err(error) => {
                    failed = Some(error);
                    return false;
                }
            };
            let fits = |d: &&Decided| {
                let outcome = d.outcome.split('_').next().unwrap_or_default();
                let states = &query.changes.states;
                query.since.is_none_or(|since| d.at.0 >= since)
                    && (states.is_empty() || states.iter().any(|s| s == outcome || *s == row.state))
            };
            let lines: Vec<_> = change.decisions.iter().rev().filter(fits).map(|d| line(d, &said)).collect();
            if limit > 0 && told > 0 && told.saturating_add(lines.len()) > limit {
                next.clone_from(&place);
                return false;
            }
            told = told.saturating_add(lines.len());
            place = Some(Cursor { key: found.key, no: found.no });
            lines.into_iter().all(|line| each(DecisionRow { row: row.clone(), line }))
        })?;
        failed.map_or(Ok(next), Err)
    }
}
