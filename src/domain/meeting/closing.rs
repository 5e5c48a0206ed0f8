//! The end of a meeting: what it may not close over, what it leaves undecided, and why.

use super::acts::Table;
use super::events::MeetingEvent;
use super::{Item, Meeting, MeetingState, Subject, outcome};
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::domain::ballot::events::BallotEvent;
use crate::domain::change::acts::Case;
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::verdict::Reason;

/// What a meeting may not close over: items, what is to become of them, and the clauses that say so.
pub struct Bar {
    /// What is to become of them, in words.
    pub word: &'static str,
    /// The items.
    pub items: Vec<u32>,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl Bar {
    /// In words: `MUST be decided: item 2, 5 [XX-7-03]`.
    #[must_use]
    pub fn words(&self) -> String {
        let items = self.items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let clauses = if self.clauses.is_empty() { String::new() } else { format!(" [{}]", self.clauses.join(", ")) };
        format!("{}: item {items}{clauses}", self.word)
    }
}

/// What is to become of items that are being voted on.
const VOTING: &str = "ballot to be closed";

/// What the minutes keep of a meeting that is closed.
#[derive(Clone, Copy, Default)]
pub(super) struct Keeping<'a> {
    /// Item, and what it shows.
    pub shown: &'a [(u32, String)],
    /// Person and name.
    pub names: &'a [(PersonId, String)],
    /// Changes that came after the cut-off and are not on the agenda.
    pub late: &'a [ChangeNo],
    /// Why it is closed as it is.
    pub reason: Option<&'a str>,
}

/// Whether those who are there may decide anything; a board that does not vote needs no quorum.
#[must_use]
pub fn quorate(world: &World, desk: &Desk, meeting: &Meeting) -> bool {
    !desk.pack.board.votes || inquorate(world, desk, meeting).is_none()
}

/// How the quorum is missed: `no quorum, 2 of 4 present`; none where it is met.
fn inquorate(world: &World, desk: &Desk, meeting: &Meeting) -> Option<String> {
    let (pack, board, id) = (&*desk.pack, &world.board, Some(meeting.id.as_str()));
    let roll = board.current_rollcall(pack, desk.now, id);
    let here = |p: &PersonId| roll.and_then(|r| r.present.get(p)).is_some_and(|how| how.counts());
    let standing = board.standing(pack, &world.people, &board.roster(pack, &world.people, desk.now, id), here);
    let missing = pack.board.called(&standing.missing).join(", ");
    let missing = if missing.is_empty() { missing } else { format!(", without {missing}") };
    let words = format!("no quorum, {} of {} needed are present{missing}", standing.present, standing.needed);
    (!standing.met()).then_some(words)
}

/// Why a mandatory item cannot be decided by the board now, where nothing that the meeting does would mend that: what it
/// waits for is elsewhere. Reviews are signed by whoever is there.
fn beyond(world: &World, desk: &Desk, meeting: &Meeting, item: &Item) -> Option<Refusal> {
    let Subject::Change(no) = item.subject else { return None };
    let change = world.changes.get(&no).filter(|_| item.reviews.is_empty())?;
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    case.beyond_board(meeting.id.as_str())
}

/// Mandatory items that are undecided, by number: what keeps each from being decided, where that is not the meeting's to mend.
fn open_items(world: &World, desk: &Desk, meeting: &Meeting) -> Vec<(u32, Option<Refusal>)> {
    let items = outcome::mandatory(world, meeting).into_iter();
    items.filter_map(|no| Some((no, beyond(world, desk, meeting, meeting.item(no)?.0)))).collect()
}

/// Items that the meeting may not leave undecided, and could decide.
#[must_use]
pub fn due(world: &World, desk: &Desk, meeting: &Meeting) -> Vec<u32> {
    open_items(world, desk, meeting).into_iter().filter(|(_, why)| why.is_none()).map(|(no, _)| no).collect()
}

/// Open ballots of the meeting that nobody can close for want of a quorum, and how each ends where the meeting is
/// adjourned for a reason: without a result, so that another one may be opened.
#[must_use]
pub fn short_ballots(world: &World, desk: &Desk, meeting: &Meeting) -> Vec<(ChangeNo, BallotEvent)> {
    let open = outcome::voting(world, meeting, desk.now).into_iter();
    open.filter_map(|no| {
        let change = world.changes.get(&no)?;
        let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
        Some((no, case.ended_without_quorum()?))
    })
    .collect()
}

/// Whether the meeting, as it is closed, leaves a mandatory item that it could decide, and a ballot open. An adjournment
/// ends the ballots that lack their quorum.
#[must_use]
pub fn leaves(world: &World, desk: &Desk, meeting: &Meeting, reason: Option<&str>) -> (bool, bool) {
    let adjourned = reason.is_some_and(|r| !r.trim().is_empty());
    let ended = if adjourned { short_ballots(world, desk, meeting) } else { Vec::new() };
    let ends = |no: &ChangeNo| ended.iter().any(|(change, _)| change == no);
    let is_due = |item: &u32| !ended.iter().any(|(no, _)| meeting.item_of(*no) == Some(*item));
    let voting = outcome::voting(world, meeting, desk.now).iter().any(|no| !ends(no));
    (due(world, desk, meeting).iter().any(is_due), voting)
}

/// What a reason does for closing an open meeting: whether it takes anything out of the way, and whether nothing stands
/// there any more.
#[must_use]
pub fn adjourning(world: &World, desk: &Desk, meeting: &Meeting) -> (bool, bool) {
    let table = Table { world, desk, id: &meeting.id, scribe: desk.scribe(), decided: Decided::default() };
    let left = |reason| judge(&desk.pack, Act::MeetingClose, &table.facts(Some(meeting), reason)).reasons.len();
    let (before, after) = (left(None), left(Some("a reason")));
    (after < before, after == 0)
}

/// What stands in the way of a decision, in a line with its clauses.
fn in_words(refusal: &Refusal) -> String {
    let clauses = refusal.clauses().join(", ");
    let cited = if clauses.is_empty() { clauses } else { format!(" [{clauses}]") };
    format!("{}{cited}", refusal.reasons.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("; "))
}

impl Table<'_> {
    /// The items that the meeting may not close over, with what is to become of them and the clauses that say so.
    pub(super) fn bars(&self, meeting: &Meeting) -> Vec<Bar> {
        let items = |changes: Vec<ChangeNo>| changes.into_iter().filter_map(|no| meeting.item_of(no)).collect();
        let open = [
            ("meeting_due", "MUST be decided", due(self.world, self.desk, meeting)),
            ("meeting_unreached", "MUST be addressed", outcome::not_reached(self.world, meeting)),
            ("meeting_unsettled", "to be settled", outcome::unsettled(self.world, meeting)),
            ("meeting_voting", VOTING, items(outcome::voting(self.world, meeting, self.desk.now))),
        ];
        let mut facts = self.facts(Some(meeting), None);
        open.iter().for_each(|(flag, ..)| facts.set_flag(flag, false));
        let forbids = |facts: &Facts| -> Vec<Reason> {
            let reasons = judge(&self.desk.pack, Act::MeetingClose, facts).reasons;
            reasons.into_iter().filter(|r| !r.rule.starts_with("no-permit")).collect()
        };
        let before = forbids(&facts);
        let mut bars = Vec::new();
        for (flag, word, items) in open.into_iter().filter(|(.., items)| !items.is_empty()) {
            let mut facts = facts.clone();
            facts.set_flag(flag, true);
            let new = forbids(&facts).into_iter().filter(|r| before.iter().all(|b| b.rule != r.rule));
            let new: Vec<Reason> = new.collect();
            if !new.is_empty() {
                let clauses = new.into_iter().flat_map(|r| r.clauses).collect();
                bars.push(Bar { word, items, clauses });
            }
        }
        bars
    }

    /// Closes the meeting; what standing items show, and what people are called, is kept for the minutes. What it leaves
    /// undecided although it is mandatory stands there with the reason.
    pub(super) fn close(&mut self, meeting: &Meeting, keeping: Keeping<'_>) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], "closed")?;
        let Keeping { shown, names, late, reason } = keeping;
        self.judged(Act::MeetingClose, Some(meeting), reason).map_err(|refusal| self.names_items(meeting, refusal))?;
        let reason = reason.map(str::trim).filter(|r| !r.is_empty());
        for (no, why) in open_items(self.world, self.desk, meeting) {
            let why = match why {
                Some(refusal) => in_words(&refusal),
                None => {
                    let quorum = inquorate(self.world, self.desk, meeting);
                    [quorum.as_deref(), reason].into_iter().flatten().collect::<Vec<_>>().join(": ")
                }
            };
            let text = format!("item {no} stays undecided: {why}");
            self.decided.warnings.push(Reason { rule: "left-undecided".into(), text, ..Reason::default() });
            let text = self.words(&why)?;
            self.add(MeetingEvent::DataKept { item: no, text });
        }
        for (no, mut ended) in short_ballots(self.world, self.desk, meeting).into_iter().filter(|_| reason.is_some()) {
            if let BallotEvent::VoteClosed { reason: why, .. } = &mut ended {
                *why = self.scribe.say_if(reason);
            }
            self.decided.add(Stream::Change(no), ended);
            let text =
                format!("the ballot on {no} lacks its quorum and ends without a result; another one may be opened");
            self.decided.warnings.push(Reason { rule: "ballot-ended".into(), text, ..Reason::default() });
        }
        for (item, text) in shown {
            self.item(meeting, *item)?;
            let text = self.words(text)?;
            self.add(MeetingEvent::DataKept { item: *item, text });
        }
        self.keep_names(meeting, names)?;
        let not_reached = outcome::not_reached(self.world, meeting);
        let reason = self.scribe.say_if(reason);
        self.add(MeetingEvent::Closed { not_reached, late: late.to_vec(), reason });
        Ok(())
    }

    /// Which items stand in the way is said beside the rule.
    fn names_items(&self, meeting: &Meeting, refusal: Refusal) -> Refusal {
        let due = due(self.world, self.desk, meeting);
        let quorum = inquorate(self.world, self.desk, meeting).filter(|_| !due.is_empty());
        let barring = || self.bars(meeting).into_iter().filter(|bar| bar.word != VOTING).flat_map(|bar| bar.items);
        let open = if due.is_empty() { barring().collect() } else { due };
        let about = |no: &u32| match meeting.item(*no).map(|(item, _)| &item.subject) {
            Some(Subject::Change(change)) => Some(*change),
            _ => None,
        };
        let named = |no: &u32| about(no).map_or_else(|| no.to_string(), |change| format!("{no} {change}"));
        let list = open.iter().map(named).collect::<Vec<_>>().join(", ");
        let first = open.iter().find_map(about);
        let voting = outcome::voting(self.world, meeting, self.desk.now);
        let voting = voting.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let quorum = quorum.map(|words| format!("; {words}")).unwrap_or_default();
        let text = match (refusal.kind, voting.as_str(), list.as_str()) {
            (Kind::NotPermitted, ..) | (_, "", "") => String::new(),
            (_, "", list) => format!(" (items {list}{quorum})"),
            (_, voting, _) => format!(" (voting on {voting})"),
        };
        let mut refusal = Refusal { text: format!("{}{text}", refusal.text), ..refusal };
        let short = !short_ballots(self.world, self.desk, meeting).is_empty();
        for reason in &mut refusal.reasons {
            if short && reason.rule == "no-open-ballot-at-close" {
                let id = &self.id;
                reason.remedy = format!(
                    "call those who left back to the roll, or end the ballot with the meeting: quorate meeting close {id} --reason TEXT"
                );
            }
            if let Some(no) = first {
                reason.remedy = reason.remedy.replace(" CHG ", &format!(" {no} "));
            }
        }
        refusal
    }
}
