//! JSON values as YAML: block style, every string quoted as in JSON, which YAML 1.2 reads unchanged.

use serde_json::Value;
use std::fmt::Write;

/// A document with its marker.
pub fn document(value: &Value) -> String {
    let mut out = String::from("---\n");
    write(&mut out, value, 0);
    out
}

fn write(out: &mut String, value: &Value, depth: usize) {
    let pad = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                let _ = write!(out, "{pad}{}:", Value::String(key.clone()));
                below(out, value, depth);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let _ = write!(out, "{pad}-");
                below(out, item, depth);
            }
        }
        scalar => {
            let _ = writeln!(out, "{pad}{scalar}");
        }
    }
}

/// What stands after a key or a dash: a scalar on the same line, a block below it.
fn below(out: &mut String, value: &Value, depth: usize) {
    let block = match value {
        Value::Object(map) => !map.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if block {
        out.push('\n');
        write(out, value, depth + 1);
    } else {
        let _ = writeln!(out, " {value}");
    }
}
