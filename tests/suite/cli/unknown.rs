//! A register whose adopted text has words that this program does not know: what is said, and the way out.

use super::run::{Place, board_of_five, waiting_for_the_board};
use quorate::base::ids::ActId;
use quorate::base::time::Moment;
use quorate::domain::event::What;
use quorate::domain::pack::PackText;
use quorate::domain::pack::events::PolicyEvent;
use quorate::store::Store;
use quorate::store::append::{Ending, NewEntry};
use quorate::store::codec;
use quorate::store::error::StoreError;

/// As another program would have adopted it.
fn adopted_elsewhere(place: &Place) {
    let text = std::fs::read_to_string("assets/policies/ghostquant.toml").unwrap();
    let text = text.replacen("threshold = \"majority\"", "threshhold = \"majority\"", 1);
    let base = std::fs::read_to_string("assets/policies/base.toml").unwrap();
    let pack = PackText { name: "ghostquant".into(), text: text.into(), bases: vec![("base".into(), base.into())] };
    let what: What = PolicyEvent::Adopted { packs: [pack].into(), reason: None }.into();
    let (kind, v, payload) = codec::encode(&what).unwrap();
    let mut store = Store::open(&place.path("q.db")).unwrap();
    let act = ActId(uuid::Uuid::from_u128(7));
    let at = Moment::parse("2026-03-02T15:00:00Z", chrono_tz::UTC).unwrap();
    let entry = NewEntry { stream: "policy".parse().unwrap(), kind, v, payload };
    store
        .write(act, Ending::Keep, |tx| -> Result<(), StoreError> {
            tx.append(at, &"root".parse().unwrap(), &[entry]).map(|_| ())
        })
        .unwrap();
}

#[test]
fn an_adopted_text_with_unknown_words_is_named_and_another_one_can_be_adopted() {
    let place = waiting_for_the_board();
    adopted_elsewhere(&place);
    let refused = place.run("rita", "change create --type normal --title More");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("the adopted pack ghostquant cannot be used: line "), "{}", refused.err);
    assert!(refused.err.contains("\"threshhold\""), "the word is named: {}", refused.err);
    assert!(refused.err.contains("quorate policy adopt ghostquant --reason TEXT"), "{}", refused.err);
    // What there is to look at can be looked at, and nobody but an administrator finds the way out.
    assert_eq!(place.run("rita", "policy check ghostquant").code, 0);
    place.ok("rita", "policy diff ghostquant aivo");
    place.ok("rita", "policy list");
    place.ok("rita", "audit log policy");
    assert_eq!(place.run("rita", "policy adopt ghostquant --reason mine").code, 5);
    place.ok("root", "policy adopt ghostquant --reason repaired");
    place.ok("rita", "change create --type normal --title More");
    // What was handed in before goes on under the text in force.
    place.ok("cto", "vote open CHG-1");
    assert!(place.ok("root", "audit verify").out.contains("whole"));
}

#[test]
fn what_is_judged_by_another_text_than_it_was_handed_in_under_says_so() {
    let place = waiting_for_the_board();
    place.ok("rita", "change create --type normal --title Later --set environment=production");
    let view = |id: &str| place.doc("rita", &format!("change view {id}"))["pack"].as_str().unwrap().to_owned();
    let before = view("CHG-1");
    adopted_elsewhere(&place);
    // The program that adopted that text takes a change under it.
    let submitted = r#"{"submitted":{"to":"assess","pack":{"adoptions":2,"settings":0},"pack_digest":"DIGEST","revision":"DIGEST","again":false}}"#;
    let payload = submitted.replace("DIGEST", &"9f3c".repeat(16)).into_bytes();
    let entry = NewEntry { stream: "change/2".parse().unwrap(), kind: "change.submitted".into(), v: 1, payload };
    let mut store = Store::open(&place.path("q.db")).unwrap();
    let written = store.write(ActId(uuid::Uuid::from_u128(8)), Ending::Keep, |tx| -> Result<(), StoreError> {
        tx.append(Moment::parse("2026-03-02T15:30:00Z", chrono_tz::UTC).unwrap(), &"rita".parse().unwrap(), &[entry])
    });
    written.unwrap();
    drop(store);
    let doctor = place.run("rita", "doctor").out;
    assert!(
        doctor.contains("fail") && doctor.contains("the adopted pack ghostquant cannot be used: line "),
        "{doctor}"
    );
    assert!(doctor.contains("quorate policy adopt ghostquant"), "{doctor}");
    place.ok("root", "policy adopt ghostquant --reason repaired");
    assert!(!place.run("rita", "doctor").out.contains("cannot be used"));
    // What was handed in under a text that is known goes on under it, and has nothing to say.
    assert_eq!(view("CHG-1"), before);
    assert!(!place.ok("cto", "vote open CHG-1").out.contains("cannot read"));
    // The other one goes on under the text in force, and says so wherever it is looked at or acted on.
    assert!(view("CHG-2").contains("the text in force: this program cannot read the one"), "{}", view("CHG-2"));
    assert!(place.ok("rita", "change view CHG-2").out.contains("this program cannot read the one"));
    let said = place.ok("rita", "change comment CHG-2 seen").out;
    assert!(
        said.contains("warning: CHG-2 was handed in under a text of the policy that this program cannot read"),
        "{said}"
    );
}

/// Given a change that the board rejected, when a setting changes before it is handed in again, then it is a request under the
/// policy in force, and every text is known (reading 1.5).
#[test]
fn what_is_handed_in_again_is_judged_by_the_policy_in_force() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 reject --reason risky");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason risky");
    place.ok("root", "policy set vote.sitting 10h --reason agreed");
    let digest = place.doc("rita", "change view CHG-1")["pack"].clone();
    place.ok("rita", "change submit CHG-1");
    let edited = place.ok("rita", "change edit CHG-1 --set testing_plan=x");
    let told = format!("{}{}", edited.out, edited.err);
    assert!(!told.contains("cannot read"), "{told}");
    assert_eq!(place.doc("rita", "change view CHG-1")["pack"], digest);
    assert!(!place.ok("rita", "change view CHG-1").out.contains("cannot read"));
}

#[test]
fn a_configuration_file_that_is_named_and_not_there_is_told() {
    let place = board_of_five();
    let ran = place.run("rita", "change list --config nowhere.toml");
    assert!(ran.code == 2 && ran.err.contains("nowhere.toml: there is no such file"), "{ran:?}");
    place.ok("rita", "config set theme mono --config nowhere.toml");
    place.ok("rita", "change list --config nowhere.toml");
}
