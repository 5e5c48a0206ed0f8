//! Drafts: what somebody has begun to write, kept until it is handed in; and the watch on other processes' commits.

use super::error::AppError;
use super::open::App;
use super::options::{Draft, How};
use super::together::Together;
use crate::domain::command::Command;
use crate::domain::refusal::{Kind, Refusal};
use crate::sheets::register::Receipt;
use crate::store::drafts::Draft as Stored;

impl App {
    /// Keeps a draft of the actor under a key (`new`, or a change's id); without one the draft is discarded.
    ///
    /// # Errors
    /// When the register cannot be written; the draft before is still there then.
    pub fn save_draft(&mut self, key: &str, draft: Option<&Draft>) -> Result<(), AppError> {
        let (owner, saved_at) = (self.actor.clone(), self.now());
        match draft {
            Some(draft) => {
                let body = serde_json::to_string(draft).map_err(super::error::unreadable)?;
                self.store.save_draft(&owner, &Stored { name: key.into(), body, saved_at })?;
            }
            None => drop(self.store.discard_draft(&owner, key)?),
        }
        Ok(())
    }

    /// Records what a draft says, and discards the draft by the same act: of two sessions that record one draft at once, the
    /// second is refused. `kept` is the draft as the session believes it to stand in the register; where it believes in none,
    /// nothing is asked.
    ///
    /// # Errors
    /// The refusal of the command, or that the draft stands no more as it is believed to; nothing is recorded then.
    pub fn record_draft(
        &mut self,
        command: &Command,
        how: How,
        (key, kept): (&str, Option<&Draft>),
    ) -> Result<Receipt, AppError> {
        self.together(command, how, |act| {
            let outcome = act.carry_out(command)?;
            act.spend(key, kept)?;
            Ok(Some(outcome))
        })
    }

    /// Drafts of the actor by key. One that cannot be read any more is left out.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn drafts(&mut self) -> Result<Vec<(String, Draft)>, AppError> {
        let stored = self.store.read()?.drafts(&self.actor)?;
        Ok(stored.into_iter().filter_map(|d| serde_json::from_str(&d.body).ok().map(|draft| (d.name, draft))).collect())
    }

    /// Calls back soon after a commit to the register, from another thread; [`Self::changed_elsewhere`] then tells
    /// whether it was another process's. The watch ends when the guard is dropped.
    ///
    /// # Errors
    /// Where the system has no watches to give; ask [`Self::changed_elsewhere`] once a second instead.
    pub fn watch(&self, changed: Box<dyn Fn() + Send>) -> Result<Box<dyn std::any::Any + Send>, AppError> {
        Ok(Box::new(self.store.watch(changed)?))
    }

    /// Whether another process has committed since this was last asked.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn changed_elsewhere(&self) -> Result<bool, AppError> {
        Ok(self.store.changed_elsewhere()?)
    }
}

impl Together<'_, '_> {
    /// Discards a draft that stands as it is believed to.
    fn spend(&mut self, key: &str, kept: Option<&Draft>) -> Result<(), AppError> {
        let stored = self.tx.read().draft(self.actor, key)?;
        let stands: Option<Draft> = stored.and_then(|d| serde_json::from_str(&d.body).ok());
        let said = |draft: &Draft| (draft.change_type.clone(), draft.fields.clone());
        if kept.is_some() && kept.map(said) != stands.as_ref().map(said) {
            let text = "another session of yours recorded, changed or put aside this draft meanwhile";
            let remedy = "look at it as it stands first; recording once more records what stands here";
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy).into());
        }
        Ok(self.tx.spend_draft(self.actor, key)?)
    }
}
