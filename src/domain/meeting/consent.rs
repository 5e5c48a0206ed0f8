//! The consent group: announced to the members, who may take items out of it while the silence lasts, and decided after.

use super::acts::Table;
use super::events::MeetingEvent;
use super::{Item, Meeting, MeetingState, Subject, outcome};
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::refusal::{Kind, Refusal};
use std::collections::BTreeSet;

/// The setting that says how long the silence lasts, in seconds.
const SILENCE: &str = "meeting.consent_seconds";

impl Table<'_> {
    /// Announces what is in the consent group now.
    pub(super) fn announce(&mut self, meeting: &Meeting) -> Result<(), Refusal> {
        self.run(meeting, "led")?;
        let items: Vec<u32> = self.group(meeting)?.into_iter().map(|(no, _)| no).collect();
        // Once the silence is over it may begin anew, for those who have come since.
        let runs = meeting.announced.as_ref().filter(|a| self.desk.now < a.until);
        let known = runs.filter(|a| items.iter().all(|no| a.items.contains(no)));
        if let Some(known) = known {
            let text = format!("the consent group was announced at {}", self.clock(known.at));
            let until = self.clock(known.until);
            let remedy = format!("decide it when the silence is over, at {until}: quorate meeting consent");
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
        }
        let seconds = self.desk.pack.setting(SILENCE).and_then(|s| s.parse().ok());
        let Some(seconds) = seconds.filter(|s| (0..=3600).contains(s)) else {
            let text = format!("the setting {SILENCE} is no number of seconds up to 3600");
            return Err(set_by(Refusal::new(Kind::Policy, text, format!("quorate policy set {SILENCE}=30"))));
        };
        let until = self.desk.now.plus(Span::seconds(seconds));
        self.add(MeetingEvent::Announced { items, until });
        Ok(())
    }

    /// A member takes an item out.
    pub(super) fn pull(&mut self, meeting: &Meeting, item: u32) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], "changed")?;
        let Item { consent, subject, .. } = self.item(meeting, item)?;
        if !consent {
            let text = format!("item {item} is not in the consent group");
            return Err(Refusal::new(Kind::AlreadyDone, text, "it is an item of its own"));
        }
        if let Some(fate) = outcome::fate(self.world, meeting, item) {
            let text = format!("item {item} is decided already: {}", fate.word().replace('_', " "));
            let remedy = "whose vote was entered may object to it: quorate vote object";
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
        }
        if let Subject::Change(no) = subject
            && outcome::consent(self.world, meeting, self.desk.now).iter().all(|(open, _)| *open != item)
        {
            let text = format!("item {item} is voted on by itself: a ballot on {no} is open");
            return Err(Refusal::new(Kind::WrongState, text, format!("vote: quorate vote cast {no}")));
        }
        let known = meeting.announced.as_ref().filter(|said| !said.items.contains(&item));
        if let Some(said) = known {
            let items = said.items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let text = format!("item {item} was not announced with the consent group, which is items {items}");
            let remedy =
                format!("nothing is decided on it by silence until it is: quorate meeting announce {}", self.id);
            return Err(set_by(Refusal::new(Kind::WrongState, text, remedy)));
        }
        if !self.sits(&self.desk.actor) {
            let text = format!("{} has no seat on the board", self.desk.actor);
            return Err(Refusal::new(Kind::NotPermitted, text, "a member pulls items out"));
        }
        self.add(MeetingEvent::Pulled { item });
        Ok(())
    }

    /// Decides what was announced, once the silence is over.
    pub(super) fn consent(&mut self, meeting: &Meeting) -> Result<(), Refusal> {
        self.run(meeting, "led")?;
        self.group(meeting)?;
        let announce = format!("announce it: quorate meeting announce {} (on the screen V 3)", self.id);
        let Some(announced) = &meeting.announced else {
            let text = "the consent group was not announced to the members: silence counts from then on";
            return Err(set_by(Refusal::new(Kind::Policy, text, announce)));
        };
        if self.desk.now < announced.until {
            let left = announced.until.since(self.desk.now).as_seconds().max(1);
            let until = self.clock(announced.until);
            let text = format!("the silence lasts until {until}, {left} s from now: members may still object");
            return Err(set_by(Refusal::new(Kind::Policy, text, "decide it after that moment")));
        }
        if outcome::announced(self.world, meeting, self.desk.now).is_empty() {
            let text = "what is in the consent group now was not announced to the members";
            return Err(set_by(Refusal::new(Kind::Policy, text, announce)));
        }
        let late = |p: &&PersonId| self.sits(p) && meeting.here_since(p).is_some_and(|at| at > announced.at);
        let late: BTreeSet<&PersonId> = meeting.attendance.iter().map(|(_, p, _)| p).filter(late).collect();
        if !late.is_empty() {
            let names = late.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let text = format!("{names} came after the announcement: whoever has not heard it has not consented");
            return Err(set_by(Refusal::new(Kind::Policy, text, announce)));
        }
        Ok(())
    }

    /// A moment of today on the wall.
    fn clock(&self, at: Moment) -> String {
        at.local(self.desk.pack.calendar.tz).format("%H:%M:%S").to_string()
    }

    fn group(&self, meeting: &Meeting) -> Result<Vec<(u32, crate::base::ids::ChangeNo)>, Refusal> {
        let group = outcome::consent(self.world, meeting, self.desk.now);
        if group.is_empty() {
            let text = format!("the consent group of meeting {} has no item that is undecided", self.id);
            let remedy = "the setting meeting.consent names the risk levels whose items belong to it";
            return Err(Refusal::new(Kind::WrongState, text, remedy));
        }
        Ok(group)
    }
}

fn set_by(mut refusal: Refusal) -> Refusal {
    refusal.reasons.iter_mut().for_each(|r| r.settings.push(SILENCE.into()));
    refusal
}
