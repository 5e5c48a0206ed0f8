//! The roll call, one digit a person: those with a seat, then those who sit at the table without a vote.

use super::line::{ActLine, Ask, Choice, Kind, Step};
use crate::sheets::meeting::{AttendanceLine, BesideLine, MeetingSheet};

/// One digit a person who is not here yet.
pub(super) fn line(sheet: &MeetingSheet) -> ActLine {
    let absent = |a: &&AttendanceLine| !matches!(a.presence.as_deref(), Some("room" | "phone" | "session"));
    let asked: Vec<_> = sheet.attendance.iter().filter(absent).collect();
    let mut persons: Vec<String> = Vec::new();
    let mut steps: Vec<Step> = Vec::new();
    for a in asked {
        let answer =
            |digit, word: &str, label: &str| Choice { digit, word: word.into(), label: label.into(), then: None };
        let mut choices = vec![answer('1', "room", "room"), answer('2', "phone", "phone")];
        match a.alternates.as_slice() {
            [] => {}
            [(id, name)] => choices.push(answer('3', &format!("proxy:{id}"), &format!("proxy {name}"))),
            _ => choices.push(answer('3', "proxy", "proxy")),
        }
        choices.extend([answer('4', "excused", "excused"), answer('5', "absent", "no answer")]);
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
    // Those without a vote come last; who leaves them out says nothing of them.
    let here = |b: &&BesideLine| !sheet.is_here(&b.person);
    for b in sheet.beside.iter().filter(here) {
        let answer =
            |digit, word: &str, label: &str| Choice { digit, word: word.into(), label: label.into(), then: None };
        let choices = vec![
            answer('1', "room", "room"),
            answer('2', "phone", "phone"),
            answer('4', "excused", "excused"),
            answer('5', "absent", "no answer"),
        ];
        persons.push(b.person.clone());
        steps.push(Step::new(format!("{} ({})", b.name, b.offices.join(", ")), Ask::Choice(choices), false));
    }
    let kind = Kind::Meeting { act: "rollcall".into(), item: None, persons };
    let mut line = ActLine::new(kind, &sheet.row.id, None, "Roll call, one digit a person", "records the roll call");
    line.steps = steps;
    line
}
