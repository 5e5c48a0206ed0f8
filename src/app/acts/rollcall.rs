//! The roll call, one digit a person: those with a seat, then those who sit at the table without a vote.

use super::line::{ActLine, Ask, Choice, Kind, Step};
use crate::sheets::meeting::{AttendanceLine, BesideLine, MeetingSheet};

/// How somebody is present, under the digits that every roll call has; the proxy's stands between them.
pub(super) fn answers() -> Vec<Choice> {
    let list =
        [('1', "room", "room"), ('2', "phone", "phone"), ('4', "excused", "excused"), ('5', "absent", "no answer")];
    list.map(|(digit, word, label)| Choice { digit, word: word.into(), label: label.into(), then: None }).to_vec()
}

/// One digit a person who is not here yet, or whose session has ended; then, for who has left, those who are here.
pub(super) fn line(sheet: &MeetingSheet) -> ActLine {
    let absent = |a: &&AttendanceLine| !matches!(a.presence.as_deref(), Some("room" | "phone" | "session"));
    let asked: Vec<_> = sheet.attendance.iter().filter(absent).collect();
    let mut persons: Vec<String> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    for a in asked {
        let answer =
            |digit, word: &str, label: &str| Choice { digit, word: word.into(), label: label.into(), then: None };
        let mut choices = answers();
        match a.alternates.as_slice() {
            [] => {}
            [(id, name)] => choices.push(answer('3', &format!("proxy:{id}"), &format!("proxy {name}"))),
            _ => choices.push(answer('3', "proxy", "proxy")),
        }
        choices.sort_by_key(|c| c.digit);
        persons.push(a.person.clone());
        let asks = steps.len();
        steps.push(Step::new(&a.name, Ask::Choice(choices), true));
        if a.alternates.len() > 1 {
            let who = a.alternates.iter().zip(('1'..='9').cycle());
            let who = who.map(|((id, name), n)| answer(n, &format!("proxy:{id}"), name));
            let mut step = Step::new(format!("who sits for {}", a.name), Ask::Choice(who.collect()), true);
            step.when = Some((asks, "proxy".into()));
            persons.push(a.person.clone());
            steps.push(step);
        }
    }
    // Of who closed the session, or lost it, the roll is not known to hold.
    for a in sheet.gone() {
        persons.push(a.person.clone());
        steps.push(Step::new(format!("{} (session LEFT)", a.name), Ask::Choice(answers()), true));
    }
    // Those without a vote come last; who leaves them out says nothing of them.
    let here = |b: &&BesideLine| !sheet.is_here(&b.person);
    for b in sheet.beside.iter().filter(here) {
        persons.push(b.person.clone());
        steps.push(Step::new(format!("{} ({})", b.name, b.offices.join(", ")), Ask::Choice(answers()), false));
    }
    // Of those who are here one is asked only where somebody has left.
    let mut here =
        sheet.attendance.iter().filter(|a| !absent(a) && sheet.gone().all(|g| g.person != a.person)).peekable();
    let gate = steps.len();
    if here.peek().is_some() {
        let left = Choice { digit: '1', word: "left".into(), label: "yes".into(), then: None };
        persons.push(String::new());
        let mut gate = Step::new("Has somebody left", Ask::Choice(vec![left]), false);
        gate.none = "no, nobody";
        steps.push(gate);
    }
    for a in here {
        let mut step = Step::new(format!("{} (here)", a.name), Ask::Choice(answers()), false);
        step.when = Some((gate, "left".into()));
        persons.push(a.person.clone());
        steps.push(step);
    }
    let kind = Kind::Meeting { act: "rollcall".into(), item: None, persons };
    let mut line = ActLine::new(kind, &sheet.row.id, None, "Roll call, one digit a person", "records the roll call");
    line.steps = steps;
    line
}
