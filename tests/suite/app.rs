//! The application over a real register: from request to a recorded decision, and what auditors see of it.

use quorate::app::App;
use quorate::app::error::AppError;
use quorate::app::options::{Draft, Founding, How, ListQuery, Options, Sort};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Moment;
use quorate::domain::change::draft::NewChange;
use quorate::domain::command::{Cast, ChangeCommand, Command, PeopleCommand};
use quorate::domain::refusal::Kind;
use std::path::Path;

/// Options for a register in a folder, as somebody.
pub fn options(folder: &Path, who: &str) -> Options {
    Options {
        db: Some(folder.join("quorate.db")),
        actor: Some(who.into()),
        clock: Some(Moment::parse("2026-03-02T14:00:00Z", chrono_tz::UTC).unwrap()),
        state: Some(folder.join("state")),
    }
}

/// A sandbox register under a pack, founded by `adm`.
pub fn found(folder: &Path, pack: &str) -> App {
    let founding = Founding { packs: vec![pack.into()], org: "Org".into(), sandbox: true };
    App::create(&options(folder, "adm"), &founding).unwrap().0
}

pub fn person(app: &mut App, id: &str, roles: &[&str], seats: &[&str]) {
    let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    let person = id.parse().unwrap();
    let command = Command::People(PeopleCommand::Register { person, roles: own(roles), seats: own(seats), new: true });
    app.person(&command, Some(&format!("Name of {id}")), None, How::fresh()).unwrap();
}

pub fn change(no: u32, command: ChangeCommand) -> Command {
    Command::Change(ChangeNo(no), command)
}

fn vote(choice: &str) -> ChangeCommand {
    ChangeCommand::Cast(Cast {
        choice: choice.into(),
        reason: None,
        condition: None,
        owner: None,
        due: None,
        share: None,
        via_chair: false,
        member: None,
    })
}

/// A TeleSeal register with a board of three and one open draft of `dev`.
fn draft() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let mut app = found(folder.path(), "teleseal");
    for (id, seat) in [("cora", "chair"), ("mia", "member1"), ("max", "member2")] {
        person(&mut app, id, &["cab_member"], &[seat]);
    }
    person(&mut app, "dev", &["devops"], &[]);
    let mut dev = App::open(&options(folder.path(), "dev")).unwrap();
    let new = NewChange {
        change_type: "normal".into(),
        fields: vec![("title".into(), "Rotate the log store".into())],
        catalogue: None,
    };
    let receipt = dev.execute(&Command::Open(new), How::fresh()).unwrap();
    assert_eq!((receipt.id.as_str(), receipt.revision), ("CHG-1", Some(1)));
    (folder, dev)
}

#[test]
fn an_incomplete_request_names_every_missing_field_at_once_with_its_clause() {
    let (_folder, mut dev) = draft();
    let error = dev.execute(&change(1, ChangeCommand::Submit), How::fresh()).unwrap_err();
    let AppError::Refused(refusal) = error else { panic!("{error:?}") };
    let missing: Vec<_> = refusal.missing.iter().map(|m| m.field.as_str()).collect();
    for field in ["description", "rollback_plan", "affected_systems", "owner", "window"] {
        assert!(missing.contains(&field), "{field} is not among {missing:?}");
    }
    assert!(refusal.clauses().iter().any(|c| c == "TS-4.2-01"));
    assert_eq!(dev.change(ChangeNo(1), None).unwrap().row.state, "new");
}

#[test]
fn the_same_act_twice_is_recorded_once() {
    let (folder, mut dev) = draft();
    let how = How::fresh();
    let edit = change(1, ChangeCommand::Edit { fields: vec![("description".into(), "Weekly".into())] });
    let first = dev.execute(&edit, how).unwrap();
    let second = dev.execute(&edit, how).unwrap();
    assert_eq!((first.entries.clone(), second.again), (second.entries.clone(), true));
    let how = How { dry_run: true, ..How::fresh() };
    let before = dev.log(None, None, 100, false).unwrap().len();
    dev.execute(&edit, how).unwrap();
    assert_eq!(dev.log(None, None, 100, false).unwrap().len(), before, "a trial records nothing");
    let how = How { if_version: Some(1), ..How::fresh() };
    let AppError::Refused(refusal) = dev.execute(&edit, how).unwrap_err() else { panic!() };
    assert_eq!(refusal.kind, Kind::StaleRevision);
    drop(folder);
}

/// Given two sessions of one person with the same draft, when both record it, then it is recorded once and is no draft any more;
/// the second one is told, and may record what stands there all the same.
#[test]
fn a_draft_that_two_sessions_record_at_once_is_recorded_once() {
    let (folder, mut one) = draft();
    let mut other = App::open(&options(folder.path(), "dev")).unwrap();
    let fields = vec![("title".to_owned(), "Renew the certificate".to_owned())];
    let kept = Draft { change_type: "normal".into(), fields: fields.clone(), cursor: None };
    one.save_draft("new", Some(&kept)).unwrap();
    let new = Command::Open(NewChange { change_type: "normal".into(), fields, catalogue: None });
    assert_eq!(one.record_draft(&new, How::fresh(), ("new", Some(&kept))).unwrap().id, "CHG-2");
    assert!(other.drafts().unwrap().is_empty());
    let before = other.log(None, None, 100, false).unwrap().len();
    let AppError::Refused(refusal) = other.record_draft(&new, How::fresh(), ("new", Some(&kept))).unwrap_err() else {
        panic!()
    };
    assert_eq!(refusal.kind, Kind::AlreadyDone);
    assert!(refusal.text.contains("another session of yours"), "{refusal:?}");
    assert_eq!(other.log(None, None, 100, false).unwrap().len(), before, "nothing is recorded");
    // An act that is refused keeps the draft, as a trial does.
    one.save_draft("new", Some(&kept)).unwrap();
    let wrong = Command::Open(NewChange { change_type: "nonsense".into(), fields: Vec::new(), catalogue: None });
    one.record_draft(&wrong, How::fresh(), ("new", Some(&kept))).unwrap_err();
    one.record_draft(&new, How { dry_run: true, ..How::fresh() }, ("new", Some(&kept))).unwrap();
    assert_eq!(one.drafts().unwrap().len(), 1);
    assert_eq!(other.record_draft(&new, How::fresh(), ("new", None)).unwrap().id, "CHG-3");
    assert!(one.drafts().unwrap().is_empty());
}

#[test]
fn the_queue_finds_sorts_and_pages_by_key() {
    let (_folder, mut dev) = draft();
    for i in 2..=25 {
        let fields = vec![("title".into(), format!("Change number {i} of the mail relay"))];
        let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
        dev.execute(&Command::Open(new), How::fresh()).unwrap();
    }
    let query = ListQuery { limit: 10, ..ListQuery::default() };
    let first = dev.changes(&query).unwrap();
    assert_eq!((first.items[0].id.as_str(), first.items.len()), ("CHG-25", 10));
    let second = dev.changes(&ListQuery { after: first.next, ..query.clone() }).unwrap();
    assert_eq!(second.items[0].id, "CHG-15");
    let back = ListQuery { after: Some(second.cursors[0].clone()), backwards: true, ..query.clone() };
    assert_eq!(dev.changes(&back).unwrap().items, first.items);
    let found = dev.changes(&ListQuery { search: Some("rel mail".into()), sort: Sort::Oldest, ..query }).unwrap();
    assert_eq!(found.items[0].id, "CHG-2");
    let all = |app: &mut App, search: &str| {
        app.changes(&ListQuery { search: Some(search.into()), ..ListQuery::default() }).unwrap().items.len()
    };
    assert_eq!((all(&mut dev, "ROTATE"), all(&mut dev, "rotate mail"), all(&mut dev, "\" OR 1")), (1, 0, 0));
}

#[test]
fn the_past_shows_as_it_stood() {
    let (folder, mut dev) = draft();
    let before = Moment::parse("2026-03-02T14:00:00Z", chrono_tz::UTC).unwrap();
    let mut later = options(folder.path(), "dev");
    later.clock = Some(Moment::parse("2026-03-03T14:00:00Z", chrono_tz::UTC).unwrap());
    let mut dev2 = App::open(&later).unwrap();
    let edit = ChangeCommand::Edit { fields: vec![("title".into(), "Rotate it twice".into())] };
    dev2.execute(&change(1, edit), How::fresh()).unwrap();
    assert_eq!(dev.change(ChangeNo(1), Some(before)).unwrap().row.title, "Rotate the log store");
    assert_eq!(dev.change(ChangeNo(1), None).unwrap().row.title, "Rotate it twice");
    dev.look_back(before).unwrap();
    let then = dev.changes(&ListQuery::default()).unwrap();
    assert_eq!(then.items[0].title, "Rotate the log store");
    let error = dev.change(ChangeNo(1), Some(Moment(0))).unwrap_err();
    assert_eq!(error.code(), 3);
}

#[test]
fn auditors_verify_log_and_rebuild() {
    let (_folder, mut dev) = draft();
    let sheet = dev.verify(None, &mut |_, _| {}).unwrap();
    assert!(sheet.ok && sheet.entries > 5, "{sheet:?}");
    let checkpoint = dev.checkpoint().unwrap();
    let against = dev.verify(Some(&checkpoint), &mut |_, _| {}).unwrap();
    assert!(against.ok && against.against.is_some(), "{against:?}");
    assert_eq!(dev.rebuild(true, &mut |_, _| {}).unwrap(), Vec::<String>::new());
    assert_eq!(dev.rebuild(false, &mut |_, _| {}).unwrap(), Vec::<String>::new());
    let log = dev.log(Some("CHG-1"), None, 10, false).unwrap();
    assert_eq!(log[0].kind, "change.opened");
    assert_eq!(dev.log(Some("CHG-9"), None, 10, false).unwrap_err().code(), 3);
}

#[test]
fn strangers_act_on_nothing() {
    let (folder, _dev) = draft();
    let mut stranger = App::open(&options(folder.path(), "mallory")).unwrap();
    let error = stranger.execute(&change(1, vote("approve")), How::fresh()).unwrap_err();
    assert_eq!(error.code(), 4, "{error:?}");
    assert!(stranger.inbox(None).unwrap().is_empty());
}

/// Given what an editor may leave behind, when it is read back, then a text is taken whole or stays in its file.
#[test]
fn a_text_from_an_editor_is_taken_whole_or_stays_in_its_file() {
    use quorate::app::editor::written;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("field.md");
    let read = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        written(&file)
    };
    assert_eq!(read(b"\xEF\xBB\xBFone\r\ntwo\r\n").as_deref(), Ok("one\ntwo"), "a mark at the beginning is no text");
    assert_eq!(read(b"").as_deref(), Ok(""));
    for (bytes, why) in [
        (b"caf\xE9".to_vec(), "is not UTF-8"),
        (vec![b'x'; 100_001], "more than 100000 characters"),
        (vec![b'x'; 1_000_000], "more than 100000 characters"),
    ] {
        let told = read(&bytes).unwrap_err();
        assert!(told.contains(why) && told.contains("the text is kept in"), "{told}");
        assert!(file.exists(), "{why}");
    }
    std::fs::remove_file(&file).unwrap();
    assert!(written(&file).unwrap_err().contains("nothing was changed"));
}
