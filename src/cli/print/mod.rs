//! Answers on their way out: one complete document or list, in the form that was asked for.

pub mod ballot;
pub mod catalogue;
pub mod cell;
pub mod change;
pub mod checklist;
mod course;
pub mod difference;
pub mod evidence;
pub mod gate;
pub mod jq;
pub mod list;
pub mod meeting;
pub mod outputs;
pub mod pack;
pub mod people;
pub mod places;
mod proofs;
pub mod register;
pub mod run;
pub mod schema;
pub mod shapes;
mod shapes_decided;
mod shapes_run;
mod sittings;
pub mod system;
pub mod tabs;
pub mod template;
pub mod text;
pub mod yaml;

use super::args::{Common, Form};
use super::failure::Failure;
use super::files;
use super::session::Session;
use crate::app::signing::Signer;
use chrono_tz::Tz;
use schema::Shape;
use serde_json::{Map, Value};
use std::io::Write;
use std::rc::Rc;

/// Makes the words of a document.
pub enum Words {
    /// They hold no times.
    Plain(Box<dyn FnOnce() -> Vec<String>>),
    /// In a zone, for which the register may have to be asked.
    Timed(Box<dyn FnOnce(Tz) -> Vec<String>>),
}

/// What a command answers.
pub enum Answer {
    /// A list, and where its next page begins.
    List { items: Vec<Value>, next: Option<String> },
    /// A document, and its words for people.
    Document { value: Value, words: Words },
    /// A text as it is.
    Text(String),
    /// It has been written already.
    Written,
}

impl Answer {
    /// A list without further pages.
    pub fn list<T: serde::Serialize>(items: &[T]) -> Result<Self, Failure> {
        Ok(Self::List { items: items.iter().map(value).collect::<Result<_, _>>()?, next: None })
    }

    /// A document with times in its words.
    pub fn document(value: Value, words: impl FnOnce(Tz) -> Vec<String> + 'static) -> Self {
        Self::Document { value, words: Words::Timed(Box::new(words)) }
    }

    /// A document without times in its words.
    pub fn plain(value: Value, words: impl FnOnce() -> Vec<String> + 'static) -> Self {
        Self::Document { value, words: Words::Plain(Box::new(words)) }
    }
}

/// A sheet as JSON.
pub fn value<T: serde::Serialize>(sheet: &T) -> Result<Value, Failure> {
    serde_json::to_value(sheet).map_err(|e| Failure::Io { what: "output".into(), cause: e.into() })
}

/// The form and the fields that were asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub form: Form,
    pub fields: Vec<&'static str>,
    pub jq: Option<String>,
    pub template: Option<String>,
    /// Who signs the document that goes to a file.
    pub signer: Option<Rc<Signer>>,
}

/// What form and fields the flags ask for.
///
/// # Errors
/// A field that the output does not have, or a jq expression or template that cannot be read.
pub fn asked(common: &Common, shape: Option<&'static Shape>) -> Result<Asked, Failure> {
    let form = match (&common.json, common.form) {
        (Some(_), None | Some(Form::Table | Form::Wide | Form::Name)) => Form::Json,
        (_, Some(Form::Table | Form::Wide | Form::Name)) if common.template.is_some() => Form::Json,
        (_, Some(form)) => form,
        (None, None) if common.jq.is_some() || common.template.is_some() => Form::Json,
        (None, None) => Form::Table,
    };
    let name = shape.map_or("", |s| s.name);
    let fits = match form {
        Form::Text | Form::Html => name == "minutes",
        Form::Md => matches!(name, "minutes" | "decision" | "run"),
        Form::Ics => matches!(name, "actions" | "calendar"),
        _ => true,
    };
    if !fits {
        let text =
            "text, md and html are forms of minutes, md of a decision and a run, ics of actions and of the calendar";
        return Err(Failure::usage(text, "quorate meeting minutes -o md"));
    }
    let mut fields = Vec::new();
    if let (Some(list), Some(shape)) = (common.json.as_deref().filter(|l| !l.is_empty()), shape) {
        for word in list.split(',').map(str::trim) {
            match shape.fields.iter().find(|f| f.id == word) {
                Some(field) if !fields.contains(&field.id) => fields.push(field.id),
                Some(_) => {}
                None => {
                    let fields = shape.fields.iter().map(|f| f.id).collect();
                    return Err(Failure::Fields { unknown: text::clean(word), schema: shape.name, fields });
                }
            }
        }
    }
    if let Some(expression) = &common.jq {
        jq::check(expression)?;
    }
    if let Some(text) = &common.template {
        template::check(text)?;
    }
    Ok(Asked { form, fields, jq: common.jq.clone(), template: common.template.clone(), signer: None })
}

/// Only these fields of an object; all when none are named.
pub fn pick(value: Value, fields: &[&'static str]) -> Value {
    match value {
        Value::Object(mut map) if !fields.is_empty() => {
            let picked: Map<_, _> =
                fields.iter().map(|f| ((*f).to_owned(), map.remove(*f).unwrap_or(Value::Null))).collect();
            Value::Object(picked)
        }
        other => other,
    }
}

/// The document with its schema before it.
pub fn with_schema(shape: &Shape, value: Value, fields: &[&'static str]) -> Value {
    let mut map = Map::new();
    map.insert("schema".into(), Value::String(shape.schema()));
    if let Value::Object(own) = pick(value, fields) {
        map.extend(own);
    }
    Value::Object(map)
}

/// Writes an answer.
pub fn emit(
    session: &mut Session,
    shape: Option<&'static Shape>,
    asked: &Asked,
    answer: Answer,
) -> Result<(), Failure> {
    let wrote = |r: std::io::Result<()>| r.map_err(Failure::io("output"));
    match (answer, shape) {
        (Answer::Written, _) => Ok(()),
        (Answer::Text(text), _) => {
            let mut out = files::sink(session)?;
            wrote(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
        }
        (Answer::List { items, next }, Some(shape)) => {
            let mut writer = list::Writer::open(session, shape, asked)?;
            for item in items {
                writer.row(item)?;
            }
            writer.end(next)
        }
        (Answer::Document { value, words }, Some(shape)) => {
            let quiet = session.common.quiet && asked.form == Form::Table && shape.name == "receipt";
            let body = match (asked.form, &asked.jq) {
                (_, Some(expression)) => jq::run(expression, &with_schema(shape, value, &asked.fields))?,
                _ if asked.template.is_some() => template::fill(asked, &with_schema(shape, value, &asked.fields))?,
                (Form::Json, None) if session.on_terminal() => {
                    format!("{:#}\n", with_schema(shape, value, &asked.fields))
                }
                (Form::Json | Form::Jsonl, None) => format!("{}\n", with_schema(shape, value, &asked.fields)),
                (Form::Yaml, None) => yaml::document(&with_schema(shape, value, &asked.fields)),
                (Form::Name, None) => {
                    let name = value.get("id").and_then(Value::as_str).unwrap_or_default();
                    format!("{}\n", text::clean(name))
                }
                (Form::Csv, None) => list::csv_of(shape, &asked.fields, &value, session.common.no_header)?,
                (Form::Table | Form::Wide, None) if quiet => String::new(),
                (Form::Table | Form::Wide | Form::Text | Form::Md | Form::Html | Form::Ics, None) => {
                    let lines = match words {
                        Words::Plain(words) => words(),
                        Words::Timed(words) => words(session.tz_to_show()),
                    };
                    lines.iter().map(|l| format!("{}\n", text::clean_line(l))).collect()
                }
            };
            // Before anything is written: where nobody signs, nothing is there that would pass for a document.
            let signature = asked.signer.as_ref().map(|s| s.sign(body.as_bytes())).transpose()?;
            if let (Some(armored), Some(of)) = (signature, session.common.out.as_deref()) {
                return files::write_signed(of, &body, &armored, &session.options);
            }
            let mut out = files::sink(session)?;
            wrote(out.write_all(body.as_bytes()).and_then(|()| out.flush()))
        }
        (_, None) => Ok(()),
    }
}
