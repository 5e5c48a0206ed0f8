//! Laws that hold under any order of acts.

use crate::acts::ballot::assessed;
use crate::acts::sitting::{at_meeting, id as meeting_id, item_of, opened, opened_in_the_chairs_place, topic};
use crate::acts::{Register, at, begin, cast, ended, noted, on, person, said, three_env, vote};
use proptest::prelude::*;
use quorate::base::ids::ChangeNo;
use quorate::base::ids::PersonId;
use quorate::base::time::Span;
use quorate::domain::ballot::Outcome;
use quorate::domain::board::Presence;
use quorate::domain::command::{BoardCommand, ChangeCommand, Command, MeetingCommand, Settling, decide};
use quorate::domain::desk::Desk;
use quorate::domain::event::What;
use quorate::domain::meeting::events::MeetingEvent;
use quorate::domain::meeting::{MeetingState, Subject};
use quorate::domain::run::command::Begin;
use quorate::domain::run::{Deployment, Run};
use quorate::domain::world::World;
use quorate::policy::board::{Count, MajorityOf, Standing, Threshold, VoteRule};

const MEMBERS: [&str; 5] = ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"];

/// One act of somebody on a change that is before the board.
fn any_act() -> impl Strategy<Value = (usize, u8, bool)> {
    (0..7_usize, 0..12_u8, any::<bool>())
}

fn command(no: ChangeNo, kind: u8, flag: bool) -> Command {
    let text = |t: &str| Some(t.to_owned());
    match kind {
        0 | 1 => cast(no, "approve"),
        2 => cast(no, "reject"),
        3 => cast(no, "abstain"),
        4 => {
            let mut recuse = vote("recuse");
            recuse.reason = text("my system");
            on(no, ChangeCommand::Cast(recuse))
        }
        5 => on(no, ChangeCommand::OpenVote { tally: None, meeting: None }),
        6 if flag => on(no, ChangeCommand::Consider { criteria: Vec::new() }),
        6 | 7 => on(no, ChangeCommand::CloseVote { reason: text("as counted") }),
        8 => {
            let how = |here: bool| if here { Presence::Room } else { Presence::Absent };
            let present = MEMBERS.iter().enumerate().map(|(i, m)| (person(m), how(flag || i % 2 == 0))).collect();
            Command::Board(BoardCommand::Rollcall { present })
        }
        9 => on(no, ChangeCommand::Edit { fields: vec![("description".into(), "Another size".into())] }),
        10 => on(no, ChangeCommand::Defer { reason: text("too early"), until: None }),
        _ => on(no, ChangeCommand::Object { reason: text("not my vote") }),
    }
}

/// Every ballot that carried had its quorum, its majority, and no vote of the change's own requester.
fn check(r: &Register, no: ChangeNo) {
    for ballot in &r.change(no).ballots {
        assert!(!ballot.votes.contains_key(&r.change(no).requester));
        assert!(ballot.votes.keys().all(|p| ballot.on_roster(p)));
        assert!(ballot.votes.keys().all(|p| !ballot.recused.contains_key(p)), "a recused member keeps no vote");
        if ballot.void || !matches!(ballot.outcome, Some(Outcome::Carried | Outcome::CarriedWithConditions)) {
            continue;
        }
        let counted = ballot.counted(None);
        assert!(counted.count.present >= ballot.rule.quorum, "carried with {:?}", counted.count);
        assert!(counted.count.for_ * 2 > counted.count.present, "carried with {:?}", counted.count);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_ballot_carries_below_quorum_or_threshold(acts in prop::collection::vec(any_act(), 1..40)) {
        let (mut r, no) = assessed();
        let before = r.events.len();
        for (who, kind, flag) in acts {
            let who = MEMBERS.get(who).copied().unwrap_or(if flag { "rita" } else { "tom" });
            let at = r.now;
            drop(r.act(who, &command(no, kind, flag)));
            prop_assert_eq!(at, r.now);
            check(&r, no);
        }
        prop_assert!(r.events.len() >= before);
        prop_assert_eq!(World::replay(&r.events), r.world.clone());
    }

    #[test]
    fn judging_on_the_slice_equals_judging_on_the_whole(acts in prop::collection::vec(any_act(), 1..12)) {
        let (mut r, no) = assessed();
        let other = r.open("rita", "normal", &[("title", "Another change")]);
        for (who, kind, flag) in acts {
            let who = MEMBERS.get(who).copied().unwrap_or("rita");
            let command = command(if flag { no } else { other }, kind, flag);
            let touched = command.touches();
            let slice = World::replay(r.events.iter().filter(|e| touched.contains(&e.stream)));
            let (digest, pack) = r.pack_for(&command);
            let desk = Desk {
                now: r.now,
                actor: person(who),
                pack,
                pack_digest: digest,
                next_change: ChangeNo(99),
                seed: [7; 32],
                if_version: None, near: Vec::new(),
 booked: Default::default(),
 quoted: std::collections::BTreeMap::new(),
            };
            let whole = decide(&r.world, &desk, &command).map(|d| d.events);
            let sliced = decide(&slice, &desk, &command).map(|d| d.events);
            prop_assert_eq!(whole, sliced);
            drop(r.act(who, &command));
        }
    }

    #[test]
    fn a_count_carries_only_over_its_threshold(
        eligible in 1..12_usize,
        shares in (0..100_usize, 0..100_usize, 0..100_usize, 0..100_usize),
        of in prop::sample::select(vec![MajorityOf::Members, MajorityOf::Present, MajorityOf::Cast]),
        casting in any::<bool>(),
    ) {
        let (a, b, c, d) = shares;
        let present = eligible * a / 100;
        let for_ = present * b / 100;
        let against = (present - for_) * c / 100;
        let abstain = (present - for_ - against) * d / 100;
        let rule = VoteRule {
            quorum: 3,
            of: eligible,
            threshold: Threshold::Majority,
            majority_of: of,
            min_in_favour: 0,
            chair_casting: casting,
        };
        let count = Count { eligible, present, for_, against, abstain, chair_for: Some(true), ..Count::default() };
        let reach = rule.reach(&count);
        if reach.standing == Standing::Carried {
            prop_assert!(for_ > against || (casting && for_ == against));
            prop_assert!(for_ > 0);
            prop_assert_eq!(reach.needs, 0);
        } else if reach.can_pass {
            let more = Count {
                for_: for_ + reach.needs,
                present: present.max(for_ + against + abstain + reach.needs),
                ..count
            };
            prop_assert_eq!(rule.standing(&more), Standing::Carried, "needs {} more", reach.needs);
        }
        prop_assert_eq!(reach.quorum_met, present >= 3);
    }
}

/// One act of somebody in an open meeting whose second item is a change.
fn in_meeting(no: ChangeNo, kind: u8, n: usize, flag: bool) -> Command {
    let item = u32::try_from(n % 4).unwrap();
    match kind {
        0 => at_meeting(MeetingCommand::Join),
        1 => {
            let how = if flag { Presence::Phone } else { Presence::Absent };
            at_meeting(MeetingCommand::Rollcall { present: vec![(person(MEMBERS[n % 5]), how)] })
        }
        2 => at_meeting(MeetingCommand::TakeChair),
        3 | 4 => at_meeting(MeetingCommand::Present { item }),
        5 => at_meeting(MeetingCommand::Pause),
        6 => {
            at_meeting(MeetingCommand::Settle(Settling { item, how: "done".into(), note: None, ..Settling::default() }))
        }
        7 => {
            let criteria = ["justification", "risk", "testing", "rollback", "resources", "compliance"];
            let criteria = criteria.iter().take(if flag { 6 } else { n }).map(|c| (*c).to_owned()).collect();
            at_meeting(MeetingCommand::Consider { item: 2, criteria })
        }
        8 if flag => at_meeting(MeetingCommand::Close { reason: None }),
        8 => at_meeting(MeetingCommand::Add { item: topic("Late"), second: Some(person("ciso")) }),
        9 => at_meeting(MeetingCommand::Correct { text: "one more was there".into(), name: None }),
        10 => on(no, ChangeCommand::OpenVote { tally: None, meeting: Some(meeting_id().to_string()) }),
        11 | 12 => cast(no, ["approve", "reject", "abstain"][n % 3]),
        13 => on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }),
        14 => at_meeting(MeetingCommand::Open { items: vec![item_of("decisions", Subject::Change(no))] }),
        _ => command(no, kind % 12, flag),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the order: no ballot carries below quorum, majority or without its criteria; at most one item is
    /// current; a closed meeting changes no more; and the fold gives the same meeting again.
    #[test]
    fn a_meeting_keeps_its_laws_under_any_order_of_acts(
        acts in prop::collection::vec((0..7_usize, 0..28_u8, 0..6_usize, any::<bool>()), 1..60),
    ) {
        let (mut r, no) = opened();
        for (who, kind, n, flag) in acts {
            let who = MEMBERS.get(who).copied().unwrap_or(if flag { "cto" } else { "tom" });
            let before = r.world.meetings[&meeting_id()].clone();
            let decided = r.act(who, &in_meeting(no, kind, n, flag));
            check(&r, no);
            let after = &r.world.meetings[&meeting_id()];
            let shown: Vec<_> = after.courses.iter().flat_map(|c| &c.shown).filter(|(_, to)| to.is_none()).collect();
            prop_assert!(shown.len() <= 1, "{} items are current", shown.len());
            let current = after.current.and_then(|c| after.item(c)).is_some_and(|(_, c)| c.shown.last().is_some_and(|s| s.1.is_none()));
            prop_assert_eq!(current, shown.len() == 1);
            if before.state == MeetingState::Complete {
                for (_, what) in decided.iter().flat_map(|d| &d.events) {
                    if let What::Meeting(what) = what {
                        let allowed = matches!(what, MeetingEvent::Corrected { .. } | MeetingEvent::ActionDone { .. });
                        prop_assert!(allowed, "after its end: {:?}", what);
                    }
                }
                prop_assert_eq!(&before.courses, &after.courses);
                prop_assert_eq!(&before.items, &after.items);
            }
            for ballot in &r.change(no).ballots {
                let held = ballot.meeting.is_some() && !ballot.void && ballot.outcome == Some(Outcome::Carried);
                if held && ballot.closed == Some(r.now) {
                    // On the item, or on the ballot itself.
                    let on_item = &after.item(2).unwrap().1.considered;
                    let all: std::collections::BTreeSet<_> = on_item.iter().chain(&ballot.considered).collect();
                    prop_assert_eq!(all.len(), 6, "carried unconsidered");
                }
            }
        }
        prop_assert_eq!(World::replay(&r.events), r.world.clone());
    }
}

/// One act of a member who comes and goes, in a meeting that whoever is there leads.
fn coming_and_going(no: ChangeNo, who: &str, kind: u8, n: usize) -> Command {
    let other = person(MEMBERS[n % 5]);
    match kind {
        0 | 1 => at_meeting(MeetingCommand::Join),
        2 => at_meeting(MeetingCommand::Rollcall { present: vec![(person(who), Presence::Absent)] }),
        3 => at_meeting(MeetingCommand::TakeChair),
        4 => at_meeting(MeetingCommand::GiveChair { to: other }),
        5 => at_meeting(MeetingCommand::Rollcall { present: vec![(other, Presence::Phone)] }),
        6 | 7 => on(no, ChangeCommand::OpenVote { tally: None, meeting: Some(meeting_id().to_string()) }),
        8 => {
            let criteria = ["justification", "risk", "testing", "rollback", "resources", "compliance"];
            at_meeting(MeetingCommand::Consider { item: 2, criteria: criteria.map(str::to_owned).to_vec() })
        }
        9 => command(no, 4, true),
        10..=13 => cast(no, ["approve", "approve", "approve", "reject", "abstain"][n % 5]),
        _ => on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However often members leave, come back, recuse themselves or take the chair, and whoever acts as it: what carries
    /// has its quorum and its majority of those who are there when it closes.
    #[test]
    fn leaving_coming_back_and_acting_chairs_carry_nothing_below_quorum(
        acts in prop::collection::vec((0..5_usize, 0..16_u8, 0..5_usize, 0..4_i64), 1..80),
    ) {
        let (mut r, no) = opened_in_the_chairs_place();
        for (who, kind, n, minutes) in acts {
            r.wait(Span::seconds(60 * minutes));
            let carried = |r: &Register| r.change(no).ballots.iter().filter(|b| b.outcome == Some(Outcome::Carried)).count();
            let before = carried(&r);
            let decided = r.act(MEMBERS[who], &coming_and_going(no, MEMBERS[who], kind, n));
            check(&r, no);
            if decided.is_ok() && carried(&r) > before {
                let (_, pack) = r.pack_for(&at_meeting(MeetingCommand::Join));
                let roll = r.world.board.current_rollcall(&pack, r.now, Some(meeting_id().as_str()));
                // Who was not called and voted in a session of their own is there as well.
                let ballot = r.change(no).ballots.iter().rfind(|b| b.outcome == Some(Outcome::Carried)).unwrap();
                let said = |p: &PersonId| roll.and_then(|roll| roll.present.get(p));
                let there = |p: &&&str| {
                    let p = person(p);
                    said(&p).map_or(ballot.votes.contains_key(&p), |how| how.counts())
                };
                let here = MEMBERS.iter().filter(there).count();
                prop_assert!(here >= 3, "carried with {here} in the room");
            }
        }
        prop_assert_eq!(World::replay(&r.events), r.world.clone());
    }
}

/// One act on the run of a change: stage, what, how it ends, which artefact.
fn any_deployment() -> impl Strategy<Value = (usize, u8, bool, bool)> {
    (0..4_usize, 0..8_u8, any::<bool>(), prop::bool::weighted(0.2))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever the order of acts, nothing reaches a stage past one that comes first, nor as another artefact than the
    /// one that was deployed there.
    #[test]
    fn no_deployment_skips_a_stage(acts in prop::collection::vec(any_deployment(), 1..40)) {
        let mut r = three_env::register();
        let no = three_env::approved(&mut r);
        three_env::go(&mut r, no);
        r.world.change_mut(no).run = Run::default();
        r.now = at("2026-03-10 18:00");
        r.settle(no, "pre_prod", &["oleg"]);
        for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
            r.ok("oleg", &on(no, noted(kind)));
        }
        let stages = ["DEV", "TEST", "STAGING", "PROD"];
        // The straight way is among those that are tried, so that PROD is reached at times.
        let straight = [(0, 0, true, false), (0, 4, true, false), (1, 0, true, false), (1, 4, true, false)];
        for (stage, kind, ok, other) in straight.into_iter().take(acts.len() % 5).chain(acts) {
            let place = stages[stage];
            let (who, branch) = match place {
                "DEV" => ("dan", "any"),
                "PROD" => ("oleg", "main"),
                _ => ("oleg", "release/x"),
            };
            match kind {
                0..=3 => {
                    let told = ("dev_lead_notified".to_owned(), r.now.to_string());
                    drop(r.act("rita", &on(no, ChangeCommand::Edit { fields: vec![told] })));
                    let artifact = Some(format!("sha256:{:064}", u8::from(other)));
                    let (environment, branch) = (Some(place.to_owned()), Some(branch.to_owned()));
                    drop(r.act(who, &on(no, begin(Begin { environment, artifact, branch, ..said() }))));
                }
                4..=6 => drop(r.act(who, &on(no, ended(Some(place), ok)))),
                _ => r.wait(Span::hours(24 * 7)),
            }
            let run = &r.change(no).run;
            for (i, d) in run.deployments.iter().enumerate() {
                let mine = stages.iter().position(|s| d.environment.as_deref() == Some(s)).unwrap();
                for earlier in ["DEV", "TEST"].into_iter().take(mine) {
                    let here = |b: &&Deployment| b.environment.as_deref() == Some(earlier);
                    let newest = run.deployments[..i].iter().rev().find(here);
                    let passed = newest.is_some_and(|b| b.ended.as_ref().is_some_and(|e| e.succeeded));
                    prop_assert!(passed, "{place} without {earlier}: {run:#?}");
                    prop_assert_eq!(&newest.unwrap().artifact, &d.artifact);
                }
            }
            let last = run.deployments.iter().filter(|d| d.last).count();
            prop_assert!(last <= 1 && (last == 1) == r.change(no).moments.contains_key("started"));
        }
    }
}
