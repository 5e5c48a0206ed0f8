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
        // A positional is told without its brackets, a flag with those of its value.
        let bare = given.strip_prefix('<').map(|rest| rest.trim_end_matches('.').trim_end_matches('>'));
        let name = bare.unwrap_or(given);
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

/// Flags that people look for where another command does what they mean: its name, and what it does.
const ELSEWHERE: &[(&str, &str, &str, &str)] =
    &[("change edit", "--type", "change retype", "a change gets another type by a command of its own")];

/// What is said of a flag that the command does not have, and an example of the one that does what is meant.
pub fn elsewhere(error: &clap::Error, args: &[OsString]) -> Option<(String, String)> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
    let (path, _) = command(args).filter(|_| error.kind() == ErrorKind::UnknownArgument)?;
    let (.., meant, does) = ELSEWHERE.iter().find(|(of, given, ..)| *of == path && given == flag)?;
    let form = catalog::ALL.iter().find(|e| e.words == *meant)?.usage;
    Some((format!("{path} has no {flag}: {does}"), format!("example: quorate {meant} {}", example(meant, form))))
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

/// An example of each command, as it would be told.
pub fn examples() -> impl Iterator<Item = String> {
    catalog::ALL.iter().map(|e| format!("quorate {} {}", e.words, example(e.words, e.usage)).trim_end().to_owned())
}

/// The form with words in the place of what it names; what may be left out is.
fn example(path: &str, form: &str) -> String {
    let (mut depth, mut whole) = (0_u32, String::new());
    for c in form.chars() {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            // Of things one of which is enough, the first.
            '|' if depth == 0 && whole.ends_with(|c: char| c.is_ascii_uppercase()) => break,
            c if depth == 0 => whole.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = whole.split_whitespace().filter(|w| *w != "...").collect();
    let flag = |at: usize| at.checked_sub(1).and_then(|i| words.get(i)).copied().unwrap_or_default();
    words.iter().enumerate().map(|(at, w)| said(path, flag(at), w)).collect::<Vec<_>>().join(" ")
}

/// What stands for a word of a form, after the word before it.
fn said(path: &str, before: &str, word: &str) -> String {
    let noun = path.split(' ').next().unwrap_or_default();
    let told = match (path, before, word) {
        ("run exec", _, "COMMAND") => "make deploy",
        ("change diff", _, "FROM") => "1",
        ("change diff", _, "TO") => "2",
        ("person add" | "person edit", "--name", _) => "\"Ana Ruiz\"",
        ("run note", _, "KIND") => "health",
        ("schema", ..) => "changes",
        ("config get" | "config set", _, "KEY") => "tz",
        ("config set", _, "VALUE") => "UTC",
        ("tutor", ..) => "chair",
        ("completion", ..) => "bash",
        ("db backup", ..) => "copy.db",
        ("calendar import", ..) => "changes.ics",
        ("system import", ..) => "systems.csv",
        ("gate verify", ..) => "verdict.json",
        (_, "--to", "TIME") => "\"tomorrow 16:00\"",
        (_, "--title", _) => "\"Renew the certificate\"",
        (_, "--test", _) => "unit",
        (_, "--result", _) => "ok",
        (_, _, "ID") => match noun {
            "person" => "ana",
            "system" => "web",
            "catalogue" => "rotate-logs",
            _ => "CHG-1",
        },
        (_, _, "NUMBER" | "N" | "ITEM") => "1",
        (_, _, "MINUTES") => "10",
        (_, _, "PERCENT") => "50",
        (_, _, "TIME") => "\"tomorrow 14:00\"",
        (_, _, "TEXT") => "\"in words\"",
        (_, _, "NAME" | "A" | "PACK") => "ghostquant",
        (_, _, "B") => "aivo",
        (_, _, "FILE") if noun == "policy" => "pack.toml",
        (_, _, "FILE") => "records.json",
        (_, _, "REPORT") => "junit.xml",
        (_, _, "FORMAT") => "servicenow",
        (_, _, "TYPE") => "normal",
        (_, _, "ROLE") => "change_manager",
        (_, _, "PERSON" | "OWNER") => "ana",
        (_, _, "CHANGE") => "CHG-1",
        (_, _, "MEETING") => "2026-W39",
        (_, _, "SERIES") => "cab",
        (_, _, "ENV") => "production",
        (_, _, "MONTH") => "2026-03",
        (_, _, "CODE" | "OUTCOME") => "successful",
        (_, _, "SETTING") => "vote.majority_of",
        (_, _, "VALUE") if path == "policy set" => "cast",
        (_, _, "FIELD=VALUE" | "FIELD=TEXT") => "FIELD=\"in words\"",
        (_, _, "FACTOR=VALUE") => "FACTOR=2",
        _ if word.starts_with("PERSON=") => "ana=room",
        _ => word.split('|').next().unwrap_or(word),
    };
    told.to_owned()
}
