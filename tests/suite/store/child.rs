//! Child processes of this test binary that play a part, to be killed, limited, traced or run in numbers.

use super::*;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

/// The part that a child process of this test binary plays, and the register it plays with.
const ROLE: &str = "QUORATE_TEST_ROLE";
const REGISTER: &str = "QUORATE_TEST_REGISTER";
const FROM: &str = "QUORATE_TEST_FROM";

/// Says on stderr, past the test runner's capture, that something could not be tested here.
pub(super) fn say_skipped(why: &str) {
    drop(writeln!(std::io::stderr(), "not tested here: {why}"));
}

/// Not a test by itself: the body of child processes.
#[test]
fn child_process() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let path = PathBuf::from(std::env::var_os(REGISTER).unwrap());
    let from: u128 = std::env::var(FROM).map_or(1, |n| n.parse().unwrap());
    match role.as_str() {
        "write" => super::stress::acknowledge(&path, from, u128::MAX),
        "burst" => super::stress::acknowledge(&path, from, from + 4),
        "found" => drop(Store::create(&path, identity())),
        "fill" => super::stress::fill(&path, from),
        "idle" => super::stress::idle(&path),
        "everything" => super::stress::everything(&path),
        "look" => super::opening::look(&path),
        "stare" => super::opening::stare(&path),
        other => panic!("{other}"),
    }
}

/// A child process that is to be.
pub(super) struct Role {
    pub(super) command: Command,
}

pub(super) fn child(role: &str, path: &Path) -> Role {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["store::child::child_process", "--exact", "--nocapture", "--test-threads=1"]);
    command.env(ROLE, role).env(REGISTER, path).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    Role { command }
}

impl Role {
    pub(super) fn from(mut self, n: u128) -> Self {
        self.command.env(FROM, n.to_string());
        self
    }

    /// The same command behind another one, such as `setpriv OPTIONS`.
    pub(super) fn behind(self, program: &str, args: &[&str]) -> Self {
        let mut command = Command::new(program);
        command.args(args).arg(self.command.get_program()).args(self.command.get_args());
        command.envs(self.command.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Self { command }
    }

    /// The same, as a user without rights; root steps down to `nobody`.
    pub(super) fn unprivileged(self) -> Self {
        if rustix::process::geteuid().is_root() {
            self.behind("setpriv", &["--reuid=65534", "--regid=65534", "--clear-groups"])
        } else {
            self
        }
    }

    pub(super) fn unprivileged_command(self) -> Command {
        self.unprivileged().command
    }

    /// The lines it says until it ends; `None` when it could not be started or says nothing.
    pub(super) fn lines(self) -> Option<Vec<String>> {
        let mut child = start(self.command)?;
        let mut lines = Vec::new();
        while let Some(line) = child.line() {
            lines.push(line);
        }
        child.child.wait().unwrap();
        (!lines.is_empty()).then_some(lines)
    }
}

/// A running child process.
pub(super) struct Running {
    pub(super) child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

fn start(mut command: Command) -> Option<Running> {
    let mut child = command.spawn().ok()?;
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    Some(Running { child, lines })
}

pub(super) fn children(commands: &[Command]) -> Vec<Running> {
    let again = |c: &Command| {
        let mut command = Command::new(c.get_program());
        command.args(c.get_args()).envs(c.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    };
    commands.iter().filter_map(|c| start(again(c))).collect()
}

impl Running {
    /// The next line that it says itself; the test runner's own lines are left out.
    pub(super) fn line(&mut self) -> Option<String> {
        loop {
            let line = self.lines.next()?.ok()?;
            let line = line.strip_prefix("test store::child::child_process ... ").unwrap_or(&line);
            let runner = line.is_empty() || line == "ok" || line.starts_with("running ") || line.starts_with("test ");
            if !runner {
                return Some(line.to_owned());
            }
        }
    }

    pub(super) fn tell(&mut self, text: &str) {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
