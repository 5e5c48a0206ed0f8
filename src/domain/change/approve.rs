//! Reviews, approvals, rejections and deviations: signatures of persons in roles.

use super::acts::{Case, facts_for};
use super::events::ChangeEvent;
use super::{Change, facts};
use crate::base::text::so_many;
use crate::domain::board::Delegation;
use crate::domain::board::acts::limit;
use crate::domain::command::Approval as Given;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::pack::Pack;
use crate::policy::request::{Approval, Review};

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
        let signer = Signer { world: self.world, desk: self.desk, change: self.change };
        let found = find_review(&pack, &facts, &signer, review, role.as_deref())?;
        let own = signer.roles(&found.environment);
        let signs_as = role.or_else(|| held(&own, &found.roles)).or_else(|| held(&own, &found.including));
        let role = signs_as.or_else(|| signer.delegated_elsewhere(&found.roles)).unwrap_or_default();
        if !role.is_empty() && !own.contains(&role) {
            return Err(signer.lacks(&role, &found.environment, &found.clauses));
        }
        let outcome = if passed { "pass" } else { "fail" };
        let params = [
            ("review", found.id()),
            ("role", role.as_str()),
            ("outcome", outcome),
            ("reason", note.unwrap_or_default()),
        ];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        facts.set_words("actor.roles", own);
        self.judged(Act::Review, &facts)?;
        // The same said again is nothing new; a note is.
        let silent = note.is_none_or(|n| n.trim().is_empty());
        if passed && silent && self.change.passed(found.id()).get(&self.desk.actor) == Some(&role.as_str()) {
            return Ok(());
        }
        let note = self.say(note)?;
        let signer = Signer { world: self.world, desk: self.desk, change: self.change };
        let delegated_by = facts::holder_of(self.world, self.desk, signer.environments(&found.environment), &role);
        let event = |completes| ChangeEvent::Reviewed {
            review: found.id().to_owned(),
            role: role.clone(),
            passed,
            note,
            completes,
            delegated_by: delegated_by.clone(),
        };
        self.add(event(false));
        let after = facts::of(self.world, self.desk, &self.so_far());
        if judge::review_tally(found, &after).complete {
            self.decided.events.pop();
            self.add(event(true));
        }
        if passed && found.go {
            self.decided.warnings.extend(super::go::in_spite(self.world, self.desk, &self.so_far(), found));
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
        let signs = Signer { world: self.world, desk: &signer, change: self.change };
        let (found, role) = find_approval(&pack, &facts, &signs, role.as_deref())?;
        if self.change.approved_by(found.id()).contains(&&signer.actor) {
            let text = format!("{}: {} has approved as {role} already", self.change.no, signer.actor);
            return Err(Refusal::new(Kind::AlreadyDone, text, "another person may approve"));
        }
        let facts = self.approval_facts(given, &signer, found, &role);
        self.judged(Act::Approve, &facts)?;
        given.spoken_at.map_or(Ok(()), |at| self.could_be_spoken(at))?;
        self.before_approval()?;
        let delegated_by = facts::holder_of(self.world, &signer, signs.environments(&found.environment), &role);
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
            let recorder = facts::of(self.world, self.desk, self.change);
            for name in ["roles", "is"] {
                let words = recorder.words(&format!("actor.{name}")).unwrap_or_default().to_vec();
                facts.set_words(format!("act.recorder_{name}"), words);
            }
        }
        if let Some(at) = given.spoken_at {
            facts.set_word("act.spoken_at", at.to_string());
            facts.moments.insert("act.spoken_at", at);
        }
        let signs = Signer { world: self.world, desk: signer, change: self.change };
        facts.set_words("actor.roles", signs.roles(&found.environment));
        if let Some(holder) = facts::holder_of(self.world, signer, signs.environments(&found.environment), role) {
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
        let signs = Signer { world: self.world, desk: self.desk, change: self.change };
        let (found, role) = find_approval(&pack, &facts, &signs, role.as_deref())?;
        let params = [
            ("approval", found.id()),
            ("role", role.as_str()),
            ("reason", reason.unwrap_or_default()),
            ("outcome", "rejected"),
        ];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        facts.set_words("actor.roles", signs.roles(&found.environment));
        self.judged(Act::Reject, &facts)?;
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
            let remedy = format!("a refusal names the rule: quorate change check {}", self.change.no);
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let roles: Vec<String> =
            pack.setting("exception.approvers").unwrap_or_default().split(',').map(|r| r.trim().to_owned()).collect();
        let own = facts.words("actor.roles").unwrap_or_default();
        let Some(role) = role_id(&pack, role)?.or_else(|| held(own, &roles)) else {
            let setting = pack.settings.iter().find(|s| s.id() == "exception.approvers");
            let text = format!(
                "a deviation is signed by {}, and {} holds none of these roles",
                roles.join(" and "),
                self.desk.actor
            );
            let cited = setting.map(|s| s.clauses.clone()).unwrap_or_default();
            return Err(Refusal::new(Kind::NotPermitted, text, "ask somebody who holds one").citing(&cited));
        };
        if !own.contains(&role) {
            return Err(not_held(self.desk, &role, &[]));
        }
        if self.change.signed(&pack, rule).iter().any(|d| d.by == self.desk.actor && d.role == role) {
            let text =
                format!("{}: {} has signed the deviation from {rule} as {role}", self.change.no, self.desk.actor);
            let setting = pack.settings.iter().find(|s| s.id() == "exception.approvers");
            let cited = setting.map(|s| s.clauses.clone()).unwrap_or_default();
            let remedy = format!("see who has still to sign: quorate change check {}", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy).citing(&cited));
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

fn held(own: &[String], roles: &[String]) -> Option<String> {
    roles.iter().find(|r| own.contains(r)).cloned()
}

/// Whoever signs, in their own roles or in somebody else's by delegation.
struct Signer<'a> {
    world: &'a World,
    desk: &'a Desk,
    change: &'a Change,
}

impl Signer<'_> {
    /// The environments that a signature is for: its own, else those of the change.
    fn environments<'s>(&'s self, own: &'s [String]) -> &'s [String] {
        if own.is_empty() { self.change.words("environment") } else { own }
    }

    fn roles(&self, environment: &[String]) -> Vec<String> {
        facts::signing_roles(self.world, self.desk, self.environments(environment))
    }

    fn delegations<'s>(&'s self, roles: &'s [String]) -> impl Iterator<Item = &'s Delegation> {
        let mine = move |d: &&Delegation| d.to == self.desk.actor && d.runs(self.desk.now);
        let all = self.world.board.delegations.iter().filter(mine);
        all.filter(move |d| d.role.as_ref().is_some_and(|r| roles.contains(r)))
    }

    /// A role that is delegated to the signer, though perhaps not for this.
    fn delegated_elsewhere(&self, roles: &[String]) -> Option<String> {
        self.delegations(roles).find_map(|d| d.role.clone())
    }

    /// Why the signer does not sign in a role; of a delegation it says what it is for.
    fn lacks(&self, role: &str, environment: &[String], clauses: &[String]) -> Refusal {
        let roles = [role.to_owned()];
        let Some(given) = self.delegations(&roles).next() else { return not_held(self.desk, role, clauses) };
        let wanted = self.environments(environment);
        let limit = limit(&self.desk.pack, Some(role), wanted);
        let place = wanted.join(", ");
        let why = match (&given.environment, limit) {
            (Some(other), _) if !wanted.contains(other) => format!("{} delegated it for {other}", given.from),
            (_, Some(limit)) if limit.max_hours == 0 => "it is not delegated there".into(),
            (_, Some(limit)) => format!("it is delegated there for at most {}", so_many(limit.max_hours, "hour")),
            (_, None) => "the delegation does not hold there".into(),
        };
        let text = format!("{} does not hold the role {role} for {place}: {why}", self.desk.actor);
        let clauses = limit.map_or(clauses, |l| l.clauses.as_slice());
        Refusal::new(Kind::Delegation, text, "the holder signs, or delegates for that environment").citing(clauses)
    }
}

fn not_held(desk: &Desk, role: &str, clauses: &[String]) -> Refusal {
    let text = format!("{} does not hold the role {role}", desk.actor);
    Refusal::new(Kind::NotPermitted, text, "ask somebody who holds it").citing(clauses)
}

fn find_review<'p>(
    pack: &'p Pack,
    facts: &Facts,
    signer: &Signer<'_>,
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
        None => r.roles.is_empty() || held(&signer.roles(&r.environment), &r.roles).is_some(),
    };
    let (change, actor) = (signer.change, &signer.desk.actor);
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

/// Whether an approval is open that the actor may give in a role.
#[must_use]
pub fn may_give(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> bool {
    let signer = Signer { world, desk, change };
    let open = judge::open_approvals(&desk.pack, facts);
    open.iter().any(|a| held(&signer.roles(&a.environment), &a.roles).is_some())
}

/// The approval that the actor gives, and the role in which.
fn find_approval<'p>(
    pack: &'p Pack,
    facts: &Facts,
    signer: &Signer<'_>,
    role: Option<&str>,
) -> Result<(&'p Approval, String), Refusal> {
    let needed: Vec<&Approval> = judge::needed_approvals(pack, facts);
    let by_role: Vec<&Approval> = needed.iter().copied().filter(|a| !a.roles.is_empty()).collect();
    let role_of = |a: &Approval| match role {
        Some(role) => a.roles.iter().find(|r| *r == role).cloned(),
        None => held(&signer.roles(&a.environment), &a.roles),
    };
    let complete = |a: &Approval| judge::approval_tally(pack, a, facts).complete;
    let fitting: Vec<(&Approval, String)> = by_role.iter().filter_map(|a| role_of(a).map(|r| (*a, r))).collect();
    let chosen = fitting.iter().find(|(a, _)| !complete(a)).or_else(|| fitting.first());
    let clauses: Vec<String> = needed.iter().flat_map(|a| a.clauses.iter().cloned()).collect();
    let Some((approval, role)) = chosen.map(|(a, r)| (*a, r.clone())) else {
        let who = role.map_or_else(
            || format!("{} holds no role that", signer.desk.actor),
            |r| format!("the role {r} is none that"),
        );
        // Whose turn it is: what is there already asks nobody.
        let open = needed.iter().any(|a| !complete(a));
        let asked = needed.iter().filter(|a| !open || !complete(a));
        let listed = asked.map(|a| a.title.as_str()).collect::<Vec<_>>().join("; ");
        let (text, remedy) = match listed.as_str() {
            "" => (
                format!("nobody approves this change: the pack {} asks for no approval of it", pack.name),
                format!("see what it asks for: quorate change check {}", signer.change.no),
            ),
            listed => (format!("{who} approves this change; it needs: {listed}"), "ask one of those named".to_owned()),
        };
        return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&clauses));
    };
    if !signer.roles(&approval.environment).contains(&role) {
        return Err(signer.lacks(&role, &approval.environment, &approval.clauses));
    }
    Ok((approval, role))
}
