//! The agenda of a meeting: how long it takes to open with forty items, against an empty one; at most twice as long.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails loudly")]

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use quorate::app::App;
use quorate::app::options::{Founding, How, Options};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Moment;
use quorate::domain::change::draft::NewChange;
use quorate::domain::command::{ChangeCommand, Command, PeopleCommand};
use quorate::tui::Look;
use quorate::tui::message::{Effect, Message};
use quorate::tui::model::Model;
use quorate::tui::update::update;
use quorate::tui::view;
use quorate::tui::worker::answered;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;
use std::time::{Duration, Instant};

const SEATS: [&str; 5] = ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"];
const ITEMS: u32 = 40;
/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (80, 24);
/// How often each is opened; they take turns, so that whatever else the machine does meets both.
const OPENED: usize = 50;

const REQUEST: [(&str, &str); 19] = [
    ("environment", "production"),
    ("description", "Move the archive to the new volume"),
    ("justification", "The old one is nearly full"),
    ("asset_classes", "infrastructure"),
    ("affected_systems", "archive"),
    ("implementation_plan", "1 copy 2 compare 3 switch"),
    ("testing_plan", "Copy and compare in staging"),
    ("acceptance_criteria", "Every file is there, with its digest"),
    ("rollback_plan", "Switch back"),
    ("rollback_method", "manual"),
    ("mitigations", "Outside peak hours"),
    ("window", "2026-04-05 02:00/2026-04-05 04:00"),
    ("impact_availability", "none"),
    ("impact_security", "none"),
    ("impact_performance", "quicker reads"),
    ("dependencies", "none identified"),
    ("change_kind", "infrastructure change"),
    ("security_relevant", "no"),
    ("compliance_impact", "no"),
];

const ASSESSED: [(&str, &str); 7] = [
    ("assessed_availability", "none"),
    ("assessed_security", "none"),
    ("assessed_performance", "better"),
    ("depends_systems", "archive"),
    ("depends_teams", "none"),
    ("depends_vendors", "none"),
    ("nist_method", "yes"),
];

fn main() {
    // `cargo test` also runs benches, and only to see that they start.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    register(empty.path(), 0);
    register(full.path(), ITEMS);
    for (name, open) in [("sheet", sheet as fn(&Path) -> Duration), ("screen", screen), ("key", key), ("again", again)]
    {
        let mut took = [Vec::new(), Vec::new()];
        for _ in 0..OPENED {
            for (folder, took) in [empty.path(), full.path()].into_iter().zip(&mut took) {
                took.push(open(folder));
            }
        }
        let [none, forty] = took.map(|mut times| {
            times.sort_unstable();
            (times.first().copied().unwrap_or_default(), times.get(OPENED / 2).copied().unwrap_or_default())
        });
        let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
        println!(
            "{name}: empty {:?}, of {ITEMS} items {:?}, {:.2}x; medians {:?}, {:?}, {:.2}x",
            none.0,
            forty.0,
            ratio(forty.0, none.0),
            none.1,
            forty.1,
            ratio(forty.1, none.1)
        );
    }
}

fn options(folder: &Path, who: &str) -> Options {
    Options {
        db: Some(folder.join("quorate.db")),
        actor: Some(who.into()),
        clock: Some(Moment::parse("2026-03-02T14:00:00Z", chrono_tz::UTC).unwrap()),
        state: Some(folder.join("state")),
    }
}

/// A register with a board of five and `n` changes that wait for its decision.
fn register(folder: &Path, n: u32) {
    let own = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    };
    let founding = Founding { packs: vec!["ghostquant".into()], org: "Org".into(), sandbox: true };
    let mut app = App::create(&options(folder, "adm"), &founding).unwrap().0;
    let seats = SEATS.map(|seat| (seat, seat, Some(seat)));
    for (id, role, seat) in
        seats.into_iter().chain([("rita", "change_requester", None), ("tom", "technical_team", None)])
    {
        let (person, seats) = (id.parse().unwrap(), seat.into_iter().map(str::to_owned).collect());
        let register = PeopleCommand::Register { person, roles: vec![role.into()], seats, new: true };
        app.person(&Command::People(register), Some(id), None, How::fresh()).unwrap();
    }
    drop(app);
    let [mut rita, mut tom] = ["rita", "tom"].map(|who| App::open(&options(folder, who)).unwrap());
    for no in 1..=n {
        let mut fields = own(&REQUEST);
        fields.push(("title".into(), format!("Move archive number {no}")));
        let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
        rita.execute(&Command::Open(new), How::fresh()).unwrap();
        let act = |app: &mut App, command| app.execute(&Command::Change(ChangeNo(no), command), How::fresh()).unwrap();
        let rate = |list: &[(&str, &str)]| ChangeCommand::Assess { ratings: own(list) };
        let pass = |id: &str| ChangeCommand::Review { review: Some(id.into()), role: None, passed: true, note: None };
        act(&mut rita, rate(&[("likelihood", "Low"), ("impact", "Medium")]));
        act(&mut rita, ChangeCommand::Submit);
        act(&mut tom, rate(&[("residual_likelihood", "Low"), ("residual_impact", "Low")]));
        act(&mut tom, ChangeCommand::Edit { fields: own(&ASSESSED) });
        act(&mut tom, pass("completeness"));
        act(&mut tom, pass("impact_assessment"));
    }
}

/// Opens the register and asks for the next meeting, as `meeting agenda` does.
fn sheet(folder: &Path) -> Duration {
    let start = Instant::now();
    let mut app = App::open(&options(folder, "cto")).unwrap();
    let id = app.meeting_meant(None).unwrap();
    assert!(!app.meeting(&id).unwrap().agenda.is_empty());
    start.elapsed()
}

/// Begins a session of the chair and goes to the meeting, until it is drawn.
fn screen(folder: &Path) -> Duration {
    let start = Instant::now();
    let (mut app, mut model) = session(folder);
    press(&mut app, &mut model, KeyCode::Char('m'));
    start.elapsed()
}

/// Goes to the meeting in a session that has begun.
fn key(folder: &Path) -> Duration {
    let (mut app, mut model) = session(folder);
    press(&mut app, &mut model, KeyCode::Char('m'))
}

/// Leaves the meeting and goes to it again.
fn again(folder: &Path) -> Duration {
    let (mut app, mut model) = session(folder);
    press(&mut app, &mut model, KeyCode::Char('m'));
    press(&mut app, &mut model, KeyCode::Esc);
    press(&mut app, &mut model, KeyCode::Char('m'))
}

/// A session of the chair, on its first page.
fn session(folder: &Path) -> (App, Model) {
    let options = options(folder, "cto");
    let mut model = Model::new(Look::default(), SIZE, true, options.clock);
    let mut app = App::open(&options).unwrap();
    let effects = model.begin();
    perform(&mut app, &mut model, effects);
    (app, model)
}

/// Presses a key, until what it leads to is drawn.
fn press(app: &mut App, model: &mut Model, code: KeyCode) -> Duration {
    let start = Instant::now();
    let effects = update(model, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    perform(app, model, effects);
    let mut frame = Buffer::empty(Rect { x: 0, y: 0, width: SIZE.0, height: SIZE.1 });
    view::follow(model);
    let _cursor = view::draw(model, &mut frame);
    let took = start.elapsed();
    let drawn = frame.content.iter().map(|cell| cell.symbol()).collect::<String>();
    assert!(code == KeyCode::Esc || drawn.contains("CAB"), "{drawn}");
    took
}

fn perform(app: &mut App, model: &mut Model, effects: Vec<Effect>) {
    for effect in effects {
        let more = match effect {
            Effect::Ask(request) => match answered(app, request) {
                Some(answer) => update(model, Message::Answer(Box::new(answer))),
                None => continue,
            },
            Effect::Barrier => update(model, Message::Seen),
            _ => continue,
        };
        perform(app, model, more);
    }
}
