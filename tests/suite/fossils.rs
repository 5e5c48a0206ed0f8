//! Event shapes that were released: each line of `fossils/events.tsv` must be read for ever, and written the same.

use quorate::store::codec;
use std::collections::BTreeSet;
use std::path::Path;

fn lines() -> Vec<(String, u16, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/fossils/events.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let line = |l: &str| {
        let mut cells = l.splitn(3, '\t');
        let mut next = || cells.next().unwrap().to_owned();
        (next(), next().parse().unwrap(), next())
    };
    text.lines().map(line).collect()
}

#[test]
fn released_events_are_read_and_written_as_they_were() {
    let lines = lines();
    assert!(lines.len() > 40, "{}", lines.len());
    for (kind, v, payload) in lines {
        let what = codec::decode(&kind, v, payload.as_bytes()).unwrap_or_else(|e| panic!("{e}"));
        let (again, version, bytes) = codec::encode(&what).unwrap();
        assert_eq!((again, version), (kind.clone(), v));
        assert_eq!(String::from_utf8(bytes).unwrap(), payload, "{kind}");
    }
}

#[test]
fn every_event_that_the_program_writes_has_a_fossil() {
    let known: BTreeSet<String> = lines().into_iter().map(|(kind, ..)| kind).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/domain");
    let nouns = [
        ("pack", "policy"),
        ("board", "board"),
        ("catalogue", "catalogue"),
        ("risk", "risk"),
        ("calendar", "calendar"),
        ("change", "change"),
        ("ballot", "ballot"),
        ("run", "run"),
        ("evidence", "evidence"),
        ("checklist", "checklist"),
        ("calendar", "calendar"),
        ("system", "system"),
        ("meeting", "meeting"),
        ("attempt", "attempt"),
    ];
    let mut missing = Vec::new();
    for (folder, noun) in nouns {
        let text = std::fs::read_to_string(root.join(folder).join("events.rs")).unwrap();
        let mut noun = noun;
        for line in text.lines() {
            if line.starts_with("pub enum PeopleEvent") {
                noun = "person";
            } else if line.starts_with("pub enum BoardEvent") {
                noun = "board";
            }
            // A variant stands alone on its line, four columns in.
            let Some(rest) = line.strip_prefix("    ") else { continue };
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            let after = rest[name.len()..].trim();
            if name.starts_with(|c: char| c.is_ascii_uppercase())
                && (after == "{" || after == "," || after.starts_with('('))
            {
                let mut snake = String::new();
                for c in name.chars() {
                    if c.is_ascii_uppercase() && !snake.is_empty() {
                        snake.push('_');
                    }
                    snake.push(c.to_ascii_lowercase());
                }
                let kind = format!("{noun}.{snake}");
                if !known.contains(&kind) {
                    missing.push(kind);
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
