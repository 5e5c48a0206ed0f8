//! What may be done to a ballot: open, cast, recuse.

use super::events::BallotEvent;
use super::{Ballot, Choice, TallyMode, VoteCondition};
use crate::base::ids::{PersonId, Stream};
use crate::domain::board::Rollcall;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::facts;
use crate::domain::change::states::State;
use crate::domain::command::Cast;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::meeting::{MeetingState, outcome};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::policy::pack::Path;

impl Case<'_> {
    /// The roll by which the change's ballot is counted.
    pub(super) fn rollcall(&self) -> Option<Rollcall> {
        let called = self.rollcall_in(self.dealing());
        self.change.ballot().map_or_else(|| called.cloned(), |ballot| ballot.roll(self.world, called))
    }

    /// The meeting that deals with the change.
    pub(super) fn dealing(&self) -> Option<&str> {
        outcome::dealing(self.world, self.change)
    }

    pub(super) fn rollcall_in(&self, meeting: Option<&str>) -> Option<&Rollcall> {
        self.world.board.current_rollcall(&self.desk.pack, self.desk.now, meeting)
    }

    /// Opens a ballot. What a meeting votes on is its current item: it becomes so with the ballot.
    pub(crate) fn open_vote(&mut self, tally: Option<TallyMode>, meeting: Option<&str>) -> Result<(), Refusal> {
        self.open_ballot_in(tally, meeting)?;
        let held = meeting.and_then(|id| self.world.meetings.get(&id.parse().ok()?));
        if let Some(meeting) = held.filter(|m| m.state == MeetingState::InProgress)
            && let Some(item) = meeting.item_of(self.change.no).filter(|item| meeting.current != Some(*item))
        {
            self.decided.add(Stream::Meeting(meeting.id.clone()), MeetingEvent::Presented { item });
        }
        Ok(())
    }

    pub(crate) fn open_ballot_in(&mut self, tally: Option<TallyMode>, meeting: Option<&str>) -> Result<(), Refusal> {
        self.in_state(Act::VoteOpen)?;
        let pack = self.desk.pack.clone();
        let (change, now) = (self.change, self.desk.now);
        if !pack.board.votes {
            let text = format!("the pack {} has no board that votes", pack.name);
            return Err(
                Refusal::new(Kind::Policy, text, "approve by role: quorate change approve").citing(&pack.board.clauses)
            );
        }
        self.none_open(meeting)?;
        if let Some((review, clauses)) = self.only_reviewed(meeting) {
            let no = change.no;
            let text = format!("{no} stands before the board for its review, not for a vote");
            let remedy = format!("sign the review: quorate change review {no} --review {review} --outcome pass");
            return Err(Refusal::new(Kind::WrongState, text, remedy).citing(&clauses));
        }
        self.on_agenda(meeting)?;
        let roster = self.world.board.roster(&pack, &self.world.people, now, meeting);
        let recused: Vec<PersonId> =
            roster.iter().map(|e| e.person.clone()).filter(|p| self.recused_by_rule(change, p)).collect();
        let rule = pack.vote_rule(self.world.board.size(&pack));
        let mut facts = facts_for(self.world, self.desk, change, &[("meeting", meeting.unwrap_or_default())]);
        facts::in_meeting(&mut facts, self.world, self.desk, meeting);
        let able = roster.len() - recused.len();
        facts.numbers.insert("quorum", i64::try_from(rule.quorum).unwrap_or(i64::MAX));
        let here = self.rollcall_in(meeting).map(|r| {
            let counts = |p: &PersonId| r.present.get(p).is_some_and(|p| p.counts());
            roster.iter().filter(|e| !recused.contains(&e.person) && counts(&e.person)).count()
        });
        if let Some(present) = here {
            facts.numbers.insert("present", i64::try_from(present).unwrap_or(i64::MAX));
        }
        self.judged(Act::VoteOpen, &facts)?;
        self.decides(&facts)?;
        // Without a roll call members join by voting; with one, those present must suffice.
        if here.unwrap_or(able) < rule.quorum {
            return Err(self.inquorate(here.unwrap_or(able), rule.quorum, recused.len()));
        }
        self.none_vacant()?;
        self.before_approval()?;
        self.ends_before(meeting);
        let lapses = super::ending::lapses(&pack, &change.change_type, now).unwrap_or(now);
        let tally = tally.or_else(|| pack.setting("vote.tally").and_then(TallyMode::of)).unwrap_or(TallyMode::Hidden);
        self.add(BallotEvent::VoteOpened {
            no: change.ballots.last().map_or(1, |b| b.no + 1),
            roster,
            recused,
            rule,
            tally,
            pack: self.desk.pack_digest,
            revision: change.revision,
            revision_digest: change.revision_digest(),
            meeting: meeting.map(str::to_owned),
            lapses,
        });
        Ok(())
    }

    /// The review that the change stands before the board for, with the clauses of its section, where that is all that the
    /// board has to do about it: as an item of the meeting, or as an emergency that is implemented.
    pub(super) fn only_reviewed(&self, meeting: Option<&str>) -> Option<(String, Vec<String>)> {
        let pack = &self.desk.pack;
        let held = meeting.or_else(|| outcome::dealing(self.world, self.change));
        let held = held.and_then(|id| self.world.meetings.get(&id.parse().ok()?));
        let item = held.and_then(|m| Some(m.item(m.item_of(self.change.no)?)?.0));
        let sections = || pack.series.iter().flat_map(|s| &s.sections);
        let section = match item {
            Some(item) if item.reviews.is_empty() => None,
            Some(item) => sections().find(|s| s.id == item.section && s.reviews == item.reviews),
            None => {
                let urgent = pack.change_type(&self.change.change_type).is_some_and(|t| t.path == Path::Urgent);
                let implemented = self.change.state == State::Review;
                sections().find(|s| urgent && implemented && !s.reviews.is_empty())
            }
        };
        let reviews = item.map(|i| &i.reviews).filter(|r| !r.is_empty()).or(section.map(|s| &s.reviews))?;
        Some((reviews.first()?.clone(), section.map(|s| s.clauses.clone()).unwrap_or_default()))
    }

    /// That the item may be deferred instead, where the pack knows that.
    pub(super) fn or_defer(&self) -> String {
        let given = [("reason", "given"), ("outcome", "deferred"), ("until", "given")];
        let verdict = judge(&self.desk.pack, Act::Defer, &facts_for(self.world, self.desk, self.change, &given));
        // Who may do it is another question.
        let knows = verdict.reasons.iter().all(|r| r.person || r.rule.starts_with("no-permit"));
        if knows { format!(", or defer the item: quorate decision defer {}", self.change.no) } else { String::new() }
    }

    pub(super) fn inquorate(&self, have: usize, need: usize, recused: usize) -> Refusal {
        let recused = if recused > 0 { format!(", {recused} recused") } else { String::new() };
        let text = format!("{}: no quorum, {have} of {need} needed{recused}", self.change.no);
        let remedy = format!("{}record who is present ({}){}", self.or_anew(), self.roll_call(), self.or_defer());
        Refusal::new(Kind::QuorumNotMet, text, remedy).citing(&self.desk.pack.board.quorum.clauses)
    }

    /// The command that calls the roll by which the change is voted on: that of its meeting, or the board's own.
    pub(super) fn roll_call(&self) -> &'static str {
        match outcome::dealing(self.world, self.change) {
            Some(_) => "quorate meeting rollcall",
            None => "quorate board rollcall",
        }
    }

    /// The ballot that can be acted on.
    pub(super) fn open_ballot(&self) -> Result<&Ballot, Refusal> {
        let no = self.change.no;
        let Some(ballot) = self.change.ballot() else {
            let text = format!("{no} has no ballot");
            return Err(Refusal::new(
                Kind::BallotNotOpen,
                text,
                format!("the chair opens one: quorate vote open {no}"),
            ));
        };
        if ballot.void {
            let (voted, now) = (ballot.revision.0, self.change.revision);
            let text = if voted == now {
                format!("{no}: ballot {} is over: what it had decided was withdrawn", ballot.no)
            } else {
                format!("{no}: ballot {} was on revision {voted}, the change is at {now}", ballot.no)
            };
            return Err(Refusal::new(
                Kind::StaleRevision,
                text,
                format!("the chair opens a new one: quorate vote open {no}"),
            ));
        }
        self.over(ballot).map_or(Ok(ballot), Err)
    }

    /// That a ballot is closed, since when, and with which result.
    fn over(&self, ballot: &Ballot) -> Option<Refusal> {
        let (no, outcome) = (self.change.no, ballot.outcome?);
        let since = ballot.closed.map(|at| format!(" since {}", self.desk.told(at))).unwrap_or_default();
        let text = format!("{no}: ballot {} is closed{since}, {}", ballot.no, outcome.word().replace('_', " "));
        Some(Refusal::new(Kind::BallotNotOpen, text, format!("see `quorate vote tally {no}`")))
    }

    /// As [`Self::in_state`], for acts on the newest ballot: where that is over, its end says more than the state that it led to.
    pub(super) fn in_ballot(&self, act: Act) -> Result<(), Refusal> {
        let over = || self.change.ballots.last().and_then(|ballot| self.over(ballot));
        self.in_state(act).map_err(|refusal| over().unwrap_or(refusal))
    }

    pub(crate) fn cast(&mut self, cast: &Cast) -> Result<(), Refusal> {
        self.in_ballot(Act::VoteCast)?;
        let (change, now) = (self.change, self.desk.now);
        let ballot = self.open_ballot()?.clone();
        if ballot.lapsed(now) {
            return Err(self.too_late(&ballot));
        }
        let member = cast.member.clone().unwrap_or_else(|| self.desk.actor.clone());
        self.may_vote(&ballot, &member, cast)?;
        if cast.choice == "recuse" {
            return self.recuse(&ballot, &member, cast);
        }
        let choice = self.choice(cast)?;
        if cast.via_chair && ballot.votes.get(&member).is_some_and(|v| v.via.is_none()) {
            let text = format!("{}: {member} has voted in a session of their own", change.no);
            let remedy = format!("{member} alone changes that vote: quorate vote cast {} CHOICE", change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
        }
        if let Some(before) = ballot.votes.get(&member)
            && before.choice == choice
            && choice != Choice::Condition
            && cast.reason.is_none()
        {
            let text = format!("{member} has voted {} already; each member has one vote", choice.word());
            return Err(Refusal::new(Kind::AlreadyDone, text, "another choice replaces it until the ballot closes"));
        }
        let condition = self.condition(cast, choice)?;
        let reason = self.say(cast.reason.as_deref())?;
        self.add(BallotEvent::VoteCast {
            no: ballot.no,
            member,
            choice,
            reason,
            condition,
            via_chair: cast.via_chair,
            revision: change.revision_digest(),
        });
        self.close_early();
        Ok(())
    }

    fn choice(&self, cast: &Cast) -> Result<Choice, Refusal> {
        let pack = &self.desk.pack;
        let choice = match cast.choice.as_str() {
            "approve" => Choice::Approve,
            "condition" => Choice::Condition,
            "reject" => Choice::Reject,
            "abstain" => Choice::Abstain,
            other => {
                let text = format!("\"{}\" is no choice", crate::base::text::visible(other));
                return Err(Refusal::new(
                    Kind::InvalidInput,
                    text,
                    "give approve, condition, reject, abstain or recuse",
                ));
            }
        };
        if choice == Choice::Condition && !pack.board.decides("approved_with_conditions") {
            let text = format!("the pack {} knows no approval with conditions", pack.name);
            let remedy = format!("its outcomes are {}", pack.board.outcomes.join(", "));
            return Err(Refusal::new(Kind::Policy, text, remedy).citing(&pack.board.outcome_clauses));
        }
        Ok(choice)
    }

    /// That no condition comes with a vote that would lose it; a pack that has a rule for it judges it itself.
    fn no_condition(&self, cast: &Cast) -> Result<(), Refusal> {
        let pack = &*self.desk.pack;
        let mut rules = std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.rules);
        let judged = rules.any(|r| r.acts.contains(&Act::VoteCast) && r.when.act_has.iter().any(|a| a == "condition"));
        if cast.condition.is_none() || judged {
            return Ok(());
        }
        let text = "a condition goes with a vote that makes it one, and would be lost with this one";
        let remedy = match pack.board.decides("approved_with_conditions") {
            true => format!("quorate vote cast {} condition --condition TEXT, or leave it out", self.change.no),
            false => "leave it out, and say it as the reason: --reason TEXT".to_owned(),
        };
        Err(Refusal::new(Kind::InvalidInput, text, remedy))
    }

    fn condition(&mut self, cast: &Cast, choice: Choice) -> Result<Option<VoteCondition>, Refusal> {
        if choice != Choice::Condition {
            return self.no_condition(cast).map(|()| None);
        }
        let Some(text) = self.say(cast.condition.as_deref())? else {
            let clauses = self.desk.pack.board.outcome_clauses.clone();
            let text = "an approval with a condition says what the condition is";
            return Err(
                Refusal::new(Kind::Missing, text, "give --condition TEXT --owner PERSON --due TIME").citing(&clauses)
            );
        };
        // Somebody answers for it until some day: where the vote does not say, who owns the change, until its window.
        let (change, people) = (self.change, &self.world.people);
        let owner = cast.owner.clone().or_else(|| change.owner().filter(|p| people.active(p).is_some()));
        let owner = owner.unwrap_or_else(|| change.requester.clone());
        if people.active(&owner).is_none() {
            let text = format!("{owner}, who is to answer for the condition, is not registered and active");
            return Err(Refusal::new(Kind::NotFound, text, "name another: --owner PERSON"));
        }
        self.desk.ahead("the condition would be due", cast.due, "--due")?;
        if cast.share.is_some_and(|share| !(1..=100).contains(&share)) {
            return Err(Refusal::new(Kind::InvalidInput, "a share lies between 1 and 100 percent", "give --share 50"));
        }
        let window = change.window().map(|(from, _)| from).filter(|at| *at > self.desk.now);
        let Some(due) = cast.due.or(window) else {
            let text = "a condition needs a date until when it is met, and the change has no window ahead";
            return Err(Refusal::new(Kind::Missing, text, "give --due TIME, and --owner PERSON where it is another's"));
        };
        Ok(Some(VoteCondition { text, owner: Some(owner), due: Some(due), share: cast.share }))
    }

    fn recuse(&mut self, ballot: &Ballot, member: &PersonId, cast: &Cast) -> Result<(), Refusal> {
        let Some(reason) = self.say(cast.reason.as_deref())? else {
            return Err(Refusal::new(Kind::Missing, "a recusal names the interest", "give --reason TEXT"));
        };
        self.add(BallotEvent::MemberRecused { no: ballot.no, member: member.clone(), reason: Some(reason) });
        Ok(())
    }
}
