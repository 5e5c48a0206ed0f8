//! A whole meeting of forty items: the keys that its chair presses.

use crate::app::{change, found, options, person};
use crate::stage;
use quorate::app::App;
use quorate::app::acts::line::{ActLine, Ask};
use quorate::app::acts::{entitled, meeting};
use quorate::app::options::How;
use quorate::base::ids::ChangeNo;
use quorate::domain::change::draft::NewChange;
use quorate::domain::command::{Cast, ChangeCommand, Command, MeetingCommand};
use quorate::tui::Look;
use quorate::tui::message::{Effect, Message};
use quorate::tui::model::{Model, Popup};
use quorate::tui::update::update;
use quorate::tui::worker::answered;
use std::path::Path;

const SEATS: [&str; 5] = ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"];

/// A board of five with `n` changes that wait for its decision.
fn waiting(folder: &Path, n: u32) -> App {
    let mut app = found(folder, "ghostquant");
    for seat in SEATS {
        person(&mut app, seat, &[seat], &[seat]);
    }
    person(&mut app, "rita", &["change_requester"], &[]);
    person(&mut app, "tom", &["technical_team"], &[]);
    let mut rita = App::open(&options(folder, "rita")).unwrap();
    let mut tom = App::open(&options(folder, "tom")).unwrap();
    let own = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    };
    let request = own(&crate::acts::REPLICA);
    let assessed = own(&crate::acts::ASSESSED);
    for no in 1..=n {
        let mut fields = request.clone();
        fields[0].1 = format!("Add read replica number {no}");
        let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
        rita.execute(&Command::Open(new), How::fresh()).unwrap();
        let rate = |list: &[(&str, &str)]| ChangeCommand::Assess { ratings: own(list) };
        for command in [rate(&[("likelihood", "Low"), ("impact", "Medium")]), ChangeCommand::Submit] {
            rita.execute(&change(no, command), How::fresh()).unwrap();
        }
        let pass =
            |review: &str| ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None };
        for command in [
            rate(&[("residual_likelihood", "Low"), ("residual_impact", "Low")]),
            ChangeCommand::Edit { fields: assessed.clone() },
            pass("completeness"),
            pass("impact_assessment"),
        ] {
            tom.execute(&change(no, command), How::fresh()).unwrap();
        }
    }
    app
}

/// A session of the chair: keys in, what it asks for answered at once.
struct Chair {
    app: App,
    model: Model,
    pressed: usize,
}

impl Chair {
    fn new(folder: &Path) -> Self {
        let options = options(folder, "cto");
        let clock = options.clock;
        let app = App::open(&options).unwrap();
        let mut chair = Self { app, model: Model::new(Look::default(), (80, 24), true, clock), pressed: 0 };
        let effects = chair.model.begin();
        chair.perform(effects);
        chair
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let more = match effect {
                Effect::Ask(request) => match answered(&mut self.app, request) {
                    Some(answer) => update(&mut self.model, Message::Answer(Box::new(answer))),
                    None => continue,
                },
                Effect::Barrier => update(&mut self.model, Message::Seen),
                _ => continue,
            };
            self.perform(more);
        }
    }

    /// Keys that count.
    fn press(&mut self, keys: &str) {
        for key in keys.split(' ') {
            self.pressed += 1;
            let effects = update(&mut self.model, Message::Key(stage::key(key)));
            self.perform(effects);
            assert!(!matches!(self.model.popup, Some(Popup::Failure(..))), "{key}: {:?}", self.model.popup);
        }
    }

    /// Words of one's own, which no budget of keys counts.
    fn write(&mut self, words: &str) {
        for letter in words.chars() {
            let key = if letter == ' ' { "Space".to_owned() } else { letter.to_string() };
            let effects = update(&mut self.model, Message::Key(stage::key(&key)));
            self.perform(effects);
        }
    }

    fn shown(&mut self) -> String {
        stage::lines(&stage::picture(&mut self.model)).join("\n")
    }
}

fn cast() -> Cast {
    Cast { choice: "approve".into(), ..Cast::default() }
}

/// Six keys a decided item: `]`, `V` `1` Enter, `X` Enter; opening takes three, closing with its documents seven.
#[test]
fn a_meeting_of_forty_items_takes_six_keys_of_its_chair_for_each() {
    let folder = tempfile::tempdir().unwrap();
    drop(waiting(folder.path(), 40));
    let mut members: Vec<App> =
        SEATS[1..3].iter().map(|who| App::open(&options(folder.path(), who)).unwrap()).collect();
    let mut chair = Chair::new(folder.path());
    chair.press("m O Enter");
    assert_eq!(chair.pressed, 3);
    let id = chair.app.open_meeting().unwrap().expect("the meeting is open");
    let agenda = chair.app.meeting(&id).unwrap().agenda;
    let decisions: Vec<(u32, ChangeNo)> =
        agenda.iter().filter_map(|l| Some((l.position, l.id.as_ref()?.parse().ok()?))).collect();
    assert_eq!(decisions.len(), 40);
    for member in &mut members {
        member.execute(&Command::Meeting(id.clone(), MeetingCommand::Join), How::fresh()).unwrap();
    }
    // Standing items before the decisions are gone over by the same key.
    for _ in 1..decisions[0].0 {
        chair.press("]");
    }
    let before = chair.pressed;
    for (position, no) in &decisions {
        let began = chair.pressed;
        chair.press("] V 1 Enter");
        for member in &mut members {
            member.execute(&change(no.0, ChangeCommand::Cast(cast())), How::fresh()).unwrap();
        }
        // What the others recorded is shown by itself.
        let effects = update(&mut chair.model, Message::Answer(Box::new(quorate::tui::message::Answer::Elsewhere)));
        chair.perform(effects);
        chair.press("X");
        chair.write("tested and reversible");
        chair.press("Enter");
        assert_eq!(chair.pressed - began, 6, "item {position}");
        let page = chair.shown();
        let line = chair.app.meeting(&id).unwrap().agenda.into_iter().find(|l| l.position == *position).unwrap();
        assert_eq!(line.state, "carried", "{no}: {page}");
    }
    let decided = chair.pressed - before;
    assert!(decided <= 6 * 40, "{decided} keys for 40 decisions");
    let before = chair.pressed;
    chair.press("M");
    assert!(chair.shown().contains("minutes of"), "{}", chair.shown());
    chair.press("X");
    chair.press(&id.week().chars().map(String::from).collect::<Vec<_>>().join(" "));
    chair.press("Enter");
    assert_eq!(chair.pressed - before, 5);
    assert_eq!(chair.app.meeting(&id).unwrap().row.state, "complete");
    assert!(chair.shown().contains("is closed. Write"), "{}", chair.shown());
    println!("{} keys for the whole meeting of {} items", chair.pressed, agenda.len());
}

/// What the first question of an act line offers.
fn choices(line: &ActLine) -> Vec<&str> {
    let Ask::Choice(list) = &line.steps[0].ask else { return Vec::new() };
    list.iter().map(|c| c.label.as_str()).collect()
}

/// The menu holds what the pack lets one do, and the key says at once who may do the rest.
#[test]
fn an_onlooker_is_offered_what_the_pack_lets_them_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut root = waiting(folder.path(), 1);
    person(&mut root, "obs", &[], &[]);
    let mut chair = Chair::new(folder.path());
    chair.press("m O Enter");
    let id = chair.app.open_meeting().unwrap().unwrap();
    let action = |text: &str, owner: &str| MeetingCommand::Action {
        item: None,
        text: text.into(),
        owner: Some(owner.parse().unwrap()),
        due: Some(chair.app.now().plus(quorate::base::time::Span::hours(48))),
    };
    let (own, other) = (action("Look at the logs", "obs"), action("Call the vendor", "rita"));
    for command in [own, other] {
        chair.app.execute(&Command::Meeting(id.clone(), command), How::fresh()).unwrap();
    }
    let mut app = App::open(&options(folder.path(), "obs")).unwrap();
    let sheet = app.meeting(&id).unwrap();
    let now = app.now();
    assert_eq!(meeting::offered(&sheet, "obs", now), ["note", "done"]);
    let line = meeting::line("note", &sheet, None);
    assert_eq!(choices(&line), ["yourself alone"]);
    let line = meeting::line("done", &sheet, None);
    assert_eq!(choices(&line), ["Look at the logs"]);
    for (act, who) in [("action", "secretary"), ("add", "members of the board"), ("repeat", "members of the board")] {
        let why = entitled::not_for(&sheet, "obs", act, now).unwrap();
        assert!(why.starts_with("not allowed to") && why.contains(who), "{why}");
    }
    // A member of the board adds to the agenda, and writes no minutes.
    let mut member = App::open(&options(folder.path(), "ciso")).unwrap();
    let sheet = member.meeting(&id).unwrap();
    let offered = meeting::offered(&sheet, "ciso", now);
    assert!(offered.contains(&"add") && !offered.contains(&"action"), "{offered:?}");
}
