//! The rooms: who may name whom, one duty a file, and files that stay small.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Room, the rooms it may name, and words that it never contains outside comments.
const ROOMS: [(&str, &[&str], &[&str]); 10] = [
    ("base", &[], PURE),
    ("policy", &["base"], PURE),
    ("ledger", &["base"], PURE),
    ("domain", &["base", "policy"], PURE),
    ("sheets", &["base", "domain"], PURE),
    ("text", &["base", "policy", "domain", "sheets"], &["std::fs", "rusqlite", "ratatui"]),
    ("store", &["base", "ledger", "domain", "sheets"], &["SystemTime::now", "Utc::now", "ratatui"]),
    ("app", &["base", "policy", "ledger", "domain", "sheets", "text", "store"], &["rusqlite::", "ratatui", "clap::"]),
    ("cli", &["app", "text", "sheets", "domain", "base"], &["ratatui", "rusqlite"]),
    ("tui", &["app", "text", "sheets", "domain", "base"], &["clap::", "rusqlite", "println!"]),
];

const PURE: &[&str] =
    &["std::fs", "std::net", "std::thread", "Utc::now", "SystemTime::now", "rusqlite", "ratatui", "rand::", "new_v4"];

/// Files that may be longer than 400 lines, each with the reason.
const LONG: [(&str, &str); 0] = [];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(&root).unwrap().to_path_buf(), text));
            }
        }
    }
    files.sort();
    assert!(files.len() > 50, "the sources were not found");
    files
}

/// The code of a file: comments and the tests at its end left out.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end].lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_name_only_those_below_them() {
    let rooms: BTreeMap<&str, (&[&str], &[&str])> = ROOMS.iter().map(|(r, n, w)| (*r, (*n, *w))).collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = path.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
        let Some((may, never)) = rooms.get(room.as_str()) else { continue };
        let code = code(&text);
        for other in rooms.keys().filter(|o| **o != room && !may.contains(o)) {
            if code.contains(&format!("crate::{other}::")) || code.contains(&format!("crate::{{{other}")) {
                wrong.push(format!("{} names {other}", path.display()));
            }
        }
        for word in never.iter().filter(|w| code.contains(**w)) {
            wrong.push(format!("{} contains {word}", path.display()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn each_file_says_its_duty_and_stays_small() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if !text.starts_with("//! ") && path.as_os_str() != "lib.rs" {
            wrong.push(format!("{} does not begin with its duty", path.display()));
        }
        let lines = text.lines().count();
        let listed = LONG.iter().any(|(p, _)| Path::new(p) == path);
        if lines > 400 && !listed {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_is_passed_on_between_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if path.as_os_str() != "lib.rs" && code(&text).contains("pub use crate::") {
            wrong.push(path.display().to_string());
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
