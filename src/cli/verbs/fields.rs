//! Fields of a request from flags and from TOML or JSON files.

use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::session::Session;
use serde_json::{Map, Value};
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
        serde_json::from_str(text).map_err(|e| {
            Failure::usage(format!("{name}, line {}, column {}: {e}", e.line(), e.column()), "correct the JSON")
        })?
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
            ("schema" | "id" | "revision", _) => {}
            (_, Value::Null) => {}
            (_, value) => fields.push((key.clone(), word(name, &key, value)?)),
        }
    }
    Ok(fields)
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
