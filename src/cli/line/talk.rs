//! Talking by lines: what is said is appended, what is answered is one line.

use super::herald::{Audience, Herald};
use super::page::Then;
use crate::app::place::Page;
use crate::base::text::{visible, width, wrap};
use crate::cli::failure::Failure;
use std::io::{BufRead, IsTerminal as _, Write};

/// An answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// Words.
    Words(String),
    /// Back to where one came from.
    Back,
    /// The input ended: leave.
    End,
}

/// The two ends of the conversation.
pub struct Talk {
    input: Box<dyn BufRead>,
    out: Box<dyn Write>,
    /// Whether a terminal shows what is said.
    terminal: bool,
    /// The key of the draft that holds the words of the act that is being asked about.
    pub draft: Option<String>,
    /// The page one is on; none at home.
    pub place: Option<Page>,
    /// Who is to be told what others do, until there is a herald for it.
    pub audience: Option<Audience>,
    herald: Option<Herald>,
}

impl Talk {
    /// Over the standard input and output.
    pub fn standard() -> Self {
        Self {
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
            out: Box::new(std::io::stdout()),
            terminal: std::io::stdout().is_terminal(),
            draft: None,
            place: None,
            audience: None,
            herald: None,
        }
    }

    /// Says one line; nothing in it can steer the terminal, and where that is narrower it breaks between words.
    pub fn say(&mut self, line: &str) -> Result<(), Failure> {
        let line = visible(line);
        let columns = self.terminal.then(crossterm::terminal::size).and_then(Result::ok).map(|(w, _)| usize::from(w));
        let Some(columns) = columns.filter(|w| *w > 10 && width(&line) > *w) else {
            return writeln!(self.out, "{line}").map_err(Failure::io("output"));
        };
        // What is indented goes on where it began.
        let text = line.trim_start_matches(' ');
        let indent = " ".repeat((line.len() - text.len()).min(columns / 2));
        wrap(text, columns - indent.len())
            .iter()
            .try_for_each(|part| writeln!(self.out, "{indent}{part}"))
            .map_err(Failure::io("output"))
    }

    /// Says several lines.
    pub fn say_all<S: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = S>) -> Result<(), Failure> {
        lines.into_iter().try_for_each(|line| self.say(line.as_ref()))
    }

    /// Reports what went wrong, and goes on.
    pub fn report(&mut self, failure: &Failure) -> Result<(), Failure> {
        self.say_all(failure.words().lines())
    }

    /// What becomes of a page: a closed output ends the conversation; everything else is told and passes.
    pub fn passes(&mut self, done: Result<Then, Failure>) -> Result<Then, Failure> {
        match done {
            Err(failure) if !matches!(failure, Failure::Io { .. }) => {
                self.report(&failure)?;
                Ok(Then::Stay)
            }
            other => other,
        }
    }

    /// Asks for one line. `?` gives the help and asks again; `q` goes back.
    pub fn ask(&mut self, question: &str, help: &str) -> Result<Said, Failure> {
        loop {
            if !question.is_empty() {
                self.say(question)?;
            }
            self.prompt()?;
            // The herald begins once the question stands, so that nobody waits for it.
            if let Some(audience) = self.audience.take() {
                self.herald = Herald::listen(&audience);
            }
            // What is typed already stays in the terminal's own line, and can be typed on.
            while let Some(news) = self.herald.as_mut().and_then(Herald::news) {
                self.say("")?;
                self.say_all(news)?;
                self.prompt()?;
            }
            let mut line = String::new();
            if self.input.read_line(&mut line).map_err(Failure::io("standard input"))? == 0 {
                self.say("")?;
                return Ok(Said::End);
            }
            match line.trim() {
                "?" => {
                    self.say_all(help.lines())?;
                    self.say("? help. q back. The end of the input (Ctrl-D) leaves.")?;
                    if self.herald.is_some() {
                        self.say("! tells what others do; Ctrl-R then shows again what you had begun to type.")?;
                    }
                }
                "q" | "Q" => return Ok(Said::Back),
                // The blank is a key of the screens.
                "" if line.starts_with(' ') => return Ok(Said::Words(" ".into())),
                words => return Ok(Said::Words(words.to_owned())),
            }
        }
    }

    fn prompt(&mut self) -> Result<(), Failure> {
        write!(self.out, "> ").and_then(|()| self.out.flush()).map_err(Failure::io("output"))
    }

    /// Asks for one of several by its number; gives its index, or none to go back.
    pub fn choose<S: AsRef<str>>(&mut self, question: &str, choices: &[S]) -> Result<Option<usize>, Failure> {
        let ways: Vec<_> =
            choices.iter().enumerate().map(|(i, choice)| ((i + 1).to_string(), choice.as_ref())).collect();
        self.pick(question, &ways, None)
    }

    /// As [`Self::choose`], by digits that are given: where one is left out, the others keep theirs. `empty` is what an
    /// empty line chooses.
    pub fn pick(
        &mut self,
        question: &str,
        ways: &[(String, &str)],
        empty: Option<usize>,
    ) -> Result<Option<usize>, Failure> {
        self.say(question)?;
        for (i, (digit, label)) in ways.iter().enumerate() {
            let also = if empty == Some(i) { ", or an empty line" } else { "" };
            self.say(&format!("{digit} {label}{also}"))?;
        }
        loop {
            match self.ask("", "Type the number before your choice.")? {
                Said::Back | Said::End => return Ok(None),
                Said::Words(words) if words.is_empty() && empty.is_some() => return Ok(empty),
                Said::Words(words) => match ways.iter().position(|(digit, _)| words == *digit) {
                    Some(chosen) => return Ok(Some(chosen)),
                    None => self.say(&format!("Type {}, or q to go back.", numbers(ways)))?,
                },
            }
        }
    }

    /// Asks for words; none to go back. An empty line is an empty answer.
    pub fn words(&mut self, question: &str, help: &str) -> Result<Option<String>, Failure> {
        Ok(match self.ask(question, help)? {
            Said::Words(words) => Some(words),
            Said::Back | Said::End => None,
        })
    }

    /// Asks for several lines, which a single full stop ends; none to go back. They follow those that are there already,
    /// and are kept line by line.
    pub fn prose(
        &mut self,
        question: &str,
        help: &str,
        there: &str,
        keep: &mut dyn FnMut(&str),
    ) -> Result<Option<String>, Failure> {
        self.say(&format!("{question} Several lines; a single . ends them."))?;
        let mut lines: Vec<String> = there.lines().map(str::to_owned).collect();
        loop {
            match self.ask("", help)? {
                Said::Back | Said::End => return Ok(None),
                Said::Words(words) if words == "." || (words.is_empty() && lines.is_empty()) => break,
                Said::Words(words) => {
                    lines.push(words);
                    keep(&lines.join("\n"));
                }
            }
        }
        Ok(Some(lines.join("\n")))
    }

    /// Whether to record: no single key does.
    pub fn record(&mut self, what: &str) -> Result<bool, Failure> {
        let answer =
            self.words(&format!("{what}. Type yes to record it, q to go back."), "Nothing is recorded yet.")?;
        Ok(answer.is_some_and(|a| a.eq_ignore_ascii_case("yes")))
    }
}

/// The numbers that may be typed, in words.
fn numbers(ways: &[(String, &str)]) -> String {
    let known: Vec<&str> = ways.iter().map(|(digit, _)| digit.as_str()).collect();
    match known.as_slice() {
        [first, .., last] if (1..=ways.len()).map(|n| n.to_string()).eq(known.iter().copied()) => {
            format!("a number from {first} to {last}")
        }
        [only] => only.to_string(),
        _ => format!("one of the numbers {}", known.join(" ")),
    }
}
