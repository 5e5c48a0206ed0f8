//! The end of a ballot: closed by the chair, by itself, lapsed or withdrawn.

use super::count::Counted;
use super::ending::Ending;
use super::events::BallotEvent;
use super::{Ballot, Choice, Outcome, TallyMode, VoteCondition};
use crate::base::ids::PersonId;
use crate::domain::change::Change;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::events::ChangeEvent;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::pack::Pack;
use crate::policy::verdict::{Reason, Verdict};

/// The warning of whose vote a close cuts off: the only one that says nothing of how the ballot ends.
pub const SILENT: &str = "silent-members";

/// The clauses by which closing a ballot needs a rationale, under any outcome; none where none does.
#[must_use]
pub fn rationale_clauses(pack: &Pack, facts: &Facts) -> Vec<String> {
    let mut facts = facts.clone();
    facts.set_word("act.reason", "");
    let mut clauses: Vec<String> = Vec::new();
    for outcome in [Outcome::Carried, Outcome::CarriedWithConditions, Outcome::Lost] {
        facts.set_word("act.outcome", outcome.word());
        let asks = |id: &str| {
            let rules = pack.rules.iter().chain(pack.members.iter().flat_map(|m| &m.rules));
            rules.filter(|r| r.id() == id).any(|r| r.needs.act_has.iter().any(|a| a == "reason"))
        };
        let verdict = judge(pack, Act::VoteClose, &facts);
        clauses.extend(verdict.reasons.into_iter().filter(|r| asks(&r.rule)).flat_map(|r| r.clauses));
    }
    clauses.sort();
    clauses.dedup();
    clauses
}

/// The verdict on closing a ballot of which nobody knows how it stands.
fn blind(pack: &Pack, facts: &Facts) -> Verdict {
    let mut blind = facts.clone();
    blind.set_flag("tie", false);
    blind.set_word("act.outcome", Outcome::Lost.word());
    judge(pack, Act::VoteClose, &blind)
}

/// Whether whoever looks may close the ballot of a change, and so may be told how it would end.
#[must_use]
pub fn may_be_told(world: &World, desk: &Desk, change: &Change) -> bool {
    let mut facts = facts_for(world, desk, change, &[]);
    facts.set_word("act.channel", "session");
    blind(&desk.pack, &facts).reasons.iter().all(|r| !r.rule.starts_with("no-permit"))
}

impl Case<'_> {
    /// Closes by itself once the rest cannot change the outcome, where the pack says so.
    pub(super) fn close_early(&mut self) {
        if !self.desk.pack.is_on("vote.early_close") {
            return;
        }
        let change = self.so_far();
        let Some(ballot) = change.ballot() else { return };
        let counted = ballot.counted(self.rollcall().as_ref());
        // Where the chair is to break a tie, the chair is asked.
        if ballot.is_even(&counted.count) {
            return;
        }
        if counted.reach.quorum_met && (!counted.reach.can_fail || !counted.reach.can_pass) {
            // A rejection may need a rationale; then the chair closes by hand.
            let before = self.decided.events.len();
            if self.conclude(&ballot.clone(), &counted, None, true).is_err() {
                self.decided.events.truncate(before);
            }
        }
    }

    /// Marks criteria of the panel as considered, all of them when none is named.
    pub(crate) fn consider(&mut self, criteria: &[String]) -> Result<(), Refusal> {
        self.in_ballot(Act::VoteClose)?;
        let ballot = self.open_ballot()?.no;
        let known = &self.desk.pack.panel.criteria;
        if known.is_empty() {
            let text = format!("the pack {} names no criteria that a board considers", self.desk.pack.name);
            return Err(Refusal::new(Kind::InvalidInput, text, "close the ballot as it is: quorate vote close"));
        }
        if let Some(word) = criteria.iter().find(|c| known.iter().all(|k| k.id != **c)) {
            let listed = known.iter().map(|k| k.id.as_str()).collect::<Vec<_>>().join(", ");
            let text = format!("the pack has no criterion \"{}\"", crate::base::text::visible(word));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("criteria are {listed}")));
        }
        let criteria =
            if criteria.is_empty() { known.iter().map(|k| k.id.clone()).collect() } else { criteria.to_vec() };
        // Whoever may lead a meeting may lead the board outside one.
        let mut facts = facts_for(self.world, self.desk, self.change, &[]);
        facts.set_word("act.what", "");
        self.judged(Act::MeetingRun, &facts)?;
        self.add(BallotEvent::CriteriaConsidered { no: ballot, criteria });
        Ok(())
    }

    /// Says that the time of a ballot was over, by which clauses, and what comes next.
    fn tells_lapse(&mut self, ballot: &Ballot) {
        let settings =
            self.desk.pack.settings.iter().filter(|s| ["vote.sitting", "vote.offline_lapse"].contains(&s.id()));
        let mut clauses: Vec<String> = settings.flat_map(|s| s.clauses.iter().cloned()).collect();
        clauses.dedup();
        if clauses.is_empty() {
            // Where no clause speaks of it, the one on how the board decides is what it is a part of.
            clauses.clone_from(&self.desk.pack.board.threshold_clauses);
        }
        let at = crate::policy::diary::told(ballot.lapses, self.desk.pack.calendar.tz);
        let (ballot, no) = (ballot.no, self.change.no);
        let text = format!(
            "ballot {ballot} LAPSED: its time ended {at}, and it decides nothing; open another one: quorate vote open {no}"
        );
        self.decided.warnings.push(Reason { rule: "vote-lapsed".into(), text, clauses, ..Reason::default() });
    }

    /// That a vote comes after the time of its ballot.
    pub(super) fn too_late(&self, ballot: &Ballot) -> Refusal {
        let (no, at) = (self.change.no, crate::policy::diary::told(ballot.lapses, self.desk.pack.calendar.tz));
        let text = format!("{no}: ballot {} lapsed {at}; the vote comes too late", ballot.no);
        Refusal::new(Kind::BallotNotOpen, text, format!("the chair opens a new one: quorate vote open {no}"))
    }

    /// Closes the ballot; `casting` is what the chair says, for or against, should the votes be even.
    pub(crate) fn close_vote(&mut self, reason: Option<&str>, casting: Option<bool>) -> Result<(), Refusal> {
        self.in_ballot(Act::VoteClose)?;
        let ballot = self.open_ballot()?.clone();
        let counted = ballot.counted(self.rollcall().as_ref());
        let ending = ballot.ending(&counted, self.desk.now);
        if ending == Ending::Lapsed {
            let event = self.closed(&ballot, Outcome::Lapsed);
            self.add(event);
            self.tells_lapse(&ballot);
            return Ok(());
        }
        if let Some(why) = self.nothing_to_decide(&ballot) {
            return self.decides_nothing(&ballot, reason, why);
        }
        if ending == Ending::Inquorate {
            return Err(self.inquorate(counted.count.present, ballot.rule.quorum, counted.count.recused));
        }
        if ending == Ending::SeatMissing {
            let seats = self.desk.pack.board.called(&counted.mandatory_missing);
            let text = format!("{}: mandatory seat {} is not present", self.change.no, seats.join(", "));
            let clauses = self.desk.pack.board.quorum.clauses.clone();
            let remedy = format!("wait for the seat{}", self.or_defer());
            return Err(Refusal::new(Kind::QuorumNotMet, text, remedy).citing(&clauses));
        }
        self.chair_alone(&ballot)?;
        if let Some(favour) = casting {
            self.casts_well(&ballot, &counted, favour)?;
        }
        if ending != Ending::Even {
            // Beside the chair's own vote, a casting vote says the same again.
            if casting.is_some() && counted.count.chair_for.is_none() {
                return Err(self.not_needed(&ballot, &counted));
            }
            return self.conclude(&ballot, &counted, reason, false);
        }
        let (board, people, desk) = (&self.world.board, &self.world.people, self.desk);
        let chair = board.chair(&desk.pack, people, desk.now, ballot.meeting.as_deref());
        // Who is recused breaks no tie from the chair either.
        if ballot.recused.contains_key(&desk.actor) && chair.as_ref() == Some(&desk.actor) {
            if casting.is_some() {
                let text = format!("{} is recused from {} and breaks no tie", self.desk.actor, self.change.no);
                let remedy = "hand over the chair, or close without a casting vote: the tie is lost".into();
                return Err(self.tie_refused(Kind::NotPermitted, text, remedy));
            }
            return self.conclude(&ballot, &counted, reason, false);
        }
        let (ballot, counted) = self.break_tie(ballot, &counted, reason, casting)?;
        self.conclude(&ballot, &counted, reason, false)
    }

    /// That the actor may close the ballot, however it stands: who may not does not hear how.
    pub(super) fn may_close(&self, facts: &Facts) -> Result<(), Refusal> {
        let mut verdict = blind(&self.desk.pack, facts);
        if verdict.reasons.iter().all(|r| !r.rule.starts_with("no-permit")) {
            return Ok(());
        }
        verdict.reasons.retain(|r| r.person || r.rule.starts_with("no-permit"));
        verdict.missing.clear();
        Err(Refusal::of(Act::VoteClose, &self.change.no.to_string(), verdict))
    }

    /// Closes the ballot as it stands; `by_itself` where nobody does it, and so nobody needs to be entitled to.
    fn conclude(
        &mut self,
        ballot: &Ballot,
        counted: &Counted,
        reason: Option<&str>,
        by_itself: bool,
    ) -> Result<(), Refusal> {
        let outcome = ballot.outcome_of(counted);
        let carried = outcome != Outcome::Lost;
        let params = [("outcome", outcome.word()), ("reason", reason.unwrap_or_default())];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        facts.set_word("act.channel", "session");
        facts.numbers.insert("present", i64::try_from(counted.count.present).unwrap_or(i64::MAX));
        facts.numbers.insert("quorum", i64::try_from(ballot.rule.quorum).unwrap_or(i64::MAX));
        facts.set_flag("tie", ballot.rule.is_tied(&counted.count));
        if !by_itself {
            self.may_close(&facts)?;
        }
        if !by_itself && ballot.tally != TallyMode::Open && reason.is_none_or(|r| r.trim().is_empty()) {
            self.rationale_first(&facts)?;
        }
        if by_itself {
            // No person closes it: the pack's own setting does.
            facts.set_word("act.channel", "rule");
            let mut verdict = judge(&self.desk.pack, Act::VoteClose, &facts);
            verdict.reasons.retain(|r| !r.rule.starts_with("no-permit"));
            if !verdict.allowed() {
                return Err(Refusal::of(Act::VoteClose, &self.change.no.to_string(), verdict));
            }
        } else {
            self.judged(Act::VoteClose, &facts)?;
        }
        let rationale = if carried { self.say(reason)? } else { None };
        // The first of what is told stands in the line of a screen: that a veto decided it.
        if counted.count.vetoed {
            self.tells_veto(ballot, counted);
        }
        if !by_itself {
            self.silent(ballot, counted);
        }
        let mut event = self.closed(ballot, outcome);
        if let BallotEvent::VoteClosed { reason, .. } = &mut event {
            *reason = rationale;
        }
        self.add(event);
        if carried {
            let first = self.change.conditions.last().map_or(1, |c| c.no + 1);
            for (no, (by, condition)) in (first..).zip(ballot.conditions(counted)) {
                let VoteCondition { text, owner, due, share } = condition;
                self.add(ChangeEvent::ConditionSet { no, text, owner, due, share, by });
            }
            self.settle();
        } else {
            let reason = self.say(reason)?;
            self.add(ChangeEvent::Rejected { reason });
        }
        Ok(())
    }

    /// Tells that a veto decided it, however many were in favour; on a secret ballot not whose.
    fn tells_veto(&mut self, ballot: &Ballot, counted: &Counted) {
        let against = |p: &PersonId| ballot.votes.get(p).is_some_and(|v| v.choice == Choice::Reject);
        let by = ballot.roster.iter().filter(|e| e.veto && counted.present.contains(&e.person) && against(&e.person));
        let seats: Vec<String> = by.flat_map(|e| e.seats.iter().cloned()).collect();
        let text = match ballot.tally {
            TallyMode::Secret => "vetoed: a seat with a veto is against it".to_owned(),
            _ => format!("vetoed by {}", self.desk.pack.board.called(&seats).join(", ")),
        };
        let text = format!("{text}: with a vote against from it nothing is carried");
        let clauses = self.desk.pack.board.threshold_clauses.clone();
        self.decided.warnings.push(Reason { rule: "vetoed".into(), text, clauses, ..Reason::default() });
    }

    /// Tells whose vote the close cuts off: who is present and has not voted.
    fn silent(&mut self, ballot: &Ballot, counted: &Counted) {
        // Who broke the tie has said for or against.
        let broke = |p: &PersonId| ballot.casting.as_ref().is_some_and(|(by, _)| by == p);
        let waits = |p: &&PersonId| !ballot.votes.contains_key(*p) && !ballot.recused.contains_key(*p) && !broke(p);
        let names: Vec<String> = counted.present.iter().filter(waits).map(ToString::to_string).collect();
        if !names.is_empty() {
            let text = format!("present and not voted: {}", names.join(", "));
            let (rule, remedy) = (SILENT.into(), "a ballot that is closed takes no more votes".into());
            self.decided.warnings.push(Reason { rule, text, remedy, ..Reason::default() });
        }
    }

    /// Whether to close needs a rationale must not tell how a hidden ballot stands: where any outcome needs one, it is
    /// asked for before the outcome is looked at.
    fn rationale_first(&mut self, facts: &Facts) -> Result<(), Refusal> {
        let clauses = rationale_clauses(&self.desk.pack, facts);
        if clauses.is_empty() {
            return Ok(());
        }
        // Whatever else stands in the way is told first.
        let mut given = facts.clone();
        given.set_word("act.reason", "given");
        self.judged(Act::VoteClose, &given)?;
        let text = format!("{}: the decision needs its rationale, whatever the outcome is", self.change.no);
        Err(Refusal::new(Kind::Policy, text, "say why the board decides so: --reason").citing(&clauses))
    }

    pub(super) fn closed(&self, ballot: &Ballot, outcome: Outcome) -> BallotEvent {
        let rollcall = self.rollcall();
        let counted = ballot.counted(rollcall.as_ref());
        let n = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let said = rollcall.iter().flat_map(|r| &r.present);
        let away = said.filter(|(person, how)| !how.counts() && ballot.on_roster(person));
        BallotEvent::VoteClosed {
            no: ballot.no,
            outcome,
            present: counted.present.clone(),
            in_favour: n(counted.count.for_),
            against: n(counted.count.against),
            abstain: n(counted.count.abstain),
            recused: n(counted.count.recused),
            away: away.map(|(person, how)| (person.clone(), *how)).collect(),
            reason: None,
        }
    }

    /// The closing of a ballot that is taken back.
    pub(crate) fn withdrawn(&self, ballot: &Ballot) -> BallotEvent {
        self.closed(ballot, Outcome::Withdrawn)
    }
}
