//! Line mode: the same flows by numbered questions.

use super::run::{Place, board_of_five, waiting_for_the_board};

fn talk(place: &Place, who: &str, answers: &str) -> String {
    let ran = place.fed(who, &["--line"], answers);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.out.contains('\x1b'), "no cursor movement: {:?}", ran.out);
    ran.out
}

/// The number before the act whose line begins so, on the change's page.
fn number(place: &Place, who: &str, no: &str, act: &str) -> String {
    let page = talk(place, who, &format!("{no}\nq\nq\n"));
    let line = page.lines().find(|l| l.split_once(' ').is_some_and(|(_, rest)| rest.starts_with(act)));
    line.unwrap_or_else(|| panic!("no \"{act}\" in {page}")).split_once(' ').unwrap().0.to_owned()
}

#[test]
fn a_member_votes_from_the_inbox() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let home = talk(&place, "ciso", "q\n");
    assert!(home.contains("1 VOTE CHG-1 Add a read replica, risk moderate"), "{home}");
    let vote = number(&place, "ciso", "CHG-1", "Cast or change a vote");
    let said = talk(&place, "ciso", &format!("1\n{vote}\n1\nlooks fine\nno\nq\nq\n"));
    assert!(said.contains("Nothing was recorded."), "{said}");
    assert_eq!(place.doc("ciso", "vote tally CHG-1")["voted"], 0, "only yes records");
    let said = talk(&place, "ciso", &format!("1\n{vote}\n1\nlooks fine\nyes\nq\nq\n"));
    assert!(said.contains("CHG-1: vote cast"), "{said}");
    let tally = place.doc("ciso", "vote tally CHG-1");
    assert_eq!(tally["voted"], 1);
    let own = tally["members"].as_array().unwrap().iter().find(|m| m["person"] == "ciso").unwrap();
    assert_eq!(own["choice"], "approve", "one's own vote shows");
    let said = talk(&place, "cto", "CHG-1\nd\nt\nh\nw\n?\nq\nq\n");
    assert!(
        said.contains("Ballot 1 on CHG-1") && said.contains("opened ballot 1") && said.contains("? help."),
        "{said}"
    );
}

#[test]
fn a_change_is_opened_by_questions_and_a_draft_survives() {
    let place = board_of_five();
    let said = talk(&place, "rita", "n\n2\nWarm the cache\nq\nq\n");
    assert!(said.contains("The draft is kept"), "{said}");
    assert_eq!(place.doc("rita", "change list")["items"].as_array().unwrap().len(), 0);
    let said = talk(&place, "rita", "n\nq\nq\n");
    assert!(said.contains("A draft is kept: normal change \"Warm the cache\"."), "{said}");
    // Every further question is answered with an empty line until the page that opens the change.
    let mut answers = String::from("n\n1\n");
    answers.push_str(&"\n".repeat(60));
    let said = talk(&place, "rita", &answers);
    let questions = said.split("open the change now").next().unwrap().matches("> ").count();
    let answers = format!("n\n1\n{}1\nyes\nq\n", "\n".repeat(questions - 2));
    let said = talk(&place, "rita", &answers);
    assert!(said.contains("CHG-1: opened"), "{said}");
    assert_eq!(place.doc("rita", "change view CHG-1")["title"], "Warm the cache");
    let said = talk(&place, "rita", "l\n/cache\n1\nq\nq\nq\n");
    assert!(said.contains("CHG-1 Warm the cache, new"), "{said}");
}

#[test]
fn refusals_are_told_and_the_conversation_goes_on() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Bare");
    let submit = number(&place, "rita", "CHG-1", "Hand the request in");
    let said = talk(&place, "rita", &format!("CHG-1\n{submit}\nyes\nq\nb\nv\nnonsense\nCHG-77\n"));
    assert!(said.contains("refused: CHG-1") && said.contains("GQ-request-01"), "{said}");
    assert!(said.contains("quorum 3 of 5") && said.contains("whole: "), "{said}");
    assert!(said.contains("\"nonsense\" is none of these") && said.contains("there is no CHG-77"), "{said}");
}
