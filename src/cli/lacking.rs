//! What a command line lacks, by name, with an example: a usage line alone tells neither what is missing nor how it looks.

use crate::app::catalog;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// What is missing, and an example, of an error that says that something required was not given.
pub fn told(error: &clap::Error, args: &[OsString]) -> Option<(String, String)> {
    if error.kind() != ErrorKind::MissingRequiredArgument {
        return None;
    }
    let ContextValue::Strings(missing) = error.get(ContextKind::InvalidArg)? else { return None };
    let (path, form) = command(args)?;
    let known = super::args::command();
    let found = path.split(' ').try_fold(&known, |c, word| c.find_subcommand(word))?;
    let lines = missing.iter().map(|given| {
        let name = given.trim_start_matches(['<', '[']).trim_end_matches(['>', ']', '.']);
        let arg = found.get_arguments().find(|a| {
            let long = a.get_long().is_some_and(|l| name.starts_with(&format!("--{l}")));
            long || a.get_value_names().is_some_and(|names| names.iter().any(|n| n == name))
        });
        let what = arg.and_then(|a| a.get_help()).map(|help| format!(": {help}")).unwrap_or_default();
        format!("  {name}{what}")
    });
    let lines: Vec<String> = lines.collect();
    let example = format!("example: quorate {path} {}", example(path, form));
    Some((format!("{path} lacks\n{}", lines.join("\n")), example))
}

/// The command that a line names, and its form.
fn command(args: &[OsString]) -> Option<(&'static str, &'static str)> {
    let words: Vec<&str> = args.iter().skip(1).filter_map(|a| a.to_str()).collect();
    let named = |path: &str| {
        let mut rest = words.iter();
        path.split(' ').all(|word| rest.any(|w| *w == word))
    };
    let found = catalog::ALL.iter().filter(|e| named(e.words)).max_by_key(|e| e.words.split(' ').count())?;
    Some((found.words, found.usage))
}

/// The form with words in the place of what it names.
fn example(path: &str, form: &str) -> String {
    let id = match path.split(' ').next().unwrap_or_default() {
        "person" => "ana",
        "system" => "web",
        "catalogue" => "rotate-logs",
        "window" | "freeze" | "risk" => "1",
        _ => "CHG-1",
    };
    let word = |w: &str| match w {
        "ID" => id.to_owned(),
        "NUMBER" | "N" => "1".to_owned(),
        "TEXT" | "TITLE" | "NAME" => "\"in words\"".to_owned(),
        "TIME" => "\"tomorrow 14:00\"".to_owned(),
        "PERSON" => "ana".to_owned(),
        _ => w.split('|').next().unwrap_or(w).to_owned(),
    };
    form.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}
