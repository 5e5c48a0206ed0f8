//! Topics that come back: put on the agenda of a series at each of its turns, or at some of them, until somebody ends that.

use super::acts::judged;
use super::events::BoardEvent;
use crate::base::ids::Stream;
use crate::base::text;
use crate::base::time::Moment;
use crate::domain::change::facts;
use crate::domain::command::BoardCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::meeting::Subject;
use crate::domain::meeting::acts::series_of;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::meeting::days;
use serde::{Deserialize, Serialize};

/// Characters of a topic at most: a line of the agenda.
const LONGEST: usize = 200;

/// A topic that comes back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recurring {
    /// Series of the pack.
    pub series: String,
    /// The topic.
    pub topic: String,
    /// `turn`, a number (each n-th turn), or an RFC 5545 recurrence rule: at the first turn from each of its days on.
    pub every: String,
    /// Since when.
    pub since: Moment,
    /// Until when it comes back; without end where none is given.
    pub until: Option<Moment>,
}

impl Recurring {
    /// Each n-th turn; none where a rule says on which days.
    #[must_use]
    pub fn nth(&self) -> Option<usize> {
        if self.every == "turn" { Some(1) } else { self.every.parse().ok() }
    }
}

/// How often a topic comes back, by examples.
const EXAMPLES: &str = "give --every turn, --every 4 (each fourth turn) or --every \"FREQ=MONTHLY;BYDAY=1WE\"";

/// Why nobody can mean this by how often a topic comes back, and what says it instead.
fn wrong(every: &str, desk: &Desk) -> Option<(String, &'static str)> {
    if every == "turn" || every.parse::<usize>().is_ok_and(|n| (1..=52).contains(&n)) {
        return None;
    }
    if !every.starts_with("FREQ=") {
        return Some(("that is no turn, no number from 1 to 52 and no rule".into(), EXAMPLES));
    }
    let rule = match days(every) {
        Ok(rule) => rule,
        Err(why) => return Some((why, EXAMPLES)),
    };
    // Each turn asks for the days since the turn before it: nothing is counted from one to the next.
    if rule.get_interval() > 1 {
        let remedy =
            "each twelfth turn is --every 12, each quarter --every \"FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1WE\"";
        return Some(("a rule is asked at each turn, and INTERVAL counts from no day".into(), remedy));
    }
    if rule.get_count().is_some() {
        return Some((
            "a rule is asked at each turn, and COUNT counts from no day".into(),
            "say until when: --until DAY",
        ));
    }
    let tz = rrule::Tz::from(desk.pack.calendar.tz);
    let set = rule.build(desk.now.local(desk.pack.calendar.tz).with_timezone(&tz));
    let never = "it names no day to come";
    match set.map(|set| set.limit().all(1).dates) {
        Ok(days) if !days.is_empty() => None,
        Ok(_) => Some((never.into(), EXAMPLES)),
        Err(_) if every.contains("UNTIL=") => Some((
            "its UNTIL is past, or no moment such as 20270101T000000Z".into(),
            "say until when beside the rule: --until DAY",
        )),
        Err(why) => Some((why.to_string(), EXAMPLES)),
    }
}

/// Decides that a topic comes back, or does so no longer.
pub(super) fn decide(world: &World, desk: &Desk, command: &BoardCommand, decided: &mut Decided) -> Result<(), Refusal> {
    let (BoardCommand::Repeat { series, topic, .. } | BoardCommand::EndRepeat { series, topic }) = command else {
        return Ok(());
    };
    series_of(desk, series)?;
    let mut facts = facts::register(world, desk);
    for (name, value) in [("act.series", series.as_str()), ("meeting.series", series), ("meeting.state", "pending")] {
        facts.set_word(name, value);
    }
    facts.set_word("act.what", "");
    facts.set_word("act.channel", "session");
    facts.set_word("type", "");
    facts.set_flag("agenda_locked", false);
    judged(desk, Act::MeetingAgenda, &format!("topics of {series}"), &facts, decided)?;
    let there = world.board.topics.iter().any(|t| t.series == *series && t.topic == *topic);
    let said = text::visible(topic);
    match command {
        BoardCommand::Repeat { every, until, .. } => {
            let clean = text::prose(topic).is_ok_and(|kept| kept == *topic) && topic.chars().count() <= LONGEST;
            if topic.trim().is_empty() || topic.contains('\n') || !clean {
                let text = "a topic that comes back has a line of words";
                return Err(Refusal::new(Kind::InvalidInput, text, "quorate meeting add \"TOPIC\" --every turn"));
            }
            if let Subject::Change(no) = Subject::of(topic) {
                let text = format!("{no} is a change and no topic: it comes up by itself until it is decided");
                return Err(Refusal::new(
                    Kind::InvalidInput,
                    text,
                    format!("put it on once: quorate meeting add {no}"),
                ));
            }
            if there {
                let text = format!("\"{said}\" comes back already");
                let remedy = format!("end it first: quorate meeting remove \"{said}\" --every");
                return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
            }
            if let Some((why, remedy)) = wrong(every, desk) {
                let text = format!("\"{}\" is not how often a topic comes back: {why}", text::visible(every));
                return Err(Refusal::new(Kind::InvalidInput, text, remedy));
            }
            if until.is_some_and(|until| until <= desk.now) {
                let text = "the last day of the topic is past";
                return Err(Refusal::new(Kind::InvalidInput, text, "give a day to come with --until, or none"));
            }
            let (series, topic, every) = (series.clone(), topic.clone(), every.clone());
            decided.add(Stream::Board, BoardEvent::TopicRepeats { series, topic, every, until: *until });
        }
        _ if !there => {
            let text = format!("\"{said}\" does not come back at meetings of {series}");
            return Err(Refusal::new(Kind::NotFound, text, "see `quorate meeting agenda`"));
        }
        _ => decided.add(Stream::Board, BoardEvent::TopicEnded { series: series.clone(), topic: topic.clone() }),
    }
    Ok(())
}
