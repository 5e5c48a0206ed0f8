//! Verifying the newest entries only, as a timer does between two verifications of all.

use super::error::AppError;
use super::open::App;
use crate::base::time::Moment;
use crate::sheets::register::{Broken, VerifySheet};

impl App {
    /// Verifies the entries since a moment; those before them are taken as they stand. What an earlier verification found
    /// is told until somebody has acknowledged it.
    ///
    /// # Errors
    /// For a moment to come, and when the register cannot be read; damage is a finding, not an error.
    pub fn verify_since(&mut self, since: Moment) -> Result<VerifySheet, AppError> {
        if since > self.now() {
            return Err(AppError::Input {
                text: "--since: nothing was recorded yet at a time that is still to come".into(),
                hint: "give a time that has passed, such as 1d, or verify all: quorate audit verify".into(),
            });
        }
        let reader = self.store.read()?;
        let before = reader.count_at(Moment(since.0.saturating_sub(1)))?;
        let (head, broken) = reader.audit_after(before)?;
        let unguarded = reader.unguarded()?;
        if let Some(broken) = &broken {
            drop(self.store.mark_broken(broken.seq, &broken.reason.to_string()));
        }
        let marked = self.store.broken()?.filter(|mark| mark.acknowledged.is_none());
        let first_broken = broken.map(|b| Broken { seq: b.seq, reason: b.reason.to_string() });
        let first_broken = first_broken.or(marked.map(|mark| Broken { seq: mark.seq, reason: mark.reason }));
        Ok(VerifySheet {
            ok: first_broken.is_none() && unguarded.is_empty() && self.unlike.is_none(),
            entries: head.seq,
            head: head.hash.to_string(),
            first_broken,
            against: None,
            since: Some(before.saturating_add(1)),
            unlike: self.unlike.as_ref().map(ToString::to_string),
            acknowledged: self.acknowledged()?,
            unguarded,
        })
    }
}
