//! What an act on a change does to the ballot that is open on it.

use super::acts::Case;
use crate::domain::ballot::Ballot;
use crate::policy::verdict::Reason;

impl Case<'_> {
    /// Ends the open ballot that an edit voids, and says what that costs.
    pub(crate) fn ends_ballot(&mut self, voids: &[String]) {
        let Some(ballot) = self.change.ballot().filter(|b| b.outcome.is_none() && !b.void) else { return };
        if !voids.iter().any(|v| v == "ballot") {
            return;
        }
        let remedy = format!("the chair opens a new one: quorate vote open {}", self.change.no);
        self.takes_back(ballot, ": what was voted on is not what stands there now", remedy);
    }

    /// Takes an open ballot back, and says what that costs.
    pub(crate) fn takes_back(&mut self, ballot: &Ballot, why: &str, remedy: String) {
        let votes = crate::base::text::so_many(ballot.votes.len(), "vote");
        let text = format!("this ends ballot {}, with {votes} cast{why}", ballot.no);
        let event = self.withdrawn(ballot);
        self.add(event);
        self.decided.warnings.push(Reason { rule: "ballot-voided".into(), text, remedy, ..Reason::default() });
    }
}
