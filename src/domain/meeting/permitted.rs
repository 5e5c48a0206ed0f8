//! What the pack lets somebody do at a meeting, so that it is told before anything is typed.

use super::{Meeting, MeetingState};
use crate::domain::change::facts;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;

/// What the pack does not let the actor do at a meeting, whatever is said with it, each with who may.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Barred {
    /// From whom it is kept.
    pub actor: String,
    /// Who may change its agenda, where the actor may not. Somebody who may put a change on it that they asked for, may.
    pub agenda: Option<String>,
    /// Who may move it or call it off, where the actor may not.
    pub calling: Option<String>,
    /// Who writes its minutes, where the actor does not.
    pub minutes: Option<String>,
}

/// Whether the pack lets the actor lead a meeting, and what else it keeps from them.
#[must_use]
pub fn permitted(world: &World, desk: &Desk, meeting: &Meeting) -> (bool, Barred) {
    let facts = standing(world, desk, meeting);
    let barred = |act, facts: &Facts| {
        let reasons = judge(&desk.pack, act, facts).reasons;
        reasons.into_iter().find(|r| r.rule.starts_with("no-permit")).map(|r| r.text)
    };
    let asking = || {
        let mut facts = facts.clone();
        let is = facts.words("actor.is").unwrap_or_default().to_vec();
        facts.set_words("actor.is", is.into_iter().chain(["requester".to_owned()]));
        facts
    };
    let kept = Barred {
        actor: desk.actor.as_str().to_owned(),
        agenda: barred(Act::MeetingAgenda, &facts).and_then(|_| barred(Act::MeetingAgenda, &asking())),
        calling: barred(Act::MeetingCall, &facts),
        minutes: barred(Act::MeetingWrite, &facts),
    };
    (judge(&desk.pack, Act::MeetingRun, &facts).allowed(), kept)
}

/// The facts of a meeting as it stands that say who somebody is at it.
fn standing(world: &World, desk: &Desk, meeting: &Meeting) -> Facts {
    let mut facts = facts::register(world, desk);
    if meeting.state != MeetingState::Pending {
        facts::in_meeting(&mut facts, world, desk, Some(meeting.id.as_str()));
    }
    facts.set_word("meeting.series", &meeting.series);
    facts.set_word("meeting.state", meeting.state.word());
    facts.set_word("act.what", "");
    facts.set_word("type", "");
    facts
}
