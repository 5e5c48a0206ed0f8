//! A meeting to draw and to lead, at a fixed time.

use crate::stage::moment;
use quorate::sheets::meeting::{
    AgendaLine, AttendanceLine, Audience, MeetingRow, MeetingSheet, NoteLine, TimelineLine,
};
use quorate::sheets::time::Time;

fn own(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

/// A meeting that is under way, at its second item.
pub fn meeting() -> MeetingSheet {
    let person = |person: &str, name: &str, seat: &str, presence: Option<&str>| AttendanceLine {
        person: person.into(),
        name: name.into(),
        seats: own(&[seat]),
        chair: seat == "cto",
        mandatory: seat == "security",
        veto: false,
        presence: presence.map(str::to_owned),
        since: presence.map(|_| Time(moment("2026-09-23T11:40:00Z"))),
        seen: None,
        seen_s: None,
        email: None,
        alternate_for: None,
        sits_for: None,
        alternates: Vec::new(),
    };
    let item = |position: u32, id: Option<&str>, title: &str, state: &str| AgendaLine {
        position,
        id: id.map(str::to_owned),
        kind: if id.is_some() { "decision" } else { "standing" }.into(),
        section: "decisions".into(),
        section_title: "Changes for decision".into(),
        title: title.into(),
        risk: id.map(|_| "medium".into()),
        score: id.map(|_| 12),
        ready: true,
        minutes: 5,
        state: state.into(),
        clauses: own(&["XX-7-03"]),
        ..AgendaLine::default()
    };
    let mut agenda = vec![
        item(1, None, "Review of previous changes", "presented"),
        item(2, Some("CHG-42"), "Kernel patch, web tier", "current"),
        item(3, Some("CHG-43"), "Core switch firmware", "pending"),
        item(4, Some("CHG-44"), "Rotate the TLS certificate", "carried"),
        item(5, Some("CHG-45"), "Restart of the payment service", "pending"),
    ];
    agenda[0].lines = own(&["CHG-30 Postgres minor update: closed"]);
    agenda[1].spent_s = 250;
    agenda[1].considered = vec![("risk".into(), "Risk and mitigation are adequate".into(), true, own(&["XX-7-07"]))];
    agenda[2].ready = false;
    agenda[2].missing = own(&["Communication plan: who is told, and when"]);
    agenda[3].tally = Some((3, 1, 0));
    (agenda[4].kind, agenda[4].mandatory) = ("review".into(), true);
    let line =
        |at: &str, who: &str, text: &str| TimelineLine { at: Time(moment(at)), who: who.into(), text: text.into() };
    MeetingSheet {
        row: MeetingRow {
            id: "2026-W39".into(),
            title: "Change Advisory Board".into(),
            series: "cab".into(),
            state: "in_progress".into(),
            starts: Time(moment("2026-09-23T11:40:00Z")),
            opened: Some(Time(moment("2026-09-23T11:40:00Z"))),
            closed: None,
        },
        bars: own(&["MUST be decided: item 5 [XX-7-03]"]),
        tz: "Europe/Berlin".into(),
        minutes: 60,
        audience: Audience { shown: true, ..Audience::default() },
        chair: Some("Ana Ruiz".into()),
        chair_id: Some("ana".into()),
        agenda,
        current: Some(2),
        attendance: vec![
            person("ana", "Ana Ruiz", "cto", Some("session")),
            person("bo", "Bo Chen", "security", Some("room")),
            person("dana", "Dana Li", "network", Some("phone")),
            person("eve", "Eve Park", "apps", None),
        ],
        present: 3,
        quorum: 3,
        quorum_met: true,
        notes: vec![NoteLine {
            item: Some(2),
            by: "Ana Ruiz".into(),
            at: Time(moment("2026-09-23T11:50:00Z")),
            text: "ask about the comms plan before closing".into(),
            private: true,
        }],
        timeline: vec![
            line("2026-09-23T11:40:00Z", "Ana Ruiz", "opened the meeting with 5 items"),
            line("2026-09-23T11:52:00Z", "Ana Ruiz", "went to item 2"),
        ],
        warnings: own(&["at this pace item 5 falls off"]),
        leads: true,
        ..MeetingSheet::default()
    }
}
