//! Approvals that were given out of band: noted at once, written down by somebody else, and confirmed or disowned by
//! whoever is said to have given them (ambiguity 11.4).

use super::acts::Case;
use super::draft::unknown;
use super::events::ChangeEvent;
use super::states::State;
use super::summary::{Waiting, Waits};
use super::{Change, Decision, Granted};
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::pack::Path;

/// Who wrote an approval down for somebody else, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// Who wrote it down.
    pub by: PersonId,
    /// How it was given: `phone`, `verbal` …
    pub channel: Option<String>,
    /// When its approver confirmed it.
    pub confirmed: Option<Moment>,
}

impl Granted {
    /// Whether its approver has yet to say that it is theirs.
    #[must_use]
    pub fn unconfirmed(&self) -> bool {
        !self.void && self.recorded.as_ref().is_some_and(|r| r.confirmed.is_none())
    }
}

impl Change {
    /// Approvals that wait for the word of the person who is said to have given them.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &Granted> {
        self.approvals.iter().filter(|g| g.unconfirmed())
    }

    /// What the persons who are said to have approved are asked.
    pub(crate) fn confirmations(&self) -> Vec<Waiting> {
        let mut asked: Vec<&PersonId> = self.unconfirmed().map(|g| &g.by).collect();
        asked.sort();
        asked.dedup();
        asked.into_iter().map(|p| Waiting { whom: Waits::Person(p.to_string()), kind: "CONFIRM", due: None }).collect()
    }

    /// Notes that an approval was given which is not written down yet.
    pub(crate) fn hear(&mut self, given_by: &PersonId, at: Moment) {
        self.moments.remove("verbal_documented");
        self.moments.entry("verbal_flagged".into()).or_insert(at);
        self.heard.push((given_by.clone(), at));
    }

    /// Takes an approval that is written down off those only noted.
    pub(crate) fn write_down(&mut self, given_by: &PersonId, at: Moment) {
        let Some(place) = self.heard.iter().position(|(p, _)| p == given_by) else { return };
        self.heard.remove(place);
        match self.heard.iter().map(|(_, at)| *at).min() {
            Some(oldest) => self.moments.insert("verbal_flagged".into(), oldest),
            None => self.moments.insert("verbal_documented".into(), at),
        };
    }

    /// What was recorded in somebody's name is theirs.
    pub(crate) fn confirm(&mut self, person: &PersonId, at: Moment) {
        for granted in self.approvals.iter_mut().filter(|g| g.by == *person) {
            if let Some(recorded) = &mut granted.recorded {
                recorded.confirmed.get_or_insert(at);
            }
        }
    }

    /// What was recorded in somebody's name is not theirs: it counts no longer.
    pub(crate) fn disown(&mut self, person: &PersonId) {
        self.approvals.iter_mut().filter(|g| g.by == *person && g.unconfirmed()).for_each(|g| g.void = true);
        if self.state == State::Scheduled {
            self.state = State::Authorize;
            self.decision = Decision::None;
        }
    }
}

impl Case<'_> {
    /// Notes an approval that was given out of band; its words follow.
    pub(crate) fn hear(&mut self, given_by: &PersonId, channel: Option<&str>) -> Result<(), Refusal> {
        if self.world.people.active(given_by).is_none() {
            return Err(unknown(given_by));
        }
        self.guard(Act::Comment, &[])?;
        if self.change.heard.iter().any(|(p, _)| p == given_by) {
            let text = format!("{}: that {given_by} approved is noted already", self.change.no);
            let remedy = format!(
                "write it down: quorate change approve {} --given-by {given_by} --channel CHANNEL --spoken-at TIME --reason TEXT",
                self.change.no
            );
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
        }
        self.add(ChangeEvent::ApprovalHeard { given_by: given_by.clone(), channel: channel.map(str::to_owned) });
        Ok(())
    }

    /// That an approval was spoken by now, and when there was something to approve: an emergency may be spoken of before
    /// anybody writes it down. Times are typed to the minute.
    pub(crate) fn could_be_spoken(&self, at: Moment) -> Result<(), Refusal> {
        let (no, pack, now) = (self.change.no, &self.desk.pack, self.desk.now);
        let told = |at| crate::policy::diary::told(at, pack.calendar.tz);
        let urgent = pack.change_type(&self.change.change_type).is_some_and(|t| t.path == Path::Urgent);
        let opened = self.change.moments.get("created").filter(|c| !urgent && at.plus(Span::seconds(60)) <= **c);
        let why = match opened {
            Some(opened) => format!("the change was opened only {}", told(*opened)),
            None if at > now => format!("it is {}", told(now)),
            None => return Ok(()),
        };
        let rules = pack.rules.iter().chain(pack.members.iter().flat_map(|m| &m.rules));
        let asks = rules.filter(|r| r.acts.contains(&Act::Approve) && r.needs.act_has.iter().any(|a| a == "spoken_at"));
        let mut clauses: Vec<String> = asks.flat_map(|r| r.clauses.iter().cloned()).collect();
        clauses.dedup();
        let text = format!("{no}: no approval of it was spoken {}, since {why}", told(at));
        Err(Refusal::new(Kind::InvalidInput, text, "give the time at which it was spoken: --spoken-at TIME")
            .citing(&clauses))
    }

    /// Confirms or disowns what was recorded in the actor's name.
    pub(crate) fn confirm(&mut self, stands: bool, reason: Option<&str>) -> Result<(), Refusal> {
        if !self.change.unconfirmed().any(|g| g.by == self.desk.actor) {
            let text = format!("no approval of {} waits for the word of {}", self.change.no, self.desk.actor);
            return Err(Refusal::new(Kind::WrongState, text, format!("quorate change view {}", self.change.no)));
        }
        let outcome = if stands { "confirmed" } else { "disowned" };
        self.guard(Act::Object, &[("outcome", outcome), ("reason", reason.unwrap_or_default())])?;
        let reason = self.say(reason)?;
        self.add(if stands { ChangeEvent::ApprovalConfirmed } else { ChangeEvent::ApprovalDisowned { reason } });
        Ok(())
    }
}
