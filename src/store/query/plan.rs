//! The question that a list asks SQLite: what is filtered, in which order, and by which index it is found.

use super::queue::{Filter, Order, counts};
use crate::domain::change::states::State;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::borrow::Cow;

/// States are met often where more than one change in so many is in them.
const OFTEN: u64 = 8;

/// The column that an order sorts by, and whether it descends; the number breaks ties in the same direction.
fn column(order: Order) -> (Cow<'static, str>, bool) {
    match order {
        Order::Newest => ("no".into(), true),
        Order::Oldest => ("no".into(), false),
        Order::Risk => ("weight".into(), true),
        Order::Window => ("window_from".into(), false),
        Order::Updated => ("updated".into(), true),
        Order::Title => ("lower(title)".into(), false),
        Order::Owner => ("coalesce(lower(owner), char(1114111))".into(), false),
        Order::Type => ("type".into(), false),
        Order::State => {
            let whens = State::ALL.iter().enumerate().map(|(i, s)| format!(" WHEN '{}' THEN {i}", s.word()));
            (format!("CASE state{} END", whens.collect::<String>()).into(), false)
        }
    }
}

/// Whether an order goes by words, whose place in the list no number tells.
const fn by_words(order: Order) -> bool {
    matches!(order, Order::Title | Order::Owner | Order::State | Order::Type)
}

/// The question for the rows of a filter, with its values.
///
/// # Errors
/// Those of SQLite.
pub(super) fn statement(conn: &Connection, columns: &str, filter: &Filter) -> rusqlite::Result<(String, Vec<Value>)> {
    let found = frequency(conn, filter)?;
    // A plus sign keeps SQLite from an index.
    let (of_state, of_kind) = match found {
        Some(Found::Often) => ("+state", ""),
        Some(Found::Seldom) => ("state", "+"),
        None => ("state", ""),
    };
    let mut wheres: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        format!("?{}", values.len())
    };
    let (column, descends) = column(filter.order);
    let numbered = column == "no";
    if !filter.states.is_empty() {
        let decided = ["approved", "rejected", "deferred", "withdrawn"];
        // A decision stands in the table with how it was made.
        let how = |s: &String| match decided.contains(&s.as_str()) {
            true => vec![s.clone(), format!("{s}_with_conditions"), format!("{s}_elsewhere")],
            false => vec![s.clone()],
        };
        let list = filter.states.iter().flat_map(how).map(|s| bind(Value::Text(s))).collect::<Vec<_>>().join(",");
        let by_state = filter.states.iter().any(|s| !decided.contains(&s.as_str()));
        let by_decision = filter.states.iter().any(|s| decided.contains(&s.as_str()));
        wheres.push(match (by_state, by_decision) {
            (true, true) => format!("(state IN ({list}) OR decision IN ({list}))"),
            (false, true) => format!("decision IN ({list})"),
            _ => format!("{of_state} IN ({list})"),
        });
    }
    for (name, value) in [("type", &filter.change_type), ("risk", &filter.risk)] {
        if let Some(value) = value {
            wheres.push(format!("{of_kind}{name} = {}", bind(Value::Text(value.clone()))));
        }
    }
    if let Some(owner) = &filter.owner {
        let p = bind(Value::Text(owner.clone()));
        wheres.push(format!("(owner = {p} OR requester = {p})"));
    }
    let search = filter.search.as_deref().and_then(match_words);
    if let Some(query) = &search {
        wheres.push(format!("read_search MATCH {}", bind(Value::Text(query.clone()))));
    }
    // By number, the index of words is walked in order and stops at the limit; nothing is ranked or sorted.
    let (from, by) = match (&search, numbered) {
        (Some(_), true) => ("read_search CROSS JOIN read_changes ON no = read_search.rowid", "read_search.rowid"),
        (Some(_), false) => ("read_search CROSS JOIN read_changes ON no = read_search.rowid", "no"),
        (None, _) => ("read_changes", "no"),
    };
    let descends = descends != filter.backwards;
    if let Some((key, after)) = filter.after {
        let sign = if descends { "<" } else { ">" };
        wheres.push(if numbered {
            format!("{by} {sign} {}", bind(Value::Integer(i64::from(after))))
        } else if by_words(filter.order) {
            let n = bind(Value::Integer(i64::from(after)));
            format!("({column}, no) {sign} ((SELECT {column} FROM read_changes WHERE no = {n}), {n})")
        } else {
            let (k, n) = (bind(Value::Integer(key)), bind(Value::Integer(i64::from(after))));
            format!("({column}, no) {sign} ({k}, {n})")
        });
    }
    let direction = if descends { "DESC" } else { "ASC" };
    let order = if numbered { format!("{by} {direction}") } else { format!("{column} {direction}, no {direction}") };
    let wheres = if wheres.is_empty() { String::new() } else { format!(" WHERE {}", wheres.join(" AND ")) };
    let limit = if filter.limit == 0 { String::new() } else { format!(" LIMIT {}", filter.limit) };
    Ok((format!("SELECT {columns} FROM {from}{wheres} ORDER BY {order}{limit}"), values))
}

/// How often a walk through the list in its order meets the states that are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Found {
    /// Often: the walk finds them soon, and nothing need be gathered and sorted.
    Often,
    /// Seldom: they are gathered by their state, whatever else is asked for.
    Seldom,
}

/// Nothing where the list has no order that can be walked, or is found by other things than states.
fn frequency(conn: &Connection, filter: &Filter) -> rusqlite::Result<Option<Found>> {
    let states = !filter.states.is_empty() && filter.states.iter().all(|s| State::of(s).is_some());
    if !states || filter.search.is_some() || by_words(filter.order) {
        return Ok(None);
    }
    let counts = counts(conn)?;
    let all: u64 = counts.iter().map(|(_, n)| n).sum();
    let asked: u64 = counts.iter().filter(|(state, _)| filter.states.contains(state)).map(|(_, n)| n).sum();
    Ok(Some(if asked * OFTEN > all { Found::Often } else { Found::Seldom }))
}

/// The words of a search as an FTS5 query: each must be there, as a beginning; punctuation separates words.
#[must_use]
pub fn match_words(text: &str) -> Option<String> {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| format!("\"{w}\"*")).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
