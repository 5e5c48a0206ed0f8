//! Fields of a request from flags and from TOML or JSON files.

use crate::base::text::visible;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::session::Session;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;

/// Reads a TOML or JSON file of fields.
pub fn file(session: &Session, path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let text = files::read(path, &session.options)?;
    parse(&text, &path.display().to_string())
}

/// Reads fields from a text; one that begins with `{` is JSON, any other TOML.
pub fn parse(text: &str, name: &str) -> Result<Vec<(String, String)>, Failure> {
    let text = text.trim_start_matches('\u{FEFF}');
    let map: Map<String, Value> = if text.trim_start().starts_with('{') {
        let read = serde_json::from_str::<Once>(text).map_err(|e| {
            let what = e.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            Failure::usage(format!("{name}, line {}, column {}: {what}", e.line(), e.column()), "correct the JSON")
        })?;
        match read.0 {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    } else {
        toml::from_str(text).map_err(|e: toml::de::Error| {
            Failure::usage(format!("{name}: {}", e.to_string().trim_end()), "correct the TOML")
        })?
    };
    let mut fields = Vec::new();
    for (key, value) in map {
        match (key.as_str(), value) {
            // `[fields]` groups what `change view --json` gives under the same name.
            ("fields", Value::Object(inner)) => {
                for (key, value) in inner {
                    fields.push((key.clone(), word(name, &key, value)?));
                }
            }
            // What an export says about itself is no field of the request.
            ("schema" | "id" | "revision" | "unfit", _) => {}
            (_, Value::Null) => {}
            (_, value) => fields.push((key.clone(), word(name, &key, value)?)),
        }
    }
    Ok(fields)
}

/// A JSON value in which no object names a field twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reading).map(Self)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("\"{key}\" stands here twice")));
            }
            map.insert(key, from.next_value::<Once>()?.0);
        }
        Ok(Value::Object(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Once(item)) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(yes.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }
}

fn word(name: &str, key: &str, value: Value) -> Result<String, Failure> {
    let refuse =
        || Failure::usage(format!("{name}: {key} is neither text, number, yes or no, nor a list"), "write it as text");
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Bool(yes) => if yes { "yes" } else { "no" }.into(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let words: Result<Vec<_>, _> = items.into_iter().map(|item| word(name, key, item)).collect();
            words?.join(",")
        }
        Value::Object(map) => match (map.get("from"), map.get("to")) {
            (Some(Value::String(from)), Some(Value::String(to))) => format!("{from}/{to}"),
            _ => return Err(refuse()),
        },
    })
}

/// The fields that flags give: those of `--set` and those that have a flag of their own. A field that is given twice is
/// refused, since nobody can tell which of the two is meant.
pub fn of_flags(set: &[(String, String)], own: &[(&str, Option<&String>)]) -> Result<Vec<(String, String)>, Failure> {
    let mut all: Vec<(String, String)> = Vec::new();
    let own = own.iter().filter_map(|(id, value)| Some(((*id).to_owned(), (*value)?.clone())));
    for (id, value) in set.iter().cloned().chain(own) {
        if let Some((_, first)) = all.iter().find(|(known, _)| *known == id) {
            let (first, then) = (visible(first), visible(&value));
            let text = format!("--set {id}: the field is given twice, as \"{first}\" and as \"{then}\"");
            let hint = format!("give it once; several values stand in one, with commas: --set {id}=A,B");
            return Err(Failure::usage(text, hint));
        }
        all.push((id, value));
    }
    Ok(all)
}

/// What a flag that may be repeated gives by name: a rating, a finding, a figure. A name that is given twice is refused.
pub fn once(flag: &str, what: &str, given: &[(String, String)]) -> Result<Vec<(String, String)>, Failure> {
    for (i, (id, first)) in given.iter().enumerate() {
        if let Some((_, then)) = given.iter().skip(i + 1).find(|(other, _)| other == id) {
            let (first, then) = (visible(first), visible(then));
            let text = format!("{flag} {id}: the {what} is given twice, as \"{first}\" and as \"{then}\"");
            return Err(Failure::usage(text, format!("give it once: {flag} {id}={then}")));
        }
    }
    Ok(given.to_vec())
}

/// Lays further fields over some: the later value of a field wins.
pub fn lay(fields: &mut Vec<(String, String)>, over: impl IntoIterator<Item = (String, String)>) {
    for (id, value) in over {
        match fields.iter_mut().find(|(known, _)| *known == id) {
            Some((_, have)) => *have = value,
            None => fields.push((id, value)),
        }
    }
}

/// Takes a field out.
pub fn take(fields: &mut Vec<(String, String)>, id: &str) -> Option<String> {
    let at = fields.iter().position(|(known, _)| known == id)?;
    Some(fields.remove(at).1)
}
