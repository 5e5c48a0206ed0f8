//! The chair's casting vote: who breaks a tie, when there is one, and who hears of it.

use super::count::Counted;
use super::events::BallotEvent;
use super::{Ballot, Choice, Outcome, TallyMode};
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::facts::Facts;

/// Whether the actor is the chair of the board that decides.
fn is_chair(facts: &Facts) -> bool {
    facts.words("actor.is").unwrap_or_default().iter().any(|is| is == "chair")
}

impl Case<'_> {
    /// Whose votes do not show until the ballot closes, and which the chair decides when they are even: the chair closes it.
    /// Anybody else would hear from a close that fails how the others have voted, while votes may still be changed.
    pub(super) fn chair_alone(&self, ballot: &Ballot) -> Result<(), Refusal> {
        if ballot.tally == TallyMode::Open || !ballot.rule.chair_casting {
            return Ok(());
        }
        let (world, desk, no) = (self.world, self.desk, self.change.no);
        let facts = facts_for(world, desk, self.change, &[("channel", "session")]);
        let chair = world.board.chair(&desk.pack, &world.people, desk.now, ballot.meeting.as_deref());
        let Some(chair) = chair.filter(|_| !is_chair(&facts)) else { return Ok(()) };
        self.may_close(&facts)?;
        let text =
            format!("{no}: no vote shows until the ballot closes, and the chair breaks a tie: the chair closes it");
        let remedy = format!("{chair} has the chair and closes it: quorate vote close {no}");
        Err(self.tie_refused(Kind::NotPermitted, text, remedy))
    }

    /// The votes are even and the chair has not said for or against: the chair says it now, and nobody else does.
    pub(super) fn break_tie(
        &mut self,
        mut ballot: Ballot,
        counted: &Counted,
        reason: Option<&str>,
        casting: Option<bool>,
    ) -> Result<(Ballot, Counted), Refusal> {
        let (no, count) = (self.change.no, counted.count);
        let params = [("outcome", Outcome::Lost.word()), ("reason", reason.unwrap_or_default())];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        facts.set_word("act.channel", "session");
        facts.set_flag("tie", true);
        if !is_chair(&facts) {
            self.may_close(&facts)?;
            self.judged(Act::VoteClose, &facts)?;
            let text =
                format!("{no}: the votes are even, {} to {}: the chair breaks the tie", count.for_, count.against);
            return Err(self.tie_refused(Kind::NotPermitted, text, "the chair closes the ballot".into()));
        }
        let Some(favour) = casting else {
            let (own, other) = (count.for_, count.against);
            let text = format!("{no}: the votes are even, {own} to {other}: the chair's casting vote is asked for");
            let remedy = format!("say how you break the tie: quorate vote close {no} --casting approve|reject");
            return Err(self.tie_refused(Kind::Missing, text, remedy));
        };
        let choice = if favour { Choice::Approve } else { Choice::Reject };
        ballot.casting = Some((self.desk.actor.clone(), choice));
        self.add(BallotEvent::TieBroken { no: ballot.no, choice });
        let counted = ballot.counted(self.rollcall().as_ref());
        Ok((ballot, counted))
    }

    /// The refusal of a casting vote that would decide nothing: its reason is none of the decision.
    pub(super) fn not_needed(&self, ballot: &Ballot, counted: &Counted) -> Refusal {
        let (no, count) = (self.change.no, counted.count);
        let (least, base) = (ballot.rule.least(&count), ballot.rule.base(&count));
        let text = match count.for_ == count.against {
            true => format!("{no}: no single vote decides it, since {least} of {base} carry"),
            false => format!("{no}: the votes are not even, and there is no tie to be broken"),
        };
        let remedy = format!("close without a casting vote: quorate vote close {no}");
        self.tie_refused(Kind::WrongState, text, remedy)
    }

    /// That a casting vote is one that the rule knows, that there is something to break, and that it does not contradict
    /// the vote that the chair, or who acts for it, has cast.
    pub(super) fn casts_well(&self, ballot: &Ballot, counted: &Counted, favour: bool) -> Result<(), Refusal> {
        let no = self.change.no;
        // Who may not close it does not hear how anybody voted.
        self.may_close(&facts_for(self.world, self.desk, self.change, &[("channel", "session")]))?;
        if !ballot.rule.chair_casting {
            let text = format!("{no}: the chair has no casting vote on this ballot");
            return Err(self.tie_refused(Kind::NotPermitted, text, "close without a casting vote".into()));
        }
        if counted.count.for_ + counted.count.against == 0 {
            let text = format!("{no}: nobody who counts has voted for or against, and 0 to 0 is no tie to be broken");
            let remedy = format!("wait for votes, or close without a casting vote: quorate vote close {no}");
            return Err(self.tie_refused(Kind::WrongState, text, remedy));
        }
        let cast = ballot.votes.get(&self.desk.actor).filter(|_| counted.present.contains(&self.desk.actor));
        let cast = cast.filter(|v| v.choice != Choice::Abstain).map(|v| v.choice.favours());
        if counted.count.chair_for.or(cast).is_some_and(|own| own != favour) {
            let (own, other) = if favour { ("against", "approve") } else { ("for", "reject") };
            let text = match counted.count.chair_for {
                Some(_) => format!("{no}: the chair has voted {own}, and that vote breaks the tie"),
                None => format!("{no}: who acts as the chair has voted {own}, and does not break a tie otherwise"),
            };
            let remedy = format!("change the vote first: quorate vote cast {no} {other}");
            return Err(self.tie_refused(Kind::InvalidInput, text, remedy));
        }
        Ok(())
    }

    /// A refusal that cites what lets the chair break a tie.
    pub(super) fn tie_refused(&self, kind: Kind, text: String, remedy: String) -> Refusal {
        let setting = self.desk.pack.settings.iter().find(|s| s.id() == "vote.chair_casting");
        let clauses = setting.map(|s| s.clauses.clone()).unwrap_or_default();
        let mut refusal = Refusal::new(kind, text, remedy).citing(&clauses);
        for reason in &mut refusal.reasons {
            reason.rule = "casting-vote".into();
            reason.settings.push("vote.chair_casting".into());
        }
        refusal
    }
}
