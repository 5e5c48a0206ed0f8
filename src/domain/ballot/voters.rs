//! Who may vote on a ballot, for themselves or for somebody else.

use super::Ballot;
use crate::base::ids::PersonId;
use crate::base::text::so_many;
use crate::domain::board::hours;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::command::Cast;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

impl Case<'_> {
    pub(super) fn may_vote(&mut self, ballot: &Ballot, member: &PersonId, cast: &Cast) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        let no = self.change.no;
        if !ballot.on_roster(member) {
            if let Some(office) = self.world.board.offices_of(member).next() {
                let text = format!("{member} is at the table as {office}: that place has no vote");
                let remedy = "a member votes; a seat of the board is given by: quorate board seat SEAT PERSON";
                return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&pack.board.clauses));
            }
            let text = format!("{member} is not on the roster of ballot {} on {no}", ballot.no);
            let known = self.world.people.active(member).is_some();
            let kind = if known { Kind::NotPermitted } else { Kind::UnknownPerson };
            return Err(Refusal::new(kind, text, self.sealed(ballot, member)).citing(&pack.board.clauses));
        }
        let by_rule = self.recused_by_rule(self.change, member);
        if by_rule || ballot.recused.contains_key(member) {
            if !by_rule {
                let text = format!("{member} has recused themselves from {no} and does not vote");
                return Err(Refusal::new(
                    Kind::Recused,
                    text,
                    "nothing on this ballot: a recusal stands until it ends",
                ));
            }
            let text = format!("{member} has a part in {no}, is recused by rule and does not vote");
            let remedy = "another member votes; the setting vote.recuse names who is recused";
            let mut refusal = Refusal::new(Kind::Recused, text, remedy);
            if let Some(reason) = refusal.reasons.first_mut() {
                reason.settings.push("vote.recuse".into());
            }
            return Err(refusal);
        }
        let rollcall = self.rollcall();
        if !ballot.still_sits(self.world, member) {
            let text = format!("{member} holds no seat any more for which ballot {} on {no} has them", ballot.no);
            return Err(Refusal::new(Kind::NotPermitted, text, "who votes sits on the board: quorate board view")
                .citing(&pack.board.clauses));
        }
        let rollcall = rollcall.as_ref();
        let called = rollcall.and_then(|r| r.present.get(member));
        if let Some(gone) = called.filter(|p| !p.counts()) {
            let text = format!("{member} is recorded as {}", gone.word());
            let mut remedy = format!("the chair records the presence first: {}", self.roll_call());
            if let Some(id) = ballot.meeting.as_deref().filter(|_| *member == self.desk.actor) {
                remedy = format!("join it if you are there: quorate meeting join {id}; or {remedy}");
            }
            return Err(Refusal::new(Kind::NotPermitted, text, remedy));
        }
        self.would_count(ballot, member, cast)?;
        let counted = ballot.counted(rollcall);
        if counted.suspended {
            let mut refusal = self.inquorate(counted.count.present, ballot.rule.quorum, counted.count.recused);
            refusal.kind = Kind::BallotNotOpen;
            let lost = match counted.count.present < ballot.rule.quorum {
                true => "quorum was lost".to_owned(),
                false => format!("mandatory seat {} left", pack.board.called(&counted.mandatory_missing).join(", ")),
            };
            refusal.text = format!("{no}: ballot {} is suspended, since {lost}", ballot.no);
            return Err(refusal);
        }
        let channel = if cast.via_chair { "chair" } else { "session" };
        let params = [
            ("choice", cast.choice.as_str()),
            ("reason", cast.reason.as_deref().unwrap_or_default()),
            ("condition", cast.condition.as_deref().unwrap_or_default()),
            ("channel", channel),
            ("member", member.as_str()),
        ];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        if let Some(share) = cast.share {
            facts.set_word("act.share", share.to_string());
            facts.numbers.insert("share", i64::from(share));
        }
        let mut is: Vec<String> = facts.words("actor.is").unwrap_or_default().to_vec();
        is.retain(|w| w != "member");
        if *member == self.desk.actor {
            is.push("member".into());
        } else if !cast.via_chair {
            self.delegated(member)?;
            is.extend(["member".into(), "delegated_voter".into()]);
        }
        facts.set_words("actor.is", is);
        self.judged(Act::VoteCast, &facts)
    }

    /// A vote for somebody else needs a delegation in force and within the pack's limits.
    fn delegated(&self, member: &PersonId) -> Result<(), Refusal> {
        let desk = self.desk;
        let Some(delegation) = self.world.board.seat_delegation(member, &desk.actor, desk.now) else {
            let text = format!("{} holds no delegation of {member}'s vote", desk.actor);
            return Err(Refusal::new(Kind::Delegation, text, "the member votes, or the chair enters it by roll call"));
        };
        let limit = crate::domain::board::acts::limit(&desk.pack, None, self.change.words("environment"));
        match limit {
            Some(limit) if hours(desk.now.since(delegation.starts)) > limit.max_hours || limit.max_hours == 0 => {
                let text = format!(
                    "the delegation of {member}'s vote exceeds the limit of {} for this change",
                    so_many(limit.max_hours, "hour")
                );
                Err(Refusal::new(Kind::Delegation, text, "the member votes in person").citing(&limit.clauses))
            }
            _ => Ok(()),
        }
    }

    /// A vote that would not count is refused, not kept: one in a meeting of somebody whom its roll does not have, and one
    /// that the chair enters for somebody of whom no roll says that they are there.
    fn would_count(&self, ballot: &Ballot, member: &PersonId, cast: &Cast) -> Result<(), Refusal> {
        let rollcall = self.rollcall();
        let rollcall = rollcall.as_ref();
        let held = ballot.meeting.as_deref().filter(|_| rollcall.is_some());
        if cast.choice == "recuse" || ballot.is_present(member, rollcall) || !(cast.via_chair || held.is_some()) {
            return Ok(());
        }
        let remedy = match held {
            Some(id) if *member == self.desk.actor => format!("join it first: quorate meeting join {id}"),
            Some(id) if !cast.via_chair => self.sits_instead(ballot, member, id),
            _ => format!("the chair records the presence first: {} {member}=room", self.roll_call()),
        };
        let text = match held {
            Some(id) => format!("{member} is not recorded as there in meeting {id}: their vote would not count"),
            None => format!("{member} is not recorded as present: a vote entered for them would not count"),
        };
        let clauses = &self.desk.pack.board.quorum.clauses;
        Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(clauses))
    }

    /// How somebody votes in a meeting for a member who is not there: as the alternate whom its roll names for the seat.
    fn sits_instead(&self, ballot: &Ballot, member: &PersonId, meeting: &str) -> String {
        let actor = &self.desk.actor;
        if self.desk.pack.setting("vote.alternates") != Some("registered") {
            return format!("{member} joins it: quorate meeting join {meeting}; the pack lets no alternate sit");
        }
        let seat = ballot.roster.iter().find(|e| e.person == *member).and_then(|e| e.seats.first());
        let known = seat.and_then(|s| self.world.board.alternates.get(s)).is_some_and(|all| all.contains(actor));
        if let (Some(seat), false) = (seat, known) {
            return format!(
                "only an alternate who was named before the meeting sits for {member}: quorate board alternate {seat} \
                 {actor} once it is closed"
            );
        }
        format!(
            "in a meeting {actor} sits for {member} once its roll says so: quorate meeting rollcall \
             {member}=proxy:{actor}; the chair then opens the ballot anew: quorate vote open {}",
            self.change.no
        )
    }
}
