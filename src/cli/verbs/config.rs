//! Verbs of `config`: the settings of this account.

use super::{Ended, done};
use crate::app::config::{self, Config as Files, Kind, SETTINGS, Setting};
use crate::cli::args::Form;
use crate::cli::args::register::{Config, KeyValue};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{Answer, Asked};
use crate::cli::session::Session;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::process::Command;

/// Carries out a verb.
pub fn run(session: &mut Session, verb: &Config, asked: &mut Asked) -> Ended {
    match verb {
        Config::List(args) => {
            if args.origin && asked.form == Form::Table {
                asked.form = Form::Wide;
            }
            done(Answer::List { items: SETTINGS.iter().map(|s| value(session, s)).collect(), next: None })
        }
        Config::Get(args) => {
            let value = value(session, known(&args.key)?);
            let word = value.get("value").and_then(Value::as_str).unwrap_or_default().to_owned();
            done(Answer::plain(value, move || vec![word]))
        }
        Config::Set(args) => set(session, args),
        Config::Check => Ok(check(&session.config)),
        Config::Edit => edit(session),
        Config::Schema => done(Answer::Text(format!("{:#}\n", schema()))),
    }
}

fn known(key: &str) -> Result<&'static Setting, Failure> {
    config::setting(key).ok_or_else(|| {
        let hint = config::near(key).map_or_else(|| "see quorate config list".into(), |n| format!("did you mean {n}?"));
        Failure::usage(format!("there is no setting \"{key}\""), hint)
    })
}

/// A setting with the value that holds and where it comes from.
fn value(session: &Session, setting: &Setting) -> Value {
    let given = |name: &str| {
        std::env::args_os().any(|a| {
            a.to_str()
                .is_some_and(|a| a.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')))
        })
    };
    let env = Some(setting.env).filter(|e| !e.is_empty());
    let (of_file, file) = session.config.get(setting.key).map_or((None, ""), |(v, o)| (Some(v.to_owned()), o));
    let of_env = env.and_then(|name| std::env::var(name).ok()).filter(|v| !v.is_empty());
    let common = &session.common;
    let of_flag = || match setting.key {
        "db" => common.db.as_ref().map(|p| p.display().to_string()),
        "as" => common.actor.clone(),
        "tz" => common.tz.clone(),
        "color" => common.color.map(|c| format!("{c:?}").to_lowercase()),
        "pager" => Some("off".to_owned()),
        _ => Some("true".to_owned()),
    };
    let (value, origin) = if !setting.flag.is_empty() && given(setting.flag) {
        (of_flag().unwrap_or_default(), "flag")
    } else {
        match (of_env, of_file) {
            (Some(value), _) => (value, "environment"),
            (None, Some(value)) => (value, file),
            (None, None) => (setting.default.to_owned(), "default"),
        }
    };
    json!({
        "key": setting.key, "value": value, "origin": origin, "flag": setting.flag, "env": env, "text": setting.text,
    })
}

fn set(session: &mut Session, args: &KeyValue) -> Ended {
    let setting = known(&args.key)?;
    if let Some(value) = &args.value {
        setting.fits(value).map_err(|what| Failure::usage(what, setting.text))?;
    }
    let Some(user) = session.config.user() else { return Err(Failure::usage("there is no folder for settings", "")) };
    if let Some(broken) = user.findings.first() {
        let place = format!("{}:{}:{}", user.path.display(), broken.line, broken.column);
        return Err(Failure::usage(format!("{place}: {}", broken.text), "correct it first: quorate config edit"));
    }
    let text = config::with(user.text.as_deref().unwrap_or_default(), setting, args.value.as_deref());
    let path = user.path.clone();
    if !session.common.dry_run {
        write(&path, &text)?;
        session.config = reread(session);
    }
    let value = value(session, setting);
    let line = match &args.value {
        Some(value) => format!("{} = {}, in {}", setting.key, setting.written(value), path.display()),
        None => format!("{} is taken out of {}", setting.key, path.display()),
    };
    done(Answer::plain(value, move || vec![line]))
}

fn reread(session: &Session) -> Files {
    let user = session.config.user().map(|l| l.path.clone());
    Files::read(user.as_deref(), Path::new(""))
}

/// Writes the file beside the old one and puts it in its place, so that nobody reads half of it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let name = || path.display().to_string();
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
    }
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path)).map_err(Failure::io(name()))
}

fn check(files: &Files) -> (Answer, Exit) {
    let mut lines = Vec::new();
    let mut findings = Vec::new();
    for layer in &files.layers {
        for f in &layer.findings {
            let file = layer.path.display().to_string();
            lines.push(format!("{file}:{}:{}: {}", f.line, f.column, f.text));
            let text = layer.text.as_deref().unwrap_or_default();
            if let Some(line) = text.lines().nth(f.line.saturating_sub(1)) {
                lines.push(format!("  {}", line.replace('\t', " ")));
                lines.push(format!("  {}^", " ".repeat(f.column.saturating_sub(1))));
            }
            findings.push(json!({"file": file, "line": f.line, "column": f.column, "text": f.text}));
        }
    }
    let ok = findings.is_empty();
    let found: Vec<_> = files
        .layers
        .iter()
        .map(|l| json!({"origin": l.origin, "path": l.path.display().to_string(), "found": l.text.is_some()}))
        .collect();
    if ok {
        let read: Vec<_> = files.layers.iter().filter(|l| l.text.is_some()).collect();
        lines.extend(read.iter().map(|l| format!("{}: nothing is wrong", l.path.display())));
        if read.is_empty() {
            lines.push("there is no configuration file; the defaults hold".into());
        }
    }
    let value = json!({"ok": ok, "files": found, "findings": findings});
    (Answer::plain(value, move || lines), if ok { Exit::Done } else { Exit::Usage })
}

/// Lets the person edit the file, then checks it.
fn edit(session: &mut Session) -> Ended {
    let Some(user) = session.config.user() else { return Err(Failure::usage("there is no folder for settings", "")) };
    let path = user.path.clone();
    let Some(editor) = crate::app::editor::named() else {
        let text = "no editor is named";
        return Err(Failure::usage(text, format!("set QUORATE_EDITOR, VISUAL or EDITOR, or edit {}", path.display())));
    };
    if user.text.is_none() {
        let lines = SETTINGS.iter().map(|s| format!("# {} ({})\n# {} =\n", s.text, s.default, s.key));
        write(&path, &lines.collect::<String>())?;
    }
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(&path).status().map_err(Failure::io(program))?;
    if !status.success() {
        return Err(Failure::usage(
            format!("{program} ended with {status}"),
            format!("the file is {}", path.display()),
        ));
    }
    session.config = reread(session);
    Ok(check(&session.config))
}

fn schema() -> Value {
    let mut properties = Map::new();
    for setting in &SETTINGS {
        let mut kind = match setting.kind {
            Kind::Yes => json!({"type": "boolean"}),
            Kind::OneOf(words) => json!({"type": "string", "enum": words}),
            Kind::Words | Kind::Zone => json!({"type": "string"}),
        };
        if let Some(map) = kind.as_object_mut() {
            map.insert("description".into(), format!("{} (default: {})", setting.text, setting.default).into());
        }
        properties.insert(setting.key.into(), kind);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "quorate configuration",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}
