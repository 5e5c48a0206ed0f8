//! The state of screens: lists with their own scroll offset, the queue, a change, a pack, the log.

use crate::app::keymap::Action;
use crate::app::options::{Cursor, ListQuery, Page, STATES, Sort};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::sheets::change::{ChangeRow, ChangeSheet};
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::sheets::pack::{CLAUSE_STATES, ClauseRow, PackRow, PackSheet};
use crate::sheets::people::{BoardSheet, PersonRow};
use crate::sheets::register::LogLine;
use crate::tui::message::Request;

/// What the first run offers.
pub const FIRST: [&str; 3] =
    ["a demo week, in a register for training", "an empty register with a pack of your choice", "a short tour"];

/// Meeting control.
#[derive(Clone, Debug, Default)]
pub struct MeetingPage {
    /// The meeting; none for the one that is open, or the next.
    pub id: Option<String>,
    /// What it shows.
    pub sheet: Option<Box<MeetingSheet>>,
    /// When the sheet was read; running times go on from there.
    pub read: Moment,
    /// The change of the item under the cursor.
    pub change: Option<Box<ChangeSheet>>,
    /// What was pressed before that change was there: done as soon as it is.
    pub then: Option<Action>,
    /// The item under the cursor.
    pub at: usize,
    /// Whether one came here to join, or to vote: done as soon as the meeting is there.
    pub joining: bool,
    /// Whether the cursor follows the current item: until one moves it.
    pub stays: bool,
    /// On a phone: whether the item is shown instead of the agenda.
    pub on_item: bool,
    /// Lines that the item is scrolled by.
    pub offset: usize,
    /// Whether the audience's screen was just switched on: its digits are told once they are there.
    pub switched: bool,
    /// On the audience's screen: whether it was started for no meeting, and so goes on to the next one that is shown.
    pub follows: bool,
    /// On the audience's screen: the digits that it is paired by, or that are typed.
    pub digits: String,
    /// On the audience's screen: why nothing is shown; whether it waits for digits.
    pub hidden: Option<bool>,
    /// On the audience's screen: pages turned, and blanked or shown, beside what the chair leads.
    pub turned: u32,
    /// Whether the audience's screen was blanked at the screen itself.
    pub dark: bool,
}

impl MeetingPage {
    /// The item under the cursor.
    #[must_use]
    pub fn line(&self) -> Option<&AgendaLine> {
        self.sheet.as_ref().and_then(|s| s.agenda.get(self.at))
    }

    /// What the audience's screen asks for.
    #[must_use]
    pub fn room(&self) -> Request {
        Request::Room(self.id.clone(), Some(self.digits.clone()).filter(|d| d.len() == 6), self.follows)
    }

    /// The page that the audience sees: the chair's, and those turned at the screen itself.
    #[must_use]
    pub fn audience_page(&self) -> u32 {
        (self.sheet.as_ref().map_or(0, |s| s.audience.page) + self.turned) % 4
    }

    /// Whether the audience's screen is blank: what the chair has blanked, nobody shows again at the screen.
    #[must_use]
    pub fn blanked(&self) -> bool {
        self.sheet.as_ref().is_some_and(|s| s.audience.blank) || self.dark
    }

    /// The change of the item under the cursor.
    #[must_use]
    pub fn change_no(&self) -> Option<ChangeNo> {
        self.line().and_then(|l| l.id.as_ref()).and_then(|id| id.parse().ok())
    }
}

/// A list with a cursor and an offset of its own.
#[derive(Clone, Debug)]
pub struct List<T> {
    /// Items.
    pub items: Vec<T>,
    /// The item under the cursor.
    pub at: usize,
    /// The first item on the page.
    pub offset: usize,
    /// Whether an answer has come.
    pub loaded: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), at: 0, offset: 0, loaded: false }
    }
}

impl<T> List<T> {
    /// A list of items.
    #[must_use]
    pub fn of(items: Vec<T>) -> Self {
        Self { items, loaded: true, ..Self::default() }
    }

    /// Other items, the cursor where it was as far as possible.
    pub fn fill(&mut self, items: Vec<T>) {
        self.items = items;
        self.loaded = true;
        self.at = self.at.min(self.items.len().saturating_sub(1));
    }

    /// The item under the cursor.
    #[must_use]
    pub fn current(&self) -> Option<&T> {
        self.items.get(self.at)
    }

    /// Moves the cursor by so many lines.
    pub fn step(&mut self, by: isize) {
        let last = self.items.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Keeps the cursor on a page of `rows`.
    pub fn follow(&mut self, rows: usize) {
        let rows = rows.max(1);
        if self.at < self.offset {
            self.offset = self.at;
        } else if self.at >= self.offset + rows {
            self.offset = self.at + 1 - rows;
        }
    }
}

/// The queue: a window of rows around the cursor, paged by key in both directions.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Rows of the window.
    pub list: List<ChangeRow>,
    /// The cursor of each row.
    pub cursors: Vec<Cursor>,
    /// Whether rows follow the window.
    pub more: bool,
    /// Whether rows may precede the window.
    pub before: bool,
    /// What is searched for.
    pub search: String,
    /// Whether the search field is open.
    pub searching: bool,
    /// Order.
    pub sort: Sort,
    /// Index into [`STATES`].
    pub state: usize,
    /// Only this type.
    pub change_type: Option<String>,
    /// Only this risk level.
    pub risk: Option<String>,
    /// Rows that have come or changed elsewhere since this window was read, as far as its first page shows.
    pub news: News,
    /// A page that is on its way.
    pub waiting: bool,
}

/// What is new and not shown yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct News {
    /// Rows that are not in the list.
    pub new: usize,
    /// Rows that read otherwise now.
    pub changed: usize,
    /// Whether more may have changed than was looked at.
    pub elsewhere: bool,
}

/// Rows asked for at once.
pub const PAGE: usize = 80;

/// Rows kept in the window.
pub const WINDOW: usize = 240;

impl Queue {
    /// The question for the first page.
    #[must_use]
    pub fn query(&self) -> ListQuery {
        let states = STATES.get(self.state).map_or(&[][..], |(_, list)| list);
        ListQuery {
            states: states.iter().map(|s| (*s).to_owned()).collect(),
            search: Some(self.search.clone()).filter(|s| !s.trim().is_empty()),
            change_type: self.change_type.clone(),
            risk: self.risk.clone(),
            sort: self.sort,
            limit: PAGE,
            ..ListQuery::default()
        }
    }

    /// Takes a page in: the first one, one that follows, or one that precedes.
    pub fn take(&mut self, page: Page, query: &ListQuery) {
        self.waiting = false;
        if query.after.is_none() {
            self.news = News::default();
        }
        match (&query.after, query.backwards) {
            (None, true) => {
                self.more = false;
                self.before = page.next.is_some();
                self.cursors = page.cursors;
                self.list.fill(page.items);
                self.list.at = self.list.items.len().saturating_sub(1);
            }
            (None, false) => {
                self.more = page.next.is_some();
                self.before = false;
                self.cursors = page.cursors;
                let at = self.list.current().map(|r| r.id.clone());
                self.list.fill(page.items);
                // The cursor stays on its record.
                if let Some(found) = at.and_then(|id| self.list.items.iter().position(|r| r.id == id)) {
                    self.list.at = found;
                }
            }
            (Some(_), false) => {
                self.more = page.next.is_some();
                self.list.items.extend(page.items);
                self.cursors.extend(page.cursors);
                let over = self.list.items.len().saturating_sub(WINDOW);
                if over > 0 {
                    self.list.items.drain(..over);
                    self.cursors.drain(..over);
                    self.list.at = self.list.at.saturating_sub(over);
                    self.list.offset = self.list.offset.saturating_sub(over);
                    self.before = true;
                }
            }
            (Some(_), true) => {
                let n = page.items.len();
                self.before = page.next.is_some();
                self.list.items.splice(0..0, page.items);
                self.cursors.splice(0..0, page.cursors);
                self.list.at += n;
                self.list.offset += n;
                if self.list.items.len() > WINDOW {
                    self.list.items.truncate(WINDOW);
                    self.cursors.truncate(WINDOW);
                    self.more = true;
                }
            }
        }
    }

    /// Compares the first page as it stands now with what is shown; nothing moves by itself.
    pub fn compare(&mut self, page: &Page) {
        let shown = &self.list.items;
        let (mut new, mut changed) = (0, 0);
        for row in &page.items {
            match shown.iter().find(|r| r.id == row.id) {
                None => new += 1,
                Some(r) if r != row => changed += 1,
                Some(_) => {}
            }
        }
        self.news = News { new, changed, elsewhere: new + changed == 0 && self.before };
    }

    /// The question for the other end of the queue, where it is not among the rows that are there.
    pub fn far_end(&mut self, by: isize) -> Option<ListQuery> {
        let (last, first) = (by > isize::MAX / 4 && self.more, by < isize::MIN / 4 && self.before);
        if self.waiting || !(last || first) {
            return None;
        }
        self.waiting = true;
        Some(ListQuery { backwards: last, ..self.query() })
    }

    /// The question for the page that the cursor comes near to, if any.
    pub fn near_edge(&mut self, rows: usize) -> Option<ListQuery> {
        if self.waiting {
            return None;
        }
        let mut query = self.query();
        if self.more && self.list.at + rows >= self.list.items.len() {
            query.after = self.cursors.last().cloned();
        } else if self.before && self.list.at < rows {
            query.after = self.cursors.first().cloned();
            query.backwards = true;
        }
        query.after.is_some().then(|| {
            self.waiting = true;
            query
        })
    }
}

/// A change on the screen, on its page or on its ballot's.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Its id.
    pub id: String,
    /// The sheet.
    pub sheet: Option<Box<ChangeSheet>>,
    /// Page: 0 facts, then texts, risk and clocks, acts.
    pub page: usize,
    /// First line shown of the page.
    pub offset: usize,
}

impl Detail {
    /// A change that is to be read.
    #[must_use]
    pub fn of(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }
}

/// Packs and clauses.
#[derive(Clone, Debug, Default)]
pub struct PackPage {
    /// The packs.
    pub packs: List<PackRow>,
    /// The pack that is open.
    pub sheet: Option<Box<PackSheet>>,
    /// All its clauses.
    pub all: Vec<ClauseRow>,
    /// Those that the filter leaves.
    pub clauses: List<ClauseRow>,
    /// What is searched for.
    pub search: String,
    /// Whether the search field is open.
    pub searching: bool,
    /// Index into [`CLAUSE_STATES`].
    pub state: usize,
    /// Page of the pack: 0 clauses, 1 document and settings, 2 roles, matrix, risk and board, 3 everything else.
    pub page: usize,
    /// First line shown of a page of text.
    pub offset: usize,
}

impl PackPage {
    /// Shows the clauses that fit the filter.
    pub fn filter(&mut self) {
        let state = CLAUSE_STATES.get(self.state).copied().unwrap_or("all");
        let items = self.all.iter().filter(|c| c.fits(state, &self.search)).cloned().collect();
        self.clauses.fill(items);
        self.clauses.offset = self.clauses.offset.min(self.clauses.at);
    }
}

/// The log of one thing or of all.
#[derive(Clone, Debug, Default)]
pub struct LogPage {
    /// Of what; all when none.
    pub id: Option<String>,
    /// Whether only approvals given out of band are shown.
    pub out_of_band: bool,
    /// Lines, newest first.
    pub list: List<LogLine>,
    /// Whether older lines may follow.
    pub more: bool,
}

impl LogPage {
    /// The same with only the approvals given out of band, or with everything again; gives the question for it.
    pub fn turn(&mut self) -> Request {
        self.out_of_band = !self.out_of_band;
        self.list.fill(Vec::new());
        Request::Log(self.id.clone(), None, self.out_of_band)
    }

    /// Its command line.
    #[must_use]
    pub fn twin(&self) -> String {
        let only = if self.out_of_band { " --out-of-band" } else { "" };
        format!("quorate audit log {}{only}", self.id.clone().unwrap_or_default())
    }
}

/// The board and the persons.
#[derive(Clone, Debug, Default)]
pub struct BoardPage {
    /// The board.
    pub board: Option<BoardSheet>,
    /// The persons.
    pub people: Vec<PersonRow>,
    /// First line shown.
    pub offset: usize,
}
