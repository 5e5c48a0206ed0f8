//! Checklists: who signs what and when, what is refused and marked, and what a template says once a list is open.

use super::{Register, assert_cites, at, on, person};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use quorate::domain::checklist::{Checklist, Standing};
use quorate::domain::command::{ChangeCommand, Command, PolicyCommand};
use quorate::domain::pack::PackText;
use quorate::domain::refusal::{Kind, Refusal};
use quorate::policy::checklist::{Proof, Sealed};

/// A pack of the test's own: every kind of item.
const PACK: &str = r#"
schema = 1
name = "lists"
title = "Lists"
extends = "base"

[[role]]
id = "linux"
title = "Linux"

[[role]]
id = "lead"
title = "Lead"

[[type]]
id = "normal"
title = "Normal"
path = "assessed"

[[field]]
id = "ready"
label = "Ready"
kind = "yes_no"

[[checklist]]
id = "pre"
title = "Pre-deployment"
phase = "pre"
lead = ["lead"]
same_terminal = true
clauses = ["L-1"]

[[checklist.item]]
id = "ready"
text = "It is ready"
needs = { yes = ["ready"] }

[[checklist.item]]
id = "told"
text = "On-call told"
waivable = true

[[checklist.item]]
id = "backup"
text = "Backup verified"
evidence = ["paste", "file", "command"]
commands = ["echo two lines"]
clauses = ["L-1-3"]

[[checklist.item]]
id = "kernel"
text = "Old kernel in the boot menu"
signers = 2
including = ["linux"]

[[checklist.item]]
id = "hold"
text = "Traffic drained"
hold = true

[[checklist.item]]
id = "mail"
text = "Mail queue empty (if applicable)"
if_applicable = true

[[checklist.item]]
id = "outcome"
text = "How it looks"
answers = ["good", "bad"]

[[checklist.item]]
id = "quiet"
text = "Quiet for half an hour"
after = { since = "item.hold", least = "30min", most = "1h" }

[[checklist]]
id = "steps"
title = "Steps"
phase = "during"
order = "strict"
clauses = ["L-2"]

[[checklist.item]]
id = "one"
text = "One"

[[checklist.item]]
id = "two"
text = "Two"

[[checklist.item]]
id = "three"
text = "Three"

[[checklist.item]]
id = "four"
text = "Four"

[[checklist.item]]
id = "five"
text = "Five"

[[checklist.item]]
id = "six"
text = "Six"
independent = true
"#;

fn adopt(r: &mut Register, text: &str, reason: Option<&str>) {
    let packs = vec![PackText {
        name: "lists".into(),
        text: text.to_owned().into(),
        ..quorate::app::packs::text("ghostquant").unwrap()
    }];
    let reason = reason.map(str::to_owned);
    r.ok("adm", &Command::Policy(PolicyCommand::Adopt { packs, entries: Vec::new(), reason }));
}

fn register() -> (Register, ChangeNo) {
    let mut r = Register::under("ghostquant");
    adopt(&mut r, PACK, Some("for the test"));
    for (id, roles) in
        [("ivy", &["linux"][..]), ("bo", &["linux"]), ("dan", &[]), ("lea", &["lead"]), ("aud", &["auditor"])]
    {
        r.person(id, roles, &[]);
    }
    let no = r.open("ivy", "normal", &[("title", "Kernel"), ("implementers", "ivy"), ("owner", "ivy")]);
    r.ok("ivy", &on(no, ChangeCommand::Submit));
    (r, no)
}

fn act(no: ChangeNo, list: &str, act: ListAct) -> Command {
    on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act }))
}

fn tick(no: ChangeNo, item: u32) -> Command {
    act(no, "pre", ListAct::Tick { items: vec![item], note: None })
}

fn proof(kind: Proof, origin: &str, body: &str) -> NewProof {
    NewProof::of(kind, origin, body.into())
}

fn list<'r>(r: &'r Register, no: ChangeNo, id: &str) -> &'r Checklist {
    &r.change(no).checklists[id]
}

fn stands(r: &Register, no: ChangeNo, n: u32) -> Standing {
    let list = list(r, no, "pre");
    list.standing(n, list.item(n).unwrap(), false)
}

fn says(refusal: &Refusal, words: &str) {
    assert!(refusal.text.contains(words), "{words}: {refusal:#?}");
}

fn marks(r: &Register, no: ChangeNo, list_id: &str, n: u32) -> Vec<String> {
    list(r, no, list_id).course(n).unwrap().signed.last().unwrap().marks.clone()
}

#[test]
fn the_first_tick_opens_the_list_and_two_people_do_not_tick_one_item() {
    let (mut r, no) = register();
    assert!(r.change(no).checklists.is_empty());
    r.ok("ivy", &tick(no, 2));
    assert_eq!(list(&r, no, "pre").opened.1, person("ivy"));
    assert_eq!(stands(&r, no, 2), Standing::Done);
    // Somebody else ticks the same item in the same moment.
    let refusal = r.no("bo", &tick(no, 2));
    assert_cites(&refusal, Kind::AlreadyDone, &["L-1"]);
    says(&refusal, "is done: ivy, ");
    says(&r.no("bo", &tick(no, 99)), "has items 1 to 8, and no 99");
}

#[test]
fn an_item_for_two_is_signed_by_two_persons_of_whom_one_holds_the_role() {
    let (mut r, no) = register();
    r.ok("dan", &tick(no, 4));
    assert_eq!(stands(&r, no, 4), Standing::Half);
    let refusal = r.no("dan", &tick(no, 4));
    assert_cites(&refusal, Kind::NotPermitted, &["L-1"]);
    says(&refusal, "the same person never signs twice");
    says(&r.no("lea", &tick(no, 4)), "is signed by linux as well");
    says(&r.no("aud", &tick(no, 4)), "refused");
    r.ok("bo", &tick(no, 4));
    assert_eq!(stands(&r, no, 4), Standing::Done);
}

#[test]
fn evidence_comes_first_in_the_kinds_that_the_item_takes() {
    let (mut r, no) = register();
    let refusal = r.no("ivy", &tick(no, 3));
    assert_cites(&refusal, Kind::Missing, &["L-1-3", "L-1"]);
    let prove = |proof: NewProof| act(no, "pre", ListAct::Prove { item: 3, proof, tick: true });
    says(
        &r.no("ivy", &prove(proof(Proof::Link, "https://b", "https://b"))),
        "by paste or file or command, not by link",
    );
    says(&r.no("ivy", &prove(proof(Proof::Command, "rm -rf /", "x"))), "does not allow the command");
    let link = |to: &str| ListAct::Prove { item: 2, proof: NewProof::link(to), tick: false };
    says(&r.no("ivy", &act(no, "pre", link("javascript:alert(1)"))), "is no link");
    r.ok("ivy", &act(no, "pre", link("https://example.org/run/7")));
    says(&r.no("ivy", &prove(proof(Proof::Paste, "pasted", " \n"))), "is empty");
    says(&r.no("ivy", &prove(proof(Proof::Paste, "pasted", &"x".repeat(200_000)))), "has 200000 bytes");
    let decided = r.ok("ivy", &prove(proof(Proof::Paste, "pasted", "ok \u{1b}[31m")));
    assert!(decided.prose.iter().any(|p| p.body == "ok ^[[31m"), "{:?}", decided.prose);
    let course = list(&r, no, "pre").course(3).unwrap();
    assert_eq!((course.proofs[0].size, course.proofs[0].kind), (8, Proof::Paste));
    assert_eq!(course.proofs[0].sha256, quorate::base::digest::Digest::of("ok \u{1b}[31m".as_bytes()));
    assert_eq!(stands(&r, no, 3), Standing::Done);
}

#[test]
fn nothing_is_signed_past_a_hold_point_nor_before_its_time() {
    let (mut r, no) = register();
    let refusal = r.no("ivy", &tick(no, 8));
    says(&refusal, "item 5 (Traffic drained) is a hold point");
    r.ok("ivy", &tick(no, 5));
    r.wait(Span::seconds(29 * 60));
    let refusal = r.no("ivy", &tick(no, 8));
    assert_cites(&refusal, Kind::Policy, &["L-1"]);
    says(&refusal, "1 min left");
    r.wait(Span::seconds(60));
    r.ok("ivy", &tick(no, 8));
    assert_eq!(marks(&r, no, "pre", 8), ["out_of_order"]);
    r.ok("ivy", &act(no, "pre", ListAct::Retract { item: 8, reason: None }));
    r.wait(Span::hours(2));
    r.ok("ivy", &tick(no, 8));
    assert_eq!(marks(&r, no, "pre", 8), ["out_of_order", "late"]);
}

/// Given items that were signed after a hold point, when that is retracted, then they stand and are marked, and whoever
/// retracts is told which.
#[test]
fn what_was_signed_after_a_hold_point_is_marked_when_that_is_retracted() {
    let (mut r, no) = register();
    r.ok("ivy", &on(no, ChangeCommand::Edit { fields: [("ready".into(), "yes".into())].into() }));
    let paste = proof(Proof::Paste, "pasted", "ok");
    r.ok("ivy", &tick(no, 2));
    r.ok("ivy", &act(no, "pre", ListAct::Prove { item: 3, proof: paste, tick: true }));
    r.ok("ivy", &tick(no, 4));
    r.ok("bo", &tick(no, 4));
    r.ok("ivy", &tick(no, 5));
    r.ok("ivy", &act(no, "pre", ListAct::Skip { item: 6, reason: Some("no mail".into()) }));
    r.ok("bo", &act(no, "pre", ListAct::Tick { items: vec![7], note: Some("good".into()) }));
    assert!(marks(&r, no, "pre", 7).is_empty());
    let decided = r.ok("ivy", &act(no, "pre", ListAct::Retract { item: 5, reason: Some("traffic is back".into()) }));
    assert!(decided.warnings.iter().any(|w| w.text.starts_with("item 7 was signed after item 5")), "{decided:?}");
    assert_eq!(marks(&r, no, "pre", 7), ["out_of_order"]);
    r.ok("ivy", &tick(no, 5));
    assert_eq!(marks(&r, no, "pre", 7), ["out_of_order"], "it was signed before this one");
}

#[test]
fn only_what_may_not_apply_is_left_out_and_with_a_reason() {
    let (mut r, no) = register();
    let skip = |item, reason: Option<&str>| act(no, "pre", ListAct::Skip { item, reason: reason.map(str::to_owned) });
    assert_cites(&r.no("ivy", &skip(6, None)), Kind::Missing, &["L-1"]);
    let refusal = r.no("ivy", &skip(2, Some("no need")));
    assert_cites(&refusal, Kind::Policy, &["L-1"]);
    says(&refusal, "applies always");
    r.ok("ivy", &skip(6, Some("no mail here")));
    // What is settled is retracted: nothing else can be said of it.
    let settled = r.no("lea", &act(no, "pre", ListAct::Waive { item: 6, reason: None }));
    assert_eq!(settled.kind, Kind::AlreadyDone);
    assert!(settled.reasons[0].remedy.contains("quorate run retract CHG-1 6 --list pre"), "{settled:#?}");
    assert_eq!(stands(&r, no, 6), Standing::NotApplicable);
    assert_eq!(r.no("ivy", &tick(no, 6)).kind, Kind::AlreadyDone);
}

#[test]
fn an_answer_is_one_of_those_asked_for() {
    let (mut r, no) = register();
    let answer = |note: Option<&str>| act(no, "pre", ListAct::Tick { items: vec![7], note: note.map(str::to_owned) });
    r.ok("ivy", &tick(no, 5));
    for given in [None, Some("so so")] {
        says(&r.no("ivy", &answer(given)), "is answered with good or bad");
    }
    r.ok("ivy", &answer(Some("good")));
}

#[test]
fn what_failed_is_tried_again_waived_with_a_counter_signature_or_backed_out() {
    let (mut r, no) = register();
    let fail = |then: &str, reason: Option<&str>| {
        act(no, "pre", ListAct::Fail { item: 2, then: then.into(), reason: reason.map(str::to_owned) })
    };
    let waive = act(no, "pre", ListAct::Waive { item: 2, reason: None });
    assert_eq!(r.no("ivy", &fail("retry", None)).kind, Kind::Missing);
    assert_eq!(r.no("ivy", &fail("dance", Some("x"))).kind, Kind::InvalidInput);
    r.ok("ivy", &fail("retry", Some("pager does not answer")));
    assert_eq!((stands(&r, no, 2), list(&r, no, "pre").course(2).unwrap().failures), (Standing::Again, 1));
    says(&r.no("lea", &waive), "has not failed with a waiver asked for");
    let last = r.no("ivy", &act(no, "pre", ListAct::Retract { item: 2, reason: Some("typo".into()) }));
    says(&last, "stays on the record");
    assert!(last.reasons[0].remedy.contains("quorate run tick CHG-1 2 --list pre"), "{last:#?}");
    r.ok("ivy", &fail("waive", Some("nobody is on call today")));
    assert_eq!(stands(&r, no, 2), Standing::Waiting);
    says(&r.no("ivy", &tick(no, 2)), "failed and is to be waived");
    says(&r.no("bo", &waive), "is waived by lead");
    assert_cites(&r.no("ivy", &waive), Kind::NotPermitted, &["L-1"]);
    r.ok("lea", &waive);
    assert_eq!(stands(&r, no, 2), Standing::Waived);
    // Whoever waived may take that back, whoever asked may then take the asking back.
    let back = |reason: &str| act(no, "pre", ListAct::Retract { item: 2, reason: Some(reason.into()) });
    r.ok("lea", &back("wrong change"));
    assert_eq!(stands(&r, no, 2), Standing::Waiting);
    r.ok("ivy", &back("they answer now"));
    assert_eq!(stands(&r, no, 2), Standing::Again);
    says(&r.no("bo", &back("mine")), "bo has recorded nothing");
    // Before anything is deployed there is nothing to take back: it failed, and waits.
    let early = r.no("ivy", &fail("back_out", Some("no way on")));
    says(&early, "nothing of CHG-1 is deployed that could be backed out");
    assert_eq!(
        early.reasons[0].remedy.split(" --reason").next(),
        Some("record that it failed: quorate run fail CHG-1 2 --list pre")
    );
    r.ok("ivy", &on(no, ChangeCommand::Start { environment: None, share: None }));
    r.ok("ivy", &fail("back_out", Some("no way on")));
    assert_eq!(stands(&r, no, 2), Standing::Failed);
}

#[test]
fn only_an_item_that_says_so_is_waived() {
    let (mut r, no) = register();
    let fail = |then: &str| {
        let reason = Some("no time".to_owned());
        act(no, "pre", ListAct::Fail { item: 5, then: then.into(), reason })
    };
    assert_cites(&r.no("ivy", &fail("waive")), Kind::Policy, &["L-1"]);
    r.ok("ivy", &fail("retry"));
    let refusal = r.no("lea", &act(no, "pre", ListAct::Waive { item: 5, reason: None }));
    assert_cites(&refusal, Kind::Policy, &["L-1"]);
    says(&refusal, "cannot be waived");
    assert!(!refusal.reasons.iter().any(|x| x.remedy.contains("--then waive")), "{refusal:#?}");
}

#[test]
fn a_list_is_signed_at_its_time_and_not_before_its_deployment_or_after_it() {
    let (mut r, no) = register();
    let one = act(no, "steps", ListAct::Tick { items: vec![1], note: None });
    let early = r.no("ivy", &one);
    assert_cites(&early, Kind::Policy, &["L-2"]);
    assert!(
        early.reasons.iter().any(|x| x.text == "Steps is signed while its deployment runs; that has not begun"),
        "{early:#?}"
    );
    assert!(early.reasons.iter().any(|x| x.remedy.ends_with("quorate run start CHG-1")), "{early:#?}");
    assert!(r.change(no).checklists.is_empty(), "it is not opened either");
    assert_cites(&r.no("ivy", &act(no, "steps", ListAct::Open)), Kind::Policy, &["L-2"]);
    r.ok("ivy", &on(no, ChangeCommand::Start { environment: None, share: None }));
    r.ok("ivy", &one);
    r.ok("ivy", &on(no, ChangeCommand::Finish { succeeded: false, note: None }));
    let late = r.no("ivy", &act(no, "steps", ListAct::Tick { items: vec![2], note: None }));
    assert!(late.reasons.iter().any(|x| x.text.contains("the deployment has ended")), "{late:#?}");
    let close = |code: &str| on(no, ChangeCommand::Close { code: code.into(), notes: None });
    let refusal = r.no("ivy", &close("successful"));
    assert!(refusal.reasons.iter().any(|x| x.remedy.contains("unsuccessful")), "{refusal:#?}");
    r.ok("ivy", &close("unsuccessful"));
}

#[test]
fn a_retraction_is_free_at_once_and_has_a_reason_later() {
    let (mut r, no) = register();
    let back = |reason: Option<&str>| act(no, "pre", ListAct::Retract { item: 2, reason: reason.map(str::to_owned) });
    r.ok("ivy", &tick(no, 2));
    r.wait(Span::seconds(10));
    r.ok("ivy", &back(None));
    assert_eq!(stands(&r, no, 2), Standing::Open);
    r.ok("ivy", &tick(no, 2));
    r.wait(Span::seconds(11));
    assert_eq!(r.no("ivy", &back(None)).kind, Kind::Missing);
    r.ok("ivy", &back(Some("the wrong pager")));
}

#[test]
fn items_that_the_record_ticks_are_ticked_by_nobody_and_fall_back_with_it() {
    let (mut r, no) = register();
    let refusal = r.no("ivy", &tick(no, 1));
    assert_cites(&refusal, Kind::NotPermitted, &["L-1"]);
    let ready = |value: &str| on(no, ChangeCommand::Edit { fields: vec![("ready".into(), value.into())] });
    r.ok("ivy", &ready("yes"));
    r.ok("ivy", &tick(no, 2));
    let auto = |r: &Register| list(r, no, "pre").course(1).and_then(|c| c.auto);
    assert_eq!(auto(&r), Some(r.now));
    r.ok("ivy", &ready("no"));
    r.ok("ivy", &tick(no, 5));
    assert_eq!(auto(&r), None);
}

#[test]
fn a_template_that_changes_in_mid_run_changes_nothing_and_the_difference_is_said() {
    let (mut r, no) = register();
    r.ok("ivy", &tick(no, 2));
    let before: Sealed = list(&r, no, "pre").sealed.clone();
    let other = PACK.replace("On-call told", "On-call and lead told").replace("id = \"mail\"", "id = \"post\"");
    adopt(&mut r, &other, Some("two items say more"));
    r.ok("ivy", &tick(no, 5));
    assert_eq!(list(&r, no, "pre").sealed, before);
    let (_, pack) =
        r.pack_for(&Command::Board(quorate::domain::command::BoardCommand::Rollcall { present: Vec::new() }));
    let now = quorate::policy::checklist::all(&pack)
        .into_iter()
        .find(|l| l.id() == "pre")
        .unwrap()
        .seal(&quorate::policy::facts::Facts::default());
    assert_eq!(
        before.differs(&now),
        [
            "\"On-call told\" reads \"On-call and lead told\"",
            "new item: Mail queue empty (if applicable)",
            "no longer there: Mail queue empty (if applicable)"
        ]
    );
    assert_ne!(before.digest(), now.digest());
}

#[test]
fn a_strict_list_keeps_its_order_and_ticks_that_follow_too_fast_are_marked() {
    let (mut r, no) = register();
    let steps = |items: &[u32]| act(no, "steps", ListAct::Tick { items: items.to_vec(), note: None });
    r.ok("ivy", &on(no, ChangeCommand::Start { environment: None, share: None }));
    let refusal = r.no("ivy", &steps(&[2]));
    assert_cites(&refusal, Kind::Policy, &["L-2"]);
    says(&refusal, "item 1 (One) comes first");
    r.ok("ivy", &steps(&[1, 2, 3, 4]));
    r.wait(Span(500_000));
    r.ok("ivy", &steps(&[5]));
    assert_eq!(marks(&r, no, "steps", 4), Vec::<String>::new());
    assert_eq!(marks(&r, no, "steps", 5), ["too_fast"]);
    says(&r.no("ivy", &steps(&[6])), "somebody who has no part in the change signs it");
    r.ok("dan", &steps(&[6]));
    assert_eq!(marks(&r, no, "steps", 6), Vec::<String>::new());
}

#[test]
fn a_list_is_handed_over_with_its_state_read_back() {
    let (mut r, no) = register();
    r.ok("ivy", &tick(no, 2));
    let give = act(no, "pre", ListAct::HandOver { to: person("bo"), note: Some("drain is slow".into()) });
    let take = |text: &str| act(no, "pre", ListAct::TakeOver { read_back: text.into() });
    says(&r.no("bo", &take("1 done, 1 next")), "is not handed over to anybody");
    r.ok("ivy", &give);
    says(&r.no("dan", &take("1 done, next is 1")), "is handed over to bo, not to dan");
    says(&r.no("bo", &take("all is well")), "does not say how the list stands");
    r.ok("bo", &take("1 done, next is item 1"));
    assert_eq!(list(&r, no, "pre").holder, person("bo"));
}

#[test]
fn what_is_read_back_is_how_many_are_settled_and_then_which_is_next() {
    let (mut r, no) = register();
    for n in [2, 5, 6] {
        r.ok("ivy", &tick(no, n));
    }
    let give = act(no, "pre", ListAct::HandOver { to: person("bo"), note: None });
    let take = |text: &str| act(no, "pre", ListAct::TakeOver { read_back: text.into() });
    r.ok("ivy", &give);
    for text in ["1 settled, next is 3", "3 settled, next is 4", "3", "next is 1, 3 settled", "31 settled, next is 1"] {
        let refusal = r.no("bo", &take(text));
        says(&refusal, "does not say how the list stands");
        assert!(refusal.reasons[0].remedy.contains("N settled, next is N"), "{text}: {refusal:#?}");
    }
    r.ok("bo", &take("3 of 8 settled, next is 1; item 6 does not apply"));
    assert_eq!(list(&r, no, "pre").holder, person("bo"));
}

#[test]
fn a_list_is_handed_over_by_whoever_has_it_and_to_somebody_who_may_sign() {
    let (mut r, no) = register();
    r.ok("bo", &tick(no, 2));
    let give = |to: &str| act(no, "pre", ListAct::HandOver { to: person(to), note: None });
    let take = act(no, "pre", ListAct::TakeOver { read_back: "1 settled, next is 1".into() });
    let refusal = r.no("dan", &give("lea"));
    says(&refusal, "is in the hands of bo, and not of dan");
    assert_eq!(refusal.kind, Kind::NotPermitted);
    assert!(refusal.reasons[0].remedy.contains("lead, or the change's owner"), "{refusal:#?}");
    says(&r.no("bo", &give("bo")), "nobody hands over to themselves");
    says(&r.no("bo", &give("aud")), "who may sign nothing on it");
    // For somebody who has gone, the owner or whoever leads does; until it is read back the list stays where it is.
    says(&r.no("ivy", &give("bo")), "is in the hands of bo already");
    r.ok("ivy", &give("dan"));
    assert_eq!(list(&r, no, "pre").holder, person("bo"));
    says(&r.no("bo", &give("dan")), "is handed over to dan already");
    let anew = r.ok("lea", &give("lea"));
    assert!(anew.warnings[0].text.contains("was handed over to dan, who had not read it back"), "{anew:#?}");
    says(&r.no("dan", &take), "is handed over to lea, not to dan");
    r.ok("lea", &take);
    assert_eq!(list(&r, no, "pre").holder, person("lea"));
}

/// A change whose steps are signed by one role; it has an owner or none, and bo has its list in hand.
fn steps_by_role(owner: &[(&str, &str)]) -> (Register, ChangeNo) {
    let (mut r, _) = register();
    let signs = "phase = \"during\"\nroles = [\"linux\"]\nsigner_clauses = [\"L-9\"]";
    adopt(&mut r, &PACK.replace("phase = \"during\"", signs), Some("roles sign"));
    let own = [("title", "Kernel"), ("implementers", "bo")];
    let no = r.open("dan", "normal", &own.into_iter().chain(owner.iter().copied()).collect::<Vec<_>>());
    r.ok("dan", &on(no, ChangeCommand::Submit));
    r.ok("bo", &on(no, ChangeCommand::Start { environment: None, share: None }));
    r.ok("bo", &act(no, "steps", ListAct::Open));
    (r, no)
}

/// Given items that a role signs, then the list goes to nobody who may sign none of those that are left.
#[test]
fn a_list_goes_to_somebody_who_may_sign_what_is_left_of_it() {
    let (mut r, no) = steps_by_role(&[("owner", "dan")]);
    let give = |to: &str| act(no, "steps", ListAct::HandOver { to: person(to), note: None });
    let refusal = r.no("bo", &give("dan"));
    assert_cites(&refusal, Kind::NotPermitted, &["L-9"]);
    says(&refusal, "may sign nothing on it");
    assert!(refusal.reasons[0].remedy.contains("whoever signs what is left (linux)"), "{refusal:#?}");
    assert_eq!(r.waits(no, "TAKE OVER"), []);
    r.ok("bo", &give("ivy"));
    assert_eq!(r.waits(no, "TAKE OVER").len(), 1);
}

/// Given a list of somebody who has left, of a change without an owner, then whoever may sign what is left takes it on, and
/// others are told who does.
#[test]
fn a_list_of_somebody_who_left_is_taken_on_by_whoever_may_sign_it() {
    let (mut r, no) = steps_by_role(&[]);
    let give = |to: &str| act(no, "steps", ListAct::HandOver { to: person(to), note: None });
    let remedy = |refusal: &Refusal| refusal.reasons[0].remedy.clone();
    let away = remedy(&r.no("ivy", &give("ivy")));
    assert!(
        away.starts_with("bo; for somebody who has gone its owner, once it has one: quorate run handover"),
        "{away}"
    );
    let retire = quorate::domain::command::PeopleCommand::Retire { person: person("bo") };
    r.ok("adm", &Command::People(retire));
    // It waits for those of the rule, not for who has left; the chair is asked where there is neither owner nor lead.
    let whom = |r: &mut Register| r.waits(no, "HAND ON").into_iter().map(|w| w.0).collect::<Vec<_>>();
    assert_eq!(whom(&mut r), ["role linux", "chair"]);
    let away = r.no("dan", &give("dan"));
    assert_eq!(away.kind, Kind::NotPermitted);
    assert!(remedy(&away).starts_with("bo has left: whoever may sign what is left (linux): quorate"), "{away:#?}");
    r.ok("ivy", &give("ivy"));
    assert!(whom(&mut r).is_empty(), "it waits for ivy, who is there");
    r.ok("ivy", &act(no, "steps", ListAct::TakeOver { read_back: "0 settled, next is 1".into() }));
    assert_eq!(list(&r, no, "steps").holder, person("ivy"));
}

/// Given a list that was handed to somebody who left before reading it back, then it waits for whoever still has it.
#[test]
fn a_list_that_nobody_is_left_to_take_over_waits_for_its_holder() {
    let (mut r, no) = steps_by_role(&[("owner", "dan")]);
    r.ok("bo", &act(no, "steps", ListAct::HandOver { to: person("ivy"), note: None }));
    assert_eq!(r.waits(no, "HAND ON"), []);
    let retire = quorate::domain::command::PeopleCommand::Retire { person: person("ivy") };
    r.ok("adm", &Command::People(retire));
    assert_eq!(r.waits(no, "HAND ON"), [("person bo".to_owned(), None)]);
}

#[test]
fn nobody_signs_here_for_somebody_whom_the_list_does_not_let() {
    let (mut r, no) = register();
    let here = |list: &str, item, who: &str| act(no, list, ListAct::SignHere { item, signer: person(who) });
    r.ok("dan", &tick(no, 4));
    says(&r.no("dan", &here("pre", 4, "dan")), "the same person never signs twice");
    assert_eq!(r.no("dan", &here("pre", 4, "zoe")).kind, Kind::UnknownPerson);
    assert_eq!(r.no("dan", &here("pre", 4, "aud")).kind, Kind::NotPermitted);
    r.ok("dan", &here("pre", 4, "bo"));
    let last = list(&r, no, "pre").course(4).unwrap().signed.last().unwrap().clone();
    let marks = vec!["out_of_order".into(), "same_terminal".into()];
    assert_eq!((last.by, last.at_terminal_of, last.marks), (person("bo"), Some(person("dan")), marks));
    r.ok("ivy", &on(no, ChangeCommand::Start { environment: None, share: None }));
    r.ok("ivy", &act(no, "steps", ListAct::Open));
    says(&r.no("ivy", &here("steps", 1, "bo")), "nobody signs on another person's terminal");
}

#[test]
fn a_list_that_is_open_is_not_opened_again_until_it_failed_or_is_complete() {
    let (mut r, no) = register();
    r.ok("ivy", &on(no, ChangeCommand::Start { environment: None, share: None }));
    r.ok("ivy", &act(no, "steps", ListAct::Open));
    assert_eq!(r.no("ivy", &act(no, "steps", ListAct::Open)).kind, Kind::AlreadyDone);
    let fail = ListAct::Fail { item: 1, then: "back_out".into(), reason: Some("broken".into()) };
    r.ok("ivy", &act(no, "steps", fail));
    r.ok("ivy", &act(no, "steps", ListAct::Open));
    assert_eq!((list(&r, no, "steps").round, list(&r, no, "steps").courses.len()), (2, 0));
    assert_eq!(r.no("ivy", &act(no, "nosuch", ListAct::Open)).kind, Kind::NotFound);
    // A phase stands for its list.
    r.ok("ivy", &act(no, "deploy", ListAct::Tick { items: vec![1], note: None }));
    assert_eq!(list(&r, no, "steps").courses.len(), 1);
}

#[test]
fn monitoring_after_a_prod_deployment_has_its_slots_and_none_is_signed_early() {
    let pack = quorate::app::packs::parse(&quorate::app::packs::text("three-env").unwrap()).unwrap();
    let list = quorate::policy::checklist::all(&pack)
        .into_iter()
        .find(|l| l.id() == "monitoring")
        .unwrap()
        .seal(&quorate::policy::facts::Facts::default());
    let finished = at("2026-03-10 18:00");
    let slots: Vec<String> = list
        .items
        .iter()
        .filter(|i| i.clauses == ["PM-5.4-01"])
        .map(|i| quorate::policy::checklist::times(&pack.calendar, i.after.as_ref().unwrap(), finished))
        .map(|(from, until)| {
            format!("{} {}", from.since(finished).as_seconds() / 60, until.unwrap().since(from).as_seconds() / 60)
        })
        .collect();
    assert_eq!(slots, ["30 30", "60 30", "90 30", "120 30", "150 30", "180 30", "210 30", "240 30"]);
    assert_eq!(list.items.iter().filter(|i| i.clauses == ["PM-5.4-02"]).count(), 6);
    let times = |clause: &str| {
        let item = list.items.iter().find(|i| i.clauses == [clause]).unwrap();
        quorate::policy::checklist::times(&pack.calendar, item.after.as_ref().unwrap(), finished).0
    };
    assert_eq!(times("PM-5.4-03"), at("2026-03-13 18:00"));
    assert_eq!(times("PM-5.4-04"), at("2026-03-17 00:00"));
    // The lists have as many items as their documents say.
    let items = |pack: &str, id: &str| {
        let pack = quorate::app::packs::parse(&quorate::app::packs::text(pack).unwrap()).unwrap();
        quorate::policy::checklist::all(&pack).into_iter().find(|l| l.id() == id).unwrap().items.len()
    };
    for (pack, id, count) in [
        ("three-env", "pre_dev", 9),
        ("three-env", "pre_test", 10),
        ("three-env", "pre_prod", 12),
        ("three-env", "post_dev", 5),
        ("three-env", "post_test", 8),
        ("three-env", "post_prod", 9),
        ("aivo", "pre_deployment", 7),
        ("aivo", "during_deployment", 5),
        ("aivo", "post_deployment", 5),
        ("aivo", "validation", 5),
        ("aivo", "post_emergency", 5),
        ("aivo", "rollback_application", 5),
        ("aivo", "rollback_database", 6),
        ("aivo", "rollback_infrastructure", 5),
        ("ghostquant", "preparation", 5),
        ("ghostquant", "pre_implementation", 6),
        ("ghostquant", "blue_green", 5),
        ("ghostquant", "validation", 5),
        ("ghostquant", "post_implementation", 6),
        ("ghostquant", "rollback", 5),
        ("ghostquant", "rollback_blue_green", 4),
        ("ghostquant", "emergency_review", 5),
    ] {
        assert_eq!(items(pack, id), count, "{pack} {id}");
    }
}
