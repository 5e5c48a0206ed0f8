//! Whatever goes wrong on the command line, and how it is reported: one JSON object or a few words on stderr.

use super::exit::Exit;
use super::print::text::clean;
use crate::app::App;
use crate::app::error::AppError;
use crate::text::words::refusal;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::Write;

/// Whatever goes wrong on the command line.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The application's answer.
    #[error(transparent)]
    App(#[from] AppError),
    /// Input that cannot be used: what is wrong, and what to do.
    #[error("{text}")]
    Usage { text: String, hint: String },
    /// `--json` with a field that the output does not have.
    #[error("there is no field \"{unknown}\" in {schema}; its fields are {}", .fields.join(", "))]
    Fields { unknown: String, schema: &'static str, fields: Vec<&'static str> },
    /// Reading or writing failed.
    #[error("{what}: {cause}")]
    Io { what: String, cause: std::io::Error },
    /// The jq expression cannot be used.
    #[error("jq: {0}")]
    Jq(String),
}

impl Failure {
    /// Input that cannot be used.
    pub fn usage(text: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { text: text.into(), hint: hint.into() }
    }

    /// Reading or writing failed.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |cause| Self::Io { what, cause }
    }

    /// Whether the reader of the output went away, which is no failure.
    fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io { cause, .. } if cause.kind() == std::io::ErrorKind::BrokenPipe)
    }

    /// How the program ends with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::App(error) => Exit::Code(error.code()),
            Self::Usage { .. } | Self::Fields { .. } | Self::Jq(_) => Exit::Usage,
            Self::Io { .. } if self.is_closed_pipe() => Exit::Done,
            Self::Io { .. } => Exit::Failed,
        }
    }

    /// Writes it to stderr, unless a reader of the output merely went away.
    pub fn report(&self, as_json: bool) -> Exit {
        if !self.is_closed_pipe() {
            let text = if as_json { format!("{}\n", self.document()) } else { self.words() };
            // Nobody is left to tell when stderr is closed too.
            let _ = std::io::stderr().lock().write_all(text.as_bytes());
        }
        self.exit()
    }

    /// The error document.
    pub fn document(&self) -> Value {
        let code = self.exit().code();
        let text = clean(&self.to_string());
        match self {
            Self::App(AppError::Refused(refused)) => {
                let clause = |id: &String| {
                    let (section, text) = App::clause_text(id).unwrap_or_default();
                    json!({"id": id, "section": section, "text": text})
                };
                let missing = refused.missing.iter();
                let mut document = json!({
                    "schema": "quorate.refusal/1",
                    "error": refused.kind.error(),
                    "code": code,
                    "refusal": refused.kind.word(),
                    "text": text,
                    "clauses": refused.clauses().iter().map(clause).collect::<Vec<_>>(),
                    "settings": refusal::settings(refused),
                    "would_change": refusal::remedies(refused),
                    "reasons": refused.reasons.iter().map(|r| json!({
                        "rule": r.rule, "text": r.text, "clauses": r.clauses, "settings": r.settings, "remedy": r.remedy,
                    })).collect::<Vec<_>>(),
                    "missing": missing.map(|m| json!({
                        "field": m.field, "text": m.text, "clauses": m.clauses,
                    })).collect::<Vec<_>>(),
                    "hint": refusal::remedies(refused).first(),
                });
                if let (Some((id, have, want)), Some(map)) = (&refused.moved, document.as_object_mut()) {
                    map.extend([("id".into(), json!(id)), ("have".into(), json!(have)), ("want".into(), json!(want))]);
                }
                document
            }
            Self::App(error) => {
                let mut document = plain(error.word(), code, &text, &error.hint());
                if let (AppError::Stopped { sheet, trial, .. }, Some(map)) = (error, document.as_object_mut()) {
                    map.insert("import".into(), super::print::register::import(sheet, *trial).unwrap_or_default());
                }
                if let (AppError::Pack { findings, .. }, Some(map)) = (error, document.as_object_mut()) {
                    let found = findings.iter().map(|f| json!({
                        "error": f.error, "line": f.line, "column": f.column, "text": f.text, "clauses": f.clauses,
                    })).collect();
                    map.insert("findings".into(), Value::Array(found));
                }
                document
            }
            Self::Fields { fields, .. } => {
                let mut document = plain("usage", code, &text, "choose among these fields");
                if let Some(map) = document.as_object_mut() {
                    map.insert("fields".into(), json!(fields));
                }
                document
            }
            Self::Usage { hint, .. } => plain("usage", code, &text, hint),
            Self::Jq(_) => plain("usage", code, &text, "correct the expression after --jq"),
            Self::Io { .. } => plain("io", code, &text, ""),
        }
    }

    /// The error in words.
    pub fn words(&self) -> String {
        let mut lines: Vec<String> = Vec::new();
        match self {
            Self::App(AppError::Refused(refused)) => {
                lines.extend(refusal::lines(refused, &App::clause_text));
                if let Some(first) = lines.first_mut() {
                    let head = if refused.kind.refuses() { "refused" } else { "quorate" };
                    *first = format!("{head}: {first}");
                }
            }
            Self::App(AppError::Pack { name, findings }) => {
                lines.push(format!("quorate: {self}"));
                for f in findings {
                    lines.push(format!("  {name}:{}:{}: {}", f.line, f.column, f.text));
                }
            }
            other => {
                lines.push(format!("quorate: {other}"));
                if let Self::App(AppError::Stopped { sheet, .. }) = other {
                    lines.extend(super::print::register::import_lines(sheet, "record"));
                }
                let hint = match other {
                    Self::App(error) => error.hint(),
                    Self::Usage { hint, .. } => hint.clone(),
                    _ => String::new(),
                };
                if !hint.is_empty() {
                    lines.push(format!("  {hint}"));
                }
            }
        }
        lines.iter().map(|l| format!("{}\n", clean(l))).collect()
    }
}

/// The document of an error that is no refusal: the same fields, so that a script reads both alike.
fn plain(error: &str, code: u8, text: &str, hint: &str) -> Value {
    let hint = Some(clean(hint)).filter(|h| !h.is_empty());
    json!({
        "schema": "quorate.refusal/1", "error": error, "code": code, "refusal": Value::Null, "text": text,
        "clauses": [], "settings": [], "would_change": hint.iter().collect::<Vec<_>>(), "reasons": [], "missing": [],
        "hint": hint,
    })
}

/// What clap says from the form of the command on: a guess of its own about what was meant would contradict what is told.
fn from_usage(text: &str) -> &str {
    text.find("Usage:").and_then(|at| text.get(at..)).unwrap_or_default()
}

/// Reports what clap found: help and version on stdout with 0, everything else on stderr with 2.
pub fn usage(error: &clap::Error, args: &[OsString]) -> Exit {
    if !error.use_stderr() {
        // Help into a closed pipe is no failure.
        let _ = error.print();
        return Exit::Done;
    }
    if super::wants_json(args) {
        let text = error.to_string();
        let text = text.trim().trim_start_matches("error: ");
        // What is missing stands in lines of its own, up to an empty one.
        let (what, rest) = text.split_once("\n\n").unwrap_or((text, ""));
        let what: Vec<&str> = what.lines().map(str::trim).collect();
        let what = what.join(", ").replace(":, ", ": ");
        let elsewhere = super::lacking::elsewhere(error, args);
        let rest = if elsewhere.is_some() { from_usage(rest) } else { rest };
        let what = elsewhere.as_ref().map_or(what, |(text, _)| text.clone());
        let example = super::lacking::told(error, args).or(elsewhere);
        let example = example.map(|(_, example)| format!("{example}\n\n")).unwrap_or_default();
        let hint = format!("{example}{}", rest.trim());
        let document = plain("usage", Exit::Usage.code(), &clean(&what), &hint);
        let _ = writeln!(std::io::stderr().lock(), "{document}");
    } else if let Some((lacks, example)) =
        super::lacking::told(error, args).or_else(|| super::lacking::elsewhere(error, args))
    {
        let usage = error.to_string();
        let usage = from_usage(&usage);
        let _ = write!(std::io::stderr().lock(), "error: {lacks}\n  {example}\n\n{usage}");
    } else {
        let _ = error.print();
    }
    Exit::Usage
}
