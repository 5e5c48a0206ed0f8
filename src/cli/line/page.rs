//! What a word means on a page of line mode: the keys of the screens, ended by Enter, and what all pages share.

use super::talk::{Said, Talk};
use super::{item, ledger};
use crate::app::keymap::{Action, BINDINGS, Binding, Context};
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// What becomes of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// It is shown again.
    Stay,
    /// Back to where one came from.
    Back,
    /// To a pane.
    Go(Action),
    /// The conversation ends.
    Leave,
}

impl Then {
    /// What becomes of the page from which another one was opened.
    pub const fn here(self) -> Self {
        match self {
            Self::Back => Self::Stay,
            other => other,
        }
    }
}

/// What somebody typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meant<'w> {
    /// Show the page again.
    Again,
    /// The n-th line.
    Number(usize),
    /// A key.
    Key(Action),
    /// Words that are searched for.
    Find(&'w str),
    /// Something else.
    Word(&'w str),
}

/// A page: whose keys it takes, and which of them it answers.
#[derive(Debug)]
pub struct Page {
    /// What a number is.
    pub number: &'static str,
    /// Contexts of the table of keys, the nearest first.
    pub contexts: &'static [Context],
    /// The keys that mean something here.
    pub keys: &'static [Action],
}

/// Panes that one goes to from everywhere.
const PANES: [Action; 8] = [
    Action::GoHome,
    Action::GoQueue,
    Action::GoMeeting,
    Action::GoPacks,
    Action::GoRuns,
    Action::GoBoard,
    Action::GoCalendar,
    Action::GoLedger,
];

/// A key as it is typed here: without the blank between two, and the blank itself by its name.
fn typed(key: &str) -> String {
    if key == " " { "space".into() } else { key.replace(' ', "") }
}

/// The key of a binding that is shown: one that can be typed before Enter.
fn shown(binding: &Binding) -> String {
    let typable = |key: &&&str| key.chars().count() == 1 || key.contains(' ');
    let key = binding.keys.iter().find(typable).or(binding.keys.first()).copied().unwrap_or_default();
    if key == " " { "space".into() } else { key.into() }
}

impl Page {
    fn bindings(&self) -> impl Iterator<Item = &'static Binding> {
        let (contexts, keys) = (self.contexts, self.keys);
        // What a key means nearer by is what it means.
        let nearer = move |at: usize, key: &str| {
            let before = contexts.iter().take(at);
            before.into_iter().any(|c| BINDINGS.iter().any(|b| b.context == *c && b.keys.contains(&key)))
        };
        let of = move |(at, c): (usize, &'static Context)| {
            let here = BINDINGS.iter().filter(move |b| b.context == *c && keys.contains(&b.action));
            here.filter(move |b| !b.keys.iter().any(|k| nearer(at, k)))
        };
        contexts.iter().enumerate().flat_map(of)
    }

    fn panes() -> impl Iterator<Item = &'static Binding> {
        BINDINGS.iter().filter(|b| b.context == Context::Global && PANES.contains(&b.action))
    }

    /// What a word means here.
    pub fn meant<'w>(&self, word: &'w str) -> Meant<'w> {
        if matches!(word, "" | "R") {
            return Meant::Again;
        }
        if let Ok(number) = word.parse() {
            return Meant::Number(number);
        }
        let wanted = typed(word);
        let key = self.bindings().chain(Self::panes()).find(|b| b.keys.iter().any(|k| typed(k) == wanted));
        match (key.map(|b| b.action), word.strip_prefix('/')) {
            (Some(Action::Filter), _) => Meant::Find(""),
            (Some(action), _) => Meant::Key(action),
            (None, Some(words)) if self.keys.contains(&Action::Filter) => Meant::Find(words.trim()),
            (None, _) if wanted == "g" => Meant::Key(Action::Go),
            (None, _) => Meant::Word(word),
        }
    }

    /// What can be typed here, in a line, as far as it leads anywhere now.
    pub fn question(&self, leads: impl Fn(&Binding) -> bool) -> String {
        let mut out = String::new();
        if !self.number.is_empty() {
            out.push_str(&format!("Number {}, ", self.number));
        }
        for b in self.bindings().filter(|b| !b.short.is_empty() && leads(b)) {
            out.push_str(&format!("{} {}, ", shown(b), b.short));
        }
        format!("{out}g panes, q back, ? help.")
    }

    /// Everything that can be typed here, a key a line.
    pub fn help(&self) -> String {
        let keys = self.bindings().chain(Self::panes()).map(|b| format!("{} {}.", shown(b), b.words));
        let mut lines: Vec<String> = keys.collect();
        lines
            .push("CHG-12 opens that change. verify checks the whole ledger. R, or an empty line, reads again.".into());
        lines.join("\n")
    }

    /// Asks for a word; what becomes of the page when there is none.
    pub fn ask(&self, talk: &mut Talk) -> Result<Result<String, Then>, Failure> {
        self.ask_for(talk, |_| true)
    }

    /// As [`Self::ask`], where only what leads anywhere now is offered.
    pub fn ask_for(&self, talk: &mut Talk, leads: impl Fn(&Binding) -> bool) -> Result<Result<String, Then>, Failure> {
        Ok(match talk.ask(&self.question(leads), &self.help())? {
            Said::Words(words) => Ok(words),
            Said::Back => Err(Then::Back),
            Said::End => Err(Then::Leave),
        })
    }

    /// What a word does that means the same on every page.
    pub fn anywhere(&self, session: &mut Session, talk: &mut Talk, meant: Meant<'_>) -> Result<Then, Failure> {
        match meant {
            Meant::Again => {}
            Meant::Key(action) if PANES.contains(&action) => return Ok(Then::Go(action)),
            Meant::Key(_) => talk.say_all(Self::panes().map(|b| format!("{} {}.", shown(b), b.words)))?,
            Meant::Number(n) => talk.say(&format!("There is no number {n} here."))?,
            Meant::Word("verify") => ledger::verify(session, talk)?,
            Meant::Word(word) => match change(word) {
                Some(no) => return Ok(item::run(session, talk, no)?.here()),
                None => {
                    talk.say(&format!("\"{word}\" is none of these."))?;
                    talk.say_all(self.help().lines())?;
                }
            },
            Meant::Find(_) => {}
        }
        Ok(Then::Stay)
    }
}

/// The change that a word names.
fn change(word: &str) -> Option<ChangeNo> {
    let named = word.get(..4).is_some_and(|h| h.eq_ignore_ascii_case("chg-"));
    if named { word.to_uppercase().parse().ok() } else { None }
}
