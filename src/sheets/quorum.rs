//! How a quorum stands: one measure for a meeting and for the ballot of its current item, on every screen and document.

use serde::{Deserialize, Serialize};

/// Who is present, of those who may decide, against the quorum.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quorum {
    /// Present, of those who may decide.
    pub present: usize,
    /// Who may decide: everybody with a seat; of a ballot those who are not recused.
    pub of: usize,
    /// How many must be present.
    pub needed: usize,
    /// Whether that is met and every mandatory seat is there.
    pub met: bool,
    /// Whether it was met before; a ballot is suspended then.
    pub lost: bool,
    /// Mandatory seats that are not there.
    pub missing: Vec<String>,
}
