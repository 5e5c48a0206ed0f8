//! The JSON Schema of packs, traced through the very types that read them, so that it cannot lag behind.
//!
//! Each run asks the types to read themselves from a source that has nothing to give but one path of keys; what is
//! asked for at its end is the schema of that place. Structures become definitions, and their own fields are traced in
//! further runs.

use super::pack::Pack;
use serde::de::value::{BorrowedStrDeserializer, UsizeDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};
use serde_json::{Map, Value, json};
use std::fmt;

/// The name under which `toml` asks for a value with its place.
const SPANNED: &str = "$__serde_spanned_private_Spanned";

/// The JSON Schema (draft 2020-12) of a pack file.
#[must_use]
pub fn schema() -> Value {
    let mut trace = Trace::default();
    trace.run::<Pack>(&[]);
    let mut next = 0;
    while let Some((path, fields)) = trace.found.get(next).map(|d| (d.path.clone(), d.fields)) {
        for field in fields {
            let path: Vec<_> = path.iter().copied().chain([*field]).collect();
            trace.run::<Pack>(&path);
        }
        next += 1;
    }
    let mut definitions = Map::new();
    for found in trace.found {
        let properties: Map<_, _> = found.properties.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        let object = json!({"type": "object", "additionalProperties": false, "properties": properties});
        definitions.insert(found.name.to_owned(), object);
    }
    let mut root = definitions.remove("Pack").unwrap_or_else(|| json!({"type": "object"}));
    if let Some(root) = root.as_object_mut() {
        root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        root.insert("title".into(), "quorate policy pack".into());
        root.insert("required".into(), json!(["schema", "name", "title"]));
        root.insert("$defs".into(), Value::Object(definitions));
    }
    root
}

/// A structure that was met, and the keys that lead to it.
struct Found {
    name: &'static str,
    fields: &'static [&'static str],
    path: Vec<&'static str>,
    properties: Vec<(&'static str, Value)>,
}

#[derive(Default)]
struct Trace {
    found: Vec<Found>,
}

impl Trace {
    /// Follows the keys and writes down what stands at their end.
    fn run<'de, T: Deserialize<'de>>(&mut self, path: &[&'static str]) {
        let place = Place { trace: self, path, left: path, within: None, around: Vec::new() };
        // There is nothing to read, so every run ends early; what it was for has been written down by then.
        let _ = T::deserialize(place);
    }
}

/// Reading ends here.
#[derive(Debug)]
struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("traced")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// What stands around a value, from outside in.
#[derive(Clone, Copy)]
enum Around {
    List,
    Table,
}

/// A place on the way: the keys that are still to be followed, and the field whose schema is sought.
struct Place<'t> {
    trace: &'t mut Trace,
    path: &'t [&'static str],
    left: &'t [&'static str],
    within: Option<(&'static str, &'static str)>,
    around: Vec<Around>,
}

impl Place<'_> {
    /// Writes the schema of the place down.
    fn is(self, leaf: Value) -> Stop {
        let schema = self.around.iter().rev().fold(leaf, |inner, around| match around {
            Around::List => json!({"type": "array", "items": inner}),
            Around::Table => json!({"type": "object", "additionalProperties": inner}),
        });
        if let Some((name, field)) = self.within
            && let Some(found) = self.trace.found.iter_mut().find(|d| d.name == name)
            && found.properties.iter().all(|(known, _)| *known != field)
        {
            found.properties.push((field, schema));
        }
        Stop
    }
}

macro_rules! leaves {
    ($($method:ident => $leaf:tt),+ $(,)?) => {$(
        fn $method<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
            Err(self.is(json!($leaf)))
        }
    )+};
}

impl<'de> Deserializer<'de> for Place<'_> {
    type Error = Stop;

    leaves!(
        // Values that may be written as one word or several.
        deserialize_any => {"type": ["string", "integer", "array"]},
        deserialize_bool => {"type": "boolean"},
        deserialize_i8 => {"type": "integer"},
        deserialize_i16 => {"type": "integer"},
        deserialize_i32 => {"type": "integer"},
        deserialize_i64 => {"type": "integer"},
        deserialize_u8 => {"type": "integer", "minimum": 0},
        deserialize_u16 => {"type": "integer", "minimum": 0},
        deserialize_u32 => {"type": "integer", "minimum": 0},
        deserialize_u64 => {"type": "integer", "minimum": 0},
        deserialize_f64 => {"type": "number"},
        deserialize_str => {"type": "string"},
        deserialize_string => {"type": "string"},
    );

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Stop> {
        self.around.push(Around::List);
        visitor.visit_seq(Inner(Some(self)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Stop> {
        self.around.push(Around::Table);
        visitor.visit_map(Keyed { keys: vec!["x"], place: Some(self) })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Stop> {
        Err(self.is(json!({"enum": variants})))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if name == SPANNED {
            let keys = fields.iter().rev().copied().collect();
            return visitor.visit_map(Keyed { keys, place: Some(self) });
        }
        let Place { trace, path, left, .. } = self;
        if let Some((field, rest)) = left.split_first() {
            let place = Place { trace, path, left: rest, within: Some((name, *field)), around: Vec::new() };
            return visitor.visit_map(Keyed { keys: vec![*field], place: Some(place) });
        }
        if trace.found.iter().all(|d| d.name != name) {
            trace.found.push(Found { name, fields, path: path.to_vec(), properties: Vec::new() });
        }
        let place = Place { trace, path, left, within: self.within, around: self.around };
        Err(place.is(json!({"$ref": format!("#/$defs/{name}")})))
    }

    forward_to_deserialize_any! {
        i128 u128 f32 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

/// The one element of a list.
struct Inner<'t>(Option<Place<'t>>);

impl<'de> SeqAccess<'de> for Inner<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        self.0.take().map(|place| seed.deserialize(place)).transpose()
    }
}

/// Keys of a table, the last first; the value of the last one is the place. A value with its place has its start and
/// end before it, which are numbers.
struct Keyed<'t> {
    keys: Vec<&'static str>,
    place: Option<Place<'t>>,
}

impl<'de> MapAccess<'de> for Keyed<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        self.keys.pop().map(|key| seed.deserialize(BorrowedStrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        match self.place.take_if(|_| self.keys.is_empty()) {
            Some(place) => seed.deserialize(place),
            None => seed.deserialize(UsizeDeserializer::new(0)),
        }
    }
}
