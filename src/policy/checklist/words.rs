//! The words of checklists: phases, kinds of evidence, and what order means.

use serde::{Deserialize, Serialize};

/// Where in the course of a change a checklist belongs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before it is carried out.
    Pre,
    /// While it is carried out.
    During,
    /// After it was carried out.
    Post,
    /// While it is backed out.
    Rollback,
    /// When it is looked back on.
    Review,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 5] = [Self::Pre, Self::During, Self::Post, Self::Rollback, Self::Review];

    /// The word in packs, JSON and flags.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::During => "during",
            Self::Post => "post",
            Self::Rollback => "rollback",
            Self::Review => "review",
        }
    }

    /// The phase of a word; `deploy` and `deployment` stand for the carrying out itself.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "deploy" | "deployment" => Some(Self::During),
            _ => Self::ALL.into_iter().find(|p| p.word() == word),
        }
    }
}

/// A kind of evidence that an item takes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Pasted or typed text.
    Paste,
    /// The output of a command of the item's list.
    Command,
    /// A file.
    File,
    /// A link.
    Link,
}

impl Proof {
    /// All kinds, in the order of their digits on the screen.
    pub const ALL: [Self; 4] = [Self::Paste, Self::Command, Self::File, Self::Link];

    /// The word in packs, JSON and flags.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paste => "paste",
            Self::Command => "command",
            Self::File => "file",
            Self::Link => "link",
        }
    }
}

/// What becomes of an item that is signed before one above it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Nothing: the items have no order.
    Any,
    /// It is marked.
    #[default]
    Marked,
    /// It is refused.
    Strict,
}
