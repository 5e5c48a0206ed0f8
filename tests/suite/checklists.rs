//! Checklists on the screen: pictures at four sizes, keys, and the twelve items with two signers in two sessions.

use crate::pty::Register;
use crate::stage::{self, moment};
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::{ChangeCommand, Command};
use quorate::sheets::checklist::{ChecklistSheet, EvidenceLine, ItemLine, ListLine, RunRow};
use quorate::sheets::time::{Time, Window};
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::runs::{RunPage, RunsPage};
use quorate::tui::theme::Theme;

const SIZES: [(u16, u16); 4] = [(40, 20), (80, 24), (120, 40), (200, 60)];
const LOOK: Look = Look { theme: Theme::Dark, ascii: false, plain: false };

fn item(n: u32, text: &str, state: &str, by: &[&str]) -> ItemLine {
    ItemLine {
        n,
        phase: "pre".into(),
        item: format!("i{n}"),
        text: text.into(),
        state: state.into(),
        kind: "plain".into(),
        needs: Vec::new(),
        signed_by: by.iter().map(|w| (*w).to_owned()).collect(),
        at: (!by.is_empty()).then(|| Time(moment("2026-09-23T11:40:00Z"))),
        evidence: Vec::new(),
        marks: Vec::new(),
        note: None,
        hint: String::new(),
        signers: 1,
        proofs: Vec::new(),
        commands: Vec::new(),
        answers: Vec::new(),
        not_before: None,
        late_after: None,
        overdue: false,
        if_applicable: false,
        waivable: true,
        hold: false,
        failures: 0,
        failed: None,
        set_aside_by: None,
        waiver: None,
        clauses: vec!["XX-9.1-03".into()],
    }
}

fn checklist() -> ChecklistSheet {
    let mut items = vec![
        item(1, "Ticket state is approved", "done", &["auto"]),
        item(2, "Freeze calendar clear", "done", &["auto"]),
        item(3, "On-call told", "done", &["ana"]),
        item(4, "Backup verified", "done", &["ana"]),
        item(5, "Alerts muted 2 h", "open", &[]),
        item(6, "Old kernel still in boot menu", "open", &[]),
        item(7, "Drain web-01 from pool", "open", &[]),
        item(8, "Snapshot web-01 disk", "open", &[]),
        item(9, "Second pair of eyes on plan", "half", &["bo"]),
        item(10, "Console access works", "open", &[]),
        item(11, "Customer banner on (if applicable)", "open", &[]),
        item(12, "Watched for half an hour", "open", &[]),
    ];
    for i in &mut items[..2] {
        i.kind = "auto".into();
    }
    (items[3].proofs, items[3].kind) = (vec!["paste".into()], "evidence".into());
    items[3].evidence = vec![EvidenceLine {
        kind: "paste".into(),
        origin: "pasted".into(),
        exit: None,
        sha256: "2689367b205c16ce32ed4200942b8b8b1e262dfc70d9bc9fbc77c49699a4f1df".into(),
        size: 31,
        masked: 1,
        by: "ana".into(),
        at: Time(moment("2026-09-23T11:40:00Z")),
        text: "restored 4 of 4 tables\npassword=[masked: a password or token]".into(),
    }];
    items[3].marks = vec!["out_of_order".into()];
    (items[5].proofs, items[5].kind, items[5].signers) = (vec!["command".into()], "evidence".into(), 2);
    items[5].commands = vec!["grubby --info=ALL".into()];
    items[5].hint = "Expect two lines, the second is 6.1.0-31.".into();
    items[5].needs = vec!["evidence: command".into(), "2 signers".into()];
    items[7].hold = true;
    items[8].signers = 2;
    items[10].if_applicable = true;
    items[11].not_before = Some(Time(moment("2026-09-23T12:30:00Z")));
    items[11].needs = vec!["not before 2026-09-23T12:30:00Z".into()];
    let line = |list: &str, title: &str, phase: &str, state: &str, done: usize, of: usize| ListLine {
        list: list.into(),
        title: title.into(),
        phase: phase.into(),
        state: state.into(),
        done,
        of,
        by_choice: phase == "rollback",
    };
    ChecklistSheet {
        id: "CHG-42".into(),
        change: "Kernel patch for the web tier".into(),
        change_state: "scheduled".into(),
        revision: 7,
        window: Some(Window { from: Time(moment("2026-09-23T12:11:00Z")), to: Time(moment("2026-09-23T13:41:00Z")) }),
        list: "pre".into(),
        title: "PRE-DEPLOY".into(),
        phase: "pre".into(),
        state: "open".into(),
        done: 4,
        of: items.len(),
        not_yet: None,
        opened: Some(Time(moment("2026-09-23T11:30:00Z"))),
        opened_by: Some("ana".into()),
        round: 1,
        in_hand: Some("ana".into()),
        in_hand_left: false,
        handed_to: None,
        handed_left: false,
        handover_note: None,
        blocks: vec!["start the implementation".into()],
        same_terminal: true,
        items,
        differs: vec!["\"On-call told\" reads \"On-call and lead told\"".into()],
        lists: vec![
            line("pre", "PRE-DEPLOY", "pre", "open", 4, 12),
            line("post", "POST-DEPLOY", "post", "none", 0, 7),
            line("back", "Rollback", "rollback", "none", 0, 5),
        ],
        clauses: vec!["XX-9.1-03".into()],
    }
}

fn runs() -> Vec<RunRow> {
    let row = |id: &str, title: &str, waits: &[&str]| RunRow {
        id: id.into(),
        title: title.into(),
        list: "pre".into(),
        list_title: "PRE-DEPLOY".into(),
        phase: "pre".into(),
        state: "open".into(),
        done: 4,
        of: 12,
        waits: waits.iter().map(|w| (*w).to_owned()).collect(),
        window: checklist().window,
    };
    vec![
        row("CHG-42", "Kernel patch for the web tier", &["counter-sign item 9, Second pair of eyes on plan", "more"]),
        row("CHG-43", "Core switch firmware", &[]),
    ]
}

pub fn page(size: (u16, u16)) -> Model {
    let mut model = stage::home(LOOK, size);
    model.stack.push(Screen::Run(RunPage { at: 4, ..RunPage::of("CHG-42", None) }));
    if let Some(Screen::Run(page)) = model.stack.last_mut() {
        page.seeks = false;
    }
    stage::give(&mut model, Answer::Checklist(Box::new(checklist())));
    model
}

#[test]
fn pictures() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for size in SIZES {
            let mut model = page(size);
            stage::press(&mut model, "j");
            let shown = stage::lines(&stage::picture(&mut model)).join("\n");
            insta::assert_snapshot!(format!("run_{}x{}", size.0, size.1), shown);
            stage::press(&mut model, "e");
            let shown = stage::lines(&stage::picture(&mut model)).join("\n");
            insta::assert_snapshot!(format!("act_evidence_{}x{}", size.0, size.1), shown);
            let mut model = stage::home(LOOK, size);
            model.stack.push(Screen::Runs(RunsPage::default()));
            stage::give(&mut model, Answer::Runs(runs()));
            let shown = stage::lines(&stage::picture(&mut model)).join("\n");
            insta::assert_snapshot!(format!("runs_{}x{}", size.0, size.1), shown);
        }
    });
}

#[test]
fn ticks_that_followed_too_fast_are_marked_in_the_list() {
    for size in SIZES {
        let mut model = page(size);
        let mut sheet = checklist();
        sheet.items[2].marks = vec!["too_fast".into()];
        stage::give(&mut model, Answer::Checklist(Box::new(sheet)));
        let shown = stage::lines(&stage::picture(&mut model));
        let line = |n: &str| shown.iter().find(|l| l.trim_start().starts_with(n)).unwrap();
        assert!(line("3 [").contains('!'), "{size:?}: {}", shown.join("\n"));
        assert!(!line("2 [").contains('!'), "{size:?}: {}", shown.join("\n"));
    }
}

/// On a phone too: an item for two names both who signed it, or the first and how many more.
#[test]
fn whoever_signed_an_item_is_named_beside_it() {
    for (by, short) in [(["bo", "cy"], "bo,cy"), (["marianne", "bo"], "maria~+1")] {
        let mut model = page((40, 20));
        let mut sheet = checklist();
        sheet.items[2].signed_by = by.map(str::to_owned).to_vec();
        stage::give(&mut model, Answer::Checklist(Box::new(sheet)));
        let shown = stage::lines(&stage::picture(&mut model));
        let line = shown.iter().find(|l| l.trim_start().starts_with("3 [")).unwrap();
        assert!(line.trim_end().ends_with(short), "{}", shown.join("\n"));
    }
}

/// A list whose deployment has not got so far says when it is signed, and takes no tick.
#[test]
fn a_list_that_is_for_later_says_so() {
    for size in SIZES {
        let mut model = page(size);
        let mut sheet = checklist();
        (sheet.opened, sheet.in_hand, sheet.state) = (None, None, "none".into());
        sheet.not_yet = Some("signed once deployed to production".into());
        stage::give(&mut model, Answer::Checklist(Box::new(sheet)));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("signed once deployed to production"), "{size:?}: {shown}");
        assert!(!shown.contains("the first tick opens it"), "{size:?}: {shown}");
        stage::press(&mut model, "x");
    }
    let mut sheet = checklist();
    let item = sheet.items[4].clone();
    assert!(quorate::app::acts::checklist::why_not("tick", &sheet, &item).is_none());
    sheet.not_yet = Some("signed once deployed to production".into());
    let why = quorate::app::acts::checklist::why_not("tick", &sheet, &item);
    assert!(why.is_some_and(|w| w.contains("has not got so far")), "{why:?}");
}

#[test]
fn a_command_is_offered_as_evidence_where_the_item_has_one() {
    let digits = |commands: &[&str]| -> String {
        let mut item = item(6, "Old kernel still in boot menu", "open", &[]);
        item.commands = commands.iter().map(|c| (*c).to_owned()).collect();
        let line = quorate::app::acts::checklist::line("evidence", &checklist(), &item);
        line.step().unwrap().shown().0.iter().map(|c| c.digit).collect()
    };
    assert_eq!(digits(&["uname -r"]), "12345");
    assert_eq!(digits(&[]), "1345", "the others keep their digits");
    let mut only = item(6, "Old kernel still in boot menu", "open", &[]);
    (only.commands, only.proofs) = (vec!["uname -r".into()], vec!["command".into()]);
    let line = quorate::app::acts::checklist::line("evidence", &checklist(), &only);
    assert_eq!(line.step().unwrap().shown().0.iter().map(|c| c.digit).collect::<String>(), "2");
}

fn asked(effects: &[Effect]) -> Vec<ListAct> {
    let acts = effects.iter().filter_map(|e| match e {
        Effect::Ask(Request::Do(acts)) => Some(acts.iter().map(|(c, _)| c.clone())),
        _ => None,
    });
    let list = |c| match c {
        Command::Change(_, ChangeCommand::Checklist(ChecklistCommand { list, act })) => {
            assert_eq!(list.as_deref(), Some("pre"));
            act
        }
        other => panic!("{other:?}"),
    };
    acts.flatten().map(list).collect()
}

#[test]
fn one_key_ticks_and_the_cursor_goes_to_the_next_open_item() {
    let mut model = page((80, 24));
    let effects = stage::press(&mut model, "Space");
    assert_eq!(asked(&effects), [ListAct::Tick { items: vec![5], note: None }]);
    let at = |model: &Model| match model.screen() {
        Some(Screen::Run(page)) => page.item().unwrap().n,
        _ => 0,
    };
    // What waits for one's own signature comes before what anybody may do.
    assert_eq!(at(&model), 9);
    assert!(stage::lines(&stage::picture(&mut model)).join("\n").contains("saving"));
    // What one item needs first is told, and nothing is sent.
    for (downs, says) in [(0, "the record itself"), (5, "needs evidence"), (3, "is settled")] {
        let mut model = page((80, 24));
        stage::press(&mut model, "Home");
        for _ in 0..downs {
            stage::press(&mut model, "j");
        }
        assert_eq!(asked(&stage::press(&mut model, "Space")), []);
        let told = &model.notice.as_ref().unwrap().text;
        assert!(told.contains(says) || downs == 0, "{downs}: {told}");
    }
}

#[test]
fn the_key_that_takes_back_is_about_the_item_just_ticked_at_once_and_without_a_question() {
    let mut model = page((80, 24));
    stage::press(&mut model, "Space");
    let effects = stage::press(&mut model, "u");
    assert_eq!(asked(&effects), [ListAct::Retract { item: 5, reason: None }]);
    let Some(Screen::Run(run)) = model.screen() else { panic!("no list") };
    assert_eq!(run.item().unwrap().n, 5, "the cursor is where it was");
    // Once is once, and of an item on which nothing is recorded there is nothing to take back.
    assert_eq!(asked(&stage::press(&mut model, "u")), []);
    assert!(model.act.is_none() && model.notice.as_ref().unwrap().text.contains("nothing is recorded"));
    // What was recorded last counts, by whichever key.
    let mut model = page((80, 24));
    stage::press(&mut model, "Space");
    stage::press(&mut model, "Home j j j j j j");
    let effects = stage::press(&mut model, "e 1 o k Enter");
    assert!(matches!(&asked(&effects)[..], [ListAct::Prove { item: 7, .. }]), "{effects:?}");
    stage::give(&mut model, Answer::Done(vec![stage::receipt("CHG-42")]));
    assert_eq!(asked(&stage::press(&mut model, "u")), [ListAct::Retract { item: 7, reason: None }]);
}

/// What is late says since when, on a phone too; a time of another day has its day.
#[test]
fn a_late_item_says_since_when_at_each_size() {
    for size in [(80, 24), (40, 20)] {
        let mut sheet = checklist();
        sheet.items[4].overdue = true;
        sheet.items[4].late_after = Some(Time(moment("2026-09-22T21:35:00Z")));
        sheet.items[6].not_before = Some(Time(moment("2026-09-25T06:00:00Z")));
        sheet.items[7].not_before = Some(Time(moment("2026-10-05T06:00:00Z")));
        let mut model = page(size);
        stage::give(&mut model, Answer::Checklist(Box::new(sheet)));
        stage::press(&mut model, "Home j j j j");
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains("OVERDUE since Tue 22 Sep 23:35"), "{text}");
        if size.0 == 80 {
            assert!(text.contains("OVERDUE") && text.contains("Tue 23:35") && text.contains("Fri 08:00"), "{text}");
            assert!(text.contains(" 5 Oct"), "{text}");
        } else {
            assert!(text.lines().any(|l| l.contains("5 [!]")), "{text}");
        }
    }
}

#[test]
fn acts_on_an_item_need_a_choice_words_and_enter() {
    let on = |n: usize| {
        let mut model = page((80, 24));
        if let Some(Screen::Run(page)) = model.stack.last_mut() {
            page.at = n - 1;
        }
        model
    };
    let mut model = on(5);
    assert_eq!(asked(&stage::press(&mut model, "F Enter Enter")), []);
    let effects = stage::press(&mut model, "2 n o Enter");
    let fail = ListAct::Fail { item: 5, then: "waive".into(), reason: Some("no".into()) };
    assert_eq!(asked(&effects), [fail]);
    let mut model = on(5);
    assert_eq!(asked(&stage::press(&mut model, "-")), []);
    assert!(model.act.is_none(), "it applies always");
    let mut model = on(11);
    assert_eq!(asked(&stage::press(&mut model, "- Enter")), []);
    let effects = stage::press(&mut model, "n o Enter");
    assert_eq!(asked(&effects), [ListAct::Skip { item: 11, reason: Some("no".into()) }]);
    let mut model = on(9);
    assert_eq!(asked(&stage::press(&mut model, "1 Enter")), [ListAct::Tick { items: vec![9], note: None }]);
    let mut model = on(5);
    let effects = stage::press(&mut model, "B Enter");
    assert!(matches!(asked(&effects).as_slice(), [ListAct::Fail { item: 5, then, .. }] if then == "back_out"));
    // Evidence that may hold a secret is looked at before it is kept.
    let mut model = on(7);
    stage::press(&mut model, "e 1");
    let paste = quorate::tui::message::Message::Paste("ok\npassword=hunter22".into());
    quorate::tui::update::update(&mut model, paste);
    assert_eq!(asked(&stage::press(&mut model, "Enter")), []);
    let effects = stage::press(&mut model, "1 Enter");
    let [ListAct::Prove { item: 7, proof, tick: true }] = &asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((proof.body.as_str(), proof.masked), ("ok\npassword=[masked: a password or token]", 1));
}

/// Text as a terminal pastes it.
fn pasted(text: &str) -> String {
    format!("\x1b[200~{text}\x1b[201~")
}

#[test]
fn twelve_items_take_seventeen_keys_and_their_second_signer_eight() {
    let register = Register { folder: tempfile::tempdir().unwrap() };
    let pack = register.folder.path().join("twelve.toml");
    std::fs::write(&pack, include_str!("../fixtures/twelve.toml")).unwrap();
    register.run("ada", &["init", "--pack", pack.to_str().unwrap(), "--sandbox"]);
    for who in ["ivy", "bo"] {
        register.run("ada", &["person", "add", who, "--name", who, "--role", "linux"]);
    }
    let set = ["--set", "owner=ivy", "--set", "implementers=ivy"];
    register.run("ivy", &[&["change", "create", "--type", "normal", "--title", "Kernel"][..], &set].concat());
    register.run("ivy", &["change", "submit", "CHG-1"]);

    let mut ivy = register.session("ivy");
    ivy.wait("CHECKLIST");
    ivy.press("1\r");
    ivy.wait("2/12 done");
    ivy.wait("> 3 [ ]");
    let before = ivy.pressed;
    ivy.press(" ");
    ivy.wait("3/12 done");
    ivy.press("e");
    ivy.wait("1 paste");
    ivy.press("1");
    ivy.write(&pasted("restored 4 of 4\nno errors"));
    ivy.wait("no errors");
    ivy.press("\r");
    ivy.wait("4/12 done");
    ivy.press(" ");
    ivy.wait("5/12 done");
    ivy.press("e");
    ivy.wait("2 run command");
    ivy.press("2\r");
    ivy.wait("kernel 6.1.0-31");
    ivy.wait("exit 0");
    ivy.press("\r");
    ivy.wait("one of 2");
    ivy.wait("> 7 [ ]");
    ivy.press(" ");
    ivy.wait("6/12 done");
    ivy.press("e");
    ivy.wait("1 paste");
    ivy.press("1");
    ivy.write(&pasted("snapshot 17"));
    ivy.wait("snapshot 17");
    ivy.press("\r");
    ivy.wait("7/12 done");
    ivy.wait("> 9 [ ]");
    ivy.press(" ");
    ivy.wait(">10 [ ]");
    ivy.press(" ");
    ivy.wait("8/12 done");
    ivy.press(" ");
    ivy.wait("9/12 done");
    ivy.press(" ");
    ivy.wait("3 items to counter-sign");
    assert_eq!(ivy.pressed - before, 17);

    let mut bo = register.session("bo");
    bo.wait("SIGN");
    let before = bo.pressed;
    bo.press("1\r");
    bo.wait("WAITS FOR YOU");
    bo.wait("kernel 6.1.0-31");
    for (n, done) in [(6, 10), (9, 11), (12, 12)] {
        bo.wait(&format!(">{n:>2} ["));
        bo.press("1");
        bo.wait("Enter");
        bo.press("\r");
        bo.wait(&format!("{done}/12 done"));
    }
    assert_eq!(bo.pressed - before, 8);
    // The other session sees it without a key.
    ivy.wait("12/12 done");
    assert!(register.run("ivy", &["run", "start", "CHG-1"]).contains("started"));
    let log = register.run("ivy", &["audit", "log", "CHG-1"]);
    assert!(log.contains("proved item 6 of pre by command"), "{log}");
}
