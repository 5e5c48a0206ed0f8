//! What people type into what the grammar reads.

use super::{Cli, Noun};
use clap::{CommandFactory as _, Subcommand as _};
use std::ffi::OsString;

/// `--json` may stand before what is no list of fields: `change view --json CHG-1` asks for all fields of CHG-1, and
/// `--json change list` for all of the list. One `--set` may have several pairs.
pub(super) fn untangle(mut args: Vec<OsString>) -> Vec<OsString> {
    // `--set A=1 B=2` says the same as `--set A=1 --set B=2`.
    let mut at = 0;
    while at < args.len() {
        let pair = |i: usize| {
            let word = args.get(i).and_then(|a| a.to_str());
            word.is_some_and(|w| !w.starts_with('-') && w.split_once('=').is_some_and(|(name, _)| !name.contains(' ')))
        };
        if args.get(at).is_some_and(|a| a == "--set") && pair(at + 1) && pair(at + 2) {
            args.insert(at + 2, "--set".into());
        }
        at += 1;
    }
    name_meeting(&mut args);
    // `evidence add` and `evidence list` are longer names of `run evidence`.
    let noun = args.iter().position(|a| a.to_str().is_some_and(|a| a == "evidence" || Noun::has_subcommand(a)));
    if let Some(at) = noun.filter(|at| args.get(*at).is_some_and(|a| a == "evidence"))
        && args.get(at + 1).is_some_and(|a| a == "add" || a == "list")
    {
        args.splice(at..=at + 1, ["run".into(), "evidence".into()]);
    }
    let places: Vec<usize> = args.iter().enumerate().filter(|(_, a)| *a == "--json").map(|(i, _)| i).collect();
    for at in places {
        let next = args.get(at + 1).and_then(|a| a.to_str()).unwrap_or_default();
        if no_fields(next) || names_a_command(args.get(1..at).unwrap_or_default(), next) {
            args.splice(at..=at, ["--json=".into()]);
        }
    }
    args
}

/// Verbs of `meeting` take the meeting as a flag, since most often it is the one that is open; it may also stand first,
/// as in `meeting rollcall 2026-W39 ana=room`.
fn name_meeting(args: &mut Vec<OsString>) {
    const TAKE_IT: [&str; 11] =
        ["add", "remove", "rollcall", "item", "extend", "note", "action", "consider", "assess", "pull", "settle"];
    let word = |i: usize| args.get(i).and_then(|a| a.to_str()).unwrap_or_default();
    let Some(noun) = args.iter().position(|a| a == "meeting") else { return };
    let is_meeting = word(noun + 2).parse::<crate::base::ids::MeetingId>().is_ok();
    if TAKE_IT.contains(&word(noun + 1)) && is_meeting {
        args.insert(noun + 2, "--meeting".into());
    }
}

/// Whether a word cannot be a list of fields, whose names are made of small letters.
fn no_fields(word: &str) -> bool {
    !word
        .split(',')
        .all(|f| f.trim().starts_with(|c: char| c.is_ascii_lowercase()) && !f.contains(['-', '.', '/', ':']))
        || crate::app::App::is_built_in_pack(word)
}

/// Whether a word is the noun that a line lacks so far, or the verb that its noun lacks.
fn names_a_command(before: &[OsString], word: &str) -> bool {
    let whole = Cli::command();
    let mut place = &whole;
    for said in before.iter().filter_map(|a| a.to_str()) {
        place = place.find_subcommand(said).unwrap_or(place);
    }
    place.find_subcommand(word).is_some()
}
