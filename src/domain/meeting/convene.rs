//! A board that is convened at once for one change: the meeting is called for now and holds nothing else.

use super::Item;
use super::events::MeetingEvent;
use crate::base::ids::{MeetingId, Stream};
use crate::domain::change::Change;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;

/// The board that a pack convenes for a type of change.
#[must_use]
pub fn series_for<'p>(pack: &'p Pack, change_type: &str) -> Option<&'p Series> {
    pack.series.iter().find(|s| s.convenes.iter().any(|t| t == change_type))
}

/// Whether a board is still convened for a change: it decides on it or hears of it first, or has yet to approve it in form.
#[must_use]
pub fn in_time(pack: &Pack, change: &Change, facts: &Facts) -> bool {
    matches!(change.state, State::Assess | State::Authorize)
        || judge::open_approvals(pack, facts).iter().any(|a| a.board)
}

impl Case<'_> {
    pub(crate) fn convene(&mut self, meeting: Option<&(MeetingId, Item)>, reason: Option<&str>) -> Result<(), Refusal> {
        let (no, pack) = (self.change.no, self.desk.pack.clone());
        let Some(series) = series_for(&pack, &self.change.change_type) else {
            let text =
                format!("the pack {} convenes no board at once for a {} change", pack.name, self.change.change_type);
            return Err(Refusal::new(
                Kind::Policy,
                text,
                format!("put it on the next agenda: quorate meeting add {no}"),
            ));
        };
        let known = self.guard(Act::Convene, &[("reason", reason.unwrap_or_default())])?;
        if !in_time(&pack, self.change, &known) {
            let text = format!("the board has nothing to approve of {no} any more");
            return Err(Refusal::new(Kind::WrongState, text, format!("see how it goes on: quorate change check {no}")));
        }
        let Some((id, item)) = meeting else {
            return Err(Refusal::new(Kind::InvalidInput, "the meeting has no number", "quorate meeting convene"));
        };
        let reason = self.say(reason)?;
        let stream = Stream::Meeting(id.clone());
        let (starts, minutes) = (self.desk.now, series.minutes);
        let called = MeetingEvent::Called { series: series.id().to_owned(), starts, minutes, ad_hoc: true, reason };
        self.decided.add(stream.clone(), called);
        self.decided.add(stream, MeetingEvent::ItemAdded { item: item.clone(), second: None });
        Ok(())
    }
}
