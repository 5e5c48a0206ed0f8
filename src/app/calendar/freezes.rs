//! Announced freezes: listed, announced and approved with what they stop, and those that contradict each other.

use super::admits::those;
use crate::app::error::AppError;
use crate::app::execute::desk_for;
use crate::app::open::App;
use crate::app::options::How;
use crate::app::show::conditions::words;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::calendar::bring::Bound;
use crate::domain::calendar::{Freeze, Proposal};
use crate::domain::change::{acts, time};
use crate::domain::command::{CalendarCommand, Command};
use crate::domain::places::all_named;
use crate::policy::diary::Effect;
use crate::policy::pack::Pack;
use crate::policy::schedule::{Stretch, joined};
use crate::sheets::calendar::{FreezeRow, FreezeSheet};
use crate::sheets::change::ReasonLine;
use crate::sheets::gate::GateReason;
use crate::sheets::register::Receipt;
use crate::sheets::time::{Time, Window};

impl App {
    /// Announced freezes, the newest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn freezes(&mut self) -> Result<Vec<FreezeRow>, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let passing = let_through(&self.desk(&world, now)?.pack);
        let mut rows = Vec::new();
        for f in world.calendar.freezes.iter().rev() {
            let stops = if f.state(now) == "proposed" { self.stopped(f)? } else { Vec::new() };
            rows.push(FreezeRow { policy_exempt: passing.clone(), ..row(f, now, stops) });
        }
        Ok(rows)
    }

    /// As [`App::freezes`], and before them what a setting of the pack freezes now, such as disaster recovery: it has the
    /// number 0, since nobody announced it, and ends with the setting.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn freezes_that_hold(&mut self) -> Result<Vec<FreezeRow>, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let mut rows = Vec::new();
        for member in super::each(&pack) {
            for freeze in &member.freezes {
                let known = (Moment(i64::MIN), super::days(now, super::SHOWN));
                let Some((from, to)) = super::standing(&world, member, freeze, known) else { continue };
                let by: Vec<&str> = freeze.when.setting.keys().map(String::as_str).collect();
                rows.push(FreezeRow {
                    no: 0,
                    title: format!("{}, until {} says otherwise", freeze.title, by.join(" or ")),
                    from: Time(from),
                    to: Time(to),
                    turns: 1,
                    next: None,
                    state: "holds".into(),
                    lacks: Vec::new(),
                    approved_by: Vec::new(),
                    stops: Vec::new(),
                    environments: freeze.when.environment.clone(),
                    systems: Vec::new(),
                    binds: those(&freeze.when.environment, &[]),
                    exempt: freeze.exempt.iter().flat_map(|e| e.change_type.iter().cloned()).collect(),
                    policy_exempt: Vec::new(),
                    by: member.name.clone(),
                    ended: None,
                });
            }
        }
        rows.extend(self.freezes()?);
        Ok(rows)
    }

    /// Announces a freeze; the receipt warns of each scheduled change that it stops.
    ///
    /// # Errors
    /// A refusal.
    pub(in crate::app) fn announce(&mut self, command: &Command, how: How) -> Result<Receipt, AppError> {
        let known = self.world(None)?.calendar.freezes.clone();
        let mut receipt = self.carry_out(command, how)?;
        if let Command::Calendar(CalendarCommand::Announce { title, from, to, environments, systems, exempt, .. }) =
            command
        {
            let (world, now) = (self.world(None)?, self.now());
            let pack = self.desk(&world, now)?.pack;
            let environments = &all_named(&pack, environments)?;
            let bound = Bound { environments, systems, exempt };
            let freeze = Freeze::new(u32::MAX, title, (*from, *to), &bound, (self.now(), self.actor.clone()));
            receipt.warnings.extend(known.iter().filter_map(|k| contradiction(k, &freeze)));
            receipt.warnings.extend(self.unreviewed(title, *from)?);
            receipt.warnings.extend(self.hits(&[freeze])?);
        }
        Ok(receipt)
    }

    /// Approves a freeze, or refuses it; the receipt warns of each scheduled change that it stops.
    ///
    /// # Errors
    /// A refusal.
    pub(in crate::app) fn sign_freeze(&mut self, command: &Command, no: u32, how: How) -> Result<Receipt, AppError> {
        let hits = self.freeze_hits(no)?;
        let mut receipt = self.carry_out(command, how)?;
        receipt.warnings.extend(hits);
        Ok(receipt)
    }

    /// The scheduled changes that a freeze stops, or would stop once it is approved.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn freeze_hits(&mut self, no: u32) -> Result<Vec<ReasonLine>, AppError> {
        let world = self.world(None)?;
        let freezes = world.calendar.freezes.iter().filter(|f| f.no == no);
        self.hits(&freezes.map(|f| Freeze { proposal: None, ..f.clone() }).collect::<Vec<_>>())
    }

    /// A freeze with the scheduled changes that it stops, or would stop once it is approved.
    ///
    /// # Errors
    /// When there is no such freeze.
    pub fn freeze(&mut self, no: u32) -> Result<FreezeSheet, AppError> {
        let Some(row) = self.freezes()?.into_iter().find(|f| f.no == no) else {
            let (text, hint) = (format!("there is no freeze {no}"), "see `quorate freeze list`".into());
            return Err(AppError::NotFound { text, hint });
        };
        let hits = self.freeze_hits(no)?.into_iter();
        Ok(FreezeSheet {
            row,
            hits: hits.map(|h| GateReason { code: h.rule, text: h.text, clauses: h.clauses }).collect(),
        })
    }

    /// The scheduled changes that a freeze would stop.
    fn stopped(&mut self, freeze: &Freeze) -> Result<Vec<String>, AppError> {
        let hits = self.hits(&[Freeze { proposal: None, ..freeze.clone() }])?;
        let id = |h: &ReasonLine| h.text.split_whitespace().next().unwrap_or_default().to_owned();
        Ok(hits.iter().map(id).collect())
    }

    /// The scheduled changes that freezes stop.
    pub(super) fn hits(&mut self, freezes: &[Freeze]) -> Result<Vec<ReasonLine>, AppError> {
        let now = self.now();
        let turns = joined(freezes.iter().flat_map(Freeze::holds).collect());
        let (Some(first), Some(last)) = (turns.first(), turns.last()) else { return Ok(Vec::new()) };
        let touches = |w: &Stretch| {
            let n = turns.partition_point(|t| t.1 <= w.0);
            turns.get(n).is_some_and(|t| t.0 < w.1)
        };
        let near = self.store.read()?.windows_touching(first.0, last.1)?;
        let mut hits = Vec::new();
        for (no, title, window) in near.into_iter().filter(|(.., w)| touches(w)) {
            let Ok((change, mut world, _)) = self.found(ChangeNo(no), None) else { continue };
            world.calendar.freezes = freezes.to_vec();
            let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
            let facts = acts::facts_for(&world, &desk, &change, &[]);
            let answer = time::answer(&world, &desk, &change, &facts, window);
            let stopped =
                answer.chain.iter().find(|l| l.effect == Effect::Deny && freezes.iter().any(|f| f.id() == l.id));
            hits.extend(stopped.map(|l| ReasonLine {
                rule: "freeze-hits".into(),
                text: format!("{} is scheduled in it: {title}", change.no),
                clauses: l.clauses.clone(),
                remedy: format!("reschedule it: quorate change slots {}", change.no),
                ..ReasonLine::default()
            }));
        }
        Ok(hits)
    }
}

/// What the packs let through announced freezes; nothing where one of several lets nothing through.
fn let_through(pack: &Pack) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for member in super::each(pack) {
        let own = member.freezes.iter().filter(|f| f.on.announced);
        let passing: Vec<String> = own.flat_map(|f| f.exempt.iter().chain(&f.cross)).map(words).collect();
        if passing.is_empty() {
            return Vec::new();
        }
        all.extend(passing.into_iter().filter(|w| !all.contains(w)).collect::<Vec<_>>());
    }
    all
}

fn row(f: &Freeze, now: Moment, stops: Vec<String>) -> FreezeRow {
    FreezeRow {
        no: f.no,
        title: f.title.clone(),
        from: Time(f.from),
        to: Time(f.to),
        turns: f.turns.len().max(1),
        next: f.holds().into_iter().find(|t| t.1 > now).map(|(from, to)| Window { from: Time(from), to: Time(to) }),
        state: f.state(now).into(),
        lacks: f.proposal.iter().filter(|_| f.proposed()).flat_map(Proposal::open).map(str::to_owned).collect(),
        approved_by: f.proposal.iter().flat_map(|p| &p.signed).map(|(_, by, _)| by.to_string()).collect(),
        environments: f.environments.clone(),
        systems: f.systems.clone(),
        binds: those(&f.environments, &f.systems),
        exempt: f.exempt.clone(),
        policy_exempt: Vec::new(),
        by: f.announced.1.to_string(),
        ended: f.ended.as_ref().map(|(at, _)| Time(*at)),
        stops,
    }
}

/// Two freezes that hold at the same time for the same things and let different types through: the stricter counts.
fn contradiction(known: &Freeze, new: &Freeze) -> Option<ReasonLine> {
    let meets = |a: &[String], b: &[String]| a.is_empty() || b.is_empty() || a.iter().any(|x| b.contains(x));
    let together = known.holds().iter().any(|(from, to)| *from < new.to && new.from < *to);
    let same = meets(&known.environments, &new.environments) && meets(&known.systems, &new.systems);
    let only = |a: &Freeze, b: &Freeze| -> Vec<String> {
        a.exempt.iter().filter(|t| !b.exempt.contains(t)).cloned().collect()
    };
    let (kept, let_through) = (only(known, new), only(new, known));
    if !together || !same || (kept.is_empty() && let_through.is_empty()) {
        return None;
    }
    let told = |who: &str, types: &[String]| match types {
        [] => String::new(),
        types => format!("{who} lets {} through; ", types.join(", ")),
    };
    let says = format!("{}{}", told("only that one", &kept), told("only the new one", &let_through));
    Some(ReasonLine {
        rule: "freezes-contradict".into(),
        text: format!("{} ({}) holds then too: {says}where both hold, the stricter counts", known.id(), known.title),
        remedy: format!("end it (quorate freeze end {}), or give both the same --exempt", known.no),
        ..ReasonLine::default()
    })
}
