//! The sheet of a pack.
