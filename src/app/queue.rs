//! The queue: pages by key, and the whole of it in constant memory.

use super::error::AppError;
use super::open::App;
use super::options::{Cursor, ListQuery, Page, Sort};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::change::summary::LAPSED;
use crate::sheets::change::ChangeRow;
use crate::sheets::time::{Time, Window};
use crate::store::query::line::QueueLine;
use crate::store::query::queue::{Filter, Order, QueueRow};
use std::collections::BTreeMap;

/// What is next for a change whose entry of the catalogue has expired since its row was made.
const EXPIRED: &str = "its entry has expired in the catalogue";
/// What is next for a change which only time stood against when its row was made, and does no more.
const PASSED: &str = "the time it waited for has come; see its page";

impl App {
    /// That the words of a question about the queue are known: the types and risk levels of the pack in force, registered
    /// persons, and whatever a change has, such as the owner of an imported record. A misspelt word would look like an
    /// empty queue.
    ///
    /// # Errors
    /// Unknown words with those that are known; an unknown person is a record that is not there.
    pub fn check_words(&mut self, query: &ListQuery) -> Result<(), AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let desk = self.desk(&world, now)?;
        let types: Vec<&str> = desk.pack.types.iter().map(|t| t.id.get_ref().as_str()).collect();
        let levels: Vec<&str> = desk.pack.risk.levels.iter().map(|l| l.id.as_str()).collect();
        let none = ListQuery::default();
        for (flag, word, known, only) in [
            ("type", &query.change_type, types, ListQuery { change_type: query.change_type.clone(), ..none.clone() }),
            ("risk", &query.risk, levels, ListQuery { risk: query.risk.clone(), ..none.clone() }),
        ] {
            if let Some(word) = word.as_deref().filter(|w| !known.contains(w))
                && !self.any(&only)?
            {
                return Err(AppError::Input {
                    text: format!("--{flag}: there is no {flag} \"{}\"", crate::base::text::visible(word)),
                    hint: format!("one of {}", known.join(", ")),
                });
            }
        }
        if let Some(owner) = &query.owner
            && !owner.parse().is_ok_and(|id| world.people.0.contains_key(&id))
            && !self.any(&ListQuery { owner: query.owner.clone(), ..none })?
        {
            return Err(AppError::NotFound {
                text: format!("--owner: there is no person \"{}\"", crate::base::text::visible(owner)),
                hint: "see quorate person list".into(),
            });
        }
        Ok(())
    }

    /// Whether any change fits.
    fn any(&mut self, query: &ListQuery) -> Result<bool, AppError> {
        let mut any = false;
        self.each_line(query, &mut |_| {
            any = true;
            false
        })?;
        Ok(any)
    }

    /// A page of the queue.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn changes(&mut self, query: &ListQuery) -> Result<Page, AppError> {
        let mut page = Page::default();
        self.recall()?;
        // One row more than asked for tells whether there is a next page.
        let mut filter = filter(query);
        filter.limit = if query.limit == 0 { 0 } else { query.limit + 1 };
        let overtaken = self.overtaken()?;
        self.store.read()?.queue(&filter, &mut |row| {
            let row = match overtaken.get(&row.no) {
                Some(words) => QueueRow { next_action: words, ..row },
                None => row,
            };
            page.cursors.push(Cursor { key: row.key, no: row.no });
            page.items.push(change_row(&row));
            true
        })?;
        let more = query.limit > 0 && page.items.len() > query.limit;
        if more {
            page.items.truncate(query.limit);
            page.cursors.truncate(query.limit);
            page.next = page.cursors.last().cloned();
        }
        if query.backwards {
            page.items.reverse();
            page.cursors.reverse();
        }
        Ok(page)
    }

    /// The whole queue, row by row, in constant memory, until `row` says `false`.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn each_change(&mut self, query: &ListQuery, row: &mut dyn FnMut(ChangeRow) -> bool) -> Result<(), AppError> {
        self.recall()?;
        let overtaken = self.overtaken()?;
        Ok(self.store.read()?.queue(&filter(query), &mut |r| {
            let r = match overtaken.get(&r.no) {
                Some(words) => QueueRow { next_action: words, ..r },
                None => r,
            };
            row(change_row(&r))
        })?)
    }

    /// The queue as borrowed lines, for printing it without a copy.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn each_line(
        &mut self,
        query: &ListQuery,
        line: &mut dyn FnMut(QueueLine<'_>) -> bool,
    ) -> Result<(), AppError> {
        self.recall()?;
        let overtaken = self.overtaken()?;
        Ok(self.store.read()?.queue_lines(&filter(query), &mut |r| {
            line(match overtaken.get(&r.no) {
                Some(words) => QueueLine { next_action: words, ..r },
                None => r,
            })
        })?)
    }

    /// Changes whose ballots wait to be closed, whatever state they are in.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn voted_on(&mut self) -> Result<Vec<ChangeNo>, AppError> {
        self.recall()?;
        Ok(self.store.read()?.ballots_over(Moment(i64::MAX))?.into_iter().map(ChangeNo).collect())
    }

    /// What is next for changes which time alone has overtaken since their rows were made.
    fn overtaken(&mut self) -> Result<BTreeMap<u32, &'static str>, AppError> {
        let now = self.now();
        let reader = self.store.read()?;
        // What comes next then, only its record tells, which a list has no time for.
        let passed = reader.passed(now)?.into_iter().map(|no| (no, PASSED));
        let over = reader.ballots_over(now)?.into_iter().map(|no| (no, LAPSED));
        let expired = self.expired()?.into_iter().map(|no| (no, EXPIRED));
        Ok(passed.chain(over).chain(expired).collect())
    }

    /// Number of changes by state word; never asked before the first frame.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn counts(&mut self) -> Result<Vec<(String, u64)>, AppError> {
        self.recall()?;
        Ok(self.store.read()?.change_counts()?)
    }
}

/// What the store is asked.
pub(super) fn filter(query: &ListQuery) -> Filter {
    Filter {
        states: query.states.clone(),
        change_type: query.change_type.clone(),
        risk: query.risk.clone(),
        owner: query.owner.clone(),
        search: query.search.clone(),
        order: match query.sort {
            Sort::Newest => Order::Newest,
            Sort::Oldest => Order::Oldest,
            Sort::Risk => Order::Risk,
            Sort::Window => Order::Window,
            Sort::Updated => Order::Updated,
            Sort::Title => Order::Title,
            Sort::Owner => Order::Owner,
            Sort::State => Order::State,
            Sort::Type => Order::Type,
        },
        after: query.after.as_ref().map(|c| (c.key, c.no)),
        backwards: query.backwards,
        limit: query.limit,
    }
}

/// A row of the queue that outlives its reading.
#[must_use]
pub fn change_row(r: &QueueRow<'_>) -> ChangeRow {
    let list = |text: &str, by: char| text.split(by).filter(|w| !w.is_empty()).map(str::to_owned).collect();
    ChangeRow {
        id: ChangeNo(r.no).to_string(),
        change_type: r.change_type.into(),
        state: r.state.into(),
        letter: r.letter.into(),
        decision: r.decision.split('_').next().unwrap_or_default().into(),
        decided: r.decision.into(),
        title: r.title.into(),
        risk: r.risk.map(str::to_owned),
        score: r.score,
        owner: r.owner.map(str::to_owned),
        requester: r.requester.into(),
        environment: list(r.environment, ','),
        window: r.window.map(|(from, to)| Window { from: Time(Moment(from)), to: Time(Moment(to)) }),
        next_action: r.next_action.into(),
        waiting_for: list(r.waiting_for, '\n'),
        revision: r.revision,
        on_hold: r.on_hold,
        created: Time(Moment(r.created)),
        updated: Time(Moment(r.updated)),
    }
}
