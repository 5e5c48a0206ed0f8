//! The model: what the session knows and shows. Pictures of it are made elsewhere.

use super::Look;
use super::act::ActLine;
use super::form::Form;
use super::keymap::Context;
use super::message::{Effect, Failure, Request};
use super::screen::{Detail, List, LogPage, PackPage, Queue};
use crate::app::options::Draft;
use crate::base::time::Moment;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::people::{BoardSheet, InboxItem};
use crate::sheets::register::{Receipt, RegisterSheet};

/// A screen.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "few screens exist at a time")]
pub enum Screen {
    /// What waits for me, and the queue below it.
    Home(List<InboxItem>),
    /// The queue.
    Queue,
    /// A change.
    Detail(Detail),
    /// A ballot.
    Ballot(Option<Box<BallotSheet>>, String),
    /// The form of a change.
    Form(Form),
    /// Packs and clauses.
    Pack(PackPage),
    /// The log.
    Log(LogPage),
    /// The board.
    Board(Option<BoardSheet>),
    /// First run.
    First(List<&'static str>),
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
    /// Screens, the current one last.
    pub stack: Vec<Screen>,
    /// The queue, kept while other screens are open.
    pub queue: Queue,
    /// Banner.
    pub notice: Option<Notice>,
    /// The act line, when something is being decided.
    pub act: Option<ActLine>,
    /// A window over the page.
    pub popup: Option<Popup>,
    /// Whether `g` waits for its second key.
    pub going: bool,
    /// Whether times are shown in UTC.
    pub utc: bool,
    /// The sandbox's time, if one was given.
    pub clock: Option<Moment>,
    /// Whether other processes have committed since the page was read.
    pub elsewhere: bool,
    /// The act that is under way.
    pub busy: bool,
    /// The receipt of the last act.
    pub receipt: Option<Receipt>,
    /// Drafts found at the start.
    pub drafts: Vec<(String, Draft)>,
    /// Keys that came in the same breath as the one that opened an act page do not count.
    pub barrier: bool,
    /// Counts the questions to the queue, so that late answers are told apart.
    pub ticket: u64,
}

impl Model {
    /// The model of a session; on first run the register does not exist yet.
    #[must_use]
    pub fn new(look: Look, size: (u16, u16), exists: bool, clock: Option<Moment>) -> Self {
        let first =
            if exists { Screen::Home(List::default()) } else { Screen::First(List::of(super::screen::FIRST.to_vec())) };
        Self {
            look,
            size,
            register: RegisterSheet::default(),
            stack: vec![first],
            queue: Queue::default(),
            notice: None,
            act: None,
            popup: None,
            going: false,
            utc: false,
            clock,
            elsewhere: false,
            busy: false,
            receipt: None,
            drafts: Vec::new(),
            barrier: false,
            ticket: 0,
        }
    }

    /// What a session asks for first.
    #[must_use]
    pub fn begin(&mut self) -> Vec<Effect> {
        if matches!(self.stack.last(), Some(Screen::First(_))) {
            return Vec::new();
        }
        // The queue needs no pack to be read, so its rows come first.
        let mut effects = vec![self.queue_again()];
        effects.extend(super::source::first_requests());
        effects.push(Effect::Ask(Request::Drafts));
        effects
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

    /// The context in which keys are read.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.screen() {
            Some(Screen::Home(_)) => Context::Home,
            Some(Screen::Queue) => Context::Queue,
            Some(Screen::Detail(_)) => Context::Detail,
            Some(Screen::Ballot(..)) => Context::Ballot,
            Some(Screen::Form(_)) => Context::Form,
            Some(Screen::Pack(_)) => Context::Pack,
            Some(Screen::First(_)) => Context::First,
            _ => Context::List,
        }
    }

    /// Whether a clock is on the screen that shows minutes.
    #[must_use]
    pub fn shows_clock(&self) -> bool {
        self.clock.is_none() && self.size.1 > 0 && !matches!(self.screen(), Some(Screen::First(_) | Screen::Tour(_)))
    }

    /// Now, for the header.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.clock.unwrap_or_else(|| Moment::from_utc(chrono::Utc::now()))
    }

    /// The zone in which times are shown: the pack's, or UTC.
    #[must_use]
    pub fn zone(&self) -> chrono_tz::Tz {
        if self.utc { chrono_tz::UTC } else { self.register.tz.parse().unwrap_or(chrono_tz::UTC) }
    }

    /// Tells something in the banner.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { text: text.into(), bad: false });
    }
}
