//! What a ballot is opened for: an item of the meeting that holds it, and an approval that is still open.

use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::facts;
use crate::domain::change::{Change, Decision};
use crate::domain::desk::{Decided, Desk};
use crate::domain::meeting::MeetingState;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::verdict::Verdict;

/// Why no ballot is opened on a change, whoever asks and wherever, and what to do: its state knows none, or it is decided. None while one
/// is open, and where what is missing may still come.
#[must_use]
pub fn settled(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Option<String> {
    if !desk.pack.board.votes || change.ballots.iter().any(|b| b.runs(desk.now) && !b.void) {
        return None;
    }
    let case = Case { world, desk, change, scribe: desk.scribe(), decided: Decided::default() };
    let decided = || case.decides(facts).err().filter(|refusal| refusal.kind == Kind::AlreadyDone);
    let refusal = case.in_state(Act::VoteOpen).err().or_else(decided)?;
    let remedies = refusal.reasons.iter().map(|r| r.remedy.as_str()).filter(|remedy| !remedy.is_empty());
    Some(std::iter::once(refusal.text.as_str()).chain(remedies).collect::<Vec<_>>().join("; "))
}

impl Case<'_> {
    /// That somebody holds each seat that must be present: the roster is sealed with the opening, and who is appointed later
    /// is not on it.
    pub(super) fn none_vacant(&self) -> Result<(), Refusal> {
        let board = &self.desk.pack.board;
        let vacant = self.world.board.mandatory_vacant(&self.desk.pack, &self.world.people);
        let Some(first) = vacant.first() else { return Ok(()) };
        let text = format!("{}: mandatory seat {} is vacant", self.change.no, board.called(&vacant).join(", "));
        let remedy = format!("appoint somebody: quorate board seat {first} PERSON{}", self.or_defer());
        Err(Refusal::new(Kind::QuorumNotMet, text, remedy).citing(&board.quorum.clauses))
    }

    /// A meeting votes on what is on its agenda: what comes late is put there first, by the way that its lock leaves open.
    pub(super) fn on_agenda(&self, meeting: Option<&str>) -> Result<(), Refusal> {
        let held = meeting.and_then(|id| self.world.meetings.get(&id.parse().ok()?));
        let Some(held) = held.filter(|m| m.state == MeetingState::InProgress) else { return Ok(()) };
        let no = self.change.no;
        if held.item_of(no).is_some() {
            return Ok(());
        }
        let series = self.desk.pack.series.iter().find(|s| s.id() == held.series);
        let clauses = series.map(|s| s.clauses.clone()).unwrap_or_default();
        let text = format!("{no} is not on the agenda of meeting {}, which votes on nothing else", held.id);
        let remedy = format!("put it there: quorate meeting add {no} --meeting {} --second PERSON", held.id);
        Err(Refusal::new(Kind::WrongState, text, remedy).citing(&clauses))
    }

    /// Why no ballot could be opened on the change in a meeting, whoever is there and whoever asks: its state, the policy, or
    /// that no approval of the board is open. None where the meeting could vote, or is voting.
    pub(crate) fn beyond_board(&self, meeting: &str) -> Option<Refusal> {
        if self.change.ballots.iter().any(|b| b.runs(self.desk.now) && !b.void) {
            return None;
        }
        if let Err(refusal) = self.in_state(Act::VoteOpen) {
            return Some(refusal);
        }
        let mut facts = facts_for(self.world, self.desk, self.change, &[("meeting", meeting)]);
        facts::in_meeting(&mut facts, self.world, self.desk, Some(meeting));
        let chair = facts.words("actor.is").unwrap_or_default().iter().cloned().chain(["chair".to_owned()]);
        let is: Vec<String> = chair.collect();
        facts.set_words("actor.is", is);
        // What the rules want of those present, and of what the board does with the item, is the meeting's own.
        facts.set_flag("unconsidered", false);
        let verdict = judge::judge(&self.desk.pack, Act::VoteOpen, &facts);
        let policy = verdict.reasons.iter().any(|r| !r.person && !r.rule.starts_with("no-permit"));
        let barred = policy.then(|| {
            let reasons = verdict.reasons.into_iter().filter(|r| !r.person && !r.rule.starts_with("no-permit"));
            Refusal::of(
                Act::VoteOpen,
                &self.change.no.to_string(),
                Verdict { reasons: reasons.collect(), ..Verdict::default() },
            )
        });
        barred.or_else(|| self.decides(&facts).err())
    }

    /// A ballot gives an approval of the board that is open. Where none is, another one would decide nothing, or take back
    /// without a word what was decided.
    pub(super) fn decides(&self, facts: &Facts) -> Result<(), Refusal> {
        let pack = &self.desk.pack;
        let open = judge::open_approvals(pack, facts);
        if open.iter().any(|a| a.board) {
            return Ok(());
        }
        let no = self.change.no;
        let ballot = self.change.deciding_ballot().filter(|b| b.outcome.is_some_and(super::Outcome::carries));
        let approved = self.change.decision == Decision::Approved;
        let stands = match ballot {
            Some(ballot) => format!("ballot {} carried, and its decision stands", ballot.no),
            None if approved => "those have approved it whose approval it needs".to_owned(),
            None => "no ballot of the board gives an approval that it needs".to_owned(),
        };
        if approved {
            let text = format!("{no} is decided already: {stands}");
            let remedy = format!("take the approval back first: quorate decision withdraw {no} --reason TEXT");
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy).citing(&pack.board.clauses));
        }
        let titles: Vec<&str> = open.iter().map(|a| a.title.as_str()).collect();
        let text = match titles.as_slice() {
            [] => format!("{no}: {stands}"),
            titles => format!("{no}: {stands}; still open is {}", titles.join(", ")),
        };
        let remedy = match open.iter().find_map(|a| a.roles.first()) {
            Some(role) => format!("who has the role gives it: quorate change approve {no} --as-role {role}"),
            None => format!("see who approves it: quorate change view {no}"),
        };
        let mut clauses: Vec<String> = Vec::new();
        for clause in open.iter().flat_map(|a| &a.clauses) {
            if !clauses.contains(clause) {
                clauses.push(clause.clone());
            }
        }
        let kind = if ballot.is_some() { Kind::AlreadyDone } else { Kind::Policy };
        Err(Refusal::new(kind, text, remedy).citing(if clauses.is_empty() { &pack.board.clauses } else { &clauses }))
    }
}
