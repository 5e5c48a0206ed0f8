//! Answers to the act line, key by key.

use super::line::{ActLine, Ask, Entered, SHOWN, Step};

impl ActLine {
    /// Takes a digit for the present choice and goes on to what must be answered next; whether it fits.
    pub fn choose(&mut self, digit: char) -> bool {
        let Some(step) = self.steps.get_mut(self.at) else { return false };
        let (shown, more) = step.shown();
        if digit == '0' && more > 0 {
            let parts = (shown.len() + more).div_ceil(SHOWN);
            step.part = (step.part + 1) % parts;
            return true;
        }
        let Some(word) = shown.iter().find(|c| c.digit == digit).map(|c| c.word.clone()) else { return false };
        if let Some(step) = self.steps.get_mut(self.at) {
            step.answer = word;
        }
        // Questions that nobody must answer are left for `c`; the last answer waits for Enter.
        if let Some(next) = self.still_open() {
            self.at = next;
        }
        true
    }

    /// The next question that must be answered and is not, from the present one on and then from the first.
    #[must_use]
    pub fn still_open(&self) -> Option<usize> {
        let order = (self.at..self.steps.len()).chain(0..self.at);
        order.into_iter().find(|i| self.needed(*i) && !self.answered(*i))
    }

    /// Goes to another question, past those that have no meaning by the answers so far.
    pub fn go(&mut self, by: isize) {
        let last = self.steps.len().saturating_sub(1);
        let mut at = self.at;
        while at.saturating_add_signed(by).min(last) != at {
            at = at.saturating_add_signed(by).min(last);
            if self.applies(at) {
                self.at = at;
                return;
            }
        }
    }

    /// Goes to the next question that may be answered but need not be.
    pub fn comment(&mut self) -> bool {
        let found = (0..self.steps.len()).find(|i| {
            self.applies(*i)
                && !self.needed(*i)
                && *i != self.at
                && self.steps.get(*i).is_some_and(|s| s.answer.is_empty())
        });
        if let Some(i) = found {
            self.at = i;
        }
        found.is_some()
    }

    /// A letter, or pasted words, for the present question.
    pub fn write(&mut self, text: &str) {
        match self.steps.get_mut(self.at) {
            Some(Step { ask: Ask::Text | Ask::Moment, answer, proposed, .. }) => {
                // What is typed takes the place of what was proposed.
                *answer = if std::mem::take(proposed) { text.into() } else { format!("{answer}{text}") };
            }
            Some(Step { ask: Ask::Code(code), answer, .. }) => {
                answer.extend(text.chars().filter(char::is_ascii_digit));
                answer.truncate(code.len());
            }
            _ => {}
        }
    }

    /// Takes the last letter back; where there is none, the answer before.
    pub fn erase(&mut self) {
        let Some(step) = self.steps.get_mut(self.at) else { return };
        match (&step.ask, step.answer.is_empty()) {
            (Ask::Choice(_), false) => step.answer.clear(),
            (_, false) if std::mem::take(&mut step.proposed) => step.answer.clear(),
            (_, false) => drop(step.answer.pop()),
            (_, true) => {
                self.go(-1);
                if let Some(Step { ask: Ask::Choice(_), answer, .. }) = self.steps.get_mut(self.at) {
                    answer.clear();
                }
            }
        }
    }

    /// Enter: records when everything is answered, else goes to what is not.
    pub fn enter(&mut self) -> Entered {
        match self.open_step() {
            Some(step) => {
                self.at = step;
                Entered::More
            }
            None => Entered::Record,
        }
    }
}
