//! The place of a change in its window: since which of its entries it takes up the time that it has.

use super::Change;
use super::states::State;
use crate::policy::schedule::Stretch;

impl Change {
    /// The time that it takes up in a window that takes only so much: from when its approval is asked for until it is done.
    #[must_use]
    pub fn holds(&self) -> Option<Stretch> {
        let open = matches!(self.state, State::Authorize | State::Scheduled | State::Implement);
        let at = |name| self.moments.get(name).copied();
        if open { at("window.from").zip(at("window.to")) } else { None }
    }

    /// Notes since when it takes up its time. Whoever shortens the time stays where they were; another time is a new place.
    pub(super) fn keep_place(&mut self, before: Option<Stretch>) {
        let Some(now) = self.holds() else {
            self.placed = None;
            return;
        };
        let stays = before.is_some_and(|had| had.0 <= now.0 && now.1 <= had.1);
        self.placed = self.placed.filter(|_| stays).or(Some(self.entries));
    }
}
