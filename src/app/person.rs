//! Persons: registering one with the details that are kept beside the ledger, and as whom one is waited for.

use super::error::AppError;
use super::open::App;
use super::options::How;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::command::{Command, PeopleCommand};
use crate::domain::world::World;
use crate::policy::pack::Pack;
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
    world.board.chair(pack, &world.people, now, None).as_ref() == Some(person)
}
