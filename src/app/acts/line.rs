//! The act line: questions answered by digit or text, recorded by Enter; nothing is preselected.

/// How a question is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ask {
    /// One of these, by its digit.
    Choice(Vec<Choice>),
    /// By words.
    Text,
    /// By a time, in the pack's zone.
    Moment,
    /// By a number that stands on the page only, so that who records has seen the page.
    Code(String),
}

/// One of several answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The digit that chooses it.
    pub digit: char,
    /// What it is in the command.
    pub word: String,
    /// What it is for people.
    pub label: String,
    /// A question that follows from it and must be answered: index into the steps.
    pub then: Option<usize>,
}

/// One question of an act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What is asked.
    pub label: String,
    /// How it is answered.
    pub ask: Ask,
    /// Whether it must be answered.
    pub must: bool,
    /// The answer so far.
    pub answer: String,
    /// The answer to an earlier question without which this one has no meaning: its index and word.
    pub when: Option<(usize, String)>,
    /// The answer to an earlier question with which this one loses its meaning.
    pub unless: Option<(usize, String)>,
    /// Which nine of many choices are shown, from 0.
    pub part: usize,
    /// Whether the answer is proposed, so that somebody is still to agree with it or give another.
    pub proposed: bool,
    /// Whether it asks for a time to come.
    pub ahead: bool,
    /// What it is called to choose none of its answers, where that may be.
    pub none: &'static str,
}

/// How many choices have a digit at a time; `0` shows the next ones where there are more.
pub(super) const SHOWN: usize = 9;

impl Step {
    /// A question without an answer.
    #[must_use]
    pub fn new(label: impl Into<String>, ask: Ask, must: bool) -> Self {
        Self {
            label: label.into(),
            ask,
            must,
            answer: String::new(),
            when: None,
            unless: None,
            part: 0,
            proposed: false,
            ahead: false,
            none: "leave it",
        }
    }

    /// The choices that have a digit now, and how many more there are.
    #[must_use]
    pub fn shown(&self) -> (&[Choice], usize) {
        match &self.ask {
            Ask::Choice(list) if list.len() > SHOWN && list.iter().all(|c| c.digit != '0') => {
                let shown = list.chunks(SHOWN).nth(self.part).unwrap_or_default();
                (shown, list.len() - shown.len())
            }
            Ask::Choice(list) => (list, 0),
            _ => (&[], 0),
        }
    }

    /// Whether it is answered by typing.
    #[must_use]
    pub const fn typed(&self) -> bool {
        matches!(self.ask, Ask::Text | Ask::Moment | Ask::Code(_))
    }
}

/// What is to be recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An act on a change, by its word, such as `submit` or `vote_cast`.
    Change(String),
    /// Ratings by factor, in the order of the steps.
    Assess(Vec<String>),
    /// A roll call, persons in the order of the steps.
    Rollcall(Vec<String>),
    /// Votes that the chair enters, members in the order of the steps; the ballot is closed with them.
    RollcallVote(Vec<String>),
    /// An act on a meeting, by its word.
    Meeting {
        /// The word, such as `open` or `rollcall`.
        act: String,
        /// The item that it is about.
        item: Option<u32>,
        /// Persons in the order of the steps, where it asks about persons.
        persons: Vec<String>,
    },
    /// An act on an item of a checklist, by its word.
    Checklist {
        /// The word, such as `evidence` or `fail`.
        act: String,
        /// The checklist.
        list: String,
        /// The item, from 1.
        item: u32,
    },
    /// A go/no-go decision, by the review that signs it.
    Decide(String),
    /// A freeze that is announced; whether what it stops was looked up.
    Freeze(bool),
    /// The end of an announced freeze.
    EndFreeze(u32),
    /// The approval of a proposed freeze, or its refusal.
    SignFreeze(u32),
    /// A task of a month that is done: month and task.
    PlanDone(String, String),
    /// What a form holds: the command is made of the form.
    Form,
    /// A register that is founded under a pack; the organisation is asked for.
    Found(String),
}

/// An act line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActLine {
    /// What is to be recorded.
    pub kind: Kind,
    /// The change.
    pub id: String,
    /// The revision that is on the screen; the act is refused when it has moved.
    pub revision: Option<u32>,
    /// What the line is about.
    pub title: String,
    /// What Enter does, in a word.
    pub verb: String,
    /// Questions.
    pub steps: Vec<Step>,
    /// The present question.
    pub at: usize,
    /// Whether it has been sent and the receipt is not there yet.
    pub sent: bool,
    /// Whether the choices stand on the page already, so that the line shows the prompt only.
    pub on_page: bool,
}

/// What Enter comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entered {
    /// Everything is answered: record.
    Record,
    /// Something is still to be answered; the line has gone there.
    More,
}

impl ActLine {
    /// An act line on a change.
    #[must_use]
    pub fn new(kind: Kind, id: &str, revision: Option<u32>, title: impl Into<String>, verb: &str) -> Self {
        Self {
            kind,
            id: id.into(),
            revision,
            title: title.into(),
            verb: verb.into(),
            steps: Vec::new(),
            at: 0,
            sent: false,
            on_page: false,
        }
    }

    /// The line with a question answered by digit: each answer by word and label, digits from 1, nine at a time.
    #[must_use]
    pub fn choice<W: Into<String>, L: Into<String>>(
        mut self,
        label: &str,
        must: bool,
        list: impl IntoIterator<Item = (W, L)>,
    ) -> Self {
        let choices = list
            .into_iter()
            .zip(('1'..='9').cycle())
            .map(|((word, label), digit)| Choice { digit, word: word.into(), label: label.into(), then: None })
            .collect();
        self.steps.push(Step::new(label, Ask::Choice(choices), must));
        self
    }

    /// The line with a question that must be answered by one of these choices, under digits of their own.
    #[must_use]
    pub fn asking(mut self, label: &str, choices: Vec<Choice>) -> Self {
        self.steps.push(Step::new(label, Ask::Choice(choices), true));
        self
    }

    /// Adds an answer to a question that is answered by choice.
    pub fn offer(&mut self, step: usize, digit: char, word: &str, label: String) {
        if let Some(Step { ask: Ask::Choice(list), .. }) = self.steps.get_mut(step) {
            list.push(Choice { digit, word: word.into(), label, then: None });
        }
    }

    /// The line with a question answered by words.
    #[must_use]
    pub fn text(mut self, label: &str, must: bool) -> Self {
        self.steps.push(Step::new(label, Ask::Text, must));
        self
    }

    /// The line with a question answered by a time.
    #[must_use]
    pub fn moment(mut self, label: &str, must: bool) -> Self {
        self.steps.push(Step::new(label, Ask::Moment, must));
        self
    }

    /// The line whose newest question asks for a time to come.
    #[must_use]
    pub fn ahead(mut self) -> Self {
        if let Some(step) = self.steps.last_mut() {
            step.ahead = true;
        }
        self
    }

    /// The line whose newest question has an answer already, which is proposed.
    #[must_use]
    pub fn proposing(mut self, answer: Option<&String>) -> Self {
        if let (Some(step), Some(answer)) = (self.steps.last_mut(), answer) {
            (step.answer, step.proposed) = (answer.clone(), true);
        }
        self
    }

    /// The line whose newest question has a meaning only after an answer to an earlier one.
    #[must_use]
    pub fn when(mut self, of: usize, word: &str) -> Self {
        if let Some(step) = self.steps.last_mut() {
            step.when = Some((of, word.to_owned()));
        }
        self
    }

    /// The line of a severe act: the number on the page is typed as well.
    #[must_use]
    pub fn code(mut self, code: String) -> Self {
        self.at = self.open_step().unwrap_or(self.steps.len());
        let label = format!("type {code} to confirm");
        self.steps.push(Step::new(label, Ask::Code(code), true));
        self
    }

    /// The line with a question that an answer to an earlier one makes necessary.
    #[must_use]
    pub fn follow(mut self, of: usize, word: &str, step: usize) -> Self {
        if let Some(Step { ask: Ask::Choice(list), .. }) = self.steps.get_mut(of) {
            list.iter_mut().filter(|c| c.word == word).for_each(|c| c.then = Some(step));
        }
        self
    }

    /// The line with the one answer given that its newest question has.
    #[must_use]
    pub fn only(mut self) -> Self {
        if let Some(Step { ask: Ask::Choice(list), answer, .. }) = self.steps.last_mut()
            && let [one] = list.as_slice()
        {
            answer.clone_from(&one.word);
        }
        self
    }

    /// The present question.
    #[must_use]
    pub fn step(&self) -> Option<&Step> {
        self.steps.get(self.at)
    }

    /// Whether words are being typed.
    #[must_use]
    pub fn typing(&self) -> bool {
        self.step().is_some_and(Step::typed)
    }

    /// The answer to a question; none when it is empty.
    #[must_use]
    pub fn answer(&self, step: usize) -> Option<&str> {
        self.steps.get(step).map(|s| s.answer.as_str()).filter(|a| !a.trim().is_empty())
    }

    /// Whether anything has been answered.
    #[must_use]
    pub fn begun(&self) -> bool {
        self.steps.iter().any(|s| !s.answer.is_empty())
    }

    /// Whether a question has a meaning, given the answers so far.
    #[must_use]
    pub fn applies(&self, step: usize) -> bool {
        let said = |(of, word): &(usize, String)| self.answer(*of) == Some(word);
        self.steps.get(step).is_none_or(|s| s.when.as_ref().is_none_or(said) && !s.unless.as_ref().is_some_and(said))
    }

    /// Whether a question asks for the words or the time that the answer to another one stands for.
    #[must_use]
    pub fn follows(&self, of: usize, step: usize) -> bool {
        let chosen = match self.steps.get(of) {
            Some(Step { ask: Ask::Choice(list), answer, .. }) => list.iter().find(|c| c.word == *answer),
            _ => None,
        };
        let typed = |s: &&Step| matches!(s.ask, Ask::Text | Ask::Moment);
        let asked = self.steps.get(step).filter(typed).zip(chosen);
        asked.is_some_and(|(s, c)| c.then == Some(step) || s.when.as_ref().is_some_and(|w| *w == (of, c.word.clone())))
    }

    /// Whether a question must be answered, given the answers so far.
    #[must_use]
    pub fn needed(&self, step: usize) -> bool {
        let by_choice = self.steps.iter().any(|s| match &s.ask {
            Ask::Choice(list) => list.iter().any(|c| c.word == s.answer && c.then == Some(step)),
            _ => false,
        });
        by_choice || (self.applies(step) && self.steps.get(step).is_some_and(|s| s.must))
    }

    /// The first question that must be answered and is not.
    #[must_use]
    pub fn open_step(&self) -> Option<usize> {
        (0..self.steps.len()).find(|i| self.needed(*i) && !self.answered(*i))
    }

    /// Whether a question has an answer that counts.
    pub(super) fn answered(&self, step: usize) -> bool {
        match self.steps.get(step) {
            Some(Step { ask: Ask::Code(code), answer, .. }) => answer == code,
            _ => self.answer(step).is_some(),
        }
    }
}
