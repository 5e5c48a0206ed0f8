//! `--limit` and `--sort` of lists: one place for all that do not page through the register themselves.

use crate::base::text::visible;
use crate::cli::args::change::Change;
use crate::cli::args::register::Audit;
use crate::cli::args::{Common, Noun};
use crate::cli::failure::Failure;
use crate::cli::print::Answer;
use crate::cli::print::schema::Shape;
use serde_json::Value;
use std::cmp::Ordering;

/// Refuses an order or a number that a command could not keep to, before anything is done.
pub fn check(noun: &Noun, common: &Common, shape: Option<&Shape>) -> Result<(), Failure> {
    let given = [("--limit", common.limit.is_some()), ("--sort", common.sort.is_some())];
    let Some((flag, _)) = given.into_iter().find(|(_, given)| *given) else { return Ok(()) };
    let Some(shape) = shape.filter(|s| s.list) else {
        return Err(Failure::usage(format!("{flag}: this command gives no list"), format!("leave {flag} out")));
    };
    if own_order(noun) {
        return Ok(());
    }
    let Some(field) = common.sort.as_deref() else { return Ok(()) };
    if matches!(noun, Noun::Audit(Audit::Log(_))) {
        return Err(Failure::usage("--sort: the log is told from the newest entry on", "leave --sort out"));
    }
    if shape.fields.iter().all(|f| f.id != field) {
        let known = shape.fields.iter().map(|f| f.id).collect::<Vec<_>>().join(", ");
        let first = shape.fields.first().map_or("id", |f| f.id);
        let text = format!("--sort takes {known}, not \"{}\"", visible(field));
        return Err(Failure::usage(text, format!("--sort {first}")));
    }
    Ok(())
}

/// The queue has its own orders, which the register keeps.
const fn own_order(noun: &Noun) -> bool {
    matches!(noun, Noun::Change(Change::List(_)))
}

/// The answer in the order and number that were asked for.
pub fn arrange(answer: Answer, common: &Common) -> Answer {
    let Answer::List { mut items, next } = answer else { return answer };
    if let Some(field) = common.sort.as_deref() {
        items.sort_by(|a, b| order(a.get(field), b.get(field)));
    }
    if let Some(limit) = common.limit.filter(|l| *l > 0) {
        items.truncate(limit);
    }
    Answer::List { items, next }
}

/// By number, else by words and the number at their end (`CHG-2` before `CHG-10`); what is not there comes last.
fn order(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a.filter(|v| !v.is_null()), b.filter(|v| !v.is_null())) {
        (Some(a), Some(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => words(a).cmp(&words(b)),
        },
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

fn words(value: &Value) -> (String, u64) {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_lowercase);
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = text.get(stem.len()..).and_then(|n| n.parse().ok()).unwrap_or(0);
    (stem.to_owned(), number)
}
