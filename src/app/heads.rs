//! The newest head that this account saw of a register: one that is shorter or different later is refused.

use super::open::places;
use super::options::Options;
use crate::store::error::StoreError;
use crate::store::{Store, heads};
use std::path::{Path, PathBuf};

/// The folder for what this account remembers.
pub(super) fn folder(options: &Options) -> Option<PathBuf> {
    let state = options.state.clone().or_else(|| std::env::var_os("QUORATE_STATE_DIR").map(PathBuf::from));
    state.or_else(|| places().map(|d| d.state_dir().unwrap_or_else(|| d.data_local_dir()).to_path_buf()))
}

/// The file that remembers.
pub(super) fn file(options: &Options) -> Option<PathBuf> {
    folder(options).map(|folder| folder.join("known_heads"))
}

/// Compares the register with what was seen of it.
///
/// # Errors
/// When it is shorter or different.
pub(super) fn compare(file: Option<&Path>, store: &Store) -> Result<(), StoreError> {
    file.map_or(Ok(()), |file| heads::check(file, store))
}

/// Remembers the newest head. An account without a place to remember it does without.
pub(super) fn remember(file: Option<&Path>, store: &Store) {
    let Some(file) = file else { return };
    if let Some(folder) = file.parent()
        && std::fs::create_dir_all(folder).is_ok()
    {
        drop(heads::remember(file, store));
    }
}

/// Forgets what was seen at a path where a register is founded anew.
pub(super) fn forget(file: Option<&Path>, register: &Path) {
    if let Some(file) = file
        && file.exists()
    {
        drop(heads::forget(file, register));
    }
}
