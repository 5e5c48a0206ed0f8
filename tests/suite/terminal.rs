//! Commands of a deployment at a terminal: its size, its keys, and Ctrl-C.

use crate::cli::exec::started;
use crate::cli::run::Place;
use crate::pty::Session;
use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem as _};
use std::io::{Read as _, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A command that runs at a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Mutex<Vec<u8>>>,
    master: Box<dyn MasterPty + Send>,
}

const fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    fn exec(place: &Place, flags: &[&str], script: &str) -> Self {
        let pair = NativePtySystem::default().openpty(size(30, 100)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_quorate"));
        command.env_clear();
        for (name, value) in [("TERM", "xterm"), ("USER", "ivan"), ("PATH", "/usr/bin:/bin")] {
            command.env(name, value);
        }
        command.env("QUORATE_DB", place.path("q.db"));
        command.env("QUORATE_STATE_DIR", place.path("state"));
        command.cwd(place.dir.path());
        command.args(["--clock", &place.clock, "run", "exec", "CHG-1"]);
        command.args(flags);
        command.args(["--", "sh", "-c", script]);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                kept.lock().unwrap().extend_from_slice(&buffer[..n]);
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { child, keys, seen, master: pair.master }
    }

    fn wait(&self, text: &str) {
        let begun = Instant::now();
        while !self.shown().contains(text) {
            assert!(begun.elapsed() < Duration::from_secs(30), "{text} is not in {}", self.shown());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn code(&mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

fn state(place: &Place, no: usize) -> String {
    place.doc("rita", "run status CHG-1")["commands"][no - 1]["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_command_has_the_size_of_the_terminal_and_learns_of_another() {
    let place = started();
    let script = "stty size; trap 'stty size; exit 5' WINCH; echo ready; while :; do sleep 0.1; done";
    let mut terminal = Terminal::exec(&place, &[], script);
    terminal.wait("30 100");
    terminal.wait("ready");
    terminal.master.resize(size(20, 90)).unwrap();
    terminal.wait("20 90");
    assert_eq!(terminal.code(), 5, "{}", terminal.shown());
    let cast = place.ok("ivan", "run cast CHG-1 1").out;
    let events = crate::cast::follows_the_rules(&cast);
    assert!(cast.contains("\"width\":100,\"height\":30"));
    assert!(events.iter().any(|e| (e.1.as_str(), e.2.as_str()) == ("r", "90x20")), "{cast}");
}

#[test]
fn keys_reach_the_command_and_two_interrupts_end_it() {
    let place = started();
    let script = "read line; echo got $line; trap 'echo caught' INT; echo ready; while :; do sleep 0.1; done";
    let mut terminal = Terminal::exec(&place, &[], script);
    terminal.type_keys("hello\r");
    terminal.wait("got hello");
    terminal.wait("ready");
    let modes = terminal.master.get_termios().map(|t| t.local_flags);
    terminal.type_keys("\x03");
    terminal.wait("caught");
    assert!(terminal.child.try_wait().unwrap().is_none(), "one is the command's own");
    std::thread::sleep(Duration::from_millis(2100));
    terminal.type_keys("\x03");
    std::thread::sleep(Duration::from_millis(300));
    assert!(terminal.child.try_wait().unwrap().is_none(), "so is one long after another");
    let begun = Instant::now();
    terminal.type_keys("\x03");
    assert_eq!(terminal.code(), 130, "{}", terminal.shown());
    assert!(begun.elapsed() < Duration::from_secs(9));
    assert_eq!(state(&place, 1), "interrupted");
    // While it ran every key went through; afterwards the terminal is as it was.
    let after = terminal.master.get_termios().map(|t| t.local_flags);
    if let (Some(modes), Some(after)) = (modes, after) {
        assert_ne!(modes, after);
    }
}

#[test]
fn a_session_that_is_told_to_end_ends_its_command_and_records_it() {
    let place = started();
    let mut terminal = Terminal::exec(&place, &[], "echo ready; exec sleep 60");
    terminal.wait("ready");
    let pid = terminal.child.process_id().unwrap();
    std::process::Command::new("kill").arg(pid.to_string()).status().unwrap();
    assert_eq!(terminal.code(), 143, "{}", terminal.shown());
    assert_eq!(state(&place, 1), "stopped");
}

#[test]
fn a_command_has_its_terminal_although_quorate_never_asks() {
    let place = started();
    let mut terminal = Terminal::exec(&place, &["--no-input"], "stty size; read line; echo \"got $line\"");
    terminal.wait("30 100");
    terminal.keys.write_all(b"here\r").unwrap();
    terminal.wait("got here");
    assert_eq!(terminal.code(), 0, "{}", terminal.shown());
}

#[test]
fn a_command_that_was_begun_on_a_screen_outlives_the_session_and_has_its_end_on_record() {
    let place = started();
    let arguments = ["--clock", place.clock.as_str()];
    let mut session = Session::start(&place.path("q.db"), &place.path("state"), "ivan", (80, 24), &arguments);
    session.wait("WAITING FOR YOU");
    session.press("gr");
    session.wait("RUNS");
    session.wait("CHG-1");
    session.press("\r");
    session.wait("0/4 done");
    session.press("x");
    session.wait(">command:");
    session.write(
        "printf '\\033]0;evil\\007\\n'; for i in $(seq 400); do [ -e go ] && break; sleep 0.1; done; echo finished",
    );
    session.wait("quorate run exec CHG-1 -- sh -c");
    session.press("\r");
    session.wait("^[]0;evil^G");
    session.press("\x1b");
    session.wait("a command runs: x");
    session.press("\x03");
    let (code, written) = session.ends();
    assert_eq!(code, 0);
    assert!(!String::from_utf8_lossy(&written).contains("\x1b]0;evil"), "nothing of it steers the terminal");
    assert_eq!(state(&place, 1), "no_end");
    std::fs::write(place.path("go"), "").unwrap();
    let begun = Instant::now();
    while state(&place, 1) == "no_end" {
        assert!(begun.elapsed() < Duration::from_secs(30), "no end is on record");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(state(&place, 1), "exit");
    assert!(place.ok("ivan", "run output CHG-1 1").out.contains("finished"));
    let ran = place.ok("ivan", "audit log CHG-1").out;
    assert!(ran.contains("began command 1 in production") && ran.contains("command 1 ended: exit 0"), "{ran}");
}
