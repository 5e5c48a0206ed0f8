//! Line mode: the same flows by numbered questions.

use super::run::{Place, board_of_five, waiting_for_the_board};

pub fn talk(place: &Place, who: &str, answers: &str) -> String {
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
    let said = talk(&place, "cto", "CHG-1\nd\nv\nq\nL\nq\n?\nq\nq\n");
    assert!(
        said.contains("Ballot 1 on CHG-1")
            && said.contains("opened ballot 1")
            && said.contains("Not possible now:")
            && said.contains("w when it may run"),
        "{said}"
    );
}

#[test]
fn a_change_is_opened_by_questions_and_a_draft_survives() {
    let place = board_of_five();
    let said = talk(&place, "rita", "+\n2\nWarm the cache\nq\nq\n");
    assert!(said.contains("The draft is kept"), "{said}");
    assert_eq!(place.doc("rita", "change list")["items"].as_array().unwrap().len(), 0);
    let said = talk(&place, "rita", "+\nq\nq\n");
    assert!(said.contains("A draft is kept: normal change \"Warm the cache\"."), "{said}");
    // Every further question is answered with an empty line until the page that opens the change.
    let mut answers = String::from("+\n1\n");
    answers.push_str(&"\n".repeat(60));
    let said = talk(&place, "rita", &answers);
    let questions = said.split("open the change now").next().unwrap().matches("> ").count();
    let answers = format!("+\n1\n{}1\nyes\nq\n", "\n".repeat(questions - 2));
    let said = talk(&place, "rita", &answers);
    assert!(said.contains("CHG-1: opened"), "{said}");
    assert_eq!(place.doc("rita", "change view CHG-1")["title"], "Warm the cache");
    let said = talk(&place, "rita", "gq\n/cache\n1\nq\nq\nq\n");
    assert!(said.contains("CHG-1 Warm the cache, new"), "{said}");
}

#[test]
fn refusals_are_told_and_the_conversation_goes_on() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Bare");
    let submit = number(&place, "rita", "CHG-1", "Hand the request in");
    let said = talk(&place, "rita", &format!("CHG-1\n{submit}\nyes\nq\ngb\nq\nverify\nnonsense\nCHG-77\n"));
    assert!(said.contains("refused: CHG-1") && said.contains("GQ-request-01"), "{said}");
    assert!(said.contains("quorum 3 of 5") && said.contains("whole: "), "{said}");
    assert!(said.contains("\"nonsense\" is none of these") && said.contains("there is no CHG-77"), "{said}");
}

#[test]
fn the_chair_opens_reads_out_and_closes_a_ballot() {
    let place = waiting_for_the_board();
    let open = number(&place, "cto", "CHG-1", "Open a ballot");
    let said = talk(&place, "cto", &format!("CHG-1\n{open}\n1\n4\nyes\nq\nq\n"));
    assert!(said.contains("CHG-1: vote opened"), "{said}");
    let call = number(&place, "cto", "CHG-1", "Record who is present");
    let said = talk(&place, "cto", &format!("CHG-1\n{call}\n1\n1\n1\n4\n4\nyes\nq\nq\n"));
    assert_eq!(place.doc("cto", "vote tally CHG-1")["present"], 3, "{said}");
    let before = place.doc("cto", "vote tally CHG-1");
    let members = before["members"].as_array().unwrap();
    // Those in the room approve; whoever is not there is not asked.
    let votes: String = members.iter().filter(|m| m["presence"] == "present").map(|_| "1\n").collect();
    assert_eq!(votes.lines().count(), 3);
    let read = number(&place, "cto", "CHG-1", "Enter the votes that members read out");
    let said = talk(&place, "cto", &format!("CHG-1\n{read}\n{votes}\nrehearsed\nyes\nq\nq\n"));
    let tally = place.doc("cto", "vote tally CHG-1");
    assert_eq!((&tally["outcome"], &tally["for"]), (&"carried".into(), &3.into()), "{said}");
    let via = tally["members"].as_array().unwrap().iter().find(|m| m["voted"] == true && m["person"] != "cto").unwrap();
    assert_eq!(via["via"], "cto");
    assert_eq!(place.doc("cto", "change view CHG-1")["decision"], "approved");
}

#[test]
fn comments_clones_and_risks_are_entered_by_questions() {
    let place = waiting_for_the_board();
    let comment = number(&place, "ciso", "CHG-1", "Comment on a change");
    let said = talk(&place, "ciso", &format!("CHG-1\n{comment}\n\nlooks complete\nyes\nq\nq\n"));
    assert!(said.contains("A few words are needed") && said.contains("CHG-1: comment"), "{said}");
    assert_eq!(place.doc("rita", "change view CHG-1")["comments"][0]["text"], "looks complete");
    let clone = number(&place, "rita", "CHG-1", "Open a change request with the fields of another");
    talk(&place, "rita", &format!("CHG-1\n{clone}\nOnce more\nyes\nq\nq\n"));
    let cloned = place.doc("rita", "change view CHG-2");
    assert_eq!((&cloned["title"], &cloned["state"]), (&"Once more".into(), &"new".into()));
    let risk = number(&place, "rita", "CHG-1", "Enter a risk into the register");
    talk(&place, "rita", &format!("CHG-1\n{risk}\nlag grows\n\nyes\nq\nq\n"));
    let risks = place.doc("rita", "risk list");
    assert_eq!((&risks["items"][0]["text"], &risks["items"][0]["change"]), (&"lag grows".into(), &"CHG-1".into()));
    let defer = number(&place, "cto", "CHG-1", "Defer the decision");
    talk(&place, "cto", &format!("CHG-1\n{defer}\n2\n1\nno tested restore\nyes\nq\nq\n"));
    assert!(place.ok("rita", "audit log CHG-1").out.contains("no way back: no tested restore"));
    for (person, what) in [("cto", "hold"), ("cto", "resume"), ("cto", "cancel")] {
        let words = quorate::app::catalog::ALL.iter().find(|e| e.act == what).unwrap().text;
        let act = number(&place, person, "CHG-1", words);
        let reason = if what == "resume" { "" } else { "a reason\n" };
        let said = talk(&place, person, &format!("CHG-1\n{act}\n{reason}yes\nq\nq\n"));
        assert!(!said.contains("refused"), "{said}");
    }
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "canceled");
}

#[test]
fn every_act_of_a_pack_on_a_change_has_questions() {
    use quorate::domain::change::states::states_for;
    let offered: std::collections::BTreeSet<_> = quorate::app::acts::offer::ACTS.into_iter().collect();
    use quorate::policy::act::Act;
    // A deployment on the way ends by the same question as the last one; items are ticked and waived on their lists;
    // a command runs in the terminal that it is typed in, and is begun there.
    let elsewhere = |a: Act| match a {
        Act::Deployed => offered.contains("finish"),
        Act::Tick | Act::Waive => {
            let shown = quorate::app::keymap::BINDINGS.iter();
            shown.filter(|b| b.context == quorate::app::keymap::Context::Run).count() > 5
        }
        Act::Exec => quorate::app::catalog::twin("exec", "CHG-7").is_some_and(|t| t.contains(" -- COMMAND")),
        _ => false,
    };
    for act in Act::ALL.iter().copied().filter(|a| !states_for(*a).is_empty() && !elsewhere(*a)) {
        let word = serde_json::to_value(act).unwrap();
        assert!(offered.contains(word.as_str().unwrap()), "{act:?} has no place in line mode");
    }
}

#[test]
fn a_meeting_is_held_from_opening_to_minutes() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:00:00Z".into();
    // Says the words after the number of the act whose label begins so.
    let act = |place: &Place, who: &str, label: &str, answers: &str| {
        let page = talk(place, who, "m\nq\nq\n");
        let line = page.lines().find(|l| l.split_once(' ').is_some_and(|(_, rest)| rest.starts_with(label)));
        let number = line.unwrap_or_else(|| panic!("no \"{label}\" in {page}")).split(' ').next().unwrap().to_owned();
        talk(place, who, &format!("m\n{number}\n{answers}q\nq\n"))
    };
    let opened = act(&place, "cto", "Open the meeting", "yes\n");
    assert!(opened.contains("Change Advisory Board 2026-W10, in progress"), "{opened}");
    act(&place, "ciso", "Join as present", "yes\n");
    // System owner, DevSecOps lead and compliance officer: room, phone, excused.
    // Nobody of those who are here has left.
    act(&place, "cto", "Record who is present", "1\n2\n4\n2\nyes\n");
    let met = talk(&place, "cto", "m\nq\nq\n");
    assert!(met.contains("Present 4 of 5, quorum 3: MET."), "{met}");
    let there = talk(&place, "cto", "m\n]\n]\n]\n]\nq\nq\n");
    assert!(there.contains("Item 4 of 7: CHG-1 Add a read replica, current."), "{there}");
    act(&place, "cto", "Write a note", "1\nReads were measured\nyes\n");
    act(&place, "cto", "Give somebody an action", "Tell the readers\ntom\n2026-03-11 10:00\nyes\n");
    let page = talk(&place, "cto", "m\nd\nq\nq\nq\n");
    assert!(page.contains("Open a ballot"), "{page}");
    talk(&place, "cto", "m\nV\n1\n1\nyes\nq\nq\n");
    let voting = talk(&place, "cto", "m\nq\nq\n");
    assert!(voting.contains("voting, voted 0 of 4."), "{voting}");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    // Closing in the meeting confirms the criteria that it names.
    let closed = talk(&place, "cto", "m\nX\nready\nyes\nq\nq\n");
    assert!(closed.contains("you confirm as considered: ") && closed.contains("CHG-1"), "{closed}");
    assert_eq!(place.doc("cto", "change view CHG-1")["decision"], "approved");
    // Closing asks for the week, and nothing else closes.
    let closing = act(&place, "cto", "Close the meeting", "9\n10\nyes\nm\nq\n");
    assert!(closing.contains("Type 10, or q to go back."), "{closing}");
    let minutes = place.ok("cto", "meeting minutes").out;
    for part in ["carried, 3 for", "Reads were measured", "Tell the readers", "CHECKPOINT"] {
        assert!(minutes.contains(part), "{part}: {minutes}");
    }
}

/// A change with two deployments under way, that to staging by blue-green.
fn on_two_stages() -> Place {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    let begun = place.ok("devsecops_lead", "run start CHG-1 --env staging --method blue_green");
    assert!(begun.out.contains("deployment to staging started"), "{begun:?}");
    place.ok("devsecops_lead", "run start CHG-1 --env development");
    place
}

#[test]
fn of_two_deployments_questions_ask_which_is_meant() {
    let place = on_two_stages();
    let who = "devsecops_lead";
    let page = talk(&place, who, "CHG-1\nq\nq\n");
    assert!(page.contains("finish the deployments to staging and development"), "{page}");
    // The older one is the one that may be raised, and the act says so.
    assert!(page.contains("Give a deployment more of its targets (staging)"), "{page}");
    let finish =
        number(&place, who, "CHG-1", "End the implementation, or a deployment on the way (staging, development)");
    let ended = talk(&place, who, &format!("CHG-1\n{finish}\n1\n2\nerrors\nyes\nq\nq\n"));
    assert!(ended.contains("deployment to staging ended as a failure"), "{ended}");
    let states = |i: usize| place.doc(who, "run status CHG-1")["deployments"][i]["state"].clone();
    assert_eq!((states(0), states(1)), ("failed".into(), "deploying".into()));
    // Of one alone nobody is asked.
    let finish = number(&place, who, "CHG-1", "End the implementation, or a deployment on the way (development)");
    talk(&place, who, &format!("CHG-1\n{finish}\n1\n\nyes\nq\nq\n"));
    assert_eq!(states(1), "succeeded");
}

/// GQ-impl-07: blue-green goes on step by step, also by questions.
#[test]
fn a_step_of_a_method_passes_by_questions_gq_impl_07() {
    let place = on_two_stages();
    let who = "devsecops_lead";
    let step = number(&place, who, "CHG-1", "Say that a step of the method has passed, or failed (staging)");
    let said = talk(&place, who, &format!("CHG-1\n{step}\n1\nfour pods\nyes\nq\nq\n"));
    assert!(said.contains("step recorded in staging"), "{said}");
    let steps = place.doc(who, "run status CHG-1")["deployments"][0]["steps"].clone();
    assert_eq!((&steps[0]["state"], &steps[1]["state"]), (&"passed".into(), &"open".into()));
    // The next step is asked for now, and the one before may be said again.
    let asked = talk(&place, who, &format!("CHG-1\n{step}\n1\nq\nq\nq\n"));
    assert!(asked.contains("health checks and smoke tests executed"), "{asked}");
    assert!(asked.contains("new version deployed to green, passed before"), "{asked}");
}

/// Advice on one of two deployments is a command that works as it stands, and what is implemented is not begun again.
#[test]
fn advice_on_one_of_two_deployments_names_it() {
    let place = on_two_stages();
    let who = "devsecops_lead";
    let early = place.run(who, "run step CHG-1 smoke --env staging");
    assert!(early.err.contains("quorate run step CHG-1 green --env staging"), "{early:?}");
    let red = place.ok(who, "run step CHG-1 green --env staging --result failed --note red");
    assert!(format!("{}{}", red.out, red.err).contains("run finish CHG-1 --env staging --result failed"), "{red:?}");
    place.ok(who, "run finish CHG-1 --env development --result ok");
    let alone = place.run(who, "run step CHG-1 smoke --env staging");
    assert!(alone.err.contains("quorate run step CHG-1 green\n"), "{alone:?}");
}
