//! The sheet of a ballot: four quantities, the rule in words, and who voted, as far as the tally shows it.

use super::Lens;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::ballot::close::may_be_told;
use crate::domain::ballot::count::Counted;
use crate::domain::ballot::{Altered, Ballot, BallotState, Choice, Outcome, RosterEntry, TallyMode};
use crate::domain::board::{Presence, Rollcall};
use crate::domain::change::Change;
use crate::domain::meeting::{Meeting, MeetingState, outcome};
use crate::policy::board::{Count, MajorityOf, Threshold, VoteRule};
use crate::policy::pack::Pack;
use crate::sheets::ballot::{AlteredLine, BallotSheet, CameLine, CriterionLine, MemberLine};
use crate::sheets::time::Time;

/// The rule in words.
#[must_use]
pub fn rule_words(rule: &VoteRule) -> String {
    let share = match rule.threshold {
        Threshold::Majority => "majority",
        Threshold::TwoThirds => "two thirds",
        Threshold::Unanimous => "all",
    };
    let of = match rule.majority_of {
        MajorityOf::Members => "of the members",
        MajorityOf::Present => "of those present",
        MajorityOf::Cast => "of the votes cast",
    };
    let tie = match (rule.chair_casting, rule.majority_of) {
        (false, _) => "tie: not approved",
        (true, MajorityOf::Cast) => "tie: the chair decides",
        // Where more are there who said neither, no single vote decides.
        (true, _) => "tie that one more vote would carry: the chair decides",
    };
    let floor =
        if rule.min_in_favour > 0 { format!("; at least {} in favour", rule.min_in_favour) } else { String::new() };
    // A board whose seats are still named has fewer of them at first than it needs.
    let seats = if rule.of < rule.quorum { String::new() } else { format!(" of {}", rule.of) };
    format!("{share} {of}; {tie}{floor}; quorum {}{seats}", rule.quorum)
}

/// The rule of a board in words, with the seats that may veto whoever holds them.
pub fn rule_of(pack: &Pack, rule: &VoteRule) -> String {
    let seats = pack.board.seats.iter().filter(|s| s.veto).map(|s| s.title.clone());
    rule_words(rule) + &ending_it(&seats.collect::<Vec<_>>())
}

/// What the seats on a roster are called that may veto.
fn may_veto(pack: &Pack, roster: &[RosterEntry]) -> Vec<String> {
    let vetoes = |seat: &&String| pack.board.seats.iter().any(|s| s.veto && s.id == **seat);
    let seats: Vec<String> = roster.iter().flat_map(|e| e.seats.iter().filter(vetoes).cloned()).collect();
    pack.board.called(&seats)
}

/// Whose vote against it ends it, after the rule: `; Security Representative may veto`.
#[must_use]
pub fn vetoing(pack: &Pack, roster: &[RosterEntry]) -> String {
    ending_it(&may_veto(pack, roster))
}

fn ending_it(titles: &[String]) -> String {
    if titles.is_empty() { String::new() } else { format!("; {} may veto", titles.join(", ")) }
}

/// How many in favour carry it: `needs 3 of 4 present`. It tells nothing of votes that do not show.
fn carries(ballot: &Ballot, count: &Count, counts_show: bool) -> String {
    let (rule, open) = (&ballot.rule, ballot.state == BallotState::Open);
    let word = if open { "needs" } else { "needed" };
    // Below the quorum nothing is decided.
    let present = if open { count.present.max(rule.quorum) } else { count.present };
    let least = rule.least(&Count { present, ..*count });
    match rule.majority_of {
        MajorityOf::Members => format!("{word} {least} of {} members", count.eligible),
        MajorityOf::Present => format!("{word} {least} of {present} present"),
        MajorityOf::Cast if counts_show => format!("{word} {least} of {} votes cast", count.for_ + count.against),
        MajorityOf::Cast => match rule.threshold {
            Threshold::Majority => format!("{word} more than half of the votes cast"),
            Threshold::TwoThirds => format!("{word} two thirds of the votes cast"),
            Threshold::Unanimous => format!("{word} all votes cast"),
        },
    }
}

/// How a tie ended, or that it waits for the chair.
fn tied(ballot: &Ballot, count: &Count) -> Option<String> {
    if !ballot.rule.is_tied(count) || ballot.outcome.is_some_and(|o| matches!(o, Outcome::Lapsed | Outcome::Withdrawn))
    {
        return None;
    }
    let open = ballot.state == BallotState::Open;
    let word = match ballot.casting.as_ref() {
        _ if open => return ballot.is_even(count).then(|| "asked".into()),
        Some((_, choice)) if !choice.favours() => "against",
        _ if ballot.rule.chair_breaks(count) => "for",
        _ => "lost",
    };
    Some(word.into())
}

/// How an open ballot ends if it closes now, for whoever may close it. A hidden one tells it to nobody before: whoever
/// knows could still vote, or wait for a vote.
fn ends(lens: &Lens<'_>, change: &Change, ballot: &Ballot, counted: &Counted) -> Option<String> {
    let told = ballot.tally == TallyMode::Open && may_be_told(lens.world, lens.desk, change);
    let word = match ballot.is_even(&counted.count) {
        true => "tied",
        false => ballot.outcome_of(counted).word(),
    };
    told.then(|| word.to_owned())
}

/// Clauses for quorum and threshold, and the settings that a ballot leans on.
#[must_use]
pub fn clauses(pack: &Pack) -> Vec<String> {
    let mut all = pack.board.quorum.clauses.clone();
    all.extend(pack.board.threshold_clauses.iter().cloned());
    all.dedup();
    all
}

/// The sheet of a ballot, for whoever looks.
#[must_use]
pub fn sheet(lens: &Lens<'_>, change: &Change, ballot: &Ballot) -> BallotSheet {
    let pack = &*lens.desk.pack;
    let meeting = ballot.meeting.as_deref().or_else(|| outcome::dealing(lens.world, change));
    // Of a ballot that is over, the roll as it was then.
    let then = ballot.closed.unwrap_or(lens.desk.now);
    let roll = ballot.roll(lens.world, lens.world.board.current_rollcall(pack, then, meeting));
    let rollcall = roll.as_ref();
    // Only where people sat together is somebody absent; without a sitting they voted, or did not.
    let sat = |closed: Moment| {
        let called = lens.world.board.current_rollcall(pack, closed, None);
        ballot.meeting.is_some() || called.is_some_and(|r| r.at <= closed)
    };
    let called = ballot.closed.is_some_and(sat);
    let counted = ballot.counted(rollcall);
    let count = counted.count;
    let open = ballot.state == BallotState::Open;
    let counts_show = ballot.tells_counts();
    let shown = |n: usize| counts_show.then_some(n);
    let state = match ballot.state {
        BallotState::Decided => "decided",
        BallotState::Open if counted.suspended => "suspended",
        BallotState::Open => "open",
    };
    BallotSheet {
        id: change.no.to_string(),
        no: ballot.no,
        state: state.into(),
        lapsed: ballot.lapsed(lens.desk.now),
        outcome: ballot.outcome.map(|o| o.word().into()),
        tally: ballot.tally.word().into(),
        present: count.present,
        quorum: ballot.rule.quorum,
        seats: ballot.rule.of,
        quorum_met: counted.reach.quorum_met,
        eligible: count.eligible,
        recused: count.recused,
        voted: ballot.votes.len(),
        for_: shown(count.for_),
        against: shown(count.against),
        abstain: shown(count.abstain),
        mandatory_titles: pack.board.called(&counted.mandatory_missing),
        mandatory_missing: counted.mandatory_missing.clone(),
        mandatory: ballot.roster.iter().filter(|e| e.mandatory).count(),
        needs: shown(counted.reach.needs).filter(|_| open),
        can_pass: (counts_show && open).then_some(counted.reach.can_pass),
        can_fail: (counts_show && open).then_some(counted.reach.can_fail),
        tie: tie(lens, ballot, &count).filter(|_| counts_show),
        vetoed: (counts_show && count.vetoed).then(|| vetoed(lens, ballot)),
        casting: casting(lens, ballot, &count, counts_show),
        criteria: criteria(lens, change, ballot),
        rule: rule_words(&ballot.rule) + &vetoing(pack, &ballot.roster),
        carries: carries(ballot, &count, counts_show),
        tied: tied(ballot, &count).filter(|_| counts_show),
        broken_by: ballot.casting.as_ref().map(|(by, _)| by.to_string()),
        may_veto: may_veto(pack, &ballot.roster),
        ends: (open && counted.reach.quorum_met).then(|| ends(lens, change, ballot, &counted)).flatten(),
        members: ballot.roster.iter().map(|e| member(lens, ballot, e, rollcall, called)).collect(),
        came: if open { came(lens, ballot, meeting, rollcall) } else { Vec::new() },
        altered: ballot.altered.iter().map(|edit| altered(lens, edit)).collect(),
        opened: Time(ballot.opened),
        opened_by: ballot.by.to_string(),
        lapses: Time(ballot.lapses),
        closed: ballot.closed.map(Time),
        revision: ballot.revision.0,
        revision_digest: ballot.revision.1.to_string(),
        pack_digest: ballot.pack.to_string(),
        stale: ballot.void,
        clauses: clauses(pack),
    }
}

/// Who came for a member that left, after the roster was sealed.
fn came(lens: &Lens<'_>, ballot: &Ballot, meeting: Option<&str>, rollcall: Option<&Rollcall>) -> Vec<CameLine> {
    let roster = lens.world.board.roster(&lens.desk.pack, &lens.world.people, lens.desk.now, meeting);
    let line = |(person, left): (PersonId, PersonId)| CameLine {
        name: (lens.name)(person.as_str()),
        left_name: (lens.name)(left.as_str()),
        person: person.to_string(),
        left: left.to_string(),
    };
    ballot.come_since(&roster, rollcall).into_iter().map(line).collect()
}

/// An edit under the open ballot, with the labels of its fields.
fn altered(lens: &Lens<'_>, edit: &Altered) -> AlteredLine {
    let label = |id: &String| lens.desk.pack.field(id).map_or_else(|| id.clone(), |f| f.label.clone());
    AlteredLine {
        at: Time(edit.at),
        person: edit.by.to_string(),
        name: (lens.name)(edit.by.as_str()),
        fields: edit.fields.iter().map(label).collect(),
    }
}

/// The criteria of the pack's panel, with what is marked: beside the ballot, or with its item in a meeting.
fn criteria(lens: &Lens<'_>, change: &Change, ballot: &Ballot) -> Vec<CriterionLine> {
    let ahead = |m: &Meeting| ballot.meeting.is_none() && m.state == MeetingState::InProgress;
    let of = |m: &&Meeting| ahead(m) || outcome::ballot(m, change).is_some_and(|b| b.no == ballot.no);
    let held = lens.world.meetings.values().filter(of);
    let courses = held.filter_map(|m| m.item(m.item_of(change.no)?)).map(|(_, course)| course);
    let marked: Vec<&String> = courses.flat_map(|c| &c.considered).chain(&ballot.considered).collect();
    let line = |c: &crate::policy::lists::Listed| CriterionLine {
        id: c.id.clone(),
        text: c.text.clone(),
        considered: marked.contains(&&c.id),
        clauses: c.clauses.clone(),
    };
    lens.desk.pack.panel.criteria.iter().map(line).collect()
}

/// Who used a veto; a secret tally does not say who.
fn vetoed(lens: &Lens<'_>, ballot: &Ballot) -> String {
    if ballot.tally == TallyMode::Secret {
        return "a seat with a veto is against it".into();
    }
    let against = |p: &_| ballot.votes.get(p).is_some_and(|v| v.choice == Choice::Reject);
    let by = ballot.roster.iter().filter(|e| e.veto && against(&e.person));
    let names: Vec<String> =
        by.map(|e| format!("{} ({})", (lens.name)(e.person.as_str()), e.seats.join(", "))).collect();
    format!("vetoed by {}", names.join(", "))
}

/// What is to be said of even votes.
fn tie(lens: &Lens<'_>, ballot: &Ballot, count: &Count) -> Option<String> {
    let chair = ballot.roster.iter().find(|e| e.chair).map(|e| &e.person);
    let who = ballot.casting.as_ref().map(|c| &c.0).or(chair);
    let who = who.map_or_else(|| "nobody".into(), |p| (lens.name)(p.as_str()));
    let open = ballot.state == BallotState::Open;
    let even = format!("{} to {}", count.for_, count.against);
    if ballot.rule.chair_breaks(count) {
        let word = if open { "breaks" } else { "broke" };
        return Some(format!("the vote of the chair ({who}) {word} the tie of {even}"));
    }
    if open && ballot.is_even(count) {
        let sitting = sitting_chair(lens, ballot);
        return Some(match sitting.filter(|p| ballot.recused.contains_key(p)) {
            Some(recused) => {
                format!("{even}: the chair ({}) is recused and breaks no tie", (lens.name)(recused.as_str()))
            }
            None => format!("{even}: the chair's casting vote is asked for"),
        });
    }
    if !open && count.for_ == count.against && count.for_ > 0 && !ballot.rule.is_tied(count) && !count.vetoed {
        let (least, base) = (ballot.rule.least(count), ballot.rule.base(count));
        return Some(format!(
            "{even} is no tie here: {least} of {base} were needed, which one more vote does not make"
        ));
    }
    match tied(ballot, count)?.as_str() {
        "against" => Some(format!("the chair ({who}) broke the tie of {even} against it")),
        "lost" => Some(format!("{even}, a tie: not approved")),
        _ => None,
    }
}

/// Who is in the chair of the ballot's meeting, or of the board.
fn sitting_chair(lens: &Lens<'_>, ballot: &Ballot) -> Option<PersonId> {
    let (board, people) = (&lens.world.board, &lens.world.people);
    board.chair(&lens.desk.pack, people, lens.desk.now, ballot.meeting.as_deref())
}

/// What the chair is asked, where whoever looks is in the chair.
fn casting(lens: &Lens<'_>, ballot: &Ballot, count: &Count, counts_show: bool) -> Option<String> {
    if ballot.state != BallotState::Open || !ballot.rule.chair_casting || count.chair_for.is_some() {
        return None;
    }
    let chair = sitting_chair(lens, ballot);
    if chair.as_ref() != Some(&lens.desk.actor) || ballot.recused.contains_key(&lens.desk.actor) {
        return None;
    }
    match (counts_show, ballot.is_even(count)) {
        (true, true) => Some("asked".into()),
        (true, false) => None,
        (false, _) => Some("if_even".into()),
    }
}

fn member(
    lens: &Lens<'_>,
    ballot: &Ballot,
    entry: &crate::domain::ballot::RosterEntry,
    rollcall: Option<&crate::domain::board::Rollcall>,
    called: bool,
) -> MemberLine {
    let person = &entry.person;
    let vote = ballot.votes.get(person);
    let open = ballot.state == BallotState::Open;
    // One's own vote shows to oneself, except where nobody may look over a shoulder.
    let own = *person == lens.desk.actor && ballot.tally != TallyMode::Secret;
    let shows = ballot.tells_choices() || own;
    let recused = ballot.recused.get(person);
    let presence = if recused.is_some() {
        "recused"
    } else if !open {
        match ballot.present_at_close.contains(person) {
            true => "present",
            false if !called => "unknown",
            false => {
                let told = rollcall.and_then(|r| r.present.get(person)).filter(|p| !p.counts());
                match ballot.away_at_close.get(person).or(told) {
                    Some(Presence::Excused) => "excused",
                    // A vote of somebody who was not there did not count.
                    None if vote.is_none() => "not_called",
                    _ => "absent",
                }
            }
        }
    } else {
        match rollcall.and_then(|r| r.present.get(person)) {
            Some(p) if p.counts() => "present",
            Some(Presence::Excused) => "excused",
            Some(_) => "absent",
            None if ballot.is_present(person, rollcall) => "present",
            None if rollcall.is_some() => "not_called",
            None => "unknown",
        }
    };
    MemberLine {
        person: person.to_string(),
        name: (lens.name)(person.as_str()),
        seats: entry.seats.clone(),
        chair: entry.chair,
        mandatory: entry.mandatory,
        veto: entry.veto,
        presence: presence.into(),
        voted: vote.is_some(),
        choice: vote.filter(|_| shows).map(|v| v.choice.word().into()),
        reason: vote
            .filter(|_| shows)
            .and_then(|v| v.reason)
            .or(recused.copied().flatten())
            .map(|said| lens.words(&said)),
        via: vote.and_then(|v| v.via.as_ref()).map(ToString::to_string),
        alternate_for: entry.alternate_for.as_ref().map(ToString::to_string),
    }
}
