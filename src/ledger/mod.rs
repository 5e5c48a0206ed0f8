//! The ledger's own rules: an entry's bytes, the chain that links them, the checkpoint that pins them. No SQL, no I/O.

pub mod chain;
pub mod checkpoint;
pub mod entry;
pub mod proof;
