//! Conditions as a pack holds them: mostly empty, so that their parts lie apart.

use super::rule::Parts;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

/// A condition: every part that is given must hold. An empty condition always holds.
///
/// Most conditions of a pack are empty and the parts of one are many, so that they lie apart: a pack is read in less memory,
/// and that is time at every start.
#[derive(Clone, Default)]
pub struct When(Option<Box<Parts>>);

impl Deref for When {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        static EMPTY: LazyLock<Parts> = LazyLock::new(Parts::default);
        self.0.as_deref().unwrap_or_else(|| &EMPTY)
    }
}

impl DerefMut for When {
    fn deref_mut(&mut self) -> &mut Parts {
        self.0.get_or_insert_default()
    }
}

impl When {
    /// What it asks for; nothing where that is nothing.
    #[must_use]
    pub fn parts(&self) -> Option<&Parts> {
        self.0.as_deref()
    }

    /// A condition that holds where this one does, or another.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        if self == *other {
            return self;
        }
        if self.0.is_none() || other.0.is_none() {
            return Self::default();
        }
        Parts { any: vec![self, other.clone()], ..Parts::default() }.into()
    }
}

impl From<Parts> for When {
    fn from(parts: Parts) -> Self {
        Self((parts != Parts::default()).then(|| Box::new(parts)))
    }
}

impl PartialEq for When {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_none() && other.0.is_none() || **self == **other
    }
}

impl Eq for When {}

impl std::fmt::Debug for When {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Parts::serialize(self, to)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // What is written down is hardly ever empty, and looking whether it is costs as much as reading it.
        Parts::deserialize(from).map(|parts| Self(Some(Box::new(parts))))
    }
}
