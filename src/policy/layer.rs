//! Names and values in two layers: what many judgements share lies below, what one of them sets lies upon it.

use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Values by name; the names are the program's and its packs', and the same hash each time keeps runs alike.
type Named<T> = HashMap<String, T, FixedState>;

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
            self.own.insert(name.to_owned(), None);
        } else {
            self.own.remove(name);
        }
    }

    /// All names with their values; in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        let own = self.own.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        own.chain(self.below.iter().filter(|(name, _)| !self.own.contains_key(*name)))
    }
}

impl<T: PartialEq> Layer<T> {
    /// Sets the value under a name. What is there already is not laid upon itself.
    pub fn insert(&mut self, name: String, value: T) {
        if self.get(&name) != Some(&value) {
            self.own.insert(name, Some(value));
        }
    }

    /// Sets many values.
    pub fn extend(&mut self, values: impl IntoIterator<Item = (String, T)>) {
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
        Arc::new(self.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}
