//! Persons: registering one with the details that are kept beside the ledger, and as whom one is waited for.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use super::options::How;
use super::touched::with_lists_of;
use crate::base::ids::PersonId;
use crate::base::text::tame_line;
use crate::base::time::Moment;
use crate::domain::change::facts;
use crate::domain::checklist::acts::at_hand;
use crate::domain::command::{Command, PeopleCommand};
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::sheets::change::{ConditionLine, ReasonLine};
use crate::sheets::register::Receipt;
use crate::store::directory::Details;

impl App {
    /// Registers or changes a person, with the details that are kept beside the ledger.
    ///
    /// # Errors
    /// As [`Self::execute`]; a name that does not fit.
    pub fn person(
        &mut self,
        command: &Command,
        name: Option<&str>,
        email: Option<&str>,
        how: How,
    ) -> Result<Receipt, AppError> {
        let clean = |what: &str, text: Option<&str>| -> Result<Option<String>, AppError> {
            let cleaned = text.map(|t| crate::base::text::line(t, 120)).transpose();
            cleaned.map_err(|e| AppError::Input { text: format!("{what}: {e}"), hint: "shorten or clean it".into() })
        };
        let (name, email) = (clean("name", name)?, clean("email", email)?);
        if name.as_deref() == Some("") {
            return Err(AppError::Input { text: "name: it is empty".into(), hint: "give --name NAME".into() });
        }
        let receipt = self.execute(command, how)?;
        if let Command::People(PeopleCommand::Register { person, .. }) = command
            && !how.dry_run
            && (name.is_some() || email.is_some())
        {
            let known = self.store.read()?.details(person)?;
            let name = name.or_else(|| known.as_ref().map(|c| c.display_name.clone()));
            let email = email.or_else(|| known.and_then(|c| c.email));
            let display_name = name.unwrap_or_else(|| person.to_string());
            self.store.put_details(&Details { person: person.clone(), display_name, email })?;
        }
        Ok(receipt)
    }
}

/// Whom somebody means by an id or a name: people by id and name, of whom names are told apart without regard to capitals,
/// and the first words of a name do where they are one person's.
///
/// # Errors
/// In words: nobody is called so, or more than one is.
pub fn meant(people: &[(String, String)], text: &str) -> Result<PersonId, String> {
    let said = text.trim();
    let id = |word: &str| word.parse::<PersonId>().map_err(|e| e.to_string());
    if people.is_empty() || people.iter().any(|(known, _)| known == said) {
        return id(said);
    }
    let lower = said.to_lowercase();
    let of = |fits: &dyn Fn(&str) -> bool| -> Vec<&(String, String)> {
        people.iter().filter(|(_, name)| fits(&name.to_lowercase())).collect()
    };
    let whole = of(&|name| name == lower);
    let found = if whole.is_empty() { of(&|name| name.starts_with(&format!("{lower} "))) } else { whole };
    match found.as_slice() {
        [(known, _)] => id(known),
        [] if said.contains(char::is_whitespace) || said.is_empty() => Err(format!(
            "nobody registered is called \"{}\": see quorate person list",
            crate::base::text::visible(said)
        )),
        // An id that nobody has is refused where the act is decided.
        [] => id(said),
        several => {
            let list = several.iter().map(|(id, name)| format!("{name} ({id})")).collect::<Vec<_>>().join(", ");
            Err(format!("\"{}\" may be {list}: give the id", crate::base::text::visible(said)))
        }
    }
}

impl App {
    /// Whom somebody means by an id or a name.
    ///
    /// # Errors
    /// When nobody is called so, or more than one is.
    pub fn person_meant(&mut self, text: &str) -> Result<PersonId, AppError> {
        let people = self.known_people(&*self.world(None)?)?;
        meant(&people, text).map_err(|text| AppError::Input { text, hint: "see `quorate person list`".into() })
    }

    /// Everybody who is registered and active: id and name.
    pub(super) fn known_people(&self, world: &World) -> Result<Vec<(String, String)>, AppError> {
        let names = self.names()?;
        let active = world.people.0.keys().filter(|id| world.people.active(id).is_some());
        let name = |id: &PersonId| names.get(id.as_str()).map_or_else(|| id.to_string(), |(name, _)| name.clone());
        Ok(active.map(|id| (id.to_string(), name(id))).collect())
    }
}

impl App {
    /// Retires a person; the receipt names the conditions, actions and lists that they leave, and who can do something about them.
    pub(super) fn retire(&mut self, command: &Command, person: &PersonId, how: How) -> Result<Receipt, AppError> {
        let left = self.inbox(Some(person))?;
        let mut receipt = self.carry_out(command, how)?;
        if receipt.again {
            return Ok(receipt);
        }
        for item in left {
            let left = |text: String, remedy: String| ReasonLine {
                rule: "left-behind".into(),
                text,
                remedy,
                ..ReasonLine::default()
            };
            match (item.kind.as_str(), item.id.parse()) {
                ("CONDITION", Ok(no)) => {
                    let sheet = self.change(no, None)?;
                    let theirs = |c: &&ConditionLine| c.verified_by.is_none() && c.owner.as_deref() == Some(person.as_str());
                    receipt.warnings.extend(sheet.conditions.iter().filter(theirs).map(|c| {
                        left(
                            format!("condition {} of {no} is left behind: {}", c.no, tame_line(&c.text, 200)),
                            format!(
                                "the chair, for whom it waits now, gives it to somebody else: quorate decision condition {no} {} \
                                 --owner PERSON",
                                c.no
                            ),
                        )
                    }));
                }
                ("ACTION", _) => receipt.warnings.push(left(
                    format!("{} {} is left behind", item.id, item.title),
                    format!(
                        "give it to somebody else in a meeting: quorate meeting action TEXT --owner PERSON --due TIME; then close \
                         it: {}",
                        item.command
                    ),
                )),
                _ => {}
            }
        }
        receipt.warnings.extend(self.lists_left(person)?);
        Ok(receipt)
    }
}

impl App {
    /// The lists that somebody leaves who had them in hand, or was to take them over, each with what hands it on.
    fn lists_left(&mut self, person: &PersonId) -> Result<Vec<ReasonLine>, AppError> {
        let mut all = Vec::new();
        for no in with_lists_of(&self.store.read()?, person)? {
            let (change, world, _) = self.found(no, None)?;
            let now = self.now();
            let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
            let known = facts::of(&world, &desk, &change);
            let ids = at_hand(&change, &desk.pack, &known);
            for list in ids.iter().filter_map(|id| change.checklists.get(id)) {
                let how = match list.handed() {
                    Some(handed) if handed.to == *person => "was to be taken over by",
                    None if list.holder == *person => "was in the hands of",
                    _ => continue,
                };
                all.push(ReasonLine {
                    rule: "left-behind".into(),
                    text: format!("{} of {no} {how} {person}", list.sealed.title),
                    remedy: format!(
                        "those for whom it waits now hand it on: quorate run handover {no} --list {} --to PERSON",
                        list.sealed.id
                    ),
                    ..ReasonLine::default()
                });
            }
        }
        Ok(all)
    }
}

/// As whom a person is waited for: by name, in each role that is theirs or delegated to them now, in the chair.
pub(super) fn whoms(world: &World, person: &PersonId, chairs: bool, now: Moment) -> Vec<String> {
    let mut whoms = vec![format!("person {person}")];
    whoms.extend(world.people.active(person).into_iter().flat_map(|p| p.roles.iter().map(|r| format!("role {r}"))));
    for delegated in world.board.delegations.iter().filter(|d| d.to == *person && d.runs(now)) {
        let whom = delegated.role.as_ref().map(|r| format!("role {r}"));
        whoms.extend(whom.filter(|w| !whoms.contains(w)));
    }
    if chairs {
        whoms.push("chair".into());
    }
    whoms
}

/// Whether a person is in the chair now.
pub(super) fn in_chair(world: &World, pack: &Pack, person: &PersonId, now: Moment) -> bool {
    world.board.chairs(pack, &world.people, now, None, person)
}
