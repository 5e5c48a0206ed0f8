//! What handing in a request asked is asked again of what an edit makes of it.

use super::acts::{Case, facts_for};
use super::states::State;
use super::{Change, Value, facts};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::diary::Answer;
use crate::policy::judge::{self, judge};
use crate::policy::verdict::{Reason, Verdict};

impl Case<'_> {
    /// What a submitted change has become by an edit may be outside the policy, or refused if it were handed
    /// in like that: it leaves the queue then, and is told so.
    pub(crate) fn asked_anew(&mut self) -> bool {
        if self.change.state == State::New {
            return false;
        }
        let edited = self.so_far();
        let (before, after) = (self.handed_in(self.change), self.handed_in(&edited));
        let pack = &self.desk.pack;
        let outside = pack.outside(&after);
        // What is asked again further on needs no turning back, and of fields an edit is told before.
        let again = |r: &Reason| {
            let rules = pack.rules.iter().chain(pack.members.iter().flat_map(|m| &m.rules));
            rules.filter(|rule| rule.id() == r.rule).any(|rule| asked_again(&edited, &rule.acts))
        };
        let stood = |r: &Reason| before.reasons.iter().any(|b| b.rule == r.rule);
        let field = |r: &Reason| after.missing.iter().any(|m| m.field == r.rule);
        let refused = after.reasons.iter().filter(|r| !r.person && !field(r) && !stood(r) && !again(r));
        let all: Vec<Reason> = outside.map_or_else(|| refused.cloned().collect(), |why| vec![why.clone()]);
        let Some(first) = all.first() else { return false };
        let text = all.iter().map(|r| r.text.as_str()).collect::<Vec<_>>().join("; ");
        let mut clauses: Vec<String> = all.iter().flat_map(|r| r.clauses.iter().cloned()).collect();
        clauses.dedup();
        let reason = Some(self.scribe.say(&text));
        let told = Reason { text: format!("{} leaves the queue: {text}", self.change.no), clauses, ..first.clone() };
        self.goes_back(Vec::new(), reason);
        self.decided.warnings.push(told);
        true
    }

    /// The pack's answer if the change were handed in as it is.
    fn handed_in(&self, change: &Change) -> Verdict {
        let pack = &self.desk.pack;
        let mut verdict = judge(pack, Act::Submit, &facts::of(self.world, self.desk, change));
        change.deviate(pack, &Answer::default(), &mut verdict);
        verdict
    }

    /// A submitted request does not lose a field that its submission demanded, nor is it made one that demands more.
    pub(crate) fn still_complete(&self, values: &[(String, Value)]) -> Result<(), Refusal> {
        let after = self.so_far();
        let (pack, no) = (&self.desk.pack, self.change.no);
        let empty =
            |act, change: &Change| judge::empty_fields(pack, act, &facts_for(self.world, self.desk, change, &[]));
        let cleared = |id: &str| values.iter().any(|(field, _)| field == id);
        // Once approval was asked for, what that demanded stays too.
        let asked = matches!(self.change.state, State::Authorize | State::Scheduled).then_some(Act::Request);
        let acts = std::iter::once(Act::Submit).chain(asked);
        let lost: Vec<_> = acts.flat_map(|act| empty(act, &after)).filter(|f| cleared(f.id())).collect();
        let before = empty(Act::Submit, self.change);
        let mut more = empty(Act::Submit, &after);
        more.retain(|f| {
            !cleared(f.id()) && !asked_again(&after, &f.required) && before.iter().all(|b| b.id() != f.id())
        });
        let (fields, text, remedy) = match (lost.is_empty(), more.is_empty()) {
            (false, _) => {
                (lost, "a submitted request keeps its", "replace the value instead of clearing it".to_owned())
            }
            (_, false) => {
                let given: Vec<_> = more.iter().map(|f| format!("--set {}=VALUE", f.id())).collect();
                let remedy = format!("give it in the same edit: {}", given.join(" "));
                (more, "a submitted request that says this says also its", remedy)
            }
            _ => return Ok(()),
        };
        let names = fields.iter().map(|f| f.id()).collect::<Vec<_>>().join(", ");
        let clauses: Vec<String> = fields.iter().flat_map(|f| f.clauses.iter().cloned()).collect();
        Err(Refusal::new(Kind::Missing, format!("{no}: {text} {names}"), remedy).citing(&clauses))
    }
}

/// Whether what is asked of a change at some acts is asked again before work begins.
fn asked_again(change: &Change, acts: &[Act]) -> bool {
    acts.contains(&Act::Start) || change.state == State::Assess && acts.contains(&Act::Request)
}
