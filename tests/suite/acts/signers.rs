//! Who signs which list, what is not demanded of whom, and which list a change is at.

use super::{Register, assert_cites, on};
use quorate::base::ids::ChangeNo;
use quorate::domain::change::states::State;
use quorate::domain::checklist::acts::current;
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::checklist::facts::{holds, moot};
use quorate::domain::command::{ChangeCommand, Command};
use quorate::domain::refusal::Kind;
use quorate::policy::facts::Facts;

fn tick(no: ChangeNo, list: &str, items: &[u32]) -> Command {
    let act = ListAct::Tick { items: items.to_vec(), note: None };
    on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act }))
}

/// A change of GhostQuant in a state, as far as its lists go.
fn change(state: State) -> (Register, ChangeNo) {
    let mut r = Register::under("ghostquant");
    for (id, roles) in [
        ("rita", &["change_requester"][..]),
        ("ivan", &[]),
        ("out", &[]),
        ("sonia", &["system_owner"]),
        ("cilo", &["ciso"]),
    ] {
        r.person(id, roles, &[]);
    }
    let fields = [("title", "A replica"), ("implementers", "ivan"), ("implementation_plan", "create it\nattach it")];
    let no = r.open("rita", "normal", &fields);
    r.world.change_mut(no).state = state;
    (r, no)
}

#[test]
fn the_system_owner_validates_and_the_ciso_the_security_controls() {
    let (mut r, no) = change(State::Review);
    assert_cites(&r.no("out", &tick(no, "validation", &[1])), Kind::NotPermitted, &["GQ-roles-04", "GQ-validate-01"]);
    assert_cites(&r.no("ivan", &tick(no, "validation", &[1, 2])), Kind::NotPermitted, &["GQ-roles-04"]);
    let security = r.no("sonia", &tick(no, "validation", &[3]));
    assert_cites(&security, Kind::NotPermitted, &["GQ-roles-07", "GQ-validate-01"]);
    assert!(security.text.contains("signed by ciso"), "{security:#?}");
    r.ok("sonia", &tick(no, "validation", &[1, 2, 4, 5]));
    r.ok("cilo", &tick(no, "validation", &[3]));
    assert_cites(&r.no("out", &tick(no, "post_implementation", &[3])), Kind::NotPermitted, &["GQ-roles-07"]);
    assert_eq!(r.no("out", &tick(no, "post_implementation", &[5])).kind, Kind::NotPermitted);
    r.ok("ivan", &tick(no, "post_implementation", &[5, 6]));
}

#[test]
fn a_contractor_without_a_part_in_it_ticks_no_step_of_the_plan() {
    let (mut r, no) = change(State::Implement);
    assert_cites(&r.no("out", &tick(no, "plan_steps", &[1])), Kind::NotPermitted, &["GQ-impl-03"]);
    r.ok("ivan", &tick(no, "plan_steps", &[1]));
}

#[test]
fn a_change_is_at_the_list_whose_time_it_is() {
    let at = |state: State, opened: &[(&str, &str)]| {
        let (mut r, no) = change(State::Scheduled);
        for (who, list) in opened {
            r.ok(who, &tick(no, list, &[1]));
        }
        r.world.change_mut(no).state = state;
        let (_, pack) = r.pack_for(&tick(no, "preparation", &[1]));
        let mut facts = Facts::closed(&pack, r.now);
        facts.set_word("type", "normal");
        facts.numbers.insert("lines.implementation_plan", 2);
        current(r.change(no), &pack, &facts)
    };
    assert_eq!(at(State::Scheduled, &[]).as_deref(), Some("preparation"));
    assert_eq!(at(State::Scheduled, &[("ivan", "preparation")]).as_deref(), Some("preparation"));
    // A list that stands before the implementation does not come up again once that has begun.
    assert_eq!(at(State::Implement, &[("ivan", "preparation")]).as_deref(), Some("plan_steps"));
    assert_eq!(at(State::Review, &[("ivan", "preparation")]).as_deref(), Some("validation"));
}

#[test]
fn what_is_not_demanded_is_told_from_what_was_done() {
    let pack = quorate::app::packs::parse(&quorate::app::packs::text("three-env").unwrap()).unwrap();
    let lists = quorate::policy::checklist::all(&pack);
    let list = lists.iter().find(|l| l.id() == "pre_prod").unwrap();
    let regression = list.items.iter().find(|i| i.id == "regression").unwrap();
    let says = |change_type: &str, class: &str, deviation: &str| {
        let mut facts = Facts::closed(&pack, super::at("2026-03-02 09:00"));
        facts.set_word("type", change_type);
        facts.set_word("field.patch_class", class);
        facts.set_word("deviations", deviation);
        (holds(regression, &pack, &facts), moot(regression, &pack, &facts))
    };
    assert_eq!(says("normal", "P2", ""), (false, false));
    assert_eq!(says("emergency", "P1", ""), (true, true));
    assert_eq!(says("normal", "P4", ""), (true, true));
    // A deviation from the regression settles what stands for it (PM-2.3-03, PM-2.3-04, PM-2.3-07).
    assert_eq!(says("normal", "P1", "review.full_regression"), (true, true));
    let pack = quorate::app::packs::parse(&quorate::app::packs::text("ghostquant").unwrap()).unwrap();
    let lists = quorate::policy::checklist::all(&pack);
    let item = &lists.iter().find(|l| l.id() == "pre_implementation").unwrap().items[0];
    let mut facts = Facts::closed(&pack, super::at("2026-03-02 09:00"));
    facts.set_word("type", "emergency");
    facts.set_word("approval.expedited", "cleo");
    assert!(moot(item, &pack, &facts), "the CAB did not approve it");
}
