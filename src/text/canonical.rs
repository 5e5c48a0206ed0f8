//! JSON in one form only, so that a digest of it means one document: RFC 8785 for values without fractions.

use serde_json::Value;
use std::collections::BTreeMap;

/// A value in canonical form: no white space, members in the order of their names (by UTF-16, as the RFC has it).
#[must_use]
pub fn json(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<Vec<u16>, (&String, &Value)> =
                map.iter().map(|(name, value)| (name.encode_utf16().collect(), (name, value))).collect();
            out.push('{');
            for (i, (name, value)) in sorted.into_values().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}
