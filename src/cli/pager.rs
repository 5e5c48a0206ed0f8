//! Long output on a terminal goes through a pager, which is started once the output does not fit the screen.

use crate::base::text::width;
use std::io::{Result, Write};
use std::process::{Child, Command, Stdio};

/// The pager when nobody names one: searches without case, keeps colours, leaves the text on the screen.
const DEFAULT: &str = "less -FIRX";

/// Output that waits for its size: what fits the screen is written, what does not goes to the pager.
#[derive(Debug)]
pub struct Paged {
    command: String,
    /// Columns and lines of the screen.
    screen: (usize, usize),
    held: Vec<u8>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// It may still fit.
    Held,
    /// It did not fit: the pager has it.
    Piped(Child),
    /// There is no pager to start: it goes to the terminal.
    Plain,
}

/// The pager that the person wants, if output on the terminal is to be paged at all: not where the session runs as a
/// service account by a forced command, whose pager could start other programs.
pub fn wanted(configured: Option<&str>) -> Option<String> {
    let service = std::env::var_os("QUORATE_SERVICE").is_some_and(|v| v == "1");
    if service || std::env::var_os("SSH_ORIGINAL_COMMAND").is_some() {
        return None;
    }
    let named = |name: &str| std::env::var(name).ok().map(|v| v.trim().to_owned());
    let own = named("QUORATE_PAGER").or_else(|| configured.map(str::to_owned)).or_else(|| named("PAGER"));
    let command = own.unwrap_or_else(|| DEFAULT.into());
    let off = matches!(command.as_str(), "" | "off" | "never" | "cat");
    (!off && std::env::var_os("TERM").is_none_or(|t| t != "dumb")).then_some(command)
}

impl Paged {
    /// Output to the terminal by way of a pager.
    pub fn new(command: String) -> Self {
        let screen = crossterm::terminal::size().map_or((80, 24), |(c, r)| (usize::from(c), usize::from(r)));
        Self { command, screen: (screen.0.max(1), screen.1.max(2)), held: Vec::new(), state: State::Held }
    }

    /// Whether what is held fits, with a line left for the prompt of the shell.
    fn fits(&self) -> bool {
        let (columns, lines) = self.screen;
        let text = String::from_utf8_lossy(&self.held);
        let needed = text.lines().map(|l| width(l).div_ceil(columns).max(1)).take(lines).sum::<usize>();
        needed < lines
    }

    /// Starts the pager; its options are those of the person, else those that suit tables.
    fn start(&mut self) {
        let mut words = self.command.split_whitespace();
        let Some(program) = words.next() else {
            self.state = State::Plain;
            return;
        };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            command.env("LESS", "FRX");
        }
        self.state = command.spawn().map_or(State::Plain, State::Piped);
    }

    fn pass(&mut self, bytes: &[u8]) -> Result<()> {
        match &mut self.state {
            State::Held => Ok(()),
            State::Plain => std::io::stdout().lock().write_all(bytes),
            State::Piped(child) => child.stdin.as_mut().map_or(Ok(()), |pipe| pipe.write_all(bytes)),
        }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if matches!(self.state, State::Held) {
            self.held.extend_from_slice(bytes);
            if !self.fits() {
                self.start();
                let held = std::mem::take(&mut self.held);
                self.pass(&held)?;
            }
        } else {
            self.pass(bytes)?;
        }
        Ok(bytes.len())
    }

    /// The end of one output: what was held is written.
    fn flush(&mut self) -> Result<()> {
        match &mut self.state {
            State::Held => {
                let held = std::mem::take(&mut self.held);
                let mut out = std::io::stdout().lock();
                out.write_all(&held)?;
                out.flush()
            }
            State::Plain => std::io::stdout().lock().flush(),
            State::Piped(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        if let State::Piped(child) = &mut self.state {
            // The pager sees the end of its input, and the person leaves it when they have read.
            drop(child.stdin.take());
            let _ = child.wait();
        }
    }
}
