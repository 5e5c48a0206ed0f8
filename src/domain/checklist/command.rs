//! What may be asked of the checklists of a change.

use crate::base::ids::PersonId;
use crate::policy::checklist::Proof;
use serde::{Deserialize, Serialize};

/// To a checklist of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ChecklistCommand {
    /// The checklist; the one that the change is at when none is named. A first act on it opens it.
    pub list: Option<String>,
    /// What is asked.
    pub act: ListAct,
}

/// What may be asked of a checklist.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListAct {
    /// Open it, or open it again once it has failed.
    Open,
    /// Tick items, or sign them as a further person.
    Tick {
        /// Their numbers, from 1.
        items: Vec<u32>,
        /// What is said, or which answer is given.
        note: Option<String>,
    },
    /// Sign an item as a further person on the actor's terminal. Whoever asks has seen the code of that person.
    SignHere {
        /// Its number.
        item: u32,
        /// Who signs.
        signer: PersonId,
    },
    /// Add evidence to an item and, unless it is only to be kept, tick it.
    Prove {
        /// Its number.
        item: u32,
        /// The evidence.
        proof: NewProof,
        /// Whether it is ticked with it.
        tick: bool,
    },
    /// Say that an item failed.
    Fail {
        /// Its number.
        item: u32,
        /// What follows: `retry`, `waive` or `back_out`.
        then: String,
        /// What happened.
        reason: Option<String>,
    },
    /// Counter-sign that a failed item is waived.
    Waive {
        /// Its number.
        item: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Say that an item does not apply.
    Skip {
        /// Its number.
        item: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Take back what one has last recorded on an item.
    Retract {
        /// Its number.
        item: u32,
        /// Why.
        reason: Option<String>,
    },
    /// Hand the list over to the next shift.
    HandOver {
        /// To whom.
        to: PersonId,
        /// What there is to know.
        note: Option<String>,
    },
    /// Take the list over, reading back how it stands.
    TakeOver {
        /// What was read back.
        read_back: String,
    },
}

/// Evidence as it is given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NewProof {
    /// What kind.
    pub kind: Proof,
    /// Where it came from: the command, the name of the file, the link.
    pub origin: String,
    /// Exit code of the command.
    pub exit: Option<i32>,
    /// The body, secrets masked.
    pub body: String,
    /// How many secrets were masked.
    pub masked: u32,
}

impl NewProof {
    /// Evidence without an exit code.
    #[must_use]
    pub fn of(kind: Proof, origin: &str, body: String) -> Self {
        Self { kind, origin: origin.to_owned(), exit: None, body, masked: 0 }
    }

    /// A text that was pasted or typed.
    #[must_use]
    pub fn pasted(body: String) -> Self {
        Self::of(Proof::Paste, "pasted", body)
    }

    /// A file by its name.
    #[must_use]
    pub fn file(name: &str, body: String) -> Self {
        Self::of(Proof::File, name, body)
    }

    /// A link.
    #[must_use]
    pub fn link(link: &str) -> Self {
        Self::of(Proof::Link, link, link.to_owned())
    }
}

impl ListAct {
    /// The items that it is about.
    #[must_use]
    pub fn items(&self) -> Vec<u32> {
        match self {
            Self::Tick { items, .. } => items.clone(),
            Self::SignHere { item, .. }
            | Self::Prove { item, .. }
            | Self::Fail { item, .. }
            | Self::Waive { item, .. }
            | Self::Skip { item, .. }
            | Self::Retract { item, .. } => vec![*item],
            Self::Open | Self::HandOver { .. } | Self::TakeOver { .. } => Vec::new(),
        }
    }
}
