//! Reviews, approvals, rejections and deviations: signatures of persons in roles.

use super::acts::{Case, facts_for};
use super::events::ChangeEvent;
use super::{Change, facts};
use crate::base::ids::PersonId;
use crate::domain::command::Approval as Given;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::pack::Pack;
use crate::policy::request::{Approval, Review};

impl Change {
    /// Rules that a complete deviation sets aside: signed in every role of the setting `exception.approvers`, by
    /// different persons.
    #[must_use]
    pub fn set_aside(&self, pack: &Pack) -> Vec<&str> {
        let Some(roles) = pack.setting("exception.approvers") else { return Vec::new() };
        let roles: Vec<&str> = roles.split(',').map(str::trim).filter(|r| !r.is_empty()).collect();
        let mut rules: Vec<&str> = self.deviations.iter().map(|(rule, ..)| rule.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.retain(|rule| {
            let signed: Vec<_> = self.deviations.iter().filter(|(r, ..)| r == rule).collect();
            let mut persons: Vec<_> = signed.iter().map(|(_, _, by)| by).collect();
            persons.sort();
            persons.dedup();
            persons.len() >= roles.len() && roles.iter().all(|role| signed.iter().any(|(_, r, _)| r == role))
        });
        rules
    }

    /// Whose signature a begun deviation from a rule still lacks; nothing where none was begun or it is complete.
    #[must_use]
    pub fn deviation_lacks(&self, pack: &Pack, rule: &str) -> Vec<String> {
        let signed: Vec<_> = self.deviations.iter().filter(|(r, ..)| r == rule).collect();
        if signed.is_empty() || self.set_aside(pack).contains(&rule) {
            return Vec::new();
        }
        let roles = pack.setting("exception.approvers").unwrap_or_default().split(',').map(str::trim);
        let open: Vec<String> =
            roles.filter(|role| !signed.iter().any(|(_, r, _)| r == role)).map(str::to_owned).collect();
        if open.is_empty() { vec!["another person".into()] } else { open }
    }
}

impl Case<'_> {
    pub(crate) fn review(
        &mut self,
        review: Option<&str>,
        role: Option<&str>,
        passed: bool,
        note: Option<&str>,
    ) -> Result<(), Refusal> {
        self.in_state(Act::Review)?;
        let pack = self.desk.pack.clone();
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let role = role_id(&pack, role)?;
        let found = find_review(&pack, &facts, self.change, &self.desk.actor, review, role.as_deref())?;
        let signs_as = role.or_else(|| held(&facts, &found.roles)).or_else(|| held(&facts, &found.including));
        let role = signs_as.unwrap_or_default();
        if !role.is_empty() && !holds(&facts, &role) {
            return Err(not_held(self.desk, &role, &found.clauses));
        }
        let outcome = if passed { "pass" } else { "fail" };
        let params = [
            ("review", found.id()),
            ("role", role.as_str()),
            ("outcome", outcome),
            ("reason", note.unwrap_or_default()),
        ];
        self.guard(Act::Review, &params)?;
        let note = self.say(note)?;
        let event = |completes| ChangeEvent::Reviewed {
            review: found.id().to_owned(),
            role: role.clone(),
            passed,
            note,
            completes,
        };
        self.add(event(false));
        let after = facts::of(self.world, self.desk, &self.so_far());
        if judge::review_tally(found, &after).complete {
            self.decided.events.pop();
            self.add(event(true));
        }
        self.advance();
        Ok(())
    }

    /// Brings a change that is being assessed before those who approve; refused with what is missing.
    pub(crate) fn before_approval(&mut self) -> Result<(), Refusal> {
        if self.change.state == super::states::State::Assess {
            let facts = facts_for(self.world, self.desk, self.change, &[]);
            self.judged(Act::Request, &facts)?;
            self.add(ChangeEvent::ApprovalRequested);
        }
        Ok(())
    }

    pub(crate) fn approve(&mut self, given: &Given) -> Result<(), Refusal> {
        self.in_state(Act::Approve)?;
        let pack = self.desk.pack.clone();
        // Where somebody only records an approval, the one who gave it must be entitled to it.
        let given_by = given.given_by.clone().filter(|p| *p != self.desk.actor);
        let signer = Desk { actor: given_by.clone().unwrap_or_else(|| self.desk.actor.clone()), ..self.desk.clone() };
        let facts = facts_for(self.world, &signer, self.change, &[]);
        let role = role_id(&pack, given.role.as_deref())?;
        let (found, role) = find_approval(&pack, &facts, &signer, role.as_deref())?;
        if self.change.approved_by(found.id()).contains(&&signer.actor) {
            let text = format!("{}: {} has approved as {role} already", self.change.no, signer.actor);
            return Err(Refusal::new(Kind::AlreadyDone, text, "another person may approve"));
        }
        let facts = self.approval_facts(given, &signer, found, &role);
        self.judged(Act::Approve, &facts)?;
        self.before_approval()?;
        let delegated_by = facts::holder_of(self.world, &signer, self.change, &role);
        let reason = self.say(given.reason.as_deref())?;
        let event = |completes| ChangeEvent::Approved {
            approval: found.id().to_owned(),
            role: role.clone(),
            delegated_by: delegated_by.clone(),
            given_by: given_by.clone(),
            spoken_at: given.spoken_at,
            channel: given.channel.clone(),
            confirms: given.confirms.clone(),
            reason,
            revision: self.change.revision_digest(),
            completes,
        };
        let (open, complete) = (event(false), event(true));
        self.add(open);
        let after = facts::of(self.world, self.desk, &self.so_far());
        if judge::approval_tally(&pack, found, &after).complete {
            self.decided.events.pop();
            self.add(complete);
        }
        self.settle();
        Ok(())
    }

    fn approval_facts(&self, given: &Given, signer: &Desk, found: &Approval, role: &str) -> Facts {
        let reason = given.reason.as_deref().unwrap_or_default();
        let params = [("approval", found.id()), ("role", role), ("reason", reason)];
        let mut facts = facts_for(self.world, signer, self.change, &params);
        facts.set_word("act.channel", given.channel.as_deref().unwrap_or("session"));
        if given.given_by.is_some() || given.spoken_at.is_some() {
            facts.set_word("act.recorded_by", self.desk.actor.as_str());
        }
        if let Some(at) = given.spoken_at {
            facts.set_word("act.spoken_at", at.to_string());
            facts.moments.insert("act.spoken_at".into(), at);
        }
        if let Some(holder) = facts::holder_of(self.world, signer, self.change, role) {
            facts.set_word("act.delegated_by", holder.as_str());
        }
        if !given.confirms.is_empty() {
            facts.set_words("act.confirms", given.confirms.iter().cloned());
        }
        facts
    }

    pub(crate) fn reject(&mut self, role: Option<&str>, reason: Option<&str>) -> Result<(), Refusal> {
        self.in_state(Act::Reject)?;
        let pack = self.desk.pack.clone();
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let role = role_id(&pack, role)?;
        let (found, role) = find_approval(&pack, &facts, self.desk, role.as_deref())?;
        let params = [
            ("approval", found.id()),
            ("role", role.as_str()),
            ("reason", reason.unwrap_or_default()),
            ("outcome", "rejected"),
        ];
        self.guard(Act::Reject, &params)?;
        let reason = self.say(reason)?;
        let revision = self.change.revision_digest();
        self.add(ChangeEvent::Disapproved { approval: found.id().to_owned(), role, reason, revision });
        self.add(ChangeEvent::Rejected { reason });
        Ok(())
    }

    pub(crate) fn withdraw(&mut self, reason: Option<&str>) -> Result<(), Refusal> {
        if self.change.decision != super::Decision::Approved {
            let text = format!("{} has no approval that could be withdrawn", self.change.no);
            return Err(Refusal::new(Kind::WrongState, text, "cancel the change instead: quorate change cancel"));
        }
        self.guard(Act::WithdrawApproval, &[("reason", reason.unwrap_or_default()), ("outcome", "withdrawn")])?;
        let reason = self.say(reason)?;
        self.add(ChangeEvent::ApprovalWithdrawn { reason });
        Ok(())
    }

    pub(crate) fn except(&mut self, rule: &str, role: Option<&str>, reason: Option<&str>) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        // A refusal names a rule, or the field or review that is missing.
        let known = pack.rules.iter().any(|r| r.id() == rule)
            || pack.field(rule).is_some()
            || rule.strip_prefix("review.").is_some_and(|id| pack.reviews.iter().any(|r| r.id() == id));
        if !known {
            let text = format!("the pack has no rule \"{}\"", crate::base::text::visible(rule));
            return Err(Refusal::new(Kind::InvalidInput, text, "a refusal names the rule: quorate change check ID"));
        }
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let roles: Vec<String> =
            pack.setting("exception.approvers").unwrap_or_default().split(',').map(|r| r.trim().to_owned()).collect();
        let role = role_id(&pack, role)?.or_else(|| held(&facts, &roles)).unwrap_or_default();
        if !holds(&facts, &role) {
            return Err(not_held(self.desk, &role, &[]));
        }
        let params = [("rule", rule), ("role", role.as_str()), ("reason", reason.unwrap_or_default())];
        self.guard(Act::Except, &params)?;
        let reason = self.say(reason)?;
        self.add(ChangeEvent::DeviationSigned { rule: rule.to_owned(), role, reason });
        Ok(())
    }
}

/// A role as the person wrote it, by its id.
pub(crate) fn role_id(pack: &Pack, word: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(word) = word else { return Ok(None) };
    let found = pack.role(word).map(|r| r.id().to_owned());
    found.map(Some).ok_or_else(|| {
        let near = crate::policy::read::nearest(word, pack.roles.iter().map(crate::policy::document::Role::id));
        let near = near.map_or_else(String::new, |n| format!("; did you mean {n}?"));
        let text = format!("the pack {} has no role \"{}\"{near}", pack.name, crate::base::text::visible(word));
        Refusal::new(Kind::InvalidInput, text, format!("see `quorate policy show {}`", pack.name))
    })
}

fn holds(facts: &Facts, role: &str) -> bool {
    facts.words("actor.roles").is_some_and(|held| held.iter().any(|r| r == role))
}

fn held(facts: &Facts, roles: &[String]) -> Option<String> {
    roles.iter().find(|r| holds(facts, r)).cloned()
}

fn not_held(desk: &Desk, role: &str, clauses: &[String]) -> Refusal {
    let text = format!("{} does not hold the role {role}", desk.actor);
    Refusal::new(Kind::NotPermitted, text, "ask somebody who holds it").citing(clauses)
}

fn find_review<'p>(
    pack: &'p Pack,
    facts: &Facts,
    change: &Change,
    actor: &PersonId,
    id: Option<&str>,
    role: Option<&str>,
) -> Result<&'p Review, Refusal> {
    if let Some(id) = id {
        return pack.reviews.iter().find(|r| r.id() == id).ok_or_else(|| {
            let listed = pack.reviews.iter().map(Review::id).collect::<Vec<_>>().join(", ");
            let text = format!("the pack has no review \"{}\"", crate::base::text::visible(id));
            Refusal::new(Kind::InvalidInput, text, format!("reviews are {listed}"))
        });
    }
    let fits = |r: &&Review| match role {
        Some(role) => r.roles.is_empty() || r.roles.iter().any(|x| x == role),
        None => r.roles.is_empty() || held(facts, &r.roles).is_some(),
    };
    let needed = judge::needed_reviews(pack, facts);
    let candidates: Vec<&Review> = needed.into_iter().filter(fits).collect();
    // The first that is open and that this person has not signed yet; else the first that fits, to be signed anew.
    let open =
        |r: &&&Review| !judge::review_tally(r, facts).complete && !change.passed(r.id()).keys().any(|p| *p == actor);
    // A review that names the role comes before one that anybody may sign.
    let named = candidates.iter().find(|r| !r.roles.is_empty() && open(r)).or_else(|| candidates.iter().find(open));
    named.or_else(|| candidates.first()).copied().ok_or_else(|| {
        let who = role.map_or_else(|| "your roles".to_owned(), |r| format!("the role {r}"));
        let open = judge::needed_reviews(pack, facts);
        let listed = open.iter().map(|r| format!("{} ({})", r.id(), r.roles.join("/"))).collect::<Vec<_>>().join(", ");
        let clauses: Vec<String> = open.iter().flat_map(|r| r.clauses.iter().cloned()).collect();
        let text = format!("no review of this change is signed in {who}");
        let remedy =
            if open.is_empty() { "it needs no review".into() } else { format!("reviews of this change: {listed}") };
        Refusal::new(Kind::NotPermitted, text, remedy).citing(&clauses)
    })
}

/// The approval that the actor gives, and the role in which.
fn find_approval<'p>(
    pack: &'p Pack,
    facts: &Facts,
    desk: &Desk,
    role: Option<&str>,
) -> Result<(&'p Approval, String), Refusal> {
    let needed: Vec<&Approval> = judge::needed_approvals(pack, facts);
    let by_role: Vec<&Approval> = needed.iter().copied().filter(|a| !a.roles.is_empty()).collect();
    let role_of = |a: &Approval| match role {
        Some(role) => a.roles.iter().find(|r| *r == role).cloned(),
        None => held(facts, &a.roles),
    };
    let complete = |a: &Approval| judge::approval_tally(pack, a, facts).complete;
    let fitting: Vec<(&Approval, String)> = by_role.iter().filter_map(|a| role_of(a).map(|r| (*a, r))).collect();
    let chosen = fitting.iter().find(|(a, _)| !complete(a)).or_else(|| fitting.first());
    let clauses: Vec<String> = needed.iter().flat_map(|a| a.clauses.iter().cloned()).collect();
    let Some((approval, role)) = chosen.map(|(a, r)| (*a, r.clone())) else {
        let who =
            role.map_or_else(|| format!("{} holds no role that", desk.actor), |r| format!("the role {r} is none that"));
        let listed = needed.iter().map(|a| a.title.as_str()).collect::<Vec<_>>().join(", ");
        let text = format!("{who} approves this change; it needs: {listed}");
        return Err(Refusal::new(Kind::NotPermitted, text, "ask one of those named").citing(&clauses));
    };
    if !holds(facts, &role) {
        return Err(not_held(desk, &role, &approval.clauses));
    }
    Ok((approval, role))
}
