//! What is typed into an act line: letters, pasted words, and what is taken back.

use super::line::{ActLine, Ask, Step};

impl ActLine {
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
}
