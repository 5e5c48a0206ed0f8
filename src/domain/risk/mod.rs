//! The risk register: what was logged, how it is mitigated, who accepted it.

pub mod acts;
pub mod events;

use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::said::Said;
use crate::policy::risk::Level;

/// A risk of the register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Risk {
    /// Number, from 1.
    pub no: u32,
    /// The change it belongs to.
    pub change: Option<ChangeNo>,
    /// What may happen.
    pub text: Said,
    /// Level id of the pack.
    pub level: String,
    /// How it is mitigated.
    pub mitigation: Option<Said>,
    /// Who answers for it.
    pub owner: PersonId,
    /// When it was logged.
    pub logged: Moment,
    /// Who accepted it, when.
    pub accepted: Option<(Moment, PersonId)>,
}

/// The risk register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Risks {
    /// Risks in order of their numbers.
    pub list: Vec<Risk>,
    /// Reviews of the register.
    pub reviewed: Vec<(Moment, PersonId)>,
}

impl Risks {
    /// The risks of a change.
    pub fn of(&self, change: ChangeNo) -> impl Iterator<Item = &Risk> {
        self.list.iter().filter(move |r| r.change == Some(change))
    }
}

/// Whether one of the risks of a change has a mitigation plan and its own level or a higher one; `levels` are those of the
/// pack, lowest first.
#[must_use]
pub fn covered(risks: &[&Risk], level: Option<&str>, levels: &[Level]) -> bool {
    let rank = |id: &str| levels.iter().position(|l| l.id == id);
    let least = level.and_then(rank);
    risks.iter().any(|r| r.mitigation.is_some() && (least.is_none() || rank(&r.level) >= least))
}
