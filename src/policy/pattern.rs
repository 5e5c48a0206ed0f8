//! A recurring schedule as other calendars write it: a rule, the hour on its clock, and the turn of each day beside them.

use super::schedule::{Hours, Plan, PlanDays, Stretch};
use crate::base::time::{Length, Moment};
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// A recurrence, and what becomes of it between two moments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// The rule of RFC 5545 that names the days, without COUNT and UNTIL.
    pub rule: String,
    /// Zone of days and hours.
    pub zone: Tz,
    /// When it begins on each day.
    pub opens: NaiveTime,
    /// How long it lasts by the clock on the wall, in minutes; whole days where none is given.
    pub minutes: Option<i64>,
    /// Each day of the rule with its turn; none where the zone's clock skips the hours of that day.
    pub days: Vec<(NaiveDate, Option<Stretch>)>,
}

impl Plan {
    /// As a recurrence, with the days whose turns touch the time between two moments; none where it does not recur.
    #[must_use]
    pub fn pattern(&self, from: Moment, to: Moment) -> Option<Pattern> {
        let PlanDays::Rule(_, _, text) = &self.days else { return None };
        let kept = |part: &&str| !part.starts_with("COUNT=") && !part.starts_with("UNTIL=");
        let (opens, minutes) = match self.hours {
            Hours::Day => (NaiveTime::MIN, None),
            Hours::Lasting(opens, Length::Minutes(n)) => (opens, Some(n)),
            Hours::Lasting(opens, Length::Hours(n)) => (opens, Some(n * 60)),
            Hours::Lasting(..) => return None,
            Hours::Until(opens, closes) => {
                let minutes = closes.signed_duration_since(opens).num_minutes();
                (opens, Some(if minutes > 0 { minutes } else { minutes + 24 * 60 }))
            }
        };
        let touches = |turn: &Option<Stretch>| turn.is_none_or(|(a, b)| a < to && b > from);
        let days = self.days_between(from, to).into_iter().map(|day| (day, self.turn(day)));
        Some(Pattern {
            rule: text.split(';').filter(kept).collect::<Vec<_>>().join(";"),
            zone: self.calendar.tz,
            opens,
            minutes,
            days: days.filter(|(_, turn)| touches(turn)).collect(),
        })
    }
}
