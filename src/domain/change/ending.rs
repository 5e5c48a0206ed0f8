//! What an act on a change costs: the ballot that is open on it, approvals and reviews that were given.

use super::acts::Case;
use crate::domain::ballot::Ballot;
use crate::policy::verdict::Reason;

impl Case<'_> {
    /// Ends what an edit voids, and says what that costs.
    pub(crate) fn ends(&mut self, voids: &[String]) {
        self.ends_ballot(voids);
        let (pack, change) = (&self.desk.pack, self.change);
        let approvals = change.approvals.iter().filter(|g| g.approved && !g.void).map(|g| {
            let title = pack.approvals.iter().find(|a| a.id() == g.approval).map_or(&g.approval, |a| &a.title);
            format!("{title} ({})", g.by)
        });
        let reviews = change.reviews.iter().filter(|s| s.passed && !s.void).map(|s| {
            let title = pack.reviews.iter().find(|r| r.id() == s.review).map_or(&s.review, |r| &r.title);
            format!("{title} ({})", s.by)
        });
        let given: [(&str, Vec<String>); 2] = [("approvals", approvals.collect()), ("reviews", reviews.collect())];
        for (word, given) in given.into_iter().filter(|(word, g)| !g.is_empty() && voids.iter().any(|v| v == word)) {
            let text = format!("this voids the {word} that were given: {}", given.join(", "));
            let remedy = "they are asked for anew".into();
            self.decided.warnings.push(Reason { rule: format!("{word}-voided"), text, remedy, ..Reason::default() });
        }
    }

    /// Ends the open ballot that an edit voids, and says what that costs.
    fn ends_ballot(&mut self, voids: &[String]) {
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
