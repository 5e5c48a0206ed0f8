//! Calendar exceptions of a change: asked for, granted by those whom the pack names, used once by the start.

use super::Change;
use super::acts::{Case, facts_for};
use super::command::ExceptionCommand;
use super::events::ChangeEvent;
use super::states::State;
use super::summary::{Waiting, Waits};
use super::time;
use crate::base::ids::PersonId;
use crate::base::text;
use crate::base::time::Moment;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::said::Said;
use crate::policy::act::Act;
use crate::policy::diary::{Effect, Link, told};
use crate::policy::exception::{ExceptionApproval, ExceptionKind, Waiver};
use crate::policy::pack::Pack;
use crate::policy::schedule::Stretch;
use crate::policy::verdict::Reason;
use chrono_tz::Tz;

/// An exception of a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// Number within the change, from 1.
    pub no: u32,
    /// Kind, by the pack's id.
    pub kind: String,
    /// The only freeze that it waives.
    pub freeze: Option<String>,
    /// Environments for which it holds.
    pub environments: Vec<String>,
    /// The time for which it holds.
    pub during: Stretch,
    /// The window that the change had when it was asked for.
    pub instead_of: Option<Stretch>,
    /// Business reason.
    pub reason: Option<Said>,
    /// What happens if it is not granted.
    pub impact: Option<Said>,
    /// Risk and mitigation.
    pub risk: Option<Said>,
    /// Who asked for it, and when.
    pub asked: (Moment, PersonId),
    /// Signatures: title of the approval, who, when.
    pub signed: Vec<(String, PersonId, Moment)>,
    /// When the last signature was given, and until when it may be used.
    pub granted: Option<Stretch>,
    /// Who refused it, and when.
    pub refused: Option<(Moment, PersonId)>,
    /// When it was used.
    pub used: Option<Moment>,
}

impl Exception {
    /// `asked`, `granted`, `refused`, `used`, `expired`.
    #[must_use]
    pub fn state(&self, now: Moment) -> &'static str {
        match (&self.refused, &self.used, &self.granted) {
            (Some(_), ..) => "refused",
            (_, Some(_), _) => "used",
            (_, _, Some((_, until))) if *until <= now => "expired",
            (_, _, Some(_)) => "granted",
            _ if self.during.1 <= now => "expired",
            _ => "asked",
        }
    }

    /// Its name in chains and lists: `exception/1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("exception/{}", self.no)
    }

    /// What it lacks to be granted, in words.
    #[must_use]
    pub fn lacks(&self, kind: &ExceptionKind) -> Option<String> {
        let signed: Vec<&str> = self.signed.iter().map(|(title, ..)| title.as_str()).collect();
        kind.lacking(&signed).filter(|_| self.refused.is_none())
    }

    /// Why it cannot be used; none where it can. The deployment that it was used for keeps it, by when that began.
    fn void(&self, kind: &ExceptionKind, now: Moment, begun: Option<Moment>, tz: Tz) -> Option<String> {
        let name = self.id();
        let at = |moment: Option<Moment>| told(moment.unwrap_or_default(), tz);
        match self.state(now) {
            "granted" => None,
            "used" if begun.is_some() && self.used == begun => None,
            "used" => Some(format!("{name} was used {}; it holds once", at(self.used))),
            "expired" => Some(format!("{name} expired {}", at(Some(self.granted.map_or(self.during.1, |g| g.1))))),
            "refused" => Some(format!("{name} was refused")),
            _ => Some(format!("{name} is not granted yet: {}", self.lacks(kind).unwrap_or_default())),
        }
    }
}

/// The exceptions of a change as the calendar sees them: for a deployment that began then, or for whatever begins now.
#[must_use]
pub fn waivers(pack: &Pack, change: &Change, now: Moment, begun: Option<Moment>) -> Vec<Waiver> {
    let seen = |e: &Exception| {
        let kind = pack.exceptions.iter().find(|k| k.id() == e.kind)?;
        let mut waiver = kind.waiver(e.no, e.during, e.void(kind, now, begun, pack.calendar.tz));
        waiver.environments.clone_from(&e.environments);
        waiver.freeze.clone_from(&e.freeze);
        waiver.expired = e.state(now) == "expired";
        Some(waiver)
    };
    change.exceptions.iter().filter_map(seen).collect()
}

/// Who is asked to grant exceptions of a change.
#[must_use]
pub fn waiting(pack: &Pack, change: &Change, now: Moment) -> Vec<Waiting> {
    let mut all = Vec::new();
    for e in change.exceptions.iter().filter(|e| e.state(now) == "asked" && e.during.1 > now) {
        let Some(kind) = pack.exceptions.iter().find(|k| k.id() == e.kind) else { continue };
        for approval in kind.approvals.iter().filter(|a| !e.signed.iter().any(|(title, ..)| *title == a.title)) {
            let wait = |whom| Waiting { whom, kind: "EXCEPTION", due: Some(e.during.0) };
            if approval.roles.is_empty() {
                all.push(wait(Waits::Chair));
            }
            all.extend(approval.roles.iter().cloned().map(Waits::Role).map(wait));
        }
    }
    all
}

impl Case<'_> {
    pub(crate) fn exception(&mut self, command: &ExceptionCommand) -> Result<(), Refusal> {
        match command {
            ExceptionCommand::Ask { kind, from, to, environment, freeze, reason, impact, risk } => {
                let given = [("reason", reason), ("impact", impact), ("risk", risk)];
                let of = |v: &Option<String>| v.clone().unwrap_or_default();
                let params: Vec<(&str, String)> = given.iter().map(|(n, v)| (*n, of(v))).collect();
                self.ask_exception(kind, (*from, *to), environment.as_deref(), freeze.as_deref(), &params)
            }
            ExceptionCommand::Sign { no, role, granted, reason } => {
                self.sign_exception(*no, role.as_deref(), *granted, reason.as_deref())
            }
        }
    }

    fn ask_exception(
        &mut self,
        kind: &str,
        (from, to): Stretch,
        environment: Option<&str>,
        freeze: Option<&str>,
        texts: &[(&str, String)],
    ) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        let Some(found) = pack.exceptions.iter().find(|k| k.id() == kind) else {
            let listed = pack.exceptions.iter().map(ExceptionKind::id).collect::<Vec<_>>().join(", ");
            let text = format!("the pack has no calendar exception \"{}\"", text::visible(kind));
            let remedy = if listed.is_empty() { "it grants none".into() } else { format!("choose one of {listed}") };
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        };
        let wrong = |text: String, remedy: &str| Err(Refusal::new(Kind::InvalidInput, text, remedy));
        self.desk.turned_about("exception", (from, to)).map_or(Ok(()), Err)?;
        if to <= self.desk.now {
            return wrong("the time of the exception is over already".into(), "give a time to come");
        }
        let last = pack.calendar.after(self.desk.now, found.expires);
        if from >= last {
            let text = format!(
                "an exception granted today expires {}, {} from now, before this one would begin",
                told(last, pack.calendar.tz),
                found.expires
            );
            return Err(Refusal::new(Kind::InvalidInput, text, "ask for it nearer to its time").citing(&found.clauses));
        }
        if let Some(delays) = found.delays {
            let tz = pack.calendar.tz;
            let fits = |w: &Stretch| w.1 <= from && from <= pack.calendar.after(w.1, delays);
            if !self.change.window().as_ref().is_some_and(fits) {
                let window = match self.change.window() {
                    Some((_, to)) => format!("its window ends {}", told(to, tz)),
                    None => "it has no window yet".into(),
                };
                let text = format!("{} is for a time within {delays} after the change's window; {window}", found.title);
                let remedy = "give a time that begins then, or ask for another kind of exception";
                return Err(Refusal::new(Kind::InvalidInput, text, remedy).citing(&found.clauses));
            }
        }
        // One of its own, or a stage on the way there.
        let target = self.target(environment)?;
        // Announced freezes go by their number in the verbs about them.
        let named = freeze.map(|id| if id.parse::<u32>().is_ok() { format!("freeze/{id}") } else { id.to_owned() });
        let freeze = named.as_deref();
        let known = |id: &str| {
            let announced = self.world.calendar.freezes.iter().any(|f| f.id() == id);
            announced || each(&pack).any(|p| p.freezes.iter().any(|f| f.id() == id))
        };
        if let Some(id) = freeze.filter(|id| !known(id)) {
            return wrong(format!("there is no freeze \"{}\"", text::visible(id)), "see `quorate freeze list`");
        }
        let own = self.change.words("environment").to_vec();
        let environments = environment.and(target.environment).map_or(own, |e| vec![e]);
        self.asked_already(found, freeze, &environments, (from, to))?;
        if to > last {
            let text = format!(
                "the policy names no longest time for {}: granted today, this one may be used until {} at most, {} from now",
                found.title,
                told(last, pack.calendar.tz),
                found.expires
            );
            let remedy = "ask for the time that the change needs".into();
            let rule = "exception-expires".into();
            self.decided.warnings.push(Reason {
                rule,
                text,
                remedy,
                clauses: found.clauses.clone(),
                ..Reason::default()
            });
        }
        let mut params: Vec<(&str, &str)> = texts.iter().map(|(n, v)| (*n, v.as_str())).collect();
        params.push(("kind", kind));
        self.guard(Act::Exception, &params)?;
        self.left_standing(found, freeze, (environment, (from, to)));
        let mut said = Vec::new();
        for (_, body) in texts {
            said.push(self.say(Some(body))?);
        }
        let mut said = said.into_iter();
        let no = self.change.exceptions.last().map_or(1, |e| e.no + 1);
        self.add(ChangeEvent::ExceptionAsked {
            no,
            kind: found.id().to_owned(),
            freeze: freeze.map(str::to_owned),
            environments,
            from,
            to,
            instead_of: self.change.window(),
            reason: said.next().flatten(),
            impact: said.next().flatten(),
            risk: said.next().flatten(),
        });
        Ok(())
    }

    /// What is told to whoever asks for an exception from freezes that leaves some standing, or that has nothing to waive.
    fn left_standing(
        &mut self,
        kind: &ExceptionKind,
        freeze: Option<&str>,
        (environment, during): (Option<&str>, Stretch),
    ) {
        if !kind.freezes {
            return;
        }
        let mut known = facts_for(self.world, self.desk, self.change, &[]);
        time::name_environment(&mut known, environment);
        let chain = time::answer(self.world, self.desk, self.change, &known, during).chain;
        let freezes: Vec<Link> = chain.into_iter().filter(|l| l.kind == "freeze").collect();
        let denies = |l: &&Link| l.effect == Effect::Deny;
        let meant = |l: &&Link| freeze.is_none_or(|id| id == l.id);
        let title = &kind.title;
        let warn = |text: String, remedy: &str, clauses: &[String]| {
            let (rule, remedy, clauses) = ("exception-in-vain".into(), remedy.into(), clauses.to_vec());
            Reason { rule, text, remedy, clauses, ..Reason::default() }
        };
        let freezes_alone = freeze.is_some() || !kind.windows && kind.rules.is_empty();
        if freezes_alone && !freezes.iter().any(|l| denies(&l) && meant(&l)) {
            let why = freezes.iter().find(meant).map_or_else(
                || "no freeze that it is for binds the change then".to_owned(),
                |exempt| exempt.text.clone(),
            );
            let text = format!("{title} would have nothing to waive: {why}");
            self.decided.warnings.push(warn(text, "see what holds then: quorate freeze list", &kind.clauses));
        }
        for other in freezes.iter().filter(|l| denies(l) && !meant(l)) {
            let text = format!("{title} would not waive {}", other.text);
            let remedy = format!("ask for another one: --freeze {}; or for all of them: without --freeze", other.id);
            self.decided.warnings.push(warn(text, &remedy, &other.clauses));
        }
    }

    /// That no other exception of the change is for the same, as long as that one may still be used.
    fn asked_already(
        &self,
        kind: &ExceptionKind,
        freeze: Option<&str>,
        environments: &[String],
        (from, to): Stretch,
    ) -> Result<(), Refusal> {
        let same = |e: &&Exception| {
            let open = matches!(e.state(self.desk.now), "asked" | "granted");
            let scope = e.kind == kind.id() && e.freeze.as_deref() == freeze && e.environments == environments;
            open && scope && e.during.0 <= from && to <= e.during.1
        };
        let Some(known) = self.change.exceptions.iter().find(same) else { return Ok(()) };
        let (no, state) = (self.change.no, known.state(self.desk.now));
        let text = format!("{} of {no} is for the same, and for all of that time: it is {state}", known.id());
        let remedy = match known.lacks(kind).filter(|_| state == "asked") {
            Some(lacks) => format!("{lacks}: quorate exception approve {no} {}", known.no),
            None => format!("use it: quorate exception list {no}"),
        };
        Err(Refusal::new(Kind::AlreadyDone, text, remedy).citing(&kind.clauses))
    }

    fn sign_exception(
        &mut self,
        no: u32,
        role: Option<&str>,
        granted: bool,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        let Some(exception) = self.change.exceptions.iter().find(|e| e.no == no) else {
            let text = format!("{} has no exception {no}", self.change.no);
            return Err(Refusal::new(Kind::NotFound, text, "see `quorate exception list`"));
        };
        let Some(kind) = pack.exceptions.iter().find(|k| k.id() == exception.kind) else {
            let text = format!("the pack knows no exception {} any more", exception.kind);
            return Err(Refusal::new(Kind::WrongState, text, ""));
        };
        let state = exception.state(self.desk.now);
        if state != "asked" {
            let text = format!("exception {no} of {} is {state} already", self.change.no);
            return Err(Refusal::new(Kind::AlreadyDone, text, "ask for another one"));
        }
        let actor = &self.desk.actor;
        if exception.asked.1 == *actor || self.change.requester == *actor || self.change.implements(actor) {
            let text = format!("exception {no}: {actor} asked for it, or has a part in the change");
            return Err(Refusal::new(Kind::NotPermitted, text, "somebody else grants it").citing(&kind.clauses));
        }
        if exception.signed.iter().any(|(_, by, _)| by == actor) {
            let text = format!("exception {no}: {actor} has signed it; each approval is another person's");
            return Err(Refusal::new(Kind::AlreadyDone, text, "ask whoever is named").citing(&kind.clauses));
        }
        let params = [("reason", reason.unwrap_or_default()), ("kind", kind.id())];
        let facts = facts_for(self.world, self.desk, self.change, &params);
        let may = |a: &&ExceptionApproval| signs(self.desk, &facts, a, role);
        let open = |a: &&ExceptionApproval| !exception.signed.iter().any(|(title, ..)| *title == a.title);
        let Some(approval) = kind.approvals.iter().filter(open).find(may) else {
            let left = exception.lacks(kind).unwrap_or_default();
            let text = format!("exception {no}: {actor} does not grant it; {left}");
            return Err(Refusal::new(Kind::NotPermitted, text, "ask one of those named").citing(&kind.clauses));
        };
        if !granted && reason.is_none_or(|r| r.trim().is_empty()) {
            let text = format!("exception {no}: a refusal says why");
            return Err(Refusal::new(Kind::Missing, text, "give --reason TEXT").citing(&kind.clauses));
        }
        let title = approval.title.clone();
        let left = kind.approvals.iter().filter(open).count();
        let expires = self.desk.pack.calendar.after(self.desk.now, kind.expires).min(exception.during.1);
        self.guard(Act::ExceptionSign, &params)?;
        let reason = self.say(reason)?;
        if granted {
            self.add(ChangeEvent::ExceptionSigned { no, approval: title, reason });
            if left == 1 {
                self.add(ChangeEvent::ExceptionGranted { no, expires });
            }
        } else {
            self.add(ChangeEvent::ExceptionRefused { no, approval: title, reason });
        }
        Ok(())
    }
}

/// The packs that a freeze may stand in.
fn each(pack: &Pack) -> impl Iterator<Item = &Pack> {
    std::iter::once(pack).chain(&pack.members)
}

/// Whether the actor may give an approval, in a role if one is named.
fn signs(desk: &Desk, facts: &crate::policy::facts::Facts, approval: &ExceptionApproval, role: Option<&str>) -> bool {
    let is_chair = facts.words("actor.is").is_some_and(|w| w.iter().any(|w| w == "chair"));
    let held = facts.words("actor.roles").unwrap_or_default();
    let wanted = |r: &String| role.is_none_or(|given| desk.pack.role(given).is_some_and(|found| found.id() == r));
    if approval.roles.is_empty() {
        return is_chair && role.is_none_or(|r| r == "chair" || r == "cab_chair");
    }
    approval.roles.iter().any(|r| held.contains(r) && wanted(r))
}

/// The states in which an exception may be asked for and signed.
pub const STATES: &[State] = &[State::New, State::Assess, State::Authorize, State::Scheduled];
