//! The panes of line mode: packs and clauses, the ledger, the calendar with its freezes, checklists with two signers.

use super::checklist::twelve;
use super::line_mode::talk;
use super::run::waiting_for_the_board;
use serde_json::json;

#[test]
fn packs_and_their_clauses_are_browsed() {
    let place = waiting_for_the_board();
    let said = talk(&place, "rita", "g p\nq\nq\n");
    let line = said.lines().find(|l| l.contains(" ghostquant: ")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.contains(", in force. ") && line.contains(" enforced"), "{line}");
    let number = line.split(' ').next().unwrap();
    let said = talk(&place, "rita", &format!("gp\n{number}\n/quorum\n1\n99\nf\n/\nj\nj\ng g\nd\n?\ngh\nq\n"));
    let first = said.lines().find(|l| l.starts_with("1 GQ-") && l.to_lowercase().contains("quorum"));
    let id = first.unwrap_or_else(|| panic!("{said}")).split(' ').nth(1).unwrap().to_owned();
    assert!(said.contains(&format!("{id}, ")) && said.contains("Section ") && said.contains("Carried by "), "{said}");
    assert!(said.contains("There is no number 99 here."), "{said}");
    // The state that is looked for, pages on, and the pack itself.
    assert!(said.contains(", found by \"quorum\", all.") && said.contains("clauses, enforced."), "{said}");
    assert!(said.contains("\n21 GQ-") && said.contains("\n41 GQ-") && said.contains("j the next ones."), "{said}");
    assert!(said.contains("f next state of clauses to show.") && said.contains("g l go to the ledger."), "{said}");
    // What `policy show` tells.
    let shown = place.ok("rita", "policy show ghostquant").out;
    assert!(said.contains(shown.lines().nth(3).unwrap()), "{said}");
}

#[test]
fn the_ledger_is_read_of_all_and_of_a_record() {
    let place = waiting_for_the_board();
    let newest = place.doc("rita", "audit log")["items"][0].clone();
    let (seq, hash) = (newest["seq"].as_u64().unwrap(), newest["hash"].as_str().unwrap().to_owned());
    let said = talk(&place, "rita", &format!("g l\n{seq}\nj\ng g\nverify\nq\nq\n"));
    assert!(said.contains("Ledger of everything, newest first"), "{said}");
    assert!(said.contains(&format!("Entry {seq}: ")) && said.contains(&format!("hash {hash}")), "{said}");
    // Twenty entries at a time: the ones before them came after j.
    assert!(said.lines().any(|l| l.starts_with(&format!("{} ", seq - 20))), "{said}");
    assert!(said.contains("whole: "), "{said}");
    let said = talk(&place, "rita", "CHG-1\nL\nj\nj\nq\nq\nq\n");
    assert!(said.contains("Ledger of CHG-1, newest first") && said.contains("No older entries."), "{said}");
    assert!(!said.contains(" people "), "only what is the change's own: {said}");
}

#[test]
fn a_freeze_is_announced_and_ended_and_the_calendar_tells_it() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-31T15:00:00Z".into();
    let words = "Quarter end\n2026-04-07 00:00\n2026-04-09\nbooks close\n\n\n\n";
    let said = talk(&place, "cto", &format!("g c\n+\n{words}no\nq\nq\n"));
    assert!(said.contains("Nothing was recorded."), "{said}");
    let said = talk(&place, "cto", &format!("g c\n+\n{words}yes\nd\nd\nd\nd\nq\nq\n"));
    assert!(said.contains("It stops nothing that is scheduled."), "{said}");
    assert!(said.contains("freeze 1: Quarter end, "), "{said}");
    assert!(said.contains("to come, announced by"), "{said}");
    assert!(said.contains("X freeze  o holiday"), "the year: {said}");
    let freezes = place.doc("cto", "freeze list");
    let own =
        |n: usize| freezes["items"].as_array().unwrap().iter().filter(|f| f["title"] == "Quarter end").count() == n;
    assert!(own(1), "{freezes}");
    // Weeks, months and years on and back; then it is ended by its number.
    let said = talk(&place, "cto", "gc\n]\n[\n}\n{\n>\n<\ng t\nX\n1\nno longer needed\nyes\nX\nq\nq\n");
    assert!(said.contains("Mon 6 Apr 2026") && said.contains("Mon 30 Mar 2026") && said.contains(" 2027"), "{said}");
    assert!(said.contains("No announced freeze holds or is to come."), "{said}");
    assert!(place.ok("cto", "audit log").out.contains("no longer needed"));
    // What it stops is named, and the number on the page is asked for: another one announces nothing.
    let stops = "Easter\n2026-04-04 00:00\n2026-04-06\n\n\n\n\n100\nq\n";
    let said = talk(&place, "cto", &format!("gc\n+\n{stops}q\nq\n"));
    assert!(said.contains("IT STOPS 1: CHG-1 is scheduled in it") && said.contains("Nothing was recorded."), "{said}");
    // Backwards times are told, and nothing is recorded.
    let wrong = "Odd\n2026-04-08 10:00\n2026-04-07 10:00\n\n\n\n\n";
    let said = talk(&place, "cto", &format!("gc\n+\n{wrong}yes\nq\nq\n"));
    assert!(said.contains("ends before it begins") || said.contains("before"), "{said}");
    assert!(!place.ok("cto", "audit log").out.contains("Odd"), "{said}");
}

#[test]
fn a_checklist_is_worked_through_by_two_people() {
    let place = twelve();
    let runs = talk(&place, "ivy", "g r\nq\nq\n");
    assert!(runs.contains("1 CHG-1 Kernel, PRE-DEPLOY, not begun, 2 of 12 done"), "{runs}");
    // Plain items: the item, then the blank of the screens or the number of the act; no yes.
    let plain: String = [3, 5, 7, 10, 11].map(|n| format!("{n}\n{}\n", if n == 3 { "space" } else { "1" })).concat();
    // The record's own, one that applies always, and one without a half: told, nothing recorded.
    let refused = "1\nspace\ne\nq\n3\n-\nS\nu\n\nno\n";
    let said = talk(&place, "ivy", &format!("g r\n1\n{refused}{plain}q\nq\nq\n"));
    assert!(said.contains("the record itself ticks this item"), "{said}");
    assert!(said.contains("F says that it failed"), "{said}");
    assert!(said.contains("nothing waits for a second signature here"), "{said}");
    let state = |n: usize| place.doc("ivy", "run view CHG-1")["items"][n - 1]["state"].clone();
    for n in [3, 5, 7, 10, 11] {
        assert_eq!(state(n), "done", "{n}: {said}");
    }
    // Evidence: pasted over lines, a file, a command that is shown before it is attached; a secret is masked.
    place.write("snap.txt", "snapshot 17 done\n");
    let paste = "4\ne\n1\nrestored 4 of 4\npassword=hunter22\n.\n1\nyes\n";
    let said = talk(&place, "ivy", &format!("gr\n1\n{paste}8\ne\n3\nsnap.txt\nyes\n6\ne\n2\nyes\nq\nq\nq\n"));
    assert!(said.contains("this looks like a secret (a password or token)?"), "{said}");
    assert!(said.contains("| kernel 6.1.0-31") && said.contains(", exit 0?"), "{said}");
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(view["items"][3]["evidence"][0]["masked"], 1, "{said}");
    assert_eq!((&view["items"][7]["state"], &view["items"][5]["state"]), (&json!("done"), &json!("half")));
    talk(&place, "ivy", "gr\n1\n9\n \n12\n \nq\nq\nq\n");
    // The second signer, from their inbox: per item its number, the act, sign, yes.
    let home = talk(&place, "bo", "q\n");
    assert!(home.contains("1 SIGN CHG-1"), "{home}");
    let signed: String = [6, 9, 12].map(|n| format!("{n}\n1\n1\nyes\n")).concat();
    let said = talk(&place, "bo", &format!("1\n{signed}q\nq\n"));
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!((&view["state"], &view["done"]), (&json!("complete"), &json!(12)), "{said}");
    place.ok("ivy", "audit verify");
}

#[test]
fn words_are_there_again_when_the_line_was_cut_in_the_middle_of_an_item() {
    let place = twelve();
    // The input ends while evidence is pasted; what looks like a secret is not kept as it is.
    talk(&place, "ivy", "gr\n1\n4\ne\n1\nrestored 4 of 4\npassword=hunter22\n");
    assert_eq!(place.doc("ivy", "run view CHG-1")["state"], "none", "nothing was recorded");
    let bytes = std::fs::read(place.path("q.db")).unwrap();
    let secret = b"hunter22";
    assert!(!bytes.windows(secret.len()).any(|w| w == secret), "the secret lies in the file");
    let said = talk(&place, "ivy", "gr\n1\n4\ne\n1\n1\nand checked\n.\nyes\nq\nq\nq\n");
    assert!(said.contains("You wrote before:") && said.contains("| restored 4 of 4"), "{said}");
    let view = place.doc("ivy", "run view CHG-1");
    let text = view["items"][3]["evidence"][0]["text"].as_str().unwrap_or_else(|| panic!("{said}"));
    assert!(text.starts_with("restored 4 of 4\n") && text.ends_with("\nand checked"), "{text}");
    // Recorded, they are gone; the words of another item wait for that one, and an empty line takes them.
    talk(&place, "ivy", "gr\n1\n5\nF\n1\nthe mute was refused\n");
    let said = talk(&place, "ivy", "gr\n1\n5\nF\n1\n\nyes\n5\nF\n1\nq\nq\nq\nq\n");
    assert!(said.contains("You wrote \"the mute was refused\"; an empty line takes that."), "{said}");
    assert_eq!(said.matches("You wrote").count(), 1, "{said}");
    assert_eq!(place.doc("ivy", "run view CHG-1")["items"][4]["failures"], 1, "{said}");
}

#[test]
fn an_item_fails_is_waived_and_the_list_changes_hands() {
    let place = twelve();
    place.ok("ivy", "run tick CHG-1 3");
    let said = talk(&place, "ivy", "gr\n1\n5\nF\n1\nmute refused\nyes\n5\nF\n2\nno mute here\nyes\nq\nq\nq\n");
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(view["items"][4]["state"], "waiting", "{said}");
    assert_eq!(view["items"][4]["failures"], 2, "{said}");
    // Retracted at once, and given to the next shift, who reads it back.
    let said = talk(&place, "ivy", "gr\n1\n7\n1\n7\nu\n\nyes\nH\nbo\nweb-01 is drained\nyes\nq\nq\nq\n");
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!((&view["items"][6]["state"], &view["handed_to"]), (&json!("open"), &json!("bo")), "{said}");
    let odd = talk(&place, "ivy", "gr\n1\nH\nq\nL\nq\nd\nq\nq\nq\n");
    assert!(
        odd.contains("Hand PRE-DEPLOY to somebody else: bo has not read it back") && odd.contains("Ledger of CHG-1"),
        "{odd}"
    );
    let said = talk(&place, "bo", "gr\n1\nH\nwhat was said\nyes\nH\n3 are settled, 4 is next\nyes\nq\nq\nq\n");
    let view = place.doc("ivy", "run view CHG-1");
    assert!(said.contains("Take PRE-DEPLOY over: web-01 is drained"), "{said}");
    assert!(said.contains("the read-back does not say how the list stands"), "{said}");
    assert_eq!((&view["in_hand"], &view["handed_to"]), (&json!("bo"), &json!(null)), "{said}");
    // A name that is none is told.
    let said = talk(&place, "bo", "gr\n1\nH\nno one at all\nx\nq\nq\nq\n");
    assert!(place.doc("ivy", "run view CHG-1")["handed_to"].is_null(), "{said}");
}

#[test]
fn a_second_person_signs_on_this_terminal_by_their_code() {
    let place = twelve();
    place.ok("ivy", "run tick CHG-1 9");
    let code = place.doc("bo", "code")["code"].as_str().unwrap().to_owned();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let said = talk(&place, "ivy", &format!("gr\n1\n9\nS\n{wrong}\nS\n{code}\nq\nq\nq\n"));
    assert!(said.contains("this is not a code that anybody has now"), "{said}");
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(view["items"][8]["marks"], json!(["same_terminal"]), "{said}");
}

#[test]
fn a_change_tells_when_it_may_run_and_takes_back() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let said = talk(&place, "ciso", "CHG-1\nv\n1\n\nyes\nu\n3\ntoo soon\nyes\nw\no\nq\nq\n");
    let tally = place.doc("ciso", "vote tally CHG-1");
    let own = tally["members"].as_array().unwrap().iter().find(|m| m["person"] == "ciso").unwrap().clone();
    assert_eq!((&own["choice"], &tally["voted"]), (&json!("reject"), &json!(1)), "{said}");
    assert!(said.contains("CHG-1 may run from") || said.contains("CHG-1 may not run from"), "{said}");
    assert!(said.contains("No link stands in this record."), "{said}");
    // Queue: by state, type and risk, in another order; from there to any pane.
    let said = talk(&place, "rita", "g q\nf\ns\nt\n2\nr\n1\n/replica\nj\ng b\nq\nq\n");
    assert!(said.contains("Changes, open, oldest first, type "), "{said}");
    assert!(said.contains("found by replica") && said.contains("quorum 3 of 5"), "{said}");
}
