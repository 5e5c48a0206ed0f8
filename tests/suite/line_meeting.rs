//! A whole meeting in line mode, from its opening to its minutes, by real processes in terminals of their own, with the
//! answers counted that each of them gives.

use crate::pty::{Register, Session};
use std::time::{Duration, Instant};

/// Somebody who is asked questions, line by line.
struct Asked {
    session: Session,
    /// Bytes that had been written when the last answer was given.
    read: usize,
    /// Answers given so far.
    answers: usize,
}

impl Asked {
    fn of(register: &Register, who: &str) -> Self {
        Self { session: register.sized(who, (200, 24), &["--line"]), read: 0, answers: 0 }
    }

    /// What was said since the last answer.
    fn said(&self) -> String {
        self.session.written().get(self.read..).unwrap_or_default().to_owned()
    }

    /// Waits until a question stands open.
    fn asked(&self) -> String {
        let begun = Instant::now();
        loop {
            let said = self.said();
            if said.ends_with("> ") {
                return said;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "nothing is asked: {said}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Gives an answer, and waits for the next question.
    fn says(&mut self, words: &str) -> String {
        self.gives(words);
        self.asked()
    }

    /// Gives an answer.
    fn gives(&mut self, words: &str) {
        self.asked();
        self.read = self.session.written().len();
        self.answers += 1;
        self.session.write(&format!("{words}\r"));
        // The terminal echoes what is typed; what follows is the program's.
        let begun = Instant::now();
        while !self.said().contains('\n') {
            assert!(begun.elapsed() < Duration::from_secs(60), "no echo");
            std::thread::sleep(Duration::from_millis(2));
        }
        let echo = self.said().find('\n').unwrap() + 1;
        self.read += echo;
    }

    /// Gives answers one after the other; how many there were, and what was said after the last.
    fn all(&mut self, words: &[&str]) -> (usize, String) {
        let before = self.answers;
        let said = words.iter().map(|w| self.says(w)).last().unwrap();
        (self.answers - before, said)
    }

    /// Waits until it is told what somebody else did, without a key, and the question stands again. Lines break between
    /// words, which depends on how long the names of times are.
    fn hears(&self, text: &str) {
        let begun = Instant::now();
        let told = || self.said().split_whitespace().collect::<Vec<_>>().join(" ").contains(text.trim());
        while !(told() && self.said().ends_with("> ")) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{text} is not told: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn leaves(mut self) {
        self.gives("q");
        let before = Instant::now();
        while self.session.child.try_wait().unwrap().is_none() && before.elapsed() < Duration::from_secs(20) {
            if self.said().ends_with("> ") {
                self.gives("q");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let (code, bytes) = self.session.ends();
        assert_eq!(code, 0);
        assert!(!bytes.contains(&0x1b), "no cursor movement");
    }
}

/// The number before the choice that begins so.
fn number(said: &str, choice: &str) -> String {
    let of = |l: &str| l.split_once(' ').filter(|(_, rest)| rest.starts_with(choice)).map(|(n, _)| n.to_owned());
    said.lines().find_map(of).unwrap_or_else(|| panic!("no \"{choice}\" in {said}"))
}

/// On a narrow terminal lines break between words; the terminal itself has none to cut.
#[test]
fn lines_break_between_words_where_the_terminal_is_narrow() {
    let (register, _) = Register::before_ballot();
    let who = register.members()[0].clone();
    let told = |columns: u16| {
        let session = register.sized(&who, (columns, 24), &["--line"]);
        let mut one = Asked { session, read: 0, answers: 0 };
        let said = one.says("m");
        one.leaves();
        said
    };
    let (narrow, wide) = (told(40), told(250));
    assert!(narrow.lines().all(|l| l.chars().count() <= 40), "{narrow}");
    assert!(narrow.lines().count() > wide.lines().count(), "{narrow}");
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // What tells the time may differ between the two.
    let broken = words(&narrow).into_iter().filter(|w| !wide.contains(w.as_str())).collect::<Vec<_>>();
    assert!(broken.iter().all(|w| w.contains(':')), "{broken:?} in\n{narrow}\nand not in\n{wide}");
}

#[test]
fn a_meeting_is_held_line_by_line_from_opening_to_minutes() {
    let (register, id) = Register::before_ballot();
    let members: Vec<String> = register.members().into_iter().take(3).collect();
    // A ballot that the demonstration has under way would keep the meeting open: that one waits for the next.
    for line in register.run(&members[0], &["vote", "list"]).lines() {
        let other = line.split('\t').next().unwrap();
        register.run(&members[0], &["decision", "defer", other, "--reason", "the way back is missing"]);
    }
    let agenda = register.run(&members[0], &["meeting", "agenda"]);
    let position = agenda.lines().position(|l| l.split('\t').nth(1) == Some(id.as_str())).unwrap() + 1;
    let mut chair = Asked::of(&register, &members[0]);
    let mut others: Vec<Asked> = members[1..].iter().map(|who| Asked::of(&register, who)).collect();
    for one in others.iter().chain([&chair]) {
        assert!(one.asked().contains("m meeting,"), "{}", one.said());
    }
    // Open: three answers, as many as there are keys on the screen.
    let (n, said) = chair.all(&["m", "O", "yes"]);
    assert!(said.contains(", in progress, planned "), "{said}");
    assert_eq!(n, 3);
    for one in &others {
        one.hears(" items. gm goes there, then v joins.");
    }
    // The room's own account is nobody's: six digits pair it.
    let mut room = register.sized("room-display", (80, 24), &["screen"]);
    room.wait("six digits");
    let (n, said) = chair.all(&["P", "1"]);
    assert_eq!(n, 2);
    let digits = said.split(|c: char| !c.is_ascii_digit()).find(|d| d.len() == 6).unwrap_or_else(|| panic!("{said}"));
    room.press(digits);
    room.wait("CHANGE ADVISORY");
    // Join: two answers, from home.
    assert!(others[0].says("R").contains("is open: v joins, m goes there."), "{}", others[0].said());
    for one in &mut others {
        let (n, said) = one.all(&["v", "yes"]);
        assert!(said.contains(", quorum 3: "), "{said}");
        assert_eq!(n, 2);
    }
    let said = chair.says("R");
    assert!(said.contains("Present 3 of 5, quorum 3: MET."), "{said}");
    // To the item: two answers.
    let (n, said) = chair.all(&["l", &position.to_string()]);
    assert!(said.contains(&format!("Item {position} of ")) && said.contains(&id), "{said}");
    assert_eq!(n, 2);
    room.wait(&id);
    for one in &others {
        one.hears(&format!("went to item {position}, {id} "));
    }
    // The ballot: how, which tally, and yes.
    let said = chair.says("V");
    assert!(said.contains("1 own sessions"), "{said}");
    let said = chair.says("1");
    assert!(said.contains("4 leave it, or an empty line"), "{said}");
    let (n, said) = chair.all(&["", "yes"]);
    assert!(said.contains(", voted 0 of "), "{said}");
    // Keys that lead nowhere now are not offered: neither to whoever leads, nor to members.
    let flat = |said: &str| said.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = flat(&said);
    assert!(said.contains("X close,") && !said.contains("O open,") && !said.contains("K take chair"), "{said}");
    assert_eq!(n + 2, 4);
    for one in &others {
        one.hears(&format!(". {id}, then v, votes."));
    }
    let said = flat(&others[0].says("R"));
    assert!(said.contains("i note,") && !said.contains("X close,") && !said.contains("] next,"), "{said}");
    // A vote: the key, the choice, no reason, and yes.
    for one in &mut others {
        let (n, said) = one.all(&["v", "1", "", "yes"]);
        assert!(said.contains(": vote cast") && !said.contains("refused"), "{said}");
        assert_eq!(n, 4);
    }
    let said = chair.says("R");
    assert!(said.contains(", voted 2 of 5."), "{said}");
    room.wait_until("two votes", |shown| shown.contains("2 of 5") || shown.contains("2/5"));
    // The title of its part of the agenda stands above the item.
    let votes = room.shown().replace("Approve, reject or defer", "").to_lowercase();
    assert!(!votes.contains("approve"), "no vote shows in the room:\n{}", room.shown());
    // One who has voted is not asked for nothing: the newest vote counts, and q leaves it as it is.
    let said = others[0].says("v");
    assert!(said.contains("1 Approve"), "{said}");
    others[0].says("q");
    let (n, said) = chair.all(&["X", "tested and reversible", "yes"]);
    assert!(said.contains("carried") || said.contains("approved"), "{said}");
    assert_eq!(n, 3);
    for one in &others {
        one.hears("closed ballot 1: carried, ");
    }
    room.wait_until("the outcome", |shown| shown.replace(' ', "").contains("CARRIED"));
    register.sign_reviews();
    // Minutes, and closing with the week: five answers; another week closes nothing.
    let meeting = register.run(&members[0], &["meeting", "list", "--json", "id,state"]);
    let meeting: serde_json::Value = serde_json::from_str(&meeting).unwrap();
    let open = meeting["items"].as_array().unwrap().iter().find(|m| m["state"] == "in_progress").unwrap();
    let held = open["id"].as_str().unwrap();
    let week = held.split("-W").nth(1).unwrap()[..2].to_owned();
    let before = chair.answers;
    let said = chair.says("M");
    assert!(said.contains("ATTENDANCE") && said.contains(&id), "{said}");
    let said = chair.says("X");
    assert!(said.contains(&format!("type {week} to confirm")), "{said}");
    let (_, said) = chair.all(&[week.as_str(), "yes"]);
    assert!(said.contains("is closed. Write into the current folder"), "{said}");
    let said = chair.says(&number(&said, "minutes (md, html)"));
    assert_eq!(chair.answers - before, 5);
    for one in &others {
        one.hears("closed the meeting");
    }
    for name in [format!("minutes-{held}.md"), format!("minutes-{held}.html")] {
        assert!(said.contains(&name) && register.folder.path().join(&name).is_file(), "{name} is not written");
    }
    // Whole meeting of one ballot: what the chair and a member have answered.
    assert_eq!((chair.answers, others[1].answers), (3 + 2 + 1 + 2 + 4 + 1 + 3 + 5, 2 + 4));
    room.press("q");
    assert_eq!(room.ends().0, 0);
    for one in others.into_iter().chain([chair]) {
        one.leaves();
    }
    let minutes = register.run(&members[0], &["meeting", "minutes"]);
    for part in [format!("{id} "), "carried".into(), "ATTENDANCE".into(), "present 3 of 5, quorum 3: MET".into()] {
        assert!(minutes.contains(&part), "{part} is missing from\n{minutes}");
    }
}

/// What somebody else does is told above a prompt, and what was typed before is still an answer after it.
#[test]
fn a_ballot_is_told_to_a_member_in_the_middle_of_a_word() {
    let (register, id) = Register::before_ballot();
    let members = register.members();
    let mut member = Asked::of(&register, &members[1]);
    member.asked();
    member.read = member.session.written().len();
    member.session.write(&id[..5]);
    register.run(&members[0], &["vote", "open", &id]);
    member.hears(&format!("{id}, then v, votes."));
    let told = member.said();
    assert_eq!(told.matches("\r\n! ").count(), 1, "one line a thing: {told}");
    // The rest of the word ends what the terminal kept.
    member.session.write(&format!("{}\r", &id[5..]));
    member.hears("Ballot 1 on ");
    assert!(member.says("v").contains("1 Approve"), "{}", member.said());
    let asks = register.run(&members[0], &["change", "view", &id, "--json", "requester", "--jq", ".requester"]);
    register.run(asks.trim(), &["change", "edit", &id, "--set", "title=Another title"]);
    member.hears("set title to \"Another title\"");
    register.run(&members[0], &["decision", "defer", &id, "--reason", "the way back is missing"]);
    member.hears("deferred the decision");
    assert!(member.said().contains("closed ballot 1: withdrawn"), "{}", member.said());
    member.leaves();
    // Nobody hears what they did themselves, and whoever has no vote is left in peace.
    let quiet = Asked::of(&register, "nobody");
    quiet.asked();
    let before = quiet.said();
    register.run(&members[0], &["vote", "open", &id]);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(quiet.said(), before);
    quiet.leaves();
}

/// Given line mode whose terminal went away, then the next session of the same person, here or on the screens, begins on that
/// page, once; whoever left by themselves begins at home.
#[test]
#[cfg(unix)]
fn after_a_lost_terminal_line_mode_goes_on_where_it_was() {
    let (register, id) = Register::before_ballot();
    let who = &register.members()[1];
    let lost = |words: &[&str]| {
        let mut one = Asked::of(&register, who);
        one.all(words);
        let process = one.session.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-HUP", &process]).status().unwrap().success());
        // Its input ends with the terminal.
        std::thread::sleep(Duration::from_millis(100));
        one.session.write("\x04");
        one.session.ends();
    };
    let cut = "Here your last session was cut off";
    for (words, shown) in [
        (vec![id.as_str()], format!("{id} ")),
        (vec!["gb"], "Change Advisory Board [".to_owned()),
        (vec!["gc"], ", no business day".to_owned()),
        (vec!["gc", "d", "d", "d", "d"], "  changes".to_owned()),
        (vec!["/zzzz"], "No change fits.".to_owned()),
        (vec!["gm"], "Change Advisory Board 20".to_owned()),
        (vec!["gr"], "hecklist".to_owned()),
        (vec!["gl"], "Ledger of everything".to_owned()),
        (vec!["gp"], "ghostquant".to_owned()),
    ] {
        lost(&words);
        let mut one = Asked::of(&register, who);
        let said = one.asked();
        assert!(said.contains(cut) && said.contains(&shown) && !said.contains("for you:"), "{words:?}: {said}");
        assert!(one.says("q").contains("Quorate"), "{}", one.said());
        one.leaves();
        let one = Asked::of(&register, who);
        assert!(!one.asked().contains(cut), "{}", one.said());
        one.leaves();
    }
    lost(&[&id]);
    let mut screens = register.session(who);
    screens.wait("here your last session was cut off");
    screens.wait(&format!("{id} "));
    screens.press("qq");
    assert_eq!(screens.ends().0, 0);
}

/// The keys that a change's page names are those that lead somewhere now, for this person.
#[test]
fn a_change_names_the_keys_that_lead_somewhere() {
    let (register, id) = Register::before_ballot();
    let members = register.members();
    let keys = |who: &str| {
        let mut one = Asked::of(&register, who);
        let said = one.says(&id);
        one.leaves();
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let chair = keys(&members[0]);
    assert!(chair.contains("V open vote,") && !chair.contains("X close,") && !chair.contains("v ballot,"), "{chair}");
    let member = keys(&members[1]);
    assert!(member.contains("L log,") && !member.contains("V open vote,"), "{member}");
    register.run(&members[0], &["vote", "open", &id]);
    let (chair, member) = (keys(&members[0]), keys(&members[1]));
    assert!(chair.contains("X close,") && member.contains("v ballot,") && !member.contains("X close,"), "{member}");
}
