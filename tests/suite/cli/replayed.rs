//! Transcripts of recounts: what closed ballots would have come to under another pack.

use super::run::{Place, bring, waiting_for_the_board};
use serde_json::{Value, json};

/// Brings the ballot on a change to its end.
fn votes(place: &Place, id: &str, votes: &[(&str, &str)]) {
    place.ok("cto", &format!("vote open {id}"));
    for (who, choice) in votes {
        place.ok(who, &format!("vote cast {id} {choice} --reason seen"));
    }
    place.ok("cto", &format!("vote close {id} --considered --reason counted"));
}

/// The pack in force with some of its text replaced, and what a replay under it tells of a change.
fn replayed(place: &Place, id: &str, changes: &[(&str, &str)]) -> Vec<Value> {
    let mut text = std::fs::read_to_string("assets/policies/ghostquant.toml").unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let file = place.write("other.toml", &text);
    let document = place.doc("rita", &format!("policy replay --pack {file}"));
    let differs = document["differs"].as_array().unwrap();
    differs.iter().filter(|d| d["id"] == id).cloned().collect()
}

/// The vectors of the pack that say otherwise under another quorum, threshold or casting vote.
const THREE: (&str, &str) =
    ("count = { present = 3, for = 2 }\nquorate = true", "count = { present = 3, for = 2 }\nquorate = false");
const CARRY: (&str, &str) = ("against = 1 }\noutcome = \"carried\"", "against = 1 }\noutcome = \"lost\"");
const EVEN: (&str, &str) = ("chair_for = true }\noutcome = \"tied\"", "chair_for = true }\noutcome = \"lost\"");
const TIED: (&str, &str) = ("outcome = \"tied\"", "outcome = \"carried\"");

fn one(place: &Place, id: &str, changes: &[(&str, &str)], now: &str, clause: &str) {
    let differs = replayed(place, id, changes);
    let [row] = differs.as_slice() else { panic!("{now}: {differs:?}") };
    assert_eq!(row["now"], now);
    assert!(row["clauses"].as_array().unwrap().contains(&json!(clause)), "{row}");
}

/// GQ-cab-04, GQ-cab-05: another quorum, threshold, veto or mandatory seat is recounted from the votes as recorded.
#[test]
fn a_replay_recounts_ballots_under_another_threshold_quorum_veto_and_mandatory_seat() {
    let place = waiting_for_the_board();
    let cast = [("cto", "approve"), ("ciso", "approve"), ("devsecops_lead", "approve"), ("system_owner", "reject")];
    votes(&place, "CHG-1", &cast);
    assert_eq!(place.doc("rita", "policy replay --pack ghostquant")["differs"], json!([]), "as it was");
    let unanimous = [("threshold = \"majority\"", "threshold = \"unanimous\""), CARRY, EVEN];
    one(&place, "CHG-1", &unanimous, "lost: 3 in favour, 4 needed (all)", "GQ-cab-05");
    assert_eq!(replayed(&place, "CHG-1", &unanimous)[0]["then"], "ballot 1 carried");
    let five = [("members = 3\nof = 5", "members = 5\nof = 5"), THREE];
    one(&place, "CHG-1", &five, "not decided: no quorum, 4 present, 5 needed", "GQ-cab-04");
    let four = [("members = 3\nof = 5", "members = 4\nof = 5"), THREE];
    assert_eq!(replayed(&place, "CHG-1", &four), Vec::<Value>::new(), "four were present");
    let seat = "id = \"system_owner\"\ntitle = \"System Owner\"\n\n[[board";
    let now = "lost: seat system_owner has a veto and voted against";
    one(&place, "CHG-1", &[(seat, &seat.replace("\n\n", "\nveto = true\n\n"))], now, "GQ-cab-01");
    let seat = "id = \"compliance_officer\"\ntitle = \"Compliance Officer\"\n\n[board";
    let now = "not decided: mandatory seat Compliance Officer was not present";
    one(&place, "CHG-1", &[(seat, &seat.replace("\n\n", "\nmandatory = true\n\n"))], now, "GQ-cab-04");
}

/// A pack with a setting of its own.
fn with(id: &str, value: &str) -> String {
    format!("[[setting]]\nid = \"{id}\"\nvalue = \"{value}\"\ntext = \"Other\"\n\n# ---- settings")
}

/// GQ-cab-05: where the votes were even, the chair's vote makes the difference, and the replay says so.
#[test]
fn a_replay_recounts_a_tie_under_a_casting_vote() {
    let place = waiting_for_the_board();
    let even = [("cto", "approve"), ("ciso", "approve"), ("devsecops_lead", "reject"), ("system_owner", "reject")];
    votes(&place, "CHG-1", &even);
    let casting = with("vote.chair_casting", "true");
    let casting = [("# ---- settings", casting.as_str()), TIED];
    one(&place, "CHG-1", &casting, "carried: the vote of the chair breaks the tie of 2 to 2", "GQ-cab-05");

    // Of a chair who abstained nobody knows how the tie would have been broken.
    bring(&place, "CHG-2");
    votes(&place, "CHG-2", &[("cto", "abstain"), ("ciso", "approve"), ("devsecops_lead", "reject")]);
    let now = "not decided: the votes are even, 1 to 1, and the chair would have been asked for a casting vote";
    one(&place, "CHG-2", &casting, now, "GQ-cab-05");
}

#[test]
fn a_replay_recounts_by_the_time_that_a_ballot_would_have_had() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve --reason seen");
    }
    place.clock = "2026-03-02T17:00:00Z".into();
    place.ok("cto", "vote close CHG-1 --considered --reason counted");
    let now = "lapsed: its time ended 2026-03-02T16:00:00Z, before it was closed";
    one(&place, "CHG-1", &[("# ---- settings", &with("vote.sitting", "1h"))], now, "GQ-cab-05");
}

/// What happened since to the catalogue, or what an authorisation has still to get afterwards, is no difference between packs.
#[test]
fn a_replay_under_the_same_pack_differs_in_nothing() {
    let place = waiting_for_the_board();
    votes(&place, "CHG-1", &[("cto", "approve"), ("ciso", "approve"), ("system_owner", "reject")]);
    place.ok("cto", "catalogue admit rotation --title Rotation --procedure runbook --reason agreed");
    place.ok("rita", "change create --type standard --catalogue rotation --title Rotation");
    place.run("rita", "change submit CHG-2");
    place.ok("cto", "catalogue suspend rotation --reason failed");
    assert_eq!(place.doc("rita", "policy replay --pack ghostquant")["differs"], json!([]));
}

/// What the board alone approved stands with its ballot: another window voids nothing and authorises nothing anew (GQ-types-08).
#[test]
fn another_window_takes_no_decision_of_the_board_back() {
    let place = waiting_for_the_board();
    votes(&place, "CHG-1", &[("cto", "approve"), ("ciso", "approve"), ("system_owner", "approve")]);
    for hours in [("02:00", "03:00"), ("03:00", "04:00")] {
        let (from, to) = hours;
        place.ok(
            "rita",
            &format!("change schedule CHG-1 --from 2026-04-05T{from}:00-04:00 --to 2026-04-05T{to}:00-04:00"),
        );
    }
    let log = place.ok("rita", "audit log CHG-1").out;
    let moved: Vec<&str> = log.lines().filter(|l| l.contains("set window")).collect();
    assert!(moved.len() == 2 && moved.iter().all(|l| !l.contains("voided")), "{log}");
    assert_eq!(log.matches("change.authorised").count(), 1, "{log}");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "scheduled");
}

/// AV-7.1-02: the quorum of another pack is that of its own seats, not of them and those of the register together.
#[test]
fn a_replay_counts_the_seats_of_the_other_pack_alone() {
    let place = waiting_for_the_board();
    bring(&place, "CHG-2");
    votes(&place, "CHG-1", &[("cto", "approve"), ("ciso", "approve"), ("system_owner", "approve")]);
    let four = [("cto", "approve"), ("ciso", "approve"), ("system_owner", "approve"), ("devsecops_lead", "approve")];
    votes(&place, "CHG-2", &four);
    let document = place.doc("rita", "policy replay --pack aivo");
    let ballots = document["differs"].as_array().unwrap().iter();
    let ballots: Vec<_> = ballots.filter(|d| d["then"].as_str().unwrap().starts_with("ballot")).collect();
    let [one] = ballots.as_slice() else { panic!("{ballots:?}") };
    let now = json!("not decided: no quorum, 3 present, 4 needed");
    assert_eq!((&one["id"], &one["now"]), (&json!("CHG-1"), &now));
}
