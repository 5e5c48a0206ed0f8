//! Changes in each other's way: by system, through dependencies, by person; and what the settings make of it.

use super::{Register, on};
use proptest::prelude::*;
use quorate::app::packs;
use quorate::base::ids::ChangeNo;
use quorate::base::time::Moment;
use quorate::domain::change::conflict::{Claim, Kind, at_start, find};
use quorate::domain::change::states::State;
use quorate::domain::change::{Change, Value};
use quorate::domain::command::{ChangeCommand, Command, SystemCommand};
use quorate::domain::desk::Desk;
use quorate::domain::system::draft::SystemDraft;
use quorate::domain::system::{Systems, key};
use quorate::policy::pack::Pack;

fn system(id: &str, on: &[&str]) -> SystemDraft {
    let depends_on = Some(on.iter().map(|d| (*d).to_owned()).collect());
    SystemDraft { id: id.into(), depends_on, ..SystemDraft::default() }
}

fn chain() -> Register {
    let mut r = Register::under("ghostquant");
    let systems = vec![system("db", &[]), system("web", &["db"]), system("shop", &["web"]), system("mail", &[])];
    r.ok("adm", &Command::System(SystemCommand::Put { systems, new: true }));
    r
}

fn claim(no: u32, from: i64, to: i64, systems: &[&str], people: &[&str]) -> Claim {
    Claim {
        no: ChangeNo(no),
        state: State::Scheduled,
        window: (Moment(from), Moment(to)),
        systems: systems.iter().map(|s| key(s)).collect(),
        people: people.iter().map(|p| (*p).to_owned()).collect(),
        accepts: Vec::new(),
    }
}

fn pack(reach: &str) -> Pack {
    let mut pack = packs::parse(&packs::text("ghostquant").unwrap()).unwrap();
    pack.set("conflict.reach", reach);
    pack
}

fn kinds(reach: &str, systems: &Systems, own: &Claim, others: &[Claim]) -> Vec<(u32, Kind)> {
    find(&pack(reach), systems, own, others).into_iter().map(|c| (c.no.0, c.kind)).collect()
}

#[test]
fn dependencies_are_followed_as_far_as_the_setting_says() {
    let r = chain();
    let own = claim(1, 0, 10, &["DB"], &[]);
    let others = [
        claim(2, 0, 10, &["db"], &[]),
        claim(3, 9, 20, &["web"], &[]),
        claim(4, 5, 6, &["shop"], &[]),
        claim(5, 0, 10, &["mail"], &[]),
        claim(6, 10, 20, &["db"], &[]),
    ];
    let all = [(2, Kind::System), (3, Kind::Dependent), (4, Kind::Dependent)];
    assert_eq!(kinds("all", &r.world.systems, &own, &others), all);
    assert_eq!(kinds("next", &r.world.systems, &own, &others), all[..2]);
    assert_eq!(kinds("none", &r.world.systems, &own, &others), all[..1]);
    let shop = claim(9, 0, 10, &["shop"], &[]);
    assert_eq!(kinds("all", &r.world.systems, &shop, &others[..2]), [(2, Kind::Parent), (3, Kind::Parent)]);
}

#[test]
fn what_is_done_or_not_handed_in_is_in_nobodys_way() {
    let own = claim(1, 0, 10, &["db"], &["tom"]);
    for (state, counts) in [
        (State::New, false),
        (State::Assess, true),
        (State::Authorize, true),
        (State::Scheduled, true),
        (State::Implement, true),
        (State::Review, false),
        (State::Closed, false),
        (State::Canceled, false),
    ] {
        let other = Claim { state, ..claim(2, 0, 10, &["db"], &["tom"]) };
        let found = kinds("all", &Systems::default(), &own, &[other]);
        let both = vec![(2, Kind::System), (2, Kind::Person)];
        assert_eq!(found, if counts { both } else { Vec::new() }, "{state:?}");
    }
}

#[test]
fn a_clash_on_one_system_is_flagged_or_left_to_the_chair() {
    let refused = |overlap: &str| {
        let (mut r, no) =
            super::ballot::assessed_with(if overlap == "flag" { &[] } else { &[("conflict.overlap", "block")] });
        let submit = on(no, ChangeCommand::Submit);
        let pack = r.pack_for(&submit).1;
        let mut known = quorate::policy::facts::Facts::closed(&pack, r.now);
        known.set_word("act.conflict", "CHG-7: system db");
        known.set_words("actor.is", ["registered".to_owned(), "requester".to_owned()]);
        known.set_flag("on_hold", false);
        let verdict = quorate::policy::judge::judge(&pack, quorate::policy::act::Act::Schedule, &known);
        r.ok("rita", &on(no, ChangeCommand::Comment { text: "seen".into() }));
        let names = |rule: &str, all: &[quorate::policy::verdict::Reason]| {
            all.iter().any(|reason| reason.rule == rule && reason.text.ends_with("CHG-7: system db"))
        };
        assert!(names("conflict-system", &verdict.warnings), "{verdict:?}");
        names("board-resolves-conflicts", &verdict.reasons)
    };
    assert!(!refused("flag"));
    assert!(refused("block"));
}

#[test]
fn a_start_is_stopped_only_by_what_is_scheduled_in_the_time_of_the_run() {
    // AV-5.3-01: an emergency that starts now runs now, whatever window it was given.
    let mut r = chain();
    let (digest, pack) = r.pack_for(&Command::System(SystemCommand::Put { systems: Vec::new(), new: true }));
    let hour = |n: i64| r.now.plus(quorate::base::time::Span::hours(n));
    let mut change = Change::unborn(ChangeNo(1));
    change.fields.insert("affected_systems".into(), Value::Words(vec!["db".into()]));
    change.fields.insert("window".into(), Value::Words(vec![format!("{}/{}", hour(360), hour(362))]));
    let mut desk = Desk::looking(r.now, super::person("rita"), pack, digest, ChangeNo(1));
    let near = |no, from, to, state| Claim { state, ..claim(no, hour(from).0, hour(to).0, &["db"], &[]) };
    desk.near = vec![
        near(2, 360, 362, State::Scheduled),
        near(3, 1, 3, State::Authorize),
        near(4, 1, 3, State::Scheduled),
        near(5, -1, 1, State::Implement),
        near(6, 2, 4, State::Scheduled),
    ];
    let found: Vec<u32> = at_start(&r.world, &desk, &change).iter().map(|c| c.no.0).collect();
    assert_eq!(found, [4, 5]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Who is in whose way is mutual, and what is found is what looking at every minute finds.
    #[test]
    fn conflicts_are_mutual_and_those_of_a_naive_search(
        claims in proptest::collection::vec((0_i64..40, 1_i64..12, 0_usize..4, 0_usize..3), 2..7),
        edges in proptest::collection::vec((0_usize..4, 0_usize..4), 0..4),
    ) {
        let names = ["a", "b", "c", "d"];
        let people = ["ana", "bo", "cy"];
        let mut r = Register::under("ghostquant");
        let drafts = names.iter().enumerate().map(|(i, id)| {
            // From later to earlier names only, so that there is no circle.
            let on: Vec<&str> = edges.iter().filter(|(f, t)| *f == i && t < f).map(|(_, t)| names[*t]).collect();
            let mut on = on;
            on.sort_unstable();
            on.dedup();
            system(id, &on)
        });
        r.ok("adm", &Command::System(SystemCommand::Put { systems: drafts.collect(), new: true }));
        let systems = &r.world.systems;
        let all: Vec<Claim> = claims.iter().enumerate()
            .map(|(i, (from, length, s, p))| claim(i as u32 + 1, *from, from + length, &[names[*s]], &[people[*p]]))
            .collect();
        // Reachability by hand: as many rounds as there are systems.
        let reaches = |from: &str, to: &str| {
            let mut seen = vec![from.to_owned()];
            for _ in 0..names.len() {
                let next: Vec<String> =
                    seen.iter().filter_map(|s| systems.find(s)).flat_map(|s| s.entry.depends_on.clone()).collect();
                seen.extend(next);
            }
            seen.iter().any(|s| s == to)
        };
        for own in &all {
            let found = kinds("all", systems, own, &all);
            for other in all.iter().filter(|o| o.no != own.no) {
                let meets = (0..60).any(|m| {
                    let within = |c: &Claim| c.window.0.0 <= m && m < c.window.1.0;
                    within(own) && within(other)
                });
                let (mine, theirs) = (&own.systems[0], &other.systems[0]);
                let mut wanted = Vec::new();
                if meets && mine == theirs {
                    wanted.push(Kind::System);
                } else if meets && reaches(mine, theirs) {
                    wanted.push(Kind::Parent);
                } else if meets && reaches(theirs, mine) {
                    wanted.push(Kind::Dependent);
                }
                if meets && own.people == other.people {
                    wanted.push(Kind::Person);
                }
                let got: Vec<Kind> = found.iter().filter(|(no, _)| *no == other.no.0).map(|(_, k)| *k).collect();
                prop_assert_eq!(got, wanted);
            }
        }
    }
}
