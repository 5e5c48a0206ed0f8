//! Who plays: persons for the pack's roles and seats, and the settings that the pack leaves open.

use super::chance::Chance;
use super::subject;
use crate::app::error::AppError;
use crate::app::open::App;
use crate::app::options::How;
use crate::base::ids::PersonId;
use crate::domain::board::Board;
use crate::domain::command::{Command, PeopleCommand, PolicyCommand};
use crate::policy::act::Act;
use crate::policy::pack::{Effect, Pack, Rule};
use crate::policy::rule::{Limits, When};
use std::collections::BTreeSet;

/// The persons of a demonstration.
#[derive(Clone, Debug, Default)]
pub(super) struct Company {
    /// Persons and their names.
    pub names: Vec<(PersonId, String)>,
    /// Who asks for changes.
    pub requesters: Vec<PersonId>,
    /// Who carries them out.
    pub implementers: Vec<PersonId>,
    /// Who may be named to carry one out: the implementers, and where much is done many more.
    pub crews: Vec<PersonId>,
    /// Data halls beside the first, where much is done.
    pub halls: Vec<&'static str>,
    /// Who sits on the board, the chair first.
    pub board: Vec<PersonId>,
    /// Who holds a role.
    pub roles: Vec<(String, PersonId)>,
}

const NAMES: [&str; 30] = [
    "Ana Ruiz",
    "Bo Chen",
    "Dana Li",
    "Eve Park",
    "Finn Mosse",
    "Gil Tran",
    "Hana Ito",
    "Ines Duarte",
    "Jon Berg",
    "Kai Wu",
    "Lena Holt",
    "Mo Orr",
    "Nia Okafor",
    "Omar Haddad",
    "Pia Lund",
    "Quinn Reyes",
    "Rei Sato",
    "Sol Vega",
    "Tom Bell",
    "Uma Rao",
    "Vito Russo",
    "Wren Cole",
    "Ximena Paz",
    "Yara Nasser",
    "Zoe Marsh",
    "Ada Kern",
    "Ben Aldo",
    "Cleo Frost",
    "Dov Katz",
    "Elif Kaya",
];

/// Registers the persons that the pack in force needs.
pub(super) fn engage(app: &mut App, changes: u32, chance: &mut Chance) -> Result<Company, AppError> {
    let world = app.world(None)?;
    let now = app.now();
    let pack = app.desk(&world, now)?.pack;
    let mut company = Company::default();
    // Whoever is registered already stays who they are.
    let id_of = |name: &str| name.split(' ').next().and_then(|first| first.to_lowercase().parse::<PersonId>().ok());
    let mut free =
        NAMES.iter().filter_map(|n| id_of(n).map(|id| (id, n))).filter(|(id, _)| !world.people.0.contains_key(id));
    let mut hire = |company: &mut Company| -> Option<PersonId> {
        let (id, name) = free.next()?;
        company.names.push((id.clone(), (*name).to_owned()));
        Some(id)
    };
    let mut seats: Vec<String> = pack.board.seats.iter().map(|s| s.id.clone()).collect();
    seats.sort_by_key(|id| !Board::is_chair_seat(&pack, id));
    if seats.is_empty() {
        seats.push("chair".into());
    }
    if pack.board.seats.is_empty() || pack.board.open_seats {
        seats.extend(["security", "operations", "applications", "service"].map(str::to_owned));
    }
    let member_roles: Vec<String> =
        pack.roles.iter().map(|r| r.id().to_owned()).filter(|id| id.contains("cab") && !id.contains("chair")).collect();
    let mut plan: Vec<(PersonId, Vec<String>, Vec<String>)> = Vec::new();
    if pack.board.votes {
        for (i, seat) in seats.iter().enumerate() {
            // Whoever asked for the demonstration takes the first seat, and so has something to do.
            let own = (i == 0).then(|| app.actor()).filter(|me| world.people.active(me).is_some());
            let Some(id) = own.clone().or_else(|| hire(&mut company)) else { break };
            let mut roles = member_roles.clone();
            roles.extend(own.iter().filter_map(|me| world.people.active(me)).flat_map(|p| p.roles.iter().cloned()));
            // A seat named like a role is held by whoever holds the role.
            roles.extend(pack.roles.iter().map(|r| r.id().to_owned()).filter(|r| r == seat));
            if Board::is_chair_seat(&pack, seat) {
                roles.extend(pack.roles.iter().map(|r| r.id().to_owned()).filter(|r| r.contains("chair")));
            }
            roles.dedup();
            company.roles.extend(roles.iter().map(|r| (r.clone(), id.clone())));
            company.board.push(id.clone());
            plan.push((id, roles, vec![seat.clone()]));
        }
    }
    for role in pack.roles.iter().map(|r| r.id().to_owned()).filter(|r| r != "auditor" && r != "administrator") {
        if !company.roles.iter().any(|(r, _)| *r == role) {
            let Some(id) = hire(&mut company) else { break };
            company.roles.push((role.clone(), id.clone()));
            plan.push((id, vec![role], Vec::new()));
        }
    }
    for (acts, requesters) in [(&[Act::Create, Act::Submit, Act::Edit][..], true), (&[Act::Start, Act::Finish], false)]
    {
        let roles = roles_for(&pack, acts);
        for _ in 0..4 {
            let Some(id) = hire(&mut company) else { break };
            plan.push((id.clone(), roles.clone(), Vec::new()));
            if requesters { company.requesters.push(id) } else { company.implementers.push(id) }
        }
    }
    company.crews.clone_from(&company.implementers);
    company.halls = subject::halls(changes);
    let roles = roles_for(&pack, &[Act::Start, Act::Finish]);
    for n in 0..subject::hands(changes) {
        let Some((id, name)) = named(n).filter(|(id, _)| !world.people.0.contains_key(id)) else { continue };
        company.names.push((id.clone(), name));
        plan.push((id.clone(), roles.clone(), Vec::new()));
        company.crews.push(id);
    }
    for (person, roles, seats) in plan {
        // Whoever founded the register is there already.
        let new = person != app.actor();
        let command = Command::People(PeopleCommand::Register { person, roles, seats, new });
        app.execute(&command, super::how(chance.act()))?;
    }
    settle(app, &pack, &company, chance)?;
    Ok(company)
}

/// One more person: the first name of one, and the family name of another.
fn named(n: usize) -> Option<(PersonId, String)> {
    let len = NAMES.len();
    let (first, family) = (NAMES.get(n % len)?, NAMES.get((n + n / len + 1) % len)?);
    let name = format!("{} {}", first.split(' ').next()?, family.split(' ').nth(1)?);
    Some((name.to_lowercase().replace(' ', "-").parse().ok()?, name))
}

/// Gives a value to the settings without which the pack lets nobody act, by whoever may.
fn settle(app: &mut App, pack: &Pack, company: &Company, chance: &mut Chance) -> Result<(), AppError> {
    let demanded: BTreeSet<&String> =
        pack.rules.iter().filter(|r| r.effect == Effect::Demand).flat_map(|r| &r.needs.set).collect();
    let hours: BTreeSet<&String> = pack.windows.iter().filter_map(|w| w.on.hours_setting.as_ref()).collect();
    let me = app.actor();
    let wanted = |id: &String| demanded.contains(id) || hours.contains(id);
    for setting in pack.settings.iter().filter(|s| s.value == "unset" && wanted(s.id.get_ref())) {
        // In the middle of the week, and in the morning; windows are open at night.
        let middle = setting.choices.len() / 2;
        let number = format!("setting.{}", setting.id());
        let counts =
            |l: &Limits| l.over_number.as_ref() == Some(&number) || l.at_least_number.as_ref() == Some(&number);
        let time = if hours.contains(setting.id.get_ref()) {
            "18:00-06:00"
        } else if pack.rules.iter().any(|r| r.when.number.values().any(counts)) {
            "60"
        } else {
            "10:00"
        };
        let value = setting.choices.get(middle).cloned().unwrap_or_else(|| time.into());
        let command = Command::Policy(PolicyCommand::Set { id: setting.id().to_owned(), value, reason: None });
        for who in std::iter::once(&me).chain(company.roles.iter().map(|(_, p)| p)) {
            app.actor = who.clone();
            // Tried first, since a refusal would be written down.
            let trial = How { dry_run: true, ..How::fresh() };
            match app.execute(&command, trial) {
                Ok(_) => {
                    app.execute(&command, super::how(chance.act()))?;
                    break;
                }
                Err(AppError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        app.actor = me.clone();
    }
    Ok(())
}

/// Roles that the pack's permits and demands name for these acts.
pub(super) fn roles_for(pack: &Pack, acts: &[Act]) -> Vec<String> {
    fn named(when: &When, into: &mut Vec<String>) {
        into.extend(when.role.iter().cloned());
        when.any.iter().for_each(|w| named(w, into));
    }
    let mut roles = Vec::new();
    let speaks = |r: &&Rule| matches!(r.effect, Effect::Permit | Effect::Demand);
    for rule in pack.rules.iter().filter(speaks).filter(|r| r.acts.iter().any(|a| acts.contains(a))) {
        named(&rule.when, &mut roles);
        named(&rule.needs, &mut roles);
    }
    roles.retain(|r| r != "administrator");
    roles.sort();
    roles.dedup();
    roles
}
