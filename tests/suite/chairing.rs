//! The keys of who leads a meeting: closing hands the documents out, minutes are read as they are recorded.

use crate::stage;
use quorate::sheets::meeting::{MeetingSheet, WrittenLine};
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Message, Request};
use quorate::tui::model::{Model, Popup};

fn control() -> Model {
    stage::at(Look::default(), (80, 24), "meeting")
}

fn requests(effects: &[Effect]) -> Vec<&Request> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Ask(request) => Some(request),
            _ => None,
        })
        .collect()
}

fn closed(model: &mut Model) -> Vec<Effect> {
    stage::press(model, "X 3 9 Enter");
    stage::give(model, Answer::Done(vec![stage::receipt("2026-W39")]))
}

#[test]
fn closing_offers_the_documents_and_one_digit_writes_them() {
    let mut model = control();
    let effects = closed(&mut model);
    assert!(effects.iter().any(|e| matches!(e, Effect::Barrier)), "keys typed before the page do not count");
    quorate::tui::update::update(&mut model, Message::Seen);
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("is closed. Write into the current folder"), "{page}");
    // Nothing is written by a key alone, and leaving writes nothing.
    assert!(requests(&stage::press(&mut model, "Enter")).is_empty());
    assert!(requests(&stage::press(&mut model, "1")).is_empty());
    let effects = stage::press(&mut model, "Enter");
    assert!(matches!(requests(&effects)[..], [Request::Write(id, all)] if id == "2026-W39" && all.is_empty()));
    let written = vec![
        WrittenLine { document: "md".into(), file: Some("/tmp/minutes-2026-W39.md".into()), state: "written".into() },
        WrittenLine { document: "ics".into(), file: None, state: "nothing to write".into() },
    ];
    stage::give(&mut model, Answer::Written("2026-W39".into(), written));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("/tmp/minutes-2026-W39.md: written") && page.contains("ics: nothing to write"), "{page}");
    assert!(model.act.is_none() && !model.busy);
}

#[test]
fn a_closed_meeting_hands_its_documents_out_later_as_well() {
    let mut model = control();
    let mut sheet: MeetingSheet = crate::table::meeting();
    sheet.row.state = "complete".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "a");
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    let digit = page
        .lines()
        .find(|l| l.contains("Write the minutes"))
        .and_then(|l| l.trim().chars().find(char::is_ascii_digit));
    stage::press(&mut model, &digit.unwrap().to_string());
    let twin = stage::press(&mut model, "2 =");
    assert!(twin.is_empty());
    assert!(
        matches!(&model.popup, Some(Popup::Text(_, lines, _)) if lines == &["quorate meeting minutes 2026-W39 --write=md"]),
        "{:?}",
        model.popup
    );
    let effects = stage::press(&mut model, "q Enter");
    assert!(matches!(requests(&effects)[..], [Request::Write(_, kinds)] if kinds == &["md"]), "{effects:?}");
}

#[test]
fn the_minutes_are_read_from_the_record_and_not_from_the_page() {
    let mut model = control();
    let effects = stage::press(&mut model, "M");
    assert!(matches!(requests(&effects)[..], [Request::Minutes(id)] if id == "2026-W39"), "{effects:?}");
    assert!(model.popup.is_none(), "nothing is shown before it is read");
    stage::give(&mut model, Answer::Minutes("2026-W38".into(), vec!["of another one".into()]));
    assert!(model.popup.is_none());
    stage::give(&mut model, Answer::Minutes("2026-W39".into(), vec!["as they are recorded".into()]));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("minutes of 2026-W39") && page.contains("as they are recorded"), "{page}");
}
