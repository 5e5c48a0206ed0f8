//! What the gate says of a change: the first verdict that is so, with the reasons for it.

use super::error::AppError;
use super::gating::{begins_anew, pinning};
use super::open::App;
use super::show::deciding::{asks_for_conditions, cited_of_tag};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision, acts, summary, time};
use crate::domain::checklist;
use crate::domain::desk::Desk;
use crate::domain::refusal::Refusal;
use crate::domain::run::Deployment;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::{Answer, Effect, told};
use crate::policy::facts::Facts;
use crate::policy::judge::{needed_reviews, open_approvals};
use crate::policy::pack::Pack;
use crate::policy::request::{Approval, Review};
use crate::policy::verdict::Reason;
use crate::sheets::gate::{Artifact, Commit, GateReason, Looked};

/// A change as it would begin or go on, and what the calendar says of that.
pub(super) struct Case<'a> {
    pub world: &'a World,
    pub desk: &'a Desk,
    pub change: &'a Change,
    pub act: Act,
    pub facts: &'a Facts,
    /// The deployment that is under way there.
    pub going: Option<&'a Deployment>,
    /// The share that it has or is to get; none where all is to go out.
    pub share: Option<u32>,
    /// Why that share does not follow on the one that it has.
    pub unfit: Option<Refusal>,
    pub time: &'a Answer,
    pub now: Moment,
}

/// What was asked about beside what is pinned.
pub(super) struct Pins {
    /// `artifact` or `commit`: what is spoken of.
    what: &'static str,
    /// Whether nothing is pinned that it could be.
    unpinned: bool,
    /// Whether something else is pinned.
    another: bool,
}

impl Pins {
    /// What was asked of a digest, if one was given, and of a commit.
    pub fn of(digest: Option<&Artifact>, commit: Option<&Commit>) -> Self {
        let matches: Vec<Option<bool>> =
            digest.map(|a| a.matches).into_iter().chain(commit.map(|c| c.matches)).collect();
        let what = if digest.is_some() { "artifact" } else { "commit" };
        Self { what, unpinned: matches.contains(&None), another: matches.contains(&Some(false)) }
    }
}

/// A verdict, and why.
pub(super) struct Said {
    pub verdict: &'static str,
    pub reasons: Vec<GateReason>,
    /// That work that has begun is past its window.
    pub overrun: Option<Reason>,
}

impl Said {
    fn of(verdict: &'static str, reasons: Vec<GateReason>) -> Self {
        Self { verdict, reasons, overrun: None }
    }
}

fn because(code: &str, text: impl Into<String>, clauses: Vec<String>) -> GateReason {
    GateReason { code: code.into(), text: text.into(), clauses }
}

/// Reasons of the rules and of the calendar, as the gate gives them.
pub(super) fn given(reasons: impl IntoIterator<Item = Reason>) -> impl Iterator<Item = GateReason> {
    reasons.into_iter().map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses })
}

impl Case<'_> {
    /// Of a change whose state alone says that nothing begins: what that is, and what the next step lacks.
    pub fn held(&self, (verdict, held): (&'static str, String), mut judged: Vec<Reason>) -> Said {
        let change = self.change;
        let bars = acts::barred(&self.desk.pack, self.act, self.facts);
        // What bars it is told with the state, and once.
        judged.retain(|r| bars.as_ref().is_none_or(|b| b.rule != r.rule));
        let mut reasons = vec![self.turned(&held).unwrap_or_else(|| {
            let (text, clauses) = match &bars {
                Some(said) => (format!("{held}: {}", said.text), said.clauses.clone()),
                None => (held.clone(), Vec::new()),
            };
            because(change.state.word(), text, clauses)
        })];
        if verdict == "pending" && change.hold.is_some() && states_for(self.act).contains(&change.state) {
            // Beside the hold stands what is against this very act, and nothing of another environment.
            reasons.extend(given(judged.into_iter().filter(|r| r.text != held)));
        } else if verdict == "pending" {
            reasons.extend(self.lacking(&mut judged));
            if change.state != State::New {
                reasons.extend(self.further(judged));
            }
        }
        Said::of(verdict, reasons)
    }

    /// Of a change that was decided against: who rejected it, under the clauses by which they decide. Its state says less:
    /// back with its requester it is a draft like any other.
    fn turned(&self, held: &str) -> Option<GateReason> {
        let (pack, change) = (&self.desk.pack, self.change);
        let against = matches!(change.decision, Decision::Rejected | Decision::Deferred | Decision::Withdrawn);
        if !against || matches!(change.state, State::Canceled | State::Closed | State::Review) {
            return None;
        }
        let last = change.approvals.last().filter(|g| !g.approved && change.decision == Decision::Rejected);
        let by = last.map_or_else(String::new, |g| format!(" by {}", g.by));
        let of = |a: &&Approval| last.map_or(a.board, |g| a.id() == g.approval);
        let clauses = pack.approvals.iter().filter(of).flat_map(|a| a.clauses.iter().cloned()).collect();
        let then = if change.decision == Decision::Rejected { ": it is revised and handed in again" } else { "" };
        Some(because(change.decision.word(), format!("{held}{by}{then}"), clauses))
    }

    /// What the next step of the change lacks, and approvals that are open. A rule that asks for the same is told once.
    fn lacking(&self, judged: &mut Vec<Reason>) -> Vec<GateReason> {
        let missing = summary::next_verdict(self.world, self.desk, self.change).missing;
        judged.retain(|r| missing.iter().all(|m| m.field != r.rule));
        let missing = missing.into_iter().map(|m| because("missing", m.text, m.clauses));
        let open = open_approvals(&self.desk.pack, self.facts);
        let open = open.into_iter().map(|a| because("approval", format!("{} is open", a.title), a.clauses.clone()));
        missing.chain(open).collect()
    }

    /// What else is against it with a clause, and conditions that are not verified.
    fn further(&self, mut judged: Vec<Reason>) -> Vec<GateReason> {
        let asked = of_conditions(&self.desk.pack, &mut judged);
        let cited = |r: &Reason| !r.clauses.is_empty() && !r.rule.starts_with("no-permit");
        let mut reasons: Vec<GateReason> = given(judged.into_iter().filter(cited)).collect();
        let open = self.change.open_conditions();
        reasons
            .extend(open.map(|c| because("condition", format!("not verified: {}", c.told(self.desk)), asked.clone())));
        reasons
    }

    /// That the change is for other environments than the one that was asked for.
    pub fn elsewhere(&self, env: Option<&str>) -> Said {
        let listed = self.change.words("environment").join(", ");
        let text = format!("approved for {listed}, not for {}", env.unwrap_or_default());
        Said::of("refused", vec![because("environment", text, Vec::new())])
    }

    /// That a deployment which is taken back goes no further.
    pub fn backing_out(&self) -> Option<Said> {
        let back = self.going.is_some() && checklist::backing_out(self.change);
        back.then(|| Said::of("refused", vec![because("backing_out", "the change is being backed out", Vec::new())]))
    }

    /// That the tag on record is another one in its repository now.
    pub fn moved(&self, looked: Option<&Looked>, judged: &[Reason]) -> Option<Said> {
        let text = looked?.moved.as_ref().filter(|_| self.going.is_none())?;
        let mut reasons = vec![because("tag_moved", text, cited_of_tag(&self.desk.pack, self.change))];
        reasons.extend(given(judged.to_vec()));
        Some(Said::of("refused", reasons))
    }

    /// That another artefact is pinned than the one that was asked about, or none: unless it begins its way here.
    pub fn pinned(&self, pins: &Pins, judged: &[Reason]) -> Option<Said> {
        if !(pins.unpinned || pins.another) || begins_anew(&self.desk.pack, self.act, self.facts) {
            return None;
        }
        let what = pins.what;
        let text = match pins.unpinned {
            true => format!("no {what} is pinned that it could be: whoever begins a deployment with it pins it"),
            false => format!("this is not the {what} that is pinned"),
        };
        let mut reasons = vec![because("artifact", text, pinning(&self.desk.pack))];
        reasons.extend(given(judged.to_vec()));
        Some(Said::of("refused", reasons))
    }

    /// Of a change that its state lets begin or go on: what rules, conditions, sign-offs and the calendar say.
    pub fn ready(&self, pins: &Pins, mut judged: Vec<Reason>, no_go: Vec<GateReason>) -> Said {
        let mut reasons = self.unmet(pins, &mut judged);
        let tz = self.desk.pack.calendar.tz;
        // The window is that of the implementation; the stages before it have none.
        let last = self.going.map_or(self.act == Act::Start, |d| d.last);
        let own = time::own_window(&self.desk.pack, self.facts, self.change, self.now).filter(|_| last);
        // Work that has begun may overrun: that is told, as a command of it is told.
        let late = self.going.is_some() && self.change.window().is_some_and(|(_, to)| self.now >= to);
        let (own, overrun) = if late { (None, own) } else { (own, None) };
        let frozen = self.time.chain.iter().any(|l| l.kind == "freeze" && l.effect == Effect::Deny);
        let verdict = if !no_go.is_empty() {
            reasons.splice(0..0, no_go);
            "refused"
        } else if !reasons.is_empty() {
            "pending"
        } else if own.is_none() && frozen {
            reasons.extend(given(self.time.reasons(tz)));
            "refused"
        } else if own.is_some() || !self.time.allowed {
            reasons.extend(given(self.time.reasons(tz).into_iter().chain(own)));
            "not_now"
        } else {
            "yes"
        };
        Said { verdict, reasons, overrun }
    }

    /// What is against it beside time: rules, steps that failed, conditions that are not verified.
    fn unmet(&self, pins: &Pins, judged: &mut Vec<Reason>) -> Vec<GateReason> {
        // A share that a condition allows before it is verified may go out, and go on as it is.
        let covered = |least: Option<u32>| self.share.zip(least).is_some_and(|(share, least)| share <= least);
        let unmet: Vec<_> = self.change.open_conditions().filter(|c| !covered(c.share)).collect();
        let cited = if unmet.is_empty() { Vec::new() } else { of_conditions(&self.desk.pack, judged) };
        let of = |r: &Reason| because("share", r.text.clone(), r.clauses.clone());
        let mut reasons: Vec<GateReason> = self.unfit.iter().flat_map(|r| &r.reasons).map(of).collect();
        reasons.extend(given(std::mem::take(judged)));
        // What failed is seen to before there is more of it: the share is not raised either.
        let failed = self.going.map(|d| d.failed_steps(&self.desk.pack)).unwrap_or_default();
        reasons.extend(failed.into_iter().map(|(text, clauses)| because("step_failed", text, clauses)));
        if pins.unpinned {
            let text = "no artifact is pinned that it could be: no deployment named its digest";
            reasons.push(because("artifact", text, pinning(&self.desk.pack)));
        }
        let told =
            unmet.iter().map(|c| because("condition", format!("not verified: {}", c.told(self.desk)), cited.clone()));
        reasons.extend(told);
        reasons
    }
}

/// Takes the rules that ask for the conditions of an approval out of reasons, since each condition is told by itself; gives
/// the clauses of it.
fn of_conditions(pack: &Pack, reasons: &mut Vec<Reason>) -> Vec<String> {
    let asks = |r: &Reason| asks_for_conditions(pack, &r.rule);
    let asked = reasons.iter().filter(|r| asks(r)).flat_map(|r| r.clauses.iter().cloned());
    let cited = pack.board.outcome_clauses.iter().cloned().chain(asked).collect();
    reasons.retain(|r| !asks(r));
    cited
}

impl App {
    /// The sign-offs that were refused, without which the act is: by whom, when and why.
    pub(super) fn no_go(
        &mut self,
        world: &World,
        desk: &Desk,
        change: &Change,
        (act, facts): (Act, &Facts),
    ) -> Result<Vec<GateReason>, AppError> {
        let pack = desk.pack.clone();
        let against = |id: &str| change.failed(id).first().map(|p| (*p).clone());
        let refused = needed_reviews(&pack, facts).into_iter().filter(|r| r.required.contains(&act));
        let refused: Vec<_> = refused.filter_map(|r| Some((r, against(r.id())?))).collect();
        if refused.is_empty() {
            return Ok(Vec::new());
        }
        self.looking(world, desk, |lens| {
            let told = |(review, by): &(&Review, PersonId)| {
                let signed = change.reviews.iter().rev().find(|s| s.review == review.id() && s.by == *by);
                let at = signed.map(|s| format!(", {}", told(s.at, pack.calendar.tz))).unwrap_or_default();
                let why = signed.and_then(|s| s.note).map(|said| format!(": {}", lens.words(&said)));
                let text = format!("{}: refused by {by}{at}{}", review.title, why.unwrap_or_default());
                GateReason { code: "no_go".into(), text, clauses: review.clauses.clone() }
            };
            refused.iter().map(told).collect()
        })
    }
}
