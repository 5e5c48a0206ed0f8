//! Names and values in two layers: what many judgements share lies below, what one of them sets lies upon it.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Values with their names, found by the hash of the name.
type Named<T> = HashTable<(String, T)>;

/// A map upon another that is shared: what is set here hides what lies below, and so does what is removed. Both are
/// looked through by one hash of a name, which is most of the work.
#[derive(Clone, Debug)]
pub struct Layer<T> {
    below: Arc<Named<T>>,
    own: Named<Option<T>>,
}

/// The names are the program's and its packs', and the same hash each time keeps runs alike.
fn hash(name: &str) -> u64 {
    FixedState::default().hash_one(name)
}

fn found<'t, T>(table: &'t Named<T>, hash: u64, name: &str) -> Option<&'t T> {
    table.find(hash, |(known, _)| known == name).map(|(_, value)| value)
}

fn put<T>(table: &mut Named<T>, at: u64, name: String, value: T) {
    table.insert_unique(at, (name, value), |(name, _)| hash(name));
}

/// A name of parts, such as `field.` and the id of a field.
#[must_use]
pub fn named<const N: usize>(parts: [&str; N]) -> String {
    parts.concat()
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
        self.own.reserve(more, |(name, _)| hash(name));
    }

    /// The value under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&T> {
        self.at(hash(name), name)
    }

    fn at(&self, hash: u64, name: &str) -> Option<&T> {
        match found(&self.own, hash, name) {
            Some(own) => own.as_ref(),
            None => found(&self.below, hash, name),
        }
    }

    /// Whether there is a value under a name.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Takes the value under a name away.
    pub fn remove(&mut self, name: &str) {
        let hash = hash(name);
        if let Ok(own) = self.own.find_entry(hash, |(known, _)| known == name) {
            own.remove();
        }
        if found(&self.below, hash, name).is_some() {
            put(&mut self.own, hash, name.to_owned(), None);
        }
    }

    /// All names with their values; in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        let own = self.own.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?)));
        let hidden = |name: &str| found(&self.own, hash(name), name).is_some();
        own.chain(self.below.iter().filter(move |(name, _)| !hidden(name)).map(|(name, value)| (name.as_str(), value)))
    }
}

impl<T: PartialEq> Layer<T> {
    /// Sets the value under a name. What is there already is not laid upon itself.
    pub fn insert(&mut self, name: impl Into<String> + AsRef<str>, value: T) {
        let hash = hash(name.as_ref());
        if self.at(hash, name.as_ref()) != Some(&value) {
            self.set(hash, name, value);
        }
    }

    /// Sets the value under a name, which is only made where another one, or none, is there.
    pub fn lay(
        &mut self,
        name: impl Into<String> + AsRef<str>,
        same: impl FnOnce(&T) -> bool,
        value: impl FnOnce() -> T,
    ) {
        let hash = hash(name.as_ref());
        if !self.at(hash, name.as_ref()).is_some_and(same) {
            self.set(hash, name, value());
        }
    }

    fn set(&mut self, hash: u64, name: impl Into<String> + AsRef<str>, value: T) {
        match self.own.find_mut(hash, |(known, _)| known == name.as_ref()) {
            Some((_, own)) => *own = Some(value),
            None => put(&mut self.own, hash, name.into(), Some(value)),
        }
    }

    /// Sets many values.
    pub fn extend<N: Into<String> + AsRef<str>>(&mut self, values: impl IntoIterator<Item = (N, T)>) {
        values.into_iter().for_each(|(name, value)| self.insert(name, value));
    }
}

impl<T: Clone> Layer<T> {
    /// Becomes another one, in the room that it has: a table that is made anew for each of many costs more than what is in it.
    pub fn become_like(&mut self, other: &Self) {
        self.below = Arc::clone(&other.below);
        self.own.clear();
        for (name, value) in &other.own {
            put(&mut self.own, hash(name), name.clone(), value.clone());
        }
    }

    /// All of it as values that can be shared.
    #[must_use]
    pub fn shared(&self) -> Arc<Named<T>> {
        let mut all = Named::default();
        for (name, value) in self.iter() {
            put(&mut all, hash(name), name.to_owned(), value.clone());
        }
        Arc::new(all)
    }
}
