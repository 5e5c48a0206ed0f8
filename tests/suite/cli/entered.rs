//! Votes that the chair enters, ballots that end with votes missing, and words that cannot be seen.

use super::run::{board_of_five, waiting_for_the_board};

#[test]
fn whose_vote_was_entered_is_told_how_to_object() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "board rollcall ciso=room");
    place.ok("cto", "vote cast CHG-1 approve --via-chair --for ciso");
    let inbox = place.doc("ciso", "inbox");
    let item = &inbox["items"][0];
    assert_eq!((&item["kind"], &item["id"]), (&"OBJECT".into(), &"CHG-1".into()), "{inbox}");
    assert_eq!(item["command"], "quorate vote object CHG-1 --reason TEXT", "{item}");
    assert!(item["why"].as_str().unwrap().contains("entered for you"), "{item}");
    place.ok("ciso", "vote object CHG-1 --reason never");
    let inbox = place.doc("ciso", "inbox");
    assert_eq!(inbox["items"][0]["kind"], "VOTE", "it is theirs to cast again: {inbox}");
}

#[test]
fn closing_and_cancelling_say_which_votes_are_cut_off() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let tally = place.ok("cto", "vote tally CHG-1").out;
    assert!(tally.contains("quorum 3: UNMET") && tally.contains("quorum needs 3 more present"), "{tally}");
    assert!(!tally.contains("needs 0 more"), "{tally}");
    for who in ["cto", "ciso"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("rita", "change cancel CHG-1 --reason gone --dry-run");
    let canceled = place.doc("rita", "change cancel CHG-1 --reason gone");
    let said = canceled["warnings"].to_string();
    assert!(said.contains("this ends ballot 1, with 2 votes cast"), "{canceled}");
}

#[test]
fn a_title_that_cannot_be_seen_is_refused() {
    let place = board_of_five();
    for title in ["\u{200b}\u{200b}", "\u{3164}", "\u{2800} \u{2060}"] {
        let refused = place.args("rita", &["change", "create", "--type", "normal", "--title", title, "--json"]);
        assert_eq!(refused.code, 2, "{title:?}: {refused:?}");
        assert!(refused.error()["text"].as_str().unwrap().contains("nothing that can be seen"), "{refused:?}");
    }
    let seen = place.args("rita", &["change", "create", "--type", "normal", "--title", "e\u{301}tat \u{200d}"]);
    assert_eq!(seen.code, 0, "{seen:?}");
}

#[test]
fn a_search_without_a_word_is_refused() {
    let place = board_of_five();
    let refused = place.args("rita", &["change", "list", "--search", "\""]);
    assert!(refused.code == 2 && refused.err.contains("no word"), "{refused:?}");
}
