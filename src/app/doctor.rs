//! Health: what the program finds around it, each with what to do.

use super::error::AppError;
use super::open::{App, database};
use super::options::Options;
use super::{packs, policy};
use crate::base::text::so_many;
use crate::base::time::Span;
use crate::sheets::register::CheckLine;

impl App {
    /// Looks at the packs, the place of the register and the register itself; works without one.
    #[must_use]
    pub fn doctor(options: &Options) -> Vec<CheckLine> {
        let mut lines = Vec::new();
        let mut add = |name: &str, state: &str, text: String| {
            lines.push(CheckLine { name: name.into(), state: state.into(), text });
        };
        let bad: Vec<String> = packs::names()
            .filter(|n| packs::text(n).and_then(|t| policy::usable(&t, n)).is_err())
            .map(str::to_owned)
            .collect();
        let count = packs::names().count();
        match bad.as_slice() {
            [] => add("packs", "ok", format!("{count} built-in packs, {} clauses", packs::clauses().len())),
            bad => add("packs", "fail", format!("cannot be used: {}", bad.join(", "))),
        }
        let term = std::env::var("TERM").unwrap_or_default();
        let utf8 = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()))
            .is_some_and(|v| v.to_lowercase().replace('-', "").contains("utf8"));
        match (term.as_str(), utf8) {
            ("" | "dumb", _) => add("terminal", "warn", format!("TERM is \"{term}\": line mode is used")),
            (_, false) => add("terminal", "warn", "the locale is not UTF-8: ASCII is drawn".into()),
            _ => add("terminal", "ok", format!("TERM is {term}, UTF-8")),
        }
        match database(options) {
            Err(error) => add("register", "fail", error.to_string()),
            Ok(path) if std::fs::metadata(&path).is_err() => {
                add("register", "warn", format!("{} does not exist yet: quorate init", path.display()));
            }
            Ok(path) => match Self::open(options) {
                Err(error) => {
                    add("register", "fail", format!("{error}; {}", error.hint()));
                    space(&path, &mut add);
                }
                Ok(mut app) => {
                    let size = app.store.read().and_then(|r| r.count()).unwrap_or(0);
                    add("register", "ok", format!("{}, {}", path.display(), so_many(size, "entry")));
                    let barred = app.broken().or_else(|| app.unguarded());
                    match app.store.read_only() {
                        Some(why) if app.store.disk_full() => add("writing", "fail", why),
                        Some(why) => add("writing", "warn", format!("read only: {why}")),
                        None if barred.is_some() => add("writing", "fail", barred.unwrap_or_default()),
                        None => add("writing", "ok", "possible".into()),
                    }
                    chain(&app, &mut add);
                    space(&path, &mut add);
                    match app.store.read().and_then(|r| r.damaged()) {
                        Ok(None) => add("file", "ok", "SQLite finds no damage".into()),
                        Ok(Some(damage)) => add("file", "fail", format!("{damage}: restore a backup")),
                        Err(error) => add("file", "fail", error.to_string()),
                    }
                    add("sqlite", "ok", rusqlite_version());
                    policy_text(&mut app, &mut add);
                    identity(&mut app, &mut add);
                    unnamed(&mut app, &mut add);
                }
            },
        }
        lines
    }
}

/// What the last verification left beside the register.
fn chain(app: &App, add: &mut dyn FnMut(&str, &str, String)) {
    match app.store.broken() {
        Ok(None) => {}
        Ok(Some(mark)) => match mark.acknowledged {
            Some(a) => {
                let text = format!("broken at entry {}, acknowledged by {}: {}", mark.seq, a.by, a.reason);
                add("chain", "warn", text);
            }
            None => {
                let text =
                    format!("broken at entry {}: {}; nothing is recorded: quorate audit verify", mark.seq, mark.reason);
                add("chain", "fail", text);
            }
        },
        Err(error) => add("chain", "fail", error.to_string()),
    }
    match app.store.read().and_then(|r| r.unguarded()) {
        Ok(found) if found.is_empty() => {}
        Ok(found) => add("guards", "fail", format!("{}; nothing is recorded: quorate audit verify", found.join("; "))),
        Err(error) => add("guards", "fail", error.to_string()),
    }
}

fn rusqlite_version() -> String {
    format!("SQLite {}, bundled", crate::store::sqlite_version())
}

/// How much is free on the disk of the register. Importing and meetings take megabytes, and a full disk records nothing.
fn space(path: &std::path::Path, add: &mut dyn FnMut(&str, &str, String)) {
    const SCARCE: u64 = 50_000_000;
    // Without enough for the journal's companion nothing at all can be written.
    const NOTHING: u64 = 65_536;
    let Some(free) = crate::store::free_space(path) else { return };
    let text = match free {
        0..10_000_000 => format!("{} kB free on the register's disk", free / 1000),
        10_000_000..10_000_000_000 => format!("{} MB free on the register's disk", free / 1_000_000),
        _ => format!("{} GB free on the register's disk", free / 1_000_000_000),
    };
    match free {
        0..NOTHING => add("space", "fail", format!("{text}: free some, nothing can be recorded")),
        NOTHING..SCARCE => add("space", "warn", format!("{text}: free some before it is full")),
        _ => add("space", "ok", text),
    }
}

/// Whether the adopted text is one that this program knows.
fn policy_text(app: &mut App, add: &mut dyn FnMut(&str, &str, String)) {
    let found = app.house().and_then(|world| app.unreadable(&world));
    match found {
        Ok(None) => {}
        Ok(Some(text)) => add("policy", "fail", text),
        Err(error) => add("policy", "fail", format!("{error}; {}", error.hint())),
    }
}

/// Days that the organisation has to name for the year, such as its holidays, and has not.
fn unnamed(app: &mut App, add: &mut dyn FnMut(&str, &str, String)) {
    let now = app.now();
    let Ok(world) = app.world(None) else { return };
    let Ok(desk) = app.desk(&world, now) else { return };
    for (_, setting, text) in super::calendar::unnamed(&desk.pack, (now, now.plus(Span::seconds(1)))) {
        let text = format!("{text} {}: quorate policy set {} DATES", setting.clauses.join(", "), setting.id());
        add("calendar", "warn", text);
    }
}

fn identity(app: &mut App, add: &mut dyn FnMut(&str, &str, String)) {
    let known: Result<bool, AppError> = app.world(None).map(|w| w.people.active(&app.actor).is_some());
    match known {
        Ok(true) => add("identity", "ok", format!("you act as {}", app.actor)),
        Ok(false) => {
            let text = format!("{} is not registered: name yourself with --as, or ask the administrator", app.actor);
            add("identity", "warn", text);
        }
        Err(error) => add("identity", "fail", error.to_string()),
    }
}
