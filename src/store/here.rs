//! Who has a session open: one locked file a session beside the register, which the kernel unlocks when the session ends.
//!
//! It is shown and never counted, so it is no entry of the ledger. Its age is that of the last sign of the person.

use super::place;
use crate::base::ids::PersonId;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long a file outlives its session, so that others see that somebody left.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// A session that others see.
#[derive(Debug)]
pub struct Here(File);

/// What is seen of a person's sessions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Who.
    pub person: PersonId,
    /// Whether a session is open.
    pub open: bool,
    /// How long ago the last sign of the person was.
    pub ago: Duration,
}

impl Here {
    /// Shows the others that this session is open; none where no file can be made.
    #[must_use]
    pub fn show(register: &Path, person: &PersonId, now: SystemTime) -> Option<Self> {
        let folder = folder(register);
        std::fs::create_dir_all(&folder).ok()?;
        let path = folder.join(format!("{person}.{}", std::process::id()));
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path).ok()?;
        file.try_lock().ok()?;
        let here = Self(file);
        here.sign(now);
        Some(here)
    }

    /// The person gave a sign.
    pub fn sign(&self, now: SystemTime) {
        // What cannot be written is not seen; nothing depends on it.
        drop(self.0.set_modified(now));
    }
}

/// Who has, or had, a session: of several of one person the one with the newest sign, an open one first.
#[must_use]
pub fn look(register: &Path, now: SystemTime) -> Vec<Seen> {
    let Ok(entries) = std::fs::read_dir(folder(register)) else { return Vec::new() };
    let mut seen: Vec<Seen> = Vec::new();
    for path in entries.filter_map(|e| e.ok().map(|e| e.path())) {
        let Some(one) = of(&path, now) else { continue };
        if !one.open && one.ago > KEPT {
            drop(std::fs::remove_file(&path));
            continue;
        }
        match seen.iter_mut().find(|s| s.person == one.person) {
            Some(known) if (one.open, known.ago) > (known.open, one.ago) => *known = one,
            Some(_) => {}
            None => seen.push(one),
        }
    }
    seen
}

fn of(path: &Path, now: SystemTime) -> Option<Seen> {
    let (person, _) = path.file_name()?.to_str()?.rsplit_once('.')?;
    let file = File::open(path).ok()?;
    let open = match file.try_lock_shared() {
        Ok(()) => false,
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(_)) => return None,
    };
    let signed = file.metadata().ok()?.modified().ok()?;
    let ago = now.duration_since(signed).unwrap_or_default();
    Some(Seen { person: person.parse().ok()?, open, ago })
}

fn folder(register: &Path) -> PathBuf {
    place::beside(register, ".here")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_session_is_seen_until_it_ends_and_then_as_left() {
        let folder = tempfile::tempdir().unwrap();
        let register = folder.path().join("quorate.db");
        let (ana, now) = ("ana".parse::<PersonId>().unwrap(), SystemTime::now());
        assert_eq!(look(&register, now), []);
        let here = Here::show(&register, &ana, now).unwrap();
        let later = now + Duration::from_secs(240);
        let seen = look(&register, later);
        assert!(matches!(&seen[..], [s] if s.open && s.person == ana && s.ago.as_secs() == 240), "{seen:?}");
        here.sign(later);
        assert_eq!(look(&register, later)[0].ago.as_secs(), 0);
        drop(here);
        assert!(!look(&register, later)[0].open);
        // After a day nobody needs to know.
        assert_eq!(look(&register, later + KEPT + Duration::from_secs(1)), []);
        assert_eq!(std::fs::read_dir(super::folder(&register)).unwrap().count(), 0);
    }
}
