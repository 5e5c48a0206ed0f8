//! The ledger's own rules: an entry's bytes, the chain that links them, the checkpoint that pins them, and
//! signatures over what is given out of it. No SQL, no I/O.

pub mod chain;
pub mod checkpoint;
pub mod entry;
pub mod proof;
pub mod signers;
pub mod sshsig;
