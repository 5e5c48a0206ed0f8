//! What an act on a change costs: the ballot that is open on it, approvals and reviews that were given.

use super::acts::Case;
use super::events::ChangeEvent;
use crate::domain::ballot::{Ballot, Outcome};
use crate::domain::said::Said;
use crate::policy::verdict::Reason;

impl Case<'_> {
    /// Ends what an edit voids, and says what that costs.
    pub(crate) fn ends(&mut self, voids: &[String]) {
        self.ends_since(voids, ": what was voted on is not what stands there now");
    }

    /// Turns the change back: it is handed in anew, so a ballot on it ends, and what was approved is asked for again.
    pub(crate) fn goes_back(&mut self, criteria: Vec<String>, reason: Option<Said>) {
        let change = self.so_far();
        let given = change.approvals.iter().any(|g| g.approved && !g.void);
        let voted = change.ballot().is_some_and(|b| !b.void && b.outcome.is_none_or(Outcome::carries));
        let words = [("approvals", given), ("ballot", voted)];
        let voids: Vec<String> = words.iter().filter(|(_, is)| *is).map(|(word, _)| (*word).to_owned()).collect();
        self.ends_since(&voids, ": what is turned back is not decided");
        self.add(ChangeEvent::TurnedBack { criteria, reason, voids });
    }

    fn ends_since(&mut self, voids: &[String], why: &str) {
        self.ends_ballot(voids, why);
        let (pack, change) = (&self.desk.pack, self.change);
        let approvals = change.approvals.iter().filter(|g| g.approved && !g.void).map(|g| {
            let title = pack.approvals.iter().find(|a| a.id() == g.approval).map_or(&g.approval, |a| &a.title);
            format!("{title} ({})", g.by)
        });
        let reviews = change.reviews.iter().filter(|s| s.passed && !s.void).map(|s| {
            let title = pack.reviews.iter().find(|r| r.id() == s.review).map_or(&s.review, |r| &r.title);
            format!("{title} ({})", s.by)
        });
        let board = change.ballot().filter(|b| !b.void && b.outcome.is_some_and(Outcome::carries)).map(|b| {
            let cast = b.votes.len();
            format!("that of the board (ballot {}, {})", b.no, crate::base::text::so_many(cast, "vote"))
        });
        let (approvals, reviews) = (approvals.collect(), reviews.collect());
        let given: [(&str, &str, Vec<String>); 3] = [
            ("approvals", "approvals", approvals),
            ("ballot", "approval", board.into_iter().collect()),
            ("reviews", "reviews", reviews),
        ];
        let gone = given.into_iter().filter(|(word, _, given)| !given.is_empty() && voids.iter().any(|v| v == word));
        for (word, called, given) in gone {
            let (was, they) = if word == "ballot" { ("was", "it is") } else { ("were", "they are") };
            let text = format!("this voids the {called} that {was} given: {}", given.join(", "));
            let (rule, remedy) = (format!("{word}-voided"), format!("{they} asked for anew"));
            self.decided.warnings.push(Reason { rule, text, remedy, ..Reason::default() });
        }
    }

    /// Ends the open ballot that an edit voids, and says what that costs.
    fn ends_ballot(&mut self, voids: &[String], why: &str) {
        let Some(ballot) = self.change.ballot().filter(|b| b.outcome.is_none() && !b.void) else { return };
        if !voids.iter().any(|v| v == "ballot") {
            return;
        }
        let remedy = format!("the chair opens a new one: quorate vote open {}", self.change.no);
        self.takes_back(ballot, why, remedy);
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
