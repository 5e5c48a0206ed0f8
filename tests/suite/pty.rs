//! Sessions in pseudo terminals: three voters on one register, and a terminal that is left as it was found.

use portable_pty::{Child, CommandBuilder, MasterPty, NativePtySystem, PtySize, PtySystem as _};
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A sandbox register with a demonstration in a folder of its own.
pub struct Register {
    pub folder: tempfile::TempDir,
}

impl Register {
    pub fn new(seed: u32) -> Self {
        let register = Self { folder: tempfile::tempdir().unwrap() };
        register.run("ada", &["init", "--pack", "ghostquant", "--sandbox"]);
        register.run("ada", &["demo", "--changes", "60", "--seed", &seed.to_string()]);
        register
    }

    /// A register in which a change waits for the chair to open a ballot, and that change.
    pub fn before_ballot() -> (Self, String) {
        for seed in 1..=20 {
            let register = Self::new(seed);
            // A meeting of the demonstration that nobody could close would be in the way of another.
            if register.run("ada", &["meeting", "list"]).contains("in_progress") {
                continue;
            }
            let inbox = register.run(&register.members()[0], &["inbox"]);
            let waiting = inbox.lines().filter(|l| l.starts_with("OPEN VOTE"));
            let mut ids = waiting.map(|l| l.split('\t').nth(1).unwrap().to_owned());
            // Of some the time of an earlier ballot ran out, depending on the hour.
            let first = |id: &String| {
                register.run("ada", &["change", "view", id, "--json", "ballot", "--jq", ".ballot"]).trim() == "null"
            };
            if let Some(id) = ids.find(first) {
                return (register, id);
            }
        }
        panic!("no demonstration leaves a ballot to open");
    }

    /// The members of the board by seat, who takes the chair first.
    pub fn members(&self) -> Vec<String> {
        let board = self.run("ada", &["board", "view"]);
        let chair = board.lines().find_map(|l| l.strip_prefix("chair: ")).unwrap().trim().to_owned();
        let seats = board.lines().filter(|l| l.starts_with("  "));
        let holders = seats.filter_map(|l| l.split_whitespace().rfind(|w| *w != "chair").map(str::to_owned));
        let mut members = vec![chair.clone()];
        members.extend(holders.filter(|h| *h != chair));
        members
    }

    pub fn db(&self) -> PathBuf {
        self.folder.path().join("quorate.db")
    }

    pub fn run(&self, who: &str, arguments: &[&str]) -> String {
        let output = self.tried(who, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Has the members sign the board's reviews of emergencies that the meeting may not close without.
    pub fn sign_reviews(&self) {
        let agenda = self.run("ada", &["meeting", "agenda", "--json", "id,mandatory"]);
        let agenda: serde_json::Value = serde_json::from_str(&agenda).unwrap();
        for item in agenda["items"].as_array().unwrap().iter().filter(|i| i["mandatory"] == true) {
            let id = item["id"].as_str().unwrap();
            let review = ["change", "review", id, "--review", "post_cab_review", "--outcome", "pass"];
            assert!(self.members().iter().any(|who| self.tried(who, &review).status.success()), "{id} is not reviewed");
        }
    }

    pub fn tried(&self, who: &str, arguments: &[&str]) -> std::process::Output {
        std::process::Command::new(env!("CARGO_BIN_EXE_quorate"))
            .arg("--db")
            .arg(self.db())
            .args(["--as", who])
            .args(arguments)
            .env("QUORATE_STATE_DIR", self.folder.path().join("state"))
            .output()
            .unwrap()
    }

    pub fn session(&self, who: &str) -> Session {
        self.sized(who, (80, 24), &[])
    }

    pub fn sized(&self, who: &str, size: (u16, u16), arguments: &[&str]) -> Session {
        let state = self.folder.path().join(format!("state-{who}{}", arguments.concat()));
        Session::start(&self.db(), &state, who, size, arguments)
    }
}

/// A session in a pseudo terminal, with what its screen shows.
pub struct Session {
    who: String,
    pub child: Box<dyn Child + Send + Sync>,
    keys: Arc<Mutex<Box<dyn Write + Send>>>,
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<Mutex<Vec<u8>>>,
    /// Keys pressed so far, without words that were written.
    pub pressed: usize,
    _master: Box<dyn MasterPty + Send>,
}

impl Session {
    pub fn start(db: &Path, state: &Path, who: &str, (cols, rows): (u16, u16), arguments: &[&str]) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = NativePtySystem::default().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_quorate"));
        command.arg("--db");
        command.arg(db);
        command.args(["--as", who]);
        command.args(arguments);
        command.env("QUORATE_STATE_DIR", state);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env_remove("ACCESSIBLE");
        // Documents are written into the folder that one is in.
        command.cwd(db.parent().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answers = Arc::clone(&keys);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(rows, cols, 0)));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (seen, kept) = (Arc::clone(&screen), Arc::clone(&bytes));
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            let mut asked = Vec::new();
            while let Ok(n @ 1..) = output.read(&mut buffer) {
                kept.lock().unwrap().extend_from_slice(&buffer[..n]);
                // What terminals answer, before anybody can read the page and press a key.
                asked.extend_from_slice(&buffer[..n]);
                for part in asked.windows(4) {
                    let answer: &[u8] = match part {
                        b"\x1b[6n" => b"\x1b[1;1R",
                        b"\x1b[5n" => b"\x1b[0n",
                        _ => continue,
                    };
                    // A session that has left reads no answers.
                    drop(answers.lock().unwrap().write_all(answer));
                }
                // A question may be cut between two reads.
                asked.drain(..asked.len().saturating_sub(3));
                seen.lock().unwrap().process(&buffer[..n]);
            }
        });
        Self { who: who.into(), child, keys, screen, bytes, pressed: 0, _master: pair.master }
    }

    /// Everything that has been written, as bytes of text.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }

    pub fn shown(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen shows a text; gives how long that took.
    pub fn wait(&self, text: &str) -> Duration {
        self.wait_until(text, |shown| shown.contains(text))
    }

    /// Waits until the screen shows something; gives how long that took.
    pub fn wait_until(&self, text: &str, there: impl Fn(&str) -> bool) -> Duration {
        let start = Instant::now();
        while !there(&self.shown()) {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "{} does not see {text:?} but\n{}",
                self.who,
                self.shown()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        start.elapsed()
    }

    pub fn press(&mut self, keys: &str) {
        self.pressed += keys.chars().count();
        self.send(keys);
    }

    /// Writes words of a person's own, which no budget of keys counts.
    pub fn write(&mut self, words: &str) {
        self.send(words);
    }

    fn send(&mut self, keys: &str) {
        // A frame may come in several pieces, its question in the last: a person presses when the page stands still.
        let mut before = usize::MAX;
        loop {
            let now = self.bytes.lock().unwrap().len();
            if now == before {
                break;
            }
            before = now;
            std::thread::sleep(Duration::from_millis(40));
        }
        let mut keyboard = self.keys.lock().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    /// Finds a change in the queue and opens it.
    fn open(&mut self, id: &str) {
        self.wait("WAITING FOR YOU");
        self.press("gq");
        self.wait("newest first");
        self.press("/");
        self.wait("FIND");
        self.press(id);
        self.wait(&format!("FIND {id}"));
        self.press("\r");
        self.wait("[facts]");
        self.wait(&format!(" {id}  "));
    }

    pub fn ends(mut self) -> (u32, Vec<u8>) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                std::thread::sleep(Duration::from_millis(100));
                return (status.exit_code(), self.bytes.lock().unwrap().clone());
            }
            assert!(start.elapsed() < Duration::from_secs(20), "{} does not leave", self.who);
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // It has usually left by itself.
        drop(self.child.kill());
    }
}

/// What the chair's vote looks like to everybody within a moment of its being recorded.
pub fn soon(took: Duration, who: &str) {
    // A second is the promise; machines that run many tests at once get more.
    assert!(took < Duration::from_secs(4), "{who} waited {took:?}");
}

#[test]
fn three_voters_see_each_other_vote_and_the_outcome() {
    let (register, id) = Register::before_ballot();
    let mut sessions: Vec<Session> = register.members().iter().take(3).map(|who| register.session(who)).collect();
    assert_eq!(sessions.len(), 3);
    for session in &mut sessions {
        session.open(&id);
    }
    sessions[0].press("V");
    sessions[0].wait("1 own sessions");
    sessions[0].press("1\r");
    for (i, session) in sessions.iter_mut().enumerate() {
        if i > 0 {
            // The state stands on the page whatever else is told of the change.
            session.wait("[V] authorize");
            session.press("v");
        }
        session.wait("1 Approve");
        session.wait("voted 0");
    }
    for (i, n) in [(1, 1), (2, 2), (0, 3)] {
        sessions[i].press("1");
        sessions[i].wait("Enter=casts");
        sessions[i].press("\r");
        for session in &sessions {
            soon(session.wait(&format!("voted {n}")), &session.who);
        }
        assert!(sessions[i].shown().contains("hidden until closed"), "counts stay hidden");
    }
    sessions[0].press("X");
    sessions[0].wait("3 of 5 voted");
    sessions[0].press("tested");
    sessions[0].press("\r");
    for session in &sessions {
        soon(session.wait("CARRIED"), &session.who);
        session.wait("3 for, 0 against");
    }
    for session in &mut sessions {
        session.press("qqqqqq");
    }
    for session in sessions {
        assert_eq!(session.ends().0, 0);
    }
    let tally = register.run("ada", &["vote", "tally", &id]);
    assert!(tally.to_lowercase().contains("carried"), "{tally}");
}

/// The chair, two members and the room hold a meeting from its opening to its minutes, in four processes.
#[test]
fn a_meeting_is_held_from_opening_to_minutes() {
    hold((80, 24));
}

#[test]
fn a_meeting_is_held_on_small_screens() {
    hold((40, 20));
}

fn hold(size: (u16, u16)) {
    let (register, id) = Register::before_ballot();
    let members: Vec<String> = register.members().into_iter().take(3).collect();
    // The meeting does not close over a ballot that the demonstration has under way: that one waits for the next.
    for line in register.run(&members[0], &["vote", "list"]).lines() {
        let other = line.split('\t').next().unwrap();
        register.run(&members[0], &["decision", "defer", other, "--reason", "the way back is missing"]);
    }
    let agenda = register.run(&members[0], &["meeting", "agenda"]);
    let position = agenda.lines().position(|l| l.split('\t').nth(1) == Some(id.as_str())).unwrap() + 1;
    let mut sessions: Vec<Session> = members.iter().map(|who| register.sized(who, size, &[])).collect();
    for session in &mut sessions {
        session.wait("WAITING FOR YOU");
    }
    // Open: 3 keys.
    let chair = &mut sessions[0];
    chair.press("m");
    chair.wait("Planned");
    chair.press("O");
    chair.wait("Enter=opens");
    chair.press("\r");
    chair.wait("OPEN");
    assert_eq!(chair.pressed, 3);
    // The room's own account is nobody's: it shows nothing until the chair's digits pair it.
    let mut room = register.sized("room-display", size, &["screen"]);
    room.wait("six digits");
    let before = sessions[0].pressed;
    sessions[0].press("P");
    sessions[0].wait("quorate screen ");
    assert_eq!(sessions[0].pressed - before, 1);
    let view = register.run(&members[0], &["meeting", "view", "--json", "code"]);
    let view: serde_json::Value = serde_json::from_str(&view).unwrap();
    room.press(view["code"].as_str().unwrap());
    room.wait("CHANGE ADVISORY");
    let chair = &mut sessions[0];
    chair.press("P");
    room.wait("with P");
    chair.press("P");
    room.wait("CHANGE ADVISORY");
    // Join: 2 keys, from home, where the session tells that the meeting is open.
    for session in &mut sessions[1..] {
        soon(session.wait("v joins"), &session.who);
        session.press("v");
        session.wait("Enter=joins");
        session.press("\r");
        assert_eq!(session.pressed, 2);
    }
    for session in &sessions {
        soon(session.wait("present 3 of 5, quorum 3: MET"), &session.who);
    }
    // Straight to the item: what comes up may have a ballot of its own, which would keep the meeting open.
    sessions[0].press(&"j".repeat(position - 1));
    sessions[0].press("\r");
    sessions[0].wait(&format!("Go to item {position}?"));
    sessions[0].press("\r");
    for session in sessions.iter().chain([&room]) {
        soon(session.wait(&id), &session.who);
    }
    // A ballot of the chair: V 1 Enter, X Enter; of a member: v 1 Enter.
    let before = sessions[0].pressed;
    // The chair presses it once the panel has been read, where there is room for one.
    sessions[0].wait(&if size.0 >= 80 { format!("│ {id}") } else { format!(">{position:>2} ") });
    sessions[0].press("V");
    sessions[0].wait("own sessions");
    sessions[0].press("1\r");
    for session in &sessions {
        // Not only some other item that was voted on before.
        let voting = |shown: &str| shown.lines().any(|l| l.starts_with('>') && l.contains("[V]"));
        soon(session.wait_until("the current item's vote", voting), &session.who);
    }
    for session in &mut sessions[1..] {
        let before = session.pressed;
        session.press("v");
        session.wait("1 Approve");
        session.press("1");
        session.wait("Enter=casts");
        session.press("\r");
        session.wait("You may change it");
        assert_eq!(session.pressed - before, 3);
    }
    soon(sessions[0].wait("2/5"), "the chair");
    soon(room.wait_until("two votes", |shown| shown.contains("2 of 5") || shown.contains("2/5")), "the room");
    // The title of its part of the agenda stands above the item.
    let votes = room.shown().replace("Approve, reject or defer", "").to_lowercase();
    assert!(!votes.contains("approve"), "no vote shows in the room:\n{}", room.shown());
    sessions[0].press("X");
    sessions[0].wait(">rationale:");
    sessions[0].write("tested and reversible");
    sessions[0].press("\r");
    soon(sessions[0].wait("[A]"), "the chair");
    assert_eq!(sessions[0].pressed - before, 5);
    soon(room.wait_until("the outcome", |shown| shown.replace(' ', "").contains("CARRIED")), "the room");
    register.sign_reviews();
    // Minutes and close: 7 keys at most.
    let before = sessions[0].pressed;
    sessions[0].press("M");
    sessions[0].wait("minutes of");
    sessions[0].press("X");
    sessions[0].wait("to confirm");
    // The one that is open: other series have their next turn in the list as well.
    let meeting = register.run(&members[0], &["meeting", "list", "--json", "id,state"]);
    let meeting: serde_json::Value = serde_json::from_str(&meeting).unwrap();
    let open = meeting["items"].as_array().unwrap().iter().find(|m| m["state"] == "in_progress").unwrap();
    let held = open["id"].as_str().unwrap();
    let week = held.split("-W").nth(1).unwrap()[..2].to_owned();
    sessions[0].press(&week);
    sessions[0].wait("Enter=closes");
    sessions[0].press("\r");
    sessions[0].wait("CLOSED");
    sessions[0].wait("as Markdown");
    sessions[0].press("1\r");
    sessions[0].wait("documents of");
    assert_eq!(sessions[0].pressed - before, 7);
    for name in [format!("minutes-{held}.md"), format!("minutes-{held}.html")] {
        assert!(register.folder.path().join(&name).is_file(), "{name} is not written");
    }
    room.press("q");
    for session in &mut sessions {
        session.press("qqqqqq");
    }
    for session in sessions.into_iter().chain([room]) {
        assert_eq!(session.ends().0, 0);
    }
    let minutes = register.run(&members[0], &["meeting", "minutes"]);
    for part in [format!("{id} "), "carried".into(), "ATTENDANCE".into(), "present 3 of 5, quorum 3: MET".into()] {
        assert!(minutes.contains(&part), "{part} is missing from\n{minutes}");
    }
}

#[test]
fn leaving_restores_the_terminal() {
    let register = Register::new(3);
    let mut session = register.session("eve");
    session.wait("WAITING FOR YOU");
    session.press("q");
    let (code, bytes) = session.ends();
    assert_eq!(code, 0);
    let text = String::from_utf8_lossy(&bytes);
    for (on, off) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?2004h", "\x1b[?2004l"), ("\x1b[?25l", "\x1b[?25h")] {
        let (taken, back) = (text.rfind(on), text.rfind(off));
        assert!(taken.is_some() && taken < back, "{on:?} is not taken back");
    }
}

/// Given a file that is no register, then the session tells so where one is, without taking the screen or speaking of drafts.
#[test]
fn a_session_that_cannot_begin_leaves_the_screen_alone() {
    let register = Register::new(3);
    std::fs::write(register.folder.path().join("quorate.db"), [7; 4000]).unwrap();
    let (code, bytes) = register.session("eve").ends();
    let text = String::from_utf8_lossy(&bytes);
    assert!(code == 1 && text.contains("is not a register of quorate"), "{code}: {text}");
    assert!(!text.contains("\x1b[?1049") && !text.contains("draft"), "{text:?}");
}

#[test]
#[cfg(unix)]
fn a_signal_ends_the_session_with_the_terminal_restored() {
    let register = Register::new(3);
    for signal in ["-TERM", "-HUP", "-INT", "-QUIT"] {
        let session = register.session("eve");
        session.wait("WAITING FOR YOU");
        let id = session.child.process_id().unwrap();
        let killed = std::process::Command::new("kill").args([signal, &id.to_string()]).status().unwrap();
        assert!(killed.success());
        let (code, bytes) = session.ends();
        assert_eq!(code, 0, "{signal}");
        assert!(String::from_utf8_lossy(&bytes).contains("\x1b[?1049l"), "{signal}");
    }
}

/// Words in an act line are there again after the terminal is gone, and after the program is killed.
#[test]
#[cfg(unix)]
fn words_typed_into_a_checklist_item_survive_the_terminal() {
    let place = crate::cli::checklist::twelve();
    let start = || {
        let mut session = Session::start(&place.path("q.db"), &place.path("state-ivy"), "ivy", (80, 24), &[]);
        session.wait("Kernel");
        session.press("gr");
        session.wait("PRE-DEPLOY");
        session.press("\r");
        session.wait("Backup verified");
        // The cursor is on item 3, the first that is open.
        session.press("je");
        session.wait("Evidence for item 4");
        session
    };
    let end = |session: Session, signal: &str| {
        let id = session.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        session.ends().0
    };
    let mut session = start();
    session.press("1");
    session.write("restored 4");
    session.wait("restored 4");
    assert_eq!(end(session, "-HUP"), 0, "the terminal is gone");
    // The next login goes on there, without a key.
    let mut session = Session::start(&place.path("q.db"), &place.path("state-ivy"), "ivy", (80, 24), &[]);
    session.wait("Evidence for item 4");
    session.wait("your words are back");
    session.wait("restored 4");
    session.write(" of 4");
    session.wait("restored 4 of 4");
    std::thread::sleep(Duration::from_millis(2500));
    end(session, "-KILL");
    let mut session = start();
    session.wait("restored 4 of 4");
    session.press("\r");
    session.wait("4 [x]");
    session.press("qqqq");
    assert_eq!(session.ends().0, 0);
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(view["items"][3]["evidence"][0]["text"], "restored 4 of 4");
}

/// Closing is severe: on a terminal it asks for the week, as the screen does; elsewhere `--confirm` says it.
#[test]
fn closing_on_the_command_line_asks_for_the_week() {
    let register = Register { folder: tempfile::tempdir().unwrap() };
    register.run("root", &["init", "--pack", "ghostquant", "--sandbox"]);
    register.run("root", &["person", "add", "cto", "--name", "Ana Ruiz", "--role", "cto", "--seat", "cto"]);
    register.run("cto", &["meeting", "create", "--next"]);
    let called = register.run("cto", &["meeting", "list"]);
    let meeting = called.lines().find(|l| l.contains("pending")).and_then(|l| l.split('\t').next()).unwrap();
    register.run("cto", &["meeting", "open", meeting]);
    let state = || {
        let view = register.run("cto", &["meeting", "view", "--json", "id,state"]);
        let view: serde_json::Value = serde_json::from_str(&view).unwrap();
        (view["id"].as_str().unwrap().to_owned(), view["state"].as_str().unwrap().to_owned())
    };
    let id = state().0;
    let week = id.split("-W").nth(1).unwrap()[..2].to_owned();
    let close =
        |more: &[&str]| register.sized("cto", (80, 24), &[&["meeting", "close", id.as_str()][..], more].concat());
    let mut asked = close(&[]);
    asked.wait(&format!("type its week {week}: "));
    asked.write("00\r");
    assert_eq!(asked.ends().0, 2, "another week closes nothing");
    let mut left = close(&[]);
    left.wait("type its week");
    left.write("\r");
    assert_eq!(left.ends().0, 2, "nothing closes by Enter alone");
    assert_eq!(close(&["--confirm", "2020-W01"]).ends().0, 2, "a wrong confirmation is none");
    assert_eq!(close(&["--dry-run"]).ends().0, 0, "a trial needs none");
    assert_eq!(state().1, "in_progress");
    let mut asked = close(&[]);
    asked.wait("type its week");
    asked.write(&format!("{week}\r"));
    assert_eq!(asked.ends().0, 0);
    assert_eq!(register.run("cto", &["meeting", "list", "--json", "id,state"]).matches("complete").count(), 1);
    // What is closed already is told, and asks for nothing.
    assert_eq!(close(&[]).ends().0, 6);
}
