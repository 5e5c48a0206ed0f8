//! Packs as they judge: those of each version of the policy with its settings, read once.

use super::error::AppError;
use super::packs::{digest, foundation, of_adoption, seats_of};
use crate::base::digest::Digest;
use crate::domain::command::{Command, PolicyCommand};
use crate::domain::pack::{PackVersion, Policy};
use crate::domain::world::World;
use crate::policy::pack::Pack;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Packs already read, by version.
#[derive(Debug, Default)]
pub struct Shelf(BTreeMap<(PackVersion, usize), (Digest, Arc<Pack>)>);

impl Shelf {
    /// The pack of a version as far as it tells who sits where: its board and settings. It is there in a fraction of the
    /// time, and judges nothing.
    ///
    /// # Errors
    /// When the stored text cannot be read.
    pub fn seats(&mut self, policy: &Policy, version: PackVersion) -> Result<Arc<Pack>, AppError> {
        let alone = policy.adoption(version).and_then(|adoption| match adoption.packs.as_ref() {
            [one] => Some(one),
            _ => None,
        });
        let few = alone.filter(|_| !self.0.contains_key(&(version, policy.settings.len()))).and_then(seats_of);
        match few {
            Some(mut pack) => {
                settle(&mut pack, policy, version);
                Ok(Arc::new(pack))
            }
            None => self.of(policy, version).map(|(_, pack)| pack),
        }
    }

    /// The pack of a version of the policy with its settings, and its digest. What that version left open (`unset`) has
    /// the value that was filled in since: nothing can have relied on its being open. So has what binds changes in flight.
    ///
    /// # Errors
    /// When the stored text cannot be read.
    pub fn of(&mut self, policy: &Policy, version: PackVersion) -> Result<(Digest, Arc<Pack>), AppError> {
        let key = (version, policy.settings.len());
        if let Some((digest, pack)) = self.0.get(&key) {
            return Ok((*digest, Arc::clone(pack)));
        }
        let adopted = policy.adoption(version).map_or_else(foundation, of_adoption);
        let mut pack = match adopted {
            // What was handed in under a text that is no longer known is judged by the one in force: there is no other.
            Err(AppError::Adopted { .. }) if version.adoptions != policy.version().adoptions => {
                return self.of(policy, policy.version());
            }
            other => other?,
        };
        settle(&mut pack, policy, version);
        let found = (policy.digest_by(version, &digest), Arc::new(pack));
        self.0.insert(key, (found.0, Arc::clone(&found.1)));
        Ok(found)
    }

    /// The pack that judges a command. To adopt a text that is known is the way out of one that is not.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn for_act(&mut self, world: &World, command: &Command) -> Result<(Digest, Arc<Pack>), AppError> {
        let version = command.judged_by(world);
        match command {
            Command::Policy(PolicyCommand::Adopt { .. }) => self.at_least(&world.policy, version),
            Command::Policy(PolicyCommand::Set { id, .. }) if id == "pack.combine" => {
                self.at_least(&world.policy, version)
            }
            _ => self.of(&world.policy, version),
        }
    }

    /// As [`Self::of`], or the foundation where the adopted text is not known: enough to read the log, and to adopt another.
    ///
    /// # Errors
    /// When the stored text cannot be read as a pack at all.
    pub fn at_least(&mut self, policy: &Policy, version: PackVersion) -> Result<(Digest, Arc<Pack>), AppError> {
        match self.of(policy, version) {
            Err(AppError::Adopted { .. }) => {
                let mut pack = foundation()?;
                settle(&mut pack, policy, version);
                Ok((policy.digest_by(version, &digest), Arc::new(pack)))
            }
            other => other,
        }
    }
}

/// A pack with the settings of the versions under which changes were judged, where those versions adopted it or an
/// edition of it: the settings are the register's, and no part of what is compared.
#[derive(Debug, Default)]
pub(super) struct Versions(BTreeMap<PackVersion, Arc<Pack>>);

impl Versions {
    /// The pack as it would have judged under a version.
    pub(super) fn of(&mut self, policy: &Policy, version: PackVersion, pack: &Arc<Pack>) -> Arc<Pack> {
        let adopted = policy.adoption(version).map(|a| a.packs.as_ref());
        if !matches!(adopted, Some([one]) if one.name == pack.name) {
            return Arc::clone(pack);
        }
        let settled = self.0.entry(version).or_insert_with(|| {
            let mut own = Pack::clone(pack);
            settle(&mut own, policy, version);
            Arc::new(own)
        });
        Arc::clone(settled)
    }
}

/// Lays the settings of a version over its pack.
fn settle(pack: &mut Pack, policy: &Policy, version: PackVersion) {
    for (id, value) in policy.settings_of(version) {
        pack.set(id, value);
    }
    let since = PackVersion { settings: policy.version().settings, ..version };
    for (id, value) in policy.settings_of(since) {
        if pack.setting(id).is_none_or(|now| now == "unset") {
            pack.set(id, value);
        }
    }
    // Holidays and the like are what they are, whenever a change was submitted.
    for set in policy.settings.iter().filter(|s| s.adoption >= version.adoptions) {
        if pack.settings.iter().any(|s| s.in_flight && s.id() == set.id) {
            pack.set(&set.id, &set.value);
        }
    }
}
