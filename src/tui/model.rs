//! The model: what the session knows and shows. Pictures of it are made elsewhere.

use super::Look;
use super::calendar::CalendarPage;
use super::command::{Aside, CommandPage};
use super::form::Form;
use super::go::GoPage;
use super::message::{Effect, Failure, Request};
use super::runs::{RunPage, RunsPage};
use super::screen::{BoardPage, Detail, FIRST, List, LogPage, MeetingPage, PackPage, Queue};
use crate::app::acts::draft;
use crate::app::acts::line::ActLine;
use crate::app::keymap::Context;
use crate::app::options::{Draft, ListQuery};
use crate::app::place::Place;
use crate::base::spoken::Here;
use crate::base::time::Moment;
use crate::sheets::calendar::SlotsSheet;
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::MeetingSheet;
use crate::sheets::people::{BoardSheet, InboxItem};
use crate::sheets::register::{Receipt, RegisterSheet};
use chrono_tz::Tz;
use std::hash::{BuildHasher as _, RandomState};

/// A screen.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "few screens exist at a time")]
pub enum Screen {
    /// What waits for me, and the newest changes below it: the item under the cursor, and the first line shown.
    Home(usize, usize),
    /// The queue.
    Queue,
    /// A change.
    Detail(Detail),
    /// The ballot of a change.
    Ballot(Detail),
    /// The form of a change.
    Form(Form),
    /// Packs and clauses.
    Pack(PackPage),
    /// The log.
    Log(LogPage),
    /// The board and the persons.
    Board(BoardPage),
    /// The calendar.
    Calendar(CalendarPage),
    /// Meeting control.
    Meeting(MeetingPage),
    /// The checklists that one has to do with.
    Runs(RunsPage),
    /// A checklist of a change.
    Run(RunPage),
    /// A command of a change that was begun from here.
    Command(CommandPage),
    /// The go/no-go board of a change.
    Go(GoPage),
    /// What the room sees of a meeting; nothing is done from here.
    Audience(MeetingPage),
    /// First run: what it offers, or the packs to choose from.
    First(List<String>),
    /// The tour, page by page.
    Tour(usize),
}

/// A banner of one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Whether it is bad news.
    pub bad: bool,
}

/// A window over the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Popup {
    /// Help: the filter typed so far, and the line chosen.
    Help(String, usize),
    /// Palette: the filter typed so far, and the line chosen.
    Palette(String, usize),
    /// The acts on the change: the line chosen.
    Acts(usize),
    /// What can be copied: the line chosen.
    Copy(usize),
    /// A refusal or failure, scrolled by lines.
    Failure(Failure, usize),
    /// Lines to read or copy, scrolled by lines.
    Text(String, Vec<String>, usize),
}

/// The model.
#[derive(Debug)]
pub struct Model {
    /// How things look.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The head of every page.
    pub register: RegisterSheet,
    /// What waits for me.
    pub inbox: List<InboxItem>,
    /// When that is no longer all of it, though nobody did anything: a clock has run out.
    pub inbox_until: Option<Moment>,
    /// Whether more may wait than has been read for the first frame.
    pub inbox_goes_on: bool,
    /// Whether somebody has gone to the line under the cursor of the home page, or opened it.
    pub home_chosen: bool,
    /// How many changes there are by state.
    pub counts: Vec<(String, u64)>,
    /// The board, for the next meeting.
    pub board: Option<BoardSheet>,
    /// Types and risk levels of the pack in force.
    pub types: (Vec<String>, Vec<String>),
    /// Persons, for fields that name them: id and name.
    pub people: Vec<(String, String)>,
    /// Screens, the current one last.
    pub stack: Vec<Screen>,
    /// The queue, kept while other screens are open.
    pub queue: Queue,
    /// Banner.
    pub notice: Option<Notice>,
    /// The act line, when something is being decided.
    pub act: Option<ActLine>,
    /// The key of the draft whose words the act line holds.
    pub brought: Option<String>,
    /// The sheet against which an act was refused, to show what has changed since.
    pub stale: Option<Box<ChangeSheet>>,
    /// A window over the page.
    pub popup: Option<Popup>,
    /// The free times that were shown last, to be picked of.
    pub slots: Option<Box<SlotsSheet>>,
    /// Whether `g` waits for its second key.
    pub going: bool,
    /// Whether times are shown in UTC.
    pub utc: bool,
    /// The sandbox's time, if one was given.
    pub clock: Option<Moment>,
    /// Whether an act is under way.
    pub busy: bool,
    /// The receipts of the last act.
    pub receipts: Vec<Receipt>,
    /// Commands that were begun from here, one for each change.
    pub asides: Vec<Aside>,
    /// Drafts that are kept.
    pub drafts: Vec<(String, Draft)>,
    /// Whether they were read, and told of, once.
    pub drafts_read: bool,
    /// Where the last session was cut off, until this one is there again.
    pub returning: Option<Place>,
    /// The change whose ballot is being opened for a roll call: the votes are read next.
    pub read_votes: Option<String>,
    /// While it is up, keys do not count: so many have been left out.
    pub barrier: Option<usize>,
    /// Where the numbers of severe acts come from, and how many there have been.
    secret: (RandomState, u64),
    /// Counts the questions to the queue, so that late answers are told apart.
    pub ticket: u64,
}

impl Model {
    /// The model of a session; on first run the register does not exist yet.
    #[must_use]
    pub fn new(look: Look, size: (u16, u16), exists: bool, clock: Option<Moment>) -> Self {
        let first = if exists {
            Screen::Home(0, 0)
        } else {
            Screen::First(List::of(FIRST.iter().map(|f| (*f).to_owned()).collect()))
        };
        Self {
            look,
            size,
            register: RegisterSheet::default(),
            inbox: List::default(),
            inbox_until: None,
            inbox_goes_on: false,
            home_chosen: false,
            counts: Vec::new(),
            board: None,
            types: (Vec::new(), Vec::new()),
            people: Vec::new(),
            stack: vec![first],
            queue: Queue::default(),
            notice: None,
            act: None,
            brought: None,
            stale: None,
            popup: None,
            slots: None,
            going: false,
            utc: false,
            clock,
            busy: false,
            receipts: Vec::new(),
            asides: Vec::new(),
            drafts: Vec::new(),
            drafts_read: false,
            returning: None,
            read_votes: None,
            barrier: None,
            secret: (RandomState::new(), 0),
            ticket: 0,
        }
    }

    /// The model of an audience's screen: it follows a meeting, the one that is open when none is named; six digits name
    /// the one that shows them.
    #[must_use]
    pub fn audience(look: Look, size: (u16, u16), clock: Option<Moment>, meeting: Option<String>) -> Self {
        let paired = |m: &String| m.len() == 6 && m.bytes().all(|b| b.is_ascii_digit());
        let (digits, id) = match meeting {
            Some(code) if paired(&code) => (code, None),
            meeting => (String::new(), meeting),
        };
        let follows = id.is_none() && digits.is_empty();
        let page = MeetingPage { id, digits, follows, ..MeetingPage::default() };
        Self { stack: vec![Screen::Audience(page)], ..Self::new(look, size, true, clock) }
    }

    /// What a session asks for first.
    #[must_use]
    pub fn begin(&mut self) -> Vec<Effect> {
        if matches!(self.stack.last(), Some(Screen::First(_))) {
            return Vec::new();
        }
        if let Some(Screen::Audience(page)) = self.stack.last() {
            return [page.room(), Request::Register, Request::People].map(Effect::Ask).to_vec();
        }
        // What the first frame shows comes first, and no row more than it has lines; counts come last.
        let rows = ListQuery { limit: usize::from(self.size.1.max(1)), ..self.queue.query() };
        self.ticket += 1;
        let mut effects =
            [Request::InboxAtOnce(rows.limit), Request::Queue(rows, self.ticket)].map(Effect::Ask).to_vec();
        effects.extend(
            [Request::Register, Request::Drafts, Request::Board, Request::People, Request::Counts, Request::Inbox]
                .map(Effect::Ask),
        );
        effects
    }

    /// Whether the first frame has what it is made of.
    #[must_use]
    pub fn ready(&self) -> bool {
        // What waits stands above the rows: shown one after the other, the list would jump and be drawn twice.
        matches!(self.screen(), Some(Screen::First(_) | Screen::Audience(_)))
            || (self.inbox.loaded && (self.queue.list.loaded || self.inbox.items.len() >= usize::from(self.size.1)))
    }

    /// Asks for the queue from its top.
    pub fn queue_again(&mut self) -> Effect {
        self.ticket += 1;
        Effect::Ask(Request::Queue(self.queue.query(), self.ticket))
    }

    /// The current screen.
    #[must_use]
    pub fn screen(&self) -> Option<&Screen> {
        self.stack.last()
    }

    /// The change that the screen shows, on its page or on its ballot's.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        match self.screen() {
            Some(Screen::Detail(detail) | Screen::Ballot(detail)) => Some(detail),
            _ => None,
        }
    }

    /// The sheet of the change that the screen shows.
    #[must_use]
    pub fn sheet(&self) -> Option<&ChangeSheet> {
        match self.screen() {
            Some(Screen::Meeting(page)) => page.change.as_deref(),
            _ => self.detail().and_then(|d| d.sheet.as_deref()),
        }
    }

    /// The meeting that the screen shows.
    #[must_use]
    pub fn meeting(&self) -> Option<&MeetingSheet> {
        match self.screen() {
            Some(Screen::Meeting(page)) => page.sheet.as_deref(),
            _ => None,
        }
    }

    /// The context in which keys are read.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.screen() {
            Some(Screen::Home(..)) => Context::Home,
            Some(Screen::Queue) => Context::Queue,
            Some(Screen::Detail(_)) => Context::Detail,
            Some(Screen::Ballot(_)) => Context::Ballot,
            Some(Screen::Form(_)) => Context::Form,
            Some(Screen::Pack(_)) => Context::Pack,
            Some(Screen::Log(_)) => Context::Log,
            Some(Screen::Board(_)) => Context::Board,
            Some(Screen::Calendar(_)) => Context::Calendar,
            Some(Screen::Meeting(_)) => Context::Meeting,
            Some(Screen::Runs(_)) => Context::Runs,
            Some(Screen::Run(_)) => Context::Run,
            Some(Screen::Command(_)) => Context::Command,
            Some(Screen::Go(_)) => Context::Go,
            Some(Screen::Audience(_)) => Context::Audience,
            Some(Screen::First(_)) | None => Context::First,
            Some(Screen::Tour(_)) => Context::Tour,
        }
    }

    /// Whether a clock is on the screen that shows minutes.
    #[must_use]
    pub fn shows_clock(&self) -> bool {
        self.clock.is_none() && self.size.1 > 0 && !matches!(self.screen(), Some(Screen::First(_) | Screen::Tour(_)))
    }

    /// Whether that clock shows seconds: an item of a meeting runs, or the silence of its consent group.
    #[must_use]
    pub fn shows_seconds(&self) -> bool {
        let Some(Screen::Meeting(page) | Screen::Audience(page)) = self.screen() else { return false };
        let runs = |s: &MeetingSheet| (s.current.is_some() && !s.paused) || s.announced.is_some();
        page.sheet.as_ref().is_some_and(|s| s.row.state == "in_progress" && runs(s))
    }

    /// Whether something typed is not kept as a draft yet.
    #[must_use]
    pub fn dirty(&self) -> bool {
        matches!(self.screen(), Some(Screen::Form(form)) if form.dirty) || self.words().is_some()
    }

    /// The words of the act line that are not kept yet: their key, and the draft; without one it is to be discarded.
    #[must_use]
    pub fn words(&self) -> Option<(String, Option<Draft>)> {
        let line = self.act.as_ref().filter(|line| !line.sent)?;
        let (key, now) = (draft::key(line)?, draft::of(line));
        let kept = self.drafts.iter().find(|(k, _)| *k == key).map(|(_, kept)| kept);
        // What was typed for another choice waits, as long as nothing else is typed.
        let waits = now.is_none() && self.brought.as_ref() != Some(&key);
        (kept != now.as_ref() && !waits).then_some((key, now))
    }

    /// Now, for the header.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.unwrap_or_else(|| Moment::from_utc(chrono::Utc::now()))
    }

    /// Where and when times are typed.
    #[must_use]
    pub fn here(&self) -> Here {
        Here { now: self.now(), tz: self.pack_zone() }
    }

    /// The zone in which times are shown and read.
    #[must_use]
    pub fn zone(&self) -> Tz {
        if self.utc { chrono_tz::UTC } else { self.pack_zone() }
    }

    /// The pack's zone: times are written in it, however they are shown.
    #[must_use]
    pub fn pack_zone(&self) -> Tz {
        self.register.tz.parse().unwrap_or(chrono_tz::UTC)
    }

    /// A number of two digits that nobody can know who does not see the page.
    pub fn code(&mut self) -> String {
        self.secret.1 += 1;
        (10 + self.secret.0.hash_one(self.secret.1) % 90).to_string()
    }

    /// Tells something in the banner.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), bad: false });
    }

    /// Takes the next theme, until the end of the session.
    pub fn next_theme(&mut self) {
        self.look.theme = self.look.theme.next();
        let word = self.look.theme.word();
        self.tell(format!("theme {word}; to keep it: quorate config set theme {word}"));
    }

    /// Tells something bad in the banner.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), bad: true });
    }
}
