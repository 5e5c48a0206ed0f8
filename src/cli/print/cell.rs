//! A value in a cell of a table: for people in local time, for pipes as it stands in JSON.

use super::schema::Kind;
use super::text::clean_line;
use crate::base::time::Moment;
use crate::text::words::moment;
use chrono_tz::Tz;
use serde_json::Value;

fn time(value: &Value) -> Option<Moment> {
    Moment::parse(value.as_str()?, chrono_tz::UTC).ok()
}

fn window(value: &Value) -> Option<(Moment, Moment)> {
    Some((time(value.get("from")?)?, time(value.get("to")?)?))
}

/// The cell as a program reads it: ISO times, lists by comma, nothing for null.
pub fn raw(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => clean_line(text),
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            items.iter().map(raw).collect::<Vec<_>>().join(",")
        }
        Value::Object(map) if map.len() == 2 => match (map.get("from"), map.get("to")) {
            (Some(Value::String(from)), Some(Value::String(to))) => format!("{}/{}", clean_line(from), clean_line(to)),
            _ => clean_line(&value.to_string()),
        },
        other => clean_line(&other.to_string()),
    }
}

/// The cell as a person reads it.
pub fn shown(value: &Value, kind: Kind, tz: Tz) -> String {
    match (kind, value) {
        (_, Value::Null) => "-".into(),
        (Kind::Time | Kind::MaybeTime, value) => time(value).map_or_else(|| raw(value), |t| moment::short(t, tz)),
        (Kind::Window, value) => {
            window(value).map_or_else(|| raw(value), |(from, to)| moment::window(from, to, tz, false))
        }
        (Kind::Yes, Value::Bool(yes)) => if *yes { "yes" } else { "no" }.into(),
        (Kind::Words, Value::Array(items)) if items.is_empty() => "-".into(),
        (Kind::Words, Value::Array(items)) => items.iter().map(raw).collect::<Vec<_>>().join(", "),
        (_, value) => raw(value),
    }
}
