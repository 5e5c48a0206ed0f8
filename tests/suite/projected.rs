//! What is projected before a board: one measure of quorum on all screens, and no word that is not so.

use crate::stage;
use quorate::domain::command::{ChangeCommand, Command};
use quorate::sheets::ballot::AlteredLine;
use quorate::sheets::change::{ChangeSheet, ConditionLine};
use quorate::sheets::meeting::{BesideLine, MeetingSheet};
use quorate::sheets::quorum::Quorum;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Failure, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::theme::Theme;

const SIZES: [(u16, u16); 4] = [(40, 20), (80, 24), (120, 40), (200, 60)];
const LOOK: Look = Look { theme: Theme::Dark, ascii: false, plain: false };

fn page(model: &mut Model) -> String {
    stage::lines(&stage::picture(model)).join("\n")
}

/// A meeting with a ballot open on its current item, as its screen `meeting`, `audience` or `ballot` has it.
fn shown(screen: &str, size: (u16, u16), alter: impl Fn(&mut MeetingSheet, &mut ChangeSheet)) -> Model {
    let (mut sheet, mut change) = (crate::table::meeting(), stage::voting());
    (sheet.agenda[1].state, sheet.agenda[1].voted) = ("voting".into(), Some((2, 5)));
    alter(&mut sheet, &mut change);
    sheet.agenda[1].quorum = change.ballot.as_ref().map(quorate::sheets::ballot::BallotSheet::quorum_now);
    let mut model = stage::at(LOOK, size, screen);
    if let Some(Screen::Ballot(detail)) = model.stack.last_mut() {
        detail.sheet = Some(Box::new(change));
    } else {
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        stage::give(&mut model, Answer::Change(Box::new(change)));
        if size.0 < 60 && screen == "meeting" {
            stage::press(&mut model, "Tab");
        }
    }
    model
}

/// A ballot whose time ran out is no open one, in the room, on its page and at its keys.
#[test]
fn a_ballot_that_lapsed_is_called_so() {
    let lapse = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        change.ballot.iter_mut().for_each(|b| b.lapsed = true);
    };
    for (screen, told) in [("audience", "L A P S E D"), ("meeting", "VOTE LAPSED"), ("ballot", "VOTE LAPSED")] {
        let mut model = shown(screen, (80, 24), lapse);
        let page = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(page.contains(told) && !page.contains("VOTE OPEN") && !page.contains("V O T I N G"), "{page}");
        if screen == "ballot" {
            stage::press(&mut model, "1");
            assert!(model.act.is_none() && model.notice.as_ref().unwrap().text.contains("its time ran out"));
        }
    }
}

/// What was altered under the ballot stands where one votes, where it is led, and in the room.
#[test]
fn an_edit_under_a_ballot_is_told_on_every_screen() {
    let edit = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let ballot = change.ballot.as_mut().unwrap();
        let line = |field: &str| AlteredLine {
            at: ballot.opened,
            person: "lena".into(),
            name: "Lena Koch".into(),
            fields: vec![field.into()],
        };
        ballot.altered = vec![line("Title"), line("Owner"), line("Title")];
    };
    for size in SIZES {
        for screen in ["audience", "meeting", "ballot"] {
            let page = page(&mut shown(screen, size, edit));
            // On a phone the line goes on below.
            let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
            let told = "Title, Owner by Lena Koch";
            assert!(words.contains(told), "{screen} {size:?}\n{page}");
        }
    }
}

/// Four of five are there, one of them is recused: three of the four who may vote.
fn recused(_: &mut MeetingSheet, change: &mut ChangeSheet) {
    let b = change.ballot.as_mut().unwrap();
    (b.present, b.eligible, b.recused, b.quorum_met) = (3, 4, 1, true);
    b.mandatory_missing.clear();
}

#[test]
fn every_screen_has_the_same_words_for_a_quorum() {
    for size in SIZES {
        for screen in ["meeting", "audience", "ballot"] {
            let text = page(&mut shown(screen, size, recused));
            let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            assert!(squeezed.contains("present 3 of 4, quorum 3: met"), "{screen} at {size:?}:\n{text}");
            for riddle in ["3/3", "4/3", "QUORUM LOW", "QUORUM MET", "present 3 of 5"] {
                assert!(!text.contains(riddle), "{riddle} on {screen} at {size:?}:\n{text}");
            }
        }
    }
}

#[test]
fn what_is_projected_says_that_a_ballot_waits_and_for_whom_nobody_waits() {
    let waits = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        (b.state, b.present) = ("suspended".into(), 1);
        for (member, presence) in b.members.iter_mut().zip(["present", "excused", "absent", "not_called", "not_called"])
        {
            member.presence = presence.into();
        }
    };
    for size in SIZES {
        let text = page(&mut shown("audience", size, waits));
        let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            squeezed.contains("quorum 3: LOST") && squeezed.to_lowercase().contains("it waits for "),
            "{size:?}:\n{text}"
        );
        assert!(!text.contains("waiting") && !text.contains("are shown when"), "{size:?}:\n{text}");
        for word in ["excused", "not called", "left"] {
            assert!(text.contains(word), "{word} is missing at {size:?}:\n{text}");
        }
        // The chair sees the same, and cannot begin to close it.
        let mut model = shown("meeting", size, waits);
        let text = page(&mut model);
        for word in ["SUSPENDED", "excused", "not called", "left", "1 not counted"] {
            assert!(text.contains(word) || size.0 < 120, "{word} is missing at {size:?}:\n{text}");
        }
        stage::press(&mut model, "X");
        assert!(model.act.is_none(), "no rationale is asked for: {:?}", model.act);
        let told = model.notice.as_ref().unwrap().text.clone();
        assert!(
            told.contains("suspended: call the roll (C)")
                && told.contains("; present 1 of 5, quorum 3: LOST")
                && told.contains("XX-4.1-01"),
            "{told}"
        );
    }
}

/// What X says of a ballot that lacks its quorum names only what works there: no deferral once the change is under way, and
/// adjourning where that ends the ballot.
#[test]
fn x_on_a_ballot_without_quorum_advises_what_works() {
    for (state, adjourns, wanted) in [
        ("authorize", false, "call the roll (C), or defer the item (D)"),
        ("implement", false, "suspended: call the roll (C)"),
        ("implement", true, "call the roll (C), or adjourn the meeting for a reason (a: Close the meeting)"),
    ] {
        let waits = |sheet: &mut MeetingSheet, change: &mut ChangeSheet| {
            sheet.adjourns = adjourns;
            change.row.state = state.into();
            change.acts.retain(|a| a.act != "defer");
            if state == "authorize" {
                change.acts.push(quorate::sheets::change::ActLine {
                    act: "defer".into(),
                    possible: true,
                    why_not: String::new(),
                });
            }
            let b = change.ballot.as_mut().unwrap();
            (b.state, b.present, b.quorum_met) = ("suspended".into(), 1, false);
        };
        let mut model = shown("meeting", (80, 24), waits);
        stage::press(&mut model, "X");
        let told = model.notice.as_ref().unwrap().text.clone();
        assert!(model.act.is_none() && told.contains(&format!("{wanted}; present ")), "{told}");
        stage::press(&mut model, "D");
        let told = model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default();
        assert_eq!(told.contains("too late to defer"), state == "implement", "{told}");
    }
}

#[test]
fn a_vote_of_somebody_who_left_is_never_listed_as_one_that_counts() {
    let left = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        (b.tally, b.for_, b.against, b.abstain) = ("open".into(), Some(1), Some(0), Some(0));
        for (member, presence) in b.members.iter_mut().zip(["present", "present", "absent", "present", "present"]) {
            member.presence = presence.into();
            member.choice = member.voted.then(|| "approve".into());
        }
        (b.present, b.quorum_met) = (4, true);
        b.mandatory_missing.clear();
    };
    for size in SIZES {
        for screen in ["meeting", "ballot"] {
            let text = page(&mut shown(screen, size, left));
            assert!(text.contains("voted 2, 1 not counted"), "{screen} at {size:?}:\n{text}");
        }
        let text = page(&mut shown("audience", size, left));
        let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(squeezed.contains("voted 2 of 5, 1 not counted"), "the room at {size:?}:\n{text}");
        let mut model = shown("meeting", size, left);
        stage::press(&mut model, "X");
        let title = model.act.as_ref().unwrap().title.clone();
        assert!(title.contains("2 of 5 voted, 1 not counted; "), "{title}");
        let text = page(&mut shown("ballot", size, left));
        assert!(text.contains("approve, left") || size.0 < 60, "{size:?}:\n{text}");
    }
}

#[test]
fn a_meeting_that_is_closed_says_so_to_the_room_with_what_came_of_it() {
    let closed = |sheet: &mut MeetingSheet, _: &mut ChangeSheet| {
        (sheet.row.state, sheet.row.closed) = ("complete".into(), sheet.row.opened);
        (sheet.current, sheet.elapsed_s) = (None, 42 * 60);
        for (line, state) in sheet.agenda.iter_mut().zip(["done", "carried", "deferred", "carried", "not_reached"]) {
            (line.state, line.voted) = (state.into(), None);
        }
        sheet.agenda[1].tally = Some((2, 1, 0));
    };
    for size in SIZES {
        let text = page(&mut shown("audience", size, closed));
        let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(plain.contains("C L O S E D") || text.contains("██"), "{size:?}:\n{text}");
        for words in [
            "after 42 of 60 minutes: done 1, carried 2, deferred 1, not reached 1",
            "Minutes: quorate meeting minutes 2026-W39",
            "carried 2:1:0",
            "not reached",
        ] {
            assert!(plain.contains(words), "{words} is missing at {size:?}:\n{text}");
        }
        assert!(text.lines().last().unwrap().contains("CLOSED"), "{text}");
    }
}

/// The outcome is told once, with the conditions under which it was approved.
#[test]
fn the_room_reads_the_outcome_once_and_its_conditions() {
    let carried = |sheet: &mut MeetingSheet, change: &mut ChangeSheet| {
        let line = &mut sheet.agenda[1];
        (line.state, line.voted, line.tally) = ("carried_with_conditions".into(), None, Some((4, 1, 0)));
        let b = change.ballot.as_mut().unwrap();
        (b.state, b.outcome) = ("decided".into(), Some("carried_with_conditions".into()));
        change.conditions = vec![ConditionLine {
            no: 1,
            text: "Freeze the schema first".into(),
            owner: Some("kim".into()),
            due: None,
            overdue: false,
            owner_left: false,
            share: None,
            by: "ana".into(),
            verified_by: None,
            verified_at: None,
            note: None,
        }];
    };
    for size in SIZES {
        let shown = page(&mut shown("audience", size, carried));
        let plain = shown.replace(' ', "");
        assert_eq!(plain.matches("CARRIEDWITHCONDITIONS").count(), 1, "{size:?}\n{shown}");
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Condition 1: Freeze the schema first"), "{size:?}\n{shown}");
    }
}

/// The counts of a hidden ballot are even: what was answered stays, and the chair is asked for the casting vote.
#[test]
fn a_tie_asks_the_chair_for_the_casting_vote_at_the_keys() {
    let even = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        b.members.iter_mut().for_each(|m| (m.voted, m.presence) = (true, "present".into()));
        (b.voted, b.present, b.quorum_met, b.casting) = (5, 5, true, Some("if_even".into()));
        b.mandatory_missing.clear();
    };
    for size in SIZES {
        let mut model = shown("meeting", size, even);
        stage::press(&mut model, "X s e e n Enter");
        let text = "CHG-42: the votes are even, 2 to 2: the chair's casting vote is asked for".into();
        let failure = Failure { text, tie: true, ..Failure::default() };
        stage::give(&mut model, Answer::Failed(failure, true));
        assert!(model.popup.is_none(), "nothing is in the way of the answer");
        let shown = page(&mut model);
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("the votes are even: your casting vote"), "{size:?}\n{shown}");
        assert!(stage::press(&mut model, "Enter").is_empty(), "it must be said");
        assert!(page(&mut model).contains("still to answer: "), "{size:?}");
        stage::press(&mut model, "1");
        assert!(!page(&mut model).contains("still to answer: "), "what is answered is asked no more at {size:?}");
        let effects = stage::press(&mut model, "Enter");
        let breaks = |e: &Effect| {
            match e {
            Effect::Ask(Request::Do(acts)) => acts.iter().any(|(c, _)| {
                matches!(c, Command::Change(_, ChangeCommand::BreakTie { favour: true, reason: Some(r) }) if r == "seen")
            }),
            _ => false,
        }
        };
        assert!(effects.iter().any(breaks), "{effects:?}");
    }
}

/// AV-7.1-02: who breaks a tie says why, right after how.
#[test]
fn a_tie_asks_the_chair_for_the_reason_next() {
    let even = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        b.members.iter_mut().for_each(|m| (m.voted, m.presence) = (true, "present".into()));
        (b.voted, b.present, b.quorum_met, b.casting) = (5, 5, true, Some("if_even".into()));
        b.mandatory_missing.clear();
        (change.asks.rationale, change.asks.tie_rationale) = (false, true);
    };
    let mut model = shown("meeting", (80, 24), even);
    stage::press(&mut model, "X Enter");
    stage::give(&mut model, Answer::Failed(Failure { tie: true, ..Failure::default() }, true));
    stage::press(&mut model, "3");
    assert!(page(&mut model).contains(">rationale:"), "{}", page(&mut model));
    let effects = stage::press(&mut model, "l a t e Enter");
    let breaks = |c: &Command| matches!(c, Command::Change(_, ChangeCommand::BreakTie { favour: false, reason: Some(r) }) if r == "late");
    let sent = |e: &Effect| matches!(e, Effect::Ask(Request::Do(acts)) if acts.iter().any(|(c, _)| breaks(c)));
    assert!(effects.iter().any(sent), "{effects:?}");
}

/// AV-5.2-01: a pack that knows no deferral says so at the key, before anything is asked.
#[test]
fn a_deferral_that_the_pack_does_not_know_is_refused_at_the_key() {
    let mut model = shown("meeting", (80, 24), |_, change| {
        change.acts.retain(|a| a.act != "defer");
        let why_not = "the board approves or rejects".into();
        change.acts.push(quorate::sheets::change::ActLine { act: "defer".into(), possible: false, why_not });
    });
    stage::press(&mut model, "D");
    assert!(model.act.is_none());
    assert!(page(&mut model).contains("the board approves or rejects"), "{}", page(&mut model));
}

#[test]
fn a_ballot_without_votes_is_not_closed_by_a_slip() {
    let silent = |_: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        b.members.iter_mut().for_each(|m| (m.voted, m.presence) = (false, "present".into()));
        (b.voted, b.present, b.quorum_met) = (0, 5, true);
        b.mandatory_missing.clear();
    };
    let asks = |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Ask(Request::Do(_))));
    let mut model = shown("meeting", (80, 24), silent);
    assert!(!asks(&stage::press(&mut model, "X Enter")));
    let text = page(&mut model);
    assert!(text.contains("NOBODY HAS VOTED") && text.contains("PRESENT AND NOT VOTED: Ana"), "{text}");
    assert!(!asks(&stage::press(&mut model, "Enter")), "Enter alone closes nothing");
    assert!(asks(&stage::press(&mut model, "1 Enter")));
    // With a vote there is nothing more to ask, but who may still vote is named.
    let mut model = shown("meeting", (80, 24), |sheet, change| {
        silent(sheet, change);
        let b = change.ballot.as_mut().unwrap();
        (b.voted, b.members[0].voted) = (1, true);
    });
    stage::press(&mut model, "X");
    let title = model.act.as_ref().unwrap().title.clone();
    assert!(title.contains("PRESENT AND NOT VOTED: Bo Chen, Dana Li"), "{title}");
    assert!(!page(&mut model).contains("NOBODY HAS VOTED"), "{}", page(&mut model));
    assert!(asks(&stage::press(&mut model, "Enter")));
}

/// On a phone the end of a long question gives way, and not who may still vote.
#[test]
fn closing_on_a_phone_names_who_has_not_voted() {
    let long = |sheet: &mut MeetingSheet, change: &mut ChangeSheet| {
        let b = change.ballot.as_mut().unwrap();
        b.members.iter_mut().skip(2).for_each(|m| (m.voted, m.presence) = (false, "present".into()));
        (b.voted, b.present, b.quorum_met, b.casting) = (2, 5, true, Some("asked".into()));
        b.mandatory_missing.clear();
        let text = "Business continuity and every workload that depends on it, with the people who run it".to_owned();
        let criteria = ["a", "b", "c"].map(|id| (id.to_owned(), text.clone(), false, Vec::new()));
        sheet.agenda.iter_mut().for_each(|l| l.considered = criteria.to_vec());
    };
    let mut model = shown("meeting", (40, 20), long);
    stage::press(&mut model, "X");
    let text = page(&mut model);
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains("2 of 5 voted; PRESENT AND NOT VOTED: Bo Chen, Dana Li, Eve Park, Finn"), "{text}");
    assert!(squeezed.contains(" ~ >rationale") && squeezed.contains("> a digit"), "{text}");
}

#[test]
fn who_only_looks_on_is_told_at_the_key() {
    let onlooker = |sheet: &mut MeetingSheet, change: &mut ChangeSheet| {
        sheet.leads = false;
        sheet.attendance.retain(|a| a.person != "ana");
        (sheet.chair, sheet.chair_id) = (Some("Bo Chen".into()), Some("bo".into()));
        change.ballot.as_mut().unwrap().members.retain(|m| m.person != "ana");
    };
    for (key, words) in [
        ("v", "no place at this board's table"),
        ("V", "Bo Chen leads"),
        ("C", "Bo Chen leads"),
        ("]", "Bo Chen leads"),
    ] {
        let mut model = shown("meeting", (80, 24), onlooker);
        let effects = stage::press(&mut model, key);
        let told = model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default();
        assert!(told.contains(words) && model.act.is_none(), "{key}: {told}");
        assert!(effects.iter().all(|e| !matches!(e, Effect::Ask(Request::Do(_)))), "{key}");
    }
    // An observer joins, since that stands in the minutes.
    let mut model = shown("meeting", (80, 24), |sheet, change| {
        onlooker(sheet, change);
        let (person, name) = ("ana".to_owned(), "Ana Ruiz".to_owned());
        sheet.beside.push(BesideLine { person, name, offices: vec!["observer".into()], presence: None });
    });
    stage::press(&mut model, "v");
    assert!(model.act.as_ref().is_some_and(|a| a.title.starts_with("Join")), "{:?}", model.notice);
    // On the ballot's page there is nothing to choose.
    for size in SIZES {
        let mut model = shown("ballot", size, onlooker);
        let text = page(&mut model);
        assert!(text.contains("You are not on this ballot") && !text.contains("1 Approve"), "{size:?}:\n{text}");
        stage::press(&mut model, "1");
        assert!(model.act.is_none() && model.notice.as_ref().unwrap().text.contains("its members vote"), "{size:?}");
    }
}

#[test]
fn a_digit_that_is_no_choice_says_why() {
    let mut model = shown("ballot", (40, 20), |_, change| change.asks.conditions = false);
    stage::press(&mut model, "2");
    let told = model.notice.as_ref().unwrap().text.clone();
    assert_eq!(told, "the policy knows no approval on a condition: the choices are 1, 3, 4 and 5");
}

#[test]
fn a_long_agenda_says_that_it_goes_on_and_cuts_columns_before_titles() {
    let long = |sheet: &mut MeetingSheet, _: &mut ChangeSheet| {
        let line = sheet.agenda[3].clone();
        sheet.agenda.extend((6..=26).map(|position| quorate::sheets::meeting::AgendaLine { position, ..line.clone() }));
    };
    let mut model = shown("meeting", (80, 24), long);
    let text = page(&mut model);
    assert!(text.contains("more below") && !text.contains("more above"), "{text}");
    // The count of a vote goes before the title: its letter tells the outcome.
    assert!(text.contains("[A] CHG-44 Rotate the TLS~"), "{text}");
    stage::press(&mut model, "j j j j j j j j j j");
    let text = page(&mut model);
    assert!(text.contains("more below") && text.contains("more above") && text.contains("*12 [A]"), "{text}");
    stage::press(&mut model, "j j j j j j j j j j j j j j");
    let text = page(&mut model);
    assert!(text.contains("*26 [A]") && !text.contains("more below"), "{text}");
}

#[test]
fn at_eighty_columns_the_item_has_its_criteria_votes_and_private_notes_in_sight() {
    // The count is hidden, and so is what is still needed.
    let text = page(&mut shown("meeting", (80, 24), |_, change| change.ballot.as_mut().unwrap().needs = None));
    for words in
        ["Checks 1 of 1 criteria considered", "p ask about the comms plan", "Votes", "Eve Park", "Risk   MEDIUM 12"]
    {
        assert!(text.contains(words), "{words} is missing from\n{text}");
    }
}

#[test]
fn wide_screens_show_the_days_around_a_change() {
    for size in [(120, 40), (200, 60)] {
        let text = page(&mut shown("meeting", size, |sheet, change| {
            sheet.agenda[2].window = change.row.window;
            sheet.agenda[3].window = change.row.window.map(|w| {
                let day = quorate::base::time::Span::hours(-24);
                let at = |t: quorate::sheets::time::Time| quorate::sheets::time::Time(t.0.plus(day));
                quorate::sheets::time::Window { from: at(w.from), to: at(w.to) }
            });
        }));
        let row =
            |id: &str| text.lines().find(|l| l.contains(&format!(" {id}   ")) && l.contains("....")).unwrap_or("");
        assert!(text.contains("SCHEDULE   around this change") && text.contains("Sat 26 Sep"), "{size:?}:\n{text}");
        assert!(row("CHG-42").contains("..##") && row("CHG-43").contains("..%%"), "{size:?}:\n{text}");
        assert!(row("CHG-44").contains("..=="), "{size:?}:\n{text}");
    }
}

#[test]
fn warnings_that_do_not_fit_are_a_key_away() {
    let mut model = shown("meeting", (80, 24), |sheet, _| sheet.warnings.push("5 items touch db1".into()));
    assert!(page(&mut model).contains("(+1 more, n)"), "{}", page(&mut model));
    stage::press(&mut model, "n");
    let text = page(&mut model);
    assert!(text.contains("- at this pace item 5 falls off") && text.contains("- 5 items touch db1"), "{text}");
    // So is the end of a single one that is cut.
    for (size, cut) in [((40, 20), true), ((200, 60), false)] {
        let long = "CHG-19: the clock of \"CAB decision\" ends before the next meeting";
        let text = page(&mut shown("meeting", size, |sheet, _| sheet.warnings = vec![long.into()]));
        assert!(text.contains("~ (n)") == cut && text.contains(long) != cut, "{size:?}:\n{text}");
    }
    // A message is wrapped before it is cut.
    let mut model = shown("meeting", (80, 24), |_, _| ());
    let words =
        "CHG-42: vote opened; state authorize, revision 4. Another change touches the same system in the same window";
    model.tell(words);
    let text = page(&mut model);
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains("the same system in the same window"), "{text}");
}

#[test]
fn a_member_is_told_of_the_key_that_takes_the_chair_once_nobody_is_in_it() {
    let member = |seen: &'static str| {
        move |sheet: &mut MeetingSheet, _: &mut ChangeSheet| {
            (sheet.leads, sheet.chair, sheet.chair_id) = (false, Some("Bo Chen".into()), Some("bo".into()));
            sheet.attendance[1].seen = Some(seen.into());
        }
    };
    for size in SIZES {
        let foot = |seen| page(&mut shown("meeting", size, member(seen)));
        let word = if size.0 < 60 { "K=take chair" } else { "K take chair" };
        assert!(foot("left").contains(word), "{size:?}:\n{}", foot("left"));
        assert!(!foot("here").contains(word), "{size:?}:\n{}", foot("here"));
    }
}

#[test]
fn the_measure_of_a_meeting_is_that_of_the_ballot_while_one_is_open() {
    let mut sheet = crate::table::meeting();
    assert_eq!((sheet.quorum_now().present, sheet.quorum_now().of), (3, 4));
    let own = Quorum { present: 2, of: 3, needed: 3, ..Quorum::default() };
    sheet.agenda[1].quorum = Some(own.clone());
    assert_eq!(sheet.quorum_now(), own);
    // What is over is measured as a meeting.
    sheet.row.state = "complete".into();
    assert_eq!(sheet.quorum_now().of, 4);
}
