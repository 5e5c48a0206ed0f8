//! `--template`: a Jinja template that is filled with the JSON document.

use super::Asked;
use super::text::clean;
use crate::cli::failure::Failure;
use minijinja::{Environment, Error, UndefinedBehavior};
use serde_json::Value;

/// Steps that a template may take: enough for a hundred thousand records, and an end to a loop without one.
const FUEL: u64 = 100_000_000;
const NAME: &str = "--template";

fn failed(error: &Error) -> Failure {
    let place = error.line().map_or_else(String::new, |line| format!(", line {line}"));
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Failure::usage(
        format!("{NAME}{place}: {what}"),
        "names are those of --json; a list has its rows in items: {% for c in items %}{{ c.id }}\\n{% endfor %}",
    )
}

fn environment(template: &str) -> Result<Environment<'_>, Failure> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    // A misspelt field must not look like an empty one.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_template(NAME, template).map_err(|e| failed(&e))?;
    Ok(environment)
}

/// As on the command line of gh: `\n` and `\t` stand for a line break and a tab.
fn unescape(template: &str) -> String {
    template.replace("\\n", "\n").replace("\\t", "\t")
}

/// Whether the template can be read.
pub fn check(template: &str) -> Result<(), Failure> {
    environment(&unescape(template)).map(|_| ())
}

/// The template filled with the document, tabs kept; nothing in the values can steer a terminal.
pub fn fill(asked: &Asked, document: &Value) -> Result<String, Failure> {
    let template = unescape(asked.template.as_deref().unwrap_or_default());
    let environment = environment(&template)?;
    let filled = environment
        .get_template(NAME)
        .and_then(|t| t.render(minijinja::Value::from(minijinja::value::Serde(document))))
        .map_err(|e| failed(&e))?;
    let mut out = filled.split('\t').map(clean).collect::<Vec<_>>().join("\t");
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    Ok(out)
}
