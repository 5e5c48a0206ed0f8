//! Names and values in two layers: what many judgements share lies below, what one of them sets lies upon it.

use compact_str::CompactString;
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A name; most are short enough to take no memory of their own.
pub type Name = CompactString;

/// Values by name; the names are the program's and its packs', and the same hash each time keeps runs alike.
type Named<T> = HashMap<Name, T, FixedState>;

/// A name of parts, such as `field.` and the id of a field.
#[must_use]
pub fn named<const N: usize>(parts: [&str; N]) -> Name {
    let mut name = Name::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.into_iter().for_each(|part| name.push_str(part));
    name
}

/// A map upon another that is shared: what is set here hides what lies below, and so does what is removed.
#[derive(Clone, Debug)]
pub struct Layer<T> {
    below: Arc<Named<T>>,
    own: Named<Option<T>>,
}

impl<T> Default for Layer<T> {
    fn default() -> Self {
        Self { below: Arc::default(), own: Named::default() }
    }
}

impl<T: PartialEq> PartialEq for Layer<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().collect::<BTreeMap<_, _>>() == other.iter().collect::<BTreeMap<_, _>>()
    }
}

impl<T: Eq> Eq for Layer<T> {}

impl<T> Layer<T> {
    /// An empty layer upon values that are shared.
    #[must_use]
    pub fn over(below: Arc<Named<T>>) -> Self {
        Self { below, own: Named::default() }
    }

    /// Makes room for as many values more, so that they are not moved one growth after another.
    pub fn reserve(&mut self, more: usize) {
        self.own.reserve(more);
    }

    /// The value under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        match self.own.get(name) {
            Some(own) => own.as_ref(),
            None => self.below.get(name),
        }
    }

    /// Whether there is a value under a name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Takes the value under a name away.
    pub fn remove(&mut self, name: &str) {
        if self.below.contains_key(name) {
            self.own.insert(name.into(), None);
        } else {
            self.own.remove(name);
        }
    }

    /// All names with their values; in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        let own = self.own.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)));
        let below = self.below.iter().filter(|(name, _)| !self.own.contains_key(*name));
        own.chain(below.map(|(name, value)| (name.as_str(), value)))
    }
}

impl<T: PartialEq> Layer<T> {
    /// Sets the value under a name. What is there already is not laid upon itself.
    pub fn insert(&mut self, name: impl Into<Name> + AsRef<str>, value: T) {
        if self.get(name.as_ref()) != Some(&value) {
            self.own.insert(name.into(), Some(value));
        }
    }

    /// Sets many values.
    pub fn extend<N: Into<Name> + AsRef<str>>(&mut self, values: impl IntoIterator<Item = (N, T)>) {
        values.into_iter().for_each(|(name, value)| self.insert(name, value));
    }
}

impl<T: Clone> Layer<T> {
    /// Becomes another one, in the room that it has: a table that is made anew for each of many costs more than what is in it.
    pub fn become_like(&mut self, other: &Self) {
        self.below = Arc::clone(&other.below);
        self.own.clear();
        self.own.extend(other.own.iter().map(|(name, value)| (name.clone(), value.clone())));
    }

    /// All of it as values that can be shared.
    #[must_use]
    pub fn shared(&self) -> Arc<Named<T>> {
        Arc::new(self.iter().map(|(name, value)| (name.into(), value.clone())).collect())
    }
}
